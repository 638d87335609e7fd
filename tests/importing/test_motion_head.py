"""What the head of a motion says: number, title, submitter, who passed it and when."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.content.resolution import Status
from reports.importing.classify import sort_out
from reports.importing.head_keys import Key, read_cells, read_key
from reports.importing.head_status import Outcome, outcome, tick_boxes, ticked
from reports.importing.meetings import date, meeting, resolving_body
from reports.importing.motion_head import MotionHead
from reports.importing.motion_numbers import number_inside, plain_number, read_number
from reports.importing.motion_spans import MotionSpan, motion_spans
from reports.importing.read_file import read as read_file
from reports.text.source_text import Sorted
from tests.support.sorted_rows import numbered, placed, rows_of, unnumbered


def only(sorted_: Sorted) -> MotionSpan:
    (span,) = motion_spans(sorted_)
    return span


def head_of(text: str) -> MotionHead:
    return only(unnumbered(text)).head


HEAD = """
Beschluss 04

Einreicherin: Ortsverein Musterdorf (Kernantrag G 12)

Mehr Bäume für Musterstadt

Bereich 1: Parks

Wir wollen in jedem Park zehn Bäume pflanzen.
"""


def test_head_says_what_the_resolution_is() -> None:
    """Title, number, motion and submitter come from the lines before the text."""
    sorted_ = numbered(HEAD)
    span = only(sorted_)
    assert span.head.title == "Mehr Bäume für Musterstadt"
    assert span.head.label == "Beschluss 04"
    assert span.head.number == "G 12"
    assert span.head.submitter == "Ortsverein Musterdorf"
    assert span.head.status is Status.ADOPTED
    assert sorted_.rows[span.body].text == "Bereich 1: Parks"


def test_cover_says_who_met_and_when() -> None:
    """What stands before the numbered lines belongs to every motion, in the nominative."""
    cover = [
        (None, "Beschlüsse"),
        (None, "der ordentlichen"),
        (None, "Kreiskonferenz"),
        (None, "der SPD Musterland"),
        (None, "Musterstadt, 3. März 2024"),
        (None, ""),
    ]
    span = only(rows_of([*cover, *enumerate(HEAD.strip().splitlines(), 1)]))
    assert span.head.body == "Ordentliche Kreiskonferenz der SPD Musterland"
    assert span.head.meeting == "Kreiskonferenz"
    assert span.head.date == dt.date(2024, 3, 3)
    assert span.first == 5


@pytest.mark.parametrize(
    "title",
    [
        "Resolution der Mitgliederversammlung: Bänke im Park",
        "Erklärung des Kreisparteitags: Wir brauchen mehr Bänke",
        "Beschluss der Landeskonferenz: Bänke im Park!",
    ],
)
def test_title_may_begin_with_the_assembly_that_passes_it(title: str) -> None:
    span = only(numbered(f"{title}\n\nDie Parks sind leer.\n\nDie Stadt soll Bänke aufstellen."))
    assert span.head.title == title


def test_what_a_text_does_not_say_is_not_made_up() -> None:
    """Without a head there is no number, no date and no submitter, and a doubt for the title."""
    span = only(numbered("Wir fordern bessere Radwege. Sie sollen breiter werden als bisher."))
    head = span.head
    assert (head.label, head.number, head.submitter, head.date) == (None,) * 4
    assert (head.body, head.meeting, head.title, head.status) == (None, None, "", None)
    assert [doubt.what for doubt in span.doubts] == ["no title was found"]


# --- layouts ----------------------------------------------------------------


def test_number_in_a_box_and_keys_without_a_colon() -> None:
    """The Jusos' form: values wrap to their column, the title stands again above the text."""
    sorted_ = placed(
        [
            ("Bundeskongress 27. – 29. November 2020", 20, 12, 9, False),
            ("C5", 173, 21, 40, True),
            ("Titel Mehr Bäume für alle Straßen der Stadt und ihrer", 20, 42, 12, False),
            ("Ortsteile", 74, 47, 12, False),
            ("AntragstellerInnen Bezirk Nord, Bezirk Süd,", 20, 55, 12, False),
            ("Bezirk West", 74, 60, 12, False),
            ("Zur Weiterleitung an Bundesparteitag", 20, 68, 12, True),
            ("☐ angenommen ☒ mit Änderungen angenommen ☐ abgelehnt", 20, 76, 12, False),
            ("Mehr Bäume für alle Straßen der Stadt und", 20, 90, 16, False),
            ("ihrer Ortsteile", 20, 97, 16, False),
            ("Straßen ohne Bäume sind im Sommer zu heiß, und das merken alle.", 20, 108, 9, False),
            ("Deshalb sollen mehr gepflanzt werden.", 20, 113, 9, False),
        ]
    )
    span = only(sorted_)
    assert span.head.title == "Mehr Bäume für alle Straßen der Stadt und ihrer Ortsteile"
    assert span.head.number == "C5"
    assert span.head.submitter == "Bezirk Nord, Bezirk Süd, Bezirk West"
    assert [asked.name for asked in span.head.addressees] == ["Bundesparteitag"]
    assert span.head.date == dt.date(2020, 11, 29)
    assert span.head.body == "Bundeskongress"
    assert span.head.status is Status.ADOPTED
    assert sorted_.rows[span.body].text.startswith("Straßen ohne Bäume")


