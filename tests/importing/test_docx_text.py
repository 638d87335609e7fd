"""The paragraphs of a Word file with their styles, numbers and footnotes."""

from __future__ import annotations

from reports.importing.read_file import read
from tests.support import sources
from tests.support.factories import ENGINE
from tests.support.read_files import texts
from tests.support.sources import listed, paragraph

pytestmark = ENGINE


def test_paragraphs_of_a_docx_come_in_order_with_their_style() -> None:
    data = sources.docx(
        paragraph("Beschluss", '<w:pStyle w:val="Title"/>')
        + paragraph("Bereich 1", '<w:pStyle w:val="Heading2"/>')
        + paragraph("Der Antrag")
        + paragraph("ein Punkt", '<w:pStyle w:val="ListBullet"/>')
    )
    text = read(data, "antrag")
    assert text.paragraphs
    assert [(line.text, line.style, line.place) for line in text.lines] == [
        ("Beschluss", "title", 1),
        ("Bereich 1", "heading 2", 2),
        ("Der Antrag", "", 3),
        ("• ein Punkt", "list", 4),
    ]


def test_a_style_made_from_a_heading_is_a_heading() -> None:
    named = (
        '<w:style w:type="paragraph" w:styleId="Eigen"><w:name w:val="Eigen"/>'
        '<w:basedOn w:val="Heading3"/></w:style>'
    )
    data = sources.docx(paragraph("Bereich", '<w:pStyle w:val="Eigen"/>'), styles=named)
    assert read(data, "antrag").lines[0].style == "heading 3"


def test_bold_and_size_of_most_characters_are_a_paragraphs() -> None:
    big = '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'
    data = sources.docx(
        paragraph(f"<w:r>{big}<w:t>Bereich eins</w:t></w:r><w:r><w:t>:</w:t></w:r>")
        + paragraph("Der Antrag")
    )
    assert [(line.bold, line.size) for line in read(data, "antrag").lines] == [
        (True, 16.0),
        (False, 11.0),
    ]


def test_what_word_keeps_beside_the_runs_is_read() -> None:
    """Tables, content controls, links, insertions and text boxes; not what was deleted."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
        f"{paragraph('Kasten')}</w:txbxContent></wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{paragraph('Kasten')}</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    data = sources.docx(
        f"<w:tbl><w:tr><w:tc>{paragraph('Zelle 1')}</w:tc><w:tc>{paragraph('Zelle 2')}</w:tc>"
        f"</w:tr></w:tbl><w:sdt><w:sdtContent>{paragraph('Feld')}</w:sdtContent></w:sdt>"
        + paragraph(
            f'<w:ins w:id="1" w:author="E">{run.format("neu")}</w:ins>'
            '<w:del w:id="2" w:author="E"><w:r><w:delText>alt</w:delText></w:r></w:del>'
            f"<w:hyperlink>{run.format(' Verweis')}</w:hyperlink>{box}"
        )
    )
    assert texts(data) == ["Zelle 1\tZelle 2", "Feld", "neu Verweis", "Kasten"]


def test_characters_that_word_writes_as_elements_are_read() -> None:
    run = (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t>"
        "<w:noBreakHyphen/><w:t>e</w:t></w:r>"
    )
    assert texts(sources.docx(paragraph(run))) == ["a\tb\nc\u00add\u2011e"]


def test_numbers_that_word_counts_itself_stand_before_their_paragraphs() -> None:
    levels = sources.list_levels(
        ("decimal", "%1."), ("lowerLetter", "%2)"), ("upperRoman", "%1.%3")
    )
    data = sources.docx(
        "".join(
            listed(f"Punkt {i}", level) for i, level in enumerate([0, 1, 1, 0, 1, 2, 2], start=1)
        ),
        numbering=levels,
    )
    assert [text.split()[0] for text in texts(data)] == [
        "1.",
        "a)",
        "b)",
        "2.",
        "a)",
        "2.I",
        "2.II",
    ]


def test_a_list_of_word_that_starts_anew_does() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    data = sources.docx(
        listed("eins") + listed("zwei") + paragraph("Text") + listed("eins", number=2),
        numbering=sources.list_levels(("decimal", "(%1)")) + again,
    )
    assert texts(data) == ["(1) eins", "(2) zwei", "Text", "(1) eins"]


def test_a_footnote_of_word_follows_the_paragraph_with_its_mark() -> None:
    reference = '<w:r><w:t>Der Antrag</w:t></w:r><w:r><w:footnoteReference w:id="{}"/></w:r>'
    note = (
        '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r>'
        '<w:r><w:t xml:space="preserve"> {}</w:t></w:r></w:p></w:footnote>'
    )
    data = sources.docx(
        paragraph(reference.format(5)) + paragraph(reference.format(3)),
        notes=note.format(3, "zweite") + note.format(5, "erste"),
    )
    assert [(line.text, line.style) for line in read(data, "antrag").lines] == [
        ("Der Antrag¹", ""),
        ("¹ erste", "footnote"),
        ("Der Antrag²", ""),
        ("² zweite", "footnote"),
    ]


def test_a_page_break_of_word_begins_a_page() -> None:
    data = sources.docx(
        paragraph('<w:r><w:t>eins</w:t><w:br w:type="page"/></w:r>')
        + paragraph("zwei")
        + paragraph('<w:r><w:br w:type="page"/><w:t>drei</w:t></w:r>')
        + paragraph("vier", "<w:pageBreakBefore/>")
    )
    assert [line.page for line in read(data, "antrag").lines] == [1, 2, 3, 4]
