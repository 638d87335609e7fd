"""A campaign: whom it is for, what each person gets, and what the texts know."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.content.campaign import Campaign, Recipient, Sender, Who
from reports.content.email_address import Address, parse_address
from reports.content.recipients import Person
from reports.content.resolution import Resolution
from reports.content.workspace import Content, load
from reports.errors import ContentError
from reports.mail.audience import unmatched_lists
from reports.mail.mailing import Mailing, Parcel
from reports.mail.message import Message
from tests.support.contexts import letter_context

ON = dt.date(2026, 12, 1)
AT = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
SENDER = Sender(name="Büro (Muster)", email="buero@example.org")
GERMAN = {"subject": "Unterlagen (Muster)", "text": "{{ salutation }},\n\nein Muster."}
ENGLISH = {"subject": "Papers (sample)", "text": "{{ salutation }},\n\na sample."}
SEED = "1/2026-12-01T09:30:00+00:00"


def person(email: str = "erika.muster@example.org", **values: Any) -> Person:
    address = parse_address(email)
    assert isinstance(address, Address)
    return Person(Recipient.model_validate({"email": email, **values}), address, line=2)


def mailing(
    content: Content,
    *documents: str,
    name: str = "muster",
    sender: Sender = SENDER,
    on: dt.date = ON,
    **values: Any,
) -> Mailing:
    said = {"documents": documents, "texts": {"de": GERMAN}, **values}
    return Mailing(content, name, Campaign.model_validate(said), sender, on)


def parcel(of: Mailing, one: Person) -> Parcel:
    (found,) = of.parcels([one])
    return found


def names(found: Parcel) -> list[str]:
    return [document.name for document in found.documents]


def message(of: Mailing, one: Person, *titles: str) -> Message:
    pdfs = [(title, b"%PDF-1.7") for title in titles]
    return of.message(parcel(of, one), pdfs, AT, SEED)


# --- whom it is for ---------------------------------------------------------

ERIKA = person(
    roles=["Delegierte", "vorstand"],
    branches=["musterviertel", "probeheim"],
    addressees=["stadtvorstand"],
    language="uk",
)


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
    """One entry of a list is enough, and roles are the same in any case."""
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
    people = [person(f"{i}@example.org", roles=["a"] if i % 2 else ["b"]) for i in range(6)]
    found = mailing(sample, who={"roles": ["a"]}).parcels(people)
    assert [(one.number, one.address) for one in found] == [
        (1, "1@example.org"),
        (2, "3@example.org"),
        (3, "5@example.org"),
    ]


# --- which documents --------------------------------------------------------


def test_checklists_are_those_of_the_addressees_that_are_asked(sample: Content) -> None:
    """Somebody whose addressee is asked nothing gets none instead of an empty form."""
    asked = mailing(sample, "checklist")
    assert names(parcel(asked, person(addressees=["ortsvereine", "bund"]))) == [
        "checklist/bund",
        "checklist/ortsvereine",
    ]
    assert names(parcel(asked, person())) == []
    quiet = sample.addressees[0].model_copy(update={"id": "niemand"})
    more = replace(sample, addressees=(*sample.addressees, quiet))
    assert names(parcel(mailing(more, "checklist"), person(addressees=["niemand"]))) == []


def test_summaries_are_those_of_the_areas_listed(sample: Content) -> None:
    """The addressees do not add to them, and the order is the resolution's."""
    one = person(areas=[5, 2], addressees=["stadtrat-fraktion"])
    assert names(parcel(mailing(sample, "summary"), one)) == [
        "summary/bereich-2",
        "summary/bereich-5",
    ]


def test_without_areas_summaries_are_those_the_addressees_are_asked_in(sample: Content) -> None:
    one = parcel(mailing(sample, "summary"), person(addressees=["ortsvereine"]))
    expected = [
        area.number
        for area in sample.resolutions[0].areas
        if "ortsvereine" in {asked.id for m in area.measures for asked in m.addressees}
    ]
    assert 0 < len(expected) < len(sample.resolutions[0].areas)
    assert names(one) == [f"summary/bereich-{number}" for number in expected]
    assert names(parcel(mailing(sample, "summary"), person())) == []


