"""The settings of a workspace: ``handzettel.toml``.

The JSON schemas for editors are made from these models and those of
:mod:`reports.content.resolution`, :mod:`reports.content.event` and
:mod:`reports.content.campaign`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from reports.content.campaign import Campaign, MailSettings
from reports.content.event import EventSort, VenueAddress
from reports.content.fields import (
    Colour,
    FileName,
    HttpUrl,
    InkShares,
    Language,
    Model,
    Short,
    Slug,
    Text,
)
from reports.content.pdf_standard import PdfStandard
from reports.content.press_profile import PressProfile


class Organisation(Model):
    """The organisation that publishes."""

    name: Short = ""
    """Its name; mail needs one."""
    url: HttpUrl | None = None
    """Its address on the web."""


class Land(StrEnum):
    """The Länder whose press law the program knows."""

    SAXONY = "sachsen"


class Imprint(Model):
    """Printer and publisher, each "Name, street and number, postcode and city"."""

    printer: Text | None = None
    """The branch can name its own, and ``--printer`` one for a run."""
    publisher: Text | None = None
    """Without one, the branch that invites is the publisher."""
    land: Land = Land.SAXONY
    transparency: Short | None = None
    """A label on political advertising, where Regulation (EU) 2024/900 asks for one."""


class ThemeName(StrEnum):
    """The shipped themes."""

    NEUTRAL = "neutral"
    RED = "red"


class ThemeSettings(Model):
    """How pages look; whatever is not set comes from the theme of this name."""

    name: ThemeName = ThemeName.NEUTRAL
    colour: Colour | None = None
    """The one strong colour."""
    print: InkShares | None = None
    """The inks that a print shop prints the strong colour with, instead of those that the ICC
    profile makes of it: cyan, magenta, yellow and black in per cent, ``0 100 100 0``."""
    tint: Colour | None = None
    """The ground of a highlighted block, light enough to vanish on a copier."""
    print_tint: InkShares | None = None
    """The inks that a print shop prints the tint with."""
    font: FileName | None = None
    """A family that pip has installed as a fontpkg, or one in the folder ``fonts``."""
    logo: FileName | None = None
    """An SVG, PNG or JPEG in the workspace."""
    logo_text: Short | None = None
    """The text of a screen reader for the logo; needed with one."""


class Kind(StrEnum):
    """The kinds of document that can be planned."""

    SUMMARY = "summary"
    CHECKLIST = "checklist"
    FLYER = "flyer"


class BuildSettings(Model):
    """What ``handzettel build`` makes."""

    kinds: tuple[Kind | Slug, ...] | None = None
    """Shipped kinds and those of the workspace; without a list all of them, but those that
    are made for each person."""


class PdfSettings(Model):
    """What kind of PDF the program makes."""

    standard: PdfStandard = PdfStandard.UA1
    """The standard for people who have it read aloud."""


MOST_PAGES = 99
"""Pages that a summary can be given at most."""


def _page_budget(value: object) -> object:
    """Return a number of pages or "auto" as it is; refuse everything else."""
    if value == "auto" or (type(value) is int and 1 <= value <= MOST_PAGES):
        return value
    expected = {"expected": "auto, 1, 2, 3"}
    raise PydanticCustomError("enum", 'should be "auto" or a number of pages', expected)


class SummarySettings(Model):
    """Summaries and overviews."""

    pages: Annotated[
        Literal["auto"] | int,
        PlainValidator(_page_budget),
        WithJsonSchema(
            {"anyOf": [{"const": "auto"}, {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}]}
        ),
    ] = "auto"
    """``auto``: one page if that can be read, else as many as it takes. A number: so many pages,
    and what does not fit them is refused."""


class FlyerSettings(Model):
    """Flyers and posters."""

    light: bool = False
    """Whether they are light on ink and have 5 mm free all round, for office printers, which
    cannot print to the edge. Files for a print shop and pictures for the screen are not."""


class LimitSettings(Model):
    """Limits of one document; making it is stopped beyond them."""

    seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    megabytes: Annotated[int, Field(ge=300, le=1_000_000)] = 2048


class PlaceSettings(Model):
    """A place of events in calendars: what is known of it, once for all of them."""

    name: Short | None = None
    """What flyers call it, if not as the calendar does."""
    address: VenueAddress | None = None
    online: bool = False
    link: HttpUrl | None = None
    step_free: bool | None = None
    way: Short | None = None
    access: Short | None = None
    """More about access than whether it is step-free: which entrance, a lift."""


class CalendarSettings(Model):
    """Values for the events of ``*.ics`` files, which cannot say them."""

    branch: Slug | None = None
    """The branch that invites; needed if there are several."""
    sort: EventSort = EventSort.PLAIN
    step_free: bool | None = None
    """Whether people who use a wheelchair get in without help, where ``places`` does not say it."""
    way: Short | None = None
    url: HttpUrl | None = None
    """The address on the web of events that have none of their own."""
    timezone: FileName | None = None
    """The time zone of the venues: of times in UTC, and of those without one; else Berlin's."""
    language: Language = "de"
    ahead: Annotated[int, Field(ge=1, le=100)] = 3
    """How many of the next dates of an event that is repeated without an end."""
    tentative: bool = True
    """Whether events that are not certain yet get flyers, which say so."""
    places: dict[Short, PlaceSettings] = Field(default_factory=dict)
    """Places by the names that the calendar has for them."""


class Settings(Model):
    """``handzettel.toml``."""

    sample: bool = False
    """Whether the workspace still is the sample that ``handzettel init`` makes. Pages then say
    so in their foot, and mail goes to a server on this machine only."""
    organisation: Organisation = Organisation()
    imprint: Imprint = Imprint()
    theme: ThemeSettings = ThemeSettings()
    build: BuildSettings = BuildSettings()
    pdf: PdfSettings = PdfSettings()
    summary: SummarySettings = SummarySettings()
    flyer: FlyerSettings = FlyerSettings()
    limits: LimitSettings = LimitSettings()
    calendar: CalendarSettings = CalendarSettings()
    press: tuple[PressProfile, ...] = ()
    """Print shops beyond the shipped profiles, for ``--press``."""
    mail: MailSettings = MailSettings()
    campaigns: dict[Slug, Campaign] = Field(default_factory=dict)
    """Mailings by name; ``campaigns/NAME.toml`` is the other place for them."""
