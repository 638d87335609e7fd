"""The proof that no demand of a resolution's text is left out of its measures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reports.citation.aside_demands import MotionRows, aside_demands
from reports.citation.cited_lines import CitedRows, cited_rows, letters
from reports.citation.reanchoring import Move
from reports.citation.spots import spot
from reports.citation.unheard_demands import Ground, UnheardDemand, unheard_demands
from reports.content.fields import Lines
from reports.content.formats.located import Path
from reports.content.resolution import Measure, Resolution
from reports.errors import Place, Problem
from reports.i18n import _
from reports.text.source_text import Sorted

_SHOWN_WORDS = 14
"""Words of a demand that a message shows: enough to find it, and to judge most of them."""


_LONGEST_TITLE = 120
"""Letters of a title with its number at most."""


@dataclass(frozen=True)
class CitedDemand:
    """A demand that stands in no measure, with the lines it is cited by."""

    lines: Lines
    """Of a footnote those of its mark, of page furniture those above it."""
    spot: str
    """Where it stands, for a person."""
    demand: UnheardDemand

    def problem(self, source: str, file: str) -> Problem:
        """Return it as a problem of a source text that belongs to a resolution's file."""
        remedy = _("make it a measure, or enter its lines in {file}: not_measures: [[{lines}]]")
        numbers = ", ".join(map(str, self.lines))
        return Problem(
            Place(source),
            f"{self.spot}: {demand_message(self.demand)}",
            remedy.format(file=file, lines=numbers),
        )


def demand_message(demand: UnheardDemand) -> str:
    """Return what a person is told of a demand that stands in no measure, behind its place."""
    message = {
        Ground.WORDS: _("seems to ask for something, but stands in no measure: {words}"),
        Ground.LIST: _("is a point of a list that asks, but no measure: {words}"),
        Ground.SECTION: _("is no measure, unlike sections of its kind: {words}"),
        Ground.HEAD: _("seems to ask for something, but stands in the motion's head: {words}"),
        Ground.FOOTNOTE: _("a footnote seems to ask for something, but is no measure: {words}"),
        Ground.FURNITURE: _(
            "seems to ask for something, but was taken for a running head or the like: {words}"
        ),
        Ground.OUTSIDE: _("seems to ask for something, but stands outside the motions: {words}"),
    }[demand.ground]
    words = demand.text.split()
    shown = " ".join(words[:_SHOWN_WORDS]) + (" …" if len(words) > _SHOWN_WORDS else "")
    return message.format(words=_("“{words}”").format(words=shown))


def demands_left_out(
    resolution: Resolution, source: Sorted, titles: Collection[str] = ()
) -> list[CitedDemand]:
    """Return the demands in a resolution's lines of its text that stand in none of its measures.

    Left out are those of which its ``not_measures`` say that they are none. ``titles`` are those
    of the other resolutions from the same text.
    """
    cited = cited_rows(source, resolution)
    heard: set[int] = set()
    for area in resolution.areas:
        for measure in area.measures:
            heard.update(_rows_of_measure(cited, measure))
    settled = {row for lines in resolution.not_measures for row in range(*cited.row_range(lines))}
    first, after = (cited.start + row for row in cited.row_range(resolution.lines))
    heard |= settled
    left_out = [
        (source.rows[demand.rows[0]].line, demand)
        for demand in unheard_demands(source, first, after, {cited.start + row for row in heard})
    ]
    # the rows of its head are among its lines
    motion = MotionRows(first, first, after)
    left_out += [
        (aside.line, aside.demand)
        for aside in aside_demands(source, [motion], [resolution.title, *titles])
        if aside.demand.ground is not Ground.OUTSIDE
        and first <= aside.demand.rows[0] < after
        and aside.demand.rows[0] - cited.start not in settled
    ]
    demands = []
    for line, demand in left_out:
        lines = Lines(*(cited.numbers[row - cited.start] for row in demand.rows))
        demands.append(CitedDemand(lines, spot(source, line, lines), demand))
    return demands


def new_demands(
    old: Sorted, new: Sorted, resolution: Resolution, moves: Sequence[Move]
) -> list[CitedDemand]:
    """Return the demands of an amended text that stand in no measure and are new there.

    ``moves`` are all proposals for the resolution's references; what they leave in no measure
    and was in none before is not told anew.
    """
    old_texts = {letters(cited.demand.text) for cited in demands_left_out(resolution, old)}
    moved = _moved_resolution(resolution, moves)
    if _ends_with(old, resolution):
        last = cited_rows(new, moved).numbers[-1]
        moved = moved.model_copy(update={"lines": Lines(moved.lines.first, last)})
    return [
        cited
        for cited in demands_left_out(moved, new)
        if letters(cited.demand.text) not in old_texts
    ]


def _ends_with(source: Sorted, resolution: Resolution) -> bool:
    """Return whether a text ends with a resolution: what is added at its end belongs to it."""
    cited = cited_rows(source, resolution)
    _first, after = cited.row_range(resolution.lines)
    return not any(row.text for row in cited.rows[after:])


def _rows_of_measure(cited: CitedRows, measure: Measure) -> Iterator[int]:
    """Yield the indices of the rows in a measure's lines that hold its words.

    These are all rows if it has no wording. In front of the wording, they are its number and
    title; what stands between a title and the wording is neither.
    """
    first, after = cited.row_range(measure.lines)
    rows = [letters(row.text) for row in cited.rows[first:after]]
    text, at = "".join(rows), 0
    heard = bytearray(len(text))
    for paragraph in (measure.wording or "").split("\n\n"):
        needle = letters(paragraph)
        begin = text.find(needle, at)
        if begin < 0 or not needle:
            yield from range(first, after)
            return
        if at == 0:
            title_end = _end_of_title(text[:begin], letters(measure.title or ""))
            heard[:title_end] = b"\1" * title_end
        at = begin + len(needle)
        heard[begin:at] = b"\1" * len(needle)
    begin = 0
    for i, row in enumerate(rows, first):
        if 2 * sum(heard[begin : begin + len(row)]) >= len(row):
            yield i
        begin += len(row)


def _end_of_title(before: str, title: str) -> int:
    """Return where a measure's title ends in the letters before its wording."""
    begin = before.find(title) if title else -1
    if begin >= 0:
        return begin + len(title)
    # a person may have reworded the title
    return len(before) if len(before) <= _LONGEST_TITLE else 0


def _moved_resolution(resolution: Resolution, moves: Sequence[Move]) -> Resolution:
    """Return a resolution with its lines as they are in the amended text.

    Measures whose text was deleted are left out.
    """
    by_path = {move.path: move for move in moves}

    def moved_lines(path: Path, lines: Lines) -> Lines | None:
        """Return the new lines of a reference; None if its text was deleted."""
        move = by_path.get(path)
        return lines if move is None else move.after

    areas = []
    for i, area in enumerate(resolution.areas):
        measures = []
        for j, measure in enumerate(area.measures):
            path: Path = ("areas", i, "measures", j, "lines")
            lines = moved_lines(path, measure.lines)
            if lines is not None:
                move = by_path.get(path)
                wording = (move and move.wording) or measure.wording
                measures.append(measure.model_copy(update={"lines": lines, "wording": wording}))
        areas.append(area.model_copy(update={"measures": tuple(measures)}))
    settled = (
        moved_lines(("not_measures", i), lines) for i, lines in enumerate(resolution.not_measures)
    )
    return resolution.model_copy(
        update={
            "lines": moved_lines(("lines",), resolution.lines) or resolution.lines,
            "areas": tuple(areas),
            "not_measures": tuple(lines for lines in settled if lines is not None),
        }
    )
