"""The meaning of characters in symbol fonts, whose codes stand for other signs than letters.

Only signs that occur in resolutions are listed: bullets, boxes to tick, arrows, the euro.
Sources: the mapping of Wingdings in Unicode's proposal L2/11-052; the AMS fonts' symbol
list; the encoding of ZapfDingbats in the PDF reference, annex D.6.
"""

from __future__ import annotations

import re

BULLET = "\N{BULLET}"
EMPTY_BOX = "\N{BALLOT BOX}"
TICKED_BOX = "\N{BALLOT BOX WITH CHECK}"
TICK = "\N{CHECK MARK}"
CROSS = "\N{BALLOT X}"

_ARROW = "\N{RIGHTWARDS ARROW}"
_WINGDINGS = (
    dict.fromkeys(b"lmnqrstuvwx\x9e\x9f\xa1\xa7\xae\xd8\xdc", BULLET)
    | dict.fromkeys(b"\xe0\xe8\xf0", _ARROW)
    | {0x6F: EMPTY_BOX, 0xA8: EMPTY_BOX, 0x78: TICKED_BOX, 0xFD: TICKED_BOX, 0xFE: TICKED_BOX}
    | {0xFC: TICK, 0xFB: CROSS}
)
_WINGDINGS_2 = dict.fromkeys(b"\x95\x96\x97\x98\x99\x9a\x9e\x9f\xa0\xa1", BULLET) | {
    **dict.fromkeys(b"\x2a\xa3", EMPTY_BOX),
    **dict.fromkeys(b"\x52\x53\x54", TICKED_BOX),
    0x50: TICK,
    0x4F: CROSS,
}
_WEBDINGS = {0x63: EMPTY_BOX, 0x61: TICK, 0x72: CROSS, 0x67: BULLET, 0x6E: BULLET, 0x3D: BULLET}
_DINGBATS = dict.fromkeys(b"lnrtuvw\xd4\xd8\xe4", BULLET) | {
    **dict.fromkeys(b"opq", EMPTY_BOX),
    **dict.fromkeys(b"34", TICK),
    **dict.fromkeys(b"5678", CROSS),
}
_SYMBOL = {
    0xB7: BULLET,
    0x2D: "\N{MINUS SIGN}",
    0xAE: _ARROW,
    0xDE: "\N{RIGHTWARDS DOUBLE ARROW}",
    0xA3: "\N{LESS-THAN OR EQUAL TO}",
    0xB3: "\N{GREATER-THAN OR EQUAL TO}",
    0xB1: "\N{PLUS-MINUS SIGN}",
    0xB4: "\N{MULTIPLICATION SIGN}",
}
_AMS = {0x02: TICKED_BOX, 0x03: EMPTY_BOX, 0x04: BULLET, 0x58: TICK, 0x49: BULLET}
_EURO = dict.fromkeys(b"eE", "\N{EURO SIGN}")

_FONTS = (
    (re.compile(r"wingdings[ -]?[23]", re.IGNORECASE), _WINGDINGS_2),
    (re.compile(r"wingdings", re.IGNORECASE), _WINGDINGS),
    (re.compile(r"webdings", re.IGNORECASE), _WEBDINGS),
    (re.compile(r"dingbats", re.IGNORECASE), _DINGBATS),
    (re.compile(r"(?:^|\+)symbol", re.IGNORECASE), _SYMBOL),
    (re.compile(r"(?:^|\+)msam", re.IGNORECASE), _AMS),
    (re.compile(r"feym|eurosym", re.IGNORECASE), _EURO),
)
"""Fonts by a part of their name."""

_PRIVATE = 0xF000
"""Where the codes of a symbol font lie in Unicode's private use area, 256 of them."""


def signs_of(font: str) -> dict[int, str]:
    """Return the signs of a symbol font by their code; none for a font of letters."""
    return next((signs for name, signs in _FONTS if name.search(font)), {})


def sign(signs: dict[int, str], code: int) -> str | None:
    """Return the sign that a character of a symbol font stands for, or None if it is not known.

    `code` is the character's own code, that code in the private use area, or the character
    that Windows has there.
    """
    if _PRIVATE <= code < _PRIVATE + 0x100:
        return signs.get(code - _PRIVATE)
    if code > 0xFF:
        code = next(iter(chr(code).encode("cp1252", errors="ignore")), code)
    return signs.get(code)


def private_sign(character: str) -> str | None:
    """Return the sign that a private character most likely stands for; its font is not known.

    Documents that were made with Word have Wingdings or Symbol there.
    """
    code = ord(character) - _PRIVATE
    return (_WINGDINGS | {0xB7: BULLET}).get(code) if 0 <= code < 0x100 else None
