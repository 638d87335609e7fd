"""Spoil files at random; the same number always gives the same bytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

LONGEST = 200_000
"""Most bytes of a spoilt file: enough to overtax a reader, few enough to try many files."""

_NUMBERS = (
    *(b"0", b"-1", b"1", b"255", b"65535", b"65536", b"2147483647", b"2147483648"),
    *(b"4294967296", b"9223372036854775808", b"-9223372036854775809", b"99999999999999999999"),
    *(b"1e999", b"-1e999", b"nan", b"1" * 400, b"0x" + b"F" * 400, b"0.0000000001", b"1_0"),
)
_CHARACTERS = (
    *("\0", "\x01", "\x07", "\x1b[31m", "\x7f", "\x85", "\x96", "\xad", "\u061c", "\u200b"),
    *("\u200d", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufffe", "\uffff"),
    *("\U0001f1e9", "\U000e0001", "\U0010ffff", "e\u0301" * 40, "ﷺ" * 9, "ß", "İ", "ǆ", "𝟙"),
)
_ODD = (
    *(character.encode() for character in _CHARACTERS),
    *(b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n\n", b"\r\n", b"\t"),
)


@dataclass(frozen=True)
class Mutator:
    """Spoils the files of one format."""

    corpus: Sequence[bytes]
    """Valid files."""
    words: Sequence[bytes] = ()
    """Pieces of the format's syntax to put in: random bytes would hardly ever make any."""
    repair: Callable[[bytes, Random], bytes] = field(default=lambda data, _random: data)
    """Corrects what would make a reader stop at once, such as a checksum."""
    regressions: Sequence[bytes] = ()
    """Files that a reader failed on before."""

    def case(self, number: int) -> bytes:
        """Return a file: at first those of corpus and regressions as they are, then spoilt ones."""
        if number < len(self.corpus):
            return self.corpus[number]
        if number < len(self.corpus) + len(self.regressions):
            return self.regressions[number - len(self.corpus)]
        random = Random(number)
        # mostly the valid ones: what failed before is large, or ends a reader at once
        data = bytearray(
            random.choice(
                self.regressions if self.regressions and random.random() < 0.03 else self.corpus
            )
        )
        for _round in range(random.choice((1, 1, 1, 2, 3, 5, 9))):
            random.choice(_MUTATIONS)(self, data, random)
            del data[LONGEST:]
        return self.repair(bytes(data), random)


def _span(data: bytearray, random: Random) -> tuple[int, int]:
    """Return start and end of a random piece of the file, mostly a short one."""
    start = random.randint(0, len(data))
    longest = random.choice((1, 4, 16, 64, 256, 4096))
    return start, min(len(data), start + random.randint(1, longest))


def _flip(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Flip bits."""
    for _bit in range(random.choice((1, 1, 2, 8, 32)) if data else 0):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _set(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Set bytes to values that often matter."""
    for _byte in range(random.choice((1, 1, 2, 8)) if data else 0):
        data[random.randrange(len(data))] = random.choice((0, 1, 32, 127, 128, 255))


def _delete(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Delete a piece."""
    start, end = _span(data, random)
    del data[start:end]


def _double(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Repeat a piece, up to 200 times."""
    start, end = _span(data, random)
    data[end:end] = data[start:end] * random.choice((1, 1, 2, 10, 200))


def _swap(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Move a piece."""
    start, end = _span(data, random)
    piece = data[start:end]
    del data[start:end]
    at = random.randint(0, len(data))
    data[at:at] = piece


def _splice(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Put in a piece of another file."""
    other = random.choice(mutator.corpus)
    start, end = _span(data, random)
    cut = random.randint(0, len(other))
    data[start:end] = other[cut : cut + random.choice((8, 64, 512, LONGEST))]


def _truncate(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Cut off the end."""
    del data[random.randint(0, len(data)) :]


def _insert(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Put in a piece of the format's syntax."""
    start, end = _span(data, random)
    word = random.choice(mutator.words or _ODD)
    if random.random() < 0.1:  # repeated, an opening bracket or tag nests deeply
        word *= random.choice((10, 100, 1000))
    data[start : random.choice((start, end))] = word


def _odd(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Put in an unusual character, or bytes that are not UTF-8."""
    start, _end = _span(data, random)
    data[start:start] = random.choice(_ODD)


def _number(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Replace a number by an extreme one."""
    digits = [i for i in range(len(data)) if 48 <= data[i] <= 57]
    if digits:
        start = end = random.choice(digits)
        while end < len(data) and 48 <= data[end] <= 57:
            end += 1
        data[start:end] = random.choice(_NUMBERS)


def _line(mutator: Mutator, data: bytearray, random: Random) -> None:
    """Move a line, double it or delete it."""
    lines = bytes(data).split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    for _time in range(random.choice((0, 1, 2))):
        lines.insert(random.randint(0, len(lines)), line)
    data[:] = b"\n".join(lines)


_MUTATIONS: tuple[Callable[[Mutator, bytearray, Random], None], ...] = (
    *(_flip, _set, _delete, _double, _swap, _splice, _truncate, _odd, _line),
    *(_number, _number, _insert, _insert, _insert),
)


def repair_png(data: bytes, random: Random) -> bytes:
    """Correct the checksums of a PNG's chunks; leave three in ten as they are."""
    if random.random() < 0.3 or data[:8] != b"\x89PNG\r\n\x1a\n":
        return data
    out, at = bytearray(data[:8]), 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        piece = data[at + 4 : at + 8 + length]
        out += data[at : at + 4] + piece + zlib.crc32(piece).to_bytes(4)
        at += 12 + length
    return bytes(out)
