"""A PDF file written object by object, with numbers of its own."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from reports.render.drawn_chapter import Chapter, DrawnObject
from reports.render.engine_library import pydyf

# References in a chapter's objects, as no text can have them: NUL is in none.
OWN, SHARED, PARENT = b"\0", b"\1", b"\2"

_ENTRY = struct.Struct(">BII")
"""An entry of the cross-reference table (ISO 32000-1, 7.5.8.3)."""

_BETWEEN = b"\0\3"
"""Between two objects, as within none."""

_WAITING = re.compile(rb"([\0-\2])(\d+)\0")

REFERENCE = re.compile(rb"(\d+) 0 R")


def number_of(reference: bytes | str) -> int:
    return int(reference.split()[0])


class ReadyObject(bytes):
    """A reference that has its number."""


class Numbering:
    """The numbers that chapters' objects and pages get."""

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        self._chapters = chapters
        sizes = [chapter.size for chapter in chapters]
        self._firsts = list(accumulate(sizes, initial=1))
        self._parents = list(accumulate((len(one.parents) for one in chapters), initial=0))
        self.end = self._firsts[-1]
        """The first number that no chapter has."""
        self.pages = [
            ReadyObject(b"%d 0 R" % (first + i))
            for chapter, first, _parent in self
            for i in range(len(chapter.pages))
        ]

    def __iter__(self) -> Iterator[tuple[Chapter, int, int]]:
        """Each chapter with the number of its first object and of its first parent."""
        return zip(self._chapters, self._firsts, self._parents, strict=False)

    def parents(self) -> Iterator[Any]:
        """The parent tree, as numbers and values in turn."""
        for chapter, first, parent in self:
            for i, one in enumerate(chapter.parents):
                yield parent + i
                yield ReadyObject(_settled(one, first, parent, ()))

    def tags(self) -> list[ReadyObject]:
        return [
            ReadyObject(_settled(one, first, parent, ()))
            for chapter, first, parent in self
            for one in chapter.tags
        ]

    def names(self) -> Iterator[Any]:
        """The places that links lead to, as names and values in turn, sorted."""
        found: dict[str, Any] = {}
        for chapter, first, _parent in self:
            for name, (page, x, y) in chapter.anchors.items():
                place = pydyf.Array((ReadyObject(b"%d 0 R" % (first + page)), "/XYZ", x, y, 0))
                found.setdefault(name, place)
        for name in sorted(found):
            yield pydyf.String(name)
            yield found[name]


def _settled(body: bytes, first: int, parent: int, shared: Sequence[int]) -> bytes:
    """An object with its references numbered."""

    def number(found: re.Match[bytes]) -> bytes:
        kind, value = found[1], int(found[2])
        if kind == PARENT:
            return b"%d" % (parent + value)
        return b"%d 0 R" % (first + value if kind == OWN else shared[value])

    return _WAITING.sub(number, body)


class PdfFile:
    """A PDF that is written object by object, those without data in streams of many."""

    def __init__(self) -> None:
        self._parts = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        self._end = len(self._parts[0])
        self._entries = {0: (0, 0, 65535)}
        self._packed: list[tuple[list[int], bytes, bytes]] = []

    def add(
        self,
        chapter: Chapter,
        first: int,
        parent: int,
        shared: Sequence[int],
        folios: Iterator[bytes],
    ) -> None:
        """A chapter, with the numbers of its pages."""
        drawing = first + len(chapter.pages) + len(chapter.objects)
        pages = []
        for i, page in enumerate(chapter.pages):
            places = [drawing + 2 * i]
            self._add_stream(
                drawing + 2 * i, b"<</Filter /FlateDecode/Length %d>>" % len(page.drawn), page.drawn
            )
            if folio := next(folios):
                places.append(drawing + 2 * i + 1)
                self._add_stream(places[-1], b"<</Length %d>>" % len(folio), folio)
            contents = b" ".join(b"%d 0 R" % place for place in places)
            body = b"%s/Parent %d 0 R/Contents [%s]/StructParents %d>>" % (
                page.body,
                shared[0],
                contents,
                parent + i,
            )
            pages.append(DrawnObject(body))
        numbered = enumerate([*pages, *chapter.objects], first)
        self.add_objects(numbered, first, parent, shared)

    def add_objects(
        self,
        objects: Iterable[tuple[int, DrawnObject]],
        first: int,
        parent: int,
        shared: Sequence[int],
    ) -> None:
        found = list(objects)
        # all at once: one by one takes longer than all else
        joined = _BETWEEN.join(one.body for number_of, one in found)
        settled = _settled(joined, first, parent, shared).split(_BETWEEN)
        packed = []
        for (number, one), body in zip(found, settled, strict=True):
            if one.data is None:
                packed.append((number, body))
            else:
                self._add_stream(number, body, one.data)
        bodies = [body for number_of, body in packed]
        starts = accumulate((len(body) + 1 for body in bodies), initial=0)
        pairs = zip(packed, starts, strict=False)
        head = b" ".join(b"%d %d" % (number, start) for (number, _body), start in pairs)
        data = zlib.compress(b"\n".join([head, *bodies]))
        said = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
        numbers = [number for number, _body in packed]
        self._packed.append((numbers, said % (len(packed), len(head) + 1, len(data)), data))

    def _add_stream(self, number: int, body: bytes, data: bytes) -> None:
        part = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, body, data)
        self._entries[number] = (1, self._end, 0)
        self._parts.append(part)
        self._end += len(part)

    def written(self, *, root: int, info: int) -> bytes:
        """The whole file (ISO 32000-1, 7.5)."""
        holder = root + 2
        for numbers, body, data in self._packed:
            self._entries |= {number: (2, holder, i) for i, number in enumerate(numbers)}
            self._add_stream(holder, body, data)
            holder += 1
        self._entries[holder] = (1, self._end, 0)
        name = hashlib.md5(b"".join(self._parts), usedforsecurity=False).hexdigest().encode()
        table = b"".join(
            _ENTRY.pack(*self._entries.get(number, (0, 0, 0))) for number in range(holder + 1)
        )
        data = zlib.compress(table)
        start = self._end
        body = (
            b"<</Type /XRef/Size %d/W [1 4 4]/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]"
            b"/Filter /FlateDecode/Length %d>>" % (holder + 1, root, info, name, name, len(data))
        )
        self._add_stream(holder, body, data)
        return b"".join([*self._parts, b"startxref\n%d\n%%%%EOF\n" % start])
