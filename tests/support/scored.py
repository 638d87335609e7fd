"""What the import made of an untidy document, against the truth."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.importing.classify import sort_out
from reports.importing.motions import Found, structure
from reports.text.source_text import Sorted
from tests.support.untidy import TrueMeasure, Untidy, generate

COLUMNS = (
    "characters", "roles", "lines", "texts", "notes", "headings", "areas", "measures", "ranges",
    "demands", "wordings", "fronts",
)  # fmt: skip
"""What is counted. Each is a share of the truth and of what was found beyond it, so
that finding too much costs as much as finding too little:

characters  that are not white space and have exactly one role
roles       characters with the right role
lines       rows with the right number at the right place, None where there is none
texts       such rows with the right text
notes       footnotes with the right mark, text and anchor
headings    sections at the right line with the right title
areas       with the right number, title and lines
measures    numbered and lettered ones, with the right id and the beginning of the wording
ranges      those with exactly the right lines
demands     measures without a number, as measures are
wordings    of all measures, word for word
fronts      titles, numbers, submitters, and the cover's date
"""


@dataclass(frozen=True)
class Score:
    """How much of what is there was found."""

    right: Counter[str]
    all: Counter[str]
    misses: tuple[tuple[str, str], ...]
    """The column, and what was expected and found."""

    def share(self, column: str) -> float:
        return self.right[column] / self.all[column] if self.all[column] else 1.0


def scored(document: Untidy) -> Score:
    """Sorts a document out, reads its structure and compares."""
    sorted_ = sort_out(document.text)
    marks = _Marks(document, sorted_)
    marks.characters()
    marks.rows()
    marks.notes()
    marks.structure(structure(sorted_))
    return Score(marks.right, marks.all, tuple(marks.misses))


def total(scores: Iterable[Score]) -> Score:
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for score in scores:
        right += score.right
        every += score.all
    return Score(right, every, ())


def table(seeds: Iterable[int]) -> Iterator[str]:
    """Shares in percent: of all documents, the worst one, and those with each fault."""
    scores = [(generate(seed), scored(generate(seed))) for seed in seeds]
    faults = sorted({fault for document, _score in scores for fault in document.faults})
    yield f"{'':>24} {'files':>5} " + " ".join(f"{column:>10}" for column in COLUMNS)
    groups = [("all", [score for _document, score in scores])]
    groups += [
        (fault, [score for document, score in scores if fault in document.faults])
        for fault in faults
    ]
    for name, group in groups:
        score = total(group)
        shares = " ".join(f"{100 * score.share(column):10.2f}" for column in COLUMNS)
        yield f"{name:>24} {len(group):>5} {shares}"
    worst = [min(100 * score.share(column) for _d, score in scores) for column in COLUMNS]
    yield f"{'the worst file':>24} {'':>5} " + " ".join(f"{share:10.2f}" for share in worst)


def letters(text: str) -> str:
    """A text without white space, signs and typographic forms, to compare titles by."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).casefold()


def words(text: str) -> str:
    """A wording without marks of footnotes."""
    return re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\[\d+\]|\(!\)", "", text)


