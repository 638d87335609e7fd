"""Titles of motions: which lines of a head are one, and where it ends."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from reports.importing.german_terms import AREAS, alternatives
from reports.importing.head_lines import HeadLine, LineRoom, closed, same_look
from reports.importing.meetings import has_date, meeting, resolving_body, without_dates
from reports.text.dehyphenation import join

LONGEST_TITLE = 240
"""Characters; the longest of 70 titles of motions has 140."""
MOST_TITLE_LINES = 8
"""In two narrow columns a title of 120 characters has seven."""
_LONGEST_PLAIN_TITLE = 120
"""Characters of a title that nothing but its place sets apart."""
_LONGEST_DATED = 120
"""Characters of a line that says when and where, and little else."""
_LONGEST_MEETING = 80
"""Characters of a line that only says who met."""
MOST_SMALL_WORDS = 6
"""In "Einstimmig beschlossen auf dem Parteitag am 3. Mai in der Stadthalle" there are six."""
_LINES_OF_TITLE = 1.55
"""Distance of a title's lines in sizes of its type, at most."""
_LINES_APART = 2.5
"""The same for a title in wide lines, all of them as far apart."""
_MILLIMETRES = 0.3528
"""A point in millimetres."""
LABEL = re.compile(
    r"(?:Antragstext|Beschlusstext|Wortlaut(?: des Antrags)?|Text des Antrags|Beschlussvorschlag"
    r"|Beschlusstenor|Beschlussantrag|Antragsformel|Antrag|Beschluss|Text)\s*:?$"
)
"""A heading that says no more than that the text begins."""
PROGRAMME = re.compile(
    r"\w*(?:[Pp]rogramm|[Mm]anifest)(?:\s+(?:zur|für|der|20)\b.{0,40}|\s+\d{4})?$"
)
"""What a programme is called below its title: "Kommunalwahlprogramm 2030"."""
PART = re.compile(
    rf"(?:{alternatives(AREAS)})\s+(?:\d{{1,2}}|[IVX]{{1,5}}|[A-H])(?![\w])"
    r"|(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]{1,5}\.|[A-Ha-z]\)|[A-H]\.|§\s*\d+)"
    r"(?:\s+\S|(?<=[.)])(?=[A-ZÄÖÜ][a-zäöüß]{2}))"
    r"|[-–—•*‣▪●○◦■➢·]\s"
    r"|(?:Begründung|Präambel|Einleitung|Vorwort|Ausgangslage|Fazit|Vorbemerkung|Inhalt\w*)\b"
)
"""A heading, or a point of a list, that is part of a text."""


_OF_MUNICIPALITY = re.compile(
    r"(?:(?:Landes|Kreis|Hanse|Universitäts)*(?:[Ss]tadt|hauptstadt)|Gemeinde|Landkreis|Kreis|Bezirk"
    r"|Markt|Verbandsgemeinde|Samtgemeinde|Freistaat|Land|Kanton)\s+(?:[A-ZÄÖÜ][\w.-]*|am|an|der|im"
    r"|in|ob|bei|vor|\([A-ZÄÖÜ][\w ]*\))"
    r"(?:\s+(?:[A-ZÄÖÜ(][\w.)-]*|am|an|der|im|in|ob|bei|vor)){0,4}$"
)
"""A line that only names a municipality, a district or a state."""
_PLAN = re.compile(
    r"[\w-]*(?:[Pp]lan|[Pp]rogramm|[Kk]onzept|[Ss]trategie|[Ll]eitbild|[Aa]genda|[Kk]atalog)\b"
)
_OPEN_END = re.compile(
    r"(?:[-–]|\b(?:und|oder|sowie|statt|als|wie|de[rsmn]|die|das|ein(?:e[rsmn]?)?|alle[rmn]|in|im"
    r"|ins|an|am|ans|auf|aus|bei|beim|durch|für|gegen|mit|nach|ohne|über|um|unter|von|vom|vor|zu"
    r"|zum|zur|zwischen))$"
)
"""What no title ends with: the end of a line behind which it goes on."""
_OPENING_QUOTE = re.compile(r"[„»«](?=\w)|(?<!\w)[“\"](?=\w)")
_CLOSING_QUOTE = re.compile(r"(?<=[\w.!?…])[“”\"«»]")
_BEFORE_TITLE = re.compile(
    r"(?:(?:Dringlichkeits|Ergänzungs|Änderungs|Initiativ)?[Aa]ntrag|Betreff|Betr\.|hier)"
    r"\s*:\s+(?=\S)"
)

_OF_ASSEMBLY = re.compile(
    r"(?:Resolution|Beschluss|Erklärung|Entschließung|Stellungnahme|Positionspapier|Leitantrag)"
    r"\s+(?:de[rs]|vom)\s[^:]{2,60}:\s+(?!\d)\S"
)
"""A title behind the name of the assembly that passes it."""


def is_letterhead(text: str, following: str) -> bool:
    """Return whether a line only says whose plan the title below it names."""
    return _OF_MUNICIPALITY.match(text) is not None and _PLAN.search(following) is not None


def without_label(title: str) -> str:
    """Return a title without what stands before it: "Antrag: …", "hier: …"."""
    return _BEFORE_TITLE.sub("", title, count=1)


