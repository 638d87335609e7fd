"""The designs of flyers: which one an event has, and how its text is fitted."""

from __future__ import annotations

from reports.content.event import Event, EventSort
from reports.content.workspace import Content
from reports.documents.document import Fit, size_steps

DISPLAY_DESIGNS = frozenset(
    {"call", "card", "photo", "photo-page", "poster", "programme", "shapes", "type"}
)
"""The designs that set titles and days in display type, each as large as its place allows."""

_OF_SORTS = {
    EventSort.NEIGHBOURS: "shapes",
    EventSort.ENCOUNTER: "shapes",
    EventSort.DISCUSSION: "type",
    EventSort.WORKING_GROUP: "card",
    EventSort.VOLUNTEERS: "call",
    EventSort.PLAIN: "plain",
}
"""The designs of events that have no picture."""

_SPACES = (1.0, 0.85, 0.7, 0.55, 0.4)
"""The heights of a head with its picture, from high to low; 1 is the usual."""

_LOWEST = (0.25, 0.15, 0.05)
"""Lower heads, before a text is refused."""

_ART_GAPS = 6.0
"""Gaps that the picture of a head grows by, besides those between blocks."""


def design_of(content: Content, event: Event, *, is_light: bool = False) -> str:
    """Return the design of an event: the one it names, or that of its picture or sort.

    A workspace that has changed the flyer of a sort, or the template of all, keeps these. A
    photo over the whole page is not light on ink; it then stands over the upper part.
    """
    if event.design:
        return "photo" if is_light and event.design == "photo-page" else event.design
    sort = event.sort.value
    if content.own_flyers & {sort, "flyer.html"}:
        return sort
    return design_of_sort(event)


def design_of_sort(event: Event) -> str:
    """Return the shipped design that suits an event, with a picture or without."""
    return "photo" if event.picture else _OF_SORTS[event.sort]


TEAR_OFF_SPACES = (1.0, 0.8, 0.65, 0.5, 0.35, 0.2)
"""Those of a page with strips at its foot, which has less room for a head."""


def display_fit(
    largest: float, smallest: float, stretch: float, spaces: tuple[float, ...] = _SPACES
) -> Fit:
    """Return how a design with display type is fitted.

    Args:
        largest: The largest size of the text in points; the title has its own.
        smallest: The smallest.
        stretch: Millimetres by which a gap may grow.
        spaces: The heights of the head, from high to low.
    """
    return Fit(
        size_steps(largest, smallest),
        spaces,
        tuple(space for space in _LOWEST if space < spaces[-1]),
        stretch,
        gaps=_ART_GAPS,
    )
