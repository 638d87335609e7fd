"""The lines that the motions of a file begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.importing.contents_page import Contents
from reports.importing.german_terms import COLLECTIONS, alternatives
from reports.importing.head_keys import Key
from reports.importing.head_lines import HeadLine, closed
from reports.importing.meetings import has_date, meeting, resolving_body
from reports.importing.motion_numbers import MotionNumber, plain_number
from reports.importing.running_heads import RunningHeads

_LONG = 60
"""Characters of a line that is no heading."""
_NEAR = 6
"""Lines within which two numbers, of a resolution and of its motion, name the same one."""
_HEAD = 8
"""Lines below a number in which a key of its head stands."""
_LATE = 25
"""Lines that end a sentence before a number that only looks like a motion's."""
_OF_YEAR = re.compile(r"([A-ZÄÖÜ]{1,4})[ .-]?(?:\d{1,5}[a-z]?/\d{2,5}|\d{4}[-/]\d{1,5})$")
"""A number of printed matter with its year or term: "DS 117/2030", "BV 2030-017"."""
_COLLECTION = re.compile(rf"(?:{alternatives(COLLECTIONS)})\b")
_MOTION_KEYS = frozenset({Key.SUBMITTER, Key.TITLE, Key.ADDRESSEE, Key.BODY, Key.STATUS})


@dataclass(frozen=True)
class _Candidate:
    """A line with a number."""

    at: int
    number: MotionNumber
    keyed: bool
    """Whether a key of a head stands below."""

    @property
    def plain(self) -> str:
        return plain_number(self.number.number)


def find_starts(lines: Sequence[HeadLine], contents: Contents, running: RunningHeads) -> list[int]:
    """Return the indices of the lines that begin a motion; empty without any number or head."""
    finder = _Finder(lines, contents, running)
    starts = finder.starts()
    return [finder.from_top(start, starts) for start in starts]


