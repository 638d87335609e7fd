"""What a voice must know of words: the expansion of abbreviations, the language of foreign terms.

A screen reader says "Z. 12" as "Zett zwölf" and reads English terms by the rules of German,
unless the document says what they stand for (ISO 32000-1, 14.9.2 and 14.9.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Words = Sequence[tuple[str, tuple[str, ...]]]
"""Words and phrases by the language that they are in."""

ABBREVIATIONS: Mapping[str, Mapping[str, str]] = {
    "de": {
        # references
        "Abs.": "Absatz",
        "Art.": "Artikel",
        "Kap.": "Kapitel",
        "Nr.": "Nummer",
        "Nrn.": "Nummern",
        "S.": "Seite",
        "Z.": "Zeile",
        # usual words
        "bzw.": "beziehungsweise",
        "ca.": "circa",
        "d. h.": "das heißt",
        "ggf.": "gegebenenfalls",
        "inkl.": "inklusive",
        "Mio.": "Millionen",
        "Mrd.": "Milliarden",
        "o. ä.": "oder ähnlich",
        "s. o.": "siehe oben",
        "s. u.": "siehe unten",
        "Std.": "Stunden",
        "Tel.": "Telefon",
        "u. a.": "unter anderem",
        "usw.": "und so weiter",
        "vgl.": "vergleiche",
        "z. B.": "zum Beispiel",
        "z. T.": "zum Teil",
        # parties and parliaments
        "BTF": "Bundestagsfraktion",
        "KV": "Kreisverband",
        "LTF": "Landtagsfraktion",
        "LV": "Landesverband",
        "MdB": "Mitglied des Bundestages",
        "MdEP": "Mitglied des Europäischen Parlaments",
        "MdL": "Mitglied des Landtages",
        "OV": "Ortsverein",
        "OVs": "Ortsvereine",
        "UB": "Unterbezirk",
        "V.i.S.d.P.": "verantwortlich im Sinne des Presserechts",
    }
}
"""Expansions by language. None stands for another word in a resolution or an invitation."""

ENGLISH_TERMS = (
    *("Best Practice", "Case Management", "Citizen Science", "Co-Working", "Community"),
    *("Community Organizing", "Crowdfunding", "Diversity", "Empowerment", "Equal Pay"),
    *("Fact-Checking", "Fair Trade", "Fake News", "Fast Fashion", "Fundraising"),
    *("Gender Budgeting", "Gender Mainstreaming", "Gender Pay Gap", "Green Deal", "Green New Deal"),
    *("Hate Speech", "Housing First", "Mainstreaming", "Mentoring", "Open Access", "Open Data"),
    *("Open Source", "Peer-to-Peer", "Public Viewing", "Racial Profiling", "Safe Space"),
    *("Safe Spaces", "Safer Space", "Safer Spaces", "Sharing", "Smart City", "Social Media"),
    *("Upcycling", "Urban Gardening", "Welcome Center"),
)
"""English terms of German politics whose letters, read as German, are not understood.

