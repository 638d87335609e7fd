"""Where motions begin and end, and whether the contents page agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from reports.importing.classify import sort_out
from reports.importing.contents_page import read_contents
from reports.importing.motion_spans import MotionSpan, motion_spans
from reports.importing.read_file import read
from reports.text.source_text import Line, Role, Sorted, Text
from tests.support.scored_heads import HEAD_COLUMNS, HeadsScore, scored_heads, summed
from tests.support.sorted_rows import numbered, rows_of, unnumbered
from tests.support.timing import growth
from tests.support.untidy_heads import LAYOUTS, HeadsDocument, generate_heads

DOCUMENTS = range(224)


def doubts(spans: Sequence[MotionSpan]) -> list[str]:
    return [doubt.what for span in spans for doubt in span.doubts]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Antrag A 12", "Antrag A 13"),
        ("Ini 3", "Ini 4"),
        ("Beschluss 07", "Beschluss 08"),
        ("Antrag 12/I/2020", "Antrag 13/I/2020"),
    ],
)
def test_each_number_of_a_motion_begins_one(first: str, second: str) -> None:
    """Several motions in a file are found apart, each with its own lines."""
    text = "{}\n\n{}\n\n1. Die Stadt soll mehr Bänke aufstellen.\n"
    pairs = [
        *enumerate(text.format(first, "Bänke im Park").splitlines(), 1),
        *enumerate(text.format(second, "Bänke am Fluss").splitlines(), 1),
    ]
    spans = motion_spans(rows_of(pairs))
    assert [(span.head.title, span.first, span.after) for span in spans] == [
        ("Bänke im Park", 0, 5),
        ("Bänke am Fluss", 5, 10),
    ]


def test_bare_numbers_begin_motions_where_a_submitter_stands_below() -> None:
    """As "K 01", which alone is a motion's number; in running text it is not."""
    text = """
    K 01
    Antragsteller: Unterbezirk Muster
    Bänke

    Wir fordern Bänke in allen Straßen und Parks der Stadt, und zwar wie im Bericht
    K 17
    beschrieben sind.

    K 02: Brunnen
    Antragstellerin: AG Wasser

    Wir fordern Brunnen.
    """
    heads = [span.head for span in motion_spans(numbered(text))]
    assert [(head.number, head.title, head.submitter) for head in heads] == [
        ("K 01", "Bänke", "Unterbezirk Muster"),
        ("K 02", "Brunnen", "AG Wasser"),
    ]


def test_chapters_with_letter_and_figure_are_no_motions() -> None:
    """Without a key, a contents page or a word, "A1 Wege" is a programme's heading."""
    text = "Unser Programm\n\nA1 Wege\n\nWege sind wichtig.\n\nA2 Bänke\n\nBänke auch."
    (span,) = motion_spans(unnumbered(text))
    assert span.head.title == "Unser Programm"


CONTENTS = """
Antragsbuch

Inhaltsverzeichnis
A1: Bänke für alle ........ 2
A2: Mehr Brunnen, die im Sommer
nicht versiegen ........ 3
A4: Wege ........ 4

Antrag A1
Antragsteller: AG Wege

Bänke für alle

Wir fordern Bänke.

Antrag A2
Antragsteller: AG Wasser

Mehr Brunnen, die im Sommer nicht versiegen

Wir fordern Brunnen.
"""


def test_contents_page_lists_motions() -> None:
    """Their titles may take two lines."""
    contents = read_contents(unnumbered(CONTENTS))
    assert [entry.number for entry in contents.entries] == ["A1", "A2", "A4"]
    assert contents.lines == {1, 2, 3, 4, 5}


def test_motion_of_the_contents_page_that_is_missing_is_a_doubt() -> None:
    """So is one that the contents page does not list, or calls otherwise."""
    spans = motion_spans(unnumbered(CONTENTS))
    assert [span.head.number for span in spans] == ["A1", "A2"]
    assert doubts(spans) == ["the contents page lists 3 motions, 2 were found: A4 not among them"]
    other = CONTENTS.replace("\nBänke für alle\n", "\nStühle im Saal\n").replace(
        "Antrag A2", "Antrag A3"
    )
    assert doubts(motion_spans(unnumbered(other))) == [
        "the contents page calls motion A1 otherwise: Bänke für alle",
        "the contents page lists 3 motions, 1 were found: A2, A4 not among them",
        "the contents page does not list motion A3",
    ]


def test_what_stands_before_the_first_motion_is_told() -> None:
    """A foreword belongs to no motion."""
    foreword = "\n\n".join("Wir freuen uns auf diesen Kongress." for _ in range(30))
    text = f"Antragsbuch\n\n{foreword}\n\nAntrag A1: Bänke\nAntragsteller: AG\n\nBänke fehlen."
    assert doubts(motion_spans(unnumbered(text))) == [
        "31 lines stand before the first motion and belong to none"
    ]


def test_reference_late_in_a_text_begins_no_motion() -> None:
    """A lone number without a head, below a long text."""
    text = "\n\n".join(["Unser Programm", *["Das ist ein Satz."] * 40, "Antrag A 3", "Ende."])
    (span,) = motion_spans(unnumbered(text))
    assert (span.first, span.head.number) == (0, None)


# --- documents of all layouts -------------------------------------------------


@cache
def document(seed: int) -> HeadsDocument:
    return generate_heads(seed)


@cache
def score(seed: int) -> HeadsScore:
    return scored_heads(document(seed))


