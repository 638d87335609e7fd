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
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from reports.content.press_profile import PressProfile
from reports.typography import first_sentence

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A name that is safe as a file name and in an address: ``stadtrat-fraktion``."""

MeasureId = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]?\.([1-9][0-9]?(\.[a-z])?|[A-Z])$")
]
"""``1.5`` and ``1.5.a`` as the resolution numbers them; ``4.A`` where it does not."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100_000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
EmailAddress = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
]
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\S*$", max_length=300)]
HttpsUrl = Annotated[str, StringConstraints(pattern=r"^https://[!-;=?-~]+$", max_length=300)]
"""Only an encrypted one, in ASCII."""
LineNumber = Annotated[int, Field(ge=1, le=99999)]


def _written_out(value: object) -> object:
    """Refuse a bare number for a day: the library would take it for seconds since 1970."""
    if isinstance(value, int | float):
        raise PydanticCustomError("date_type", "should be a day")
    return value


Day = Annotated[dt.date, BeforeValidator(_written_out)]
Moment = Annotated[dt.datetime, BeforeValidator(_written_out)]


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

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


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
    summary: Text | None = None
    """In our own words; without one, the wording's first sentence is quoted."""
    wording: Wording | None = None
    """As the source has it; paragraphs are parted by an empty line."""
    lines: LineRange
    addressees: Annotated[tuple[Asked, ...], Field(min_length=1)] = ()
    """Without the key, nobody is asked by name."""
    partners: tuple[Short, ...] = ()
    deadline: Day | None = None

    @property
    def quote(self) -> str:
        """What is quoted where nobody has written a summary."""
        return first_sentence(self.wording or "")


class Area(Model):
    """A Bereich of the plan."""

    number: Annotated[int, Field(ge=1, le=99)]
    title: Short
    lines: LineRange
    lead: Text | None = None
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    figures: tuple[Figure, ...] = ()


class SourceFile(Model):
    """The text that the line references refer to, pinned by its hash."""

    file: Short
    """A path in the workspace."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Section(Model):
    """A part of the text outside the areas, or above them."""

    title: Short
    lines: LineRange


class Note(Model):
    """A footnote of the source."""

    mark: Annotated[str, StringConstraints(min_length=1, max_length=10)]
    text: Text
    line: LineNumber | None = None
    """The line that its mark stands in."""


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
    body: Short | None = None
    """Who passed it: "Außerordentlicher Stadtparteitag der SPD Leipzig"."""
    meeting: Short | None = None
    """The short name for the foot of a page: "Stadtparteitag"."""
    date: Day | None = None
    status: Status
    vote: Vote | None = None
    lines: LineRange
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    figures: tuple[Figure, ...] = ()
    """Figures the text states outside the areas."""
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    source: SourceFile | None = None
    """The text itself; with it, check proves every line."""


class Addressee(Model):
    """Somebody a resolution can ask something of."""

    id: Slug
    name: Short
    """Short, as it stands in a margin: "Stadtrat-Fraktion"."""
    full_name: Short
    abbreviation: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    """For the head of a narrow column."""
    task: Text | None = None
    """The sentence under the title of its checklist."""
    aliases: tuple[Short, ...] = ()
    """Other words by which a text names it: "Stadtverwaltung"."""


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
    email: EmailAddress | None = None
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
    start: Moment
    """Local time at the venue."""
    end: Moment | None = None
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


class LimitSettings(Model):
    """What the making of one document may take before it is stopped."""

    seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    megabytes: Annotated[int, Field(ge=300, le=1_000_000)] = 2048


class CalendarSettings(Model):
    """What holds for the events of ``*.ics`` files, since such a file cannot say it."""

    branch: Slug | None = None
    sort: Sort = Sort.PLAIN
    step_free: bool | None = None
    way: Short | None = None
    url: HttpUrl | None = None
    timezone: Short = "Europe/Berlin"
    language: Language = "de"


# --- mail -------------------------------------------------------------------


class Salutation(StrEnum):
    """How a person wants to be greeted; nothing is guessed from a name."""

    COMRADE_F = "genossin"
    COMRADE_M = "genosse"
    MS = "frau"
    MR = "herr"
    NEUTRAL = "neutral"


class Recipient(Model):
    """A row of ``recipients.csv``; several values in a cell are separated by commas."""

    email: Text
    """Any address the mail standards know, also with umlauts."""
    salutation: Salutation = Salutation.NEUTRAL
    greeting: Short | None = None
    """The whole greeting, where none of the salutations fits: "Liebe Erika"."""
    title: Short | None = None
    """An academic title, as it stands before the name."""
    first_name: Short | None = None
    last_name: Short | None = None
    roles: tuple[Short, ...] = ()
    """What the person is, in words of the office's own: "delegierte", "presse"."""
    branches: tuple[Slug, ...] = ()
    addressees: tuple[Slug, ...] = ()
    """The addressees the person belongs to, whose checklists it gets."""
    areas: tuple[Annotated[int, Field(ge=1, le=99)], ...] = ()
    """The Bereiche it gets summaries of; without any, those its addressees are asked in."""
    language: Language = "de"
    street: Short | None = None
    postcode: Short | None = None
    city: Short | None = None

    @property
    def name(self) -> str:
        """``Dr. Erika Muster``, as far as it is known; else empty."""
        parts = (self.title, self.first_name, self.last_name)
        return " ".join(part for part in parts if part)


