"""Tasks in the present tense, such as "Der Kreisvorstand organisiert jährlich ein Fest".

A resolution may say what somebody is to do as if it was so already. There is no word of asking
in such a sentence: it is known by its subject, a body that takes orders from the resolution,
with the verb right behind it. What began long ago is a report, and verbs for what a body is,
has or suffers describe it.
"""

from __future__ import annotations

import re

_STATES = (
    "ist|sind|war|waren|hat|haben|hatten?|wird|werden|wurden?|würden?|kann|können|konnten?|könnten?"
    "|will|wollen|wollten?|möchten?|mag|mögen?|gibt|gilt|geht|gehen|steht|stehen|liegt|liegen"
    "|bleibt|bleiben|zeigt|zeigen|heißt|heißen|bedeutet|bedeuten|besteht|bestehen|kommt"
    "|kommen|gehört|gehören|lebt|leben|zählt|zählen|verfügt|verfügen|leidet|leiden|profitiert"
    "|profitieren|verdient|verdienen|leistet|leisten|sieht|sehen|weiß|wissen|kennt|kennen|glaubt"
    "|glauben|denkt|denken|meint|meinen|hofft|hoffen|freut|freuen|versteht|verstehen|bekommt"
    "|bekommen|erhält|erhalten|verliert|verlieren|wächst|wachsen|schrumpft|schrumpfen|altert|altern"
    "|klagt|klagen|fehlt|fehlen|erlebt|erleben|spürt|spüren|scheint|scheinen|muss|müssen|müssten?"
    "|sollen|sollten?|darf|dürfen|braucht|brauchen|benötigt|benötigen|arbeitet|arbeiten|begrüßt"
    "|begrüßen|bedauert|bedauern|dankt|danken|stammt|stammen|existiert|existieren|kämpft|kämpfen|verletzt|verletzen|versagt|versagen"
    "|ignoriert|ignorieren|blockiert|blockieren|verhindert|verhindern|verschläft|verschlafen"
    "|verweigert|verweigern"
)
"""Finite verbs of what a body is, has, thinks or does wrong, or what happens to it; those of
asking have forms of their own."""

_NO_VERBS = (
    "nicht|selbst|insgesamt|jetzt|dort|statt|anstatt|samt|mit|seit|erst|fast|meist|zuletzt|bereits"
    "|bisweilen|zusammen|neben|wegen|unten|oben|außen|innen|hingegen|dagegen|inzwischen|zwischen"
    "|gegen|mitten|hinten|vorhanden|daneben|deswegen|weswegen|laut|damit|somit|vorerst|zunächst"
    "|mindestens|höchstens|wenigstens|einzelnen|betroffen"
)
"""Small words that end as a verb does."""

_DETERMINER = r"(?:[Dd]er|[Dd]ie|[Dd]as|[Uu]nsere?|[Aa]lle|[Jj]ede[rs]?|[Bb]eide)"
_PARTY = (
    r"(?:[\w-]{0,40}(?:[Vv]orst[aä]nde?|[Oo]rtsvereine?|[Uu]nterbezirke?|[Gg]liederung(?:en)?"
    r"|(?:[Kk]reis|[Ss]tadt|[Ll]andes|[Bb]ezirks|[Oo]rts|[Bb]undes)verb[aä]nde?"
    r"|[Aa]rbeitsgemeinschaft(?:en)?|[Aa]rbeitsgruppen?|[Aa]rbeitskreise?|[Gg]eschäftsstellen?"
    r"|[Ff]raktion(?:en)?|[Pp]arteirat|[Aa]ntragskommission|[Pp]rogrammkommission|[Gg]eschäftsführung"
    r"|[Oo]rtsgruppen?|[Ss]tadtteilgruppen?|[Bb]asisgruppen?))"
)
"""What is part of a party, or acts for it in a council: its congress gives it tasks."""

_PUBLIC = (
    r"(?:(?!(?:Ehren|Haupt)amt\b|(?:Vor|Un|Haus|Haupts)rat\b)"
    r"[\w-]{0,40}(?:[Ss]tadt|[Ss]tädte|[Kk]ommunen?|[Gg]emeinden?|[Vv]erwaltung(?:en)?"
    r"|[Rr]egierung(?:en)?|[Ll]andkreise?|[Mm]inisterium|[Mm]inisterien|[Mm]agistrat|[Ss]enat"
    r"|[Ll]andtag|[Kk]reistag|[Bb]undestag|[Rr]at|[Aa]mt|[Ss]tadtwerke|[Bb]ürgermeister(?:in)?)"
    r"|Land|Länder|Bund|Kreis|Bezirk|Kanton)"
)
"""What belongs to the state: resolutions give it tasks, and their reasons describe it."""

_NAME_GOES_ON = (
    r"(?:\s+(?:der|des|im|in|von|vor)\s+(?:[a-zäöüß]{2,20}\s+)?[A-ZÄÖÜ][\w*.-]{1,40}"
    r"(?:\s+[A-ZÄÖÜ][\w*.-]{1,40}){0,2}){0,2}"
)
"""What follows a noun in a body's name: "der SPD Neuhausen", "im Stadtrat"."""

_VERB = rf"(?!(?:{_STATES}|{_NO_VERBS})\b)[a-zäöüß]{{2,30}}(?:t|en|eln|ern)\b"
_PAST = (
    r"(?![^.;]{0,300}\b(?:seit|bereits|schon|bisher|bislang|derzeit|zurzeit|aktuell|längst|gestern"
    r"|früher|leider|oft|häufig|immer\s+(?:noch|wieder|mehr|weniger)|noch\s+immer|kaum|zunehmend)\b)"
)
"""No word that tells that it is so already, or that it is deplored."""
_NUMBER = r"^\W*(?:\d{1,3}[.)]\s+|[a-z]\)\s+)?"
_OPENING = (
    r"(?:Dazu|Dafür|Hierzu|Hierfür|Jährlich|Künftig|Zukünftig|Zudem|Außerdem|Zusätzlich|Danach"
    r"|Gemeinsam|Regelmäßig|Einmal\s+(?:im|pro)\s+\w{4,10}|(?:Ab|Bis|Im|Zum|Zur)\s+[^,;:.]{2,40}?)"
)
"""What may stand before the verb of a task: "Dazu", "Bis zum Sommer"."""


def _subject(noun: str) -> str:
    """Return a pattern for a subject of one body, or of two that "und" joins."""
    name = rf"(?:{_DETERMINER}\s+)?(?:[a-zäöüß]{{3,30}}\s+){{0,2}}{noun}{_NAME_GOES_ON}"
    return rf"{name}(?:\s+(?:und|sowie)\s+{name})?"


def _task(noun: str) -> re.Pattern[str]:
    subject = _subject(noun)
    return re.compile(
        rf"{_NUMBER}(?:{subject}\s+{_VERB}(?!\s*[,.;]\s*(?:die|der|das|dass)\b)"
        rf"|{_OPENING}\s+{_VERB}\s+{_DETERMINER}\s+{noun}\b){_PAST}"
    )


PARTY_TASK = _task(_PARTY)
"""A sentence in which a part of the party does something."""

PUBLIC_TASK = _task(_PUBLIC)
"""A sentence in which a body of the state does something; it may be one that describes."""
