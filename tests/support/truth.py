"""Texts of others with what they ask for, marked by hand: NAME beside NAME.truth.json.

A truth has ``measures``, each with the words that it ``starts`` and ``ends`` with and, in a
collection, the ``motion`` it stands in; and ``no_measures``, passages that ask for nothing. Its
``scope`` is "all", or says which part of the text was marked.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from reports.importing.analysis import sorted_text
from reports.text.source_text import Row, Sorted

_ROWS_ABOVE = 4
"""Rows above the first measure of a marked part that may open its list."""

_LONGEST = 6000
"""Letters of a measure at most."""


@dataclass(frozen=True)
class MarkedPart:
    """A part of a text that was marked: a motion, an area, or all of it."""

    name: str
    source: Sorted
    first: int
    """The index of its first row."""
    after: int
    """The index of the row after its last."""
    measures: tuple[range, ...]
    """The rows of each measure."""
    none: tuple[int, ...]
    """Rows in which a passage begins that asks for nothing."""


def marked_parts(folder: Path) -> Iterator[MarkedPart]:
    """Yield the marked parts of all texts in a folder."""
    for path in sorted(folder.glob("*.truth.json")):
        name = path.name.removesuffix(".truth.json")
        source = sorted_text((folder / name).read_bytes(), name)
        yield from _parts(name, source, json.loads(path.read_text("utf-8")))


def _parts(name: str, source: Sorted, truth: Mapping[str, Any]) -> Iterator[MarkedPart]:
    places = _TruthPlaces(source.rows)
    groups: dict[str | None, list[range]] = defaultdict(list)
    before: dict[str | None, int] = defaultdict(int)
    begins = [places.start(entry["starts"]) for entry in truth["measures"] + truth["no_measures"]]
    for measure in truth["measures"]:
        key = measure.get("motion", measure.get("area"))
        key = None if truth["scope"] == "all" else key
        if rows := places.find(measure["starts"], measure.get("ends"), before[key]):
            if "ends" not in measure:
                following = [row for row in begins if row is not None and row > rows.start]
                rows = range(rows.start, min([rows.stop, *following]))
            groups[key].append(rows)
            before[key] = rows.start + 1
    none = [places.find(passage["starts"], None, 0) for passage in truth["no_measures"]]
    for key, measures in groups.items():
        first = max(0, min(rows.start for rows in measures) - _ROWS_ABOVE)
        after = max(rows.stop for rows in measures)
        if key is None:
            first, after = 0, len(source.rows)
        starts = tuple(rows.start for rows in none if rows and first <= rows.start < after)
        yield MarkedPart(name, source, first, after, tuple(measures), starts)


class _TruthPlaces:
    """Finds words in rows by their letters, wherever lines end."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        texts = [_letters(row.text) for row in rows]
        self._rows = rows
        self._text = "".join(texts)
        self._ends = list(accumulate(map(len, texts)))

    def find(self, starts: str, ends: str | None, row: int) -> range | None:
        """Return the rows of a passage from some row on; without its end, up to an empty line."""
        first_words = _letters(" ".join(starts.split()[:8]))
        start = self._text.find(first_words, self._ends[row - 1] if row else 0)
        if start < 0:
            return None
        first = bisect_right(self._ends, start)
        if ends is None:
            return range(first, self._paragraph_end(first))
        last_words = _letters(" ".join(ends.split()[-5:]))
        end = self._text.find(last_words, start, start + _LONGEST)
        last = max(end, start) + len(last_words if end >= 0 else first_words) - 1
        return range(first, bisect_right(self._ends, last) + 1)

    def start(self, words: str) -> int | None:
        """Return the row in which a passage begins that starts with these words."""
        rows = self.find(words, None, 0)
        return rows.start if rows else None

    def _paragraph_end(self, first: int) -> int:
        after = first + 1
        while after < len(self._rows) and self._rows[after].text and not self._is_closed(after - 1):
            after += 1
        return after

    def _is_closed(self, row: int) -> bool:
        """Return whether a row ends a paragraph: with a full stop, before it is full."""
        text = self._rows[row].text
        return text.endswith(".") and len(text) < 60


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