class Enclosure(StrEnum):
    """What a message can carry, made for the person."""

    LETTER = "letter"
    OVERVIEW = "overview"
    SUMMARY = "summary"
    CHECKLIST = "checklist"
    FLYER = "flyer"


class Sender(Model):
    """From whom a message comes."""

    name: Short
    email: EmailAddress


class Security(StrEnum):
    """How the connection to the mail server is secured."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """For a server on this machine only, and without a login."""


class MailServer(Model):
    """The server that takes the mail, as the provider names it for sending."""

    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]+$", max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """587 with STARTTLS, 465 with TLS, 25 without, unless it says otherwise."""
    security: Security = Security.STARTTLS
    user: Short | None = None
    """The login's name; the password comes from the environment or the keyring."""
    ca: Short | None = None
    """A file in the workspace with the certificate of an authority of one's own (PEM)."""


class Who(Model):
    """Whom a campaign is for: a person fits that fits every list that is not empty."""

    roles: tuple[Short, ...] = ()
    branches: tuple[Slug, ...] = ()
    languages: tuple[Language, ...] = ()
    addressees: tuple[Slug, ...] = ()


class CampaignText(Model):
    """What a campaign says in one language: Jinja templates, the text in Markdown."""

    subject: Short
    text: Annotated[str, StringConstraints(min_length=1, max_length=20000)]
    letter: Annotated[str, StringConstraints(min_length=1, max_length=20000)] | None = None
    """The text of the cover letter; without one, that of the message."""


class MailSettings(Model):
    """Who writes, through which server, and how fast; a campaign can say otherwise."""

    sender: Sender | None = None
    reply_to: EmailAddress | None = None
    unsubscribe: HttpsUrl | None = None
    """An address for one click (RFC 8058), in which {token} stands for the person."""
    limit: Annotated[float, Field(gt=0, le=50)] = 10
    """The size of a message in megabytes that must not be exceeded."""
    rate: Annotated[int, Field(ge=1, le=100_000)] = 60
    """Messages a minute, at most."""
    per_connection: Annotated[int, Field(ge=1, le=10_000)] = 50
    """Messages before the connection is opened anew."""
    pause: Annotated[float, Field(ge=0, le=3600)] = 5
    """Seconds between two connections."""
    server: MailServer | None = None


class Campaign(Model):
    """A mailing: ``campaigns/NAME.toml``, or ``[campaigns.NAME]`` in the settings."""

    who: Who = Who()
    texts: Annotated[dict[Language, CampaignText], Field(min_length=1)]
    """By language; whose language is missing gets the first."""
    documents: tuple[Enclosure, ...] = ()
    formats: Annotated[tuple[Short, ...], Field(min_length=1)] = ("a5",)
    """The formats of the flyers."""
    sender: Sender | None = None
    reply_to: EmailAddress | None = None
    rate: Annotated[int, Field(ge=1, le=100_000)] | None = None
    pause: Annotated[float, Field(ge=0, le=3600)] | None = None


class Settings(Model):
    """``handzettel.toml``."""

    sample: bool = False
    """Whether all this is still the sample that ``handzettel init`` makes: its pages say so
    in their foot, and mail goes to a server on this machine alone."""
    organisation: Organisation
    imprint: Imprint = Imprint()
    theme: ThemeSettings = ThemeSettings()
    build: BuildSettings = BuildSettings()
    limits: LimitSettings = LimitSettings()
    calendar: CalendarSettings = CalendarSettings()
    press: tuple[PressProfile, ...] = ()
    """Print shops beyond the shipped profiles, for ``--press``."""
    mail: MailSettings = MailSettings()
    campaigns: dict[Slug, Campaign] = Field(default_factory=dict)
    """Mailings by name; ``campaigns/NAME.toml`` is the other place for them."""
