"""German nouns for bodies and offices that can be asked for something, with their forms.

A compound is recognised by its last part: "Landtagsfraktion" by "Fraktion". Where that would
take a word for a body that is none ("Vorrat", "Ausland"), a table says which first parts
count or which do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from reports.importing.german_organisations import organisation_of

LONGEST_NOUN = 80
"""Letters up to which a word is looked up; a longer one is no name."""


class BodyKind(StrEnum):
    """What sort of body a noun names; requests are worded differently for each."""

    PARTY = "a part of a party"
    FACTION = "people who act for a party in a council or parliament"
    SPEAKER = "the party itself, which speaks in its resolutions"
    ASSEMBLY = "a meeting that resolves"
    PUBLIC = "a body of the state or of a municipality"
    OTHER = "a company, a school, an association; of such there are many"
    VAGUE = "a word for those who govern, but no body"


class Gender(StrEnum):
    """The grammatical gender of a noun."""

    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"


class Case(StrEnum):
    """The four cases."""

    NOMINATIVE = "nominative"
    ACCUSATIVE = "accusative"
    DATIVE = "dative"
    GENITIVE = "genitive"


@dataclass(frozen=True)
class NounForm:
    """A form of a noun."""

    base: str
    """The nominative of the same number: "Länder" for "Ländern"."""
    gender: Gender
    plural: bool
    cases: frozenset[Case]
    kind: BodyKind


_TABLE = {
    BodyKind.PARTY: {
        "m": "Vorstand/Vorstände Ortsverein/Ortsvereine Unterbezirk/Unterbezirke"
        " Kreisverband/Kreisverbände Stadtverband/Stadtverbände Landesverband/Landesverbände"
        " Bundesverband/Bundesverbände Bezirksverband/Bezirksverbände Ortsverband/Ortsverbände"
        " Arbeitskreis/Arbeitskreise AK/AKs Parteirat/Parteiräte Funktionär/Funktionäre"
        " OV/OVs UB/UBs KV/KVs LV/LVs",
        "f": "Gliederung/Gliederungen Arbeitsgruppe/Arbeitsgruppen"
        " Arbeitsgemeinschaft/Arbeitsgemeinschaften AG/AGs Hochschulgruppe/Hochschulgruppen"
        " Geschäftsstelle/Geschäftsstellen Parteispitze/Parteispitzen"
        " Parteiführung/Parteiführungen Antragskommission/Antragskommissionen"
        " Programmkommission/Programmkommissionen Geschäftsleitung/Geschäftsleitungen"
        " Sektion/Sektionen LAG/LAGen BAG/BAGen",
        "n": "Präsidium/Präsidien",
        "adjective": "Vorsitzende",
    },
    BodyKind.FACTION: {
        "m": "Träger/= Vertreter/= Ratsherr/Ratsherren Sprecher/= Klub/Klubs",
        "f": "Fraktion/Fraktionen Ratsfrau/Ratsfrauen Rätin/Rätinnen",
        "n": "Mitglied/Mitglieder",
        "weak": "Genosse/Genossen Jungsozialist/Jungsozialisten Sozialdemokrat/Sozialdemokraten",
        "adjective": "Abgeordnete Verordnete",
    },
    BodyKind.SPEAKER: {
        "f": "SPD/= CDU/= CSU/= FDP/= SPÖ/= ÖVP/= SP/= AWO/= Partei/Parteien",
        "n": "Volt/=",
        "plural": "Jusos",
        "adjective": "Grüne Linke",
    },
    BodyKind.ASSEMBLY: {
        "m": "Parteitag/Parteitage Kongress/Kongresse Konvent/Konvente",
        "f": "Konferenz/Konferenzen Mitgliederversammlung/Mitgliederversammlungen"
        " Vollversammlung/Vollversammlungen Hauptversammlung/Hauptversammlungen"
        " Landesversammlung/Landesversammlungen"
        " Delegiertenversammlung/Delegiertenversammlungen",
        "adjective": "Delegierte",
    },
    BodyKind.PUBLIC: {
        "m": "Landtag/Landtage Bundestag/Bundestage Kreistag/Kreistage Bezirkstag/Bezirkstage"
        " Gemeindetag/Gemeindetage Städtetag/Städtetage Rat/Räte Aufsichtsrat/Aufsichtsräte"
        " Senat/Senate Magistrat/Magistrate Bund/Bünde Freistaat/Freistaaten Staat/Staaten"
        " Landkreis/Landkreise Kreis/Kreise Landschaftsverband/Landschaftsverbände"
        " Bezirk/Bezirke Minister/= Senator/Senatoren Kanzler/= Bürgermeister/="
        " Gesetzgeber/= Verordnungsgeber/= Ausschuss/Ausschüsse Verbund/Verbünde"
        " Zweckverband/Zweckverbände Eigenbetrieb/Eigenbetriebe Landesbetrieb/Landesbetriebe"
        " Gesundheitsdienst/Gesundheitsdienste DGB/= Kanton/Kantone Fachbereich/Fachbereiche"
        " Landeshauptmann/Landeshauptleute Werkhof/Werkhöfe Bauhof/Bauhöfe Betriebshof/Betriebshöfe"
        " Kämmerer/=",
        "f": "Stadt/Städte Kommune/Kommunen Gemeinde/Gemeinden Verwaltung/Verwaltungen"
        " Regierung/Regierungen Bürgerschaft/Bürgerschaften"
        " Stadtverordnetenversammlung/Stadtverordnetenversammlungen"
        " Bezirksverordnetenversammlung/Bezirksverordnetenversammlungen"
        " Gemeindevertretung/Gemeindevertretungen Stadtvertretung/Stadtvertretungen"
        " Ministerkonferenz/Ministerkonferenzen Präsidentenkonferenz/Präsidentenkonferenzen"
        " Behörde/Behörden Agentur/Agenturen Polizei/Polizeien"
        " Polizeidirektion/Polizeidirektionen Staatsanwaltschaft/Staatsanwaltschaften"
        " Justiz/= Kommission/Kommissionen EU/= Kommunalaufsicht/Kommunalaufsichten"
        " GmbH/GmbHs Wohnungsbaugesellschaft/Wohnungsbaugesellschaften Bahn/Bahnen BVG/="
        " Verkehrsgesellschaft/Verkehrsgesellschaften Kammer/Kammern IHK/IHKs Bank/Banken"
        " Sparkasse/Sparkassen Kämmerei/Kämmereien Stabsstelle/Stabsstellen SBB/="
        " Steuerungsgruppe/Steuerungsgruppen Lenkungsgruppe/Lenkungsgruppen"
        " Bundesversammlung/Bundesversammlungen Landeshauptfrau/Landeshauptfrauen",
        "n": "Parlament/Parlamente Abgeordnetenhaus/Abgeordnetenhäuser Land/Länder"
        " Ministerium/Ministerien Dezernat/Dezernate Referat/Referate Amt/Ämter Jobcenter/="
        " Departement/Departemente",
        "weak": "Präsident/Präsidenten Dezernent/Dezernenten",
        "adjective": "Beigeordnete Beauftragte Verantwortliche",
        "plural": "Stadtwerke Gemeindewerke Kreiswerke Wasserwerke Verkehrsbetriebe",
    },
    BodyKind.OTHER: {
        "m": "Verband/Verbände Verein/Vereine Betrieb/Betriebe Betriebsrat/Betriebsräte"
        " Personalrat/Personalräte Elternrat/Elternräte Jugendring/Jugendringe",
        "f": "Gesellschaft/Gesellschaften Gewerkschaft/Gewerkschaften Hochschule/Hochschulen"
        " Universität/Universitäten Krankenkasse/Krankenkassen Kirche/Kirchen"
        " Stiftung/Stiftungen Schule/Schulen Einrichtung/Einrichtungen Vereinigung/Vereinigungen"
        " Genossenschaft/Genossenschaften Union/Unionen Gemeinschaft/Gemeinschaften"
        " Feuerwehr/Feuerwehren Wirtschaftsförderung/=",
        "n": "Unternehmen/=",
    },
    BodyKind.VAGUE: {"f": "Politik/= Sozialdemokratie/="},
}
"""Nouns by kind and gender, singular and plural ("=": the same). "weak": all forms but the
first are the plural's, as of Präsident; "adjective": declined as one, as Abgeordnete."""

