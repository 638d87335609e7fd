"""Who gets mail: each person once, bad rows set aside, and nobody who wants none."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from pathlib import Path

import pytest

from reports import shipped_folder
from reports.content.campaign import Recipient, Salutation
from reports.content.formats.csv_table import read_csv, safe_cell
from reports.content.recipients import Recipients, WorkspaceIds, read_recipients, set_aside_csv
from reports.content.workspace import Content
from reports.errors import ContentError

KNOWN = WorkspaceIds(("musterviertel", "probeheim"), ("stadtvorstand", "bund"), (1, 2, 3))
COLUMNS = tuple(Recipient.model_fields)


def read(*rows: str, header: str = "email", no_mail: str | None = None) -> Recipients:
    """The people of some rows."""
    text = "\n".join((header, *rows))
    return read_recipients(text.encode(), None if no_mail is None else no_mail.encode(), KNOWN)


def reasons(recipients: Recipients) -> list[tuple[int, str]]:
    """Lines and reasons of the rows set aside."""
    return [(aside.row.line, aside.reason) for aside in recipients.set_aside]


def mailboxes(recipients: Recipients) -> list[str]:
    return [person.address.mailbox for person in recipients.people]


# --- what a row says --------------------------------------------------------


def test_row_becomes_a_person() -> None:
    """White space collapses, several values are separated by commas or semicolons."""
    (person,) = read(
        ' erika@example.org ,GENOSSIN, Dr. ,"Erika\n\u00a0 Maria",Muster,'
        '"delegierte; vorstand,, delegierte","musterviertel,probeheim",bund,"1, 3"',
        header="email,salutation,title,first_name,last_name,roles,branches,addressees,areas",
    ).people
    assert person.recipient == Recipient(
        email="erika@example.org",
        salutation=Salutation.COMRADE_F,
        title="Dr.",
        first_name="Erika Maria",
        last_name="Muster",
        roles=("delegierte", "vorstand"),
        branches=("musterviertel", "probeheim"),
        addressees=("bund",),
        areas=(1, 3),
    )
    assert (person.recipient.name, person.line) == ("Dr. Erika Maria Muster", 2)


def test_empty_cells_mean_the_defaults() -> None:
    """Nothing is guessed: who has only an address is greeted neutrally, without a name."""
    (person,) = read(
        "erika@example.org" + ";" * (len(COLUMNS) - 1), header=";".join(COLUMNS)
    ).people
    assert person.recipient == Recipient(email="erika@example.org")
    assert person.recipient.salutation is Salutation.NEUTRAL
    assert person.recipient.name == ""


def test_names_keep_the_characters_their_spelling_needs() -> None:
    """Joiners, a soft hyphen, letters from right to left and marks stay."""
    names = ["می\u200cخواهم", "क\u094d\u200dष", "Muster\u00adfrau", "סמיר", "Nguyễn"]
    recipients = read(
        *(f"a{i}@example.org;{name}" for i, name in enumerate(names)), header="email;last_name"
    )
    assert [person.recipient.name for person in recipients.people] == names


# --- rows that are set aside ------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("salutation", "genosin", '"salutation" cannot be "genosin" – did you mean "genossin"?'),
        ("branches", "musterviertl", 'no branch "musterviertl" – did you mean "musterviertel"?'),
        ("branches", "Muster Viertel", '"branches" is "Muster Viertel", which does not have'),
        ("addressees", "bund, land", 'there is no addressee "land" – add it to addressees.yaml'),
        ("areas", "1, 9", 'there is no area "9" – choose from: 1, 2, 3'),
        ("areas", "drei", '"areas" should be a whole number, not "drei" – write digits only'),
        ("language", "Deutsch", '"language" is "Deutsch", which does not have the right form'),
        ("first_name", "x" * 201, '"first_name" has 201 characters – shorten it to 200'),
        ("last_name", "M\u202eretsu", '"last_name" contains the character U+202E, which cannot'),
        ("last_name", "Mus\u200bter", '"last_name" contains the character U+200B, which cannot'),
        ("title", "\x1b[2J", '"title" contains the character U+001B, which cannot be printed'),
        ("city", "Leipzig\x85", '"city" contains the character U+0085, which cannot be printed'),
        ("email", "", '"email" is missing – add it'),
        ("email", "max(at)example.org", '"max(at)example.org" has no @ – write an e-mail address'),
        ("email", '"a@example.org\nBcc: b@example.org"', "contains a space"),
    ],
)
def test_bad_row_is_set_aside_with_the_reason_and_the_others_go_on(
    column: str, cell: str, reason: str
) -> None:
    columns = ("email", column) if column != "email" else ("last_name", "email")
    first = "max@example.org" if column != "email" else "Max"
    good = {"email": "erika@example.org"}
    row = ";".join(good.get(column, "") for column in columns)
    recipients = read(row, f"{first};{cell}", header=";".join(columns))
    assert mailboxes(recipients) == ["erika@example.org"]
    ((line, message),) = reasons(recipients)
    assert line == 3
    assert reason in message


def test_all_mistakes_of_a_row_are_told() -> None:
    recipients = read("max;gnosse;xyzz", header="email;salutation;language")
    ((_line, reason),) = reasons(recipients)
    assert reason == (
        '"max" has no @ – write an e-mail address as name@example.org; '
        '"salutation" cannot be "gnosse" – did you mean "genosse"?; '
        '"language" is "xyzz", which does not have the right form'
        ' – use the language\'s code, such as "de"'
    )


def test_rows_set_aside_are_written_with_line_reason_and_their_cells() -> None:
    """The table has the columns of the list, and starts no formula either."""
    recipients = read("a@example.org;Muster", 'max;"=1+1, ""x"""', header="email;last_name")
    table = read_csv(
        set_aside_csv(recipients), "bad.csv", allowed=("line", "reason", "email", "last_name")
    )
    assert table.columns == ("line", "reason", "email", "last_name")
    (row,) = table.rows
    assert row.cells == {
        "line": "3",
        "reason": safe_cell(recipients.set_aside[0].reason),
        "email": "max",
        "last_name": '\'=1+1, "x"',
    }


