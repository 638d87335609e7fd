"""The characters of a PDF page → pieces of one font, size and line.

PDFium gives the characters in the order of the file. Within the text that one operator puts
on the page it tells by the origins and widths of the letters where a space belongs, and
generates one: a TeX document has no others. Boxes tell it less well, since those of "f" and
"j" reach into the space beside them. In letter-spaced text PDFium sees a space between all
letters; there the room between the boxes decides.
"""

from __future__ import annotations

import ctypes
import math
import re
import statistics
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, repeat
from typing import Any

from reports.importing.readers import symbol_fonts
from reports.importing.readers.page_layout import Piece

_HYPHEN_IN_TEXT = 0xFFFE
_HYPHENS = {0x2: ord("-"), _HYPHEN_IN_TEXT: ord("-")}
"""How PDFium gives a hyphen at the end of a line."""
_SURROGATES = frozenset(range(0xD800, 0xE000))
"""The halves of characters beyond U+FFFF."""
_LOW_HALF = -1
"""Instead of the second half of a character, which the first one has taken in."""
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_NO_CHARACTER = ("Cc", "Cs")
_BREAK = 1.0
"""Em between two characters that are not of one piece."""
_GAP = 0.17
"""Em between two characters that a space parts: more than kerning, less than any space."""
_LETTER_SPACED = 0.08
"""Em that usually lie between the letters of letter-spaced text."""
_OBLIQUE = 5.0
"""Degrees a scan may lie askew; beyond that the text is meant to be oblique."""
_SLANT = 0.1
"""By how much of their height letters lean that a program has slanted itself; italics lean 0.2."""