def test_areas_of_two_resolutions_are_kept_apart(sample: Content) -> None:
    """Each counts from 1: a number means both, an addressee only where it is asked."""
    first = sample.resolutions[0]
    silent = first.areas[4].model_copy(update={"measures": ()})
    second: Resolution = first.model_copy(update={"id": "zweiter", "areas": (silent,)})
    both = replace(sample, resolutions=(first, second))
    assert names(parcel(mailing(both, "summary"), person(areas=[5]))) == [
        f"summary/{first.id}/bereich-5",
        "summary/zweiter/bereich-5",
    ]
    asked = parcel(mailing(both, "summary"), person(addressees=["landtagsfraktion"]))
    assert names(asked) == [f"summary/{first.id}/bereich-{number}" for number in (2, 5, 6)]


def test_flyers_are_those_of_the_branches_from_today_on(sample: Content) -> None:
    one = person(branches=["musterviertel"])
    party = ["flyer/nachbarschaft/a5-de", "flyer/begegnung/a5-de"]
    assert names(parcel(mailing(sample, "flyer", on=dt.date(2026, 12, 8)), one)) == party
    assert names(parcel(mailing(sample, "flyer", on=dt.date(2026, 12, 9)), one)) == party[1:]
    assert names(parcel(mailing(sample, "flyer"), person())) == []


def test_flyer_of_an_event_that_has_begun_is_sent_until_its_last_day(sample: Content) -> None:
    event = sample.events[0].model_copy(
        update={"end": dt.datetime.fromisoformat("2026-12-10T12:00")}
    )
    exhibition = replace(sample, events=(event,))
    guest = person(branches=["musterviertel"])
    for day, sent in ((10, ["flyer/nachbarschaft/a5-de"]), (11, [])):
        campaign = mailing(exhibition, "flyer", on=dt.date(2026, 12, day))
        assert names(parcel(campaign, guest)) == sent


def test_start_of_an_event_is_told_with_its_time_zone(sample: Content) -> None:
    text = "{{ events[0].start.isoformat() }}"
    campaign = mailing(sample, texts={"de": {**GERMAN, "text": text}})
    guest = person(branches=["musterviertel"])
    assert message(campaign, guest).text.startswith("2026-12-08T18:30:00+01:00\n")


def test_flyers_come_in_the_formats_named(sample: Content) -> None:
    found = parcel(mailing(sample, "flyer", formats=["a6", "a4"]), person(branches=["probeheim"]))
    assert names(found) == ["flyer/ehrenamt/a6-de", "flyer/ehrenamt/a4-de"]


def in_languages(content: Content, *languages: str) -> Content:
    """Only the first event, with its German text in these languages."""
    event = content.events[0]
    texts = dict.fromkeys(languages, event.texts["de"])
    return replace(content, events=(event.model_copy(update={"texts": texts}),))


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
    of = mailing(content, "flyer", texts={"en": ENGLISH, "de": GERMAN})
    one = parcel(of, person(branches=["musterviertel"], language=language))
    assert names(one) == [f"flyer/nachbarschaft/a5-{expected}"]


def test_flyer_that_cannot_be_made_is_an_error_for_the_campaign(workspace: Path) -> None:
    """A resolution that is a draft yields none; it is told once, whoever is to get it."""
    path = workspace / "resolution.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("status: adopted") == 1
    path.write_text(text.replace("status: adopted", "status: draft"), encoding="utf-8")
    content = load(workspace)
    people = [person(f"{i}@example.org", branches=["probeheim"]) for i in range(3)]
    with pytest.raises(ContentError) as caught:
        mailing(content, "flyer").parcels(people)
    assert len(caught.value.problems) == 1
    assert mailing(content, "overview").parcels(people)


def test_documents_stand_in_one_order(sample: Content) -> None:
    """Whatever the order in the campaign: from the overview to the invitations."""
    one = person(branches=["probeheim"], addressees=["bund"], areas=[3])
    found = parcel(mailing(sample, "flyer", "checklist", "summary", "letter", "overview"), one)
    assert names(found) == [
        "summary/overview",
        "summary/bereich-3",
        "checklist/bund",
        "flyer/ehrenamt/a5-de",
    ]