class TitleLines:
    """Reads titles from the lines of a head."""

    def __init__(self, lines: Sequence[HeadLine], room: LineRoom) -> None:
        self._lines = lines
        self._room = room

    def end(self, at: int) -> int:
        """Return the index after a title's last line."""
        line = self._lines[at]
        after = at + 1
        while after < min(len(self._lines), at + MOST_TITLE_LINES):
            other = self._lines[after]
            if (
                not same_look(line, other)
                or (line.number is None and other.number is not None)
                or (other.number is None and line.number is not None and other.gap)
                or other.key
                or other.motion_number
                or resolving_body(other.text)
                or (PART.match(other.text) and not _is_dash(line, other))
                or is_dated(other.text)
                or (
                    PROGRAMME.match(other.text)
                    and not _OPEN_END.search(self._lines[after - 1].text)
                )
                or not (self._strong_goes_on if line.strong else self._plain_goes_on)(at, after)
            ):
                break
            after += 1
        return after

    def _pitch(self, at: int) -> float:
        """Return the distance of a line to the one before in sizes of its type, to a tenth."""
        before, line = self._lines[at - 1].line, self._lines[at].line
        if before.top is None or line.top is None or not line.size or before.page != line.page:
            return math.inf
        return round((line.top - before.top) / (_MILLIMETRES * line.size), 1)

    def _is_near(self, at: int) -> bool:
        """Return whether a line is no further from the one before than a title's lines are."""
        return self._pitch(at) < _LINES_OF_TITLE

    def _strong_goes_on(self, first: int, at: int) -> bool:
        """Return whether a title that stands out by its type or style goes on in a line."""
        before, line = self._lines[at - 1], self._lines[at]
        if line.text[0].islower() and not closed(before.text):
            return True  # paragraphs of their own, as people divide long titles
        if self._lines[first].heading or self._lines[first].line.style:
            return False
        if not line.gap:
            return True
        is_spaced = at - first > 1 and self._pitch(at) == self._pitch(at - 1) < _LINES_APART
        return self._lines[first].large and (self._is_near(at) or is_spaced)

    def _plain_goes_on(self, first: int, at: int) -> bool:
        """Return whether a title in the type of the text goes on in a line.

        The paragraph that it is ends without a full stop.
        """
        line = self._lines[at]
        begun = join([other.text for other in self._lines[first:at]])
        if line.gap or line.line.style or closed(begun) or self._ends_as_sentence(at):
            return False
        return (
            line.text[0].islower()
            or _OPEN_END.search(begun) is not None
            or len(_OPENING_QUOTE.findall(begun)) > len(_CLOSING_QUOTE.findall(begun))
            or self._room.is_full(self._lines[at - 1], line)
        )

    def _ends_as_sentence(self, at: int) -> bool:
        """Return whether the paragraph of a line is a sentence, or too long for a title."""
        for after in range(at, min(len(self._lines), at + MOST_TITLE_LINES)):
            following = self._lines[after + 1] if after + 1 < len(self._lines) else None
            if following is None or following.gap or following.key:
                return closed(self._lines[after].text.rstrip("!?"))
            if PART.match(following.text):
                return True
        return True

    def may_be(self, at: int, after: int, title: str) -> bool:
        """Return whether the lines from `at` to `after`, joined to `title`, can be the title."""
        line = self._lines[at]
        if len(title) > LONGEST_TITLE or line.line.style in ("list", "footnote"):
            return False
        if title.endswith(",") or not re.search(r"\w{2}", title) or line.line.style == "table":
            return False
        if line.heading or line.strong:
            return not (
                line.strong and not line.heading and not line.large and self._runs_in(after)
            )
        if len(title) > _LONGEST_PLAIN_TITLE or closed(re.sub(r"[!?]+$", "", title)):
            return False
        following = self._lines[after] if after < len(self._lines) else None
        return (
            following is None
            or following.gap
            or following.strong
            or following.text.startswith("(")
            or resolving_body(following.text) is not None
            or following.key is not None
            or LABEL.match(following.text) is not None
            or is_dated(following.text)
            or is_meeting(following.text)
            or PART.match(following.text) is not None
            or (len(title) < 0.6 * len(following.text) and not following.text[0].islower())
        )

    def _runs_in(self, after: int) -> bool:
        """Return whether bold type only begins a paragraph that goes on in plain type."""
        following = self._lines[after] if after < len(self._lines) else None
        return following is not None and not following.gap and following.text[0].islower()


def is_dated(text: str) -> bool:
    """Return whether a line of the head says when and where, and little else."""
    if len(text) >= _LONGEST_DATED or not has_date(text):
        return False
    rest = re.sub(r"\d\.$", "", without_dates(text)).strip()
    return not closed(rest) and small_words(rest) <= MOST_SMALL_WORDS


def is_meeting(text: str) -> bool:
    """Return whether a line of the head says who met, and little else."""
    short = len(text) < _LONGEST_MEETING and not closed(text) and not _OF_ASSEMBLY.match(text)
    return short and meeting(text) is not None and small_words(text) < MOST_SMALL_WORDS


def small_words(text: str) -> int:
    """Return how many words begin with a small letter: sentences have many."""
    return len(re.findall(r"\b[a-zäöüß]{2,}\b", text))


def _is_dash(line: HeadLine, other: HeadLine) -> bool:
    """Return whether a title's next line only begins with a dash, and with no list's."""
    return line.large and other.text.startswith(("–", "—", "-"))
