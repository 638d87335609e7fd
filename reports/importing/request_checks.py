"""Whether a German clause says what a body does, or what is done to it."""

from __future__ import annotations

import re
from functools import cache

from reports.importing.phrase_signs import CLASSES
from reports.importing.request_vocabulary import SUBORDINATE, expanded

_NEXT_CLAUSE = re.compile(rf" ?, {SUBORDINATE}\b")
_RELATIVE_CLAUSE = re.compile(
    r"(?<=[a-zäöüß](?:en|rn|ln)) ?, (?:in|mit|durch|bei|für|auf|an|von|zu|über|unter) "
    + CLASSES["ANY"]
)
"""What follows an infinitive: the "dem" of "Wege bauen, mit dem …" may look like an article."""
_INFINITIVE_LAST = re.compile(r"\b\w{2,}(?:en|ern|eln|tun|sein)[\s.…!?\"“”»)]*$")
_STATE_LAST = re.compile(
    r"(?:(?<!griff )\bbekommen|\b(?:profitieren|verfügen|können|dürfen|gehören|wachsen|heißen"
    r"|sein|bleiben|haben))[\s.…!?\"“”»)]*$"
)
_BURDEN = re.compile(
    r"\bimmer (?:mehr|neue|weniger|häufiger|öfter)\b|\bseit (?:Jahr|Monat|lange)\w*"
    r"|\b(?:fragen|vorwerfen|gefallen|messen) lassen\b"
)
"""Words of those who must do something already, or put up with it."""
_RECEIVES = re.compile(
    r"Geld|[Mm]ittel|[Ff]inanz|Unterstützung|[Zz]uweisung|[Aa]usstattung|[Ff]örderung|Möglichkeit"
    r"|Recht|Zugang|Kompetenz|Personal"
)
_STATE_VERB_LAST = re.compile(
    r"\b(?:wird|werden|ist|sind|hat|haben|kann|können|darf|dürfen|bleibt|bleiben|bekommt|bekommen"
    r"|erhält|erhalten|gehört|gehören|profitiert|profitieren|verfügt|verfügen|wurde|wurden|sei"
    r"|besteht|bestehen|wäre|wären|steht|stehen)[\s.…!?\"“”»)]*$"
)
_FUTURE_LAST = re.compile(r"\b\w+en (?:wird|werden)[\s.…!?\"“”»)]*$|\bsein (?:wird|werden)\W*$")


def _main_clause(rest: str) -> str:
    """Return a clause without those that depend on it, up to its infinitive."""
    relative = _RELATIVE_CLAUSE.search(rest)
    rest = rest[: relative.start()] if relative else rest
    main = ""
    for _clause in range(4):
        match = _NEXT_CLAUSE.search(rest)
        main += rest[: match.start()] if match else rest
        if match is None or _INFINITIVE_LAST.search(main):
            break
        _inside, comma, rest = rest[match.end() :].partition(",")
        if not comma:
            break
    return main


def acts(rest: str, sentence: str) -> bool:
    """Return whether what follows "X soll" is something that X does itself."""
    main = _main_clause(rest)
    if _passive().search(main) or _BURDEN.search(sentence):
        return False
    if re.search(r"\berhalten\W*$", main) and _RECEIVES.search(sentence):
        return False
    parts = (main, main.split(" – ")[0])
    return not any(map(_STATE_LAST.search, parts)) or "vorbild" in main or "vorreiter" in main


def acts_last(rest: str, sentence: str) -> bool:
    """Return whether a clause that begins with "dass X" ends with something that X does."""
    match = _NEXT_CLAUSE.search(rest)
    clause = rest[: match.start()] if match else rest
    if _passive(r"(?:wird|werden|ist|sind|wurde)").search(clause):
        return False
    if _FUTURE_LAST.search(clause):
        return True
    if re.search(r"\b(?:wird|ist|sind) und\b", clause):
        return False
    return _STATE_VERB_LAST.search(clause) is None and bool(sentence)


def resolves_more(rest: str, sentence: str) -> bool:
    """Return whether "möge beschließen" is more than the formula before a motion's text."""
    return not re.match(r"\W*(?:\w+ ){0,3}beschließen\W*$", rest) and acts(rest, sentence)


def may_not(rest: str, sentence: str) -> bool:
    """Return whether "X darf" forbids something: "keine Bank abbauen"."""
    forbidden = re.search(r"\b(?:darf|dürfen)\b.{0,300}\b(?:nicht|kein\w*|nie)\b", sentence)
    return forbidden is not None and acts(rest, sentence)


def opens_list(rest: str, sentence: str) -> bool:
    """Return whether the points that follow are what somebody does: "fasst folgende:"."""
    return "folgend" in sentence and acts_last(rest, sentence)


def is_verbless(_rest: str, sentence: str) -> bool:
    """Return whether a sentence has no verb: "Mehr Geld vom Bund"."""
    verbs = (word for word in _ENDS_AS_VERB.findall(sentence) if word not in _NO_VERBS)
    return _FINITE.search(sentence) is None and next(verbs, None) is None


_ENDS_AS_VERB = re.compile(r"\b[a-zäöüß]{3,}t\b")
_NO_VERBS = frozenset(
    (
        *("nicht", "statt", "anstatt", "samt", "selbst", "dort", "jetzt", "fast", "insgesamt"),
        *("seit", "zuerst", "zumindest", "sofort", "direkt", "mit", "damit", "somit", "weit"),
        *("überhaupt", "möglichst", "zuletzt", "laut", "gut", "echt", "gerecht", "bedarfsgerecht"),
    )
)
"""Small words that end as a verb does."""
_FINITE = re.compile(
    r"\b(?:ist|sind|war|waren|wurde|wurden|hat|haben|hatte|wird|werden|worden|kann|können|gibt"
    r"|[Ww]ir|erhält|bekommt|kommt|steht|liegt|zeigt|macht|bleibt|beschlossen|angenommen|überwiesen)\b"
)


@cache
def _passive(auxiliary: str = "werden") -> re.Pattern[str]:
    return re.compile(rf"{expanded('<PARTICIPLE>')}(?: \w+)?\s+{auxiliary}\b")
