"""A campaign: whom it is for, and which documents each person gets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.content.campaign import Who
from reports.content.document_kind import KindSettings
from reports.content.resolution import Resolution
from reports.content.workspace import Content, load
from reports.documents.document import Document
from reports.errors import ContentError
from reports.mail.audience import unmatched_lists
from reports.mail.mailing import Mailing, Parcel
from tests.support.contexts import letter_context
from tests.support.mailings import (
    ENGLISH,
    ERIKA,
    GERMAN,
    document_names,
    in_languages,
    make_mailing,
    make_person,
    message_for,
    parcel_for,
)

# --- whom it is for ----------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    [
        {},
        {"roles": ["delegierte"]},
        {"roles": ["presse", "VORSTAND"]},
        {"branches": ["probeheim"]},
        {"languages": ["de", "uk"]},
        {"addressees": ["bund", "stadtvorstand"]},
        {"roles": ["delegierte"], "branches": ["musterviertel"], "languages": ["uk"]},
    ],
)
def test_person_belongs_who_fits_each_list_given(who: dict[str, Any]) -> None:
    """One entry of each list is enough, and the case of roles does not matter."""
    assert not unmatched_lists(ERIKA.recipient, Who.model_validate(who))


@pytest.mark.parametrize(
    "who",
    [
        {"roles": ["presse"]},
        {"roles": ["delegiert"]},
        {"branches": ["beispielstadt"]},
        {"languages": ["de"]},
        {"addressees": ["bund"]},
        {"roles": ["delegierte"], "branches": ["beispielstadt"]},
        {"roles": ["delegierte"], "languages": ["de"], "addressees": ["stadtvorstand"]},
    ],
)
def test_person_does_not_belong_who_misses_one_list(who: dict[str, Any]) -> None:
    assert unmatched_lists(ERIKA.recipient, Who.model_validate(who))


def test_people_keep_the_order_of_the_list_and_are_numbered(sample: Content) -> None:
    people = [make_person(f"{i}@example.org", roles=["a"] if i % 2 else ["b"]) for i in range(6)]
    parcels = make_mailing(sample, who={"roles": ["a"]}).parcels(people)
    assert [(parcel.number, parcel.address) for parcel in parcels] == [
        (1, "1@example.org"),
        (2, "3@example.org"),
        (3, "5@example.org"),
    ]


# --- which documents ---------------------------------------------------------


def test_checklists_are_those_of_the_addressees_that_are_asked(sample: Content) -> None:
    """Addressees that are asked for nothing have no checklist."""
    checklists = make_mailing(sample, "checklist")
    assert document_names(
        parcel_for(checklists, make_person(addressees=["ortsvereine", "bund"]))
    ) == [
        "checklist/ortsvereine",
        "checklist/bund",
    ]
    assert document_names(parcel_for(checklists, make_person())) == []
    quiet = sample.addressees[0].model_copy(update={"id": "niemand"})
    more = replace(sample, addressees=(*sample.addressees, quiet))
    assert (
        document_names(
            parcel_for(make_mailing(more, "checklist"), make_person(addressees=["niemand"]))
        )
        == []
    )


def test_summaries_are_those_of_the_areas_listed(sample: Content) -> None:
    """Addressees add none, and the order is that of the list."""
    listed = make_person(areas=[5, 2], addressees=["stadtrat-fraktion"])
    assert document_names(parcel_for(make_mailing(sample, "summary"), listed)) == [
        "summary/bereich-5",
        "summary/bereich-2",
    ]


def test_without_areas_summaries_are_those_the_addressees_are_asked_in(sample: Content) -> None:
    addressed = parcel_for(make_mailing(sample, "summary"), make_person(addressees=["ortsvereine"]))
    expected = [
        area.number
        for area in sample.resolutions[0].areas
        if "ortsvereine" in {addressee.id for m in area.measures for addressee in m.addressees}
    ]
    assert 0 < len(expected) < len(sample.resolutions[0].areas)
    assert document_names(addressed) == [f"summary/bereich-{number}" for number in expected]
    assert document_names(parcel_for(make_mailing(sample, "summary"), make_person())) == []


def test_areas_of_two_resolutions_are_kept_apart(sample: Content) -> None:
    """Both count their areas from 1.

    A number means the areas of both, while an addressee counts only where it is asked.
    """
    first = sample.resolutions[0]
    silent = first.areas[4].model_copy(update={"measures": ()})
    second: Resolution = first.model_copy(update={"id": "zweiter", "areas": (silent,)})
    both = replace(sample, resolutions=(first, second))
    assert document_names(parcel_for(make_mailing(both, "summary"), make_person(areas=[5]))) == [
        f"summary/{first.id}/bereich-5",
        "summary/zweiter/bereich-5",
    ]
    addressed = parcel_for(
        make_mailing(both, "summary"), make_person(addressees=["landtagsfraktion"])
    )
    assert document_names(addressed) == [
        f"summary/{first.id}/bereich-{number}" for number in (2, 5, 6)
    ]


def test_flyers_are_those_of_the_branches_from_today_on(sample: Content) -> None:
    member = make_person(branches=["musterviertel"])
    party = ["flyer/nachbarschaft/a5-de", "flyer/begegnung/a5-de"]
    assert (
        document_names(parcel_for(make_mailing(sample, "flyer", on=dt.date(2026, 12, 8)), member))
        == party
    )
    assert (
        document_names(parcel_for(make_mailing(sample, "flyer", on=dt.date(2026, 12, 9)), member))
        == party[1:]
    )
    assert document_names(parcel_for(make_mailing(sample, "flyer"), make_person())) == []


def test_flyer_of_an_event_that_has_begun_is_sent_until_its_last_day(sample: Content) -> None:
    event = sample.events[0].model_copy(
        update={"end": dt.datetime.fromisoformat("2026-12-10T12:00")}
    )
    exhibition = replace(sample, events=(event,))
    guest = make_person(branches=["musterviertel"])
    for day, sent in ((10, ["flyer/nachbarschaft/a5-de"]), (11, [])):
        campaign = make_mailing(exhibition, "flyer", on=dt.date(2026, 12, day))
        assert document_names(parcel_for(campaign, guest)) == sent


def test_start_of_an_event_is_told_with_its_time_zone(sample: Content) -> None:
    text = "{{ events[0].start.isoformat() }}"
    campaign = make_mailing(sample, texts={"de": {**GERMAN, "text": text}})
    guest = make_person(branches=["musterviertel"])
    assert message_for(campaign, guest).text.startswith("2026-12-08T18:30:00+01:00\n")


def test_flyers_come_in_the_formats_named(sample: Content) -> None:
    member = parcel_for(
        make_mailing(sample, "flyer", formats=["a6", "a4"]), make_person(branches=["probeheim"])
    )
    assert document_names(member) == ["flyer/ehrenamt/a6-de", "flyer/ehrenamt/a4-de"]


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        (["de", "en", "uk"], "uk", "uk"),
        (["de", "en"], "uk", "en"),  # in which the message is
        (["fr", "de"], "uk", "de"),
        (["fr", "tr"], "uk", "fr"),
    ],
)
def test_flyer_is_in_the_persons_language_else_the_messages_else_german(
    texts: list[str], language: str, expected: str, sample: Content
) -> None:
    content = in_languages(sample, *texts)
    mailing = make_mailing(content, "flyer", texts={"en": ENGLISH, "de": GERMAN})
    member = parcel_for(mailing, make_person(branches=["musterviertel"], language=language))
    assert document_names(member) == [f"flyer/nachbarschaft/a5-{expected}"]


def test_flyer_that_cannot_be_made_is_an_error_for_the_campaign(workspace: Path) -> None:
    """A draft of a resolution yields no flyer; the error is reported once."""
    path = workspace / "resolution.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("status: adopted") == 1
    path.write_text(text.replace("status: adopted", "status: draft"), encoding="utf-8")
    content = load(workspace)
    people = [make_person(f"{i}@example.org", branches=["probeheim"]) for i in range(3)]
    with pytest.raises(ContentError) as caught:
        make_mailing(content, "flyer").parcels(people)
    assert len(caught.value.problems) == 1
    assert make_mailing(content, "overview").parcels(people)


def test_documents_stand_in_the_order_of_the_campaign(sample: Content) -> None:
    member = make_person(branches=["probeheim"], addressees=["bund"], areas=[3])
    complete = parcel_for(
        make_mailing(sample, "flyer", "checklist", "summary", "letter", "overview"), member
    )
    assert document_names(complete) == [
        "flyer/ehrenamt/a5-de",
        "checklist/bund",
        "summary/bereich-3",
        "summary/overview",
    ]


def test_addressees_and_branches_stand_in_the_order_of_the_list(sample: Content) -> None:
    ids = [addressee.id for addressee in sample.addressees if addressee.id != "stadtvorstand"]
    member = make_person(addressees=list(reversed(ids)), branches=["probeheim", "musterviertel"])
    mailing = make_mailing(sample, "checklist")
    parcel = parcel_for(mailing, member)
    assert document_names(parcel) == [f"checklist/{who}" for who in reversed(ids)]
    values = mailing.values(parcel)
    assert [addressee.id for addressee in values.addressees] == list(reversed(ids))
    assert [branch.id for branch in values.branches] == ["probeheim", "musterviertel"]


def test_kinds_of_ones_own_stand_where_the_campaign_names_them(sample: Content) -> None:
    kinds = {
        name: KindSettings.model_validate({"title": name, "each": each})
        for name, each in (("blatt", "once"), ("plan", "person"), ("karte", "area"))
    }
    mailing = make_mailing(
        replace(sample, kinds=kinds), "plan", "summary", "karte", "letter", "blatt", "overview"
    )
    parcel = parcel_for(mailing, make_person(areas=[3, 1]))
    assert [title.partition(":")[0] for title in mailing.all_titles(parcel)] == [
        "plan",
        *["Leipziger Aktionsplan Integration"] * 2,
        "karte",
        "karte",
        "Anschreiben",
        "blatt",
        "Leipziger Aktionsplan Integration",
    ]
    assert mailing.titles(parcel) == [
        title for title in mailing.all_titles(parcel) if title != "Anschreiben"
    ]
    assert [doc.name.partition("/")[0] for doc in map_personal(mailing, parcel)] == ["plan", "mail"]


def map_personal(mailing: Mailing, parcel: Parcel) -> list[Document]:
    return [mailing.personal_document(parcel, place) for place in range(mailing.personal_count)]


def test_one_document_serves_all_who_get_it(sample: Content) -> None:
    """It is made once, however long the list."""
    people = [make_person(f"{i}@example.org", addressees=["bund"], areas=[1, 2]) for i in range(50)]
    parcels = make_mailing(sample, "overview", "summary", "checklist").parcels(people)
    assert len({id(document) for parcel in parcels for document in parcel.documents}) == 4
    assert sum(len(parcel.documents) for parcel in parcels) == 200


def test_letter_is_the_persons_own(sample: Content) -> None:
    mailing = make_mailing(
        sample,
        "letter",
        texts={"de": {**GERMAN, "letter": "{{ salutation }}, *nur im Brief*."}},
    )
    erika = parcel_for(mailing, make_person(first_name="Erika", last_name="Muster", city="Leipzig"))
    max_ = replace(erika, number=2, person=make_person("max@example.org", first_name="Max"))
    first, second = mailing.letter(erika), mailing.letter(max_)
    assert first.name != second.name
    assert first.title == GERMAN["subject"]
    assert letter_context(first).address == ("Erika Muster", "Leipzig")
    assert "<em>nur im Brief</em>" in letter_context(first).body
    assert "Max" in letter_context(second).body


def test_letter_without_a_text_of_its_own_says_what_the_message_says(sample: Content) -> None:
    mailing = make_mailing(sample, "letter")
    body = letter_context(mailing.letter(parcel_for(mailing, make_person()))).body
    assert body.replace("\N{NO-BREAK SPACE}", " ").endswith("<p>ein Muster.</p>")


# --- languages ---------------------------------------------------------------


def test_text_is_in_the_persons_language_else_the_first(sample: Content) -> None:
    mailing = make_mailing(sample, texts={"en": ENGLISH, "de": GERMAN})
    for language, expected in (("de", "de"), ("en", "en"), ("uk", "en"), ("xx", "en")):
        mail = message_for(mailing, make_person(language=language))
        assert mail.language == expected
        assert mail.subject == (GERMAN if expected == "de" else ENGLISH)["subject"]


def test_salutation_is_in_the_language_of_the_text(sample: Content) -> None:
    """Not in the person's, in which the campaign may have no text."""
    mailing = make_mailing(sample, texts={"en": ENGLISH})
    mail = message_for(mailing, make_person(language="uk", salutation="frau", last_name="Muster"))
    assert mail.text.startswith("Dear Ms Muster,\n")
