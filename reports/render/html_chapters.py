"""A long document in chapters: made apart, and numbered as one.

A template marks where chapters begin. Each starts a page of its own, so that it can be
laid out without the others; what a page cites of other pages (contents, indexes) waits
until their numbers are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import tinycss2  # type: ignore[import-untyped]  # it has no types

from reports.documents.document import Page, StyleSheet

SCHEME = "chapter:"
"""The scheme of links to an anchor, wherever in the document it is."""

UNKNOWN = 888
"""The page number that stands for those that are not known yet; it is as wide as most."""

_MARK = re.compile(r"<!-- chapter( citing pages)? -->")
_LINK = re.compile(r' (href|data-to)="#([^"]+)"')
_ANCHOR = re.compile(r' id="([^"]+)"')
_CITED = re.compile(r"target-counter\(\s*attr\([\w-]+\)\s*,\s*page\s*\)")


@dataclass(frozen=True)
class Chapter:
    """A part of a document."""

    html: str
    citing: bool
    """Whether it cites pages."""

    @property
    def cited(self) -> frozenset[str]:
        """The anchors whose pages it cites."""
        links = _LINK.finditer(self.html) if self.citing else ()
        return frozenset(link[2] for link in links)

    @property
    def anchors(self) -> frozenset[str]:
        """What links can lead to in it."""
        return frozenset(_ANCHOR.findall(self.html))


@dataclass(frozen=True)
class Book:
    """A document in chapters."""

    before: str
    chapters: tuple[Chapter, ...]
    after: str
    styles: tuple[str, ...]

    def page(self, chapter: Chapter, numbers: Mapping[str, int] | None = None) -> Page:
        """A chapter as a document, with the numbers of the pages it cites, by their anchors."""

        def link(found: re.Match[str]) -> str:
            number = (numbers or {}).get(found[2], UNKNOWN)
            cited = f' data-page="{number}"' if chapter.citing else ""
            return f' {found[1]}="{SCHEME}{found[2]}"{cited}'

        html = f"{self.before}{_LINK.sub(link, chapter.html)}{self.after}"
        if not chapter.citing:
            return Page(html, self.styles)
        return Page(html, tuple(_with_cited_pages(sheet) for sheet in self.styles))

    def common(self, faces: Iterable[tuple[str, int]]) -> Page:
        """Two pages without anything of the book, in which each face (family, weight) is used."""
        lines = [
            f"<p style='font-family: \"{family}\"; font-weight: {weight}'>0</p>"
            for family, weight in faces
        ]
        html = f'{"".join(lines)}<p style="break-before: page">0</p>'
        return Page(f"{self.before}{html}{self.after}", self.styles)


def _with_cited_pages(sheet: str) -> str:
    """A style sheet that takes the numbers of cited pages from the page itself."""
    text = _CITED.sub("attr(data-page)", sheet)
    return StyleSheet(text, sheet.file) if isinstance(sheet, StyleSheet) else text


def in_chapters(page: Page) -> Book | None:
    """A document's chapters; None where it has none, or its styles need it whole."""
    before, *parts = _MARK.split(page.html)
    if len(parts) < 4 or not _can_be_parted(page.styles):
        return None
    last, end, rest = parts[-1].rpartition("</body>")
    pairs = zip(parts[::2], [*parts[1:-1:2], last], strict=True)
    chapters = tuple(Chapter(html, bool(mark)) for mark, html in pairs)
    return Book(before, chapters, end + rest, page.styles)


def numbered(
    anchors: Sequence[Mapping[str, int] | None], counts: Sequence[int | None]
) -> dict[str, int]:
    """The page number of each anchor, as far as the chapters before it have been laid out.

    Anchors of each chapter come with the page within it, from 0; the first page is 1.
    """
    numbers: dict[str, int] = {}
    first = 1
    for found, count in zip(anchors, counts, strict=True):
        if count is None:
            break
        numbers |= {name: first + page for name, page in (found or {}).items()}
        first += count
    return numbers


# --- styles -----------------------------------------------------------------


def _can_be_parted(styles: Iterable[str]) -> bool:
    """Whether chapters that are laid out apart look as they do in the whole.

    Only folios (the page's number alone) may hang on a page's side, and nothing on its
    place in the document.
    """
    folios: set[str] = set()
    named: list[set[str]] = []
    for style in styles:
        if re.search(r"break-\w+:\s*(?:left|right|recto|verso)", style):
            return False
        for rule in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
            if rule.type != "at-rule":
                continue
            if rule.lower_at_keyword != "page":
                if "@page" in tinycss2.serialize(rule.content or ()):
                    return False  # within conditions, which are not looked into
                continue
            where = tinycss2.serialize(rule.prelude).strip()
            within = list(_within(rule))
            places = {one.lower_at_keyword for one in within if one.type == "at-rule"}
            if ":" in where:
                if where not in (":left", ":right") or not all(map(_is_folio, within)):
                    return False
                folios |= places
            elif where:
                named.append(places)
    # a page of a kind of its own has folios on both sides, or on none
    return all(folios.isdisjoint(places) or folios <= places for places in named)


def _is_folio(node: tinycss2.ast.Node) -> bool:
    return node.type == "at-rule" and any(
        one.type == "declaration"
        and one.lower_name == "content"
        and tinycss2.serialize(one.value).strip() == "counter(page)"
        for one in _within(node)
    )


def _within(rule: tinycss2.ast.Node) -> Iterator[tinycss2.ast.Node]:
    yield from tinycss2.parse_blocks_contents(
        rule.content or (), skip_comments=True, skip_whitespace=True
    )
