"""Preflight: whether a finished file may go to a print shop.

Checked are boxes, inks, fonts, pictures and declarations, in everything that the file
paints: pages, forms, patterns, gradients, masks. Every colour that is painted and every
pixel of every picture is compared with the ink limit. That equals what the separations
would show, since each object replaces the inks below it (overprinting and blending are
problems of their own), so that no program for rendering separations is needed. The file
may come from anybody.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.inks import Ink
from reports.press.preflight_boxes import PageBoxes, box_problems
from reports.press.preflight_content import inspect_page
from reports.press.preflight_declarations import declaration_problems
from reports.press.preflight_rendering import rendering_problems
from reports.press.press_codes import press_code_problems
from reports.press.theme_inks import converted_inks

_MOST_PROBLEMS = 200
"""How many problems are returned; a file that is wrong throughout need not be listed in full."""
_TYPE_ERRORS = (ValueError, RuntimeError, TypeError, AttributeError)
"""What is raised if a PDF's value has another type than it should have."""


def check_press(
    data: bytes,
    name: str,
    profile: PressProfile,
    icc: bytes | None,
    trim: tuple[float, float] | None = None,
    inks: Sequence[tuple[str, Ink]] = (),
) -> list[Problem]:
    """Return the problems of a file for a print shop, each with its page and position.

    They are at most _MOST_PROBLEMS; what cannot be inspected is one of them. ``icc`` is the ICC
    profile that the output intent must contain, ``trim`` the size in millimetres that every
    page must have; None allows any. Colours of the theme must be printed with the ``inks`` that are
    given for them.
    """
    whole = Place(name)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return [Problem(whole, _("is encrypted"), _("save it without a password"))]
            problems = [*declaration_problems(pdf, whole, profile, icc)]
            wrong_inks = converted_inks(inks, profile, icc) if icc and inks else {}
            for number, page in enumerate(pdf.pages, 1):
                place = str(Place(_("{file}, page {number}").format(file=name, number=number)))
                sheet = PageBoxes(page.obj, place)
                problems += box_problems(sheet, profile, trim)
                report = inspect_page(sheet, profile, wrong_inks)
                problems += report.problems
                if not report.is_complete:  # a viewer would not finish drawing it either
                    return problems
                if len(problems) > _MOST_PROBLEMS:
                    break
            boxes = [PageBoxes(page.obj, "").trim for page in pdf.pages]
        problems += rendering_problems(data, name, profile, boxes)
        problems += press_code_problems(data, name)
    except pikepdf.PasswordError:
        return [Problem(whole, _("is encrypted"), _("save it without a password"))]
    except (pikepdf.PdfError, ArithmeticError, LookupError, *_TYPE_ERRORS):
        return [Problem(whole, _("is not a readable PDF"), _("make it anew"))]
    return list(dict.fromkeys(problems))[:_MOST_PROBLEMS]
