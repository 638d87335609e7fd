"""Line references after an amendment: where each reference leads in the new version.

Words are aligned, not lines, since a single added word changes every following line of
its paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports.citation.cited_lines import cited_rows, cited_rows_from, letters, numbering_starts
from reports.citation.versions import Version, align_versions
from reports.content.fields import Lines
from reports.content.formats.located import Path
from reports.content.formats.yaml_edit import edit_yaml
from reports.content.resolution import Figure, Resolution, SourceFile
from reports.text.source_text import Sorted

_LEAST_LEFT = 0.4
"""The share of a reference's letters that must be left; with less, its text counts as deleted.

It must be more than the "und", "soll" and "werden" that any two demands share, and less than
what a demand keeps that was reworded.
"""

_LONGEST_MARK = 6
"""Letters that a list's mark before a wording can have, such as "1" or "viii"."""


@dataclass(frozen=True)
class Move:
    """A proposed change of one reference."""

    path: Path
    """Path to the lines in the resolution's file."""
    before: Lines
    after: Lines | None
    """The new lines; None if the text was deleted, equal to before if only words changed."""
    old_words: str
    new_words: str
    certain: bool
    """Whether the words are unchanged; for a section or an area, those at its ends."""
    wording: str | None = None
    """The new wording of a measure that keeps one, if it changed."""


def propose_moves(old: Sorted, new: Sorted, resolution: Resolution) -> tuple[Move, ...]:
    """Return a proposal for each reference whose lines or words differ in the new version.

    A section or an area that keeps its lines needs none, whatever was changed within it.
    """
    if old.rows == new.rows:
        return ()
    return tuple(_Reanchoring(old, new, resolution).moves())


def apply_moves(data: bytes, moves: Sequence[Move], source: SourceFile) -> bytes:
    """Return a resolution's YAML file with the moves applied and the new source entered.

    References whose text was deleted keep their lines: the next ``check`` reports them.
    Raises ContentError if a path leads nowhere in the file.
    """
    changes: dict[Path, Any] = {
        ("source", "file"): source.file,
        ("source", "sha256"): source.sha256,
    }
    for move in moves:
        if move.after is not None:
            single_line = move.path[-1] == "line"
            changes[move.path] = move.after.first if single_line else list(move.after)
        if move.wording is not None:
            changes[*move.path[:-1], "wording"] = move.wording
    return edit_yaml(data, changes)


# --- references -------------------------------------------------------------


class _Reference(NamedTuple):
    """A line reference of a resolution."""

    path: Path
    lines: Lines
    needle: str = ""
    """The letters of a figure: only they are meant, not the rest of the line."""
    wording: str | None = None
    is_part: bool = False
    """Whether it is a part of the text (a section, an area), of which only the ends count."""


def _references(resolution: Resolution) -> Iterator[_Reference]:
    """Yield every line reference of a resolution."""

    def figure_references(path: Path, figures: Sequence[Figure]) -> Iterator[_Reference]:
        """Yield the references of figures; `path` leads to what has them."""
        for i, figure in enumerate(figures):
            lines = Lines(figure.line, figure.line)
            yield _Reference((*path, "figures", i, "line"), lines, letters(figure.value))

    yield _Reference(("lines",), resolution.lines, is_part=True)
    yield from figure_references((), resolution.figures)
    for i, section in enumerate(resolution.sections):
        yield _Reference(("sections", i, "lines"), section.lines, is_part=True)
    for i, lines in enumerate(resolution.not_measures):
        yield _Reference(("not_measures", i), lines)
    for i, note in enumerate(resolution.notes):
        if note.line is not None:
            yield _Reference(("notes", i, "line"), Lines(note.line, note.line))
    for i, area in enumerate(resolution.areas):
        yield _Reference(("areas", i, "lines"), area.lines, is_part=True)
        yield from figure_references(("areas", i), area.figures)
        for j, measure in enumerate(area.measures):
            path: Path = ("areas", i, "measures", j)
            yield _Reference((*path, "lines"), measure.lines, wording=measure.wording)
            for k, request in enumerate(measure.addressees):
                if request.lines is not None:
                    yield _Reference((*path, "addressees", k, "lines"), request.lines)


