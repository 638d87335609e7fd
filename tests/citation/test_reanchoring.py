"""An amended source: references follow their words, and the rest of the file stays."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from reports.citation.reanchoring import Move, apply_moves, propose_moves
from reports.content.fields import Lines
from reports.content.formats.located import Path
from reports.content.formats.yaml_edit import edit_yaml
from reports.content.formats.yaml_file import read_yaml
from reports.content.resolution import (
    Area,
    Basis,
    Figure,
    Measure,
    Note,
    Request,
    Resolution,
    Section,
    SourceFile,
    Status,
)
from reports.errors import ContentError
from reports.text.source_text import Line, Row, Sorted, Text
from tests.support.timing import growth, seconds

OLD = """\
Mehr Bänke für Musterstadt

Bereich 1: Sitzen
Im Jahr 2031 zählte der Verein 4.200 Wünsche.
Wir fordern die Ratsfraktion auf, das zu ändern:

1) Am Marktplatz sollen acht Bänke mit Lehne und Arm-
lehne stehen, die auch im Winter trocken sind. Sie
werden jedes Jahr vom Bauhof gestrichen.

2) Im Stadtpark wird der alte Brunnen wieder in Betrieb
genommen, damit Kinder dort im Sommer spielen können.

3) Der Bahnhof bekommt ein Dach über den Fahrrädern,
eine Pumpe und eine Werkbank.

