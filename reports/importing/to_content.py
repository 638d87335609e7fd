"""What was found in a text → the values of a workspace's files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import PurePosixPath
from typing import Any

from reports.content.fields import LONGEST_TITLE
from reports.content.resolution import Addressee, SourceFile
from reports.importing.addressee_names import (
    LONGEST,
    addressee_called,
    find_addressee,
    is_named,
)
from reports.importing.areas import ParsedArea, ParsedMeasure
from reports.importing.german_terms import BODIES, alternatives
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.printed_rows import cited_numbers
from reports.importing.short_names import short_name
from reports.text.slug import slug
from reports.text.source_text import Sorted

_LONGEST_NOTE = 2000
"""Characters of a footnote."""

_NO_FILE_NAME = re.compile(r'[<>:"/\\|?*]')
"""What Windows has in no name, besides control characters."""

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
"""Names that mean a device there, with any suffix."""

_LONGEST_NAME = 120
"""Bytes of a source's name: encrypted folders have room for 143, and a digest may follow."""

_LONGEST_SUFFIX = 10


def source_names(name: str, digest: str) -> Iterator[str]:
    """Yield the places for a text in the workspace, the best first.

    The others tell it by its digest from a text of the same name.

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
    motions: Iterable[ParsedMotion], present: Iterable[Addressee]
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The id of each name in the texts, and entries for those that nobody knew before."""
    names = dict.fromkeys(
        addressee.name
        for motion in motions
        for area in motion.areas
        for measure in area.measures
        for addressee in measure.addressees
    )
    candidates = list(present)
    abbreviations = {addressee.abbreviation for addressee in candidates}
    ids: dict[str, str] = {}
    new: dict[str, dict[str, Any]] = {}
    # "Stadt Leipzig" before "Stadt", which then means the same
    for name in sorted(names, key=len, reverse=True):
        addressee_id = find_addressee(name, candidates)
        if addressee_id is None:
            used = {addressee.id for addressee in candidates}
            addressee_id = _free(slug(name) or "addressee", used)
            abbreviation = short_name(name, (abbreviations | names.keys()) - {name})
            abbreviations.add(abbreviation)
            new[addressee_id] = {
                "id": addressee_id,
                "name": name[:LONGEST],
                "full_name": name[:LONGEST],
                "abbreviation": abbreviation,
            }
            candidates.append(addressee_called(name, addressee_id))
        elif addressee_id in new and not is_named(
            addressee_called(new[addressee_id]["name"]), name
        ):
            new[addressee_id].setdefault("aliases", []).append(name)
        ids[name] = addressee_id
    order = list(dict.fromkeys(ids[name] for name in names))
    return ids, sorted(new.values(), key=lambda entry: order.index(entry["id"]))


def _free(name: str, used: Collection[str]) -> str:
    """A name, with a number where it is used."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(candidate for candidate in chain([name], numbered) if candidate not in used)


def resolutions_values(
    motions: Iterable[ParsedMotion], text: Sorted, source: SourceFile, ids: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the files of all motions that ask for something, each with an id of its own."""
    resolutions: list[dict[str, Any]] = []
    for motion in motions:
        if motion.areas:
            values = resolution_values(motion, text, source, ids)
            used = {resolution["id"] for resolution in resolutions}
            if values["id"] in used:  # as "Gute Arbeit" of one submitter and of another
                values["id"] = _free(slug(f"{motion.title} {values['label']}"), used)
            resolutions.append(values)
    return resolutions


_ASSEMBLY = re.compile(rf"\w*(?i:{alternatives(BODIES)})(?:e?s|en)?\b")


def organisation_named(motions: Iterable[ParsedMotion]) -> str | None:
    """Return the organisation that a text gives as the body of its motions; None if it does not.

    An assembly is none, such as "Parteitag", and neither is who submits one of several motions.
    """
    bodies = {motion.body for motion in motions if motion.areas and motion.body}
    name = bodies.pop() if len(bodies) == 1 else None
    return None if name is None or _ASSEMBLY.search(name) else _cut(name)


