"""What the messages say, what the templates see, and what counts as another text."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.content.recipients import Person
from reports.content.workspace import Content, load
from reports.errors import ContentError
from reports.mail.mailing import Mailing
from tests.support.mailings import (
    ENGLISH,
    ERIKA,
    GERMAN,
    ON,
    SEED,
    SENDER,
    append_to_campaign,
    in_languages,
    make_mailing,
    make_person,
    message_for,
    parcel_for,
)

# --- what is another text ----------------------------------------------------


def digests_for(mailing: Mailing, people: Iterable[Person] = (ERIKA,)) -> dict[str, str]:
    documents = {
        document.name: document
        for parcel in mailing.parcels(people)
        for document in parcel.documents
    }
    return mailing.digests(documents.values())


ALL = ("letter", "overview", "summary", "checklist", "flyer")


def test_another_day_is_no_other_text(sample: Content) -> None:
    """A checklist prints the day it was made, and says the same the next day."""
    today = digests_for(make_mailing(sample, *ALL))
    assert len(today) > 8
    assert digests_for(make_mailing(sample, *ALL, on=dt.date(2026, 12, 7))) == today


def test_other_people_and_another_pace_are_no_other_text(sample: Content) -> None:
    """New people add digests of their documents; the others stay."""
    before = digests_for(make_mailing(sample, *ALL))
    more = [ERIKA, make_person("max@example.org", first_name="Max", branches=["beispielstadt"])]
    after = digests_for(
        make_mailing(sample, *ALL, who={"languages": ["uk", "de"]}, rate=7, pause=1), more
    )
    assert after.keys() > before.keys()
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"texts": {"de": {**GERMAN, "text": "Anders."}}}, {"text de"}),
        ({"texts": {"de": {**GERMAN, "subject": "Anders"}}}, {"text de"}),
        ({"texts": {"de": {**GERMAN, "letter": "Anders"}}}, {"text de"}),
        ({"texts": {"de": GERMAN, "en": ENGLISH}}, {"text en"}),
        ({"sender": SENDER.model_copy(update={"name": "Anders"})}, {"sender"}),
        ({"sender": SENDER.model_copy(update={"email": "anders@example.org"})}, {"sender"}),
        ({"documents": ["overview"]}, {"documents", "summary/overview"}),
        ({"formats": ["a6"]}, {"documents"}),
    ],
)
def test_text_sender_and_documents_tell_one_message_from_another(
    changed: dict[str, Any], names: set[str], sample: Content
) -> None:
    """The digests' names say what has changed."""
    before, after = digests_for(make_mailing(sample)), digests_for(make_mailing(sample, **changed))
    keys = before.keys() | after.keys()
    assert {key for key in keys if before.get(key) != after.get(key)} == names


def test_changed_content_changes_the_digests_of_its_documents_alone(workspace: Path) -> None:
    kinds = ("overview", "summary", "checklist", "flyer")
    before = digests_for(make_mailing(load(workspace), *kinds))
    path = workspace / "events.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("title: Gut vorbereitet helfen") == 1
    path.write_text(text.replace("Gut vorbereitet helfen", "Besser helfen"), encoding="utf-8")
    after = digests_for(make_mailing(load(workspace), *kinds))
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"flyer/ehrenamt/a5-de"}


def test_changed_style_changes_the_digests_of_documents(workspace: Path) -> None:
    before = digests_for(make_mailing(load(workspace), "overview"))
    (workspace / "styles").mkdir()
    (workspace / "styles" / "page.css").write_text("body { color: black }", encoding="utf-8")
    after = digests_for(make_mailing(load(workspace), "overview"))
    assert {key for key in before if before[key] != after[key]} == {"summary/overview"}


# --- message ids -------------------------------------------------------------


def test_message_id_is_fixed_for_a_person_and_an_edition(sample: Content) -> None:
    """On another day, with another name or spelling of the address."""
    first = message_for(make_mailing(sample), make_person("Erika.Muster@example.org"))
    later = make_mailing(sample, on=dt.date(2026, 12, 24), texts={"de": ENGLISH})
    again = message_for(later, make_person("erika.muster@EXAMPLE.org", first_name="Erika"))
    assert first.message_id == again.message_id
    assert first.message_id.endswith("@example.org>")


