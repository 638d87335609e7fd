"""The wording of a resolution as a book prints it, with the original's line numbers.

The text flows anew. In the margin, beside the place where a line of the original begins,
stands its number. No printed line may begin two lines of the original, since their numbers
would meet: so the column is narrower than the original's lines, and where one of those is
shorter still, the printed line ends with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reports.content.resolution import Area, Measure, Resolution
from reports.text.dehyphenation import join_at
from reports.text.source_text import Footnote, Row, Sorted

SLACK = 1.03
"""The column is this much wider than the lines that must fit it: widths are estimates."""

NARROWEST = 44.0
"""The least width of a column that can be read well, in widths of the digit 0."""

_WIDTHS = {
    char: width
    for width, chars in (
        (0.42, " \u00a0\u202f,.:;'’‘‚"),
        (0.5, "ijlI"),
        (0.58, "f()!-[]"),
        (0.67, "rt/"),
        (0.85, "sz"),
        (0.9, "cvxy„“”?"),
        (1.12, "bdhnopquöüABEPRSTÄ"),
        (1.27, "CDGHKNOQUÖÜ"),
        (1.45, "wM"),
        (1.7, "mW%"),
    )
    for char in chars
}
"""How wide letters are in a sans serif, in widths of the digit 0; others are as wide as that."""


def text_width(text: str) -> float:
    """Estimate how wide a text is, in widths of the digit 0."""
    return sum(_WIDTHS.get(char, 1.0) for char in text)


@dataclass(frozen=True)
class WordingPiece:
    """What a paragraph has of one line of the original."""

    number: int | None
    """The original's line number, if it has one."""
    word: str
    """The first word. The number is printed after it, so that no line end parts them."""
    parts: tuple[str | Footnote, ...]
    """The rest of the text, with footnotes in the places of their marks."""
    measures: tuple[Measure, ...] = ()
    """The measures that begin in this line."""
    kept: bool = False
    """Whether the printed line ends where the original's does."""
    linked: bool = False
    """Whether links in the book lead to this line."""

    @property
    def strong(self) -> bool:
        """Whether the number is printed bold, as every fifth is."""
        return self.number is not None and self.number % 5 == 0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the wording, or a heading in it."""

    pieces: tuple[WordingPiece, ...]
    """Its text, a piece for each line of the original."""
    heading: bool = False
    """Whether it is a heading."""
    tight: bool = False
    """Whether it follows the paragraph before without a gap."""
    area: Area | None = None
    """The area that begins with it."""
    blank: bool = False
    """Whether it is an empty line that has a number in the original."""
    notes_below: tuple[Footnote, ...] = ()
    """Its notes, if they stand below it: at the foot of a page they would have no room."""


@dataclass(frozen=True)
class BookWording:
    """The full text of a resolution, as a book prints it."""

    paragraphs: tuple[Paragraph, ...]
    """Its paragraphs and headings."""
    width: float
    """The largest width of a line, in widths of the digit 0."""
    first: int | None
    """The first line number there is."""
    begins: Mapping[str, int]
    """The line in which a measure begins, by the measure's id, if the text has that line."""


_MARKER = re.compile(r"(\(?\d{1,2}[.)]|\(?[a-z]{1,2}\)|[-–•▪○]) ")

_FIRST_WORD = re.compile(r"[-–/]*[^\s–/-]*")

_CLOSED = re.compile(r"[.:;!?][“”»\"')]*$")

_STARRED = re.compile(r"[\d\s]*\*\*?[^*]+\*\*?[\d\s]*")

_LONGEST_HEADING = 160


