"""The flyer of an event: one page with what, when, where, who, and the imprint."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Annotated, ClassVar

from markupsafe import Markup

from reports.content.event import Branch, Contact, EasyText, Event, EventText
from reports.content.fields import Typesetting
from reports.content.images import Asset
from reports.content.imprint import ImprintLines, imprint_lines, unmet_law
from reports.content.resolution import Status
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.context import Context
from reports.documents.document import A3, A4, A5, A6, DL, Document, Fit, Format, size_steps
from reports.documents.event_time import EventTime, event_time
from reports.documents.flyer_designs import (
    DISPLAY_DESIGNS,
    TEAR_OFF_SPACES,
    design_of,
    display_fit,
)
from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.storage.listing import SETTINGS_FILE
from reports.text.addresses import shown_address
from reports.text.languages import direction

_DISPLAY = display_fit(10.5, 8, 6)


@dataclass(frozen=True)
class Leaflet:
    """A format that a flyer can have: page, sizes of text, template, folds."""

    format: Format
    fit: Fit
    template: str = "flyer/flyer.html"
    pages: int = 1
    panels: tuple[int, ...] = ()
    """Widths in mm of a folded flyer's panels, from the left of the outside."""
    smallest: float = 6.0
    """The smallest type in points: that of the imprint, on a small page."""
    display: Fit = _DISPLAY
    """How the designs with display type are fitted."""

    def folds(self, *, is_mirrored: bool = False) -> tuple[tuple[float, ...], ...]:
        """Return for each page where it is folded, in millimetres from the left.

        On the inside the panels lie in the other order; from right to left both are mirrored.
        """
        sides = (self.panels, self.panels[::-1]) if self.panels else ()
        return tuple(
            tuple(accumulate((panels[::-1] if is_mirrored else panels)[:-1])) for panels in sides
        )


EASY = "leicht"
"""What Leichte Sprache is called among the languages on the command line."""

EASY_SMALLEST = 16.0
"""Points of the smallest type in Leichte Sprache, also that of the imprint: large print."""

EASY_FIT = Fit(size_steps(20, EASY_SMALLEST, 1), (1.0, 0.7), stretch=6, flowing=EASY_SMALLEST)
"""Leichte Sprache fills one page, or goes on to the back of the sheet."""

FOLDED = "flyer/folded.html"
TEAR_OFF = Format("tearoff", 210, 297)
ZIGZAG = Format("zickzack", 297, 210)
LETTER = Format("wickelfalz", 297, 210)

_SLIM_FIT = Fit(size_steps(11.5, 7.5), (1.0, 0.7), (0.3,), stretch=6)
_FOLDED_FIT = replace(display_fit(14, 8.5, 0), has_panels=True)
_SLIM_DISPLAY = display_fit(10, 7.8, 5)

FORMATS = {
    leaflet.format.name: leaflet
    for leaflet in (
        Leaflet(
            A6,
            Fit(size_steps(9.5, 7.8), (1.0, 0.7), (0.3,), stretch=4),
            display=display_fit(9, 7.8, 4),
        ),
        Leaflet(A5, Fit(size_steps(13, 8), (1.0, 0.7), (0.3,), stretch=6)),
        Leaflet(
            A4,
            Fit(size_steps(18, 11), (1.0, 0.7), (0.3,), stretch=9),
            display=display_fit(14.5, 11, 8),
        ),
        Leaflet(
            A3,
            Fit(size_steps(26, 16), (1.0, 0.7), (0.3,), stretch=13),
            display=display_fit(21, 16, 12),
        ),
        Leaflet(DL, _SLIM_FIT, display=_SLIM_DISPLAY),
        # DIN lang is 99 mm as a third of A4; some print shops sell it 98 or 105 mm wide
        Leaflet(Format("dl98", 98, 210), _SLIM_FIT, display=_SLIM_DISPLAY),
        Leaflet(Format("dl105", 105, 210), _SLIM_FIT, display=_SLIM_DISPLAY),
        Leaflet(
            TEAR_OFF,
            Fit(size_steps(16, 9), (1.0, 0.7), (0.3,), stretch=6),
            display=display_fit(14, 10, 6, TEAR_OFF_SPACES),
        ),
        Leaflet(ZIGZAG, _FOLDED_FIT, FOLDED, 2, (99, 99, 99), display=_FOLDED_FIT),
        # the panel that folds in is narrower, so that it does not jam
        Leaflet(LETTER, _FOLDED_FIT, FOLDED, 2, (97, 100, 100), display=_FOLDED_FIT),
    )
}
"""From an A6 that is held in the hand to an A3 that is read from two metres."""