def test_message_ids_differ_between_people_campaigns_and_editions(sample: Content) -> None:
    first, second = make_mailing(sample), make_mailing(sample, name="muster-2")
    ids = [
        mailing.message_id(parcel_for(mailing, make_person(email)), seed)
        for mailing in (first, second)
        for email in ("a@example.org", "b@example.org")
        for seed in (SEED, SEED.replace("1/", "2/"))
    ]
    assert len(set(ids)) == 8


@pytest.mark.parametrize("secret", [b"k" * 32, None])
def test_one_click_address_names_the_person_without_telling_who(
    secret: bytes | None, sample: Content
) -> None:
    """The token is the same whenever the message is made, and another for each person."""
    settings = sample.settings.mail.model_copy(
        update={"unsubscribe": "https://example.org/stop?{token}"}
    )
    content = replace(sample, settings=sample.settings.model_copy(update={"mail": settings}))
    mailing = replace(make_mailing(content), secret=secret)
    mail, again = (
        message_for(mailing, make_person("a@example.org")),
        message_for(mailing, make_person("A@example.org")),
    )
    other = message_for(mailing, make_person("b@example.org"))
    assert mail.one_click == again.one_click
    assert other.one_click is not None
    assert mail.one_click is not None
    assert mail.one_click != other.one_click
    assert mail.one_click.startswith("https://example.org/stop?")
    assert "{" not in mail.one_click
    assert "a@" not in mail.one_click


def test_token_cannot_be_computed_from_campaign_and_address(sample: Content) -> None:
    """Each secret gives another token, and none gives the plain one."""
    mailing = make_mailing(sample)
    erika = parcel_for(mailing, make_person())
    tokens = {
        replace(mailing, secret=secret).token(erika) for secret in (b"a" * 32, b"b" * 32, None)
    }
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {32}
    plain = hashlib.sha256(b"unsubscribe\0muster\0erika.muster@example.org").hexdigest()[:32]
    assert make_mailing(sample).token(erika) == plain  # as mails of old editions have it
    assert replace(mailing, secret=b"a" * 32).token(erika) != plain


# --- the message -------------------------------------------------------------


def test_answers_go_where_campaign_or_settings_say(sample: Content) -> None:
    settings = sample.settings.mail.model_copy(update={"reply_to": "antwort@example.org"})
    content = replace(sample, settings=sample.settings.model_copy(update={"mail": settings}))
    erika = make_person()
    assert message_for(make_mailing(sample), erika).reply_to is None
    assert message_for(make_mailing(sample), erika).unsubscribe == SENDER.email
    assert message_for(make_mailing(content), erika).reply_to == "antwort@example.org"
    replied = message_for(make_mailing(content, reply_to="eigen@example.org"), erika)
    assert (replied.reply_to, replied.unsubscribe) == ("eigen@example.org", "eigen@example.org")


def test_message_says_how_to_get_no_more(sample: Content) -> None:
    """In plain text and in HTML."""
    mail = message_for(make_mailing(sample), make_person())
    assert mail.text.partition("\n-- \n")[2].startswith(sample.settings.organisation.name)
    for part in (mail.text, mail.html):
        assert SENDER.email in part


def test_attachments_are_called_by_their_titles_and_never_alike(sample: Content) -> None:
    mail = message_for(
        make_mailing(sample), make_person(), "Prüfliste", "Einladung", "Prüfliste", "Prüfliste"
    )
    assert [attachment.name for attachment in mail.attachments] == [
        "Prüfliste.pdf",
        "Einladung.pdf",
        "Prüfliste (2).pdf",
        "Prüfliste (3).pdf",
    ]


# --- what templates know -----------------------------------------------------


def test_templates_know_what_the_readme_lists(sample: Content) -> None:
    erika = make_person(
        title="Dr.",
        first_name="Erika",
        last_name="Muster",
        roles=["delegierte"],
        branches=["probeheim"],
        addressees=["bund"],
        areas=[3],
        city="Leipzig",
    )
    text = """
{{ person.name }} | {{ person.first_name }} | {{ person.email }} | {{ person.roles|join }} |
{{ person.city }} | {{ person.street }} | {{ branches[0].name }} | {{ addressees[0].full_name }} |
{{ areas[0].number }} {{ areas[0].title }} | {{ events[0].title }} | {{ events[0].url }} |
{{ documents[0] }} | {{ organisation.name }} | {{ sender.name }} | {{ today.isoformat() }}
"""
    mailing = make_mailing(sample, "checklist", texts={"de": {**GERMAN, "text": text}})
    filled = " ".join(message_for(mailing, erika).text.partition("\n-- \n")[0].split())
    area = next(area for area in sample.resolutions[0].areas if area.number == 3)
    bund = sample.addressee("bund")
    assert [value.strip() for value in filled.split("|")] == [
        "Dr. Erika Muster",
        "Erika",
        "erika.muster@example.org",
        "delegierte",
        "Leipzig",
        "",
        sample.branch("probeheim").name,
        bund.full_name,
        f"3 {area.title}",
        "Gut vorbereitet helfen",
        "https://example.org/ehrenamt",
        f"Checkliste: {bund.name}",
        sample.settings.organisation.name,
        SENDER.name,
        "2026-12-01",
    ]


