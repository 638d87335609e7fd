"""Chapters as objects of a PDF that wait for their numbers, and one file made of them.

A chapter is laid out and drawn apart. What it has in common with the others (fonts, colour
space, the roots of pages and tags) and the numbers of its pages come when it is bound. The
file is written here: the engine's own way is to draw every page anew.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import accumulate
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from weasyprint.draw.text import draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import pydyf
from weasyprint.pdf.anchors import add_outlines
from weasyprint.text.line_break import split_first_line

from reports.chapters import SCHEME
from reports.pdf import Layout
from reports.pdf.drawing import SCALE, new_resources, painted, written

_OF_PAGE = ("Type", "MediaBox", "TrimBox", "BleedBox", "Resources", "Tabs", "Annots")
"""Entries of a page that stay as they are."""

# References in a chapter's objects, as no text can have them: NUL is in none.
_OWN, _SHARED, _PARENT = b"\0", b"\1", b"\2"
_ENTRY = struct.Struct(">BII")
"""An entry of the cross-reference table (ISO 32000-1, 7.5.8.3)."""
_BETWEEN = b"\0\3"
"""Between two objects, as within none."""
_WAITING = re.compile(rb"([\0-\2])(\d+)\0")
_REFERENCE = re.compile(rb"(\d+) 0 R")


class UnbindableError(Exception):
    """A document that has to be made as a whole."""


@dataclass(frozen=True)
class _Folio:
    """Where a page's number stands."""

    x: float
    """Of its beginning, its middle or its end, by how it is aligned."""
    y: float
    """Of its line, from the page's top."""
    style: str


@dataclass(frozen=True)
class _Object:
    """An object's dictionary, its references waiting for numbers, and the data of a stream."""

    body: bytes
    data: bytes | None = None


@dataclass(frozen=True)
class DrawnPage:
    """What is known of a page besides its objects."""

    body: bytes
    """Its dictionary without its contents, open at the end."""
    drawn: bytes
    """Its instructions, compressed."""
    height: float
    """In CSS pixels."""
    side: str
    folio: _Folio | None
    bookmarks: tuple[Any, ...]
    """As the engine has them (weasyprint.document.Page)."""


@dataclass(frozen=True)
class Chapter:
    """A chapter, drawn."""

    pages: tuple[DrawnPage, ...]
    objects: tuple[_Object, ...]
    parents: tuple[bytes, ...]
    """The values of its part of the parent tree (ISO 32000-1, 14.7.4.4)."""
    tags: tuple[bytes, ...]
    """References to its tags of the first level."""
    anchors: Mapping[str, tuple[int, float, float]]
    """The page of each, from 0, and its place there in points."""
    fonts: Mapping[str, tuple[Mapping[int, str], Mapping[int, int]]]
    """The letters of the glyphs of each font, and their widths."""

    @property
    def size(self) -> int:
        """How many objects it becomes: its own, and three for each page."""
        return len(self.objects) + 3 * len(self.pages)


class _Set_aside(dict[Any, Any]):  # noqa: N801  # private, and read as a phrase
    """Fonts that are used but not written, since a book has them only once."""

    def values(self) -> Any:
        return ()


def draw(layout: Layout) -> Chapter:
    """A chapter that was laid out. Raises UnbindableError where it hangs on the others."""
    laid_out = layout.laid_out
    for page in laid_out.pages:
        _check(page._page_box)
    folios = [_take_out_folio(page._page_box) for page in laid_out.pages]
    laid_out.fonts = fonts = _Set_aside()
    pdf = layout.objects()
    used = list(dict.values(fonts))
    if any(font.missing or font.bitmap for font in used):
        raise UnbindableError
    _lead_elsewhere(pdf)
    common, tree = _common(pdf, laid_out)
    numbers = pdf.pages["Kids"][::3]
    walk = _Walk(pdf, numbers, common)
    pages = tuple(
        DrawnPage(
            walk.written(
                {key: pdf.objects[number][key] for key in _OF_PAGE if key in pdf.objects[number]}
            ).removesuffix(b">>"),
            zlib.compress(written(pdf.objects[_number(pdf.objects[number]["Contents"])].stream)),
            page.height,
            page._page_box.page_type.side,
            folio,
            tuple(page.bookmarks),
        )
        for number, page, folio in zip(numbers, laid_out.pages, folios, strict=True)
    )
    parents = tuple(map(walk.written, tree["Nums"][1::2]))
    tags = tuple(map(walk.written, pdf.objects[common[1]]["K"]))
    anchors = {
        name: (number, place[0] * SCALE, (page.height - place[1]) * SCALE)
        for number, page in reversed(list(enumerate(laid_out.pages)))
        for name, place in page.anchors.items()
    }
    return Chapter(pages, tuple(walk.objects(len(numbers))), parents, tags, anchors, _letters(used))


