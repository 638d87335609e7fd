"""The head of a motion: number, title, submitter, addressees, who passed it and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.content.resolution import Status
from reports.importing.adoption_sentences import adoption_sentence
from reports.importing.footnotes import without_mark
from reports.importing.german_terms import MOTIONS, RESOLUTIONS, alternatives
from reports.importing.head_facts import HeadAddressee, HeadFacts
from reports.importing.head_keys import Key
from reports.importing.head_lines import HeadLine, LineRoom, closed, same_look
from reports.importing.head_status import outcome, tick_boxes
from reports.importing.head_tables import fact_rows
from reports.importing.head_titles import (
    LABEL,
    MOST_TITLE_LINES,
    PART,
    PROGRAMME,
    TitleLines,
    is_dated,
    is_letterhead,
    is_meeting,
    without_label,
)
from reports.importing.head_values import ValueLines
from reports.importing.meetings import meeting, resolving_body
from reports.importing.motion_numbers import MotionNumber, plain_number
from reports.text.dehyphenation import join
from reports.text.source_text import OF_MEASURE, UNTITLED_MEASURE

__all__ = ["HeadAddressee", "MotionHead", "Surroundings", "read_head"]

_MOST_HEAD_LINES = 60
_MOST_TAIL_LINES = 12
"""Lines at a motion's end where its vote or its submitter may stand."""
_UNNUMBERED = 30
"""Lines of a head that may stand before the first printed line number."""
_FIRST_NUMBER = 3
"""The first line number of a text, where empty lines are counted, is at most this."""
_LEAST_WORDS = 6
"""Words of a sentence behind "Beschluss:"; "Angenommen in geänderter Fassung." has four."""
_OF_WHOM = re.compile(r"(?P<article>des|der|von|vom)\s+(?P<who>[A-ZÄÖÜ].*)$")
"""A line below "Antrag" that says whose: "der Fraktion Mitte"."""
_ORGANISATION = re.compile(
    r"(?:Landesverband|Bezirk|Unterbezirk|Kreisverband|Ortsverein|Stadtverband|Landesvorstand"
    r"|Bundesvorstand|Parteivorstand|Arbeitsgemeinschaft|Fraktion|Jusos|ASF|AfA|KV|OV|UB|LV|AG)\b"
)
"""What a submitter's name begins with, where no key says that it is one."""
_TO_WHOM = re.compile(rf"(?:{alternatives(MOTIONS)})\s+an\s+(?:den|die|das)\s+[A-ZÄÖÜ].{{2,100}}$")
"""A line that says before whom a motion is brought: "Antrag an den Parteitag"."""
_VOTE = re.compile(r"\([^()]*\)$")
_KIND_ALONE = re.compile(
    rf"(?:(?:vorläufiger|Entwurf\s*:?)\s+)?(?:{alternatives(MOTIONS)}|Entwurf|Text)"
    r"(?:\s*\(?(?:vorläufig|Entwurf)\)?)?$"
)
_PROVISIONAL = re.compile(r"(?P<kind>Beschluss|Antrag)\s*\(vorläufig\)\s+(?P<title>\S.*)$")
_KIND_OF = re.compile(
    rf"(?P<kind>{alternatives(MOTIONS)})\s+(?P<article>des|der|von|vom)\s+(?P<who>[A-ZÄÖÜ].{{2,80}})$"
)


@dataclass(frozen=True)
class Surroundings:
    """What stands around a motion and holds for it: the cover, its running heads, front matter."""

    cover: str = ""
    cover_title: str = ""
    running: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MotionHead:
    """What is known of a motion besides its text."""

    title: str
    """Empty if there is none."""
    number: str | None
    """The number of the motion: "K 01"."""
    label: str | None
    """What it is cited as: "Beschluss 01"."""
    submitter: str | None
    addressees: tuple[HeadAddressee, ...]
    """Those whom the head names as addressees of the whole motion."""
    body: str | None
    """Who passed it: "Außerordentlicher Parteitag der SPD Muster"."""
    meeting: str | None
    """The body in a word: "Parteitag"."""
    date: dt.date | None
    """The day it was passed; of a meeting of several days the last."""
    status: Status | None
    """None if the text does not tell."""


def read_head(
    lines: Sequence[HeadLine], around: Surroundings, *, numbered: bool
) -> tuple[MotionHead, int]:
    """Return a motion's head and the index of the first of its lines that is text proper.

    `numbered` tells that its first line begins a motion by its number.
    """
    facts = HeadFacts()
    for word, value in around.facts:
        facts.add_fact(word, value)
    reader = _HeadReader(lines[:_MOST_HEAD_LINES], facts, LineRoom(lines), numbered=numbered)
    after = reader.read()
    for line in lines[max(after, len(lines) - _MOST_TAIL_LINES) :]:
        facts.add_tail(line.text, line.key)
    facts.add_around(around.running, around.cover)
    if not facts.has_outcome:
        facts.add_adoption(adoption_sentence([line.text for line in lines[after:]]))
    if not facts.title:
        facts.title = reader.title_of_large_type() or around.cover_title
    return (
        MotionHead(
            without_label(without_mark(facts.title)),
            facts.number,
            facts.label,
            facts.submitter,
            tuple(facts.addressees),
            facts.body,
            facts.meeting,
            facts.date,
            facts.status,
        ),
        after,
    )


