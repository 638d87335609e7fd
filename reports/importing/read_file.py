"""A file's bytes → its text, whatever its format; names decide nothing but Markdown.

What is read may come from strangers: sizes are bounded before anything is unpacked,
and whatever a library meets in a broken file ends in one sentence.
"""

from __future__ import annotations

import hashlib

from reports.errors import HandzettelError
from reports.i18n import _
from reports.importing.characters import cleaned
from reports.importing.readers import archive, docx_text, odt, pdf_text, plain_text
from reports.importing.readers.refusals import damaged, protected, refused
from reports.text.source_text import Line, Text

MAX_BYTES = 50 * 1024 * 1024

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound files: Word's format before DOCX, and the shell of a DOCX with a password."""
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, name: str) -> Text:
    """The text of a file; raises ContentError with a remedy for one that cannot be read."""
    if len(data) > MAX_BYTES:
        raise refused(
            name,
            _("larger than {size} MB").format(size=MAX_BYTES // 1024**2),
            _("save the text alone, without pictures"),
        )
    if not data.strip():
        raise _without_text(name)
    try:
        lines, paragraphs = _lines(data, name)
    except HandzettelError:
        raise
    except Exception as error:  # no library says what it may raise on a broken file
        raise damaged(name) from error
    lines, doubts = cleaned(lines)
    if not any(line.text.strip() for line in lines):
        raise _without_text(name)
    return Text(name, hashlib.sha256(data).hexdigest(), tuple(lines), paragraphs, tuple(doubts))


def _lines(data: bytes, name: str) -> tuple[list[Line], bool]:
    """The lines, and whether they are whole paragraphs."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if start.startswith(b"%PDF-"):
        return pdf_text.lines(data, name), False
    if start.startswith(_ZIP):
        docx = archive.kind(data, name) == "docx"
        return (docx_text if docx else odt).lines(data, name), True
    if start.startswith(_OLE) and _ENCRYPTED_PACKAGE in data:
        raise protected(name)
    if start.startswith(_OLE):
        raise refused(name, _("a file of an old Word"), _("save it as DOCX"))
    if start.startswith(b"{\\rtf"):
        raise refused(name, _("an RTF file"), _("save it as DOCX"))
    return plain_text.lines(data, name), False


def _without_text(name: str) -> Exception:
    return refused(name, _("empty, without any text"), _("give the file with the resolution"))