@dataclass(frozen=True)
class PartnerLogo:
    """The logo of an organisation that takes part."""

    TEXT_LANGUAGE: ClassVar[str] = "de"

    name: Annotated[str, Typesetting.NAME]
    """The organisation's name, which a screen reader says for the logo."""
    image: Asset
    """The picture; its address is `asset:{{ partner.image.name }}`."""


@dataclass(frozen=True)
class FlyerContext(Context):
    """What a flyer is made of, in every format and in Leichte Sprache."""

    event: Event
    """The event, in what is the same in every language."""
    text: EventText
    """What the flyer says, in its language."""
    easy: EasyText | None
    """What it says in Leichte Sprache, where somebody has written that."""
    branch: Branch
    """The Ortsverein that invites."""
    contact: Contact
    """Who answers questions: the event's own contact or the branch's."""
    start: dt.datetime
    """When it begins, in the time zone of the venue."""
    end: dt.datetime | None
    """When it ends, in the time zone of the venue, where that is known."""
    time: EventTime
    """When it takes place, in words."""
    title_scale: float
    """By how much to shrink the title so that its longest word fits, from 0.5 to 1."""
    qr: Markup
    """The QR code of the event's address, as SVG; empty without an address."""
    address_shown: str
    """The event's address as people read it, without `https://`; empty without one."""
    picture: Asset | None
    """The picture, where the event has one; its address is `asset:{{ picture.name }}`."""
    panels: tuple[int, ...]
    """Widths of a folded flyer's panels in mm, from the left of the outside; else none."""
    logos: tuple[PartnerLogo, ...]
    """The logos of the organisations that take part."""
    imprint: ImprintLines
    """Printer and publisher, as the press law wants them."""


def flyer(
    content: Content, event: Event, language: str, on: dt.date, leaflet: Leaflet = FORMATS["a5"]
) -> Document:
    """Plan a flyer in one of the languages the event has texts in.

    Raises ContentError where :func:`flyer_problems` finds a reason against it.
    """
    branch = content.branch(event.branch)
    is_printed = leaflet.format.pixels is None
    if problems := flyer_problems(content, event, language, is_printed=is_printed):
        raise ContentError(problems)
    imprint = imprint_lines(content.settings.imprint, branch)
    is_light = is_printed and content.settings.flyer.light
    design = design_of(content, event, is_light=is_light)
    text = event.texts[language]
    words = content.words(language)
    address = event.web_address or ""
    logos = tuple(
        PartnerLogo(partner.name, content.images[partner.logo])
        for partner in event.partners
        if partner.logo
    )
    picture = placed_picture(content, event)
    return Document(
        name=f"flyer/{event.id}/{leaflet.format.name}-{language}",
        template=leaflet.template,
        style="flyer.css",
        pages=leaflet.pages,
        design=design,
        title=text.title,
        subject=words.gettext("Invitation by {branch}").format(branch=branch.name),
        author=branch.name,
        language=language,
        catalogue=content.catalogue(language),
        foreign=content.foreign_words,
        standard=content.settings.pdf.standard,
        format=leaflet.format,
        folds=leaflet.folds(is_mirrored=direction(language) == "rtl"),
        theme=content.theme,
        context=FlyerContext(
            event=event,
            text=text,
            easy=event.easy,
            branch=branch,
            contact=event.contact or branch.contact,
            start=event.starts_at,
            end=event.ends_at,
            time=event_time(event, language, content.catalogue(language)),
            title_scale=title_scale(text.title),
            qr=Markup(
                qr_code(address, words.gettext("QR code: {address}").format(address=address))
                if address
                else ""
            ),
            address_shown=shown_address(address),
            picture=picture,
            panels=leaflet.panels,
            logos=logos,
            imprint=imprint,
        ),
        images=(*([picture] if picture else []), *(logo.image for logo in logos)),
        light=is_light,
        required=imprint.lines if is_printed else (),
        fit=leaflet.display if design in DISPLAY_DESIGNS else leaflet.fit,
        smallest=leaflet.smallest,
        on=on,
    )


