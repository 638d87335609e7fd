"""Print composed motions as text, Markdown, DOCX and PDF."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from random import Random

import pyphen

from tests.support import sources
from tests.support.setting import filled
from tests.support.untidy_outlines import (
    BULLETS,
    OutlineDocument,
    OutlineLayout,
    OutlinePiece,
    PieceKind,
)

_WORD_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "I": "upperRoman",
}  # fmt: skip
_LISTED = (PieceKind.POINT, PieceKind.MORE)


def printed(document: OutlineDocument) -> tuple[bytes, str]:
    """Return a motion as a file, with the file's name."""
    write = {"txt": _txt, "md": _markdown, "docx": _docx, "pdf": _pdf}[document.layout.format]
    return write(document), f"outline-{document.seed}.{document.layout.format}"


def _line(piece: OutlinePiece) -> str:
    return " ".join(filter(None, [piece.marker, piece.run_in, piece.text]))


@cache
def _divisible(text: str) -> str:
    """Return a text with "|" where its long words may be divided."""
    hyphens = pyphen.Pyphen(lang="de_DE")
    return re.sub(r"[A-Za-zäöüÄÖÜß]{8,}", lambda word: hyphens.inserted(word[0], "|"), text)


# --- text -------------------------------------------------------------------


def _txt(document: OutlineDocument) -> bytes:
    layout = document.layout
    lines: list[str] = ["Antrag 7", ""]
    before: OutlinePiece | None = None
    for piece in document.pieces:
        if before is not None and _is_apart(before, piece, layout):
            lines.append("")
        lines += _set(piece, layout)
        before = piece
    return "\n".join(_paged(_with_numbers(lines, layout), layout)).encode()


def _is_apart(before: OutlinePiece, piece: OutlinePiece, layout: OutlineLayout) -> bool:
    """Return whether an empty line stands between two paragraphs."""
    if (
        before.kind in (PieceKind.HEADING, PieceKind.REASONS_HEADING)
        and piece.kind is not PieceKind.HEADING
    ):
        return layout.is_heading_apart
    if piece.kind is PieceKind.MORE:
        return True
    if piece.kind is PieceKind.POINT:
        if before.kind is PieceKind.OPENING:
            return layout.is_opening_apart
        return layout.are_points_apart if before.kind in _LISTED else True
    return True


def _set(piece: OutlinePiece, layout: OutlineLayout) -> Iterator[str]:
    """Yield the lines of a paragraph."""
    if (
        piece.kind is PieceKind.HEADING
        and piece.marker[:1].isalpha()
        and piece.marker[-1].isalnum()
    ):
        yield piece.marker  # "Handlungsfeld 1" stands above its title
        yield piece.text
        return
    text = _line(piece)
    first = later = ""
    if piece.kind in _LISTED:
        first = " " * (4 * piece.depth + (2 if layout.indents != "flush" else 0))
        later = {"flush": "", "first": first if piece.depth else "", "hanging": first + "   "}[
            layout.indents
        ]
        if piece.kind is PieceKind.MORE:
            first = later
    text = _divisible(text) if layout.divides else text
    for i, line in enumerate(filled(text, layout.width, cut=layout.divides, hyphen="-")):
        yield (later if i else first) + line


def _with_numbers(lines: list[str], layout: OutlineLayout) -> Iterator[str]:
    number = 0
    for line in lines:
        number += bool(line) or layout.numbers == "all"
        counts = layout.numbers and (line or layout.numbers == "all")
        yield f"{number:>4}  {line}".rstrip() if counts else line


def _paged(lines: Iterator[str], layout: OutlineLayout) -> Iterator[str]:
    for i, line in enumerate(lines):
        yield "\f" + line if layout.page and i and i % layout.page == 0 else line


# --- Markdown -----------------------------------------------------------------


def _markdown(document: OutlineDocument) -> bytes:
    layout = document.layout
    paragraphs: list[str] = []
    before: OutlinePiece | None = None
    for piece in document.pieces:
        close = (
            before is not None
            and piece.kind is PieceKind.POINT
            and before.kind is PieceKind.POINT
            and not layout.are_points_apart
            and bool(re.match(r"[-*•]|\d+[.)]$", piece.marker))
        )
        paragraphs.append(("\n" if close else "\n\n") + _as_markdown(piece, layout))
        before = piece
    return "".join(paragraphs).lstrip().encode()


def _as_markdown(piece: OutlinePiece, layout: OutlineLayout) -> str:
    if piece.kind is PieceKind.TITLE:
        return f"# {piece.text}"
    if piece.kind in (PieceKind.HEADING, PieceKind.REASONS_HEADING):
        text = f"{piece.marker} {piece.text}".strip()
        is_bold = layout.is_bold and piece.depth < 2
        return f"**{text}**" if is_bold else f"{'#' * (piece.depth + 1)} {text}"
    title = f"**{piece.run_in}**" if piece.run_in else ""
    marker = "-" if piece.kind is PieceKind.POINT and not piece.marker and title else piece.marker
    text = " ".join(filter(None, [marker, title, piece.text]))
    if piece.kind in _LISTED:
        return "   " * (piece.depth + (piece.kind is PieceKind.MORE)) + text
    return text


# --- DOCX -----------------------------------------------------------------------


