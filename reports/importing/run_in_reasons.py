"""Reasons without a heading of their own: "Begründung: Der Platz ist laut."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.importing.blocks import Block

_RUN_IN = re.compile(
    r"(?:(?:Antrags)?[Bb]egründung|Sachverhalt|Finanzielle Auswirkungen|Klimawirkung|Anlagen?"
    r"|(?:Votum|Empfehlung|Beschlussempfehlung|Stellungnahme) (?:der|des) [\w-]+"
    r"|Abstimmungsergebnis)\s*:\s+\S"
)
"""How a paragraph begins that gives reasons, or tells of costs, a recommendation or the vote."""


def begins_reasons(text: str) -> bool:
    """Return whether a text begins with "Begründung:" and goes on."""
    return _RUN_IN.match(text) is not None


def belongs_to_reasons(block: Block, demands: Sequence[Block], reasons: Sequence[Block]) -> bool:
    """Return whether a block gives reasons, as those before it do.

    `demands` and `reasons` stand before it under the same heading. A point that counts on from
    the demands ends their reasons.
    """
    if begins_reasons(block.text):
        return True
    if not reasons or (demands and demands[-1].rows[0].index > reasons[-1].rows[0].index):
        return False
    return reasons[-1].text.endswith(":") or not _counts_on(block, demands)


def _counts_on(block: Block, demands: Sequence[Block]) -> bool:
    before = next((other.marker for other in reversed(demands) if other.marker), None)
    mark = block.marker
    if before is None or mark is None or before.scheme != mark.scheme:
        return False
    return mark.is_bullet or mark.value == before.value + 1
