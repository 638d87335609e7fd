"""An amended source → where each reference leads now.

Words are aligned, not lines, since one word more moves all that follow in its
paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports.citation.cited_lines import cited, cited_from, letters, restarts
from reports.citation.versions import Version, aligned
from reports.content.fields import Lines
from reports.content.formats.located import Path
from reports.content.formats.yaml_edit import edit_yaml
from reports.content.resolution import Figure, Resolution, SourceFile
from reports.text.source_text import Sorted

_KEPT = 0.4
"""The share of a range's letters that must be there still; with less it is gone."""

_LONGEST_MARK = 6
"""Letters that a list's number before a wording can have."""


@dataclass(frozen=True)
class Move:
    """What becomes of a reference."""

    path: Path
    """That of its lines in the resolution's file."""
    before: Lines
    after: Lines | None
    """None where the words are gone; the same as before where only the words differ."""
    old_words: str
    new_words: str
    certain: bool
    """Whether the words are the same; of a section or an area, those at its ends."""
    wording: str | None = None
    """The new wording of a measure that keeps one, where it differs."""


def propose_moves(old: Sorted, new: Sorted, resolution: Resolution) -> tuple[Move, ...]:
    """What becomes of a resolution's references; those that stay as they are are left out."""
    if old.rows == new.rows:
        return ()
    return tuple(_Reanchoring(old, new, resolution).moves())


def apply_moves(data: bytes, moves: Sequence[Move], source: SourceFile) -> bytes:
    """A resolution's file with the moves made and the new source named.

    What is gone stays as it is, for ``check`` to complain about.
    """
    changes: dict[Path, Any] = {
        ("source", "file"): source.file,
        ("source", "sha256"): source.sha256,
    }
    for move in moves:
        if move.after is not None:
            one_line = move.path[-1] == "line"
            changes[move.path] = move.after.first if one_line else list(move.after)
        if move.wording is not None:
            changes[*move.path[:-1], "wording"] = move.wording
    return edit_yaml(data, changes)


# --- references -------------------------------------------------------------


class _Reference(NamedTuple):
    path: Path
    lines: Lines
    needle: str = ""
    """Letters within the lines that alone are meant."""
    wording: str | None = None
    part: bool = False
    """Whether it is a part of the text that is named by its ends only."""


def _references(resolution: Resolution) -> Iterator[_Reference]:
    """Every reference of a resolution."""

    def figures(path: Path, found: Sequence[Figure]) -> Iterator[_Reference]:
        for i, one in enumerate(found):
            lines = Lines(one.line, one.line)
            yield _Reference((*path, "figures", i, "line"), lines, letters(one.value))

    yield _Reference(("lines",), resolution.lines, part=True)
    yield from figures((), resolution.figures)
    for i, section in enumerate(resolution.sections):
        yield _Reference(("sections", i, "lines"), section.lines, part=True)
    for i, note in enumerate(resolution.notes):
        if note.line is not None:
            yield _Reference(("notes", i, "line"), Lines(note.line, note.line))
    for i, area in enumerate(resolution.areas):
        yield _Reference(("areas", i, "lines"), area.lines, part=True)
        yield from figures(("areas", i), area.figures)
        for j, measure in enumerate(area.measures):
            path: Path = ("areas", i, "measures", j)
            yield _Reference((*path, "lines"), measure.lines, wording=measure.wording)
            for k, asked in enumerate(measure.addressees):
                if asked.lines is not None:
                    yield _Reference((*path, "addressees", k, "lines"), asked.lines)


