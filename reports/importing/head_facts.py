"""What the lines of a head say, put together: the most certain place decides."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from reports.content.resolution import Status
from reports.importing.german_terms import COLLECTIONS, RESOLUTIONS, alternatives
from reports.importing.head_keys import Key, KeyLine, known_key, names
from reports.importing.head_status import Outcome, outcome, tick_boxes, ticked
from reports.importing.meetings import date, meeting, party, resolving_body, without_dates
from reports.importing.motion_numbers import (
    MotionNumber,
    mentioned_number,
    number_inside,
    read_number,
)
from reports.text.dehyphenation import join, join_at

_RESOLVED_COLLECTION = re.compile(rf"(?:{alternatives(COLLECTIONS)})\b")
_RESOLVED_LINE = re.compile(
    rf"^(?:\w+\s+)?(?:{alternatives(RESOLUTIONS)})"
    r"(?=\s*$|\s+(?:de[sr]|vom|von|auf|am|Nr)\b|\s+\(?[A-ZÄÖÜ]{0,4}[ .-]?\d)"
    r"|\b(?:beschlossen|verabschiedet|angenommen)\s+(?:am|vom|von|auf|durch|in|beim)\b"
    r"|\b(?:einstimmig|mehrheitlich)\s+(?:beschlossen|angenommen|verabschiedet)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\(?dort beschlossen am:?\s*[\d.]+\)?")
"""When the submitter decided, in Antragsgrün."""
_OF_PARTY = re.compile(r"(?:SPD|CDU|CSU|FDP)\b")


@dataclass(frozen=True)
class HeadAddressee:
    """Somebody whom the head names as addressee of the whole motion."""

    name: str
    """As the text says it, without its article: "SPD-Fraktion im Rat"."""
    rows: tuple[int, int]
    """The indices of the first and the last Row with the name."""


class HeadFacts:
    """Collects facts; each date and body with the rank of its place, 0 the best."""

    def __init__(self) -> None:
        self.title = ""
        self.number: str | None = None
        self.label: str | None = None
        self.submitter: str | None = None
        self.addressees: list[HeadAddressee] = []
        self._kinds: set[str] = set()
        self._dates: list[tuple[int, dt.date]] = []
        self._bodies: list[tuple[int, str, str]] = []
        self._party: str | None = None
        self._committee: str | None = None
        self._committee_date: dt.date | None = None
        self._outcomes: list[tuple[int, Outcome]] = []

    # --- what the head says ---

    def add_number(self, number: MotionNumber) -> None:
        """Note a number with its word; a resolution's own is only its label."""
        self._kinds.add(number.kind)
        if number.resolved:
            self.label = self.label or number.label
            self._outcomes.append((2, Outcome.ADOPTED))
            if not number.number.isdigit():
                self.number = self.number or number.number
            return
        self.number = self.number or number.number
        self.label = self.label or number.label

    def has_kind(self, kind: str) -> bool:
        """Return whether a number with this word was noted."""
        return kind in self._kinds

    def add_kind(self, text: str) -> None:
        """Note a line that only says what the text is: "Beschluss", "Entwurf"."""
        result = outcome(text)
        if result is not None:
            self._outcomes.append((3, result))

    def add_submitter(self, name: str, article: str) -> None:
        """Note "Antrag des Landesvorstandes" in the nominative."""
        self.submitter = self.submitter or _nominative(name, article)

    def add_resolution_of(self, name: str, article: str, text: str) -> None:
        """Note "Beschluss des Kreisvorstandes vom 3. Mai 2024"."""
        body = re.split(r"\s+(?:vom|am|auf|in|zu[mr]?)\s", name, maxsplit=1)[0]
        body = _nominative(without_dates(body).strip(" ,"), article)
        self._bodies.append((1, body, body.split()[0]))
        self._outcomes.append((2, Outcome.ADOPTED))
        self._add_date(0, text)

    def add_vote(self, text: str) -> bool:
        """Note a vote in brackets below the title; return whether it is one."""
        result = outcome(text)
        if result is not None:
            self._outcomes.append((1, result))
        return result is not None

    def add_fact(self, word: str, value: str) -> None:
        """Note what front matter says."""
        text = " ".join(value.replace("\\n", " ").strip(" \"'").split())
        key = known_key(word)
        if key is None or not text or text == "[]":
            if word == "verantwortlich" and text:
                self._party = party(text)
            return
        if word == "verantwortlich":
            self._party = party(text)
        number = read_number(text) if key in (Key.TITLE, Key.NUMBER) else None
        if number is not None:
            self.add_number(number)
            if key is Key.TITLE:
                self.title = self.title or number.title
            return
        self.add_key(key, [text], [], text)

    def add_key(self, key: Key, parts: list[str], rows: list[int], text: str) -> None:
        """Note a key's value, in its lines; `rows` are theirs, `text` the first whole line."""
        value = join(parts).strip()
        if not value:
            return
        if key is Key.NUMBER:
            number = read_number(value) or read_number(f"Antragsnummer {value}")
            if number is not None:
                self.add_number(number)
        elif key is Key.TITLE:
            self.title = value
        elif key is Key.ADDRESSEE:
            self._add_addressees(parts, rows)
        elif key is Key.RESOLVED:
            self._add_resolved(value, committee=text.startswith("Beschlussdatum"))
        elif key is Key.SESSION:
            self._add_meeting(1, text if meeting(value) is None else value)
        else:
            self._add_plain(key, value)

    def _add_plain(self, key: Key, value: str) -> None:
        match key:
            case Key.SUBMITTER:
                self._add_submitters(value)
            case Key.BODY:
                self._add_committee(value)
            case Key.STATUS:
                self._outcomes.append((1, ticked(value) or outcome(value) or Outcome.OTHER))
            case Key.STATED:
                self._add_date(6, value)
            case _:
                pass

    def add_boxes(self, text: str) -> None:
        """Note the boxes of a vote."""
        result = ticked(text)
        if result is not None:
            self._outcomes.append((0, result))

    def add_tail(self, text: str, key: KeyLine | None) -> None:
        """Note the vote or the submitter that stands below a motion's text."""
        if tick_boxes(text):
            self.add_boxes(text)
        elif key is not None and key.certain and key.key in (Key.STATUS, Key.SUBMITTER):
            self._add_plain(key.key, key.value)

    def add_opening(self, text: str) -> None:
        """Note the body of "Der Parteitag möge beschließen:"."""
        body = resolving_body(text)
        if body:
            meeting_known = meeting(body)
            self._bodies.append((5, body, meeting_known[1] if meeting_known else body.split()[0]))

    def add_adoption(self, sentence: str | None) -> None:
        """Note a sentence of the text that says it was adopted."""
        if sentence is not None:
            self._outcomes.append((6, Outcome.ADOPTED))
            self._add_meeting(6, sentence)

    def add_line(self, text: str) -> None:
        """Note a line that says who met when."""
        resolved = _RESOLVED_LINE.search(text) is not None
        if resolved and outcome(text) is not Outcome.OTHER:
            self._outcomes.append((2, Outcome.ADOPTED))
        self._add_meeting(0 if resolved else 2, text)
        mentioned = mentioned_number(text)
        if mentioned is not None and self.number is None and mentioned.resolved:
            self.add_number(mentioned)

    def add_around(self, running: str, cover: str) -> None:
        """Note what running heads and the cover say."""
        for rank, text in ((3, running), (4, cover)):
            if not text:
                continue
            self._add_meeting(rank, text)
            if any(_RESOLVED_LINE.search(line) for line in text.splitlines()) or (
                (mentioned := mentioned_number(text)) is not None and mentioned.resolved
            ):
                self._outcomes.append((4, Outcome.ADOPTED))
            collection = _RESOLVED_COLLECTION.search(text)
            if collection and collection[0].startswith(("Beschl", "Resol")):
                self._outcomes.append((5, Outcome.ADOPTED))

    # --- what follows from it ---

    @property
    def _is_motion(self) -> bool:
        """Whether it calls itself a motion, not a resolution."""
        kinds = self._kinds - {""}
        return any(kind.endswith("ntrag") for kind in kinds) and not any(
            kind.endswith(RESOLUTIONS) for kind in kinds
        )

    @property
    def date(self) -> dt.date | None:
        """The day it was passed."""
        if not self._is_motion and self._committee_date is not None:
            return self._committee_date
        return min(self._dates, key=lambda pair: pair[0], default=(0, None))[1]

    @property
    def body(self) -> str | None:
        """Who passed it."""
        best = min(self._bodies, key=lambda entry: entry[0], default=None)
        if best is None:
            return None if self._is_motion else self._committee or self._party
        if self._party and self._party not in best[1] and " der " not in best[1]:
            of_party = _OF_PARTY.match(self._party)
            return f"{best[1]} der {self._party}" if of_party else f"{best[1]}, {self._party}"
        return best[1]

    @property
    def meeting(self) -> str | None:
        """The body in a word."""
        best = min(self._bodies, key=lambda entry: entry[0], default=None)
        return best[2] if best else None

    @property
    def has_outcome(self) -> bool:
        """Whether anything tells of a vote, also of one that was lost."""
        return bool(self._outcomes)

    @property
    def status(self) -> Status | None:
        """Adopted or a draft; None where nothing says so."""
        result = min(self._outcomes, key=lambda pair: pair[0], default=(0, None))[1]
        if result is Outcome.ADOPTED:
            return Status.ADOPTED
        return Status.DRAFT if result is Outcome.DRAFT else None

    # --- values of keys ---

    def _add_submitters(self, value: str) -> None:
        number, name = number_inside(_ELSEWHERE.sub("", value))
        if self.number is None and number is not None:
            self.number = number
        self.submitter = self.submitter or " ".join(name.split()) or None

    def _add_addressees(self, parts: list[str], rows: list[int]) -> None:
        text, starts = join_at(parts)
        for name, begin, end in names(text):
            if not rows:
                continue
            within = [
                row
                for row, first, after in zip(rows, starts, [*starts[1:], len(text)], strict=True)
                if first < end and begin < after
            ]
            if within:
                self.addressees.append(HeadAddressee(name, (within[0], within[-1])))

    def _add_committee(self, value: str) -> None:
        named = party(value)
        if named is not None and meeting(value) is None:
            self._party = value
            return
        self._committee = value
        if self._is_motion:
            self.submitter = self.submitter or value

    def _add_resolved(self, value: str, *, committee: bool) -> None:
        if committee:
            self._committee_date = date(value)
            if not self._is_motion:
                self._outcomes.append((2, Outcome.ADOPTED))
            return
        self._outcomes.append((2, Outcome.ADOPTED))
        self._add_meeting(0, value)

    def _add_meeting(self, rank: int, text: str) -> None:
        self._add_date(rank, text)
        body = meeting(text)
        if body is not None:
            self._bodies.append((rank, *body))
        if self._party is None:
            self._party = party(text)

    def _add_date(self, rank: int, text: str) -> None:
        day = date(_ELSEWHERE.sub("", text))
        if day is not None:
            self._dates.append((rank, day))


def _nominative(name: str, article: str) -> str:
    """Return a name without the genitive's ending: "des Landesvorstandes"."""
    if article not in ("des", "vom"):
        return name
    first, _space, rest = name.partition(" ")
    return f"{re.sub(r'(?<=[a-zäöüß]{4})(?:es|s)$', '', first)} {rest}".strip()
