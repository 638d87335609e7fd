"""A file that is called almost as it must be is named, and how to call it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reports.content.images import load_image
from reports.content.misnamed import nearest_file, other_names, same_name
from reports.content.workspace import load
from reports.errors import ContentError, UsageError
from tests.conftest import Cli


@pytest.mark.parametrize(
    ("name", "similar"),
    [
        ("resolution.yaml", "resolution.yml"),
        ("resolution.yaml", "resolution.yaml.txt"),
        ("resolution.yaml", "resolution.yaml.yaml"),
        ("resolution.yaml", "Resolution.YAML"),
        ("resolution.yaml", "RESOLUTION.YML.TXT"),
        ("resolution.yaml", "resolution (1).yaml"),
        ("resolution.yaml", "resolution - Kopie.yaml"),
        ("resolution.yaml", "Kopie von resolution.yaml"),
        ("resolution.yaml", "resolution copy 2.yaml"),
        ("resolution.yaml", "resolution_1.yaml"),
        ("handzettel.toml", "handzettel.toml.txt"),
        ("no-mail.csv", "no_mail.csv"),
        ("no-mail.csv", "No Mail.csv.csv"),
        ("beschluß.docx", "Beschluß.docx"),
        ("ü.txt", "u\u0308.txt"),
    ],
)
def test_file_that_is_meant_is_found(name: str, similar: str, tmp_path: Path) -> None:
    (tmp_path / similar).touch()
    (tmp_path / "other.yaml").touch()
    assert same_name(tmp_path, name) == similar


@pytest.mark.parametrize(
    "similar", ["resolution.md", "resolutions.yaml", "resolution.yaml~", ".resolution.yaml", "x"]
)
def test_file_that_is_not_meant_is_left_alone(similar: str, tmp_path: Path) -> None:
    (tmp_path / similar).touch()
    assert same_name(tmp_path, "resolution.yaml") is None
    (tmp_path / "resolution.yml").mkdir()
    assert same_name(tmp_path, "resolution.yaml") is None
    assert same_name(tmp_path / "nowhere", "resolution.yaml") is None


def test_files_of_a_folder_that_are_not_read(tmp_path: Path) -> None:
    for name in (
        "a.toml",
        "a.toml.txt",
        "b.toml.txt",
        "c.TOML",
        "notes.txt",
        "d (1).toml",
        "e-2.toml.txt",
    ):
        (tmp_path / name).touch()
    assert sorted(other_names(tmp_path, "toml")) == [
        ("b.toml.txt", "b.toml"),
        ("c.TOML", "c.toml"),
        ("e-2.toml.txt", "e-2.toml"),
    ]


def messages(workspace: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(workspace)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("name", "similar"),
    [
        ("resolution.yaml", "resolution.yml"),
        ("resolution.yaml", "Resolution.YAML"),
        ("addressees.yaml", "addressees.yaml.txt"),
        ("branches.yaml", "branches (1).yaml"),
        ("events.yaml", "events.yml"),
        ("recipients.csv", "recipients.csv.csv"),
        ("no-mail.csv", "no_mail.csv"),
    ],
)
def test_missing_file_of_a_workspace_is_the_one_mistake(
    name: str, similar: str, workspace: Path
) -> None:
    (workspace / name).rename(workspace / similar)
    assert messages(workspace) == [
        f"{name}: the file is missing – there is {similar}: rename it to {name}"
    ]


@pytest.mark.parametrize(
    ("similar", "right"),
    [
        ("campaigns/brief.toml.txt", "brief.toml"),
        ("termine.ics.txt", "termine.ics"),
        ("Termine.ICS", "Termine.ics"),
    ],
)
def test_file_that_would_be_left_out_is_named(similar: str, right: str, workspace: Path) -> None:
    (workspace / similar).write_text("", encoding="utf-8")
    assert messages(workspace) == [
        f"{similar}: a file of this name is not read – rename it to {right}, or move it elsewhere"
    ]


def test_only_resolution_of_a_folder_is_the_one_mistake(workspace: Path) -> None:
    (workspace / "resolutions").mkdir()
    (workspace / "resolution.yaml").rename(workspace / "resolutions" / "eins.yml")
    (problem,) = messages(workspace)
    assert problem.startswith("resolutions/eins.yml: a file of this name is not read")


def test_file_without_a_likeness_is_missing_as_before(workspace: Path) -> None:
    (workspace / "addressees.yaml").unlink()
    assert messages(workspace)[0].startswith("addressees.yaml: the file is missing, and ")


def test_settings_of_almost_the_right_name_are_named(workspace: Path) -> None:
    (workspace / "handzettel.toml").rename(workspace / "handzettel.toml.txt")
    with pytest.raises(UsageError, match=r"there is handzettel\.toml\.txt: rename it"):
        load(workspace)


def test_sample_does_not_serve_where_the_settings_are_misnamed(cli: Cli, workspace: Path) -> None:
    (workspace / "handzettel.toml").rename(workspace / "handzettel.toml.txt")
    ran = cli("build", "summary", cwd=workspace)
    assert ran.exit == 2
    assert "there is handzettel.toml.txt: rename it to handzettel.toml" in ran.stderr
    assert not (workspace / "out").exists()


@pytest.mark.parametrize(
    ("name", "similar"),
    [("logo.png", "logo.PNG"), ("logo.jpg", "Logo.jpeg"), ("logo.svg", "logoo.svg")],
)
def test_picture_of_almost_the_right_name_is_suggested(
    name: str, similar: str, tmp_path: Path
) -> None:
    (tmp_path / similar).touch()
    with pytest.raises(ContentError) as caught:
        load_image(tmp_path, name)
    assert str(caught.value) == (f'{name}: there is no file "{name}" – did you mean "{similar}"?')


def test_file_in_another_folder_is_suggested_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "beschluss.docx.docx").touch()
    assert nearest_file(tmp_path, "sources/beschluss.docx", "?") == (
        'did you mean "sources/beschluss.docx.docx"?'
    )
    shutil.rmtree(tmp_path / "sources")
    assert nearest_file(tmp_path, "sources/beschluss.docx", "?") == "?"