def test_one_document_serves_all_who_get_it(sample: Content) -> None:
    """So that it is made once, however long the list."""
    people = [person(f"{i}@example.org", addressees=["bund"], areas=[1, 2]) for i in range(50)]
    found = mailing(sample, "overview", "summary", "checklist").parcels(people)
    assert len({id(one) for each in found for one in each.documents}) == 4
    assert sum(len(each.documents) for each in found) == 200


def test_letter_is_the_persons_own(sample: Content) -> None:
    of = mailing(
        sample,
        "letter",
        texts={"de": {**GERMAN, "letter": "{{ salutation }}, *nur im Brief*."}},
    )
    erika = parcel(of, person(first_name="Erika", last_name="Muster", city="Leipzig"))
    max_ = replace(erika, number=2, person=person("max@example.org", first_name="Max"))
    one, other = of.letter(erika), of.letter(max_)
    assert one.name != other.name
    assert one.title == GERMAN["subject"]
    assert letter_context(one).address == ("Erika Muster", "Leipzig")
    assert "<em>nur im Brief</em>" in letter_context(one).body
    assert "Max" in letter_context(other).body


def test_letter_without_a_text_of_its_own_says_what_the_message_says(sample: Content) -> None:
    of = mailing(sample, "letter")
    body = letter_context(of.letter(parcel(of, person()))).body
    assert body.replace("\N{NO-BREAK SPACE}", " ").endswith("<p>ein Muster.</p>")


# --- languages --------------------------------------------------------------


def test_text_is_in_the_persons_language_else_the_first(sample: Content) -> None:
    of = mailing(sample, texts={"en": ENGLISH, "de": GERMAN})
    for language, expected in (("de", "de"), ("en", "en"), ("uk", "en"), ("xx", "en")):
        one = message(of, person(language=language))
        assert one.language == expected
        assert one.subject == (GERMAN if expected == "de" else ENGLISH)["subject"]


def test_salutation_is_in_the_language_of_the_text(sample: Content) -> None:
    """And not in the person's, which the text may not have."""
    of = mailing(sample, texts={"en": ENGLISH})
    one = message(of, person(language="uk", salutation="frau", last_name="Muster"))
    assert one.text.startswith("Dear Ms Muster,\n")


# --- what is another text ---------------------------------------------------


def digests(of: Mailing, people: Iterable[Person] = (ERIKA,)) -> dict[str, str]:
    documents = {one.name: one for each in of.parcels(people) for one in each.documents}
    return of.digests(documents.values())


ALL = ("letter", "overview", "summary", "checklist", "flyer")


def test_another_day_is_no_other_text(sample: Content) -> None:
    """A checklist prints the day it was made; who gets it tomorrow gets the same."""
    today = digests(mailing(sample, *ALL))
    assert len(today) > 8
    assert digests(mailing(sample, *ALL, on=dt.date(2026, 12, 7))) == today


def test_other_people_and_another_pace_are_no_other_text(sample: Content) -> None:
    """Only documents that nobody had before come along."""
    before = digests(mailing(sample, *ALL))
    more = [ERIKA, person("max@example.org", first_name="Max", branches=["beispielstadt"])]
    after = digests(mailing(sample, *ALL, who={"languages": ["uk", "de"]}, rate=7, pause=1), more)
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
    """And the names say what has changed."""
    before, after = digests(mailing(sample)), digests(mailing(sample, **changed))
    keys = before.keys() | after.keys()
    assert {key for key in keys if before.get(key) != after.get(key)} == names


def test_changed_content_changes_the_digests_of_its_documents_alone(workspace: Path) -> None:
    of = ("overview", "summary", "checklist", "flyer")
    before = digests(mailing(load(workspace), *of))
    path = workspace / "events.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("title: Gut vorbereitet helfen") == 1
    path.write_text(text.replace("Gut vorbereitet helfen", "Besser helfen"), encoding="utf-8")
    after = digests(mailing(load(workspace), *of))
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"flyer/ehrenamt/a5-de"}


def test_changed_style_changes_the_digests_of_documents(workspace: Path) -> None:
    before = digests(mailing(load(workspace), "overview"))
    (workspace / "styles").mkdir()
    (workspace / "styles" / "page.css").write_text("body { color: black }", encoding="utf-8")
    after = digests(mailing(load(workspace), "overview"))
    assert {key for key in before if before[key] != after[key]} == {"summary/overview"}


