"""Failure conditions of the Matterhorn Protocol, judged without the validator.

The conditions are those of the Matterhorn Protocol 1.1 (PDF Association, 2021) for PDF/UA-1
(ISO 14289-1:2014); each test names its number and whether the protocol calls it one for a machine
(M) or for a person (H). veraPDF passes all documents; what is here it does not look at, or cannot
judge: of those for a person, the ones that a program can judge for these documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from tests.support import factories
from tests.support.read_aloud import TaggedElement, TaggedPdf
from tests.support.readings import READINGS, reading

pytestmark = factories.ENGINE

every_document = pytest.mark.parametrize("name", READINGS)

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
"""The usual forms of BCP 47."""

KIDS: dict[str, set[str]] = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "Caption", "L"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC"},
}
"""What tables, lists and contents may hold (ISO 32000-1, tables 333, 336 and 337)."""

PARENTS: dict[str, set[str]] = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}


@cache
def _tagged(name: str) -> TaggedPdf:
    return TaggedPdf(reading(name))


def _of(tagged: TaggedPdf, *tags: str) -> list[TaggedElement]:
    return [element for element in tagged.root.walk() if element.tag in tags]


def _kids(element: TaggedElement) -> list[TaggedElement]:
    return [kid for kid in element.kids if isinstance(kid, TaggedElement)]


@every_document
def test_artifacts_and_tagged_content_are_apart(name: str) -> None:
    """01-003 and 01-004 (M); 01-007 (M): nothing is suspect."""
    tagged = _tagged(name)
    assert [page.nested for page in tagged.pages if page.nested] == []
    assert not tagged.pdf.Root.MarkInfo.get("/Suspects", False)


@every_document
def test_what_is_marked_is_in_the_tree_once(name: str) -> None:
    """01-005 (M), 30-002 (M): each mark belongs to one element, and the parent tree knows it."""
    tagged = _tagged(name)
    parents = tagged.pdf.Root.StructTreeRoot.ParentTree.Nums
    entries = {int(parents[i]): parents[i + 1] for i in range(0, len(parents), 2)}
    placed: list[tuple[int, int]] = []

    def collect(dictionary: Any) -> None:
        page = dictionary.get("/Pg")
        for kid in dictionary.get("/K", []):
            if isinstance(kid, int):
                placed.append((int(page.StructParents), kid))
                owner = entries[int(page.StructParents)][kid]
                assert owner.objgen == dictionary.objgen
            elif kid.get("/Type") == pikepdf.Name.MCR:
                key = int(kid.Pg.StructParents)
                placed.append((key, int(kid.MCID)))
                assert entries[key][int(kid.MCID)].objgen == dictionary.objgen
            elif "/S" in kid:
                assert kid.P.objgen == dictionary.objgen
                collect(kid)

    collect(tagged.root.entries)
    assert len(set(placed)) == len(placed)
    marks = {
        (int(page.obj.StructParents), mark)
        for page, texts in zip(tagged.pdf.pages, tagged.pages, strict=True)
        for mark in texts.texts
    }
    assert set(placed) == marks


@every_document
def test_no_text_is_left_to_artifacts_but_what_repeats(name: str) -> None:
    """01-002 (H), 18-001 and 18-002 (H): an artifact with letters is decoration or furniture.

    Heads and feet of pages are artifacts of pagination and say which of the two they are.
    """
    tagged = _tagged(name)
    expected = {"Header", "Footer", "Pagination", "Layout"}
    kinds = {kind for page in tagged.pages for kind, _text in page.artifacts}
    assert kinds <= expected
    read = " ".join(element.shown for element in _of(tagged, "P", "H1", "H2", "H3", "TH", "TD"))
    words = set(re.findall(r"\w{4,}", read))
    layout = " ".join(
        text for page in tagged.pages for kind, text in page.artifacts if kind == "Layout"
    )
    assert set(re.findall(r"[^\W\d]{4,}", layout)) <= words


@every_document
def test_tables_lists_and_contents_hold_what_they_may(name: str) -> None:
    """09-004, 09-005 and 09-006 (M), 09-002 (H)."""
    for element in _tagged(name).root.walk():
        for kid in _kids(element):
            assert kid.tag in KIDS.get(element.tag, {kid.tag}), (element.tag, kid.tag)
            assert element.tag in PARENTS.get(kid.tag, {element.tag}), (element.tag, kid.tag)


@every_document
def test_text_stands_in_elements_for_text(name: str) -> None:
    """01-006 and 09-003 (H): no text directly in what groups, no block within a paragraph."""
    groups = {"Document", "Part", "Sect", "Art", "Div", *KIDS}
    blocks = {"P", "L", "Table", "TOC", "Sect", "H1", "H2", "H3", "H4", "H5", "H6"}
    for element in _tagged(name).root.walk():
        if element.tag in groups:
            assert not any(isinstance(kid, str) and kid.strip() for kid in element.kids)
        if element.tag in ("P", "H1", "H2", "H3", "H4", "H5", "H6", "Span", "Link", "Lbl"):
            assert not {kid.tag for kid in _kids(element)} & blocks, element.tag


@every_document
def test_every_glyph_says_what_it_stands_for(name: str) -> None:
    """10-001 (M): no text comes out as nothing, as a replacement or a private character."""
    for page in _tagged(name).pages:
        for text in (*page.texts.values(), *(text for _kind, text in page.artifacts)):
            assert not re.search("[\0\ufffd\ufffe\uffff\ue000-\uf8ff]", text)


@every_document
def test_every_language_is_a_language(name: str) -> None:
    """11-001 to 11-006 (M), 11-007 (H): there is one for all, and what differs says so.

    Letters of another script than the document's are in a language of that script.
    """
    tagged = _tagged(name)
    scripts = {
        "[\u0600-\u06ff]": {"ar", "fa"},
        "[\u0400-\u04ff]": {"uk", "ru"},
        "[\u1200-\u137f]": {"ti"},
    }
    for element in tagged.root.walk():
        assert LANGUAGE_TAG.fullmatch(element.language)
        direct = "".join(kid for kid in element.kids if isinstance(kid, str))
        for letters, languages in scripts.items():
            if re.search(letters, direct):
                assert element.language in languages, direct


@every_document
def test_every_picture_has_words_and_a_place(name: str) -> None:
    """13-004 (M); its box lies on the page (ISO 32000-1, 14.8.5.4.3)."""
    tagged = _tagged(name)
    for figure in _of(tagged, "Figure"):
        assert len(str(figure.entries.Alt)) > 2
        assert not re.search(r"\.(png|svg|jpe?g)$", str(figure.entries.Alt))
        x0, y0, x1, y1 = map(float, figure.entries.A.BBox)
        left, bottom, right, top = map(float, tagged.pdf.pages[0].mediabox)
        assert left <= x0 < x1 <= right
        assert bottom <= y0 < y1 <= top


@every_document
def test_headings_begin_with_the_first_and_skip_no_level(name: str) -> None:
    """14-002, 14-003, 14-006 and 14-007 (M)."""
    headings = [element for element in _tagged(name).root.walk() if re.match(r"H\d?$", element.tag)]
    levels = [int(heading.tag[1:]) for heading in headings]
    steps = pairwise(levels)
    # sides of a sheet in two languages have a title each
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in steps)
    assert all(heading.text.strip() for heading in headings)


@every_document
def test_tables_are_regular_and_each_cell_has_its_headings(name: str) -> None:
    """15-003 (M), 15-001, 15-002 and 15-005 (H): scoped heads, rows of equal length."""
    for table in _of(_tagged(name), "Table"):
        rows = [element for element in table.walk() if element.tag == "TR"]
        widths = {
            sum(int(cell.entries.get("/A", {}).get("/ColSpan", 1)) for cell in _kids(row))
            for row in rows
        }
        assert len(widths) == 1
        for head in (element for element in table.walk() if element.tag == "TH"):
            assert head.entries.A.Scope in (pikepdf.Name.Row, pikepdf.Name.Column)
        heads, *others = rows
        assert all(cell.tag == "TH" for cell in _kids(heads))
        assert all(_kids(row)[0].tag == "TH" for row in others)
        assert not any("●" in cell.text or "○" in cell.text for cell in table.walk())


@every_document
def test_notes_have_names_of_their_own(name: str) -> None:
    """19-001 (H), 19-003 and 19-004 (M)."""
    names = [str(note.entries.ID) for note in _of(_tagged(name), "Note")]
    assert len(set(names)) == len(names)


@every_document
def test_long_documents_have_bookmarks_for_their_headings(name: str) -> None:
    """27-001 (H)."""
    tagged = _tagged(name)

    def titles(bookmark: Any) -> Iterator[str]:
        while bookmark is not None:
            yield _words(str(bookmark.Title))
            yield from titles(bookmark.get("/First"))
            bookmark = bookmark.get("/Next")

    outlines: Any = tagged.pdf.Root.get("/Outlines", {})
    bookmarks = list(titles(outlines.get("/First")))
    headings = [_words(element.text) for element in tagged.root.walk() if element.tag[0] == "H"]
    if len(tagged.pdf.pages) > 1:
        assert set(bookmarks) & set(headings)
    assert len(bookmarks) <= len([heading for heading in headings if heading])


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@every_document
def test_links_and_fields_are_announced_in_words(name: str) -> None:
    """28-005, 28-010, 28-011 and 28-012 (M): an element each, a name that is no address."""
    tagged = _tagged(name)
    announced = set()
    for element in tagged.root.walk():
        for annotation in element.fields:
            announced.add(annotation.objgen)
            kind = str(annotation.Subtype)
            assert element.tag == {"/Link": "Link", "/Widget": "Form"}[kind]
            words = str(annotation.get("/Contents") or annotation.get("/TU"))
            assert words.strip()
            if "/Dest" in annotation:
                assert words != str(annotation.Dest)
    annotations = [
        annotation.objgen for page in tagged.pdf.pages for annotation in page.obj.get("/Annots", [])
    ]
    assert announced == set(annotations)
    assert len(announced) == len(annotations)
    labels = [element.fields[0].TU for element in _of(tagged, "Form")]
    assert len(set(map(str, labels))) == len(labels)


@every_document
def test_title_is_that_of_the_page(name: str) -> None:
    """06-004 (H), 07-002 (M): viewers show a title that is on the page, and no file name."""
    tagged = _tagged(name)
    with tagged.pdf.open_metadata() as metadata:
        title = str(metadata["dc:title"])
    assert not title.endswith(".pdf")
    assert bool(tagged.pdf.Root.ViewerPreferences.DisplayDocTitle)
    shown = _words(" ".join(element.shown for element in _of(tagged, "H1", "P")))
    assert any(_words(word) in shown for word in re.findall(r"\w{4,}", title))


def test_contents_have_one_link_an_entry() -> None:
    """01-006 (H): contents are TOC and TOCI; leader dots are not read."""
    tagged = _tagged("book")
    entries = _of(tagged, "TOCI")
    assert entries
    for entry in entries:
        direct = [kid for kid in _kids(entry) if kid.tag != "TOC"]
        links = [element for kid in direct for element in kid.walk() if element.tag == "Link"]
        assert [len(link.fields) for link in links] == [1]
        assert " . " not in links[0].text


def test_imprint_is_read_once() -> None:
    for name in ("flyer", "folded flyer", "tear-off notice", "poster", "flyer in Leichte Sprache"):
        text = " ".join(_tagged(name).root.text.split())
        assert text.count("Beispielweg 2") == 1, name
