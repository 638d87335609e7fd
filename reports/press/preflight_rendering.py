"""Preflight of the rendered page: text near the trim, colours that end before the bleed does.

Also type and lines that are too fine, and marks within the trim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import EXACT
from reports.press.preflight_boxes import place_on_page
from reports.press.preflight_fineness import fineness_problems
from reports.units import POINTS_PER_MM

_DPI = 144
"""Resolution at which pages are rendered: 0.18 mm a pixel, finer than the 0.3 mm looked at."""

_DARK, _BLANK = 245, 250
"""Greys of 255: below the first a pixel has colour, from the second on it is paper.

The gap between them is for antialiasing and very light tints."""

_LARGEST_PICTURE = 60_000_000
"""Pixels of a rendered page at most; a poster of 2 m × 1 m has more."""


def rendering_problems(
    data: bytes, name: str, profile: PressProfile, trims: list[tuple[float, ...]]
) -> Iterator[Problem]:
    """Yield a problem for each text near the trim and each edge whose colour does not bleed.

    ``trims`` are the trim boxes of all pages in points.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        yield Problem(Place(name), _("is not a readable PDF"), _("make it anew"))
        return
    with document:
        for number, trim in enumerate(trims, 1):
            place = str(Place(_("{file}, page {number}").format(file=name, number=number)))
            page = document[number - 1]
            yield from _near_text(page, place, profile, trim)
            yield from _short_colours(page, place, profile, trim)
            yield from fineness_problems(page, place, profile, trim)


def _near_text(
    page: Any, place: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """Yield a problem for each run of letters that is nearer to the trim than the safe area."""
    left, bottom, right, top = trim
    text = page.get_textpage()
    letters = [_letter(text, i) for i in range(text.count_chars())]
    run: list[str] = []
    nearest, spot = 0.0, (0.0, 0.0)
    for i, letter in enumerate([*letters, ""]):
        distance = float("inf")
        if letter.strip():
            x0, y0, x1, y1 = text.get_charbox(i)
            distance = min(x0 - left, y0 - bottom, right - x1, top - y1) / POINTS_PER_MM
        if distance < profile.safe - EXACT:
            if not run:
                nearest, spot = distance, (x0, y1)
            nearest = min(nearest, distance)
            run.append(letter)
        elif run and (not letter or letter.strip()):
            message = _('the text "{text}" is {found:.1f} mm from the trim, less than {safe:g} mm')
            yield Problem(
                place_on_page(place, trim, *spot),
                message.format(text="".join(run)[:40], found=nearest, safe=profile.safe),
                _("move it inwards"),
            )
            run = []


def _letter(text: Any, i: int) -> str:
    """Return a character of a page, or a space if the viewer inserted it between words."""
    import pypdfium2.raw as pdfium_c

    if pdfium_c.FPDFText_IsGenerated(text, i) == 1:
        return " "
    return chr(pdfium_c.FPDFText_GetUnicode(text, i)) or " "


def _short_colours(
    page: Any, place: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """Yield a problem for each side where a colour reaches the trim but not the bleed's end.

    Compared are the pixels 0.3 mm within the trim and 0.3 mm within the bleed's end. There
    must be bare paper, which a page drawn on black tells from white in a picture. A page of more
    than _LARGEST_PICTURE pixels is not looked at.
    """
    if profile.bleed == 0 or trim[2] <= trim[0] or trim[3] <= trim[1]:
        return
    scale = _DPI / 72
    box = page.get_mediabox()
    if (box[2] - box[0]) * (box[3] - box[1]) * scale * scale > _LARGEST_PICTURE:
        return
    picture, on_black = (
        page.render(scale=scale, may_draw_forms=False, fill_color=paper).to_pil().convert("L")
        for paper in ((255, 255, 255, 255), (0, 0, 0, 255))
    )
    left, top = (trim[0] - box[0]) * scale, (box[3] - trim[3]) * scale
    right, bottom = (trim[2] - box[0]) * scale, (box[3] - trim[1]) * scale
    inside, outside = 0.3 * POINTS_PER_MM * scale, (profile.bleed - 0.3) * POINTS_PER_MM * scale
    sides = {
        _("left"): ((left + inside, top, 0), (left - outside, top, 0)),
        _("right"): ((right - inside, top, 0), (right + outside, top, 0)),
        _("top"): ((left, top + inside, 1), (left, top - outside, 1)),
        _("bottom"): ((left, bottom - inside, 1), (left, bottom + outside, 1)),
    }
    for side, ((x, y, across), (out_x, out_y, _same)) in sides.items():
        end = (right, y + 1) if across else (x + 1, bottom)
        out_end = (right, out_y + 1) if across else (out_x + 1, bottom)
        within = picture.crop((round(x), round(y), round(end[0]), round(end[1]))).tobytes()
        end_box = (round(out_x), round(out_y), round(out_end[0]), round(out_end[1]))
        beyond, bare = picture.crop(end_box).tobytes(), on_black.crop(end_box).tobytes()
        spots = list(zip(within, beyond, bare, strict=False))
        # not the corners, where a neighbouring edge shows
        if any(
            inner < _DARK and outer >= _BLANK and paper < _DARK
            for inner, outer, paper in spots[4:-4]
        ):
            message = _("a colour at the {side} edge does not run to the end of the bleed")
            yield Problem(Place(place), message.format(side=side), _("let it run beyond the trim"))
