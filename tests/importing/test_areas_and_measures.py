"""From rows to motions, areas, measures and who is asked."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.importing.analysis import analyse
from reports.importing.areas import ParsedArea, ParsedMeasure
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.parts import PartKind
from reports.text.source_text import Sorted
from tests.support.sorted_rows import numbered, rows_of
from tests.support.timing import growth


def unnumbered(text: str) -> Sorted:
    return rows_of((None, line.strip()) for line in text.strip("\n").splitlines())


def motion_of(sorted_: Sorted) -> ParsedMotion:
    (parsed,) = motions(sorted_)
    return parsed


def area(text: str) -> ParsedArea:
    """The only area of a text below a head of three lines, its heading in line 4."""
    (parsed,) = motion_of(numbered(f"Beschluss 07\n\nGrünes Musterstadt\n\n{text}")).areas
    return parsed


def asked_names(text: str) -> dict[str, list[tuple[str, tuple[int, int] | None]]]:
    return {
        measure.id: [(entry.name, entry.lines) for entry in measure.addressees]
        for measure in area(text).measures
    }


def ids(measures: Sequence[ParsedMeasure]) -> dict[str, tuple[int, int]]:
    return {measure.id: measure.lines for measure in measures}


HEAD = """
Beschluss 04

Einreicherin: Ortsverein Musterdorf (Kernantrag G 12)

Mehr Bäume für Musterstadt

Bereich 1: Parks

Wir wollen in jedem Park zehn Bäume pflanzen.
"""


@pytest.mark.parametrize(
    "heads",
    [
        ("Bereich 1: Parks", "Bereich 2: Wege"),
        ("Kapitel 1 – Parks", "Kapitel 2 – Wege"),
        ("Kapitel I. Parks", "Kapitel II. Wege"),
        ("1. Parks", "2. Wege"),
        ("I. Parks", "II. Wege"),
        ("A) Parks", "B) Wege"),
        ("Parks", "Wege"),
        ("B e r e i c h  1 :  P a r k s", "B e r e i c h  2 :  W e g e"),
        ("B e r e i c h 1 : P a r k s", "B e r e i c h 2 : W e g e"),
        ("Bereich 1\nParks", "Bereich 2\nWege"),
    ],
)
def test_headings_begin_areas(heads: tuple[str, str]) -> None:
    """Whatever their numbers look like."""
    text = (
        "Antrag 5\n\nGrünes Musterstadt\n\n{}\n\n"
        "1) Die Stadt soll zehn Bäume pflanzen, wo das möglich ist.\n\n"
        "2) Bänke sollen folgen.\n\n{}\n\n1) Wir fordern breite Wege.\n"
    )
    parsed = motion_of(numbered(text.format(*heads)))
    assert [(entry.number, entry.title) for entry in parsed.areas] == [(1, "Parks"), (2, "Wege")]
    assert [list(ids(entry.measures)) for entry in parsed.areas] == [["1.1", "1.2"], ["2.1"]]
    assert parsed.doubts == ()


def test_area_ends_with_its_last_line_of_text() -> None:
    """From the heading's line to the last one before the next heading that has text."""
    text = (
        "Bereich 1: Parks\n\n1) Zehn Bäume sollen\nwachsen.\n\n\nBereich 2: Wege\n\n1) Sie fehlen."
    )
    parsed = motion_of(numbered(f"Antrag 5\n\nGrünes Musterstadt\n\n{text}"))
    assert [entry.lines for entry in parsed.areas] == [(5, 8), (11, 13)]


def test_headings_have_levels() -> None:
    """Numbers of a form that first stands below another are a level deeper."""
    text = """
    Antrag 5

    Grünes Musterstadt

    1. Worum es geht

    Musterstadt wird heißer, und das von Jahr zu Jahr.

    2. Der Plan

    Er hat zwei Teile, die zusammengehören.

    Bereich 1: Parks

    Wir fordern Bäume.

    Bereich 2: Wege

    Wir fordern Wege.

    3. Schluss

    So wird es gut.
    """
    parsed = motion_of(numbered(text))
    assert [(entry.title, entry.level) for entry in parsed.headings] == [
        ("1. Worum es geht", 1),
        ("2. Der Plan", 1),
        ("Bereich 1: Parks", 2),
        ("Bereich 2: Wege", 2),
        ("3. Schluss", 1),
    ]
    assert [entry.lines for entry in parsed.areas] == [(13, 15), (17, 19)]


