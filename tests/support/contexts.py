"""The contexts of templates, with their types."""

from __future__ import annotations

from reports.documents.document import Document
from reports.documents.letter import LetterContext


def letter_context(document: Document) -> LetterContext:
    """Return the context of a letter's template; fail for another kind of document."""
    assert isinstance(document.context, LetterContext)
    return document.context
