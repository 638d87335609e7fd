"""A file's bytes → its text, whatever its format; names decide nothing but Markdown.

What is read may come from strangers: sizes are bounded before anything is unpacked,
and whatever a library meets in a broken file ends in one sentence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from reports.errors import HandzettelError
from reports.i18n import _
from reports.importing.characters import cleaned
from reports.importing.readers import archive, docx_text, odt, pdf_text, plain_text, spreadsheets
from reports.importing.readers.reading import Reading
from reports.importing.readers.refusals import damaged, protected, refused
from reports.importing.readers.synopses import synopsis_doubts
from reports.text.source_text import Text

MAX_BYTES = 50 * 1024 * 1024

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound files: Word's format before DOCX, and the shell of a DOCX with a password."""
_OF_ARCHIVES: dict[str, Callable[[bytes, str], Reading]] = {
    "docx": docx_text.reading,
    "odt": odt.reading,
    "ods": spreadsheets.ods_reading,
    "xlsx": spreadsheets.xlsx_reading,
}
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, name: str) -> Text:
    """Return the text of a file. Raises ContentError with a remedy if it cannot be read."""
    if len(data) > MAX_BYTES:
        raise refused(
            name,
            _("larger than {size} MB").format(size=MAX_BYTES // 1024**2),
            _("save the text alone, without pictures"),
        )
    if not data.strip():
        raise _without_text(name)
    try:
        reading = _reading(data, name)
    except HandzettelError:
        raise
    except Exception as error:  # no library says what it may raise on a broken file
        raise damaged(name) from error
    lines, doubts = cleaned(reading.lines)
    if not any(line.text.strip() and line.style != "metadata" for line in lines):
        raise _without_text(name)
    doubts = sorted(
        [*reading.doubts, *doubts, *synopsis_doubts(lines)], key=lambda doubt: doubt.line
    )
    digest = hashlib.sha256(data).hexdigest()
    return Text(
        name, digest, tuple(lines), reading.paragraphs, tuple(doubts), reading.facts, reading.bare
    )


def _reading(data: bytes, name: str) -> Reading:
    """Return what the reader for a file's format reads."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if start.startswith(b"%PDF-"):
        return Reading(pdf_text.lines(data, name))
    if start.startswith(_ZIP):
        reader = _OF_ARCHIVES[archive.kind(data, name)]
        return reader(data, name)
    if start.startswith(_OLE) and _ENCRYPTED_PACKAGE in data:
        raise protected(name)
    if start.startswith(_OLE):
        raise refused(name, _("a file of an old Word"), _("save it as DOCX"))
    if start.startswith(b"{\\rtf"):
        raise refused(name, _("an RTF file"), _("save it as DOCX"))
    return plain_text.reading(data, name)


def _without_text(name: str) -> Exception:
    return refused(name, _("empty, without any text"), _("give the file with the resolution"))
