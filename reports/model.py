"""What a workspace says: resolutions, who is asked, branches, events, settings.

Every model is frozen and refuses unknown keys. The models check what one value
can show by itself; what holds between values (a measure's lines lie in its
area, an addressee exists) is checked in :mod:`reports.workspace`, which knows
the places. The JSON schemas for editors are made from these models.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from reports.press import PressProfile

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A name that is safe as a file name and in an address: ``stadtrat-fraktion``."""

MeasureId = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]?\.([1-9][0-9]?(\.[a-z])?|[A-Z])$")
]
"""``1.5`` and ``1.5.a`` as the resolution numbers them; ``4.A`` where it does not."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\S*$", max_length=300)]
LineNumber = Annotated[int, Field(ge=1, le=99999)]


class _LineRange(NamedTuple):
    first: LineNumber
    last: LineNumber


class Lines(_LineRange):
    """A range of printed line numbers, both ends included."""

    def within(self, other: Lines) -> bool:
        """Whether every line of this range lies in the other."""
        return other.first <= self.first and self.last <= other.last


def _ordered(lines: Lines) -> Lines:
    if lines.first > lines.last:
        raise PydanticCustomError(
            "lines_reversed", "the first line must not come after the last", {"lines": lines}
        )
    return lines


LineRange = Annotated[Lines, AfterValidator(_ordered)]


class Model(BaseModel):
    """Frozen, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


# --- the resolution ---------------------------------------------------------


class Status(StrEnum):
    """How far a resolution has come; a draft prints "Entwurf" on every page."""

    DRAFT = "draft"
    ADOPTED = "adopted"


class Basis(StrEnum):
    """Why an addressee is asked: the text names it, or it follows from the matter."""

    EXPLICIT = "explicit"
    DERIVED = "derived"


class Figure(Model):
    """An amount, a count or a year the resolution states."""

    value: Short
    """The figure as it is to be printed: "200.000 Euro", "52"."""
    text: Short
    """What it counts, in our own words."""
    line: LineNumber


class Asked(Model):
    """That a measure is asked of an addressee, and where the text says so."""

    id: Slug
    basis: Basis
    lines: LineRange | None = None
    """The lines that name the addressee; needed when the basis is explicit."""


class Measure(Model):
    """One thing the resolution asks for."""

    id: MeasureId
    numbered: bool = True
    """False where the source does not number it; its id then ends in a capital."""
    title: Short
    summary: Text
    lines: LineRange
    addressees: Annotated[tuple[Asked, ...], Field(min_length=1)]
    partners: tuple[Short, ...] = ()
    deadline: dt.date | None = None


class Area(Model):
    """A Bereich of the plan."""

    number: Annotated[int, Field(ge=1, le=99)]
    title: Short
    lines: LineRange
    lead: Text
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    figures: tuple[Figure, ...] = ()


class Vote(Model):
    """The result of the vote, where known."""

    yes: Annotated[int, Field(ge=0)]
    no: Annotated[int, Field(ge=0)]
    abstained: Annotated[int, Field(ge=0)] = 0


class Resolution(Model):
    """A resolution of a congress, in areas and measures, by printed lines."""

    id: Slug
    title: Short
    label: Short
    """What it is cited as: "Beschluss 01"."""
    motion: Short | None = None
    submitter: Short | None = None
    body: Short
    """Who passed it: "Außerordentlicher Stadtparteitag der SPD Leipzig"."""
    meeting: Short
    """The short name for the foot of a page: "Stadtparteitag"."""
    date: dt.date
    status: Status
    vote: Vote | None = None
    lines: LineRange
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    figures: tuple[Figure, ...] = ()
    """Figures the text states outside the areas."""


class Addressee(Model):
    """Somebody a resolution can ask something of."""

    id: Slug
    name: Short
    """Short, as it stands in a margin: "Stadtrat-Fraktion"."""
    full_name: Short
    abbreviation: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    """For the head of a narrow column."""
    task: Text
    """The sentence under the title of its checklist."""


class Addressees(Model):
    """``addressees.yaml``."""

    addressees: tuple[Addressee, ...]


# --- branches and events ----------------------------------------------------


class PostalAddress(Model):
    """Where a letter arrives. A web or e-mail address does not replace it."""

    street: Annotated[str, StringConstraints(pattern=r"\d", max_length=120)]
    """Street and house number."""
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    city: Short


class Contact(Model):
    """Who answers questions."""

    name: Short
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+ ()/–-]+$")] | None = None


class Branch(Model):
    """An Ortsverein."""

    id: Slug
    name: Short
    address: PostalAddress
    contact: Contact
    url: HttpUrl | None = None
    printer: Text | None = None
    """Who prints for it, with the postal address; else the one in ``handzettel.toml``."""


class Branches(Model):
    """``branches.yaml``."""

    branches: tuple[Branch, ...]


