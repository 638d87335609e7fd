"""Branches, and the events that their flyers invite to."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, StringConstraints

from reports.content.fields import (
    Day,
    EmailAddress,
    FileName,
    ForeignWords,
    HttpUrl,
    Language,
    MeasureId,
    Model,
    Moment,
    Short,
    ShortText,
    Slug,
    Text,
    Typesetting,
)
from reports.content.picture_crop import Focus


class PostalAddress(Model):
    """A postal address, as the press law asks for one; a web address does not replace it."""

    street: Annotated[str, StringConstraints(pattern=r"\d", max_length=120), Typesetting.NAME]
    """Street and house number."""
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    """Five digits."""
    city: Short
    """The place."""


ShortName = Annotated[str, StringConstraints(min_length=1, max_length=120), Typesetting.NAME]


class Contact(Model):
    """Who answers questions."""

    name: Short
    """The person's name."""
    email: EmailAddress | None = None
    """The e-mail address."""
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+ ()/–-]+$")] | None = None
    """The telephone number."""


class Branch(Model):
    """An Ortsverein."""

    id: Slug
    """A short name for references: ``musterviertel``."""
    name: Short
    """Its name."""
    address: PostalAddress
    """Where it gets its mail."""
    contact: Contact
    """Who answers for it."""
    url: HttpUrl | None = None
    """Its address on the web."""
    printer: Text | None = None
    """Its printer with postal address, if not the one of ``handzettel.toml``."""


class Branches(Model):
    """``branches.yaml``."""

    branches: tuple[Branch, ...]


CalendarUid = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Typesetting.EXACT
]


class EventSort(StrEnum):
    """The sorts of event, which have designs of their own."""

    NEIGHBOURS = "neighbours"
    ENCOUNTER = "encounter"
    DISCUSSION = "discussion"
    WORKING_GROUP = "working-group"
    VOLUNTEERS = "volunteers"
    PLAIN = "plain"


class VenueAddress(Model):
    """Where a venue is, for people who go there."""

    street: ShortName | None = None
    """Street and house number, or a square or park; None if that is the venue's name."""
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{4,5}$")] | None = None
    """Five digits in Germany, four in Austria and Switzerland."""
    city: Short
    """The place."""


class Venue(Model):
    """Where an event takes place."""

    name: Short
    """Its name."""
    address: VenueAddress | None = None
    """Where it is; an event that takes place online alone needs none."""
    online: bool = False
    """Whether people can take part online."""
    link: HttpUrl | None = None
    """The address on the web where they do."""
    step_free: bool | None = None
    """Whether people who use a wheelchair get in without help; needed with an address."""


class ProgrammeItem(Model):
    """A point of the programme."""

    TEXT_LANGUAGE: ClassVar[str | None] = None

    time: Annotated[
        str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$"), Typesetting.CLOCK
    ]
    """When it begins: ``18:30``."""
    what: ShortText
    """What takes place."""


class Picture(Model):
    """A picture on the flyer; each language's texts describe it."""

    file: FileName
    """The file in the workspace."""
    credit: Short
    """The photographer, named as the licence asks."""
    focus: (
        Annotated[
            str,
            StringConstraints(
                strip_whitespace=True,
                pattern=r"^(100|[0-9]{1,2}(\.[0-9]+)?)% +(100|[0-9]{1,2}(\.[0-9]+)?)%$",
            ),
        ]
        | None
    ) = None
    """What matters most, such as a face: from the left and from the top, ``60% 30%``. A crop keeps
    it next to the middle."""

    @property
    def focus_point(self) -> Focus | None:
        """The focus as shares of width and height, or None if it is not given."""
        if self.focus is None:
            return None
        x, y = (float(share) / 100 for share in self.focus.split("%")[:2])
        return Focus(x, y)


class Partner(Model):
    """An organisation that takes part, with or without a logo."""

    name: Short
    """Its name."""
    logo: FileName | None = None
    """The file with its logo, in the workspace."""


LONGEST_EVENT_TITLE = 100
"""Characters of an event's title; in A6, more leave no room for anything else."""

LONGEST_LEAD = 400
"""Characters of what an event is about: three or four sentences."""


class LeafletSection(Model):
    """A question with its answer, or another short piece, on a folded leaflet."""

    TEXT_LANGUAGE: ClassVar[str | None] = None

    heading: Short
    """Its heading: a question that people ask."""
    text: ShortText
    """What there is to say to it."""


class EventText(Model):
    """The texts of a flyer in one language."""

    TEXT_LANGUAGE: ClassVar[str | None] = None

    title: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_EVENT_TITLE),
        Typesetting.TITLE,
    ]
    """The title."""
    lead: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LEAD),
            Typesetting.TEXT,
        ]
        | None
    ) = None
    """What it is about, in two or three sentences."""
    way: ShortText | None = None
    """How to get there."""
    access: ShortText | None = None
    """More about access than whether it is step-free: which entrance, a lift."""
    sections: Annotated[tuple[LeafletSection, ...], Field(max_length=4)] = ()
    """What else a folded leaflet says: up to four questions with their answers."""
    guests: ShortText | None = None
    """Who takes part: speakers, organisations."""
    programme: tuple[ProgrammeItem, ...] = ()
    """The points of the programme."""
    admission: ShortText | None = None
    """The price, or that it is free."""
    registration: ShortText | None = None
    """How and until when to register, where that is needed."""
    picture: Short | None = None
    """The description of the picture for people who cannot see it; needed with a picture."""
    lang: ForeignWords = Field(default_factory=dict)
    """Words of its texts that are in another language, for screen readers."""


