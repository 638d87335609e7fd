"""The words of a German sentence, and what short runs of them are: articles, adjectives, names."""

from __future__ import annotations

import re
from collections.abc import Collection

from reports.importing.german_articles import (
    AFTER_ARTICLE,
    ANY_READING,
    BEFORE_ARTICLE,
    FUNCTION_WORDS,
    JOINING,
    NO_ADJECTIVE,
    Reading,
)
from reports.importing.german_bodies import BodyKind, body_forms, is_capital
from reports.importing.german_organisations import ORGANISATION, organisation_of
from reports.importing.noun_phrases import OF_PLACE

_TOKEN = re.compile(
    rf"(?P<name>{ORGANISATION})"
    r"|(?P<word>-?\w+(?:(?:[-&’'·_]|[*:/](?=\w)|/-)\w+)*-?)|(?P<sign>[^\w\s])"
)
_ADJECTIVE = re.compile(r"[a-zäöüß][\w-]{1,40}(?:e|en|er|es|em)$")
_ADJECTIVE_ALONE = re.compile(
    r"(?:[a-zäöüß][\w-]{0,40}(?:isch|ell|los|bar|eigen|ständig|politisch|amtlich)"
    r"|kommunal|staatlich|öffentlich|kirchlich|örtlich|regional|all)(?:e|en|er)$"
)
"""Adjectives that are recognised without an article; verbs end in -en, too."""
_CAPITAL_ADJECTIVE = re.compile(
    r"[A-ZÄÖÜ]\w{1,40}(?:(?:isch|lich|al|sch|ig)(?:e|en|er|es|em)|-[a-zäöüß]{3,40}e[nrms]?)$"
)
_CAPITAL_PARTICIPLE = re.compile(r"[A-ZÄÖÜ]\w{1,40}ende[nrms]?$")
"""A participle that belongs to an office: "Regierende Bürgermeisterin"."""
_IN_CHARGE = re.compile(r"(?:zuständig|verantwortlich)e[nrms]?$")
_LONGEST_CHARGE = 8
"""Words between "für" and "zuständig": "für Umwelt, Verkehr und Klimaschutz zuständige"."""
_LED = re.compile(r"(?:geführt|regiert|gestellt)e[nrms]?$")
LEGAL_FORMS = frozenset(("AG", "GmbH", "gGmbH", "mbH", "SE", "KG", "eG", "AöR"))
_INFINITIVE = re.compile(
    r"(?!sollen|sollten|müssen|werden|haben|neben|gegen|erwarten|fordern|verlangen|bitten|ersuchen"
    r"|beauftragen|auf|verpflichten|ermutigen)[a-zäöüß]{4,}(?:en|ern|eln)$"
)
"""What shows that a noun before it is an object, not a name: "die AG Vorschläge machen"."""
_PLACE_ENDING = re.compile(
    r"(?!Innenstadt|Altstadt|Neustadt|Großstadt|Hauptstadt)[A-ZÄÖÜ][a-zäöüß-]+(?:stadt|hausen|burg"
    r"|berg|dorf|heim|ingen|furt|bach|itz|leben|roda|walde|brück|brücken|kirchen|münster|haven)$"
)
_NAMED_AFTER = re.compile(
    r"(?:AG|AK|[Aa]rbeitsgemeinschaft|[Aa]rbeitskreis|[Aa]rbeitsgruppe|[Oo]rtsverein|[Uu]nterbezirk"
    r"|[Kk]reisverband|[Oo]rtsverband|[Ll]andkreis|(?:Stadt)?[Bb]ezirk|Region|Projektgruppe"
    r"|[LB]AG|OV|UB|KV|LV|[Ff]achbereich|[Dd]ezernat)$"
)
"""Bodies whose own name follows without more: "AG Migration und Vielfalt"."""
_FOR_A_FIELD = re.compile(
    r"(?:bundes|landes|staats|senats|fach|kultus)?(?:minist(?:erium|er|erin)|verwaltung|senator"
    r"|senatorin|amt|ausschuss|agentur|anstalt|dezernat|dezernent|dezernentin|referat"
    r"|beauftragte|behörde|arbeitsgemeinschaft)(?:es|s|en|n|r|innen)?$",
    re.IGNORECASE,
)
"""Bodies named by their field: "Ministerium für Arbeit und Soziales"; the "Jugendamt" has one."""
_HAS_A_PLACE = re.compile(r"(?:stadt|gemeinde|kreis|land|verband|verein|region)$", re.IGNORECASE)
_AUXILIARIES = frozenset(
    ("soll", "sollte", "muss", "wird", "hat", "ist", "möge", "darf", "setzt", "tritt")
)
"""Verbs that end what can belong to the subject before them."""
CAPITALS = re.compile(r"[A-ZÄÖÜ]\w?[A-ZÄÖÜ]\w*$")
"""AStA, BUND, DGB: whoever is named by letters."""
_OWNED = frozenset((BodyKind.PARTY, BodyKind.FACTION, BodyKind.ASSEMBLY))
"""What an abbreviation before it says the owner of."""
_PERSON = re.compile(
    r"(?:meister|präsident|minister|senator|kanzler|sprecher|dezernent)(?:in)?$|(?:rat|rätin)$"
    r"|vorsitzender?$",
    re.IGNORECASE,
)
"""Offices that a person's own name can follow."""
_MOST_ADJECTIVES = 6
_BEYOND = 12
"""Empty words after the last one, so that looking ahead needs no check."""


