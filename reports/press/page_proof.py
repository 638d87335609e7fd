"""The proof of a finished page: what is printed can be read, all of it, and nothing twice.

It reads the bytes of the PDF, and shares nothing with the code that lays out pages and fits
texts. Reported are text over text, text at or beyond the edge of the page or across its
margins, type that is too small, text that a picture below it makes hard to read, and QR codes
that do not open what they name.

The margins are the page's ArtBox, and the smallest type is declared in the file
(:mod:`reports.render.page_declarations`); of a file without them less is known, and less is
reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium

from reports.content.printed_texts import PrintedTextProblem
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.overprints import overlapping, overprints
from reports.press.page_text import Box, TextRun, text_of, text_runs
from reports.press.qr_codes import unread_codes
from reports.press.text_contrast import picture_contrasts
from reports.units import POINTS_PER_MM

SMALLEST = 5.0
"""Points of the smallest type that a file may have which declares nothing.

Print shops ask for 6; a small leaflet's imprint and the marks of footnotes have less."""

_EDGE, _EDGE_SHARE = 3.0, 0.02
"""Millimetres from the edge that print shops ask to keep free of text, and the share of a
small page's width that is enough, since it is cut from a larger sheet."""

_ACROSS = 0.35
"""Share of its size by which text may reach across a margin: a hanging hyphen, a bearing."""

_HAIR = 0.1
"""Share of its size by which text may be clipped: the overshoot of a round letter."""

_ROUNDING = 0.15
"""Points by which type may be smaller: the engine rounds sizes to hundredths of a pixel, and a
share of a size (a footnote's mark) does not come out even."""

_MOST_OF_PAGE, _MOST = 10, 40
"""Problems of a page and of a file that are told; more are mostly the same again."""

_LONGEST = 60
"""Characters of a text that a problem quotes."""


def page_problems(data: bytes, name: str, smallest: float = SMALLEST) -> list[Problem]:
    """Return what is wrong with how the pages of a PDF are printed; what recurs, at its first page.

    Args:
        data: The file. One that cannot be read has no problems of this kind.
        name: Its name, for the places of problems.
        smallest: The smallest type that it may have, in points.
    """
    problems: dict[str, Problem] = {}
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return []
    with document:
        for number in range(len(document)):
            place = Place(_("{file}, page {number}").format(file=name, number=number + 1))
            for problem in _problems_of_page(document[number], place, smallest):
                # what stands in the head or foot of many pages is told once
                problems.setdefault(problem.message, problem)
            if len(problems) >= _MOST:
                break
    return list(problems.values())[:_MOST]


def _problems_of_page(page: Any, place: Place, smallest: float) -> list[Problem]:
    """Return the problems of one page, at most _MOST_OF_PAGE."""
    runs = text_runs(page.raw)
    problems = [
        Problem(
            place,
            _("the QR code of {address} cannot be read").format(address=code.address)
            if code.decoded is None
            else _("the QR code of {address} says {decoded}").format(
                address=code.address, decoded=_shortened(code.decoded)
            ),
            _("give it more room, dark on light, with nothing over it"),
        )
        for code in unread_codes(page)
    ]
    if not runs:
        return problems
    quoted = _Quotations(page)
    trim, art = page.get_trimbox(), page.get_artbox()
    for run in runs:
        problems += _edge_problems(run, place, trim, art, quoted)
    problems += _size_problems(runs, place, smallest, quoted)
    problems += _contrast_problems(page, runs, place, quoted)
    pairs = overlapping(runs)
    if pairs:  # the page can be neither read nor rendered any more after this
        quoted.read()
    for first, second in overprints(page.raw, pairs) if pairs else ():
        message = _('"{text}" is printed over "{other}"')
        remedy = _("shorten one of them, or give it more room in the template or style sheet")
        problems.append(quoted.problem(place, message, remedy, second, first))
    return list(dict.fromkeys(problems))[:_MOST_OF_PAGE]