def test_section_knows_its_row() -> None:
    """So the wording can be printed with its headings."""
    sorted_ = numbered(HEAD)
    (section,) = motion_of(sorted_).headings
    assert sorted_.rows[section.row].text == "Bereich 1: Parks"


def test_styles_of_the_format_make_headings() -> None:
    """Over one paragraph each, they are titles of measures, without number and empty line."""
    lines = ["Grünes Musterstadt", "Parks", "Wir fordern Bäume.", "Wege", "Wir fordern Wege."]
    styles = {0: "title", 1: "heading 1", 3: "heading 1"}
    parsed = motion_of(rows_of(((None, line) for line in lines), styles=styles))
    assert parsed.title == "Grünes Musterstadt"
    (only,) = parsed.areas
    assert [entry.title for entry in only.measures] == ["Parks", "Wege"]


def test_text_without_headings_is_one_area() -> None:
    """Its title is the motion's; its measures are numbered all the same."""
    text = """
    Antrag B 2
    Antragsteller: Ortsverein Musterdorf
    Bänke für alle
    Der Kreisparteitag möge beschließen:
    1. Die Stadt soll zwanzig Bänke aufstellen, auf denen man auch
    im Regen sitzen kann.
    2. Die Bänke sollen Lehnen haben.
    Begründung:
    1. Man wird nicht jünger.
    """
    parsed = motion_of(numbered(text))
    (only,) = parsed.areas
    assert (parsed.title, only.title) == ("Bänke für alle", "Bänke für alle")
    assert ids(only.measures) == {"1.1": (5, 6), "1.2": (7, 7)}


def test_contents_are_no_areas() -> None:
    """Lines that look like headings, without text, and come again below."""
    text = """
    Antrag 5

    Grünes Musterstadt

    Bereich 1: Parks
    Bereich 2: Wege

    Bereich 1: Parks

    Wir fordern Bäume.

    Bereich 2: Wege

    Wir fordern Wege.
    """
    assert [entry.lines for entry in areas_in(text)] == [(8, 10), (12, 14)]


def areas_in(text: str) -> tuple[ParsedArea, ...]:
    return motion_of(numbered(text)).areas


def test_date_at_the_start_of_a_paragraph_is_no_number() -> None:
    """As "1. Mai", which begins no list."""
    parsed = area("Bereich 1: Feste\n\n1. Mai und Herbstfest sollen\nwieder stattfinden.")
    assert list(ids(parsed.measures)) == ["1.A"]


# --- measures ---------------------------------------------------------------


@pytest.mark.parametrize("form", ["{}) ", "{}. ", "({}) ", "1.{} "])
def test_numbers_begin_measures(form: str) -> None:
    """A measure reaches to its last line with text before the next, paragraphs included."""
    points = [
        "Zehn Bäume sollen\nwachsen.\n\nSie brauchen Wasser.\n\n",
        "Bänke folgen.\n\n",
        "Ein Brunnen.",
    ]
    text = "".join(form.format(i) + point for i, point in enumerate(points, 1))
    parsed = area(f"Bereich 1: Parks\n\n{text}")
    assert ids(parsed.measures) == {"1.1": (7, 10), "1.2": (12, 12), "1.3": (14, 14)}
    assert parsed.measures[0].wording == "Zehn Bäume sollen wachsen.\n\nSie brauchen Wasser."
    assert all(entry.is_numbered for entry in parsed.measures)


def test_numbers_begin_measures_without_empty_lines() -> None:
    """Where lines are set tight, the numbers alone part them."""
    text = """
    Bereich 3: Parks
    1) Zehn Bäume sollen in den Parks von Musterstadt wachsen, und zwar auf den
    2. Bauabschnitt verteilt.
    2) Bänke folgen.
    """
    assert ids(area(text).measures) == {"3.1": (7, 8), "3.2": (9, 9)}