def placed_picture(content: Content, event: Event) -> Asset | None:
    """Return an event's picture with its focus, around which the engine crops it, if it has one."""
    if event.picture is None:
        return None
    return replace(content.images[event.picture.file], focus=event.picture.focus_point)


def two_sides(sides: Sequence[Document]) -> Document:
    """Join two flyers of one event and format to a sheet with a language on each side.

    Its gaps are not widened to fill the pages.
    """
    first, second = sides
    folder, _slash, name = first.name.rpartition("/")
    return replace(
        first,
        name=f"{folder}/{name}+{second.language}",
        pages=2,
        sides=(first, second),
        folds=(),
        fit=replace(first.fit, stretch=0),
    )


def easy_flyer(content: Content, event: Event, on: dt.date, leaflet: Leaflet) -> Document:
    """Plan a flyer in Leichte Sprache, which has its own layout; A5 or larger.

    Raises ContentError where :func:`flyer_problems` finds a reason against it.
    """
    language = next(iter(event.texts)) if "de" not in event.texts else "de"
    plain = flyer(content, event, language, on, leaflet)
    assert event.easy is not None  # else a problem
    assert isinstance(plain.context, FlyerContext)
    return replace(
        plain,
        name=f"flyer/{event.id}/{leaflet.format.name}-de-{EASY}",
        template="flyer/easy.html",
        style="easy.css",
        design="",
        language="de",
        catalogue=content.catalogue("de"),
        title=event.easy.title,
        fit=EASY_FIT,
        flows=True,
        folds=(),
        smallest=EASY_SMALLEST,
        # Leichte Sprache is German even where the event has no German text
        context=replace(
            plain.context,
            time=event_time(event, "de", content.catalogue("de")),
            title_scale=title_scale(event.easy.title),
        ),
    )


def title_scale(title: str) -> float:
    """Return by how much to shrink a title so that its longest word fits the line.

    Some 12 letters fit at full size, which is 1. Never less than 0.5: the title would no
    longer look like one.
    """
    longest = max(len(word) for word in title.replace("-", "- ").split())
    return round(min(1.0, max(0.5, 12 / longest)), 2)


def qr_code(address: str, title: str) -> str:
    """Return a QR code as SVG, with error correction of level M and without a quiet zone.

    The margin of the page is the quiet zone. ``title`` becomes the alternative text in the PDF.
    """
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=0,
        omitsize=True,
        nl=False,
        title=title,
    )
    return out.getvalue().decode()


def flyer_problems(
    content: Content,
    event: Event,
    language: str,
    *,
    kind: str = Kind.FLYER,
    is_printed: bool = True,
) -> list[Problem]:
    """Return why there can be no flyer: no printer, no texts in the language, or a draft.

    The same holds for other ``kind``s of invitations. The press law asks for an imprint only
    of what is printed.
    """
    problems = []
    law = unmet_law(content.settings.imprint, content.branch(event.branch))
    if is_printed and law is not None:
        problems.append(
            Problem(
                Place(SETTINGS_FILE),
                _("{document} has no printer for its imprint ({law})").format(
                    document=f"{kind}/{event.id}", law=law
                ),
                _('add [imprint] with printer = "name, street and number, postcode and city"'),
            )
        )
    if language == EASY:
        if event.easy is None:
            problems.append(
                Problem(
                    Place("events.yaml"),
                    _("event {event} has no text in Leichte Sprache").format(event=event.id),
                    _('add "easy", written and tested by people who know how'),
                )
            )
    elif language not in event.texts:
        listed = ", ".join(event.texts)
        problems.append(
            Problem(
                Place("events.yaml"),
                _('event {event} has no texts in "{language}"').format(
                    event=event.id, language=language
                ),
                _("it has: {languages}").format(languages=listed),
            )
        )
    in_drafts = {
        measure.id
        for resolution in content.resolutions
        if resolution.status is Status.DRAFT
        for area in resolution.areas
        for measure in area.measures
    }
    if in_drafts.intersection(event.measures):
        problems.append(
            Problem(
                Place("events.yaml"),
                _("event {event} carries out a draft").format(event=event.id),
                _("make {document} when the resolution is adopted").format(
                    document=f"{kind}/{event.id}"
                ),
            )
        )
    return problems
