"""Calendar files that are not written as they should be are read as they are meant."""

from __future__ import annotations

import pytest

from tests.content.formats.calendars import calendar_file, read_events, together


def _title(data: bytes) -> str:
    (event,) = read_events(data)
    title: str = event["texts"]["de"]["title"]
    return title


PLAIN = calendar_file(SUMMARY="Größe")


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace(b"\r\n", b"\n"),
        PLAIN.replace(b"\r\n", b"\r"),
        PLAIN.replace(b"\r\n", b"\r\n\r\n"),
        b"\r\n\r\n" + PLAIN,
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.decode().encode("cp1252"),
        PLAIN.decode().encode("utf-16"),
        PLAIN.replace(b"SUMMARY", b"Summary").replace(b"BEGIN", b"begin"),
        PLAIN.replace(b"SUMMARY:", b"SUMMARY;LANGUAGE=de:"),
        PLAIN.replace(b"\xc3\xb6", b"\xc3\r\n \xb6"),
        PLAIN.replace(b"\xc3\xb6", b"\xc3\n\t\xb6"),
        PLAIN.replace(b"END:VCALENDAR", b""),
        PLAIN.replace(b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VEVENT"),
        PLAIN + b"\x00\x00\x1a",
        PLAIN.replace(b"DTSTART", b"X-ODD;=;:\r\nDTSTART"),
    ],
    ids=[
        *("lf", "cr", "blank lines", "blank beginning", "bom", "latin-1", "utf-16", "capitals"),
        *("parameter", "fold in a letter", "fold by a tab", "no end", "open alarm", "zeros"),
        "odd line",
    ],
)
def test_line_ends_folds_and_encodings(data: bytes) -> None:
    assert _title(data) == "Größe"


@pytest.mark.parametrize(
    ("description", "lead"),
    [
        ("Wir reden.\r\nUnd essen", "Wir reden. Und essen"),
        ("Wir reden.\r\n\r\nUnd essen", "Wir reden. Und essen"),
        ("Wir\x0breden", "Wir reden"),
        ("Wir\x00reden", "Wir reden"),
        ('Saal "A": Wir reden', 'Saal "A": Wir reden'),
    ],
)
def test_broken_descriptions(description: str, lead: str) -> None:
    """A line below a text that is no property belongs to it; control characters are spaces."""
    (event,) = read_events(calendar_file(DESCRIPTION=description))
    assert event["texts"]["de"]["lead"] == lead


def test_a_parameter_may_hold_html() -> None:
    line = 'DESCRIPTION;ALTREP="data:text/html,%3Cp%3E%22x%22%3C%2Fp%3E":Wir "reden"'
    (event,) = read_events(calendar_file(line, DESCRIPTION=None))
    assert event["texts"]["de"]["lead"] == 'Wir "reden"'


def test_several_calendars_in_one_file() -> None:
    """Each has zones of its own."""
    east = "BEGIN:VTIMEZONE\r\nTZID:Ort\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    east += "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    start = "DTSTART;TZID=Ort:20261208T183000"
    first = calendar_file(head=east, DTSTART=start, DTEND=None)
    second = calendar_file(
        head=east.replace("+0300", "+0200"), DTSTART=start, DTEND=None, UID="b@x"
    )
    assert [event["start"].hour for event in read_events(first + second)] == [16, 17]


def test_an_event_without_an_end_line_does_not_swallow_the_next() -> None:
    data = together(calendar_file(), calendar_file(UID="b@x"))
    (event,) = read_events(data.replace(b"END:VEVENT", b"", 1))
    assert event["uid"] == "b@x"
