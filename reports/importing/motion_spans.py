"""Where the motions of a file begin and end, checked against its contents pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.i18n import _
from reports.importing.contents_page import Contents, Entry, read_contents
from reports.importing.head_lines import HeadLine, LineRoom, closed, head_lines
from reports.importing.head_titles import TitleLines, is_dated, is_meeting
from reports.importing.motion_head import MotionHead, Surroundings, read_head
from reports.importing.motion_numbers import plain_number
from reports.importing.motion_starts import find_starts
from reports.importing.running_heads import RunningHeads, read_running_heads
from reports.text.dehyphenation import join
from reports.text.source_text import Doubt, Sorted

_MOST_COVER_LINES = 60
_MOST_BEFORE = 25
"""Lines that end a sentence before the first motion; a cover with an imprint has up to ten."""
_LEAST_LISTED = 2
_ALIKE = 0.75
"""The share of a title's words that its entry in the contents has at least: columns wrap, and
letters are lost."""


class MissingTitle(Doubt):
    """No title was found in a motion: its resolution can still get one."""


@dataclass(frozen=True)
class MotionSpan:
    """A motion: its head, and where it stands."""

    head: MotionHead
    first: int
    """The index of its first Row."""
    body: int
    """The index of the first Row of its text proper."""
    after: int
    """The index of the Row after its last."""
    doubts: tuple[Doubt, ...]


def motion_spans(sorted_: Sorted) -> tuple[MotionSpan, ...]:
    """Return the motions of a file in their order; a file without numbers of motions is one."""
    contents = read_contents(sorted_)
    lines = head_lines(sorted_, contents.lines)
    if not lines:
        return ()
    running = read_running_heads(sorted_, contents.lines)
    if sorted_.text.bare:
        starts = _first_lines_of_pages(lines)
    else:
        starts = find_starts(lines, contents, running)
    return _Cutter(sorted_, lines, contents, running).spans(starts)


def _first_lines_of_pages(lines: Sequence[HeadLine]) -> list[int]:
    """Return where the motions of an export begin: its reader puts each on a page of its own.

    Two motions with the same number are two.
    """
    pages = [0, *(line.line.page for line in lines)]
    return [at for at, (before, page) in enumerate(pairwise(pages)) if page != before]


class _Cutter:
    """Cuts a file at the beginnings of its motions."""

    def __init__(
        self,
        sorted_: Sorted,
        lines: Sequence[HeadLine],
        contents: Contents,
        running: RunningHeads,
    ) -> None:
        self._sorted = sorted_
        self._lines = lines
        self._contents = contents
        self._running = running

    def spans(self, starts: Sequence[int]) -> tuple[MotionSpan, ...]:
        """Return the motions that begin at these lines."""
        begins = [*starts] or [self._first_line()]
        cover_lines = [
            line for line in self._lines[: begins[0]] if line.index not in self._contents.lines
        ]
        cover = "\n".join(line.text for line in cover_lines[:_MOST_COVER_LINES])
        alone, numbered = len(begins) == 1, bool(starts)
        spans = []
        for begin, following in zip(begins, [*begins[1:], len(self._lines)], strict=True):
            end = self._end(begin, following, last=following == len(self._lines))
            spans.append(self._span(begin, end, cover, alone=alone, numbered=numbered))
        checked = self._checked(spans)
        if checked and sum(closed(line.text) for line in cover_lines) > _MOST_BEFORE:
            text = _("{count} lines stand before the first motion and belong to none").format(
                count=len(cover_lines)
            )
            doubt = Doubt(cover_lines[0].index, text)
            checked[0] = _with_doubts(checked[0], [doubt])
        return tuple(checked)

    def _first_line(self) -> int:
        """Return where a text begins that has no number: below a cover without line numbers."""
        numbered = (i for i, line in enumerate(self._lines) if line.number is not None)
        first = next(numbered, 0)
        # a title on the page of the text is no cover
        while first > 0 and not self._lines[first].tops_page and self._on_page(first):
            first -= 1
        return first

    def _on_page(self, at: int) -> bool:
        above, line = self._lines[at - 1].line, self._lines[at].line
        return above.top is not None and above.page == line.page

    def _end(self, begin: int, following: int, *, last: bool) -> int:
        """Return the index after a motion's last line, before a chapter's page."""
        if last:
            return following
        end = following
        while end - 1 > begin and self._is_of_chapter(end - 1, following):
            end -= 1
        return end

    def _is_of_chapter(self, at: int, following: int) -> bool:
        """Return whether a line belongs to a chapter's title or contents."""
        line = self._lines[at]
        if line.index in self._contents.lines:
            return True
        if not line.strong or closed(line.text):
            return False
        start = self._lines[following]
        if line.large and line.line.page != start.line.page:
            return True
        return _CHAPTER.match(line.text) is not None and line.gap

    def _span(self, begin: int, end: int, cover: str, *, alone: bool, numbered: bool) -> MotionSpan:
        lines = self._lines[begin:end]
        pages = {line.line.page for line in lines}
        around = Surroundings(
            cover=cover,
            cover_title=self._cover_title(begin) if alone else "",
            running=self._running.text(pages),
            facts=self._sorted.text.facts if alone else (),
        )
        head, body = read_head(lines, around, numbered=numbered)
        rows = self._sorted.rows
        first = lines[0].row if lines else 0
        after = self._lines[end].row if end < len(self._lines) else len(rows)
        doubts: list[Doubt] = []
        if not head.title:
            doubts.append(MissingTitle(lines[0].index, _("no title was found")))
        return MotionSpan(
            head, first, lines[body].row if body < len(lines) else after, after, tuple(doubts)
        )

    def _cover_title(self, begin: int) -> str:
        """Return the title of a cover: its first line in larger type that is none of a meeting."""
        for at, line in enumerate(self._lines[:begin]):
            if line.large and not (is_dated(line.text) or is_meeting(line.text)):
                end = min(TitleLines(self._lines, LineRoom(self._lines)).end(at), begin)
                return join([other.text for other in self._lines[at:end]])
        return ""

    # --- against the contents page ---

    def _checked(self, spans: list[MotionSpan]) -> list[MotionSpan]:
        listed = self._contents.numbers()
        numbers = {plain_number(_number(span)): span for span in spans}
        common = listed.keys() & numbers.keys()
        if len(listed) < _LEAST_LISTED or not common:
            return spans
        missing = [entry for number, entry in listed.items() if number not in numbers]
        doubts = [*self._missing(missing, len(listed), len(common))]
        checked = []
        for span in spans:
            entry = listed.get(plain_number(_number(span)))
            more = [*self._of_motion(span, entry)]
            checked.append(_with_doubts(span, more))
        checked[0] = _with_doubts(checked[0], doubts)
        return checked

    def _missing(self, missing: Sequence[Entry], listed: int, common: int) -> Iterator[Doubt]:
        if missing:
            numbers = ", ".join(entry.number for entry in missing)
            yield Doubt(
                missing[0].line,
                _(
                    "the contents page lists {listed} motions, {count} were found:"
                    " {numbers} not among them"
                ).format(listed=listed, count=common, numbers=numbers),
            )

    def _of_motion(self, span: MotionSpan, entry: Entry | None) -> Iterator[Doubt]:
        place = self._sorted.rows[span.first].line
        number = _number(span)
        if entry is None:
            yield Doubt(
                place,
                _("the contents page does not list motion {number}").format(number=number or "–"),
            )
        elif span.head.title and not _alike(span.head.title, entry.text):
            yield Doubt(
                place,
                _("the contents page calls motion {number} otherwise: {title}").format(
                    number=number, title=entry.text
                ),
            )


_CHAPTER = re.compile(
    r"(?:(?:Antragsbereich|Sachgebiet|Themenbereich|Kapitel|Bereich|Block|Teil)\s+\S+"
    r"|[A-ZÄÖÜ]{1,3}(?:[.:]|\s[–—-])?\s+[A-ZÄÖÜ]\D*$"
    r"|[\w\s,&-]*[Aa]nträge$)"
)
"""A chapter's title right before a motion: "B Arbeit", "Antragsbereich C: Bildung"."""


def _number(span: MotionSpan) -> str:
    """Return the number of a motion or, without one, that of the resolution."""
    if span.head.number:
        return span.head.number
    label = re.search(r"\d\S*$", span.head.label or "")
    return label[0] if label else ""


def _with_doubts(span: MotionSpan, doubts: Sequence[Doubt]) -> MotionSpan:
    return MotionSpan(span.head, span.first, span.body, span.after, (*span.doubts, *doubts))


def _alike(title: str, entry: str) -> bool:
    """Return whether an entry has a title's words, whatever their order."""
    words = re.findall(r"\w{3,}", title.casefold())
    letters = re.sub(r"\W", "", entry.casefold())
    if not words:
        return True
    return sum(word in letters for word in words) >= _ALIKE * len(words)
