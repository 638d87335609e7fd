"""Nothing that is printed steers the terminal, and what is to be typed is quoted."""

import shlex
import subprocess

import pytest

from reports.text.visible import argument, shortened, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jweg", r"\x1b[2Jweg"),
        ("zwei\nZeilen\r", r"zwei\nZeilen\r"),
        ("a\x07b\x9bc", r"a\x07b\x9bc"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u2028b\u2066c", r"a\u2028b\u2066c"),
        (b"M\xe4rz.yaml".decode(errors="surrogateescape"), r"M\xe4rz.yaml"),
    ],
)
def test_what_steers_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Größe 9 pt – „kürzen“",
        "نسخة می\u200cخواهم",
        "10\u00a0Uhr",
        "Auf\u00adgabe",
        "👩\u200d👧",
        "ኣማርኛ",
    ],
)
def test_words_of_any_language_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_quoted_text_is_short_and_on_one_line() -> None:
    assert shortened("x" * 100) == "x" * 59 + "…"
    assert "\n" not in shortened("a\nb")


@pytest.mark.parametrize("name", ["Mein Ordner", "d'Artagnan", "$HOME", "a;b", "plain"])
def test_argument_is_read_back_by_a_shell(name: str) -> None:
    assert shlex.split(argument(name)) == [name]


@pytest.mark.parametrize("name", [b"M\xe4rz", b"M\xe4rz d'\\x", "zwei\nZeilen \u202e".encode()])
def test_name_that_is_no_text_is_read_back_by_bash(name: bytes) -> None:
    word = argument(name.decode(errors="surrogateescape"))
    assert word.isprintable()
    run = ["bash", "-c", f"printf %s {word}"]
    assert subprocess.run(run, stdout=subprocess.PIPE, check=True).stdout == name


def test_argument_is_never_taken_for_an_option() -> None:
    assert argument("-w") == "./-w"
