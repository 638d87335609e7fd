"""Which sentences ask for something, and of whom.

German requests by their set phrases: "Wir fordern X auf", "Wir erwarten von X",
"X wird gebeten", "X soll". What may stand for X is told by its form; where the phrase
alone does not make it a request ("X soll"), it must be the name of a body.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from reports.importing.paragraphs import Block
from reports.text.sentences import first_sentence

# repetitions are bounded, so that no text takes long
_CAPITAL = r"-?[A-ZÄÖÜ]\w{0,60}(?:[-/&]\w{1,60}){0,8}(?:[:*_·][Ii]nn?(?:en)?)?"
_PLACES = (
    "Aachen|Augsburg|Bayern|Baden-Württemberg|Berlin|Bielefeld|Bochum|Bonn|Brandenburg"
    "|Braunschweig|Bremen|Chemnitz|Deutschland|Dortmund|Dresden|Duisburg|Düsseldorf|Erfurt|Essen"
    "|Europa|Frankfurt|Freiburg|Gelsenkirchen|Göttingen|Halle|Hamburg|Hannover|Hessen|Karlsruhe"
    "|Kassel|Kiel|Köln|Leipzig|Lübeck|Magdeburg|Mainz|Mannheim|Mecklenburg-Vorpommern|München"
    "|Münster|Niedersachsen|Nordrhein-Westfalen|Nürnberg|Oberhausen|Potsdam|Rheinland-Pfalz"
    "|Rostock|Saarbrücken|Saarland|Sachsen-Anhalt|Sachsen|Schleswig-Holstein|Schwerin|Stuttgart"
    "|Thüringen|Wiesbaden|Wuppertal"
)
_BODY = re.compile(
    r"(?:(?<!innen)(?<!alt)(?<!groß)stadt|verwaltung|regierung|regierungen|fraktion|fraktionen"
    r"|landtag|bundestag|kreistag|gemeindetag|städtetag|(?<!hei)(?<!vor)(?<!haus)(?<!appa)rat"
    r"|räte|rates|senat|(?<!aus)(?<!deutsch)(?<!neu)land|länder|länder|(?<!ver)bund"
    r"|freistaat|staat|kommune|kommunen|gemeinde|gemeinden|kreis|kreise|kreisen|ministerium"
    r"|ministerien|minister|ministerin|vorstand|vorstände|vorstandes|ortsverein|ortsvereine"
    r"|ortsvereinen|unterbezirk|unterbezirke|bezirk|bezirke|verband|verbände|verbänden"
    r"|arbeitsgemeinschaft|arbeitsgemeinschaften|jusos|\bag|\bags|arbeitskreis|arbeitskreise"
    r"|kommission|\bunion|\beu|bürgermeister|bürgermeisterin|dezernat|dezernate"
    r"|(?<!ehren)(?<!haupt)amt|(?<!ehren)ämter|behörde|behörden|jobcenter|agentur|agenturen"
    r"|polizei|staatsanwaltschaft|staatsanwaltschaften|spd|partei|abgeordnete|abgeordneten"
    r"|mandatsträger|mandatsträgerinnen|mandatsträgern|stadträtinnen|stadträten|gemeinderätinnen"
    r"|kreisrätinnen|beirat|beiräte|delegierte|delegierten|geschäftsstelle|bundesrat|parlament"
    r"|gesetzgeber|kanzler|kanzlerin|beauftragte|beauftragter|landrat|landrätin)(?:e?s|n)?$",
    re.IGNORECASE,
)
"""The last part of what a body is called, or those who act for it."""
_ASKING_VERBS = (
    "auffordern|aufzufordern|anregen|anzuregen|bitten|bewegen|beauftragen|anhalten|drängen"
    "|ersuchen|verpflichten|ermutigen"
)
_ASKED = (
    "aufgefordert|gebeten|beauftragt|ersucht|verpflichtet|angehalten|gefordert|aufgerufen"
    "|ermutigt|angewiesen"
)
_DONE_BY = "sichergestellt|gewährleistet|bereitgestellt|geprüft|umgesetzt|geschaffen|finanziert"
_MODAL = r"(?:soll(?:en|te|ten)?|muss|müss(?:en|te|ten)|möge|mögen)"
_ARTICLE = r"(?:[Dd](?:er|ie|as|en|em|es)|[Uu]nser(?:e[rnms]?)?|[Aa]lle[nr]?|[Ii]hre[rnm]?)"
_AND = r"(?:,|\s+und|\s+sowie|\s+oder)"
_LEADING = re.compile(rf"^\s*{_ARTICLE}\s+")
_TRAILING = re.compile(rf"{_AND}?\s*$")
_OWN = re.compile(r"(?:[Dd]ie\s+)?SPD(?!-)")
_PLACE = "\ue000"
"""Stands for the space before a place in a name: "Stadt Muster"."""
_OF_PLACE = "\ue001"
"""Stands for the space after a place's adjective: "Leipziger Ortsvereine"."""
_ACTS = re.compile(
    r"\s+(?:nehmen|nimmt|beteilig(?:en|t)|führ(?:en|t)|organisier(?:en|t)|biete(?:n|t)"
    r"|stell(?:en|t)|richte(?:n|t)|erarbeite(?:n|t)|entwickel(?:n|t)|prüf(?:en|t)"
    r"|unterstütz(?:en|t)|schaff(?:en|t)|sorg(?:en|t)|förder(?:n|t)|informier(?:en|t)"
    r"|lade(?:n)|lädt|gewähr(?:en|t)|leg(?:en|t)|bring(?:en|t)|übernehmen|übernimmt"
    r"|veröffentlich(?:en|t)|berichte(?:n|t)|verzichte(?:n|t)|treten|tritt|ermöglich(?:en|t)"
    r"|erhöh(?:en|t)|bau(?:en|t)|benenn(?:en|t)|schließ(?:en|t)|verpflichte(?:n|t)"
    r"|gründe(?:n|t)|werben|wirbt|begleite(?:n|t)|kümmer(?:n|t)|setz(?:en|t)|wirk(?:en|t))\b"
)
"""What a body does where a resolution says it in the present: "Die Ortsvereine nehmen …"."""
_DONE_TO_IT = re.compile(
    rf"\b(?!{_ASKED})(?:\w{{0,30}}ge\w{{1,30}}(?:t|en)"
    r"|(?:be|ver|er|ent|zer|über|unter)\w{1,30}(?:t|en)|\w{1,40}iert)\s+(?:werden|sein)\b"
)
"""A passive: what "soll gestärkt werden" is not asked itself."""

