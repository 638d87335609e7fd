"""What a file's text is when it is read in, and what is said of files that have none."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.errors import ContentError
from reports.importing.classify import sort_out
from reports.importing.read_file import MAX_BYTES, read
from reports.importing.readers import archive as archives
from reports.importing.readers import pdf_text
from reports.text.source_text import Line, Text
from tests.support import sources
from tests.support.factories import ENGINE
from tests.support.sources import listed, paragraph

pytestmark = ENGINE


def texts(data: bytes, name: str = "antrag") -> list[str]:
    return [line.text for line in read(data, name).lines]


def line_of(data: bytes, words: str) -> Line:
    """The one line that has some words."""
    (line,) = [line for line in read(data, "antrag").lines if words in line.text]
    return line


def refusal(data: bytes, name: str = "antrag.pdf") -> str:
    """The one sentence that is said of a file."""
    with pytest.raises(ContentError) as caught:
        read(data, name)
    (problem,) = caught.value.problems
    return str(problem)


# --- text and Markdown ------------------------------------------------------


def test_a_text_file_keeps_its_lines_as_they_are() -> None:
    """Empty lines, indents, tabs, no-break spaces and soft hyphens stay where they are."""
    text = "  1\tDer\u00a0Antrag\r\n\r\n2 Stadt\u00ad\rbezirk  \n"
    assert texts(text.encode()) == ["  1\tDer\u00a0Antrag", "", "2 Stadt\u00ad", "bezirk  "]


def test_lines_of_a_text_file_know_their_number() -> None:
    lines = read(b"eins\n\ndrei\n", "a.txt").lines
    assert [(line.place, line.page) for line in lines] == [(1, 1), (2, 1), (3, 1)]


def test_a_form_feed_begins_a_page() -> None:
    lines = read(b"eins\n\fzwei\n\f\ndrei\fvier\n", "a.txt").lines
    assert [(line.text, line.page, line.place) for line in lines] == [
        ("eins", 1, 1),
        ("zwei", 2, 2),
        ("", 3, 3),
        ("drei", 3, 4),
        ("vier", 4, 4),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_how_text_is_coded(encoding: str) -> None:
    assert texts("Für Grünflächen".encode(encoding)) == ["Für Grünflächen"]


def test_a_heading_of_markdown_keeps_its_signs_and_says_its_level() -> None:
    lines = read(b"# Antrag\n\n### Bereich 1\n#kein Kopf\n", "antrag.MD").lines
    assert [(line.text, line.style) for line in lines] == [
        ("# Antrag", "heading 1"),
        ("", ""),
        ("### Bereich 1", "heading 3"),
        ("#kein Kopf", ""),
    ]


def test_the_signs_of_markdown_mean_nothing_in_a_text_file() -> None:
    assert read(b"# Antrag\n", "antrag.txt").lines[0].style == ""


def test_a_text_carries_the_name_and_the_hash_of_its_file() -> None:
    text = read(b"Antrag\n", "antrag.txt")
    assert (text.name, text.digest, text.paragraphs) == (
        "antrag.txt",
        hashlib.sha256(b"Antrag\n").hexdigest(),
        False,
    )


# --- PDF --------------------------------------------------------------------


def test_a_line_of_a_pdf_knows_where_it_stands_and_how_it_looks() -> None:
    """Millimetres from the page's upper left corner, points of type, bold or not."""
    data = sources.pdf("<h1>Bereich 1</h1><p>Der Antrag</p>")
    heading, text = read(data, "antrag").lines
    assert (heading.text, heading.size, heading.bold) == ("Bereich 1", 16.0, True)
    assert (text.text, text.size, text.bold) == ("Der Antrag", 11.0, False)
    assert heading.left == pytest.approx(25, abs=0.5)
    assert heading.top == pytest.approx(27, abs=2)
    assert text.top is not None
    assert heading.top is not None
    assert text.top - heading.top == pytest.approx(9, abs=2)
    assert text.right == pytest.approx(46.5, abs=2)