_ONLY = {
    "Träger": "verantwortungs mandats amts entscheidungs funktions",
    "Partei": "bundes landes kantonal bezirks",
    "Stadt": "hanse landeshaupt kreis",
    "Bund": "städte gemeinde gewerkschafts",
    "Land": "bundes",
    "Staat": "mitglied mitglieds",
    "Kreis": "",
    "Bezirk": "stadt partei landes",
    "Kommission": "eu bundes enquete expert",
    "EU": "",
    "AG": "",
    "AK": "",
    **dict.fromkeys(("SPD", "CDU", "CSU", "FDP", "SPÖ", "ÖVP", "SP", "AWO", "SBB"), ""),
    **dict.fromkeys(("Volt", "Grüne", "Linke", "Sektion", "Verantwortliche"), ""),
    **dict.fromkeys(("OV", "UB", "KV", "LV", "LAG", "BAG"), ""),
    "Justiz": "",
    "Präsident": "minister bundes polizei regierungs bundestags landtags",
    "Sprecher": "fraktions",
    "Bank": "aufbau landes förder investitions",
    "Bahn": "",
    "BVG": "",
    "DGB": "",
    "IHK": "",
    "Kammer": "handwerks ärzte handels arbeiter wirtschafts landwirtschafts",
    "Klub": "landtags parlaments rathaus gemeinderats",
    "Politik": "stadt kommunal landes bundes",
}
"""First parts that make a compound the name of a body, where few do: "Landeshauptstadt", but
not "Altstadt"."""