@pytest.mark.parametrize("bad", ["name\nErika", "email;e-mail\na@example.org;b", 'email\n"a'])
def test_file_that_is_no_table_is_an_error(bad: str) -> None:
    with pytest.raises(ContentError, match=r"recipients\.csv:"):
        read_recipients(bad.encode(), None, KNOWN)


# --- doubled addresses ------------------------------------------------------


def test_doubled_address_is_merged_into_the_first_row() -> None:
    """Lists are united in order, empty cells filled, other cells stay the first row's."""
    recipients = read(
        "Erika@Example.org;genossin;;Muster;delegierte;musterviertel;1;de",
        "max@example.org;;;;;;;",
        "erika@example.org;frau;Erika;Muster;presse,delegierte;probeheim,musterviertel;3,1;uk",
        header="email;salutation;first_name;last_name;roles;branches;areas;language",
    )
    assert mailboxes(recipients) == ["Erika@example.org", "max@example.org"]
    assert recipients.people[0].recipient == Recipient(
        email="Erika@Example.org",
        salutation=Salutation.COMRADE_F,
        first_name="Erika",
        last_name="Muster",
        roles=("delegierte", "presse"),
        branches=("musterviertel", "probeheim"),
        areas=(1, 3),
    )
    (merged,) = recipients.merged
    assert (merged.line, merged.again, merged.names_differ) == (2, 4, False)


def test_two_people_with_one_mailbox_are_told_and_not_mixed() -> None:
    """The first is written to; no salutation goes over from the other."""
    recipients = read(
        "familie@example.org;Max;Muster;;delegierte",
        "familie@example.org;Erika;Muster;genossin;presse",
        header="email;first_name;last_name;salutation;roles",
    )
    (person,) = recipients.people
    assert (person.recipient.name, person.recipient.salutation) == (
        "Max Muster",
        Salutation.NEUTRAL,
    )
    assert person.recipient.roles == ("delegierte", "presse")
    assert [merged.names_differ for merged in recipients.merged] == [True]


def test_three_rows_with_one_address_become_one_person() -> None:
    rows = [f"a@example.org;{role}" for role in ("delegierte", "presse", "vorstand")]
    recipients = read(*rows, header="email;roles")
    assert recipients.people[0].recipient.roles == ("delegierte", "presse", "vorstand")
    assert [(merged.line, merged.again) for merged in recipients.merged] == [(2, 3), (2, 4)]


# --- people who want no mail ------------------------------------------------


def test_who_wants_no_mail_is_left_out_however_the_address_is_spelt() -> None:
    """Also a row merged from two, and a domain in letters or in IDNA."""
    recipients = read(
        "Erika@EXAMPLE.org",
        "jörg@müller.example",
        "max@example.org",
        "erika@example.org",
        no_mail="since;Email;reason\n2016;ERIKA@example.ORG ;;\n;JO\u0308RG@xn--mller-kva.example;",
    )
    assert mailboxes(recipients) == ["max@example.org"]
    assert [person.line for person in recipients.unwanted] == [2, 3]


def test_whole_domain_that_wants_no_mail_is_left_out() -> None:
    """Not the domains below it, nor those that only end like it."""
    recipients = read(
        "a@example.org",
        "a@MÜLLER.example",
        "a@mail.example.org",
        "a@anexample.org",
        no_mail="email\n@example.org\n*@müller.example\n",
    )
    assert mailboxes(recipients) == ["a@mail.example.org", "a@anexample.org"]