REGULAR = 400
_WEIGHTS = (
    (re.compile(r"black|heavy|ultra", re.IGNORECASE), 900),
    (re.compile(r"(?:semi|demi)[ -]?bold|demi(?!b)", re.IGNORECASE), 600),
    (re.compile(r"bold|fett|bd\b", re.IGNORECASE), 700),
    (re.compile(r"medium", re.IGNORECASE), 500),
    (re.compile(r"light|thin|hairline", re.IGNORECASE), 300),
)
_ITALIC = re.compile(r"ital|obli|kursiv|slanted|[-,](?:It|BdIt)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PageFrame:
    """A page seen with its text upright, and back: points from its upper left corner."""

    left: float
    bottom: float
    width: float
    height: float
    quarters: int = 0
    """Turns of the text by 90 degrees, against the clock."""

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the page as it is seen with the text upright."""
        x, y = x - self.left, y - self.bottom
        return (
            (x, self.height - y),
            (y, x),
            (self.width - x, y),
            (self.height - y, self.width - x),
        )[self.quarters]

    def stood(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the page that is seen at a place: the reverse of `upright`."""
        x, y = (
            (x, self.height - y),
            (y, x),
            (self.width - x, y),
            (self.width - y, self.height - x),
        )[self.quarters]
        return x + self.left, y + self.bottom


@dataclass(frozen=True)
class _Font:
    """What a font's name says of its characters."""

    weight: int = REGULAR
    italic: bool = False
    signs: dict[int, str] = field(default_factory=dict)
    """The meaning of its codes, if it is a symbol font."""

    @classmethod
    def named(cls, name: str) -> _Font:
        # the weight that PDFium gives is a guess from the thickness of stems
        weight = next((weight for word, weight in _WEIGHTS if word.search(name)), REGULAR)
        return cls(weight, bool(_ITALIC.search(name)), symbol_fonts.signs_of(name))


@dataclass(frozen=True)
class _PageCharacters:
    """What PDFium says of the characters of a page."""

    codes: list[int]
    """In Unicode, or `_LOW_HALF`."""
    operators: list[int | None]
    """The address of the text object of each; None for what PDFium adds."""
    lefts: Sequence[float]
    """The sides of their boxes."""
    bottoms: Sequence[float]
    rights: Sequence[float]
    tops: Sequence[float]


def _runs(operators: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Yield the beginning and the end of each run of characters of one text object."""
    begin, current = 0, operators[0]
    for index, operator in enumerate(operators):
        if operator and operator != current:
            if index:
                yield begin, index
            begin, current = index, operator
    yield begin, len(operators)


def _bound(function: Any, result: Any) -> Any:
    """Return a function of PDFium for pages as addresses, which is called much faster.

    Pointers take time to check, and so does the interpreter's lock where it is given up.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


class CharacterReader:
    """Reads pages with calls that are bound once: they are made a million times."""

    def __init__(self, pdfium_c: Any) -> None:
        self._c = pdfium_c
        self._fonts: dict[bytes, _Font] = {}
        """Those of a page by their addresses, which other fonts may have on the next page."""
        self._characters_of: dict[int, str] = {}
        """The characters of codes in fonts of letters."""
        self._code_at = _bound(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint)
        self._operator_at = _bound(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p)
        self._box_at = _bound(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int)
        self._box_at.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._matrix = pdfium_c.FS_MATRIX()
        self._origin = ctypes.c_double(), ctypes.c_double()

    def pieces(self, text: Any, frame: PageFrame) -> list[Piece]:
        """Return the characters of a page in pieces of one font, size and line."""
        count = self._c.FPDFText_CountChars(text)
        if not count:
            return []
        self._fonts.clear()
        printed = self._printed(text, count)
        frames = [replace(frame, quarters=quarters) for quarters in range(4)]
        writing = _Writing(frame)
        pieces: list[Piece] = []
        for begin, after in _runs(printed.operators):
            if printed.operators[begin]:
                writing = self._begin(text, begin, frames)
            self._fill(writing, text, printed, range(begin, after))
            pieces += writing.pieces()
        return pieces

    def _printed(self, text: Any, count: int) -> _PageCharacters:
        """Return what PDFium says of each character of a page."""
        page, indices = repeat(ctypes.cast(text, ctypes.c_void_p)), range(count)
        boxes = (self._c.FS_RECTF * count)()
        start, step = ctypes.addressof(boxes), ctypes.sizeof(self._c.FS_RECTF)
        deque(map(self._box_at, page, indices, range(start, start + step * count, step)), maxlen=0)
        sides = memoryview(boxes).cast("B").cast("f").tolist()
        left, top, right, bottom = (sides[side::4] for side in range(4))
        codes = self._codes(text, count)
        operators = [*map(self._operator_at, page, indices)]
        if not _SURROGATES.isdisjoint(codes):
            for index, (high, low) in enumerate(pairwise(codes)):
                if 0xD800 <= high < 0xDC00 and 0xDC00 <= low < 0xE000:
                    codes[index] = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                    codes[index + 1], operators[index + 1] = _LOW_HALF, None
        return _PageCharacters(codes, operators, left, bottom, right, top)

    def _codes(self, text: Any, count: int) -> list[int]:
        """Return the characters of a page in Unicode, large ones in two halves."""
        page = ctypes.cast(text, ctypes.c_void_p)
        units = (ctypes.c_ushort * (count + 1))()
        written = self._c.FPDFText_GetText(text, 0, count, units)
        codes = units[:count]
        # the text of other pages leaves characters out, so that the indices differ
        if written == count + 1 and _SURROGATES.isdisjoint(codes):
            return [
                self._code_at(page, index) if code == _HYPHEN_IN_TEXT else code
                for index, code in enumerate(codes)
            ]
        return [self._code_at(page, index) for index in range(count)]

    def _fill(self, writing: _Writing, text: Any, printed: _PageCharacters, indices: range) -> None:
        """Give a writing its characters."""
        codes, lefts, rights = printed.codes, printed.lefts, printed.rights
        bottoms, tops = printed.bottoms, printed.tops
        signs = writing.font.signs
        characters = {} if signs else self._characters_of
        for index in indices:
            character = characters.get(codes[index])
            if character is None:
                if codes[index] == _LOW_HALF:
                    continue
                character = self._character(signs, codes[index])
            if character.isspace():
                if character not in "\r\n":  # these PDFium sets where it sees a line's end
                    generated = self._c.FPDFText_IsGenerated(text, index) == 1
                    writing.add_space(character, generated)
            else:
                writing.add(character, lefts[index], bottoms[index], rights[index], tops[index])

    def _character(self, signs: dict[int, str], code: int) -> str:
        if signs and (sign := symbol_fonts.sign(signs, code)):
            return sign
        character = chr(_HYPHENS.get(code, code))
        if unicodedata.category(character) in _NO_CHARACTER and not character.isspace():
            character = _UNREADABLE
        if not signs:
            self._characters_of[code] = character
        return character

    def _begin(self, text: Any, index: int, frames: Sequence[PageFrame]) -> _Writing:
        operator = self._c.FPDFText_GetTextObject(text, index)
        matrix, (x, y) = self._matrix, self._origin
        self._c.FPDFText_GetMatrix(text, index, matrix)
        self._c.FPDFText_GetCharOrigin(text, index, x, y)
        size = self._c.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        quarters = round(angle / 90)
        upright = frames[quarters % 4]
        stroked = self._c.FPDFTextObj_GetTextRenderMode(operator) == (
            self._c.FPDF_TEXTRENDERMODE_FILL_STROKE
        )
        font = self._font(self._c.FPDFTextObj_GetFont(operator))
        # the upright of the letters against their baseline
        leans = matrix.a * matrix.c + matrix.b * matrix.d
        slanted = leans > _SLANT * math.hypot(matrix.a, matrix.b) * math.hypot(matrix.c, matrix.d)
        start, base = upright.upright(x.value, y.value)
        return _Writing(
            upright,
            size=abs(size) or 1.0,
            start=start,
            base=base,
            skew=angle - 90 * quarters,
            font=replace(font, weight=max(font.weight, 700)) if stroked else font,
            italic=font.italic or slanted,
        )

    def _font(self, font: Any) -> _Font:
        key = bytes(font)
        if key not in self._fonts:
            name = ctypes.create_string_buffer(256)
            self._c.FPDFFont_GetBaseFontName(font, name, len(name))
            self._fonts[key] = _Font.named(name.value.decode("latin-1"))
        return self._fonts[key]


class _Writing:
    """The characters that one operator of the file puts on the page."""

    def __init__(
        self,
        frame: PageFrame,
        size: float = 1.0,
        start: float = 0.0,
        base: float = 0.0,
        skew: float = 0.0,
        font: _Font = _Font(),  # it is frozen
        italic: bool = False,
    ) -> None:
        self.font = font
        self._characters: list[str] = []
        self._spaces: dict[int, str] = {}
        """White space of the file, by the index of the character after it."""
        self._generated: set[int] = set()
        """The characters before which PDFium generates a space."""
        self._frame = frame
        self._is_level = frame.quarters == 0
        self._margin = frame.left
        self._size = size
        self._start = start
        self._base = base
        self._skew = skew
        self._italic = italic
        self._oblique = abs(skew) > _OBLIQUE
        self._lefts: list[float] = []
        self._rights: list[float] = []

    def add_space(self, character: str, generated: bool) -> None:
        if generated:
            self._generated.add(len(self._characters))
        else:
            self._spaces[len(self._characters)] = character

    def add(self, character: str, left: float, bottom: float, right: float, top: float) -> None:
        if self._is_level:
            left, right = left - self._margin, right - self._margin
        else:
            ends = (self._frame.upright(left, bottom)[0], self._frame.upright(right, top)[0])
            left, right = min(ends), max(ends)
        if self.font.signs and self._lefts and left == self._lefts[-1]:
            return  # a symbol that the file gives two meanings: it is one glyph
        self._characters.append(character)
        self._lefts.append(left)
        self._rights.append(right)

    def pieces(self) -> Iterator[Piece]:
        """Yield the characters with spaces where the file or PDFium has them, or room for one."""
        if not self._characters:
            return
        size = self._size
        gaps = [left - right for left, right in zip(self._lefts[1:], self._rights, strict=False)]
        # letter-spaced text has room between all letters
        usual = max(0.0, statistics.median(gaps)) if len(gaps) > 2 else 0.0
        guessed = self._generated if usual < _LETTER_SPACED * size else set()
        low, high, room, parted = (
            -_BREAK * size,
            usual + _BREAK * size,
            usual + _GAP * size,
            guessed,
        )
        if self._oblique:
            low, high, room, parted = -math.inf, math.inf, math.inf, set()
        characters, spaces = self._characters, self._spaces
        first = 0
        text = [spaces.get(0, ""), characters[0]]
        for index, gap in enumerate(gaps, 1):
            if not low <= gap <= high:
                yield self._piece("".join(text) + spaces.get(index, ""), first, index)
                text, first = [], index
            elif index in spaces:
                text.append(spaces[index])
            elif gap > room or index in parted:
                text.append(" ")
            text.append(characters[index])
        after = len(self._characters)
        space = self._spaces.get(after) or (" " if after in guessed else "")
        yield self._piece("".join(text) + space, first, after)

    def _piece(self, text: str, first: int, after: int) -> Piece:
        left = min(self._lefts[first:after])
        return Piece(
            text,
            count=after - first,
            left=left,
            right=max(self._rights[first:after]),
            start=left if first or self._oblique else max(left, self._start),
            base=self._base,
            size=self._size,
            weight=self.font.weight,
            italic=self._italic,
            quarters=self._frame.quarters,
            skew=self._skew,
            oblique=self._oblique,
        )