def test_pages_of_a_pdf_are_counted() -> None:
    data = sources.pdf('<p>eins<p style="break-before: page">zwei')
    lines = read(data, "antrag").lines
    assert [(line.text, line.page, line.place) for line in lines] == [
        ("eins", 1, 1),
        ("zwei", 2, 2),
    ]


NUMBERED = "<style>p { position: relative } p::before { content: attr(n); position: absolute; %s }"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("left: -12mm; font-size: 7pt", ["1 Der Antrag", "2", "3 wird angenommen"]),
        ("left: -12mm; top: -1.5pt; font-size: 6pt", ["1 Der Antrag", "2", "3 wird angenommen"]),
        ("right: -12mm", ["Der Antrag 1", "2", "wird angenommen 3"]),
    ],
)
def test_a_margins_line_number_stands_in_the_line_it_numbers(
    place: str, expected: list[str]
) -> None:
    body = "<p n=1>Der Antrag</p><p n=2>&nbsp;</p><p n=3>wird angenommen</p>"
    assert texts(sources.pdf(NUMBERED % place + "</style>" + body)) == expected


def test_a_raised_mark_stays_in_its_line() -> None:
    data = sources.pdf("<p>Der Antrag<sup>1</sup> gilt</p><p>weiter</p>")
    assert texts(data) == ["Der Antrag1 gilt", "weiter"]


def test_words_that_only_room_parts_are_parted() -> None:
    """Some programs place words and set no spaces."""
    data = sources.drawn(
        "BT /F0 11 Tf 72 700 Td [(Der) -300 (Antr) 20 (ag)] TJ 60 0 Td (gilt) Tj ET"
    )
    assert texts(data) == ["Der Antrag gilt"]


def test_letter_spaced_words_stay_whole() -> None:
    data = sources.drawn("BT /F0 11 Tf 6 Tc 72 700 Td (BEREICH EINS) Tj ET")
    assert texts(data) == ["BEREICH EINS"]


def test_lines_come_from_the_top_whatever_the_files_order() -> None:
    data = sources.drawn(
        "BT /F0 11 Tf 72 600 Td (drei) Tj ET BT /F0 11 Tf 72 700 Td (eins) Tj ET "
        "BT /F1 11 Tf 120 686 Td (2) Tj ET BT /F0 11 Tf 72 686 Td (zwei) Tj ET"
    )
    assert texts(data) == ["eins", "zwei 2", "drei"]


def test_a_hyphen_at_a_lines_end_is_a_hyphen() -> None:
    """PDFium gives it as a control character or a character that does not exist."""
    data = sources.drawn("BT /F0 11 Tf 14 TL 72 700 Td (der Stadt-) Tj T* (bezirk) Tj ET")
    assert texts(data) == ["der Stadt-", "bezirk"]


COLUMN = "".join(f"<p>Zeile {i} steht in einer Spalte</p>" for i in range(1, 31))


def test_columns_are_read_one_after_the_other() -> None:
    """A heading and a foot across both stay before and after them."""
    data = sources.pdf(
        "<p>Ein Antrag, dessen Vorrede über die ganze Breite der Seite läuft und läuft</p>"
        f'<div class="c">{COLUMN}</div>'
        "<p>Ein Schluss, der wieder über die ganze Breite der Seite läuft und läuft</p>",
        ".c { columns: 2; column-gap: 7mm }",
    )
    lines = texts(data)
    assert lines[0].startswith("Ein Antrag")
    assert lines[-1].startswith("Ein Schluss")
    assert lines[1:-1] == [f"Zeile {i} steht in einer Spalte" for i in range(1, 31)]


