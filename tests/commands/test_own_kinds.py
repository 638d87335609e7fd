"""Kinds of one's own: begun, made, built, checked, tidied and mailed like the shipped ones."""

from __future__ import annotations

import datetime as dt
import email
import shutil
from email import policy
from pathlib import Path

import pytest

from reports import shipped_folder
from reports.content.workspace import load
from reports.documents.planning import plan, still_planned
from tests.conftest import Cli
from tests.support.factories import ENGINE, text_of

pytestmark = ENGINE

DAY = ("--on", "2026-11-22")

EXPECTED = {
    "once": ("blatt/blatt.pdf", "Sprache und Bildung"),
    "resolution": ("blatt/aktionsplan-integration.pdf", "Sprache und Bildung"),
    "area": ("blatt/bereich-3.pdf", "Soziales Wohnungsbauprogramm"),
    "addressee": ("blatt/ortsvereine.pdf", "Willkommensnetzwerke"),
    "event": ("blatt/nachbarschaft.pdf", "Musterdruck, Beispielweg 2, 04103 Leipzig"),
    "branch": ("blatt/musterviertel.pdf", "Musterstraße 1"),
    "person": ("blatt/dr-erika-muster-*.pdf", "Dr. Erika Muster"),
}
"""A file of each starter kind, and what stands in it."""

WHICH = {
    "area": "3",
    "addressee": "ortsvereine",
    "event": "nachbarschaft",
    "branch": "musterviertel",
    "person": "erika.muster@example.org",
}
"""What is named on the command line to get just that file."""


def begin(cli: Cli, workspace: Path, each: str, name: str = "blatt") -> Path:
    """Begin a kind in a workspace; return its folder."""
    ran = cli("init", "--kind", name, "--each", each, "-w", workspace)
    assert ran.exit == 0, ran.stderr
    return workspace / "kinds" / name


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("each", EXPECTED)
def test_each_starter_can_be_made_as_it_is(cli: Cli, workspace: Path, each: str) -> None:
    begin(cli, workspace, each)
    which = [WHICH[each]] if each in WHICH else []
    ran = cli("make", "blatt", *which, "-w", workspace, *DAY)
    assert ran.exit == 0, ran.stderr
    name, text = EXPECTED[each]
    (page,) = (workspace / "out").rglob("*.pdf")
    assert page.relative_to(workspace / "out").match(name)
    assert text in text_of(page.read_bytes())


def test_title_is_filled_in(cli: Cli, workspace: Path) -> None:
    folder = begin(cli, workspace, "area")
    replace_in(folder / "kind.toml", "Blatt: {area}", "Zu {number}, {area} ({resolution})")
    assert cli("make", "blatt", "3", "-w", workspace, "--html").exit == 0
    html = (workspace / "out/blatt/bereich-3.html").read_text("utf-8")
    assert "<title>Zu 3, Wohnen (Leipziger Aktionsplan Integration)</title>" in html


def test_kind_is_built_with_the_shipped_ones_and_kept(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "once")
    first = cli("build", "blatt", "-w", workspace, *DAY)
    assert first.exit == 0, first.stderr
    again = cli("build", "blatt", "-w", workspace, *DAY)
    assert "nothing has changed" in again.stderr
    (workspace / "kinds/blatt/style.css").write_text("h1 { color: green }", "utf-8")
    assert "nothing has changed" not in cli("build", "blatt", "-w", workspace, *DAY).stderr


def test_default_build_makes_kinds_but_those_for_each_person(workspace: Path, cli: Cli) -> None:
    begin(cli, workspace, "once")
    begin(cli, workspace, "person", "brief-an-alle")
    planned = plan(load(workspace), None, dt.date(2026, 11, 22))
    folders = {document.name.partition("/")[0] for document in planned.documents}
    assert folders == {"summary", "checklist", "flyer", "blatt"}


