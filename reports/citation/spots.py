"""How a person is told where a spot of a source text is: "Z. 12–13 (Zeile 21 der Datei)"."""

from __future__ import annotations

from reports.i18n import _, ngettext
from reports.text.source_text import Sorted
from reports.text.typography import span

_OF_LINES = (".txt", ".text", ".md", ".markdown")
"""Files whose lines an editor counts."""


def spot(
    source: Sorted, line: int, lines: tuple[int, int] | None = None, motion: str | None = None
) -> str:
    """Return where a Line stands: the `lines` it is cited by, and its place in the file.

    The place is the page or, in a text file, its line, and left out if it says nothing more. A
    `motion` is named where a file has several, since their lines have the same numbers.
    """
    place = _place(source, line, None if lines is None else lines[0])
    if lines is None:
        return place
    count = lines[1] - lines[0] + 1
    cited = ngettext("line {lines}", "lines {lines}", count).format(lines=span(lines))
    if motion:
        cited = _("motion {motion}, {lines}").format(motion=motion, lines=cited)
    return f"{cited} ({place})" if place else cited


def _place(source: Sorted, line: int, cited: int | None) -> str:
    """Return where a Line stands in the file; empty if its cited number says it."""
    at, lines = source.text.lines[line], source.text.lines
    if lines[-1].page > lines[0].page:
        return _("page {page}").format(page=at.page)
    if not source.text.name.lower().endswith(_OF_LINES):
        return "" if cited is not None else _("paragraph {number}").format(number=at.place)
    return "" if at.place == cited else _("line {number} of the file").format(number=at.place)
