"""Texts are set where templates read them, alike in all documents; proof stays exact."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from reports.content.event import Event
from reports.content.fields import Model, Typesetting
from reports.content.resolution import Resolution
from reports.content.settings import Kind
from reports.content.workspace import Content, load
from reports.documents.announcement import announcement
from reports.documents.book import book
from reports.documents.context import attribute_types
from reports.documents.document import Document
from reports.documents.event_ics import write_calendar
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import FORMATS
from reports.documents.planning import plan, plan_summaries
from reports.documents.typesetting import field_typesetting, plain_copy, typeset
from reports.documents.word_export import to_docx
from reports.render.filters import FILTERS
from reports.render.templates import Writer
from reports.text.source_text import Line, Row, Sorted, Text
from tests.support.factories import sample
from tests.support.mailings import make_mailing, make_person, parcel_for

DAY = dt.date(2026, 3, 1)

TYPED = "2016 - 2020"
"""A range as people type it."""
SET = "2016–2020"
"""The same as it is printed."""


def with_ranges(content: Content) -> Content:
    """Return the sample with a range in every text that documents print."""

    def renamed(resolution: Resolution) -> Resolution:
        areas = []
        for area in resolution.areas:
            measures = [
                measure.model_copy(
                    update={
                        "title": f"{measure.title} {TYPED} planen",
                        "summary": f"Von {TYPED} gilt: {measure.summary}",
                        "partners": (f"Netzwerk {TYPED} e. V.",),
                    }
                )
                for measure in area.measures
            ]
            update = {"title": f"{area.title} {TYPED} planen", "measures": tuple(measures)}
            areas.append(area.model_copy(update=update))
        return resolution.model_copy(
            update={"title": f"Plan {TYPED} der Stadt", "areas": tuple(areas)}
        )

    return dataclasses.replace(
        content,
        resolutions=tuple(map(renamed, content.resolutions)),
        addressees=tuple(
            addressee.model_copy(
                update={
                    "name": f"{addressee.name} {TYPED} neu",
                    "full_name": f"{addressee.full_name} {TYPED} neu",
                }
            )
            for addressee in content.addressees
        ),
        events=tuple(map(_with_range, content.events)),
    )


def _with_range(event: Event) -> Event:
    texts = {
        language: text.model_copy(
            update={
                "title": f"Wohnen {TYPED} hier",
                "lead": f"Was {TYPED} wird. {text.lead}",
                "way": f"Bus {TYPED} fahren",
            }
        )
        for language, text in event.texts.items()
    }
    venue = event.venue.model_copy(update={"name": f"Haus {TYPED} im Hof"})
    return event.model_copy(update={"texts": texts, "venue": venue})


def documents(content: Content) -> Iterator[Document]:
    """Yield a document of every kind and every format of the flyers."""
    yield from plan(content, [Kind.SUMMARY, Kind.CHECKLIST], DAY).documents
    yield from plan_flyers(content, (), ["de"], DAY, list(FORMATS)).documents
    yield book(content, content.resolutions, DAY)
    (resolution,) = content.resolutions
    second = resolution.model_copy(update={"id": "zweiter"})
    yield book(content, [resolution, second], DAY)


def body(content: Content, document: Document) -> str:
    """Return what is printed: the HTML without its head, which no page shows."""
    return Writer(content.root).write(document).html.partition("</head>")[2]


def test_range_is_printed_with_a_dash_wherever_it_stands(sample: Content) -> None:
    content = with_ranges(sample)
    for document in documents(content):
        html = body(content, document)
        assert TYPED not in html, document.name
        assert "2016-2020" not in html, document.name
        assert SET in html, document.name


def test_wording_of_the_resolution_is_printed_exactly(sample: Content) -> None:
    lines = ["Der Plan gilt 2016 - 2020, z. B. hier", "und zu Hause nach § 5 a."]
    text = Text("plan.txt", "", tuple(Line(line, 1, i) for i, line in enumerate(lines, 1)))
    rows = tuple(Row(284 + i, line, i) for i, line in enumerate(lines))
    source = Sorted(text, tuple("t" * len(line) for line in lines), rows, (), ())
    (resolution,) = sample.resolutions
    document = book(sample, [resolution], DAY, sources={resolution.id: source})
    printed = re.sub(r"<i class=.*?</i>|<[^>]*>", "", body(sample, document))
    for line in lines:
        assert line in printed


def test_addresses_for_the_computer_are_printed_exactly(workspace: Path) -> None:
    events = workspace / "events.yaml"
    text = events.read_text(encoding="utf-8")
    events.write_text(
        text.replace("https://example.org/nachbarschaft", "https://example.org/2016-2020"),
        encoding="utf-8",
    )
    branches = workspace / "branches.yaml"
    text = branches.read_text(encoding="utf-8")
    branches.write_text(
        re.sub(r"email: \S+", "email: plan.2016-2020@example.org", text), encoding="utf-8"
    )
    content = load(workspace)
    for document in plan_flyers(content, ["nachbarschaft"], ["de"], DAY, list(FORMATS)).documents:
        html = body(content, document)
        assert "example.org/2016-2020" in html
        if document.format.name != "tearoff":
            assert "plan.2016-2020@example.org" in html


def test_template_of_ones_own_prints_set_texts_without_a_filter(sample: Content) -> None:
    (document, *_others) = plan(with_ranges(sample), [Kind.SUMMARY], DAY).documents
    environment = Writer(sample.root).environment("de")
    template = environment.from_string(
        "{{ resolution.title }}|{{ resolution['title'] }}"
        "|{{ [resolution]|map(attribute='title')|join }}"
        "|{{ resolution.title|set_title }}"
    )
    context: Any = document.context
    titles = template.render(document=document, resolution=context.resolution).split("|")
    assert titles == [f"Plan {SET} der Stadt"] * 4


def test_words_of_a_language_are_set_in_it_and_german_names_in_german(sample: Content) -> None:
    event = sample.events[0]
    text = event.texts["de"].model_copy(update={"lead": "Qui vient? Nous: tous"})
    assert typeset(text, "lead", text.lead, "fr") == "Qui vient\u202f? Nous\u00a0:\u00a0tous"
    venue = event.venue.model_copy(update={"name": "Treff: Nr. 5"})
    assert typeset(venue, "name", venue.name, "fr") == "Treff: Nr.\u202f5"


def test_lists_of_texts_are_set_one_by_one(sample: Content) -> None:
    partners = ("Bund 2016 - 2020", "Nr. 5")
    measure = sample.resolutions[0].areas[0].measures[0].model_copy(update={"partners": partners})
    assert typeset(measure, "partners", measure.partners, "de") == ("Bund 2016–2020", "Nr.\u202f5")


@pytest.mark.parametrize("language", ["de", "fr"])
def test_filter_sets_a_text_otherwise_where_the_layout_wants_it(
    language: str, sample: Content
) -> None:
    """A lead in large type may end in a line of one word, which running text may not."""
    (document,) = plan_flyers(sample, ["nachbarschaft"], ["de"], DAY).documents
    text = sample.events[0].texts["de"].model_copy(update={"lead": "Alle sind sehr willkommen."})
    environment = Writer(sample.root).environment(language)
    template = environment.from_string("{{ text.lead }}|{{ text.lead|set_title }}")
    running, large = template.render(
        document=dataclasses.replace(document, language=language), text=text
    ).split("|")
    assert running == "Alle sind sehr\u00a0willkommen."
    assert large == "Alle sind sehr willkommen."


EXACT_NAMES = {
    "id", "file", "sha256", "mark", "email", "url", "phone", "postcode", "timezone", "logo",
    "wording", "language", "design", "host", "user", "ca", "colour", "tint", "font", "lines",
    "abbreviation",
}  # fmt: skip
"""Attributes that no typesetter may touch, in whatever model."""


def models(owner: type[Model]) -> Iterator[type[Model]]:
    """Yield all models of content."""
    for model in owner.__subclasses__():
        yield model
        yield from models(model)


@pytest.mark.parametrize("model", sorted(models(Model), key=repr))
def test_names_numbers_and_proof_are_never_set(model: type[Model]) -> None:
    for name, annotation in attribute_types(model).items():
        if name in EXACT_NAMES:
            assert field_typesetting(annotation) is Typesetting.EXACT, name


@pytest.mark.parametrize("text", ["Z. B. 2016 - 2020 im Rat", "Für E-Mail an 5 Personen", "kurz"])
def test_filter_on_a_text_that_is_set_changes_nothing(text: str) -> None:
    for name in ("set_text", "set_title"):
        changed = FILTERS[name](text)
        assert FILTERS[name](changed) == changed


def event_with_dashes() -> Event:
    """Return an event whose texts have what a typesetter changes."""
    event = sample().events[0]
    text = event.texts["de"].model_copy(
        update={"title": "Plan 2016 - 2020", "lead": "Nach § 5, z. B. 2016 - 2020, per E-Mail."}
    )
    return event.model_copy(update={"texts": {"de": text}})


def test_files_of_plain_text_have_dashes_and_ordinary_spaces() -> None:
    event, branch = event_with_dashes(), sample().branches[0]
    told = announcement(event, branch, "de")
    calendar = write_calendar(event, branch, "de", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    unfolded = calendar.decode().replace("\r\n ", "")
    for text in (told, unfolded):
        assert "Plan 2016–2020" in text
        assert "z. B. 2016–2020" in text.replace("\\,", ",")
        assert "E-Mail" in text
        assert not {"\u00a0", "\u202f", "\u2011"} & set(text)
    address = event.url or "no address"
    assert address in told
    assert address in unfolded


def test_copy_keeps_what_is_proof_and_what_is_for_the_computer() -> None:
    resolution = sample().resolutions[0]
    measure = resolution.areas[0].measures[0].model_copy(update={"wording": "2016 - 2020"})
    set_measure = plain_copy(measure.model_copy(update={"title": "2016 - 2020"}), "de")
    assert set_measure.wording == "2016 - 2020"
    assert set_measure.title == "2016–2020"
    assert set_measure.id == measure.id


def test_word_file_and_campaign_and_properties_have_dashes() -> None:
    content = sample()
    resolution = content.resolutions[0].model_copy(update={"title": "Plan 2016 - 2020"})
    area = resolution.areas[0].model_copy(update={"title": "Bildung 2016 - 2020"})
    content = dataclasses.replace(
        content,
        resolutions=(resolution.model_copy(update={"areas": (area, *resolution.areas[1:])}),),
    )
    word = docx.Document(io.BytesIO(to_docx(content, dt.date(2026, 11, 22))))
    assert word.core_properties.title == "Plan 2016–2020"
    assert any("Bildung 2016–2020" in paragraph.text for paragraph in word.paragraphs)
    mailing = make_mailing(content, "summary")
    values = mailing.values(parcel_for(mailing, make_person(areas=[1])))
    assert values.areas[0].title == "Bildung 2016–2020"
    assert values.documents[0].startswith("Plan 2016–2020")
    (document,) = plan_summaries(content, ["1"], dt.date(2026, 11, 22)).documents
    html = Writer(content.root).write(document).html
    assert "<title>Plan 2016–2020: Bereich 1, Bildung 2016–2020</title>" in html