class Sort(StrEnum):
    """The sorts of event that the resolution calls for."""

    NEIGHBOURS = "neighbours"
    ENCOUNTER = "encounter"
    DISCUSSION = "discussion"
    WORKING_GROUP = "working-group"
    VOLUNTEERS = "volunteers"
    PLAIN = "plain"


class Venue(Model):
    """Where an event takes place."""

    name: Short
    address: PostalAddress
    step_free: bool


class ProgrammeItem(Model):
    """A point of the programme."""

    time: Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]
    what: Short


class Picture(Model):
    """A picture on the flyer; what it shows stands with each language's texts."""

    file: Short
    credit: Short
    """Who took it, as the licence wants it named."""


class Partner(Model):
    """An organisation that takes part, with its logo where there is one."""

    name: Short
    logo: Short | None = None


class EventText(Model):
    """What a flyer says, in one language."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    lead: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
    way: Short
    """How to get there."""
    access: Short | None = None
    """More about access than the venue's own "step-free": which entrance, a lift."""
    guests: Short | None = None
    """Who takes part: speakers, organisations."""
    programme: tuple[ProgrammeItem, ...] = ()
    admission: Short | None = None
    """What it costs, or that it costs nothing."""
    registration: Short | None = None
    """How and until when to register, where that is needed."""
    picture: Short | None = None
    """What the picture shows, for people who cannot see it; needed with a picture."""


class EasyText(Model):
    """What a flyer says in Leichte Sprache: short sentences, each on a line of its own.

    It is written by people who know how, never made by the program; it counts as
    Leichte Sprache only when readers have tested it.
    """

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    sentences: Annotated[tuple[Short, ...], Field(min_length=1)]
    where: Annotated[tuple[Short, ...], Field(min_length=1)]
    admission: tuple[Short, ...] = ()
    tested_by: Short | None = None
    """Who tested it; without it "nicht geprüft" is printed."""


class Event(Model):
    """Something people are invited to."""

    id: Slug
    sort: Sort
    branch: Slug
    start: dt.datetime
    """Local time at the venue."""
    end: dt.datetime | None = None
    all_day: bool = False
    """Without times: ``end`` is then the last day, included."""
    timezone: Short = "Europe/Berlin"
    venue: Venue
    url: HttpUrl
    contact: Contact | None = None
    """Defaults to the branch's contact."""
    measures: tuple[MeasureId, ...] = ()
    """The measures of the resolution that the event carries out."""
    picture: Picture | None = None
    partners: tuple[Partner, ...] = ()
    induction_loop: bool = False
    interpreted: tuple[Language, ...] = ()
    """The languages interpreted into, and from."""
    childcare: bool = False
    design: Slug | None = None
    """A folder below ``templates/flyer``; without one, that of the sort."""
    texts: Annotated[dict[Language, EventText], Field(min_length=1)]
    easy: EasyText | None = None
    """The same in German Leichte Sprache."""


class Events(Model):
    """``events.yaml``."""

    events: tuple[Event, ...]


# --- settings ---------------------------------------------------------------


class Organisation(Model):
    """Whose printed matter it is."""

    name: Short
    url: HttpUrl | None = None


class Land(StrEnum):
    """The Länder whose press law the program knows; see :mod:`reports.imprint`."""

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
    """How the pages look; what is not set comes from the theme named."""

    name: ThemeName = ThemeName.NEUTRAL
    colour: Colour | None = None
    """The one strong colour."""
    tint: Colour | None = None
    """The ground of a highlighted block, light enough to vanish on a copier."""
    font: Short | None = None
    """A family that pip has installed as a fontpkg, or one from the folder ``fonts``."""
    logo: Short | None = None
    """An SVG, PNG or JPEG in the workspace."""
    logo_text: Short | None = None
    """What a screen reader says for the logo; needed with one."""


class Kind(StrEnum):
    """The kinds of document that can be planned."""

    SUMMARY = "summary"
    CHECKLIST = "checklist"
    FLYER = "flyer"


class BuildSettings(Model):
    """What ``handzettel build`` makes."""

    kinds: tuple[Kind, ...] = tuple(Kind)


class CalendarSettings(Model):
    """What holds for the events of ``*.ics`` files, since such a file cannot say it."""

    branch: Slug | None = None
    sort: Sort = Sort.PLAIN
    step_free: bool | None = None
    way: Short | None = None
    url: HttpUrl | None = None
    timezone: Short = "Europe/Berlin"
    language: Language = "de"


class Settings(Model):
    """``handzettel.toml``."""

    organisation: Organisation
    imprint: Imprint = Imprint()
    theme: ThemeSettings = ThemeSettings()
    build: BuildSettings = BuildSettings()
    calendar: CalendarSettings = CalendarSettings()
    press: tuple[PressProfile, ...] = ()
    """Print shops beyond the shipped profiles, for ``--press``."""
