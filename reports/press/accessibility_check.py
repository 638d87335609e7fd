"""The check of any PDF: tags, language, title, embedded fonts, labelled form fields.

It finds the faults that keep a document from being read aloud or printed. A full
validation of PDF/UA and PDF/A is done by veraPDF in the tests. The file may come from
anybody, so the type of every value is checked before the value is used.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import dictionaries_in, has_font_file, sub_dictionary

_PDFUA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"
_MOST_PARENTS = 50
"""How many parents of a field or a page are followed; they may form a circle."""


def check_pdf(data: bytes, name: str) -> list[Problem]:
    """Return every problem of a PDF, with the file's name and, where it has one, the page."""
    whole = Place(name)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return list(_problems(pdf, name))
    except pikepdf.PasswordError:
        return [Problem(whole, _("is encrypted"), _("save it without a password"))]
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return [Problem(whole, _("is not a readable PDF"), _("make it anew"))]


def _problems(pdf: Pdf, name: str) -> Iterator[Problem]:
    """Yield the problems of an open PDF: of the whole file, then page by page."""
    root = pdf.Root
    whole = Place(name)
    remake = _("make it anew with handzettel")
    if pdf.is_encrypted:
        yield Problem(whole, _("is encrypted"), _("save it without a password"))
    marked = sub_dictionary(root, "/MarkInfo").get("/Marked", False)
    if marked is not True or "/StructTreeRoot" not in root:
        yield Problem(whole, _("has no tags"), remake)
    if not _inherited_text(root, "/Lang"):
        yield Problem(whole, _("does not say its language"), remake)
    with pdf.open_metadata() as metadata:
        title = metadata.get("dc:title")
        accessible = metadata.get(_PDFUA_PART)
    if not title:
        yield Problem(whole, _("has no title"), remake)
    if accessible not in ("1", "2"):
        yield Problem(whole, _("does not declare PDF/UA"), remake)
    if "/OpenAction" in root or "/JavaScript" in sub_dictionary(root, "/Names"):
        yield Problem(whole, _("runs a script or an action when opened"), _("do not open it"))
    for font in sorted(set(_fonts_not_embedded(sub_dictionary(root, "/AcroForm"), "/DR"))):
        yield Problem(whole, _("the font {font} is not embedded").format(font=font), remake)
    for number, page in enumerate(pdf.pages, 1):
        place = Place(_("{file}, page {number}").format(file=name, number=number))
        for font in sorted(set(_fonts_not_embedded(page.obj, "/Resources"))):
            yield Problem(place, _("the font {font} is not embedded").format(font=font), remake)
        for annotation in dictionaries_in(page.obj.get("/Annots")):
            if annotation.get("/Subtype") == Name.Widget:
                yield from _field_problems(annotation, place)


def _field_problems(field: Any, place: Place) -> Iterator[Problem]:
    """Yield what is wrong with a form field."""
    remake = _("make it anew with handzettel")
    name = _inherited_text(field, "/T") or "?"
    if not _inherited_text(field, "/TU"):
        yield Problem(place, _('the field "{name}" has no label').format(name=name), remake)
    if "/AP" not in field:
        message = _('the field "{name}" has no appearance').format(name=name)
        yield Problem(place, message, remake)
    if "/A" in field or "/AA" in field:
        message = _('the field "{name}" runs an action').format(name=name)
        yield Problem(place, message, _("do not open it"))


def _fonts_not_embedded(holder: Any, key: str) -> Iterator[str]:
    """Yield the names of a resource dictionary's fonts that are not embedded in the file.

    Fonts drawn from page content (Type 3) have nothing to embed. ``key`` is where the holder (a
    page, the form) or one of its parents has its resources.
    """
    fonts = sub_dictionary(_inherited_dictionary(holder, key), "/Font")
    for font in fonts.as_dict().values():
        if not isinstance(font, Dictionary) or font.get("/Subtype") == Name.Type3:
            continue
        if not has_font_file(font):
            yield str(font.get("/BaseFont", "?")).lstrip("/")


# --- values that a field or a page may inherit ------------------------------


def _lineage(holder: Any) -> Iterator[Any]:
    """Yield a field or a page, then its parent, and so on."""
    for _step in range(_MOST_PARENTS):
        yield holder
        if not isinstance(holder.get("/Parent"), Dictionary):
            return
        holder = holder.Parent


def _inherited_dictionary(holder: Any, key: str) -> Any:
    """Return the dictionary under a key of a holder or of its nearest parent, or an empty one."""
    values = (ancestor.get(key) for ancestor in _lineage(holder))
    return next((value for value in values if isinstance(value, Dictionary)), Dictionary())


def _inherited_text(holder: Any, key: str) -> str:
    """Return the text under a key of a holder or its nearest parent; empty if there is none."""
    values = (ancestor.get(key) for ancestor in _lineage(holder))
    return next((str(value) for value in values if isinstance(value, pikepdf.String)), "")
