"""Events of calendars are completed by what a workspace says beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from reports.content.event import Event
from reports.content.workspace import Content, load, load_usable
from tests.content.formats.calendars import calendar_file, together

ON = dt.date(2026, 10, 1)

BRANCH = """\
branches:
  - id: musterviertel
    name: Ortsverein Musterviertel
    address: {street: Musterstraße 1, postcode: "04109", city: Leipzig}
    contact: {name: Erika Muster, email: erika@example.org}
"""

SETTINGS = """\
[imprint]
printer = "Musterdruck, Beispielweg 2, 04103 Leipzig"
[calendar]
step_free = true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a branch and the settings of a calendar."""
    (tmp_path / "branches.yaml").write_text(BRANCH, "utf-8")
    (tmp_path / "handzettel.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


def _read(folder: Path, *calendars: bytes, files: Mapping[str, str] | None = None) -> Content:
    """The content of a workspace with calendars and other files."""
    for number, data in enumerate(calendars):
        (folder / f"{'abc'[number]}.ics").write_bytes(data)
    for name, text in (files or {}).items():
        (folder / name).write_text(text, "utf-8")
    return load_usable(folder, on=ON)


def _reported(content: Content) -> list[str]:
    """What is told of the calendars."""
    problems = [entry.problem for entry in content.unusable_entries]
    return [str(problem) for problem in (*problems, *content.calendar_notes)]


def _with_settings(folder: Path, text: str) -> None:
    (folder / "handzettel.toml").write_text(SETTINGS + text, "utf-8")


# --- ids --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "uid", "event_id"),
    [
        ("Stammtisch", "0E8D4A1C-95B1-4B5C-8B54-7C0A6A5D2F11", "stammtisch-2026-12-08"),
        ("Größe & Ä", "treffen@example.org", "groesse-ae-2026-12-08"),
        ("../../etc/passwd", "x", "etc-passwd-2026-12-08"),
        ("لقاء", "x", "termin-2026-12-08"),
        ("Wohnen mieten bauen: was die Stadt für uns alle plant", "x",
         "wohnen-mieten-bauen-was-die-stadt-fuer-u-2026-12-08"),
    ],
)  # fmt: skip
def test_ids_can_be_typed(folder: Path, title: str, uid: str, event_id: str) -> None:
    content = _read(folder, calendar_file(SUMMARY=title, UID=uid))
    assert [event.id for event in content.events] == [event_id]


def test_ids_tell_events_of_one_day_apart(folder: Path) -> None:
    """They stay the same whatever the order of the file, which servers change."""
    entries = [
        calendar_file(UID="1@x"),
        calendar_file(UID="2@x", DTSTART="DTSTART;TZID=Europe/Berlin:20261208T203000", DTEND=None),
        calendar_file(UID="3@x", LOCATION=r"Haus\, Weg 2\, 04109 Leipzig"),
        calendar_file(UID="4@x"),
        calendar_file("CLASS:PRIVATE", UID="5@x"),
    ]
    orders = [entries, entries[::-1]]
    listed = []
    for order in orders:
        content = _read(folder, together(*order))
        events = {event.uid: event.id for event in content.events}
        listed.append((events, [entry.event_id for entry in content.unusable_entries]))
    assert listed[0] == listed[1]
    assert listed[0] == (
        {
            "1@x": "treffen-2026-12-08",
            "2@x": "treffen-2026-12-08-2030",
            "3@x": "treffen-2026-12-08-haus",
            "4@x": "treffen-2026-12-08-saal",
        },
        ["treffen-2026-12-08-2"],
    )


def test_an_event_of_two_calendars_is_one(folder: Path) -> None:
    content = _read(folder, calendar_file(), calendar_file())
    assert [event.id for event in content.events] == ["treffen-2026-12-08"]
    assert _reported(content) == []


# --- branch, place and step-free access -------------------------------------


def test_a_calendar_needs_no_settings_but_access(folder: Path) -> None:
    """With one branch, that one invites; without an address on the web there is no code."""
    (event,) = _read(folder, calendar_file()).events
    assert event.branch == "musterviertel"
    assert event.url is None
    assert event.texts["de"].way is None


def test_several_branches(folder: Path) -> None:
    (folder / "branches.yaml").write_text(
        BRANCH + BRANCH.split("\n", 1)[1].replace("musterviertel", "probeheim"), "utf-8"
    )
    content = _read(folder, calendar_file())
    assert [str(problem) for problem in content.problems] == [
        (
            "handzettel.toml:3:2: it is not known which branch invites to the events of the"
            " calendars – name it as branch under [calendar]: musterviertel, probeheim"
        )
    ]
    _with_settings(folder, 'branch = "probeheim"')
    (event,) = load(folder, on=ON).events
    assert event.branch == "probeheim"
    _with_settings(folder, 'branch = "probehaim"')
    (problem,) = load_usable(folder, on=ON).problems
    assert str(problem) == (
        'handzettel.toml:5:10: there is no branch "probehaim" – did you mean "probeheim"?'
    )


def test_without_branches_the_file_is_missed(folder: Path) -> None:
    (folder / "branches.yaml").unlink()
    content = _read(folder, calendar_file())
    (problem,) = content.problems
    assert problem.place.file == "branches.yaml"
    assert "the events name the branch that invites" in problem.message


@pytest.mark.parametrize(
    ("location", "reason", "remedy"),
    [
        ("Bürgerhaus", 'the place "Bürgerhaus" has no postcode and city',
         'add its address under [calendar.places."Bürgerhaus"] in handzettel.toml'),
        (None, "it has no place", "add its venue in events.yaml (additions), or in the calendar"),
    ],
)  # fmt: skip
def test_an_entry_without_an_address_is_told(
    folder: Path, location: str | None, reason: str, remedy: str
) -> None:
    content = _read(folder, together(calendar_file(LOCATION=location), calendar_file(UID="b@x")))
    assert [event.uid for event in content.events] == ["b@x"]
    line = 8 if location else 2
    assert _reported(content) == [f'a.ics:{line}: "Treffen", 2026-12-08: {reason} – {remedy}']
    assert content.faults == ()


def test_unknown_access_is_told(folder: Path) -> None:
    (folder / "handzettel.toml").write_text("")
    content = _read(folder, calendar_file())
    assert content.events == ()
    assert _reported(content) == [
        (
            'a.ics:9: "Treffen", 2026-12-08: it is not known whether one gets in without steps'
            ' – add step_free under [calendar.places."Saal, Musterstraße 1, 04109 Leipzig"] in'
            " handzettel.toml"
        )
    ]


PLACES = """
way = "zu Fuß"
[calendar.places."Bürgerhaus"]
address = { street = "Markt 1", postcode = "04109", city = "Leipzig" }
step_free = false
way = "Haltestelle Markt"
access = "Klingel am Tor"
[calendar.places.Saal]
name = "Großer Saal"
step_free = false
"""


@pytest.mark.parametrize("location", ["Bürgerhaus", "bürgerhaus", r"Bürgerhaus\, Raum 3"])
def test_a_place_is_completed_once_for_all_events_there(folder: Path, location: str) -> None:
    _with_settings(folder, PLACES)
    other = calendar_file(UID="b@x", SUMMARY="Chor", LOCATION=location)
    content = _read(folder, together(calendar_file(LOCATION=location), other))
    assert _reported(content) == []
    for event in content.events:
        assert event.venue.address is not None
        assert (event.venue.address.street, event.venue.step_free) == ("Markt 1", False)
        assert event.venue.name == location.replace("\\", "")
        text = event.texts["de"]
        assert (text.way, text.access) == ("Haltestelle Markt", "Klingel am Tor")


def test_a_place_with_an_address_is_known_by_its_name(folder: Path) -> None:
    _with_settings(folder, PLACES)
    (event,) = _read(folder, calendar_file()).events
    assert event.venue.address is not None
    assert event.venue.address.street == "Musterstraße 1"
    assert (event.venue.name, event.venue.step_free) == ("Großer Saal", False)
    assert event.texts["de"].way == "zu Fuß"


def test_a_city_of_a_branch_needs_no_postcode(folder: Path) -> None:
    (event,) = _read(folder, calendar_file(LOCATION=r"Rathaus\, Leipzig")).events
    assert event.venue.address is not None
    assert (event.venue.name, event.venue.address.city) == ("Rathaus", "Leipzig")


def test_online_without_a_link_is_told_and_made(folder: Path) -> None:
    _with_settings(folder, 'way = "zu Fuß"')
    content = _read(folder, calendar_file(LOCATION="Online"))
    (event,) = content.events
    assert event.texts["de"].way is None
    assert _reported(content) == [
        (
            'a.ics:9: "Treffen", 2026-12-08: it takes place online, and no link is given'
            " – add it in events.yaml (additions) as url"
        )
    ]
    linked = calendar_file("X-GOOGLE-CONFERENCE:https://meet.google.com/a-b-c", LOCATION="Online")
    content = _read(folder, linked)
    assert [event.web_address for event in content.events] == ["https://meet.google.com/a-b-c"]
    assert _reported(content) == []


# --- additions --------------------------------------------------------------


ADDITIONS = """\
additions:
  - uid: treffen@example.org
    url: https://example.org/treffen
    venue: {step_free: false}
    texts:
      de:
        way: Haltestelle Muster
        programme: [{time: "18:30", what: Kaffee}]
      en: {title: Meeting, lead: We talk., way: Tram stop}