def test_every_entry_that_cannot_be_honoured_is_an_error() -> None:
    """All of them at once, and together with the mistakes of the other list."""
    no_mail = "email;since\na@example.org;\nErika Muster;\n;2016\n@org;\nb@example.org\u200b;\n"
    with pytest.raises(ContentError) as caught:
        read("x", header="mail", no_mail=no_mail)
    character = "contains a character that addresses cannot have"
    remedy = "write an e-mail address as name@example.org"
    assert [str(problem) for problem in caught.value.problems] == [
        f'no-mail.csv:3: "Erika Muster" contains a space – {remedy}',
        f'no-mail.csv:4: "" is empty – {remedy}',
        f'no-mail.csv:5: "@org" has no dot after the @ – {remedy}',
        f'no-mail.csv:6: "b@example.org\\u200b" {character} – {remedy}',
        'recipients.csv:1:1: unknown column "mail" – did you mean "email"?',
        'recipients.csv:1: the column "email" is missing – name it in the first line',
    ]


def test_bad_row_stays_set_aside_though_its_address_is_in_no_mail() -> None:
    recipients = read("a@example.org;xyzz", header="email;language", no_mail="email\na@example.org")
    assert (len(recipients.set_aside), recipients.unwanted) == (1, ())


# --- the whole --------------------------------------------------------------


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    """Strings that have broken programs before."""
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip("HANDZETTEL_SOURCES is not set: a folder with naughty-strings.json is needed")
    strings = json.loads((Path(folder) / "naughty-strings.json").read_text(encoding="utf-8"))
    assert len(strings) == 515
    return list(strings)


@pytest.mark.parametrize("column", COLUMNS)
def test_naughty_string_in_any_column_gives_a_person_or_a_row_set_aside(
    column: str, naughty: list[str]
) -> None:
    """No row is lost, none stops the others, and what is kept fits on a line."""
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, COLUMNS, delimiter=";")
    table.writeheader()
    for i, string in enumerate(naughty):
        table.writerow({"email": f"a{i}@example.org", "last_name": "Muster", column: string})
    recipients = read_recipients(file.getvalue().encode(), None, KNOWN)
    lines = len(recipients.people) + len(recipients.set_aside) + len(recipients.merged)
    # with the address itself empty the row still has a name, so none is skipped
    assert lines == len(naughty)
    kept = [
        text
        for person in recipients.people
        for text in (person.address.mailbox, person.recipient.name)
    ]
    reasons = [aside.reason for aside in recipients.set_aside]
    assert not set("".join(kept + reasons)) & set("\r\n\0\x1b\u2028\u2029\u202e\u2066\ufeff")
    allowed = ("line", "reason", *COLUMNS)
    assert len(read_csv(set_aside_csv(recipients), "bad.csv", allowed=allowed).rows) == len(
        recipients.set_aside
    )


def test_ten_thousand_rows_are_read_in_five_seconds() -> None:
    """A twentieth of them with a mistake, a twentieth doubled."""
    cells = "genossin;Dr.;Erika;Muster;delegierte, presse;musterviertel;bund;1, 2;de"
    rows = [f"erika{i % 9000}@example.org;{cells}" for i in range(9000)]
    rows += [f"erika{i}@example.org;{cells}" for i in range(500)]
    rows += [f"erika{i};{cells}x" for i in range(500)]
    header = "email;salutation;title;first_name;last_name;roles;branches;addressees;areas;language"
    start = time.process_time()
    recipients = read(
        *rows, header=header, no_mail="email\n" + "\n".join(r.split(";")[0] for r in rows[:99])
    )
    assert time.process_time() - start < 5
    counts = (recipients.people, recipients.unwanted, recipients.merged, recipients.set_aside)
    assert [len(rows) for rows in counts] == [8901, 99, 500, 500]


def test_shipped_sample_is_read_without_a_mistake(sample: Content) -> None:
    """It has every salutation, several languages, and somebody who wants no mail."""
    ids = WorkspaceIds(
        [branch.id for branch in sample.branches],
        [addressee.id for addressee in sample.addressees],
        [area.number for resolution in sample.resolutions for area in resolution.areas],
    )
    data = [
        (shipped_folder("data") / name).read_bytes() for name in ("recipients.csv", "no-mail.csv")
    ]
    recipients = read_recipients(data[0], data[1], ids)
    assert not recipients.set_aside
    assert not recipients.merged
    assert len(recipients.unwanted) == 1
    assert {person.recipient.salutation for person in recipients.people} == set(Salutation)
    assert {person.recipient.language for person in recipients.people} == {"de", "uk", "ar"}
    assert all(person.address.domain == "example.org" for person in recipients.people)
