"""Tag a document: its structure tree, made from the boxes of all its pages in one pass.

This takes the place of the engine's own tags (weasyprint.pdf.tags), which do not join what a
page break parts, leave out languages and ``aria-hidden``, and have elements that no reader
reaches. What templates can say is in docs/templates.md: ``lang``, ``aria-hidden``,
``aria-label``, ``<abbr title>``, ``role="doc-toc"`` and ``role="contentinfo"``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from reports.render.batches import MARK
from reports.render.content_marks import (
    FOOT,
    HEAD,
    LAYOUT,
    REPEATED,
    Artifact,
    Decision,
    ReadContent,
    revise,
)
from reports.render.engine_library import AbsolutePlaceholder, boxes, pydyf
from reports.render.link_areas import describe_link
from reports.render.page_drawing import SCALE
from reports.render.structure_destinations import add_structure_destinations
from reports.render.structure_nodes import Annotation, ContentMark, Node, write_tree
from reports.render.structure_types import (
    GROUPS,
    HEADINGS,
    LISTS,
    PHRASES,
    RIGHT_TO_LEFT,
    SVG,
    TYPES,
    last_text,
    single_spaced,
)
from reports.text.spoken_terms import Words, spoken_runs

_log = logging.getLogger("weasyprint")


class _Place(NamedTuple):
    """Where in the tree the content of a box goes."""

    node: Node
    element: Any
    tag: str
    """The element and its tag as the engine has it ("a::after"), to see through anonymous boxes."""
    language: str
    artifact: Artifact | None = None
    contents: bool = False
    """Whether it stands in a table of contents."""
    replaced: bool = False
    """Whether other words take the place of its text."""


class StructureTree:
    """The structure tree of one document in the making."""

    def __init__(self, language: str, foreign: Words, page_word: str) -> None:
        """Begin an empty tree.

        Args:
            language: The language of the document.
            foreign: Words of other languages that occur in it.
            page_word: How a link's description names a page: ``page {number}``.
        """
        self._root = Node("Document", language=language)
        self._last = Node("Document", language=language)
        """What is read after all else: the imprint at the foot of pages."""
        self._language = language
        self._foreign = foreign
        self._page_word = page_word
        self._nodes: dict[tuple[Any, str], Node] = {}
        self._read_once: dict[Any, int] = {}
        """What repeats on pages and is read once, with the page where it is."""
        self._heads: dict[Any, int] = {}
        """Heads of tables, with the page that they are on first."""
        self._sources: dict[Any, str] = {}
        """The texts of elements whose lines were compared with them."""
        self._links: list[tuple[Any, float, Node]] = []
        self._page = 0
        self._height = 0.0
        self._marks: dict[Any, Any] = {}
        self._decisions: dict[int, Decision] = {}
        self._anchors: dict[str, Node] = {}
        """The elements that links lead to, by the names of their places."""
        self._bookmarked: list[Node] = []
        """The elements that bookmarks lead to, in their order."""
        self._line_end: Any = None
        """The last text of the line that is being read."""

    def add_page(self, number: int, page: Any, stream: Any) -> dict[Any, int]:
        """Add a page, and revise the marks in its content.

        Return the number of the mark of each box whose content is read and not divided.

        Args:
            number: Its index.
            page: The engine's page.
            stream: The engine's content stream of the page.
        """
        self._page, self._height, self._marks = number, page.height, stream._tags
        self._decisions = {}
        place = _Place(self._root, None, "", self._language)
        # footnotes are read where they are called, which must be known by then
        for box in sorted(
            page._page_box.children, key=lambda box: isinstance(box, boxes.FootnoteAreaBox)
        ):
            if isinstance(box, boxes.MarginBox):
                artifact = HEAD if box.at_keyword.startswith("@top") else FOOT
                self._visit(box, place._replace(artifact=artifact))
            else:
                self._visit(box, place)
        revise(stream, self._decisions)
        return {
            box: decision.whole.number
            for box, mark in self._marks.items()
            if isinstance(decision := self._decisions.get(mark["mcid"]), ReadContent)
            and decision.whole.number is not None
        }

    def write(self, pdf: Any, *, is_pdf2: bool) -> None:
        """Write the tree into a PDF whose pages were added.

        Args:
            pdf: The engine's objects of the PDF.
            is_pdf2: Whether it is PDF 2.0.
        """
        self._root.kids += self._last.kids
        for box, height, node in self._links:
            describe_link(box, height, self._description(node))
            if node.is_within("TOCI") and "Dest" in box.link_annotation:
                target = self._anchors.get(box.link_annotation["Dest"].string)
                node.related += [target] if target is not None else []
        write_tree(self._root, pdf, is_pdf2=is_pdf2)
        if is_pdf2:
            add_structure_destinations(pdf, self._bookmarked, self._anchors)
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        if "Lang" not in pdf.catalog:
            _log.error('Missing required "lang" attribute at the root of the document')
            pdf.catalog["Lang"] = pydyf.String("")

    # --- boxes --------------------------------------------------------------

    def _visit(self, box: Any, place: _Place) -> None:
        """Add a box and all in it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            self._add_text(box, place)
            return
        element = box.element
        if element is not None and (element is not place.element or box.element_tag != place.tag):
            place = self._enter(box, place)
        if box.bookmark_label and box.style["bookmark_level"] != "none":
            self._bookmarked.append(place.node)
        if box.is_leader:
            place = place._replace(artifact=place.artifact or LAYOUT)
        if box.link_annotation:
            place = self._add_link(box, place)
        if box.widget_annotation:
            place = self._add_field(box, place)
        if isinstance(box, boxes.ReplacedBox):
            self._add_picture(box, place)
            return
        kids = box.children
        if place.node.tag in GROUPS and any(isinstance(kid, boxes.LineBox) for kid in kids):
            place = place._replace(node=self._paragraph(place, element))
        if isinstance(box, boxes.LineBox):
            self._line_end = last_text(box)
        for kid in kids:
            self._visit(kid, place)

    def _enter(self, box: Any, place: _Place) -> _Place:
        """Return where the content of another element goes."""
        element, tag = box.element, box.element_tag
        if "::" in tag:
            return self._enter_generated(box, place)
        attributes = element.attrib
        place = place._replace(element=element, tag=tag)
        if attributes:
            place = self._with_attributes(box, place, attributes)
        if place.artifact:
            return place
        is_repeated = isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
        if is_repeated and self._heads.setdefault(element, self._page) < self._page:
            return place._replace(artifact=REPEATED)
        if (element, "Note") in self._nodes:
            return place._replace(node=self._nodes[element, "Note"])
        enter = _ENTER.get(tag)
        if enter is not None:
            return enter(self, place)
        if tag in TYPES:
            return self._enter_block(box, place, TYPES[tag])
        return self._enter_phrase(place)

    def _with_attributes(self, box: Any, place: _Place, attributes: Mapping[str, str]) -> _Place:
        """Return a place with what the attributes of its element say of language and reading."""
        role = attributes.get("role")
        is_read = role == "contentinfo" or (place.tag == "a" and "href" in attributes)
        if (
            is_read
            and place.artifact in (HEAD, FOOT)
            and self._read_once.setdefault(place.element, self._page) == self._page
        ):
            # the element was taken from where it stands, and with it the language there
            language = box.style["lang"] or place.language
            place = place._replace(artifact=None, node=self._last, language=language)
        if attributes.get("aria-hidden") == "true":
            place = place._replace(artifact=place.artifact or LAYOUT)
        if "id" in attributes:
            self._anchors.setdefault(attributes["id"], place.node)
        if "lang" in attributes:
            place = place._replace(language=attributes["lang"])
        if role == "doc-toc":
            place = place._replace(contents=True)
        return place

    def _enter_generated(self, box: Any, place: _Place) -> _Place:
        """Return where generated content goes: markers, calls of footnotes, all else."""
        element, tag = box.element, box.element_tag
        node = place.node
        if place.artifact:
            pass
        elif tag == "li::marker":
            entry = node if node.tag in ("LI", "TOCI") else node.parent or node
            label = self._node("Lbl", entry, element, place.language)
            if entry.kids[-1] is label:
                entry.kids.insert(0, entry.kids.pop())
            if entry.parent is not None and entry.parent.tag == "L":
                numbering = "/Decimal" if entry.parent.element.tag == "ol" else "/Disc"
                entry.parent.attributes = {"O": "/List", "ListNumbering": numbering}
            node = label
        elif tag.endswith("::footnote-call"):
            node = self._node("Reference", node, element, place.language)
            note = self._node("Note", place.node, element, place.language)
            if "ID" not in note.entries:
                note.entries["ID"] = pydyf.String(f"note-{len(self._nodes)}")
            node.related.append(note)
            note.related.append(node)
        elif tag.endswith("::footnote-marker"):
            note = self._nodes.get((element, "Note"), node)
            node = self._node("Lbl", note, element, place.language)
        return place._replace(node=node, element=element, tag=tag)

    # --- elements -----------------------------------------------------------

    def _node(self, tag: str, parent: Node, element: Any, language: str) -> Node:
        """Return the structure element of an element of HTML, which may go on from page to page."""
        node = self._nodes.get((element, tag))
        if node is None:
            node = self._nodes[element, tag] = parent.add(tag, element, language)
            if element is not None and "id" in element.attrib:
                self._anchors[element.attrib["id"]] = node
        return node

    def _enter_block(self, box: Any, place: _Place, tag: str) -> _Place:
        """Return the place within a block; a heading within a heading or text is none."""
        if tag in HEADINGS and place.node.is_within("P", "Link", "Lbl", *HEADINGS):
            return place
        node = self._node(tag, place.node, place.element, place.language)
        if tag in ("TH", "TD"):
            self._describe_cell(node, box, place.element)
        return self._labelled(place._replace(node=node))

    def _describe_cell(self, node: Node, box: Any, element: Any) -> None:
        """Enter which cells a cell heads, and over how many it spans."""
        attributes: dict[str, Any] = {"O": "/Table"}
        if node.tag == "TH":
            is_row = element.get("scope", "col").startswith("row")
            attributes["Scope"] = "/Row" if is_row else "/Column"
        if getattr(box, "colspan", 1) != 1:
            attributes["ColSpan"] = box.colspan
        if getattr(box, "rowspan", 1) != 1:
            attributes["RowSpan"] = box.rowspan
        node.attributes = attributes if len(attributes) > 1 else {}

    def _enter_list(self, place: _Place) -> _Place:
        """Return the place within a list, or within the contents of a book."""
        tag = "TOC" if place.contents else "L"
        node = self._node(tag, place.node, place.element, place.language)
        return place._replace(node=node)

    def _enter_item(self, place: _Place) -> _Place:
        """Return the place within the body of an item of a list."""
        node = place.node
        if place.contents:
            return place._replace(node=self._node("TOCI", node, place.element, place.language))
        if node.tag != "L":
            return place
        if place.tag == "dd" and node.kids and isinstance(node.kids[-1], Node):
            entry = node.kids[-1]
        else:
            entry = self._node("LI", node, place.element, place.language)
        tag = "Lbl" if place.tag == "dt" else "LBody"
        place = place._replace(node=self._node(tag, entry, place.element, place.language))
        return self._labelled(place)

    def _enter_abbreviation(self, place: _Place) -> _Place:
        """Return the place within an abbreviation, which says what it stands for."""
        title = place.element.get("title")
        if not title:
            return place
        node = self._node("Span", place.node, place.element, place.language)
        node.entries["E"] = pydyf.String(title)
        return place._replace(node=node, replaced=True)

    def _enter_phrase(self, place: _Place) -> _Place:
        """Return the place within an element that has no type of its own."""
        if place.contents and place.tag == "p" and place.node.tag in GROUPS:
            node = self._node("P", place.node, place.element, place.language)
            return place._replace(node=node)
        return self._labelled(place)

    def _labelled(self, place: _Place) -> _Place:
        """Return a place whose text is replaced by the ``aria-label`` of its element, if it has."""
        label = place.element.get("aria-label")
        if not label or place.tag not in PHRASES:
            return place
        node = place.node
        if node.tag in GROUPS:
            node = self._paragraph(place, place.element)
        node = self._node("Span", node, place.element, place.language)
        node.entries["ActualText"] = pydyf.String(label)
        return place._replace(node=node, replaced=True)

    def _paragraph(self, place: _Place, element: Any) -> Node:
        """Return the paragraph that the lines of a block belong to: a new one, or the last."""
        kids = place.node.kids
        last = kids[-1] if kids else None
        if isinstance(last, Node) and last.tag == "P" and last.element is element is not None:
            return last  # it goes on after the end of a page or a column
        return place.node.add("P", element, place.language)

    def _add_link(self, box: Any, place: _Place) -> _Place:
        """Add the annotation of a link, and return the place within the link."""
        if place.artifact:
            place = place._replace(artifact=None, node=self._last)
        node = place.node
        if not node.is_within("Link"):
            if node.tag in GROUPS:
                node = self._paragraph(place, box.element)
            if place.contents:
                node = self._node("Reference", node, box.element, place.language)
            node = self._node("Link", node, box.element, place.language)
        link = node
        while link.tag != "Link" and link.parent is not None:
            link = link.parent
        link.kids.append(Annotation(self._page, box.link_annotation))
        self._links.append((box, self._height, link))
        return place._replace(node=node)

    def _enter_link(self, place: _Place) -> _Place:
        """Return the place within a link; its annotation is at one of its boxes."""
        node = self._nodes.get((place.element, "Link"))
        return place if node is None else place._replace(node=node)

    def _add_field(self, box: Any, place: _Place) -> _Place:
        """Add a form field."""
        node = place.node.add("Form", box.element, place.language)
        node.kids.append(Annotation(self._page, box.widget_annotation))
        # what the page shows of its value is read from the field
        return place._replace(node=node, artifact=LAYOUT)

    # --- content ------------------------------------------------------------

    def _add_text(self, box: Any, place: _Place) -> None:
        """Decide what becomes of a piece of a line."""
        mark = self._marks.get(box)
        if mark is None:
            return
        number, text = mark["mcid"], box.text
        if place.artifact or not text or text.isspace():
            self._decisions[number] = place.artifact or LAYOUT
            return
        node = place.node
        if node.tag in GROUPS:
            node = self._paragraph(place, box.element)
        if node.tag != "Span" and place.language != node.language:
            node = node.add("Span", box.element, place.language)
        if RIGHT_TO_LEFT.search(text) and not place.replaced:
            # the glyphs stand from left to right, so that only this has the letters in order
            node = node.add("Span", box.element, place.language)
            node.entries["ActualText"] = pydyf.String(f"{text} " if self._line_end is box else text)
            place = place._replace(replaced=True)
        self._note_link_text(node, box, place.tag)
        whole = ContentMark(self._page)
        node.kids.append(whole)
        is_hyphenated = text.endswith(box.style["hyphenate_character"]) and self._is_soft(box)
        runs = (
            ()
            if place.replaced or MARK in box.element.attrib
            else spoken_runs(text, place.language, self._foreign, lambda: self._source(box.element))
        )
        parts = []
        for run in runs:
            part = ContentMark(self._page)
            if run.language or run.expansion:
                span = node.add("Span", box.element, run.language or place.language)
                span.kids.append(part)
                if run.expansion:
                    span.entries["E"] = pydyf.String(run.expansion)
            else:
                node.kids.append(part)
            parts.append((run.text, part))
        self._decisions[number] = ReadContent(whole, parts, is_hyphenated)

    def _is_soft(self, box: Any) -> bool:
        """Return whether the hyphen at the end of a line is not in the text itself."""
        line, source = single_spaced(box.text), self._source(box.element)
        return line not in source and line.removesuffix(box.style["hyphenate_character"]) in source

    def _source(self, element: Any) -> str:
        """Return the whole text of an element, with single spaces."""
        if element not in self._sources:
            self._sources[element] = single_spaced("".join(element.itertext()))
        return self._sources[element]

    def _note_link_text(self, node: Node, box: Any, tag: str) -> None:
        """Note the text of a link for its description, with a space where a line ends."""
        link: Node | None = node
        while link is not None and link.tag != "Link":
            link = link.parent
        if link is not None:
            text, line = box.text, (self._page, box.position_y)
            if link.text and link.line != line and not link.text[-1].endswith("-"):
                text = f" {text}"
            link.line = line
            is_page = tag.endswith("::after") and text.strip().isdigit()
            if is_page:
                text = ", " + self._page_word.format(number=text.strip())
            link.text.append(text)

    def _description(self, link: Node) -> str:
        """Return the words that describe a link."""
        title = link.element.get("title") if link.element is not None else None
        return title or " ".join("".join(link.text).split()).replace("\N{SOFT HYPHEN}", "")

    def _add_picture(self, box: Any, place: _Place) -> None:
        """Add a picture, or leave it out if it is decoration."""
        mark = self._marks.get(box)
        if mark is None:
            return
        number, element = mark["mcid"], box.element
        if element.tag == SVG:
            # a drawing without a title is decoration; an image has to say that it is
            title = element.find("{http://www.w3.org/2000/svg}title")
            text = (title.text if title is not None else None) or element.get("aria-label", "")
        else:
            text = element.get("alt")
        if text is None and not place.artifact:
            source = element.get("src", "unknown")
            _log.error('Image "%s" has no required alt description', source)
        if place.artifact or not text:
            self._decisions[number] = place.artifact or LAYOUT
            return
        left, top = box.content_box_x() * SCALE, (self._height - box.content_box_y()) * SCALE
        corners = (left, top - box.height * SCALE, left + box.width * SCALE, top)
        node = place.node.add("Figure", element, place.language)
        node.entries["Alt"] = pydyf.String(text)
        node.attributes = {
            "O": "/Layout",
            "Placement": "/Block",
            "BBox": pydyf.Array(round(value, 2) for value in corners),
        }
        whole = ContentMark(self._page)
        node.kids.append(whole)
        self._decisions[number] = ReadContent(whole)


_ENTER: Mapping[str, Callable[[StructureTree, _Place], _Place]] = {
    **dict.fromkeys(LISTS, StructureTree._enter_list),
    **dict.fromkeys(("li", "dt", "dd"), StructureTree._enter_item),
    "abbr": StructureTree._enter_abbreviation,
    "a": StructureTree._enter_link,
}
