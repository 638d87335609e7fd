"""Whom a German name means, whatever the grammar has done to it."""

from __future__ import annotations

import unicodedata

import pytest

from reports.content.resolution import Addressee
from reports.importing.addressee_names import find_addressee, is_named
from reports.importing.german_stems import LONGEST_WORD, stems
from tests.support.timing import growth

FORMS = [
    ("Ortsverein", "Ortsvereine"),
    ("Ortsverein", "Ortsvereinen"),
    ("Fraktion", "Fraktionen"),
    ("Stadt", "Städte"),
    ("Bund", "Bundes"),
    ("Verwaltung", "Verwaltungen"),
    ("Stadtrat", "Stadtrats"),
    ("Stadtrat", "Stadträte"),
    ("Landtagsfraktion", "Landtagsfraktionen"),
    ("Juso", "Jusos"),
    ("Betrieb", "Betriebe"),
    ("AG", "AGs"),
    ("Ministerium", "Ministerien"),
    ("Ministerpräsident", "Ministerpräsidentin"),
    ("Mandatsträger", "Mandatsträgerinnen"),
]

OTHERS = [
    ("Stadtrat", "Stadtrat-Fraktion"),
    ("Stadtrat", "Stadtratsfraktion"),
    ("Stadtrat", "Stadt"),
    ("Bund", "Bundestag"),
    ("Bund", "Verbund"),
    ("Land", "Landtag"),
    ("Verwaltung", "Verwalter"),
    ("Stadtrat", "Stadträtinnen"),
]


def addressee(name: str, *, full_name: str = "") -> Addressee:
    return Addressee(id="a", name=name, full_name=full_name or name, abbreviation="-")


@pytest.mark.parametrize(("form", "other"), FORMS)
def test_forms_of_a_word_share_a_stem(form: str, other: str) -> None:
    assert stems(form) & stems(other)


@pytest.mark.parametrize(("form", "other"), FORMS)
def test_import_and_check_take_forms_of_a_name_for_it(form: str, other: str) -> None:
    for name, wording in ((form, other), (other, form)):
        assert find_addressee(wording, [addressee(name)]) == "a"
        assert is_named(addressee(name), f"Wir bitten die {wording} um Hilfe.")


@pytest.mark.parametrize(("name", "other"), OTHERS)
def test_import_and_check_take_no_other_body_for_it(name: str, other: str) -> None:
    for body, wording in ((name, other), (other, name)):
        assert find_addressee(wording, [addressee(body)]) is None
        assert not is_named(addressee(body), f"Wir bitten die {wording} um Hilfe.")


@pytest.mark.parametrize(
    ("name", "wording"),
    [
        ("SPD-Fraktion im Stadtrat", "SPD-Stadtratsfraktion"),
        ("Stadt Leipzig (Verwaltung)", "Leipziger Stadtverwaltung"),
        ("Land", "Landesregierung"),
        ("Bund", "Bundesregierung"),
        ("Mandatsträger", "Stadträtinnen und Stadträte"),
    ],
)
def test_check_accepts_what_the_import_assigns(name: str, wording: str) -> None:
    """Compounds and synonyms count for both."""
    assert find_addressee(wording, [addressee(name)]) == "a"
    assert is_named(addressee(name), wording)


def test_body_of_the_parts_is_not_the_body_they_belong_to() -> None:
    """A council and the party's faction in it are two, also if the faction has an entry alone."""
    faction = addressee("Stadtrat-Fraktion", full_name="SPD-Fraktion im Leipziger Stadtrat")
    assert find_addressee("Stadtrat", [faction]) is None
    assert find_addressee("Fraktion im Stadtrat", [faction]) == "a"
    assert find_addressee("Kreisverband", [addressee("Vorstand des Kreisverbands")]) is None


def test_council_is_not_its_members() -> None:
    """Stadträte are members of a Stadtrat: the umlaut tells."""
    members = addressee("Mandatsträger")
    assert find_addressee("Stadträten", [members]) == "a"
    assert find_addressee("Stadtrat", [members]) is None


@pytest.mark.parametrize(
    ("name", "wording", "expected"),
    [
        ("Stadt", "der Städte- und Gemeindetag", False),
        ("Städtetag", "der Städte- und Gemeindetag", True),
        ("Land", "die Landes- und Bundesregierung", True),
        ("Kreisverband", "alle Kreis- und Ortsverbände", True),
        ("SPD-Fraktion", "die SPD- und die Grünen-Fraktion", True),
    ],
)
def test_word_that_hangs_is_completed_by_the_next(name: str, wording: str, expected: bool) -> None:
    assert is_named(addressee(name), wording) is expected


def test_verb_does_not_name_a_body() -> None:
    """Nouns have a capital."""
    assert not is_named(addressee("Rat"), "wir raten dazu")
    assert not is_named(addressee("Beratung"), "wir beraten, wie beratungen ablaufen")


def test_decomposed_umlauts_are_umlauts() -> None:
    decomposed = unicodedata.normalize("NFD", "Städte")
    assert is_named(addressee("Stadt"), decomposed)
    assert find_addressee(decomposed, [addressee("Stadt")]) == "a"


def test_overlong_word_is_its_own_stem() -> None:
    """A text from others cannot make stemming slow."""
    word = "Verwaltungs" * LONGEST_WORD
    assert stems(word) == {word}


def test_time_grows_with_the_text() -> None:
    def text(size: int) -> str:
        return " ".join(f"Stadt{number}bank- und Wegewart" for number in range(size))

    assert growth(lambda size: lambda: is_named(addressee("Stadtrat"), text(size)), 300) < 1.5


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("SPD", "Bundes-SPD"),
        ("SPD", "SPD-Bundestagsfraktion"),
        ("Bundesvorstand", "Juso-Bundesvorstand"),
        ("Land", "Länder"),
        ("Landtag", "Mitglieder des Landtags"),
        ("Mitglieder des Senats", "Mitglieder des Landtags"),
        ("AG Wohnen", "AG 60 plus"),
        ("Arbeitsgemeinschaft", "Arbeitsgemeinschaft 60 plus"),
        ("Stadt", "Städte- und Gemeindetag"),
        ("Bundesministerium für Arbeit", "Bundesministerium für Verkehr"),
        ("Landesregierung", "Bundesregierung"),
        ("Parteitag", "Partei"),
    ],
)
def test_addressee_does_not_turn_into_another_by_a_word(name: str, other: str) -> None:
    assert find_addressee(name, [addressee(other)]) is None
    assert find_addressee(other, [addressee(name)]) is None


@pytest.mark.parametrize(
    ("name", "wording"),
    [
        ("Stadt Leipzig", "Stadt"),
        ("SPD-Stadtratsfraktion", "Stadtratsfraktion"),
        ("EU", "Europäische Union"),
        ("Europäische Union", "EU"),
        ("Senat von Berlin", "Senat"),
    ],
)
def test_names_of_one_body_are_one(name: str, wording: str) -> None:
    assert find_addressee(wording, [addressee(name)]) == "a"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Städte- und Gemeindetag", "Wir bitten den Städte- und Gemeindetag."),
        ("Sächsischer Landtag", "Wir bitten den sächsischen Landtag."),
        ("Europäische Union", "Wir bitten die EU."),
        ("AG 60 plus", "Wir bitten die AG 60 plus."),
        ("SPD-Fraktionen im Bundestag", "die SPD-Fraktionen im Landtag und im Bundestag"),
    ],
)
def test_check_knows_a_name_that_the_import_writes(name: str, text: str) -> None:
    assert is_named(addressee(name), text)
