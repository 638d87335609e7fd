"""Characters that no text means and no file of ours can hold, taken out as a text is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.i18n import _
from reports.text.source_text import Doubt, Line

_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
"""Controls but tab and line feeds, separators, half characters, and those that are none."""

_WHITE = {"\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n", "\x1c": " ", "\x1d": " "}
"""What ends a line or parts words: white space remains white space."""

_OF_WORD = {"\x1e": "\N{NON-BREAKING HYPHEN}", "\x1f": "\N{SOFT HYPHEN}"}
"""Word's own signs for these in the text that it copies."""

_UNREADABLE = "\N{REPLACEMENT CHARACTER}"


def cleaned(lines: Sequence[Line]) -> tuple[list[Line], list[Doubt]]:
    """The lines with nothing but text in them, and a doubt for each that lost something."""
    made: list[Line] = []
    doubts: list[Doubt] = []
    for index, line in enumerate(lines):
        if not _ODD.search(line.text):
            made.append(line)
            continue
        made.append(replace(line, text=_ODD.sub(lambda match: _meant(match[0]), line.text)))
        signs = dict.fromkeys(_ODD.findall(line.text))
        doubts += (Doubt(index, told) for sign in signs if (told := _told(sign)))
    return made, doubts


def _meant(sign: str) -> str:
    """What is written instead of a character."""
    known = _WHITE.get(sign) or _OF_WORD.get(sign)
    if known is not None:
        return known
    if "\x80" <= sign <= "\x9f":
        # text of Windows that somebody took for Latin-1: U+0096 is a dash there
        return sign.encode("latin-1").decode("cp1252", errors="replace")
    if sign < " " or sign in "\x7f\ufeff":
        return ""
    return _UNREADABLE


def _told(sign: str) -> str:
    """What became of a character; empty where nothing can be lost by it."""
    meant = _meant(sign)
    if meant.isspace():
        return ""
    code = f"U+{ord(sign):04X}"
    if not meant:
        return _("the control character {code} was left out").format(code=code)
    if meant == _UNREADABLE:
        return _("the character {code} cannot be read").format(code=code)
    return _("the control character {code} was read as \u201c{sign}\u201d").format(
        code=code, sign=meant
    )
