"""The tags of a document whose pages are drawn on sheets: each page a form, read in its order.

A page that becomes a form takes its marked content with it. The structure tree is made anew for
the sheets: it names the form in which each piece of content stands (ISO 32000-1, 14.7.4.2), and
leaves out links and form fields, which paper does not have. What is drawn a second time has no
marks and is an artifact, since marked content may be drawn only once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

_KEPT_ENTRIES = ("/S", "/NS", "/A", "/C", "/ID", "/Lang", "/Alt", "/ActualText", "/E", "/T")
"""Entries of a structure element that say the same on a sheet (ISO 32000-2, table 355)."""

_WITHOUT_ANNOTATION = {"/Link": Name.Span, "/Reference": Name.Span}
"""What elements become whose annotation the sheets do not have."""

_KEPT_EMPTY = frozenset({"/TR", "/TH", "/TD"})
"""Elements that a table needs even if nothing is in them."""


class SheetTags:
    """Carries the tags of a document over to the sheets on which its pages are drawn."""

    def __init__(self, source: Pdf, target: Pdf) -> None:
        """Carry over from ``source``, which need not have tags, to ``target``."""
        self._source = source
        self._target = target
        self._drawn: dict[tuple[int, int], tuple[Page, Object]] = {}
        """The sheet and the form of each page, by the page's object."""
        self._marks: dict[tuple[int, int], dict[int, Object]] = {}
        """The elements of the marks in each form, by the page's object."""
        self._made: dict[tuple[int, int], Object] = {}
        """The elements made, by those they stand for."""

    def draw(self, page: Page, sheet: Page, form: Object) -> None:
        """Take note that a form on a sheet draws a page; its content is to be read."""
        self._drawn[page.obj.objgen] = sheet, form

    def write(self) -> None:
        """Write the tree into the target, or nothing if the source has none."""
        old = self._source.Root.get("/StructTreeRoot")
        if old is None:
            return
        root = self._target.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        for key in ("/RoleMap", "/ClassMap", "/Namespaces"):
            if key in old:
                root[key] = self._copied(old[key])
        root.K = Array(self._elements(old, root, None))
        self._relate()
        entries = Array()
        for number, (page, marks) in enumerate(self._marks.items()):
            self._drawn[page][1].StructParents = number
            count = max(marks, default=-1) + 1
            entries.append(number)
            entries.append(Array([marks.get(mark) for mark in range(count)]))
        root.ParentTree = self._target.make_indirect(Dictionary(Nums=entries))
        root.ParentTreeNextKey = len(self._marks)
        names = sorted(
            (bytes(element.ID), element) for element in self._made.values() if "/ID" in element
        )
        if names:
            pairs = [entry for name, element in names for entry in (pikepdf.String(name), element)]
            root.IDTree = self._target.make_indirect(
                Dictionary(
                    Kids=[
                        self._target.make_indirect(
                            Dictionary(Names=Array(pairs), Limits=Array([pairs[0], pairs[-2]]))
                        )
                    ]
                )
            )
        self._target.Root.StructTreeRoot = root
        self._target.Root.MarkInfo = Dictionary(Marked=True)

    def _elements(self, holder: Any, parent: Object, page: Any) -> Iterator[Object]:
        """Yield what an element holds, for the sheets: pieces of content and elements."""
        page = holder.get("/Pg", page)
        held = holder.get("/K", Array())
        for kid in held if isinstance(held, Array) else [held]:
            if isinstance(kid, int):
                yield from self._content(page, kid, parent)
            elif kid.get("/Type") == Name.MCR:
                yield from self._content(kid.get("/Pg", page), int(kid.MCID), parent)
            elif kid.get("/Type") != Name.OBJR:
                yield from self._element(kid, parent, page)

    def _element(self, old: Any, parent: Object, page: Any) -> Iterator[Object]:
        """Yield an element with all that it holds, unless it holds nothing."""
        element = self._target.make_indirect(Dictionary(Type=Name.StructElem, P=parent))
        for key in _KEPT_ENTRIES:
            if key in old:
                element[key] = self._copied(old[key])
        kind = str(old.S)
        element.S = _WITHOUT_ANNOTATION.get(kind, element.S)
        held = list(self._elements(old, element, page))
        if held or kind in _KEPT_EMPTY or "/Alt" in old:
            element.K = Array(held)
            self._made[old.objgen] = element
            yield element

    def _content(self, page: Any, mark: int, element: Object) -> Iterator[Object]:
        """Yield the reference to a piece of content, unless its page is not drawn."""
        if page is None or page.objgen not in self._drawn:
            return
        sheet, form = self._drawn[page.objgen]
        self._marks.setdefault(page.objgen, {})[mark] = element
        yield Dictionary(Type=Name.MCR, Pg=sheet.obj, Stm=form, MCID=mark)

    def _relate(self) -> None:
        """Let notes and their calls refer to each other, where the source does."""
        for objgen, element in self._made.items():
            old = self._source.get_object(objgen)
            related = [
                self._made[other.objgen]
                for other in old.get("/Ref", Array())
                if other.objgen in self._made
            ]
            if related:
                element.Ref = Array(related)

    def _copied(self, value: Any) -> Any:
        """Return a value for the target; only indirect objects can be copied as they are."""
        if not isinstance(value, Object):
            return value
        if value.is_indirect:
            return self._target.copy_foreign(value)
        return self._target.copy_foreign(self._source.make_indirect(value))


def without_marks(pdf: Pdf, form: Object) -> Object:
    """Return a copy of a form in the same PDF that draws the same and has no marked content.

    Marks of layers (optional content) are kept, since they decide what is drawn.
    """
    kept: list[Any] = []
    layers: list[bool] = []
    for instruction in pikepdf.parse_content_stream(form):
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            layers.append(operator == "BDC" and instruction.operands[0] == Name.OC)
        if operator in ("BMC", "BDC", "EMC") and layers:
            is_layer = layers.pop() if operator == "EMC" else layers[-1]
            if not is_layer:
                continue
        kept.append(instruction)
    copy = pdf.make_stream(pikepdf.unparse_content_stream(kept))
    for key in form.keys():  # noqa: SIM118 (a stream's dictionary is no mapping)
        if key not in ("/Length", "/Filter", "/DecodeParms", "/StructParents"):
            copy[key] = form[key]
    return copy


ARTIFACT = "/Artifact BMC {drawing}EMC\n"
"""Content that is not read, around what draws it."""
