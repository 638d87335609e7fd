"""A Word file as such: its styles, pages, fields and tables, and its bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from reports import shipped_folder
from reports.documents.document import A4

MARGIN = 20
"""Millimetres on every side of a page."""

LINK = "Hyperlink"
"""The character style of links, which Word knows by this id."""

_NO_XML = re.compile("[^\t\n\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What is no character to XML 1.0 (2.2)."""

_WEB_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"„“”‚‘’«»]*[^\s<>\"„“”‚‘’«».,;:!?()\[\]…]")
"""A web address in running text, without the signs that end its sentence."""


def new_file(colour: str) -> Word:
    """Return an empty file with our own styles, lists and settings, not the library's."""
    file = docx.Document()
    left_out = ("/thumbnail", "/stylesWithEffects", "/customXml")
    for rels in (file.part.rels, file.part.package.rels):
        for key in [key for key, relation in rels.items() if relation.reltype.endswith(left_out)]:
            del rels[key]
    ours = {
        "styles": file.styles.element,
        "numbering": file.part.numbering_part.element,
        "settings": file.settings.element,
    }
    for name, element in ours.items():
        text = (shipped_folder("templates") / "word" / f"{name}.xml").read_text("utf-8")
        element[:] = parse_xml(text.replace("{colour}", colour.lstrip("#")).encode())[:]
    return file


def file_bytes(file: Word) -> bytes:
    """Return the file's bytes, without the time of day and the system it was made on."""
    raw, out = io.BytesIO(), io.BytesIO()
    file.save(raw)
    with zipfile.ZipFile(raw) as read, zipfile.ZipFile(out, "w") as archive:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, read.read(name))
    return out.getvalue()


def next_section(file: Word) -> Section:
    """Add a section that begins on a new page, and return it.

    The mark that ends the section before goes into its last paragraph: the empty paragraph that
    the library adds for it could come to stand on a page alone.
    """
    section: Section = file.add_section()
    body = file.element.body
    ending = body[-2]
    before = ending.getprevious()
    if before is not None and before.tag == ending.tag:
        Paragraph(before, file)._p.get_or_add_pPr().append(ending.pPr.sectPr)
        body.remove(ending)
    return section


def set_page(section: Section, *, landscape: bool) -> None:
    """Make a section's pages A4, portrait or landscape."""
    width, height = (A4.height, A4.width) if landscape else (A4.width, A4.height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN + 5)
    section.header_distance = section.footer_distance = Mm(MARGIN / 2)


def add_text(paragraph: Paragraph, text: str, style: str | None = None) -> None:
    """Add text in a character style, named by its id: the library looks names up too slowly."""
    paragraph.add_run(printable(text))._r.style = style


def add_linked_text(paragraph: Paragraph, text: str) -> None:
    """Add text in which web addresses are links."""
    text = printable(text)
    done = 0
    for address in _WEB_ADDRESS.finditer(text):
        if before := text[done : address.start()]:
            add_text(paragraph, before)
        shown = address.group()
        target = shown if "://" in shown else f"https://{shown}"
        relation = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}" w:history="1"/>')
        add_text(paragraph, shown, LINK)
        link.append(paragraph.runs[-1]._r)
        paragraph._p.append(link)
        done = address.end()
    if done < len(text) or not text:
        add_text(paragraph, text[done:])


def printable(text: str) -> str:
    """Return the text without soft hyphens and what XML cannot hold, such as a bell.

    Word hyphenates by itself, and shows and copies soft hyphens in contents and properties.
    """
    return _NO_XML.sub("", text.replace("\N{SOFT HYPHEN}", ""))


def add_field(paragraph: Paragraph, code: str, shown: str, style: str | None = None) -> None:
    """Add a field with the text it shows until Word computes it anew."""
    for content in (
        xml("fldChar", 'w:fldCharType="begin"'),
        xml("instrText", 'xml:space="preserve"', f" {code} "),
        xml("fldChar", 'w:fldCharType="separate"'),
        xml("t", "", shown),
        xml("fldChar", 'w:fldCharType="end"'),
    ):
        run = paragraph.add_run()._r
        run.style = style
        run.append(content)


def add_bookmark(run: BaseOxmlElement, number: int, name: str) -> None:
    """Set a bookmark on a run. Its number is for the format, its name for fields and links."""
    run.addprevious(xml("bookmarkStart", f'w:id="{number}" w:name={quoteattr(name)}'))
    run.addnext(xml("bookmarkEnd", f'w:id="{number}"'))


def keep_with_next(paragraphs: Iterable[Paragraph]) -> None:
    """Keep each paragraph on the page of the one that follows it."""
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True


def remove_from_list(heading: Paragraph) -> None:
    """Take a heading out of the list that its style puts it into."""
    heading._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0


def make_accessible(table: Table, title: str, description: str) -> None:
    """Give a table what a screen reader needs: a title, and a first row that heads the columns.

    That row is repeated on every page, and no row is broken across pages.
    """
    table.autofit = False
    table._tblPr.append(xml("tblCaption", f"w:val={quoteattr(title)}"))
    table._tblPr.append(xml("tblDescription", f"w:val={quoteattr(description)}"))
    for i, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(xml("cantSplit"))
        if i == 0:
            properties.append(xml("tblHeader"))


def row_paragraphs(row: _Row, widths: Iterable[float], style: str) -> list[Paragraph]:
    """Return the paragraph in each cell of a row, after setting widths (millimetres) and style."""
    paragraphs = []
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
        (paragraph,) = cell.paragraphs
        paragraph._p.style = style
        paragraphs.append(paragraph)
    return paragraphs


def xml(name: str, attributes: str = "", inner: str = "") -> BaseOxmlElement:
    """Return an element of WordprocessingML; attributes and inner text are XML already."""
    return parse_xml(f"<w:{name} {nsdecls('w')} {attributes}>{inner}</w:{name}>")
