"""The ZIP file around DOCX and ODT, looked at before any of it is unpacked."""

from __future__ import annotations

import io
import zipfile

from reports.i18n import _
from reports.importing.readers.refusals import protected, refused

MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 10_000
_ENCRYPTED = 0x1
"""APPNOTE.TXT of ZIP, 4.4.4: the lowest of the flags."""
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def kind(data: bytes, name: str) -> str:
    """Return ``docx``, ``odt``, ``ods`` or ``xlsx``, by what is in the archive.

    Raises ContentError for any other.

    The sizes that are added up bind: no more of a member is unpacked than it declares.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise refused(
                name,
                _("larger than {size} MB when unpacked").format(size=MAX_UNPACKED // 1024**2),
                _("save the text alone, without pictures"),
            )
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise protected(name)
        names = {member.filename for member in members}
        if any(member.startswith("word/document") for member in names):
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
        mimetype = archive.read("mimetype").strip() if "mimetype" in names else b""
        if mimetype in _OPEN_DOCUMENT:
            manifest = "META-INF/manifest.xml"
            if manifest in names and b"encryption-data" in archive.read(manifest):
                raise protected(name)
            return _OPEN_DOCUMENT[mimetype]
    raise refused(
        name, _("a ZIP file that is neither DOCX nor ODT"), _("unpack it, or save as DOCX or PDF")
    )
