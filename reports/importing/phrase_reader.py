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
    BEFORE_ARTICLE,
    CONTRACTED,
    FUNCTION_WORDS,
    JOINING,
    NO_ADJECTIVE,
    PREPOSITIONS,
    Reading,
    in_cases,
)
from reports.importing.german_bodies import Case, Gender, Kind, body_forms
from reports.importing.german_places import PLACES
from reports.importing.noun_phrases import (
    OF_PLACE,
    Group,
    Meaning,
    Meanings,
    NounPhrase,
    completed,
    meanings_of,
)

_TOKEN = re.compile(r"(?P<word>-?\w+(?:(?:[-&’'·_]|[*:/](?=\w)|/-)\w+)*-?)|(?P<sign>[^\w\s])")
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
_ADJECTIVE = re.compile(r"[a-zäöüß][\w-]{1,40}(?:e|en|er|es|em)$")
_ADJECTIVE_ALONE = re.compile(
    r"(?:[a-zäöüß][\w-]{0,40}(?:isch|ell|los|bar|eigen|ständig|politisch|amtlich)"
    r"|kommunal|staatlich|öffentlich|kirchlich|örtlich|regional|all)(?:e|en|er)$"
)
"""Adjectives that are recognised without an article; verbs end in -en, too."""
_CAPITAL_ADJECTIVE = re.compile(r"[A-ZÄÖÜ]\w{1,40}(?:isch|lich|al|sch)(?:e|en|er|es|em)$")
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
_PLACE_ENDING = re.compile(
    r"(?!Innenstadt|Altstadt|Neustadt|Großstadt|Hauptstadt)[A-ZÄÖÜ][a-zäöüß-]+(?:stadt|hausen|burg"
    r"|berg|dorf|heim|ingen|furt|bach|itz|leben|roda|walde|brück|brücken|kirchen|münster|haven)$"
)
_NAMED_AFTER = re.compile(
    r"(?:AG|AK|[Aa]rbeitsgemeinschaft|[Aa]rbeitskreis|[Aa]rbeitsgruppe|[Oo]rtsverein|[Uu]nterbezirk"
    r"|[Kk]reisverband|[Oo]rtsverband|[Ll]andkreis|Projektgruppe)$"
)
"""Bodies whose own name follows without more: "AG Migration und Vielfalt"."""
_FOR_A_FIELD = re.compile(
    r"(?:minist(?:erium|er|erin)|verwaltung|senator|senatorin|amt|ausschuss|ausschusses|agentur"
    r"|anstalt|dezernat|dezernent|dezernentin|referat|beauftragter?n?|behörde|gemeinschaft)$",
    re.IGNORECASE,
)
"""Bodies named by their field: "Ministerium für Arbeit und Soziales"."""
_LEVEL = re.compile(r"(?:[A-ZÄÖÜ]\w*-\s(?:und|oder)\s)?\w*[Ee]bene$")


def noun_phrases(sentence: str, places: Collection[str] = PLACES) -> list[Group]:
    """Return the groups of noun phrases of a sentence, in their order."""
    return list(_Reader(sentence, places).groups())


_LONGEST_LIST = 12
"""Names up to which a list with commas is followed to its "und"."""
_DEEPEST = 4
"""Bodies within which one can belong: the committee of the council of a city."""
_BEYOND = 12
"""Empty words after the last one, so that looking ahead needs no check."""
_Parsed = tuple[list[NounPhrase], int]
"""Phrases, and the index of the token after them."""


