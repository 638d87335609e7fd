"""Lists of contents in a Word file: fields whose entries link to headings."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as Word
from docx.text.paragraph import Paragraph

from reports.content.resolution import Resolution
from reports.documents.word_file import add_field, add_text, printable, set_page, xml

CONTENTS = "Inhalt"
"""The style of the heading, which no list of contents has in it."""

HEADINGS = r'TOC \o "1-2" \h \z \u'
"""The code of a list of the headings of two levels."""

_TITLES = r"TOC \f T \h \z"
"""The code of a list of titles, which fields mark: a style has another name in each language."""


def contents_of_titles(
    file: Word, resolutions: Sequence[Resolution], words: NullTranslations
) -> None:
    """Begin a file of several resolutions with a page that lists their titles."""
    set_page(file.sections[0], landscape=False)
    heading = file.add_paragraph()
    heading._p.style = CONTENTS
    add_text(heading, words.gettext("Contents"))
    links = [
        (f"{resolution.label} · {resolution.title}", f"b{number}_0")
        for number, resolution in enumerate(resolutions, 1)
    ]
    entries = [file.add_paragraph() for _link in links]
    for entry in entries:
        entry._p.style = "TOC1"
    # the titles are marked by fields of this list, as their style has another name in each language
    add_contents(entries, links, _TITLES)


def enter_title(title: Paragraph, resolution: Resolution) -> None:
    """Mark the title of one of several resolutions for the list of titles."""
    label = printable(f"{resolution.label} · {resolution.title}").replace('"', "”")
    add_field(title, escape(rf'TC "{label}" \f T \l 1'), "")


def add_contents(
    paragraphs: Sequence[Paragraph], links: Sequence[tuple[str, str]], code: str
) -> None:
    """Fill paragraphs with a contents field, an entry in each, which links to its heading.

    The page numbers are not known here. The field is marked as out of date, so that Word
    computes it when it opens the file; a program that does not do that shows titles with links.

    Args:
        paragraphs: The paragraphs, one for each entry.
        links: For each entry its text and the name of the bookmark it leads to.
        code: The code of the field.
    """
    for paragraph, (text, bookmark) in zip(paragraphs, links, strict=True):
        link = xml("hyperlink", f'w:anchor={quoteattr(bookmark)} w:history="1"')
        add_text(paragraph, text)
        link.append(paragraph.runs[-1]._r)
        paragraph._p.append(link)
    start = [
        xml("r", "", '<w:fldChar w:fldCharType="begin" w:dirty="true"/>'),
        xml("r", "", f'<w:instrText xml:space="preserve"> {code} </w:instrText>'),
        xml("r", "", '<w:fldChar w:fldCharType="separate"/>'),
    ]
    for run in start:
        paragraphs[0]._p[-1].addprevious(run)
    paragraphs[-1]._p.append(xml("r", "", '<w:fldChar w:fldCharType="end"/>'))