class _Marks:
    """Counts what is right."""

    def __init__(self, document: Untidy, sorted_: Sorted) -> None:
        self.document = document
        self.truth = document.truth
        self.sorted = sorted_
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.misses: list[tuple[str, str]] = []

    def mark(self, column: str, expected: object, found: object, *, right: bool) -> None:
        self.all[column] += 1
        self.right[column] += right
        if not right:
            self.misses.append((column, f"expected {expected!r}, found {found!r}"))

    def compare(self, column: str, expected: Iterable[object], found: Iterable[object]) -> None:
        """Both as multisets."""
        wanted, given = Counter(expected), Counter(found)
        both = wanted & given
        self.right[column] += both.total()
        # one thing read wrongly is one mistake, not one too few and one too many
        self.all[column] += max(wanted.total(), given.total())
        self.misses += ((column, f"missing {one!r}") for one in (wanted - both).elements())
        self.misses += ((column, f"too many {one!r}") for one in (given - both).elements())

    # --- sorting out ---

    def characters(self) -> None:
        pairs = zip(self.truth.roles, self.sorted.roles, strict=True)
        written = sum(role != " " for roles in self.truth.roles for role in roles)
        self.all["characters"] += written
        self.right["characters"] += min(written, sum(self.sorted.account().values()))
        for index, (true, found) in enumerate(pairs):
            self.all["roles"] += sum(role != " " for role in true)
            self.right["roles"] += sum(a == b != " " for a, b in zip(true, found, strict=True))
            if any((a == " ") != (b == " ") for a, b in zip(true, found, strict=True)):
                self.right["characters"] -= 1
            if true != found:
                text = self.document.text.lines[index].text
                self.misses.append(("roles", f"line {index} {text!r}: {true!r}, found {found!r}"))

    def rows(self) -> None:
        true: list[tuple[int, int | None]] = []
        texts = {(row.line, row.number): row.text for row in self.sorted.rows}
        numbers: dict[int, list[int | None]] = {}
        for found in self.sorted.rows:
            numbers.setdefault(found.line, []).append(found.number)
        for row in self.truth.rows:
            number = row.number
            if not row.certain and numbers.get(row.line) == [None]:
                number = None
            true.append((row.line, number))
            if (row.line, number) in texts:
                text = texts[row.line, number]
                self.mark("texts", row.text, text, right=row.text == text)
        self.compare("lines", true, [(row.line, row.number) for row in self.sorted.rows])

    def notes(self) -> None:
        rows = self.sorted.rows
        self.compare(
            "notes",
            [(letters(note.mark), letters(note.text), note.anchor) for note in self.truth.notes],
            [
                (
                    letters(note.mark),
                    letters(note.text),
                    rows[note.anchor].line if note.anchor is not None else None,
                )
                for note in self.sorted.footnotes
            ],
        )

    # --- structure ---

    def structure(self, found: Sequence[Found]) -> None:
        rows = self.sorted.rows
        sections = [(letters(s.title), rows[s.row].line) for one in found for s in one.sections]
        self.compare(
            "headings", [(letters(h.title), h.line) for h in self.truth.headings], sections
        )
        left = list(found)
        for m, motion in enumerate(self.truth.motions):
            line = self.truth.rows[motion.first].line
            one = next(
                (f for f in left if rows[f.rows[0]].line <= line <= rows[f.rows[1] - 1].line), None
            )
            if one:
                left.remove(one)
            self.front(m, one)
            self.areas(m, one)
            self.measures(m, one)
        for one in left:
            self.mark("fronts", None, one.title, right=False)

    def front(self, m: int, one: Found | None) -> None:
        motion = self.truth.motions[m]
        title = one.title if one else ""
        number = f"{one.label or ''} {one.motion or ''}" if one else ""
        submitter = (one.submitter or "") if one else ""
        self.mark("fronts", motion.title, title, right=letters(title) == letters(motion.title))
        same = letters(motion.number.removeprefix("Antrag ")) in letters(number)
        self.mark("fronts", motion.number, number, right=same)
        same = letters(motion.submitter) == letters(submitter)
        self.mark("fronts", motion.submitter, submitter, right=same)
        if self.truth.date:
            date = one.date if one else None
            self.mark("fronts", self.truth.date, date, right=date == self.truth.date)

    def areas(self, m: int, one: Found | None) -> None:
        through = self.truth.through
        self.compare(
            "areas",
            [
                (area.number, letters(area.title), (through[area.first], through[area.last]))
                for area in self.truth.areas
                if area.motion == m
            ],
            [(area.number, letters(area.title), area.lines) for area in one.areas] if one else [],
        )

    def measures(self, m: int, one: Found | None) -> None:
        given = [measure for area in one.areas for measure in area.measures] if one else []
        found = {measure.id: measure for measure in given}
        for column, numbered in (("measures", True), ("demands", False)):
            true = [t for t in self.truth.measures if t.motion == m and t.numbered is numbered]
            self.compare(
                column,
                [(t.id, letters(words(t.wording))[:20]) for t in true],
                [(f.id, letters(words(f.wording))[:20]) for f in given if f.numbered is numbered],
            )
            for t in true:
                lines = found[t.id].lines if t.id in found else None
                wording = words(found[t.id].wording) if t.id in found else ""
                if numbered:
                    wanted = self.lines(t)
                    self.mark("ranges", (t.id, wanted), lines, right=lines == wanted)
                same = " ".join(wording.split()) == " ".join(words(t.wording).split())
                self.mark("wordings", t.wording, wording, right=same)

    def lines(self, measure: TrueMeasure) -> tuple[int, int]:
        return self.truth.through[measure.first], self.truth.through[measure.last]