def _letters(fonts: Iterable[Any]) -> dict[str, tuple[dict[int, str], dict[int, int]]]:
    found: dict[str, tuple[dict[int, str], dict[int, int]]] = {}
    for font in fonts:
        letters, widths = found.setdefault(font.hash, ({}, {}))
        letters |= {**font.to_unicode, **letters}
        widths |= font.widths
    return found


def _number(reference: bytes | str) -> int:
    return int(reference.split()[0])


def _common(pdf: Any, laid_out: Any) -> tuple[list[int], Any]:
    """The numbers of the objects that chapters share, and the parent tree."""
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    resources = pdf.objects[_number(pdf.objects[pdf.pages["Kids"][0]]["Resources"])]
    profile = laid_out.color_profiles["srgb"].pdf_reference
    shared = (root["K"][0], resources["Font"], resources["ColorSpace"], profile)
    return [pdf.pages.number, *map(_number, shared)], pdf.objects[_number(root["ParentTree"])]


def _lead_elsewhere(pdf: Any) -> None:
    """Links to other chapters become links within the book."""
    for one in pdf.objects:
        if isinstance(one, dict) and one.get("Subtype") == "/Link" and "A" in one:
            target = one["A"]["URI"].string
            if target.startswith(SCHEME):
                name = pydyf.String(unquote(target.removeprefix(SCHEME)))
                del one["A"]
                one["Contents"] = one["Dest"] = name


# --- what hangs on the place in the book ------------------------------------


_SETTLED = {"list-item", "string(head)", "string(line)"}
"""What content may be made from within a chapter: each list, and each chapter, begins it anew."""


def _check(page: Any) -> None:
    """Raise UnbindableError where a text hangs on what stands in other chapters."""
    for box in page.descendants(placeholders=True):
        folio = isinstance(box, boxes.MarginBox) and _is_folio(box)
        if not folio and not _SETTLED.issuperset(_made_from(box)):
            raise UnbindableError


def _made_from(box: Any) -> Iterator[str]:
    """The counters, strings and elements that the content of a box is made from."""
    content = box.style["content"] if box.style is not None else None
    for part in content if isinstance(content, tuple | list) else ():
        kind, value = part if isinstance(part, tuple | list) and len(part) == 2 else ("", "")
        if kind in ("counter()", "counters()"):
            yield value[0]
        elif kind == "string()":
            yield f"string({value[0]})"
        elif kind.startswith(("target-", "element")):
            yield kind


def _is_folio(box: Any) -> bool:
    """Whether a margin box has the page's number and nothing else."""
    return list(_made_from(box)) == ["page"] and len(box.style["content"]) == 1


def _take_out_folio(page: Any) -> _Folio | None:
    """Where a page's number stands, which is not drawn."""
    found = _folio_texts(page)
    if len(found) > 1:
        raise UnbindableError
    for margin, text in found:
        folio = _folio(margin, text)
        text.text = " "
        return folio
    return None


def _folio(margin: Any, text: Any) -> _Folio:
    style = text.style
    named = ("font_family", "font_size", "font_weight", "font_style", "color", "visibility")
    said = repr([margin.style["text_align_all"], *(style[name] for name in named)])
    return _Folio(round(text.position_x + _shift(margin) * text.width, 2), text.position_y, said)


def _shift(margin: Any) -> float:
    """Which part of its width a text begins before the place it is aligned to."""
    aligned = margin.style["text_align_all"]
    turned = margin.style["direction"] == "rtl"
    shifts = {"center": 0.5, "right": 1.0, "end": 0.0 if turned else 1.0, "left": 0.0}
    return shifts.get(aligned, 1.0 if turned else 0.0)


# --- objects ----------------------------------------------------------------


class _Ready(bytes):
    """A reference that has its number."""