"""


def test_an_entry_and_its_additions_are_one_event(folder: Path) -> None:
    content = _read(folder, calendar_file(), files={"events.yaml": ADDITIONS})
    (event,) = content.events
    assert content.faults == ()
    assert event.url == "https://example.org/treffen"
    assert (event.venue.name, event.venue.step_free) == ("Saal", False)
    assert event.texts["de"].lead == "Wir reden."
    assert [point.what for point in event.texts["de"].programme] == ["Kaffee"]
    assert event.texts["en"].title == "Meeting"


def test_additions_to_one_date_of_a_series(folder: Path) -> None:
    text = ADDITIONS.replace("url:", "day: 2026-12-15\n    url:")
    content = _read(folder, calendar_file("RRULE:FREQ=WEEKLY;COUNT=3"), files={"events.yaml": text})
    urls = [event.url for event in content.events]
    assert urls == [None, "https://example.org/treffen", None]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("way: Haltestelle Muster", "wy: x",
         'events.yaml:7:9: unknown key "wy" – did you mean "way"?'),
        ("step_free: false", "step_free: vielleicht",
         'events.yaml:4:24: "step_free" should be true or false, not "vielleicht" – write one'),
        ("https://example.org/treffen", "beispiel", None),
        ("{time: \"18:30\", what: Kaffee}", "{time: \"25:30\", what: Kaffee}", None),
        ("de:\n        way: Haltestelle Muster\n", "de: x\n      fr:\n", None),
        ("url: https", "start: heute\n    url: https", None),
    ],
)  # fmt: skip
def test_mistakes_in_additions_are_those_of_events_yaml(
    folder: Path, old: str, new: str, message: str | None
) -> None:
    """They stop this event alone, and have their place there."""
    text = ADDITIONS.replace(old, new)
    calendar = together(calendar_file(), calendar_file(UID="b@x", SUMMARY="Chor"))
    content = _read(folder, calendar, files={"events.yaml": text})
    assert [event.uid for event in content.events] == ["b@x"]
    problems = [str(problem) for problem in content.problems]
    assert problems
    assert all(problem.startswith("events.yaml:") for problem in problems)
    if message:
        assert problems == [message]


@pytest.mark.parametrize("key", [*Event.model_fields, "texts.de", "venue.address", "anything"])
@pytest.mark.parametrize(
    "value", ["null", "5", "x", "[]", "{}", "{de: 5}", "[{a: b}]", "2026-12-08"]
)
def test_whatever_is_added_stops_no_other_event(folder: Path, key: str, value: str) -> None:
    """A second addition to the same event is read, too."""
    inner = key.partition(".")[2]
    text = f"{{{inner}: {value}}}" if inner else value
    added = "" if key == "uid" else f", {key.partition('.')[0]}: {text}"
    uid = "treffen@example.org"
    lines = f"additions:\n  - {{uid: {uid}{added}}}\n  - {{uid: {uid}, childcare: true}}\n"
    calendar = together(calendar_file(), calendar_file(UID="b@x", SUMMARY="Chor"))
    content = _read(folder, calendar, files={"events.yaml": lines})
    assert "b@x" in {event.uid for event in content.events}
    assert len(content.events) == 2 or content.faults or content.unusable_entries


def test_numbers_without_quotes_in_additions(folder: Path) -> None:
    text = """\