Bereich 2: Gehen
Wir wollen breite Wege ohne Stufen.
""".splitlines()
PINNED = SourceFile(file="sources/neu.txt", sha256="1" * 64)


def sorted_of(texts: Sequence[str], *, first: int = 1) -> Sorted:
    """Return lines, numbered from ``first``, as the import sorts them out."""
    rows = tuple(
        Row(first + i, " ".join(text.split()), i, blank_before=i == 0 or not texts[i - 1])
        for i, text in enumerate(texts)
    )
    lines = tuple(Line(text, 1, i + 1) for i, text in enumerate(texts))
    return Sorted(Text("a.txt", "0" * 64, lines), ("",) * len(lines), rows, (), ())


def area(number: int, lines: tuple[int, int], *measures: Measure, **changes: Any) -> Area:
    return Area(number=number, title="?", lines=Lines(*lines), measures=measures, **changes)


def measure(number: str, first: int, last: int, **changes: Any) -> Measure:
    values: dict[str, Any] = {"title": "?", "summary": "Kurz."}
    return Measure(id=number, lines=Lines(first, last), **(values | changes))


def resolution(*areas: Area, lines: tuple[int, int] = (1, 18), **changes: Any) -> Resolution:
    values: dict[str, Any] = {"id": "a", "title": "Mehr Bänke", "label": "A 1"}
    values |= {"status": Status.DRAFT, "lines": Lines(*lines), "areas": areas}
    return Resolution(**(values | changes))


COUNCIL = (Request(id="rat", basis=Basis.EXPLICIT, lines=Lines(5, 5)),)
RESOLUTION = resolution(
    area(
        1,
        (3, 15),
        measure("1.1", 7, 9, addressees=COUNCIL),
        measure("1.2", 11, 12),
        measure("1.3", 14, 15),
        figures=(Figure(value="4.200 Wünsche", text="?", line=4),),
    ),
    area(2, (17, 18), measure("2.A", 18, 18, numbered=False)),
    sections=(Section(title="Anfang", lines=Lines(1, 2)),),
    notes=(Note(mark="1", text="Dort.", line=8),),
)
FIRST, SECOND, THIRD = (("areas", 0, "measures", i, "lines") for i in range(3))


def proposed_moves(
    new: Sequence[str], resolution_: Resolution = RESOLUTION, old: Sequence[str] = OLD
) -> dict[Path, Move]:
    """Return the moves proposed for another version of a text, by their paths."""
    return {move.path: move for move in propose_moves(sorted_of(old), sorted_of(new), resolution_)}


def outcome(proposals: dict[Path, Move], path: Path) -> tuple[Lines | None, bool]:
    """Return the new lines that are proposed for a reference, and whether they are certain."""
    return proposals[path].after, proposals[path].certain


def test_unchanged_text_moves_nothing() -> None:
    """Equal rows give no proposal, whatever else differs between the files."""
    assert proposed_moves(OLD) == {}


def test_lines_inserted_before_move_all_that_follow() -> None:
    """Every reference after the new lines is moved, and the move is certain."""
    proposals = proposed_moves([*OLD[:2], "Vorwort", "Es fehlt an Bänken.", "", *OLD[2:]])
    assert outcome(proposals, FIRST) == (Lines(10, 12), True)
    assert outcome(proposals, ("areas", 1, "measures", 0, "lines")) == (
        Lines(21, 21),
        True,
    )
    assert outcome(proposals, ("areas", 0, "figures", 0, "line")) == (Lines(7, 7), True)
    assert outcome(proposals, ("notes", 0, "line")) == (Lines(11, 11), True)
    assert outcome(proposals, ("areas", 0, "measures", 0, "addressees", 0, "lines")) == (
        Lines(8, 8),
        True,
    )
    assert outcome(proposals, ("areas", 0, "lines")) == (Lines(6, 18), True)
    assert outcome(proposals, ("lines",)) == (Lines(1, 21), True)
    assert ("sections", 0, "lines") not in proposals


def test_renumbered_lines_move_all() -> None:
    """The words are the same, only the printed line numbers differ."""
    proposals = {
        move.path: move
        for move in propose_moves(sorted_of(OLD), sorted_of(OLD, first=101), RESOLUTION)
    }
    assert outcome(proposals, FIRST) == (Lines(107, 109), True)
    assert outcome(proposals, ("sections", 0, "lines")) == (Lines(101, 102), True)
    assert len(proposals) == 11


def test_renumbered_measure_keeps_its_place() -> None:
    """A changed number of the list is a changed word, so the move is not certain."""
    new = [*OLD[:6], "1) Neu ist das Klettergerüst hinter der Schule.", ""]
    new += [line.replace("3)", "4)").replace("2)", "3)").replace("1)", "2)") for line in OLD[6:]]
    proposals = proposed_moves(new)
    assert outcome(proposals, FIRST) == (Lines(9, 11), False)
    assert outcome(proposals, THIRD) == (Lines(16, 17), False)


def test_deleted_paragraph_is_reported_without_new_lines() -> None:
    """The move of a deleted paragraph shows its old words and has no new lines."""
    proposals = proposed_moves([*OLD[:10], *OLD[13:]])
    assert outcome(proposals, SECOND) == (None, False)
    assert "Brunnen" in proposals[SECOND].old_words
    assert outcome(proposals, THIRD) == (Lines(11, 12), True)
    assert FIRST not in proposals


def test_replaced_paragraph_is_reported_without_new_lines() -> None:
    """Short words that both paragraphs share do not make them the same."""
    other = ["2) Die Schule bekommt im Herbst eine neue Turnhalle, in", "der alle Platz haben."]
    proposals = proposed_moves([*OLD[:10], *other, *OLD[12:]])
    assert {path: move.after for path, move in proposals.items()} == {SECOND: None}


def test_moved_paragraph_is_found_at_its_new_place() -> None:
    """A demand may move to another place in the text."""
    proposals = proposed_moves([*OLD[:6], *OLD[13:15], "", *OLD[6:13], *OLD[16:]])
    assert outcome(proposals, THIRD) == (Lines(7, 8), True)
    assert outcome(proposals, FIRST) == (Lines(10, 12), True)
    assert outcome(proposals, SECOND) == (Lines(14, 15), True)


def test_neighbours_that_begin_alike_keep_their_words_when_they_change_places() -> None:
    """The words that both begin with are matched within their own paragraph."""
    first = ["Wir wollen dass", "der Brunnen sprudelt und rauscht."]
    second = ["Wir wollen, dass", "am Bahnhof Räder sicher stehen können."]
    resolution_ = resolution(
        area(1, (1, 5), measure("1.A", 1, 2), measure("1.B", 4, 5)), lines=(1, 5)
    )
    proposals = proposed_moves([*second, "", *first], resolution_, [*first, "", *second])
    assert outcome(proposals, FIRST) == (Lines(4, 5), True)
    assert outcome(proposals, SECOND) == (Lines(1, 2), True)


def test_changed_words_are_shown_and_not_certain() -> None:
    """Both wordings are shown for a decision, even if the lines are the same."""
    proposals = proposed_moves([line.replace("acht Bänke", "zehn Bänke") for line in OLD])
    assert list(proposals) == [FIRST]
    assert outcome(proposals, FIRST) == (Lines(7, 9), False)
    assert "acht Bänke mit Lehne und Armlehne" in proposals[FIRST].old_words
    assert "zehn Bänke mit Lehne und Armlehne" in proposals[FIRST].new_words


def test_words_inserted_make_a_paragraph_longer_and_push_the_rest() -> None:
    """Words are followed, not lines, so other line breaks do not matter."""
    longer = " ".join(OLD[6:9]).replace("Arm- lehne", "Armlehne")
    longer = longer.replace("stehen,", "stehen, dazu Tische aus Holz und Körbe für den Müll,")
    new = [*OLD[:6], *textwrap.wrap(longer, 40), *OLD[9:]]
    proposals = proposed_moves(new)
    pushed = len(new) - len(OLD)
    assert outcome(proposals, FIRST) == (Lines(7, 9 + pushed), False)
    assert outcome(proposals, SECOND) == (Lines(11 + pushed, 12 + pushed), True)


def test_reflowed_text_moves_only_lines() -> None:
    """Words are the same however lines break and words are hyphenated."""
    new = [*OLD[:6], *textwrap.wrap(" ".join(OLD[6:9]).replace("Arm- ", "Arm"), 30), *OLD[9:]]
    proposals = proposed_moves(new)
    assert outcome(proposals, FIRST) == (Lines(7, 9 + len(new) - len(OLD)), True)


def test_sentence_added_to_a_paragraph_belongs_to_it() -> None:
    """A measure that ended with its paragraph does so in the new version."""
    proposals = proposed_moves(
        [*OLD[:12], "Der Bauhof kümmert sich darum, auch am Wochenende.", *OLD[12:]]
    )
    assert outcome(proposals, SECOND) == (Lines(11, 13), False)
    assert outcome(proposals, THIRD) == (Lines(15, 16), True)


def test_changed_beginning_of_a_paragraph_belongs_to_it() -> None:
    """A measure that began with its paragraph does so in the new version."""
    changed = [
        "2) Brunnen sind Leben. Der Stadtpark hat einen, der seit langem ruht, nun",
        "wird er",
    ]
    new = [*OLD[:10], *changed, "wieder in Betrieb", *OLD[11:]]
    assert outcome(proposed_moves(new), SECOND) == (Lines(11, 14), False)


def test_range_within_a_paragraph_goes_with_its_sentence() -> None:
    """A kept wording tells which words of shared lines are the measure's."""
    old = [
        "Wir wollen breite Wege ohne Stufen. Der Markt",
        "wird nachts beleuchtet. Das hilft allen.",
    ]
    new = ["Wir wollen breite Wege.", "Es gibt keine Stufen mehr.", "Der Markt wird nachts"]
    new += ["beleuchtet.", "Das hilft allen."]
    kept = measure("1.A", 1, 2, numbered=False, wording="Der Markt wird nachts beleuchtet.")
    resolution_ = resolution(area(1, (1, 2), kept), lines=(1, 2))
    assert outcome(proposed_moves(new, resolution_, old), FIRST) == (Lines(3, 4), True)


