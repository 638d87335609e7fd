"""The proof of line references: does the source say what the content cites it for?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from reports.citation.cited_lines import CitedRows, LetterIndex, cited_rows, letters, letters_of
from reports.content.consistency import ValueProblem
from reports.content.fields import Lines
from reports.content.formats.located import Path
from reports.content.resolution import Addressee, Basis, Figure, Measure, Request, Resolution
from reports.i18n import _
from reports.importing.addressee_names import is_named
from reports.text.dehyphenation import join
from reports.text.source_text import Sorted
from reports.text.typography import span
from reports.text.visible import argument

_SHOWN_WORDS = 6
"""Words of a wording that a fault shows, from the first that differs."""


def changed_source(resolution: Resolution, source: Sorted) -> ValueProblem | None:
    """Return the fault of a source that is not the file whose lines are cited, or None."""
    if resolution.source is None or resolution.source.sha256 == source.text.digest:
        return None
    name = resolution.source.file
    return ValueProblem(
        ("source",),
        _("{file} has changed since the references were made").format(file=name),
        _("run: handzettel import --reanchor {file}, or restore it").format(file=argument(name)),
    )


def reference_faults(
    resolution: Resolution, addressees: Sequence[Addressee], source: Sorted
) -> Iterator[ValueProblem]:
    """Yield a fault for each reference that the source does not confirm.

    Checked are that the lines exist, that they name the addressees, that figures and
    wordings stand in them. If the source is not the file that the references were made
    for (its digest differs), that is the only fault.
    """
    if changed := changed_source(resolution, source):
        yield changed
        return
    prover = _Prover(
        cited_rows(source, resolution), {addressee.id: addressee for addressee in addressees}
    )
    yield from prover.lines(("lines",), resolution.lines)
    parts: list[tuple[Path, Lines]] = [
        (("sections", i, "lines"), section.lines) for i, section in enumerate(resolution.sections)
    ]
    parts += [(("not_measures", i), lines) for i, lines in enumerate(resolution.not_measures)]
    parts += [
        (("notes", i, "line"), Lines(note.line, note.line))
        for i, note in enumerate(resolution.notes)
        if note.line is not None
    ]
    for path, lines in parts:
        faults = list(prover.lines(path, lines))
        yield from faults
        if not faults and not lines.within(resolution.lines):
            message = _("lines {lines} lie outside the resolution").format(lines=span(lines))
            remedy = _("the resolution has lines {lines}")
            yield ValueProblem(path, message, remedy.format(lines=span(resolution.lines)))
    yield from prover.figures((), resolution.figures)
    for i, area in enumerate(resolution.areas):
        yield from prover.lines(("areas", i, "lines"), area.lines)
        yield from prover.figures(("areas", i), area.figures)
        for j, measure in enumerate(area.measures):
            path = ("areas", i, "measures", j)
            yield from prover.measure(path, measure)
            for k, request in enumerate(measure.addressees):
                yield from prover.addressee((*path, "addressees", k), request)


class _Prover:
    """Compares references with the rows they lead to.

    Each method yields the faults of one sort of reference; ``path`` leads to it in the
    resolution's file.
    """

    def __init__(self, cited: CitedRows, addressees: Mapping[str, Addressee]) -> None:
        self._cited = cited
        self._addressees = addressees

    @cached_property
    def _all_letters(self) -> LetterIndex:
        """Return the letters of all rows of the resolution, for a search."""
        return LetterIndex(self._cited.rows)

    def lines(self, path: Path, lines: Lines) -> Iterator[ValueProblem]:
        """Yield a fault for each cited line that does not exist."""
        for line in dict.fromkeys(lines):
            nearest = self._cited.nearest(line)
            if line not in nearest:
                listed = _(" and ").join(map(str, nearest)) or _("none")
                yield ValueProblem(
                    path,
                    _("the source has no line {line}").format(line=line),
                    _("correct it; next to it are: {lines}").format(lines=listed),
                )

    def figures(self, path: Path, figures: Sequence[Figure]) -> Iterator[ValueProblem]:
        """Yield a fault for each number that does not begin in the line cited for it."""
        for i, figure in enumerate(figures):
            place = (*path, "figures", i, "line")
            if faults := list(self.lines(place, Lines(figure.line, figure.line))):
                yield from faults
                continue
            first, after = self._cited.row_range(Lines(figure.line, figure.line))
            text = " ".join(row.text for row in self._cited.rows[first:after])
            following = "".join(row.text for row in self._cited.rows[after : after + 1])
            for number in re.findall(r"\d+(?:[.,]\d+|\s\d{3}(?!\d))*", figure.value):
                match = _number_pattern(number).search(f"{text} {following}")
                if match is None or match.start() >= len(text):
                    yield ValueProblem(
                        place,
                        _("the figure {number} does not stand in line {line}").format(
                            number=number, line=figure.line
                        ),
                        _("correct the figure or its line"),
                    )

    def addressee(self, path: Path, request: Request) -> Iterator[ValueProblem]:
        """Yield a fault if the lines cited for an addressee do not name it.

        An addressee whose basis is "derived" need not be named.
        """
        if request.lines is None:
            return
        faults = list(self.lines((*path, "lines"), request.lines))
        yield from faults
        addressee = self._addressees.get(request.id)
        if faults or addressee is None or request.basis is not Basis.EXPLICIT:
            return
        if not is_named(addressee, join([row.text for row in self._cited.rows_of(request.lines)])):
            yield ValueProblem(
                (*path, "lines"),
                _("lines {lines} do not name {addressee}").format(
                    lines=span(request.lines), addressee=addressee.name
                ),
                _("cite the lines that name it, make it derived, or add the word to its aliases"),
            )

    def measure(self, path: Path, measure: Measure) -> Iterator[ValueProblem]:
        """Yield the faults of a measure's lines and of its wording, if it keeps one.

        The paragraphs of a wording must stand in the lines in their order; other text may
        stand between them.
        """
        faults = list(self.lines((*path, "lines"), measure.lines))
        yield from faults
        if faults or measure.wording is None:
            return
        text, at = letters_of(self._cited.rows_of(measure.lines)), 0
        for paragraph in measure.wording.split("\n\n"):
            needle = letters(paragraph)
            start = text.find(needle, at)
            if start < 0:
                yield self._wording_fault((*path, "wording"), measure, paragraph, text[at:])
                return
            at = start + len(needle)

    def _wording_fault(
        self, path: Path, measure: Measure, paragraph: str, text: str
    ) -> ValueProblem:
        """Return the fault of a wording that its lines do not contain."""
        elsewhere = self._all_letters.find(letters(measure.wording or ""))
        message = _("the wording of measure {id} is not that of lines {lines}, from “{words}” on")
        remedy = _("correct the lines or the wording")
        if elsewhere is not None:
            first, last = (self._cited.numbers[row] for row in elsewhere)
            remedy = _("it stands in lines {lines}").format(lines=span((first, last)))
        words = _first_different_words(paragraph, text)
        return ValueProblem(
            path, message.format(id=measure.id, lines=span(measure.lines), words=words), remedy
        )


def _number_pattern(number: str) -> re.Pattern[str]:
    """Return a pattern for a number, however its digits are grouped, also over a line end."""
    digits = r"[.,'\s\u00ad-]{0,2}".join(re.sub(r"\D", "", number))
    return re.compile(rf"(?<!\d)(?<!\d[.,]){digits}(?![.,]?\d)")


def _first_different_words(wording: str, text: str) -> str:
    """Return a few words of a wording, from the first that is not in the text.

    ``text`` is given by its letters alone.
    """
    words = wording.split()
    ends = list(accumulate(len(letters(word)) for word in words))
    needle = letters(wording)
    # bisection is right here: if the text lacks a beginning, it lacks every longer one
    same = bisect_left(range(len(needle)), True, key=lambda i: needle[: i + 1] not in text)
    first = bisect_right(ends, same)
    return " ".join(words[first : first + _SHOWN_WORDS])
