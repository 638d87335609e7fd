"""Sentences in which another party speaks: "Die FDP fordert weniger Busse".

They report what somebody else wants, and ask nobody for anything. Which party is another one is
known where the motion says who submits or passes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.importing.parts import Part, PartKind
from reports.text.asking_sentences import asking_sentences

_GROUPS = (
    r"SPD|Jusos?|Sozialdemokrat\w*|Jungsozialist\w*",
    r"CDU|CSU|Union|Junge Union|Christdemokrat\w*",
    r"FDP|Freien? Demokraten|Liberalen|Jungen? Liberalen?|JuLis?",
    r"Grünen?|GRÜNEN?|Bündnis 90/Die Grünen|Grüne Jugend",
    r"Linken?|LINKEN?|Linkspartei|Linksjugend",
    r"AfD|Junge Alternative",
    r"BSW|Bündnis Sahra Wagenknecht",
    r"Freien? Wähler",
    r"ÖVP",
    r"FPÖ",
    r"SPÖ",
    r"Volt",
)
"""The names of each party and of its youth; parties that work together are one."""

_SPEAKS = (
    r"(?:forder[nt]|verlang(?:t|en)|will|wollen|lehn(?:t|en)|beantrag(?:t|en)|setz(?:t|en)\s+sich"
    r"|tritt|treten|spricht|sprechen|mach(?:t|en)\s+sich|erwarte[nt]|kämpf(?:t|en)|bitte[nt]|ruft"
    r"|rufen|beschließ(?:t|en))\b"
)


def as_reported(parts: Iterable[Part], speakers: str) -> list[Part]:
    """Return the parts; measures in which only another party speaks become introduction.

    ``speakers`` are the words of the head that say whose motion it is. Points and what has a
    title stay measures: there the structure shows that it is asked for.
    """
    own_groups = [group for group in _GROUPS if re.search(rf"\b(?:{group})\b", speakers)]
    if not own_groups:
        return [*parts]
    others = "|".join(group for group in _GROUPS if group not in own_groups)
    reports = re.compile(
        rf"\W*(?:(?:Die|Der|Auch|die)\s+){{0,2}}(?:{others})(?:-\w+)?(?:\s+[A-ZÄÖÜ]\w+)?\s+{_SPEAKS}"
    )
    return [
        Part(PartKind.INTRODUCTION, part.blocks) if _only_reports(part, reports) else part
        for part in parts
    ]


def _only_reports(part: Part, reports: re.Pattern[str]) -> bool:
    """Return whether a measure is a paragraph whose asking sentences are all another party's."""
    if part.kind is not PartKind.MEASURE or part.heading or part.title or part.blocks[0].marker:
        return False
    asking = asking_sentences(part.wording)
    return bool(asking) and all(reports.match(part.wording, *sentence.span) for sentence in asking)
