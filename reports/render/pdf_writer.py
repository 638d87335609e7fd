"""Write a PDF file object by object, with object numbers chosen here."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from reports.render.drawn_chapter import DrawnChapter, DrawnObject
from reports.render.engine_library import pydyf

# The kinds of references in a chapter's objects that wait for their numbers. Each is written
# as its kind, a decimal number and NUL; no serialised text contains these bytes.
CHAPTER, SHARED, PARENT = b"\0", b"\1", b"\2"

_ENTRY = struct.Struct(">BII")
"""An entry of the cross-reference table (ISO 32000-1, 7.5.8.3)."""

_SEPARATOR = b"\0\3"
"""Separates objects that are numbered together; it occurs within none."""

_WAITING = re.compile(rb"([\0-\2])(\d+)\0")

REFERENCE = re.compile(rb"(\d+) 0 R")


def object_number(reference: bytes | str) -> int:
    """Return the object number of a reference such as ``b"12 0 R"``."""
    return int(reference.split()[0])


class NumberedReference(bytes):
    """A piece of a PDF in which all references have their final numbers."""


class Numbering:
    """The numbers that chapters' objects and pages get; objects are counted from 1."""

    def __init__(self, chapters: Sequence[DrawnChapter]) -> None:
        """Number the chapters' objects in their order."""
        self._chapters = chapters
        sizes = [chapter.size for chapter in chapters]
        self._firsts = list(accumulate(sizes, initial=1))
        parent_counts = (len(chapter.parents) for chapter in chapters)
        self._parents = list(accumulate(parent_counts, initial=0))
        self.end = self._firsts[-1]
        """The first number after those of all chapters."""
        self.pages = [
            NumberedReference(b"%d 0 R" % (first + i))
            for chapter, first, _parent in self
            for i in range(len(chapter.pages))
        ]
        """References to all pages."""

    def __iter__(self) -> Iterator[tuple[DrawnChapter, int, int]]:
        """Yield each chapter with the numbers of its first object and its first parent."""
        return zip(self._chapters, self._firsts, self._parents, strict=False)

    def parents(self) -> Iterator[Any]:
        """Yield the keys and the values of the book's parent tree in turn."""
        for chapter, first, parent in self:
            for i, entry in enumerate(chapter.parents):
                yield parent + i
                yield NumberedReference(_fill_in_numbers(entry, first, parent, ()))

    def tags(self) -> list[NumberedReference]:
        """Return references to the tags of the first level."""
        return [
            NumberedReference(_fill_in_numbers(tag, first, parent, ()))
            for chapter, first, parent in self
            for tag in chapter.tags
        ]

    def names(self) -> Iterator[Any]:
        """Yield the names and the destinations of all anchors in turn, sorted by name."""
        destinations: dict[str, Any] = {}
        for chapter, first, _parent in self:
            for name, (page, x, y) in chapter.anchors.items():
                page_reference = NumberedReference(b"%d 0 R" % (first + page))
                destination = pydyf.Array((page_reference, "/XYZ", x, y, 0))
                destinations.setdefault(name, destination)
        for name in sorted(destinations):
            yield pydyf.String(name)
            yield destinations[name]


def _fill_in_numbers(body: bytes, first: int, parent: int, shared: Sequence[int]) -> bytes:
    """Return serialised objects with a number in place of each reference that waits for one.

    Args:
        body: One or more serialised objects of a chapter.
        first: The number of the chapter's first object.
        parent: The key of the chapter's first entry in the parent tree.
        shared: The numbers of the objects that all chapters share.
    """

    def number(reference: re.Match[bytes]) -> bytes:
        """Return the number, or the reference, that takes the place of a waiting one."""
        kind, value = reference[1], int(reference[2])
        if kind == PARENT:
            return b"%d" % (parent + value)
        return b"%d 0 R" % (first + value if kind == CHAPTER else shared[value])

    return _WAITING.sub(number, body)