def test_events_are_told_in_the_language_of_the_text_only(sample: Content) -> None:
    text = "{{ events|map(attribute='title')|join('; ') or 'none' }}"
    mailing = make_mailing(
        in_languages(sample, "de"),
        texts={"de": {**GERMAN, "text": text}, "en": {**ENGLISH, "text": text}},
    )
    german, english = (
        message_for(mailing, make_person(branches=["musterviertel"], language=language)).text
        for language in ("de", "en")
    )
    assert "Wer zieht da ein?" in german
    assert english.startswith("none\n")


def test_person_is_not_addressed_by_a_bare_salutation_word(sample: Content) -> None:
    """The word in the column, "genossin", is no greeting; the template fails."""
    mailing = make_mailing(sample, texts={"de": {**GERMAN, "text": "{{ person.salutation }}"}})
    with pytest.raises(ContentError, match="salutation"):
        message_for(mailing, make_person(salutation="genossin", last_name="Muster"))


CAMPAIGN = """\
documents = []

[texts.de]
subject = "Muster {subject}"
text = '''
{{{{ salutation }}}},

{text}
'''
"""


def template_fault(workspace: Path, subject: str = "", text: str = "") -> str:
    """Write a campaign, compose a message, and return the error of its template."""
    folder = workspace / "campaigns"
    path = folder / "muster.toml"
    path.write_text(CAMPAIGN.format(subject=subject, text=text), encoding="utf-8")
    content = load(workspace)
    mailing = Mailing(content, "muster", content.campaigns["muster"], SENDER, ON)
    with pytest.raises(ContentError) as caught:
        message_for(mailing, make_person())
    (problem,) = caught.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ nobody }}", "the README lists what a template knows"),
        ("{{ person.nickname }}", "nickname"),
        ("{{ salutation", "line 3 of the template fails"),
        ("{% if person %}", "line 3 of the template fails"),
        ("{{ areas[7].title }}", "7"),
        ("{{ ''.__class__ }}", "only read values"),
        ("{% include 'summary/summary.html' %}", "no other template"),
        ("{{ 1/0 }}", "division by zero"),
    ],
)
def test_fault_in_a_template_is_told_with_its_place(
    text: str, reason: str, workspace: Path
) -> None:
    message = template_fault(workspace, text=text)
    assert message.startswith("campaigns/muster.toml:5:8: ")
    assert reason in message
    assert message.partition(" – ")[2]


def test_fault_in_a_subject_is_told_with_its_place(workspace: Path) -> None:
    assert template_fault(workspace, subject="{{ nobody }}").startswith(
        "campaigns/muster.toml:4:11: "
    )


def test_fault_in_a_letter_is_told_with_its_place(workspace: Path) -> None:
    text = CAMPAIGN.format(subject="", text="") + 'letter = "{{ nobody }}"\n'
    append_to_campaign(workspace, text)
    content = load(workspace)
    mailing = Mailing(content, "muster", content.campaigns["muster"], SENDER, ON)
    with pytest.raises(ContentError) as caught:
        mailing.letter(parcel_for(mailing, make_person()))
    assert str(caught.value).startswith("campaigns/muster.toml:10:10: ")


def test_values_are_never_part_of_the_template(sample: Content) -> None:
    """Jinja, Markdown and HTML in somebody's name are printed as they are."""
    name = "{{ 7*7 }}{% raw %} *Muster* <b>[x](http://example.org)"
    text = {"subject": "An {{ person.name }}", "text": "{{ salutation }}\n\n{{ person.name }}"}
    mail = message_for(make_mailing(sample, texts={"de": text}), make_person(last_name=name))
    assert mail.subject == f"An {name}"
    assert mail.text.count(name) == 2
    assert "49" not in mail.html
    assert "<b>" not in mail.html
    assert "&lt;b&gt;" in mail.html
