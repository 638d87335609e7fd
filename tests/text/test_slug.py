"""Names for files and ids, made from words."""

from __future__ import annotations

import unicodedata

import pytest

from reports.text.slug import slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Übersicht für Alle!", "uebersicht-fuer-alle"),
        ("Straße", "strasse"),
        ("Ł", ""),
        ("é è", "e-e"),
        ("Marke™", "marketm"),
        ("--- 1.10 ---", "1-10"),
        ("", ""),
    ],
)
def test_slug_is_safe_in_a_file_name(text: str, name: str) -> None:
    assert slug(text) == name


def test_slug_is_the_same_however_umlauts_are_encoded() -> None:
    """Names of files from a Mac have each umlaut as a letter and a diaeresis."""
    decomposed = unicodedata.normalize("NFD", "Ämter in Köln")
    assert slug("Ämter in Köln") == slug(decomposed) == "aemter-in-koeln"


def test_slug_has_a_longest_length_and_ends_in_a_letter() -> None:
    assert slug("aaa bbb ccc", longest=4) == "aaa"
    assert len(slug("a" * 1000)) == 60
