"""Words and gaps of which the patterns of requests are made, by names in angle brackets."""

from __future__ import annotations

import re

from reports.importing.phrase_signs import CLASSES

SUBORDINATE = (
    r"(?:dass|damit|um|weil|wenn|da|ob|indem|sodass|obwohl|während|sofern|soweit|bevor|nachdem|wie"
    r"|wo\w*|was|wer|der|die|das|den|dem|deren|dessen|welche\w*|in d\w\w|ohne|anstatt|statt)"
)
VOCABULARY = {
    "GAP": r"[^;:!?]{0,400}?",
    "CLAUSE": rf"(?:(?! ?, {SUBORDINATE}\b)[^;:!?]){{0,300}}?",
    "NEAR": (
        r"(?:(?!(?:wir|man|es|sie|ich|er|auf|zu|und|oder|aber|dass|wenn)\b)"
        r"(?:[a-zäöüß]+|<BESIDE>) ?,? ){0,7}?"
    ),
    "NOSUBJECT": (
        r"(?<!<SUBJECT> )(?<!\bsie )(?<!\ber )(?<!\bes )(?<!\bwir )(?<!\bman )(?<!\bdas )"
        r"(?<!\bdies )(?<!\bdiese )(?<!\bdieser )(?<!\balle )(?<!\bdie )(?<!\bder )"
    ),
    "RELATIVE": r"(?: [a-zäöüß]+ <BESIDE>){0,2}(?: ?, [^,;:!?]{1,200}, ?)?",
    "UPWARDS": r"\bauf\b(?= ?(?:[,.;:!)–-]|$|und\b|zu\b|dass\b|sich\b))",
    "PARTICIPLE": (
        r"(?!gerecht|aufgefordert|gebeten|beauftragt)\b(?:\w*ge\w+(?:t|en)|\w+iert"
        r"|(?:\w{2,5})?(?:be|ver|er|ent|zer|über|unter|miss|wider)\w+(?:t|en))"
    ),
    "SOLL1": r"(?:soll|sollte|muss|müsste)",
    "SOLL2": r"(?:sollen|sollten|müssen|müssten)",
    "REST": r"(?P<rest>[^;:!?]{0,600})",
    "WANT": (
        r"(?:fordern|wollen|erwarten|verlangen|möchten|setzen|wirken|treten|bestehen|sprechen"
        r"|drängen|wünschen|streben|regen)"
    ),
    "STARTS": (
        r"(?:^|[;:–•] |\b(?:und|aber|denn|sondern) )(?:(?!\b(?:wird|werden|ist|sind|hat|haben"
        r"|kann|können|soll\w*|muss|müssen|dass|weil|wenn|ob|der|die|das|den|dem|was|wie|wo)\b)"
        r"[^,;:–•]){0,200}?"
    ),
    "PAST": r"\b(?:seit|bereits|schon|bisher|bislang|derzeit|zurzeit|längst|gestern|früher)\b",
    "SPEAKS1": r"(?:fordert|lehnt|spricht|setzt|tritt|stimmt|kämpft|drängt|verpflichtet|strebt)",
    "SPEAKS2": r"(?:fordern|lehnen|sprechen|setzen|treten|stimmen|kämpfen|drängen|streben)",
    "BY": (
        r"(?<!außerhalb )(?<!innerhalb )(?<!unabhängig )(?<!anstelle )(?<!anhand )"
        r"\b(?:durch|vo[nm]|seitens)"
    ),
    "NOPRONOUN": r"(?! (?:man|wir|ich|sie|er|es)\b)",
    "ACTS1": (
        r"(?:setzt|fordert|beantragt|bringt|berichtet|prüft|legt|erarbeitet|entwickelt|sorgt|wirkt"
        r"|tritt|reicht|initiiert|stellt|stimmt|veranlasst|übernimmt|organisiert|informiert|führt"
        r"|lädt|unterstützt|kümmert|strebt|drängt|achtet|schafft|nimmt|beteiligt|richtet"
        r"|veröffentlicht|verzichtet|ermöglicht|erhöht|baut|benennt|schließt|verpflichtet|gründet"
        r"|wirbt|begleitet|bietet|fördert|gewährt|überprüft|beschließt|erlässt|erstellt|erweitert"
        r"|verbessert|sichert|senkt|streicht|ergreift|nutzt|koordiniert|wendet|lehnt|kämpft"
        r"|engagiert|erkundigt|verhandelt|schreibt|meldet|fasst|ruft|stößt|startet|bildet|veranstaltet|spricht|wählt|bestimmt|beruft|entsendet|pflegt|sammelt"
        r"|evaluiert|bereitet|widmet|befasst|vernetzt|öffnet|stärkt|testet|druckt|verteilt|verschickt|versendet|sendet|liefert|verkauft|pflanzt|saniert|überarbeitet|klärt|regelt|ernennt|bittet|hilft"
        r"|erneuert|finanziert|errichtet|kauft|erwirbt|vergibt|verlängert|ergänzt|ändert"
        r"|ersetzt|installiert|modernisiert|renoviert|reduziert|verringert|rüstet|räumt"
        r"|befragt|ermittelt|untersucht|dokumentiert|kontrolliert|schult|gestaltet|stoppt"
        r"|beendet|diskutiert|bespricht|berät|mobilisiert|feiert|besucht|vergrößert|verdoppelt"
        r"|bezahlt|einigt|verabschiedet|plakatiert|konzipiert|etabliert|verankert|archiviert"
        r"|ehrt|zeichnet)"
    ),
    "ACTS2": (
        r"(?:setzen|fordern|beantragen|bringen|berichten|prüfen|legen|erarbeiten|entwickeln|sorgen"
        r"|wirken|treten|reichen|initiieren|stellen|stimmen|veranlassen|übernehmen|organisieren"
        r"|informieren|führen|laden|unterstützen|kümmern|streben|drängen|achten|schaffen|nehmen"
        r"|beteiligen|richten|veröffentlichen|verzichten|ermöglichen|erhöhen|bauen|benennen"
        r"|schließen|verpflichten|gründen|werben|begleiten|bieten|fördern|gewähren|überprüfen"
        r"|beschließen|erlassen|erstellen|erweitern|verbessern|sichern|senken|streichen|ergreifen"
        r"|nutzen|koordinieren|wenden|lehnen|kämpfen|engagieren|erkundigen|verhandeln|schreiben"
        r"|melden|fassen|rufen|stoßen|starten|bilden|veranstalten|sprechen|wählen|bestimmen|berufen|entsenden|pflegen"
        r"|sammeln|evaluieren|bereiten|widmen|befassen|vernetzen|öffnen|stärken|testen|drucken"
        r"|verteilen|verschicken|versenden|senden|liefern|verkaufen|pflanzen|sanieren|überarbeiten|klären|regeln|ernennen|helfen"
        r"|erneuern|finanzieren|errichten|kaufen|erwerben|vergeben|verlängern|ergänzen|ändern"
        r"|ersetzen|installieren|modernisieren|renovieren|reduzieren|verringern|rüsten|räumen"
        r"|befragen|ermitteln|untersuchen|dokumentieren|kontrollieren|schulen|gestalten"
        r"|stoppen|beenden|diskutieren|besprechen|beraten|mobilisieren|feiern|besuchen"
        r"|vergrößern|verdoppeln|bezahlen|einigen|verabschieden|plakatieren|konzipieren"
        r"|etablieren|verankern|archivieren|ehren|zeichnen)"
    ),
    "TOLD": (r"(?:aufgefordert|gebeten|beauftragt|ersucht|aufgerufen|ermutigt|eingeladen(?= ?,))"),
    "BOUND": r"(?:gefordert|verpflichtet|angehalten|gehalten|gefragt|ermächtigt|gefordert)",
    "ASK": (
        r"(?:auffordern|aufzufordern|aufrufen|bitten|beauftragen|ersuchen|verpflichten|anregen"
        r"|bewegen|anhalten|drängen|ermutigen|anweisen)"
    ),
}