def test_the_running_head_of_a_page_with_columns_comes_first() -> None:
    """Its right part is not the head of the right column, nor its foot that column's end."""
    data = sources.pdf(
        f'<div class="c">{COLUMN}</div>',
        ".c { columns: 2; column-gap: 7mm } @page { @top-left { content: 'Beschluss' }"
        " @top-right { content: 'Musterstadt' } @bottom-left { content: 'Seite 3' } }",
    )
    lines = texts(data)
    assert lines[0] == "Beschluss Musterstadt"
    assert lines[-1] == "Seite 3"


def test_columns_with_numbers_in_their_margins_keep_them() -> None:
    lines = "".join(f"<p n={i}>Zeile {i} steht in einer Spalte</p>" for i in range(1, 31))
    data = sources.pdf(
        NUMBERED % "left: -6mm; font-size: 7pt" + f'</style><div class="c">{lines}</div>',
        ".c { columns: 2; column-gap: 14mm }",
    )
    assert texts(data) == [f"{i} Zeile {i} steht in einer Spalte" for i in range(1, 31)]


def test_columns_whose_lines_do_not_stand_level_are_columns() -> None:
    """The second column begins five points lower."""
    left = "".join(f"(Links Zeile {i} von vielen Zeilen hier) Tj T* " for i in range(20))
    right = "".join(f"(Rechts Zeile {i} von vielen Zeilen hier) Tj T* " for i in range(20))
    data = sources.drawn(
        f"BT /F0 11 Tf 14 TL 60 700 Td {left} ET BT /F0 11 Tf 14 TL 310 695 Td {right} ET"
    )
    assert [text.split()[0] for text in texts(data)] == ["Links"] * 20 + ["Rechts"] * 20


def test_a_table_of_contents_is_not_two_columns() -> None:
    rows = "".join(
        f'<p>Bereich {i}: Ein Titel<span style="float: right">{i + 3}</span></p>'
        for i in range(1, 20)
    )
    assert texts(sources.pdf(rows)) == [f"Bereich {i}: Ein Titel {i + 3}" for i in range(1, 20)]


def test_turned_text_follows_the_upright_text_of_its_page() -> None:
    data = sources.drawn(
        "BT /F0 11 Tf 0 1 -1 0 40 300 Tm (Entwurf) Tj ET BT /F0 11 Tf 72 700 Td (Der Antrag) Tj ET "
        "BT /F0 11 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (Muster nur) Tj ET"
    )
    upright, turned, oblique = read(data, "antrag").lines
    assert (upright.text, turned.text, oblique.text) == ("Der Antrag", "Entwurf", "Muster nur")
    assert turned.left == pytest.approx(11, abs=3)
    assert turned.top is not None
    assert 150 < turned.top < 200


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_shown_turned_reads_the_same(degrees: int) -> None:
    data = sources.pdf("<p>Der Antrag</p><p>wird angenommen</p>")
    assert texts(sources.turned(data, degrees)) == texts(data)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_whose_text_is_written_turned_is_read_along_it(quarters: int) -> None:
    cos, sin = round(math.cos(quarters * math.pi / 2)), round(math.sin(quarters * math.pi / 2))
    data = sources.drawn(
        f"BT /F0 11 Tf 14 TL {cos} {sin} {-sin} {cos} 300 400 Tm (Der Antrag) Tj T* (gilt) Tj ET"
    )
    assert texts(data) == ["Der Antrag", "gilt"]


def test_a_page_scanned_askew_has_whole_lines() -> None:
    """The recognised text of a scan is invisible, lies askew and has a box a word."""
    slope = math.tan(math.radians(1))
    words = "".join(
        f"BT 3 Tr /F0 11 Tf 0.99985 0.01745 -0.01745 0.99985 {72 + 33 * x} "
        f"{700 - 14 * y + 33 * x * slope:.2f} Tm (Wort{x}) Tj ET "
        for y in range(20)
        for x in range(9)
    )
    assert texts(sources.drawn(words)) == [" ".join(f"Wort{x}" for x in range(9))] * 20


def characters(data: bytes) -> Counter[str]:
    """What PDFium itself says a PDF's text has, but for white space."""
    characters: Counter[str] = Counter()
    with pdfium.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            codes = (
                pdfium_c.FPDFText_GetUnicode(text, i)
                for i in range(pdfium_c.FPDFText_CountChars(text))
            )
            characters.update("-" if code in (2, 0xFFFE) else chr(code) for code in codes)
    return Counter({sign: count for sign, count in characters.items() if not sign.isspace()})


WORDS = st.text(st.sampled_from("abcdefmäöüß1234567890- .,"), min_size=1, max_size=30)


@st.composite
def drawings(draw: st.DrawFn) -> str:
    """Words in any place, size, direction and spacing."""
    parts = []
    for _ in range(draw(st.integers(1, 25))):
        x, y = draw(st.integers(-20, 600)), draw(st.integers(-20, 860))
        size = draw(st.sampled_from([5, 7, 10, 11, 16, 40]))
        angle = math.radians(draw(st.sampled_from([0, 0, 0, 0, 1, 45, 90, 180, 270, 300])))
        cos, sin = round(math.cos(angle), 4), round(math.sin(angle), 4)
        spacing = draw(st.sampled_from([0, 0, 0, -1, 3, 20]))
        mode = draw(st.sampled_from([0, 0, 2, 3]))
        font = draw(st.integers(0, 1))
        lines = " T* ".join(f"({words}) Tj" for words in draw(st.lists(WORDS, max_size=4)))
        matrix = f"{cos} {sin} {-sin} {cos} {x} {y} Tm"
        parts.append(f"BT /F{font} {size} Tf {size} TL {spacing} Tc {mode} Tr {matrix} {lines} ET")
    return " ".join(parts)


@given(drawings())
def test_every_character_of_a_pdf_stands_in_exactly_one_line(drawing: str) -> None:
    data = sources.drawn(drawing)
    expected = characters(data)
    if not expected:
        return
    shown = Counter("".join("".join(texts(data)).split()))
    assert shown == expected


def test_two_hundred_pages_are_read_with_every_character() -> None:
    page = sources.pdf(
        "<p>Der Antrag wird angenommen und gilt für die Stadt und den Kreis</p>" * 150
    )
    data = sources.many_pages(page, 200)
    text = read(data, "antrag")
    assert text.lines[-1].page == 200
    assert Counter("".join("".join(line.text for line in text.lines).split())) == characters(data)


# --- DOCX -------------------------------------------------------------------


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


# --- ODT --------------------------------------------------------------------


STYLES = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="Title" style:family="paragraph"><style:text-properties'
    ' fo:font-weight="bold" fo:font-size="20pt"/></style:style>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Title">'
    '<style:paragraph-properties fo:break-before="page"/>'
    '<style:text-properties fo:font-size="50%"/></style:style>'
)
LIST = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"'
    ' style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2"'
    ' style:num-format="a" style:num-suffix=")"/><text:list-level-style-bullet text:level="3"'
    ' text:bullet-char="–"/></text:list-style>'
)


def test_paragraphs_of_an_odt_come_in_order_with_their_style() -> None:
    data = sources.odt(
        '<text:p text:style-name="P1">Beschluss</text:p>'
        '<text:h text:outline-level="2" text:is-list-header="true">Bereich 1</text:h>'
        "<table:table><table:table-row><table:table-cell><text:p>Zelle</text:p></table:table-cell>"
        "</table:table-row></table:table><text:section><text:p>Der Antrag</text:p></text:section>",
        styles=STYLES,
    )
    text = read(data, "antrag")
    assert text.paragraphs
    assert [(line.text, line.style) for line in text.lines] == [
        ("Beschluss", "title"),
        ("Bereich 1", "heading 2"),
        ("Zelle", ""),
        ("Der Antrag", ""),
    ]
    assert (text.lines[0].bold, text.lines[0].size) == (True, 20.0)


def test_sizes_and_pages_of_an_odt_come_from_its_styles() -> None:
    data = sources.odt(
        '<text:p text:style-name="P1">eins</text:p><text:p text:style-name="P2">zwei</text:p>',
        styles=STYLES,
    )
    assert [(line.page, line.size) for line in read(data, "antrag").lines] == [(1, 20.0), (2, 10.0)]


def test_characters_that_odf_writes_as_elements_are_read() -> None:
    data = sources.odt(
        '<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d\n   <text:span>e'
        "<text:bookmark/>f</text:span><office:annotation><text:p>Rand</text:p></office:annotation>"
        "g</text:p>"
    )
    assert texts(data) == ["a   b\tc\nd efg"]


def test_text_in_elements_of_other_programs_is_read_and_comments_are_not() -> None:
    data = sources.odt(
        '<text:p>der <x:own xmlns:x="http://example.org/x" x:a="1">Antrag</x:own> gilt'
        "<!-- intern --> sofort</text:p>"
    )
    assert texts(data) == ["der Antrag gilt sofort"]


def test_lists_of_odf_are_numbered() -> None:
    entry = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = "<text:list>" + entry.format("a", "") + entry.format("b", "") + "</text:list>"
    deep = "<text:list>" + entry.format("c", "<text:list>" + entry.format("d", "") + "</text:list>")
    deep += "</text:list>"
    data = sources.odt(
        f'<text:list text:style-name="L1">{entry.format("eins", inner)}'
        f"{entry.format('zwei', deep)}</text:list><text:p>Text</text:p>"
        f'<text:list text:style-name="L1" text:continue-numbering="true">{entry.format("drei", "")}'
        f'</text:list><text:list text:style-name="L1">{entry.format("neu", "")}</text:list>',
        styles=LIST,
    )
    assert texts(data) == [
        *("1. eins", "a) a", "b) b", "2. zwei", "a) c", "– d", "Text", "3. drei", "1. neu")
    ]


def test_a_later_paragraph_of_an_item_has_no_number() -> None:
    data = sources.odt(
        '<text:list text:style-name="L1"><text:list-item><text:p>eins</text:p><text:p>mehr</text:p>'
        "</text:list-item><text:list-header><text:p>Kopf</text:p></text:list-header></text:list>",
        styles=LIST,
    )
    assert texts(data) == ["1. eins", "mehr", "Kopf"]


def test_headings_of_an_odt_are_numbered_as_its_outline_says() -> None:
    outline = (
        '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1"'
        ' style:num-format="I" style:num-suffix="."/><text:outline-level-style text:level="2"'
        ' style:num-format="1" text:display-levels="2"/></text:outline-style>'
    )
    heading = '<text:h text:outline-level="{}">Kopf</text:h>'
    data = sources.odt("".join(heading.format(level) for level in (1, 2, 2, 1)), outline=outline)
    assert texts(data) == ["I. Kopf", "I.1 Kopf", "I.2 Kopf", "II. Kopf"]


def test_a_footnote_of_odf_follows_the_paragraph_with_its_mark() -> None:
    data = sources.odt(
        '<text:p>Der Antrag<text:note text:note-class="footnote"><text:note-citation>7'
        "</text:note-citation><text:note-body><text:p>erste</text:p></text:note-body></text:note>"
        ' gilt<text:note text:note-class="footnote"><text:note-citation text:label="*">*'
        "</text:note-citation><text:note-body><text:p>zweite</text:p></text:note-body></text:note>"
        "</text:p>"
    )
    assert [(line.text, line.style) for line in read(data, "antrag").lines] == [
        ("Der Antrag⁷ gilt*", ""),
        ("⁷ erste", "footnote"),
        ("* zweite", "footnote"),
    ]


def test_what_was_deleted_from_an_odt_is_left_out() -> None:
    data = sources.odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>alt</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes><text:p>neu</text:p>"
    )
    assert texts(data) == ["neu"]


# --- what cannot be read ----------------------------------------------------


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WANTED = "the text of the resolution in one of these formats"
MIMETYPE = b"application/vnd.oasis.opendocument.text"


@cache
def files() -> dict[str, bytes]:
    """A file of each format."""
    return {
        "pdf": sources.pdf("<p>Der Antrag wird angenommen</p>" * 5),
        "docx": sources.docx(paragraph("Der Antrag") + listed("eins")),
        "odt": sources.odt("<text:p>Der Antrag</text:p>" * 5),
        "txt": b"Der Antrag\n" * 5,
    }


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "a: empty, without any text – give the file with the resolution"),
        (b" \n\f\n", "a: empty, without any text – give the file with the resolution"),
        (b"eins\nGr\xfcn", "a:2: not UTF-8 text – save the file as UTF-8"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
            f"a: neither text nor PDF, DOCX or ODT – give {WANTED}",
        ),
        (OLE + b"\0" * 600, "a: a file of an old Word – save it as DOCX"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "a: protected with a password – save it without the password",
        ),
        (rb"{\rtf1 Antrag}", "a: an RTF file – save it as DOCX"),
    ],
    ids=["empty", "white", "latin-1", "binary", "doc", "locked docx", "rtf"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_remedy(data: bytes, expected: str) -> None:
    assert refusal(data, "a") == expected


def test_a_zip_with_something_else_is_refused() -> None:
    assert refusal(sources.archive(foto=b"x"), "a.docx") == (
        "a.docx: a ZIP file that is neither DOCX nor ODT – unpack it, or save as DOCX or PDF"
    )


def test_a_scan_is_refused_with_the_remedy() -> None:
    assert refusal(sources.scan()) == (
        "antrag.pdf: the pages are pictures, without text – run text recognition (OCR) on the "
        "file first"
    )


def test_a_scanned_page_among_others_is_not_passed_over() -> None:
    data = sources.with_picture_page(sources.many_pages(files()["pdf"], 2), 2)
    assert refusal(data) == (
        "antrag.pdf: page 3 is a picture, without text – run text recognition (OCR) on the file "
        "first, or take the page out"
    )


def test_a_cover_may_be_a_picture() -> None:
    assert read(sources.with_picture_page(files()["pdf"], 0), "antrag").lines[0].page == 2


def test_a_pdf_without_text_or_pictures_is_empty() -> None:
    assert "empty, without any text" in refusal(sources.drawn(""))


def test_a_pdf_with_a_password_is_refused() -> None:
    data = sources.encrypted_pdf(files()["pdf"], user="geheim")
    assert refusal(data) == ("antrag.pdf: protected with a password – save it without the password")


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    data = sources.encrypted_pdf(files()["pdf"], user="")
    assert texts(data) == texts(files()["pdf"])


def test_an_odt_with_a_password_is_refused() -> None:
    data = sources.archive(
        **{
            "mimetype": MIMETYPE,
            "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            "content.xml": b"\x8f\x01",
        }
    )
    assert "protected with a password" in refusal(data)


def test_half_a_pdf_is_not_half_a_resolution() -> None:
    """PDFium would read the pages that are left."""
    data = sources.many_pages(files()["pdf"], 3)
    assert "damaged or cut off" in refusal(data[: len(data) - 200])


def test_more_pages_than_a_resolution_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "MAX_PAGES", 2)
    assert "more than 2 pages" in refusal(sources.many_pages(files()["pdf"], 3))


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "larger than 50 MB" in refusal(b"a" * (MAX_BYTES + 1))


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    """It is refused by the sizes it declares, before anything is unpacked."""
    data = sources.archive(**{"word/document.xml": b"\0" * (archives.MAX_UNPACKED + 1)})
    assert "larger than 200 MB when unpacked" in refusal(data)