class PdfFile:
    """A PDF in the writing; objects without stream data are gathered in object streams."""

    def __init__(self) -> None:
        """Begin the file."""
        self._parts = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        self._end = len(self._parts[0])
        self._entries = {0: (0, 0, 65535)}
        self._packed: list[tuple[list[int], bytes, bytes]] = []

    def add_chapter(
        self,
        chapter: DrawnChapter,
        first: int,
        parent: int,
        shared: Sequence[int],
        folios: Iterator[bytes],
    ) -> None:
        """Add a chapter's objects and the page numbers.

        Args:
            chapter: The chapter.
            first: The number of its first object.
            parent: The key of its first entry in the parent tree.
            shared: The numbers of the objects that all chapters share.
            folios: The drawing of each page's number, of which the chapter's are taken.
        """
        drawing = first + len(chapter.pages) + len(chapter.objects)
        pages = []
        for i, page in enumerate(chapter.pages):
            numbers = [drawing + 2 * i]
            self._add_stream(
                drawing + 2 * i, b"<</Filter /FlateDecode/Length %d>>" % len(page.drawn), page.drawn
            )
            if folio := next(folios):
                numbers.append(drawing + 2 * i + 1)
                self._add_stream(numbers[-1], b"<</Length %d>>" % len(folio), folio)
            contents = b" ".join(b"%d 0 R" % number for number in numbers)
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
        """Add objects with their numbers; the other arguments are those of ``add_chapter``."""
        pairs = list(objects)
        # numbered all at once: object by object it takes longer than the rest of binding
        joined = _SEPARATOR.join(drawn.body for _number, drawn in pairs)
        bodies = _fill_in_numbers(joined, first, parent, shared).split(_SEPARATOR)
        packed = []
        for (number, drawn), body in zip(pairs, bodies, strict=True):
            if drawn.data is None:
                packed.append((number, body))
            else:
                self._add_stream(number, body, drawn.data)
        self._pack([number for number, _body in packed], [body for _number, body in packed])

    def _pack(self, numbers: list[int], bodies: list[bytes]) -> None:
        """Gather objects in an object stream (ISO 32000-1, 7.5.7)."""
        offsets = accumulate((len(body) + 1 for body in bodies), initial=0)
        pairs = zip(numbers, offsets, strict=False)
        head = b" ".join(b"%d %d" % (number, offset) for number, offset in pairs)
        data = zlib.compress(b"\n".join([head, *bodies]))
        dictionary = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>" % (
            len(numbers),
            len(head) + 1,
            len(data),
        )
        self._packed.append((numbers, dictionary, data))

    def _add_stream(self, number: int, dictionary: bytes, data: bytes) -> None:
        """Add an object with stream data, and note where it begins in the file."""
        part = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, dictionary, data)
        self._entries[number] = (1, self._end, 0)
        self._parts.append(part)
        self._end += len(part)

    def finish(self, *, root: int, info: int) -> bytes:
        """Return the whole file (ISO 32000-1, 7.5).

        Args:
            root: The number of the catalogue.
            info: The number of the document information, the last object that was added.
        """
        number = root + 2
        for packed_numbers, dictionary, data in self._packed:
            entries = {packed: (2, number, i) for i, packed in enumerate(packed_numbers)}
            self._entries |= entries
            self._add_stream(number, dictionary, data)
            number += 1
        self._entries[number] = (1, self._end, 0)
        # the same bytes get the same identifier, so that a file is the same each time
        name = hashlib.md5(b"".join(self._parts), usedforsecurity=False).hexdigest().encode()
        table = b"".join(
            _ENTRY.pack(*self._entries.get(entry, (0, 0, 0))) for entry in range(number + 1)
        )
        data = zlib.compress(table)
        start = self._end
        dictionary = (
            b"<</Type /XRef/Size %d/W [1 4 4]/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]"
            b"/Filter /FlateDecode/Length %d>>" % (number + 1, root, info, name, name, len(data))
        )
        self._add_stream(number, dictionary, data)
        return b"".join([*self._parts, b"startxref\n%d\n%%%%EOF\n" % start])