def test_letters_within_a_measure_are_its_parts() -> None:
    """The measure's lines hold them; what is deeper is text of a part."""
    text = """Bereich 2: Wege

1) Wege werden gebaut:

a) am Fluss,

b) im Park, und zwar

aa) oben,

bb) unten;

2) Sie werden gepflegt."""
    parsed = area(text)
    assert ids(parsed.measures) == {
        "2.1": (7, 15),
        "2.1.a": (9, 9),
        "2.1.b": (11, 15),
        "2.2": (17, 17),
    }
    assert parsed.measures[0].wording == "Wege werden gebaut:"
    assert parsed.measures[2].wording == "im Park, und zwar\n\naa) oben,\n\nbb) unten;"


def test_demands_without_numbers_are_lettered() -> None:
    """Bullets that complete a sentence belong to it."""
    text = """Bereich 4: Parks

Parks sind die Lunge der Stadt.

Wir wollen zehn Bäume pflanzen.

Dafür müssen Flächen her:

• am Fluss

• am Bahnhof

Die Pflege ist zu sichern."""
    parsed = area(text)
    assert ids(parsed.measures) == {"4.A": (9, 9), "4.B": (11, 15), "4.C": (17, 17)}
    assert not any(entry.is_numbered for entry in parsed.measures)


@pytest.mark.parametrize(
    ("paragraph", "demand"),
    [
        ("Wir fordern mehr Bänke.", True),
        ("Bänke fordern wir seit Langem.", True),
        ("Dafür setzen wir uns ein.", True),
        ("Wir regen an, Bänke aufzustellen.", True),
        ("Bänke sollen aus Holz sein.", True),
        ("Der Bau muss beginnen.", True),
        ("Die Stadt wird aufgefordert, Bänke zu bauen.", True),
        ("Der Bedarf ist zu ermitteln.", True),
        ("Die Wege sind auszubauen.", True),
        ("Bänke werden wir bauen.", True),
        ("Bänke gibt es schon lange.", False),
        ("Wer müde ist, sitzt gern.", False),
    ],
)
def test_demand_is_told_from_description(paragraph: str, *, demand: bool) -> None:
    """By its verb."""
    parsed = motion_of(
        numbered(f"Beschluss 07\n\nGrünes Musterstadt\n\nBereich 1: Parks\n\n{paragraph}")
    )
    assert bool(parsed.areas) is demand


def test_area_without_a_demand_is_doubtful() -> None:
    """A person should look at it."""
    parsed = motion_of(
        numbered("Antrag 5\n\nTitel\n\nBereich 1: Parks\n\nBänke gibt es schon lange.")
    )
    assert [doubt.what for doubt in parsed.doubts] == ["no measure was found under “Parks”"]


def test_letters_go_on_after_z() -> None:
    """As the columns of a table do."""
    paragraphs = "\n\n".join(f"Wir fordern Bank {i}." for i in range(1, 29))
    (only,) = motion_of(numbered(f"Antrag 5\n\nTitel\n\n{paragraphs}")).areas
    letters = [*string.ascii_uppercase, "AA", "AB"]
    assert [measure.id for measure in only.measures] == [f"1.{letter}" for letter in letters]


def test_missing_number_is_doubtful() -> None:
    """The measure after it keeps its number."""
    parsed = motion_of(
        numbered("Antrag 5\n\nTitel\n\nBereich 1: Parks\n\n1) Bänke her.\n\n3) Bäume her.")
    )
    assert list(ids(parsed.areas[0].measures)) == ["1.1", "1.3"]
    assert [doubt.what for doubt in parsed.doubts] == ["measure 3 follows on measure 1"]


