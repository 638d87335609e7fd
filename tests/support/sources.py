"""Files with a resolution's text in the formats that people send it in."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from typing import Any

import pikepdf
from PIL import Image

from tests.support.factories import saved

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


# --- PDF --------------------------------------------------------------------


_MAKE = (
    "import sys; from weasyprint import HTML;"
    " sys.stdout.buffer.write(HTML(string=sys.stdin.buffer.read().decode()).write_pdf())"
)


def pdf(body: str, style: str = "") -> bytes:
    """Make a PDF from HTML: A4, margins of 25 mm, type of 11 pt on lines of 14 pt."""
    page = "@page { size: A4; margin: 25mm } body { margin: 0; font: 11pt/14pt 'DejaVu Serif' }"
    reset = "p { margin: 0 } h1 { font-size: 16pt; line-height: 28pt; margin: 0 }"
    head = f"<style>{page} {reset} {style}</style>"
    # with the system's fonts, which the program keeps away from its own engine
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    return subprocess.run(
        [sys.executable, "-c", _MAKE],
        input=f'<html lang="de">{head}{body}</html>'.encode(),
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout


def many_pages(original: bytes, count: int) -> bytes:
    """Return a PDF of `count` pages: those of the original, repeated."""
    with pikepdf.open(io.BytesIO(original)) as document:
        pages = list(document.pages)
        while len(document.pages) < count:
            document.pages.extend(pages[: count - len(document.pages)])
        return saved(document)


def encrypted_pdf(original: bytes, *, user: str, owner: str = "Eigentum") -> bytes:
    """Encrypt a PDF with these passwords."""
    with pikepdf.open(io.BytesIO(original)) as document:
        return saved(document, encryption=pikepdf.Encryption(owner=owner, user=user))


def scan(pages: int = 2) -> bytes:
    """Make a PDF whose pages are pictures without text."""
    out = io.BytesIO()
    first, *others = [Image.new("L", (210, 297), 200) for _ in range(pages)]
    first.save(out, "PDF", save_all=True, append_images=others)
    return out.getvalue()


def with_picture_page(original: bytes, at: int) -> bytes:
    """Insert a page that is a picture into a PDF."""
    with (
        pikepdf.open(io.BytesIO(original)) as document,
        pikepdf.open(io.BytesIO(scan())) as scanned,
    ):
        document.pages.insert(at, scanned.pages[0])
        return saved(document)


def turned(original: bytes, degrees: int) -> bytes:
    """Return a PDF whose pages are rotated."""
    with pikepdf.open(io.BytesIO(original)) as document:
        for page in document.pages:
            page.rotate(degrees, relative=True)
        return saved(document)


def drawn(content: str) -> bytes:
    """Make a PDF of one page from PDF operators.

    /F0 is Helvetica, /F1 Helvetica Bold, /F2 Times Italic, /F3 Wingdings, /F4 the AMS symbols.
    """
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        fonts = {
            f"/F{i}": pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name(name),
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
            for i, name in enumerate(
                ("/Helvetica", "/Helvetica-Bold", "/Times-Italic", "/Wingdings-Regular", "/MSAM10")
            )
        }
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
        page.Contents = document.make_stream(content.encode("cp1252"))
        return saved(document)


# --- DOCX -------------------------------------------------------------------


def docx(body: str = "", *, notes: str = "", numbering: str = "", styles: str = "") -> bytes:
    """Make a DOCX from WordprocessingML for its body, footnotes, lists and styles."""
    from docx import Document
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    document: Any = Document()
    inner = document.element.body
    for child in list(inner)[:-1]:
        inner.remove(child)
    for child in reversed(list(parse_xml(f"<w:body {_NAMESPACES}>{body}</w:body>"))):
        inner.insert(0, child)
    for child in list(parse_xml(f"<w:styles {_NAMESPACES}>{styles}</w:styles>")):
        document.styles.element.append(child)
    if numbering:
        lists = document.part.numbering_part.element
        for child in list(lists):
            lists.remove(child)
        for child in list(parse_xml(f"<w:numbering {_NAMESPACES}>{numbering}</w:numbering>")):
            lists.append(child)
    if notes:
        part = Part(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            f"<w:footnotes {_NAMESPACES}>{notes}</w:footnotes>".encode(),
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of a DOCX; ``text`` is plain text or runs in WordprocessingML."""
    runs = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def listed(text: str, level: int = 0, number: int = 1) -> str:
    """Return a paragraph of a DOCX that belongs to a list."""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, numbered)


def list_levels(*levels: tuple[str, str]) -> str:
    """Return the definition of list 1 of a DOCX: number format and pattern of each level."""
    levels_xml = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7">{levels_xml}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )


# --- ODT --------------------------------------------------------------------


def odt(body: str = "", *, styles: str = "", outline: str = "") -> bytes:
    """Make an ODT from OpenDocument XML for its body, styles and numbered headings."""
    from odfdo import Document, Element

    document = Document("text")
    document.body.clear()
    for child in Element.from_tag(f"<office:text>{body}</office:text>").children:
        document.body.append(child)
    automatic = document.content.get_element("//office:automatic-styles")
    assert automatic is not None
    for child in Element.from_tag(f"<office:styles>{styles}</office:styles>").children:
        automatic.append(child)
    common = document.styles.get_element("//office:styles")
    assert common is not None
    for child in Element.from_tag(f"<office:styles>{outline}</office:styles>").children:
        for replaced in common.get_elements(child.tag):
            common.delete(replaced)
        common.append(child)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- others -----------------------------------------------------------------


def archive(**members: bytes) -> bytes:
    """Make a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, data)
    return out.getvalue()


def member(container: bytes, name: str) -> bytes:
    """Return a file in an archive."""
    with zipfile.ZipFile(io.BytesIO(container)) as opened:
        return opened.read(name)


def with_member(container: bytes, name: str, data: bytes) -> bytes:
    """Return an archive in which one file is replaced."""
    with zipfile.ZipFile(io.BytesIO(container)) as opened:
        return archive(
            **{member_name: opened.read(member_name) for member_name in opened.namelist()}
            | {name: data}
        )
