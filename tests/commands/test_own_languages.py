"""A language of one's own: fetched, translated, printed on a flyer and said in a mail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from tests.conftest import Cli
from tests.support.factories import ENGINE, text_of

pytestmark = ENGINE

POLISH = """
      pl:
        title: Kto się tu wprowadza?
        lead: Zapraszamy do rozmowy.
        way: Przystanek Musterplatz.
"""


def translate(path: Path) -> None:
    """Translate each message as "pl" and its English words."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="pl")
    for message in catalog:
        if message.id and message.pluralizable:
            message.string = tuple(f"pl {message.id[1]}" for _ in range(catalog.num_plurals))
        elif message.id:
            message.string = f"pl {message.id}"
    with path.open("wb") as file:
        write_po(file, catalog)


@pytest.fixture
def polish(cli: Cli, workspace: Path) -> Path:
    """Return the catalogue, begun by the command, in a workspace with a Polish flyer."""
    assert cli("init", "--language", "pl", "-w", workspace).exit == 0
    events = workspace / "events.yaml"
    text = events.read_text("utf-8")
    start = text.index("    texts:\n") + len("    texts:\n")
    events.write_text(text[:start] + POLISH.lstrip("\n") + text[start:], "utf-8")
    return workspace / "languages" / "pl" / "print.po"


def test_flyer_is_printed_in_a_language_of_ones_own(
    cli: Cli, workspace: Path, polish: Path
) -> None:
    translate(polish)
    ran = cli("flyer", "nachbarschaft", "--lang", "pl", "-w", workspace, "--on", "2026-11-22")
    assert ran.exit == 0, ran.stderr
    text = text_of((workspace / "out/flyer/nachbarschaft/a5-pl.pdf").read_bytes())
    assert "Kto się tu wprowadza?" in text
    assert "pl Questions?" in text
    assert "pl Publisher: " in text
    assert "grudnia 2026" in text


def test_language_that_is_not_translated_is_told_at_once(
    cli: Cli, workspace: Path, polish: Path
) -> None:
    assert polish.is_file()
    ran = cli("check", "-w", workspace)
    assert ran.exit == 3
    assert re.search(r"languages/pl/print.po: \d+ of \d+ words are not translated", ran.stderr)


def test_translations_stay_when_the_words_are_fetched_again(
    cli: Cli, workspace: Path, polish: Path
) -> None:
    translate(polish)
    before = polish.read_bytes()
    assert cli("init", "--language", "pl", "-w", workspace).exit == 0
    with polish.open("rb") as file:
        again = read_po(file, locale="pl")
    message = again.get("Where")
    assert message is not None
    assert message.string == "pl Where"
    assert len(polish.read_bytes()) > len(before) / 2


def test_word_of_the_shipped_language_is_put_otherwise(cli: Cli, workspace: Path) -> None:
    catalogue = workspace / "languages" / "de" / "print.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid "Bereich {number} of {count}"\nmsgstr "Handlungsfeld {number} von {count}"\n',
        "utf-8",
    )
    ran = cli("summary", "3", "-w", workspace)
    assert ran.exit == 0, ran.stderr
    text = text_of((workspace / "out/summary/bereich-3.pdf").read_bytes())
    assert "Handlungsfeld 3 von 8" in text


@pytest.mark.parametrize("code", ["polski", "../pl", "xx"])
def test_code_that_is_no_language_is_refused(cli: Cli, workspace: Path, code: str) -> None:
    ran = cli("init", "--language", code, "-w", workspace)
    assert ran.exit == 3
    assert "is not the code of a language" in ran.stderr
    assert not (workspace / "languages").exists()


def test_language_needs_a_workspace(cli: Cli, tmp_path: Path) -> None:
    ran = cli("init", "--language", "pl")
    assert ran.exit == 2
    assert "this is no workspace" in ran.stderr


def test_language_that_nothing_is_printed_in_stops_nothing(cli: Cli, workspace: Path) -> None:
    """Somebody translates for a week, and the office works on."""
    assert cli("init", "--language", "pl", "-w", workspace).exit == 0
    assert cli("checklist", "bund", "-w", workspace).exit == 0
    ran = cli("check", "-w", workspace)
    assert ran.exit == 5
    assert "words are not translated" in ran.stderr


def test_mistake_in_a_language_is_not_told_as_a_missing_one(
    cli: Cli, workspace: Path, polish: Path
) -> None:
    assert polish.is_file()
    ran = cli("check", "-w", workspace)
    assert "there are no fixed words" not in ran.stderr