def test_empty_lines_at_the_ends_of_a_range_stay_in_it() -> None:
    """A section may include the empty line after it, and still does then."""
    proposals = proposed_moves(["", *OLD])
    assert outcome(proposals, ("sections", 0, "lines")) == (Lines(2, 3), True)


WORDING = (
    "Am Marktplatz sollen acht Bänke mit Lehne und Armlehne stehen, die auch im Winter trocken"
)
WORDING += " sind. Sie werden jedes Jahr vom Bauhof gestrichen."


def with_wording(wording: str) -> Resolution:
    return resolution(area(1, (3, 15), measure("1.1", 7, 9, wording=wording)))


def test_new_wording_of_a_measure_is_proposed() -> None:
    """Its lines are joined to a text without the number of the list."""
    new = [line.replace("acht", "zehn").replace("gestrichen", "geputzt") for line in OLD]
    proposals = proposed_moves(new, with_wording(WORDING))
    changed = WORDING.replace("acht", "zehn").replace("gestrichen", "geputzt")
    assert proposals[FIRST].wording == changed


def test_wording_stays_where_its_words_do() -> None:
    """A move to other lines alone does not change the wording."""
    assert proposed_moves(["", *OLD], with_wording(WORDING))[FIRST].wording is None


def test_paragraphs_of_a_wording_are_followed_one_by_one() -> None:
    """The text between them belongs to another measure."""
    first, second = WORDING.split(". ")
    old = [*OLD[:6], f"1) {first}.", "", "a) Der Teil gehört sich selbst.", "", second, *OLD[9:]]
    resolution_ = resolution(
        area(1, (3, 17), measure("1.1", 7, 11, wording=f"{first}.\n\n{second}"))
    )
    new = [line.replace("Winter", "Herbst").replace("gehört", "bleibt") for line in old]
    changed = f"{first}.\n\n{second}".replace("Winter", "Herbst")
    assert proposed_moves(new, resolution_, old)[FIRST].wording == changed


