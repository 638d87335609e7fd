"""Pictures of an event for social networks, drawn for a screen.

They say what invites in a few words. The address of the web page stands as text, since nobody
can scan a code on the phone that shows it. They have no imprint: the press law asks for one on
printed matter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import ceil

from reports.content.event import Event
from reports.content.workspace import Content
from reports.documents.document import Document, Fit, screen_format, size_steps
from reports.documents.flyer import Leaflet, flyer
from reports.documents.flyer_designs import DISPLAY_DESIGNS, design_of, design_of_sort

SMALLEST_PIXELS = 28
"""Height of the smallest type on a picture 1080 pixels wide: a phone shows a third of it."""

STORY_MARGIN = 250
"""Pixels at the top and bottom of a story, over which the apps put their own buttons."""

_PHONE = 1080
"""Pixels of the width that a phone shows."""

_POINTS_PER_PIXEL = 0.75

_SPACES = (1.0, 0.85, 0.7, 0.55)
"""Heights of titles and drawings, from high to low; 1 is the usual."""

_LOW_SPACES = (1.0, 0.8, 0.6, 0.45, 0.3)
"""Those on a picture that is wider than it is high, whose type is small by comparison."""

_DESIGNS = DISPLAY_DESIGNS | {"plain"}


def _picture(name: str, width: int, height: int, largest: int) -> Leaflet:
    """Return a format whose usual type has so many pixels at most."""
    smallest = ceil(SMALLEST_PIXELS * width / _PHONE) * _POINTS_PER_PIXEL
    fit = Fit(
        size_steps(largest * _POINTS_PER_PIXEL, smallest),
        _SPACES if height >= width else _LOW_SPACES,
        (0.05,),
        stretch=60,
        gaps=6,
        brief=True,
    )
    return Leaflet(
        screen_format(name, width, height),
        fit,
        "social/social.html",
        smallest=smallest,
        display=fit,
    )


PICTURES = {
    picture.format.name: picture
    for picture in (
        _picture("square", 1080, 1080, 40),
        _picture("portrait", 1080, 1350, 42),
        _picture("story", 1080, 1920, 44),
        _picture("landscape", 1200, 630, 35),
    )
}
"""Posts, a story, and the preview of a link, each with its pixels."""


def social_picture(
    content: Content, event: Event, language: str, on: dt.date, picture: Leaflet
) -> Document:
    """Plan a picture of an event in one of the languages the event has texts in.

    Where the workspace has a design for pages alone, the picture has that of the event's sort.

    Raises ContentError if there can be no such invitation, see
    :func:`reports.documents.flyer.flyer_problems`.
    """
    document = flyer(content, event, language, on, picture)
    design = design_of(content, event)
    if design not in _DESIGNS | content.own_pictures:
        design = design_of_sort(event)
    return replace(document, style="social.css", design=design)
