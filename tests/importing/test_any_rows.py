"""Whatever rows a text has, motions are made of them, and in good time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from tests.support.sorted_rows import numbered, rows_of
from tests.support.timing import growth


def test_time_grows_with_the_motions() -> None:
    """Of a collection of resolutions; each motion has 6 KB and all its measures."""
    point = (
        "Die Stadt Leipzig soll an jedem Weg Bänke aufstellen, damit alle, die nicht\n"
        "mehr weit gehen können, sich ausruhen. Wir fordern den Bund auf, dafür Geld\n"
        "zu geben, und erwarten von der Verwaltung einen Bericht über die Kosten.\n\n"
    )
    motion = "Antrag A {}\n\nBänke in Musterstadt\n\n" + "".join(
        f"{i}) {point}" for i in range(1, 27)
    )

    def book(count: int) -> Callable[[], Sequence[ParsedMotion]]:
        text = "".join(motion.format(i) for i in range(1, count + 1))
        assert len(text) > 6_000 * count
        sorted_ = numbered(text)
        return lambda: motions(sorted_)

    assert growth(book, 8) < 1.5
    assert [len(entry.areas[0].measures) for entry in book(16)()] == [26] * 16


WORDS = [
    *("Wir fordern", "den Bund", "auf", "1)", "a)", "2.", "I.", "Bereich 1:", "Bereich 99", "Rad-"),
    *("weg", "und", ".", ":", "Antrag A 1", "Beschluss 02", "Einreicher:", "•", "B e r e i c h 1"),
    *("Die Stadt soll", "Begründung", "25. Juni 2016", "", "(1)", "1.1", "aa)", "SPD", "von der"),
]


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 40),
            st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=6).map(" ".join),
        ),
        max_size=30,
    )
)
def test_any_rows_have_a_motions(pairs: list[tuple[int | None, str]]) -> None:
    """No input is too odd; every range lies in order and within what it is part of."""
    sorted_ = rows_of((number, " ".join(text.split())) for number, text in pairs)
    for parsed in motions(sorted_):
        assert parsed.lines is not None
        met = set()
        for entry in parsed.areas:
            assert parsed.lines[0] <= entry.lines[0] <= entry.lines[1] <= parsed.lines[1]
            for measure in entry.measures:
                assert entry.lines[0] <= measure.lines[0] <= measure.lines[1] <= entry.lines[1]
                assert measure.id not in met
                met.add(measure.id)
        for doubt in parsed.doubts:
            assert 0 <= doubt.line < len(sorted_.text.lines)
