"""What a flyer says: day, time, place, access, address as a code, imprint."""

import dataclasses
import datetime as dt
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import segno
import zxingcpp

from reports.content.event import Branch, Event, Venue, VenueAddress
from reports.content.settings import Imprint
from reports.content.workspace import Content
from reports.documents.announcement import address_line
from reports.documents.event_planning import plan_flyers
from reports.errors import ContentError
from tests.support import factories
from tests.support.factories import DAY, handouts, sample, text_of
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

NAMES = factories.names("flyer/")
URLS = {event.id: event.url or "" for event in sample().events}


def _flyer(content: Content, language: str = "de") -> bytes:
    planned = plan_flyers(content, (), [language], DAY)
    if planned.refused:
        raise ContentError(planned.refused)
    (document,) = planned.documents
    return factories.pdf_of(content, document)


def _at(start: str, end: str | None = None, zone: str = "Europe/Berlin") -> str:
    """Return the text of a flyer for an event at some time."""
    times: dict[str, Any] = {
        "start": dt.datetime.fromisoformat(start),
        "end": dt.datetime.fromisoformat(end) if end else None,
        "timezone": zone,
    }
    return text_of(_flyer(factories.with_event(**times)))


# --- when -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "zone", "words"),
    [
        (
            "2026-12-08T18:30",
            "2026-12-08T20:00",
            "Europe/Berlin",
            "Dienstag 8. Dezember 2026 18:30 bis 20:00 Uhr",
        ),
        (
            "2027-07-03T15:00",
            "2027-07-03T19:00",
            "Europe/Berlin",
            "Samstag 3. Juli 2027 15 bis 19 Uhr",
        ),
        (
            "2027-02-04T19:00",
            None,
            "Europe/Berlin",
            "Donnerstag 4. Februar 2027 19 Uhr",
        ),
        (
            "2026-12-31T23:30",
            None,
            "Asia/Tokyo",
            "Donnerstag 31. Dezember 2026 23:30 Uhr",
        ),
        ("2028-02-29T09:05", None, "Europe/Berlin", "Dienstag 29. Februar 2028 9:05 Uhr"),
        ("2027-03-28T02:30", None, "Europe/Berlin", "Sonntag 28. März 2027 2:30 Uhr"),
    ],
    ids=["winter", "summer", "no-end", "tokyo", "leap-day", "hour-that-is-skipped"],
)
def test_day_and_time_are_those_at_the_venue(
    start: str, end: str | None, zone: str, words: str
) -> None:
    assert words in _at(start, end, zone)


def test_event_past_midnight_says_on_which_day_it_ends() -> None:
    text = _at("2026-12-31T20:00", "2027-01-01T02:00")
    assert "Donnerstag 31. Dezember 2026 20 Uhr bis Freitag, 1. Januar 2027, 2 Uhr" in text


# --- where and who ----------------------------------------------------------


@pytest.mark.parametrize("event", sample().events, ids=lambda event: event.id)
def test_flyer_says_what_where_and_whom_to_ask(event: Event) -> None:
    text = factories.letters(text_of(handouts()[f"flyer/{event.id}/a5-de"]))
    branch = sample().branch(event.branch)
    contact = event.contact or branch.contact
    for words in (
        *(value for value in event.texts["de"].model_dump().values() if isinstance(value, str)),
        event.venue.name,
        address_line(event.venue),
        contact.name,
        contact.phone,
        contact.email,
        branch.name,
        (event.url or "").removeprefix("https://"),
    ):
        assert factories.letters(words or "") in text


@pytest.mark.parametrize(
    ("step_free", "words"), [(True, "Stufenloser Zugang"), (False, "Nicht stufenlos erreichbar")]
)
def test_flyer_says_whether_the_venue_is_step_free(step_free: bool, words: str) -> None:
    venue = sample().events[0].venue.model_copy(update={"step_free": step_free})
    text = text_of(_flyer(factories.with_event(venue=venue)))
    assert words in text
    assert text.count("tufenlos") == 1


