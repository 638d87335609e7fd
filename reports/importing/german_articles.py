"""German articles and prepositions: what they say of the noun phrase that they begin."""

from __future__ import annotations

import re
from functools import lru_cache

from reports.importing.german_bodies import Case, Gender

_NOM, _ACC, _DAT, _GEN = Case.NOMINATIVE, Case.ACCUSATIVE, Case.DATIVE, Case.GENITIVE
_M, _F, _N = Gender.MASCULINE, Gender.FEMININE, Gender.NEUTER

Reading = tuple[Gender | None, bool, Case]
"""Gender (None: any), whether plural, case."""

_PLURAL_DIRECT: tuple[Reading, ...] = ((None, True, _NOM), (None, True, _ACC))
_E: tuple[Reading, ...] = ((_F, False, _NOM), (_F, False, _ACC), *_PLURAL_DIRECT)
_EN: tuple[Reading, ...] = ((_M, False, _ACC), (None, True, _DAT))
_EM: tuple[Reading, ...] = ((_M, False, _DAT), (_N, False, _DAT))
_OBLIQUE_R: tuple[Reading, ...] = ((_F, False, _DAT), (_F, False, _GEN), (None, True, _GEN))
_ER: tuple[Reading, ...] = ((_M, False, _NOM), *_OBLIQUE_R)
_ES_GENITIVE: tuple[Reading, ...] = ((_M, False, _GEN), (_N, False, _GEN))
_ES: tuple[Reading, ...] = ((_N, False, _NOM), (_N, False, _ACC))
_BARE: tuple[Reading, ...] = ((_M, False, _NOM), *_ES)
AFTER_ARTICLE = {
    "die": _E,
    "den": _EN,
    "dem": _EM,
    "der": _ER,
    "des": _ES_GENITIVE,
    "das": _ES,
}
_LIKE_EIN = ("ein", "kein", "unser", "ihr", "sein", "mein", "euer", "eur")
_LIKE_DIESER = (
    *("dies", "jed", "jen", "welch", "all", "sämtlich", "beid", "manch", "viel", "einig", "mehrer"),
    "solch",
)
for _stem in _LIKE_EIN:
    AFTER_ARTICLE |= {_stem: _BARE, f"{_stem}e": _E, f"{_stem}en": _EN, f"{_stem}em": _EM}
    AFTER_ARTICLE |= {f"{_stem}er": _OBLIQUE_R, f"{_stem}es": _ES_GENITIVE}
for _stem in _LIKE_DIESER:
    AFTER_ARTICLE |= {f"{_stem}e": _E, f"{_stem}en": _EN, f"{_stem}em": _EM, f"{_stem}er": _ER}
    AFTER_ARTICLE |= {f"{_stem}es": (*_ES, *_ES_GENITIVE)}
for _never in ("allem", "alles"):  # "vor allem"
    del AFTER_ARTICLE[_never]
for _sign in "*/:_":
    for _pair, _case in (
        ("der die", _NOM),
        ("den die", _ACC),
        ("dem der", _DAT),
        ("des der", _GEN),
    ):
        _first, _second = _pair.split()
        for _both in (f"{_first}{_sign}{_second}", f"{_second}{_sign}{_first}"):
            AFTER_ARTICLE[_both] = ((_F, False, _case),)
ANY_READING: tuple[Reading, ...] = tuple(
    (None, plural, case) for case in Case for plural in (False, True)
)

BEFORE_ARTICLE = re.compile(r"(?:all|solch|manch|welch|beid)\w*$")
"""What an article can follow: "alle unsere"."""

PREPOSITIONS = {
    **dict.fromkeys(("durch", "für", "gegen", "ohne", "um", "bis", "pro", "per"), (_ACC,)),
    **dict.fromkeys(("mit", "bei", "aus", "nach", "seit", "zu", "von", "gegenüber"), (_DAT,)),
    **dict.fromkeys(("außer", "samt", "entgegen", "gemäß", "laut"), (_DAT,)),
    **dict.fromkeys(("an", "auf", "in", "über", "unter", "vor", "hinter"), (_ACC, _DAT)),
    **dict.fromkeys(("neben", "zwischen", "als", "wie"), tuple(Case)),
    **dict.fromkeys(("wegen", "trotz", "während", "statt", "anstatt", "seitens"), (_GEN, _DAT)),
    **dict.fromkeys(("innerhalb", "außerhalb", "aufgrund", "zugunsten", "mithilfe"), (_GEN,)),
    **dict.fromkeys(("vom", "zum", "zur", "im", "am", "beim"), (_DAT,)),
    **dict.fromkeys(("ans", "ins", "fürs", "aufs"), (_ACC,)),
}
"""Prepositions with the cases they take; what follows one is not asked by the verb alone."""
CONTRACTED = {"vom": "von", "zum": "zu", "zur": "zu", "im": "in", "am": "an", "beim": "bei"}

JOINING = frozenset(("und", "sowie", "oder", "bzw", "&", "und/oder"))
NO_ADJECTIVE = frozenset(
    (
        *("aber", "oder", "unter", "über", "wieder", "immer", "weiter", "daher", "hier"),
        *("gegen", "neben", "sowie", "eine", "keine", "ohne", "diese", "alle", "jede"),
        *("werden", "sollen", "müssen", "können", "wollen", "haben", "dürfen", "fordern"),
        *("bitten", "erwarten", "sofern", "insbesondere", "wer", "der", "später", "ferner"),
        *("außer", "zwischen"),
    )
)
"""Small words that end as an adjective does."""
FUNCTION_WORDS = frozenset((*PREPOSITIONS, *AFTER_ARTICLE, *JOINING, *NO_ADJECTIVE)) | {
    *("wir", "deshalb", "daher", "darum", "dabei", "dafür", "dazu", "hierfür", "hierzu", "dann"),
    *("es", "dass", "wenn", "weil", "so", "auch", "nur", "insgesamt", "außerdem", "zudem", "ist"),
}
"""Words that are no nouns although they may begin with a capital, as after a colon."""


@lru_cache(maxsize=256)
def in_cases(readings: tuple[Reading, ...], cases: tuple[Case, ...]) -> tuple[Reading, ...]:
    """Return the readings in some cases, all if none is in one."""
    return tuple(reading for reading in readings if reading[2] in cases) or readings
