"""Pages of a PDF placed on larger sheets of paper: what n-up and booklets have in common.

A sheet is for a printer; its title says so. It keeps the tags, so that it is read aloud in the
order of the pages, whatever their places are. Links and form fields are left out, and people who
read on a screen use the document itself.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from gettext import NullTranslations

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from reports.errors import Place, Problem, UsageError
from reports.i18n import _, printed, printed_languages
from reports.press.sheet_tags import SheetTags, without_marks
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


def add_sheet(
    target: Pdf,
    tags: SheetTags,
    pages: Mapping[str, Page],
    sheet: Size,
    drawing: bytes,
    again: Mapping[str, str] | None = None,
) -> None:
    """Append a sheet to a PDF.

    Args:
        target: The PDF.
        tags: The tags of the pages, which take note of where these are drawn.
        pages: The pages by the names of their forms. A form has the page's trim size; what lies
            beyond is cut off. It is drawn once.
        sheet: The size of the paper.
        drawing: The content of the sheet.
        again: The names of forms for more drawings of a page, each with the name of its first.
            They have no marked content and belong into an artifact.
    """
    box = Array([0, 0, *(round(side * POINTS_PER_MM, 4) for side in sheet)])
    forms = Dictionary()
    appended = Page(
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
    target.pages.append(appended)
    for name, page in pages.items():
        form = target.copy_foreign(page.as_form_xobject())
        if "/StructParents" in form:  # the key of its page; the tags give it one of its own
            del form["/StructParents"]
        forms[f"/{name}"] = form
        tags.draw(page, appended, form)
    for name, first in (again or {}).items():
        forms[f"/{name}"] = without_marks(target, forms[f"/{first}"])


def copy_document_properties(source: Pdf, target: Pdf, duplex: Name) -> None:
    """Copy language, output intents and what is said of the document; set how viewers print.

    The title says that these are sheets for printing.

    ``duplex`` says about which edge the sheets are turned; they are not to be scaled.
    """
    root, source_root = target.Root, source.Root
    if "/Lang" in source_root:
        root.Lang = pikepdf.String(str(source_root.Lang))
    for key in ("/OutputIntents", "/Metadata"):
        if key in source_root:
            root[key] = target.copy_foreign(_indirect(source, source_root[key]))
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=duplex
    )
    for key, value in source.docinfo.items():
        target.docinfo[key] = str(value)
    if "/Title" not in source.docinfo:
        return
    # who has it read aloud is to learn at once that this is not the file for that
    words = _words_of(str(source_root.get("/Lang", "")))
    title = words.gettext("{title} (sheets for printing)").format(title=source.docinfo["/Title"])
    target.docinfo["/Title"] = title
    if "/Metadata" in root:
        with target.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = title


def saved_sheets(source: Pdf, target: Pdf) -> bytes:
    """Return the file of the sheets; its version is at least that of its source."""
    out = io.BytesIO()
    target.save(
        out,
        deterministic_id=True,
        min_version=source.pdf_version,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def _words_of(language: str) -> NullTranslations:
    """Return the fixed words of printed matter in a language, English ones for all others."""
    return printed(language if language in printed_languages() else "en")


def _indirect(pdf: Pdf, value: Object) -> Object:
    """Return a value as an indirect object; only those can be copied into another file."""
    return value if value.is_indirect else pdf.make_indirect(value)
