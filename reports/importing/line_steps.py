"""The distance between printed lines, and where it is wide enough to part two paragraphs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from statistics import median

from reports.text.source_text import Line
from reports.units import POINTS_PER_MM

_ASCENT = 0.75
"""Of the size of the type: from the top of a line's capitals to its baseline."""
_SIZE = 11.0
"""Points of type whose size nobody knows."""
_WIDE = 1.13
"""How many times a line's usual step a gap between paragraphs is at least.

Points of a list made from HTML stand 1.25 steps apart, TeX's paragraphs 1.5; a step within a
paragraph is 1.05 where programs round."""
_BIN = 0.03
"""Em by which steps that count as the same differ."""
_FEW = 0.1
"""The part of a page's steps that are the document's usual step, if the page is set like it."""
_SINGLE = (0.8, 2.6)
"""Em from a line to the next of the same paragraph; what is less or more is no step of a text."""


class LineSteps:
    """What steps from line to line are usual on each page of a text."""

    def __init__(self, lines: Sequence[Line], rows: Collection[int]) -> None:
        """Measure the steps between the lines with the indices `rows`."""
        self._lines = lines
        pages: dict[int, list[float]] = defaultdict(list)
        for page, step in self._steps(sorted(rows)):
            pages[page].append(step)
        all_steps = [step for steps in pages.values() for step in steps]
        usual = _mode(all_steps)
        self._usual = {page: _of_page(steps, usual) for page, steps in pages.items()}

    def _steps(self, rows: Sequence[int]) -> Iterator[tuple[int, float]]:
        """Yield pages and steps in em, between lines in type of the same size."""
        for earlier, later in pairwise(rows):
            if self._lines[earlier].size != self._lines[later].size:
                continue
            step = self._step(earlier, later)
            if step is not None and _SINGLE[0] <= step <= _SINGLE[1]:
                yield self._lines[later].page, step

    def _step(self, earlier: int, later: int) -> float | None:
        """Return the distance between the baselines of two lines, in em of the later."""
        above, below = self._lines[earlier], self._lines[later]
        if above.page != below.page or above.top is None or below.top is None:
            return None
        distance = (below.top - above.top) * POINTS_PER_MM
        size = below.size or _SIZE
        return distance / size + _ASCENT * (1 - (above.size or size) / size)

    def is_wide(self, earlier: int, later: int) -> bool:
        """Return whether more than a line's distance lies between two lines of a page."""
        step = self._step(earlier, later)
        usual = self._usual.get(self._lines[later].page)
        return step is not None and usual is not None and step > _WIDE * usual


def _mode(steps: Sequence[float]) -> float | None:
    """Return the step that occurs most often, and the smallest of those that do."""
    if not steps:
        return None
    bins = Counter(round(step / _BIN) for step in steps)
    most = max(
        bins, key=lambda place: (bins[place - 1] + 2 * bins[place] + bins[place + 1], -place)
    )
    return median(step for step in steps if abs(round(step / _BIN) - most) <= 1)


def _of_page(steps: Sequence[float], usual: float | None) -> float | None:
    """Return a page's usual step: the document's, unless the page is set in another."""
    if usual is None:
        return None
    same = sum(abs(step - usual) <= _BIN for step in steps)
    return usual if same >= max(1, _FEW * len(steps)) else _mode(steps)