def test_title_in_large_type_wraps() -> None:
    """Its lines are one title, even where one begins with a dash."""
    sorted_ = placed(
        [
            ("Beschluss K2/3: Kein Weg ist zu weit!", 27, 32, 16, False),
            ("Was nach dem Winter zu tun ist", 27, 39, 16, False),
            ("– jetzt!", 27, 45, 16, False),
            (
                "Auch ein Jahr nach dem Winter sind die Wege schlecht, und niemand",
                27,
                59,
                10,
                False,
            ),
            ("bessert sie aus.", 27, 64, 10, False),
        ]
    )
    span = only(sorted_)
    assert span.head.title == "Kein Weg ist zu weit! Was nach dem Winter zu tun ist – jetzt!"
    assert span.head.number == "K2/3"
    assert span.head.label == "Beschluss K2/3"
    assert span.body == 3


def test_cover_of_a_programme_is_its_head() -> None:
    """Its kind and the day are no headings of the text."""
    sorted_ = placed(
        [
            ("Musterstadt für alle", 25, 28, 14, True),
            ("Kommunalwahlprogramm 2014", 25, 36, 14, True),
            ("Einstimmig beschlossen am 23. November 2013", 25, 44, 9, False),
            ("Was wir erreicht haben", 25, 55, 11, True),
            ("Seit fünf Jahren geht es voran, und so soll es auch bleiben.", 25, 62, 11, False),
            ("Dafür stehen wir, denn wir haben Wort gehalten.", 25, 67, 11, False),
        ]
    )
    span = only(sorted_)
    assert span.head.title == "Musterstadt für alle"
    assert span.head.date == dt.date(2013, 11, 23)
    assert span.head.status is Status.ADOPTED
    assert sorted_.rows[span.body].text == "Was wir erreicht haben"


@pytest.mark.parametrize(
    "text",
    [
        "Antrag A 3\nAntragsteller*innen: AG Wege\nBänke\n\nWir fordern Bänke.",
        "Antragsnummer: A 3\nTitel: Bänke\nAntragsteller/in: AG Wege\n\nWir fordern Bänke.",
        "Antrag A 3: Bänke\nAntragstellende: AG Wege\nAntragstext\nWir fordern Bänke.",
        "Antrag A 3\nAntragsteller: AG\n\nDer Rat möge beschließen:\n\nBänke\n\nWir fordern Bänke.",
        "Antrag A 3\nder AG Wege\nBetreff: Bänke\n\nBeschlussvorschlag:\nWir fordern Bänke.",
    ],
)
def test_head_is_the_same_in_every_layout(text: str) -> None:
    """Keys in any order, a table, the title before or after the opening sentence."""
    sorted_ = unnumbered(text)
    span = only(sorted_)
    assert (span.head.number, span.head.title) == ("A 3", "Bänke")
    assert sorted_.rows[span.body].text == "Wir fordern Bänke."


def test_title_above_the_line_of_the_meeting() -> None:
    """No gap parts the lines of a tight head."""
    head = head_of(
        "Beschluss 3\nEine Stadt für alle\nKreisparteitag, 3. Mai 2026\n\nBereich 1: Wege\n\nBänke."
    )
    assert head.title == "Eine Stadt für alle"
    assert (head.body, head.date) == ("Kreisparteitag", dt.date(2026, 5, 3))


def test_opening_sentence_as_addressee_names_the_body() -> None:
    """Some forms print "Adressat:" and mean who resolves."""
    head = head_of("Antrag A 3: Bänke\nAdressat: Der Landesparteitag möge beschließen:\n\nBänke.")
    assert (head.addressees, head.body) == ((), "Landesparteitag")


