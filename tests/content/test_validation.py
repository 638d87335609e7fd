"""Broken content is told in full: every mistake once, at its line, with what to do."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from reports import shipped_folder, suggestions
from reports.content import event, resolution, settings, validation
from reports.content.formats.yaml_file import read_yaml
from reports.content.workspace import load
from reports.errors import ContentError
from tests.conftest import Cli
from tests.content.mistakes import MARK, OF_FORM, OF_SENSE, Mistake
from tests.support.invalid import problems_in

MESSAGE = re.compile(r"[\w./-]+(:\d+(:\d+)?)?: \S.* – \S.*")
"""``file:line:column: what – remedy``."""


@dataclass(frozen=True)
class Broken:
    """A workspace with mistakes, where each must be told, and what is told."""

    folder: Path
    places: Mapping[str, str]
    messages: tuple[str, ...]


def break_(folder: Path, mistakes: Sequence[Mistake]) -> Broken:
    """Break a workspace and load it."""
    names = {}
    for number, mistake in enumerate(mistakes):
        names[number] = mistake.name
        path = folder / mistake.file
        text = path.read_text(encoding="utf-8")
        for old, new in filter(None, [(mistake.old, mistake.new), mistake.second]):
            assert text.count(old) == 1, f"{mistake.name}: stands {text.count(old)} times"
            text = text.replace(old, new.replace(MARK, f"§{number}§"))
        path.write_text(text, encoding="utf-8")
    places = {}
    for file in sorted({mistake.file for mistake in mistakes}):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        while mark := re.search(r"§(\d+)§", text):
            line = text.count("\n", 0, mark.start()) + 1
            column = mark.start() - text.rfind("\n", 0, mark.start())
            places[names[int(mark[1])]] = f"{file}:{line}:{column}"
            text = text[: mark.start()] + text[mark.end() :]
        path.write_text(text, encoding="utf-8")
    return Broken(folder, places, tuple(messages(folder)))


def messages(workspace: Path) -> list[str]:
    """What loading a workspace complains about."""
    with pytest.raises(ContentError) as caught:
        load(workspace)
    return [str(problem) for problem in caught.value.problems]


def _sample_copy(factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(shipped_folder("data"), factory.mktemp("broken") / "workspace"))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """One workspace with every mistake of form."""
    return break_(_sample_copy(tmp_path_factory), OF_FORM)


@pytest.fixture(scope="module")
def sense(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """One workspace with every mistake of sense, which show where the form is right."""
    return break_(_sample_copy(tmp_path_factory), OF_SENSE)


def _assert_told_once(broken: Broken, mistake: Mistake) -> None:
    place = broken.places[mistake.name]
    messages = [message for message in broken.messages if message.startswith(f"{place}: ")]
    assert len(messages) == 1, f"expected at {place}"
    assert MESSAGE.fullmatch(messages[0])
    message, _, remedy = messages[0].split(": ", 1)[1].partition(" – ")
    assert mistake.message in message
    assert mistake.remedy in remedy


@pytest.mark.parametrize("mistake", OF_FORM, ids=lambda mistake: mistake.name)
def test_mistake_of_form_is_told_at_its_place_with_its_remedy(
    mistake: Mistake, form: Broken
) -> None:
    _assert_told_once(form, mistake)


@pytest.mark.parametrize("mistake", OF_SENSE, ids=lambda mistake: mistake.name)
def test_mistake_of_sense_is_told_at_its_place_with_its_remedy(
    mistake: Mistake, sense: Broken
) -> None:
    _assert_told_once(sense, mistake)


@pytest.mark.parametrize(("kind", "count"), [("form", len(OF_FORM)), ("sense", len(OF_SENSE))])
def test_nothing_is_told_twice_or_besides(
    kind: str, count: int, request: pytest.FixtureRequest
) -> None:
    broken: Broken = request.getfixturevalue(kind)
    assert len(broken.messages) == count
    assert len(set(broken.messages)) == count


@pytest.mark.parametrize("kind", ["form", "sense"])
def test_messages_come_in_the_order_of_files_and_lines(
    kind: str, request: pytest.FixtureRequest
) -> None:
    broken: Broken = request.getfixturevalue(kind)
    places = [message.split(": ")[0].split(":") for message in broken.messages]
    positions = [(file, int(line), int(column)) for file, line, column in places]
    assert positions == sorted(positions)
    assert len({file for file, *_ in positions}) == 5


@pytest.mark.parametrize("kind", ["form", "sense"])
def test_build_of_broken_content_writes_nothing(
    kind: str, request: pytest.FixtureRequest, cli: Cli, tmp_path: Path
) -> None:
    broken: Broken = request.getfixturevalue(kind)
    ran = cli("build", "-w", broken.folder, "-o", tmp_path / "out")
    assert ran.exit == 3
    assert not (tmp_path / "out").exists()
    assert ran.stdout == b""
    assert ran.stderr.splitlines() == list(broken.messages)


def test_mistake_in_one_file_does_not_hide_those_in_others(workspace: Path) -> None:
    (workspace / "addressees.yaml").write_text("addressees: [\n", encoding="utf-8")
    (workspace / "branches.yaml").write_text("branches: 1\n", encoding="utf-8")
    path = workspace / "handzettel.toml"
    path.write_text(path.read_text(encoding="utf-8") + "x = \n", encoding="utf-8")
    files = [message.split(":")[0] for message in messages(workspace)]
    assert files == ["addressees.yaml", "branches.yaml", "handzettel.toml"]


# --- wording ----------------------------------------------------------------


def _patterns(value: Any) -> Iterator[str]:
    """Every pattern in a JSON schema."""
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            yield value["pattern"]
        # keys of a mapping are held to a pattern, too
        yield from value.get("patternProperties", {})
        for inner in value.values():
            yield from _patterns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _patterns(inner)


FILES = (
    settings.Settings,
    resolution.Resolution,
    resolution.Addressees,
    event.Branches,
    event.Events,
)

USED = sorted({pattern for model in FILES for pattern in _patterns(model.model_json_schema())})


def test_patterns_are_found() -> None:
    """The list of patterns that the models use has those that are known to be there."""
    assert r"^\d{5}$" in USED
    assert r"^[a-z]{2,3}$" in USED


@pytest.mark.parametrize("pattern", USED)
def test_every_pattern_of_the_models_has_its_remedy(pattern: str) -> None:
    assert validation._PATTERNS[pattern]()


def test_no_remedy_is_left_over() -> None:
    """Each pattern with a remedy is that of a field."""
    assert set(validation._PATTERNS) <= set(USED)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("flier", 'did you mean "flyer"?'),
        ("sumary", 'did you mean "summary"?'),
        ("xyz", "take one"),
    ],
)
def test_near_miss(word: str, expected: str) -> None:
    """A misspelt word is answered with the nearest one, any other with the default."""
    assert (
        suggestions.near(word, ["flyer", "summary", "checklist"], otherwise="take one") == expected
    )


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just text\n", "12\n"])
def test_file_without_keys_is_told_which_it_needs(text: str) -> None:
    (problem,) = problems_in(read_yaml(text.encode(), "file"), resolution.Addressees)
    assert str(problem).startswith("file:1:1: there is nothing to read here – ")
    assert "addressees" in problem.remedy


def test_long_value_is_shown_cut(workspace: Path) -> None:
    path = workspace / "resolution.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: adopted", f"status: {'z' * 5000}"), encoding="utf-8")
    (message,) = messages(workspace)
    assert len(message) < 250
    assert "zzz…" in message


@pytest.mark.parametrize("escape", ["\\uD800", "\\uDFFF"])
def test_half_a_character_is_told_as_a_mistake_in_text(
    escape: str, workspace: Path, cli: Cli
) -> None:
    path = workspace / "resolution.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("label: Beschluss 01", f'label: "{escape}"'), encoding="utf-8")
    ran = cli("export", "-w", workspace)
    assert ran.exit == 3
    assert ran.stderr.startswith("resolution.yaml:4:8: ")
    assert "Traceback" not in ran.stderr
    assert "group of keys" not in ran.stderr


def test_models_accept_what_json_schema_describes(workspace: Path) -> None:
    """A value that went out as JSON comes in again."""
    loaded = load(workspace).resolutions[0]
    again = TypeAdapter(resolution.Resolution).validate_python(json.loads(loaded.model_dump_json()))
    assert again == loaded


def test_misspelt_key_is_not_missing_as_well() -> None:
    data = b"addressees:\n  - id: bund\n    nmae: Bund\n    grop: x\n"
    problems = problems_in(read_yaml(data, "addressees.yaml"), resolution.Addressees)
    messages = [problem.message for problem in problems]
    assert 'unknown key "nmae"' in messages
    assert '"name" is missing' not in messages
    data = b"addressees:\n  - id: bund\n    telefon: 1\n"
    problems = problems_in(read_yaml(data, "addressees.yaml"), resolution.Addressees)
    assert '"name" is missing' in [problem.message for problem in problems]
