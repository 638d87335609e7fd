"""Demands that stand aside of a text: in heads of motions, footnotes, page furniture, on covers.

What stands there is in no measure, is printed nowhere, or only small. Most of it asks for nothing:
so only whole sentences count, and of these those that ask plainly. Titles may ask: the heads,
contents pages and running heads are full of them, and they are printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.citation.cited_lines import letters, letters_of
from reports.citation.demand_score import score, signs
from reports.citation.source_passages import passages, sentences_of
from reports.citation.unheard_demands import Ground, UnheardDemand, is_formula
from reports.text.dehyphenation import join
from reports.text.source_text import Role, Sorted

_IN_HEAD = 2.0
"""Points of a sentence in a head that asks: in 330 heads of motions only titles had as many."""

_IN_FOOTNOTE = 2.0
"""Points of a sentence that asks in a footnote: those of one "muss" or "soll"."""

_IN_FURNITURE = 2.0
"""Points of a sentence that asks in page furniture: as in footnotes."""

_ELSEWHERE = 3.0
"""Points of a sentence that asks outside the motions."""

_LEAST_WORDS = 5
"""Words of a sentence at least, since "Jetzt handeln!" is the motto of a running head."""

_ENTRY = 20
"""Letters of a title by which its entry in a contents page is known, where it is cut or
hyphenated behind them; a shorter title has words that any sentence may have."""


@dataclass(frozen=True)
class AsideDemand:
    """A sentence that asks and stands aside of the text."""

    line: int
    """The index of its Line."""
    demand: UnheardDemand
    """Its rows are that with a footnote's mark, or the last above what has no row."""


@dataclass(frozen=True)
class MotionRows:
    """Where a motion stands."""

    first: int
    body: int
    """The index of the first row behind its head."""
    after: int


def aside_demands(
    source: Sorted, motions: Sequence[MotionRows], titles: Iterable[str]
) -> list[AsideDemand]:
    """Return the sentences that ask and stand in no motion's text, in the order of the text.

    `titles` are those of the motions, which count nowhere.
    """
    search = _AsideSearch(source, [letters(title) for title in titles if title])
    demands = [*search.in_footnotes(), *search.in_furniture()]
    after = 0
    for motion in motions:
        demands += search.in_rows(after, motion.first, Ground.OUTSIDE, _ELSEWHERE)
        demands += search.in_rows(motion.first, motion.body, Ground.HEAD, _IN_HEAD)
        after = motion.after
    demands += search.in_rows(after, len(source.rows), Ground.OUTSIDE, _ELSEWHERE)
    return sorted(demands, key=lambda demand: demand.line)


class _AsideSearch:
    def __init__(self, source: Sorted, titles: Collection[str]) -> None:
        self._source = source
        self._titles = titles

    def in_rows(
        self, first: int, after: int, ground: Ground, least: float
    ) -> Iterator[AsideDemand]:
        """Yield the demands in rows."""
        for passage in passages(self._source, first, after):
            for sentence in passage.sentences:
                if self._asks(sentence.text, least):
                    rows = passage.rows_of(sentence.start, sentence.end)
                    line = self._source.rows[rows[0]].line
                    yield AsideDemand(line, UnheardDemand(rows, sentence.text, ground))

    def in_footnotes(self) -> Iterator[AsideDemand]:
        """Yield the demands in footnotes."""
        for note in self._source.footnotes:
            row = self._row_above(note.lines[0]) if note.anchor is None else note.anchor
            for sentence in sentences_of(note.text):
                if self._asks(sentence.text, _IN_FOOTNOTE):
                    demand = UnheardDemand((row, row), sentence.text, Ground.FOOTNOTE)
                    yield AsideDemand(note.lines[0], demand)

    def in_furniture(self) -> Iterator[AsideDemand]:
        """Yield the demands in page furniture, each once, that stand in no row as well."""
        text = letters_of(self._source.rows)
        repeated: set[str] = set()
        for group in self._furniture():
            for sentence in sentences_of(join([self._source.text.lines[i].text for i in group])):
                key = letters(sentence.text)
                if key in repeated or not sentence.text.endswith((".", "!", "“", '"')):
                    continue
                if self._asks(sentence.text, _IN_FURNITURE) and key not in text:
                    repeated.add(key)
                    row = self._row_above(group[0])
                    demand = UnheardDemand((row, row), sentence.text, Ground.FURNITURE)
                    yield AsideDemand(group[0], demand)

    def _furniture(self) -> Iterator[list[int]]:
        """Yield the lines of page furniture, those that follow on each other together."""
        rows = {row.line for row in self._source.rows if row.text}
        group: list[int] = []
        for i, roles in enumerate(self._source.roles):
            if Role.FURNITURE.value in roles and i not in rows:
                if group and group[-1] != i - 1:
                    yield group
                    group = []
                group.append(i)
        if group:
            yield group

    def _asks(self, text: str, least: float) -> bool:
        if len(text.split()) < _LEAST_WORDS or is_formula(text) or score(signs(text)) < least:
            return False
        key = letters(text)
        return not any(key in title or _has_title(key, title) for title in self._titles)

    def _row_above(self, line: int) -> int:
        """Return the index of the last row above a line; of the first one where none is."""
        above = [i for i, row in enumerate(self._source.rows) if row.line < line]
        return above[-1] if above else 0


def _has_title(text: str, title: str) -> bool:
    """Return whether the letters of a sentence are those of a title with its number or page."""
    if len(title) >= _ENTRY:
        return title[:_ENTRY] in text
    return title in text and len(text) - len(title) < _ENTRY
