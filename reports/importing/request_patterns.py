"""The ways in which German text asks somebody for something, in one table.

The patterns look at a sentence in small letters with signs for its noun phrases
(`phrase_signs`). Sources: the grammar of the verbs (who asks, whom, for what) and resolutions
of party congresses, councils and associations; each pattern has an example in other words.
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


_ON = "(?=<GAP><UPWARDS>)"
_BID = "bitten|ersuchen|beauftragen|verpflichten|ermutigen|ermahnen"
_BIDS = "(?:bittet|ersucht|beauftragt|verpflichtet(?! sich)|ermutigt)"
_IT_IS = r"(?:es (?:ist|bleibt|wird|muss)|(?:ist|muss|bleibt) es|sehen es als|sein muss)"

FRAMES: tuple[Frame, ...] = (
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
    Frame(
        "Wir fordern das Heim auf, zu öffnen.",
        cues("CALL"),
        rf"{we('fordern|rufen')} <NEAR>(?P<who><ACCTHING>){_ON}",
        _ACC,
        unless_asked=True,
        certain=False,
    ),
)
"""All ways to ask, those that name whom they ask before those that say who does what."""