def test_flyer_in_english_has_its_words_and_dates_in_english() -> None:
    text = sample().events[0].texts["de"].model_copy(update={"title": "Who is moving in?"})
    pdf = _flyer(factories.with_event(texts={"en": text}), "en")
    words = text_of(pdf)
    assert "Tuesday" in words
    assert "December 8, 2026" in words
    assert "Step-free access" in words
    assert "6:30\N{EN DASH}8:00 PM" in words or "6:30 PM\N{EN DASH}8:00 PM" in words
    with factories.opened(pdf) as opened:
        assert str(opened.Root.Lang) == "en"
    assert validate(pdf, "ua1") == ()
    assert validate(pdf, "3a") == ()


# --- the code ---------------------------------------------------------------


def _decoded(pdf: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(factories.pixels(pdf, dpi=150))]


@pytest.mark.parametrize("event", sample().events, ids=lambda event: event.id)
def test_code_holds_the_address_of_the_event(event: Event) -> None:
    assert _decoded(handouts()[f"flyer/{event.id}/a5-de"]) == [event.url]


@pytest.mark.parametrize(
    "url",
    [
        'https://example.org/?a=<b>&c="d"',
        "https://example.org/größe?q=ß#straße",
        "https://example.org/" + "a/" * 130,
    ],
    ids=["markup", "umlauts", "long"],
)
def test_code_holds_unusual_addresses(url: str) -> None:
    """The QR code of a printed flyer gives exactly the event's address."""
    pdf = _flyer(factories.with_event(url=url))
    assert _decoded(pdf) == [url]
    assert factories.page_count(pdf) == 1


@pytest.mark.parametrize("form", ["a5", "tearoff", "zickzack"])
def test_without_an_address_on_the_web_there_is_no_code(form: str) -> None:
    planned = plan_flyers(factories.with_event(url=None), (), ["de"], DAY, [form])
    pdf = factories.pdf_of(sample(), *planned.documents)
    assert _decoded(pdf) == []
    assert "Wer zieht da ein?" in text_of(pdf)


def test_without_a_lead_and_with_a_title_of_a_hundred_letters() -> None:
    title = (
        "Wohnen, mieten und bauen: Was die Stadt für die Nachbarschaft rund um den Bahnhof plant"
    )
    text = sample().events[0].texts["de"].model_copy(update={"title": title, "lead": None})
    pdf = _flyer(factories.with_event(texts={"de": text}))
    assert factories.letters(title) in factories.letters(text_of(pdf))
    assert factories.page_count(pdf) == 1


def test_online_the_code_holds_the_link() -> None:
    """Nobody is shown a way or told of steps; the link stands where the address would."""
    link = "https://meet.example.org/treffen"
    venue = Venue(name="Online", online=True, link=link)
    text = sample().events[0].texts["de"].model_copy(update={"way": None, "access": None})
    pdf = _flyer(factories.with_event(url=None, venue=venue, texts={"de": text}))
    assert _decoded(pdf) == [link]
    printed = text_of(pdf)
    assert " Online " in printed
    assert "meet.example.org/treffen" in "".join(printed.split())
    assert "tufenlos" not in printed


@pytest.mark.parametrize(
    ("venue", "words"),
    [
        (Venue(name="Infostand", address=VenueAddress(street="Augustusplatz", postcode="04109",
                                                      city="Leipzig"), step_free=True),
         "Infostand Augustusplatz, 04109 Leipzig"),
        (Venue(name="Stadtpark", address=VenueAddress(city="Leipzig"), step_free=True),
         "Stadtpark Leipzig"),
        (Venue(name="Saal", address=VenueAddress(street="Weg 1", postcode="1010", city="Wien"),
               step_free=True, online=True), "Saal Weg 1, 1010 Wien"),
        (Venue(name="Online", online=True, link="https://meet.example.org/1"),
         "Online https://meet.example.org/1"),
    ],
)  # fmt: skip
def test_places_without_a_number_or_postcode_and_online(venue: Venue, words: str) -> None:
    printed = " ".join(text_of(_flyer(factories.with_event(venue=venue))).split())
    assert words in printed
    assert ("Auch online" in printed) == (venue.online and venue.address is not None)


