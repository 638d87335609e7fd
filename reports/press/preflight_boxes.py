"""Preflight of page boxes: MediaBox, CropBox, BleedBox and TrimBox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import EXACT, dictionaries_in, inherited_value, read_numbers
from reports.units import POINTS_PER_MM


def remake_remedy() -> str:
    """Return the remedy for files that handzettel can make correctly itself."""
    return _("make it anew with handzettel --press")


@dataclass(frozen=True)
class PageBoxes:
    """A page with its boxes, to tell positions on the trimmed page."""

    page: Any
    place: str
    """File and page number, as problems name them."""

    def box(self, key: str) -> tuple[float, ...]:
        """Return a box as left, bottom, right, top in points; an empty tuple if it is no box."""
        values = read_numbers(inherited_value(self.page, key))
        if len(values) != 4:
            return ()
        x0, y0, x1, y1 = values
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    @property
    def trim(self) -> tuple[float, ...]:
        """The trim box, or else the media box, in points; all zeros if the page has neither."""
        return self.box("/TrimBox") or self.box("/MediaBox") or (0, 0, 0, 0)

    def at(self, x: float, y: float) -> Place:
        """Return a point as a place, in millimetres from the upper left corner of the trim."""
        return place_on_page(self.place, self.trim, x, y)


def place_on_page(page: str, trim: Sequence[float], x: float, y: float) -> Place:
    """Return a point as a place, in millimetres from the upper left corner of the trim.

    Args:
        page: File and page number, as problems name them.
        trim: The trim box.
        x: The point, in points.
        y: Its other coordinate.
    """
    left, _bottom, _right, top = trim
    words = _("{page}, {x:.0f} mm from the left, {y:.0f} mm from the top")
    return Place(words.format(page=page, x=(x - left) / POINTS_PER_MM, y=(top - y) / POINTS_PER_MM))


# one short check after the other
def box_problems(  # noqa: C901
    sheet: PageBoxes, profile: PressProfile, size: tuple[float, float] | None
) -> Iterator[Problem]:
    """Yield what is wrong with a page's boxes.

    A unit of its own, which scales them, and a note in the bleed count as well. ``size`` is the
    trim size in millimetres that the page must have; None allows any.
    """
    place = Place(sheet.place)
    boxes = [sheet.box(key) for key in ("/MediaBox", "/BleedBox", "/TrimBox")]
    for key, box in zip(("MediaBox", "BleedBox", "TrimBox"), boxes, strict=True):
        if not box:
            yield Problem(place, _("has no {box}").format(box=key), remake_remedy())
    media, bleed, trim = boxes
    if not (media and bleed and trim):
        return
    for inner, outer in zip(trim, bleed, strict=True):
        width = abs(inner - outer) / POINTS_PER_MM
        if abs(width - profile.bleed) > EXACT:
            message = _("the bleed is {found:.2f} mm instead of {wanted:g} mm")
            yield Problem(place, message.format(found=width, wanted=profile.bleed), remake_remedy())
            break
    if not _within(trim, bleed) or not _within(bleed, media):
        yield Problem(place, _("its boxes do not lie within each other"), remake_remedy())
    if (crop := sheet.box("/CropBox")) and not _within(bleed, crop):
        yield Problem(place, _("its CropBox cuts into the bleed"), remake_remedy())
    if size is not None:
        trim_size = ((trim[2] - trim[0]) / POINTS_PER_MM, (trim[3] - trim[1]) / POINTS_PER_MM)
        if any(abs(side - other) > EXACT for side, other in zip(trim_size, size, strict=True)):
            message = _("is trimmed to {width:.2f} × {height:.2f} mm")
            yield Problem(
                place, message.format(width=trim_size[0], height=trim_size[1]), remake_remedy()
            )
    if float(sheet.page.get("/UserUnit", 1)) != 1:
        yield Problem(place, _("is scaled by a unit of its own"), remake_remedy())
    for note in dictionaries_in(sheet.page.get("/Annots")):
        box = read_numbers(note.get("/Rect"))
        if len(box) == 4 and box[0] < bleed[2] and box[2] > bleed[0]:
            corner = sheet.at(box[0], box[3])
            yield Problem(corner, _("a link or a note lies within the bleed"), remake_remedy())


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    """Return whether a box lies within another, give or take the tolerance."""
    slack = EXACT * POINTS_PER_MM
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )
