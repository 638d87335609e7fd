"""Looks, indents, tracked changes and tables of DOCX and ODT."""

from __future__ import annotations

import pytest

from reports.importing.classify import sort_out
from reports.importing.read_file import read
from reports.text.source_text import Text
from tests.support import sources
from tests.support.sources import listed, paragraph


def docx(body: str, **parts: str) -> Text:
    return read(sources.docx(body, **parts), "antrag.docx")


def odt(body: str, **parts: str) -> Text:
    return read(sources.odt(body, **parts), "antrag.odt")


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


ODT_LOOKS = (
    '<style:style style:name="I" style:family="text">'
    '<style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="U" style:family="text">'
    '<style:text-properties style:text-underline-style="solid"/></style:style>'
    '<style:style style:name="B" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)


def test_a_paragraph_of_word_knows_how_it_looks() -> None:
    italic, underlined, plain = docx(
        paragraph(run("schräg", "<w:i/>"))
        + paragraph(run("unten", '<w:u w:val="single"/>'))
        + paragraph(run("ohne", '<w:u w:val="none"/><w:i w:val="0"/>'))
    ).lines
    assert (italic.italic, italic.underlined) == (True, False)
    assert (underlined.italic, underlined.underlined) == (False, True)
    assert (plain.italic, plain.underlined, plain.spans) == (False, False, ())


def test_a_paragraph_of_an_odt_knows_how_it_looks() -> None:
    italic, underlined, plain = odt(
        '<text:p><text:span text:style-name="I">schräg</text:span></text:p>'
        '<text:p><text:span text:style-name="U">unten</text:span></text:p><text:p>ohne</text:p>',
        styles=ODT_LOOKS,
    ).lines
    assert (italic.italic, italic.underlined) == (True, False)
    assert (underlined.italic, underlined.underlined) == (False, True)
    assert (plain.italic, plain.underlined, plain.spans) == (False, False, ())


def test_bold_words_that_begin_a_paragraph_are_known() -> None:
    word = docx(paragraph(run("Busse.", "<w:b/>") + run(" Sie fahren") + run(" selten.")))
    office = odt(
        '<text:p><text:span text:style-name="B">Busse.</text:span> Sie fahren selten.</text:p>',
        styles=ODT_LOOKS,
    )
    for text in (word, office):
        (row,) = sort_out(text).rows
        assert row.text == "Busse. Sie fahren selten."
        assert row.text[: row.lead] == "Busse."
        assert len(text.lines[0].spans) == 2


def test_points_of_words_lists_keep_their_indent() -> None:
    levels = sources.list_levels(("bullet", "•"), ("bullet", "–"))
    levels = levels.replace(
        "</w:lvl>", '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>', 1
    )
    text = docx(
        listed("eins") + paragraph("frei", '<w:ind w:left="1440"/>') + paragraph("ohne"),
        numbering=levels,
    )
    assert [line.indent for line in text.lines] == [pytest.approx(6.35, abs=0.1), 25.4, 0.0]
    assert [row.indent for row in sort_out(text).rows] == [3, 13, 0]


# --- tracked changes ----------------------------------------------------------


def test_deleted_words_of_word_are_left_out_and_named() -> None:
    text = docx(
        paragraph(
            run("Wir bauen ")
            + '<w:del w:id="1" w:author="E"><w:r><w:delText>zwei</w:delText></w:r></w:del>'
            + f'<w:ins w:id="2" w:author="E">{run("drei")}</w:ins>'
            + run(" Bänke")
        )
    )
    assert [line.text for line in text.lines] == ["Wir bauen drei Bänke"]
    assert [(doubt.line, doubt.what) for doubt in text.doubts] == [
        (0, "deleted words were left out: “zwei”")
    ]


def test_deleted_words_of_an_odt_are_left_out_and_named() -> None:
    text = odt(
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        "<text:p>zwei</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>Kopf</text:p><text:p>Wir bauen <text:change text:change-id="c1"/>drei</text:p>'
    )
    assert [line.text for line in text.lines] == ["Kopf", "Wir bauen drei"]
    assert [(doubt.line, doubt.what) for doubt in text.doubts] == [
        (1, "deleted words were left out: “zwei”")
    ]


# --- tables -------------------------------------------------------------------


def word_table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def office_table(*rows: tuple[str, ...]) -> str:
    cells = (
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        for row in rows
    )
    inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return f"<table:table>{inner}</table:table>"


OLD = "Die Stadt soll im nächsten Jahr zwanzig Bänke am Fluss aufstellen."
NEW = "Die Stadt soll bis 2030 zwanzig neue Bänke am Fluss aufstellen."


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([("Ursprungsfassung", "Fassung der Kommission"), (OLD, NEW)], NEW),
        ([("neu", "bisher"), (NEW, OLD)], NEW),
        ([(OLD, NEW)], NEW),
    ],
    ids=["old at the left", "old at the right", "no heading"],
)
def test_of_two_wordings_side_by_side_the_new_one_is_kept(
    rows: list[tuple[str, str]], kept: str
) -> None:
    for text in (docx(word_table(*rows)), odt(office_table(*rows))):
        wordings = [line.text for line in text.lines if line.text in (OLD, NEW)]
        assert wordings == [kept]
        assert sum("another wording" in doubt.what for doubt in text.doubts) == len(rows)


def test_a_table_of_different_texts_is_kept_whole() -> None:
    rows = [
        ("Die Busse fahren am Abend zu selten.", "Am Fluss fehlen Bänke für alte Leute."),
        ("Der Markt soll auch sonntags öffnen.", "Wir danken allen, die mitgeholfen haben."),
    ]
    text = docx(word_table(*rows))
    words = " ".join(line.text for line in text.lines)
    assert all(cell in words for row in rows for cell in row)
    assert text.doubts == ()


@pytest.mark.parametrize("reader", ["docx", "odt"])
def test_a_table_of_names_and_values_keeps_each_pair_in_a_line(reader: str) -> None:
    rows = [("Antrag", "A 7"), ("Antragsteller", "Ortsverein Muster")]
    text = docx(word_table(*rows)) if reader == "docx" else odt(office_table(*rows))
    lines_read = sort_out(text).rows
    assert [row.text for row in lines_read] == ["Antrag A 7", "Antragsteller Ortsverein Muster"]
    assert [row.text[row.cells[0] :] for row in lines_read] == ["A 7", "Ortsverein Muster"]
