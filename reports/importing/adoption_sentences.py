"""Sentences at the beginning of a text which say that it was adopted, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reports.importing.german_terms import RESOLUTIONS, alternatives
from reports.importing.head_status import Outcome, outcome
from reports.importing.meetings import has_date, meeting, resolving_body
from reports.text.dehyphenation import join

_LONGEST = 160
"""Characters of a line, or of two, that say it; with the full name of a congress it is long."""
_FIRST_LINES = 6
"""Lines of the text proper in which it may stand: below a title and a subtitle."""
_ADOPTED = r"(?:beschlossen|verabschiedet|angenommen)"
_BEGINS = re.compile(
    r"(?:Beschlossen|Verabschiedet|Angenommen)"
    r"(?::|\s+(?:am|vom|von|auf|durch|im|in|bei|beim|einstimmig|mehrheitlich|mit)\b)"
)
""" "Beschlossen vom Stadtparteitag am 14. März 2026"."""
_ENDS = re.compile(
    rf"(?:Vo[mn]|Auf|Durch|Bei|Beim|Am|Im|In|Einstimmig|Mehrheitlich)\b[^.;:!?]*"
    rf"(?:(?<=\d)\.[^.;:!?]*)*\b{_ADOPTED}\W*$"
)
"""Below a title: "Vom Stadtparteitag am 14. März 2026 einstimmig beschlossen"."""
_HAS_RESOLVED = re.compile(rf"\b(?:hat|haben)\b.*\b{_ADOPTED}\s*:$")
"""The opening sentence: "Die Mitgliederversammlung hat am 2. Juli 2026 beschlossen:"."""
_TEXT_WAS = re.compile(
    rf"(?:Der|Die|Das|Diese[rs]?)\s+(?:[\w-]*(?i:{alternatives(RESOLUTIONS)}"
    r"|plan|programm|papier|konzept|antrag|agenda|strategie)|Text)"
    r"(?:\s+„[^“]{1,80}“)?\s+(?:wurde|ist)\s+"
    rf"(?:[^.!?:;]|(?<=\d)\.){{0,120}}?\b{_ADOPTED}(?:\s+worden)?[.!]"
)
""" "Der Plan wurde am 9. April 2026 beschlossen."; one of somebody else ("Der Plan des Landes
wurde …") is not this text."""
_OF_OTHERS = re.compile(
    r"(?:Bundestag|Bundesrat|Landtag|regierung|Koalition|Parlament|Kabinett|Kommission|Gericht)"
)
"""Bodies whose decisions a party's text only reports."""


def adoption_sentence(lines: Sequence[str]) -> str | None:
    """Return the sentence of a text's first lines that says it was adopted; None without one."""
    return next((text for text in _joined(lines[:_FIRST_LINES]) if _says_adopted(text)), None)


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Yield each line, and with the next one, as a sentence may be printed in two."""
    for at, line in enumerate(lines):
        yield line
        if len(line) < _LONGEST and at + 1 < len(lines):
            yield join([line, lines[at + 1]])


def _says_adopted(text: str) -> bool:
    if match := _TEXT_WAS.match(text):
        return _is_placed(match[0]) and outcome(match[0]) is Outcome.ADOPTED
    if len(text) > _LONGEST or _OF_OTHERS.search(text) or not _is_placed(text):
        return False
    if outcome(text) not in (Outcome.ADOPTED, None):
        return False
    if _HAS_RESOLVED.search(text):
        return resolving_body(text) is not None or meeting(text) is not None
    if _BEGINS.match(text):
        return True
    return _ENDS.match(text) is not None and meeting(text) is not None and has_date(text)


def _is_placed(text: str) -> bool:
    """Return whether a text names a day, or a body that meets."""
    return has_date(text) or meeting(text) is not None
