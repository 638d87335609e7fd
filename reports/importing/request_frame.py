"""A way to ask somebody for something, as a pattern over a sentence with signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from reports.importing.german_bodies import Case
from reports.importing.request_vocabulary import VOCABULARY, expanded


@dataclass(frozen=True)
class Frame:
    """A way to ask: a pattern with the group "who" and the case that it stands in."""

    example: str
    cues: frozenset[str]
    """Words of which a sentence has one at least; they are quick to look for."""
    pattern: str
    case: Case
    check: Callable[[str, str], bool] | None = None
    """Whether what follows, and the sentence, make it a request."""
    unless_asked: bool = False
    """Whether it counts only where nothing above it fits."""
    at_start: bool = False
    """Whether it fits at the beginning of a measure's own words alone."""
    certain: bool = True

    @property
    def takes_anyone(self) -> bool:
        """Whether it asks people and things that are no body we know, too."""
        return re.search("<(?:ACC|ACCTHING|NOMTHING|WHO#?|WHO[12]|GOV)>", self.pattern) is not None

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled at its first use."""
        return _compiled(self.pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(expanded(pattern))


_NUMBERED = re.compile(r"<(NOM|WHO|PARTY|FACTION|PUBLIC|SOLL|ACTS|SPEAKS|VERB)#>")


def both_numbers(pattern: str) -> str:
    """Return a pattern for both numbers: NOM1 and SOLL1, or NOM2 and SOLL2."""
    both = []
    pattern = pattern.replace("<REST>", VOCABULARY["REST"])
    for number in "12":
        text = _NUMBERED.sub(rf"<\g<1>{number}>", pattern)
        text = text.replace("<VERB1>", "(?:wird|ist|sei|bleibt)")
        text = text.replace("<VERB2>", "(?:werden|sind|seien|bleiben)")
        both.append(re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>{number}>", text))
    return "|".join(both)
