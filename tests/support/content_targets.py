"""Fuzz targets for the content of a workspace: YAML, TOML, calendars and lists of recipients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pydantic import BaseModel

from reports.content.calendar_entries import CalendarContext
from reports.content.calendars import calendar_events
from reports.content.campaign import Campaign
from reports.content.event import Branches, Events
from reports.content.formats.located import ParsedFile
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_edit import edit_yaml
from reports.content.formats.yaml_file import read_yaml
from reports.content.recipients import WorkspaceIds, read_recipients
from reports.content.resolution import Addressees, Resolution
from reports.content.settings import CalendarSettings, Kind, Settings
from reports.content.validation import validate, validated
from reports.content.workspace import load
from reports.documents.planning import plan
from tests.support import dictionaries, factories
from tests.support.fuzz import BeginReader, Reader, Target, encoded, new_folder
from tests.support.mutation import Mutator
from tests.support.small_workspace import (
    ADDRESSEES,
    BRANCHES,
    CAMPAIGN,
    EVENTS,
    RECIPIENTS,
    RESOLUTION,
    SETTINGS,
    SMALL_WORKSPACE,
)

CALENDAR = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-TIMEZONE:Europe/Berlin\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTART;TZID=Europe/Berlin:20261208T183000\r
DURATION:PT1H30M\r
RRULE:FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=5\r
EXDATE;TZID=Europe/Berlin:20270112T183000\r
SUMMARY;LANGUAGE=de:Wer zieht da ein?\\, ein\r
  Abend\r
LOCATION:Gemeindesaal\\, Musterstraße 1\\, 04109 Leipzig\r
DESCRIPTION:Ein Abend\\nfür alle\r
URL:https://example.org/x\r
ORGANIZER;CN="Erika Muster":mailto:erika@example.org\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2@example.org\r
DTSTART;VALUE=DATE:20261224\r
DTEND;VALUE=DATE:20261226\r
RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;UNTIL=20301231\r
SUMMARY:Fest\r
DESCRIPTION:Für alle\r
LOCATION:Saal\\, Allee 1\\, 04103 Leipzig\r
STATUS:CONFIRMED\r
END:VEVENT\r
END:VCALENDAR\r
"""

FOREIGN_CALENDAR = """\
BEGIN:VCALENDAR\r
X-WR-TIMEZONE:America/New_York\r
BEGIN:VTIMEZONE\r
TZID:Eigene\r
BEGIN:STANDARD\r
DTSTART:16010101T030000\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:16010101T020000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
RRULE:FREQ=YEARLY;BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU;BYMONTH=3\r
RDATE:20260329T020000\r
END:DAYLIGHT\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:1@example.org\r
SEQUENCE:3\r
DTSTART;TZID=Eigene:20261208T183000\r
RRULE:FREQ=WEEKLY\r
RDATE;VALUE=PERIOD:20261210T170000Z/PT2H,20261211T170000Z/20261211T180000Z\r
SUMMARY:Grüße\r
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Weg 1\\n04109 Leipzig";\r
 X-TITLE="Saal":geo:51.34,12.37\r
LOCATION:Saal (Weg 1 - 1010 Wien) online: https://zoom.us/j/1\r
DESCRIPTION:<p>Ein <b>Abend</b></p>\\n<br>https://example.org/a?b=1&amp\\;c=2\r
CONTACT:Erika Muster\\, Tel. 0341 000000-1\\, e@example.org\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:1@example.org\r
RECURRENCE-ID:20261215T173000Z\r
DTSTART;TZID="(GMT+01.00) Sarajevo/Warsaw/Zagreb":20261216T000000\r
DTEND;TZID=W. Europe Standard Time:20261217T000000\r
STATUS:TENTATIVE\r
CLASS:PUBLIC\r
SUMMARY:Fest\r
LOCATION:Rathaus\\, Leipzig\r
CONFERENCE;VALUE=URI:https://meet.example.org/a\r
END:VEVENT\r
END:VCALENDAR\r
"""

_DEEP = b"[" * 40_000
"""Brackets nested more deeply than a recursive parser can follow."""

YAML_REGRESSIONS = [
    b"title: 0x" + b"F" * 5000,
    b"lines: [" + b"1, " * 2000 + b"1]",
    b"title: a\xc2\x96b\n",
    b'title: "a\\x01\\u2028\\ufffe\\a\\ud800b"\n',
    b"title: a\xe2\x80\xa8b\n",
    b"id: &a [1]\nx: *a\n",
    b"%YAML 1.1\n---\nid: 1:20:30\n",
    b"? [a, b]\n: c\n",
    b"!!python/object/apply:os.system ['id']",
    b"lines: [1.10, .inf, .nan, 0b1, 0o8, 1e999]\ndate: 9999-99-99\n",
    _DEEP,
    b"a: " * 4000,
    b"",
    b"\xff\xfe\x00",
]

TOML_REGRESSIONS = [
    b"a" + b".a" * 20_000 + b" = 1\n",
    b"[" + b"a." * 20_000 + b"a]\n",
    b"a = " + _DEEP,
    b"a = " + b"9" * 5000,
    b"a = 1e999\nb = nan\nc = 9999-12-31T23:59:60Z\nd = 24:00:00\n",
    b'a = "\\ud800"\n',
    b'"" = 1\n"\\u0000" = 2\n[[a]]\n[a.b]\n[[a.b.c]]\n',
]