def _edge_problems(
    run: TextRun, place: Place, trim: Box, art: Box, quoted: _Quotations
) -> Iterator[Problem]:
    """Yield a problem if a run is cut, too near to the edge for printers, or across a margin.

    Text that lies wholly beyond a margin was put there.
    """
    left, bottom, right, top = run.box
    edge = min(left - trim[0], bottom - trim[1], trim[2] - right, trim[3] - top)
    least = min(_EDGE * POINTS_PER_MM, _EDGE_SHARE * min(trim[2] - trim[0], trim[3] - trim[1]))
    remedy = _("shorten it, or give it more room in the template or style sheet")
    if run.window is not None and _sticks_out(run, run.window):
        message = _('"{text}" is cut off')
        yield quoted.problem(place, message, remedy, run)
    elif edge < 0:
        message = _('"{text}" runs off the page')
        yield quoted.problem(place, message, remedy, run)
    elif edge < least:
        message = _('"{text}" is {distance:.1f} mm from the edge, where many printers do not print')
        distance = edge / POINTS_PER_MM
        yield quoted.problem(place, message, remedy, run, distance=distance)
    else:
        slack = _ACROSS * run.size
        sides = (
            (art[0] - left, right - art[0]),
            (art[1] - bottom, top - art[1]),
            (right - art[2], art[2] - left),
            (top - art[3], art[3] - bottom),
        )
        across = max((beyond for beyond, within in sides if within > slack), default=0)
        if across > slack:
            message = _('"{text}" runs {distance:.1f} mm across the margin')
            distance = across / POINTS_PER_MM
            yield quoted.problem(place, message, remedy, run, distance=distance)


def _sticks_out(run: TextRun, window: Box) -> bool:
    """Return whether a clip cuts more off a run than a hair."""
    left, bottom, right, top = run.box
    beyond = (window[0] - left, window[1] - bottom, right - window[2], top - window[3])
    return max(beyond) > _HAIR * run.size


def _size_problems(
    runs: Sequence[TextRun], place: Place, smallest: float, quoted: _Quotations
) -> Iterator[Problem]:
    """Yield a problem if a page has type that is too small, and name the smallest."""
    run = min(runs, key=lambda run: run.size)
    if run.size < smallest - _ROUNDING:
        message = _('"{text}" is set in {size:.1f} points; the least here is {smallest:g}')
        remedy = _("set it larger in the template or style sheet")
        yield quoted.problem(place, message, remedy, run, size=run.size, smallest=smallest)


def _contrast_problems(
    page: Any, runs: Sequence[TextRun], place: Place, quoted: _Quotations
) -> Iterator[Problem]:
    """Yield a problem for each run that is hard to read on the picture below it."""
    for measured in picture_contrasts(page, runs):
        if not measured.is_enough:
            message = _('"{text}" has a contrast of {ratio:.1f} to 1 on the picture')
            remedy = _("darken or lighten the picture there; {least:g} to 1 is the least")
            yield quoted.problem(
                place,
                message,
                remedy.format(least=measured.least),
                measured.run,
                ratio=measured.ratio,
            )


class _Quotations:
    """The words of a page's runs, which are read only for a problem."""

    def __init__(self, page: Any) -> None:
        """Remember the page."""
        self._page = page
        self._text_page: Any = None

    def read(self) -> None:
        """Read the page's text, if it is not read yet."""
        if self._text_page is None:
            self._text_page = self._page.get_textpage()

    def problem(
        self,
        place: Place,
        message: str,
        remedy: str,
        run: TextRun,
        other: TextRun | None = None,
        **values: float,
    ) -> PrintedTextProblem:
        """Return a problem of one run, or of two, whose message quotes them and has values."""
        self.read()
        texts = [text_of(each, self._text_page.raw) for each in (run, other) if each is not None]
        quoted = dict(zip(("text", "other"), map(_shortened, texts), strict=False))
        return PrintedTextProblem(place, message.format(**quoted, **values), remedy, tuple(texts))


def _shortened(text: str) -> str:
    """Return a text as a problem quotes it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
