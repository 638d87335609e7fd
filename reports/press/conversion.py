"""Conversion of a finished PDF to PDF/X for a print shop: content, boxes, marks, declarations."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence

import pikepdf

from reports.content.press_profile import PressProfile, Standard
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.conversion_context import ConversionContext, press_error
from reports.press.icc_files import is_cmyk_profile
from reports.press.inks import Ink, Inks
from reports.press.page_boxes import finish_page
from reports.press.pdfx import declare_pdfx
from reports.press.picture_resolution import coarse_pictures
from reports.press.press_codes import codes_in_tags, declare_codes
from reports.press.theme_inks import excess_inks, rgb_inks


def to_press(
    data: bytes,
    *,
    trim: tuple[float, float],
    profile: PressProfile,
    icc: bytes,
    name: str = "",
    on: dt.date = dt.date(2000, 1, 1),
    inks: Sequence[tuple[str, Ink]] = (),
    folds: Sequence[Sequence[float]] = (),
) -> tuple[bytes, list[Problem]]:
    """Return the file for the press, and what a print shop may refuse.

    That is a picture of too low resolution, or a colour of the theme with too much ink.

    ``data`` is a PDF whose pages have the size ``trim`` in millimetres and around it the
    profile's bleed (in CSS ``@page { bleed: … }``). The file is dated ``on``. Colours of the
    theme are printed with the ``inks`` that are given for them. ``folds`` are for each page the
    millimetres from the left where it is folded. The same input gives the same bytes.

    Raises RenderingError if something cannot be converted, and the reason.
    """
    if not is_cmyk_profile(icc[:128]):
        raise press_error(
            name, _("the ICC profile is not that of a press in CMYK"), _("take another one")
        )
    with pikepdf.open(io.BytesIO(data)) as pdf:
        context = ConversionContext(
            pdf, profile, Inks(icc, profile.ink_limit, rgb_inks(inks)), name
        )
        problems = excess_inks(inks, profile)
        for number, page in enumerate(pdf.pages, 1):
            place = str(Place(_("{file}, page {number}").format(file=name, number=number)))
            context.place = place
            finish_page(context, page.obj, trim, folds[number - 1] if number <= len(folds) else ())
            problems += coarse_pictures(page.obj, place, profile.resolution, profile.resolution)
        declare_pdfx(pdf, profile, icc, on, hashlib.sha256(data).digest())
        declare_codes(pdf, codes_in_tags(data), on)
        out = io.BytesIO()
        old = profile.standard is Standard.X3
        pdf.save(
            out,
            deterministic_id=True,
            force_version=profile.standard.pdf_version,
            object_stream_mode=(
                pikepdf.ObjectStreamMode.disable if old else pikepdf.ObjectStreamMode.generate
            ),
        )
    return out.getvalue(), problems
