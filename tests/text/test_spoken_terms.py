"""What a voice is told of words: expansions, languages, and where a text is divided for them."""

import pytest

from reports.text.spoken_terms import SpokenRun, spoken_runs

NARROW = "\N{NARROW NO-BREAK SPACE}"
FRENCH = (("fr", ("Journée portes ouvertes", "Maison")),)


def _expansions(text: str) -> dict[str, str]:
    return {run.text: run.expansion for run in spoken_runs(text, "de") if run.expansion}


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        (f"Z.{NARROW}12", {"Z.": "Zeile"}),
        (f"siehe Z.{NARROW}12–15", {"Z.": "Zeilen"}),
        (f"z.{NARROW}B. im OV", {f"z.{NARROW}B.": "zum Beispiel", "OV": "Ortsverein"}),
        ("die AG Migration", {"AG": "Arbeitsgemeinschaft"}),
        ("die AG 60 plus", {"AG": "Arbeitsgemeinschaft"}),
        ("die Deutsche Bahn AG soll", {}),
        ("NOVUM, OVATION, UBER", {}),
        ("im OV-Vorstand", {}),
        ("Seite 12", {}),
    ],
)
def test_abbreviation_is_expanded_where_it_is_one(text: str, expansions: dict[str, str]) -> None:
    assert _expansions(text) == expansions


def test_parts_make_up_the_text() -> None:
    text = f"Der OV will z.{NARROW}B. Empowerment und Safe Spaces."
    assert "".join(run.text for run in spoken_runs(text, "de")) == text


def test_english_term_is_english_unless_it_is_part_of_a_german_word() -> None:
    text = "Empowerment, Empowermentarbeit, Social-Media-Kanal, Social Media"
    english = [run.text for run in spoken_runs(text, "de") if run.language == "en"]
    assert english == ["Empowerment", "Social Media"]


def test_text_without_terms_is_not_divided() -> None:
    assert spoken_runs("Ein Satz ohne Besonderes.", "de") == ()
    assert spoken_runs("The OV asks for empowerment.", "en") == ()


def test_words_of_the_content_have_their_language() -> None:
    runs = spoken_runs("im Maison des Viertels", "de", FRENCH)
    assert runs[1] == SpokenRun("Maison", "fr")


def test_phrase_that_a_line_end_parts_is_found_in_both_lines() -> None:
    whole = "ein Fest, die „Journée portes ouvertes“ im Mai"
    first = spoken_runs("ein Fest, die „Journée", "de", FRENCH, lambda: whole)
    second = spoken_runs("portes ouvertes“ im Mai", "de", FRENCH, lambda: whole)
    assert (first[-1], second[0]) == (
        SpokenRun("Journée", "fr"),
        SpokenRun("portes ouvertes", "fr"),
    )
    assert (
        spoken_runs("ein Fest, die „Journée", "de", FRENCH, lambda: "die „Journée du livre“") == ()
    )
