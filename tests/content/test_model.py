"""What one value may be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from reports.content.consistency import event_problems
from reports.content.event import Contact, PostalAddress, Venue, VenueAddress
from reports.content.fields import Colour, HttpUrl, Language, LineRange, Lines, MeasureId, Slug
from reports.content.resolution import Area, Basis, Measure, Request, unnumbered_id
from reports.content.settings import Imprint, Settings, ThemeName
from reports.content.workspace import Content


def accepts(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "value", "accepted"),
    [
        (Slug, "stadtrat-fraktion", True),
        (Slug, "2", True),
        (Slug, "a" * 80, True),
        (Slug, "a" * 81, False),
        (Slug, "", False),
        (Slug, "-a", False),
        (Slug, "a--b", False),
        (Slug, "a/b", False),
        (Slug, "..", False),
        (Slug, "Ä", False),
        (Slug, "a\n", False),
        (MeasureId, "1.5", True),
        (MeasureId, "12.34", True),
        (MeasureId, "1.5.a", True),
        (MeasureId, "4.A", True),
        (MeasureId, "4.AB", True),
        (MeasureId, "7", True),
        (MeasureId, "4.2.1", True),
        (MeasureId, "4.a", True),
        (MeasureId, "1.5.aa", True),
        (MeasureId, "0.1", False),
        (MeasureId, "1.0", False),
        (MeasureId, "1.5.A", False),
        (MeasureId, "A", False),
        (MeasureId, "1.a.5", False),
        (MeasureId, "1.1.1.1.1.1", False),
        (MeasureId, "1.5\n", False),
        (Colour, "#E3000F", True),
        (Colour, "#e3000f", True),
        (Colour, "#E30", False),
        (Colour, "E3000F", False),
        (Colour, "#E3000F; }", False),
        (HttpUrl, "https://example.org", True),
        (HttpUrl, "http://example.org/a?b=c#d", True),
        (HttpUrl, "javascript:alert(1)", False),
        (HttpUrl, "https://", False),
        (HttpUrl, "https://example.org/a b", False),
        (HttpUrl, "https://" + "x" * 300, False),
        (Language, "de", True),
        (Language, "DE", False),
        (Language, "de-DE", False),
        (LineRange, [1, 1], True),
        (LineRange, [2, 1], False),
        (LineRange, [0, 1], False),
        (LineRange, [1, 100000], False),
        (LineRange, [1], False),
        (LineRange, [1, 2, 3], False),
    ],
)
def test_form_of_a_value(kind: Any, value: object, accepted: bool) -> None:
    """Which values each type of field accepts and refuses."""
    assert accepts(kind, value) is accepted


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ((5, 5), (5, 5), True),
        ((2, 3), (1, 4), True),
        ((1, 4), (1, 4), True),
        ((1, 5), (1, 4), False),
        ((1, 2), (2, 4), False),
        ((5, 9), (1, 4), False),
    ],
)
def test_lines_lie_within_others_with_both_ends(
    inner: tuple[int, int], outer: tuple[int, int], expected: bool
) -> None:
    assert Lines(*inner).within(Lines(*outer)) is expected


@pytest.mark.parametrize(
    ("field", "value", "accepted"),
    [
        ("email", "a@example.org", True),
        ("email", "a@b", False),
        ("email", "a b@example.org", False),
        ("phone", "+49 (0)341 12-34/5", True),
        ("phone", "0341–12", True),
        ("phone", "anrufen", False),
    ],
)
def test_contact(field: str, value: str, accepted: bool) -> None:
    """Which e-mail addresses and telephone numbers a contact accepts."""
    assert accepts(Contact, {"name": "x", field: value}) is accepted


@pytest.mark.parametrize(
    ("street", "postcode", "accepted"),
    [
        ("Musterstraße 1", "04109", True),
        ("Musterstraße", "04109", False),
        ("Musterstraße 1", "4109", False),
        ("Musterstraße 1", "04109 Leipzig", False),
    ],
)
def test_postal_address(street: str, postcode: str, accepted: bool) -> None:
    """A street needs a house number, a postcode five digits."""
    value = {"street": street, "postcode": postcode, "city": "Leipzig"}
    assert accepts(PostalAddress, value) is accepted


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ({"street": "Augustusplatz", "postcode": "04109", "city": "Leipzig"}, True),
        ({"street": "Weg 1", "postcode": "1010", "city": "Wien"}, True),
        ({"city": "Leipzig"}, True),
        ({"street": "Weg 1", "postcode": "041099", "city": "Leipzig"}, False),
        ({"street": "Weg 1", "postcode": "04109"}, False),
    ],
)
def test_venue_address(value: dict[str, str], accepted: bool) -> None:
    """A place needs no number, and none but a city."""
    assert accepts(VenueAddress, value) is accepted


@pytest.mark.parametrize(
    ("venue", "messages"),
    [
        ({"address": VenueAddress(city="Leipzig"), "step_free": False}, []),
        ({"online": True}, []),
        ({"online": True, "link": "https://example.org"}, []),
        ({}, ['"address" is missing']),
        ({"address": VenueAddress(city="Leipzig")}, ['"step_free" is missing']),
        ({"link": "https://example.org"},
         ['"address" is missing', "the venue has a link, but is not online"]),
    ],
)  # fmt: skip
def test_a_venue_is_somewhere_or_online(
    sample: Content, venue: dict[str, Any], messages: list[str]
) -> None:
    event = sample.events[0].model_copy(update={"venue": Venue(name="Treff", **venue)})
    problems = event_problems(event, None, None, ["de"])
    assert [problem.message for problem in problems] == messages


def test_space_around_a_text_is_dropped() -> None:
    assert Imprint(printer="  a, b 1, 04109 c\n").printer == "a, b 1, 04109 c"


def test_measure_needs_somebody_who_is_asked() -> None:
    value = {"id": "1.1", "title": "x", "summary": "x", "lines": [1, 2]}
    request = {"id": "bund", "basis": "derived"}
    assert not accepts(Measure, {**value, "addressees": []})
    measure = TypeAdapter(Measure).validate_python({**value, "addressees": [request]})
    assert measure.numbered is True
    assert measure.addressees == (Request(id="bund", basis=Basis.DERIVED),)
    assert measure.deadline is None


def test_measure_may_have_a_deadline() -> None:
    value = {"id": "1.1", "title": "x", "summary": "x", "lines": [1, 2], "deadline": "2026-12-12"}
    measure = TypeAdapter(Measure).validate_python(
        {**value, "addressees": [{"id": "bund", "basis": "derived"}]}
    )
    assert measure.deadline == dt.date(2026, 12, 12)


def test_measure_needs_no_title() -> None:
    """Without one, lists show the words that its text begins with."""
    summed_up = Measure(id="1.1", summary="Bäume pflanzen.", lines=Lines(1, 2))
    assert summed_up.title is None
    assert summed_up.first_words == "Bäume pflanzen."


def test_first_words_are_cut_between_words_and_quoted() -> None:
    """The words are those that the documents quote, and nobody takes them for a title."""
    wording = "Die Vorrede verlangt nichts. " * 9 + "Wir fordern die Stadt auf, an allen "
    measure = Measure(id="1.1", wording=f"{wording} Straßen Bäume zu pflanzen.", lines=Lines(1, 9))
    assert measure.first_words == "„Wir fordern die Stadt auf, an allen Straßen Bäume zu …“"


@pytest.mark.parametrize(
    ("count", "measure_id"), [(1, "4.A"), (26, "4.Z"), (27, "4.AA"), (52, "4.AZ"), (703, "4.AAA")]
)
def test_ids_of_unnumbered_measures_go_on_after_z(count: int, measure_id: str) -> None:
    """They are counted with capitals, and each is a valid id."""
    assert unnumbered_id(4, count) == measure_id
    assert accepts(MeasureId, measure_id)


def test_parts_are_measures_below_another() -> None:
    """A heading 1.6 that is no measure makes no part of 1.6.a."""
    measures = tuple(
        Measure(id=measure_id, summary="x", lines=Lines(1, 2))
        for measure_id in ("1", "1.5", "1.5.a", "1.6.a", "1.AA")
    )
    area = Area(number=1, title="x", lines=Lines(1, 2), measures=measures[1:])
    assert area.part_ids == ("1.5.a",)


def test_settings_need_an_organisation_only() -> None:
    settings = TypeAdapter(Settings).validate_python({"organisation": {"name": "x"}})
    assert settings.theme.name is ThemeName.NEUTRAL
    assert settings.imprint.printer is None
    assert settings.build.kinds is None


def test_unknown_keys_are_refused() -> None:
    assert not accepts(Settings, {"organisation": {"name": "x", "nme": "y"}})
