"""Which sentences of a German text ask for something.

A resolution asks in few forms: it says what its authors want ("Wir fordern …"), what
somebody is to do ("Der Rat wird gebeten …"), or what has to be ("… ist zu prüfen", "Es
braucht …"). The table :data:`FORMS` has each of them with an example. A form is strong
where it is a demand by itself, and weak where descriptions use it as well ("muss" in the
reasons, "Wir bauen …"). A sentence that ends with a colon opens a list, whose points ask
as it does. Questions ask for nothing, and words in quotation marks are somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.text.present_tasks import PARTY_TASK, PUBLIC_TASK
from reports.text.sentences import sentence_spans, without_raised


@dataclass(frozen=True)
class AskingSentence:
    """A sentence that asks for something, or a point of a list that does."""

    span: tuple[int, int]
    """Where it begins in the text, and where it ends, after its full stop."""
    strong: bool
    """Whether it is a demand by itself; otherwise it may as well be a description."""
    opens_list: bool = False
    """Whether what it asks for stands in the points that follow: "Wir fordern daher:"."""
    point: bool = False
    """Whether it asks only because a sentence before it opens the list."""
    direct: bool = False
    """Whether it says of itself that it asks: "Wir fordern …", "Der Rat wird gebeten …"."""


@dataclass(frozen=True)
class Form:
    """A form of words that asks."""

    example: str
    """A sentence that has it."""
    strong: bool
    """Whether it is a demand by itself."""
    cues: frozenset[str]
    """Words in small letters of which a sentence has one at least; they are quick to look for."""
    pattern: re.Pattern[str]
    direct: bool = False
    """Whether it says that it asks, rather than what is to be."""


# Gaps are bounded, so that a sentence of any length takes time in proportion to it.
_CLAUSE = r"[^,;:]{0,300}?"
"""Words of one clause."""
_GAP = r"[^;:]{0,500}?"
"""Words, with clauses put in."""
_FEW = r"(?:als\s[^,;:]{1,60}?\s)?(?:(?!(?:die|der|das|dass)\b)[\w*-]{1,40}\s+){0,3}?"
"""A few words such as "Jusos daher" or "als Kreisverband"."""
_GOES_ON = (
    r"(?!\s*(?:[.;!?)]|$)|,?\s+(?:und|oder|sowie|wie|als)\b"
    r"|\s*,(?!\s*(?:dass|wenn|um|wie|was|wo|ob)\b))"
)
"""After a verb: its clause goes on. Where the clause ends with the verb it is a subordinate one,
which describes: "Menschen, die dort leben müssen, …"."""
_MAIN = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "dass",
        "wenn",
        "weil",
        "was",
        "wie",
        "die",
        "den",
        "das",
        "ob",
        "wo",
        "da",
        "denen",
    )
)
"""Not after a word that opens a subordinate clause: "wenn wir wollen, dass …"."""
_NAMED = "".join(rf"(?<!\b{word} )" for word in ("Das", "das", "Dies", "dies", "Es", "es", "man"))
"""Not after a word that points back to what was described: "Das darf nicht sein"."""
_BODY = (
    r"\b(?:SPD|CDU|CSU|FDP|SP|SPÖ|ÖVP|AWO|DGB|ÖGB|ver\.di|Volt|Linken?|Grünen?|GRÜNEN?|Jusos?"
    r"|Freien? Wähler|Freien? Demokraten|Gewerkschaft(?:en)?|Jugendring|Jugend|Union"
    r"|[\w-]{0,40}(?:[Ff]raktion(?:en)?|[Pp]artei(?:en)?"
    r"|[Pp]arteitag|[Kk]ongress|[Kk]onferenz|[Vv]erb[aä]nde?|[Vv]orst[aä]nde?|[Bb]ezirke?"
    r"|[Oo]rtsvereine?|[Vv]ersammlung|[Mm]itglieder|[Dd]elegierten|[Rr]at|[Aa]usschuss|[Bb]ürgerschaft"
    r"|[Kk]reistag|[Ll]andtag))\b"
)
"""Those who speak in a resolution, and those whom it gives a task in the present tense."""
_DEMANDS = (
    r"(?:forder[nt]|verlang(?:en|t)|erwarte[nt]|lehn(?:en|t)|beantrag(?:en|t)|bitte[nt]"
    r"|beauftrag(?:en|t)|beschließ(?:en|t)|ruft|rufen|bringt|bringen|berichte[nt]"
    r"|(?:setz(?:en|t)|spricht|sprechen|mach(?:en|t)|bekenn(?:en|t)|verpflichte[nt])\s+sich)\b"
)
_DEMANDING = (
    "fordern fordert verlangen verlangt erwarten erwartet lehnen lehnt beantragen beantragt bitten"
    " bittet beauftragen beauftragt beschließen beschließt ruft rufen bringt bringen berichten"
    " berichtet setzen setzt spricht sprechen machen macht bekennen bekennt verpflichten"
    " verpflichtet"
)
"""The verbs of `_DEMANDS`."""
_ASKED = "aufgefordert|aufgerufen|gebeten|beauftragt|ersucht|angehalten|angewiesen|ermutigt"
_SEEN = (
    r"(?:be)?fürchten|beobachten|erkennen|sehen|spüren|hoffen|verdanken|verstehen|bedauern"
    r"|betonen|sagen|nennen|lesen|finden|hören|bemerken|begrüßen|erwarten|vermuten|zählen"
    r"|rechnen|leugnen|übersehen|überhören|erklären|begründen|akzeptieren|verdrängen|vergleichen"
)
"""What is to be seen or feared is not asked for: "Es ist zu befürchten"."""
_NO_TASK = (
    r"Ziel|Aufgabe|Verpflichtung|Pflicht|Grundgedanke|Versuch|Lage|Möglichkeit|Chance|Idee|Zeit"
    r"|Recht|bereit|fähig|verpflichtet|gezwungen|schwer|schwierig|leicht|kaum|möglich|unmöglich"
)
"""With these "zu" says what somebody can or tries: "ist nicht in der Lage zu zahlen"."""
_DONE = r"(?:\w{0,30}ge\w{2,30}(?:t|en)|(?:be|ver|er|ent|zer)\w{2,30}(?:t|en)|\w{2,30}iert)"
"""A past participle."""
_SUBJECTS = (
    "der die das unser unsere alle jede jeder jedes beide und sowie ortsvereine unterbezirke"
    " gliederungen kreisverbände arbeitsgemeinschaften kommunen gemeinden städte länder bund land"
    " landkreise"
)
"""Words before a subject or within one, and subjects that stand alone."""
_DESCRIBING = (
    r"haben|sind|waren|hatten|können|konnten|wissen|sehen|stellen|leben|erleben|glauben|stehen"
    r"|kennen|mussten|müssen|wurden|sollen|dürfen|lassen|beobachten|erfahren|freuen|denken"
)
"""Verbs after "wir" with which it describes."""


def _we(verbs: str, after: str = "") -> tuple[str, str]:
    """Return the cue and the pattern for "wir fordern" and "fordern wir"."""
    return "wir", rf"(?:{_MAIN}\b[Ww]ir\s+{_FEW}(?:{verbs})\b|\b(?i:{verbs})\s+wir\b){after}"


def _forms(
    *, strong: bool, patterns: dict[str, tuple[str, str]], direct: bool = False
) -> tuple[Form, ...]:
    """Return forms of one kind, from their cues and patterns by their examples."""
    return tuple(
        Form(example, strong, frozenset(cues.split()), re.compile(pattern), direct)
        for example, (cues, pattern) in patterns.items()
    )


FORMS = (
    *_forms(
        strong=True,
        direct=True,
        patterns={
            "Wir fordern einen Plan.": _we(
                "fordern|verlangen|beantragen|beauftragen|bitten|erwarten"
            ),
            "Wir lehnen den Verkauf ab.": _we("lehnen", rf"{_GAP}\bab\b"),
            "Wir schlagen einen Beirat vor.": _we("schlagen", rf"{_GAP}\bvor\b"),
            "Wir streben einen Tarif an.": _we("streben|regen", rf"{_GAP}\ban\b"),
            "Wir rufen den Rat dazu auf.": _we("rufen", rf"{_GAP}\bauf\b"),
            "Wir treten für einen Tarif ein.": _we("treten", rf"{_GAP}\bein\b"),
            "Wir setzen uns für Bäume ein.": _we("setzen", rf"\s+uns\b{_GAP}\bein\b"),
            "Wir sprechen uns dagegen aus.": _we("sprechen", rf"\s+uns\b{_GAP}\baus\b"),
            "Wir machen uns dafür stark.": _we("machen", rf"\s+uns\b{_GAP}\bstark\b"),
            "Dass wir die Stadt auffordern, zu bauen": ("wir", r"^\W*[Dd]ass\s+wir\b"),
            "Die Fraktion beantragt einen Plan.": (
                _DEMANDING,
                rf"{_BODY}{_CLAUSE}\s{_DEMANDS}{_GOES_ON}",
            ),
            "Die Anwohner fordern daher: mehr Bäume": (
                "fordert fordern verlangt verlangen",
                (
                    r"^\W*(?:Die|Der|Das|Unsere?)\s[^,;:]{2,80}\s(?:fordern?t?|verlang(?:t|en))"
                    r"(?:\s+(?:daher|deshalb|darum|also|somit|konkret|insbesondere|zudem)){0,2}\s*:"
                ),
            ),
            "Deshalb fordern alle Anwohner der Allee: mehr Bäume": (
                "fordert fordern verlangt verlangen beantragt beantragen",
                (
                    r"^\W*(?:[Dd]eshalb|[Dd]aher|[Dd]arum|[Dd]eswegen|[Dd]azu|[Hh]ierzu|[Ss]omit"
                    r"|[Aa]ls[o ]|[Dd]ementsprechend|[Ff]olglich|[Kk]onkret|[Ii]m Einzelnen"
                    r"|[Aa]us diesen? Gr[uü]nde?n?|[Vv]or diesem Hintergrund)\b[^,;:]{0,60}?"
                    r"\s(?:fordern?t?|verlang(?:t|en)|beantrag(?:t|en))\s[^,;:]{2,80}:"
                ),
            ),
            "Daher fordert die SPD einen Plan.": (
                _DEMANDING,
                rf"\b{_DEMANDS}\s+(?:die|der|das|unsere)\s+(?:\w+\s+){{0,2}}{_BODY}",
            ),
            "Der Rat wird gebeten, zu bauen.": (
                f"{_ASKED} eingeladen verpflichtet gefordert abgelehnt".replace("|", " "),
                (
                    rf"\b(?:wird|werden)\b{_GAP}\b(?:{_ASKED}|verpflichtet|gefordert|abgelehnt"
                    r"|eingeladen(?=\s*,))\b"
                    rf"|\b(?:ist|sind|sei|seien)\b{_GAP}\b(?:{_ASKED})\b"
                ),
            ),
            "Der Rat möge einen Plan machen.": ("möge mögen", r"\bmögen?\b"),
        },
    ),
    *_forms(
        strong=True,
        patterns={
            "Wir brauchen einen Plan.": _we("brauchen|benötigen"),
            "Wir wollen das Freibad erhalten.": _we("wollen|möchten|werden", _GOES_ON),
            "Wir verpflichten uns dazu.": _we(
                "verpflichten|solidarisieren|bekennen|wenden", r"\s+uns\b"
            ),
            "Die Mittel sind bereitzustellen.": (
                "ist sind",
                (
                    rf"(?<!verpflichtet )\b(?:ist|sind)\b(?!{_CLAUSE}\b(?:{_NO_TASK})\b){_CLAUSE}"
                    rf"\b(?:zu\s+(?!(?:{_SEEN})\b)\w{{1,40}}[elr]n"
                    r"|(?!dazu)[a-zäöü]{2,20}zu[a-zäöü]{2,30}[elr]n)\b"
                    r"(?=\s*(?:[.,;:!?)–-]|$)|\s+(?:und|oder|sowie|bzw)\b)"
                ),
            ),
            "Es braucht mehr Busse.": (
                "braucht bedarf",
                r"\b(?:[Ee]s\s+(?:braucht|bedarf)|(?:[Bb]raucht|[Bb]edarf)\s+es)\b",
            ),
            "Die Gebühr muss gesenkt werden.": (
                "muss müssen",
                (
                    rf"(?<!\bDas )(?<!\bdas )\b(?:muss|müssen)\b(?!\s+(?:das|dies|man)\b){_GOES_ON}"
                    rf"{_GAP}\b(?:werden|{_DONE}\s+sein)\b"
                ),
            ),
            "Die Stadt soll mehr Busse fahren lassen.": (
                "soll sollen",
                rf"{_NAMED}\b(?:soll|sollen)\b(?!\s+(?:das|dies|es|man)\b){_GOES_ON}",
            ),
            "Das Bad darf nicht schließen.": (
                "darf dürfen",
                (
                    rf"(?<!\bDas )(?<!\bdas )\b(?:darf|dürfen)\b"
                    r"(?!\s+(?:das|dies|es)\b[^,;:]{0,60}\b(?:sein|passieren|bleiben)\b)"
                    rf"{_GOES_ON}{_CLAUSE}"
                    r"\b(?:nicht|kein\w{0,2}|nie|niemals|nur)\b"
                    rf"|\b(?:[Nn]iemand|[Kk]ein\w{{0,2}})\b{_CLAUSE}\b(?:darf|dürfen)\b{_GOES_ON}"
                ),
            ),
            "Die Gebühr gehört abgeschafft.": (
                "gehört gehören",
                rf"\b(?:gehört|gehören)\b{_CLAUSE}\b{_DONE}(?=\s*[.,;!]|\s+und\b|$)",
            ),
            "Dafür sorgen, dass Bäume wachsen": (
                "dafür darauf",
                r"^\W*(?:Dafür|Darauf)\s+(?:sorgen|Sorge\s+tragen|eintreten|werben|hinwirken)\s*,",
            ),
            "Der Kreisvorstand organisiert jährlich ein Fest.": (_SUBJECTS, PARTY_TASK.pattern),
        },
    ),
    *_forms(
        strong=False,
        patterns={
            "Wir bauen das Netz aus.": _we(rf"(?!(?:{_DESCRIBING})\b)[a-zäöüß]{{2,20}}e?n"),
            "Die Stadt braucht mehr Busse.": (
                "braucht brauchen benötigt benötigen",
                rf"\b(?:braucht|brauchen|benötigt|benötigen)\b{_GOES_ON}",
            ),
            "Die Stadt muss mehr Busse fahren lassen.": (
                "muss müssen soll sollen",
                rf"\b(?:muss|müssen|soll|sollen)\b{_GOES_ON}",
            ),
            "Die Stadt sollte das prüfen.": (
                "sollte sollten müsste müssten",
                rf"(?<!^)\b(?:sollte|sollten|müsste|müssten)\b{_GOES_ON}",
            ),
            "Es gilt, mehr Bäume zu pflanzen.": ("gilt", r"\b(?:[Ee]s\s+gilt|gilt\s+es)\b"),
            "Ein Plan ist notwendig.": (
                "ist sind",
                (
                    rf"\b(?:ist|sind)\b{_CLAUSE}\b(?:notwendig|nötig|erforderlich|unerlässlich"
                    r"|überfällig|unabdingbar|geboten)\b"
                ),
            ),
            "Wichtig ist, dass alle mitreden.": (
                "wichtig",
                r"\b[Ww]ichtig\s+ist\b|\bist\b\D{0,60}\bwichtig\b",
            ),
            "Unser Ziel ist ein Tarif.": (
                "unser unsere",
                r"\b[Uu]nsere?\s+(?:\w+\s+)?(?:Ziel|Forderung)e?n?\b",
            ),
            "Die Bürgerinitiative fordert die Stadt auf, zu bauen.": (
                "fordert ruft",
                rf"\b(?:fordert|ruft)\b{_GAP}\bauf\b",
            ),
            "Das Bauamt erneuert alle Radwege.": (_SUBJECTS, PUBLIC_TASK.pattern),
        },
    ),
)
"""The forms in which resolutions ask, the surest first."""

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[„“»\"][^„“”«»\"]{25,2000}[“”«\"]")
"""A quotation; shorter ones are names or single words: "der „Nachtbus“"."""
_QUESTION = re.compile(r"\?[“”\"’)\]]*$")
_REPORTS = re.compile(r"\b(?:[Ll]aut|[Zz]ufolge|[Bb]eispielsweise)\b|\b[Nn]ach\s+Angaben\b")
"""What somebody else says or plans, or what happens for example."""
_OPENS = re.compile(
    r":[“”\"’)\]]*$"
    r"|^(?:\S+\s+){0,6}(?:wir|daher|deshalb|darum|also|auch|somit)$"  # a colon left out
    r"|\bfolgende[nrs]?\b[^:]{0,200}\.$"
)
_MARKER = re.compile(r"(?:[-–—•*·▪◦‣]|\d{1,2}[.)]|[a-z]\))\s|[a-zäöüß]")
"""What a point of a list begins with: a sign, a number, or a small letter."""
_FULL_STOP = re.compile(r"[.!?][“”\"’)\]]*$")

_LONGEST_SENTENCE = 3000
"""Characters that are looked at; what is longer is a table or a text without full stops."""


def asking_sentences(text: str) -> tuple[AskingSentence, ...]:
    """Return the sentences of a text that ask for something, in their order.

    After a sentence that opens a list, each following paragraph that looks like a point
    asks with its first sentence, as strongly as the sentence that opens the list.
    """
    plain = without_raised(text)
    return tuple(_asking(_QUOTED.sub(lambda quoted: "\ufffd" * len(quoted[0]), plain)))


def _asking(text: str) -> Iterator[AskingSentence]:
    opening: AskingSentence | None = None
    end_before = 0
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        form = _surest_form(sentence)
        begins = end_before == 0 or "\n" in text[end_before:start]
        end_before = end
        if form:
            opens = _OPENS.search(sentence) is not None
            asking = AskingSentence((start, end), form.strong, opens, direct=form.direct)
            opening = asking if opens else opening
            yield asking
        elif opening and begins:
            if _MARKER.match(sentence) or not _FULL_STOP.search(sentence):
                yield AskingSentence((start, end), opening.strong, point=True)
            else:
                opening = None


def _surest_form(sentence: str) -> Form | None:
    """Return the surest form of asking that a sentence has; none if it is a question."""
    if _QUESTION.search(sentence):
        return None
    sentence = sentence[:_LONGEST_SENTENCE]
    words = {*_WORD.findall(sentence.lower())}
    reports = _REPORTS.search(sentence) is not None
    for form in FORMS:
        if (
            not words.isdisjoint(form.cues)
            and not (reports and form.strong)
            and form.pattern.search(sentence)
        ):
            return form
    return None