def test_addressees_have_their_rows() -> None:
    """Each name with the row that it stands in."""
    span = only(
        unnumbered(
            "Antrag A 3\nAdressat: den Landesvorstand, die Bundestagsfraktion und\n"
            "    Stadtratsfraktion\nBänke\n\nWir fordern Bänke."
        )
    )
    assert [(asked.name, asked.rows) for asked in span.head.addressees] == [
        ("Landesvorstand", (1, 1)),
        ("Bundestagsfraktion", (1, 1)),
        ("Stadtratsfraktion", (2, 2)),
    ]


def test_committee_of_a_motion_submits_it() -> None:
    """Antragsgrün's "Gremium" of a motion, and the day on which that decided."""
    head = head_of(
        "Antrag A 3: Bänke\n\nGremium: Landesvorstand\nBeschlussdatum: 12.03.2022\n\n"
        "Antragstext\n\nWir fordern Bänke."
    )
    assert (head.submitter, head.date, head.status) == ("Landesvorstand", None, None)


def test_committee_of_a_resolution_passed_it() -> None:
    """The same keys below "Beschluss"."""
    head = head_of(
        "Beschluss A 3: Bänke\n\nGremium: Landesvorstand\nBeschlussdatum: 12.03.2022\n\n"
        "Antragstext\n\nWir fordern Bänke."
    )
    assert (head.body, head.submitter) == ("Landesvorstand", None)
    assert (head.date, head.status) == (dt.date(2022, 3, 12), Status.ADOPTED)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Status: Annahme mit Änderungen", Status.ADOPTED),
        ("Status: Erledigt", None),
        ("Status: abgelehnt", None),
        ("Status: Entwurf", Status.DRAFT),
        ("Empfehlung der Antragskommission: Annahme", None),
        ("☐ angenommen ☐ abgelehnt", None),
        ("[x] Zustimmung [ ] Ablehnung", Status.ADOPTED),
        ("Beschlossen auf der Kreiskonferenz am 3. Mai 2024", Status.ADOPTED),
    ],
)
def test_status_is_only_what_the_text_says(line: str, status: Status | None) -> None:
    """A recommendation is no vote."""
    assert head_of(f"Antrag A 3\n{line}\nTitel: Bänke\n\nWir fordern Bänke.").status is status


# --- words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Musterstadt, den 7. Mai 2022", dt.date(2022, 5, 7)),
        ("07.05.2022", dt.date(2022, 5, 7)),
        ("7./8. Mai 2022", dt.date(2022, 5, 8)),
        ("2022-05-07", dt.date(2022, 5, 7)),
        ("30. November bis 2. Dezember 2018", dt.date(2018, 12, 2)),
        ("25.-27.11.2016", dt.date(2016, 11, 27)),
        ("31.12.2022 – 2.1.2023", dt.date(2023, 1, 2)),
        ("Kongress 2018, 30. November bis 2. Dezember", dt.date(2018, 12, 2)),
        ("14. Nov. 2026", dt.date(2026, 11, 14)),
        ("31.02.2022", None),
        ("Fahrplan 2030", None),
        ("Nahverkehr 4.0", None),
    ],
)
def test_date_is_the_last_of_several_days(text: str, day: dt.date | None) -> None:
    """A day that does not exist is no date, nor is a year."""
    assert date(text) == day


def test_meeting_is_named_in_the_nominative() -> None:
    """With the party, but without what follows it."""
    assert meeting("Beschluss des Unterbezirksparteitags der SPD Muster am 3. Mai 2026") == (
        "Unterbezirksparteitag der SPD Muster",
        "Unterbezirksparteitag",
    )
    assert meeting("Jusos-Bundeskongress 2018") == ("Jusos-Bundeskongress", "Bundeskongress")
    assert meeting("Bänke im Park") is None


