"""Chapters as objects of a PDF that wait for their numbers, and one file made of them.

A chapter is laid out and drawn apart. What it has in common with the others (fonts, colour
space, the roots of pages and tags) and the numbers of its pages come when it is bound. The
file is written by :mod:`reports.render.pdf_writer`: the engine would draw every page anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from reports.render.drawn_chapter import Chapter, DrawnObject, DrawnPage
from reports.render.engine import Layout
from reports.render.engine_library import add_outlines, pydyf
from reports.render.folios import FolioWriter, UnbindableError, check_bindable, take_out_folio
from reports.render.html_chapters import SCHEME
from reports.render.page_drawing import SCALE, written
from reports.render.pdf_writer import (
    OWN,
    PARENT,
    REFERENCE,
    SHARED,
    Numbering,
    PdfFile,
    ReadyObject,
    number_of,
)

_OF_PAGE = ("Type", "MediaBox", "TrimBox", "BleedBox", "Resources", "Tabs", "Annots")
"""Entries of a page that stay as they are."""


class _Set_aside(dict[Any, Any]):  # noqa: N801  # private, and read as a phrase
    """Fonts that are used but not written, since a book has them only once."""

    def values(self) -> Any:
        return ()


def draw(layout: Layout) -> Chapter:
    """A chapter that was laid out. Raises UnbindableError where it hangs on the others."""
    laid_out = layout.laid_out
    for page in laid_out.pages:
        check_bindable(page._page_box)
    folios = [take_out_folio(page._page_box) for page in laid_out.pages]
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
            zlib.compress(written(pdf.objects[number_of(pdf.objects[number]["Contents"])].stream)),
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


def _common(pdf: Any, laid_out: Any) -> tuple[list[int], Any]:
    """The numbers of the objects that chapters share, and the parent tree."""
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    resources = pdf.objects[number_of(pdf.objects[pdf.pages["Kids"][0]]["Resources"])]
    profile = laid_out.color_profiles["srgb"].pdf_reference
    shared = (root["K"][0], resources["Font"], resources["ColorSpace"], profile)
    return [pdf.pages.number, *map(number_of, shared)], pdf.objects[number_of(root["ParentTree"])]


def _lead_elsewhere(pdf: Any) -> None:
    """Links to other chapters become links within the book."""
    for one in pdf.objects:
        if isinstance(one, dict) and one.get("Subtype") == "/Link" and "A" in one:
            target = one["A"]["URI"].string
            if target.startswith(SCHEME):
                name = pydyf.String(unquote(target.removeprefix(SCHEME)))
                del one["A"]
                one["Contents"] = one["Dest"] = name


# --- objects ----------------------------------------------------------------


class _Walk:
    """Writes the objects of a PDF that others lead to, with references that wait for numbers."""

    def __init__(self, pdf: Any, roots: Sequence[int], shared: Sequence[int]) -> None:
        """The roots are written apart and come first in the numbering."""
        self._pdf = pdf
        self._shared = {number: i for i, number in enumerate(shared)}
        self._numbers = list(roots)
        self._places = {number: i for i, number in enumerate(roots)}

    def objects(self, begin: int) -> Iterator[DrawnObject]:
        """Those from a place on in the numbering, and all that they lead to."""
        while begin < len(self._numbers):
            yield self._object(self._pdf.objects[self._numbers[begin]])
            begin += 1

    def _object(self, one: Any) -> DrawnObject:
        if not isinstance(one, pydyf.Stream):
            return DrawnObject(self.written(one))
        data = written(one.stream)
        extra = dict(one.extra)
        if one.compress:
            data = zlib.compress(data)
            extra["Filter"] = "/FlateDecode"
        return DrawnObject(self.written({**extra, "Length": len(data)}), data)

    def written(self, value: Any) -> bytes:
        """A value as it stands in a file, but for its references."""
        if isinstance(value, dict):
            return b"<<%s>>" % b"".join(
                b"/%s %s" % (pydyf._to_bytes(key), self._entry(key, one))
                for key, one in value.items()
            )
        if isinstance(value, list):
            return b"[%s]" % b" ".join(map(self.written, value))
        if isinstance(value, bytes) and not isinstance(value, ReadyObject):
            found = REFERENCE.fullmatch(value)
            return self._reference(int(found[1])) if found else value
        data: bytes = pydyf._to_bytes(value)
        return data

    def _entry(self, key: str, value: Any) -> bytes:
        if key == "StructParent":
            return b"%s%d\0" % (PARENT, value)
        if key == "ID":  # of a cell that heads others, which name it
            return self._name(value)
        if key == "Headers":
            return b"[%s]" % b" ".join(map(self._name, value))
        return self.written(value)

    def _name(self, name: Any) -> bytes:
        """A name that no other chapter has."""
        return b"%s-%s0\0)" % (self.written(name).removesuffix(b")"), PARENT)

    def _reference(self, number: int) -> bytes:
        if number in self._shared:
            return b"%s%d\0" % (SHARED, self._shared[number])
        if number not in self._places:
            self._places[number] = len(self._numbers)
            self._numbers.append(number)
        return b"%s%d\0" % (OWN, self._places[number])


# --- the book ---------------------------------------------------------------


def bind(layout: Layout, chapters: Sequence[Chapter]) -> bytes:
    """One PDF of all chapters, in their order.

    What they share is that of a document of two pages, a right and a left one, in which
    each face is used. Raises UnbindableError where chapters use others or look otherwise.
    """
    laid_out = layout.laid_out
    folios = FolioWriter(laid_out)
    pages = [page for chapter in chapters for page in chapter.pages]
    folio_streams = [folios.drawn(page, number) for number, page in enumerate(pages, 1)]
    _gather_fonts(laid_out, chapters)
    pdf = layout.objects()
    numbering = Numbering(chapters)
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
    file = PdfFile()
    base = numbering.end
    commons = [base + i for i in range(len(shared))]
    streams = iter(folio_streams)
    for chapter, first, parent in numbering:
        file.add(chapter, first, parent, commons, streams)
    objects = [*own.objects(0), DrawnObject(root), DrawnObject(info)]
    file.add_objects(((base + i, one) for i, one in enumerate(objects)), base, 0, commons)
    return file.written(root=base + len(objects) - 2, info=base + len(objects) - 1)


def _gather_fonts(laid_out: Any, chapters: Iterable[Chapter]) -> None:
    """Have the fonts written with the glyphs of all chapters."""
    fonts = {font.hash: font for font in laid_out.fonts.values()}
    for chapter in chapters:
        for name, (letters, widths) in chapter.fonts.items():
            if name not in fonts:
                raise UnbindableError
            fonts[name].to_unicode = {**letters, **fonts[name].to_unicode}
            fonts[name].widths |= widths


def _set_pages(pdf: Any, references: Sequence[ReadyObject]) -> None:
    pdf.pages["Kids"] = pydyf.Array(references)
    pdf.pages["Count"] = len(references)


def _add_bookmarks(
    pdf: Any, laid_out: Any, pages: Sequence[DrawnPage], references: Sequence[ReadyObject]
) -> None:
    """The outline of all chapters, as the engine makes it of one document's."""
    tree = type(laid_out).make_bookmark_tree(SimpleNamespace(pages=pages), SCALE, True)
    add_outlines(
        SimpleNamespace(page_references=references, add_object=pdf.add_object, catalog=pdf.catalog),
        tree,
    )
