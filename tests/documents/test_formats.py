"""Formats, designs, languages on two sides, Leichte Sprache: one event, many sheets."""

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from reports.content.consistency import MOST_EASY_WORDS, event_problems
from reports.content.event import EasyText, Event, EventSort, Picture, ProgrammeItem
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import EASY, FORMATS
from reports.errors import RenderingError
from reports.render.templates import Writer
from tests.support import factories
from tests.support.factories import DAY, letters, sample, text_of
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

EASY_TEXT = EasyText(
    title="Neue Nachbarn",
    sentences=("In der Muster-Straße öffnet ein Haus.", "Haben Sie Fragen?"),
    where=("Gemeinde-Saal der Muster-Kirche",),
    admission=("Sie müssen nichts bezahlen.",),
)
ENGLISH = {
    "title": "Who is moving in?",
    "lead": "Ask before the first people move in.",
    "way": "Stop Musterplatz",
    "access": None,
    "guests": None,
    "admission": "Free",
}


def _full() -> Content:
    """Return the sample with an event in which every field is filled in."""
    text = sample().events[0].texts["de"]
    programme = (
        ProgrammeItem(time="18:30", what="Begrüßung"),
        ProgrammeItem(time="19:00", what="Gespräch an Tischen"),
    )
    german = text.model_copy(
        update={"programme": programme, "registration": "Anmeldung bis 1. Dezember"}
    )
    english = text.model_copy(update=ENGLISH)
    return factories.with_event(
        texts={"de": german, "en": english},
        easy=EASY_TEXT,
        interpreted=("ar", "uk"),
        induction_loop=True,
        childcare=True,
    )


def _planned(content: Content, language: str, name: str) -> Document:
    (document,) = plan_flyers(content, (), [language], DAY, [name]).documents
    return document


@pytest.mark.parametrize("name", list(FORMATS))
def test_full_event_fits_each_format_at_its_exact_size(name: str) -> None:
    content = _full()
    pdf = factories.pdf_of(content, _planned(content, "de", name))
    leaflet = FORMATS[name]
    assert factories.page_count(pdf) == leaflet.pages
    with factories.opened(pdf) as opened:
        x0, y0, x1, y1 = map(float, opened.pages[0].mediabox.as_list())
    assert (x1 - x0) * 25.4 / 72 == pytest.approx(leaflet.format.width, abs=0.01)
    assert (y1 - y0) * 25.4 / 72 == pytest.approx(leaflet.format.height, abs=0.01)
    text = letters(text_of(pdf))
    for words in (
        "Wer zieht da ein?",
        "8. Dezember 2026",
        "Gemeindesaal der Musterkirche",
        "18:30 Begrüßung",
        "Übersetzung: Arabisch, Ukrainisch · Induktionsschleife · Kinderbetreuung",
        "Anmeldung bis 1. Dezember",
        "Druck: Musterdruck, Beispielweg 2, 04103 Leipzig",
    ):
        assert letters(words) in text, words


@pytest.mark.soak
@pytest.mark.parametrize("name", list(FORMATS))
def test_full_event_is_accessible_and_archival_in_each_format(name: str) -> None:
    pdf = factories.pdf_of(_full(), _planned(_full(), "de", name))
    assert validate(pdf, "ua1") == ()
    assert validate(pdf, "3a") == ()


@cache
def _of_sort(sort: EventSort) -> bytes:
    content = factories.with_event(sort=sort)
    return factories.pdf_of(content, _planned(content, "de", "a5"))


@pytest.mark.soak
@pytest.mark.parametrize("sort", list(EventSort))
def test_each_sort_of_event_has_a_design_that_can_be_read(sort: EventSort) -> None:
    assert validate(_of_sort(sort), "ua1") == ()


def test_designs_have_one_page_and_differ() -> None:
    assert {factories.page_count(_of_sort(sort)) for sort in EventSort} == {1}
    assert len({factories.pixels(_of_sort(sort), dpi=20).tobytes() for sort in EventSort}) == len(
        EventSort
    )