class _Walk:
    """Writes the objects of a PDF that others lead to, with references that wait for numbers."""

    def __init__(self, pdf: Any, roots: Sequence[int], shared: Sequence[int]) -> None:
        """The roots are written apart and come first in the numbering."""
        self._pdf = pdf
        self._shared = {number: i for i, number in enumerate(shared)}
        self._numbers = list(roots)
        self._places = {number: i for i, number in enumerate(roots)}

    def objects(self, begin: int) -> Iterator[_Object]:
        """Those from a place on in the numbering, and all that they lead to."""
        while begin < len(self._numbers):
            yield self._object(self._pdf.objects[self._numbers[begin]])
            begin += 1

    def _object(self, one: Any) -> _Object:
        if not isinstance(one, pydyf.Stream):
            return _Object(self.written(one))
        data = written(one.stream)
        extra = dict(one.extra)
        if one.compress:
            data = zlib.compress(data)
            extra["Filter"] = "/FlateDecode"
        return _Object(self.written({**extra, "Length": len(data)}), data)

    def written(self, value: Any) -> bytes:
        """A value as it stands in a file, but for its references."""
        if isinstance(value, dict):
            return b"<<%s>>" % b"".join(
                b"/%s %s" % (pydyf._to_bytes(key), self._entry(key, one))
                for key, one in value.items()
            )
        if isinstance(value, list):
            return b"[%s]" % b" ".join(map(self.written, value))
        if isinstance(value, bytes) and not isinstance(value, _Ready):
            found = _REFERENCE.fullmatch(value)
            return self._reference(int(found[1])) if found else value
        data: bytes = pydyf._to_bytes(value)
        return data

    def _entry(self, key: str, value: Any) -> bytes:
        if key == "StructParent":
            return b"%s%d\0" % (_PARENT, value)
        if key == "ID":  # of a cell that heads others, which name it
            return self._name(value)
        if key == "Headers":
            return b"[%s]" % b" ".join(map(self._name, value))
        return self.written(value)

    def _name(self, name: Any) -> bytes:
        """A name that no other chapter has."""
        return b"%s-%s0\0)" % (self.written(name).removesuffix(b")"), _PARENT)

    def _reference(self, number: int) -> bytes:
        if number in self._shared:
            return b"%s%d\0" % (_SHARED, self._shared[number])
        if number not in self._places:
            self._places[number] = len(self._numbers)
            self._numbers.append(number)
        return b"%s%d\0" % (_OWN, self._places[number])


# --- the book ---------------------------------------------------------------


def bind(layout: Layout, chapters: Sequence[Chapter]) -> bytes:
    """One PDF of all chapters, in their order.

    What they share is that of a document of two pages, a right and a left one, in which
    each face is used. Raises UnbindableError where chapters use others or look otherwise.
    """
    laid_out = layout.laid_out
    folios = _Folios(laid_out)
    pages = [page for chapter in chapters for page in chapter.pages]
    folio_streams = [folios.drawn(page, number) for number, page in enumerate(pages, 1)]
    _gather_fonts(laid_out, chapters)
    pdf = layout.objects()
    numbering = _Numbering(chapters)
    shared, tree = _common(pdf, laid_out)
    _set_pages(pdf, numbering.pages)
    tree["Nums"] = pydyf.Array(numbering.parents())
    pdf.objects[shared[1]]["K"] = pydyf.Array(numbering.tags())
    names = pydyf.Array(numbering.names())
    pdf.catalog["Names"] = pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": names})})
    _add_bookmarks(pdf, laid_out, pages, numbering.pages)
    own = _Walk(pdf, shared, ())
    root = own.written(pdf.catalog)
    info = own.written(pdf.info)
    file = _File()
    base = numbering.end
    commons = [base + i for i in range(len(shared))]
    streams = iter(folio_streams)
    for chapter, first, parent in numbering:
        file.add(chapter, first, parent, commons, streams)
    objects = [*own.objects(0), _Object(root), _Object(info)]
    file.add_objects(((base + i, one) for i, one in enumerate(objects)), base, 0, commons)
    return file.written(root=base + len(objects) - 2, info=base + len(objects) - 1)


class _Folios:
    """Draws the numbers of pages, as they stand on two pages that have nothing else."""

    def __init__(self, laid_out: Any) -> None:
        self._sides = [page._page_box.page_type.side for page in laid_out.pages]
        self._found: dict[str, tuple[_Folio, Any, Any]] = {}
        self._resources = new_resources()
        self._streams = [painted(laid_out, page, self._resources) for page in laid_out.pages]
        boxes_ = [page._page_box for page in laid_out.pages]
        if len({(one.margin_left, one.margin_top, one.width, one.height) for one in boxes_}) > 1:
            raise UnbindableError
        for page in boxes_:
            for margin, text in _folio_texts(page):
                self._found[page.page_type.side] = (_folio(margin, text), margin, text)
        if self._found and len(self._found) < len(self._sides):
            raise UnbindableError  # a page does not know on which side it will be

    def drawn(self, page: DrawnPage, number: int) -> bytes:
        """The instructions for a page's number, which come after the page's own."""
        if page.folio is None:
            return b""
        if page.side not in self._found or self._found[page.side][0] != page.folio:
            raise UnbindableError
        _place, margin, text = self._found[self._sides[(number - 1) % 2]]
        box = copy(text)
        box.text = str(number)
        box.pango_layout, _length, _more, box.width, _height, _baseline = split_first_line(
            box.text, box.style, None, None, justification_spacing=0
        )
        box.position_x += _shift(margin) * (text.width - box.width)
        stream = self._streams[0].clone(tags=None)
        with stream.stacked():
            stream.transform(a=SCALE, d=SCALE)
            draw_text(stream, box, 0, "clip", "none")
        return b"/Artifact BMC\n%s\nEMC" % written(stream.stream)


