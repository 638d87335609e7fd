"""CSV as offices save it → rows that know their line; rows → CSV that Excel opens.

Excel and LibreOffice separate by semicolon, comma or tab, with or without a byte
order mark. What is read may come from strangers, so size, rows and columns are
bounded; what is written can be opened with a double click, so no cell may start
a formula (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.suggestions import near
from reports.text.visible import shortened

MAX_BYTES = 16 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 16_384
"""As many as Excel has."""
DELIMITERS = ";,\t"

_HEADER = re.compile(r'(?:"[^"]*+"|[^"\r\n]++)*+')
"""The first record, as far as it takes to find the delimiter."""
_QUOTED = re.compile(r'"[^"]*+"')
_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›＂＇"
_UNSEEN = {"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"}


@dataclass(frozen=True)
class CsvRow:
    """The cells of a row by column, as they stand in the file."""

    line: int
    """Where the row starts, as an editor counts lines: cells can have several."""
    cells: Mapping[str, str]


@dataclass(frozen=True)
class CsvTable:
    """A file's rows; the columns in its order, in small letters."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]


# --- reading ----------------------------------------------------------------


def read_csv(
    data: bytes,
    file: str,
    *,
    known: Collection[str],
    needed: Collection[str] = (),
    others: bool = False,
) -> CsvTable:
    """The rows that are not empty, each with a cell for every known column in the file.

    Columns that are not known are an error, or with ``others`` left out.
    Raises ContentError with all that is wrong with the table at once.
    """
    text = _decode(data, file)
    header = _HEADER.match(text)
    assert header is not None  # it matches nothing, too
    unquoted = _QUOTED.sub("", header[0])
    delimiter = max(DELIMITERS, key=unquoted.count)
    records, problems = _records(text, delimiter, file)
    if problems and not records:
        raise ContentError(problems)  # the header itself is broken
    names = [cell.strip().casefold() for cell in records[0][1]] if records else []
    if len(names) > MAX_COLUMNS:
        what = _("has more than {limit} columns").format(limit=MAX_COLUMNS)
        remedy = _("remove what does not belong in the table")
        raise ContentError(Problem(Place(file, 1), what, remedy))
    places = [Place(file, 1, start) for start in _starts(text, delimiter, len(names))]
    problems += _header_problems(file, names, places, known, needed, others)
    columns = [(i, name) for i, name in enumerate(names) if name in known]
    rows = []
    for line, cells in records[1:]:
        if any(
            cell.strip() and (i >= len(names) or not (names[i] or others))
            for i, cell in enumerate(cells)
        ):
            what = _("has a cell for which the first line names no column")
            remedy = _("put a cell that contains the separator in quotation marks")
            problems.append(Problem(Place(file, line), what, remedy))
        rows.append(CsvRow(line, {name: cells[i] if i < len(cells) else "" for i, name in columns}))
    if problems:
        raise ContentError(sorted(problems, key=lambda one: one.place.line or 0))
    return CsvTable(file, tuple(name for _i, name in columns), tuple(rows))


def _decode(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise ContentError(
            Problem(
                Place(file),
                _("larger than 16 MiB"),
                _("split it or remove what does not belong in it"),
            )
        )
    good, nul, _rest = data.partition(b"\0")  # as in UTF-16 without a byte order mark
    try:
        text = good.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good, nul = data[: error.start], b"\0"
    if nul:
        place = Place(file, good.count(b"\n") + 1)
        remedy = _("in Excel save it as “CSV UTF-8”")
        raise ContentError(Problem(place, _("not UTF-8 text"), remedy))
    return text


def _records(
    text: str, delimiter: str, file: str
) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """The first record and the others that are not empty, up to a broken one."""
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if not found or any(cell.strip() for cell in cells):
                found.append((line, cells))
            if len(found) > MAX_ROWS + 1:
                what = _("has more than {limit} rows").format(limit=MAX_ROWS)
                return found, [Problem(Place(file, line), what, _("split the file"))]
            line = reader.line_num + 1
    except csv.Error:  # also a cell of more than 128 KiB, which is a quote left open
        what = _("a quotation mark is not closed, or stands alone in a cell")
        remedy = _(
            'write a quotation mark in a cell twice, and the cell in others: "say ""hello"""'
        )
        return found, [Problem(Place(file, line), what, remedy)]
    return found, []


def _starts(text: str, delimiter: str, count: int) -> Iterator[int]:
    """Where the cells of the first record start, as positions in it counted from 1."""
    cell = re.compile(rf'"(?:[^"]|"")*+"|[^{delimiter}\r\n]*+')
    start = 0
    for _i in range(count):
        yield start + 1
        found = cell.match(text, start)
        assert found is not None  # it matches nothing, too
        start = found.end() + 1


def _header_problems(
    file: str,
    names: Sequence[str],
    places: Sequence[Place],
    known: Collection[str],
    needed: Collection[str],
    others: bool,
) -> Iterator[Problem]:
    for i, (name, place) in enumerate(zip(names, places, strict=True)):
        if name in known and name in names[:i]:
            what = _('the column "{name}" stands twice').format(name=name)
            yield Problem(place, what, _("remove one"))
        elif name and not others and name not in known:
            what = _('unknown column "{name}"').format(name=shortened(name))
            otherwise = _("known here: {keys}").format(keys=", ".join(known))
            yield Problem(place, what, near(name, known, otherwise=otherwise))
    for name in needed:
        if name not in names:
            what = _('the column "{name}" is missing').format(name=name)
            yield Problem(Place(file, 1), what, _("name it in the first line"))


# --- writing ----------------------------------------------------------------


def safe_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet could take it for a formula.

    What a program may skip before the sign (space, quotes, what cannot be seen) is
    skipped; full-width and small forms of the signs count as the signs.
    """
    first = next((char for char in text if not _skipped(char)), "")
    sign = unicodedata.normalize("NFKC", first)
    return f"'{text}" if text.startswith(("\t", "\r")) or sign in tuple("=+-@") else text


def _skipped(char: str) -> bool:
    return char in _QUOTES or unicodedata.category(char) in _UNSEEN


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """A table for a German Excel: UTF-8 with byte order mark, semicolons, CRLF."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue().encode("utf-8-sig")
