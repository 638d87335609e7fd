"""Serialise chapters as PDF objects without numbers, and bind them into one PDF.

A chapter is laid out and drawn apart from the others. What all chapters share (fonts, colour
space, the roots of the page tree and of the tags) and the page numbers are added when the
book is bound. The file is written by :mod:`reports.render.pdf_writer`, since the engine would
have to draw every page again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from reports.render.drawn_chapter import DrawnChapter, DrawnObject, DrawnPage, UnbindableError
from reports.render.engine import Layout
from reports.render.engine_library import add_outlines, pydyf
from reports.render.folios import FolioWriter, check_bindable, take_out_folio
from reports.render.html_chapters import SCHEME
from reports.render.page_drawing import SCALE, serialise
from reports.render.pdf_writer import (
    CHAPTER,
    PARENT,
    REFERENCE,
    SHARED,
    NumberedReference,
    Numbering,
    PdfFile,
    object_number,
)

_KEPT_OF_PAGE = (
    "Type",
    "MediaBox",
    "TrimBox",
    "BleedBox",
    "ArtBox",
    "Resources",
    "Tabs",
    "Annots",
)
"""Entries of a page's dictionary that binding does not change."""


class _UnwrittenFonts(dict[Any, Any]):
    """Fonts that a chapter uses and the engine does not write: a book has them only once."""

    def values(self) -> Any:
        """Return nothing, since the engine writes the fonts that it gets from here."""
        return ()


def draw(layout: Layout) -> DrawnChapter:
    """Return a laid-out chapter, serialised.

    The layout itself cannot be written afterwards: its page numbers and fonts are taken out.

    Raises:
        UnbindableError: If its text depends on other chapters, or if it has a font that
            cannot be shared.
    """
    laid_out = layout.laid_out
    for page in laid_out.pages:
        check_bindable(page._page_box)
    folios = [take_out_folio(page._page_box) for page in laid_out.pages]
    laid_out.fonts = fonts = _UnwrittenFonts()
    pdf = layout.objects()
    used_fonts = list(dict.values(fonts))
    if any(font.missing or font.bitmap for font in used_fonts):
        raise UnbindableError
    _make_links_internal(pdf)
    shared, parent_tree = _shared_objects(pdf, laid_out)
    numbers = pdf.pages["Kids"][::3]
    serialiser = _Serialiser(pdf, numbers, shared)
    pages = tuple(
        DrawnPage(
            serialiser.serialise(
                {
                    key: pdf.objects[number][key]
                    for key in _KEPT_OF_PAGE
                    if key in pdf.objects[number]
                }
            ).removesuffix(b">>"),
            zlib.compress(serialise(_contents(pdf, number))),
            page.height,
            page._page_box.page_type.side,
            folio,
            tuple(page.bookmarks),
        )
        for number, page, folio in zip(numbers, laid_out.pages, folios, strict=True)
    )
    parents = tuple(map(serialiser.serialise, parent_tree["Nums"][1::2]))
    tags = tuple(map(serialiser.serialise, pdf.objects[shared[1]]["K"]))
    anchors = {
        name: (number, place[0] * SCALE, (page.height - place[1]) * SCALE)
        for number, page in reversed(list(enumerate(laid_out.pages)))
        for name, place in page.anchors.items()
    }
    objects = tuple(serialiser.objects(len(numbers)))
    return DrawnChapter(pages, objects, parents, tags, anchors, _used_glyphs(used_fonts))


def _contents(pdf: Any, page_number: int) -> Any:
    """Return the drawing instructions of a page, given by its object number."""
    return pdf.objects[object_number(pdf.objects[page_number]["Contents"])].stream


def _used_glyphs(fonts: Iterable[Any]) -> dict[str, tuple[dict[int, str], dict[int, int]]]:
    """Return for each font, by its hash, the texts and the widths of the glyphs used."""
    glyphs: dict[str, tuple[dict[int, str], dict[int, int]]] = {}
    for font in fonts:
        texts, widths = glyphs.setdefault(font.hash, ({}, {}))
        texts |= {**font.to_unicode, **texts}
        widths |= font.widths
    return glyphs


