"""Compare what is read from a motion with an outline with its truth."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.importing.analysis import analyse
from reports.importing.parts import Part, PartKind
from tests.support.outline_printing import printed
from tests.support.untidy_outlines import OutlineDocument, PieceKind, TrueDemand

OUTLINE_COLUMNS = (
    "measures", "number", "title", "addressee", "false", "headings", "introduction", "reasons",
)  # fmt: skip
"""What is counted: measures with exactly their words, their number, title and addressee; parts
that are measures and should not be; what should be headings, introduction or reasons."""

_INTRODUCING = (PieceKind.TEXT, PieceKind.OPENING, PieceKind.FORMULA)


@dataclass(frozen=True)
class OutlineScore:
    """How much was read rightly, by column, and what was not."""

    document: OutlineDocument
    right: Counter[str]
    all: Counter[str]
    misses: tuple[tuple[str, str], ...]


def scored_outline(
    document: OutlineDocument, file: tuple[bytes, str] | None = None
) -> OutlineScore:
    """Print a motion, read it, and compare."""
    analysis = analyse(*(file or printed(document)))
    parts = [part for motion in analysis.motions for part in motion.parts]
    score = _OutlineComparison(document, parts)
    score.compare()
    return OutlineScore(document, score.right, score.all, tuple(score.misses))


class _OutlineComparison:
    """Compares the parts of a motion with its truth."""

    def __init__(self, document: OutlineDocument, parts: list[Part]) -> None:
        self.document = document
        self.parts = parts
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.misses: list[tuple[str, str]] = []

    def compare(self) -> None:
        """Compare all columns."""
        measures = [part for part in self.parts if part.kind is PartKind.MEASURE]
        by_words = {_letters(part.wording): part for part in measures}
        for measure in self.document.measures:
            self._measure(measure, by_words)
        expected = {_letters(measure.wording) for measure in self.document.measures}
        false = [part for words, part in by_words.items() if words not in expected]
        self._mark("false", not false, " / ".join(part.wording[:60] for part in false))
        self._kinds()

    def _mark(self, column: str, right: bool, miss: str) -> None:
        self.all[column] += 1
        self.right[column] += right
        if not right:
            self.misses.append((column, miss))

    def _measure(self, measure: TrueDemand, by_words: dict[str, Part]) -> None:
        words = _letters(measure.wording)
        part = by_words.get(words)
        about = f"{measure.scheme}: {measure.wording[:50]}"
        if part is None:
            holding = next((part for key, part in by_words.items() if words[:30] in key), None)
            got = f"in {holding.title}|{holding.wording[-50:]}" if holding else "in none"
            self._mark("measures", False, f"{about} – {got}")
            return
        self._mark("measures", True, "")
        self._mark("number", part.number == measure.number, f"{about} – {part.number!r}")
        self._mark(
            "title",
            _letters(part.title) == _letters(measure.title),
            f"{about} – {part.title!r} for {measure.title!r}",
        )
        names = [addressee.name for addressee in part.addressees]
        self._mark(
            "addressee",
            names == [measure.addressee][: bool(measure.addressee)],
            f"{about} – {names} for {measure.addressee!r}",
        )

    def _kinds(self) -> None:
        """Compare what is no measure."""
        titles = {_letters(measure.title) for measure in self.document.measures}
        measured = "".join(_letters(measure.wording) for measure in self.document.measures)
        texts = {kind: self._texts(kind) for kind in PartKind}
        for piece in self.document.pieces:
            words = _letters(piece.text)
            if piece.kind is PieceKind.HEADING and words not in titles:
                self._mark("headings", words in texts[PartKind.HEADING], piece.text)
            elif piece.kind in _INTRODUCING and words not in measured:
                self._mark("introduction", words in texts[PartKind.INTRODUCTION], piece.text[:60])
            elif piece.kind is PieceKind.REASONS:
                self._mark("reasons", words in texts[PartKind.REASONS], piece.text[:60])

    def _texts(self, kind: PartKind) -> str:
        """Return the letters of all parts of a kind."""
        parts = [part for part in self.parts if part.kind is kind]
        return "|".join(_letters(block.text) for part in parts for block in part.blocks)


def broken_schemes(scores: Iterable[OutlineScore], least: float) -> list[str]:
    """Return what the worst documents share: features of which fewer are read wholly rightly."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for score in scores:
        for feature in score.document.features:
            total[feature] += 1
            right[feature] += not score.misses
    shares = {feature: right[feature] / total[feature] for feature in total}
    return [
        f"{feature}: {right[feature]} of {total[feature]}"
        for feature, share in sorted(shares.items(), key=lambda entry: entry[1])
        if share < least
    ]


def summed_outlines(scores: Iterable[OutlineScore]) -> dict[str, float]:
    """Return the right share of each column."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for score in scores:
        right += score.right
        total += score.all
    return {column: right[column] / total[column] for column in OUTLINE_COLUMNS if total[column]}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
