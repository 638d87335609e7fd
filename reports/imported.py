"""What was found in a text → the values of a workspace's files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, count
from typing import Any

from reports.ingest.found import Found, FoundArea, FoundMeasure
from reports.ingest.naming import match
from reports.model import Addressee, SourceFile
from reports.naming import names
from reports.typography import first_sentence, slug

_SHORT = 12
"""Characters of an addressee's abbreviation."""

LONGEST_TITLE = 45
"""Characters of a measure's first sentence that serve as its title."""


def addressees_named(
    founds: Iterable[Found], known: Iterable[Addressee]
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The id of each name in the texts, and entries for those that nobody knew before."""
    said = dict.fromkeys(
        one.name
        for found in founds
        for area in found.areas
        for measure in area.measures
        for one in measure.addressees
    )
    known = list(known)
    ids: dict[str, str] = {}
    new: dict[str, dict[str, Any]] = {}
    # "Stadt Leipzig" before "Stadt", which then means the same
    for name in sorted(said, key=len, reverse=True):
        there = match(name, known)
        if there in new and not _same_head(name, new[there]["name"]):
            there = None
        if there is None:
            there = _free(slug(name) or "addressee", {one.id for one in known})
            entry = {"id": there, "name": name[:200], "full_name": name[:200]}
            entry["abbreviation"] = _abbreviation(name, {one.abbreviation for one in known})
            new[there] = entry
            known.append(Addressee.model_validate(entry))
        elif there in new and not names(_named(new[there]["name"]), name):
            new[there].setdefault("aliases", []).append(name)
        ids[name] = there
    order = list(dict.fromkeys(ids[name] for name in said))
    return ids, sorted(new.values(), key=lambda entry: order.index(entry["id"]))


def _free(name: str, taken: Collection[str]) -> str:
    """A name, with a number where it is taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


_PLACED = re.compile(r" (?:im|in|am|an|auf|bei|beim|von|vom|der|des) ")
"""What follows says where somebody belongs to."""


def _same_head(name: str, other: str) -> bool:
    """Whether names can mean the same: "Stadt" that of Leipzig, "Rat" no faction in it."""
    head = _PLACED.split(other)[0]
    return names(_named(name), head)


def _named(name: str) -> Addressee:
    return Addressee(id="who", name=name[:200], full_name=name[:200], abbreviation="-")


def _abbreviation(name: str, taken: Collection[str]) -> str:
    """What tells it from others in a narrow column: where it sits, or its first noun.

    "SPD-Fraktion im Leipziger Stadtrat" sits in the "Stadtrat".
    """
    front, *place = _PLACED.split(name, maxsplit=1)
    words = [word for word in front.split() if word[0].isupper()] or [front]
    if len(words) > 1 and words[0].endswith("er"):  # "Leipziger"
        del words[0]
    if f"{front} im " in name or f"{front} in " in name:
        words.insert(0, place[0].split()[-1])
    cut = words[-1] if len(words[-1]) <= _SHORT else f"{words[-1][: _SHORT - 1]}…"
    fitting = [one for one in (name, *words, cut) if len(one) <= _SHORT]
    found = next((one for one in fitting if one not in taken), None)
    return found or _free(cut[: _SHORT - 4], taken)


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
