"""An old and a new wording side by side are told, since one of them is no demand."""

from __future__ import annotations

import pytest

from reports.importing.read_file import read


@pytest.mark.parametrize(
    "heads",
    [
        ("Alte Fassung", "Neue Fassung"),
        ("Ursprungsfassung", "Fassung der Kommission"),
        ("Bisheriger Text", "Geänderter Text"),
        ("bisher", "neu"),
    ],
)
@pytest.mark.parametrize("between", [" ", "   ", "\nDie Stadt soll bauen.\n\n"])
def test_two_wordings_side_by_side_are_told(heads: tuple[str, str], between: str) -> None:
    text = f"Wege\n\n{between.join(heads)}\nDie Stadt soll bald bauen.\n"
    (doubt,) = read(text.encode(), "antrag.txt").doubts
    assert "two wordings" in doubt.what
    assert doubt.line == 2


@pytest.mark.parametrize(
    "line",
    [
        "Neue Fassung",
        "Die alte Fassung ersetzt eine neue Fassung.",
        "Alte Fassung",
        "Alte Brücke, neue Brücke",
    ],
)
def test_one_wording_alone_is_no_doubt(line: str) -> None:
    text = f"Wege\n\n{line}\nDie Stadt soll bald bauen.\n"
    assert read(text.encode(), "antrag.txt").doubts == ()
