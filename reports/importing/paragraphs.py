"""Rows → paragraphs, each a text that knows the line of every character.

Printed lines have no mark for a new paragraph: an empty line, a list's number, a
heading or a line that ends before it is full tells it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from reports.importing.german_terms import AREAS, MONTH, MOTION_NUMBERS, MOTIONS, alternatives
from reports.text.dehyphenation import join, join_at
from reports.text.source_text import Role, Row, Sorted

MARKER = re.compile(
    r"\(?(?:(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,2})[.)]?|(?P<number>\d{1,2})[.)]"
    r"|(?P<letters>[a-z]|([a-z])\4)(?:\)|\.(?=\s)))\s+(?=\S)"
)
"""A list's number at the start of a paragraph: "1)", "(1)", "1.", "1.2", "a)", "aa)"."""
BULLET = re.compile(r"[•‣▪●○◦■□➢➤·∙]\s*|[-–—*]\s+")
_MONTH = re.compile(rf"\d{{1,2}}\.\s+{MONTH}\b")
KEYWORD_HEADING = re.compile(
    rf"(?P<word>{alternatives(AREAS)})"
    r"\s+(?P<number>\d{1,2}|[IVX]{1,5}|[A-H])"
    r"(?:\s*[:.–—-]\s*(?P<title>\S.*)|\s+(?P<bare>[A-ZÄÖÜ].*))?$"
)
"""A heading that says so: "Bereich 3: Wohnen", "Kapitel II – Arbeit"."""
KEY = re.compile(
    r"(?:(?P<submitter>Einreicher|Einreichung|Antragsteller|Antragstellend|Eingereicht von"
    r"|Antrag von|Einbringer)|(?P<title>Titel|Betreff|Betrifft|Thema|Gegenstand)"
    r"|(?P<addressee>Adressat|Empfänger|Empfangend|(?:Zur )?Weiterleitung an|Überweisung an"
    r"|Forderung an)|(?P<other>Status|Votum|Empfehlung|Antragskommission|Sachgebiet|Ort|Datum"
    r"|Stand|Gremium|Abstimmung|Sitzung))(?:[:*_/]?[Ii]n(?:nen)?|en|e|er)?\s*:\s*(?P<value>.*)$"
)
"""A line before the text that says something about it: "Einreicher: Ortsverein Mitte"."""
START = re.compile(
    rf"(?P<kind>{alternatives((*MOTIONS, *MOTION_NUMBERS))})"
    r"(?:\s*(?:Nr\.?|Nummer|:))?\s*(?P<number>[A-ZÄÖÜ]{0,4}[ .-]?\d{1,3}"
    r"(?:[./-](?:\d{1,4}|[IVX]{1,3})){0,2}[a-z]?)(?:\s*[:–—-]\s*(?P<title>\S.*))?$"
)
"""The line that a motion begins with: "Beschluss 01", "Antrag A 12: Titel"."""
_RESOLVED = re.compile(r"\b(?:möge|wolle|hat|mögen)\b.*\b(?:beschließen|beschlossen)\s*[:.]?$")
_MARKS = r"(?:[⁰¹²³⁴-⁹]|\[\d{1,2}\]|\(!\))*"
"""Of footnotes, also misread."""
_CLOSED = re.compile(rf"[.;:!?][“”\"’)\]»]*{_MARKS}$")
_LIST_GOES_ON = re.compile(rf"(?:[.;:!?,)“\"]|\b(?:und|oder|sowie)){_MARKS}$")
_EMPHASIS = "*_"
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LITTLE_WORD = re.compile(
    r"(?:(?<=[a-zäöüß]{3})|(?<=[A-ZÄÖÜ]{3}))(und|oder|für|vor|zur|zum|mit|ohne|im)(?=[A-ZÄÖÜ])"
)
_ASKS = re.compile(r"\b(?:[Ww]ir|soll|sollen|muss|müssen|aufgefordert|gebeten)\b")
"""What a sentence has that may be a demand of its own."""
_HEAD = re.compile(
    rf"{KEYWORD_HEADING.pattern}|(?:[IVX]{{1,5}}|[A-H]|\d{{1,2}}(?:\.\d{{1,2}})*)[.)]\s+[A-ZÄÖÜ]"
)
"""A line that can be a heading by its number."""
_NEXT_WORD = re.compile(r"(?<=[a-zäöüß:.)\d])(?=[A-ZÄÖÜ])|(?<=[a-zäöüß])(?=\d)")
_SLACK = 4
"""Characters a line may be short of its neighbours and count as full: letters differ in width."""


