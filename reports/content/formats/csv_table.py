"""Read CSV as offices save it, with the line of each row; write CSV that Excel opens.

Excel and LibreOffice separate cells by semicolon, comma or tab, with or without a byte
order mark. A file may come from a stranger, so size, rows and columns are bounded. A
file that is written can be opened with a double click, so no cell may start a formula
(OWASP, "CSV Injection").
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
"""Bytes of a file: 160 for each row it may have."""
MAX_ROWS = 100_000
"""Rows of a file."""
MAX_COLUMNS = 16_384
"""The columns of Excel."""
DELIMITERS = ";,\t"
"""What may separate cells; of two that are equally frequent in the header, the first."""

_LINE_END = re.compile(r"\r\n?|\n")
_COMMENTS = re.compile(r'(?:"?#[# ][^\r\n]*(?:\r\n?|\n|\Z))*+')
"""Lines of explanation before the header, as `handzettel init --empty` writes them."""
_HEADER = re.compile(r'(?:"[^"]*+"|[^"\r\n]++)*+')
"""The first record, in which the delimiter is looked for."""
_QUOTED = re.compile(r'"[^"]*+"')
"""A cell in quotation marks, in which a delimiter is text."""
_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›＂＇"
_INVISIBLE = {"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"}


@dataclass(frozen=True)
class CsvRow:
    """The cells of a row by column, as they stand in the file."""

    line: int
    """The first line of the row, as an editor counts them: a cell can have several."""
    cells: Mapping[str, str]


@dataclass(frozen=True)
class CsvTable:
    """The rows of a file; the columns in its order, in small letters."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]


# --- reading ----------------------------------------------------------------


def read_csv(
    data: bytes,
    file: str,
    *,
    allowed: Collection[str],
    needed: Collection[str] = (),
    others: bool = False,
) -> CsvTable:
    """Return the rows that are not empty, each with a cell for every allowed column of the file.

    ``allowed`` are the columns that it may have, ``needed`` those that it must have. Others
    are an error, or with ``others`` left out. Raises ContentError with every mistake.
    """
    text = _decode(data, file)
    comments = _COMMENTS.match(text)
    assert comments is not None  # the expression also matches nothing
    text, above = text[comments.end() :], len(_LINE_END.findall(comments[0]))
    header = _HEADER.match(text)
    assert header is not None  # the expression also matches nothing
    unquoted = _QUOTED.sub("", header[0])
    delimiter = max(DELIMITERS, key=unquoted.count)
    records, problems = _records(text, delimiter, file, 1 + above)
    if problems and not records:
        raise ContentError(problems)  # the header itself is broken
    names = [cell.strip().casefold() for cell in records[0][1]] if records else []
    if len(names) > MAX_COLUMNS:
        message = _("has more than {limit} columns").format(limit=MAX_COLUMNS)
        remedy = _("remove what does not belong in the table")
        raise ContentError(Problem(Place(file, 1 + above), message, remedy))
    places = [Place(file, 1 + above, start) for start in _starts(text, delimiter, len(names))]
    problems += _header_problems(file, names, places, allowed, needed, others)
    columns = [(i, name) for i, name in enumerate(names) if name in allowed]
    rows = []
    for line, cells in records[1:]:
        if any(
            cell.strip() and (i >= len(names) or not (names[i] or others))
            for i, cell in enumerate(cells)
        ):
            message = _("has a cell for which the first line names no column")
            remedy = _("put a cell that contains the separator in quotation marks")
            problems.append(Problem(Place(file, line), message, remedy))
        rows.append(CsvRow(line, {name: cells[i] if i < len(cells) else "" for i, name in columns}))
    if problems:
        raise ContentError(sorted(problems, key=lambda problem: problem.place.line or 0))
    return CsvTable(file, tuple(name for _i, name in columns), tuple(rows))


def is_empty_csv(data: bytes) -> bool:
    """Return whether a file holds nothing but comments."""
    text = data.decode("utf-8-sig", errors="replace")
    return not _COMMENTS.sub("", text, count=1).strip()


def _decode(data: bytes, file: str) -> str:
    """Return the text of a file. Raises ContentError if it is too large or not UTF-8."""
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
    text: str, delimiter: str, file: str, first: int
) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the records that are not empty by their lines, the first in any case.

    The text begins in the line ``first`` of the file.

    At a broken record, or at one too many, reading stops with a problem.
    """
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first
    try:
        for cells in reader:
            if not records or any(cell.strip() for cell in cells):
                records.append((line, cells))
            if len(records) > MAX_ROWS + 1:
                message = _("has more than {limit} rows").format(limit=MAX_ROWS)
                return records, [Problem(Place(file, line), message, _("split the file"))]
            line = first + reader.line_num
    except csv.Error:  # also for a cell of more than 128 KiB: a quotation mark was left open
        message = _("a quotation mark is not closed, or stands alone in a cell")
        remedy = _(
            'write a quotation mark in a cell twice, and the cell in others: "say ""hello"""'
        )
        return records, [Problem(Place(file, line), message, remedy)]
    return records, []


def _starts(text: str, delimiter: str, count: int) -> Iterator[int]:
    """Yield the columns in which the cells of the first record start, from 1."""
    cell = re.compile(rf'"(?:[^"]|"")*+"|[^{delimiter}\r\n]*+')
    start = 0
    for _i in range(count):
        yield start + 1
        match = cell.match(text, start)
        assert match is not None  # the expression also matches nothing
        start = match.end() + 1


def _header_problems(
    file: str,
    names: Sequence[str],
    places: Sequence[Place],
    allowed: Collection[str],
    needed: Collection[str],
    others: bool,
) -> Iterator[Problem]:
    """Yield the columns that stand twice, are unknown or missing."""
    for i, (name, place) in enumerate(zip(names, places, strict=True)):
        if name in allowed and name in names[:i]:
            message = _('the column "{name}" stands twice').format(name=name)
            yield Problem(place, message, _("remove one"))
        elif name and not others and name not in allowed:
            message = _('unknown column "{name}"').format(name=shortened(name))
            otherwise = _("known here: {keys}").format(keys=", ".join(allowed))
            yield Problem(place, message, near(name, allowed, otherwise=otherwise))
    for name in needed:
        if name not in names:
            message = _('the column "{name}" is missing').format(name=name)
            line = places[0].line if places else 1
            yield Problem(Place(file, line), message, _("name it in the first line"))


# --- writing ----------------------------------------------------------------


def safe_cell(text: str) -> str:
    """Return the text, after an apostrophe if a spreadsheet could take it for a formula.

    That goes by the first sign after what programs may skip: spaces, quotation marks and
    invisible characters. Full-width and small forms of a sign count as the sign.
    """
    first = next((char for char in text if not _skipped(char)), "")
    sign = unicodedata.normalize("NFKC", first)
    return f"'{text}" if text.startswith(("\t", "\r")) or sign in tuple("=+-@") else text


def _skipped(char: str) -> bool:
    """Return whether a spreadsheet may skip a character before a formula."""
    return char in _QUOTES or unicodedata.category(char) in _INVISIBLE


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Return a table for a German Excel: UTF-8 with byte order mark, semicolons, CRLF.

    What Excel would take for a formula is defused (`safe_cell`).
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue().encode("utf-8-sig")
