"""The invitation as plain text."""

import datetime as dt
from typing import Any

import pytest

from reports.content.event import Contact, Event, ProgrammeItem
from reports.documents.announcement import announcement
from reports.i18n import printed
from tests.support.factories import sample


def _announcement(language: str = "de", **changes: Any) -> str:
    event = sample().events[0].model_copy(update=changes)
    return announcement(event, sample().branch(event.branch), language)


def _text(**changes: Any) -> dict[str, Any]:
    return {"de": sample().events[0].texts["de"].model_copy(update=changes)}


def test_the_whole_text() -> None:
    """The text for mail and messenger, word for word."""
    assert _announcement() == (
        "Ortsverein Musterviertel (Muster) lädt ein\n"
        "Wer zieht da ein?\n"
        "\n"
        "Dienstag, 8. Dezember 2026, 18:30 bis 20:00 Uhr\n"
        "\n"
        "In der Musterstraße öffnet bald eine Unterkunft für Geflüchtete. Stadt und Betreiber"
        " informieren, Sie fragen nach – bevor die ersten Menschen einziehen.\n"
        "\n"
        "Wo: Gemeindesaal der Musterkirche\n"
        "Musterstraße 1, 04109 Leipzig\n"
        "Haltestelle Musterplatz, von dort zwei Minuten zu Fuß\n"
        "Stufenloser Zugang: Ebenerdiger Eingang vom Kirchhof, rollstuhlgerechte Toilette\n"
        "\n"
        "Mit dabei: Vertretungen von Stadt, Betreiber und Stadtbezirksbeirat (Muster)\n"
        "Eintritt frei, keine Anmeldung nötig\n"
        "\n"
        "Fragen? Erika Muster, 0341 000000-1, erika.muster@example.org\n"
        "https://example.org/nachbarschaft\n"
    )


@pytest.mark.parametrize("event", sample().events, ids=lambda event: event.id)
def test_every_event_of_the_sample(event: Event) -> None:
    """Each has its title, venue and address, ordinary spaces, and no double gap."""
    text = announcement(event, sample().branch(event.branch), "de")
    for part in (event.texts["de"].title, event.venue.name, event.url or ""):
        assert part in text
    assert not set(text) & set("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\r\t")
    assert text.endswith("\n")
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("start", "end", "line"),
    [
        ("2026-12-08T18:00", "2026-12-08T20:00", "Dienstag, 8. Dezember 2026, 18 bis 20 Uhr"),
        ("2026-12-08T18:30", None, "Dienstag, 8. Dezember 2026, 18:30 Uhr"),
        (
            "2026-12-08T18:00",
            "2026-12-10T12:00",
            "Dienstag, 8. Dezember 2026, 18 Uhr bis Donnerstag, 10. Dezember 2026, 12 Uhr",
        ),
    ],
)
def test_when(start: str, end: str | None, line: str) -> None:
    """The line with day and hours: a few hours, without an end, over several days."""
    ended = dt.datetime.fromisoformat(end) if end else None
    assert line in _announcement(start=dt.datetime.fromisoformat(start), end=ended).splitlines()


def test_without_what_is_not_known() -> None:
    """Lines without content are left out, and so are the gaps around them."""
    venue = sample().events[0].venue.model_copy(update={"step_free": False})
    text = _announcement(
        venue=venue,
        contact=Contact(name="Jona Probst"),
        texts=_text(access=None, guests=None, admission=None),
    )
    assert text.endswith(
        "Nicht stufenlos erreichbar\n\nFragen? Jona Probst\nhttps://example.org/nachbarschaft\n"
    )


def test_what_is_offered_and_when() -> None:
    programme = (
        ProgrammeItem(time="18:30", what="Begrüßung"),
        ProgrammeItem(time="19:00", what="Fragen"),
    )
    text = _announcement(
        interpreted=("ar", "uk"),
        induction_loop=True,
        childcare=True,
        texts=_text(programme=programme, registration="Anmeldung bis 1. Dezember"),
    )
    words = printed("de").gettext
    languages = words("Interpreted: {languages}").format(languages="Arabisch, Ukrainisch")
    offered = f"\n{languages} · {words('Induction loop')} · {words('Childcare')}\n"
    assert offered in text
    assert f"\n\n{words('Programme')}\n18:30 Begrüßung\n19:00 Fragen\n\n" in text
    assert "\nEintritt frei, keine Anmeldung nötig\nAnmeldung bis 1. Dezember\n\n" in text


def test_in_english() -> None:
    """Fixed words and times are those of the language."""
    texts = {"en": sample().events[0].texts["de"].model_copy(update={"title": "Who moves in?"})}
    text = _announcement("en", texts=texts).splitlines()
    assert text[:2] == ["Ortsverein Musterviertel (Muster) invites you", "Who moves in?"]
    assert "Tuesday, December 8, 2026, 6:30–8:00 PM" in text


def test_line_breaks_in_a_text_start_no_line() -> None:
    assert "\nBcc" not in _announcement(texts=_text(lead="Kommt!\r\nBcc: alle@example.org"))
