"""Characters that no text means and no file of ours can hold, put right as a text is read.

What is changed is named as a doubt, unless nothing can be lost by it. One character may become
two or none; the account of characters is kept of what stands afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.content.fallback_fonts import printable_characters
from reports.i18n import _
from reports.importing.readers.symbol_fonts import BULLET, private_sign
from reports.text.source_text import Doubt, Line, Span

_NO_CHARACTERS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
)
"""Controls but tab and line feeds, separators, half characters, and those that are none."""
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"

_ODD = re.compile(f"[{_NO_CHARACTERS}{_PRIVATE}{_UNREADABLE}]")
_LEADING_PRIVATE = re.compile(rf"^(\s*(?:[0-9]{{1,5}}\s+)?)[{_PRIVATE}][ \t\xa0]*(?=\S)")
"""A bullet of Word's: a private character that begins a line, after its number if it has one."""
_LOST_DOTS = re.compile(rf"([aouAOU]){_UNREADABLE}(?=[a-zäöüß])")
"""Half of a letter that a program composed of two signs: in German only dots follow a vowel."""
_SPACING_DOTS = re.compile(r"¨ ?([aouAOU])(?=[a-zß])|([aouAOU]) ?¨")
"""TeX's old fonts print the dots, and then the vowel below them."""
_TICKED = re.compile(r"[☐□▢❏❑][✓✔✗✘☓]|[☒🗹🗷🗵]")
"""A box with its tick printed over it; a crossed one, too, which few fonts have."""
_TICKED_BOX = "\N{BALLOT BOX WITH CHECK}"
_PLACEHOLDER = "\N{WHITE SQUARE}"
"""Stands for a character that nobody can read; every font of ours has it."""

_WHITE = {"\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n", "\x1c": " ", "\x1d": " "}
"""What ends a line or parts words: white space remains white space."""

_OF_WORD = {"\x1e": "\N{NON-BREAKING HYPHEN}", "\x1f": "\N{SOFT HYPHEN}"}
"""Word's own signs for these in the text that it copies."""

_COMMON = re.compile(r"[\s!-~\xa0-\u017f\u2010-\u201f\u2022\u2026\u20ac]*")
"""Characters that every font has, so that the fonts need not be read for most texts."""
_INVISIBLE = ("Cf", "Zs", "Zl", "Zp", "Cc", "Mn")


def cleaned(lines: Sequence[Line]) -> tuple[list[Line], list[Doubt]]:
    """Return the lines with nothing but text in them, and a doubt for each that lost something."""
    clean: list[Line] = []
    doubts: list[Doubt] = []
    for index, line in enumerate(lines):
        if line.text.isascii() and line.text.isprintable():
            clean.append(line)
            continue
        text, changes = _cleaned(line.text)
        clean.append(line if text == line.text else _with_text(line, text))
        changes += _unprintable(text)
        doubts += (Doubt(index, change) for change in dict.fromkeys(changes))
    return clean, doubts


def _cleaned(text: str) -> tuple[str, list[str]]:
    """Return a text as it is meant, and what was changed in it."""
    if not unicodedata.is_normalized("NFC", text):
        text = _composed(text)
    text = _LEADING_PRIVATE.sub(lambda match: f"{match[1]}{_leading(match[0])} ", text)
    changes = [
        _("an unreadable character in \u201c{word}\u201d was read as the dots of a letter").format(
            word=_word(text, match.start())
        )
        for match in _LOST_DOTS.finditer(text)
    ]
    text = _LOST_DOTS.sub(lambda match: _dotted(match[1]), text)
    text = _SPACING_DOTS.sub(lambda match: _dotted(match[1] or match[2]), text)
    text = _TICKED.sub(_TICKED_BOX, text)
    changes += (change for sign in dict.fromkeys(_ODD.findall(text)) if (change := _change(sign)))
    return _ODD.sub(lambda match: _meant(match[0]), text), changes


def _composed(text: str) -> str:
    """Return a text with letters and their accents as one character where there is one.

    Other characters stay as they are: composing would change a few of them.
    """
    return re.sub(r"\w[\u0300-\u036f]+", lambda match: unicodedata.normalize("NFC", match[0]), text)


def _dotted(vowel: str) -> str:
    return unicodedata.normalize("NFC", f"{vowel}\N{COMBINING DIAERESIS}")


def _word(text: str, place: int) -> str:
    """Return the word around a place, the unreadable character shown as a square."""
    begin = max(text.rfind(" ", 0, place), text.rfind("\t", 0, place)) + 1
    word = text[begin:].split(maxsplit=1)[0]
    return re.sub(f"[{_NO_CHARACTERS}{_UNREADABLE}]", _PLACEHOLDER, word)


def _leading(start: str) -> str:
    (sign,) = re.findall(f"[{_PRIVATE}]", start)
    return private_sign(sign) or BULLET


def _meant(sign: str) -> str:
    """Return what is written instead of a character."""
    written = _WHITE.get(sign) or _OF_WORD.get(sign) or private_sign(sign)
    if written is not None:
        return written
    if "\x80" <= sign <= "\x9f":
        # text of Windows that somebody took for Latin-1: U+0096 is a dash there
        return sign.encode("latin-1").decode("cp1252", errors="ignore") or _PLACEHOLDER
    if sign < " " or sign in "\x7f\ufeff":
        return ""
    return _PLACEHOLDER


def _change(sign: str) -> str:
    """Return what became of a character; empty where nothing can be lost by it."""
    meant = _meant(sign)
    if meant.isspace() or private_sign(sign):
        return ""
    code = f"U+{ord(sign):04X}"
    if not meant:
        return _("the control character {code} was left out").format(code=code)
    if sign == _UNREADABLE:
        return _("a character cannot be read; \u201c{sign}\u201d stands for it").format(
            sign=_PLACEHOLDER
        )
    if meant == _PLACEHOLDER:
        return _("the character {code} cannot be read; \u201c{sign}\u201d stands for it").format(
            code=code, sign=_PLACEHOLDER
        )
    return _("the control character {code} was read as \u201c{sign}\u201d").format(
        code=code, sign=meant
    )


def _unprintable(text: str) -> Iterator[str]:
    """Yield a sentence for each character that no packaged font has."""
    if _COMMON.fullmatch(text):
        return
    for character in dict.fromkeys(text):
        if _COMMON.fullmatch(character) or unicodedata.category(character) in _INVISIBLE:
            continue
        if character not in printable_characters():
            yield _("the character \u201c{sign}\u201d (U+{code:04X}) cannot be printed").format(
                sign=character, code=ord(character)
            )


def _with_text(line: Line, text: str) -> Line:
    """Return a line with another text; its spans are kept where they still can be told."""
    shift = len(text) - len(line.text)
    if not line.spans or not shift:
        return replace(line, text=text)
    # only the part that changed is longer or shorter: what is the same at the end moves with it
    same = 0
    while same < min(len(text), len(line.text)) and text[same] == line.text[same]:
        same += 1
    spans = [
        replace(
            span,
            begin=span.begin + shift * (span.begin > same),
            end=span.end + shift * (span.end > same),
        )
        for span in line.spans
    ]
    return replace(line, text=text, spans=tuple(filter(_has_length, spans)))


def _has_length(span: Span) -> bool:
    return 0 <= span.begin < span.end
