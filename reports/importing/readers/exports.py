"""Exports of systems for motions → the motions' texts: tables and JSON.

Antragsgrün and OpenSlides export tables (CSV, ODS, XLSX) with a column for each part of a motion,
OpenSlides a whole meeting as JSON. Names of columns: Antragsgrün's ``ods_list.php`` and
``openslides2_list.php``; OpenSlides' ``motion-csv-export.service.ts`` and its models.
Each motion becomes lines as they stand at the head of a printed one: its number and title,
"Antragsteller: …", its text, and its reasons below a heading.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports.i18n import _
from reports.importing.readers.bounds import Bound
from reports.importing.readers.html_text import paragraphs
from reports.importing.readers.reading import Reading
from reports.importing.readers.refusals import refused
from reports.text.source_text import Doubt, Line

_GENDERED = r"(?:[*:_/]-?in(?:nen)?)?"
_NAMES = {
    "number": r"number|identifier|nummer|kürzel|antragsn(umme)?r\.?|antrags-nr\.?|nr\.?|bezeichner"
    r"|prefix|titleprefix",
    "title": r"title|titel|überschrift|name",
    "submitter": r"submitters?|submitters_verbose|additional_submitter|initiator\w*"
    rf"|antragstell\w*{_GENDERED}|einreich\w*{_GENDERED}|antragstellende",
    "addressee": rf"adressat\w*{_GENDERED}|addressees?|weiterleitung\w*|ueberwiesen_an"
    r"|überwiesen an",
    "status": r"status|state|beschluss(lage)?|ergebnis",
    "recommendation": r"recommendation|empfehlung\w*|verfahren\w*",
    "text": r"text|antragstext|beschlusstext|motion ?text|wortlaut|forderung(en)?",
    "reason": r"reason|begründung|motion_reason",
}
_FIELDS = {
    name: re.compile(rf"\W*(?:{names})\W*$", re.IGNORECASE) for name, names in _NAMES.items()
}
_DELIMITERS = ",;\t"
_MAX_FIELD = 5_000_000
_SHOWN = (("submitter", "Antragsteller"), ("addressee", "Adressat"), ("status", "Status"))
"""Fields and the labels under which German motions print them."""
_REASON = "Begründung"
_MOTION = "Antrag"

Motion = Mapping[str, str]


def from_csv(text: str, name: str) -> Reading | None:
    """Return the motions of a table as text, or None if it is no export of motions."""
    first = text.split("\n", 1)[0]
    if not any(sign in first for sign in _DELIMITERS):
        return None
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_MAX_FIELD)
    names = _columns(next(csv.reader([first], delimiter=delimiter), []))
    if len(names) < 2 or not {"title", "text"} & names.keys():
        return None
    if _ends_in_quotation(text, delimiter):
        raise refused(
            name,
            _("a quotation mark in the table is not closed: its rows run into each other"),
            _("export it again"),
        )
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return from_rows(rows, name)


def _ends_in_quotation(text: str, delimiter: str) -> bool:
    """Return whether the last cell of a table goes on to the end for want of a quotation mark."""
    try:
        for _row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return str(error) == "unexpected end of data"
    return False


def from_rows(rows: Iterable[Sequence[str]], name: str) -> Reading | None:
    """Return the motions of a table's rows, or None if no row has the names of their columns.

    A table can have several heads, one for each kind of motion.
    """
    columns: dict[str, int] = {}
    motions: list[Motion] = []
    for row in rows:
        heads = _columns(row)
        if len(heads) > 1 and {"title", "text"} & heads.keys():
            columns = heads
        elif columns and any(cell.strip() for cell in row):
            motions.append(
                {field: row[place] for field, place in columns.items() if place < len(row)}
            )
    return _reading(motions, name) if columns else None


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Return the place of each field that a row of heads names."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        for field, names in _FIELDS.items():
            if names.match(cell.strip().lstrip("\ufeff")):
                columns.setdefault(field, place)
    return columns


# --- JSON ---------------------------------------------------------------------


def from_json(text: str, name: str) -> Reading | None:
    """Return the motions of an export in JSON, or None if it is something else."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return None
    try:
        content = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    motions = list(_motions_of(content))
    return _reading(motions, name) if motions else None


