"""Which documents are planned, and what each of them says."""

import dataclasses
import re
from itertools import pairwise

import pypdfium2 as pdfium
import pytest

from reports.content.resolution import Addressee, Area, Basis
from reports.content.settings import Kind
from reports.documents.checklist import ChecklistContext, checklist
from reports.documents.planning import plan, plan_checklists, plan_summaries
from reports.text.typography import line_reference, span
from tests.support import factories
from tests.support.factories import DAY, handouts, letters, sample, text_of
from tests.support.printed_letters import page_faults

pytestmark = factories.ENGINE

AREAS = sample().resolutions[0].areas
MEASURES = [measure for area in AREAS for measure in area.measures]


def _demanded(addressee: str, basis: Basis) -> list[str]:
    """Return the ids of the measures that ask something of an addressee on one basis."""
    return [
        measure.id
        for measure in MEASURES
        for request in measure.addressees
        if request.id == addressee and request.basis is basis
    ]


def _entries(pdf: bytes) -> list[str]:
    """Return the ids of a checklist's measures, in the order of their form fields."""
    with factories.opened(pdf) as document:
        tips = [
            str(field.TU)
            for field in document.Root.AcroForm.Fields
            if str(field.T).endswith("/done")
        ]
    return [tip.split()[0].rstrip(":") for tip in tips]


def test_every_area_addressee_and_event_has_its_document() -> None:
    expected = {"summary/overview"}
    expected |= {f"summary/bereich-{area.number}" for area in AREAS}
    expected |= {f"checklist/{addressee.id}" for addressee in sample().addressees}
    expected |= {
        f"flyer/{event.id}/a5-{language}" for event in sample().events for language in event.texts
    }
    assert set(handouts()) == expected


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.number)
def test_summary_has_each_measure_of_its_area_with_title_text_and_lines(area: Area) -> None:
    text = text_of(handouts()[f"summary/bereich-{area.number}"])
    for measure in area.measures:
        assert letters(f"{measure.id} {measure.title}") in letters(text)
        assert letters(measure.summary or "") in letters(text)
        assert factories.one_line(line_reference(measure.lines)) in text


def test_each_measure_has_its_text_in_exactly_one_summary() -> None:
    texts = [letters(text_of(pdf)) for pdf in handouts().of_kind("summary").values()]
    for measure in MEASURES:
        assert sum(letters(measure.summary or "") in text for text in texts) == 1, measure.id


def test_summary_says_where_each_addressee_is_named_and_who_is_only_implied() -> None:
    names = {addressee.id: addressee.name for addressee in sample().addressees}
    for area in AREAS:
        text = letters(text_of(handouts()[f"summary/bereich-{area.number}"]))
        for measure in area.measures:
            for request in measure.addressees:
                where = line_reference(request.lines) if request.lines else "abgeleitet"
                assert letters(names[request.id] + where) in text, (measure.id, request.id)


def test_overview_has_all_measures_with_their_lines() -> None:
    text = letters(text_of(handouts()["summary/overview"]))
    for measure in MEASURES:
        assert letters(f"{measure.id}{measure.title}{span(measure.lines)}") in text


def test_overview_marks_each_demand_and_no_more() -> None:
    text = text_of(handouts()["summary/overview"])
    legend = 1
    for sign, basis in (("●", Basis.EXPLICIT), ("○", Basis.DERIVED)):
        count = sum(
            request.basis is basis for measure in MEASURES for request in measure.addressees
        )
        assert text.count(sign) == count + legend


@pytest.mark.parametrize("addressee", sample().addressees, ids=lambda addressee: addressee.id)
def test_checklist_has_what_is_asked_of_its_addressee_explicit_first(addressee: Addressee) -> None:
    pdf = handouts()[f"checklist/{addressee.id}"]
    expected = _demanded(addressee.id, Basis.EXPLICIT) + _demanded(addressee.id, Basis.DERIVED)
    assert _entries(pdf) == expected
    text = letters(text_of(pdf))
    for measure in MEASURES:
        if measure.id in expected:
            assert letters(f"{measure.id} {measure.title}") in text
            assert letters(measure.summary or "") in text
            assert letters(line_reference(measure.lines)) in text


def test_emoji_of_a_text_are_printed() -> None:
    """A resolution's words are not to be changed for them."""
    measure = factories.measure_of(
        "7.A", title="Mehr 🌹 im Park", summary="Die Stadt 👩‍🔧 baut 🏡."
    )
    content = factories.with_areas(factories.area_of(measure))
    (document,) = plan_summaries(content, ["7"], DAY).documents
    text = text_of(factories.pdf_of(content, document))
    assert all(sign in text for sign in "🌹👩🔧🏡")


def test_checklist_counts_what_it_lists() -> None:
    text = text_of(handouts()["checklist/stadt-leipzig"])
    explicit = len(_demanded("stadt-leipzig", Basis.EXPLICIT))
    derived = len(_demanded("stadt-leipzig", Basis.DERIVED))
    assert f"{explicit} im Text genannt {derived} abgeleitet" in text


def test_checklist_of_somebody_asked_nothing_is_made_without_fields() -> None:
    idle = sample().addressees[0].model_copy(update={"id": "unbeteiligt"})
    content = dataclasses.replace(sample(), addressees=(*sample().addressees, idle))
    assert "checklist/unbeteiligt" not in factories.Handouts(content)
    (document,) = plan_checklists(content, ["unbeteiligt"], DAY).documents
    assert idle.name in text_of(factories.pdf_of(content, document))


