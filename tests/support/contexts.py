"""What templates see, for tests that look at it."""

from __future__ import annotations

from reports.documents.document import Document
from reports.documents.letter import LetterContext


def letter_context(document: Document) -> LetterContext:
    """Return what a letter's template sees; fail for another kind of document."""
    assert isinstance(document.context, LetterContext)
    return document.context
