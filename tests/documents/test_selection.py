"""What names on the command line mean."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from reports.content.document_kind import Each, KindSettings
from reports.content.workspace import Content, read_people
from reports.documents.event_planning import plan_flyers
from reports.documents.planning import (
    kind_names,
    own_kind,
    plan_checklists,
    plan_kind,
    plan_summaries,
    summary_names,
)
from reports.errors import UsageError
from tests.support.factories import sample

DAY = dt.date(2026, 11, 22)


def with_kind(each: Each, content: Content | None = None, **settings: object) -> Content:
    kind = KindSettings.model_validate({"title": "Blatt", "each": each, **settings})
    return replace(content or sample(), kinds={"blatt": kind})


def with_two_resolutions() -> Content:
    content = sample()
    (resolution,) = content.resolutions
    second = resolution.model_copy(update={"id": "zweiter-plan"})
    return replace(content, resolutions=(resolution, second))


def made(content: Content, *selection: str) -> list[str]:
    people = read_people(content)
    return [doc.name for doc in plan_kind(content, "blatt", selection, DAY, people).documents]


@pytest.mark.parametrize(
    ("each", "text", "file"),
    [
        (Each.PERSON, "Erika.Muster@Example.ORG", "dr-erika-muster"),
        (Each.PERSON, "dr. erika  MUSTER", "dr-erika-muster"),
        (Each.ADDRESSEE, "Stadtrat-Fraktion", "stadtrat-fraktion"),
        (Each.BRANCH, "Musterviertel", "musterviertel"),
        (Each.EVENT, "NACHBARSCHAFT", "nachbarschaft"),
        (Each.AREA, "Bereich-3", "bereich-3"),
        (Each.RESOLUTION, "Aktionsplan-Integration", "aktionsplan-integration"),
    ],
)
def test_capitals_do_not_matter(each: Each, text: str, file: str) -> None:
    (name,) = made(with_kind(each), text)
    assert name.startswith(f"blatt/{file}")


def test_letter_with_an_accent_can_be_composed_in_two_ways() -> None:
    content = sample()
    branch = content.branches[0].model_copy(update={"name": "Ortsverein Grünau"})
    content = with_kind(Each.BRANCH, replace(content, branches=(branch,)))
    assert made(content, unicodedata.normalize("NFD", "ortsverein grünau"))


def test_capitals_do_not_matter_for_shipped_kinds_either() -> None:
    content = sample()
    assert kind_names(content, ["Summary"]) == ["summary"]
    assert own_kind(with_kind(Each.ONCE), "BLATT") == "blatt"
    assert len(plan_summaries(content, ["Overview"], DAY).documents) == 1
    assert len(plan_checklists(content, ["Stadtrat-Fraktion"], DAY).documents) == 1
    assert plan_flyers(content, ["Nachbarschaft"], ["de"], DAY, ["A5"]).documents


@pytest.mark.parametrize("text", ["3", " 3"])
def test_number_that_two_resolutions_have_is_refused_with_the_choices(text: str) -> None:
    content = with_two_resolutions()
    for make in (
        lambda: made(with_kind(Each.AREA, content), text),
        lambda: plan_summaries(content, [text], DAY),
    ):
        with pytest.raises(UsageError) as refused:
            make()
        (problem,) = refused.value.problems
        assert f'"{text}" can mean several' in problem.message
        assert "aktionsplan-integration/3, zweiter-plan/3" in problem.remedy


def test_area_is_named_with_its_resolution() -> None:
    content = with_two_resolutions()
    assert made(with_kind(Each.AREA, content), "Zweiter-Plan/3") == ["blatt/zweiter-plan/bereich-3"]
    (document,) = plan_summaries(content, ["zweiter-plan/3"], DAY).documents
    assert document.name == "summary/zweiter-plan/bereich-3"
    assert len(plan_summaries(content, ["overview"], DAY).documents) == 2
    assert len(plan_summaries(content, ["zweiter-plan/overview"], DAY).documents) == 1


def test_completion_offers_what_can_be_named() -> None:
    assert summary_names(sample())[:3] == ["overview", "1", "2"]
    names = summary_names(with_two_resolutions())
    assert "zweiter-plan/3" in names
    assert "3" not in names


def workspace_people(content: Content, folder: Path, rows: str, no_mail: str = "") -> Content:
    folder.joinpath("recipients.csv").write_text(f"email;first_name;last_name\n{rows}", "utf-8")
    if no_mail:
        folder.joinpath("no-mail.csv").write_text(f"email\n{no_mail}\n", "utf-8")
    return replace(content, root=folder)


def test_two_people_of_one_name_are_told_apart_by_their_addresses(tmp_path: Path) -> None:
    rows = "a@example.org;Kim;Muster\nb@example.org;Kim;Muster\n"
    content = workspace_people(with_kind(Each.PERSON), tmp_path, rows)
    with pytest.raises(UsageError) as refused:
        made(content, "Kim Muster")
    assert "a@example.org, b@example.org" in refused.value.problems[0].remedy


def test_named_row_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    rows = "kim(at)example.org;Kim;Muster\n"
    content = workspace_people(with_kind(Each.PERSON), tmp_path, rows)
    for text in ("kim(at)example.org", "kim muster"):
        with pytest.raises(UsageError) as refused:
            made(content, text)
        assert refused.value.problems[0].place.file == "recipients.csv"


def test_person_who_wants_no_mail_is_told_as_such(tmp_path: Path) -> None:
    rows = "kim@example.org;Kim;Muster\n"
    content = workspace_people(with_kind(Each.PERSON), tmp_path, rows, "kim@example.org")
    with pytest.raises(UsageError) as refused:
        made(content, "Kim@example.org")
    assert "kim@example.org wants no mail" in refused.value.problems[0].message


def test_unusable_row_is_no_matter_for_a_person_who_is_named(tmp_path: Path) -> None:
    rows = "kim(at)example.org;Kim;Muster\na@example.org;Alex;Muster\n"
    content = workspace_people(with_kind(Each.PERSON), tmp_path, rows)
    people = read_people(content)
    assert len(plan_kind(content, "blatt", (), DAY, people).unusable) == 1
    assert not plan_kind(content, "blatt", ["a@example.org"], DAY, people).unusable


@pytest.mark.parametrize("day", [DAY, dt.date(2030, 1, 1)])
@pytest.mark.parametrize("names", [(), ("nachbarschaft",)])
def test_messages_about_an_event_name_the_kind(day: dt.date, names: tuple[str, ...]) -> None:
    content = with_kind(Each.EVENT, language="tr")
    content = replace(content, settings=content.settings.model_copy(update={"sample": False}))
    imprint = content.settings.imprint.model_copy(update={"printer": None})
    content = replace(content, settings=content.settings.model_copy(update={"imprint": imprint}))
    planned = plan_kind(content, "blatt", names, day)
    told = [str(problem) for problem in (*planned.notes, *planned.refused)]
    assert told
    assert not [line for line in told if "flyer" in line]
    assert [line for line in told if "blatt" in line]
