"""What a text file or Markdown is when it is read in."""

from __future__ import annotations

import hashlib

import pytest

from reports.importing.read_file import read
from tests.support.factories import ENGINE
from tests.support.read_files import texts

pytestmark = ENGINE


def test_a_text_file_keeps_its_lines_as_they_are() -> None:
    """Empty lines, indents, tabs, no-break spaces and soft hyphens stay where they are."""
    text = "  1\tDer\u00a0Antrag\r\n\r\n2 Stadt\u00ad\rbezirk  \n"
    assert texts(text.encode()) == ["  1\tDer\u00a0Antrag", "", "2 Stadt\u00ad", "bezirk  "]


def test_lines_of_a_text_file_know_their_number() -> None:
    lines = read(b"eins\n\ndrei\n", "a.txt").lines
    assert [(line.place, line.page) for line in lines] == [(1, 1), (2, 1), (3, 1)]


def test_a_form_feed_begins_a_page() -> None:
    lines = read(b"eins\n\fzwei\n\f\ndrei\fvier\n", "a.txt").lines
    assert [(line.text, line.page, line.place) for line in lines] == [
        ("eins", 1, 1),
        ("zwei", 2, 2),
        ("", 3, 3),
        ("drei", 3, 4),
        ("vier", 4, 4),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_how_text_is_coded(encoding: str) -> None:
    assert texts("Für Grünflächen".encode(encoding)) == ["Für Grünflächen"]


def test_a_heading_of_markdown_keeps_its_signs_and_says_its_level() -> None:
    lines = read(b"# Antrag\n\n### Bereich 1\n#kein Kopf\n", "antrag.MD").lines
    assert [(line.text, line.style) for line in lines] == [
        ("# Antrag", "heading 1"),
        ("", ""),
        ("### Bereich 1", "heading 3"),
        ("#kein Kopf", ""),
    ]


def test_the_signs_of_markdown_mean_nothing_in_a_text_file() -> None:
    assert read(b"# Antrag\n", "antrag.txt").lines[0].style == ""


def test_a_text_carries_the_name_and_the_hash_of_its_file() -> None:
    text = read(b"Antrag\n", "antrag.txt")
    assert (text.name, text.digest, text.paragraphs) == (
        "antrag.txt",
        hashlib.sha256(b"Antrag\n").hexdigest(),
        False,
    )
