"""What is read of Markdown: metadata, headings, quotes, tables, emphasis and escapes."""

from __future__ import annotations

import pytest

from reports.errors import ContentError
from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.read_file import read
from reports.text.source_text import Role, Row, Sorted, Text


def text(content: str) -> Text:
    return read(content.encode(), "antrag.md")


def sorted_text(content: str) -> Sorted:
    return sort_out(text(content))


def rows(content: str) -> tuple[Row, ...]:
    return sorted_text(content).rows


METADATA = """---
titel: "Antrag 7 \\nBänke für Musterstadt"
antragsteller: 'Ortsverein ''Am Park'''
themen: [Verkehr, Bauen]
an:
  - Stadtrat
  - Verwaltung
leer: ''
hinweis: eine Zeile
  und noch eine
# Bemerkung
---

Wir bauen Bänke.
"""


def test_metadata_is_facts_and_no_text() -> None:
    result = sorted_text(METADATA)
    assert dict(result.text.facts) == {
        "titel": "Antrag 7 Bänke für Musterstadt",
        "antragsteller": "Ortsverein 'Am Park'",
        "themen": "Verkehr, Bauen",
        "an": "Stadtrat, Verwaltung",
        "leer": "",
        "hinweis": "eine Zeile und noch eine",
    }
    assert [row.text for row in result.rows] == ["Wir bauen Bänke."]
    everything = sum(len("".join(line.text.split())) for line in result.text.lines)
    assert sum(result.account().values()) == everything
    assert result.account()[Role.TEXT] == len("WirbauenBänke.")


def test_metadata_alone_is_a_file_without_text() -> None:
    with pytest.raises(ContentError, match="without any text"):
        text("---\ntitel: Bänke\n---\n")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_rules_around_text_are_no_metadata(name: str) -> None:
    result = sort_out(read(b"---\nWir bauen B\xc3\xa4nke\n---\nam Weg\n", name))
    assert result.text.facts == ()
    assert [row.text for row in result.rows] == ["Wir bauen Bänke", "am Weg"]


def test_metadata_of_a_text_file_is_text() -> None:
    assert read(METADATA.encode(), "a.txt").facts == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"Bürger\*innen und Nachbar\*innen", "Bürger*innen und Nachbar*innen"),
        (r"1\. Mai", "1. Mai"),
        (r"eine\_Datei \#1 \[sic\]", "eine_Datei #1 [sic]"),
        ("Bänke &amp; Wege&nbsp;&#8211; hier", "Bänke & Wege – hier"),
        ("ein Umbruch\\", "ein Umbruch"),
        (r"C:\Ordner", r"C:\Ordner"),
    ],
)
def test_escapes_and_entities_are_undone(written: str, expected: str) -> None:
    assert [row.text for row in rows(written)] == [expected]


def test_headings_lists_quotes_and_tables_keep_their_style() -> None:
    lines = text(
        "Titel\n===\n\nUnten\n---\n\n### Drei\n\n> Zitat\n\n- Punkt\n\n1. Punkt\n\n| a | b |\n"
    ).lines
    styles = {line.text: line.style for line in lines if line.text}
    assert styles == {
        "Titel": "heading 1",
        "===": "",
        "Unten": "heading 2",
        "---": "",
        "### Drei": "heading 3",
        "> Zitat": "quote",
        "- Punkt": "list",
        "1. Punkt": "list",
        "| a | b |": "table",
    }


def test_signs_of_quotes_and_tables_are_no_text() -> None:
    content = "> Die Stadt > 5 000\n\n| | |\n|---|:-:|\n| **Ort** | Muster |\n| Jahr | 2026 |\n"
    quote, place, year = rows(content)
    assert quote.text == "Die Stadt > 5 000"
    assert (place.text, place.text[place.cells[0] :]) == ("Ort Muster", "Muster")
    assert (year.text, year.text[year.cells[0] :]) == ("Jahr 2026", "2026")


def test_words_in_bold_that_begin_a_row_are_known() -> None:
    first, second, third = rows(
        "**Adressat:** Stadt\\*rat\n\n**Ganz fett**\n\nEin *wenig* schräg\n"
    )
    assert (first.text, first.text[: first.lead]) == ("Adressat: Stadt*rat", "Adressat:")
    assert (second.lead, third.lead) == (0, 0)


def test_a_line_that_is_bold_throughout_is_bold() -> None:
    assert [line.bold for line in text("**Wohnen**\n\nWohnen **hier** und da\n").lines] == [
        True,
        False,
        False,
    ]