# --- message ids ------------------------------------------------------------


def test_message_id_is_fixed_for_a_person_and_an_edition(sample: Content) -> None:
    """Made again, on another day, with another name or spelling of the address."""
    first = message(mailing(sample), person("Erika.Muster@example.org"))
    later = mailing(sample, on=dt.date(2026, 12, 24), texts={"de": ENGLISH})
    again = message(later, person("erika.muster@EXAMPLE.org", first_name="Erika"))
    assert first.message_id == again.message_id
    assert first.message_id.endswith("@example.org>")


def test_message_ids_differ_between_people_campaigns_and_editions(sample: Content) -> None:
    one, other = mailing(sample), mailing(sample, name="muster-2")
    ids = [
        of.message_id(parcel(of, person(email)), seed)
        for of in (one, other)
        for email in ("a@example.org", "b@example.org")
        for seed in (SEED, SEED.replace("1/", "2/"))
    ]
    assert len(set(ids)) == 8


@pytest.mark.parametrize("secret", [b"k" * 32, None])
def test_one_click_address_names_the_person_without_telling_who(
    secret: bytes | None, sample: Content
) -> None:
    """The token is the same whenever the message is made, and another for each person."""
    said = sample.settings.mail.model_copy(
        update={"unsubscribe": "https://example.org/stop?{token}"}
    )
    content = replace(sample, settings=sample.settings.model_copy(update={"mail": said}))
    of = replace(mailing(content), secret=secret)
    one, again = message(of, person("a@example.org")), message(of, person("A@example.org"))
    other = message(of, person("b@example.org"))
    assert one.one_click == again.one_click
    assert other.one_click is not None
    assert one.one_click is not None
    assert one.one_click != other.one_click
    assert one.one_click.startswith("https://example.org/stop?")
    assert "{" not in one.one_click
    assert "a@" not in one.one_click


def test_token_cannot_be_computed_from_campaign_and_address(sample: Content) -> None:
    """Two workspaces have other tokens, and neither has the one without a secret."""
    of = mailing(sample)
    erika = parcel(of, person())
    tokens = {replace(of, secret=secret).token(erika) for secret in (b"a" * 32, b"b" * 32, None)}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {32}
    known = hashlib.sha256(b"unsubscribe\0muster\0erika.muster@example.org").hexdigest()[:32]
    assert mailing(sample).token(erika) == known  # as mails of old editions have it
    assert replace(of, secret=b"a" * 32).token(erika) != known


# --- the message ------------------------------------------------------------


def test_answers_go_where_campaign_or_settings_say(sample: Content) -> None:
    said = sample.settings.mail.model_copy(update={"reply_to": "antwort@example.org"})
    content = replace(sample, settings=sample.settings.model_copy(update={"mail": said}))
    erika = person()
    assert message(mailing(sample), erika).reply_to is None
    assert message(mailing(sample), erika).unsubscribe == SENDER.email
    assert message(mailing(content), erika).reply_to == "antwort@example.org"
    own = message(mailing(content, reply_to="eigen@example.org"), erika)
    assert (own.reply_to, own.unsubscribe) == ("eigen@example.org", "eigen@example.org")


def test_message_says_how_to_get_no_more(sample: Content) -> None:
    """In plain text and in HTML, below who sends it."""
    one = message(mailing(sample), person())
    assert one.text.partition("\n-- \n")[2].startswith(sample.settings.organisation.name)
    for part in (one.text, one.html):
        assert SENDER.email in part


def test_attachments_are_called_by_their_titles_and_never_alike(sample: Content) -> None:
    one = message(mailing(sample), person(), "Prüfliste", "Einladung", "Prüfliste", "Prüfliste")
    assert [each.name for each in one.attachments] == [
        "Prüfliste.pdf",
        "Einladung.pdf",
        "Prüfliste (2).pdf",
        "Prüfliste (3).pdf",
    ]


# --- what templates know ----------------------------------------------------