def test_entities_that_grow_are_refused() -> None:
    """A few bytes of them stand for a billion of letters."""
    entities = "<!ENTITY a0 'lol'>" + "".join(
        f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)
    )
    content = sources.member(files()["odt"], "content.xml").decode()
    declaration, _, rest = content.partition("?>")
    content = f"{declaration}?><!DOCTYPE x [{entities}]>{rest}".replace("Der Antrag", "&a9;")
    assert "&a9;" in content
    data = sources.with_member(files()["odt"], "content.xml", content.encode())
    assert "damaged or cut off" in refusal(data)


@pytest.mark.parametrize("kind", ["pdf", "docx", "odt", "txt"])
@given(damage=st.data())
def test_a_damaged_file_is_read_or_refused_but_never_a_crash(
    kind: str, damage: st.DataObject
) -> None:
    data = bytearray(files()[kind])
    for _ in range(damage.draw(st.integers(0, 8), label="flips")):
        at = damage.draw(st.integers(0, len(data) - 1), label="at")
        data[at] = damage.draw(st.integers(0, 255), label="byte")
    cut = damage.draw(st.one_of(st.just(len(data)), st.integers(0, len(data))), label="cut")
    try:
        text = read(bytes(data[:cut]), "antrag")
    except ContentError as error:
        (problem,) = error.problems
        assert problem.place.file == "antrag"
        assert "\n" not in str(problem)
    else:
        assert isinstance(text, Text)
        assert all(line.text.encode() is not None for line in text.lines)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe"):
        with suppress(ContentError):
            read(start + data, "antrag")


def test_the_names_ending_does_not_matter(tmp_path: Path) -> None:
    """People send a DOCX named .pdf and the other way round."""
    assert texts(files()["docx"], "antrag.pdf") == texts(files()["docx"], "antrag.docx")
    assert texts(files()["pdf"], "antrag.docx") == texts(files()["pdf"], "antrag.pdf")


# --- characters that no file can hold ----------------------------------------


@pytest.mark.parametrize(
    ("written", "expected", "messages"),
    [
        ("Wege \x96 auch", "Wege – auch", "the control character U+0096 was read as “–”"),
        ("\x84Wege\x93", "„Wege“", "the control character U+0084 was read as “„”"),
        ("und so weiter\x85", "und so weiter…", "the control character U+0085 was read as “…”"),
        ("We\x07ge", "Wege", "the control character U+0007 was left out"),
        ("We\x01ge\x7f", "Wege", "the control character U+0001 was left out"),
        ("Wege\ufeff", "Wege", "the control character U+FEFF was left out"),
        ("Wege \ufffe", "Wege □", "the character U+FFFE cannot be read"),
        ("Wege \x81", "Wege □", "the character U+0081 cannot be read"),
        ("Wege \U0001ffff", "Wege □", "the character U+1FFFF cannot be read"),
        ("SPD\x1eFraktion", "SPD\u2011Fraktion", "the control character U+001E was read as"),
    ],
)
def test_what_no_text_means_is_made_whole_and_told(
    written: str, expected: str, messages: str
) -> None:
    text = read(f"Kopf\n{written}".encode(), "a.txt")
    assert text.lines[1].text == expected
    assert text.doubts[0].line == 1
    assert text.doubts[0].what.startswith(messages)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("fu\u0308r die Bu\u0308rger", "für die Bürger"),
        ("f¨ur die B¨urger", "für die Bürger"),
        ("☐✓ angenommen ☐ abgelehnt", "☑ angenommen ☐ abgelehnt"),
        ("☒ angenommen □ abgelehnt", "☑ angenommen □ abgelehnt"),
        ("\uf0b7\tMehr Busse", "• Mehr Busse"),
        ("\uf0a7 Mehr Busse", "• Mehr Busse"),
        ("12 \uf0fcMehr Busse", "12 ✓ Mehr Busse"),
        ("\uf02d Mehr Busse", "• Mehr Busse"),
        ("Mehr \uf0e0 Busse", "Mehr → Busse"),
    ],
)
def test_signs_of_other_programs_are_read_as_they_are_meant(written: str, expected: str) -> None:
    text = read(written.encode(), "a.txt")
    assert text.lines[0].text == expected
    assert text.doubts == ()