def test_motion_in_a_file_of_several_is_followed_by_its_own_numbers() -> None:
    """In both versions line numbers begin anew with each motion."""

    def numbered(*motions: Sequence[str]) -> Sorted:
        rows = [row for move in motions for row in sorted_of(move).rows]
        placed = [Row(row.number, row.text, i, row.blank_before) for i, row in enumerate(rows)]
        whole = sorted_of([row.text for row in rows])
        return Sorted(whole.text, whole.roles, tuple(placed), (), ())

    other = ["Mehr Bäume", "", "Am Bahnhof soll ein Baum stehen.", "Er ist hoch."]
    old = numbered(other, OLD)
    new = numbered([*other, "Und breit."], ["Kurz vorweg gesagt:", *OLD])
    proposals = {move.path: move for move in propose_moves(old, new, with_wording(WORDING))}
    assert outcome(proposals, FIRST) == (Lines(8, 10), True)


# --- properties -------------------------------------------------------------

_TEXTS = st.lists(
    st.lists(st.integers(0, 9).map("w{}".format), max_size=9), min_size=3, max_size=40
).map(lambda lines: [" ".join([f"zeile{i}", *words]) for i, words in enumerate(lines)])


@hypothesis.settings(deadline=None)
@hypothesis.given(_TEXTS, st.data())
def test_inserted_lines_move_what_is_behind_them_and_nothing_else(
    texts: list[str], data: st.DataObject
) -> None:
    """Wherever paragraphs are inserted, each reference keeps its own first and last line."""
    edges = st.integers(0, len(texts))
    places = sorted(data.draw(st.lists(edges, max_size=6)))
    new: list[str] = []
    shifted: list[int] = []
    for i, text in enumerate(texts):
        for k in range(places.count(i)):
            new += ["", f"neu{i} einschub{i} absatz{i} nummer{k}", ""]
        new.append(text)
        shifted.append(len(new))
    ends = st.integers(1, len(texts))
    ranges = data.draw(st.lists(st.tuples(ends, ends).map(sorted), min_size=1, max_size=8))
    measures = [measure(f"1.{i}", *lines) for i, lines in enumerate(ranges, 1)]
    resolution_ = resolution(area(1, (1, len(texts)), *measures), lines=(1, len(texts)))
    proposals = proposed_moves(new, resolution_, texts)
    for i, (first, last) in enumerate(ranges):
        path: Path = ("areas", 0, "measures", i, "lines")
        expected = Lines(shifted[first - 1], shifted[last - 1])
        stretched = expected[1] - expected[0] > last - first
        if path in proposals:
            assert outcome(proposals, path) == (expected, not stretched)
        else:
            assert expected == (first, last)


@hypothesis.settings(deadline=None)
@hypothesis.given(
    st.lists(st.text("ab \u00ad-.1)ÄßX", max_size=12), max_size=14),
    st.lists(st.text("ab \u00ad-.1)ÄßX", max_size=12), max_size=14),
)
def test_any_two_texts_give_proposals_of_lines_that_are_there(
    old: list[str], new: list[str]
) -> None:
    """Even texts that have little in common give only lines that exist."""
    last = max(len(old), 1)
    resolution_ = resolution(
        area(1, (1, last), measure("1.1", 1, last, wording="".join(old).strip() or "a")),
        lines=(1, last),
    )
    for move in proposed_moves(new, resolution_, old).values():
        assert move.after is None or 1 <= move.after.first <= move.after.last <= len(new)