def test_words_cut_at_line_ends_are_joined_in_the_wording() -> None:
    """Also where the page ends within the sentence."""
    pairs = [
        (1, "Antrag 5"),
        (None, ""),
        (2, "Titel"),
        (None, ""),
        (3, "1) Rad-"),
        (4, "wege und Sprach-"),
        (None, ""),
        (5, "und Lesekurse sollen kommen."),
    ]
    (measure,) = motion_of(rows_of(pairs)).areas[0].measures
    assert measure.wording == "Radwege und Sprach- und Lesekurse sollen kommen."


def test_sentence_goes_on_over_a_page() -> None:
    """A full line without room for the next word does not end a paragraph; a short one does."""
    pairs = [
        (1, "Antrag 5"),
        (None, ""),
        (2, "Titel"),
        (None, ""),
        (3, "1) Bänke und Bäume sollen an allen Straßen der Stadt und an der alten"),
        (None, "\f"),
        (4, "Brücke stehen, und zwar auf beiden Seiten und nicht nur im Sommer. Dann"),
        (5, "wird es schön."),
        (None, "\f"),
        (6, "Das hat sich an vielen anderen Orten des Landes schon sehr gut bewährt."),
    ]
    (measure,) = motion_of(rows_of(pairs)).areas[0].measures
    assert [part.split()[0] for part in measure.wording.split("\n\n")] == ["Bänke", "Das"]


def test_heading_right_above_its_text_is_told_by_its_short_line() -> None:
    """Also one that soft hyphens cut, and one of two lines."""
    text = """Be\u00adreich 1: Parks
Wir fordern Bäume an allen Straßen der Stadt und an der alten Brücke.

Bereich 2: Wege, Plätze, Brücken, Treppen, Durchgänge, Stege, Ufer und
Gärten
Wir fordern Wege an allen Straßen der Stadt und an der alten Brücke."""
    parsed = areas_in(f"Antrag 5\n\nTitel\n\n{text}")
    assert [(entry.title, entry.lines) for entry in parsed] == [
        ("Parks", (5, 6)),
        ("Wege, Plätze, Brücken, Treppen, Durchgänge, Stege, Ufer und Gärten", (8, 10)),
    ]


# --- lines ------------------------------------------------------------------


def test_rows_are_counted_where_no_numbers_are_printed() -> None:
    """Which is no doubt in itself."""
    parsed = motion_of(unnumbered("Antrag 5\n\nBänke\n\n1) Bänke sollen her.\n\n2) Bäume auch."))
    assert parsed.lines == (1, 4)
    assert ids(parsed.areas[0].measures) == {"1.1": (3, 3), "1.2": (4, 4)}
    assert parsed.doubts == ()


def test_numbers_that_start_again_on_each_page_are_counted_through() -> None:
    """So a measure that crosses a page does not end before it begins."""
    pairs = [
        (1, "Antrag 5"),
        (2, "Bänke"),
        (3, ""),
        (4, "1) Bänke sollen in allen"),
        (1, "Parks stehen."),
        (2, ""),
        (3, "2) Bäume auch."),
    ]
    parsed = motion_of(rows_of(pairs))
    assert ids(parsed.areas[0].measures) == {"1.1": (4, 5), "1.2": (7, 7)}
    assert [doubt.what for doubt in parsed.doubts] == [
        "the line numbers start again within the text: they are counted through"
    ]