def test_templates_know_what_the_readme_lists(sample: Content) -> None:
    erika = person(
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
    of = mailing(sample, "checklist", texts={"de": {**GERMAN, "text": text}})
    said = " ".join(message(of, erika).text.partition("\n-- \n")[0].split())
    area = next(one for one in sample.resolutions[0].areas if one.number == 3)
    bund = sample.addressee("bund")
    assert [one.strip() for one in said.split("|")] == [
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
    of = mailing(
        in_languages(sample, "de"),
        texts={"de": {**GERMAN, "text": text}, "en": {**ENGLISH, "text": text}},
    )
    german, english = (
        message(of, person(branches=["musterviertel"], language=language)).text
        for language in ("de", "en")
    )
    assert "Wer zieht da ein?" in german
    assert english.startswith("none\n")


def test_person_is_not_addressed_by_a_bare_salutation_word(sample: Content) -> None:
    """The column's word, "genossin", is for the program; a text that prints it is mended."""
    of = mailing(sample, texts={"de": {**GERMAN, "text": "{{ person.salutation }}"}})
    with pytest.raises(ContentError, match="salutation"):
        message(of, person(salutation="genossin", last_name="Muster"))


CAMPAIGN = """\
documents = []

[texts.de]
subject = "Muster {subject}"
text = '''
{{{{ salutation }}}},

{text}
'''
"""


def told(workspace: Path, subject: str = "", text: str = "") -> str:
    """How a fault in a template is told."""
    folder = workspace / "campaigns"
    path = folder / "muster.toml"
    path.write_text(CAMPAIGN.format(subject=subject, text=text), encoding="utf-8")
    content = load(workspace)
    of = Mailing(content, "muster", content.campaigns["muster"], SENDER, ON)
    with pytest.raises(ContentError) as caught:
        message(of, person())
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
    message = told(workspace, text=text)
    assert message.startswith("campaigns/muster.toml:5:8: ")
    assert reason in message
    assert message.partition(" – ")[2]


def test_fault_in_a_subject_is_told_with_its_place(workspace: Path) -> None:
    assert told(workspace, subject="{{ nobody }}").startswith("campaigns/muster.toml:4:11: ")


def test_fault_in_a_letter_is_told_with_its_place(workspace: Path) -> None:
    text = CAMPAIGN.format(subject="", text="") + 'letter = "{{ nobody }}"\n'
    add(workspace, text)
    content = load(workspace)
    of = Mailing(content, "muster", content.campaigns["muster"], SENDER, ON)
    with pytest.raises(ContentError) as caught:
        of.letter(parcel(of, person()))
    assert str(caught.value).startswith("campaigns/muster.toml:10:10: ")


def test_values_are_never_part_of_the_template(sample: Content) -> None:
    """Neither Jinja nor Markdown nor HTML in somebody's name does anything."""
    name = "{{ 7*7 }}{% raw %} *Muster* <b>[x](http://example.org)"
    text = {"subject": "An {{ person.name }}", "text": "{{ salutation }}\n\n{{ person.name }}"}
    one = message(mailing(sample, texts={"de": text}), person(last_name=name))
    assert one.subject == f"An {name}"
    assert one.text.count(name) == 2
    assert "49" not in one.html
    assert "<b>" not in one.html
    assert "&lt;b&gt;" in one.html


# --- campaigns in a workspace -----------------------------------------------

TEXTS = """
[{at}texts.de]
subject = "Muster"
text = "Ein Muster."
"""


def problems(workspace: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(workspace)
    return [str(problem) for problem in caught.value.problems]


def add(workspace: Path, text: str, file: str = "campaigns/muster.toml") -> None:
    with (workspace / file).open("a", encoding="utf-8") as target:
        target.write(text)


def test_campaigns_stand_in_the_settings_or_in_files(workspace: Path) -> None:
    settings = "\n[campaigns.brief]" + TEXTS.format(at="campaigns.brief.")
    add(workspace, settings, "handzettel.toml")
    add(workspace, TEXTS.format(at=""))
    found = load(workspace).campaigns
    assert list(found) == ["brief", "muster", "parteitag"]
    assert found["brief"] == found["muster"]


def test_workspace_without_campaigns_is_one(workspace: Path) -> None:
    (workspace / "campaigns" / "parteitag.toml").unlink()
    (workspace / "campaigns").rmdir()
    assert load(workspace).campaigns == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'documnets = ["letter"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:1:1: unknown key "documnets" – did you mean "documents"?',
        ),
        (
            '[who]\nrole = ["presse"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:2:1: unknown key "role" – did you mean "roles"?',
        ),
        (
            '[who]\nbranches = ["probeheim", "musterviertl"]' + TEXTS.format(at=""),
            (
                'campaigns/muster.toml:2:26: there is no branch "musterviertl"'
                ' – did you mean "musterviertel"?'
            ),
        ),
        (
            '[who]\naddressees = ["bundd"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:2:15: there is no addressee "bundd" – did you mean "bund"?',
        ),
        (
            TEXTS.format(at="").replace("texts.de", "texts.xx"),
            (
                'campaigns/muster.toml:2:2: "xx" is no language the program has words for'
                " – choose from: ar, de, en, es, fa, fr, ru, ti, tr, uk"
            ),
        ),
        (
            'documents = ["leter"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:1:14: "documents" cannot be "leter" – did you mean "letter"?',
        ),
    ],
)
def test_mistake_in_a_campaign_is_told_with_its_place(
    text: str, message: str, workspace: Path
) -> None:
    add(workspace, text)
    assert problems(workspace) == [message]