def test_nested_points_keep_their_indent() -> None:
    assert [row.indent for row in rows("- eins\n  - zwei\n\t- drei\n")] == [0, 2, 8]


def test_numbered_lines_keep_the_indent_of_their_text() -> None:
    content = "".join(f"{i} {'   ' if i == 3 else ''}Wir bauen Bänke\n" for i in range(1, 7))
    lines_read = sort_out(read(content.encode(), "a.txt")).rows
    assert [row.indent - lines_read[0].indent for row in lines_read] == [0, 0, 3, 0, 0, 0]


@pytest.mark.parametrize(
    "broken",
    [
        "Wir fordern Bänke",
        "titel: „Bänke",
        'titel: "Bänke',
        "themen: [Wege, Bänke",
        "- titel Bänke",
    ],
)
def test_metadata_that_is_no_yaml_is_told_with_its_line(broken: str) -> None:
    result = text(f"---\nnummer: A 1\n{broken}\nleer: ''\n---\n\nWir bauen Wege.\n")
    expected = [] if broken.startswith(("titel: „", "-")) else [2]
    assert [doubt.line for doubt in result.doubts] == expected


def test_sound_metadata_is_no_doubt() -> None:
    assert not text(METADATA).doubts
    assert not text('---\nan: [Stadt, # viele\n  Land]\nwer: "SPD" # kurz\n---\n\nText.\n').doubts


NOTES = """# Bänke[^titel]

Wir fordern die Stadt auf[^a], Bänke zu bauen.[^b] Auch Wege.

- **Holz**[^b]: Die Bänke sollen aus Holz sein.

[^titel]: Die Verwaltung muss den Titel
    drucken.
[^a]: Vgl. Haushalt.
[^b]:
    Aus Eiche.
"""


def test_marks_of_notes_are_raised_digits_and_notes_are_no_text() -> None:
    """As those of a word processor, counted in the order of the text."""
    result = sorted_text(NOTES)
    assert [row.text for row in result.rows] == [
        "Bänke¹",
        "Wir fordern die Stadt auf², Bänke zu bauen.³ Auch Wege.",
        "- Holz³: Die Bänke sollen aus Holz sein.",
    ]
    assert [(note.mark, note.text, note.anchor) for note in result.footnotes] == [
        ("¹", "Die Verwaltung muss den Titel drucken.", 0),
        ("²", "Vgl. Haushalt.", 1),
        ("³", "Aus Eiche.", 2),
    ]


def test_marks_of_notes_hide_no_addressee_and_stand_in_no_title() -> None:
    (motion,) = motions(sorted_text(NOTES))
    first, second = motion.areas[0].measures
    assert motion.title == "Bänke"
    assert [who.name for who in first.addressees] == ["Stadt"]
    assert second.title == "Holz"


def test_escaped_mark_is_text() -> None:
    assert [row.text for row in rows("Der Satz\\[^1] bleibt.\n")] == ["Der Satz[^1] bleibt."]


@pytest.mark.parametrize(
    "table",
    [
        "Antragsteller: | OV Musterdorf |\n---|---|\nStatus: | Angenommen |",
        "Antragsteller: | OV Musterdorf\n---|---\nStatus: | Angenommen",
        "| Antragsteller: | OV Musterdorf\n|---|---\n| Status: | Angenommen",
        "Antragsteller: | OV Musterdorf\n:-- | --:\nStatus: | Angenommen",
        "| Antragsteller: | OV Musterdorf |\n|---|---|\n| Status: | Angenommen |",
        "Antragsteller: | OV Musterdorf\n---|---\nStatus: | Neu\nErsetzt: | A-01: Bänke, jetzt!",
    ],
)
def test_table_needs_no_bars_around_its_rows(table: str) -> None:
    (motion,) = motions(
        sorted_text(f"{table}\n\n# A-04: Bänke am Fluss\n\nDie Stadt soll Bänke kaufen.\n")
    )
    assert (motion.motion, motion.title, motion.submitter) == (
        "A-04",
        "Bänke am Fluss",
        "OV Musterdorf",
    )


@pytest.mark.parametrize("line", ["Bänke | Brunnen", "Bänke | Brunnen\n---", "Bänke\n---|---"])
def test_bar_alone_makes_no_table(line: str) -> None:
    assert not any(read_line.style == "table" for read_line in text(f"{line}\n\nEnde.\n").lines)