def test_file_of_a_kind_that_is_gone_is_named_and_removed(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "once")
    assert cli("make", "blatt", "-w", workspace).exit == 0
    shutil.rmtree(workspace / "kinds")
    ran = cli("build", "checklist", "-w", workspace, "--prune")
    assert "blatt/blatt.pdf: removed" in ran.stderr
    assert not (workspace / "out/blatt").exists() or not list((workspace / "out/blatt").iterdir())


def test_page_that_is_full_is_refused_with_its_longest_measure(cli: Cli, workspace: Path) -> None:
    folder = begin(cli, workspace, "addressee")
    replace_in(folder / "kind.toml", "pages = 0", "pages = 1")
    ran = cli("make", "blatt", "stadtrat-fraktion", "-w", workspace)
    assert ran.exit == 4
    assert "too long for one page" in ran.stderr
    assert not (workspace / "out/blatt/stadtrat-fraktion.pdf").exists()


def test_slip_in_a_template_is_told_by_check_with_its_line(cli: Cli, workspace: Path) -> None:
    folder = begin(cli, workspace, "area")
    replace_in(folder / "template.html", "{{ measure.lines|", "{{ measure.lnes|")
    ran = cli("check", "-w", workspace)
    assert ran.exit == 5
    line = next(
        number
        for number, text in enumerate((folder / "template.html").read_text("utf-8").splitlines(), 1)
        if "lnes" in text
    )
    assert f'kinds/blatt/template.html:{line}: what stands before it has no "lnes"' in ran.stderr
    assert 'did you mean "lines"?' in ran.stderr
    assert ran.stderr.count("lnes") == 1


def test_invitation_without_its_imprint_is_refused(cli: Cli, workspace: Path) -> None:
    folder = begin(cli, workspace, "event")
    replace_in(folder / "template.html", "{{ imprint_line() }}", "")
    ran = cli("make", "blatt", "nachbarschaft", "-w", workspace)
    assert ran.exit == 6
    assert 'the imprint "Musterdruck, Beispielweg 2, 04103 Leipzig" does not stand' in ran.stderr


def test_draft_is_marked_whatever_the_template_prints(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "area")
    replace_in(workspace / "resolution.yaml", "status: adopted", "status: draft")
    assert cli("make", "blatt", "8", "-w", workspace).exit == 0
    assert "Entwurf" in text_of((workspace / "out/blatt/bereich-8.pdf").read_bytes())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["vorlage"], 'there is no kind "vorlage"'),
        (["blat"], 'did you mean "blatt"?'),
        (["blatt", "9"], 'there is no "9" to make it for'),
    ],
)
def test_name_that_is_not_there_is_told(
    cli: Cli, workspace: Path, arguments: list[str], message: str
) -> None:
    begin(cli, workspace, "area")
    ran = cli("make", *arguments, "-w", workspace)
    assert ran.exit == 2
    assert message in ran.stderr


def test_workspace_without_kinds_says_how_to_begin_one(cli: Cli, workspace: Path) -> None:
    ran = cli("make", "blatt", "-w", workspace)
    assert ran.exit == 2
    assert "handzettel init --kind blatt" in ran.stderr


def test_kind_that_is_there_is_not_begun_anew(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "once")
    ran = cli("init", "--kind", "blatt", "-w", workspace)
    assert ran.exit == 7
    assert "kinds/blatt: the folder is there already" in ran.stderr


@pytest.mark.parametrize("name", ["../blatt", "Blatt", "flyer"])
def test_kind_of_an_impossible_name_is_not_begun(cli: Cli, workspace: Path, name: str) -> None:
    assert cli("init", "--kind", name, "-w", workspace).exit == 2
    assert not (workspace / "kinds").exists()