Words that German has long had (Team, Job, Workshop) are read rightly by German voices.
"""

_SPACE = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_WORD = "[\\w\N{SOFT HYPHEN}\N{WORD JOINER}-]"
_PLURALS = {"Zeile": "Zeilen", "Seite": "Seiten"}
"""What an expansion becomes before a range of numbers."""

_LAST_WORDS = re.compile(r"(?:[\w-]+ ){0,4}[\w-]+$")

_RANGE = re.compile(rf"{_SPACE}?\d+{_SPACE}?[\N{{EN DASH}}-]{_SPACE}?\d")


@dataclass(frozen=True)
class SpokenRun:
    """A part of a text that is read in one way."""

    text: str
    language: str = ""
    """The language that it is in, if another than that of the text."""
    expansion: str = ""
    """What an abbreviation stands for."""


def spoken_runs(
    text: str, language: str, foreign: Words = (), around: Callable[[], str] = str
) -> Sequence[SpokenRun]:
    """Divide a line of text where a voice must read otherwise; return nothing if it need not.

    Args:
        text: A line as it is printed.
        language: Its language.
        foreign: Words and phrases of other languages besides the usual English terms.
        around: Returns the whole text, with single spaces, for phrases that go on in the next
            line.
    """
    finder = _finder(language, tuple(foreign))
    if finder is None:
        return ()
    start, end = finder.parted(text, around)
    inner = text[len(start.text) if start else 0 : len(text) - len(end.text) if end else len(text)]
    if finder.pattern.search(inner) is None:
        runs = [SpokenRun(inner)] if (start or end) and inner else []
    else:
        runs = list(finder.divide(inner))
    return (*([start] if start else []), *runs, *([end] if end else []))


class _TermFinder:
    """Finds the abbreviations and foreign words of one language."""

    def __init__(self, expansions: Mapping[str, str], languages: Mapping[str, str]) -> None:
        self._expansions = expansions
        self._languages = languages
        longest_first = sorted({*expansions, *languages}, key=len, reverse=True)
        words = "|".join(re.escape(word).replace("\\ ", _SPACE) for word in longest_first)
        # "AG" is a working group before a name ("AG Migration"), and else often a company;
        # a term within a compound is read as the compound's language has it
        self.pattern = re.compile(
            rf"(?<!{_WORD})(?:{words}|AG(?={_SPACE}(?:[A-ZÄÖÜ]|\d+{_SPACE}?plus)))(?!{_WORD})"
            if "Z." in expansions
            else rf"(?<!{_WORD})(?:{words})(?!{_WORD})"
        )

        phrases = [word.split() for word in languages if " " in word]
        self._phrases = {" ".join(phrase) for phrase in phrases}
        cuts = [(phrase, i) for phrase in phrases for i in range(1, len(phrase))]
        self._starts = _of_phrases(" ".join(phrase[i:]) for phrase, i in cuts)
        self._ends = _of_phrases(" ".join(phrase[:i]) for phrase, i in cuts)

    def parted(
        self, text: str, around: Callable[[], str]
    ) -> tuple[SpokenRun | None, SpokenRun | None]:
        """Return what of a phrase the line before has begun, and what the next one ends."""
        start, end = None, None
        if self._starts and (match := self._starts.match(text)):
            start = self._part(match[0], around, lambda phrase, part: phrase.endswith(f" {part}"))
        if self._ends and (match := _LAST_WORDS.search(text)):
            words = match[0]
            while words and not self._ends.fullmatch(words):
                words = words.partition(" ")[2]
            if words:
                end = self._part(words, around, lambda phrase, part: phrase.startswith(f"{part} "))
        return start, end

    def _part(
        self, part: str, around: Callable[[], str], belongs: Callable[[str, str], bool]
    ) -> SpokenRun | None:
        """Return the run of a part of a phrase, if that phrase is in the whole text."""
        text = around()
        for phrase in self._phrases:
            if belongs(phrase, part) and phrase in text:
                return SpokenRun(part, self._languages[phrase])
        return None

    def divide(self, text: str) -> Iterator[SpokenRun]:
        """Yield the parts of a text that has something for a voice to know."""
        end = 0
        for match in self.pattern.finditer(text):
            word = re.sub(_SPACE, " ", match[0])
            expansion = self._expansions.get(word, "")
            if word == "AG":
                expansion = "Arbeitsgemeinschaft"
            if expansion in _PLURALS and _RANGE.match(text, match.end()):
                expansion = _PLURALS[expansion]
            if match.start() > end:
                yield SpokenRun(text[end : match.start()])
            yield SpokenRun(match[0], self._languages.get(word, ""), expansion)
            end = match.end()
        if end < len(text):
            yield SpokenRun(text[end:])


def _of_phrases(parts: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of parts of phrases, the longest first; None if there are none."""
    longest_first = sorted(set(parts), key=len, reverse=True)
    words = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?:{words})(?!{_WORD})") if words else None


@lru_cache(maxsize=64)
def _finder(language: str, foreign: Words) -> _TermFinder | None:
    """Return what finds the terms of a language, or None if there are none to find."""
    expansions = ABBREVIATIONS.get(language, {})
    languages = dict.fromkeys(ENGLISH_TERMS, "en") if language == "de" else {}
    languages |= {word: code for code, words in foreign for word in words if code != language}
    return _TermFinder(expansions, languages) if expansions or languages else None
