"""A long document divided into chapters, which are laid out apart and numbered as one.

A template marks where chapters begin. Each starts on a page of its own, so that it can be
laid out without the others; a chapter that prints the page numbers of others (contents,
indexes) is laid out again once they are known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import tinycss2  # type: ignore[import-untyped]  # it has no types

from reports.documents.document import Page, StyleSheet

SCHEME = "chapter:"
"""The URL scheme of links to an anchor anywhere in the book."""

PLACEHOLDER = 888
"""The page number printed while the right one is not known.

It has the width of most page numbers of a book, so that few lines break elsewhere in the end.
"""

FEWEST = 2
"""Chapters below which a document is not divided."""

_MARK = re.compile(r"<!-- chapter( citing pages| on the right)? -->")
_CITING, _ON_RIGHT = " citing pages", " on the right"
_LINK = re.compile(r' (href|data-to)="#([^"]+)"')
_ANCHOR = re.compile(r' id="([^"]+)"')
_CITED = re.compile(r"target-counter\(\s*attr\([\w-]+\)\s*,\s*page\s*\)")


@dataclass(frozen=True)
class HtmlChapter:
    """The HTML of one chapter."""

    html: str
    citing: bool = False
    """Whether it prints the page numbers of anchors."""
    on_right: bool = False
    """Whether it begins on a right-hand page, after an empty one if need be."""

    @property
    def cited(self) -> frozenset[str]:
        """The anchors whose page numbers it prints."""
        links = _LINK.finditer(self.html) if self.citing else ()
        return frozenset(link[2] for link in links)

    @property
    def anchors(self) -> frozenset[str]:
        """The anchors in it."""
        return frozenset(_ANCHOR.findall(self.html))


@dataclass(frozen=True)
class ChapteredPage:
    """The HTML of a document, divided into chapters."""

    before: str
    """The HTML before the first chapter, the head of the document."""
    chapters: tuple[HtmlChapter, ...]
    after: str
    """The HTML after the last chapter."""
    styles: tuple[str, ...]

    def page(self, chapter: HtmlChapter, numbers: Mapping[str, int] | None = None) -> Page:
        """Return a chapter as a document of its own.

        Args:
            chapter: One of the chapters.
            numbers: The page numbers of anchors; a placeholder is printed for missing ones.
        """

        def rewrite_link(link: re.Match[str]) -> str:
            """Return a link as one within the book, with a page number if the chapter prints it."""
            number = (numbers or {}).get(link[2], PLACEHOLDER)
            page = f' data-page="{number}"' if chapter.citing else ""
            return f' {link[1]}="{SCHEME}{link[2]}"{page}'

        html = f"{self.before}{_LINK.sub(rewrite_link, chapter.html)}{self.after}"
        if not chapter.citing:
            return Page(html, self.styles)
        return Page(html, tuple(_with_given_pages(sheet) for sheet in self.styles))

    def empty(self) -> Page:
        """Return a document of one page with nothing on it but what stands on all."""
        return Page(f'{self.before}<div style="page: vacat"></div>{self.after}', self.styles)

    def common(self, faces: Mapping[tuple[str, int], str]) -> Page:
        """Return a document of two pages, a right and a left one, with what chapters share.

        Args:
            faces: The family and the weight of each face, with a character that it has; all of
                them are used in it.
        """
        lines = [
            f"<p style='font-family: \"{family}\"; font-weight: {weight}'>{char}</p>"
            for (family, weight), char in faces.items()
        ]
        html = f'{"".join(lines)}<p style="break-before: page">0</p>'
        return Page(f"{self.before}{html}{self.after}", self.styles)


def _with_given_pages(sheet: str) -> str:
    """Return a style sheet that reads cited page numbers from the attribute data-page."""
    text = _CITED.sub("attr(data-page)", sheet)
    return StyleSheet(text, sheet.file) if isinstance(sheet, StyleSheet) else text


def divide(page: Page) -> ChapteredPage | None:
    """Divide a document into its chapters.

    Return None if it has fewer than two, or if its styles do not allow them to be laid out
    apart.
    """
    before, *parts = _MARK.split(page.html)
    if len(parts) < 2 * FEWEST or not _can_be_divided(page.styles):
        return None
    last, end, rest = parts[-1].rpartition("</body>")
    pairs = zip(parts[::2], [*parts[1:-1:2], last], strict=True)
    chapters = tuple(HtmlChapter(html, mark == _CITING, mark == _ON_RIGHT) for mark, html in pairs)
    return ChapteredPage(before, chapters, end + rest, page.styles)


def empty_pages(chapters: Sequence[HtmlChapter], counts: Sequence[int | None]) -> tuple[int, ...]:
    """Return the chapters that an empty page stands before, as far as that is known.

    Args:
        chapters: The chapters.
        counts: For each its number of pages, None if it has not been laid out.
    """
    after_empty = []
    pages = 0
    for i, (chapter, count) in enumerate(zip(chapters, counts, strict=True)):
        if chapter.on_right and pages % 2:
            after_empty.append(i)
            pages += 1
        if count is None:
            break
        pages += count
    return tuple(after_empty)


def page_numbers(
    anchors: Sequence[Mapping[str, int] | None],
    counts: Sequence[int | None],
    after_empty: Collection[int] = (),
) -> dict[str, int]:
    """Return the page number of each anchor; the first page of the book is 1.

    Numbers are known up to the first chapter that has not been laid out yet.

    Args:
        anchors: For each chapter its anchors, with the page within the chapter, from 0.
        counts: For each chapter its number of pages, None if it has not been laid out.
        after_empty: The indexes of chapters that an empty page stands before.
    """
    numbers: dict[str, int] = {}
    first = 1
    for i, (pages_by_anchor, count) in enumerate(zip(anchors, counts, strict=True)):
        if count is None:
            break
        first += i in after_empty
        numbers |= {name: first + page for name, page in (pages_by_anchor or {}).items()}
        first += count
    return numbers


# --- styles -----------------------------------------------------------------


def _can_be_divided(styles: Iterable[str]) -> bool:
    """Return whether chapters laid out apart look the same as in the whole book.

    A chapter does not know on which side its first page will be, nor what comes before it:
    only folios (the page's number and nothing else) may depend on the side of a page, and
    nothing may depend on its position in the document.
    """
    folios: set[str] = set()
    margins_of_named: list[set[str]] = []
    for style in styles:
        if re.search(r"break-\w+:\s*(?:left|right|recto|verso)", style):
            return False
        for rule in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
            if rule.type != "at-rule":
                continue
            if rule.lower_at_keyword != "page":
                if "@page" in tinycss2.serialize(rule.content or ()):
                    return False  # a page rule under a condition, which is not evaluated here
                continue
            selector = tinycss2.serialize(rule.prelude).strip()
            contents = list(_contents(rule))
            margins = {node.lower_at_keyword for node in contents if node.type == "at-rule"}
            if ":" in selector:
                if selector == ":blank" and all(map(_is_emptied, contents)):
                    continue
                if selector not in (":left", ":right") or not all(map(_is_folio, contents)):
                    return False
                folios |= margins
            elif selector:
                margins_of_named.append(margins)
    # a named page must have folios on both sides, or on neither
    return all(folios.isdisjoint(margins) or folios <= margins for margins in margins_of_named)


def _is_folio(node: tinycss2.ast.Node) -> bool:
    """Return whether a part of a page rule is a margin box with the page's number alone."""
    return _has_content(node, "counter(page)")


def _is_emptied(node: tinycss2.ast.Node) -> bool:
    """Return whether a part of a page rule is a margin box with nothing in it."""
    return _has_content(node, "none")


def _has_content(node: tinycss2.ast.Node, content: str) -> bool:
    """Return whether a part of a page rule is a margin box with this content."""
    return node.type == "at-rule" and any(
        declaration.type == "declaration"
        and declaration.lower_name == "content"
        and tinycss2.serialize(declaration.value).strip() == content
        for declaration in _contents(node)
    )


def _contents(rule: tinycss2.ast.Node) -> Iterator[tinycss2.ast.Node]:
    """Yield the declarations and rules within a rule."""
    yield from tinycss2.parse_blocks_contents(
        rule.content or (), skip_comments=True, skip_whitespace=True
    )
