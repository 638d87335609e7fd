"""Streams put into a finished PDF, at its end (ISO 32000-1, 7.5.6: incremental updates)."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping

_NUMBERS = {"Root": rb"/Root (\d+ 0 R)", "Info": rb"/Info (\d+ 0 R)", "Size": rb"/Size (\d+)"}
_WIDTHS = (1, 4, 1)
"""Bytes of the fields of a cross-reference entry."""


class Update:
    """Puts other streams in the place of some of a file, again and again.

    The file is one that the engine wrote: with one cross-reference stream, whose
    dictionary is not encoded.
    """

    def __init__(self, pdf: bytes) -> None:
        self._length = len(pdf)
        self._digest = hashlib.md5(pdf, usedforsecurity=False)
        self._before = int(pdf[pdf.rindex(b"startxref") :].split()[1])
        trailer = pdf[self._before : pdf.index(b"stream", self._before)]
        found = {name: re.search(pattern, trailer) for name, pattern in _NUMBERS.items()}
        self._said = b"".join(
            b"/%s %s" % (name.encode(), one[1])
            for name, one in found.items()
            if one and name != "Size"
        )
        size = found["Size"]
        if size is None:
            raise ValueError("no cross-reference stream")
        self._size = int(size[1])

    def tail(self, streams: Mapping[int, bytes]) -> bytes:
        """What comes after the file's bytes, with other streams by their objects' numbers."""
        digest = self._digest.copy()
        parts = []
        entries = []
        end = self._length
        for number, data in sorted(streams.items()):
            digest.update(data)
            part = _stream(number, b"", zlib.compress(data))
            entries.append((number, end))
            parts.append(part)
            end += len(part)
        entries.append((self._size, end))
        name = digest.hexdigest().encode()
        index = b" ".join(b"%d 1" % number for number, _place in entries)
        head = b"/Type /XRef/Size %d/Prev %d%s/ID [<%s> <%s>]/Index [%s]/W [%d %d %d]" % (
            self._size + 1,
            self._before,
            self._said,
            name,
            name,
            index,
            *_WIDTHS,
        )
        table = b"".join(b"\1%s\0" % place.to_bytes(4, "big") for _number, place in entries)
        parts.append(_stream(self._size, head, zlib.compress(table)))
        return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % end])


def _stream(number: int, head: bytes, data: bytes) -> bytes:
    return b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        head,
        len(data),
        data,
    )
