"""A spot is told by the number it is cited by, and by its place in the file where that differs."""

from __future__ import annotations

import pytest

from reports.citation.spots import spot
from reports.text.source_text import Line, Sorted, Text


def source(name: str, *places: tuple[int, int]) -> Sorted:
    lines = tuple(Line("Bänke", page, place) for page, place in places)
    return Sorted(Text(name, "", lines), tuple("ttttt" for _line in lines), (), (), ())


@pytest.mark.parametrize(
    ("name", "places", "lines", "motion", "expected"),
    [
        ("a.txt", [(1, 12)], (12, 12), None, "line 12"),
        ("a.txt", [(1, 21)], (12, 13), None, "lines 12–13 (line 21 of the file)"),
        ("a.md", [(1, 21)], None, None, "line 21 of the file"),
        ("a.docx", [(1, 21)], (12, 12), None, "line 12"),
        ("a.docx", [(1, 21)], None, None, "paragraph 21"),
        ("a.pdf", [(3, 21), (4, 40)], (12, 12), "A 3", "motion A 3, line 12 (page 3)"),
        ("a.pdf", [(3, 21), (4, 40)], None, None, "page 3"),
    ],
)
def test_a_spot_is_told_in_one_form(
    name: str,
    places: list[tuple[int, int]],
    lines: tuple[int, int] | None,
    motion: str | None,
    expected: str,
) -> None:
    assert spot(source(name, *places), 0, lines, motion) == expected
