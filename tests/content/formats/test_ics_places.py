"""Places are understood as people and programs write them into calendars."""

from __future__ import annotations

from typing import Any

import pytest

from reports.content.formats.ics_places import venue_in
from tests.content.formats.calendars import calendar_file, read_events

SAAL = ("Saal", "Musterstraße 1", "04109", "Leipzig")


def _parts(venue: dict[str, Any] | None) -> tuple[str | None, ...] | None:
    """Name, street, postcode and city of a venue."""
    if venue is None:
        return None
    address = venue.get("address", {})
    return venue["name"], *(address.get(key) for key in ("street", "postcode", "city"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Saal, Musterstraße 1, 04109 Leipzig", SAAL),
        ("Saal\nMusterstraße 1, 04109 Leipzig, Deutschland", SAAL),
        ("Saal\nMusterstraße 1\n04109 Leipzig\nGermany", SAAL),
        ("Saal, Musterstraße 1, 04109, Leipzig", SAAL),
        ("Saal, Musterstraße 1, D-04109 Leipzig", SAAL),
        ("Saal, Musterstraße 1, DE 04109 Leipzig, Sachsen, Deutschland", SAAL),
        ("Saal (Musterstraße 1, 04109 Leipzig)", SAAL),
        ("Saal - Musterstraße 1 - 04109 Leipzig", SAAL),
        ("Saal – Musterstraße 1 – 04109 Leipzig", SAAL),
        ("Saal / Musterstraße 1 / 04109 Leipzig", SAAL),
        ("Saal | Musterstraße 1 | 04109 Leipzig", SAAL),
        ("Saal; Musterstraße 1; 04109 Leipzig", SAAL),
        ("Saal, Musterstraße 1 04109 Leipzig", SAAL),
        ("04109 Leipzig, Musterstraße 1, Saal", SAAL),
        ("04109 Leipzig, Saal, Musterstraße 1", SAAL),
        ("Musterstraße 1, Saal, 04109 Leipzig", SAAL),
        ("Saal, Musterstraße 1, Leipzig 04109", SAAL),
        ("  Saal ,Musterstraße  1,  04109  Leipzig. ", SAAL),
        ("Saal, Musterstraße 1, 04109 Leipzig geo:51.34,12.37", SAAL),
        ("Saal, Musterstraße 1, 04109 Leipzig https://goo.gl/maps/abc", SAAL),
        ("Haus A, Saal 2, Musterstr. 1, 04109 Leipzig",
         ("Haus A, Saal 2", "Musterstr. 1", "04109", "Leipzig")),
        ("Saal (1. Etage), Musterstraße 1, 04109 Leipzig",
         ("Saal, 1. Etage", "Musterstraße 1", "04109", "Leipzig")),
        ("Saal, Musterstraße 1, 04109 Leipzig, Hinterhaus",
         ("Saal, Hinterhaus", "Musterstraße 1", "04109", "Leipzig")),
        ("Saal, Musterstraße 1a, 04109 Leipzig", ("Saal", "Musterstraße 1a", "04109", "Leipzig")),
        ("Saal, Musterstraße 1-3, 04109 Leipzig", ("Saal", "Musterstraße 1-3", "04109", "Leipzig")),
        ("Saal, Straße des 18. Oktober 8, 04103 Leipzig",
         ("Saal", "Straße des 18. Oktober 8", "04103", "Leipzig")),
        ("Saal, Musterstraße 1, 06108 Halle (Saale)",
         ("Saal", "Musterstraße 1", "06108", "Halle (Saale)")),
        # a street or square alone is the name
        ("Musterstraße 1, 04109 Leipzig", ("Musterstraße 1", None, "04109", "Leipzig")),
        ("Marktplatz, 04109 Leipzig", ("Marktplatz", None, "04109", "Leipzig")),
        ("04109 Leipzig", ("Leipzig", None, "04109", "Leipzig")),
        # squares and parks
        ("Infostand, Augustusplatz, 04109 Leipzig",
         ("Infostand", "Augustusplatz", "04109", "Leipzig")),
        ("Treffpunkt Wiese, Clara-Zetkin-Park, 04107 Leipzig",
         ("Treffpunkt Wiese", "Clara-Zetkin-Park", "04107", "Leipzig")),
        ("Gemeindehaus, Großer Saal, 04109 Leipzig",
         ("Gemeindehaus, Großer Saal", None, "04109", "Leipzig")),
        # Austria and Switzerland
        ("Saal, Gasse 1, 1010 Wien", ("Saal", "Gasse 1", "1010", "Wien")),
        ("Saal, Gasse 1, A-1010 Wien, Österreich", ("Saal", "Gasse 1", "1010", "Wien")),
        ("Saal, Gasse 1, CH-8001 Zürich, Schweiz", ("Saal", "Gasse 1", "8001", "Zürich")),
        ("Saal, Gasse 1 8001 Zürich", ("Saal", "Gasse 1", "8001", "Zürich")),
        # no address
        ("Bürgerhaus", ("Bürgerhaus", None, None, None)),
        ("bei uns", ("bei uns", None, None, None)),
        ("Saal, Musterstraße 1", ("Saal, Musterstraße 1", None, None, None)),
        ("Rathaus, Leipzig", ("Rathaus, Leipzig", None, None, None)),
        ("Haus A, Raum 2, Erdgeschoss", ("Haus A, Raum 2, Erdgeschoss", None, None, None)),
        ("Saal, Musterstraße 1, Berlin", ("Saal", "Musterstraße 1", None, "Berlin")),
        # the postcode last, as WordPress writes it
        ("Saal, Musterstraße 1, Leipzig, Sachsen, 04109, Deutschland", SAAL),
        ("Saal, Musterstraße 1, Leipzig, 04109", SAAL),
        ("Saal, Musterstraße 1, Berlin, 10115, Germany",
         ("Saal", "Musterstraße 1", "10115", "Berlin")),
        ("Saal, Gasse 1, Wien, 1010, Österreich", ("Saal", "Gasse 1", "1010", "Wien")),
        ("Raum, Haus, 1010", ("Raum, Haus, 1010", None, None, None)),
        ("Saal, Musterstraße 1, 10115 Berlin, Berlin, Deutschland",
         ("Saal", "Musterstraße 1", "10115", "Berlin")),
        # a street and a city below it need no postcode
        ("Saal, Musterstraße 1, Leipzig", ("Saal", "Musterstraße 1", None, "Leipzig")),
        ("Musterstraße 1, Leipzig, Deutschland", ("Musterstraße 1", None, None, "Leipzig")),
        ("Raum 1010", ("Raum 1010", None, None, None)),
        ("geo:51.34,12.37", None),
        ("", None),
        (" \n,", None),
    ],
)  # fmt: skip
def test_places(text: str, parts: tuple[str | None, ...] | None) -> None:
    """A place is parted into name, street, postcode and city, however they are separated."""
    assert _parts(venue_in(text)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rathaus, Leipzig", ("Rathaus", None, None, "Leipzig")),
        ("Rathaus, Markt 1, leipzig, Deutschland", ("Rathaus", "Markt 1", None, "leipzig")),
        ("Rathaus, Halle", ("Rathaus, Halle", None, None, None)),
        ("Leipzig", ("Leipzig", None, None, None)),
    ],
)
def test_cities_that_are_known_need_no_postcode(
    text: str, parts: tuple[str | None, ...] | None
) -> None:
    assert _parts(venue_in(text, {"Leipzig"})) == parts


