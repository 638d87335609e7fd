"""Replace streams of a finished PDF by adding to its end (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping

_NUMBERS = {"Root": rb"/Root (\d+ 0 R)", "Info": rb"/Info (\d+ 0 R)", "Size": rb"/Size (\d+)"}
_WIDTHS = (1, 4, 1)
"""Bytes of the three fields of a cross-reference entry; a file of 4 GB needs no more."""


class Update:
    """Makes incremental updates of one PDF, as many as are needed.

    The PDF must be one that the engine wrote: it has one cross-reference stream, whose
    dictionary is plain text.
    """

    def __init__(self, pdf: bytes) -> None:
        """Read the trailer of the PDF.

        Raises:
            ValueError: If it has no cross-reference stream.
        """
        self._length = len(pdf)
        self._digest = hashlib.md5(pdf, usedforsecurity=False)
        self._before = int(pdf[pdf.rindex(b"startxref") :].split()[1])
        trailer = pdf[self._before : pdf.index(b"stream", self._before)]
        entries = {name: re.search(pattern, trailer) for name, pattern in _NUMBERS.items()}
        self._trailer_entries = b"".join(
            b"/%s %s" % (name.encode(), entry[1])
            for name, entry in entries.items()
            if entry and name != "Size"
        )
        size = entries["Size"]
        if size is None:
            raise ValueError("no cross-reference stream")
        self._size = int(size[1])

    def tail(self, streams: Mapping[int, bytes]) -> bytes:
        """Return the bytes to append to the PDF.

        Args:
            streams: The new data of streams, by their object numbers.
        """
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
            self._trailer_entries,
            name,
            name,
            index,
            *_WIDTHS,
        )
        table = b"".join(b"\1%s\0" % place.to_bytes(4, "big") for _number, place in entries)
        parts.append(_stream(self._size, head, zlib.compress(table)))
        return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % end])


def _stream(number: int, head: bytes, data: bytes) -> bytes:
    """Return a PDF object with compressed data; ``head`` has more entries of its dictionary."""
    return b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        head,
        len(data),
        data,
    )
