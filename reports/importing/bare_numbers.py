"""Numbers without a sign behind them that count headings: "1 Wohnen", "2 Verkehr".

"12 Bänke" begins a sentence as well. Such numbers count where they stand in short lines of their
own and go on from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.importing.line_ends import is_closed
from reports.importing.markers import BARE, Marker, bare_marker
from reports.importing.printed_rows import PrintedRow

_LONGEST = 90
"""Characters of a line that such a number counts."""


_NEAR = 60
"""Rows below "1" among which "1.1" stands, if there is one."""


def with_bare_numbers(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Return the rows, those marked whose number without a sign counts them."""
    numbers = [_bare_number(row, rows[i - 1] if i else None) for i, row in enumerate(rows)]
    counted: set[int] = set()
    for scheme in ("1", "I", "A"):
        places = [i for i, mark in enumerate(numbers) if mark and mark.scheme == scheme]
        counted |= _counting_on(places, numbers, rows)
    return [replace(row, is_counted=True) if i in counted else row for i, row in enumerate(rows)]


def _bare_number(row: PrintedRow, before: PrintedRow | None) -> Marker | None:
    """Return the number of a short line that stands apart from the text before it."""
    match = BARE.match(row.text)
    if match is None or len(row.text) > _LONGEST or is_closed(row.text):
        return None
    if row.text.endswith((",", "-")) or row.marker:
        return None
    is_apart = row.gap or row.strong or before is None or is_closed(before.text)
    return bare_marker(match) if is_apart else None


def _counting_on(
    places: Sequence[int], numbers: Sequence[Marker | None], rows: Sequence[PrintedRow]
) -> set[int]:
    """Return the places whose numbers go on from 1, two of them at least, or "1" above "1.1"."""
    counted: set[int] = set()
    chain: list[int] = []
    for place in [*places, None]:
        mark = numbers[place] if place is not None else None
        if place is not None and mark and mark.value == len(chain) + 1:
            chain.append(place)
        elif mark is None or mark.value == 1:
            if len(chain) > 1 or (chain and _has_decimals(chain[0], rows)):
                counted |= {*chain}
            chain = [] if place is None else [place]
    return counted


def _has_decimals(place: int, rows: Sequence[PrintedRow]) -> bool:
    """Return whether "1.1" follows on "1"."""
    following = (row.marker for row in rows[place + 1 : place + _NEAR] if row.marker)
    mark = next((mark for mark in following if mark.depth > 1), None)
    return mark is not None and mark.parents == (1,) and mark.value == 1