def we(verbs: str) -> str:
    """Return a pattern for "wir fordern" and "fordern wir"."""
    return (
        rf"\b(?:wir (?:(?:als|[a-zäöüß]+|<BESIDE>) ){{0,4}}?(?:{verbs})"
        rf"|wir [^,;:!?]{{0,200}} und (?:{verbs})|(?:{verbs})(?: und \w+)? wir)\b"
    )


def expanded(pattern: str) -> str:
    """Return a pattern with its abbreviations written out."""
    for _depth in range(3):
        for name, text in (*VOCABULARY.items(), *CLASSES.items()):
            pattern = pattern.replace(f"<{name}>", text)
    return pattern


_CUES = {
    "CALL": "fordern rufen",
    "CALLS": "fordert ruft",
    "BID": "bitten ersuchen beauftragen verpflichten ermutigen ermahnen",
    "BIDS": "bittet ersucht beauftragt verpflichtet ermutigt",
    "ASK": VOCABULARY["ASK"],
    "TOLD": VOCABULARY["TOLD"],
    "BOUND": VOCABULARY["BOUND"],
    "MODAL": f"{VOCABULARY['SOLL1']} {VOCABULARY['SOLL2']}",
    "ACTS": f"{VOCABULARY['ACTS1']} {VOCABULARY['ACTS2']}",
}


def cues(words: str) -> frozenset[str]:
    """Return the words of a list in which capitals stand for others."""
    each = (_CUES.get(word, word) for word in words.split())
    return frozenset(re.findall(r"\w+", " ".join(each)))