_EXCLUDED = {
    "Gemeinde": "kirch kirchen fan glaubens",
    "Verwaltung": "selbst haus gebäude daten",
    "Rat": "vor un ver hei haus appa refe quad ka inse zie kond dekor konzent aggreg",
    "Amt": "ehren haupt gesamt be",
    "Ausschuss": "über",
    "Agentur": "werbe presse rating nachrichten foto",
    "Konferenz": "presse telefon video minister präsidenten",
    "Gemeinschaft": "arbeits schicksals wohn",
    "Genosse": "zeit haus",
    "Mitglied": "familien",
    "Betrieb": "eigen landes",
    "Gesellschaft": "zivil stadt mehrheits klassen wissens",
}
"""First parts that make a compound something else: "Vorrat"."""

_NEVER_ALONE = frozenset(
    {
        "Träger",
        "Klub",
        "Verbund",
        "Verordnete",
        "Ministerkonferenz",
        "Präsidentenkonferenz",
        "Politik",
    }
)
"""Nouns that name a body in compounds alone: "Verkehrsverbund"."""

_GENDERS = {"m": Gender.MASCULINE, "f": Gender.FEMININE, "n": Gender.NEUTER}
_EVERY_CASE = frozenset(Case)
_NOMINATIVE, _DATIVE, _GENITIVE = (
    frozenset((case,)) for case in (Case.NOMINATIVE, Case.DATIVE, Case.GENITIVE)
)
_GENDER_FORM = re.compile(r"(?P<stem>\w{3,}?)(?:[*:_·]|/-?)?(?P<ending>[Ii]n(?P<plural>nen)?)$")
"""Minister*in, Minister:innen, MinisterInnen, Ministerinnen."""


@dataclass(frozen=True)
class _Entry:
    """A form in the table, with which compounds it may end."""

    noun: str
    form: NounForm

    def takes(self, first: str) -> bool:
        """Return whether the noun names a body with these letters before it."""
        if not first:
            return self.noun not in _NEVER_ALONE
        plain = first.rstrip("-").lower()
        if self.noun in _ONLY and not first.endswith("-"):
            return any(plain.endswith(part) for part in _ONLY[self.noun].split())
        parts = _EXCLUDED.get(self.noun, "").split()
        return len(plain) > 1 and not any(plain.endswith(part) for part in parts)


def body_forms(word: str) -> tuple[NounForm, ...]:
    """Return what forms of a body's noun a word can be, none if it names no body.

    Their base is the whole word's: "Landtagsfraktion" for "Landtagsfraktionen".
    """
    return _forms(word) if 1 < len(word) <= LONGEST_NOUN and is_capital(word) else ()


def is_capital(word: str) -> bool:
    """Return whether a word is written as a noun, with a capital; ver.di writes itself without."""
    return word[:1].isupper() or word.startswith("ver.di")