def _shared_objects(pdf: Any, laid_out: Any) -> tuple[list[int], Any]:
    """Return the numbers of the objects that all chapters share, and the parent tree.

    The numbers are those of the page tree, the root of the tags, the fonts, the colour spaces
    and the colour profile; their order is the same in each chapter and in the book.
    """
    root = pdf.objects[object_number(pdf.catalog["StructTreeRoot"])]
    resources = pdf.objects[object_number(pdf.objects[pdf.pages["Kids"][0]]["Resources"])]
    profile = laid_out.color_profiles["srgb"].pdf_reference
    shared = (root["K"][0], resources["Font"], resources["ColorSpace"], profile)
    parent_tree = pdf.objects[object_number(root["ParentTree"])]
    return [pdf.pages.number, *map(object_number, shared)], parent_tree


def _make_links_internal(pdf: Any) -> None:
    """Turn links to other chapters, which are URLs so far, into links within the book."""
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("Subtype") == "/Link" and "A" in entry:
            target = entry["A"]["URI"].string
            if target.startswith(SCHEME):
                name = pydyf.String(unquote(target.removeprefix(SCHEME)))
                del entry["A"]
                entry["Dest"] = name


# --- objects ----------------------------------------------------------------


class _Serialiser:
    """Serialises objects of a PDF, numbering each one when a reference to it is first met.

    References are written so that they can get their final numbers later
    (:mod:`reports.render.pdf_writer`).
    """

    def __init__(self, pdf: Any, roots: Sequence[int], shared: Sequence[int]) -> None:
        """Give the first numbers to the roots.

        Args:
            pdf: The PDF, as the engine has it.
            roots: The numbers in ``pdf`` of the objects to begin with.
            shared: The numbers in ``pdf`` of the objects that all chapters share.
        """
        self._pdf = pdf
        self._shared = {number: i for i, number in enumerate(shared)}
        self._numbers = list(roots)
        self._places = {number: i for i, number in enumerate(roots)}

    def objects(self, start: int) -> Iterator[DrawnObject]:
        """Yield the objects from a position of the numbering on, and all they refer to."""
        while start < len(self._numbers):
            yield self._object(self._pdf.objects[self._numbers[start]])
            start += 1

    def _object(self, pdf_object: Any) -> DrawnObject:
        """Return an object of the engine, serialised, with a stream's data compressed if wanted."""
        if not isinstance(pdf_object, pydyf.Stream):
            return DrawnObject(self.serialise(pdf_object))
        data = serialise(pdf_object.stream)
        extra = dict(pdf_object.extra)
        if pdf_object.compress:
            data = zlib.compress(data)
            extra["Filter"] = "/FlateDecode"
        return DrawnObject(self.serialise({**extra, "Length": len(data)}), data)

    def serialise(self, value: Any) -> bytes:
        """Return a value as it is written into a file, its references without numbers."""
        if isinstance(value, dict):
            return b"<<%s>>" % b"".join(
                b"/%s %s" % (pydyf._to_bytes(key), self._dictionary_value(key, entry))
                for key, entry in value.items()
            )
        if isinstance(value, list):
            return b"[%s]" % b" ".join(map(self.serialise, value))
        if isinstance(value, bytes) and not isinstance(value, NumberedReference):
            reference = REFERENCE.fullmatch(value)
            return self._reference(int(reference[1])) if reference else value
        data: bytes = pydyf._to_bytes(value)
        return data

    def _dictionary_value(self, key: str, value: Any) -> bytes:
        """Return the value of a dictionary's key as it is written.

        What must differ between chapters waits for a number: keys of the parent tree, names of
        cells.
        """
        if key == "StructParent":
            return b"%s%d\0" % (PARENT, value)
        if key == "ID":  # of a cell that heads others, which refer to it by this name
            return self._unique_name(value)
        if key == "Headers":
            return b"[%s]" % b" ".join(map(self._unique_name, value))
        return self.serialise(value)

    def _unique_name(self, name: Any) -> bytes:
        """Return a serialised name that no other chapter has: it ends in the number of a parent."""
        return b"%s-%s0\0)" % (self.serialise(name).removesuffix(b")"), PARENT)

    def _reference(self, number: int) -> bytes:
        """Return a reference that waits for its number; give an object that is new a place."""
        if number in self._shared:
            return b"%s%d\0" % (SHARED, self._shared[number])
        if number not in self._places:
            self._places[number] = len(self._numbers)
            self._numbers.append(number)
        return b"%s%d\0" % (CHAPTER, self._places[number])


