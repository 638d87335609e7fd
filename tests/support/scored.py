"""Compare what the import makes of an untidy document with the truth, and count what is right."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.text.source_text import Sorted
from tests.support.untidy import TrueMeasure, Untidy, generate

COLUMNS = (
    "characters", "roles", "lines", "texts", "notes", "headings", "areas", "measures", "ranges",
    "demands", "wordings", "fronts",
)  # fmt: skip
"""What is counted. What is found beyond the truth counts as wrong, too, so that finding
too much costs as much as finding too little:

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
    """How much was found correctly, by column."""

    right: Counter[str]
    all: Counter[str]
    misses: tuple[tuple[str, str], ...]
    """Column and message of each mistake."""

    def share(self, column: str) -> float:
        """Return the right share of a column, from 0 to 1."""
        return self.right[column] / self.all[column] if self.all[column] else 1.0


def scored(document: Untidy) -> Score:
    """Classify a document's lines, read its structure and compare both with the truth."""
    sorted_ = sort_out(document.text)
    comparison = _Comparison(document, sorted_)
    comparison.characters()
    comparison.rows()
    comparison.notes()
    comparison.structure(motions(sorted_))
    return Score(comparison.right, comparison.all, tuple(comparison.misses))


def total(scores: Iterable[Score]) -> Score:
    """Add up scores; their messages are left out."""
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for score in scores:
        right += score.right
        every += score.all
    return Score(right, every, ())