@lru_cache(maxsize=16384)
def _forms(word: str) -> tuple[NounForm, ...]:
    organisation = organisation_of(word)
    if organisation:
        base, plural = organisation
        return (NounForm(base, Gender.FEMININE, plural, _EVERY_CASE, BodyKind.SPEAKER),)
    forms = _last_part(word)
    match = _GENDER_FORM.match(word) if not forms and "n" in word[-3:] else None
    if match is None:
        return forms
    person = _last_part(match["stem"]) or _last_part(match["stem"] + "e")
    if not person or person[0].gender is not Gender.MASCULINE:
        return ()
    plural = match["plural"] is not None
    return (NounForm(word, Gender.FEMININE, plural, _EVERY_CASE, person[0].kind),)


def _last_part(word: str) -> tuple[NounForm, ...]:
    """Return the forms of the longest noun of the table that a word ends with."""
    plain = word.lower()
    for start in range(len(word)):
        first = word[:start]
        entries = [entry for entry in _entries().get(plain[start:], ()) if entry.takes(first)]
        if entries:
            return tuple(_compound(first, entry.form) for entry in entries)
    return ()


def last_noun(compound: str) -> int | None:
    """Return where the last noun of a compound begins, if it is one of the table."""
    match = _GENDER_FORM.match(compound)
    plain = (match["stem"] if match else compound).lower()
    starts = range(1, min(len(plain), LONGEST_NOUN))
    return next((start for start in starts if plain[start:] in _entries()), None)


def _compound(first: str, form: NounForm) -> NounForm:
    """Return a noun's form with the letters before it."""
    inside = bool(first) and not first.endswith("-")
    return replace(form, base=first + (form.base.lower() if inside else form.base))


@cache
def _entries() -> dict[str, list[_Entry]]:
    """Return the forms of all nouns by their spelling in small letters."""
    entries: dict[str, list[_Entry]] = {}
    for kind, by_declension in _TABLE.items():
        for declension, nouns in by_declension.items():
            for noun in nouns.split():
                singular, _, plural = noun.partition("/")
                plural = singular if plural == "=" else plural
                for spelling, base, gender, is_plural, cases in _declined(
                    declension, singular, plural
                ):
                    entry = _Entry(singular, NounForm(base, gender, is_plural, cases, kind))
                    entries.setdefault(spelling.lower(), []).append(entry)
    return entries


_Declined = Iterator[tuple[str, str, Gender, bool, frozenset[Case]]]
"""Spelling, base, gender, whether plural, cases."""


def _declined(declension: str, singular: str, plural: str) -> _Declined:
    """Yield the forms of a noun."""
    gender = _GENDERS.get(declension, Gender.MASCULINE)
    if declension == "adjective":
        yield from _declined_as_adjective(singular)
    elif declension == "plural":
        yield from _plural(singular, Gender.FEMININE)
    elif declension == "weak":
        yield singular, singular, gender, False, _NOMINATIVE
        yield plural, singular, gender, False, _EVERY_CASE - _NOMINATIVE
        yield from _plural(plural, gender)
    elif gender is Gender.FEMININE:
        yield singular, singular, gender, False, _EVERY_CASE
        yield from _plural(plural, gender)
    else:
        yield singular, singular, gender, False, _EVERY_CASE - _GENITIVE
        for ending in ("s", "es"):
            yield singular + ending, singular, gender, False, _GENITIVE
        yield from _plural(plural, gender)


def _declined_as_adjective(stem: str) -> _Declined:
    """Yield the forms of a noun as Abgeordnete."""
    masculine, feminine, direct = stem + "r", stem, _EVERY_CASE - _DATIVE - _GENITIVE
    yield stem, masculine, Gender.MASCULINE, False, _NOMINATIVE
    yield stem + "r", masculine, Gender.MASCULINE, False, _NOMINATIVE
    yield stem + "n", masculine, Gender.MASCULINE, False, _EVERY_CASE - _NOMINATIVE
    yield stem, feminine, Gender.FEMININE, False, direct
    yield stem + "n", feminine, Gender.FEMININE, False, _DATIVE | _GENITIVE
    yield stem, stem, Gender.FEMININE, True, direct
    yield stem + "n", stem, Gender.FEMININE, True, _EVERY_CASE
    yield stem + "r", stem, Gender.FEMININE, True, _GENITIVE


def _plural(plural: str, gender: Gender) -> _Declined:
    """Yield the forms of a plural; its dative adds an n where it can."""
    if plural.endswith(("n", "s", "D", "U", "G", "B")):
        yield plural, plural, gender, True, _EVERY_CASE
    else:
        yield plural, plural, gender, True, _EVERY_CASE - _DATIVE
        yield plural + "n", plural, gender, True, _DATIVE
