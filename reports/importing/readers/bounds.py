"""How much text a file may have: what is more is built to be, and takes time for each letter."""

from __future__ import annotations

from reports.i18n import _
from reports.importing.readers.refusals import refused

MAX_CHARACTERS = 6_000_000
"""As many as two thousand pages have; the steps that follow take 15 seconds for them."""

MAX_LINES = 99_999
"""As far as lines can be cited."""


class Bound:
    """Counts what is read of a file, and ends it where that is too much."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._characters = 0
        self._lines = 0

    def count(self, characters: int, lines: int = 0) -> None:
        """Count characters and lines. Raises ContentError if a file has too many of them."""
        self._characters += characters
        self._lines += lines
        if self._characters > MAX_CHARACTERS or self._lines > MAX_LINES:
            raise refused(
                self._name,
                _("longer than {count} characters or {lines} lines").format(
                    count=MAX_CHARACTERS, lines=MAX_LINES
                ),
                _("give the pages with the resolution only"),
            )
