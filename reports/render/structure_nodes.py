"""The structure tree of a PDF before it is written (ISO 32000-1, 14.7): elements and content.

The tree is built with light objects. Elements that came to hold nothing are left out when it
becomes objects of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reports.render.engine_library import pydyf

_KEPT_EMPTY = frozenset({"TR", "TH", "TD"})
"""Elements that a table needs even if nothing is in them: each row has as many cells."""

PDF2_NAMESPACE = "http://iso.org/pdf2/ssn"
"""The namespace of the elements of PDF 2.0 (ISO 32000-2, 14.8.6)."""

_ONLY_IN_PDF_1 = frozenset({"TOC", "TOCI", "Reference", "Art", "BlockQuote"})
"""Types that PDF 2.0 knows in the namespace of PDF 1.7 only."""


class ContentMark:
    """A marked piece of a page's content."""

    __slots__ = ("number", "page")

    def __init__(self, page: int) -> None:
        """Belong to a page; the number within it follows when its content is revised."""
        self.page = page
        self.number: int | None = None
        """Its number among the marks of the page; None if it is not drawn."""


class Annotation:
    """A link or form field on a page."""

    __slots__ = ("annotation", "page")

    def __init__(self, page: int, annotation: Any) -> None:
        """Belong to a page."""
        self.page = page
        self.annotation = annotation


class Node:
    """A structure element."""

    __slots__ = (
        "attributes",
        "element",
        "entries",
        "kids",
        "language",
        "line",
        "parent",
        "reference",
        "related",
        "tag",
        "text",
    )

    def __init__(
        self, tag: str, parent: Node | None = None, element: Any = None, language: str = ""
    ) -> None:
        """Describe an element, without adding it to its parent.

        Args:
            tag: Its standard type.
            parent: The element that holds it.
            element: The element of HTML that it stands for.
            language: The language of its text.
        """
        self.tag = tag
        self.parent = parent
        self.element = element
        self.language = language
        self.kids: list[Node | ContentMark | Annotation] = []
        self.entries: dict[str, Any] = {}
        """Further entries of its dictionary, such as ``Alt``."""
        self.attributes: dict[str, Any] = {}
        """Its attributes of layout or table."""
        self.text: list[str] = []
        """The text of a link, which becomes its description."""
        self.related: list[Node] = []
        """The note that it calls, or where it is called."""
        self.reference: bytes | None = None
        """Its reference once it is written."""
        self.line: tuple[int, float] | None = None
        """The page and the height of the line on which that text ends."""

    def add(self, tag: str, element: Any, language: str) -> Node:
        """Add an element at the end and return it."""
        node = Node(tag, self, element, language)
        self.kids.append(node)
        return node

    @property
    def is_empty(self) -> bool:
        """Whether it holds no content and no annotation, nor does any element in it."""
        return self.tag not in _KEPT_EMPTY and not any(
            kid.number is not None
            if isinstance(kid, ContentMark)
            else not (isinstance(kid, Node) and kid.is_empty)
            for kid in self.kids
        )

    def is_within(self, *tags: str) -> bool:
        """Return whether it is of one of these types, or stands in such an element."""
        node: Node | None = self
        while node is not None:
            if node.tag in tags:
                return True
            node = node.parent
        return False