def _motions_of(content: Any) -> Iterator[Motion]:
    """Yield the motions of a meeting's models, of a list, or of an object with a list."""
    if isinstance(content, dict):
        models = content.get("motion") or content.get("motions")
        if models is None:
            return
        others = content
        content = list(models.values()) if isinstance(models, dict) else models
    else:
        others = {}
    if not isinstance(content, list):
        return
    for model in content:
        if isinstance(model, dict) and any(field in model for field in ("text", "title")):
            yield _motion_of(model, others)


def _motion_of(model: dict[str, Any], others: dict[str, Any]) -> Motion:
    motion: dict[str, str] = {}
    for key, value in model.items():
        field = next((field for field, names in _FIELDS.items() if names.match(key)), None)
        if field and (words := _words(value)) and field not in motion:
            motion[field] = words
    state = _model(others, "motion_state", model.get("state_id"))
    if state.get("name"):
        motion.setdefault("status", str(state["name"]))
    if submitters := ", ".join(filter(None, _submitters(model, others))):
        motion.setdefault("submitter", submitters)
    return motion


def _words(value: Any) -> str:
    """Return a value of JSON as words: a text, names in a list, or the name of an object."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return "" if isinstance(value, bool) else str(value)
    if isinstance(value, list):
        return ", ".join(words for entry in value if (words := _words(entry)))
    if isinstance(value, dict):
        return _words(value.get("name") or value.get("title") or value.get("text") or "")
    return ""


def _submitters(model: dict[str, Any], others: dict[str, Any]) -> Iterator[str]:
    """Yield the names of a motion's submitters, which a meeting keeps in models of their own."""
    identifiers = model.get("submitter_ids")
    for identifier in identifiers if isinstance(identifiers, list) else []:
        submitter = _model(others, "motion_submitter", identifier)
        member = _model(others, "meeting_user", submitter.get("meeting_user_id"))
        user = _model(others, "user", member.get("user_id") or submitter.get("user_id"))
        names = (_words(user.get(part)) for part in ("title", "first_name", "last_name"))
        yield " ".join(filter(None, names)) or _words(user.get("username"))


def _model(others: dict[str, Any], kind: str, identifier: Any) -> dict[str, Any]:
    models = others.get(kind)
    model = models.get(str(identifier)) if isinstance(models, dict) else None
    return model if isinstance(model, dict) else {}


# --- lines --------------------------------------------------------------------


def _reading(motions: Sequence[Motion], name: str) -> Reading:
    """Return the text of all motions. Raises ContentError if none has any."""
    if not any(motion.get("text", "").strip() for motion in motions):
        raise refused(
            name,
            _("an export of motions without their texts"),
            _("export it again with the column for the text"),
        )
    bound = Bound(name)
    lines: list[Line] = []
    empty: list[tuple[int, str]] = []
    for page, motion in enumerate(motions, 1):
        if not paragraphs(motion.get("text", "")):
            empty.append((len(lines), _name(motion)))
            if not motion.get("title", "").strip():
                continue
        for line in _lines(motion):
            bound.count(len(line.text), lines=1)
            lines.append(replace(line, page=page, place=len(lines) + 1))
    doubts = [
        Doubt(min(at, len(lines) - 1), _("motion {name} has no text").format(name=motion_name))
        for at, motion_name in empty
    ]
    return Reading(lines, paragraphs=True, bare=True, doubts=doubts)


def _name(motion: Motion) -> str:
    """Return the number and title of a motion, or whatever else names it."""
    named = [_plain(motion.get(field, "")) for field in ("number", "title")]
    return " ".join(filter(None, named)) or next(filter(None, map(_plain, motion.values())), "–")


def _lines(motion: Motion) -> Iterator[Line]:
    """Yield the lines of a motion: its head, its text and its reasons."""
    fields = {field: _plain(value) for field, value in motion.items()}
    number, title = fields.get("number", ""), fields.get("title", "")
    if number and not re.match(r"[^\W\d]{3,}\s", number):
        number = f"{_MOTION} {number}"
    if number:
        yield Line(": ".join(filter(None, (number, title))), 1, 1, style="heading 1", bold=True)
    elif title:
        yield Line(title, 1, 1, style="title", bold=True)
    for field, label in _SHOWN:
        if fields.get(field):
            yield Line(f"{label}: {fields[field]}", 1, 1)
    yield from paragraphs(motion.get("text", ""))
    reasons = paragraphs(motion.get("reason", ""))
    if reasons and reasons[0].text.strip(" :").casefold() != _REASON.casefold():
        yield Line(_REASON, 1, 1, style="heading 2", bold=True)
    yield from reasons


def _plain(value: str) -> str:
    return " ".join(line.text for line in paragraphs(value))