CALENDAR_REGRESSIONS = [
    b"BEGIN:VCALENDAR\r\n" + b" \r\n" * 20_000,
    (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:00010101T000000Z\nSUMMARY:a\n"
        b"RRULE:FREQ=DAILY;COUNT=1000\nEND:VEVENT\nEND:VCALENDAR\n"
    ),
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99991231\nDURATION:P9999W\nEND:VEVENT\nEND:VCALENDAR",
    b"BEGIN:VEVENT\nBEGIN:VEVENT\n",
]


def _yaml(*texts: str | bytes) -> Mutator:
    return Mutator(encoded(*texts), dictionaries.YAML, regressions=YAML_REGRESSIONS)


def _toml(*texts: str | bytes) -> Mutator:
    return Mutator(encoded(*texts), dictionaries.TOML, regressions=TOML_REGRESSIONS)


def _validate_as(model: type[BaseModel], parse: Callable[[bytes, str], ParsedFile]) -> BeginReader:
    """Parse a file and validate its value against a model."""

    def run(data: bytes) -> None:
        validate(model, parse(data, "datei"))

    return lambda: run


def _load_workspace(name: str) -> BeginReader:
    """Load a workspace in which one file is spoilt, and plan its documents."""

    def begin() -> Reader:
        folder = new_folder()
        (folder / "campaigns").mkdir()
        for other, text in SMALL_WORKSPACE.items():
            (folder / other).write_text(text, "utf-8")

        def run(data: bytes) -> None:
            (folder / name).write_bytes(data)
            plan(load(folder), list(Kind), factories.DAY)

        return run

    return begin


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of all values that are neither mappings nor lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _leaves(inner, (*path, i))
    else:
        yield path


def _value_at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _edit_value() -> Reader:
    """Edit one value of a YAML file; every other must stay as it is."""

    def run(data: bytes) -> None:
        before = read_yaml(data, "datei").value
        leaves = list(_leaves(before))
        if leaves == [()] or not leaves:
            return
        chosen = leaves[len(data) % len(leaves)]
        after = read_yaml(edit_yaml(data, {chosen: "neu: 1"}), "datei").value
        assert _value_at(after, chosen) == "neu: 1"
        others = [path for path in leaves if path != chosen]
        assert [repr(_value_at(after, path)) for path in others] == [
            repr(_value_at(before, path)) for path in others
        ]

    return run


def _read_events() -> Reader:
    """Read the events of a calendar and validate them."""
    settings = CalendarSettings(step_free=True)
    cities = frozenset({"Leipzig"})
    context = CalendarContext(settings, "musterviertel", dt.date(2026, 1, 1), cities)

    def run(data: bytes) -> None:
        (file,) = calendar_events({"termine.ics": data}, context).files
        validated(Events, file)

    return run


def _read_lists(*, no_mail: bool) -> BeginReader:
    """Read a list of recipients, or a list of people who want no mail, beside a valid other."""
    ids = WorkspaceIds(["musterviertel"], ["rat", "stadt"], [1, 2])

    def run(data: bytes) -> object:
        if no_mail:
            return read_recipients(RECIPIENTS.encode(), data, ids).set_aside
        return read_recipients(data, b"email\nmax@example.org\n", ids).set_aside

    return lambda: run


CONTENT_TARGETS: dict[str, Target] = {
    "yaml resolution": Target(
        partial(_yaml, RESOLUTION), _validate_as(Resolution, read_yaml), 60, 9_000
    ),
    "yaml addressees": Target(
        partial(_yaml, ADDRESSEES), _validate_as(Addressees, read_yaml), 60, 9_000
    ),
    "yaml branches": Target(partial(_yaml, BRANCHES), _validate_as(Branches, read_yaml), 60, 9_000),
    "yaml events": Target(partial(_yaml, EVENTS), _validate_as(Events, read_yaml), 60, 9_000),
    "toml settings": Target(
        partial(_toml, SETTINGS), _validate_as(Settings, read_toml), 200, 25_000
    ),
    "toml campaign": Target(
        partial(_toml, CAMPAIGN), _validate_as(Campaign, read_toml), 200, 22_000
    ),
    "workspace settings": Target(
        partial(_toml, SETTINGS), _load_workspace("handzettel.toml"), 20, 1_200
    ),
    "workspace campaign": Target(
        partial(_toml, CAMPAIGN), _load_workspace("campaigns/parteitag.toml"), 20, 1_000
    ),
    "workspace resolution": Target(
        partial(_yaml, RESOLUTION), _load_workspace("resolution.yaml"), 20, 1_200
    ),
    "workspace events": Target(partial(_yaml, EVENTS), _load_workspace("events.yaml"), 20, 1_200),
    "edited yaml": Target(
        lambda: Mutator(encoded(RESOLUTION, EVENTS), dictionaries.YAML), _edit_value, 40, 3_000
    ),
    "calendar": Target(
        lambda: Mutator(
            encoded(CALENDAR, FOREIGN_CALENDAR),
            dictionaries.CALENDAR,
            regressions=CALENDAR_REGRESSIONS,
        ),
        _read_events,
        200,
        24_000,
    ),
    "recipients": Target(
        lambda: Mutator(encoded(RECIPIENTS), dictionaries.CSV),
        _read_lists(no_mail=False),
        200,
        16_000,
    ),
    "no mail": Target(
        lambda: Mutator(encoded("email\nmax@example.org\n", RECIPIENTS), dictionaries.CSV),
        _read_lists(no_mail=True),
        100,
        6_000,
    ),
}
