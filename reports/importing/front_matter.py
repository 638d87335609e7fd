"""What front matter and a document's properties say: "titel: Mehr Bänke"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.text.source_text import Sorted

_FENCE = "---"
_PAIR = re.compile(r"(?P<key>[A-Za-z_ÄÖÜäöüß][\w -]{0,40}):(?:\s+(?P<value>.*))?$")
_MOST_LINES = 80


@dataclass(frozen=True)
class FrontMatter:
    """The pairs of a file's front matter, and the rows that are its lines."""

    facts: tuple[tuple[str, str], ...]
    rows: frozenset[int]


def read_front_matter(sorted_: Sorted) -> FrontMatter:
    """Return the pairs between the first two fences; empty where there are none."""
    lines = sorted_.text.lines
    filled = [i for i, line in enumerate(lines) if line.text.strip()]
    if not filled or lines[filled[0]].text.strip() != _FENCE:
        return FrontMatter((), frozenset())
    first = filled[0]
    last = next(
        (
            i
            for i in range(first + 1, min(first + _MOST_LINES, len(lines)))
            if lines[i].text.strip() == _FENCE
        ),
        None,
    )
    if last is None:
        return FrontMatter((), frozenset())
    pairs = [_PAIR.match(lines[i].text.strip()) for i in range(first + 1, last)]
    facts = tuple((pair["key"].strip(), pair["value"] or "") for pair in pairs if pair)
    rows = frozenset(i for i, row in enumerate(sorted_.rows) if first <= row.line <= last)
    return FrontMatter(facts, rows)
