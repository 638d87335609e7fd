"""Two lines of the original never begin in one printed line: their numbers stand in one place."""

from __future__ import annotations

import pytest

from reports.documents.book_wording import _leaves_room, text_width

ROW = "Wir wollen an allen Haltestellen einen"


@pytest.mark.parametrize(
    ("following", "expected"),
    [("10-Minuten-Takt.", True), ("ganzen Takt.", False), ("Zehn Minuten", False), ("", True)],
)
def test_row_ends_its_line_where_the_next_could_begin_in_it(following: str, expected: bool) -> None:
    assert _leaves_room(ROW, following, text_width(ROW) - 0.5) is expected
