"""Pieces of text on a page → its lines in the order they are read.

Pure geometry, in points from the page's upper left corner, as the text stands upright.
"""

from __future__ import annotations

import bisect
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_GAP = 0.17
"""Em between two pieces that a space parts."""
_APART_IN_LINE = 0.8
"""Em between two parts of a line that stand apart; spaces of justified text are narrower."""
_SAME_BASE = 0.25
"""Em by which the baselines of pieces in one line differ at most."""
_SMALL = 0.85
"""A piece smaller than this part of its line's type may be raised or lowered."""
_MARK = 3
"""Characters of a piece that may be so whenever it is smaller at all."""
_RAISED, _LOWERED = 0.6, 0.3
"""Em of the line by which it may."""
_TINY = 2.2
"""How many times smaller a raised piece may be: beyond that the line is an initial."""
_MARGIN_NUMBER = 0.5
"""Em of a line by which a number in its margin may stand higher or lower; lines are 1 em apart."""
_ASCENT = 0.75
_GUTTER = 0.9
"""Em of white across which a line may be parted between two columns."""
_COLUMN_LINES = 5
_COLUMN_WIDTH = 0.2
"""The part of the page's text that a column's lines are wide at least."""
_APART = 2.5
"""Em between a page's running head or foot and its columns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one font and size on one baseline."""

    text: str
    """With its white space, which may stand at its ends, too."""
    count: int
    """Characters that are not white space."""
    left: float
    """Of the first of them: where its ink may begin."""
    right: float
    base: float
    size: float
    start: float = -math.inf
    """Where the pen stood for the first: a "j" has ink left of it."""
    weight: int = 400
    """Of the type, from 100 to 900 as in CSS."""
    italic: bool = False
    underlined: bool = False
    quarters: int = 0
    """Turns by 90 degrees, against the clock."""
    skew: float = 0.0
    """Degrees beyond these."""
    oblique: bool = False

    def look(self) -> tuple[int, bool, bool]:
        """Return the properties by which the parts of a line are told apart."""
        return self.weight, self.italic, self.underlined


@dataclass(slots=True)
class LinePart:
    """Neighbouring pieces of a line that look the same."""

    begin: int
    """Its first character, an index in the row's text."""
    end: int
    left: float
    right: float
    weight: int
    italic: bool
    underlined: bool


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line."""

    text: str
    left: float
    right: float
    top: float
    """Of its capitals, as the size has it."""
    size: float
    """That most of its characters have."""
    parts: tuple[LinePart, ...]

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> PageLine:
        """Return the line that some pieces make."""
        ordered = sorted(pieces, key=lambda piece: (piece.left, piece.base))
        sizes: Counter[float] = Counter()
        bases: Counter[float] = Counter()
        for piece in ordered:
            sizes[piece.size] += piece.count
            bases[piece.base] += piece.count
        size = sizes.most_common(1)[0][0]
        text, parts = _joined(ordered)
        return cls(
            text,
            left=ordered[0].left,
            right=max(piece.right for piece in ordered),
            top=bases.most_common(1)[0][0] - _ASCENT * size,
            size=size,
            parts=parts,
        )


def _joined(pieces: Sequence[Piece]) -> tuple[str, tuple[LinePart, ...]]:
    """Return the text of pieces in one line, and its parts."""
    text = ""
    parts: list[LinePart] = []
    look: object = None
    end = math.inf
    for piece in pieces:
        gap = max(piece.left, piece.start) - end
        size = min(piece.size, 24.0)
        # what is printed over other text is no part of its words
        parted = gap > _GAP * size or gap < -size
        if text and parted and not text[-1].isspace() and not piece.text[0].isspace():
            text += " "
        words = piece.text if text else piece.text.lstrip()
        begin = len(text) + len(words) - len(words.lstrip())
        text += words
        after = len(text.rstrip())
        if look == piece.look() and gap <= _APART_IN_LINE * piece.size:
            parts[-1].end, parts[-1].right = after, max(parts[-1].right, piece.right)
        else:
            look = piece.look()
            parts.append(LinePart(begin, after, piece.left, piece.right, *piece.look()))
        end = piece.right if end == math.inf else max(end, piece.right)
    return text.rstrip(), tuple(parts)


def arranged(pieces: Sequence[Piece], *, columns: bool = True) -> list[PageLine]:
    """The lines of a page, one column after the other where it has two."""
    pieces = _straightened(pieces)
    lines = _with_margin_numbers(_lines(pieces))
    gutter = _gutter(lines) if columns else None
    if gutter is None:
        return [PageLine.of(line) for line in lines]
    rows: list[PageLine] = []
    waiting: list[Piece] = []
    for i, line in enumerate(lines):
        if _crosses(line, gutter) or _is_apart(lines, i):
            rows += _of_columns(waiting, gutter)
            rows.append(PageLine.of(line))
            waiting = []
        else:
            waiting += line
    return rows + _of_columns(waiting, gutter)


def _of_columns(pieces: Sequence[Piece], gutter: float) -> list[PageLine]:
    left = [piece for piece in pieces if piece.right <= gutter]
    right = [piece for piece in pieces if piece.right > gutter]
    return [
        PageLine.of(line) for side in (left, right) for line in _with_margin_numbers(_lines(side))
    ]


def _straightened(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The lines of a page that was scanned askew, made level."""
    skew = statistics.median(piece.skew for piece in pieces) if pieces else 0.0
    if abs(skew) < 0.01:
        return pieces
    rise = math.tan(math.radians(skew))
    return [replace(piece, base=piece.base + piece.left * rise) for piece in pieces]