class _Finder:
    def __init__(
        self, lines: Sequence[HeadLine], contents: Contents, running: RunningHeads
    ) -> None:
        self._lines = lines
        self._contents = contents
        self._listed = contents.numbers()
        self._running = running
        self._keys = [line.key for line in lines]
        self._series: dict[str, set[str]] = {}
        for line in lines:
            if line.strong and (name := _series(line)) and line.motion_number:
                self._series.setdefault(name, set()).add(line.motion_number.number)
        self._collection = len(self._listed) > 1 and self._is_called_collection()

    def starts(self) -> list[int]:
        candidates = [
            candidate
            for at in range(len(self._lines))
            if (candidate := self._candidate(at)) is not None
        ]
        kept: list[_Candidate] = []
        for candidate in self._without_list(candidates):
            if kept and self._names_the_same(kept[-1], candidate):
                continue
            kept.append(candidate)
        if len(kept) == 1 and not kept[0].keyed and self._is_late(kept[0].at):
            kept = []
        return self._with_unnumbered([candidate.at for candidate in kept])

    def from_top(self, start: int, starts: Sequence[int]) -> int:
        """Return the first line of a head: a meeting, a date or a title may stand above."""
        label = self._keys[start - 1] if start else None
        if label is not None and label.key is Key.NUMBER and not label.value:
            return start - 1  # "Antragsnummer:" above its number
        if start == starts[0]:
            return start
        at = start
        while at > 0 and start - at < 4 and at - 1 not in starts:
            above, line = self._lines[at - 1], self._lines[at]
            if above.line.page != line.line.page or closed(above.text):
                break
            if not (above.tops_page or above.gap) or self._is_contents(at - 1):
                break
            is_dated_line = has_date(above.text) or meeting(above.text) is not None
            if not (is_dated_line and len(above.text) < 100 and (above.tops_page or above.strong)):
                break
            at -= 1
        return at

    # --- numbers ---

    def _candidate(self, at: int) -> _Candidate | None:
        line = self._lines[at]
        number = line.motion_number
        if number is None or self._is_contents(at):
            return None
        candidate = _Candidate(at, number, self._is_keyed(at))
        if self._goes_on(at) and not self._is_right_above_key(at):
            return None
        begins = self._with_word(candidate) if number.kind else self._without_word(candidate)
        return candidate if begins else None

    def _with_word(self, candidate: _Candidate) -> bool:
        """Return whether "Antrag 5" begins a motion."""
        line, number = self._lines[candidate.at], candidate.number
        apart = line.strong or line.tops_page or candidate.at == 0 or self._restarts(candidate.at)
        if candidate.keyed or self._is_running(candidate):
            return True
        if len(self._listed) > 1 and candidate.plain not in self._listed and not line.strong:
            return False
        if not number.parted:
            return apart and not closed(line.text)
        return apart or line.gap

    def _without_word(self, candidate: _Candidate) -> bool:
        """Return whether "A 5" begins a motion."""
        line, number = self._lines[candidate.at], candidate.number
        listed = self._collection and candidate.plain in self._listed
        if self._is_of_series(line):
            return True
        if number.title:
            above_key = line.gap and self._is_right_above_key(candidate.at)
            outstanding = line.strong or line.tops_page or number.parted or above_key
            return outstanding and (
                candidate.keyed or self._is_running(candidate) or (listed and line.strong)
            )
        return (
            candidate.keyed
            or self._is_running(candidate)
            or (line.large and (line.tops_page or candidate.at == 0))
            or (listed and (line.gap or line.strong))
        )

    def _is_of_series(self, line: HeadLine) -> bool:
        """Return whether a line is one of the headings "DS 117/2030 Bänke" of a collection."""
        return line.strong and len(self._series.get(_series(line), ())) > 1

    def _is_contents(self, at: int) -> bool:
        return self._lines[at].index in self._contents.lines

    def _goes_on(self, at: int) -> bool:
        """Return whether a line is the end of a sentence that happens to stand alone."""
        line = self._lines[at]
        if at == 0 or line.gap or line.tops_page:
            return False
        above = self._lines[at - 1]
        return not closed(above.text) and len(above.text) > _LONG and not line.strong

    def _is_right_above_key(self, at: int) -> bool:
        """Return whether the next line says who submits the motion, or its title."""
        key = self._keys[at + 1] if at + 1 < len(self._keys) else None
        return key is not None and key.certain and key.key in (Key.SUBMITTER, Key.TITLE)

    def _is_keyed(self, at: int) -> bool:
        for below in range(at + 1, min(at + 1 + _HEAD, len(self._lines))):
            key = self._keys[below]
            if key is not None and key.key in _MOTION_KEYS:
                return True
            text = self._lines[below].text
            if resolving_body(text) is not None:
                return True
            number = self._lines[below].motion_number
            if (closed(text) and len(text) > _LONG) or (number is not None and number.parted):
                return False
        return False

    def _is_running(self, candidate: _Candidate) -> bool:
        """Return whether the running head has this number from this page on."""
        page = self._lines[candidate.at].line.page
        line = self._lines[candidate.at]
        return (
            self._running.numbers.get(page) == candidate.plain
            and self._running.numbers.get(page - 1) != candidate.plain
            and (line.strong or line.tops_page)
        )

    def _restarts(self, at: int) -> bool:
        """Return whether the printed line numbers start again."""
        before = self._lines[at - 1].number if at else None
        number = self._lines[at].number
        return before is not None and number is not None and number < before

    def _is_called_collection(self) -> bool:
        """Return whether a cover, a contents page or heads of motions say that this is one."""
        if any(key is not None and key.key is Key.SUBMITTER for key in self._keys):
            return True
        if self._running.numbers:
            return True
        return any(_COLLECTION.search(line.text) for line in self._lines[:40])

    def _without_list(self, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        """Return them without the lines of a list: a number whose text comes later."""
        real = []
        for i, candidate in enumerate(candidates):
            following = candidates[i + 1].at if i + 1 < len(candidates) else None
            empty = following is not None and following - candidate.at <= 2
            again = any(other.plain == candidate.plain for other in candidates[i + 1 :])
            if not (empty and again):
                real.append(candidate)
        return real

    def _names_the_same(self, last: _Candidate, candidate: _Candidate) -> bool:
        """Return whether a number belongs to the motion that has begun."""
        if candidate.plain == last.plain:
            return True
        near = candidate.at - last.at < _NEAR
        return near and bool(candidate.number.kind) and candidate.number.kind != last.number.kind

    def _is_late(self, at: int) -> bool:
        sentences = (
            closed(line.text) and not self._is_contents(i)
            for i, line in enumerate(self._lines[:at])
        )
        return sum(sentences) > _LATE

    # --- heads without a number ---

    def _with_unnumbered(self, starts: list[int]) -> list[int]:
        """Add motions that have no number, by the key that says who submits them."""
        tops = [
            self._top_of_head(at)
            for at, key in enumerate(self._keys)
            if key is not None
            and key.key is Key.SUBMITTER
            and key.certain
            and not any(start <= at <= start + _HEAD for start in starts)
            and self._has_text_below(at)
        ]
        if not starts and len(tops) < 2:
            return starts
        if starts:
            tops = [top for top in tops if top > starts[0] and self._lines[top].strong]
        return sorted({*starts, *tops})

    def _top_of_head(self, at: int) -> int:
        """Return the first line of the head that a key stands in."""
        top = at
        while top > 0 and at - top < _HEAD:
            above = self._lines[top - 1]
            if self._keys[top - 1] is None and not (
                above.strong or (above.gap and len(above.text) < _LONG and not closed(above.text))
            ):
                break
            if above.line.page != self._lines[top].line.page:
                break
            top -= 1
        return top

    def _has_text_below(self, at: int) -> bool:
        below = self._lines[at + 1 : at + 1 + _HEAD]
        return any(closed(line.text) for line in below)


def _series(line: HeadLine) -> str:
    """Return the letters and the level of a printed-matter number, "DS 117/2030"; else ""."""
    number = line.motion_number.number if line.motion_number else ""
    match = _OF_YEAR.match(number)
    return f"{match[1]} {line.line.style}" if match else ""
