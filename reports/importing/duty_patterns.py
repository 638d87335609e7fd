"""The ways in which German text says what somebody is to do, in one table.

Here the sentence asks nobody in so many words: a verb says who must, shall or may not do
something, or who simply does it in a resolution. Each pattern has an example in other words;
`request_patterns` has the ways that name whom they ask.
"""

from __future__ import annotations

from reports.importing.german_bodies import Case
from reports.importing.request_checks import (
    acts,
    acts_last,
    is_verbless,
    may_not,
    opens_list,
    resolves_more,
)
from reports.importing.request_frame import Frame, both_numbers
from reports.importing.request_vocabulary import cues, we

_NOM, _ACC, _DAT, _GEN = Case.NOMINATIVE, Case.ACCUSATIVE, Case.DATIVE, Case.GENITIVE

DUTIES: tuple[Frame, ...] = (
    Frame(
        "Der Stadtrat möge beschließen, Bänke zu bauen.",
        cues("möge mögen"),
        r"(?P<who><BODY1>|<BODY2>)<RELATIVE> (?:möge|mögen)\b<REST>",
        _NOM,
        check=acts,
    ),
    Frame(
        "Der Bundesparteitag möge beschließen, die Regel zu ändern.",
        cues("möge mögen"),
        r"(?P<who><ASSEMBLY>)<RELATIVE> (?:möge|mögen)\b<REST>",
        _NOM,
        check=resolves_more,
    ),
    Frame(
        "Die Stadt soll Bänke bauen.",
        cues("MODAL"),
        both_numbers(r"(?P<who><NOM#>)<RELATIVE> <SOLL#>\b<NOPRONOUN><REST>"),
        _NOM,
        check=acts,
    ),
    Frame(
        "Dabei muss sich die Stadt kümmern.",
        cues("MODAL"),
        both_numbers(r"<NOSUBJECT>\b<SOLL#> <NEAR>(?P<who><NOM#>)<REST>"),
        _NOM,
        check=acts,
    ),
    Frame(
        "Bänke muss der Bund bauen.",
        cues("MODAL"),
        r"<SUBJECT> <SOLL1> <NEAR>(?P<who><ONLYNOM>)<REST>",
        _NOM,
        check=acts,
    ),
    Frame(
        "Die Politik der SPD muss die Menschen ermutigen.",
        cues("politik"),
        r"\bpolitik (?P<who><GEN>) (?:muss|soll|sollte)\b<REST>",
        _GEN,
        check=acts,
    ),
    Frame(
        "Die Verwaltung hat bis Juni zu berichten.",
        cues("hat haben"),
        r"(?P<who><NOM>) (?:hat|haben) [^,;:!?]{0,300}?"
        r"(?:\bzu (?!kämpfen|tun|bieten)\w+e?n|\b\w{2,}zu\w{3,}n)\b",
        _NOM,
    ),
    Frame(
        "Die Stadt darf keine Bank abbauen.",
        cues("darf dürfen"),
        r"(?P<who><NOM>) (?:darf|dürfen)\b<NOPRONOUN><REST>",
        _NOM,
        check=may_not,
    ),
    Frame(
        "Sie müssen von der Stadt bezahlt werden.",
        cues("durch von vom seitens"),
        r"\b(?:soll\w*|muss|müss\w+|darf|dürfen)\b(?! ?,)<CLAUSE><BY>"
        r" (?P<who><GOVBODY>) <CLAUSE>\b\w{3,}(?:t|en) werden\b",
        _DAT,
    ),
    Frame(
        "Von der Stadt müssen Bänke aufgestellt werden.",
        cues("durch von vom seitens"),
        r"\b(?:durch|vo[nm]|seitens) (?P<who><GOVBODY>) (?:soll\w*|muss|müss\w+)\b"
        r"<CLAUSE>\b\w{3,}(?:t|en) werden\b",
        _DAT,
    ),
    Frame(
        "Sie sind durch die Stadt zu bezahlen.",
        cues("durch von vom seitens"),
        r"\b(?:ist|sind)\b[^,;:!?]{0,300}?<BY> (?P<who><GOVBODY>) [^,;:!?]{0,300}?\b"
        r"(?:zu \w+e?n|\w{2,}zu\w{2,}e?n)\b",
        _DAT,
    ),
    Frame(
        "Seitens der Stadt ist zu prüfen, ob das geht.",
        cues("seitens durch"),
        r"\b(?:seitens|durch) (?P<who><GOVBODY>) (?:ist|sind) [^,;:!?]{0,300}?\b"
        r"(?:zu \w+e?n|\w{2,}zu\w{2,}e?n)\b",
        _DAT,
    ),
    Frame(
        "Wir fordern, dass von der Stadt Geld bereitgestellt wird.",
        cues("durch von vom seitens"),
        rf"{we('<WANT>')}<GAP>, dass <CLAUSE>\b(?:durch|vo[nm]|seitens) (?P<who><GOVBODY>)"
        r" <CLAUSE>\b\w{3,}(?:t|en) (?:wird|werden)\b",
        _DAT,
    ),
    Frame(
        "Sie sollen eine Finanzierung durch das Land erhalten.",
        cues("durch"),
        r"\b(?:soll\w*|muss|müss\w+)\b<CLAUSE><THING> durch (?P<who><GOVBODY>)",
        _ACC,
    ),
    Frame(
        "Übernahme der Kosten durch die Länder",
        cues("durch"),
        r"[^,;:!?]{1,200}? durch (?P<who><GOVBODY>)",
        _ACC,
        check=is_verbless,
    ),
    Frame(
        "Mehr Geld vom Bund",
        cues("von vom"),
        r"\b(?:geld|mittel|hilfe|hilfen|wirken|handeln|vorgehen) vo[nm] (?P<who><GOVBODY>)",
        _DAT,
        check=is_verbless,
    ),
    Frame(
        "Die Stadtratsfraktion beantragt zehn Bänke.",
        cues("ACTS"),
        both_numbers(r"<STARTS>(?P<who><FACTION#>)<RELATIVE> <ACTS#>\b(?!<CLAUSE><PAST>)"),
        _NOM,
        unless_asked=True,
    ),
    Frame(
        "Dazu bringt die Stadtratsfraktion einen Antrag ein.",
        cues("ACTS"),
        both_numbers(r"<NOSUBJECT>\b<ACTS#> <NEAR>(?P<who><FACTION#>)(?!<CLAUSE><PAST>)"),
        _NOM,
        unless_asked=True,
    ),
    Frame(
        "Der Kreisvorstand setzt sich ein für:",
        cues("setzt setzen tritt treten"),
        r"(?P<who><BODY1>|<BODY2>)<RELATIVE> (?:(?:setzt|setzen) sich|tritt|treten)\b"
        r"(?!<CLAUSE><PAST>)[^;:!?]{0,200}\bein(?: ?:| für ?:?| ?, dass ?:?)\s*$",
        _NOM,
        unless_asked=True,
    ),
    Frame(
        "Die Ortsvereine laden zu Festen ein.",
        cues("ACTS"),
        both_numbers(
            r"<STARTS>(?P<who><PARTY#>)<RELATIVE> (?!<SPEAKS#>)<ACTS#>\b(?!<CLAUSE><PAST>)"
        ),
        _NOM,
        unless_asked=True,
    ),
    Frame(
        "Dazu laden die Ortsvereine ein.",
        cues("ACTS"),
        both_numbers(
            r"<NOSUBJECT>\b(?!<SPEAKS#>)<ACTS#> <NEAR>(?P<who><PARTY#>)(?!<CLAUSE><PAST>)"
        ),
        _NOM,
        unless_asked=True,
    ),
    Frame(
        "Die Verwaltung legt einen Bericht vor.",
        cues("ACTS"),
        both_numbers(r"(?P<who><PUBLIC#>)<RELATIVE> <ACTS#>\b(?!<CLAUSE><PAST>)"),
        _NOM,
        unless_asked=True,
        at_start=True,
    ),
    Frame(
        "Wir fordern, dass die Stadt Bänke baut.",
        cues("dass"),
        rf"{we('<WANT>')}[^;:!?]{{0,300}}? ?, dass <NEAR>(?P<who><NOM>)(?P<rest>[^;:!?]{{0,400}})",
        _NOM,
        check=acts_last,
        unless_asked=True,
    ),
    Frame(
        "Die SPD fordert, dass die Stadt Bänke baut.",
        cues("dass"),
        r"<SPEAKS><RELATIVE> (?:fordert|fordern|will|wollen|erwartet|erwarten|verlangt|verlangen"
        r"|setzt|setzen|tritt|treten|spricht|sprechen|drängt|drängen)\b[^;:!?]{0,200}? ?, dass"
        r" <NEAR>(?P<who><NOM>)(?P<rest>[^;:!?]{0,400})",
        _NOM,
        check=acts_last,
        unless_asked=True,
    ),
    Frame(
        "Es ist notwendig, dass die Stadt Bänke baut.",
        cues("dass"),
        r"\b(?:notwendig|erforderlich|nötig|unerlässlich|zeit|sicherzustellen) ?, dass <NEAR>"
        r"(?P<who><NOM>)(?P<rest>[^;:!?]{0,400})",
        _NOM,
        check=acts_last,
        unless_asked=True,
    ),
    Frame(
        "Der Bund möge darauf hinwirken, dass die Länder folgende Gesetze erlassen:",
        cues("dass"),
        r", dass <NEAR>(?P<who><NOM>)(?P<rest>[^;:!?]{0,300}):\W*$",
        _NOM,
        check=opens_list,
    ),
    Frame(
        "dass die Stadt Bänke baut",
        cues("dass"),
        r"^\W*dass <NEAR>(?P<who><NOM>)(?P<rest>[^;:!?]{0,400})",
        _NOM,
        check=acts_last,
        unless_asked=True,
    ),
    Frame(
        "Die Kommunalpolitik muss das ändern.",
        cues("muss soll sollte"),
        r"(?P<who><VAGUE>) (?:muss|soll|sollte)\b<REST>|\b(?:muss|soll|sollte) <NEAR>"
        r"(?P<who2><VAGUE>)(?P<rest2>[^;:!?]{0,600})",
        _NOM,
        check=acts,
        unless_asked=True,
        certain=False,
    ),
)
"""Ways to say who is to do what."""
