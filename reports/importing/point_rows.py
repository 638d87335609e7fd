"""Where points of a list begin among rows without a gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.importing.line_ends import can_end_point, fits, has_room, is_closed
from reports.importing.markers import Marker
from reports.importing.printed_rows import PrintedRow

_OPEN_POINTS = 40
"""Blocks among which the point is looked for that another one counts on from: as many points as
a list in a point may have."""

_FEW = 2
"""Lines that a list without marks has at least."""

INDENT = 1.5
"""Millimetres, or characters in formats without positions, from which an indent is another."""


def unmarked_points(run: Sequence[PrintedRow], width: int, *, opened: bool) -> set[int]:
    """Return the indices of rows that begin points without a mark.

    They stand behind a sentence that opens a list, and each line has room for the next point's
    first word; where later lines of a point are set in, only for those that are not.
    """
    firsts = [
        i + 1
        for i, (row, follows) in enumerate(pairwise(run))
        if row.text.endswith(":") and not (row.strong and follows.strong)
    ]
    return {
        begin
        for first in ([0] if opened else []) + firsts
        for begin in _points_from(first, run, width)
        if begin
    }


def _points_from(first: int, run: Sequence[PrintedRow], width: int) -> list[int]:
    """Return where the points of a list begin that may stand from a row on."""
    after = first
    while after < len(run) and not _ends_unmarked(run[after], run[first]):
        after += 1
    edge = run[first].indent if first < len(run) else 0.0
    begins = [i for i in range(first, after) if run[i].indent - edge < INDENT]
    is_last = after == len(run) or run[after].indent - edge < -INDENT or run[after].strong
    if after - first < _FEW or not is_last:
        return []
    for i in begins[1:]:
        before = run[i - 1].text
        if is_closed(before.rstrip(";")) or (
            i - 1 in begins and not fits(before, run[i].text, width)
        ):
            return []
    return begins


def _ends_unmarked(row: PrintedRow, point: PrintedRow) -> bool:
    """Return whether a row is no part of the points that begin with another one."""
    has_own_form = row.marker is not None or bool(row.style) or row.strong != point.strong
    return has_own_form or row.text.endswith(":") or point.indent - row.indent > INDENT


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
