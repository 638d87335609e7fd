"""What stands unquoted in a file counts as it is written, also where YAML reads a number."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from reports.content.event import Branches, Event, Events
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_edit import edit_yaml
from reports.content.formats.yaml_file import read_yaml
from reports.content.resolution import Addressees, Resolution
from reports.content.validation import validate
from reports.content.workspace import load
from reports.errors import ContentError
from tests.support.invalid import problems_in


def change(path: Path, old: str, new: str, count: int = 1) -> None:
    """Replace a text in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def faults(file: Path) -> list[str]:
    """What loading the workspace of a file tells, one line a problem."""
    with pytest.raises(ContentError) as caught:
        load(file.parent)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    "written",
    ["1.10", "1_000", "12e3", "0x1F", "04109", "2026-12-12", "+49", "18:30", "no", "1e999"],
)
def test_unquoted_name_is_what_is_written(written: str) -> None:
    source = read_yaml(
        f"addressees:\n- {{id: a, name: {written}, full_name: A, abbreviation: A}}\n".encode(), "f"
    )
    assert validate(Addressees, source).addressees[0].name == written


def test_unquoted_measure_keeps_its_last_nought(workspace: Path) -> None:
    file = workspace / "resolution.yaml"
    change(file, 'id: "1.1"', "id: 1.10")
    change(workspace / "events.yaml", '- "7.A"', "- 1.10")
    content = load(workspace)
    assert "1.10" in [
        measure.id for area in content.resolutions[0].areas for measure in area.measures
    ]
    assert content.events[0].measures[0] == "1.10"


def test_unquoted_postcode_keeps_its_first_nought(workspace: Path) -> None:
    file = workspace / "branches.yaml"
    postcode = load(workspace).branches[0].address.postcode
    change(file, f'postcode: "{postcode}"', "postcode: 04109")
    assert load(workspace).branches[0].address.postcode == "04109"


def test_number_of_a_wrong_form_is_told_as_it_is_written(workspace: Path) -> None:
    change(workspace / "resolution.yaml", 'id: "1.1"', "id: 1.1000")
    assert 'is "1.1000"' in faults(workspace / "resolution.yaml")[0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("status: adopted", "status: 0x1F", 'cannot be "0x1F"'),
        ("number: 1\n", "number: 1.50\n", "not 1.50"),
        ("number: 1\n", "number: 0x1FFF\n", "is 0x1FFF"),
        ("date: 2016-06-25", "date: 2016-06-25 18:00:01", "is 2016-06-25 18:00:01,"),
        ("label: Beschluss 01", "label: TRUE", "not TRUE"),
        ("label: Beschluss 01", "label: ~", "not nothing"),
        ("label: Beschluss 01", "label: {a: 1}", "not a group of keys"),
        ("label: Beschluss 01", "label: [1, b]", 'not [1, "b"]'),
        ("label: Beschluss 01", "label: [true]", "not a list"),
    ],
)
def test_mistake_is_told_with_what_is_written(
    old: str, new: str, message: str, workspace: Path
) -> None:
    change(workspace / "resolution.yaml", old, new)
    (problem,) = faults(workspace / "resolution.yaml")
    assert message.replace('"0x1F"', "0x1F") in problem


def test_other_mistakes_are_told_beside_unquoted_texts() -> None:
    text = (
        "addressees:\n- {id: a, name: 04109, full_name: A, abbreviation: A}\n"
        "- {id: b, nam: 1.10, full_name: A, abbreviation: true}\n"
    )
    problems = problems_in(read_yaml(text.encode(), "f"), Addressees)
    assert [str(problem).split(" – ")[0] for problem in problems] == [
        'f:3:50: "abbreviation" should be text, not true',
        'f:3:11: unknown key "nam"',
    ]


def test_value_that_was_unquoted_can_be_edited() -> None:
    data = b"postcode: 04109 # here\nid: 1.10\n"
    assert edit_yaml(data, {("id",): "1.2"}) == b"postcode: 04109 # here\nid: '1.2'\n"


def test_number_in_toml_is_told_as_it_is_written() -> None:
    assert read_toml(b"a = 1.10\nb = [2026-12-12, 0x1F]\nc = 'x'\n", "f").raw == {
        ("a",): "1.10",
        ("b", 0): "2026-12-12",
        ("b", 1): "0x1F",
    }


def test_time_with_an_offset_stays_one(workspace: Path) -> None:
    change(workspace / "events.yaml", "2026-12-08T18:30", "2026-12-08T18:30:00+01:00")
    assert "offset" in faults(workspace / "events.yaml")[0]


# --- numbers no library can take -----------------------------------------------


