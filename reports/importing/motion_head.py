"""What stands before the text of a motion: number, submitter, title, who meets when."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.importing.german_terms import MONTH, RESOLUTIONS, month_number
from reports.importing.headings import headings
from reports.importing.paragraphs import KEY, KEYWORD_HEADING, START, Block, closed, marker
from reports.importing.parsed_motion import FoundAddressee
from reports.text.dehyphenation import join
from reports.text.source_text import Sorted

_BARE_START = re.compile(
    r"(?P<number>[A-ZÄÖÜ]{1,3}[ -]?\d{1,3})(?:\s*[:–—-]\s*(?P<title>\S.{3,}))?$"
)
"""A motion's number alone: "K 01"; only with who submits it right below."""
_MOTION_IN = re.compile(
    r"\s*[(\[]\s*(?:\w*[Aa]ntrag\s+)?(?P<number>[A-ZÄÖÜ]{1,4}[ -]?\d{1,3})\s*[)\]]"
)
_DATE = re.compile(
    rf"\b(\d{{1,2}})\.\s*(?:(?:[/–-]|und)\s*\d{{1,2}}\.\s*)?({MONTH})\s+(\d{{4}})\b"
    r"|\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b"
)
_MEETING = re.compile(
    r"(?:\b(?P<kind>(?:außer)?ordentlich)e[rnms]?\s+)?"
    r"\b(?P<word>\w*(?:parteitag|kongress|konvent|parteirat|konferenz|versammlung|klausur))"
    r"(?:e?s|en)?\b(?P<of>\s+(?:der|des)\s+[A-ZÄÖÜ][\wÄÖÜäöüß-]*(?:[ \t]+[A-ZÄÖÜ][\w-]*)*)?",
    re.IGNORECASE,
)
_FEMININE = ("konferenz", "versammlung", "klausur")
_PLACE = re.compile(
    r"\b(?:SPD|Freistaat|Landkreis|Ortsverein|Unterbezirk|Kreisverband)\s+"
    r"([A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*)"
    r"|^([A-ZÄÖÜ][a-zäöüß]+),\s+(?:den\s+)?\d{1,2}\.",
    re.MULTILINE,
)
_LONG = 60
"""Characters of a line that is no heading."""
_NEAR = 5
"""Rows within which two numbers, of a resolution and of its motion, name the same one."""


@dataclass(frozen=True)
class Start:
    """Where a motion begins."""

    row: int
    kind: str
    number: str


@dataclass(frozen=True)
class Front:
    """What is known of a motion before its text begins."""

    title: str
    label: str | None
    motion: str | None
    submitter: str | None
    addressees: tuple[FoundAddressee, ...]
    """Those whom the head names as addressees of the whole motion."""
    after: int
    """The index of the first Block of the text."""


def starts(sorted_: Sorted) -> list[Start]:
    """The beginnings of the motions of a file; none where it has no numbers of motions."""
    rows = sorted_.rows
    texts = [i for i, row in enumerate(rows) if row.text]
    found: list[Start] = []
    for at, i in enumerate(texts):
        start = _start(sorted_, texts, at)
        if start is None:
            continue
        near = found and _between(texts, found[-1].row, i) < _NEAR
        if near and found[-1].kind != start.kind:
            continue
        found.append(start)
    return _without_contents(found, texts)


def _start(sorted_: Sorted, texts: Sequence[int], at: int) -> Start | None:
    rows, lines = sorted_.rows, sorted_.text.lines
    row = rows[texts[at]]
    text = join([row.text])
    match = START.match(text)
    bare = None if match else _BARE_START.match(text)
    if match is None and bare is None:
        return None
    before = rows[texts[at - 1]] if at else None
    near = (
        before and before.line == row.line - 1 and lines[before.line].page == lines[row.line].page
    )
    above = before.text if before and near else ""
    goes_on = bool(above) and not closed(above) and not row.blank_before
    # the end of a sentence on a line of its own is no beginning
    if match:
        long = len(above) > _LONG
        return (
            None if goes_on and long else Start(texts[at], match["kind"], match["number"].strip())
        )
    keys = [KEY.match(join([rows[i].text])) for i in texts[at + 1 : at + 4]]
    if bare and not goes_on and any(key and key["submitter"] for key in keys):
        return Start(texts[at], "", bare["number"])
    return None