def test_long_text_is_aligned_in_seconds() -> None:
    """12,000 lines, a word changed in every tenth, paragraphs deleted: about a second when idle."""

    def version(count: int) -> Callable[[], dict[Path, Move]]:
        old = [
            f"Zeile {i} sagt dass Wort{i * 7919 % 5003} und Wort{i % 97} gelten"
            for i in range(count)
        ]
        new = [
            line.replace("gelten", "nicht mehr gelten") if i % 10 == 0 else line
            for i, line in enumerate(old)
            if i % 100 > 5
        ]
        measures = [measure(f"1.{i}", i * 100 + 50, i * 100 + 55) for i in range(1, count // 200)]
        resolution_ = resolution(area(1, (1, count), *measures), lines=(1, count))
        return lambda: proposed_moves(new, resolution_, old)

    assert growth(version, 3_000) < 1.5
    assert seconds(version(12_000), 5) < 15  # a busy machine, too
    assert version(12_000)()["areas", 0, "measures", 9, "lines"].after == Lines(984, 989)


# --- the file ---------------------------------------------------------------

FILE = b"""\
# the plan
id: a
source: {file: sources/alt.txt, sha256: '0000'}  # pinned
lines: [1, 18]
areas:
  - number: 1
    lines: [ 3, 15 ]   # all of it
    figures:
      - line: 4
    measures:
      - id: "1.1"
        title: "B\xc3\xa4nke:  viele"
        wording: >-
          Alt, und
          zwar sehr.

        # where it stands
        lines: [7, 9]
      - id: '1.2'
        summary: kurz
          und gut
        lines:
        - 11
        - 12
"""


def move(path: Path, first: int, last: int, **changes: Any) -> Move:
    return Move(path, Lines(1, 1), Lines(first, last), "", "", certain=True, **changes)


def test_moves_are_written_and_all_else_is_left_as_it_was() -> None:
    """Comments, order, quotes and folding of unchanged values stay byte for byte."""
    written = apply_moves(
        FILE,
        [
            move(FIRST, 8, 10, wording="Neu."),
            move(("areas", 0, "figures", 0, "line"), 5, 5),
            move(("areas", 0, "lines"), 4, 16),
        ],
        PINNED,
    )
    changed = (
        FILE.replace(b"{file: sources/alt.txt", b'{file: "sources/neu.txt"')
        .replace(b"sha256: '0000'", b'sha256: "' + b"1" * 64 + b'"')
        .replace(b"[ 3, 15 ]", b"[4, 16]")
        .replace(b"line: 4", b"line: 5")
        .replace(b">-\n          Alt, und\n          zwar sehr.", b"Neu.")
        .replace(b"[7, 9]", b"[8, 10]")
    )
    assert written == changed


def test_reference_to_deleted_text_keeps_its_lines() -> None:
    """A move without new lines writes none."""
    deleted = Move(FIRST, Lines(7, 9), None, "Alt", "", certain=False)
    (area_,) = read_yaml(apply_moves(FILE, [deleted], PINNED), "file").value["areas"]
    assert area_["measures"][0]["lines"] == [7, 9]


LONG = (
    "Ein langer Satz: er hat Doppelpunkte, # Zeichen und „Anführung“, und er geht über die Zeile."
)


@pytest.mark.parametrize(
    "value",
    [
        *[
            "kurz",
            "12",
            "ja: nein",
            "# kein Kommentar",
            "- kein Punkt",
            "2016-01-01",
            "",
            " a ",
            "~",
        ],
        *["'", '"', "true", "a\tb", LONG, f"{LONG}\n\n{LONG}", "a\nb", "a\n\n\nb\n", " a\n  b"],
        *[5, True, None, [1, 2], ["a", "b: c"], {"a": [1]}, []],
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        ("id",),
        ("source", "file"),
        ("areas", 0, "lines"),
        ("areas", 0, "lines", 1),
        ("areas", 0, "measures", 0, "title"),
        ("areas", 0, "measures", 0, "wording"),
        ("areas", 0, "measures", 1, "summary"),
        ("areas", 0, "measures", 1, "lines"),
        ("areas", 0, "measures", 1, "lines", 0),
        ("areas", 0, "measures"),
    ],
)
def test_any_value_can_be_written_anywhere(path: Path, value: Any) -> None:
    """Reading the written file gives the old content with the new value."""
    expected = read_yaml(FILE, "file").value
    around = expected
    for step in path[:-1]:
        around = around[step]
    around[path[-1]] = value
    assert read_yaml(edit_yaml(FILE, {path: value}), "file").value == expected


def test_value_that_is_missing_is_written_after_its_key() -> None:
    """A key without a value gets one."""
    assert edit_yaml(b"a:\n# b\nc: 1\n", {("a",): "neu"}) == b"a: neu\n# b\nc: 1\n"


def test_byte_order_mark_and_line_ends_stay() -> None:
    """Editors on other systems write both."""
    data = b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"
    assert edit_yaml(data, {("b",): 3}) == b"\xef\xbb\xbfa: 1\r\nb: 3\r\n"


@pytest.mark.parametrize("path", [("nothing",), ("areas", 1), ("id", 0), ("areas", "lines")])
def test_path_that_leads_nowhere_is_an_error(path: Path) -> None:
    """The file may have been changed meanwhile, so nothing is guessed."""
    with pytest.raises(ContentError, match="leads nowhere"):
        edit_yaml(FILE, {path: 1})
