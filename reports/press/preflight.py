"""That a finished file may go to the press: boxes, inks, fonts, pictures, declarations.

Whatever the file paints is walked through: pages, forms, patterns, gradients, masks.
The ink limit is held against every colour that is painted and every dot of every
picture. That is what the separations would show, and exactly so, since what lies on
top knocks out what lies below (overprinting and blending are findings of their own),
and no program that renders separations is needed. The file may come from anybody.
"""

from __future__ import annotations

import io

import pikepdf

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.preflight_boxes import PageBoxes, box_findings
from reports.press.preflight_content import ContentWalk
from reports.press.preflight_declarations import declaration_findings
from reports.press.preflight_rendering import rendered_findings

_MOST_FINDINGS = 200
"""A file that is wrong throughout need not be told in full."""
_ODD = (ValueError, RuntimeError, TypeError, AttributeError)
"""What values of another kind than a PDF should have lead to."""


def check_press(
    data: bytes,
    name: str,
    profile: PressProfile,
    icc: bytes | None,
    trim: tuple[float, float] | None = None,
) -> list[Problem]:
    """All findings in a file for the press, each with its page and place on it.

    ``icc`` is the profile that the output intent must be, ``trim`` the size in
    millimetres that every page must have; without them any will do.
    """
    whole = Place(name)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return [Problem(whole, _("is encrypted"), _("save it without a password"))]
            found = [*declaration_findings(pdf, whole, profile, icc)]
            for number, page in enumerate(pdf.pages, 1):
                place = str(Place(_("{file}, page {number}").format(file=name, number=number)))
                sheet = PageBoxes(page.obj, place)
                found += box_findings(sheet, profile, trim)
                walk = ContentWalk(sheet, profile)
                found += walk.findings()
                if walk.gave_up:  # a viewer would not come to an end either
                    return found
                if len(found) > _MOST_FINDINGS:
                    break
            boxes = [PageBoxes(page.obj, "").trim for page in pdf.pages]
        found += rendered_findings(data, name, profile, boxes)
    except pikepdf.PasswordError:
        return [Problem(whole, _("is encrypted"), _("save it without a password"))]
    except (pikepdf.PdfError, ArithmeticError, LookupError, *_ODD):
        return [Problem(whole, _("is not a readable PDF"), _("make it anew"))]
    return list(dict.fromkeys(found))[:_MOST_FINDINGS]
