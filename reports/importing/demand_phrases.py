"""Which sentences ask for something, by German set phrases: "Wir fordern", "X soll"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from reports.importing.asked_bodies import AskedBodies
from reports.importing.paragraphs import Block
from reports.text.sentences import sentence_spans

_ASKED = (
    "aufgefordert|gebeten|beauftragt|ersucht|verpflichtet|angehalten|gefordert|aufgerufen"
    "|ermutigt|angewiesen"
)
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
    return any(_DEMAND.search(text, *sentence) for sentence in sentence_spans(text))


class Asking:
    """Finds who is asked; knows the places that may follow a body's name."""

    def __init__(self, places: Collection[str] = ()) -> None:
        self._bodies = AskedBodies(places)

    def named(self, block: Block, *, begins: int | None = None) -> list[Named]:
        """Who is asked in a paragraph, in the order of the text.

        ``begins`` is where a numbered measure's own words begin in it: there "Die
        Ortsvereine laden ein" asks them to.
        """
        return [
            Named(body.name, body.span, body.sentence)
            for body in self._bodies.asked(block.text, begins=begins)
            if body.certain
        ]