@pytest.mark.parametrize("name", NAMES)
def test_code_is_drawn_and_not_a_picture_of_pixels(name: str) -> None:
    with factories.opened(handouts()[name]) as pdf:
        kinds = {
            value.get("/Subtype") for value in pdf.objects if isinstance(value, pikepdf.Dictionary)
        }
        streams = {
            value.get("/Subtype") for value in pdf.objects if isinstance(value, pikepdf.Stream)
        }
    assert pikepdf.Name.Image not in kinds | streams


@pytest.mark.parametrize("name", NAMES)
def test_code_has_four_modules_of_white_around_it(name: str) -> None:
    picture = factories.pixels(handouts()[name], dpi=300)
    (code,) = zxingcpp.read_barcodes(picture)
    corner, opposite = code.position.top_left, code.position.bottom_right
    modules = segno.make(code.text, error="m", micro=False).symbol_size(border=0)[0]
    quiet = 4 * (opposite.x - corner.x) / modules - 2
    left, top = corner.x - quiet, corner.y - quiet
    right, bottom = opposite.x + quiet, opposite.y + quiet
    for box in (
        (left, top, right, corner.y - 3),
        (left, opposite.y + 3, right, bottom),
        (left, top, corner.x - 3, bottom),
        (opposite.x + 3, top, right, bottom),
    ):
        assert picture.crop(tuple(map(round, box))).getextrema()[0] > 250


@pytest.mark.parametrize("name", NAMES)
def test_code_is_described_for_those_who_cannot_see_it(name: str) -> None:
    url = URLS[name.split("/")[1]]
    with factories.opened(handouts()[name]) as pdf:
        texts = [
            str(value.Alt)
            for value in pdf.objects
            if isinstance(value, pikepdf.Dictionary) and "/Alt" in value
        ]
    assert [text for text in texts if url in text]


# --- imprint ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_imprint_names_printer_and_publisher_with_their_addresses(name: str) -> None:
    event = next(event for event in sample().events if event.id == name.split("/")[1])
    branch: Branch = sample().branch(event.branch)
    text = text_of(handouts()[name])
    assert "Druck: Musterdruck, Beispielweg 2, 04103 Leipzig" in text
    address = f"{branch.address.street}, {branch.address.postcode} {branch.address.city}"
    assert f"Herausgeber: {branch.name}, {branch.contact.name}, {address}" in text


def test_publisher_of_the_settings_comes_before_the_branch() -> None:
    imprint = sample().settings.imprint
    publisher = "Eigener Herausgeber, Straße 7, 04109 Leipzig"
    settings = sample().settings.model_copy(
        update={"imprint": imprint.model_copy(update={"publisher": publisher})}
    )
    text = text_of(_flyer(factories.with_event(dataclasses.replace(sample(), settings=settings))))
    assert f"Herausgeber: {publisher}" in text
    assert "Herausgeber: Ortsverein" not in text


def test_flyer_without_an_imprint_is_refused() -> None:
    settings = sample().settings.model_copy(update={"imprint": Imprint()})
    with pytest.raises(ContentError, match=r"handzettel\.toml.*nachbarschaft.*\[imprint\]"):
        _flyer(factories.with_event(dataclasses.replace(sample(), settings=settings)))


def test_flyer_for_measures_of_a_draft_is_refused() -> None:
    with pytest.raises(ContentError, match=r"events\.yaml.*nachbarschaft"):
        _flyer(factories.with_event(factories.draft()))


def test_flyer_that_carries_out_no_measure_is_made_beside_a_draft() -> None:
    assert _flyer(factories.with_event(factories.draft(), measures=())).startswith(b"%PDF-")


def test_flyer_in_a_language_without_texts_is_refused() -> None:
    with pytest.raises(ContentError, match=r'events\.yaml.*"en"'):
        _flyer(factories.with_event(), "en")


def test_two_ways_of_reading_find_one_page_of_the_same_text() -> None:
    from pypdf import PdfReader

    pdf = handouts()[NAMES[0]]
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert sorted(factories.letters(page.extract_text())) == sorted(factories.letters(text_of(pdf)))
