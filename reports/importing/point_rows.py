"""Where points of a list begin among rows without a gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.importing.line_ends import can_end_point, has_room, is_closed
from reports.importing.markers import Marker
from reports.importing.printed_rows import PrintedRow

_OPEN_POINTS = 40
"""Blocks among which the point is looked for that another one counts on from: as many points as
a list in a point may have."""

INDENT = 1.5
"""Millimetres, or characters in formats without positions, from which an indent is another."""


def unmarked_points(run: Sequence[PrintedRow], width: int, *, opened: bool) -> range:
    """Return the indices of rows that are points without a mark, a line each.

    They stand behind a sentence that opens a list, and each has room for the next one's word.
    """
    first = next((i for i, row in enumerate(run) if row.text.endswith(":")), -1) + 1
    if not (first or opened) or len(run) - first < 2:
        return range(0)
    points = run[first:]
    if any(row.marker or row.style for row in points):
        return range(0)
    for point, follows in pairwise(points):
        if is_closed(point.text.rstrip(";")) or not has_room(point.text, follows.text, width):
            return range(0)
    return range(max(first, 1), len(run))


def begins_point(
    parts: Sequence[Sequence[PrintedRow]], before: PrintedRow, row: PrintedRow, width: int
) -> bool:
    """Return whether a row with a number or bullet begins a point of a list."""
    current = parts[-1]
    first = current[0].marker
    if any(_goes_on_with(part[0], row) for part in parts[-_OPEN_POINTS:-1]):
        return True
    if row.text[0] in "•‣▪●○◦■□➢➤∙◼►✓":
        return True
    if first and first.is_bullet and row.text[0] == current[0].text[0]:
        return True  # the next point has the sign of this one
    if len(current) > 1:
        # hanging indent: the point before has its lines indented, this one stands out again
        hangs = current[-1].indent
        if first and hangs - row.indent > INDENT:
            return True
    begins_list = row.marker is not None and row.marker.value <= 1
    if begins_list and has_room(before.text, row.text, width):
        return True  # "Wir setzen uns ein für" – a line without its colon
    return can_end_point(before.text) or (
        first is not None and row.marker is not None and _follows(first, row.marker)
    )


def _goes_on_with(point: PrintedRow, row: PrintedRow) -> bool:
    """Return whether a row is the next point of a list in which another one stands."""
    if point.marker is None or row.marker is None:
        return False
    if point.marker.is_bullet:
        return row.marker.is_bullet and row.text[0] == point.text[0]
    return _follows(point.marker, row.marker)


def _follows(first: Marker, second: Marker) -> bool:
    return (
        not first.is_bullet
        and first.scheme == second.scheme
        and first.parents == second.parents
        and second.value == first.value + 1
    )