def _without_contents(found: Sequence[Start], texts: Sequence[int]) -> list[Start]:
    """Without the lines of a table of contents: a number whose text comes later."""
    real = []
    for i, one in enumerate(found):
        after = found[i + 1].row if i + 1 < len(found) else None
        empty = after is not None and _between(texts, one.row, after) < 2
        again = any((j.kind, j.number) == (one.kind, one.number) for j in found[i + 1 :])
        if not (empty and again):
            real.append(one)
    return real


def _between(texts: Sequence[int], first: int, last: int) -> int:
    """How many rows with text lie between two."""
    return bisect_left(texts, last) - bisect_right(texts, first)


def front(blocks: Sequence[Block]) -> Front:
    """The head of a motion."""
    label = motion = submitter = None
    title = ""
    addressees: list[FoundAddressee] = []
    after = len(blocks)
    for i, block in enumerate(blocks):
        text = block.text
        if start := START.match(text) or _BARE_START.match(text):
            kind = start.groupdict().get("kind") or ""
            number = start["number"].strip()
            if kind in RESOLUTIONS:
                label = label or f"{kind} {number}"
            elif kind:
                motion = motion or number
                label = label or f"{'Antrag' if kind.startswith('Antrags') else kind} {number}"
            else:
                motion = motion or number
            title = title or start["title"] or ""
        elif key := KEY.match(text):
            value = key["value"].strip()
            if key["submitter"]:
                inside = _MOTION_IN.search(value)
                motion = motion or (inside["number"] if inside else None)
                submitter = submitter or _MOTION_IN.sub("", value).strip() or None
            elif key["title"]:
                title = title or value
            elif key["addressee"]:
                addressees += _addressees(block, key.start("value"))
        elif not title and _titles(block):
            title = text
        elif not _dated(text):
            after = i
            break
    return Front(title, label, motion, submitter, tuple(addressees), after)


def _titles(block: Block) -> bool:
    """Whether a paragraph of the head can be the title."""
    return (
        (block.style == "title" or not block.style or block.style == "heading 1")
        and len(block.text) <= 200
        and len(block.rows) <= 3
        and (not closed(block.text) or block.strong or block.style == "title")
        and not marker(block.text)
        and not KEYWORD_HEADING.match(block.text)
        and not _dated(block.text)
        and not re.search(r"\bbeschließen\b|\bbeschlossen\b", block.text)
        and not any(one.scheme for one in headings([block]))
    )


def _dated(text: str) -> bool:
    """Whether a line of the head says when and where, and little else."""
    return len(text) < 120 and (
        _DATE.search(text) is not None and not closed(re.sub(r"\d\.$", "", text))
    )


def _addressees(block: Block, start: int) -> Iterator[FoundAddressee]:
    for match in re.finditer(r"(?:(?!\s+und\s|[,;]).)+", block.text[start:]):
        name = re.sub(r"^\s*(?:und\s+)?(?:an\s+)?(?:(?:die|den|das|der)\s+)?", "", match[0]).strip()
        if name:
            yield FoundAddressee(name, block.lines_of(start + match.start(), start + match.end()))


def date(text: str) -> dt.date | None:
    """The first date of a text: "Musterstadt, 25. Juni 2016", "25.06.2016"."""
    for match in _DATE.finditer(text):
        day, month, year, day_2, month_2, year_2, year_3, month_3, day_3 = match.groups()
        try:
            if month:
                return dt.date(int(year), month_number(month), int(day))
            if year_2:
                return dt.date(int(year_2), int(month_2), int(day_2))
            return dt.date(int(year_3), int(month_3), int(day_3))
        except ValueError:
            continue
    return None


def meeting(text: str) -> tuple[str, str] | None:
    """Who passed it and the same in a word, in the nominative.

    "des außerordentlichen Parteitages der SPD Muster" gives "Außerordentlicher
    Parteitag der SPD Muster" and "Parteitag".
    """
    match = max(_MEETING.finditer(text), key=lambda one: bool(one["of"]), default=None)
    if match is None:
        return None
    word = match["word"][0].upper() + match["word"][1:]
    ending = "e" if word.lower().endswith(_FEMININE) else "er"
    kind = f"{match['kind'].capitalize()}{ending} " if match["kind"] else ""
    return f"{kind}{word}{' '.join(['', *(match['of'] or '').split()])}", word


def places(text: str) -> frozenset[str]:
    """The places a text names as such: "SPD Muster", "Musterstadt, 1. Mai"."""
    return frozenset(first or second for first, second in _PLACE.findall(text))