# --- who is asked -----------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Wir fordern den Kreisverband auf, Bänke zu bauen.", ["Kreisverband"]),
        ("Deshalb fordern wir die Fraktion im Kreistag auf zu handeln.", ["Fraktion im Kreistag"]),
        ("Wir erwarten von der Gemeinde Halle mehr Geld.", ["Gemeinde Halle"]),
        ("Wir erwarten deshalb vom Bund ein Programm.", ["Bund"]),
        ("Von der Stadt erwarten wir Bänke.", ["Stadt"]),
        ("Der Bund wird aufgefordert, Bänke zu fördern.", ["Bund"]),
        ("Bis Juni wird die Verwaltung gebeten, zu berichten.", ["Verwaltung"]),
        ("Die Ortsvereine sind ebenso gefordert.", ["Ortsvereine"]),
        ("Die Stadtverwaltung soll Bänke bauen.", ["Stadtverwaltung"]),
        ("Dabei muss die Stadt Maßnahmen bündeln.", ["Stadt"]),
        ("Die Ortsvereine nehmen Kontakt zu Nachbarn auf.", ["Ortsvereine"]),
        ("Daher bitten wir den Vorstand der SPD Leipzig um Hilfe.", ["Vorstand der SPD Leipzig"]),
        ("Wir werden daher die Stadt anregen, Bänke zu bauen.", ["Stadt"]),
        ("Wir wollen die Verwaltung dahin bewegen, Bänke zu bauen.", ["Verwaltung"]),
        ("Wir fordern, dass das Land Bänke bezahlt.", ["Land"]),
        (
            "Wir setzen uns dafür ein, dass von Bund und Land Geld bereitgestellt wird.",
            ["Bund", "Land"],
        ),
        ("Wir fordern den Bund und das Land auf, zu zahlen.", ["Bund", "Land"]),
        ("Die Leipziger Ortsvereine sollen Feste feiern.", ["Leipziger Ortsvereine"]),
        ("Wir fordern die Abschaffung der Gebühr für Bänke.", []),
        ("Die Stadt soll gestärkt werden.", []),
        ("Bänke sollen aus Holz sein.", []),
        ("Es sollen mehr Bänke her.", []),
        ("Der Flüchtlingsbus muss fahren.", []),
    ],
)
def test_who_is_asked_is_read_from_the_sentence(sentence: str, names: list[str]) -> None:
    """Without the article, as the text says it, with the line of the name."""
    parsed = asked_names(f"Bereich 1: Parks\n\n1) {sentence}")
    assert parsed == {"1.1": [(name, (7, 7)) for name in names]}


def test_list_inherits_who_is_asked_with_the_lines_of_its_sentence() -> None:
    """Until another such sentence; a point can ask somebody else besides."""
    text = """Bereich 1: Parks

Wir fordern die Fraktion im Stadtrat auf, sich um folgende
Punkte zu kümmern:

1) Bänke sollen her.

2) Wir erwarten vom Bund Geld.

Wir fordern die Ortsvereine auf, sich um folgende Punkte zu kümmern:

3) Bäume sollen her."""
    council = ("Fraktion im Stadtrat", (7, 8))
    assert asked_names(text) == {
        "1.1": [council],
        "1.2": [council, ("Bund", (12, 12))],
        "1.3": [("Ortsvereine", (14, 14))],
    }


def test_point_that_asks_itself_is_not_the_rest_of_the_sentence_above() -> None:
    """After "erwarten wir von der Stadt:" a whole request of its own stands for itself."""
    text = """Bereich 1: Parks

1) Vieles fehlt. Nun erwarten wir von der
Stadt:

a) Bänke,

b) Bäume. Hier muss die Stadt mehr tun,

c) Für den Rest fordern wir den Bund auf, zu zahlen."""
    assert asked_names(text) == {
        "1.1": [("Stadt", (7, 8))],
        "1.1.a": [("Stadt", (7, 8))],
        "1.1.b": [("Stadt", (12, 12))],
        "1.1.c": [("Bund", (14, 14))],
    }


def test_area_ends_what_a_list_inherits() -> None:
    """The next area's measures are nobody's until it says so."""
    text = """
    Antrag 5

    Titel

    Bereich 1: Parks

    Wir fordern den Bund zu Folgendem auf:

    1) Bänke.

    Bereich 2: Wege

    1) Wege.
    """
    first, second = areas_in(text)
    assert [len(entry.measures[0].addressees) for entry in (first, second)] == [1, 0]


def test_name_over_two_lines_has_both() -> None:
    """A divided name is put together."""
    parsed = asked_names(
        "Bereich 1: Parks\n\n1) Nun fordern wir die SPD-\nFraktion im Landtag auf, zu zahlen."
    )
    assert parsed == {"1.1": [("SPD-Fraktion im Landtag", (7, 8))]}