def test_design_of_ones_own_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "templates/flyer/eigen"
    folder.mkdir(parents=True)
    (folder / "flyer.html").write_text(
        '{% extends "base.html" %}{% from "flyer/parts.html" import imprint_line with context %}'
        "{% block body %}<h1>Eigen: {{ text.title }}</h1>{{ imprint_line() }}{% endblock %}"
    )
    content = dataclasses.replace(factories.with_event(design="eigen"), root=tmp_path)
    assert "eigen" in Writer(tmp_path).designs("flyer/flyer.html")
    text = text_of(factories.pdf_of(content, _planned(content, "de", "a5")))
    assert text.startswith("Eigen: Wer zieht da ein?")


def test_unknown_design_is_told_with_a_near_miss() -> None:
    content = factories.with_event(design="neighbors")
    with pytest.raises(RenderingError, match=r'no design "neighbors".*"neighbours"'):
        factories.pdf_of(content, _planned(content, "de", "a5"))


def test_two_languages_stand_on_the_two_sides() -> None:
    content = _full()
    document = _planned(content, "de+en", "a6")
    assert document.name == "flyer/nachbarschaft/a6-de+en"
    pdf = factories.pdf_of(content, document)
    assert factories.page_count(pdf) == 2
    assert validate(pdf, "ua1") == ()
    assert "Dienstag" in text_of(pdf)
    assert "Tuesday" in text_of(pdf)


@pytest.mark.parametrize(("wish", "name"), [("de+en", "zickzack"), ("de+leicht", "a5")])
def test_sheet_that_has_no_room_for_a_second_language_is_refused(wish: str, name: str) -> None:
    planned = plan_flyers(_full(), (), [wish], DAY, [name])
    assert planned.documents == ()
    assert len(planned.refused) == 1


# --- Leichte Sprache --------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a5", *(pytest.param(name, marks=pytest.mark.soak) for name in ("a4", "a3"))]
)
def test_easy_flyer_is_large_and_says_that_it_is_not_tested(name: str) -> None:
    content = _full()
    pdf = factories.pdf_of(content, _planned(content, EASY, name))
    assert validate(pdf, "ua1") == ()
    assert "Leichte Sprache, nicht geprüft" in text_of(pdf)
    assert min(factories.type_sizes(pdf, "In der Muster")) >= 16


def test_easy_flyer_names_who_tested_it() -> None:
    easy = EASY_TEXT.model_copy(update={"tested_by": "Prüfgruppe Muster"})
    content = factories.with_event(easy=easy)
    text = text_of(factories.pdf_of(content, _planned(content, EASY, "a5")))
    assert "Leichte Sprache, geprüft von Prüfgruppe Muster" in text
    assert "nicht geprüft" not in text


def test_easy_flyer_and_strips_say_that_an_event_lasts_all_day() -> None:
    content = factories.with_event(
        easy=EASY_TEXT, start=dt.datetime.fromisoformat("2026-12-08"), end=None, all_day=True
    )
    assert "ganztägig" in text_of(factories.pdf_of(content, _planned(content, EASY, "a5")))
    notice = text_of(factories.pdf_of(content, _planned(content, "de", "tearoff")))
    assert notice.count("ganztägig") == 11
    assert "0 Uhr" not in notice


def test_easy_flyer_is_no_smaller_than_a5() -> None:
    assert plan_flyers(_full(), (), [EASY], DAY, ["a6"]).refused


def test_long_sentence_is_no_leichte_sprache() -> None:
    sentence = " ".join(["Wort"] * (MOST_EASY_WORDS + 1))
    easy = EASY_TEXT.model_copy(update={"sentences": ("Kurz.", sentence)})
    (problem,) = event_problems(_event(easy=easy), None, None, ["de"])
    assert problem.path == ("easy", "sentences", 1)


def test_picture_needs_a_description_in_each_language() -> None:
    event = _event(picture=Picture(file="bild.jpg", credit="Erika Muster"))
    (problem,) = event_problems(event, None, None, ["de"])
    assert problem.path == ("texts", "de")


def _event(**changes: object) -> Event:
    return sample().events[0].model_copy(update=changes)