class _HeadReader:
    """Reads the lines of a head one after the other."""

    def __init__(
        self, lines: Sequence[HeadLine], facts: HeadFacts, room: LineRoom, *, numbered: bool
    ) -> None:
        self._numbered = numbered
        self._in_table = False
        self._lines = lines
        self._room = room
        self._titles = TitleLines(lines, room)
        self._values = ValueLines(lines, room)
        self._fact_rows = fact_rows(lines)
        self._facts = facts
        self._bound = _bound(lines)
        self._headed = numbered or bool(facts.title)

    def read(self) -> int:
        """Return the index of the first line of the text."""
        at = 0
        while at < len(self._lines):
            after = self._item(at)
            if after is None:
                break
            at = after
            if LABEL.match(self._lines[at - 1].text) and self._facts.title:
                break
        return at

    def title_of_large_type(self) -> str:
        """Return the first line in larger type that is no part's heading; empty without one."""
        line = next((line for line in self._lines if line.large), None)
        return line.text if line and not PART.match(line.text) else ""

    def _item(self, at: int) -> int | None:
        """Read what stands at a line; return the index after it, None where the text begins."""
        for read in (
            self._content,
            self._number,
            self._key,
            self._boxes,
            self._repeated_title,
            self._opening,
            self._kind,
            self._dated,
            self._organisation,
            self._title,
            self._further,
        ):
            after = read(at)
            if after is not None:
                return after if after >= 0 else None
        return None

    # --- each returns the index after what it read, -1 for the beginning of the text, or None

    def _content(self, at: int) -> int | None:
        """Stop at a table that tells nothing of the motion, or at "Beschluss: Die Stadt …"."""
        line = self._lines[at]
        if line.line.style == "table" and at not in self._fact_rows:
            return -1
        if line.line.style.endswith((OF_MEASURE, UNTITLED_MEASURE)):
            return -1
        key = line.key
        resolves = (
            key is not None
            and key.key is Key.STATUS
            and key.certain
            and closed(key.value)
            and len(key.value.split()) >= _LEAST_WORDS
            and outcome(key.value) is None
        )
        return -1 if resolves else None

    def _number(self, at: int) -> int | None:
        line = self._lines[at]
        number = line.motion_number
        if number is None or not self._counts(number, line, at):
            return None
        after, title = at + 1, number.title
        if title:
            after = self._titles.end(at)
            title = join([title, *(other.text for other in self._lines[at + 1 : after])])
        else:
            after = self._of_whom(after)
        self._facts.add_number(number)
        if title and not self._facts.title:
            self._facts.title = title
        self._headed = True
        return after

    def _counts(self, number: MotionNumber, line: HeadLine, at: int) -> bool:
        """Return whether a line with a number is the motion's, not a reference or a heading."""
        if self._facts.number and plain_number(self._facts.number) == plain_number(number.number):
            return not number.title or number.parted
        if at == 0 and self._numbered:
            return True
        if not number.kind and (at > 0 or (number.title and not number.parted)):
            is_submitted = at == 0 and self._key_follows(at, Key.SUBMITTER)
            is_title = line.large or (line.heading and number.parted)
            return (is_title or is_submitted) and self._facts.number is None
        if not number.parted and not (line.strong or at == 0):
            return False
        return at == 0 or not self._facts.has_kind(number.kind)

    def _key_follows(self, at: int, key: Key) -> bool:
        following = self._lines[at + 1].key if at + 1 < len(self._lines) else None
        return following is not None and following.key is key

    def _key(self, at: int) -> int | None:
        line = self._lines[at]
        key = line.key
        if key is None or not (key.certain or (self._headed and self._values.in_column(at, key))):
            return None
        after = at + 1
        parts = [key.value]
        if line.line.style != "table":
            after = self._values.end(at, key)
            parts += [other.text for other in self._lines[at + 1 : after]]
            if key.key is Key.SUBMITTER:
                parts = self._values.listed(at, parts)
        self._headed = True
        if key.key is Key.ADDRESSEE and resolving_body(join(parts)) and after == at + 1:
            self._facts.add_opening(join(parts))
            return after
        self._in_table = key.key is Key.OTHER and len(line.cells) > 1
        rows = [other.row for other in self._lines[at:after]]
        self._facts.add_key(key.key, parts, rows, line.text)
        return after

    def _boxes(self, at: int) -> int | None:
        line = self._lines[at]
        if not tick_boxes(line.text):
            return None
        self._facts.add_boxes(line.text)
        return at + 1

    def _repeated_title(self, at: int) -> int | None:
        """Skip the title where it stands again, in its own lines."""
        title = _letters(self._facts.title)
        if not title:
            return None
        shown = ""
        for after in range(at, min(at + MOST_TITLE_LINES, len(self._lines))):
            shown += _letters(self._lines[after].text)
            if shown == title:
                return after + 1
            if not title.startswith(shown):
                break
        return None

    def _opening(self, at: int) -> int | None:
        """Stop at "Der Parteitag möge beschließen:", unless the title comes only then."""
        line = self._lines[at]
        if resolving_body(line.text) is None:
            return None
        self._facts.add_opening(line.text)
        if self._facts.title or at + 1 == len(self._lines):
            return -1
        after = self._title(at + 1)
        return -1 if after is None else after

    def _kind(self, at: int) -> int | None:
        line = self._lines[at]
        if (match := _PROVISIONAL.match(line.text)) and not self._facts.title:
            self._facts.add_kind(match["kind"])
            self._facts.title = match["title"]
            return at + 1
        if match := _KIND_OF.match(line.text):
            if meeting(line.text) or closed(line.text):
                return None
            self._headed = True
            if match["kind"] in RESOLUTIONS:
                self._facts.add_resolution_of(match["who"], match["article"], line.text)
            else:
                self._facts.add_submitter(match["who"], match["article"])
            return at + 1
        if _KIND_ALONE.match(line.text) or LABEL.match(line.text):
            self._facts.add_kind(line.text)
            return self._of_whom(at + 1)
        if self._facts.title and PROGRAMME.match(line.text) and not closed(line.text):
            return at + 1
        if _TO_WHOM.match(line.text) and self._facts.submitter and not closed(line.text):
            self._facts.add_line(line.text)
            return at + 1
        if _VOTE.match(line.text) and self._headed:
            return at + 1 if self._facts.add_vote(line.text) else None
        return None

    def _of_whom(self, at: int) -> int:
        """Read "der Fraktion Mitte" below "Antrag"; return the index after it."""
        match = _OF_WHOM.match(self._lines[at].text) if at < len(self._lines) else None
        if match is None or closed(self._lines[at].text):
            return at
        after = at + 1
        while after < len(self._lines) and not self._lines[after].gap:
            if self._lines[after].key or resolving_body(self._lines[after].text):
                break
            after += 1
        text = join([match["who"], *(line.text for line in self._lines[at + 1 : after])])
        name, addressed, rest = text.partition(" an den " if " an den " in text else " an die ")
        self._facts.add_submitter(name, match["article"])
        if addressed:
            self._facts.add_line(rest)
        self._headed = True
        return after

    def _organisation(self, at: int) -> int | None:
        """Read a submitter's name that stands without a key between number and title."""
        line = self._lines[at]
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if at == 0 and following is not None and _TO_WHOM.match(following.text):
            self._facts.submitter = line.text
            self._headed = True
            return at + 1
        if (
            self._facts.submitter
            or self._facts.title
            or not self._headed
            or closed(line.text)
            or not _ORGANISATION.match(line.text)
            or following is None
            or not self._titles.may_be(at + 1, self._titles.end(at + 1), following.text)
        ):
            return None
        self._facts.submitter = line.text
        return at + 1

    def _dated(self, at: int) -> int | None:
        line = self._lines[at]
        text = line.text
        if not is_dated(text) and (line.large or not is_meeting(text)):
            return None
        if self._in_table and len(line.cells) > 1:
            return at + 1  # of the committees that debate it
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        goes_on = (
            following is not None
            and not following.gap
            and same_look(line, following)
            and self._room.is_full(line, following)
            and following.motion_number is None
            and following.key is None
        )
        if (PART.match(text) and not line.cells) or goes_on:
            return None
        self._facts.add_line(text)
        return at + 1

    def _title(self, at: int) -> int | None:
        line = self._lines[at]
        if self._facts.title or PART.match(line.text):
            return None
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if following and is_letterhead(line.text, following.text):
            return at + 1
        after = self._titles.end(at)
        title = join([other.text for other in self._lines[at:after]])
        if not self._titles.may_be(at, after, title):
            return None
        self._facts.title = title
        return after

    def _further(self, at: int) -> int | None:
        """Skip a subtitle, and whatever stands before the first printed line number."""
        line = self._lines[at]
        if not self._headed and not self._facts.title:
            return None
        if self._bound > at and self._headed:
            return at + 1
        before = self._lines[at - 1] if at else None
        subtitle = (
            line.large
            and before is not None
            and before.line.page == line.line.page
            and self._facts.title
            and not any(same_look(line, other) for other in self._lines[at + 1 :])
            and not PART.match(line.text)
            and line.line.size is not None
            and before.line.size is not None
            and line.line.size >= before.line.size
        )
        return at + 1 if subtitle else None


def _bound(lines: Sequence[HeadLine]) -> int:
    """Return the index of the line that line numbers begin with below a head without; or 0."""
    for index, line in enumerate(lines[: _UNNUMBERED + 1]):
        if line.number is not None:
            return index if line.number <= _FIRST_NUMBER else 0
    return 0


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