def test_opening_sentence_is_told_from_others() -> None:
    """Only a sentence that opens a motion names who resolves."""
    assert resolving_body("Der 31. Parteitag der SPD Muster möge beschließen:") == (
        "31. Parteitag der SPD Muster"
    )
    assert resolving_body("Der Stadtrat wolle beschließen:") == "Stadtrat"
    assert resolving_body("Wir haben das schon beschlossen.") is None


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("A 7", "A 7", ""),
        ("INI13", "INI13", ""),
        ("Antrag Nr. 5: Bänke", "5", "Bänke"),
        ("Beschluss K2/3: Bänke", "K2/3", "Bänke"),
        ("Antrag 12/I/2019", "12/I/2019", ""),
        ("Antragsbereich W/ Antrag 12", "W 12", ""),
        ("Ä1 zu A3: Bänke", "Ä1 zu A3", "Bänke"),
        ("L.01. Bänke", "L.01", "Bänke"),
        ("Drucksache 19/123", "19/123", ""),
        ("Vorlagen-Nr.: VII-DS-01234", "VII-DS-01234", ""),
        ("Beschlussvorlage Nr. B-123/2023", "B-123/2023", ""),
        ("A1neu: Bänke", "A1neu", "Bänke"),
    ],
)
def test_numbers_of_motions_are_read(text: str, number: str, title: str) -> None:
    """Parties and councils have many forms."""
    read = read_number(text)
    assert read is not None
    assert (read.number, read.title) == (number, title)


@pytest.mark.parametrize("text", ["Antrag der Fraktion", "2. Wege", "Wir haben 3 Bänke", "B Wege"])
def test_other_lines_have_no_number(text: str) -> None:
    """A point of a list, a sentence, a chapter."""
    assert read_number(text) is None


def test_numbers_are_compared_without_their_form() -> None:
    """A contents page may write "A07" where the motion has "A 7"."""
    assert plain_number("A 07") == plain_number("a7") == "a7"
    assert number_inside("Vorstand (Kernantrag K 01)") == ("K 01", "Vorstand")


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("Antragsteller*innen: AG", Key.SUBMITTER, "AG"),
        ("Antragsteller/-innen: AG", Key.SUBMITTER, "AG"),
        ("AntragstellerInnen AG", Key.SUBMITTER, "AG"),
        ("Initiator:innen: AG", Key.SUBMITTER, "AG"),
        ("Zur Weiterleitung an Rat", Key.ADDRESSEE, "Rat"),
        ("Betr.: Bänke", Key.TITLE, "Bänke"),
    ],
)
def test_keys_are_read_in_all_forms(text: str, key: Key, value: str) -> None:
    """With the forms of gender, with and without a colon."""
    read = read_key(text)
    assert read is not None
    assert (read.key, read.value) == (key, value)


def test_rows_of_tables_are_keys() -> None:
    """Whatever they say; where only wide gaps make columns, the key must be known."""
    read = read_cells(["Beschlossen", "3. Mai 2024"], table=True)
    assert read is not None
    assert (read.key, read.value) == (Key.RESOLVED, "3. Mai 2024")
    other = read_cells(["Telefon", "0341"], table=True)
    assert other is not None
    assert other.key is Key.OTHER
    assert read_cells(["Wege", "Bänke"], table=False) is None


def test_table_of_markdown_is_a_head() -> None:
    """Below the heading with number and title."""
    text = "# A 3: Bänke\n\n| | |\n|---|---|\n| **Antragsteller** | AG Wege |\n\nBänke fehlen.\n"
    sorted_ = sort_out(read_file(text.encode(), "motion.md"))
    span = only(sorted_)
    assert (span.head.number, span.head.title, span.head.submitter) == ("A 3", "Bänke", "AG Wege")
    assert sorted_.rows[span.body].text == "Bänke fehlen."


def test_cells_of_a_table_one_by_one_are_a_head() -> None:
    """As a word processor's table is read: keys without a colon, values below them."""
    cells = ["Antragsnummer", "A 3", "Antragsteller*innen", "AG Wege", "Titel", "Bänke"]
    pairs = [
        (None, text) for cell in [*cells, "Bänke fehlen.", "Das merkt man."] for text in (cell, "")
    ]
    sorted_ = rows_of(pairs)
    span = only(sorted_)
    assert (span.head.number, span.head.title, span.head.submitter) == ("A 3", "Bänke", "AG Wege")
    assert (span.first, sorted_.rows[span.body].text) == (0, "Bänke fehlen.")


def test_front_matter_is_a_head() -> None:
    """Its names are those of motion systems' exports."""
    text = (
        "---\nkuerzel: Antrag 5/I/2026\ntitel: Antrag 5/I/2026 Bänke\nstatus_in_tabelle: Annahme\n"
        "veranstaltung: Landesparteitag 2./3. Mai 2026\nverantwortlich: SPD Muster\n---\n\n"
        "**Adressat:** Der Landesparteitag möge beschließen:\n\n## Antragstext\n\nBänke fehlen.\n"
    )
    span = only(sort_out(read_file(text.encode(), "motion.md")))
    assert (span.head.number, span.head.title) == ("5/I/2026", "Bänke")
    assert (span.head.body, span.head.date) == (
        "Landesparteitag der SPD Muster",
        dt.date(2026, 5, 3),
    )
    assert (span.head.status, span.head.addressees) == (Status.ADOPTED, ())


