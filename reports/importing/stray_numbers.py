"""Line numbers of an earlier version that stuck to words: "2Die Stadt", "Stimm34recht".

They come into a text when it is copied out of a PDF whose numbers were text. In the version at
hand such a number is a little off from the number of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.importing.line_number_candidates import Printed
from reports.importing.line_numbers import begins_motion

_MEASURED = (
    r"(?:er|ers|ern|en|e|te[nrsm]?|st|nd|rd|th|x|fach|mal|ff?|jähr|tägig|stündig|wöch|monat|köpfig"
    r"|stell|teil|seit|stöck|geschoss|bändig|malig|prozent|prozentig|mm|cm|dm|km|qm|kg|ha|kwh|mwh"
    r"|gwh|twh|kw|mw|gw|kb|mb|gb|tb|min|std|sec|sek|euro|eur|uhr|mio|mrd|million|milliard|tausend"
    r"|hundert|cent|grad|liter|meter|tonnen|plus|watt|volt)"
)
"""How words go on that have a number of their own: "90er", "16jährige", "5mm", "218ff"."""
_BEFORE_WORD = re.compile(
    rf"(?<![^\s(„\"])([0-9]{{1,4}})(?=[A-ZÄÖÜ]?[a-zäöüß]{{2}})(?!{_MEASURED}\w*)", re.IGNORECASE
)
_IN_WORD = re.compile(r"(?<=[a-zäöüß])([0-9]{1,4})(?=[a-zäöüß]{2})")
_AT_END = re.compile(r"(?<=[a-zäöüß]{3}[.!?])([0-9]{1,4})\s*$")

_NEAR, _SHARE = 8, 0.3
"""How far an old number is off at most: lines, and beyond them a part of the line's number.

Of 24 such numbers in two books of motions the farthest was off by 77 of 514, 40 of 196, 12 of
22."""


@dataclass(frozen=True)
class StrayNumber:
    """A number that sticks to a word."""

    line: int
    begin: int
    """The place of its digits: text[begin:end]."""
    end: int
    proven: bool
    """Whether the number of its line says that it is an old line number."""


def stray_numbers(texts: Sequence[str], printed: Sequence[Printed]) -> Iterator[StrayNumber]:
    """Yield the old line numbers in lines that have a number, and what may be some.

    `texts` are the lines without line numbers, notes and furniture, each as long as it was.
    """
    for number in printed:
        text = texts[number.line]
        if number.alone or not any(map(str.isdigit, text)) or begins_motion(text):
            continue
        for pattern in (_BEFORE_WORD, _IN_WORD, _AT_END):
            for match in pattern.finditer(text):
                begin, end = match.span(1)
                off = abs(int(match[1]) - number.values[-1])
                near = off <= _NEAR + _SHARE * number.values[-1]
                if near or pattern is not _AT_END:
                    yield StrayNumber(number.line, begin, end, near)