class SentenceWords:
    """The words and signs of a sentence; methods take a word's index and return another."""

    def __init__(self, sentence: str, places: Collection[str]) -> None:
        self._text = sentence
        self._places = places
        self.spans = [match.span() for match in _TOKEN.finditer(sentence)]
        self.words = [sentence[start:end] for start, end in self.spans] + [""] * _BEYOND
        self.plain_words = [word.lower() for word in self.words]
        """The same in small letters."""
        words = (i for i, word in enumerate(self.words) if len(word) > 1 and word[0].isalpha())
        self.first = next(words, 0)
        """The index of the first word, after a number."""

    def may_begin(self, at: int) -> bool:
        """Return whether a token can begin a phrase; most cannot."""
        word = self.words[at]
        return (
            is_capital(word)
            or word in AFTER_ARTICLE
            or (word[-1] in "enr" and _ADJECTIVE_ALONE.match(word) is not None)
        )

    def article(self, at: int) -> tuple[int, tuple[Reading, ...]]:
        """Return where a phrase goes on after its article, and how that lets it be read."""
        readings = ANY_READING
        while (word := self.plain_words[at]) in AFTER_ARTICLE:
            readings = AFTER_ARTICLE[word]
            at += 1
            if self.plain_words[at] in AFTER_ARTICLE and not BEFORE_ARTICLE.match(word):
                break
            if self.words[at] == "oder" and self.plain_words[at + 1] in ("die", "der"):
                readings = tuple((None, False, case) for _gender, _plural, case in readings)
                at += 2
        return at, readings

    def charge(self, at: int) -> int:
        """Return where "zuständige" stands if what it is for stands before it; else `at`."""
        if self.words[at] != "für":
            return at
        ahead = range(at + 2, at + 2 + _LONGEST_CHARGE)
        return next((i for i in ahead if _IN_CHARGE.match(self.words[i])), at)

    def adjectives(self, at: int, *, has_article: bool) -> tuple[list[str], int]:
        """Return the adjectives before a noun, and the noun's index."""
        adjectives: list[str] = []
        while len(adjectives) < _MOST_ADJECTIVES and self.is_adjective(
            at, has_article=has_article or bool(adjectives)
        ):
            adjectives.append(self.words[at])
            at += 1
            if self.words[at] in ("und", "oder") and self.is_adjective(
                at + 1, has_article=has_article
            ):
                adjectives.append(self.words[at])
                at += 1
        return adjectives, at

    def is_adjective(self, at: int, *, has_article: bool) -> bool:
        """Return whether a word is an adjective before a noun; verbs end in -en, too."""
        word, following = self.words[at], self.words[at + 1]
        if not following or not (following[0].isalpha() or following[0] == "-"):
            return False
        if self.is_abbreviation_of_owner(at):
            return True
        if word[0].islower():
            if word == "politisch" and has_article and body_forms(following):
                return True  # "die politisch Verantwortlichen"
            pattern = _ADJECTIVE if has_article else _ADJECTIVE_ALONE
            return pattern.match(word) is not None and word not in FUNCTION_WORDS
        if _LED.match(following):
            return True  # "SPD geführten"
        if body_forms(word) or not (following[0].isupper() or _ADJECTIVE.match(following)):
            return False
        if _CAPITAL_PARTICIPLE.match(word) and body_forms(following):
            return True
        if _CAPITAL_ADJECTIVE.match(word):
            return word.lower() not in NO_ADJECTIVE
        return OF_PLACE.match(word) is not None and (
            word[:-2] in self._places or bool(body_forms(following)) or following.endswith("-")
        )

    def is_abbreviation_of_owner(self, at: int) -> bool:
        """Return whether a word says whose body the next one is: "SPD Fraktion"."""
        word, following = self.words[at], body_forms(self.words[at + 1])
        return (
            bool(following)
            and word not in self._places
            and (CAPITALS.match(word) is not None or organisation_of(word) is not None)
            and (following[0].kind in _OWNED or word == "EU")
            and not (body_forms(word) and organisation_of(self.words[at + 1]))
        )

    def hanging(self, at: int) -> tuple[list[str], int]:
        """Return the beginnings of compounds that a later noun completes: "Landes- und"."""
        firsts: list[str] = []
        while self.words[at].endswith("-") and self.words[at][0].isupper():
            step = 2 if self.words[at + 1] in (",", *JOINING) else 0
            while step and self.plain_words[at + step] in AFTER_ARTICLE:
                step += 1
            if not step or not self.words[at + step][:1].isupper():
                break
            firsts.append(self.words[at])
            at += step
        return firsts, at

    def plain(self, adjectives: tuple[str, ...], start: int) -> tuple[str, ...]:
        """Return adjectives without the capital that the first one has at a sentence's start."""
        if not adjectives or start > 0 or not _CAPITAL_ADJECTIVE.match(adjectives[0]):
            return adjectives
        return (adjectives[0][0].lower() + adjectives[0][1:], *adjectives[1:])

    def place(self, noun: str, at: int) -> int:
        """Return the token after a place that stands right behind a noun: "SPD Leipzig"."""
        word = self.words[at]
        if word not in self._places and not _PLACE_ENDING.match(word):
            return self._place_before_verb(noun, at)
        if self.words[at + 1] in ("am", "an") and self.words[at + 2] in ("Main", "der"):
            return at + (3 if self.words[at + 2] == "Main" else 4)
        return self.places(at) if all(form.plural for form in body_forms(noun)) else at + 1

    def places(self, at: int) -> int:
        """Return the token after places that "und" joins: "Berlin und Brandenburg"."""
        at += 1
        while self.words[at] in ("und", ",") and self.words[at + 1] in self._places:
            at += 2
        return at

    def _place_before_verb(self, noun: str, at: int) -> int:
        """Return the token after a place that nobody knows: "Die Gemeinde Neudorf soll"."""
        after = at
        while after < at + 2 and self.is_name(after):
            after += 1
        is_place = after > at and _HAS_A_PLACE.search(noun) and self.words[after] in _AUXILIARIES
        return after if is_place else at

    def own_name(self, noun: str, at: int) -> int:
        """Return the token after a body's own name or its field."""
        if self.words[at] in LEGAL_FORMS:
            return at + 1
        if body_forms(noun)[0].kind in _OWNED and (after := self._party_name(at)) > at:
            return after
        if _NAMED_AFTER.search(noun) and (self.words[at][:1].isdigit() or self.is_name(at)):
            after = at + 1
            if self.words[after] in ("plus", "Plus"):
                return after + 1
            while self.is_name(after) or (
                self.words[after] in ("und", "&") and self.is_name(after + 1)
            ):
                after += 1
            return at if _INFINITIVE.match(self.words[after]) else after
        if _FOR_A_FIELD.search(noun) and self.words[at] == "für":
            return self.field(at + 1, after_minister="minist" in noun.lower())
        return at

    def _party_name(self, at: int) -> int:
        """Return the token after a party's name behind a body: "Fraktion DIE LINKE"."""
        begins = at + 1 if self.words[at] in ("Die", "DIE") else at
        word = self.words[begins]
        if organisation_of(word) or (begins > at and word.upper() in ("LINKE", "GRÜNEN")):
            return self.place("", begins + 1)
        return at

    def person(self, noun: str, at: int) -> int:
        """Return the token after the name of whoever holds an office: "Landrätin Erika Muster"."""
        if _PERSON.search(noun) is None:
            return at
        after = at
        while self.words[after] in ("Dr", "Prof", "Herr", "Frau", "Herrn", "."):
            after += 1
        has_title = after > at
        while after < at + 5 and self.is_name(after) and not CAPITALS.match(self.words[after]):
            after += 1
        goes_on = self.words[after][:1].islower() or self.words[after] in ("", ",", ".", ":")
        is_object = _INFINITIVE.match(self.words[after]) is not None
        return after if goes_on and not is_object and (has_title or after > at) else at

    def company(self, at: int) -> int:
        """Return the token after a company's name, with its legal form: "Bau Neudorf GmbH"."""
        after = at
        while after < at + 5 and (self.is_name(after) or self.words[after] in ("und", "&")):
            after += 1
        word = self.words[after]
        return after + 1 if after > at and word in LEGAL_FORMS and word not in ("AG", "SE") else at

    def is_name(self, at: int) -> bool:
        """Return whether a word is written as a noun and names no body we know."""
        word = self.words[at]
        return is_capital(word) and len(word) > 1 and not body_forms(word)

    def field(self, at: int, *, after_minister: bool) -> int:
        """Return the token after a list of fields: "Wirtschaft, Arbeit und Verkehr"."""
        _adjectives, noun_at = self.adjectives(self.article(at)[0], has_article=after_minister)
        if not self.is_name(noun_at):
            return at - 1
        at = noun_at + 1
        while self.words[at] in (",", "und", "&") and self.is_name(at + 1):
            if self.words[at] == "," and self.words[at + 2] not in (",", "und", "&"):
                break
            at += 2
        return at

    def between(self, first: int, after: int) -> str:
        """Return the text of some tokens with a space before it."""
        return f" {self._text[self.spans[first][0] : self.spans[after - 1][1]]}"