def test_boxes_of_a_vote() -> None:
    """The mark may stand in the box or beside it; boxes may follow their words."""
    assert tick_boxes("☐ angenommen ☒ abgelehnt")
    assert not tick_boxes("Wir (die Mitglieder) sind für die Annahme")
    assert ticked("\N{REPLACEMENT CHARACTER} angenommen \N{REPLACEMENT CHARACTER}X abgelehnt") is (
        Outcome.OTHER
    )
    assert ticked("angenommen ☒ abgelehnt ☐") is Outcome.ADOPTED
    assert ticked("☐ angenommen ☐ abgelehnt") is None
    assert outcome("Der Parteitag möge beschließen") is Outcome.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "ANTRAG Nr. 9\nder Ortsgruppe Musterdorf\nan den Landesparteitag\n\nBÄNKE",
        "Ortsgruppe Musterdorf\nAntrag an den Landesparteitag\nam 3. Mai 2031\n\nBÄNKE",
        "A9 BÄNKE\n\nAntragsteller\n\nOrtsgruppe Musterdorf\n\nWeiterleitung an\n\nParteitag",
    ],
    ids=["number in capitals", "submitter first", "keys above their values"],
)
def test_submitter_stands_before_the_title_or_below_its_key(text: str) -> None:
    head = head_of(f"{text}\n\nDer Landesparteitag möge beschließen:\n\nEs gibt Bänke.")
    assert (head.title, head.submitter) == ("BÄNKE", "Ortsgruppe Musterdorf")


def test_papers_of_a_council_may_have_a_letter_within_their_number() -> None:
    number = read_number("DS 062a/2031 Bänke für den Markt")
    assert number is not None
    assert (number.number, number.title) == ("DS 062a/2031", "Bänke für den Markt")


@pytest.mark.parametrize("title", ["Stadt Muster", "Plan für Bänke"])
@pytest.mark.parametrize(
    ("sentence", "adopted"),
    [
        ("Beschlossen vom Stadtparteitag am 14. März 2026", True),
        ("Beschlossen am 3. Februar 2026", True),
        ("Verabschiedet auf der Jahreshauptversammlung am 3.2.2026.", True),
        ("Vom Stadtparteitag am 14. März 2026 einstimmig beschlossen", True),
        ("Die Mitgliederversammlung der Ruderer hat am 2. Juli 2026 beschlossen:", True),
        ("Der Plan wurde am 9. April 2026 beschlossen. Er hat zwei Felder.", True),
        ("Das Bänkekonzept ist auf dem Parteitag am 9. April 2026 verabschiedet worden.", True),
        ("Diese Resolution wurde vom Kreisparteitag einstimmig angenommen.", True),
        ("Der Plan des Landes wurde am 9. April 2026 beschlossen.", False),
        ("Der Bundestag hat am 9. April 2026 beschlossen:", False),
        ("Der Plan wurde am 9. April 2026 nicht beschlossen.", False),
        ("Der Plan wird am 9. April 2026 beschlossen.", False),
        ("Beschlossen ist noch nichts.", False),
        ("Die Versammlung möge beschließen:", False),
        ("Am 14. März 2026 hat der Rat beschlossen, Bänke zu kaufen.", False),
    ],
)
@pytest.mark.parametrize("subtitle", ["", "Bänke und Brunnen 2030\n"])
def test_a_sentence_below_the_title_says_that_the_text_was_adopted(
    title: str, sentence: str, subtitle: str, adopted: bool
) -> None:
    text = f"{title}\n{subtitle}{sentence}\n\n1. Die Stadt soll auf jedem Platz vier Bänke bauen."
    assert head_of(text).status is (Status.ADOPTED if adopted else None)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("Antrag: Wege im Kreis, hier: Radwege", "Wege im Kreis, hier: Radwege"),
        ("Antrag der Fraktion Nord\nhier: Radwege", "Radwege"),
        ("Dringlichkeitsantrag: Radwege", "Radwege"),
        ("Stadt Neuhausen\n\nAktionsplan Wege 2030", "Aktionsplan Wege 2030"),
        ("Landkreis Neuhausen (Spree)\nRadverkehrskonzept", "Radverkehrskonzept"),
        ("Stadt am Fluss für alle\n\nWege und Bänke", "Stadt am Fluss für alle"),
    ],
)
def test_title_is_what_the_text_is_about(lines: str, title: str) -> None:
    """Not its kind, and not the letterhead above it."""
    text = f"{lines}\n\nWir fordern die Stadt auf, Radwege zu bauen."
    assert head_of(text).title == title


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Sitzbänke und Brunnen in der Innenstadt", "und in allen Ortsteilen am Fluss"),
        ("Sitzbänke für alle Haltestellen in den", "Ortsteilen am Fluss"),
        ("„Im Schatten warten,", "Wasser trinken“ – Haltestellen im Sommer"),
        ("Mehr Schatten, mehr Bänke, kurz: die Stadtteil-", "Plätze stärken!"),
        ("Antrag A 3: Sitzbänke und Brunnen in der Stadt", "und in allen Ortsteilen"),
        ("Antrag A 3 Sitzbänke und Brunnen in allen", "Ortsteilen am Fluss"),
    ],
)
@pytest.mark.parametrize("below", ["\nAntragsteller: OV Musterdorf\n", ""])
def test_title_in_type_of_the_text_may_have_two_lines(first: str, second: str, below: str) -> None:
    head = head_of(f"{first}\n{second}\n{below}\nDie Stadt soll Bänke kaufen.\n")
    start = first.removeprefix("Antrag A 3").lstrip(": ")
    assert head.title == (start + second if start.endswith("-") else f"{start} {second}")