def test_campaign_without_a_text_is_told(workspace: Path) -> None:
    add(workspace, "documents = []\n")
    (message,) = problems(workspace)
    assert message.startswith("campaigns/muster.toml:1:1: ")
    assert '"texts"' in message


def test_mistakes_in_the_settings_have_their_places(workspace: Path) -> None:
    """The same as in a file of its own."""
    lines = (workspace / "handzettel.toml").read_text(encoding="utf-8").count("\n")
    text = '[campaigns.brief.who]\nbranches = ["nirgends"]' + TEXTS.format(at="campaigns.brief.")
    add(workspace, text, "handzettel.toml")
    (message,) = problems(workspace)
    assert message.startswith(f'handzettel.toml:{lines + 2}:13: there is no branch "nirgends" – ')


def test_name_of_two_campaigns_is_told(workspace: Path) -> None:
    settings = "\n[campaigns.parteitag]" + TEXTS.format(at="campaigns.parteitag.")
    add(workspace, settings, "handzettel.toml")
    (message,) = problems(workspace)
    assert message.startswith("campaigns/parteitag.toml:")
    assert message.endswith('there are two campaigns "parteitag" – give each its own')


@pytest.mark.parametrize("stem", ["Muster", "muster brief", "müster", "-muster", "muster--2"])
def test_name_that_cannot_be_a_folder_everywhere_is_told(stem: str, workspace: Path) -> None:
    add(workspace, TEXTS.format(at=""), f"campaigns/{stem}.toml")
    (message,) = problems(workspace)
    assert message.startswith(f"campaigns/{stem}.toml:")
    assert f'"{stem}" is no name for a campaign – use small letters' in message


@pytest.mark.parametrize("name", ["../aussen", "Muster", "a b"])
def test_name_in_the_settings_cannot_climb_out(name: str, workspace: Path) -> None:
    text = f'\n[campaigns."{name}"]' + TEXTS.format(at=f'campaigns."{name}".')
    add(workspace, text, "handzettel.toml")
    (message,) = problems(workspace)
    assert message.startswith("handzettel.toml:")
    assert name in message


def test_mistakes_of_all_campaigns_are_told_at_once(workspace: Path) -> None:
    for stem in ("eins", "zwei"):
        text = 'wer = 1\n[who]\nbranches = ["x", "y"]' + TEXTS.format(at="")
        add(workspace, text, f"campaigns/{stem}.toml")
    add(workspace, '[who]\nbranches = ["x", "y"]' + TEXTS.format(at=""), "campaigns/drei.toml")
    files: Sequence[str] = [one.split(":")[0] for one in problems(workspace)]
    assert sorted(set(files)) == [f"campaigns/{one}.toml" for one in ("drei", "eins", "zwei")]
    assert files.count("campaigns/drei.toml") == 2


def test_unknown_branch_is_not_told_where_the_branches_cannot_be_read(workspace: Path) -> None:
    (workspace / "branches.yaml").write_text("branches: [", encoding="utf-8")
    add(workspace, '[who]\nbranches = ["musterviertl"]' + TEXTS.format(at=""))
    assert [one.split(":")[0] for one in problems(workspace)] == ["branches.yaml"]
