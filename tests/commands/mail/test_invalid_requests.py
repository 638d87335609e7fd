"""What cannot be done is reported before anything is made or sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from reports.cli import main
from tests.support.mail_office import BRIEF, MailOffice, parse_drafts, read_files


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["breif"], 2, 'breif: there is no campaign "breif" – did you mean "brief"?'),
        (["xyz"], 2, 'xyz: there is no campaign "xyz" – choose from: brief, parteitag'),
        (["brief", "-o", "-"], 2, "--out -: 3 files cannot go to standard output – name a folder"),
        (["--send"], 2, "--send: no campaign is named – "),
        (["--to-me"], 2, "--to-me: no campaign is named – "),
        (["brief", "--send", "--to-me"], 2, "--to-me: does not go together with --send – "),
        (["brief", "--send", "--log"], 2, "--log: does not go together with --send – "),
        (["--log", "--forget", "1d"], 2, "--forget: does not go together with --log – "),
        (["brief", "--forget", "1d"], 2, "--forget: wipes the old mailings of all campaigns"),
        (["brief", "--new-edition"], 2, "--new-edition: has no effect by itself – add --send"),
        (["brief", "--again", "--to-me"], 2, "--again: has no effect by itself – add --send"),
        (["brief", "--yes"], 2, "--yes: has no effect by itself – add --send / --forget"),
        (["--log"], 2, "handzettel.db: nothing has been sent from here – send with --send"),
        (["brief", "--send"], 3, "handzettel.toml: no mail server is named – add [mail.server]"),
        (["brief", "--to-me"], 3, "handzettel.toml: no mail server is named – add [mail.server]"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(
    arguments: list[str], code: int, message: str, office: MailOffice
) -> None:
    before = read_files(office.folder)
    ran = office.mail(*arguments)
    assert ran.stderr.startswith(message)
    assert ran.exit == code
    assert read_files(office.folder) == before
    assert not office.out.exists()


def test_campaign_for_nobody_is_told(office: MailOffice) -> None:
    office.write_campaign(BRIEF.replace("delegierte", "niemand"))
    ran = office.mail("brief")
    *lines, error = ran.stderr.splitlines()
    assert ran.exit == 3
    assert error == (
        "brief: the campaign is for nobody (roles: 4 (delegierte 2, delegierte + presse 1,"
        " presse 1)) – compare its [who] with the columns of recipients.csv"
    )
    assert 'nobody who can get mail has the role "niemand", which the campaign asks for' in lines


def test_campaign_whose_people_all_want_no_mail_is_told(office: MailOffice) -> None:
    office.write_people("email;roles\nrita@example.org;delegierte\n")
    (office.folder / "no-mail.csv").write_text("email\nrita@example.org\n", encoding="utf-8")
    ran = office.mail("brief")
    assert ran.exit == 3
    assert "the campaign is for nobody – everybody on the list is in no-mail.csv" in ran.stderr


def test_missing_list_is_told(office: MailOffice) -> None:
    (office.folder / "recipients.csv").unlink()
    for arguments in ([], ["brief"]):
        ran = office.mail(*arguments)
        assert ran.exit == 2
        assert ran.stderr.startswith("recipients.csv: there is no list of recipients – ")


def test_missing_sender_is_told_and_a_campaign_may_have_its_own(office: MailOffice) -> None:
    path = office.folder / "handzettel.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not line.startswith("sender")), encoding="utf-8"
    )
    ran = office.mail("brief")
    message = "nobody is named from whom the mail comes – add sender with its name and email under"
    assert (ran.exit, ran.stderr) == (3, f"handzettel.toml: {message} [mail]\n")
    office.write_campaign('sender = { name = "Eigen", email = "eigen@example.org" }\n' + BRIEF)
    assert office.mail("brief").exit == 0
    assert {str(draft["From"]) for draft in parse_drafts(office)} == {"Eigen <eigen@example.org>"}


def test_certificate_that_cannot_be_read_is_told_before_anything_is_made(
    office: MailOffice, dead_port: int
) -> None:
    office.use_server(dead_port, 'ca = "fehlt.pem"')
    ran = office.send()
    assert ran.exit == 3
    assert "fehlt.pem is no certificate" in ran.stderr
    assert not office.ledger.exists()


def test_shipped_sample_is_sent_to_nobody(
    tmp_path: Path, office: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["mail", "parteitag", "--send", "--yes"])
    assert done.exit_code == 2
    assert "the shipped sample is sent to nobody" in done.stderr