@dataclass(frozen=True)
class Printed:
    """A row with text, its line counted and its look told."""

    index: int
    """Of the Row."""
    line: int
    """The number it is cited by."""
    text: str
    gap: bool
    """Whether it stands apart from what is before it."""
    interrupted: bool
    """Whether a page ends before it, or something else of the print comes between."""
    strong: bool
    """Bold, larger than the text, or between signs of emphasis."""
    style: str


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a point of a list."""

    rows: tuple[Printed, ...]

    @cached_property
    def _joined(self) -> tuple[str, tuple[int, ...]]:
        return join_at([row.text for row in self.rows])

    @property
    def text(self) -> str:
        return self._joined[0]

    @property
    def lines(self) -> tuple[int, int]:
        return self.rows[0].line, self.rows[-1].line

    @property
    def strong(self) -> bool:
        return all(row.strong for row in self.rows)

    @property
    def style(self) -> str:
        return self.rows[0].style

    def lines_of(self, start: int, end: int) -> tuple[int, int]:
        """The lines that a part of the text stands in."""
        within = [
            row.line
            for row, first, after in zip(
                self.rows, self._joined[1], [*self._joined[1][1:], len(self.text)], strict=True
            )
            if first < end and start < after
        ]
        return within[0], within[-1]


def closed(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _CLOSED.search(text) is not None


def counted(rows: Sequence[Row]) -> tuple[tuple[int, ...], bool]:
    """The number each row is cited by, rising; whether the printed numbers start again.

    Where they do, as on each page, they are counted through; where there are none,
    the rows are.
    """
    if all(row.number is None for row in rows):
        return tuple(range(1, len(rows) + 1)), False
    first = next(row.number for row in rows if row.number is not None)
    numbers: list[int] = []
    before, offset = first, 0
    for row in rows:
        if row.number is not None and (row.number >= before or row.number <= 5):
            offset += before if row.number < before else 0
            before = row.number
        numbers.append(before + offset)
    return tuple(numbers), offset > 0


def printed(sorted_: Sorted, first: int, after: int, lines: Sequence[int]) -> list[Printed]:
    """The rows of a motion that have text."""
    rows = sorted_.rows[first:after]
    empty_ones_count = any(row.number is not None and not row.text for row in rows)
    sizes = [one.size for row in rows if (one := sorted_.text.lines[row.line]).size and row.text]
    usual = median(sizes) if sizes else 0.0
    bold = [sorted_.text.lines[row.line].bold for row in rows if row.text]
    mostly_bold = sum(bold) * 2 > len(bold)
    found: list[Printed] = []
    before: Row | None = None
    for i, row in enumerate(rows):
        if row.text:
            line = sorted_.text.lines[row.line]
            interrupted = before is not None and _interrupted(sorted_, before, row)
            follows = (
                before is not None
                and before.number is not None
                and row.number == before.number + 1
                and not interrupted
            )
            # where empty lines are counted, one without a number is none of the print's
            apart = row.blank_before and not (empty_ones_count and follows)
            gap = before is None or not before.text or apart or sorted_.text.paragraphs
            large = line.size is not None and line.size > usual * 1.15
            strong = large or (line.bold and not mostly_bold) or _emphasised(sorted_, row)
            text = _closed_up(sorted_, row)
            if not text.strip(_SOFT_HYPHEN):
                continue
            found.append(Printed(first + i, lines[i], text, gap, interrupted, strong, line.style))
        before = row
    return found


def _interrupted(sorted_: Sorted, before: Row, row: Row) -> bool:
    between = "".join(sorted_.roles[before.line + 1 : row.line])
    pages = {sorted_.text.lines[one.line].page for one in (before, row)}
    return len(pages) > 1 or not set(between) <= {" "}


def _emphasised(sorted_: Sorted, row: Row) -> bool:
    """Whether a row stands between Markdown's signs of emphasis."""
    text, roles = sorted_.text.lines[row.line].text, sorted_.roles[row.line]
    first, last = roles.find(Role.TEXT.value), roles.rfind(Role.TEXT.value)
    around = text[:first].rstrip()[-1:], text[last + 1 :].lstrip()[:1]
    return all(sign and sign in _EMPHASIS for sign in around)


def _closed_up(sorted_: Sorted, row: Row) -> str:
    """A row's text without soft hyphens and letter-spacing: "W o h n e n" is "Wohnen"."""
    tokens = row.text.split()
    if len(tokens) < 5 or sum(len(token) == 1 for token in tokens) < len(tokens) * 0.8:
        divided = row.text.endswith(_SOFT_HYPHEN)
        return join([row.text]) + (_SOFT_HYPHEN if divided else "")
    text, roles = sorted_.text.lines[row.line].text, sorted_.roles[row.line]
    own = "".join(
        letter if role == Role.TEXT.value else " " for letter, role in zip(text, roles, strict=True)
    ).strip()
    words = [re.sub(r"\s", "", word) for word in re.split(r"\s{2,}", own)]
    if len(words) == 1:
        # all spaces are alike: capitals and figures begin words
        apart = _LITTLE_WORD.sub(r" \1", words[0])
        words = [_NEXT_WORD.sub(" ", apart)]
    return join([re.sub(r"\s+([:.,])", r"\1", " ".join(words))])


