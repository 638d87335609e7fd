"""Without ``--send`` the command writes a draft for each person, and the tables."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from reports.i18n import printed
from tests.support.factories import text_of
from tests.support.mail_office import (
    BRIEF,
    ERIKA,
    EVERYBODY,
    KIM,
    MAX,
    PEOPLE,
    MailOffice,
    csv_text,
    parse_drafts,
    plain_text,
    read_files,
    read_rows,
    recipients_of,
    replace_once,
)
from tests.support.smtp import Server


def test_without_send_each_person_has_a_draft_and_nothing_is_sent(
    office: MailOffice, server: Server
) -> None:
    """Only the people of the campaign get a draft."""
    ran = office.mail("brief")
    assert ran.exit == 0
    assert "3 messages" in ran.stderr
    assert "Nothing was sent." in ran.stderr
    assert sorted(path.name for path in office.drafts_folder.iterdir()) == [
        "0001-dr-erika-muster.eml",
        "0002-max-beispiel.eml",
        "0003-kim-beispiel.eml",
        "not-meant.csv",
        "table.csv",
    ]
    drafts = parse_drafts(office)
    assert [draft["X-Unsent"] for draft in drafts] == ["1", "1", "1"]
    assert [[address.addr_spec for address in draft["To"].addresses] for draft in drafts] == [
        [ERIKA],
        [MAX],
        [KIM],
    ]
    assert [draft["Subject"] for draft in drafts] == [
        f"Einladung (Muster) an {name}"
        for name in ("Dr. Erika Muster", "Max Beispiel", "Kim Beispiel")
    ]
    dear = printed("de").pgettext("to a woman", "Dear Comrade {name}").format(name="Dr. Muster")
    assert plain_text(drafts[0]).startswith(f"{dear},")
    assert plain_text(drafts[2]).startswith(
        printed("de").gettext("Hello {name}").format(name="Kim Beispiel")
    )
    assert server.connections == 0
    assert not office.ledger.exists()


def test_table_says_who_gets_what(office: MailOffice) -> None:
    office.mail("brief")
    listed = read_rows((office.drafts_folder / "table.csv").read_bytes())
    assert [(row["number"], row["name"], row["email"], row["language"]) for row in listed] == [
        ("1", "Dr. Erika Muster", ERIKA, "de"),
        ("2", "Max Beispiel", MAX, "de"),
        ("3", "Kim Beispiel", KIM, "de"),
    ]
    for row in listed:
        (draft,) = office.drafts_folder.glob(f"000{row['number']}-*.eml")
        # the draft has one line more, X-Unsent
        assert int(row["bytes"]) == len(draft.read_bytes()) - len("X-Unsent: 1\r\n")
        assert (row["documents"], row["state"]) == ("", "")


def test_rows_that_cannot_be_used_are_set_aside_while_the_others_go_on(office: MailOffice) -> None:
    office.write_people(
        PEOPLE + "falsch.example.org;;;;Falsch;delegierte\nb@example.org;hr;;;B;x\n"
    )
    ran = office.mail("brief")
    assert ran.exit == 8
    assert len(parse_drafts(office)) == 3
    aside = read_rows((office.drafts_folder / "set-aside.csv").read_bytes())
    assert [(row["line"], row["email"], row["last_name"]) for row in aside] == [
        ("6", "falsch.example.org", "Falsch"),
        ("7", "b@example.org", "B"),
    ]
    assert "has no @" in aside[0]["reason"]
    assert 'did you mean "herr"?' in aside[1]["reason"]
    lines = ran.stderr.splitlines()
    assert f"  set aside: 2 – {office.drafts_folder / 'set-aside.csv'}" in lines
    assert '    1 × "email" has no @' in lines
    assert '    1 × "salutation" cannot be "hr"' in lines
    assert ran.stderr.count("recipients.csv:6: ") == ran.stderr.count("recipients.csv:7: ") == 1


def test_row_set_aside_is_told_even_when_quiet(office: MailOffice) -> None:
    office.write_people(PEOPLE + "falsch.example.org;;;;Falsch;delegierte\n")
    ran = office.mail("brief", "-q")
    assert (ran.exit, ran.stdout) == (8, b"")
    problem = '"falsch.example.org" has no @ – write an e-mail address as name@example.org'
    assert ran.stderr.splitlines() == [f"recipients.csv:6: {problem}"]


def test_nothing_of_an_earlier_run_stays_but_what_others_put_there(office: MailOffice) -> None:
    """Otherwise somebody could send a draft to a person who is no longer in the campaign."""
    office.write_people(PEOPLE + "falsch;;;;Falsch;delegierte\n")
    assert office.mail("brief").exit == 8
    for name in (".0002-max.eml.k_3x9z0a", ".table.csv.00000000"):  # of a run that was killed
        (office.drafts_folder / name).write_text("Muster", encoding="utf-8")
    for name in ("notizen.txt", "Brief an Erika.eml", "0001-erika.pdf"):
        (office.drafts_folder / name).write_text("Muster", encoding="utf-8")
    office.write_people("email;roles\nmax@example.org;delegierte\n")
    assert office.mail("brief").exit == 0
    assert sorted(path.name for path in office.drafts_folder.iterdir()) == [
        "0001-erika.pdf",
        "0001-person.eml",
        "Brief an Erika.eml",
        "notizen.txt",
        "table.csv",
    ]


def make_too_large(office: MailOffice) -> None:
    office.write_campaign(BRIEF.replace("ein Muster.", "ein Muster. " * 400))
    office.limit_size(0.006)


def break_text_of_last_person(office: MailOffice) -> None:
    office.write_campaign(BRIEF.replace("ein Muster", "{{ person.title[2] and person.x }}"))
    office.write_people(PEOPLE.replace(";Dr.;", ";;").replace("neutral;;", "neutral;Dr.;"))


def name_unknown_format(office: MailOffice) -> None:
    office.write_campaign(
        BRIEF.replace("documents = []", 'documents = ["flyer"]\nformats = ["a77"]')
    )
    office.write_people(
        "email;branches;roles\nerika@example.org;probeheim;\nmax@example.org;;delegierte\n"
        "kim@example.org;probeheim;delegierte\n"
    )


def use_missing_glyph(office: MailOffice) -> None:
    """Write a flyer title with a character that no font has."""
    office.write_campaign(BRIEF.replace("documents = []", 'documents = ["flyer"]'))
    office.write_people("email;branches;roles\nkim@example.org;probeheim;delegierte\n")
    replace_once(office.folder / "events.yaml", "title: Gut vorbereitet", "title: Gut \U00013000")


def break_letter_template(office: MailOffice) -> None:
    office.write_campaign(BRIEF.replace("documents = []", 'documents = ["letter"]'))
    (office.folder / "templates" / "letter").mkdir(parents=True)
    (office.folder / "templates" / "letter" / "letter.html").write_text("{{ nobody }}")


def break_overview_template(office: MailOffice) -> None:
    office.write_campaign(BRIEF.replace("documents = []", 'documents = ["overview"]'))
    (office.folder / "templates" / "summary").mkdir(parents=True)
    (office.folder / "templates" / "summary" / "overview.html").write_text("{{ nobody }}")


@pytest.mark.parametrize(
    ("spoil", "code", "message"),
    [
        (make_too_large, 8, "the limit is 0.006 MB – send fewer documents"),
        (break_text_of_last_person, 3, "campaigns/brief.toml:6:8: line 3 of the template fails"),
        (name_unknown_format, 2, 'there is no format "a77"'),
        (use_missing_glyph, 6, 'no font has this character of "title"'),
        (break_letter_template, 8, "nobody"),
        (break_overview_template, 6, "nobody"),
    ],
)
def test_mistake_that_concerns_all_writes_nothing(
    spoil: Any, code: int, message: str, office: MailOffice
) -> None:
    """The files of an earlier run stay as they are."""
    assert office.mail("brief").exit == 0
    before = read_files(office.out)
    spoil(office)
    ran = office.mail("brief", "--on", "2026-12-01")
    assert message in ran.stderr
    assert ran.exit == code
    assert read_files(office.out) == before
    assert not office.ledger.exists()


def test_every_message_over_the_limit_is_told(office: MailOffice) -> None:
    make_too_large(office)
    lines = office.mail("brief", "-q").stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == EVERYBODY


def test_draft_carries_the_persons_documents_as_pdfs(office: MailOffice) -> None:
    """Each person gets their own letter, their checklists and the flyers of their branches."""
    office.write_campaign(
        BRIEF.replace("documents = []", 'documents = ["letter", "checklist", "flyer"]')
    )
    office.write_people(
        "email;first_name;last_name;roles;branches;addressees;street;city\n"
        "erika@example.org;Erika;Muster;delegierte;probeheim;freistaat;Musterstraße 1;Leipzig\n"
        "max@example.org;Max;Beispiel;delegierte;;;;\n"
    )
    ran = office.mail("brief", "--on", "2026-12-01")
    assert ran.exit == 0, ran.stderr
    erika, max_ = parse_drafts(office)
    attached = {
        str(part.get_filename()): text_of(part.get_content()) for part in erika.iter_attachments()
    }
    letter = f"{printed('de').gettext('Letter')}.pdf"
    assert list(attached) == [
        letter,
        "Checkliste – Freistaat.pdf",
        "Gut vorbereitet helfen.pdf",
    ]
    assert "Erika Muster" in attached[letter]
    assert "Musterstraße 1" in attached[letter]
    assert "Freistaat" in attached["Checkliste – Freistaat.pdf"]
    assert "Vereinshaus Probeheim" in attached["Gut vorbereitet helfen.pdf"]
    (other,) = max_.iter_attachments()
    assert "Max Beispiel" in text_of(other.get_content())
    assert "Erika" not in text_of(other.get_content())
    listed = read_rows((office.drafts_folder / "table.csv").read_bytes())
    assert listed[0]["documents"] == "Anschreiben; Checkliste: Freistaat; Gut vorbereitet helfen"
    assert not list(Path(tempfile.gettempdir()).glob("handzettel-*"))  # the engine has its own


def test_letter_that_cannot_be_made_leaves_only_its_person_out(office: MailOffice) -> None:
    """The name has a character that no font has. The others get theirs, in each kind of run."""
    office.write_campaign(BRIEF.replace("documents = []", 'documents = ["letter"]'))
    office.write_people(
        "email;last_name;roles\nerika@example.org;Muster;delegierte\n"
        "max@example.org;Muster \U00013000;delegierte\n"
    )
    ran = office.mail("brief", "-q")
    assert ran.exit == 8
    assert "13000" in ran.stderr
    assert [draft["To"].addresses[0].addr_spec for draft in parse_drafts(office)] == [ERIKA]
    with Server() as server:
        office.use_server(server.port)
        ran = office.send("-q")
        assert (ran.exit, recipients_of(server)) == (8, [ERIKA])
        assert "13000" in ran.stderr
        (office.folder / "no-mail.csv").write_text("email\nerika@example.org\n", encoding="utf-8")
        for arguments in ([], ["--new-edition"]):
            assert office.send(*arguments).exit == 8
        assert recipients_of(server) == [ERIKA]
    trial = office.mail("brief", "--to-me")
    assert trial.exit == 8
    assert "13000" in trial.stderr


@pytest.mark.parametrize("entry", ["Max@Example.org", "@example.org", "*@example.org"])
def test_whoever_wants_no_mail_gets_none(entry: str, office: MailOffice) -> None:
    office.write_people(PEOPLE + "rita@example.com;frau;;Rita;Probe;delegierte\n")
    (office.folder / "no-mail.csv").write_text(f"email\n{entry}\n", encoding="utf-8")
    ran = office.mail("brief")
    assert ran.exit == 0
    assert "want no mail: " in ran.stderr
    left = [draft["To"].addresses[0].addr_spec for draft in parse_drafts(office)]
    assert left == ([ERIKA, KIM] if entry[0] == "M" else []) + ["rita@example.com"]


def test_list_of_who_wants_no_mail_that_cannot_be_read_stops_everything(office: MailOffice) -> None:
    (office.folder / "no-mail.csv").write_text("email\nmax.example.org\n", encoding="utf-8")
    ran = office.mail("brief")
    assert ran.exit == 3
    assert ran.stderr.startswith('no-mail.csv:2: "max.example.org" has no @ – ')
    assert not office.out.exists()


def test_doubled_addresses_are_one_message(office: MailOffice) -> None:
    office.write_people(PEOPLE + "ERIKA@example.org;;;;;vorstand\nmax@EXAMPLE.org;;;Moritz;;x\n")
    ran = office.mail("brief")
    assert ran.exit == 0
    assert len(parse_drafts(office)) == 3
    assert "line 6 has the address of line 2: one message for both" in ran.stderr
    assert "line 7 has the address of line 3 but another name" in ran.stderr


def test_names_in_letters_of_all_kinds_give_files_for_every_system(office: MailOffice) -> None:
    names = ["Jörg Groß", "Оксана", "../../../etc/passwd", "CON", "é\u0300" * 80, "a/b:c"]
    listed = [{"email": f"{i}@example.org", "last_name": name} for i, name in enumerate(names)]
    office.write_people(csv_text(listed))
    office.write_campaign(BRIEF.replace('roles = ["delegierte"]', ""))
    assert office.mail("brief").exit == 0
    draft_names = sorted(path.name for path in office.drafts_folder.glob("*.eml"))
    assert draft_names[:4] == [
        "0001-joerg-gross.eml",
        "0002-person.eml",
        "0003-etc-passwd.eml",
        "0004-con.eml",
    ]
    assert all(len(name) < 60 and name.isascii() for name in draft_names)
    assert [draft["To"].addresses[0].display_name for draft in parse_drafts(office)][:4] == names[
        :4
    ]


def test_campaigns_are_listed_with_their_people(office: MailOffice) -> None:
    ran = office.mail()
    assert (ran.exit, ran.stderr) == (0, "")
    assert ran.text.splitlines() == ["brief: 3 people", "parteitag: 3 people"]