additions:
  - uid: treffen@example.org
    venue: {address: {street: Markt 1, postcode: 04109, city: Leipzig}}
"""
    (event,) = _read(folder, calendar_file(LOCATION=None), files={"events.yaml": text}).events or (
        None,
    )
    assert event is None  # a venue needs a name, too
    text = text.replace("venue: {", "venue: {name: Rathaus, step_free: true, ")
    (event,) = _read(folder, files={"events.yaml": text}).events
    assert event is not None
    assert event.venue.address is not None
    assert event.venue.address.postcode == "04109"


def test_additions_to_no_event_are_told(folder: Path) -> None:
    text = ADDITIONS + "  - {uid: fort@example.org, url: 'https://example.org'}\n"
    text += "  - {uid: treffen@example.org, day: 2026-12-24}\n"
    text += "  - {uid: treffen@example.org, day: 2026-01-01}\n"
    content = _read(folder, calendar_file(), files={"events.yaml": text})
    assert _reported(content) == [
        (
            'events.yaml:10:5: no calendar has an event with the UID "fort@example.org"'
            " – correct it, or remove what is added to it"
        ),
        (
            'events.yaml:11:5: the event with the UID "treffen@example.org" has no date on this day'
            " – correct the day, or leave it out for all dates"
        ),
    ]


def test_an_addition_without_a_uid_is_a_mistake(folder: Path) -> None:
    text = "additions:\n  - url: https://example.org\n"
    content = _read(folder, calendar_file(), files={"events.yaml": text})
    assert [str(problem) for problem in content.problems] == [
        'events.yaml:2:5: "uid" is missing – add it'
    ]
    assert len(content.events) == 1


# --- nothing stops anything else --------------------------------------------


def test_what_a_flyer_has_no_room_for_is_told(folder: Path) -> None:
    long = calendar_file(SUMMARY="Sehr " * 25, UID="b@x")
    content = _read(folder, together(calendar_file(), long))
    assert [event.uid for event in content.events] == ["treffen@example.org"]
    assert content.faults == ()
    (message,) = _reported(content)
    assert message.startswith('a.ics:14: "Sehr Sehr')
    assert '"title" has 124 characters' in message


def test_an_event_of_events_yaml_keeps_its_id(folder: Path, workspace: Path) -> None:
    events = (workspace / "events.yaml").read_text("utf-8")
    changed = events.replace("id: nachbarschaft", "id: treffen-2026-12-08")
    (workspace / "events.yaml").write_text(changed, "utf-8")
    settings = workspace / "handzettel.toml"
    text = settings.read_text("utf-8")
    settings.write_text(
        f'{text}\n[calendar]\nbranch = "musterviertel"\nstep_free = true\n', "utf-8"
    )
    content = _read(workspace, calendar_file())
    assert content.faults == ()
    ids = [event.id for event in content.events]
    assert {"treffen-2026-12-08", "treffen-2026-12-08-1830"} <= set(ids)


def test_past_entries_say_nothing(folder: Path) -> None:
    old = [
        calendar_file(
            DTSTART="DTSTART;TZID=Europe/Berlin:20080101T183000", DTEND=None, UID=f"{i}@x"
        )
        for i in range(3)
    ]
    unfit = calendar_file(
        "CLASS:PRIVATE", DTSTART="DTSTART:20080101T183000", DTEND=None, LOCATION=None
    )
    content = _read(folder, together(*old, unfit))
    assert (content.events, _reported(content), content.faults) == ((), [], ())


@pytest.mark.parametrize(
    ("rule", "count", "is_told"),
    [
        ("FREQ=YEARLY;COUNT=3", 3, False),
        ("FREQ=YEARLY;COUNT=5", 3, True),
        ("FREQ=MONTHLY;COUNT=20", 20, False),
        ("FREQ=MONTHLY;COUNT=30", 3, True),
        ("FREQ=WEEKLY;UNTIL=20301231T000000Z", 3, True),
        ("FREQ=WEEKLY", 3, False),
    ],
)
def test_dates_of_a_rule_that_are_not_taken_yet_are_told(
    rule: str, count: int, is_told: bool, folder: Path
) -> None:
    """A rule without an end has more dates in any case; one with an end could be taken whole."""
    content = _read(folder, calendar_file(f"RRULE:{rule}"))
    assert len(content.events) == count
    notes = [note for note in _reported(content) if "for more than two years" in note]
    assert len(notes) == is_told
