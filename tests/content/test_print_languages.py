"""A workspace adds a language to the printed matter, or corrects one."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from reports.content.print_languages import read_print_languages, to_translate
from reports.errors import ContentError


def catalogue_of(text: bytes, code: str = "pl") -> Catalog:
    return read_po(io.BytesIO(text), locale=code)


def translated(code: str = "pl") -> Catalog:
    """Return a catalogue in which each message says "<pl> " before its English."""
    catalog = catalogue_of(to_translate(Path("/nowhere"), code), code)
    for message in catalog:
        if message.id and message.pluralizable:
            message.string = tuple(f"<{code}> {message.id[1]}" for _ in range(catalog.num_plurals))
        elif message.id:
            message.string = f"<{code}> {message.id}"
    return catalog


def message_of(catalog: Catalog, words: str) -> Message:
    """The message of a catalogue with these English words."""
    message = catalog.get(words)
    assert message is not None
    return message


def save(folder: Path, catalog: Catalog, code: str = "pl") -> Path:
    path = folder / "languages" / code / "print.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog)
    return path


def problems_of(folder: Path) -> str:
    languages, problems = read_print_languages(folder)
    assert not languages
    return "\n".join(str(problem) for faults in problems.values() for problem in faults)


def test_complete_catalogue_gives_the_words(tmp_path: Path) -> None:
    save(tmp_path, translated())
    languages, problems = read_print_languages(tmp_path)
    assert not problems
    words = gettext.GNUTranslations(io.BytesIO(languages["pl"].catalogue))
    assert words.gettext("Programme") == "<pl> Programme"
    assert words.ngettext("Bereich", "Bereiche", 5) == "<pl> Bereiche"
    assert words.pgettext("to a woman", "Dear Comrade {name}") == "<pl> Dear Comrade {name}"


def test_workspace_without_languages_has_none(tmp_path: Path) -> None:
    assert read_print_languages(tmp_path) == ({}, {})


def test_words_to_translate_stand_beside_the_german_ones() -> None:
    text = to_translate(Path("/nowhere"), "pl").decode()
    assert '# Programm\nmsgid "Programme"\nmsgstr ""' in text
    assert "nplurals=3" in text


def test_what_was_translated_stays_when_words_are_fetched_again(tmp_path: Path) -> None:
    catalog = translated()
    message_of(catalog, "Programme").string = ""
    save(tmp_path, catalog)
    again = catalogue_of(to_translate(tmp_path, "pl"))
    assert message_of(again, "Where").string == "<pl> Where"
    assert message_of(again, "Programme").string == ""


def test_shipped_language_can_be_corrected_in_a_few_words(tmp_path: Path) -> None:
    catalog = Catalog(locale="tr")
    catalog.add("Programme", "İzlence")
    save(tmp_path, catalog, "tr")
    languages, problems = read_print_languages(tmp_path)
    assert not problems
    words = gettext.GNUTranslations(io.BytesIO(languages["tr"].catalogue))
    assert words.gettext("Programme") == "İzlence"
    assert words.gettext("Bereich {number}") == "Alan {number}"


def test_word_that_is_not_translated_is_named_with_its_line(tmp_path: Path) -> None:
    catalog = translated()
    message_of(catalog, "Programme").string = ""
    path = save(tmp_path, catalog)
    line = path.read_text("utf-8").splitlines().index('msgid "Programme"') + 1
    assert f'languages/pl/print.po:{line}: "Programme" is not translated' in problems_of(tmp_path)


def test_uncertain_translation_does_not_count(tmp_path: Path) -> None:
    """A translation that is marked as fuzzy counts as missing."""
    catalog = translated()
    message_of(catalog, "Programme").flags.add("fuzzy")
    save(tmp_path, catalog)
    assert '"Programme" is not translated' in problems_of(tmp_path)


def test_missing_message_is_named(tmp_path: Path) -> None:
    catalog = translated()
    catalog.delete("Programme")
    save(tmp_path, catalog)
    assert 'print.po: "Programme" is not translated' in problems_of(tmp_path)


@pytest.mark.parametrize("wrong", ["obszar", "obszar {numer}", "obszar {number", "{} {number}"])
def test_other_places_to_fill_in_are_refused(tmp_path: Path, wrong: str) -> None:
    catalog = translated()
    message_of(catalog, "Bereich {number}").string = wrong
    save(tmp_path, catalog)
    assert '"Bereich {number}" has other places to fill in' in problems_of(tmp_path)


def test_plural_with_too_few_forms_is_not_translated(tmp_path: Path) -> None:
    catalog = translated()
    message_of(catalog, "Bereich").string = ("obszar",)
    save(tmp_path, catalog)
    assert '"Bereich" is not translated' in problems_of(tmp_path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "not UTF-8 text"),
        (b"Programme = Programm", "this is not a catalogue of translations (PO)"),
        (
            b'msgid ""\nmsgstr "Plural-Forms: nplurals=x; plural=(n;\\n"\n',
            "the head of the file cannot be read",
        ),
        (b" " * ((1 << 20) + 1), "larger than 1 MB"),
    ],
)
def test_file_that_is_no_catalogue_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "languages" / "pl" / "print.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    assert message in problems_of(tmp_path)


def test_rule_for_plurals_that_is_none_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, translated())
    rule = path.read_text("utf-8")
    start = rule.index("plural=(")
    rule = rule[:start] + "plural=import os;\\n" + rule[rule.index('"', start) :]
    path.write_text(rule, "utf-8")
    assert "the head of the file cannot be read" in problems_of(tmp_path)


def test_folder_without_a_catalogue_says_how_to_get_one(tmp_path: Path) -> None:
    (tmp_path / "languages" / "pl").mkdir(parents=True)
    assert "handzettel init --language pl" in problems_of(tmp_path)


@pytest.mark.parametrize("name", ["polski", "xx", "PL", "p1", "pl_PL"])
def test_folder_that_is_no_language_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "languages" / name).mkdir(parents=True)
    assert f'"{name}" is not the code of a language' in problems_of(tmp_path)


def test_words_of_no_language_cannot_be_fetched() -> None:
    with pytest.raises(ContentError, match="is not the code of a language"):
        to_translate(Path("/nowhere"), "polski")


def test_font_that_is_none_is_named(tmp_path: Path) -> None:
    save(tmp_path, translated())
    (tmp_path / "languages" / "pl" / "Schrift.ttf").write_bytes(b"no font")
    assert "these files are no fonts: Schrift.ttf" in problems_of(tmp_path)


def test_translation_of_words_that_nothing_prints_is_told(tmp_path: Path) -> None:
    """It stops nothing, since an older version may have printed them."""
    catalog = Catalog(locale="de")
    catalog.add("Wheree", "Treffpunkt")
    catalog.add("Dear Ms {name}", "Liebe Frau {name}", context="nowhere")
    save(tmp_path, catalog, "de")
    languages, problems = read_print_languages(tmp_path)
    assert not problems
    unknown = "\n".join(map(str, languages["de"].unknown))
    assert 'nothing prints the words "Wheree" – did you mean "Where"?' in unknown
    assert 'nothing prints the words "Dear Ms {name}"' in unknown


def test_comments_and_words_of_ones_own_stay_when_words_are_fetched_again(tmp_path: Path) -> None:
    catalog = translated()
    catalog["Where"].user_comments.append("meine Notiz")
    catalog.add("mine own", "moje")
    catalog.last_translator = "Ania <ania@example.org>"
    save(tmp_path, catalog)
    again = to_translate(tmp_path, "pl")
    (tmp_path / "languages" / "pl" / "print.po").write_bytes(again)
    assert to_translate(tmp_path, "pl") == again
    for kept in ("meine Notiz", 'msgid "mine own"', "Ania <ania@example.org>"):
        assert kept in again.decode()


def test_mark_at_the_beginning_of_a_file_is_no_mistake(tmp_path: Path) -> None:
    path = save(tmp_path, translated())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    languages, problems = read_print_languages(tmp_path)
    assert (list(languages), problems) == (["pl"], {})
