"""What was found in a text → the values of a workspace's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.ingest.found import Found, FoundArea, FoundMeasure
from reports.ingest.naming import match
from reports.model import Addressee, SourceFile
from reports.typography import first_sentence, slug

_SHORT = 12
"""Characters of an addressee's abbreviation."""

LONGEST_TITLE = 45
"""Characters of a measure's first sentence that serve as its title."""


def addressees_named(
    founds: Iterable[Found], known: Iterable[Addressee]
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The id of each name in the texts, and entries for those that nobody knew before."""
    names = dict.fromkeys(
        one.name
        for found in founds
        for area in found.areas
        for measure in area.measures
        for one in measure.addressees
    )
    known = list(known)
    ids: dict[str, str] = {}
    new: list[dict[str, str]] = []
    # "Stadt Leipzig" before "Stadt", which then means the same
    for name in sorted(names, key=len, reverse=True):
        there = match(name, known)
        if there is None:
            there = slug(name) or f"addressee-{len(known) + 1}"
            entry = {"id": there, "name": name[:200], "full_name": name[:200]}
            entry["abbreviation"] = (
                name if len(name) <= _SHORT else f"{name[: _SHORT - 1].strip()}."
            )
            new.append(entry)
            known.append(Addressee.model_validate(entry))
        ids[name] = there
    order = list(dict.fromkeys(ids[name] for name in names))
    return ids, sorted(new, key=lambda entry: order.index(entry["id"]))


def resolution_values(found: Found, source: SourceFile, ids: Mapping[str, str]) -> dict[str, Any]:
    """A resolution's file. What the text does not state is left out; nothing is made up."""
    label = found.label or found.motion or found.title
    values = {
        "id": slug(found.title),
        "title": found.title,
        "label": label,
        "motion": found.motion,
        "submitter": found.submitter,
        "body": found.body,
        "meeting": found.meeting,
        "date": found.date,
        "status": "adopted" if found.label and "eschluss" in found.label else "draft",
        "lines": list(found.lines) if found.lines else None,
        "source": source.model_dump(),
        "areas": [_area(area, ids) for area in found.areas],
    }
    return {key: value for key, value in values.items() if value is not None}


def _area(area: FoundArea, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": area.number,
        "title": area.title,
        "lines": list(area.lines),
        "measures": [_measure(measure, ids) for measure in area.measures],
    }


def _measure(measure: FoundMeasure, ids: Mapping[str, str]) -> dict[str, Any]:
    asked: dict[str, dict[str, Any]] = {}
    for one in measure.addressees:
        entry = {"id": ids[one.name], "basis": "explicit", "lines": list(one.lines)}
        asked.setdefault(ids[one.name], entry)
    values: dict[str, Any] = {"id": measure.id}
    if not measure.numbered:
        values["numbered"] = False
    values |= {
        "title": _title(first_sentence(measure.wording)),
        "wording": measure.wording,
        "lines": list(measure.lines),
    }
    if asked:
        values["addressees"] = list(asked.values())
    return values


def _title(sentence: str) -> str:
    """The sentence's beginning, up to a whole word."""
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    return f"{sentence[:LONGEST_TITLE].rpartition(' ')[0].rstrip(',;:–- ')} …"
