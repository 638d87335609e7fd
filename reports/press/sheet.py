"""Pages of a PDF on larger sheets of paper: what every way of placing them needs.

A sheet is for the printer: it carries no tags and no links. Who reads on a
screen gets the document itself, which is the accessible one.
"""

from __future__ import annotations

from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from reports.errors import Place, Problem, UsageError
from reports.i18n import _
from reports.units import POINTS_PER_MM

TOLERANCE = 0.01
"""Millimetres by which sizes may differ and still count as the same."""

Size = tuple[float, float]
"""Width and height in millimetres."""


def corners(page: Page) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a page's trim in points."""
    x0, y0, x1, y1 = (float(value) for value in page.trimbox.as_list())
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def trim_size(page: Page) -> Size:
    """What is left of a page when it is cut."""
    x0, y0, x1, y1 = corners(page)
    return (x1 - x0) / POINTS_PER_MM, (y1 - y0) / POINTS_PER_MM


def same(one: Size, other: Size) -> bool:
    """Whether two sizes are as good as the same."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= TOLERANCE


def fits(needed: Size, sheet: Size) -> bool:
    """Whether a sheet has room for something, as it lies."""
    return needed[0] <= sheet[0] + TOLERANCE and needed[1] <= sheet[1] + TOLERANCE


def sheet_error(what: str, remedy: str) -> UsageError:
    """What cannot be put on a sheet."""
    return UsageError(Problem(Place(_("sheet")), what, remedy))


def shown(size: Size) -> str:
    """``105 × 148``, or ``105 × 148.5``."""
    return " × ".join(f"{side:.2f}".rstrip("0").rstrip(".") for side in size)


def add_sheet(made: Pdf, pages: Mapping[str, Page], sheet: Size, drawing: bytes) -> None:
    """A sheet whose drawing places pages as forms, by the names they are given here.

    A form has the page's trim size; what lies beyond is cut off.
    """
    box = Array([0, 0, *(round(side * POINTS_PER_MM, 4) for side in sheet)])
    forms = Dictionary()
    for name, page in pages.items():
        forms[f"/{name}"] = _form(made, page)
    made.pages.append(
        Page(
            made.make_indirect(
                Dictionary(
                    Type=Name.Page,
                    MediaBox=box,
                    TrimBox=box,
                    Resources=Dictionary(XObject=forms),
                    Contents=made.make_stream(drawing),
                )
            )
        )
    )


def _form(made: Pdf, page: Page) -> Object:
    form = made.copy_foreign(page.as_form_xobject())
    # it would point into tags that the sheet does not have
    if "/StructParents" in form:
        del form["/StructParents"]
    return form


def keep_what_is_known(source: Pdf, made: Pdf, duplex: Name) -> None:
    """Title, author, subject, language and colours; and how a viewer is to print it."""
    root, found = made.Root, source.Root
    if "/Lang" in found:
        root.Lang = pikepdf.String(str(found.Lang))
    if "/OutputIntents" in found:
        root.OutputIntents = made.copy_foreign(_indirect(source, found.OutputIntents))
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=duplex
    )
    for key in ("/Title", "/Author", "/Subject"):
        if key in source.docinfo:
            made.docinfo[key] = str(source.docinfo[key])


def _indirect(pdf: Pdf, value: Object) -> Object:
    """Only what is indirect can be copied into another file."""
    return value if value.is_indirect else pdf.make_indirect(value)
