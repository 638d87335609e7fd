"""Preflight of what a file declares: its standard, PDF version and output intent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Name, Pdf, Stream

from reports.content.press_profile import PressProfile, Standard
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import dictionaries_in, sub_dictionary
from reports.press.preflight_boxes import remake_remedy

_PDFX = "{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"


def declaration_problems(
    pdf: Pdf, whole: Place, profile: PressProfile, icc: bytes | None
) -> Iterator[Problem]:
    """Yield what is wrong in a file's declarations.

    ``icc`` is the profile that the output intent must contain; None allows any CMYK one.
    """
    standard = profile.standard
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        stated = metadata.get(_PDFX)
        trapped = metadata.get("pdf:Trapped")
        title = metadata.get("dc:title")
    info = pdf.docinfo
    if standard is Standard.X3:
        stated = str(info.get("/GTS_PDFXVersion", ""))
    if stated != standard.version:
        message = _("does not declare {version}").format(version=standard.version)
        yield Problem(whole, message, remake_remedy())
    if _version(pdf.pdf_version) > _version(standard.pdf_version):
        message = _("is PDF {found}, and {version} goes up to {newest}").format(
            found=pdf.pdf_version, version=standard.version, newest=standard.pdf_version
        )
        yield Problem(whole, message, remake_remedy())
    if str(info.get("/Trapped", "")) not in ("/True", "/False") or trapped not in ("True", "False"):
        yield Problem(whole, _("does not say whether it is trapped"), remake_remedy())
    if not title or any(key not in info for key in ("/Title", "/CreationDate", "/ModDate")):
        yield Problem(whole, _("has no title or no dates"), remake_remedy())
    if "/ID" not in pdf.trailer:
        yield Problem(whole, _("has no ID"), remake_remedy())
    root = pdf.Root
    scripts = "/JavaScript" in sub_dictionary(root, "/Names")
    if scripts or any(key in root for key in ("/OpenAction", "/AA", "/AcroForm")):
        yield Problem(whole, _("has a form, a script or an action"), remake_remedy())
    yield from _intent(root, whole, profile, icc)


def _version(text: str) -> tuple[int, ...]:
    """Return the numbers of a version such as 1.6, to be compared."""
    return tuple(int(digits) for digits in re.findall(r"\d+", text))


def _intent(root: Any, whole: Place, profile: PressProfile, icc: bytes | None) -> Iterator[Problem]:
    """Yield what is wrong with the output intent, the condition that the file is made for."""
    intents = [
        intent
        for intent in dictionaries_in(root.get("/OutputIntents"))
        if intent.get("/S") == Name.GTS_PDFX
    ]
    if len(intents) != 1:
        yield Problem(whole, _("has no output intent, or several"), remake_remedy())
        return
    (intent,) = intents
    condition = str(intent.get("/OutputConditionIdentifier", ""))
    if condition != profile.condition:
        message = _("is made for {found}, not for {condition}")
        yield Problem(
            whole,
            message.format(found=condition or "?", condition=profile.condition),
            remake_remedy(),
        )
    stream = intent.get("/DestOutputProfile")
    embedded = stream.read_bytes() if isinstance(stream, Stream) else b""
    if embedded[12:20] != b"prtrCMYK" or embedded[36:40] != b"acsp" or stream.get("/N") != 4:
        yield Problem(whole, _("its output intent has no CMYK profile"), remake_remedy())
    elif icc is not None and embedded != icc:
        message = _("its output intent is another ICC profile than the installed one")
        yield Problem(whole, message, remake_remedy())
