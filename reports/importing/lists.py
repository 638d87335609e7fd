"""The points of a list → a tree, with the paragraphs that belong to each point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.importing.outline import Element, ElementKind

_STEP = 1.5
"""Millimetres or characters by which the points of a deeper list are indented at least."""

_ALIKE = 2
"""Points of as many paragraphs each from which the last one has no more."""


@dataclass
class Point:
    """A point of a list."""

    element: Element
    paragraphs: list[Element] = field(default_factory=list)
    """Paragraphs that go on with it."""
    points: list[Point] = field(default_factory=list)
    """The points of a list in it."""

    def all_elements(self) -> list[Element]:
        """Return the point's elements, those of its own list included."""
        inner = [element for point in self.points for element in point.all_elements()]
        return [self.element, *self.paragraphs, *inner]


@dataclass
class PointList:
    """A list with the paragraph that opens it."""

    opening: Element | None
    points: list[Point]


def grouped(elements: Sequence[Element]) -> list[Element | PointList]:
    """Return paragraphs and lists in the order of the text; an opening paragraph is in its list."""
    groups: list[Element | PointList] = []
    i = 0
    while i < len(elements):
        element = elements[i]
        if element.kind is not ElementKind.POINT:
            groups.append(element)
            i += 1
            continue
        opening = None
        if (
            groups
            and isinstance(before := groups[-1], Element)
            and before.kind is ElementKind.OPENING
        ):
            opening = before
            groups.pop()
        points, i = _ListReader(elements, i).read()
        groups.append(PointList(opening, points))
    return groups


class _ListReader:
    """Reads one list from its first point on."""

    def __init__(self, elements: Sequence[Element], first: int) -> None:
        self._elements = elements
        self._first = first
        self._points: list[Point] = []
        self._stack: list[Point] = []
        self._hanging: dict[str, float] = {}
        """Where the later lines of points begin, by the form of their numbers."""

    def read(self) -> tuple[list[Point], int]:
        """Return the points and the index of the first element after the list."""
        i = self._first
        while i < len(self._elements):
            element = self._elements[i]
            if element.kind is ElementKind.POINT:
                if not self._add(element):
                    break
            elif self._belongs(i):
                self._stack[-1].paragraphs.append(element)
            else:
                break
            i += 1
        return self._points, i

    def _add(self, element: Element) -> bool:
        """Take a point; return False where another list begins."""
        depth = self._depth(element)
        if depth is None:
            return False
        point = Point(element)
        if (hanging := _hanging_indent(element)) is not None:
            self._hanging[element.marker_scheme] = hanging
        del self._stack[depth:]
        (self._stack[-1].points if self._stack else self._points).append(point)
        self._stack.append(point)
        return True

    def _depth(self, element: Element) -> int | None:
        """Return how many points a point stands in; None where it begins another list."""
        for depth in range(len(self._stack) - 1, -1, -1):
            if _are_siblings(self._stack[depth].element, element):
                return depth
        if not self._stack:
            return 0
        mark = element.marker
        begins = mark is None or mark.is_bullet or mark.value == 1
        top = self._stack[-1].element
        if mark is not None and top.marker is not None and begins:
            if _is_outdented(element, self._stack[0].element):
                return None
            # "Erstens" behind "(2)" counts the demands of a text, not those of a point
            if mark.scheme == "Erstens" and not _is_indented(element, top):
                return len(self._stack) if top.block.text.endswith(":") else None
            # "1." behind bullets at the same place is another list
            if top.marker.is_bullet and not mark.is_bullet and not _is_indented(element, top):
                return None
            return len(self._stack)
        return 0 if not begins else None

    def _belongs(self, i: int) -> bool:
        """Return whether a paragraph goes on with the point before it."""
        element, point = self._elements[i], self._stack[-1].element
        text, mark = element.block.text, point.marker
        if text[0].islower() and not point.block.text.rstrip().endswith((".", "!", "?")):
            return True
        hanging = self._hanging.get(point.marker_scheme)
        if hanging is not None:
            return element.block.indent >= hanging - _STEP
        if all(row.indent - point.block.indent > _STEP for row in element.block.rows):
            return element.kind is not ElementKind.OPENING
        if mark is None or mark.is_bullet or self._opens_more(i):
            return False
        if self._goes_on_later(i):
            return True
        if self._stands_apart(element) or self._is_complete():
            return False
        if _is_indented(point, element):
            return False
        # on a page, text that goes on with a point is indented; elsewhere nothing parts them
        return element.kind is not ElementKind.OPENING and (
            not element.block.rows[0].is_placed or _is_indented(element, point)
        )

    def _stands_apart(self, element: Element) -> bool:
        """Return whether an empty line parts a paragraph from points that none parts."""
        points = [point.element for point in self._points]
        is_close = len(points) > 1 and not any(point.block.rows[0].gap for point in points[1:])
        return is_close and element.block.rows[0].gap and not _is_indented(element, points[0])

    def _is_complete(self) -> bool:
        """Return whether the last point has as many paragraphs as each of those before it has."""
        *before, last = self._points
        numbers = {len(point.paragraphs) for point in before if not point.points}
        return (
            len(before) >= _ALIKE
            and self._stack[-1] is last
            and numbers == {len(last.paragraphs)}
            and not any(point.points for point in before)
        )

    def _opens_more(self, i: int) -> bool:
        """Return whether a paragraph opens further points of the outermost list."""
        element = self._elements[i]
        follows = self._elements[i + 1] if i + 1 < len(self._elements) else None
        first = self._stack[0].element
        return (
            element.kind is ElementKind.OPENING
            and follows is not None
            and follows.kind is ElementKind.POINT
            and follows.marker_scheme == first.marker_scheme
        )

    def _goes_on_later(self, i: int) -> bool:
        """Return whether a later point counts on from one that is open here."""
        for element in self._elements[i + 1 :]:
            mark = element.marker
            if element.kind is not ElementKind.POINT or mark is None:
                continue
            for open_point in self._stack:
                open_mark = open_point.element.marker
                if open_mark and open_mark.scheme == mark.scheme and mark.value > open_mark.value:
                    return True
            if mark.is_bullet:
                continue
            # "a)" in "1.": what comes before it belongs to the point
            return mark.value == 1 and mark.scheme != self._stack[0].element.marker_scheme
        return False


def _are_siblings(first: Element, second: Element) -> bool:
    first_mark, second_mark = first.marker, second.marker
    if first_mark is None or second_mark is None:
        return first_mark is second_mark
    if first_mark.scheme != second_mark.scheme or len(first_mark.parents) != len(
        second_mark.parents
    ):
        return False
    if first_mark.is_bullet:
        return not (_is_indented(second, first) or _is_indented(first, second))
    return second_mark.value > first_mark.value or second_mark.parents != first_mark.parents


def _is_indented(element: Element, other: Element) -> bool:
    return element.block.indent - other.block.indent > _STEP


def _is_outdented(element: Element, other: Element) -> bool:
    return _is_indented(other, element)


def _hanging_indent(point: Element) -> float | None:
    """Return where the later lines of a point begin, if they are indented."""
    rows = point.block.rows
    if len(rows) < 2:
        return None
    return rows[1].indent if rows[1].indent - rows[0].indent > _STEP else None
