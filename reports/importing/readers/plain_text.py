"""Text and Markdown → their lines; CSV and JSON of systems for motions → the motions'."""

from __future__ import annotations

import re

from reports.i18n import _
from reports.importing.readers.bounds import Bound
from reports.importing.readers.exports import from_csv, from_json
from reports.importing.readers.markdown import marked
from reports.importing.readers.reading import Reading
from reports.importing.readers.refusals import refused
from reports.text.source_text import Line

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 50
"""One control character in so many shows a file that is no text."""
_MARKDOWN = (".md", ".markdown")


def reading(data: bytes, name: str) -> Reading:
    """Return every line as it stands, empty ones too; a form feed begins a page."""
    text = _decode(data, name)
    Bound(name).count(len(text))
    export = from_json(text, name) or from_csv(text, name)
    if export is not None:
        return export
    lines = _lines(text, name)
    if not name.lower().endswith(_MARKDOWN):
        return Reading(lines)
    return marked(lines)


def _lines(text: str, name: str) -> list[Line]:
    lines: list[Line] = []
    page = 1
    Bound(name).count(len(text), max(map(text.count, "\n\r\f")))
    for place, line in enumerate(_split(text), 1):
        for i, part in enumerate(parts := line.split("\f")):
            page += i > 0
            # "\fText" is one line at the head of a page, not an empty one before it
            if part or (i == len(parts) - 1 and not "".join(parts)):
                lines.append(Line(part, page, place))
    return lines


def _split(text: str) -> list[str]:
    split = re.split("\r\n|[\r\n\u2028\u2029]", text)
    return split if split[-1] else split[:-1]


def _decode(data: bytes, name: str) -> str:
    """Return the text of UTF-8, or of UTF-16 where a byte order mark says so."""
    try:
        if data.startswith(_BYTE_ORDER_MARKS):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(_CONTROLS.findall(data)) * _MOST_CONTROLS > len(data):
            raise _unknown(name) from None
        line = data[: error.start].count(b"\n") + 1
        raise refused(name, _("not UTF-8 text"), _("save the file as UTF-8"), line) from None
    # a single one is told with its line, as all control characters are
    if (count := text.count("\0")) > 1 and count * _MOST_CONTROLS > len(text):
        raise _unknown(name)
    return text


def _unknown(name: str) -> Exception:
    return refused(
        name,
        _("neither text nor PDF, DOCX or ODT"),
        _("give the text of the resolution in one of these formats"),
    )
