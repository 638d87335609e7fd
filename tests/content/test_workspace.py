"""A folder becomes content: what a workspace may hold and leave out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from reports.content.json_export import export
from reports.content.workspace import Content, is_workspace, load
from reports.errors import ContentError, Exit, UsageError
from reports.storage.cache import Store


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def messages(workspace: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(workspace)
    return [str(problem) for problem in caught.value.problems]


def test_folder_with_settings_is_a_workspace(workspace: Path, tmp_path: Path) -> None:
    assert is_workspace(workspace)
    assert not is_workspace(tmp_path)


def test_folder_without_settings_is_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no handzettel\.toml here.* – .*handzettel init"):
        load(tmp_path)
    assert UsageError.exit is Exit.USAGE


def test_content_is_frozen(sample: Content) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        sample.resolutions[0].title = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("file", "user"), [("addressees.yaml", "the resolution"), ("branches.yaml", "the events")]
)
@pytest.mark.parametrize("data", [None, b"", b"# nothing\n", b"---\n# nothing\n"])
def test_missing_file_is_told_if_others_refer_to_it(
    file: str, user: str, data: bytes | None, workspace: Path
) -> None:
    """A file with nothing but comments counts as missing."""
    if data is None:
        (workspace / file).unlink()
    else:
        (workspace / file).write_bytes(data)
    (message,) = messages(workspace)
    assert message.startswith(f"{file}: the file is missing, and {user} ")


def test_all_content_may_be_missing(workspace: Path) -> None:
    for name in ("resolution.yaml", "addressees.yaml", "events.yaml", "branches.yaml"):
        (workspace / name).unlink()
    content = load(workspace)
    assert (content.resolutions, content.addressees) == ((), ())
    assert (content.events, content.branches) == ((), ())


def test_settings_may_be_empty(workspace: Path) -> None:
    (workspace / "handzettel.toml").write_text("# nothing\n")
    assert load(workspace).settings.organisation.name == ""


def test_folder_in_place_of_a_file_is_told(workspace: Path) -> None:
    (workspace / "addressees.yaml").unlink()
    (workspace / "addressees.yaml").mkdir()
    (message,) = messages(workspace)
    assert message.startswith("addressees.yaml: ")


def test_file_without_keys_is_told_with_those_it_needs(workspace: Path) -> None:
    (workspace / "branches.yaml").write_bytes(b"- a\n")
    (message,) = messages(workspace)
    assert message.startswith("branches.yaml:1:1: there is nothing to read here – ")


def test_broken_file_does_not_make_others_look_broken(workspace: Path) -> None:
    """Events name branches and measures; those cannot be judged when their files are broken."""
    (workspace / "branches.yaml").write_text("branches: [", encoding="utf-8")
    (workspace / "resolution.yaml").write_text("id: [", encoding="utf-8")
    (workspace / "addressees.yaml").write_text("addressees: [", encoding="utf-8")
    assert [message.split(":")[0] for message in messages(workspace)] == [
        "addressees.yaml",
        "branches.yaml",
        "resolution.yaml",
    ]


def test_several_resolutions_lie_in_a_folder(workspace: Path) -> None:
    folder = workspace / "resolutions"
    folder.mkdir()
    text = (workspace / "resolution.yaml").read_text(encoding="utf-8")
    (workspace / "resolution.yaml").rename(folder / "b.yaml")
    (folder / "a.yaml").write_text(
        text.replace("id: aktionsplan-integration", "id: erster"), encoding="utf-8"
    )
    assert [resolution.id for resolution in load(workspace).resolutions] == [
        "erster",
        "aktionsplan-integration",
    ]


def test_two_resolutions_must_not_share_an_id(workspace: Path) -> None:
    folder = workspace / "resolutions"
    folder.mkdir()
    text = (workspace / "resolution.yaml").read_text(encoding="utf-8")
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    (message,) = messages(workspace)
    assert message.startswith("resolutions/b.yaml:2:5: ")
    assert '"aktionsplan-integration" stands twice' in message


def test_event_may_end_on_another_day(workspace: Path) -> None:
    change(workspace / "events.yaml", "end: 2027-05-29T19:00", "end: 2027-05-30T01:00")
    assert load(workspace).events[-1].id == "begegnung"


def test_flyer_may_be_in_english(workspace: Path) -> None:
    change(
        workspace / "events.yaml",
        "      de:\n        title: Ankommen im Beruf",
        "      en:\n        title: x\n        lead: x\n        way: x\n"
        "      de:\n        title: Ankommen im Beruf",
    )
    event = next(event for event in load(workspace).events if event.id == "arbeitsgemeinschaft")
    assert list(event.texts) == ["en", "de"]


def test_content_finds_addressees_and_branches_by_id(sample: Content) -> None:
    assert sample.addressee("bund").abbreviation == "Bund"
    assert sample.branch("probeheim").contact.name == "Petra Probe"


# --- export -----------------------------------------------------------------


def test_export_survives_json_and_marks_every_measure_open(sample: Content) -> None:
    exported = export(sample)
    assert json.loads(json.dumps(exported)) == exported
    states = {
        measure["state"]
        for resolution in exported["resolutions"]
        for area in resolution["areas"]
        for measure in area["measures"]
    }
    assert states == {"open"}


def test_export_gives_lines_as_two_numbers_and_dates_as_text(sample: Content) -> None:
    exported = export(sample)
    resolution = exported["resolutions"][0]
    assert resolution["date"] == "2016-06-25"
    assert resolution["lines"] == [1, 685]
    assert resolution["areas"][2]["measures"][-1]["addressees"] == [
        {"id": "stadtrat-fraktion", "basis": "explicit", "lines": [505, 506]},
        {"id": "stadt-leipzig", "basis": "derived", "lines": None},
    ]


def test_export_leaves_the_content_as_it_was(sample: Content) -> None:
    assert export(sample) == export(sample)
    assert not hasattr(sample.resolutions[0].areas[0].measures[0], "state")


def test_store_changes_nothing_about_what_is_read(workspace: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    for _time in range(2):
        assert load(workspace, store) == load(workspace)
    path = workspace / "addressees.yaml"
    path.write_text(path.read_text("utf-8") + "again: [\n", "utf-8")
    for _time in range(2):
        with pytest.raises(ContentError, match=r"addressees\.yaml"):
            load(workspace, store)
