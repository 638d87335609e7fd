"""The import finds its way through generated documents with every fault that texts come with.

``make test`` takes 60 documents; ``make soak`` the 1,000 of the figures in docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from reports.text.source_text import Role
from tests.support.scored import Score, letters, scored, total, words
from tests.support.untidy import Untidy, generate

DOCUMENTS = range(60)
MANY = range(1_000)


@cache
def _document(seed: int) -> Untidy:
    return generate(seed)


@cache
def _scores(seeds: Sequence[int]) -> tuple[Score, ...]:
    return tuple(scored(_document(seed)) for seed in seeds)


def _misses(seeds: Sequence[int], column: str) -> str:
    """The first few of a column with the documents' faults, for the message."""
    shown = [
        f"{seed} ({', '.join(sorted(_document(seed).faults))}): {what}"
        for seed, score in zip(seeds, _scores(seeds), strict=True)
        for missed, what in score.misses[:50]
        if missed == column
    ]
    return "\n".join(shown[:12])


def _prove(seeds: Sequence[int], column: str, least: float) -> None:
    share = total(_scores(seeds)).share(column)
    assert share >= least, f"{column}: {share:.2%}\n{_misses(seeds, column)}"


SIZES = [
    pytest.param(DOCUMENTS, id="60"),
    pytest.param(MANY, id="1000", marks=pytest.mark.soak),
]
FIGURES = [("lines", 0.99), ("headings", 0.98), ("measures", 0.98)]


@pytest.mark.parametrize("seeds", SIZES)
def test_every_character_has_one_place(seeds: Sequence[int]) -> None:
    """Each character that is not white space is text, number, furniture or footnote."""
    for score in _scores(seeds):
        assert score.right["characters"] == score.all["characters"]


@pytest.mark.parametrize(("column", "least"), FIGURES, ids=[name for name, _least in FIGURES])
@pytest.mark.parametrize("seeds", SIZES)
def test_untidy_documents_are_read_rightly(seeds: Sequence[int], column: str, least: float) -> None:
    """Line numbers, headings and numbered measures are found, and no more than there are."""
    # in few documents one bad one weighs more than the figure's last percent
    _prove(seeds, column, least if seeds is MANY else least - 0.03)


# --- the generator ----------------------------------------------------------


def test_same_seed_makes_the_same_document() -> None:
    """A document that fails can be made again from its seed."""
    assert generate(7) == generate(7)
    assert generate(7).text != generate(8).text


def test_documents_have_all_the_faults() -> None:
    """No fault of the list is left out of the 60 documents."""
    kinds = {fault for seed in DOCUMENTS for fault in _document(seed).faults}
    assert kinds == {
        *("numbers: start", "numbers: end", "numbers: blocks", "numbers: none"),
        *("every fifth line", "restart per page", "restart per motion", "empty lines counted"),
        *("doubled", "run together", "list markers", "glued"),
        *("cut words", "ligatures", "soft hyphens", "letter-spaced", "emphasis"),
        *("tabs and no-break spaces", "running heads", "page numbers", "pages unknown"),
        *("two columns", "positions", "contents", "cover", "several motions"),
        *("notes between lines", "misread mark"),
    }


def test_truth_accounts_for_every_character() -> None:
    """The rows of the truth have exactly the characters that are text, in order."""
    for seed in DOCUMENTS:
        document = _document(seed)
        lines, roles = document.text.lines, document.truth.roles
        for line, role in zip(lines, roles, strict=True):
            assert [c.isspace() for c in line.text] == [r == " " for r in role]
        text = [
            c
            for line, role in zip(lines, roles, strict=True)
            for c, r in zip(line.text, role, strict=True)
            if r == Role.TEXT
        ]
        assert text == [c for row in document.truth.rows for c in row.text if c != " "]


def test_wordings_stand_in_the_lines_of_their_measures() -> None:
    """A measure's lines begin with its number, and its wording follows."""
    for seed in DOCUMENTS:
        truth = _document(seed).truth
        for measure in truth.measures:
            rows = truth.rows[measure.first : measure.last + 1]
            printed = letters(words("".join(row.text for row in rows)))
            mark = measure.id.rsplit(".", 1)[1] if measure.numbered else ""
            assert printed.startswith(mark + letters(measure.wording))
