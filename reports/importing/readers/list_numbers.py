"""Numbers of lists and notes as they are printed, for formats that only say "the next"."""

from __future__ import annotations

from collections.abc import Sequence

BULLET = "•"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MAX = 5_000
"""Beyond this a number is written in digits whatever its form."""


def written(number: int, form: str) -> str:
    """A number in one of ODF's forms: ``1``, ``a``, ``A``, ``i``, ``I``, or "" for none."""
    if not form:
        return ""
    if not 0 < number <= _MAX:
        return str(number)
    if form in ("a", "A"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "A" else letter
    if form in ("i", "I"):
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman.upper() if form == "I" else roman
    return str(number)


def mark(citation: str) -> str:
    """A note's mark, told from the word before it: digits raised, anything else in brackets."""
    if citation.isascii() and citation.isdigit():
        return citation.translate(_RAISED)
    return f"[{citation}]" if citation.isalnum() else citation


def bullet(sign: str) -> str:
    """A list's sign; one of a symbol font, which has no character, is a bullet."""
    printable = sign and not any("\ue000" <= character <= "\uf8ff" for character in sign)
    return sign if printable else BULLET


class Counter:
    """The numbers of one list, level by level."""

    def __init__(self, starts: Sequence[int]) -> None:
        self._starts = starts
        self._now: list[int | None] = [None] * len(starts)

    def next(self, level: int) -> list[int]:
        """The numbers of all levels down to this one, which is counted on."""
        now = self._now[level]
        self._now[level] = self._starts[level] if now is None else now + 1
        self._now[level + 1 :] = [None] * (len(self._now) - level - 1)
        for upper in range(level):
            if self._now[upper] is None:
                self._now[upper] = self._starts[upper]
        return [number or 0 for number in self._now[: level + 1]]

    def set(self, level: int, number: int) -> None:
        """Lets the next number of a level be this one."""
        self._now[level] = number - 1
