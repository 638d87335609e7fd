"""The ways in which German text asks somebody for something, in one table.

The patterns look at a sentence in small letters with signs for its noun phrases
(`phrase_signs`). Sources: the grammar of the verbs (who asks, whom, for what) and resolutions
of party congresses, councils and associations; each pattern has an example in other words.
"""

from __future__ import annotations

from reports.importing.german_bodies import Case
from reports.importing.request_frame import Frame, both_numbers
from reports.importing.request_vocabulary import cues, we

_NOM, _ACC, _DAT, _GEN = Case.NOMINATIVE, Case.ACCUSATIVE, Case.DATIVE, Case.GENITIVE


_ON = "(?=<GAP><UPWARDS>)"
_BID = "bitten|ersuchen|beauftragen|verpflichten|ermutigen|ermahnen"
_BIDS = "(?:bittet|ersucht|beauftragt|verpflichtet(?! sich)|ermutigt)"
_IT_IS = r"(?:es (?:ist|bleibt|wird|muss)|(?:ist|muss|bleibt) es|sehen es als|sein muss)"

REQUESTS: tuple[Frame, ...] = (
    Frame(
        "Wir fordern die Stadt auf, Bänke zu bauen.",
        cues("CALL"),
        rf"{we('fordern|rufen')} <GAP>(?P<who><ACC>){_ON}",
        _ACC,
    ),
    Frame(
        "Die Stadt fordern wir auf, Bänke zu bauen.",
        cues("CALL BID"),
        rf"(?P<who><ACC>) (?:fordern|rufen|{_BID}) wir\b",
        _ACC,
    ),
    Frame(
        "Die SPD Muster fordert die Behörden auf, zu handeln.",
        cues("CALLS CALL"),
        rf"<SUBJECT><RELATIVE> (?:fordert|fordern|ruft|rufen)\b(?! wir) <GAP>(?P<who><ACC>){_ON}",
        _ACC,
    ),
    Frame(
        "Deshalb fordert der Parteitag die Behörden auf, zu handeln.",
        cues("CALLS CALL"),
        rf"\b(?:fordert|fordern|ruft|rufen) (?:\w+ )?<SUBJECT> <GAP>(?P<who><ACC>){_ON}",
        _ACC,
    ),
    Frame("Wir bitten die Stadt um Hilfe.", cues("BID"), rf"{we(_BID)} <GAP>(?P<who><ACC>)", _ACC),
    Frame(
        "Der Rat beauftragt die Verwaltung, zu berichten.",
        cues("BIDS BID"),
        rf"<SUBJECT><RELATIVE> (?:{_BIDS}|(?:{_BID})(?! sich| wir)) <GAP>(?P<who><ACC>)",
        _ACC,
    ),
    Frame(
        "Deshalb bittet der Kreisverband die Stadt um Hilfe.",
        cues("BIDS"),
        rf"\b{_BIDS} (?:\w+ )?<SUBJECT> <GAP>(?P<who><ACC>)",
        _ACC,
    ),
    Frame(
        "Wir werden die Stadt anregen, Bänke zu bauen.",
        cues("ASK"),
        rf"(?:\b(?:dass|indem|weil|wenn) wir|{we('werden|wollen|möchten|müssen|sollten')})"
        r" <GAP>(?P<who><ACCBODY>)<GAP>\b<ASK>\b",
        _ACC,
    ),
    Frame(
        "Die Verwaltung ist aufzufordern, zu berichten.",
        cues("aufzufordern bitten beauftragen ersuchen"),
        r"(?P<who><NOM>) (?:ist|sind) <GAP>\b(?:aufzufordern|zu (?:bitten|beauftragen|ersuchen))",
        _NOM,
    ),
    Frame(
        "Wir erwarten vom Bund mehr Geld.",
        cues("erwarten verlangen fordern wünschen brauchen benötigen"),
        rf"{we('erwarten|verlangen|fordern|wünschen uns|brauchen|benötigen')}"
        r" <NEAR>vo[nm] (?P<who><GOV>)",
        _DAT,
    ),
    Frame(
        "Wir brauchen mehr Geld vom Bund.",
        cues("brauchen benötigen"),
        rf"{we('brauchen|benötigen')} [^,;:!?]{{0,200}}?\bvo[nm] (?P<who><GOVBODY>)",
        _DAT,
    ),
    Frame(
        "Vom Bund erwarten wir mehr Geld.",
        cues("erwarten verlangen fordern"),
        r"\bvo[nm] (?P<who><GOV>) (?:erwarten|verlangen|fordern) wir\b",
        _DAT,
    ),
    Frame(
        "Die SPD erwartet vom Bund mehr Geld.",
        cues("erwartet erwarten verlangt verlangen fordert fordern"),
        r"<SUBJECT> (?:erwartet|erwarten|verlangt|verlangen|fordert|fordern) <NEAR>vo[nm]"
        r" (?P<who><GOV>)",
        _DAT,
    ),
    Frame(
        "Deshalb erwartet die SPD vom Bund mehr Geld.",
        cues("erwartet verlangt fordert"),
        r"\b(?:erwartet|verlangt|fordert) <SUBJECT> <NEAR>vo[nm] (?P<who><GOV>)",
        _DAT,
    ),
    Frame(
        "Wir appellieren an die Länder, zu zahlen.",
        cues("appellieren appelliert appelliere"),
        r"\bappellier\w+ <NEAR>an (?P<who><GOV>)|\ban (?P<who2><GOV>) appellier",
        _ACC,
    ),
    Frame(
        "An den Landrat richten wir die Bitte, zu helfen.",
        cues("richten richtet geht bitte appell aufforderung forderung forderungen auftrag aufruf"),
        r"\ban (?P<who><GOV>) (?:richten|richtet|geht)\b<GAP>\b(?:bitte|appell|aufforderung"
        r"|forderung)\b|\b(?:appell|bitte|aufforderung|forderung|forderungen|auftrag|aufruf)"
        r" an (?P<who2><GOV>)|\b(?:richten|richtet) <GAP>\ban (?P<who3><GOV>)",
        _ACC,
    ),
    Frame(
        "Der Antrag wird an die Landtagsfraktion überwiesen.",
        cues("antrag beschluss resolution"),
        r"\b(?:antrag|beschluss|resolution)\b<GAP>\ban (?P<who><GOVBODY>)"
        r" <GAP>\b(?:weitergeleitet|weiterzuleiten|überwiesen|zu überweisen|übermittelt)\b",
        _ACC,
    ),
    Frame(
        "Wir empfehlen der Stadt, Bänke zu bauen.",
        cues("empfehlen raten legen"),
        rf"{we('empfehlen|raten|legen')} <GAP>(?P<who><DAT>)",
        _DAT,
    ),
    Frame(
        "Der Ausschuss empfiehlt dem Rat, Bänke zu bauen.",
        cues("empfiehlt"),
        r"<SUBJECT><RELATIVE> empfiehlt <GAP>(?P<who><DAT>)",
        _DAT,
    ),
    Frame(
        "Die Stadt wird gebeten, Bänke zu bauen.",
        cues("TOLD"),
        both_numbers(r"(?P<who><WHO#>)<RELATIVE> <VERB#> <CLAUSE>\b<TOLD>\b"),
        _NOM,
    ),
    Frame(
        "Der Rat wird gebeten und die Verwaltung beauftragt, zu berichten.",
        cues("TOLD"),
        r"\b<TOLD>(?: ?, [^;:!?]{1,100})? und (?P<who><NOM>) <CLAUSE>\b<TOLD>\b",
        _NOM,
    ),
    Frame(
        "Bis Juni wird die Stadt gebeten, zu berichten.",
        cues("TOLD"),
        both_numbers(r"\b<VERB#> <NEAR>(?P<who><WHO#>)<RELATIVE> <CLAUSE>\b<TOLD>\b"),
        _NOM,
    ),
    Frame(
        "Die Ortsvereine sind ebenso gefordert.",
        cues("BOUND"),
        both_numbers(r"(?P<who><NOM#>)<RELATIVE> <VERB#> <CLAUSE>\b<BOUND>\b"),
        _NOM,
    ),
    Frame(
        "Die Verwaltung wird angewiesen, zu berichten.",
        cues("angewiesen"),
        r"(?P<who><NOM>)<RELATIVE> (?:wird|werden) <CLAUSE>\bangewiesen\b",
        _NOM,
    ),
    Frame(
        "Hier ist die Stadt gefordert.",
        cues("BOUND"),
        both_numbers(r"\b<VERB#> <NEAR>(?P<who><NOM#>) <CLAUSE>\b<BOUND>\b"),
        _NOM,
    ),
    Frame(
        "Aufgefordert sind die Ortsvereine.",
        cues("TOLD BOUND"),
        both_numbers(r"\b(?:<TOLD>|<BOUND>) <VERB#> <NEAR>(?P<who><NOM#>)"),
        _NOM,
    ),
    Frame(
        "Von der Stadt wird erwartet, dass sie Bänke baut.",
        cues("erwartet verlangt"),
        r"\bvo[nm] (?P<who><GOV>) (?:wird|werden) <NEAR>(?:erwartet|verlangt)\b"
        r"|\b(?:wird|werden) <NEAR>vo[nm] (?P<who2><GOV>) <NEAR>(?:erwartet|verlangt)\b",
        _DAT,
    ),
    Frame(
        "Adressat ist die Landtagsfraktion.",
        cues("adressat adressatin adressaten"),
        r"\badressat\w* (?:<ANY> )?(?:ist|sind) (?P<who><NOM>)",
        _NOM,
    ),
    Frame(
        "Wir beschließen, dass die Stadt gebeten wird.",
        cues("TOLD"),
        r"\bdass <NEAR>(?P<who><NOM>) <CLAUSE>\b<TOLD> (?:wird|werden)\b",
        _NOM,
    ),
    Frame(
        "Dabei ist der Staat in der Pflicht.",
        cues("pflicht verantwortung"),
        r"\b(?:ist|sind|steht|stehen|bleibt|sehen|sieht|nehmen|nimmt) <NEAR>(?P<who><NOM>)"
        r" <CLAUSE>\bin (?:der|die) (?:\w+ )?(?:pflicht|verantwortung)\b"
        r"|(?P<who2><NOM>) (?:ist|sind|steht|stehen|bleibt) <CLAUSE>\bin der"
        r" (?:pflicht|verantwortung)\b",
        _NOM,
    ),
    Frame(
        "Wir sehen den Landrat in der Pflicht.",
        cues("pflicht verantwortung"),
        r"\b(?:sehen|sieht|nehmen|nimmt) <GAP>(?P<who><ACCBODY>) <CLAUSE>\bin (?:der|die)"
        r" (?:\w+ )?(?:pflicht|verantwortung)\b|(?P<who2><ACCBODY>) (?:\w+ ){0,3}in die pflicht\b",
        _ACC,
    ),
    Frame(
        "Es ist Aufgabe der Stadt, Bänke zu bauen.",
        cues("es sein"),
        rf"\b{_IT_IS}\b<GAP>\b\w*(?:aufgabe|pflicht|sache|verantwortung) (?P<who><GEN>)"
        rf"|\b\w*aufgabe (?P<who2><GEN>)<GAP>\b{_IT_IS}\b",
        _GEN,
    ),
    Frame(
        "Die Stadt hat die Aufgabe, Bänke zu bauen.",
        cues("hat haben"),
        r"(?P<who><NOM>) (?:hat|haben) <NEAR>\w*(?:aufgabe|pflicht|verantwortung) ?,",
        _NOM,
    ),
    Frame(
        "Es obliegt dem Landrat, das zu regeln.",
        cues("obliegt obliegen aufgegeben empfohlen nahegelegt"),
        r"\bobliegt <NEAR>(?P<who><DAT>)|(?P<who2><DAT>) (?:obliegt|wird <NEAR>(?:aufgegeben"
        r"|empfohlen|nahegelegt))|\bwird <NEAR>(?P<who3><DAT>) <NEAR>(?:aufgegeben|empfohlen)",
        _DAT,
    ),
    Frame(
        "Der Bau liegt in der Verantwortung des Landes.",
        cues("verantwortung"),
        r"\b(?:liegt|liegen) <GAP>\bin der (?:\w+ )?verantwortung (?P<who><GEN>)",
        _GEN,
    ),
)
"""Ways to ask that name whom they ask."""

DOUBTFUL: tuple[Frame, ...] = (
    Frame(
        "Wir fordern das Heim auf, zu öffnen.",
        cues("CALL BID"),
        rf"{we('fordern|rufen')} <NEAR>(?P<who><ACCTHING>){_ON}"
        rf"|{we(_BID)} <NEAR>(?P<who2><ACCTHING>)",
        _ACC,
        unless_asked=True,
        certain=False,
    ),
    Frame(
        "Das Heim wird gebeten, zu öffnen.",
        cues("gebeten aufgefordert ersucht aufgerufen"),
        r"(?P<who><NOMTHING>)<RELATIVE> (?:wird|werden|ist|sind) <CLAUSE>"
        r"\b(?:gebeten|aufgefordert|ersucht|aufgerufen)\b",
        _NOM,
        unless_asked=True,
        certain=False,
    ),
)
"""Ways to ask that fit here, but whom they name may be nobody."""