def title_or_substitute(motion: ParsedMotion, source_file: str) -> str:
    """Return a motion's title, or what stands for it: at most the file's name without ending."""
    named = motion.title or motion.label or motion.motion
    first_heading = motion.areas[0].title if motion.areas else ""
    return _fitting(named or first_heading or PurePosixPath(source_file).stem, LONGEST_TITLE)


def resolution_values(
    motion: ParsedMotion, text: Sorted, source: SourceFile, ids: Mapping[str, str]
) -> dict[str, Any]:
    """Return a resolution's file. What the text does not state is left out; nothing is made up."""
    title = title_or_substitute(motion, source.file)
    first, after = motion.rows
    lines = cited_numbers(text.rows[first:after])[0]
    status = None if motion.is_adopted is None else ("draft", "adopted")[motion.is_adopted]
    values = {
        "id": slug(title) or "resolution",
        "title": title,
        "label": _cut(motion.label or motion.motion or title),
        "motion": _cut(motion.motion),
        "submitter": _cut(motion.submitter),
        "body": _cut(motion.body),
        "meeting": _cut(motion.meeting),
        "date": motion.date,
        "status": status,
        "lines": list(motion.lines) if motion.lines else None,
        "source": source.model_dump(),
        "sections": [*_sections(motion, text, lines)] or None,
        "areas": [_area(area, title, ids) for area in motion.areas],
        "notes": [*_notes(motion, text, lines)] or None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _cut(text: str | None, longest: int = LONGEST) -> str | None:
    """Return a text that fits its field, or None for None."""
    return None if text is None else _fitting(text, longest)


def _fitting(text: str, longest: int) -> str:
    """Return a text that fits its field, cut at a word's end; the whole stands in the source."""
    if len(text) <= longest:
        return text
    words = text[: longest - 1].rpartition(" ")[0].rstrip(" ,;:–-")
    return f"{words or text[: longest - 2]} …"


def _sections(motion: ParsedMotion, text: Sorted, lines: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the parts of the text that are no areas and in none, with the lines they reach over."""
    first, after = motion.rows
    for i, heading in enumerate(motion.headings):
        begins = lines[heading.row - first]
        if any(area.lines[0] <= begins <= area.lines[1] for area in motion.areas):
            continue
        deeper = (other.row for other in motion.headings[i + 1 :] if other.level <= heading.level)
        end = next(deeper, after)
        last = max(row for row in range(heading.row, end) if text.rows[row].text)
        if heading.title.strip():
            yield {
                "title": _cut(heading.title, LONGEST_TITLE),
                "lines": [begins, lines[last - first]],
            }


def _notes(motion: ParsedMotion, text: Sorted, lines: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the footnotes, with the line that each mark stands in."""
    first, after = motion.rows
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


def _area(area: ParsedArea, title: str, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": area.number,
        "title": _cut(area.title or title, LONGEST_TITLE),
        "lines": list(area.lines),
        "measures": [_measure(measure, ids) for measure in area.measures],
    }


def _measure(measure: ParsedMeasure, ids: Mapping[str, str]) -> dict[str, Any]:
    requests: dict[str, dict[str, Any]] = {}
    for addressee in measure.addressees:
        entry: dict[str, Any] = {"id": ids[addressee.name], "basis": "derived"}
        if addressee.lines:
            entry |= {"basis": "explicit", "lines": list(addressee.lines)}
        before = requests.get(entry["id"])
        if before is None or (before["basis"] == "derived" and addressee.lines):
            requests[entry["id"]] = entry  # of several spellings, the first that the text has
    values: dict[str, Any] = {"id": measure.id}
    if not measure.is_numbered:
        values["numbered"] = False
    if measure.title:
        values["title"] = _cut(measure.title, LONGEST_TITLE)
    values |= {"wording": measure.wording, "lines": list(measure.lines)}
    if requests:
        values["addressees"] = list(requests.values())
    return values