@pytest.mark.parametrize(
    "number",
    ["0x" + "F" * 5000, "9" * 5000, "-" + "9" * 400, "0o" + "7" * 9000, "1e" + "9" * 30],
    ids=["hexadecimal", "digits", "negative", "octal", "power"],
)
@pytest.mark.parametrize("key", ["number", "title", "date", "numbered", "lines"])
def test_huge_number_is_one_mistake_or_a_text(key: str, number: str, workspace: Path) -> None:
    text = (workspace / "resolution.yaml").read_text(encoding="utf-8")
    head, _, tail = text.partition(f"{key}: ")
    value = f"[{number}, 5]" if key == "lines" else number
    tail = tail.partition("\n")[2]
    if key == "numbered":
        head, _, tail = text.partition("numbered: ")
        tail = tail.partition("\n")[2]
    changed = f"{head}{key}: {value}\n{tail}".encode()
    problems = problems_in(read_yaml(changed, "f"), Resolution)
    assert problems or (key, number[:2]) == ("title", "1e")  # which is short enough
    assert all(len(str(problem)) < 300 for problem in problems)


@pytest.mark.parametrize("number", ["0x" + "F" * 5000, "9" * 4000, "1e999", "-inf"])
def test_huge_number_in_toml_is_one_mistake(number: str, workspace: Path) -> None:
    change(
        workspace / "handzettel.toml",
        "[organisation]",
        f"[limits]\nseconds = {number}\n[organisation]",
    )
    (problem,) = faults(workspace / "handzettel.toml")
    assert '"seconds"' in problem
    assert len(problem) < 300


# --- one mistake, one message ---------------------------------------------------


def test_a_file_of_mistakes_is_told_in_a_hundred_lines() -> None:
    text = "addressees:\n" + "- {}\n" * 5000
    problems = problems_in(read_yaml(text.encode(), "f"), Addressees)
    assert len(problems) == 101
    assert str(problems[-1]) == "f: 19900 more mistakes – mend the others first"


def test_list_whose_entries_are_faulty_is_not_told_to_be_empty(workspace: Path) -> None:
    change(workspace / "resolution.yaml", "basis: explicit", "basis: explicitly", 999)
    messages = faults(workspace / "resolution.yaml")
    assert messages
    assert all('"basis" cannot be "explicitly"' in message for message in messages)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("resolution.yaml", "basis: explicit", "basis: x"),
        ("addressees.yaml", "- id: ", "- id: Ä "),
        ("branches.yaml", "- id: ", "- id: Ä "),
        ("events.yaml", "- id: ", "- id: Ä "),
        ("events.yaml", "        way: ", "        wy: "),
        ("handzettel.toml", "[organisation]", "[calendar]\nsort = 'x'\n[organisation]"),
        ("campaigns/parteitag.toml", "[who]", "[who]\nlanguages = ['D']\n[whom]"),
    ],
)
def test_one_mistake_has_no_echo_in_other_files(
    file: str, old: str, new: str, workspace: Path
) -> None:
    (workspace / "calendar.ics").write_text(CALENDAR, encoding="utf-8")
    settings = workspace / "handzettel.toml"
    branch = load_branch(workspace)
    with settings.open("a", encoding="utf-8") as out:
        out.write(
            f'\n[calendar]\nbranch = "{branch}"\nstep_free = true\nway = "Tram"\n'
            'url = "https://example.org"\n'
        )
    load(workspace)  # it is right
    if file == "handzettel.toml":
        change(settings, "step_free = true", "step_free = 'x'")
    else:
        change(workspace / file, old, new)
    messages = faults(settings)
    assert {message.split(":")[0] for message in messages} == {file}
    assert len(messages) <= 2


def load_branch(workspace: Path) -> str:
    source = read_yaml((workspace / "branches.yaml").read_bytes(), "branches.yaml")
    return validate(Branches, source).branches[0].id


CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
DTSTART:20270301T180000
DTEND:20270301T200000
SUMMARY:Gespräch
DESCRIPTION:Wir sprechen miteinander.
LOCATION:Haus\\, Musterstraße 1\\, 04109 Leipzig
END:VEVENT
END:VCALENDAR
"""


def test_days_are_days_still(workspace: Path) -> None:
    """Days and times without quotation marks are not taken for text."""
    assert load(workspace).resolutions[0].date == dt.date(2016, 6, 25)
    source = read_yaml((workspace / "events.yaml").read_bytes(), "events.yaml")
    assert validate(Events, source).events[0].start.hour == 18


@pytest.mark.parametrize("written", ["2027", "2.5", "1e9"])
def test_number_is_no_day(written: str) -> None:
    """The library would take it for seconds since 1970."""
    source = read_yaml(f"start: {written}\n".encode(), "events.yaml")
    problems = problems_in(source, Event)
    (problem,) = (problem for problem in problems if '"start"' in problem.message)
    assert "is not a day" in problem.message
