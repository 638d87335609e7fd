"""The marked text: a motion's parts as Markdown that a person can correct.

docs/marked-text.md specifies the format. This module writes it; `marked_reading` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.i18n import _
from reports.importing.blocks import Block
from reports.importing.markers import marker
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.parts import Part, PartKind
from reports.text.typography import span

ARROW = "→"
"""Stands before the addressees of a measure."""

LITERAL_ARROW = "&rarr;"
"""An arrow that belongs to a title: HTML's name of the sign, which Markdown shows as one."""

MOTION = "motion"
"""The word of the comment that begins a motion."""

_LITERAL = re.compile(r"([\\`*_<\[\]{}#])")
"""Signs with which Markdown marks something; they are escaped wherever they stand."""

_LINE_START = re.compile(r"^(\s*)([-+>=~]|\d{1,9}(?=[.)]))")
"""Signs that mark something at the beginning of a line."""

SOURCE = "source"
"""The word of the comment at the head that names the source file."""

_SOURCE_COMMENT = re.compile(rf"<!--\s*{SOURCE}\s*:\s*([^\n]+)")

_DEEPEST_HEADING = 6


@dataclass(frozen=True)
class Comment:
    """A doubt, shown at its place."""

    row: int
    """The index of the Row that it stands before."""
    text: str


def marked_name(source: str) -> str:
    """Return the name of a source's marked text, beside it: "sources/plan.marked.md"."""
    stem, dot, suffix = source.rpartition(".")
    return f"{stem if dot and '/' not in suffix else source}.marked.md"


def marked_text(
    source: str, motions: Sequence[ParsedMotion], comments: Iterable[Comment] = ()
) -> str:
    """Return the marked text of the motions of a source file, with doubts at their places."""
    waiting = sorted(comments, key=lambda comment: comment.row)
    pieces = [_head_comment(source)]
    for motion in motions:
        pieces.append(_motion_line(motion))
        writer = _Writer(waiting)
        pieces += writer.parts(motion.parts, motion.rows[1])
    return "\n\n".join(pieces) + "\n"


def _motion_line(motion: ParsedMotion) -> str:
    name = " ".join(filter(None, (motion.label or motion.motion, motion.title)))
    lines = f" {lines_mark(motion.lines)}" if motion.lines else ""
    return f"<!-- {MOTION}: {_comment(name)}{lines} -->"


class _Writer:
    """Writes the parts of a motion."""

    def __init__(self, comments: list[Comment]) -> None:
        self._comments = comments
        self._level = 0

    def parts(self, parts: Sequence[Part], after: int) -> Iterator[str]:
        """Yield the paragraphs of the marked text up to the Row with index `after`."""
        pieces = [piece for part in parts for piece in self._pieces(part)]
        for row, text in sorted(pieces, key=lambda piece: piece[0]):
            yield from self._comments_before(row)
            yield text
        yield from self._comments_before(after)

    def _comments_before(self, row: int) -> Iterator[str]:
        while self._comments and self._comments[0].row <= row:
            yield f"<!-- ? {_comment(self._comments.pop(0).text)} -->"

    def _pieces(self, part: Part) -> Iterator[tuple[int, str]]:
        """Yield each paragraph with the index of its first Row.

        A measure's heading may stand above reasons that stand above its own words.
        """
        if part.kind is PartKind.HEADING:
            self._level = min(part.level, _DEEPEST_HEADING)
            block = part.blocks[0]
            yield block.rows[0].index, f"{'#' * self._level} {_head(part, block)}"
        elif part.kind is PartKind.MEASURE:
            yield from self._measure(part)
        else:
            sign = "> " if part.kind is PartKind.INTRODUCTION else ">> "
            for block in part.blocks:
                text = f"{sign}{escaped(block.text)} {lines_mark(block.lines)}"
                yield block.rows[0].index, text

    def _measure(self, part: Part) -> Iterator[tuple[int, str]]:
        indent = ""
        if part.heading:
            level = min(part.level or self._level + 1, _DEEPEST_HEADING)
            yield part.heading.rows[0].index, f"{'#' * level} {_head(part, part.heading)}"
        else:
            indent = "    " if part.is_sub_measure else "  "
            first = part.blocks[0]
            yield first.rows[0].index, f"{indent[2:]}- {_begun(_head(part, first))}"
        for row, paragraph in _paragraphs(part.blocks, part.begins):
            yield row, f"{indent}{paragraph}"