def _lines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces of each line, from the top: small ones join the larger they stand beside."""
    bases: list[float] = []
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.size, piece.base, piece.left)):
        reach = _RAISED * _TINY * piece.size
        first = bisect.bisect_left(bases, piece.base - reach)
        after = bisect.bisect_right(bases, piece.base + reach)
        near = [i for i in range(first, after) if _joins(piece, bases[i], lines[i][0].size)]
        if near:
            lines[min(near, key=lambda i: abs(bases[i] - piece.base))].append(piece)
        else:
            at = bisect.bisect_right(bases, piece.base)
            bases.insert(at, piece.base)
            lines.insert(at, [piece])
    return lines


def _with_margin_numbers(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Return the lines, those joined that are nothing but a number in the margin of another."""
    joined: list[list[Piece]] = []
    waiting: list[Piece] = []
    for line in lines:
        if waiting and _is_margin_of(waiting, line):
            joined[-1] = line + waiting
            waiting = []
            continue
        waiting = []
        if all(piece.text.strip().isdigit() for piece in line):
            if joined and _is_margin_of(line, joined[-1]):
                joined[-1] = joined[-1] + line
                continue
            waiting = line
        joined.append(line)
    return joined


def _is_margin_of(number: Sequence[Piece], line: Sequence[Piece]) -> bool:
    """Return whether a number stands in the margin of a line that has none there."""
    size = max(piece.size for piece in line)
    if abs(number[0].base - line[0].base) > _MARGIN_NUMBER * size:
        return False
    left, right = min(piece.left for piece in line), max(piece.right for piece in line)
    return (
        max(piece.right for piece in number) < left or min(piece.left for piece in number) > right
    )


def _joins(piece: Piece, base: float, size: float) -> bool:
    if abs(piece.base - base) <= _SAME_BASE * piece.size:
        return True
    if not size / _TINY <= piece.size < size * (1 if piece.count <= _MARK else _SMALL):
        return False
    return -_LOWERED * size <= base - piece.base <= _RAISED * size


def _segments(line: Iterable[Piece]) -> list[tuple[float, float]]:
    """Where a line has text, from left to right, without the spaces between words."""
    segments: list[tuple[float, float]] = []
    for piece in sorted(line, key=lambda piece: piece.left):
        if segments and piece.left - segments[-1][1] < _GUTTER * piece.size:
            segments[-1] = (segments[-1][0], max(segments[-1][1], piece.right))
        else:
            segments.append((piece.left, piece.right))
    return segments


def _crosses(line: Iterable[Piece], gutter: float) -> bool:
    return any(left < gutter < right for left, right in _segments(line))


def _is_apart(lines: Sequence[Sequence[Piece]], i: int) -> bool:
    """Whether a line is a running head or foot of a page with columns."""
    if i not in (0, len(lines) - 1) or len(lines) < 2:
        return False
    beside = lines[1] if i == 0 else lines[i - 1]
    return abs(lines[i][0].base - beside[0].base) > _APART * beside[0].size


def _gutter(lines: Sequence[Sequence[Piece]]) -> float | None:
    """The middle of the white between two columns that hold most of a page's lines.

    A margin's numbers and the page numbers of a table of contents are no column:
    they are narrow. Nor are a block at the left and one below it at the right.
    """
    parts = [_segments(line) for line in lines]
    every = [segment for line in parts for segment in line]
    if len(every) < 2 * _COLUMN_LINES:
        return None
    lefts, rights = sorted(left for left, _ in every), sorted(right for _, right in every)
    width = rights[-1] - lefts[0]
    inner = (lefts[0] + _COLUMN_WIDTH * width, rights[-1] - _COLUMN_WIDTH * width)
    edges = sorted({edge for edge in (*lefts, *rights) if inner[0] <= edge <= inner[1]})
    if len(edges) < 2:
        return None

    def crossing(at: float) -> int:
        return bisect.bisect_left(lefts, at) - bisect.bisect_right(rights, at)

    white = min(pairwise(edges), key=lambda gap: (crossing(sum(gap) / 2), gap[0] - gap[1]))
    middle = sum(white) / 2
    sides: list[dict[int, float]] = [{}, {}]  # the width of each line's text at either side
    for i, line in enumerate(parts):
        for left, right in line:
            if not left < middle < right:
                side = sides[left > middle]
                side[i] = side.get(i, 0.0) + right - left
    if min(map(len, sides)) < max(_COLUMN_LINES, crossing(middle)):
        return None
    if min(statistics.median(side.values()) for side in sides) < _COLUMN_WIDTH * width:
        return None
    shared = min(map(max, sides)) - max(map(min, sides))
    return middle if shared * 2 >= min(max(side) - min(side) for side in sides) else None
