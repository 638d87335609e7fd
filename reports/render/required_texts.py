"""Whether what must stand on a page does: the imprint of what is handed out in public."""

from __future__ import annotations

from html.parser import HTMLParser

from reports.documents.document import Document
from reports.errors import Place, Problem
from reports.i18n import _


def missing_texts(html: str, document: Document, template: str) -> list[Problem]:
    """Return a problem for each text that a document must have and its HTML has not.

    Only letters and digits are compared, since templates set quotes, dashes and spaces.
    ``template`` is the place of the problems.
    """
    if not document.required:
        return []
    parser = _TextParser()
    parser.feed(html)
    printed = _letters("".join(parser.texts))
    return [
        Problem(
            Place(template),
            _('the imprint "{text}" does not stand on the page').format(text=text),
            _("print it: the press law asks for it on whatever is handed out"),
        )
        for text in document.required
        if _letters(text) not in printed
    ]


def _letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


class _TextParser(HTMLParser):
    """Gathers the text of a page, without what stands in its head."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Note where the body begins."""
        self._in_body = self._in_body or tag == "body"

    def handle_data(self, data: str) -> None:
        """Keep text of the body."""
        if self._in_body:
            self.texts.append(data)