def book_wording(
    resolution: Resolution, source: Sorted, widest: float, most_notes: int
) -> BookWording:
    """Return the text as paragraphs whose pieces know their original lines.

    ``widest`` is the width of the column, in widths of the digit 0, ``most_notes`` the number
    of letters that notes of a paragraph may have at the foot of a page. The engine does not
    break notes, and prints those that are longer than a page over its head.
    """
    groups = [list(group) for group in _paragraphs(source)]
    numbers = sorted({row.number for row in source.rows if row.text and row.number is not None})
    begins = {}
    starting: dict[int, list[Measure]] = {}
    areas: dict[int, Area] = {}
    for area in resolution.areas:
        if (line := _first_line_in(numbers, area.lines)) is not None:
            areas[line] = area
        for measure in area.measures:
            if (line := _first_line_in(numbers, measure.lines)) is not None:
                begins[measure.id] = line
                starting.setdefault(line, []).append(measure)
    notes = _notes_by_row(source)
    width = _line_width(groups, widest / SLACK)
    paragraphs: list[Paragraph] = []
    used_numbers: set[int | None] = {None}
    index = 0
    for rows in groups:
        opened = next((areas[row.number] for row in rows if row.number in areas), None)
        heading = _is_heading(source, rows, starts_area=opened is not None)
        texts, cuts = _with_whole_words([row.text for row in rows])
        if heading:
            texts = [text.strip("*") for text in texts]
        pieces = []
        # a number stands behind the letters that the line before had of its word
        own_texts = [text[cut:] for text, cut in zip(texts, cuts, strict=True)]
        rest = [*own_texts[1:], ""]
        for row, text, cut, following in zip(rows, texts, cuts, rest, strict=True):
            # a number that occurs twice names a place only the first time
            fresh = row.number not in used_numbers
            used_numbers.add(row.number)
            pieces.append(
                WordingPiece(
                    row.number,
                    *_first_word(_with_notes(text, notes.get(index, ())), cut),
                    tuple(starting.get(row.number or 0, ())) if fresh else (),
                    row is not rows[-1] and (heading or _leaves_room(text, following, width)),
                    fresh and row.number in starting,
                )
            )
            index += 1
        tight = not rows[0].blank_before and bool(paragraphs) and not source.text.paragraphs
        blank = not any(row.text for row in rows)
        below = _notes_below(pieces, most_notes)
        paragraphs.append(Paragraph(tuple(pieces), heading, tight, opened, blank, below))
    first = min((row.number for row in source.rows if row.number is not None), default=None)
    return BookWording(tuple(paragraphs), round(width * SLACK, 1), first, begins)


def _notes_below(pieces: Iterable[WordingPiece], most: int) -> tuple[Footnote, ...]:
    """Return the notes of a paragraph if they have more letters than ``most``."""
    notes = tuple(part for piece in pieces for part in piece.parts if isinstance(part, Footnote))
    return notes if sum(len(note.text) for note in notes) > most else ()


def _first_line_in(numbers: Sequence[int], lines: tuple[int, int]) -> int | None:
    """Return the first number of a line with text in a range, or None if there is none."""
    return next((number for number in numbers if lines[0] <= number <= lines[1]), None)


def _paragraphs(source: Sorted) -> Iterator[list[Row]]:
    """Yield the rows of each paragraph; a gap, a list's entry or a heading begins a new one.

    Each empty row at the end of a paragraph is one by itself.
    """
    starts = [
        i for i, (a, b) in enumerate(pairwise(source.rows), 1) if _begins_paragraph(source, a, b)
    ]
    for start, end in pairwise([0, *starts, len(source.rows)]):
        last = max((i + 1 for i in range(start, end) if source.rows[i].text), default=start)
        if last > start:
            yield list(source.rows[start:last])
        yield from ([row] for row in source.rows[last:end])


def _begins_paragraph(source: Sorted, before: Row, row: Row) -> bool:
    """Whether a row begins a paragraph, with ``before`` as the row above it."""
    line, last = source.text.lines[row.line], source.text.lines[before.line]
    if row.blank_before or source.text.paragraphs or line.style == "list":
        return True
    if line.style != last.style or line.bold != last.bold:
        return bool(_heading_style(line.style) or _heading_style(last.style))
    # a date or a dash can begin a line in the middle of a sentence
    return bool(_MARKER.match(row.text) and _CLOSED.search(before.text))


def _heading_style(style: str) -> bool:
    """Return whether a style of a source file is one of headings or titles."""
    return style.startswith(("heading", "title"))


def _is_heading(source: Sorted, rows: Sequence[Row], *, starts_area: bool) -> bool:
    """Whether rows are a heading: by their style, or short and at the start of an area."""
    text = " ".join(row.text for row in rows)
    lines = [source.text.lines[row.line] for row in rows]
    styled = all(
        line.bold or _heading_style(line.style) or _STARRED.fullmatch(line.text) for line in lines
    )
    return 0 < len(text) <= _LONGEST_HEADING and (
        styled or (starts_area and not _CLOSED.search(text))
    )