def _docx(document: OutlineDocument) -> bytes:
    """Write a file for Word, with its lists or with marks that are typed."""
    body: list[str] = []
    levels: dict[int, str] = {}
    for piece in document.pieces:
        if piece.kind is PieceKind.POINT:
            levels.setdefault(piece.depth, piece.marker)
    is_typed = document.layout.typed or not all(map(_word_level, levels.values()))
    opening = 0
    for piece in document.pieces:
        opening += piece.kind in (PieceKind.OPENING, PieceKind.HEADING)
        body.append(_word_paragraph(piece, document.layout, 0 if is_typed else max(opening, 1)))
    numbering = "" if is_typed else _word_lists(levels, max(opening, 1))
    return sources.docx("".join(body), numbering=numbering)


def _word_level(marker: str) -> tuple[str, str] | None:
    """Return the number format and pattern of a list's level for its first mark."""
    if marker in BULLETS:
        return "bullet", marker
    match = re.fullmatch(r"(\(?)([1aAI])([.)])", marker)
    return (_WORD_FORMATS[match[2]], f"{match[1]}%{{}}{match[3]}") if match else None


def _word_lists(levels: dict[int, str], count: int) -> str:
    xml = ""
    for depth, marker in sorted(levels.items()):
        form, pattern = _word_level(marker) or ("", "")
        xml += (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{pattern.format(depth + 1)}"/>'
            f'<w:pPr><w:ind w:left="{720 * (depth + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        )
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{xml}</w:abstractNum>' for i in range(count + 1)
    )
    return kinds + "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(1, count + 1)
    )


def _word_paragraph(piece: OutlinePiece, layout: OutlineLayout, number: int) -> str:
    bold = "<w:rPr><w:b/></w:rPr>"

    def run(text: str, look: str = "") -> str:
        return f'<w:r>{look}<w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'

    if piece.kind is PieceKind.TITLE:
        return sources.paragraph(run(piece.text), '<w:pStyle w:val="Title"/>')
    if piece.kind in (PieceKind.HEADING, PieceKind.REASONS_HEADING):
        if layout.is_bold and piece.depth < 2:
            return sources.paragraph(run(_line(piece), bold))
        style = f'<w:pStyle w:val="Heading{piece.depth}"/>'
        return sources.paragraph(run(_line(piece)), style)
    listed = piece.kind is PieceKind.POINT and bool(piece.marker) and number > 0
    runs = run(f"{piece.marker} ") if piece.marker and not listed else ""
    runs += run(f"{piece.run_in} ", bold) if piece.run_in else ""
    runs += run(piece.text)
    indent = ""
    if listed:
        indent = f'<w:numPr><w:ilvl w:val="{piece.depth}"/><w:numId w:val="{number}"/></w:numPr>'
    elif piece.kind in _LISTED and (layout.indents != "flush" or piece.depth):
        indent = f'<w:ind w:left="{360 * (piece.depth + 1)}"/>'
    return sources.paragraph(runs, indent)


# --- PDF ------------------------------------------------------------------------


def _pdf(document: OutlineDocument) -> bytes:
    return sources.pdf(outline_html(document), outline_style(document.layout, document.seed))


def outline_style(layout: OutlineLayout, seed: int) -> str:
    """Return the style sheet of a motion's pages."""
    random = Random(seed)
    size = random.choice(("A4", "A5", "A5"))
    foot = random.choice(("", "@bottom-center { content: 'Seite ' counter(page) }"))
    hyphens = "auto" if layout.divides else "manual"
    align = random.choice(("left", "justify"))
    gap = random.choice((4, 7))
    return (
        f"@page {{ size: {size}; margin: 20mm; {foot} }}"
        f"body {{ hyphens: {hyphens}; text-align: {align}; font: 10pt/13pt 'DejaVu Serif' }}"
        f"p {{ margin: 0 0 {gap}pt; orphans: 1; widows: 1 }} h2, h3 {{ margin: 8pt 0 4pt }}"
        "h2 { font-size: 14pt } h3 { font-size: 12pt } .bold { font-weight: bold }"
        ".close { margin-bottom: 0 } h2, h3, .bold { break-after: avoid }"
    )


def outline_html(document: OutlineDocument) -> str:
    """Return a motion as HTML."""
    layout = document.layout
    pieces = document.pieces
    parts = []
    for piece, follows in zip(pieces, [*pieces[1:], None], strict=True):
        if piece.kind is PieceKind.TITLE:
            parts.append(f"<h1>{html.escape(piece.text)}</h1>")
            continue
        text = html.escape(_line(piece))
        if piece.run_in:
            text = text.replace(piece.run_in, f"<b>{piece.run_in}</b>", 1)
        if piece.kind in (PieceKind.HEADING, PieceKind.REASONS_HEADING):
            is_bold = layout.is_bold and piece.depth < 2
            parts.append(
                f'<p class="bold">{text}</p>'
                if is_bold
                else f"<h{piece.depth + 1}>{text}</h{piece.depth + 1}>"
            )
            continue
        is_close = (
            piece.kind is PieceKind.POINT
            and follows is not None
            and follows.kind is PieceKind.POINT
            and not layout.are_points_apart
        )
        style = ""
        if piece.kind in _LISTED:
            left = 5 * piece.depth + (5 if layout.indents != "flush" else 0)
            hang = 5 if layout.indents == "hanging" else 0
            first = 0 if piece.kind is PieceKind.MORE else -hang
            style = f"padding-left: {left + hang}mm; text-indent: {first}mm"
        parts.append(f'<p class="{"close" if is_close else ""}" style="{style}">{text}</p>')
    return "".join(parts)