def _paragraphs(blocks: Sequence[Block], begins: int) -> Iterator[tuple[int, str]]:
    """Yield a measure's paragraphs with their first Rows, and their lines if there are several."""
    for i, block in enumerate(blocks):
        words = block.text[begins:] if i == 0 else block.text
        if not words:
            continue  # the title has a line of its own
        lines = f" {lines_mark(block.lines)}" if len(blocks) > 1 else ""
        yield block.rows[0].index, f"{escaped(words)}{lines}"


def _head(part: Part, block: Block) -> str:
    """Return a heading, or the first line of a measure: number, title, addressees, lines."""
    names = ", ".join(_name(addressee.name) for addressee in part.addressees)
    pieces = [
        _without_arrow(escaped(shown_head(part, block), inline=True)),
        f"{ARROW} {names}" if names else "",
        lines_mark(part.lines),
    ]
    return " ".join(filter(None, pieces))


def shown_head(part: Part, block: Block) -> str:
    """Return the number and title that a heading or a measure's first line shows."""
    return " ".join(filter(None, (_number(block), part.title)))


def _name(name: str) -> str:
    """Return an addressee's name whose commas part no names."""
    return _without_arrow(escaped(name, inline=True).replace(",", "\\,"))


def _without_arrow(marked: str) -> str:
    """Return words whose arrows say nothing about addressees."""
    return marked.replace(ARROW, LITERAL_ARROW)


def _number(block: Block) -> str:
    """Return a number as the text writes it, "1.1" or "a)"; "Kapitel 3" without its word."""
    mark = block.marker
    if mark is None or mark.is_bullet:
        return ""
    return mark.label if mark.is_worded else block.text[: mark.length].strip(" •–—-")


def numbered_head(head: str, block: Block | None) -> tuple[str, str]:
    """Return the number and the title of a heading or a head line, `block` in the source.

    Where the source has "Teil B: Wege", the marked text shows "B Wege".
    """
    shown = block.marker if block else None
    if shown and shown.is_worded and re.match(rf"{re.escape(shown.label)}(?:\s|$)", head):
        return shown.label, head[len(shown.label) :].strip()
    mark = marker(f"{head} x")
    if mark is None or mark.is_bullet:
        match = re.match(r"(\d{1,3}|[IVX]{1,6}|[a-z])(?:\s+|$)", head)
        return (match[1], head[match.end() :].strip()) if match else ("", head)
    return mark.label, head[mark.length :].strip()


def lines_mark(lines: tuple[int, int]) -> str:
    """Return how the marked text shows line numbers: "{Z. 12–16}"."""
    return f"{{Z. {span(lines)}}}"


def escaped(text: str, *, inline: bool = False) -> str:
    """Return a text as Markdown that shows it as it is.

    With `inline` it stands behind other signs of its line, so that nothing in it begins a line.
    """
    marked = _LITERAL.sub(r"\\\1", text)
    return marked if inline else _begun(marked)


def _begun(marked: str) -> str:
    """Return a line of Markdown in which no number or sign at its beginning makes a list."""
    return _LINE_START.sub(
        lambda mark: mark[1] + (f"{mark[2]}\\" if mark[2].isdigit() else f"\\{mark[2]}"),
        marked,
    )


def _comment(text: str) -> str:
    """Return a text that does not end the comment it stands in."""
    return text.replace("--", "–").replace(">", "›")


def _head_comment(source: str) -> str:
    """Return the comment at the head of a marked text: its source, and how to use it."""
    explanation = _(
        "This is what was understood of the text. Correct the marks, but no word of the text:\n"
        "#   a heading; with text below it that has no mark, the title of a measure\n"
        "-   a measure: number, title, → addressees; its text stands below, indented\n"
        ">   text that asks for nothing; >> reasons\n"
        "Empty lines part paragraphs. Then take it over: handzettel import --marked FILE"
    )
    return f"<!-- {SOURCE}: {source}\n{explanation}\n-->"


def source_of(text: str) -> str | None:
    """Return the source file that a marked text names at its head; None if it names none."""
    match = _SOURCE_COMMENT.match(text.lstrip("\ufeff \n\r\t"))
    return match[1].strip() if match else None