def test_addressees_in_the_head_are_asked_everything() -> None:
    """As "Adressat:" before the text."""
    text = (
        "Antrag 5\nAdressat: Landesvorstand, Bundestagsfraktion\nBänke\n\n"
        "1. Bänke sollen her, auf denen alle sitzen können, die müde sind."
    )
    (measure,) = areas_in(text)[0].measures
    assert [(entry.name, entry.lines) for entry in measure.addressees] == [
        ("Landesvorstand", (2, 2)),
        ("Bundestagsfraktion", (2, 2)),
    ]


def test_time_grows_with_the_motions() -> None:
    """Of a collection of resolutions; each motion has 6 KB and all its measures."""
    point = (
        "Die Stadt Leipzig soll an jedem Weg Bänke aufstellen, damit alle, die nicht\n"
        "mehr weit gehen können, sich ausruhen. Wir fordern den Bund auf, dafür Geld\n"
        "zu geben, und erwarten von der Verwaltung einen Bericht über die Kosten.\n\n"
    )
    motion = "Antrag A {}\n\nBänke in Musterstadt\n\n" + "".join(
        f"{i}) {point}" for i in range(1, 27)
    )

    def book(count: int) -> Callable[[], Sequence[ParsedMotion]]:
        text = "".join(motion.format(i) for i in range(1, count + 1))
        assert len(text) > 6_000 * count
        sorted_ = numbered(text)
        return lambda: motions(sorted_)

    assert growth(book, 8) < 1.5
    assert [len(entry.areas[0].measures) for entry in book(16)()] == [26] * 16


WORDS = [
    *("Wir fordern", "den Bund", "auf", "1)", "a)", "2.", "I.", "Bereich 1:", "Bereich 99", "Rad-"),
    *("weg", "und", ".", ":", "Antrag A 1", "Beschluss 02", "Einreicher:", "•", "B e r e i c h 1"),
    *("Die Stadt soll", "Begründung", "25. Juni 2016", "", "(1)", "1.1", "aa)", "SPD", "von der"),
]


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 40),
            st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=6).map(" ".join),
        ),
        max_size=30,
    )
)
def test_any_rows_have_a_motions(pairs: list[tuple[int | None, str]]) -> None:
    """No input is too odd; every range lies in order and within what it is part of."""
    sorted_ = rows_of((number, " ".join(text.split())) for number, text in pairs)
    for parsed in motions(sorted_):
        assert parsed.lines is not None
        met = set()
        for entry in parsed.areas:
            assert parsed.lines[0] <= entry.lines[0] <= entry.lines[1] <= parsed.lines[1]
            for measure in entry.measures:
                assert entry.lines[0] <= measure.lines[0] <= measure.lines[1] <= entry.lines[1]
                assert measure.id not in met
                met.add(measure.id)
        for doubt in parsed.doubts:
            assert 0 <= doubt.line < len(sorted_.text.lines)


def test_numbered_points_right_below_the_formula_are_what_is_resolved() -> None:
    """Though "Die Stadt pflanzt …" by itself may tell what is done anyway."""
    motion = motion_of(
        unnumbered(
            """
Antrag F 2
Kühle Plätze
Der Parteitag möge beschließen:
1. Die Stadt pflanzt Bäume auf allen Plätzen.
2. Der Landkreis bezahlt die Hälfte davon.
3. Der Vorstand erstattet Bericht.
"""
        )
    )
    assert [measure.id for area in motion.areas for measure in area.measures] == [
        *("1.1", "1.2", "1.3")
    ]


def test_titled_sections_counted_in_an_area_are_its_measures() -> None:
    """Bereich 2: 2.1, 2.2. The form says it, whether a word asks or not."""
    motion = motion_of(
        unnumbered(
            """
Konzept für kühle Plätze

Handlungsfeld 1: Bäume

1.1 Pflanzen

Das Gartenamt pflanzt jedes Jahr zwanzig Bäume auf den Plätzen der Stadt und gießt sie.

1.2 Pflegen

Die Gärtnerei stellt dafür zwei Leute an, die das ganze Jahr über nach den Bäumen sehen.

Handlungsfeld 2: Wasser

2.1 Brunnen

Der Stadtrat soll jedes Jahr einen Brunnen bauen, aus dem alle trinken können.
"""
        )
    )
    measures = [measure for area in motion.areas for measure in area.measures]
    assert [(measure.id, measure.title) for measure in measures] == [
        *(("1.1", "Pflanzen"), ("1.2", "Pflegen"), ("2.1", "Brunnen"))
    ]