def test_template_that_leads_out_of_the_workspace_is_not_read(
    cli: Cli, workspace: Path, tmp_path: Path
) -> None:
    folder = begin(cli, workspace, "once")
    outside = tmp_path / "secret.html"
    outside.write_text("{{ document.title }} geheim", "utf-8")
    (folder / "template.html").unlink()
    (folder / "template.html").symlink_to(outside)
    ran = cli("make", "blatt", "-w", workspace)
    assert ran.exit != 0
    assert not (workspace / "out/blatt/blatt.pdf").exists()


def test_kinds_are_mailed_each_person_their_own(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "area")
    begin(cli, workspace, "person", "tagesplan")
    campaign = workspace / "campaigns" / "parteitag.toml"
    replace_in(campaign, '["letter", "overview", "checklist"]', '["letter", "blatt", "tagesplan"]')
    ran = cli("mail", "parteitag", "-w", workspace, *DAY)
    assert ran.exit == 0, ran.stderr
    drafts = sorted((workspace / "out/mail/parteitag").glob("*.eml"))
    assert len(drafts) > 1
    plans = set()
    for draft in drafts:
        message = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
        names = [part.get_filename() or "" for part in message.iter_attachments()]
        assert names[0].startswith("Anschreiben")
        assert names[-1].startswith("Tagesplan")
        assert any(name.startswith("Blatt") for name in names)
        (plan,) = [
            part.get_content()
            for part in message.iter_attachments()
            if (part.get_filename() or "").startswith("Tagesplan")
        ]
        plans.add(text_of(plan))
    assert len(plans) == len(drafts)


def test_starters_need_no_words_of_their_own() -> None:
    """All they print comes from the content, so that they serve in every language."""
    for path in (shipped_folder("templates") / "starter").glob("*.html"):
        assert "{{ _(" not in path.read_text("utf-8")


def test_file_of_a_person_stays_theirs_when_rows_come_and_go(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "person")
    people = workspace / "recipients.csv"
    assert cli("make", "blatt", "erika.muster@example.org", "-w", workspace).exit == 0
    before = list((workspace / "out/blatt").glob("*.pdf"))
    head, *rows = people.read_text("utf-8").splitlines(keepends=True)
    people.write_text("".join([head, *reversed(rows)]), "utf-8")
    assert cli("make", "blatt", "erika.muster@example.org", "-w", workspace).exit == 0
    assert list((workspace / "out/blatt").glob("*.pdf")) == before


def test_row_that_cannot_be_used_is_told(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "person")
    people = workspace / "recipients.csv"
    replace_in(people, "erika.muster@example.org", "erika.muster(at)example.org")
    ran = cli("make", "blatt", "-w", workspace)
    assert "recipients.csv:2" in ran.stderr


def test_kind_goes_to_a_print_shop_and_its_file_stays_planned(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "event")
    command = ("make", "blatt", "nachbarschaft", "--press", "coated-3mm", "-w", workspace)
    assert cli(*command).exit == 0
    assert (workspace / "out/blatt/press/nachbarschaft-coated-3mm.pdf").is_file()
    ran = cli("build", "checklist", "-w", workspace)
    assert "no longer planned" not in ran.stderr


@pytest.mark.parametrize(("each", "expected"), [("area", "3"), ("event", "ehrenamt")])
def test_shell_completes_what_a_kind_is_made_for(
    cli: Cli, workspace: Path, each: str, expected: str
) -> None:
    begin(cli, workspace, each)
    line = {"COMP_WORDS": "handzettel make blatt ", "COMP_CWORD": "3"}
    ran = cli(cwd=workspace, env={"_HANDZETTEL_COMPLETE": "bash_complete", **line})
    assert f"plain,{expected}" in ran.text.splitlines()


def test_template_that_is_no_text_is_told_with_its_place(cli: Cli, workspace: Path) -> None:
    folder = begin(cli, workspace, "once")
    (folder / "template.html").write_bytes(b"\xff\xfe")
    ran = cli("make", "blatt", "-w", workspace)
    assert "kinds/blatt/template.html: not UTF-8 text" in ran.stderr


