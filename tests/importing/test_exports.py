"""Exports of systems for motions: OpenSlides' JSON and CSV, Antragsgrün's CSV and ODS."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest

from reports.errors import ContentError
from reports.importing.analysis import analyse
from reports.importing.classify import sort_out
from reports.importing.read_file import read
from reports.text.source_text import Line, Role

TEXT = "<p>Wir fordern die Stadt auf:</p><ul><li>Mehr <b>Bänke</b></li><li>Mehr Bäume</li></ul>"
REASON = "<p>Am Weg fehlen Bänke.</p>"

LINES = [
    ("Antrag A 1: Bänke am Weg", "heading 1"),
    ("Antragsteller: Ortsverein Muster", ""),
    ("Wir fordern die Stadt auf:", ""),
    ("• Mehr Bänke", "list"),
    ("• Mehr Bäume", "list"),
    ("Begründung", "heading 2"),
    ("Am Weg fehlen Bänke.", ""),
]


def lines(data: bytes, name: str) -> list[tuple[str, str]]:
    return [(line.text, line.style) for line in read(data, name).lines]


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize(
    "head",
    [
        "identifier,title,text,reason,submitter,category",
        "Nummer,Titel,Text,Begründung,Antragsteller*in,Sachgebiet",
        "Number;Title;Text;Reason;Submitters;Motion block",
        "\ufeffKürzel\tTitel\tAntragstext\tBegründung\tAntragstellerinnen\tThemen",
    ],
)
def test_a_table_of_motions_is_read_motion_by_motion(head: str) -> None:
    sign = next(sign for sign in ",;\t" if sign in head)
    cells = ["A 1", "Bänke am Weg", TEXT, REASON, "Ortsverein Muster", "Wege"]
    row = sign.join(map(quoted, cells))
    other = sign.join(map(quoted, ["A 2", "Bäume", "Wir pflanzen.\n\nWir gießen.", "", "", ""]))
    text = read(f"{head}\r\n{row}\r\n{other}\r\n".encode(), "export.csv")
    assert [(line.text, line.style) for line in text.lines if line.page == 1] == LINES
    assert [line.text for line in text.lines if line.page == 2] == [
        "Antrag A 2: Bäume",
        "Wir pflanzen.",
        "Wir gießen.",
    ]
    assert text.paragraphs


MEETING = {
    "meeting": {"1": {"id": 1, "name": "Parteitag"}},
    "motion": {
        "7": {
            "id": 7,
            "number": "A 1",
            "sequential_number": 3,
            "title": "Bänke am Weg",
            "text": TEXT,
            "reason": REASON,
            "submitter_ids": [4],
            "state_id": 9,
        }
    },
    "motion_state": {"9": {"id": 9, "name": "angenommen"}},
    "motion_submitter": {"4": {"id": 4, "meeting_user_id": 5}},
    "meeting_user": {"5": {"id": 5, "user_id": 6}},
    "user": {"6": {"id": 6, "first_name": "Toni", "last_name": "Beispiel"}},
}


def test_a_meeting_in_json_is_read_with_names_of_its_models() -> None:
    texts = lines(json.dumps(MEETING).encode(), "export.json")
    assert texts[:3] == [
        ("Antrag A 1: Bänke am Weg", "heading 1"),
        ("Antragsteller: Toni Beispiel", ""),
        ("Status: angenommen", ""),
    ]
    assert texts[3:] == LINES[2:]


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_list_of_motions_in_json_is_read(wrapped: bool) -> None:
    motions = [
        {"identifier": "A 1", "title": "Bänke am Weg", "text": TEXT, "reason": REASON}
        | {"submitters": [{"name": "Ortsverein Muster"}]}
    ]
    content = {"motions": motions} if wrapped else motions
    assert lines(json.dumps(content).encode(), "export.json") == LINES


@pytest.mark.parametrize("text", ["{ein Satz}", "[1, 2, 3]", '{"a": 1}', "[" * 5000])
def test_other_text_in_brackets_is_text(text: str) -> None:
    assert lines(text.encode(), "a.txt") == [(text, "")]


def ods(*rows: tuple[str, ...]) -> bytes:
    spaces = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    cells = (
        "".join(
            "<table:table-cell>"
            + "".join(f"<text:p>{part}</text:p>" for part in cell.split("\n"))
            + "</table:table-cell>"
            for cell in row
        )
        for row in rows
    )
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    body = f"<office:body><office:spreadsheet><table:table>{table}</table:table>"
    content = f"<office:document-content{spaces}>{body}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", f"{content}</office:document-content>")
    return out.getvalue()


def xlsx(*rows: tuple[str, ...]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("table", [ods, xlsx])
def test_a_table_of_antragsgruen_is_read_with_the_heads_of_each_kind(
    table: Callable[..., bytes],
) -> None:
    data = table(
        ("Alle Anträge", "", "", ""),
        ("Antragsnr.", "Antragsteller*innen", "Titel", "Antragstext", "Begründung"),
        ("A 1", "Ortsverein Muster", "Bänke am Weg", "Wir bauen.\nSofort.", "Es fehlt."),
        ("", "", "", "", ""),
        ("Antragsnr.", "Antragsteller*innen", "Titel", "Forderung"),
        ("R 1", "", "Bäume", "Wir pflanzen."),
    )
    assert [text for text, _style in lines(data, "alle")] == [
        "Antrag A 1: Bänke am Weg",
        "Antragsteller: Ortsverein Muster",
        "Wir bauen.",
        "Sofort.",
        "Begründung",
        "Es fehlt.",
        "Antrag R 1: Bäume",
        "Wir pflanzen.",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"number,title,submitters\nA 1,Weg,Muster\n", "motions without their texts"),
        (ods(("Name", "Ort"), ("Muster", "Stadt")), "without columns for title and text"),
        (xlsx(("Name", "Ort"), ("Muster", "Stadt")), "without columns for title and text"),
    ],
)
def test_a_table_without_texts_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        read(data, "liste")


@pytest.mark.parametrize("text", ["Titel, Text und mehr", "Wir fordern, dass; und\nweiter"])
def test_text_with_commas_is_no_table(text: str) -> None:
    assert [line for line, _style in lines(text.encode(), "a.txt")] == text.split("\n")


def line_of(html: str) -> list[Line]:
    data = json.dumps([{"title": "T", "text": html}]).encode()
    return list(read(data, "a.json").lines[1:])


def test_html_of_a_motion_becomes_paragraphs() -> None:
    texts = line_of(
        "<h2>Ziele</h2><p>Eins<br>zwei &amp; drei</p><ol><li>Punkt<ul><li>darin</li></ul></li>"
        "<li><p><strong>Fett</strong> und <u>mehr</u></p></li></ol><blockquote>Zitat</blockquote>"
        "<script>böse()</script><del>alt</del><p>offen"
    )
    assert [(line.text, line.style, line.indent) for line in texts] == [
        ("Ziele", "heading 2", 0),
        ("Eins", "", 0),
        ("zwei & drei", "", 0),
        ("1. Punkt", "list", 0),
        ("• darin", "list", 6),
        ("2. Fett und mehr", "list", 0),
        ("Zitat", "quote", 0),
        ("offen", "", 0),
    ]
    fat = texts[5]
    assert [fat.text[span.begin : span.end].strip() for span in fat.spans if span.bold] == ["Fett"]


def test_motions_of_an_export_are_told_apart() -> None:
    """Their number, title and submitter are those of the export."""
    motions = [
        {"number": f"A {i}", "title": f"Bänke am Weg {i}", "text": TEXT, "reason": REASON}
        | {"submitters": f"Ortsverein {i}"}
        for i in range(1, 4)
    ]
    texts = analyse(json.dumps({"motions": motions}).encode(), "export.json").motions
    assert [(motion.motion, motion.title, motion.submitter) for motion in texts] == [
        (f"A {i}", f"Bänke am Weg {i}", f"Ortsverein {i}") for i in range(1, 4)
    ]


def test_what_each_motion_says_is_no_running_head() -> None:
    motions = [{"number": f"A {i}", "title": "Bänke", "text": TEXT} for i in range(1, 6)]
    text = sort_out(read(json.dumps(motions).encode(), "export.json"))
    assert len(text.rows) == len(text.text.lines)
    assert text.account()[Role.FURNITURE] == 0


@pytest.mark.parametrize(
    "rows",
    ['A1,"Bad,Der Kreis soll zahlen.\nA2,Halle,Die Stadt soll bauen.', 'A1,Bad,"Sie soll bauen.'],
)
def test_a_table_with_an_open_quotation_is_refused(rows: str) -> None:
    with pytest.raises(ContentError, match="not closed"):
        read(f"Nummer,Titel,Text\n{rows}\n".encode(), "export.csv")


def test_a_sign_for_inches_opens_no_quotation() -> None:
    assert _motions_of_table('A1,Fenster,Die Stadt soll 5" Platz lassen.') == [("Fenster", 1)]


def _motions_of_table(*rows: str) -> list[tuple[str, int]]:
    data = "\n".join(["Nummer,Titel,Text", *rows]).encode()
    motions = analyse(data, "export.csv").motions
    return [(motion.title, sum(len(area.measures) for area in motion.areas)) for motion in motions]


@pytest.mark.parametrize(
    "numbers", [("A1", "A1"), ("", ""), ("A1", ""), ("", "A1"), ("A1", "A2"), ("1", "1")]
)
@pytest.mark.parametrize("titles", [("Bad", "Bad"), ("Bad", "Halle"), ("Bad", "Antrag A1")])
def test_each_row_of_a_table_is_a_motion_whatever_its_number(
    numbers: tuple[str, str], titles: tuple[str, str]
) -> None:
    wishes = ("<p>Die Stadt soll das Bad sanieren.</p>", "<p>Der Kreis soll zahlen.</p>")
    rows = [",".join(cells) for cells in zip(numbers, titles, wishes, strict=True)]
    assert [measures for _title, measures in _motions_of_table(*rows)] == [1, 1]


@pytest.mark.parametrize("row", ["A2", "A2,,", "A2,Halle,", "A2,Halle", ",Halle,<p> </p>"])
@pytest.mark.parametrize("first", [True, False])
def test_a_motion_without_text_is_named(row: str, first: bool) -> None:
    whole = "A1,Bad,Die Stadt soll das Bad sanieren."
    rows = [row, whole] if first else [whole, row]
    text = read("\n".join(["Nummer,Titel,Text", *rows]).encode(), "export.csv")
    (doubt,) = text.doubts
    assert "has no text" in doubt.what
    assert ("A2" if "A2" in row else "Halle") in doubt.what
    assert 0 <= doubt.line < len(text.lines)
