"""Noun phrases of a German sentence: where they stand, in which case, and whom they name.

A sentence is read word by word. A phrase is an article, adjectives and a noun; a body's name
goes on with what says where it belongs ("SPD-Fraktion im Rat der Stadt"). Phrases joined by
"und" form one group, which a request takes as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import filterfalse

from reports.importing.german_articles import (
    AFTER_ARTICLE,
    ANY_READING,
    CONTRACTED,
    FUNCTION_WORDS,
    JOINING,
    PREPOSITIONS,
    in_cases,
)
from reports.importing.german_bodies import BodyKind, Case, Gender, body_forms, is_capital
from reports.importing.german_organisations import organisation_of
from reports.importing.german_places import PLACES
from reports.importing.noun_phrases import (
    Group,
    Meaning,
    Meanings,
    NounPhrase,
    completed,
    meanings_of,
)
from reports.importing.sentence_words import CAPITALS, LEGAL_FORMS, SentenceWords

_FLEETING = re.compile(
    r"(?:neu|kommend|(?:zu)?künftig|jeweilig|nächst|bisherig|derzeitig|amtierend|aktuell|genannt"
    r"|verantwortlich|betreffend|betroffen|eigen|gesamt|einzeln|beid|ander|weiter|ganz|viel)"
    r"e[nrms]?$",
    re.IGNORECASE,
)
"""Adjectives that tell what a body is just now; they are no part of its name."""
_PUBLIC = re.compile(
    r"(?:städtisch|kommunal|staatlich|öffentlich|landeseigen|bundeseigen|europäisch)", re.IGNORECASE
)
"""Adjectives that make a company one of the state's or of a municipality's."""
_ABSTRACT = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|tät|täten|tion|tionen|ismus|nis|nisse|tum"
    r"|zug|bau|satz|gesetz|gesetze|programm|recht|rechte|ende|geld|mittel|kosten|preis|preise"
    r"|jahr|jahre|jahren|stelle|stellen|weise|form|beginn|erhalt|verbot|abbau|verzicht|zugang)$",
    re.IGNORECASE,
)
"""What ends a noun for a thing, which nobody can ask for anything."""
_PEOPLE = re.compile(
    r"(?:innen|er|ern|ende|enden|ierte|ierten|leute|leuten|menschen|kräfte|kräften|eltern|räte"
    r"|räten|kreise|werke|werken|länder|ländern|gruppen|gruppe|jugend|industrie|wirtschaft)$"
)
_WEAK = re.compile(r"(?:ent|ant|ist|at|og|ad|and|oss|eug|ett|äf|loss)en$|innen$")
"""What ends a plural whose dative has no letter more: "Studenten", "Patienten"."""
_INDEFINITE = re.compile(r"k?ein(?:e[nmrs]?)?$")
"""Articles of a body that is not one we can ask: "eine moderne Verwaltung"."""
_OF_ANYTHING = re.compile(
    r"(?:rat|rats|vorstand|vorstands|präsidium|ausschuss|mitglied|mitglieder|mitgliedern|beirat"
    r"|vertreter|vertretern|leitung|präsident|präsidentin|verband|minister|ministerin)$",
    re.IGNORECASE,
)
"""What may belong to a body that is none of the table: "Aufsichtsrat der Klinik"."""
_LEVEL = re.compile(r"(?:[A-ZÄÖÜ]\w*-\s(?:und|oder)\s)?\w*[Ee]bene$")


def noun_phrases(sentence: str, places: Collection[str] = PLACES) -> list[Group]:
    """Return the groups of noun phrases of a sentence, in their order."""
    return list(_Reader(sentence, places).groups())


_OF_ONE_NAME = frozenset(("Städte-", "Industrie-", "Hotel-"))
"""Beginnings of a name with a hyphen: the Städte- und Gemeindetag is one body."""
_GENITIVE_ARTICLES = ("der", "des", "einer", "eines", "unserer", "unseres", "ihrer", "dieser")
_PARTIES = frozenset(
    ("SPD", "CDU", "CSU", "FDP", "Grünen", "Linken", "Linke", "GRÜNEN", "LINKEN", "LINKE", "BSW")
)
_LONGEST_LIST = 12
"""Names up to which a list with commas is followed to its "und"."""
_DEEPEST = 4
"""Bodies within which one can belong: the committee of the council of a city."""
_Parsed = tuple[list[NounPhrase], int]
"""Phrases, and the index of the token after them."""


class _Reader(SentenceWords):
    """Reads the phrases of one sentence."""

    def __init__(self, sentence: str, places: Collection[str]) -> None:
        super().__init__(sentence, places)
        self._parsed: dict[tuple[int, tuple[Case, ...] | None, int], _Parsed | None] = {}
        self._depth = 0
        self._last: tuple[Group, int] | None = None
        """The last group, and the token after it."""

    def groups(self) -> Iterator[Group]:
        """Yield the groups from left to right."""
        at = 0
        while at < len(self.spans):
            if not self.may_begin(at):
                at += 1
                continue
            group, after = self._group(at)
            if group is not None:
                self._last = group, after
                yield group
            at = after

    def _group(self, at: int) -> tuple[Group | None, int]:
        """Return the group that begins with a token, and the token after it."""
        before = self.plain_words[at - 1] if at else ""
        preposition = CONTRACTED.get(before, before) if before in PREPOSITIONS else None
        cases = PREPOSITIONS.get(before)
        first = self._phrases(at, cases)
        if first is None:
            return None, at + 1
        phrases, after = [*first[0]], first[1]
        has_article = self.plain_words[at] in AFTER_ARTICLE
        if not has_article and (before in ("wir", "uns") or self.is_name(at - 1)):
            preposition = before  # "wir Jusos", "Programm Digitale Verwaltung"
        if before in JOINING and self._last and self._last[1] == at - 1:
            preposition = self._last[0].preposition  # "mit der Stadt und den Anwohnern"
        while _is_askable(phrases[-1]) and (following := self._joined(after, cases, preposition)):
            more, after = following
            phrases += more
        whole = (self.spans[at][0], self.spans[after - 1][1])
        return Group(tuple(phrases), whole, preposition), after

    def _joined(
        self, at: int, cases: tuple[Case, ...] | None, preposition: str | None
    ) -> _Parsed | None:
        """Return the phrase that "und" or a comma of a list joins to those before."""
        sign = self.words[at]
        if sign not in JOINING and sign != ",":
            return None
        begins = at + 1
        if self.words[begins] in (".", "auch"):  # "bzw.", "sowie auch"
            begins += 1
        again = self.plain_words[begins]
        if preposition and again and CONTRACTED.get(again, again) == preposition:
            begins += 1
        parsed = self._phrases(begins, cases)
        if parsed is None or not all(map(_is_askable, parsed[0])):
            return None
        if sign == "," and not self._comes_to_an_end(parsed[1], cases):
            return None
        return parsed

    def _comes_to_an_end(self, at: int, cases: tuple[Case, ...] | None) -> bool:
        """Return whether a list that had a comma comes to its "und" with another body."""
        for _further in range(_LONGEST_LIST):
            sign = self.words[at]
            parsed = self._phrases(at + 1, cases) if sign == "," or sign in JOINING else None
            if parsed is None or not _is_askable(parsed[0][0]):
                return False
            if sign != ",":
                return True
            at = parsed[1]
        return False

    # --- one phrase ----------------------------------------------------------

    def _phrases(self, at: int, cases: tuple[Case, ...] | None) -> _Parsed | None:
        """Return the phrase that begins with a token; several where they share a part."""
        key = (at, cases, self._depth)
        if key not in self._parsed:
            self._depth += 1
            self._parsed[key] = self._read(at, cases) if self._depth <= _DEEPEST else None
            self._depth -= 1
        return self._parsed[key]

    def _read(self, at: int, cases: tuple[Case, ...] | None) -> _Parsed | None:
        """Read the phrase that begins with a token."""
        begins, readings = self.article(at)
        has_article = begins > at
        if has_article:
            begins = self.charge(begins)
        adjectives, noun_at = self.adjectives(begins, has_article=has_article)
        if not has_article and adjectives:
            readings = AFTER_ARTICLE.get("dies" + _ending(adjectives[-1]), ANY_READING)
        if cases is not None:
            readings = in_cases(readings, cases)
        firsts, noun_at = self.hanging(noun_at)
        word = self.words[noun_at]
        if not word or not is_capital(word) or word.endswith("-"):
            return None
        forms = body_forms(word)
        if has_article and not forms and (after := self.company(noun_at)) > noun_at:
            span = (self.spans[begins][0], self.spans[after - 1][1])
            meanings = meanings_of("GmbH", readings).with_bases(
                lambda _meaning: self._text[slice(*span)]
            )
            return [NounPhrase(span, (), meanings, "", BodyKind.PUBLIC, is_person=False)], after
        if not forms and (noun_at <= self.first or word.lower() in FUNCTION_WORDS):
            return None  # at the beginning of a sentence every word has a capital
        after = noun_at + 1
        meanings = meanings_of(word, readings)
        kind = forms[0].kind if forms and not _INDEFINITE.match(self.plain_words[at]) else None
        if kind is BodyKind.OTHER and any(map(_PUBLIC.match, adjectives)):
            kind = BodyKind.PUBLIC
        start = begins
        while start < noun_at and _FLEETING.match(self.words[start]):
            start += 1
        kept = tuple(filterfalse(_FLEETING.match, adjectives))
        pair = self._pair(noun_at, meanings)
        if pair is not None:
            meanings, after, kind = pair
        rests, after = self._rests(word, after, kind) if kind else ([""], after)
        if kind is BodyKind.OTHER and self.words[after - 1] in LEGAL_FORMS:
            kind = BodyKind.PUBLIC  # by its whole name
        span = (self.spans[start][0], self.spans[after - 1][1])
        person = CAPITALS.match(word) is not None or (
            _PEOPLE.search(word) is not None and _ABSTRACT.search(word) is None
        )
        if firsts and (firsts[0] in _OF_ONE_NAME or rests[0].endswith("mbH")):
            before = self.between(noun_at - 2 * len(firsts), noun_at).strip()
            meanings = meanings.with_bases(lambda meaning: f"{before} {meaning.base}")
            firsts = []
        variants = [*completed(firsts, word, meanings), meanings]
        return [
            NounPhrase(span, self.plain(kept, start), variant, rest, kind, person)
            for variant in variants
            for rest in rests
        ], after

    def _pair(self, at: int, meanings: Meanings) -> tuple[Meanings, int, BodyKind | None] | None:
        """Return women and men as one: "Ministerinnen und Minister", "Bürgerinnen und Bürger"."""
        if self.words[at + 1] not in JOINING:
            return None
        first, second = self.words[at], self.words[at + 2]
        plain = second.removeprefix("-")
        if not plain[:1].isupper() or not _is_pair(first, plain):
            return None
        forms = body_forms(plain)
        either = forms or body_forms(first)
        joined = []
        for meaning in meanings.each:
            bases = (form.base for form in forms if meaning.case in form.cases and form.plural)
            base = next(bases, plain)
            first_base = meaning.base
            if not either and meaning.case is Case.DATIVE:
                base, first_base = _without_dative(base), _without_dative(first_base)
            hyphen = "-" if second.startswith("-") else ""
            text = f"{first_base} und {hyphen}{base}"
            joined.append(Meaning(meaning.case, True, Gender.FEMININE, text))
        return Meanings(joined), at + 3, either[0].kind if either else None

    # --- what a name goes on with ----------------------------------------------

    def _rests(self, noun: str, at: int, kind: BodyKind) -> tuple[list[str], int]:
        """Return what follows the noun in its name, each part that is shared on its own."""
        begins = self.spans[at - 1][1]
        at = self.own_name(noun, self.place(noun, at))
        rests = [self._text[begins : self.spans[at - 1][1]]]
        at = self.person(noun, at)
        if self.words[at] == "(" and self.words[at + 2] == ")":  # an abbreviation of the name
            at += 3
        for _attempt in range(3):
            more = self._belonging(noun, at, kind)
            if more is None:
                break
            parts, after = more
            rests = [rest + part for rest in rests for part in parts]
            at = after
        return rests, at

    def _belonging(self, noun: str, at: int, kind: BodyKind) -> tuple[list[str], int] | None:
        """Return where a body belongs: "der SPD", "im Landtag", "auf Bundesebene"."""
        word = self.words[at]
        if word in ("der", "des", "unserer", "unseres", "aller"):
            of_anything = _OF_ANYTHING.search(noun) is not None
            return self._shared(at, at, (Case.GENITIVE,), of_anything=of_anything)
        party = kind in (BodyKind.PARTY, BodyKind.FACTION, BodyKind.SPEAKER)
        if party and word in ("im", "in"):
            if self.words[at + 1] in self._places:
                return [self.between(at, at + 2)], at + 2
            return self._shared(at, at + 1, (Case.DATIVE,))
        if party and word == "von" and (after := self._parties(at + 1)) > at + 1:
            return [self.between(at, after)], after
        if party and word == "von" and self.plain_words[at + 1] not in AFTER_ARTICLE:
            inner = self._phrases(at + 1, (Case.DATIVE,))
            if inner is not None and inner[0][0].kind is not None:
                return [self.between(at, inner[1])], inner[1]
        if word == "von" and self.words[at + 1] in self._places:
            after = self.places(at + 1)
            return [self.between(at, after)], after
        if word == "auf":
            _firsts, noun_at = self.hanging(at + 1)
            if _LEVEL.match(self.words[noun_at]):
                return [self.between(at, noun_at + 1)], noun_at + 1
        return None

    def _parties(self, at: int) -> int:
        """Return the token after the names of parties: "SPD und Grünen"."""
        while self._is_party(at):
            more = self.words[at + 1] in (",", "und") and self._is_party(at + 2)
            at += 2 if more else 1
        return at

    def _is_party(self, at: int) -> bool:
        word = self.words[at]
        return word in _PARTIES or organisation_of(word) is not None

    def _shared(
        self,
        first: int,
        phrase_at: int,
        cases: tuple[Case, ...],
        *,
        of_anything: bool = False,
    ) -> tuple[list[str], int] | None:
        """Return the bodies that another one belongs to, each for a name of its own.

        "Mitglieder des Landtags und des Senats" are those of the one and those of the other.
        """
        parts: list[str] = []
        at = first
        while True:
            inner = self._phrases(phrase_at, cases)
            owner = self.words[phrase_at + 1]
            if inner is None or not (
                of_anything or inner[0][0].kind or CAPITALS.match(owner) is not None
            ):
                break
            if not inner[0][0].meanings.cases.intersection(cases):
                break
            at = self._bare(phrase_at, inner[1], cases)
            parts.append(self.between(first, at))
            again = self.words[at + 1]
            if not self._has_more(first, at):
                break
            phrase_at = at + 1 + (again in ("im", "in"))
            first = at + 1
        return (parts, at) if parts else None

    def _has_more(self, first: int, at: int) -> bool:
        """Return whether a body after "und", or in a list that comes to it, is one more."""
        sign = self.words[at]
        if sign not in ("und", "sowie", ",") or not self._repeats(first, at + 1):
            return False
        inner = self._phrases(at + 1 + (self.words[at + 1] in ("im", "in")), None)
        return sign != "," or (inner is not None and self.words[inner[1]] in (",", "und", "sowie"))

    def _bare(self, first: int, at: int, cases: tuple[Case, ...]) -> int:
        """Return the token after what "und" joins without articles: "in Räten und Parlamenten"."""
        bare = self.plain_words[first] not in AFTER_ARTICLE and self.words[at] == "und"
        inner = self._phrases(at + 1, cases) if bare else None
        following = self.plain_words[at + 1]
        is_bare = inner is not None and following not in AFTER_ARTICLE
        return inner[1] if inner is not None and is_bare and inner[0][0].kind else at

    def _repeats(self, first: int, at: int) -> bool:
        """Return whether a further phrase begins as the first one, in the same case alone."""
        again = self.words[at]
        if self.words[first] in ("im", "in"):
            return again in ("im", "in")
        if again not in _GENITIVE_ARTICLES:
            return False
        inner = self._phrases(at, None)
        possible = inner[0][0].meanings.cases if inner is not None else frozenset()
        return Case.GENITIVE in possible <= {Case.GENITIVE, Case.DATIVE}


def _is_askable(phrase: NounPhrase) -> bool:
    return phrase.kind is not None or phrase.is_person


def _ending(adjective: str) -> str:
    match = re.search(r"e[nmrs]?$", adjective)
    return match[0] if match else ""


def _without_dative(plural: str) -> str:
    """Return the nominative of men in the dative: "Bürger" for "Bürgern", "Ärzte" for "Ärzten"."""
    if plural.endswith(("ern", "eln")):
        return plural[:-1]
    return plural if _WEAK.search(plural) else re.sub(r"(?<=[^n]e)n$", "", plural)


def _is_pair(first: str, second: str) -> bool:
    """Return whether two nouns are one for women and one for men."""
    shorter, longer = sorted(
        (noun.casefold().rsplit("-", 1)[-1] for noun in (first, second)), key=len
    )
    is_feminine = [noun.endswith(("innen", "in", "frauen")) for noun in (shorter, longer)]
    letters = enumerate(zip(shorter, longer, strict=False))
    shared = next((i for i, (a, b) in letters if a != b), len(shorter))
    return is_feminine[0] != is_feminine[1] and shared >= max(4, 0.6 * len(shorter))