def test_unclosed_brace_is_told_with_its_place(cli: Cli, workspace: Path) -> None:
    folder = begin(cli, workspace, "area")
    replace_in(folder / "template.html", "heading(measure, 2) }}", "heading(measure, 2)")
    ran = cli("make", "blatt", "3", "-w", workspace)
    assert "kinds/blatt/template.html:" in ran.stderr
    assert "templates/blatt" not in ran.stderr


def test_folder_without_settings_says_how_to_begin(cli: Cli, workspace: Path) -> None:
    (workspace / "kinds" / "leer").mkdir(parents=True)
    assert "handzettel init --kind NAME" in cli("check", "-w", workspace).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--each", "area"], "--each: there is no kind for it"),
        (["elsewhere", "-w", "."], "-w: the folder is named twice"),
    ],
)
def test_options_that_do_not_go_together_make_no_workspace(
    cli: Cli, tmp_path: Path, arguments: list[str], message: str
) -> None:
    ran = cli("init", *arguments, cwd=tmp_path)
    assert (ran.exit, message in ran.stderr) == (2, True)
    assert not (tmp_path / "handzettel.toml").exists()


def test_workspace_is_made_where_the_option_says(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "-w", tmp_path / "neu").exit == 0
    assert (tmp_path / "neu" / "handzettel.toml").is_file()


def test_link_to_a_kind_is_a_kind_from_the_next_command_on(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "once")
    assert cli("make", "blatt", "-w", workspace).exit == 0
    (workspace / "kinds" / "zweites").symlink_to("blatt", target_is_directory=True)
    assert cli("make", "zweites", "-w", workspace).exit == 0


def test_file_of_what_the_kind_is_not_made_for_any_more_is_named(cli: Cli, workspace: Path) -> None:
    """A file of the same name is planned, but of another kind."""
    folder = begin(cli, workspace, "area")
    assert cli("make", "blatt", "3", "-w", workspace).exit == 0
    replace_in(folder / "kind.toml", 'each = "area"', 'each = "branch"')
    replace_in(folder / "kind.toml", "{area}", "{branch}")
    ran = cli("build", "checklist", "-w", workspace)
    assert "blatt/bereich-3.pdf: is no longer planned" in ran.stderr


def test_file_of_an_event_that_is_gone_is_named_beside_one_of_a_shorter_name(
    workspace: Path, cli: Cli
) -> None:
    begin(cli, workspace, "event")
    is_planned = still_planned(load(workspace), dt.date(2026, 11, 22))
    assert is_planned("blatt/ehrenamt")
    assert is_planned("blatt/press/ehrenamt-coated-3mm")
    assert not is_planned("blatt/ehrenamt-alt")


def test_rest_is_made_and_the_exit_code_tells_of_the_row(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "person")
    people = workspace / "recipients.csv"
    head, first, second, *_rows = people.read_text("utf-8").splitlines(keepends=True)
    people.write_text(head + first.replace("@", "(at)") + second, "utf-8")
    for _run in range(2):
        ran = cli("make", "blatt", "-w", workspace)
        assert ran.exit == 9
        assert len(list((workspace / "out/blatt").glob("*.pdf"))) == 1
        assert "recipients.csv:2" in ran.stderr.splitlines()[-1]


def test_printer_of_one_run_can_be_named(cli: Cli, workspace: Path) -> None:
    begin(cli, workspace, "event")
    printer = "Druckerei Beispiel, Beispielweg 9, 04109 Leipzig"
    ran = cli("make", "blatt", "nachbarschaft", "--printer", printer, "-w", workspace, *DAY)
    assert ran.exit == 0, ran.stderr
    assert printer in text_of((workspace / "out/blatt/nachbarschaft.pdf").read_bytes())
    ran = cli("make", "blatt", "nachbarschaft", "--printer", "Druckerei", "-w", workspace, *DAY)
    assert ran.exit == 2
    assert "--printer" in ran.stderr
