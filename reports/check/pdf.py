"""What a finished PDF must have: tags, language, title, embedded fonts, labelled fields.

These are the faults that make a document unreadable aloud or unprintable, found
in any PDF; they are no full validation, which veraPDF does in the tests.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf

from reports.errors import Place, Problem
from reports.messages import _

_STANDARD = {"pdfuaid": "http://www.aiim.org/pdfua/ns/id/"}


def check_pdf(data: bytes, name: str) -> list[Problem]:
    """All findings in a PDF, each with the file and, where it has one, the page."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return list(_findings(pdf, name))
    except pikepdf.PasswordError:
        what, remedy = _("is encrypted"), _("save it without a password")
    except pikepdf.PdfError:
        what, remedy = _("is not a readable PDF"), _("make it anew")
    return [Problem(Place(name), what, remedy)]


def _findings(pdf: Pdf, name: str) -> Iterator[Problem]:
    root = pdf.Root
    whole = Place(name)
    remake = _("make it anew with handzettel")
    if not bool(root.get("/MarkInfo", Dictionary()).get("/Marked", False)) or (
        "/StructTreeRoot" not in root
    ):
        yield Problem(whole, _("has no tags"), remake)
    if not str(root.get("/Lang", "")):
        yield Problem(whole, _("does not say its language"), remake)
    with pdf.open_metadata() as metadata:
        title = metadata.get("dc:title")
        accessible = metadata.get(f"{{{_STANDARD['pdfuaid']}}}part")
    if not title:
        yield Problem(whole, _("has no title"), remake)
    if accessible != "1":
        yield Problem(whole, _("does not declare PDF/UA-1"), remake)
    for number, page in enumerate(pdf.pages, 1):
        place = _page(name, number)
        for font in sorted(set(_loose_fonts(page.obj))):
            what = _("the font {font} is not embedded").format(font=font)
            yield Problem(place, what, remake)
        for annotation in page.obj.get("/Annots", pikepdf.Array()):
            if annotation.get("/Subtype") == Name.Widget:
                yield from _field_findings(annotation, place)
    if "/OpenAction" in root or "/JavaScript" in root.get("/Names", Dictionary()):
        yield Problem(whole, _("runs a script or an action when opened"), _("do not open it"))


def _page(name: str, number: int) -> Place:
    return Place(_("{file}, page {number}").format(file=name, number=number))


def _field_findings(field: Object, place: Place) -> Iterator[Problem]:
    remake = _("make it anew with handzettel")
    name = str(field.get("/T", "?"))
    if not str(field.get("/TU", "")):
        yield Problem(place, _('the field "{name}" has no label').format(name=name), remake)
    if "/AP" not in field:
        what = _('the field "{name}" has no appearance').format(name=name)
        yield Problem(place, what, remake)
    if "/A" in field or "/AA" in field:
        what = _('the field "{name}" runs an action').format(name=name)
        yield Problem(place, what, _("do not open it"))


def _loose_fonts(page: Object) -> Iterator[str]:
    """The fonts of a page's resources that are not in the file."""
    fonts = page.get("/Resources", Dictionary()).get("/Font", Dictionary())
    for font in fonts.as_dict().values():
        if font.get("/Subtype") == Name.Type3:
            continue
        described = font.get("/DescendantFonts", [font])[0]
        descriptor = described.get("/FontDescriptor", Dictionary())
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield str(font.get("/BaseFont", "?")).lstrip("/")