@pytest.mark.parametrize(
    "text",
    [
        "Sitzbänke fehlen in der Innenstadt\nund in allen Ortsteilen am Fluss.",
        "Wir fordern die Stadt auf\nund den Kreis:\n\n1. Bänke kaufen",
        "Wir fordern, dass die Stadt\nund der Kreis\n- Bänke kaufen\n- Brunnen bauen",
        "Sitzbänke\n\nund auch Brunnen soll die Stadt kaufen.",
        "Sitzbänke\nOrtsverein Musterdorf",
    ],
)
def test_sentence_or_name_below_is_no_second_line_of_a_title(text: str) -> None:
    title = head_of(f"{text}\n\nDie Stadt soll Bänke kaufen.\n").title
    assert title in (None, "", "Sitzbänke", text.split("\n", maxsplit=1)[0])


@pytest.mark.parametrize(("pitch", "size"), [(6.0, 14.0), (9.5, 14.0), (14.0, 20.0)])
@pytest.mark.parametrize("count", [3, 7])
def test_title_in_large_type_may_have_many_lines(pitch: float, size: float, count: int) -> None:
    lines = ["Sitzbänke", "und Brunnen", "In Ortsteilen", "Und Straßen", *["Am Fluss"] * 3][:count]
    below = 20 + pitch * count + 10
    text = [
        *((line, 25.0, 20 + pitch * i, size, True) for i, line in enumerate(lines)),
        *(
            (
                "Die Stadt soll in allen Ortsteilen Bänke kaufen und",
                25.0,
                below + 5 * i,
                11.0,
                False,
            )
            for i in range(6)
        ),
        ("pflegen.", 25.0, below + 30, 11.0, False),
    ]
    assert only(placed(text)).head.title == " ".join(lines)


def test_title_that_ends_with_a_dash_goes_on_with_the_word_for_a_programme() -> None:
    text = [
        ("Musterdorfer Mitte –", 25.0, 20.0, 18.0, True),
        ("Wahlprogramm 2030", 25.0, 28.0, 18.0, True),
        *(("Die Stadt soll Bänke kaufen.", 25.0, 45.0 + 5 * i, 11.0, False) for i in range(6)),
    ]
    assert only(placed(text)).head.title == "Musterdorfer Mitte – Wahlprogramm 2030"


def test_title_has_line_numbers_at_some_of_its_lines() -> None:
    """A long word that had no room stands on a line that is not counted."""
    pairs = [
        (1, "Antrag A 3 Sitzbänke und Brunnen in den"),
        (None, "Ortsteilen"),
        (2, ""),
        (3, "Die Stadt soll Bänke kaufen."),
    ]
    assert only(rows_of(pairs)).head.title == "Sitzbänke und Brunnen in den Ortsteilen"
