"""The commands in workspaces that are empty or partly wrong: what is made and named, the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports import shipped_folder
from reports.content.workspace import load
from reports.errors import Exit
from tests.conftest import Cli
from tests.support.small_workspace import SMALL_WORKSPACE

MOTION = """\
Antrag A 1
Antragsteller: Ortsverein Süd
Mehr Bänke
Der Parteitag möge beschließen:
1. Bänke
1.1 Wir fordern die Stadt Musterstadt auf, Bänke aufzustellen.
1.2 Wir fordern den Bund auf, Bäume zu pflanzen.
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small workspace with an area, two addressees and an event."""
    folder = tmp_path / "small"
    for name, text in SMALL_WORKSPACE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def outputs(folder: Path) -> set[str]:
    return {path.relative_to(folder / "out").as_posix() for path in (folder / "out").rglob("*.pdf")}


# --- mistakes ---------------------------------------------------------------------


def test_build_makes_what_is_right_and_names_the_rest(cli: Cli, small: Path) -> None:
    assert cli("build", "-w", small).exit == Exit.DONE
    old = (small / "out/flyer/nachbarschaft/a5-de.pdf").read_bytes()
    spoil(small / "events.yaml", "title: Wer", "titel: Wer")
    ran = cli("build", "--prune", "-w", small)
    assert ran.exit == Exit.IN_PART
    last = ran.stderr.splitlines()[-2:]
    assert last[0] == "Not everything could be made:"
    assert last[1].startswith('events.yaml:16:9: unknown key "titel" – did you mean "title"?')
    # nothing is known to be planned no longer
    assert (small / "out/flyer/nachbarschaft/a5-de.pdf").read_bytes() == old
    assert len(outputs(small)) == 5


def test_wrong_event_is_none_of_a_summarys_business(cli: Cli, small: Path) -> None:
    spoil(small / "events.yaml", "title: Wer", "titel: Wer")
    ran = cli("summary", "-w", small)
    assert ran.exit == Exit.DONE
    assert "titel" not in ran.stderr
    assert outputs(small) == {"summary/overview.pdf", "summary/bereich-1.pdf"}


def test_command_of_which_nothing_can_be_made_names_all_mistakes(cli: Cli, small: Path) -> None:
    spoil(small / "events.yaml", "title: Wer", "titel: Wer")
    spoil(small / "resolution.yaml", "status: adopted", "status: done")
    ran = cli("flyer", "-w", small)
    assert ran.exit == Exit.CONTENT
    files = [line.partition(":")[0] for line in ran.stderr.splitlines()]
    assert files == ["events.yaml", "resolution.yaml"]
    assert not (small / "out").exists()


def test_check_names_all_mistakes_and_fails(cli: Cli, small: Path) -> None:
    spoil(small / "events.yaml", "title: Wer", "titel: Wer")
    spoil(small / "resolution.yaml", "lines: [7, 9]", "lines: [9, 7]")
    spoil(small / "handzettel.toml", "rate = 60", "rate = 0")
    ran = cli("check", "-w", small)
    assert ran.exit == Exit.CONTENT
    for name in ("events.yaml:16:9", "handzettel.toml:16:8", "resolution.yaml:29:16"):
        assert f"{name}: " in ran.stderr


def test_wrong_branch_of_an_event_is_named_beside_its_other_mistakes(cli: Cli, small: Path) -> None:
    spoil(small / "events.yaml", "title: Wer", "titel: Wer")
    text = (small / "events.yaml").read_text("utf-8")
    assert text.count("branch: ") == 1
    (small / "events.yaml").write_text(text.replace("branch: ", "branch: x"), "utf-8")
    messages = cli("check", "-w", small).stderr
    assert 'unknown key "titel"' in messages
    assert 'there is no branch "x' in messages


def test_check_names_characters_that_no_font_has_as_build_does(cli: Cli, small: Path) -> None:
    spoil(small / "resolution.yaml", "Schulen öffnen am Abend", "Schulen öffnen am 字 Abend")
    spoil(small / "resolution.yaml", "  - number: 1", "  - number: 1  # 한 is not printed")
    spoil(small / "events.yaml", "title: Wer", 'title: "☎ 漢 נ Wer')
    text = (small / "events.yaml").read_text("utf-8")
    (small / "events.yaml").write_text(re.sub('(title: "☎.*)', r'\1"', text), "utf-8")
    checked, built = (cli(command, "-w", small).stderr for command in ("check", "build"))
    event, area = (line for line in checked.splitlines() if "no font" in line)
    assert event.startswith(
        'events.yaml:16:19: no font has this character of "title": 漢 (U+6F22);'
    )
    assert 'no font has this character of "summary": 字 (U+5B57);' in area
    assert area.startswith("resolution.yaml:28:36: ")
    assert event in built
    assert area.replace(", book/aktionsplan", "") in built


def test_fault_of_a_finished_page_is_told_with_the_field_of_its_text(cli: Cli, small: Path) -> None:
    (small / "styles").mkdir()
    (small / "styles/checklist.add.css").write_text(".checklist .lead { font-size: 4pt }\n")
    assert cli("checklist", "stadt", "-w", small).stderr == (
        'checklist/stadt, page 1: "Was von der Stadt erwartet wird." is set in 4.0 points; the'
        ' least here is 6; the text comes from "task" (addressees.yaml:12:11)'
        " – set it larger in the template or style sheet\n"
    )


def test_page_that_is_too_long_does_not_hinder_others(cli: Cli, small: Path) -> None:
    with (small / "resolution.yaml").open("a", encoding="utf-8") as file:
        for number in range(6, 20):
            file.write(f'      - {{id: "1.{number}", title: Mehr, lines: [10, 12], summary: ')
            file.write(f"{'Schulen öffnen am Abend. ' * 40}}}\n")
    with (small / "handzettel.toml").open("a", encoding="utf-8") as file:
        file.write("\n[summary]\npages = 1\n")
    ran = cli("summary", "-w", small)
    assert ran.exit == Exit.IN_PART
    assert "summary/bereich-1: " in ran.stderr
    assert outputs(small) == {"summary/overview.pdf"}
    assert cli("summary", "1", "-w", small).exit == Exit.BUDGET


def test_mail_refuses_if_what_it_would_send_is_affected(cli: Cli, small: Path) -> None:
    (small / "recipients.csv").write_text("email;roles\nerika@example.org;delegierte\n")
    spoil(small / "events.yaml", "title: Wer", "titel: Wer")
    ran = cli("mail", "parteitag", "-w", small)
    assert ran.exit == Exit.DONE, ran.stderr  # it encloses no flyer
    spoil(small / "resolution.yaml", "lines: [7, 9]", "lines: [9, 7]")
    for action in ((), ("--send", "--yes"), ("--to-me",)):
        refused = cli("mail", "parteitag", *action, "-w", small)
        assert refused.exit == Exit.CONTENT
        assert "resolution.yaml:29:16: " in refused.stderr


# --- empty workspaces -------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "code", "file"),
    [
        (("build",), Exit.CONTENT, "handzettel.toml"),
        (("summary",), Exit.CONTENT, "resolution.yaml"),
        (("checklist",), Exit.CONTENT, "resolution.yaml"),
        (("flyer",), Exit.CONTENT, "events.yaml"),
        (("book",), Exit.CONTENT, "resolution.yaml"),
        (("export", "--format", "docx"), Exit.CONTENT, "resolution.yaml"),
        (("mail", "parteitag"), Exit.USAGE, "parteitag"),
    ],
)
def test_empty_workspace_is_told_what_a_command_needs(
    cli: Cli, tmp_path: Path, command: tuple[str, ...], code: Exit, file: str
) -> None:
    assert cli("init", "--empty", tmp_path / "empty").exit == Exit.DONE
    ran = cli(*command, "-w", tmp_path / "empty")
    assert ran.exit == code
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"{file}: ")


def test_empty_workspace_is_valid_and_holds_nothing_of_the_sample(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    assert cli("init", "--empty", "-w", folder).exit == Exit.DONE
    assert cli("check", "-w", folder).exit == Exit.DONE
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in names if not name.startswith(("schema/", "."))} == {
        "handzettel.toml",
        "branches.yaml",
        "events.yaml",
        "recipients.csv",
        "no-mail.csv",
        "campaigns/parteitag.toml",
    }
    texts = "".join((folder / name).read_text("utf-8") for name in names if "schema/" not in name)
    assert "Leipzig" not in texts
    assert "muster" not in texts.casefold()


def test_templates_are_valid_once_they_are_uncommented(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    assert cli("init", "--empty", folder, "-q").exit == Exit.DONE
    for path in (*folder.glob("[a-z]*.*"), *folder.glob("campaigns/*")):
        lines = path.read_text("utf-8").splitlines()
        text = "\n".join(
            line if line.startswith("##") else line.removeprefix("#").removeprefix(" ")
            for line in lines
            if "schema" not in line
        )
        path.write_text(text + "\n", "utf-8")
    content = load(folder)
    assert len(content.events) == len(content.branches) == len(content.campaigns) == 1
    ran = cli("mail", "-w", folder)
    assert ran.text == "parteitag: 1 person\n", ran.stderr


# --- imports ----------------------------------------------------------------------


@pytest.fixture
def motion(tmp_path: Path) -> Path:
    """A motion that names two addressees, one of them like one of the sample."""
    path = tmp_path / "baenke.txt"
    path.write_text(MOTION, "utf-8")
    return path


def content_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file() and "schema" not in path.parts and not path.name.startswith(".")
    }


def test_import_leaves_nothing_of_the_untouched_sample(
    cli: Cli, tmp_path: Path, motion: Path
) -> None:
    assert cli("init", tmp_path / "w").exit == Exit.DONE
    ran = cli("import", motion, "-w", tmp_path / "w")
    assert ran.exit == Exit.DONE, ran.stderr
    assert "The sample's files, which nobody had changed, are replaced: " in ran.stderr
    texts = content_files(tmp_path / "w")
    assert "Leipzig" not in "".join(texts.values())
    assert "resolution.yaml" in texts  # and no folder of several
    content = load(tmp_path / "w")
    assert not content.settings.sample
    assert [resolution.title for resolution in content.resolutions] == ["Mehr Bänke"]
    assert cli("check", "-w", tmp_path / "w").exit == Exit.DONE


def test_import_into_an_empty_workspace_is_as_one_without(
    cli: Cli, tmp_path: Path, motion: Path
) -> None:
    assert cli("init", "--empty", tmp_path / "w").exit == Exit.DONE
    assert cli("import", motion, "-w", tmp_path / "w").exit == Exit.DONE
    assert cli("import", motion, "-w", tmp_path / "new").exit == Exit.DONE
    assert content_files(tmp_path / "w") == content_files(tmp_path / "new")
    assert load(tmp_path / "w").settings.organisation.name == ""  # the text gives none


def test_import_touches_no_file_that_somebody_changed(
    cli: Cli, tmp_path: Path, motion: Path
) -> None:
    folder = tmp_path / "w"
    assert cli("init", folder).exit == Exit.DONE
    changed = {"events.yaml": "# ours\n", "handzettel.toml": "# ours\n", "recipients.csv": "x@y.de"}
    for name, text in changed.items():
        path = folder / name
        path.write_text(path.read_text("utf-8") + text, "utf-8")
    before = {name: (folder / name).read_bytes() for name in (*changed, "branches.yaml")}
    assert cli("import", motion, "-w", folder).exit == Exit.DONE
    # the branches are named by events and recipients that are somebody's own
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_import_does_not_take_the_samples_addressees_for_its_own(
    cli: Cli, tmp_path: Path, motion: Path
) -> None:
    folder = tmp_path / "w"
    assert cli("init", folder).exit == Exit.DONE
    path = folder / "addressees.yaml"
    entry = (
        "  - {id: rat-der-alten, name: Rat der Alten, full_name: Rat der Alten, abbreviation: A}\n"
    )
    path.write_text(path.read_text("utf-8") + entry, "utf-8")
    before = path.read_text("utf-8")
    assert cli("import", motion, "-w", folder).exit == Exit.DONE
    assert path.read_text("utf-8").startswith(before.rstrip())
    content = load(folder)
    sample = {addressee.id for addressee in load(shipped_folder("data")).addressees}
    asked_ids = {
        request.id
        for resolution in content.resolutions
        for area in resolution.areas
        for measure in area.measures
        for request in measure.addressees
    }
    assert asked_ids
    assert not asked_ids & sample
