"""Every reference of the content held against the source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from reports.citation.cited_lines import Cited, Letters, cited, letters, letters_of
from reports.content.consistency import Fault
from reports.content.fields import Lines
from reports.content.formats.located import Path
from reports.content.resolution import Addressee, Asked, Basis, Figure, Measure, Resolution
from reports.i18n import _
from reports.importing.addressee_names import is_named
from reports.text.dehyphenation import join
from reports.text.source_text import Sorted
from reports.text.typography import span
from reports.text.visible import argument

_SHOWN_WORDS = 6
"""Words of a wording that are shown from where it differs."""


def reference_faults(
    resolution: Resolution, addressees: Sequence[Addressee], source: Sorted
) -> Iterator[Fault]:
    """What the source does not bear out; of a source that has changed, that alone."""
    if resolution.source is not None and resolution.source.sha256 != source.text.digest:
        yield Fault(
            ("source",),
            _("{file} has changed since the references were made").format(
                file=resolution.source.file
            ),
            _("run: handzettel import --reanchor {file}, or restore it").format(
                file=argument(resolution.source.file)
            ),
        )
        return
    prover = _Prover(cited(source, resolution), {one.id: one for one in addressees})
    yield from prover.lines(("lines",), resolution.lines)
    parts: list[tuple[Path, Lines]] = [
        (("sections", i, "lines"), one.lines) for i, one in enumerate(resolution.sections)
    ]
    parts += [
        (("notes", i, "line"), Lines(one.line, one.line))
        for i, one in enumerate(resolution.notes)
        if one.line is not None
    ]
    for path, lines in parts:
        faults = list(prover.lines(path, lines))
        yield from faults
        if not faults and not lines.within(resolution.lines):
            what = _("lines {lines} lie outside the resolution").format(lines=span(lines))
            remedy = _("the resolution has lines {lines}")
            yield Fault(path, what, remedy.format(lines=span(resolution.lines)))
    yield from prover.figures((), resolution.figures)
    for i, area in enumerate(resolution.areas):
        yield from prover.lines(("areas", i, "lines"), area.lines)
        yield from prover.figures(("areas", i), area.figures)
        for j, measure in enumerate(area.measures):
            path = ("areas", i, "measures", j)
            yield from prover.measure(path, measure)
            for k, asked in enumerate(measure.addressees):
                yield from prover.asked((*path, "addressees", k), asked)


class _Prover:
    """Holds references against the rows they lead to."""

    def __init__(self, cited: Cited, addressees: Mapping[str, Addressee]) -> None:
        self._cited = cited
        self._addressees = addressees

    @cached_property
    def _all(self) -> Letters:
        return Letters(self._cited.rows)

    def lines(self, path: Path, lines: Lines) -> Iterator[Fault]:
        """Lines that are cited but not there."""
        for line in dict.fromkeys(lines):
            nearest = self._cited.nearest(line)
            if line not in nearest:
                listed = _(" and ").join(map(str, nearest)) or _("none")
                yield Fault(
                    path,
                    _("the source has no line {line}").format(line=line),
                    _("correct it; next to it are: {lines}").format(lines=listed),
                )

    def figures(self, path: Path, figures: Sequence[Figure]) -> Iterator[Fault]:
        """Figures whose digits do not begin in their line."""
        for i, figure in enumerate(figures):
            where = (*path, "figures", i, "line")
            if faults := list(self.lines(where, Lines(figure.line, figure.line))):
                yield from faults
                continue
            first, after = self._cited.reach(Lines(figure.line, figure.line))
            text = " ".join(row.text for row in self._cited.rows[first:after])
            following = "".join(row.text for row in self._cited.rows[after : after + 1])
            for number in re.findall(r"\d+(?:[.,]\d+|\s\d{3}(?!\d))*", figure.value):
                found = _number_pattern(number).search(f"{text} {following}")
                if found is None or found.start() >= len(text):
                    yield Fault(
                        where,
                        _("the figure {number} does not stand in line {line}").format(
                            number=number, line=figure.line
                        ),
                        _("correct the figure or its line"),
                    )

    def asked(self, path: Path, asked: Asked) -> Iterator[Fault]:
        """An addressee that is not named where it is said to be."""
        if asked.lines is None:
            return
        faults = list(self.lines((*path, "lines"), asked.lines))
        yield from faults
        addressee = self._addressees.get(asked.id)
        if faults or addressee is None or asked.basis is not Basis.EXPLICIT:
            return
        if not is_named(addressee, join([row.text for row in self._cited.within(asked.lines)])):
            yield Fault(
                (*path, "lines"),
                _("lines {lines} do not name {addressee}").format(
                    lines=span(asked.lines), addressee=addressee.name
                ),
                _("cite the lines that name it, make it derived, or add the word to its aliases"),
            )

    def measure(self, path: Path, measure: Measure) -> Iterator[Fault]:
        """Lines that are not there, or do not say what the measure keeps as their wording."""
        faults = list(self.lines((*path, "lines"), measure.lines))
        yield from faults
        if faults or measure.wording is None:
            return
        said, at = letters_of(self._cited.within(measure.lines)), 0
        for paragraph in measure.wording.split("\n\n"):
            wanted = letters(paragraph)
            found = said.find(wanted, at)
            if found < 0:
                yield self._differs((*path, "wording"), measure, paragraph, said[at:])
                return
            at = found + len(wanted)

    def _differs(self, path: Path, measure: Measure, paragraph: str, said: str) -> Fault:
        elsewhere = self._all.find(letters(measure.wording or ""))
        what = _("the wording of measure {id} is not that of lines {lines}, from “{words}” on")
        remedy = _("correct the lines or the wording")
        if elsewhere is not None:
            first, last = (self._cited.numbers[row] for row in elsewhere)
            remedy = _("it stands in lines {lines}").format(lines=span((first, last)))
        words = _from_difference(paragraph, said)
        return Fault(
            path, what.format(id=measure.id, lines=span(measure.lines), words=words), remedy
        )


def _number_pattern(number: str) -> re.Pattern[str]:
    """A number however its digits are grouped, and over a line end."""
    digits = r"[.,'\s\u00ad-]{0,2}".join(re.sub(r"\D", "", number))
    return re.compile(rf"(?<!\d)(?<!\d[.,]){digits}(?![.,]?\d)")


def _from_difference(wording: str, said: str) -> str:
    """A few words of a wording, from the first that a text does not have."""
    words = wording.split()
    ends = list(accumulate(len(letters(word)) for word in words))
    wanted = letters(wording)
    # what begins with something the text lacks is lacking, too
    same = bisect_left(range(len(wanted)), True, key=lambda i: wanted[: i + 1] not in said)
    first = bisect_right(ends, same)
    return " ".join(words[first : first + _SHOWN_WORDS])