@pytest.mark.parametrize(
    ("written", "expected", "doubt"),
    [
        (
            "die Mobilita\ufffdt der Stadt",
            "die Mobilität der Stadt",
            "an unreadable character in “Mobilita□t” was read as the dots of a letter",
        ),
        ("der Preis \ufffd 5", "der Preis □ 5", "a character cannot be read; “□” stands for it"),
        ("der \ue123 Preis", "der □ Preis", "the character U+E123 cannot be read; “□” stands"),
        ("der Name 𐊀", "der Name 𐊀", "the character “𐊀” (U+10280) cannot be printed"),
    ],
)
def test_a_character_that_cannot_be_read_or_printed_is_a_doubt(
    written: str, expected: str, doubt: str
) -> None:
    text = read(f"Kopf\n{written}".encode(), "a.txt")
    assert text.lines[1].text == expected
    assert [(line.line, line.what[: len(doubt)]) for line in text.doubts] == [(1, doubt)]


def test_letters_that_the_packaged_fonts_have_are_no_doubt() -> None:
    text = read("Şahin, Łódź, Київ, ≥ 5 °C, ½ €, ẞ, العربية".encode(), "a.txt")
    assert text.doubts == ()


@pytest.mark.parametrize("sign", ["\u2028", "\u2029"])
def test_separators_of_lines_end_lines_and_are_not_told(sign: str) -> None:
    text = read(f"Wege{sign}Plätze".encode(), "a.txt")
    assert [line.text for line in text.lines] == ["Wege", "Plätze"]
    assert text.doubts == ()
    (line,) = read(sources.docx(paragraph(f"Wege{sign}Plätze")), "a").lines
    assert line.text == "Wege\nPlätze"


@given(st.text(max_size=40))
def test_no_character_of_a_text_is_one_that_yaml_forbids(text: str) -> None:
    """And all the others stay."""
    forbidden = "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    with suppress(ContentError):
        for line in read(f"x{text}".encode(), "a.txt").lines:
            assert not re.search(forbidden, line.text)
    changed = "\ufffd¨☐□▢❏❑☒🗹🗷🗵"  # or composed with the letter before them
    signs = (sign for sign in text if sign.isprintable() and sign not in changed)
    plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
    assert "".join(line.text for line in read(f"x{plain}".encode(), "a.txt").lines) == f"x{plain}"


def test_doubt_about_a_character_is_among_those_of_the_sorted_text() -> None:
    text = sort_out(read("1 Beschluss\n2 Wege \x96 auch\n".encode(), "a.txt"))
    assert any("U+0096" in doubt.what for doubt in text.doubts)
    assert sum(text.account().values()) == len("1Beschluss2Wege–auch")


@pytest.mark.parametrize(
    "heads",
    [
        ("Alte Fassung", "Neue Fassung"),
        ("Ursprungsfassung", "Fassung der Kommission"),
        ("Bisheriger Text", "Geänderter Text"),
        ("bisher", "neu"),
    ],
)
@pytest.mark.parametrize("between", [" ", "   ", "\nDie Stadt soll bauen.\n\n"])
def test_two_wordings_side_by_side_are_told(heads: tuple[str, str], between: str) -> None:
    text = f"Wege\n\n{between.join(heads)}\nDie Stadt soll bald bauen.\n"
    (doubt,) = read(text.encode(), "antrag.txt").doubts
    assert "two wordings" in doubt.what
    assert doubt.line == 2


@pytest.mark.parametrize(
    "line",
    [
        "Neue Fassung",
        "Die alte Fassung ersetzt eine neue Fassung.",
        "Alte Fassung",
        "Alte Brücke, neue Brücke",
    ],
)
def test_one_wording_alone_is_no_doubt(line: str) -> None:
    text = f"Wege\n\n{line}\nDie Stadt soll bald bauen.\n"
    assert read(text.encode(), "antrag.txt").doubts == ()
