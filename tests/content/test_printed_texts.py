"""Problems of printed texts name the field that the text comes from, unless it is not clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.content.printed_texts import PrintedTextProblem, with_fields
from reports.errors import Place, Problem

YAML = """\
areas:
  - title: Kinderbetreuungseinrichtungen
    lead: >-
      Wer „z. B.“ 2016–2020 ein Haus baut,
      braucht einen Straßenanschluss an die Jahnallee.
    measures:
      - {id: "1.1", title: Jugend, summary: Die Jugend zieht mit.}
      - {id: "1.2", title: Haltestellen, summary: Haltestellen}
      - {id: "1.3", title: Haltestellen, summary: Haltestellen}
"""

FIELDS = {
    "KINDERBETREUUNGSEINRICHTUNGEN": '"title" (resolution.yaml:2:12)',
    "Wer „z.\u202fB.“ 2016-2020 ein": '"lead" (resolution.yaml:3:11)',
    "braucht einen STRASSENAN-": '"lead" (resolution.yaml:3:11)',
    "Jugend": '"title" (resolution.yaml:7:28)',
    "Bereich 4 · Kinderbetreuungs\xadeinrichtungen": '"title" (resolution.yaml:2:12)',
    "Erika Beispiel": "recipients.csv:2",
    "Beschlossen in aller Ruhe": "templates/summary/summary.html:2",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with content, a list and a template."""
    (tmp_path / "resolution.yaml").write_text(YAML, "utf-8")
    (tmp_path / "recipients.csv").write_text("name;email\nErika Beispiel;e@example.org\n", "utf-8")
    (tmp_path / "templates/summary").mkdir(parents=True)
    page = "<body>\n<p>Beschlossen in <b>aller</b> Ruhe</p>\n</body>"
    (tmp_path / "templates/summary/summary.html").write_text(page, "utf-8")
    return tmp_path


def _told(root: Path, *texts: str) -> str:
    place = Place("summary/bereich-1, page 1")
    problem = PrintedTextProblem(place, "it is cut off", "shorten it", texts)
    (named,) = with_fields(root, [problem])
    assert (named.place, named.remedy) == (place, "shorten it")
    return named.message


@pytest.mark.parametrize(("text", "field"), FIELDS.items(), ids=FIELDS)
def test_field_of_a_printed_text_is_named_with_its_file_and_line(
    root: Path, text: str, field: str
) -> None:
    assert _told(root, text) == f"it is cut off; the text comes from {field}"


def test_two_texts_have_two_fields(root: Path) -> None:
    message = _told(root, "ein Haus baut", "Die Jugend zieht")
    assert message.endswith('"lead" (resolution.yaml:3:11), "summary" (resolution.yaml:7:45)')


@pytest.mark.parametrize("text", ["Haltestellen", "1.1", "Mit", "Seite 2 von 3", ""])
def test_text_of_no_field_or_of_many_is_told_as_it_was(root: Path, text: str) -> None:
    assert _told(root, text) == "it is cut off"


def test_other_problems_stay_as_they_are(root: Path) -> None:
    problem = Problem(Place("out/summary/bereich-1.pdf"), "Jugend is no PDF", "make it again")
    assert with_fields(root, [problem]) == [problem]