class _Reanchoring:
    """Two versions, and where each word of the old one is in the new."""

    def __init__(self, old: Sorted, new: Sorted, resolution: Resolution) -> None:
        self._resolution = resolution
        self._versions = aligned(old, new)
        self._old, self._new = self._versions.old, self._versions.new
        self._there = self._versions.there
        self._from = cited(old, resolution)
        self._to = cited_from(new, self._new_start(new))

    def moves(self) -> Iterator[Move]:
        for reference in _references(self._resolution):
            move = self._move(reference)
            if move.after != move.before or not (move.certain or reference.part):
                yield move

    def _new_start(self, new: Sorted) -> int:
        """The row from which the resolution's lines count in the new version."""
        first, after = self._own_words(self._resolution.lines)
        there = next((j for j in self._there[first:after] if j is not None), None)
        if there is None:
            return 0
        row = self._new.words[there].row
        if self._from.start and all(one.number is None for one in new.rows):
            return max(row - self._old.words[first].row + self._from.start, 0)
        return max(one for one in restarts(new.rows) if one <= row)

    def _own_words(self, lines: Lines) -> tuple[int, int]:
        first_row, after_row = self._from.reach(lines)
        return self._old.span(first_row + self._from.start, after_row + self._from.start)

    def _move(self, reference: _Reference) -> Move:
        old, lines = self._old, reference.lines
        own = self._own_words(lines)
        paragraphs = [letters(one) for one in (reference.wording or "").split("\n\n")]
        parts = old.find(own, paragraphs)
        span = self._meant(own, reference.needle, parts)
        show = Version.ends_of if reference.part else Version.text
        old_words = show(old, span) if span[0] < span[1] else ""
        there = self._new_span(span)
        after = there and self._lines(lines, span, there)
        if there is None or after is None:
            return Move(reference.path, lines, None, old_words, "", False)
        if reference.part:
            ends = (span[0], there[0]), (span[1] - 1, there[1] - 1)
            certain = all(self._there[i] == j for i, j in ends)
        else:
            certain = self._same(span, there)
        news = [(part, self._new_span(part)) for part in parts]
        wording = None
        if not all(one is not None and self._same(part, one) for part, one in news):
            wording = "\n\n".join(self._new.text(one) for _part, one in news if one) or None
        new_words = show(self._new, there)
        return Move(reference.path, lines, after, old_words, new_words, certain, wording)

    def _meant(
        self, own: tuple[int, int], needle: str, parts: Sequence[tuple[int, int]]
    ) -> tuple[int, int]:
        """The words a reference means: not those that only share its first or last line."""
        if needle:
            return next(iter(self._old.find(own, [needle])), own)
        first, after = own
        words = self._old.words
        if parts and words[parts[0][0]].row == words[first].row:
            before = sum(len(word.said) for word in words[first : parts[0][0]])
            # a list's number is its own
            first = parts[0][0] if before > _LONGEST_MARK else first
        if parts and words[parts[-1][1] - 1].last_row >= words[after - 1].row:
            after = parts[-1][1]
        return first, after

    def _same(self, span: tuple[int, int], there: tuple[int, int]) -> bool:
        """Whether some words are what they were, with nothing between them."""
        return self._there[slice(*span)] == list(range(*there))

    def _new_span(self, span: tuple[int, int]) -> tuple[int, int] | None:
        """What some words have become; None where too few of them are left."""
        first, after = span
        words, there = self._old.words, self._there
        kept = [(i, j) for i in range(first, after) if (j := there[i]) is not None]
        if kept:
            # a few words that stand elsewhere now must not stretch it
            middle = kept[len(kept) // 2][1]
            far = 2 * (after - first) + 40
            kept = [(i, j) for i, j in kept if abs(j - middle) <= far]
        left = sum(len(words[i].said) for i, _j in kept)
        if not kept or left < _KEPT * sum(len(word.said) for word in words[first:after]):
            return None
        lead, trail = kept[0][0] - first, after - 1 - kept[-1][0]
        new_first = min(j for _i, j in kept)
        new_last = max(j for _i, j in kept)
        if lead or self._old.begins(first):
            free = self._versions.free(new_first, -1)
            new_first = _edge(free, lead, self._old.begins(first), self._new.begins)
        if trail or self._old.ends(after - 1):
            free = self._versions.free(new_last, 1)
            new_last = _edge(free, trail, self._old.ends(after - 1), self._new.ends)
        return new_first, new_last + 1

    def _lines(self, lines: Lines, span: tuple[int, int], there: tuple[int, int]) -> Lines | None:
        """The lines of the new words, with as many empty ones around as there were."""
        start = self._from.start
        first_row, after_row = (one + start for one in self._from.reach(lines))
        rows = self._new.rows
        first = self._new.words[there[0]].row
        for _row in range(first_row, self._old.words[span[0]].row):
            first -= first > 0 and not rows[first - 1].text
        last = self._new.words[there[1] - 1].last_row
        for _row in range(self._old.words[span[1] - 1].last_row + 1, after_row):
            last += last + 1 < len(rows) and not rows[last + 1].text
        if first < self._to.start:
            return None
        numbers = self._to.numbers
        return Lines(numbers[first - self._to.start], numbers[last - self._to.start])


def _edge(free: range, changed: int, paragraph: bool, is_edge: Any) -> int:
    """Where a range ends among new words: as far out as words at its edge have changed.

    Where it ended with a paragraph, it does so still.
    """
    guess = min(changed, len(free) - 1)
    edges = [k for k in range(len(free)) if paragraph and is_edge(free[k])]
    return free[min(edges, key=lambda k: abs(k - guess), default=guess)]