_DEMAND = re.compile(
    r"\bwir\s+(?:\w+\s+){0,2}(?:forder|erwart|woll|möcht|reg(?:en|t) an|setz|bitt|streb|verlang"
    r"|beauftrag|appellier|werde|sprech|trete|lehn|wirk|verpflicht|unterstütz|schlag|rufen)\w*"
    r"|\b(?:fordern|erwarten|wollen|möchten|regen|setzen|bitten|streben|verlangen|beauftragen"
    r"|werden|sprechen|treten|lehnen|wirken|unterstützen|stoßen|schlagen|rufen)\s+wir\b"
    r"|\b(?:soll|sollen|sollte|sollten|muss|müssen|müsste|müssten|prüfen)\b"
    r"|\b(?:ist|sind)\b[^,;:]{0,600}?(?:\bzu\s+\w{1,40}[elr]n\b"
    r"|\b\w{1,30}zu\w{2,30}[elr]n\b)"
    rf"|\b(?:wird|werden|ist|sind)\b[^;:]{{0,600}}?\b(?:{_ASKED})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """Who is asked, in a paragraph's text."""

    name: str
    span: tuple[int, int]
    sentence: tuple[int, int]


def states_demand(text: str) -> bool:
    """Whether a paragraph asks for something."""
    return any(_DEMAND.search(text, *sentence) for sentence in sentences(text))


_MOST_OF_A_SENTENCE = 2000
"""Characters within which nearly every sentence ends."""

_ITS_END = 100
"""Characters after it that show that it ends there."""


def _first_sentence(text: str, start: int) -> str:
    """The sentence that begins at a place, without looking at all that follows."""
    length = _MOST_OF_A_SENTENCE
    while start + length < len(text):
        sentence = first_sentence(text[start : start + length])
        if len(sentence) < length - _ITS_END:
            return sentence
        length *= 2
    return first_sentence(text[start:])


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end."""
    start = 0
    while start < len(text):
        sentence = _first_sentence(text, start)
        begin = text.index(sentence, start)
        yield begin, begin + len(sentence)
        start = begin + max(len(sentence), 1)


@dataclass(frozen=True)
class _Phrase:
    """A way to ask."""

    sign: re.Pattern[str]
    """What a sentence has at least; it is quick to look for."""
    pattern: re.Pattern[str]
    only_bodies: bool
    """Whether it is a request only where it names a body."""


@cache
def _group() -> str:
    """Who may be asked: "die SPD-Fraktion im Rat und der Kreisverband"."""
    # a place belongs to the noun before it: "Stadt Muster", "SPD Muster", "AG Migration"
    noun = (
        rf"(?:{_CAPITAL}{_OF_PLACE})?(?:(?:AG|AK|Jusos|Arbeitskreis|Arbeitsgemeinschaft"
        rf"|Ortsverein)\s+{_CAPITAL}|{_CAPITAL}(?:{_PLACE}{_CAPITAL})?)"
    )
    adjective = r"[a-zäöüß]{1,40}(?:-[a-zäöüß]{1,40})?(?:(?<=e)|(?<=e[mnrs]))\b"
    assembly = (
        r"(?=\S{0,60}(?:tage?|räte?|rat|senat|parlament|kreis|bezirk|land|bund)(?:s|en|n)?\b)"
        rf"{_CAPITAL}"
    )
    after = (
        rf"(?:\s+(?:der|des)\s+(?:{adjective}\s+){{0,2}}{noun}"
        rf"|\s+(?:im|in\s+den|in\s+der)\s+(?:{adjective}\s+)?(?:{_CAPITAL}[\s{_OF_PLACE}]+)?"
        rf"{assembly}|\s+in{_PLACE}{_CAPITAL}"
        rf"|(?<=ministerium)\s+(?:für|des|der)\s+{_CAPITAL}(?:,\s+{_CAPITAL})*"
        rf"(?:\s+und\s+{_CAPITAL})?)"
    )
    one = rf"(?:ARTICLE\s+)?(?:(?!{_ARTICLE}\b){adjective}\s+){{0,2}}{noun}(?:{after}){{0,3}}"
    first = one.replace("ARTICLE", f"(?P<article>{_ARTICLE})")
    further = one.replace("ARTICLE", _ARTICLE)
    return rf"(?<![\w-])(?P<first>{first})(?:{_AND}\s+{further}){{0,6}}"


@cache
def _who() -> re.Pattern[str]:
    return re.compile(_group())


@cache
def _phrases() -> tuple[_Phrase, ...]:
    """The set phrases; compiled when a text is first read."""
    adverbs = r"(?:(?!auf\b|von\b|vom\b|zu\b|um\b)[a-zäöüß]+\s+){0,4}?"
    rest = r"(?P<rest>[^.;:]{0,600})"

    def phrase(sign: str, pattern: str, *, only_bodies: bool) -> _Phrase:
        who = f"(?P<who>{_group()})"
        return _Phrase(re.compile(sign), re.compile(pattern.replace("WHO", who)), only_bodies)

    def we(verbs: str) -> str:
        """ "wir fordern" and "fordern wir"."""
        either = "|".join(f"[{verb[0].upper()}{verb[0]}]{verb[1:]}" for verb in verbs.split("|"))
        return rf"\b(?:[Ww]ir\s+(?:{verbs})|(?:{either})\s+wir)\b"

    return (
        phrase(
            r"\bauf\b",
            rf"{we('fordern|rufen')}\s+{adverbs}WHO"
            r"(?=[^.;]{0,600}?\bauf\b\s*(?:[,.;:!]|$|und\b|dazu\b|zu\b|dass\b|sich\b))",
            only_bodies=False,
        ),
        phrase(
            r"(?i)bitten|ersuchen|beauftragen|verpflichten|ermutigen",
            rf"{we('bitten|ersuchen|beauftragen|verpflichten|ermutigen')}\s+{adverbs}WHO",
            only_bodies=False,
        ),
        phrase(
            r"\bvo[nm]\b",
            rf"{we('erwarten|verlangen|fordern')}\s+{adverbs}vo[nm]\s+WHO",
            only_bodies=False,
        ),
        phrase(
            r"\b[Vv]o[nm]\b",
            r"\b[Vv]o[nm]\s+WHO\s+(?:erwarten|verlangen|fordern)\s+wir\b",
            only_bodies=False,
        ),
        phrase(r"(?i)appellieren", rf"{we('appellieren')}\s+{adverbs}an\s+WHO", only_bodies=False),
        phrase(
            _ASKING_VERBS,
            rf"{we('werden|wollen|möchten')}\s+{adverbs}WHO"
            rf"(?=[^.;:]{{0,600}}?\b(?:{_ASKING_VERBS})\b)",
            only_bodies=True,
        ),
        phrase(
            _ASKED,
            r"\b(?:[Ww]ird|[Ww]erden|[Ii]st|[Ss]ind)\s+(?:(?!wir\b)[a-zäöüß]+\s+){0,3}?WHO"
            rf"(?=[^.;:]{{0,600}}?\b(?:{_ASKED})\b)",
            only_bodies=True,
        ),
        phrase(
            _ASKED,
            rf"WHO\s+(?:wird|werden|ist|sind)\b(?=[^.;:]{{0,600}}?\b(?:{_ASKED})\b)",
            only_bodies=True,
        ),
        phrase(
            r"(?i)\b(?:soll|muss|müss)",
            rf"\b(?:[Ss]oll(?:en|te|ten)?|[Mm]uss|[Mm]üss(?:en|te|ten))\s+{adverbs}WHO{rest}",
            only_bodies=True,
        ),
        phrase(r"\b(?:soll|muss|müss|möge)", rf"WHO\s+{_MODAL}\b{rest}", only_bodies=True),
        phrase(
            r"\b(?:hat|haben)\b.*\bzu\b",
            rf"WHO\s+(?:hat|haben)\b(?=[^.;:]{{0,600}}\bzu\s){rest}",
            only_bodies=True,
        ),
        phrase(
            r",\s+dass\b",
            rf"{we('fordern|wollen|erwarten|verlangen|möchten|setzen|wirken|treten')}"
            rf"[^.;:]{{0,600}}?,\s+dass\s+WHO{rest}",
            only_bodies=True,
        ),
        phrase(
            _DONE_BY,
            rf"\bvo[nm]\s+WHO\s+(?:\w+\s+){{0,4}}?(?:{_DONE_BY})\b",
            only_bodies=True,
        ),
    )


class Asking:
    """Finds who is asked; knows the places that may follow a body's name."""

    def __init__(self, places: Collection[str] = ()) -> None:
        known = "|".join([*map(re.escape, sorted(places, key=len, reverse=True)), _PLACES])
        self._before_place = re.compile(rf"\b([A-ZÄÖÜ][\w-]*|in) (?=(?:{known})\b)")
        self._after_place = re.compile(rf"(\b(?:{known})er) (?=[A-ZÄÖÜ])")

    def named(self, block: Block, *, begins: int | None = None) -> list[Named]:
        """Who is asked in a paragraph, in the order of the text.

        ``begins`` is where a numbered measure's own words begin in it: there "Die
        Ortsvereine laden ein" asks them to.
        """
        found: dict[tuple[int, int], Named] = {}
        for start, end in sentences(block.text):
            said = self._places_joined(block.text[start:end])
            spans = [span for phrase in _phrases() for span in _asked(phrase, said)]
            if begins is not None and start <= begins < end:
                spans += _acting(said, begins - start)
            taken = bytearray(end - start)  # comparing each with each takes long in a long one
            for first, after in spans:
                span = first + start, after + start
                if not any(taken[first:after]):
                    taken[first:after] = bytes([1]) * (after - first)
                    found[span] = Named(block.text[slice(*span)], span, (start, end))
        return sorted(found.values(), key=lambda one: one.span)

    def _places_joined(self, text: str) -> str:
        """A text of the same length that shows which nouns are places."""
        text = self._before_place.sub(rf"\1{_PLACE}", text)
        return self._after_place.sub(rf"\1{_OF_PLACE}", text)


def _asked(phrase: _Phrase, said: str) -> Iterator[tuple[int, int]]:
    """Who is asked in a sentence by a set phrase."""
    if phrase.sign.search(said) is None:
        return
    for match in phrase.pattern.finditer(said):
        rest = match.groupdict().get("rest")
        if rest is None or not _DONE_TO_IT.search(rest):
            yield from _parts(match, "who", only_bodies=phrase.only_bodies)


def _acting(said: str, begins: int) -> Iterator[tuple[int, int]]:
    """Who does what a measure says, by its first words; the party itself is not asked."""
    match = _who().match(said, begins)
    if match and _ACTS.match(said, match.end()) and not _OWN.match(match[0]):
        yield from _parts(match, 0, only_bodies=True)


def _parts(
    match: re.Match[str], group: str | int, *, only_bodies: bool
) -> Iterator[tuple[int, int]]:
    """The bodies joined by "und" that have articles of their own, without these."""
    text, end = match.string, match.end(group)
    cuts = [match.start(group)]
    if match["article"]:
        genitive = re.search(r"\s(der|des)\s", match["first"])
        own = genitive[1] if genitive else ""
        cuts += [
            cut.start(1)
            for cut in re.compile(rf"{_AND}\s+(({_ARTICLE})\s)").finditer(
                text, match.end("first"), end
            )
            if cut[2] != own
        ]
    for start, after in zip(cuts, [*cuts[1:], end], strict=True):
        name = _LEADING.sub("", _TRAILING.sub("", text[start:after]))
        begin = text.index(name, start)
        if name and (not only_bodies or _is_body(name)):
            yield begin, begin + len(name)


def _is_body(name: str) -> bool:
    """Whether a name's head, its first noun, is that of a body."""
    word = re.search(rf"{_CAPITAL}(?!\S*{_OF_PLACE})", name)
    if word is None:
        return False
    head = re.split(r"[:*_·]", word[0])[0]
    return _BODY.search(head.rsplit("-", 1)[-1]) is not None
