"""Every run reports what became of every row of the list."""

from __future__ import annotations

import pytest

from tests.support.mail_office import BRIEF, MIXED_LIST, PEOPLE, MailOffice, csv_text, read_rows
from tests.support.smtp import Server


@pytest.mark.parametrize("how", [["brief"], ["brief", "--to-me"], ["brief", "--send", "--yes"]])
def test_every_run_tells_what_becomes_of_every_row(
    how: list[str], office: MailOffice, server: Server
) -> None:
    """The report has the reasons, and a table lists the rows that cannot be used."""
    office.write_people(MIXED_LIST)
    (office.folder / "no-mail.csv").write_text("email\nnie@example.org\n", encoding="utf-8")
    ran = office.mail(*how)
    assert ran.exit == 8
    for line in (
        "recipients.csv: 9 rows",
        "  in the campaign: 1",
        "  joined with an earlier row: 1",
        "  want no mail: 1",
        f"  set aside: 2 – {office.drafts_folder}/set-aside.csv",
        '    1 × "email" has no @',
        '    1 × "email" contains a space',
        "  not meant: 4 – roles: 4 (delegierter 1, Delegierte/r 1, no role 1, presse 1)",
        '1 person with the role "delegierter" gets nothing – did you mean "delegierte"?',
        '1 person with the role "Delegierte/r" gets nothing – did you mean "delegierte"?',
        'recipients.csv:9: "falsch" has no @ – write an e-mail address as name@example.org',
    ):
        assert line in ran.stderr.splitlines()
    aside = read_rows((office.drafts_folder / "set-aside.csv").read_bytes())
    assert [(row["line"], row["email"]) for row in aside] == [
        ("9", "falsch"),
        ("10", "auch falsch"),
    ]
    assert all(row["reason"] for row in aside)


def test_those_not_meant_are_in_a_file_with_the_drafts(office: MailOffice) -> None:
    office.write_people(MIXED_LIST)
    ran = office.mail("brief")
    assert f"Who is not meant, and why: {office.drafts_folder}/not-meant.csv" in ran.stderr
    listed = read_rows((office.drafts_folder / "not-meant.csv").read_bytes())
    assert [(row["line"], row["email"], row["name"], row["reason"]) for row in listed][:3] == [
        (
            "3",
            "bert@example.org",
            "Muster",
            'roles: delegierter – did you mean "delegierte"?',
        ),
        (
            "4",
            "cora@example.org",
            "Muster",
            'roles: Delegierte/r – did you mean "delegierte"?',
        ),
        ("5", "dora@example.org", "Muster", "roles: no role"),
    ]


def test_list_of_which_every_row_is_set_aside_is_told_with_reasons(office: MailOffice) -> None:
    """The screen lists the first 20 rows, the table all."""
    office.write_people(
        csv_text([{"email": f"p{n}@example.org", "branches": "ov"} for n in range(180)])
    )
    office.write_campaign(BRIEF.replace('roles = ["delegierte"]', ""))
    ran = office.mail("brief", "-q")
    assert ran.exit == 3
    first, *problems, last = ran.stderr.splitlines()
    assert first == "brief: the campaign is for nobody – mend the rows that are set aside"
    assert len(problems) == 20
    assert 'there is no branch "ov"' in problems[0]
    table = office.drafts_folder / "set-aside.csv"
    assert last == f"{table}: 160 more rows are set aside – the reasons stand there"
    assert len(read_rows((office.drafts_folder / "set-aside.csv").read_bytes())) == 180
    lines = office.mail("brief").stderr.splitlines()
    assert '    180 × there is no branch "ov"' in lines


def test_list_of_faulty_rows_from_before_does_not_stay(office: MailOffice, server: Server) -> None:
    office.write_people(PEOPLE + "falsch;;;;Falsch;delegierte\n")
    assert office.send().exit == 8
    assert (office.drafts_folder / "set-aside.csv").exists()
    office.write_people(PEOPLE)
    assert office.send().exit == 0
    assert not (office.drafts_folder / "set-aside.csv").exists()