def _folio_texts(page: Any) -> list[tuple[Any, Any]]:
    """The boxes of a page's number: the margin's, and the text in it."""
    return [
        (margin, text)
        for margin in page.children
        if isinstance(margin, boxes.MarginBox) and _is_folio(margin)
        for text in margin.descendants()
        if isinstance(text, boxes.TextBox)
    ]


def _gather_fonts(laid_out: Any, chapters: Iterable[Chapter]) -> None:
    """Have the fonts written with the glyphs of all chapters."""
    fonts = {font.hash: font for font in laid_out.fonts.values()}
    for chapter in chapters:
        for name, (letters, widths) in chapter.fonts.items():
            if name not in fonts:
                raise UnbindableError
            fonts[name].to_unicode = {**letters, **fonts[name].to_unicode}
            fonts[name].widths |= widths


def _set_pages(pdf: Any, references: Sequence[_Ready]) -> None:
    pdf.pages["Kids"] = pydyf.Array(references)
    pdf.pages["Count"] = len(references)


def _add_bookmarks(
    pdf: Any, laid_out: Any, pages: Sequence[DrawnPage], references: Sequence[_Ready]
) -> None:
    """The outline of all chapters, as the engine makes it of one document's."""
    tree = type(laid_out).make_bookmark_tree(SimpleNamespace(pages=pages), SCALE, True)
    add_outlines(
        SimpleNamespace(page_references=references, add_object=pdf.add_object, catalog=pdf.catalog),
        tree,
    )


class _Numbering:
    """The numbers that chapters' objects and pages get."""

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        self._chapters = chapters
        sizes = [chapter.size for chapter in chapters]
        self._firsts = list(accumulate(sizes, initial=1))
        self._parents = list(accumulate((len(one.parents) for one in chapters), initial=0))
        self.end = self._firsts[-1]
        """The first number that no chapter has."""
        self.pages = [
            _Ready(b"%d 0 R" % (first + i))
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
                yield _Ready(_settled(one, first, parent, ()))

    def tags(self) -> list[_Ready]:
        return [
            _Ready(_settled(one, first, parent, ()))
            for chapter, first, parent in self
            for one in chapter.tags
        ]

    def names(self) -> Iterator[Any]:
        """The places that links lead to, as names and values in turn, sorted."""
        found: dict[str, Any] = {}
        for chapter, first, _parent in self:
            for name, (page, x, y) in chapter.anchors.items():
                place = pydyf.Array((_Ready(b"%d 0 R" % (first + page)), "/XYZ", x, y, 0))
                found.setdefault(name, place)
        for name in sorted(found):
            yield pydyf.String(name)
            yield found[name]


def _settled(body: bytes, first: int, parent: int, shared: Sequence[int]) -> bytes:
    """An object with its references numbered."""

    def number(found: re.Match[bytes]) -> bytes:
        kind, value = found[1], int(found[2])
        if kind == _PARENT:
            return b"%d" % (parent + value)
        return b"%d 0 R" % (first + value if kind == _OWN else shared[value])

    return _WAITING.sub(number, body)


class _File:
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
            pages.append(_Object(body))
        numbered = enumerate([*pages, *chapter.objects], first)
        self.add_objects(numbered, first, parent, shared)

    def add_objects(
        self,
        objects: Iterable[tuple[int, _Object]],
        first: int,
        parent: int,
        shared: Sequence[int],
    ) -> None:
        found = list(objects)
        # all at once: one by one takes longer than all else
        joined = _BETWEEN.join(one.body for _number, one in found)
        settled = _settled(joined, first, parent, shared).split(_BETWEEN)
        packed = []
        for (number, one), body in zip(found, settled, strict=True):
            if one.data is None:
                packed.append((number, body))
            else:
                self._add_stream(number, body, one.data)
        bodies = [body for _number, body in packed]
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
