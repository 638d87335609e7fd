"""What a finished PDF must have: tags, language, title, embedded fonts, labelled fields.

These are the faults that make a document unreadable aloud or unprintable, found
in any PDF; they are no full validation, which veraPDF does in the tests. The file
may come from anybody, so every value is looked at before it is used.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from reports.errors import Place, Problem
from reports.i18n import _

_PDFUA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"
_MOST_PARENTS = 50
"""How far up a field's or a page's parents are followed; they may run in a circle."""


def check_pdf(data: bytes, name: str) -> list[Problem]:
    """All findings in a PDF, each with the file and, where it has one, the page."""
    whole = Place(name)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return list(_findings(pdf, name))
    except pikepdf.PasswordError:
        return [Problem(whole, _("is encrypted"), _("save it without a password"))]
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return [Problem(whole, _("is not a readable PDF"), _("make it anew"))]


def _findings(pdf: Pdf, name: str) -> Iterator[Problem]:
    root = pdf.Root
    whole = Place(name)
    remake = _("make it anew with handzettel")
    if pdf.is_encrypted:
        yield Problem(whole, _("is encrypted"), _("save it without a password"))
    marked = _inner(root, "/MarkInfo").get("/Marked", False)
    if marked is not True or "/StructTreeRoot" not in root:
        yield Problem(whole, _("has no tags"), remake)
    if not _text(root, "/Lang"):
        yield Problem(whole, _("does not say its language"), remake)
    with pdf.open_metadata() as metadata:
        title = metadata.get("dc:title")
        accessible = metadata.get(_PDFUA_PART)
    if not title:
        yield Problem(whole, _("has no title"), remake)
    if accessible != "1":
        yield Problem(whole, _("does not declare PDF/UA-1"), remake)
    if "/OpenAction" in root or "/JavaScript" in _inner(root, "/Names"):
        yield Problem(whole, _("runs a script or an action when opened"), _("do not open it"))
    for font in sorted(set(_loose_fonts(_inner(root, "/AcroForm"), "/DR"))):
        yield Problem(whole, _("the font {font} is not embedded").format(font=font), remake)
    for number, page in enumerate(pdf.pages, 1):
        place = Place(_("{file}, page {number}").format(file=name, number=number))
        for font in sorted(set(_loose_fonts(page.obj, "/Resources"))):
            yield Problem(place, _("the font {font} is not embedded").format(font=font), remake)
        for annotation in _items(page.obj, "/Annots"):
            if annotation.get("/Subtype") == Name.Widget:
                yield from _field_findings(annotation, place)


def _field_findings(field: Any, place: Place) -> Iterator[Problem]:
    remake = _("make it anew with handzettel")
    name = _text(field, "/T") or "?"
    if not _text(field, "/TU"):
        yield Problem(place, _('the field "{name}" has no label').format(name=name), remake)
    if "/AP" not in field:
        what = _('the field "{name}" has no appearance').format(name=name)
        yield Problem(place, what, remake)
    if "/A" in field or "/AA" in field:
        what = _('the field "{name}" runs an action').format(name=name)
        yield Problem(place, what, _("do not open it"))


def _loose_fonts(holder: Any, key: str) -> Iterator[str]:
    """The fonts of a page's or a form's resources that are not in the file."""
    fonts = _inner(_inherited(holder, key), "/Font")
    for font in fonts.as_dict().values():
        if not isinstance(font, Dictionary) or font.get("/Subtype") == Name.Type3:
            continue
        described = next(iter(_items(font, "/DescendantFonts")), font)
        descriptor = _inner(described, "/FontDescriptor")
        if not any(one in descriptor for one in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield str(font.get("/BaseFont", "?")).lstrip("/")


# --- values of any kind -----------------------------------------------------


def _inner(holder: Any, key: str) -> Any:
    """A dictionary within a dictionary; an empty one where there is none."""
    value = holder.get(key)
    return value if isinstance(value, Dictionary) else Dictionary()


def _items(holder: Any, key: str) -> list[Any]:
    """The dictionaries of an array within a dictionary."""
    value = holder.get(key)
    if not isinstance(value, Array):
        return []
    return [one for one in value.as_list() if isinstance(one, Dictionary)]


def _lineage(holder: Any) -> Iterator[Any]:
    """A field or a page and what it inherits from."""
    for _step in range(_MOST_PARENTS):
        yield holder
        if not isinstance(holder.get("/Parent"), Dictionary):
            return
        holder = holder.Parent


def _inherited(holder: Any, key: str) -> Any:
    found = (one.get(key) for one in _lineage(holder))
    return next((one for one in found if isinstance(one, Dictionary)), Dictionary())


def _text(holder: Any, key: str) -> str:
    values = (one.get(key) for one in _lineage(holder))
    return next((str(one) for one in values if isinstance(one, pikepdf.String)), "")