def test_slogan_below_a_chapters_title_is_no_part_of_it() -> None:
    motion = motion_of(
        unnumbered(
            """
Programm für Musterstadt

Kapitel 1
Wohnen für alle
Warm und trocken.

Wir fordern die Stadt auf, hundert Wohnungen zu bauen und sie billig zu vermieten.

Kapitel 2
Wege für alle
Breit und eben.

Wir fordern die Stadt auf, hundert Wege zu bauen und sie im Winter zu räumen.
"""
        )
    )
    assert [area.title for area in motion.areas] == ["Wohnen für alle", "Wege für alle"]
    assert [len(area.measures) for area in motion.areas] == [1, 1]


def test_points_that_complete_the_opening_sentence_name_whom_they_ask() -> None:
    motion = motion_of(
        unnumbered(
            """
Antrag F 3
Kühle Plätze

Wir fordern

- die Kreisverwaltung auf, Bäume zu pflanzen;

- die Landesregierung auf, sie zu bezahlen;

- mehr Schatten für alle.
"""
        )
    )
    measures = [measure for area in motion.areas for measure in area.measures]
    assert [[entry.name for entry in measure.addressees] for measure in measures] == [
        *(["Kreisverwaltung"], ["Landesregierung"], [])
    ]


@pytest.mark.parametrize("sign", ["-", "–", "*", "•"])
def test_points_need_no_sign_at_their_end(sign: str) -> None:
    """The next point has the same bullet: "- Marktplatz", "- Bahnhof"."""
    text = f"""Bereich 1: Bänke

Wir fordern Bänke an folgenden Orten:

{sign} Marktplatz vor dem alten Rathaus
{sign} Bahnhof
{sign} Stadtpark"""
    assert [measure.wording for measure in area(text).measures] == [
        "Marktplatz vor dem alten Rathaus",
        "Bahnhof",
        "Stadtpark",
    ]


# --- councils, action plans, associations ----------------------------------------


def test_reasons_without_a_heading_of_their_own_are_no_part_of_the_last_point() -> None:
    """Reasons may run in, and what a council adds has words of its own."""
    parsed = motion_of(
        unnumbered("""
Der Rat beauftragt die Verwaltung,

1. Bänke aufzustellen,
2. Bäume zu pflanzen.

Finanzielle Auswirkungen: 4.000 Euro

Begründung: Der Platz ist leer. Die Stadt muss etwas tun.

Anlagen:

Plan des Platzes
""")
    )
    kinds = [(part.kind, part.blocks[0].text[:12]) for part in parsed.parts]
    assert kinds[1:] == [
        (PartKind.MEASURE, "1. Bänke auf"),
        (PartKind.MEASURE, "2. Bäume zu "),
        (PartKind.REASONS, "Finanzielle "),
        (PartKind.REASONS, "Begründung: "),
        (PartKind.HEADING, "Anlagen:"),
        (PartKind.REASONS, "Plan des Pla"),
    ]


def test_points_count_on_behind_the_reasons_of_the_one_before() -> None:
    parsed = motion_of(
        unnumbered("""
Wir fordern:

1. Bänke auf dem Markt.

Begründung: Dort kann niemand sitzen.

2. Bäume auf dem Markt.

Begründung: Dort ist kein Schatten.
""")
    )
    kinds = [part.kind for part in parsed.parts]
    demand, reason = PartKind.MEASURE, PartKind.REASONS
    assert kinds == [PartKind.INTRODUCTION, demand, reason, demand, reason]


