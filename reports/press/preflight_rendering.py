"""What a rendered page shows: letters near the trim, colours that end before the bleed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import EXACT
from reports.units import POINTS_PER_MM

_LOOK = 144
"""Dots per inch at which the edges of a page are looked at."""


def rendered_findings(
    data: bytes, name: str, profile: PressProfile, trims: list[tuple[float, ...]]
) -> Iterator[Problem]:
    """Text too near the trim, and colours that end where they should bleed."""
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


def _near_text(
    page: Any, place: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """One finding for each run of letters that comes too near."""
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
            what = _('the text "{text}" is {found:.1f} mm from the trim, less than {safe:g} mm')
            shown = _("{page}, {x:.0f} mm from the left, {y:.0f} mm from the top").format(
                page=place, x=(spot[0] - left) / POINTS_PER_MM, y=(top - spot[1]) / POINTS_PER_MM
            )
            yield Problem(
                Place(shown),
                what.format(text="".join(run)[:40], found=nearest, safe=profile.safe),
                _("move it inwards"),
            )
            run = []


def _letter(text: Any, i: int) -> str:
    """A letter of a page, or a space for what the viewer put in between."""
    import pypdfium2.raw as pdfium_c

    if pdfium_c.FPDFText_IsGenerated(text, i) == 1:
        return " "
    return chr(pdfium_c.FPDFText_GetUnicode(text, i)) or " "


def _short_colours(
    page: Any, place: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """A finding for each side where a colour reaches the trim but not the bleed's end."""
    if profile.bleed == 0 or trim[2] <= trim[0] or trim[3] <= trim[1]:
        return
    scale = _LOOK / 72
    box = page.get_mediabox()
    if (box[2] - box[0]) * (box[3] - box[1]) * scale * scale > 60_000_000:
        return  # a poster: too large to be looked at
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("L")
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
        beyond = picture.crop(
            (round(out_x), round(out_y), round(out_end[0]), round(out_end[1]))
        ).tobytes()
        pairs = list(zip(within, beyond, strict=False))
        if any(one < 245 and other >= 250 for one, other in pairs[4:-4]):
            what = _("a colour at the {side} edge does not run to the end of the bleed")
            yield Problem(Place(place), what.format(side=side), _("let it run beyond the trim"))
