"""The program speaks the user's language, and nothing is left untranslated."""

from __future__ import annotations

import gettext
import importlib.util
import re
from functools import cache
from types import ModuleType

import pytest

from reports.i18n import LOCALES, printed, printed_languages
from tests import ROOT
from tests.conftest import Cli

COMMANDS = ["build", "summary", "checklist", "flyer", "export", "check", "init"]


def test_help_is_german_with_clicks_own_words(cli: Cli) -> None:
    text = cli("--help", env={"LANGUAGE": "de"}).text
    for word in ("Usage", "Options", "Commands", "Show", "Say", "this message"):
        assert not re.search(rf"\b{word}\b", text), word
    for word in ("Optionen", "Befehle"):
        assert word in text


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_is_german(command: str, cli: Cli) -> None:
    text = cli(command, "--help", env={"LANGUAGE": "de"}).text
    for word in ("Usage", "Options", "Example", "Show this", "the", "default"):
        assert not re.search(rf"\b{word}\b", text), word
    assert "Beispiel:" in text
    assert "Optionen" in text


def test_help_is_english_for_others(cli: Cli) -> None:
    for language in ("en", "fr"):
        text = cli("--help", env={"LANGUAGE": language}).text
        assert text.startswith("Usage: handzettel [OPTIONS] COMMAND")
        assert "Say nothing but errors." in text


def test_language_of_the_locale_is_taken_where_none_is_set(cli: Cli) -> None:
    env = {"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "de_DE.UTF-8"}
    assert "Optionen" in cli("--help", env=env).text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", r"99: .*Bereich\b.*99.* – .*overview, 1, 2, 3.*"),
        ("en", r'99: there is no area "99" – choose from: overview, 1, 2, 3, 4, 5, 6, 7, 8'),
    ],
)
def test_error_is_in_the_users_language(language: str, expected: str, cli: Cli) -> None:
    ran = cli("-q", "summary", "99", env={"LANGUAGE": language})
    assert ran.exit == 2
    assert re.fullmatch(expected, ran.stderr.splitlines()[-1])


def test_clicks_own_error_is_german(cli: Cli) -> None:
    ran = cli("nonsense", env={"LANGUAGE": "de"})
    assert ran.exit == 2
    assert not re.search(r"\b(Usage|Error|No such command|Try)\b", ran.stderr)


@pytest.mark.parametrize("domain", ["handzettel", "print"])
def test_german_catalogue_is_complete(domain: str) -> None:
    """``tools/translations.py check`` finds nothing: no message missing, idle or stale."""
    tool = translations_tool()
    path = LOCALES / "de" / "LC_MESSAGES" / f"{domain}.po"
    assert list(tool.faults(path)) == []


@cache
def translations_tool() -> ModuleType:
    """Return ``tools/translations.py``, which reads the messages of the source once."""
    path = ROOT / "tools" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


# --- printed matter ---------------------------------------------------------


def test_printed_matter_is_made_in_german_and_english() -> None:
    assert {"de", "en"} <= set(printed_languages())
    assert list(printed_languages()) == sorted(printed_languages())


def test_printed_words_follow_the_document_not_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    assert "Ortsverein" in printed("de").gettext("Invitation by {branch}").format(
        branch="Ortsverein"
    )
    assert printed("de").gettext("Invitation by {branch}") != "Invitation by {branch}"
    monkeypatch.setenv("LANGUAGE", "de")
    assert printed("en").gettext("Invitation by {branch}") == "Invitation by {branch}"


def test_language_without_a_catalogue_is_no_language_to_print_in() -> None:
    assert "xx" not in printed_languages()
    with pytest.raises(FileNotFoundError):
        printed("xx")


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (1, 0), (2, 1), (21, 1)])
def test_german_plurals_are_told_apart(count: int, expected: int) -> None:
    words = gettext.translation("handzettel", LOCALES, ["de"])
    forms = [words.ngettext("{count} file in {out}", "{count} files in {out}", n) for n in (1, 2)]
    assert forms[0] != forms[1]
    translated = words.ngettext("{count} file in {out}", "{count} files in {out}", count)
    assert translated == forms[expected]