# --- the book ---------------------------------------------------------------


def bind(layout: Layout, chapters: Sequence[DrawnChapter]) -> bytes:
    """Bind chapters into one PDF, in their order.

    Args:
        layout: Two sample pages, a right and a left one, in which each face is used: fonts
            and page numbers are taken from them.
        chapters: The chapters.

    Raises:
        UnbindableError: If a chapter uses another font, or has its page numbers elsewhere.
    """
    laid_out = layout.laid_out
    folios = FolioWriter(laid_out)
    pages = [page for chapter in chapters for page in chapter.pages]
    folio_streams = [folios.draw(page, number) for number, page in enumerate(pages, 1)]
    _gather_fonts(laid_out, chapters)
    pdf = layout.objects()
    numbering = Numbering(chapters)
    shared, parent_tree = _shared_objects(pdf, laid_out)
    _set_pages(pdf, numbering.pages)
    parent_tree["Nums"] = pydyf.Array(numbering.parents())
    pdf.objects[shared[1]]["K"] = pydyf.Array(numbering.tags())
    names = pydyf.Array(numbering.names())
    pdf.catalog["Names"] = pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": names})})
    _add_bookmarks(pdf, laid_out, pages, numbering.pages)
    serialiser = _Serialiser(pdf, shared, ())
    root = serialiser.serialise(pdf.catalog)
    info = serialiser.serialise(pdf.info)
    file = PdfFile()
    base = numbering.end
    shared_numbers = [base + i for i in range(len(shared))]
    streams = iter(folio_streams)
    for chapter, first, parent in numbering:
        file.add_chapter(chapter, first, parent, shared_numbers, streams)
    objects = [*serialiser.objects(0), DrawnObject(root), DrawnObject(info)]
    file.add_objects(enumerate(objects, base), base, 0, shared_numbers)
    return file.finish(root=base + len(objects) - 2, info=base + len(objects) - 1)


def _gather_fonts(laid_out: Any, chapters: Iterable[DrawnChapter]) -> None:
    """Add the glyphs of all chapters to the fonts that the engine is going to write.

    Raises UnbindableError if a chapter has a font that is not among them.
    """
    fonts = {font.hash: font for font in laid_out.fonts.values()}
    for chapter in chapters:
        for name, (texts, widths) in chapter.fonts.items():
            if name not in fonts:
                raise UnbindableError
            fonts[name].to_unicode = {**texts, **fonts[name].to_unicode}
            fonts[name].widths |= widths


def _set_pages(pdf: Any, references: Sequence[NumberedReference]) -> None:
    """Enter the pages of the book into the page tree, in place of the sample pages."""
    pdf.pages["Kids"] = pydyf.Array(references)
    pdf.pages["Count"] = len(references)


def _add_bookmarks(
    pdf: Any, laid_out: Any, pages: Sequence[DrawnPage], references: Sequence[NumberedReference]
) -> None:
    """Add the bookmarks of all chapters, with the engine's own code for one document."""
    tree = type(laid_out).make_bookmark_tree(SimpleNamespace(pages=pages), SCALE, True)
    add_outlines(
        SimpleNamespace(page_references=references, add_object=pdf.add_object, catalog=pdf.catalog),
        tree,
    )
