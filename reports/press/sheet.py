"""Pages of a PDF placed on larger sheets of paper: what n-up and booklets have in common.

A sheet is for a printer and has no tags and no links, since its pages are not in the order of
reading; its title says so. People who read on a screen use the document itself, which is the
accessible file.
"""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from reports.errors import Place, Problem, UsageError
from reports.i18n import _, printed, printed_languages
from reports.units import POINTS_PER_MM

TOLERANCE = 0.01
"""Millimetres by which sizes may differ and still count as equal, as points are rounded."""

Size = tuple[float, float]
"""Width and height in millimetres."""


def corners(page: Page) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a page's trim box in points."""
    x0, y0, x1, y1 = (float(value) for value in page.trimbox.as_list())
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def trim_size(page: Page) -> Size:
    """Return the size of a page after cutting."""
    x0, y0, x1, y1 = corners(page)
    return (x1 - x0) / POINTS_PER_MM, (y1 - y0) / POINTS_PER_MM


def same_size(size: Size, other: Size) -> bool:
    """Return whether two sizes are equal within the tolerance."""
    return max(abs(size[0] - other[0]), abs(size[1] - other[1])) <= TOLERANCE


def fits(needed: Size, sheet: Size) -> bool:
    """Return whether a size fits a sheet without being turned."""
    return needed[0] <= sheet[0] + TOLERANCE and needed[1] <= sheet[1] + TOLERANCE


def sheet_error(message: str, remedy: str) -> UsageError:
    """Return the error for pages that cannot be placed on the sheet."""
    return UsageError(Problem(Place(_("sheet")), message, remedy))


def format_size(size: Size) -> str:
    """Return a size as text in millimetres: ``105 × 148`` or ``105 × 148.5``."""
    return " × ".join(f"{side:.2f}".rstrip("0").rstrip(".") for side in size)


def add_sheet(target: Pdf, pages: Mapping[str, Page], sheet: Size, drawing: bytes) -> None:
    """Append a sheet to a PDF.

    ``drawing`` is its content, which draws the pages as forms by their names in ``pages``.
    A form has the page's trim size; what lies beyond is cut off.
    """
    box = Array([0, 0, *(round(side * POINTS_PER_MM, 4) for side in sheet)])
    forms = Dictionary()
    for name, page in pages.items():
        forms[f"/{name}"] = _form_xobject(target, page)
    target.pages.append(
        Page(
            target.make_indirect(
                Dictionary(
                    Type=Name.Page,
                    MediaBox=box,
                    TrimBox=box,
                    Resources=Dictionary(XObject=forms),
                    Contents=target.make_stream(drawing),
                )
            )
        )
    )


def _form_xobject(target: Pdf, page: Page) -> Object:
    """Return a page as a form XObject in another PDF, without the reference to its tags."""
    form = target.copy_foreign(page.as_form_xobject())
    # it refers to tags, which the sheet does not have
    if "/StructParents" in form:
        del form["/StructParents"]
    return form


def copy_document_properties(source: Pdf, target: Pdf, duplex: Name) -> None:
    """Copy title, author, subject, language and output intents; set how viewers print.

    The title says that these are sheets for printing.

    ``duplex`` says about which edge the sheets are turned; they are not to be scaled.
    """
    root, source_root = target.Root, source.Root
    if "/Lang" in source_root:
        root.Lang = pikepdf.String(str(source_root.Lang))
    if "/OutputIntents" in source_root:
        root.OutputIntents = target.copy_foreign(_indirect(source, source_root.OutputIntents))
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=duplex
    )
    for key in ("/Title", "/Author", "/Subject"):
        if key in source.docinfo:
            target.docinfo[key] = str(source.docinfo[key])
    if "/Title" in source.docinfo:
        # who has it read aloud is to learn at once that this is not the file for that
        words = _words_of(str(source_root.get("/Lang", "")))
        target.docinfo["/Title"] = words.gettext("{title} (sheets for printing)").format(
            title=target.docinfo["/Title"]
        )


def _words_of(language: str) -> NullTranslations:
    """Return the fixed words of printed matter in a language, English ones for all others."""
    return printed(language if language in printed_languages() else "en")


def _indirect(pdf: Pdf, value: Object) -> Object:
    """Return a value as an indirect object; only those can be copied into another file."""
    return value if value.is_indirect else pdf.make_indirect(value)