def test_sheets_of_an_action_plan_are_measures_with_those_responsible() -> None:
    """Their numbers have the letters of their field."""
    (only,) = motion_of(
        unnumbered("""
Handlungsfeld 1: Gebäude

Maßnahme GE-1: Lampen tauschen

Beschreibung: In allen Schulen werden Lampen getauscht.
Verantwortlich: Bauamt, Gemeindewerke
Zeitraum: bis 2030

Maßnahme GE-2: Strom zählen

Beschreibung: Eine Liste entsteht.
Zuständig: Kämmerei
""")
    ).areas
    assert [(measure.id, measure.title) for measure in only.measures] == [
        ("1.1", "Lampen tauschen"),
        ("1.2", "Strom zählen"),
    ]
    assert [[entry.name for entry in measure.addressees] for measure in only.measures] == [
        ["Bauamt", "Gemeindewerke"],
        ["Kämmerei"],
    ]


@pytest.mark.parametrize(
    "opening",
    ["Die AWO fordert:", "Die Anwohnerinnen verlangen deshalb:", "ver.di fordert daher:"],
)
def test_whoever_demands_opens_a_list(opening: str) -> None:
    (only,) = motion_of(unnumbered(f"{opening}\n\n- mehr Bänke,\n- mehr Bäume.")).areas
    assert len(only.measures) == 2


def test_paragraph_apart_from_points_that_are_not_is_no_part_of_the_last() -> None:
    (area_read,) = motion_of(
        unnumbered("""
Wir fordern:

1. Bänke auf dem Markt.
2. Bäume auf dem Markt.

Der Vorstand wird beauftragt, darüber zu berichten.
""")
    ).areas
    assert [measure.wording for measure in area_read.measures] == [
        "Bänke auf dem Markt.",
        "Bäume auf dem Markt.",
        "Der Vorstand wird beauftragt, darüber zu berichten.",
    ]


@pytest.mark.parametrize(
    ("opening", "points", "measures"),
    [
        ("Das Land muss", ("1. die Kosten übernehmen,", "2. die Aufsicht stärken."), 2),
        ("Die Stadt soll künftig", ("- mehr Bänke aufstellen", "- und Bäume pflanzen."), 2),
        ("Wir setzen uns dafür ein, dass", ("- Busse öfter fahren,", "- Züge halten."), 2),
        ("Wir fordern einen Bus, der", ("- am Abend fährt,", "- alle Orte bedient."), 1),
        ("Wir fordern Busse, mit denen", ("- alle fahren,", "- Räder mitkommen."), 1),
        ("Wir fordern die Stadt auf, Dächer zu nutzen.", ("- bis 2028 auf Schulen,",), 1),
        ("Wir fordern neue Bänke.", ("- zehn am Fluss,", "- fünf am Markt."), 1),
    ],
)
@pytest.mark.parametrize("title", ["Mehr für alle", "Antrag A 1: Mehr für alle"])
def test_a_list_goes_on_with_a_sentence_that_has_no_colon(
    title: str, opening: str, points: tuple[str, ...], measures: int
) -> None:
    text = "\n".join([title, "", opening, "", *points, "", "Der Bund soll zahlen."])
    (motion,) = analyse(text.encode(), "antrag.md").motions
    wordings = [measure.wording for area in motion.areas for measure in area.measures]
    assert len(wordings) == measures + 1
    words = " ".join(wordings)
    assert all(point.split(" ", 1)[1] in words for point in points)


def test_a_list_below_a_description_asks_for_nothing() -> None:
    text = "Wege\n\nDer Park hat zwei Wege.\n\n- einen am Fluss,\n- einen am Berg.\n"
    text += "\nWir fordern Bänke."
    (motion,) = analyse(text.encode(), "antrag.md").motions
    wordings = [measure.wording for area in motion.areas for measure in area.measures]
    assert wordings == ["Wir fordern Bänke."]


def test_a_point_of_thousands_of_lines_is_read_in_linear_time() -> None:
    def reading(lines: int) -> Callable[[], object]:
        text = "Titel\n\nWir fordern:\n" + "1000. Die Stadt soll bauen.\n" * lines
        return lambda: analyse(text.encode(), "antrag.txt")

    assert growth(reading, 1000) < 1.4