class _Reader:
    """Reads the phrases of one sentence."""

    def __init__(self, sentence: str, places: Collection[str]) -> None:
        self._text = sentence
        self._places = places
        self._spans = [match.span() for match in _TOKEN.finditer(sentence)]
        self._words = [sentence[start:end] for start, end in self._spans] + [""] * _BEYOND
        self._parsed: dict[tuple[int, tuple[Case, ...] | None, int], _Parsed | None] = {}
        self._depth = 0
        self._plain_words = [word.lower() for word in self._words]
        words = (i for i, word in enumerate(self._words) if len(word) > 1 and word[0].isalpha())
        self._first = next(words, 0)
        """The index of the first word, after a number."""

    def groups(self) -> Iterator[Group]:
        """Yield the groups from left to right."""
        at = 0
        while at < len(self._spans):
            if not self._may_begin(at):
                at += 1
                continue
            group, after = self._group(at)
            if group is not None:
                yield group
            at = after

    def _may_begin(self, at: int) -> bool:
        """Return whether a token can begin a phrase; most cannot."""
        word = self._words[at]
        return (
            word[0].isupper()
            or word in AFTER_ARTICLE
            or (word[-1] in "enr" and _ADJECTIVE_ALONE.match(word) is not None)
        )

    def _group(self, at: int) -> tuple[Group | None, int]:
        """Return the group that begins with a token, and the token after it."""
        before = self._plain_words[at - 1] if at else ""
        preposition = CONTRACTED.get(before, before) if before in PREPOSITIONS else None
        cases = PREPOSITIONS.get(before)
        first = self._phrases(at, cases)
        if first is None:
            return None, at + 1
        phrases, after = [*first[0]], first[1]
        if before in ("wir", "uns") and phrases[0].span[0] == self._spans[at][0]:
            preposition = before  # "wir Jusos"
        while _is_askable(phrases[-1]) and (following := self._joined(after, cases, preposition)):
            more, after = following
            phrases += more
        whole = (self._spans[at][0], self._spans[after - 1][1])
        return Group(tuple(phrases), whole, preposition), after

    def _joined(
        self, at: int, cases: tuple[Case, ...] | None, preposition: str | None
    ) -> _Parsed | None:
        """Return the phrase that "und" or a comma of a list joins to those before."""
        sign = self._words[at]
        if sign not in JOINING and sign != ",":
            return None
        begins = at + 1
        if self._words[begins] in (".", "auch"):  # "bzw.", "sowie auch"
            begins += 1
        again = self._plain_words[begins]
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
            sign = self._words[at]
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
        begins, readings = self._article(at)
        has_article = begins > at
        adjectives, noun_at = self._adjectives(begins, has_article=has_article)
        if not has_article and adjectives:
            readings = AFTER_ARTICLE.get("dies" + _ending(adjectives[-1]), ANY_READING)
        if cases is not None:
            readings = in_cases(readings, cases)
        firsts, noun_at = self._hanging(noun_at)
        word = self._words[noun_at]
        if not word or not word[0].isupper() or word.endswith("-"):
            return None
        forms = body_forms(word)
        if not forms and (noun_at <= self._first or word.lower() in FUNCTION_WORDS):
            return None  # at the beginning of a sentence every word has a capital
        after = noun_at + 1
        meanings = meanings_of(word, readings)
        kind = forms[0].kind if forms else None
        if kind is Kind.OTHER and any(map(_PUBLIC.match, adjectives)):
            kind = Kind.PUBLIC
        start = begins
        while start < noun_at and _FLEETING.match(self._words[start]):
            start += 1
        kept = tuple(filterfalse(_FLEETING.match, adjectives))
        pair = self._pair(noun_at, meanings)
        if pair is not None:
            meanings, after, kind = pair
        rests, after = self._rests(word, after, kind) if kind else ([""], after)
        span = (self._spans[start][0], self._spans[after - 1][1])
        person = _PEOPLE.search(word) is not None and _ABSTRACT.search(word) is None
        if firsts == ["Städte-"]:  # the Städte- und Gemeindetag is one
            meanings = meanings.with_bases(lambda meaning: f"Städte- und {meaning.base}")
            firsts = []
        variants = [*completed(firsts, word, meanings), meanings]
        return [
            NounPhrase(span, self._plain(kept, start), variant, rest, kind, person)
            for variant in variants
            for rest in rests
        ], after

    def _plain(self, adjectives: tuple[str, ...], start: int) -> tuple[str, ...]:
        """Return adjectives without the capital that the first one has at a sentence's start."""
        if not adjectives or start > 0 or not _CAPITAL_ADJECTIVE.match(adjectives[0]):
            return adjectives
        return (adjectives[0][0].lower() + adjectives[0][1:], *adjectives[1:])

    def _article(self, at: int) -> tuple[int, tuple[Reading, ...]]:
        """Return where a phrase goes on after its article, and how that lets it be read."""
        readings = ANY_READING
        while (word := self._plain_words[at]) in AFTER_ARTICLE:
            readings = AFTER_ARTICLE[word]
            at += 1
            if self._plain_words[at] in AFTER_ARTICLE and not BEFORE_ARTICLE.match(word):
                break
            if self._words[at] == "oder" and self._plain_words[at + 1] in ("die", "der"):
                readings = tuple((None, False, case) for _gender, _plural, case in readings)
                at += 2
        return at, readings

    def _adjectives(self, at: int, *, has_article: bool) -> tuple[list[str], int]:
        """Return the adjectives before a noun, and the noun's index."""
        adjectives: list[str] = []
        while self._is_adjective(at, has_article=has_article or bool(adjectives)):
            adjectives.append(self._words[at])
            at += 1
            if self._words[at] in ("und", "oder") and self._is_adjective(
                at + 1, has_article=has_article
            ):
                adjectives.append(self._words[at])
                at += 1
        return adjectives, at

    def _is_adjective(self, at: int, *, has_article: bool) -> bool:
        word, following = self._words[at], self._words[at + 1]
        if not following or not (following[0].isalpha() or following[0] == "-"):
            return False
        if word[0].islower():
            pattern = _ADJECTIVE if has_article else _ADJECTIVE_ALONE
            return pattern.match(word) is not None and word not in NO_ADJECTIVE
        if body_forms(word) or not (following[0].isupper() or _ADJECTIVE.match(following)):
            return False
        if _CAPITAL_ADJECTIVE.match(word):
            return word.lower() not in NO_ADJECTIVE
        return OF_PLACE.match(word) is not None and (
            word[:-2] in self._places or bool(body_forms(following)) or following.endswith("-")
        )

    def _hanging(self, at: int) -> tuple[list[str], int]:
        """Return the beginnings of compounds that a later noun completes: "Landes- und"."""
        firsts: list[str] = []
        while self._words[at].endswith("-") and self._words[at][0].isupper():
            step = 2 if self._words[at + 1] in (",", *JOINING) else 0
            while step and self._plain_words[at + step] in AFTER_ARTICLE:
                step += 1
            if not step or not self._words[at + step][:1].isupper():
                break
            firsts.append(self._words[at])
            at += step
        return firsts, at

    def _pair(self, at: int, meanings: Meanings) -> tuple[Meanings, int, Kind] | None:
        """Return women and men as one: "Ministerinnen und Minister"."""
        if self._words[at + 1] not in JOINING:
            return None
        first, second = self._words[at], self._words[at + 2]
        plain = second.removeprefix("-")
        forms = body_forms(plain)
        if not plain[:1].isupper() or not _is_pair(first, plain):
            return None
        either = forms or body_forms(first)
        if not either:
            return None
        joined = []
        for meaning in meanings.each:
            bases = (form.base for form in forms if meaning.case in form.cases and form.plural)
            base = next(bases, plain)
            hyphen = "-" if second.startswith("-") else ""
            text = f"{meaning.base} und {hyphen}{base}"
            joined.append(Meaning(meaning.case, True, Gender.FEMININE, text))
        return Meanings(joined), at + 3, either[0].kind

    # --- what a name goes on with ----------------------------------------------

    def _rests(self, noun: str, at: int, kind: Kind) -> tuple[list[str], int]:
        """Return what follows the noun in its name, each part that is shared on its own."""
        begins = self._spans[at - 1][1]
        at = self._own_name(noun, self._place(at))
        rests = [self._text[begins : self._spans[at - 1][1]]]
        for _attempt in range(3):
            more = self._belonging(at, kind)
            if more is None:
                break
            parts, after = more
            rests = [rest + part for rest in rests for part in parts]
            at = after
        return rests, at

    def _place(self, at: int) -> int:
        """Return the token after a place that stands right behind a noun: "SPD Leipzig"."""
        word = self._words[at]
        if word not in self._places and not _PLACE_ENDING.match(word):
            return at
        if self._words[at + 1] in ("am", "an") and self._words[at + 2] in ("Main", "der"):
            return at + (3 if self._words[at + 2] == "Main" else 4)
        return at + 1

    def _own_name(self, noun: str, at: int) -> int:
        """Return the token after a body's own name or its field."""
        if _NAMED_AFTER.search(noun) and (self._words[at][:1].isdigit() or self._is_name(at)):
            at += 1
            if self._words[at] in ("plus", "Plus"):
                return at + 1
            while self._is_name(at) or (self._words[at] in ("und", "&") and self._is_name(at + 1)):
                at += 1
            return at
        if _FOR_A_FIELD.search(noun) and self._words[at] == "für":
            return self._field(at + 1)
        return at

    def _is_name(self, at: int) -> bool:
        word = self._words[at]
        return word[:1].isupper() and len(word) > 1 and not body_forms(word)

    def _field(self, at: int) -> int:
        """Return the token after a list of fields: "Wirtschaft, Arbeit und Verkehr"."""
        _adjectives, noun_at = self._adjectives(self._article(at)[0], has_article=True)
        if not self._is_name(noun_at):
            return at - 1
        at = noun_at + 1
        while self._words[at] in (",", "und", "&") and self._is_name(at + 1):
            if self._words[at] == "," and self._words[at + 2] not in (",", "und", "&"):
                break
            at += 2
        return at

    def _belonging(self, at: int, kind: Kind) -> tuple[list[str], int] | None:
        """Return where a body belongs: "der SPD", "im Landtag", "auf Bundesebene"."""
        word = self._words[at]
        if word in ("der", "des", "unserer", "unseres", "aller"):
            return self._shared(at, at, (Case.GENITIVE,))
        party = kind in (Kind.PARTY, Kind.SPEAKER)
        if party and word in ("im", "in"):
            if self._words[at + 1] in self._places:
                return [self._between(at, at + 2)], at + 2
            return self._shared(at, at + 1, (Case.DATIVE,))
        if party and word == "von" and self._plain_words[at + 1] not in AFTER_ARTICLE:
            inner = self._phrases(at + 1, (Case.DATIVE,))
            if inner is not None and inner[0][0].kind is not None:
                return [self._between(at, inner[1])], inner[1]
        if word == "von" and self._words[at + 1] in self._places:
            return [self._between(at, at + 2)], at + 2
        if word == "auf":
            _firsts, noun_at = self._hanging(at + 1)
            if _LEVEL.match(self._words[noun_at]):
                return [self._between(at, noun_at + 1)], noun_at + 1
        return None

    def _between(self, first: int, after: int) -> str:
        """Return the text of some tokens with a space before it."""
        return f" {self._text[self._spans[first][0] : self._spans[after - 1][1]]}"

    def _shared(
        self, first: int, phrase_at: int, cases: tuple[Case, ...]
    ) -> tuple[list[str], int] | None:
        """Return the bodies that another one belongs to, each for a name of its own.

        "Mitglieder des Landtags und des Senats" are those of the one and those of the other.
        """
        parts: list[str] = []
        at = first
        while True:
            inner = self._phrases(phrase_at, cases)
            if inner is None or inner[0][0].kind is None:
                break
            if not inner[0][0].meanings.cases.intersection(cases):
                break
            parts.append(self._between(first, inner[1]))
            at = inner[1]
            again = self._words[at + 1]
            if self._words[at] not in ("und", "sowie") or not self._repeats(first, at + 1):
                break
            phrase_at = at + 1 + (again in ("im", "in"))
            first = at + 1
        return (parts, at) if parts else None

    def _repeats(self, first: int, at: int) -> bool:
        """Return whether a further phrase begins as the first one, in the same case alone."""
        again = self._words[at]
        if self._words[first] in ("im", "in"):
            return again in ("im", "in")
        if again not in ("der", "des", "unserer", "unseres"):
            return False
        inner = self._phrases(at, None)
        possible = inner[0][0].meanings.cases if inner is not None else frozenset()
        return Case.GENITIVE in possible <= {Case.GENITIVE, Case.DATIVE}


def _is_askable(phrase: NounPhrase) -> bool:
    return phrase.kind is not None or phrase.is_person


def _ending(adjective: str) -> str:
    match = re.search(r"e[nmrs]?$", adjective)
    return match[0] if match else ""


def _is_pair(first: str, second: str) -> bool:
    """Return whether two nouns are one for women and one for men."""
    shorter, longer = sorted(
        (noun.casefold().rsplit("-", 1)[-1] for noun in (first, second)), key=len
    )
    is_feminine = [noun.endswith(("innen", "in", "frauen")) for noun in (shorter, longer)]
    letters = enumerate(zip(shorter, longer, strict=False))
    shared = next((i for i, (a, b) in letters if a != b), len(shorter))
    return is_feminine[0] != is_feminine[1] and shared >= max(4, 0.6 * len(shorter))