class EasyText(Model):
    """The text of a flyer in Leichte Sprache: short sentences, each on its own line.

    People who know how write it, never the program. It counts as Leichte Sprache only if
    readers have tested it.
    """

    title: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
        Typesetting.NAME,
    ]
    """The title."""
    sentences: Annotated[tuple[Short, ...], Field(min_length=1)]
    """What it is about."""
    where: Annotated[tuple[Short, ...], Field(min_length=1)]
    """Where it is, and how to get there."""
    admission: tuple[Short, ...] = ()
    """What it costs."""
    tested_by: Short | None = None
    """Who tested it; without that, "nicht geprüft" is printed."""


class Event(Model):
    """An event that people are invited to."""

    id: Slug
    """A short name for files and references: ``nachbarschaft``."""
    sort: EventSort
    """What kind of event it is, which decides its design."""
    branch: Slug
    """The id of the Ortsverein that invites."""
    start: Moment
    """Local time at the venue."""
    end: Moment | None = None
    """When it ends."""
    all_day: bool = False
    """Whether it has no times; ``end`` is then the last day."""
    timezone: FileName = "Europe/Berlin"
    """The time zone of the venue."""
    venue: Venue
    """Where it takes place."""
    url: HttpUrl | None = None
    """Its address on the web, which the QR code holds; without one there is no code."""
    contact: Contact | None = None
    """The contact, if not the branch's."""
    measures: tuple[MeasureId, ...] = ()
    """The measures of the resolution that the event carries out."""
    picture: Picture | None = None
    """A picture for the flyer."""
    partners: tuple[Partner, ...] = ()
    """Organisations that take part."""
    tentative: bool = False
    """Whether it is not yet certain that it takes place then."""
    induction_loop: bool = False
    """Whether there is an induction loop for people with hearing aids."""
    interpreted: tuple[Language, ...] = ()
    """Languages that are interpreted."""
    childcare: bool = False
    """Whether children are looked after."""
    design: Slug | None = None
    """A folder below ``templates/flyer``, if not that of the sort."""
    texts: Annotated[dict[Language, EventText], Field(min_length=1)]
    """What its flyer says, by language."""
    easy: EasyText | None = None
    """The text in Leichte Sprache."""
    uid: CalendarUid | None = None
    """What a calendar calls it (UID)."""
    sequence: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    """How often its time or place has changed since people were first invited."""
    recurrence: Moment | None = None
    """If it is one date of a series in a calendar: when it begins by the series' rule."""

    @property
    def web_address(self) -> str | None:
        """Its address on the web, else the one where people take part; None without either."""
        return self.url or self.venue.link

    @property
    def starts_at(self) -> dt.datetime:
        """The start as an aware datetime in the event's time zone.

        Raises ZoneInfoNotFoundError if there is no such zone; a loaded workspace has none.
        """
        return _in_zone(self.start, self.timezone)

    @property
    def ends_at(self) -> dt.datetime | None:
        """The end as an aware datetime in the event's time zone, or None if it is not given."""
        return None if self.end is None else _in_zone(self.end, self.timezone)

    @property
    def duration(self) -> dt.timedelta | None:
        """The time that passes from start to end, or None without an end.

        Where clocks change in between, it is not the difference of the two times on the clock.
        """
        if self.ends_at is None:
            return None
        by_clock = self.ends_at - self.starts_at
        # not by way of UTC, which the first and last day of the calendar cannot be turned into
        return by_clock - (_offset(self.ends_at) - _offset(self.starts_at))

    @property
    def last_day(self) -> dt.date:
        """The day on which the event ends, at its venue; without an end, the day it starts.

        What ends at midnight ends on the day before.
        """
        end = self.ends_at or self.starts_at
        ends_at_midnight = end.time() == dt.time() and end > self.starts_at and not self.all_day
        return end.date() - dt.timedelta(days=1) if ends_at_midnight else end.date()

    def is_over(self, on: dt.date) -> bool:
        """Return whether the event's last day is before the day ``on``."""
        return self.last_day < on


def _in_zone(local: dt.datetime, timezone: str) -> dt.datetime:
    """Return a local time as an aware one."""
    return local.replace(tzinfo=ZoneInfo(timezone))


def _offset(time: dt.datetime) -> dt.timedelta:
    """Return the offset from UTC of an aware time."""
    return time.utcoffset() or dt.timedelta()


class EventAddition(Model):
    """What is added to an event of a calendar: any keys that an event has."""

    model_config = ConfigDict(extra="allow")

    uid: CalendarUid
    """What the calendar calls the event (UID)."""
    day: Day | None = None
    """The day of one date of a series; without it all dates are meant."""


class Events(Model):
    """``events.yaml``."""

    events: tuple[Event, ...] = ()
    additions: tuple[EventAddition, ...] = ()
    """What calendars leave open about single events."""