class _Reanchoring:
    """The references of a resolution, followed from the old version of its text to the new.

    Spans are pairs of word indices: the first word and the one after the last.
    """

    def __init__(self, old: Sorted, new: Sorted, resolution: Resolution) -> None:
        """Align the two versions, and find the resolution's rows in both."""
        self._resolution = resolution
        self._versions = align_versions(old, new)
        self._old, self._new = self._versions.old, self._versions.new
        self._new_indices = self._versions.new_indices
        self._old_cited = cited_rows(old, resolution)
        self._new_cited = cited_rows_from(new, self._new_start(new))

    def moves(self) -> Iterator[Move]:
        """Yield a move for each reference whose lines or words differ, see `propose_moves`."""
        for reference in _references(self._resolution):
            move = self._move(reference)
            if move.after != move.before or not (move.certain or reference.is_part):
                yield move

    def _new_start(self, new: Sorted) -> int:
        """Return the index of the new row from which the resolution's lines count.

        It is 0 if no word of the resolution is left.
        """
        first, after = self._old_span(self._resolution.lines)
        word = next((j for j in self._new_indices[first:after] if j is not None), None)
        if word is None:
            return 0
        row = self._new.words[word].row
        if self._old_cited.start and all(new_row.number is None for new_row in new.rows):
            return max(row - self._old.words[first].row + self._old_cited.start, 0)
        return max(start for start in numbering_starts(new.rows) if start <= row)

    def _old_span(self, lines: Lines) -> tuple[int, int]:
        """Return the span of the words in a line range of the old version."""
        first_row, after_row = self._old_cited.row_range(lines)
        start = self._old_cited.start
        return self._old.span(first_row + start, after_row + start)

    def _move(self, reference: _Reference) -> Move:
        """Return where a reference leads in the new version, and whether that is certain."""
        old, lines = self._old, reference.lines
        line_span = self._old_span(lines)
        paragraphs = [letters(paragraph) for paragraph in (reference.wording or "").split("\n\n")]
        parts = old.find(line_span, paragraphs)
        span = self._meant_span(line_span, reference.needle, parts)
        show = Version.ends_of if reference.is_part else Version.text
        old_words = show(old, span) if span[0] < span[1] else ""
        new_span = self._new_span(span)
        after = new_span and self._new_lines(lines, span, new_span)
        if new_span is None or after is None:
            return Move(reference.path, lines, None, old_words, "", False)
        if reference.is_part:
            ends = (span[0], new_span[0]), (span[1] - 1, new_span[1] - 1)
            certain = all(self._new_indices[i] == j for i, j in ends)
        else:
            certain = self._unchanged(span, new_span)
        new_parts = [(part, self._new_span(part)) for part in parts]
        wording = None
        if not all(
            new_part is not None and self._unchanged(part, new_part) for part, new_part in new_parts
        ):
            texts = [self._new.text(new_part) for _part, new_part in new_parts if new_part]
            wording = "\n\n".join(texts) or None
        new_words = show(self._new, new_span)
        return Move(reference.path, lines, after, old_words, new_words, certain, wording)

    def _meant_span(
        self, line_span: tuple[int, int], needle: str, parts: Sequence[tuple[int, int]]
    ) -> tuple[int, int]:
        """Return the span that a reference means within the words of its lines.

        Words that only share the first or the last line with a wording are left out; a
        list's mark before it is kept.
        """
        if needle:
            return next(iter(self._old.find(line_span, [needle])), line_span)
        first, after = line_span
        words = self._old.words
        if parts and words[parts[0][0]].row == words[first].row:
            before = sum(len(word.letters) for word in words[first : parts[0][0]])
            first = parts[0][0] if before > _LONGEST_MARK else first
        if parts and words[parts[-1][1] - 1].last_row >= words[after - 1].row:
            after = parts[-1][1]
        return first, after

    def _unchanged(self, span: tuple[int, int], new_span: tuple[int, int]) -> bool:
        """Return whether a new span has the words of the old one and no others."""
        return self._new_indices[slice(*span)] == list(range(*new_span))

    def _new_span(self, span: tuple[int, int]) -> tuple[int, int] | None:
        """Return the span that a span has become, or None if too few of its words are left."""
        first, after = span
        words, indices = self._old.words, self._new_indices
        kept = [(i, j) for i in range(first, after) if (j := indices[i]) is not None]
        if kept:
            # Single words that moved far away must not stretch the span. Twice its length
            # leaves room for text inserted within it, 40 words for a sentence or two.
            middle = kept[len(kept) // 2][1]
            reach = 2 * (after - first) + 40
            kept = [(i, j) for i, j in kept if abs(j - middle) <= reach]
        left = sum(len(words[i].letters) for i, _j in kept)
        if not kept or left < _LEAST_LEFT * sum(len(word.letters) for word in words[first:after]):
            return None
        lead, trail = kept[0][0] - first, after - 1 - kept[-1][0]
        new_first = min(j for _i, j in kept)
        new_last = max(j for _i, j in kept)
        if lead or self._old.begins(first):
            free = self._versions.unmatched_beside(new_first, -1)
            new_first = _edge(free, lead, self._old.begins(first), self._new.begins)
        if trail or self._old.ends(after - 1):
            free = self._versions.unmatched_beside(new_last, 1)
            new_last = _edge(free, trail, self._old.ends(after - 1), self._new.ends)
        return new_first, new_last + 1

    def _new_lines(
        self, lines: Lines, span: tuple[int, int], new_span: tuple[int, int]
    ) -> Lines | None:
        """Return the lines of a new span, with as many empty lines around it as before.

        None if it lies before the lines that belong to the resolution.
        """
        start = self._old_cited.start
        first_row, after_row = (row + start for row in self._old_cited.row_range(lines))
        rows = self._new.rows
        first = self._new.words[new_span[0]].row
        for _row in range(first_row, self._old.words[span[0]].row):
            first -= first > 0 and not rows[first - 1].text
        last = self._new.words[new_span[1] - 1].last_row
        for _row in range(self._old.words[span[1] - 1].last_row + 1, after_row):
            last += last + 1 < len(rows) and not rows[last + 1].text
        if first < self._new_cited.start:
            return None
        numbers = self._new_cited.numbers
        return Lines(numbers[first - self._new_cited.start], numbers[last - self._new_cited.start])


def _edge(free: range, changed: int, at_paragraph: bool, is_edge: Callable[[int], bool]) -> int:
    """Return the new word with which a span begins or ends.

    ``free`` are the candidates, from the outermost matched word outwards; as many of them
    belong to the span as words at its edge have ``changed``. If the old span ended with
    a paragraph (``at_paragraph``), the nearest candidate at a paragraph's edge is taken.
    """
    guess = min(changed, len(free) - 1)
    edges = [k for k in range(len(free)) if at_paragraph and is_edge(free[k])]
    return free[min(edges, key=lambda k: abs(k - guess), default=guess)]
