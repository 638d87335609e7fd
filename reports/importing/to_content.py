"""What was found in a text → the values of a workspace's files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any

from reports.content.resolution import Addressee, SourceFile
from reports.importing.addressee_names import BEFORE_PLACE, find_addressee, is_named
from reports.importing.paragraphs import counted
from reports.importing.parsed_motion import Found, FoundArea, FoundMeasure
from reports.text.sentences import first_sentence
from reports.text.slug import slug
from reports.text.source_text import Sorted

_SHORT = 12
"""Characters of an addressee's abbreviation."""

LONGEST = 200
"""Characters of a name or a title."""

_LONGEST_NOTE = 2000
"""Characters of a footnote."""

LONGEST_TITLE = 45
"""Characters of a measure's first sentence that serve as its title."""


_NO_FILE_NAME = re.compile(r'[<>:"/\\|?*]')
"""What Windows has in no name, besides control characters."""

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
"""Names that mean a device there, with any suffix."""

_LONGEST_NAME = 120
"""Bytes of a source's name: encrypted folders have room for 143, and a digest may follow."""

_LONGEST_SUFFIX = 10


def source_names(name: str, digest: str) -> Iterator[str]:
    """The places for a text in the workspace, the best first; the others tell it from one
    of the same name by its digest.

    A workspace goes by mail and by ZIP to other systems: the name is one that each can have.
    """
    plain = "".join(
        "-" if _NO_FILE_NAME.match(sign) or unicodedata.category(sign)[0] == "C" else sign
        for sign in unicodedata.normalize("NFC", name)
    )
    plain = plain.strip(" .") or "source"
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    stem, dot, suffix = plain.rpartition(".")
    if not stem or len(suffix.encode()) > _LONGEST_SUFFIX:
        stem, dot, suffix = plain, "", ""
    stem = stem.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .")
    for told_apart in ("", f"-{digest[:8]}", f"-{digest[:16]}"):
        yield f"sources/{stem}{told_apart}{dot}{suffix}"


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
    candidates = list(known)
    abbreviations = {addressee.abbreviation for addressee in candidates}
    ids: dict[str, str] = {}
    new: dict[str, dict[str, Any]] = {}
    # "Stadt Leipzig" before "Stadt", which then means the same
    for name in sorted(said, key=len, reverse=True):
        addressee_id = find_addressee(name, candidates)
        if addressee_id is None:
            taken = {addressee.id for addressee in candidates}
            addressee_id = _free(slug(name) or "addressee", taken)
            abbreviation = _abbreviation(name, abbreviations)
            abbreviations.add(abbreviation)
            new[addressee_id] = {
                "id": addressee_id,
                "name": name[:LONGEST],
                "full_name": name[:LONGEST],
                "abbreviation": abbreviation,
            }
            candidates.append(_named(name, addressee_id))
        elif addressee_id in new and not is_named(_named(new[addressee_id]["name"]), name):
            new[addressee_id].setdefault("aliases", []).append(name)
        ids[name] = addressee_id
    order = list(dict.fromkeys(ids[name] for name in said))
    return ids, sorted(new.values(), key=lambda entry: order.index(entry["id"]))


def _free(name: str, taken: Collection[str]) -> str:
    """A name, with a number where it is taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


def _named(name: str, addressee_id: str = "addressee") -> Addressee:
    """Return an addressee known by its name alone: an abbreviation we made names nobody."""
    name = name[:LONGEST]
    return Addressee(id=addressee_id, name=name, full_name=name, abbreviation="-")


def _abbreviation(name: str, taken: Collection[str]) -> str:
    """What tells it from others in a narrow column: where it sits, or its first noun.

    "SPD-Fraktion im Leipziger Stadtrat" sits in the "Stadtrat".
    """
    front, *place = BEFORE_PLACE.split(name, maxsplit=1)
    words = [word for word in front.split() if word[0].isupper()] or [front]
    if len(words) > 1 and words[0].endswith("er"):  # "Leipziger"
        del words[0]
    if f"{front} im " in name or f"{front} in " in name:
        words.insert(0, place[0].split()[-1])
    cut = words[-1] if len(words[-1]) <= _SHORT else f"{words[-1][: _SHORT - 1]}…"
    fitting = [one for one in (name, *words, cut) if len(one) <= _SHORT]
    found = next((one for one in fitting if one not in taken), None)
    return found or _free(cut[: _SHORT - 4], taken)


def resolutions_values(
    founds: Iterable[Found], text: Sorted, source: SourceFile, ids: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The files of all in a text that ask for something, each with an id of its own."""
    made: list[dict[str, Any]] = []
    for found in founds:
        if any(area.measures for area in found.areas):
            values = resolution_values(found, text, source, ids)
            taken = {one["id"] for one in made}
            if values["id"] in taken:  # as "Gute Arbeit" of one and of another
                values["id"] = _free(slug(f"{found.title} {values['label']}"), taken)
            made.append(values)
    return made


def resolution_values(
    found: Found, text: Sorted, source: SourceFile, ids: Mapping[str, str]
) -> dict[str, Any]:
    """A resolution's file. What the text does not state is left out; nothing is made up.

    An area that asks for nothing is left out, too, since nothing could be printed of it.
    """
    areas = [area for area in found.areas if area.measures]
    title = found.title or found.label or found.motion or _title(areas[0].measures[0].sentence)
    first, after = found.rows
    lines = counted(text.rows[first:after])[0]
    values = {
        "id": slug(title) or "resolution",
        "title": title[:LONGEST],
        "label": (found.label or found.motion or title)[:LONGEST],
        "motion": _cut(found.motion),
        "submitter": _cut(found.submitter),
        "body": _cut(found.body),
        "meeting": _cut(found.meeting),
        "date": found.date,
        "status": "adopted" if found.label and "eschluss" in found.label else "draft",
        "lines": list(found.lines) if found.lines else None,
        "source": source.model_dump(),
        "sections": [*_sections(found, text, lines)] or None,
        "areas": [_area(area, title, ids) for area in areas],
        "notes": [*_notes(found, text, lines)] or None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _cut(text: str | None, longest: int = LONGEST) -> str | None:
    """A text that fits its field; the whole stands in the source."""
    return text if text is None or len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _sections(found: Found, text: Sorted, lines: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The parts of the text that are no areas and in none, with the lines they reach over."""
    first, after = found.rows
    for i, one in enumerate(found.sections):
        begins = lines[one.row - first]
        if any(area.lines[0] <= begins <= area.lines[1] for area in found.areas):
            continue
        following = (other.row for other in found.sections[i + 1 :] if other.level <= one.level)
        end = next(following, after)
        last = max(row for row in range(one.row, end) if text.rows[row].text)
        if one.title.strip():
            span = [begins, lines[last - first]]
            yield {"title": one.title[:LONGEST], "lines": span}


def _notes(found: Found, text: Sorted, lines: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The footnotes, with the line that each mark stands in."""
    first, after = found.rows
    for note in text.footnotes:
        at = note.anchor
        if at is None:
            # where its mark is nowhere, it stands below what it belongs to
            above = [i for i, row in enumerate(text.rows) if row.line < note.lines[0]]
            at = above[-1] if above else 0
        if first <= at < after and note.text.strip():
            values: dict[str, Any] = {
                "mark": note.mark[:10],
                "text": _cut(note.text, _LONGEST_NOTE),
            }
            yield values if note.anchor is None else {**values, "line": lines[at - first]}


def _area(area: FoundArea, title: str, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": area.number,
        "title": (area.title or title)[:LONGEST],
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