def _with_whole_words(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the rows' texts with words that a line end cut put whole into the later row.

    Also return how many letters each row has from the one before.
    """
    text, starts = join_at(texts)
    words = [len(text)]
    for start, empty in zip(reversed(starts), (not text for text in reversed(texts)), strict=True):
        # an empty row has nothing of a word that is cut around it either
        words.append(words[-1] if empty else text.rfind(" ", 0, start) + 1)
    pairs = list(pairwise(reversed(words)))
    cuts = [max(start - word, 0) for start, (word, _end) in zip(starts, pairs, strict=True)]
    return [text[start:end].rstrip() for start, end in pairs], cuts


def _line_width(groups: Iterable[Sequence[Row]], widest: float) -> float:
    """Return the width that nearly all lines of running text fill.

    It is at most the widest, which is also taken if the lines are too short to be read well.
    """
    full = sorted(text_width(row.text) for rows in groups for row in rows[:-1])
    # a line or two that are short for some other reason do not narrow all the others
    usual = max(full[len(full) // 50], full[len(full) // 2] * 0.85) if full else widest
    return min(usual, widest) if usual >= NARROWEST else widest


def _notes_by_row(source: Sorted) -> dict[int, list[Footnote]]:
    """Return footnotes by the row with their mark, or else by the last row above them."""
    by_row: dict[int, list[Footnote]] = {}
    for note in source.footnotes:
        at = note.anchor
        if at is None:
            before = [i for i, row in enumerate(source.rows) if row.line < note.lines[0]]
            at = before[-1] if before else 0
        by_row.setdefault(at, []).append(note)
    return by_row


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_PLAIN = {raised: chr(digit) for digit, raised in _RAISED.items()}

_MISREAD = r"\(!\)"
"""What a reader of scanned pages makes of a mark that it cannot read."""


def _with_notes(text: str, notes: Sequence[Footnote]) -> tuple[str | Footnote, ...]:
    """Return a text with notes in place of their marks, or at its end if a mark is missing."""
    parts: list[str | Footnote] = []
    end = 0
    for note in notes:
        plain = note.mark.translate(_PLAIN)
        mark = _mark_in(text, end, plain, several=len(notes) > 1)
        start, after = mark.span() if mark else (len(text), len(text))
        parts += [text[end:start], replace(note, mark=plain)]
        end = after
    return tuple(part for part in (*parts, text[end:]) if part)


def _mark_in(text: str, start: int, plain: str, *, several: bool) -> re.Match[str] | None:
    """Return where a note's mark is in a text, or None; a raised number goes before a plain one.

    The search begins at ``start``, the end of the mark before.

    Marks of ``several`` notes can stand together, as in "bauen.¹²".
    """
    raised = re.escape(plain.translate(_RAISED))
    follows = "" if several else r"(?!\w)"
    forms = (
        rf"(?<=\S) ?[\[(]?{raised}(?!\w)[\])]?",
        rf"(?<=\S) ?[\[(]?{raised}[\])]?{follows}",
        # not within a number at the start of the row, as in "1.1 Die Stadt"
        rf"(?<=\S)(?<!^\d\.) ?[\[(]?{re.escape(plain)}[\])]?(?!\w)",
        rf"(?<=\S) ?{_MISREAD}",
    )
    marks = (re.compile(form).search(text, start) for form in forms)
    return next((mark for mark in marks if mark), None)


def _leaves_room(text: str, following: str, width: float) -> bool:
    """Whether the next row's text could begin in the line of a row, over the row's number."""
    if not following or text_width(text) < width:
        return True
    # "10-" of "10-Minuten-Takt" finds room where the whole word does not; widths are estimates
    beginning = re.match(r"\w{1,4}[-–/]", following)
    return beginning is not None and text_width(f"{text} {beginning[0]}") < width * 1.15


def _first_word(
    parts: tuple[str | Footnote, ...], cut: int = 0
) -> tuple[str, tuple[str | Footnote, ...]]:
    """Return the first word, up to where a line can end in it, and what follows.

    Its first letters up to ``cut`` stood in the line before. They can do so in print, too,
    as in "10-Minuten", so that the word with the number ends behind them.
    """
    if not parts or isinstance(parts[0], Footnote):
        return "", parts
    text = parts[0]
    end = _FIRST_WORD.match(text, min(cut, len(text))).end()  # type: ignore[union-attr]  # it can be empty
    return text[:end], (text[end:], *parts[1:])