def blocks(rows: Sequence[Printed], *, whole: bool) -> list[Block]:
    """Rows put together to paragraphs; each stays by itself where it is a whole one."""
    if whole:
        return [Block((row,)) for row in rows]
    runs: list[list[Printed]] = []
    width = _width(rows)
    for row in rows:
        if runs and (not row.gap or _goes_on(runs[-1], row, width)):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [block for run in runs for block in _parted(run, width)]


def _width(rows: Sequence[Printed]) -> int:
    """How long full lines are."""
    lengths = sorted(len(row.text) for row in rows)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(run: Sequence[Printed], row: Printed, width: int) -> bool:
    """Whether a sentence goes on over a gap, as at the end of a page."""
    before = run[-1]
    own_width = max(len(one.text) for one in run) if len(run) > 1 else width
    full = len(before.text) + 1 + len(row.text.split()[0]) > own_width - _SLACK
    # a line that has room for the next word ends a paragraph
    small = row.text[0].islower() and not closed(before.text)
    begins = closed(before.text) and (
        _ASKS.search(row.text) or (len(row.text) < width * 0.7 and not closed(row.text))
    )
    runs_on = row.interrupted and full and not begins
    return (
        (small or runs_on)
        and before.strong == row.strong
        and not before.style
        and not row.style
        and not marker(row.text)
        and not BULLET.match(row.text)
        and not _alone(before.text)
        and not _alone(row.text)
    )


def _parted(run: Sequence[Printed], width: int) -> list[Block]:
    """Rows without a gap between them, parted where another paragraph begins."""
    found = [[run[0]]]
    own_width = max(len(row.text) for row in run)
    for before, row in pairwise(run):
        if _begins(found[-1], before, row, width, own_width):
            found.append([row])
        else:
            found[-1].append(row)
    return [Block(tuple(rows)) for rows in found]


def _begins(
    current: Sequence[Printed], before: Printed, row: Printed, width: int, own_width: int
) -> bool:
    """Whether a row begins another paragraph than the row before it."""
    if before.strong != row.strong or before.style != row.style:
        return True
    if _alone(row.text) or (
        (marker(row.text) or BULLET.match(row.text)) and _LIST_GOES_ON.search(before.text)
    ):
        return True
    if _HEAD.match(row.text) and closed(before.text) and len(row.text) < width * 0.9:
        return True
    fits = len(before.text) + 1 + len(row.text.split()[0])
    if _alone(before.text):
        # the text below a heading fills its lines, the rest of a long heading does not
        rest = (row.strong or len(row.text) < width * 0.7) and not closed(row.text)
        heads = KEYWORD_HEADING.match(before.text) is not None and row.text[0].isupper()
        return fits <= width - _SLACK or (heads and not rest)
    if before.text.endswith(("-", _SOFT_HYPHEN)) or not row.text[0].isupper():
        return False
    if closed(before.text):
        return fits <= own_width - _SLACK
    # a heading right above its text
    headed = len(current) == 1 or _HEAD.match(current[0].text)
    room = width if row.interrupted else min(width, own_width)
    return bool(headed) and fits <= room - 2 * _SLACK


def _alone(text: str) -> bool:
    """Whether a line says that it is a heading or a datum."""
    return bool(
        KEYWORD_HEADING.match(text)
        or KEY.match(text)
        or START.match(text)
        or _RESOLVED.search(text)
        or re.match(r"Begründung\s*:?$", text)
    )


@dataclass(frozen=True)
class Marker:
    """The number of a point of a list."""

    scheme: str
    """Its form, figures as 1 and letters as a: ``1)``, ``(a)``, ``aa)``, ``1.1``."""
    value: int
    """From 1; of ``1.2`` the last part."""
    chapter: int | None
    """Of ``1.2`` the first part."""
    length: int
    """Its characters with the space after it."""


def marker(text: str) -> Marker | None:
    """The number that a paragraph begins with; dates have none."""
    match = MARKER.match(text)
    if match is None or _MONTH.match(text):
        return None
    said = match[0].strip()
    if match["decimal"]:
        parts = match["decimal"].split(".")
        scheme = ".".join("1" for _part in parts)
        return Marker(scheme, int(parts[-1]), int(parts[0]), match.end())
    if match["number"]:
        scheme = said.replace(match["number"], "1")
        return Marker(scheme, int(match["number"]), None, match.end())
    scheme = said.replace(match["letters"], "a" * len(match["letters"]))
    return Marker(scheme, ord(match["letters"][0]) - ord("a") + 1, None, match.end())
