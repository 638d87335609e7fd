"""Characters that a document's fonts lack are set in others; those that none has are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.content.fallback_fonts import _USUAL, fallback_families
from reports.content.font_families import Family, characters, packaged, sample_character
from reports.content.missing_characters import missing_characters, told_once
from reports.errors import BudgetError, HandzettelError, Place, Problem, RenderingError

SOURCE = packaged()["Source Sans 3"]


def test_usual_characters_are_all_in_the_usual_font() -> None:
    visible = {chr(code) for code in range(0x3000) if _USUAL.match(chr(code))}
    invisible = {char for char in visible if not char.isprintable() or char.isspace()}
    assert visible - invisible - characters(SOURCE) == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Łukasz Žižek, Nguyễn Thị Hồng, Ελλάδα, Київ, Қазақ", []),
        ("Verein نور", ["Noto Naskh Arabic"]),
        ("אגודה Ararat Հայ საქართველო", None),
        ("☎ 0341, ★", ["Noto Sans Symbols2"]),
        ("⚧", ["Noto Sans Symbols"]),
        ("👩\u200d🔧 A\ufe0f \u00ad\u2060", ["Noto Emoji"]),
    ],
)
def test_character_is_taken_from_the_first_family_that_has_it(
    text: str, names: list[str] | None
) -> None:
    families = fallback_families(text, (SOURCE,))
    if names is None:
        assert len(families) == 3
    else:
        assert [family.name for family in families] == names


def test_font_of_ones_own_gets_what_it_lacks_from_the_usual_one(tmp_path: Path) -> None:
    own = fallback_families("ש", (SOURCE,))[0]
    families = fallback_families("Ortsverein שלום", (own,))
    assert families == (SOURCE,)


def test_font_that_the_workspace_brings_comes_first() -> None:
    hebrew = fallback_families("ש", (SOURCE,))[0]
    brought = Family("Mein Hebräisch", hebrew.files, False)
    assert fallback_families("שלום", (SOURCE,), [brought]) == (brought,)


def test_each_fallback_has_a_character_to_show() -> None:
    for family in fallback_families("نאՀა★⚧ሀ", (SOURCE,)):
        for path in family.files:
            assert sample_character(path) in characters(family)


YAML = """\
areas:
  - title: "Platz 🎉"
    lead: >-
      Wir feiern
      mit 🎉 und 漢.
"""


def _errors(*names: str) -> list[HandzettelError]:
    return [RenderingError(missing_characters(Place(name), ["🎉", "漢"], "de")) for name in names]


def test_missing_characters_are_told_at_their_fields_once_for_all_documents(
    tmp_path: Path,
) -> None:
    (tmp_path / "resolution.yaml").write_text(YAML, "utf-8")
    other = BudgetError(Problem(Place("summary/bereich-2"), "too long", "shorten it"))
    errors = told_once(tmp_path, [*_errors("checklist/a", "checklist/b"), other])
    problems = list(dict.fromkeys(problem for error in errors for problem in error.problems))
    places = [str(problem.place) for problem in problems]
    assert places == ["resolution.yaml:2:19", "resolution.yaml:5:11", "summary/bereich-2"]
    first, second, _other = (problem.message for problem in problems)
    assert first.startswith('no font has this character of "title": 🎉 (U+1F389)')
    assert '2 characters of "lead": 🎉 (U+1F389), 漢 (U+6F22)' in second
    assert second.endswith("cannot be made because of it: checklist/a, checklist/b")
    assert isinstance(errors[-1], BudgetError)


def test_missing_characters_that_stand_in_no_file_stay_with_their_document(
    tmp_path: Path,
) -> None:
    (tmp_path / "events.yaml").write_text("events: []  # nothing\n", "utf-8")
    errors = _errors("flyer/fest/a5-de")
    assert [error.problems for error in told_once(tmp_path, errors)] == [errors[0].problems]
