"""Kinds of one's own: begun, made, built, checked, tidied and mailed like the shipped ones."""

from __future__ import annotations

import datetime as dt
import email
import shutil
from email import policy
from pathlib import Path

import pytest

from reports import room
from reports.content.workspace import load
from reports.documents.planning import plan
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
    "person": ("blatt/0001.pdf", "Dr. Erika Muster"),
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
    assert text in text_of((workspace / "out" / name).read_bytes())
    pdfs = [path.name for path in (workspace / "out" / "blatt").rglob("*.pdf")]
    assert pdfs == [Path(name).name]


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
    replace_in(folder / "kind.toml", 'pages = "any"', "pages = 1")
    ran = cli("make", "blatt", "stadtrat-fraktion", "-w", workspace)
    assert ran.exit == 4
    assert "too long for one page" in ran.stderr
    assert not (workspace / "out/blatt/stadtrat-fraktion.pdf").exists()


def test_slip_in_a_template_is_told_by_check_with_its_line(cli: Cli, workspace: Path) -> None:
    folder = begin(cli, workspace, "area")
    replace_in(folder / "template.html", "{{ measure.title }}", "{{ measure.titel }}")
    ran = cli("check", "-w", workspace)
    assert ran.exit == 5
    line = next(
        number
        for number, text in enumerate((folder / "template.html").read_text("utf-8").splitlines(), 1)
        if "titel" in text
    )
    assert f'kinds/blatt/template.html:{line}: what stands before it has no "titel"' in ran.stderr
    assert 'did you mean "title"?' in ran.stderr
    assert ran.stderr.count("titel") == 1


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
    for path in (room("templates") / "starter").glob("*.html"):
        assert "{{ _(" not in path.read_text("utf-8")
