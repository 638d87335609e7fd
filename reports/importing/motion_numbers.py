"""The numbers of motions: "A 7", "INI13", "K2/3", "12/I/2019", "Antrag Nr. 5: Title", "Ä1 zu A3".

The forms are those of parties' motion books (SPD, Jusos, Antragsgrün, Die Linke, CDU, CSU,
FDP), of parliaments' papers and of city councils' proposals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.importing.german_terms import MOTION_NUMBERS, MOTIONS, RESOLUTIONS, alternatives

_LETTERS = r"(?:[A-ZÄÖÜ]{1,4}|Ini|INI)(?:[.-][A-ZÄÖÜ]{1,4}){0,2}"
_TAIL = r"(?:[./-](?:[A-Z]{1,4}[.-]?)?\d{1,5}|[./-][IVX]{1,4}(?![A-Za-z]))*"
_VERSION = r"(?:[a-z](?![a-zäöüß])|[ -]?\(?[Nn][Ee][Uu]\)?(?!\w))?"
_OF = r"(?:\s+zu[mr]?\s+(?:\w*[Aa]ntrag\s+)?(?:[A-ZÄÖÜ]{1,4}[ .-]?)?\d{1,3}[a-z]?)?"
LETTERED = rf"{_LETTERS}[ .-]?\d{{1,5}}(?:[a-z](?=/))?{_TAIL}{_VERSION}{_OF}"
"""A number that is one without a word before it: "A 7", "INI13", "L.01", "Ä1 zu A3"."""
_SESSION = r"\d{1,3}(?:\.\d{1,2})?/[IVX]{1,4}/\d{4}"
"""The SPD's: motion 12 of a year's first congress, "12/I/2019"."""
_FIGURES = rf"\d{{1,5}}{_TAIL}{_VERSION}"
_BARE = rf"(?:{LETTERED}|{_SESSION})"
_PAPER = r"(?:[A-Z]{1,4}/\d{4}/\d{1,6}|[IVX]{1,4}(?:[/-][A-Z]{1,3})?[/-](?:\d{2,4}[/-])?\d{2,6})"
"""A council's: "VO/2023/1234", "VII-DS-01234"."""
_ANY = rf"(?:{LETTERED}|{_PAPER}|{_FIGURES})"
_KINDS = alternatives((*MOTIONS, *(kind.upper() for kind in MOTIONS if kind != "Ini")))
_KIND = rf"(?:[A-ZÄÖÜ][a-zäöüß-]*(?:ändernde[rn]?|same[rn]?)\s+)?(?:{_KINDS})"
_WORD = (
    rf"(?:Antragsbereich\s+(?P<part>[A-ZÄÖÜ]{{1,3}})\s*[/–-]\s*)?"
    rf"(?:\(?[Vv]orläufiger?\)?\s+)?(?P<kind>{_KIND}|{alternatives(MOTION_NUMBERS)})"
    r"(?:\s*\(vorläufig\))?(?:\s*(?:-?Nr\.?|Nummer|No\.))?\s*:?\s*"
)
_TITLE = r"(?:\s*[:–—|]\s*|\s+-\s+|\.?\s*$)"
_WITH_WORD = re.compile(rf"{_WORD}(?P<number>{_ANY})\.?(?:{_TITLE}(?P<title>\S.*)?)?$")
_WITH_TITLE = re.compile(rf"{_WORD}(?P<number>{_ANY})\.?\s+(?P<title>\S.*)$")
_ALONE = re.compile(rf"(?P<number>{_BARE})\.?(?:{_TITLE}(?P<title>\S.{{2,}})?)?$")
_ALONE_WITH_TITLE = re.compile(rf"(?P<number>{_BARE})\.?\s+(?P<title>[#„“”\"»«(]?[^\W\d_].{{2,}})$")
_BEGINNING = re.compile(r"[(A-ZÄÖÜ\d]\D{0,60}\d|\d")
"""What each line with a number begins with: most lines are told apart by that."""
_INSIDE = re.compile(rf"\s*[(\[]\s*(?:\w*[Aa]ntrag\s+)?(?P<number>{LETTERED}|{_SESSION})\s*[)\]]")
_MENTIONED = re.compile(rf"\b(?P<kind>{_KIND})\s+(?:Nr\.?\s*)?(?P<number>{_ANY})(?!\w)")


@dataclass(frozen=True)
class MotionNumber:
    """A line that begins with a motion's number."""

    number: str
    kind: str
    """The word before it: "Antrag", "Beschluss"; "Antragsnummer"; empty without one."""
    title: str
    """What follows the number; empty if nothing does."""
    parted: bool
    """Whether a sign stands between number and title, or there is no title."""

    @property
    def resolved(self) -> bool:
        """Whether its word says that it was adopted."""
        return self.kind.endswith(RESOLUTIONS)

    @property
    def label(self) -> str | None:
        """What it is cited as, "Antrag A 7"; None without a word for it."""
        if not self.kind or (self.kind in MOTION_NUMBERS and self.kind != "Drucksache"):
            return f"Antrag {self.number}" if self.kind.startswith("Antrag") else None
        return f"{self.kind} {self.number}"


def read_number(text: str) -> MotionNumber | None:
    """Return the number that a line begins with, with its word and title."""
    if _BEGINNING.match(text) is None:
        return None
    for pattern, parted in (
        (_WITH_WORD, True),
        (_ALONE, True),
        (_WITH_TITLE, False),
        (_ALONE_WITH_TITLE, False),
    ):
        if match := pattern.match(text):
            groups = match.groupdict()
            number = match["number"].strip()
            if groups.get("part") and number[0].isdigit():
                number = f"{groups['part']} {number}"
            kind = " ".join((groups.get("kind") or "").split())
            return MotionNumber(
                number,
                kind.capitalize() if kind.isupper() else kind,
                (groups["title"] or "").strip(),
                parted,
            )
    return None


def number_inside(text: str) -> tuple[str | None, str]:
    """Return the motion's number from brackets, "Stadtvorstand (Antrag K 01)", and the rest."""
    match = _INSIDE.search(text)
    if match is None:
        return None, text.strip()
    return match["number"], f"{text[: match.start()]}{text[match.end() :]}".strip()


def mentioned_number(text: str) -> MotionNumber | None:
    """Return the last number in a text that has its word before it: "Kongress 2018 Beschluss C1".

    A running head ends with it or has it before a page number.
    """
    matches = [*_MENTIONED.finditer(text)]
    if not matches:
        return None
    match = matches[-1]
    return MotionNumber(match["number"], match["kind"], "", parted=True)


def plain_number(number: str) -> str:
    """Return a number as it is compared: "A 07" and "a7" are one."""
    tight = re.sub(r"[\s.\-]", "", number).casefold()
    return re.sub(r"(?<!\d)0+(?=\d)", "", tight)


def letters_of(number: str) -> str:
    """Return the letters before the figures, which tell the part of a book: "B" of "B 12"."""
    match = re.match(r"[^\W\d_]*", number)
    return match[0] if match else ""