def table(seeds: Iterable[int]) -> Iterator[str]:
    """Yield the lines of a table of shares in percent: all documents, by fault, the worst one."""
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
    """Return only the letters and digits of a text, in lower case, to compare titles by."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).casefold()


def words(text: str) -> str:
    """Return a wording without the marks of footnotes."""
    return re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\[\d+\]|\(!\)", "", text)


class _Comparison:
    """Compares one document with its truth, and counts by column."""

    def __init__(self, document: Untidy, sorted_: Sorted) -> None:
        self.document = document
        self.truth = document.truth
        self.sorted = sorted_
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.misses: list[tuple[str, str]] = []

    def mark(self, column: str, expected: object, actual: object, *, right: bool) -> None:
        """Count one value as right or wrong."""
        self.all[column] += 1
        self.right[column] += right
        if not right:
            self.misses.append((column, f"expected {expected!r}, found {actual!r}"))

    def compare(self, column: str, expected: Iterable[object], actual: Iterable[object]) -> None:
        """Compare two collections regardless of order, and count the equal values as right."""
        true, imported = Counter(expected), Counter(actual)
        both = true & imported
        self.right[column] += both.total()
        # a value read wrongly is one mistake, not one missing and one too many
        self.all[column] += max(true.total(), imported.total())
        self.misses += ((column, f"missing {value!r}") for value in (true - both).elements())
        self.misses += ((column, f"too many {value!r}") for value in (imported - both).elements())

    # --- lines and their roles ---

    def characters(self) -> None:
        """Compare the role of each character that is not white space."""
        pairs = zip(self.truth.roles, self.sorted.roles, strict=True)
        written = sum(role != " " for roles in self.truth.roles for role in roles)
        self.all["characters"] += written
        self.right["characters"] += min(written, sum(self.sorted.account().values()))
        for index, (true, actual) in enumerate(pairs):
            self.all["roles"] += sum(role != " " for role in true)
            self.right["roles"] += sum(a == b != " " for a, b in zip(true, actual, strict=True))
            if any((a == " ") != (b == " ") for a, b in zip(true, actual, strict=True)):
                self.right["characters"] -= 1
            if true != actual:
                text = self.document.text.lines[index].text
                self.misses.append(("roles", f"line {index} {text!r}: {true!r}, found {actual!r}"))

    def rows(self) -> None:
        """Compare the numbers and texts of the rows."""
        true: list[tuple[int, int | None]] = []
        texts = {(row.line, row.number): row.text for row in self.sorted.rows}
        numbers: dict[int, list[int | None]] = {}
        for row in self.sorted.rows:
            numbers.setdefault(row.line, []).append(row.number)
        for true_row in self.truth.rows:
            number = true_row.number
            if not true_row.certain and numbers.get(true_row.line) == [None]:
                number = None
            true.append((true_row.line, number))
            if (true_row.line, number) in texts:
                text = texts[true_row.line, number]
                self.mark("texts", true_row.text, text, right=true_row.text == text)
        self.compare("lines", true, [(row.line, row.number) for row in self.sorted.rows])

    def notes(self) -> None:
        """Compare the footnotes with their marks, texts and anchors."""
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

    def structure(self, motions: Sequence[ParsedMotion]) -> None:
        """Compare headings, and each true motion with the one found at its line."""
        rows = self.sorted.rows
        sections = [
            (letters(section.title), rows[section.row].line)
            for motion in motions
            for section in motion.headings
        ]
        self.compare(
            "headings",
            [(letters(heading.title), heading.line) for heading in self.truth.headings],
            sections,
        )
        unmatched = list(motions)
        for index, true_motion in enumerate(self.truth.motions):
            line = self.truth.rows[true_motion.first].line
            match = next(
                (
                    motion
                    for motion in unmatched
                    if rows[motion.rows[0]].line <= line <= rows[motion.rows[1] - 1].line
                ),
                None,
            )
            if match:
                unmatched.remove(match)
            self.front(index, match)
            self.areas(index, match)
            self.measures(index, match)
        for motion in unmatched:
            self.mark("fronts", None, motion.title, right=False)

    def front(self, index: int, motion: ParsedMotion | None) -> None:
        """Compare title, number, submitter and date of the true motion with this index."""
        true = self.truth.motions[index]
        title = motion.title if motion else ""
        number = f"{motion.label or ''} {motion.motion or ''}" if motion else ""
        submitter = (motion.submitter or "") if motion else ""
        self.mark("fronts", true.title, title, right=letters(title) == letters(true.title))
        same = letters(true.number.removeprefix("Antrag ")) in letters(number)
        self.mark("fronts", true.number, number, right=same)
        same = letters(true.submitter) == letters(submitter)
        self.mark("fronts", true.submitter, submitter, right=same)
        if self.truth.date:
            date = motion.date if motion else None
            self.mark("fronts", self.truth.date, date, right=date == self.truth.date)

    def areas(self, index: int, motion: ParsedMotion | None) -> None:
        """Compare the areas of the true motion with this index."""
        through = self.truth.through
        areas = motion.areas if motion else ()
        self.compare(
            "areas",
            [
                (area.number, letters(area.title), (through[area.first], through[area.last]))
                for area in self.truth.areas
                if area.motion == index
            ],
            [(area.number, letters(area.title), area.lines) for area in areas],
        )

    def measures(self, index: int, motion: ParsedMotion | None) -> None:
        """Compare measures, demands, their lines and wordings of the true motion."""
        measures = [measure for area in motion.areas for measure in area.measures] if motion else []
        by_id = {measure.id: measure for measure in measures}
        for column, numbered in (("measures", True), ("demands", False)):
            true_measures = [
                true
                for true in self.truth.measures
                if true.motion == index and true.numbered is numbered
            ]
            self.compare(
                column,
                [(true.id, letters(words(true.wording))[:20]) for true in true_measures],
                [
                    (measure.id, letters(words(measure.wording))[:20])
                    for measure in measures
                    if measure.is_numbered is numbered
                ],
            )
            for true in true_measures:
                lines = by_id[true.id].lines if true.id in by_id else None
                wording = words(by_id[true.id].wording) if true.id in by_id else ""
                if numbered:
                    expected = self.lines(true)
                    self.mark("ranges", (true.id, expected), lines, right=lines == expected)
                same = " ".join(wording.split()) == " ".join(words(true.wording).split())
                self.mark("wordings", true.wording, wording, right=same)

    def lines(self, measure: TrueMeasure) -> tuple[int, int]:
        """Return first and last line of a true measure, as its motion is cited."""
        return self.truth.through[measure.first], self.truth.through[measure.last]