@pytest.mark.parametrize(
    ("text", "name", "link"),
    [
        ("Online", "Online", None),
        ("online (Zoom)", "online, Zoom", None),
        ("Videokonferenz", "Videokonferenz", None),
        ("Microsoft Teams-Besprechung", "Microsoft Teams-Besprechung", None),
        ("https://meet.example.org/abc", "Online", "https://meet.example.org/abc"),
        ("Zoom: https://zoom.us/j/1?pwd=a", "Zoom:", "https://zoom.us/j/1?pwd=a"),
    ],
)
def test_online(text: str, name: str, link: str | None) -> None:
    venue = venue_in(text)
    assert venue is not None
    assert venue["online"] is True
    assert "address" not in venue
    assert (venue["name"], venue.get("link")) == (name.rstrip(":"), link)


def test_a_place_and_online() -> None:
    venue = venue_in("Saal, Musterstraße 1, 04109 Leipzig / online: https://meet.example.org/a")
    assert _parts(venue) == SAAL
    assert venue is not None
    assert (venue["online"], venue["link"]) == (True, "https://meet.example.org/a")


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("CONFERENCE;VALUE=URI:https://meet.example.org/a", "https://meet.example.org/a"),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/a-b-c", "https://meet.google.com/a-b-c"),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/1",
         "https://teams.microsoft.com/l/1"),
    ],
)  # fmt: skip
def test_the_link_may_stand_in_a_line_of_its_own(line: str, link: str) -> None:
    for location in ("Online", None):
        (event,) = read_events(calendar_file(line, LOCATION=location))
        assert event["venue"] == {"name": "Online", "online": True, "link": link}
    (event,) = read_events(calendar_file(line))
    assert "online" not in event["venue"]  # Google adds one to every event


def test_the_link_may_stand_in_the_description() -> None:
    text = r"Wir reden.\nMeeting: https://us02web.zoom.us/j/12345?pwd=abc"
    (event,) = read_events(calendar_file(LOCATION="online", DESCRIPTION=text))
    assert event["venue"]["link"] == "https://us02web.zoom.us/j/12345?pwd=abc"


def test_apples_structured_place() -> None:
    line = (
        'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Musterstraße 1\\n04109 Leipzig'
        '\\nDeutschland";X-APPLE-RADIUS=70;X-TITLE="Saal":geo:51.34,12.37'
    )
    for location in ("Saal", None):
        (event,) = read_events(calendar_file(line, LOCATION=location))
        assert _parts(event["venue"]) == SAAL
    (event,) = read_events(calendar_file(line, LOCATION=r"Keller\, Weg 2\, 04177 Leipzig"))
    assert event["venue"]["name"] == "Keller"
