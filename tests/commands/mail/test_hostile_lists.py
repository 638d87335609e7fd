"""Whatever a list contains becomes a message or a row set aside."""

from __future__ import annotations

import os

import pytest

from tests.support.mail_office import (
    MailOffice,
    csv_text,
    display_name,
    parse_drafts,
    plain_text,
    read_rows,
)

FREE_COLUMNS = [
    "greeting",
    "title",
    "first_name",
    "last_name",
    "roles",
    "street",
    "postcode",
    "city",
]
"""Columns in which anything can stand."""
CHECKED_COLUMNS = ["salutation", "branches", "addressees", "areas", "language"]
"""Columns with words that the program or the workspace knows."""
OPEN_CAMPAIGN = """\
documents = []
[texts.de]
subject = "Muster {{ person.first_name }} {{ person.last_name }}"
text = '''
{{ salutation }},

{{ person.name }} | {{ person.roles|join("/") }} | {{ person.street }} | {{ person.postcode }} | \
{{ person.city }}
'''
"""


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "{{ sender.email.__class__ }}", "${7*7}%s%(x)s"]
)
def test_templates_in_the_list_are_text(text: str, office: MailOffice) -> None:
    """In every column, template syntax is printed as it is, or the row is set aside."""
    office.write_campaign(OPEN_CAMPAIGN)
    listed = [{"email": f"{column}@example.org", column: text} for column in FREE_COLUMNS]
    listed += [{"email": f"{column}@example.org", column: text} for column in CHECKED_COLUMNS]
    listed += [{"email": text}, dict.fromkeys(FREE_COLUMNS, text) | {"email": "all@example.org"}]
    office.write_people(csv_text(listed))
    ran = office.mail("brief")
    assert ran.exit == 8
    drafts = {draft["To"].addresses[0].username: draft for draft in parse_drafts(office)}
    assert set(drafts) == {*FREE_COLUMNS, "all"}
    for column in FREE_COLUMNS:
        assert text in plain_text(drafts[column]), column
    assert drafts["all"]["Subject"] == f"Muster {text} {text}"
    assert plain_text(drafts["all"]).count(text) == 8
    aside = read_rows((office.drafts_folder / "set-aside.csv").read_bytes())
    assert len(aside) == len(CHECKED_COLUMNS) + 1


@pytest.mark.sliced
def test_naughty_strings_give_a_message_or_a_row_set_aside(
    naughty: list[str], office: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every column; each message that is written has exactly the usual headers."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # a thousand files, and no power cut
    office.write_campaign(OPEN_CAMPAIGN)
    listed = [
        dict.fromkeys(FREE_COLUMNS, text) | {"email": f"free{i}@example.org"}
        for i, text in enumerate(naughty)
    ]
    for column in CHECKED_COLUMNS:
        listed += [
            {"email": f"{column}{i}@example.org", column: text} for i, text in enumerate(naughty)
        ]
    listed += [{"email": text, "last_name": "Muster"} for text in naughty]
    office.write_people(csv_text(listed))
    ran = office.mail("brief", "-q")
    assert ran.exit == 8
    drafts, aside = (
        parse_drafts(office),
        read_rows((office.drafts_folder / "set-aside.csv").read_bytes()),
    )
    assert len(drafts) + len(aside) == len(listed)
    assert {tuple(draft.keys()) for draft in drafts} == {tuple(drafts[0].keys())}
    people = {draft["To"].addresses[0].addr_spec: draft for draft in drafts}
    assert len(people) == len(drafts)
    kept = [i for i in range(len(naughty)) if f"free{i}@example.org" in people]
    assert len(kept) > 0.85 * len(naughty)
    for i in kept:
        text = " ".join(naughty[i].split())
        name = " ".join([text] * 3).strip()
        draft = people[f"free{i}@example.org"]
        assert display_name(draft) == name
        assert draft["Subject"] == " ".join(f"Muster {text} {text}".split())