class _StructureWriter:
    """Turns a tree into objects of the engine."""

    def __init__(self, pdf: Any, *, namespace: bytes | None) -> None:
        """Write into a PDF.

        Args:
            pdf: The engine's objects of the PDF.
            namespace: A reference to the namespace of PDF 2.0; None in older PDFs.
        """
        self._pdf = pdf
        self._pages: list[bytes] = pdf.page_references
        self._namespace = namespace
        self.contents: list[dict[int, bytes]] = [{} for _page in self._pages]
        """For each page the elements of its marks, by the marks' numbers."""
        self._related: list[tuple[Any, list[Node]]] = []
        self.annotations: list[tuple[bytes, Any]] = []
        """The annotations, each with the element that it belongs to."""

    def write(self, node: Node, parent: bytes, language: str) -> Any:
        """Return an element as an object, after those within it were added to the PDF."""
        tag = "FENote" if self._namespace and node.tag == "Note" else node.tag
        dictionary = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag}", "P": parent})
        self._pdf.add_object(dictionary)
        if self._namespace and node.tag not in _ONLY_IN_PDF_1:
            dictionary["NS"] = self._namespace
        reference = node.reference = dictionary.reference
        if node.language and node.language != language:
            dictionary["Lang"] = pydyf.String(node.language)
            language = node.language
        dictionary.update(node.entries)
        if node.related:
            self._related.append((dictionary, node.related))
        if node.attributes:
            dictionary["A"] = pydyf.Dictionary(node.attributes)
        page = next(
            (
                kid.page
                for kid in node.kids
                if isinstance(kid, ContentMark) and kid.number is not None
            ),
            None,
        )
        if page is not None:
            dictionary["Pg"] = self._pages[page]
        dictionary["K"] = pydyf.Array(self._kids(node, page, reference, language))
        return dictionary

    def _kids(self, node: Node, page: int | None, reference: bytes, language: str) -> Iterator[Any]:
        """Yield what an element holds, as it stands in its dictionary."""
        for kid in node.kids:
            if isinstance(kid, Node):
                if not kid.is_empty:
                    yield self.write(kid, reference, language).reference
            elif isinstance(kid, ContentMark):
                if kid.number is None:
                    continue
                self.contents[kid.page][kid.number] = reference
                yield (
                    kid.number
                    if kid.page == page
                    else pydyf.Dictionary(
                        {"Type": "/MCR", "Pg": self._pages[kid.page], "MCID": kid.number}
                    )
                )
            else:
                self.annotations.append((reference, kid.annotation))
                yield pydyf.Dictionary(
                    {
                        "Type": "/OBJR",
                        "Obj": kid.annotation.reference,
                        "Pg": self._pages[kid.page],
                    }
                )

    def relate(self) -> None:
        """Let notes and their calls refer to each other, as PDF 2.0 can (ISO 32000-2, 14.7.2)."""
        for dictionary, related in self._related:
            references = [node.reference for node in related if node.reference is not None]
            if references:
                dictionary["Ref"] = pydyf.Array(references)

    def parent_tree(self) -> Sequence[Any]:
        """Return the entries of the parent tree, and enter the keys of annotations in these."""
        entries: list[Any] = []
        for number, contents in enumerate(self.contents):
            count = max(contents, default=-1) + 1
            marks = (contents.get(mark, b"null") for mark in range(count))
            entries += [number, pydyf.Array(marks)]
        for number, (reference, annotation) in enumerate(self.annotations, len(self._pages)):
            annotation["StructParent"] = number
            entries += [number, reference]
        return entries


def write_tree(document: Node, pdf: Any, *, is_pdf2: bool) -> None:
    """Write a tree into a PDF.

    Args:
        document: The element that holds all others.
        pdf: The engine's objects of the PDF.
        is_pdf2: Whether it is PDF 2.0.
    """
    parents = pydyf.Dictionary({})
    pdf.add_object(parents)
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
    pdf.add_object(root)
    namespace = None
    if is_pdf2:
        entry = pydyf.Dictionary({"Type": "/Namespace", "NS": pydyf.String(PDF2_NAMESPACE)})
        pdf.add_object(entry)
        namespace = entry.reference
        root["Namespaces"] = pydyf.Array([namespace])
    writer = _StructureWriter(pdf, namespace=namespace)
    written = writer.write(document, root.reference, document.language)
    if is_pdf2:
        writer.relate()
    root["K"] = pydyf.Array([written.reference])
    parents["Nums"] = pydyf.Array(writer.parent_tree())
    pdf.catalog["StructTreeRoot"] = root.reference