@pytest.mark.parametrize("column", HEAD_COLUMNS)
def test_heads_of_all_layouts_are_read(column: str) -> None:
    """Of 224 documents in fourteen layouts at most one fact in a hundred is wrong."""
    misses = [
        f"{seed} ({document(seed).layout}): {what}"
        for seed in DOCUMENTS
        for missed, what in score(seed).misses
        if missed == column
    ]
    assert summed(map(score, DOCUMENTS))[column] >= 0.99, "\n".join(misses[:12])


def test_documents_have_all_layouts() -> None:
    """And the same seed makes the same document."""
    assert {document(seed).layout for seed in DOCUMENTS} == set(LAYOUTS)
    assert generate_heads(7) == document(7)


def test_time_grows_with_the_text() -> None:
    """A collection of some thousand lines takes no longer per line than a short one."""
    point = "Die Stadt soll an jedem Weg Bänke aufstellen, damit alle sich ausruhen können.\n"

    def book(count: int) -> Callable[[], Sequence[MotionSpan]]:
        motion = "Antrag A {}\nAntragsteller: AG\n\nBänke\n\n" + point * 60 + "\n"
        sorted_ = unnumbered("".join(motion.format(i) for i in range(1, count + 1)))
        return lambda: motion_spans(sorted_)

    assert growth(book, 20) < 1.5


_MOTION_ON_PAGE = [
    "Antrag A{}: {}",
    "Antragstellerin: Ortsgruppe Muster",
    "Adressat: Landtagsfraktion",
    "Der Kreistag der Ruderer möge beschließen:",
    "Die Fraktion soll {} fordern.",
    "Begründung:",
    "Es fehlt an {}.",
]


def _paged(motion: Sequence[str], *, positions: bool) -> Sorted:
    lines: list[Line] = []
    for page, subject in enumerate(("Boote", "Stege", "Wege", "Lampen"), 1):
        for place, form in enumerate(motion):
            text = form.format(page, subject) if place == 0 else form.format(subject)
            top = 20.0 + 8 * place if positions else None
            left = 20.0 if positions else None
            lines.append(Line(text, page, len(lines) + 1, top=top, left=left))
    return sort_out(Text("motions", "", tuple(lines), paragraphs=not positions))


@pytest.mark.parametrize("positions", [False, True])
@pytest.mark.parametrize("left_out", [None, 1, 2, 3, 5])
def test_what_each_motion_has_on_its_own_page_is_no_running_head(
    positions: bool, left_out: int | None
) -> None:
    motion = [line for place, line in enumerate(_MOTION_ON_PAGE) if place != left_out]
    source = _paged(motion, positions=positions)
    assert Role.FURNITURE not in "".join(source.roles)
    heads = [span.head for span in motion_spans(source)]
    assert len(heads) == 4
    if left_out != 1:
        assert {head.submitter for head in heads} == {"Ortsgruppe Muster"}


def test_a_running_head_above_the_motions_is_one() -> None:
    motion = ["Antragsbuch der Ruderer", *_MOTION_ON_PAGE]
    lines = []
    for page, subject in enumerate(("Boote", "Stege", "Wege", "Lampen"), 1):
        lines += [
            Line(form.format(page, subject) if "{}:" in form else form.format(subject), page, 1)
            for form in motion
        ]
    source = sort_out(Text("motions", "", tuple(lines), paragraphs=True))
    shown = [row.text for row in source.rows]
    assert "Antragsbuch der Ruderer" not in shown
    assert shown.count("Begründung:") == 4


_PRINTED_MATTER = [
    ("DS 117/2030", "DS 062a/2030"),
    ("Drs. 19/123", "Drs. 19/124"),
    ("Vorlage 2030/0815:", "Vorlage 2030/0816:"),
    ("BV 2030-017", "BV 2030-018"),
    ("DS-Nr. 12/30", "DS-Nr. 13/30"),
    ("Drucksache 19/123 –", "Drucksache 19/124 –"),
]


@pytest.mark.parametrize("numbers", _PRINTED_MATTER)
@pytest.mark.parametrize("form", ["## {}", "## 1.2. {}", "**{}**"])
def test_printed_matter_is_cut_at_its_numbers(numbers: tuple[str, str], form: str) -> None:
    demand = "Der Stadtrat beschließt:\n\nDie Stadt kauft Bänke.\n\n### Begründung\n\nSchatten.\n"
    titles = ["Bänke im Park", "Brunnen am Fluss"]
    heads = [
        form.format(f"{number} {title}") for number, title in zip(numbers, titles, strict=True)
    ]
    content = "# Sitzung des Stadtrats\n\n" + "\n\n".join(f"{head}\n\n{demand}" for head in heads)
    spans = motion_spans(sort_out(read(content.encode(), "sitzung.md")))
    assert [span.head.title for span in spans] == titles


@pytest.mark.parametrize(
    "content",
    [
        "# Bänke\n\nWie in DS 117/2030 steht.\n\n## Wege\n\nWie in DS 118/2030 steht.\n",
        "# Bänke\n\n## Wege\n\nMehr dazu.\n\n## DS 117/2030 Brunnen\n\nMehr dazu.\n",
        "# Bänke\n\n## B 1 Wege\n\nMehr dazu.\n\n## B 2 Brunnen\n\nMehr dazu.\n",
    ],
)
def test_mentioned_number_of_printed_matter_begins_no_motion(content: str) -> None:
    (span,) = motion_spans(sort_out(read(content.encode(), "baenke.md")))
    assert span.head.title == "Bänke"