@pytest.mark.parametrize("length", [1_000, 1_400, 3_000, 6_000, 12_000])
def test_checklist_of_long_texts_begins_on_its_first_page_and_keeps_fields_together(
    length: int,
) -> None:
    """The text goes on to the next page, and its fields stand below it in one row."""
    summary = "Die Stadt baut Wohnungen. " * (length // 26) + "Mehr folgt."
    measures = [factories.measure_of(f"7.{sign}", summary=summary) for sign in "AB"]
    content = factories.with_areas(factories.area_of(*measures))
    (document,) = plan_checklists(content, ["stadt-leipzig"], DAY).documents
    pdf = factories.pdf_of(content, document)
    texts = factories.page_texts(pdf)
    assert "Die Stadt baut Wohnungen." in texts[0]
    assert letters(text_of(pdf)).count(letters("Mehr folgt.")) == 2
    assert page_faults(pdf, notes="nowhere") == []
    with factories.opened(pdf) as opened:
        on_pages = [
            {name for widget in page.get("/Annots", ()) if "/done" not in (name := str(widget.T))}
            for page in opened.pages
        ]
    # the box to tick stands where the text begins
    assert sum(len({name[:3] for name in names}) for names in on_pages) == 2


def test_day_that_counts_as_today_stands_on_the_checklist() -> None:
    assert "22. November 2026" in text_of(handouts()["checklist/bund"])


def test_deadline_of_a_measure_stands_in_its_field() -> None:
    measure = factories.measure_of("7.A", deadline=DAY)
    content = factories.with_areas(factories.area_of(measure))
    (document,) = plan_checklists(content, ["stadt-leipzig"], DAY).documents
    with factories.opened(factories.pdf_of(content, document)) as pdf:
        values = {str(field.T): str(field.get("/V", "")) for field in pdf.Root.AcroForm.Fields}
    assert values["7-A/date"] == "22.11.2026"


def test_long_names_in_the_heads_of_the_overview_do_not_run_into_each_other() -> None:
    """Each name stands in its own column, and a search finds it as one word."""
    names = [f"Staatsministerium{number:02}" for number in range(len(sample().addressees))]
    longer = [
        addressee.model_copy(update={"abbreviation": name})
        for addressee, name in zip(sample().addressees, names, strict=True)
    ]
    with_room = factories.with_areas(*sample().resolutions[0].areas[:-2])
    content = dataclasses.replace(with_room, addressees=tuple(longer))
    (document,) = plan_summaries(content, ["overview"], DAY).documents
    with pdfium.PdfDocument(factories.pdf_of(content, document)) as pdf:
        page = pdf[0].get_textpage()
        columns = []
        for name in names:
            searched = page.search(name)
            while match := searched.get_next():
                box = [page.get_charbox(match[0] + i) for i in range(match[1])]
                if min(bottom for _left, bottom, _right, _top in box) > 600:  # not in the key
                    columns.append((min(b[0] for b in box), max(b[2] for b in box)))
    columns.sort()
    assert len(columns) > 5
    assert all(left[1] <= right[0] for left, right in pairwise(columns))


@pytest.mark.parametrize("name", ["summary/overview", "checklist/bund"])
def test_draft_says_so_on_every_page_and_an_adopted_text_does_not(name: str) -> None:
    pages = factories.page_texts(
        factories.Handouts(factories.draft(), [Kind.SUMMARY, Kind.CHECKLIST])[name]
    )
    assert all("Entwurf" in page for page in pages)
    assert "Entwurf" not in text_of(handouts()[name])


def test_draft_says_so_on_the_later_pages_of_a_checklist() -> None:
    pdf = factories.Handouts(factories.draft(), [Kind.CHECKLIST])["checklist/freistaat"]
    pages = factories.page_texts(pdf)
    assert len(pages) > 1
    assert [number for number, page in enumerate(pages, 1) if "Entwurf" not in page] == []


def test_two_resolutions_do_not_share_names_of_files_or_fields() -> None:
    (first,) = factories.with_areas(factories.area_of()).resolutions
    second = first.model_copy(update={"id": "zweiter-beschluss", "title": "Zweiter Beschluss"})
    content = dataclasses.replace(sample(), resolutions=(first, second))
    documents = plan(content, [Kind.SUMMARY, Kind.CHECKLIST], DAY).documents
    assert len({document.name for document in documents}) == len(documents)
    pdf = factories.Handouts(content, [Kind.CHECKLIST])["checklist/stadt-leipzig"]
    with factories.opened(pdf) as opened:
        fields = [str(field.T) for field in opened.Root.AcroForm.Fields]
    assert len(set(fields)) == len(fields)
    assert {"aktionsplan-integration/7-A/done", "zweiter-beschluss/7-A/done"} <= set(fields)


def test_source_stands_at_the_foot_of_every_page_of_a_checklist() -> None:
    source = r"Beschluss 01 · Leipziger Aktionsplan Integration · Stadtparteitag, 25. Juni 2016"
    pages = factories.page_texts(handouts()["checklist/stadtrat-fraktion"])
    for number, page in enumerate(pages, 1):
        assert source in page
        assert re.search(rf"Seite {number} von {len(pages)}", page)


def test_foot_of_a_checklist_names_only_the_resolutions_that_ask_its_addressee() -> None:
    content = factories.sample()
    (first,) = content.resolutions
    silent = factories.area_of(factories.measure_of("7.A", addressees=()))
    second = first.model_copy(update={"id": "zweiter", "label": "Beschluss 99", "areas": (silent,)})
    both = dataclasses.replace(content, resolutions=(first, second))
    context = checklist(both, both.addressees[0], DAY).context
    assert isinstance(context, ChecklistContext)
    assert [resolution.id for resolution in context.resolutions] == [first.id]
