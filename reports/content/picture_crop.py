"""Crops of pictures: which part of a picture is shown in a box of another shape."""

from __future__ import annotations

from typing import NamedTuple


class Focus(NamedTuple):
    """The point of a picture that matters most, as shares of its width and height."""

    x: float
    """Share of the width, from the left."""
    y: float
    """Share of the height, from the top."""


class Window(NamedTuple):
    """A part of a picture, in its pixels from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Return its width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return its height in pixels."""
        return self.bottom - self.top


_UPRIGHT, _BROAD = Focus(0.5, 0.3), Focus(0.5, 0.4)
"""Where the focus of a picture lies if nobody says so. Faces are mostly in the upper third of an
upright picture, and somewhat above the middle of a broad one: a crop around the centre cuts off
heads, and shows knees."""


def default_focus(width: float, height: float) -> Focus:
    """Return the focus of a picture of which nobody has said what matters."""
    return _UPRIGHT if height > width else _BROAD


def crop(width: float, height: float, shape: float, focus: Focus | None = None) -> Window:
    """Return the largest part of a picture that has a shape, with the focus next to its middle.

    Args:
        width: The picture's width in pixels.
        height: Its height in pixels.
        shape: Width by height of the box that it is to fill.
        focus: What matters most; without it, that of :func:`default_focus`.
    """
    focus = focus or default_focus(width, height)
    shown_width, shown_height = min(width, height * shape), min(height, width / shape)
    left = _within(focus.x * width - shown_width / 2, width - shown_width)
    top = _within(focus.y * height - shown_height / 2, height - shown_height)
    return Window(left, top, left + shown_width, top + shown_height)


def _within(value: float, most: float) -> float:
    """Return the number from 0 to ``most`` that is next to a value."""
    return min(max(value, 0.0), max(most, 0.0))
