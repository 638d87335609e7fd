"""The parts of a line that look different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from reports.text.source_text import Span


def mostly(spans: Sequence[Span], look: Literal["bold", "italic", "underlined"]) -> bool:
    """Return whether most of a line's characters have a look; a tie does not count."""
    having = sum(span.end - span.begin for span in spans if getattr(span, look))
    return having * 2 > sum(span.end - span.begin for span in spans)
