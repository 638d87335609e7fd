"""The lines of a PDF: where they stand, how they look, and that none is lost."""

from __future__ import annotations

import math
import os
import sys
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import ContentError
from reports.importing.read_file import read
from reports.importing.readers import bounds, pdf_text
from reports.processes import second_process
from reports.text.source_text import Line
from tests.support import sources
from tests.support.factories import ENGINE
from tests.support.read_files import texts

FOLDER = Path(os.environ.get("HANDZETTEL_SOURCES", "")) / "resolutions"

pytestmark = ENGINE


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


# --- many pages in two processes --------------------------------------------


@pytest.fixture
def _two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read any PDF in two processes, also if a test runner has threads."""
    monkeypatch.setattr(pdf_text, "MANY_PAGES", 2)
    monkeypatch.setattr(second_process, "_can_copy", lambda: sys.platform == "linux")


def _alone(data: bytes) -> list[Line]:
    """Return the lines of a PDF that one process has read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_text, "MANY_PAGES", 1_000_000)
        return pdf_text.lines(data, "antrag")


@pytest.mark.usefixtures("_two_processes")
def test_two_processes_read_the_same_as_one() -> None:
    looks = ("font-weight: bold", "font-style: italic", "font-family: DejaVu Serif", "columns: 2")
    data = sources.pdf(
        "".join(
            f"<div style='break-before: page; {looks[number % 4]}'><h1>Antrag {number}</h1>"
            f"<p>{number} Der Kreis baut <u>Radwege</u>, <b>Schulen</b> und ✓ 😀."
            "<ul><li>Brücken<li>Häuser</ul></div>"
            for number in range(1, 12)
        )
    )
    lines = pdf_text.lines(data, "antrag")
    assert lines == _alone(data)
    assert {line.page for line in lines} == set(range(1, 12))


@pytest.mark.usefixtures("_two_processes")
@pytest.mark.skipif(
    not FOLDER.is_dir(), reason="HANDZETTEL_SOURCES is not set: a folder with resolutions is needed"
)
def test_two_processes_read_resolutions_as_one_does() -> None:
    for path in sorted(FOLDER.glob("*.pdf")):
        data = path.read_bytes()
        assert pdf_text.lines(data, path.name) == _alone(data), path.name


@pytest.mark.usefixtures("_two_processes")
def test_pages_of_both_processes_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither has read too much by itself."""
    data = sources.many_pages(sources.pdf("<p>Der Kreis baut Radwege.</p>" * 3), 4)
    monkeypatch.setattr(bounds, "MAX_LINES", 12)
    assert len(pdf_text.lines(data, "antrag")) == 12
    monkeypatch.setattr(bounds, "MAX_LINES", 11)
    with pytest.raises(ContentError, match=r"^antrag: longer than .* or 11 lines"):
        pdf_text.lines(data, "antrag")


@pytest.mark.usefixtures("_two_processes")
def test_what_the_second_process_cannot_read_is_told_as_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_text, "MAX_CHARACTERS_OF_PAGE", 30)
    page = "<p style='break-before: page'>"
    data = sources.pdf(f"{page}kurz</p>" * 3 + f"{page}{'Der Kreis baut Radwege.' * 9}</p>")
    with pytest.raises(ContentError, match=r"^antrag: page 4 has more than 30 characters"):
        pdf_text.lines(data, "antrag")
