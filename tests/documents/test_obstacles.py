"""Missing and faulty files, in a table with what can still be made from the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reports.content.settings import Kind
from reports.content.workspace import Content, load_usable
from reports.documents.document import A4
from reports.documents.event_planning import plan_flyers
from reports.documents.obstacles import campaign_obstacles, export_obstacles
from reports.documents.plan import Plan
from reports.documents.planning import plan, plan_book, plan_checklists, plan_summaries
from reports.errors import ContentError, UsageError
from tests.support.small_workspace import RESOLUTION, SMALL_WORKSPACE

DAY = dt.date(2026, 11, 22)

AREA = """\
  - number: 2
    title: Wohnen
    lines: [41, 60]
    measures:
      - id: "2.1"
        title: Wohnungen fördern
        summary: Wohnungen werden gefördert.
        lines: [42, 44]
        addressees:
          - {id: rat, basis: derived}
"""

EVENT = """\
  - id: fest
    sort: encounter
    branch: probeheim
    start: 2026-12-10T18:00
    venue:
      name: Vereinshaus
      address: {street: Probegasse 3, postcode: "04177", city: Leipzig}
      step_free: true
    url: https://example.org/fest
    texts:
      de: {title: Fest, lead: Wir feiern., way: Haltestelle Probeheim}
"""

BRANCH = """\
  - id: probeheim
    name: Ortsverein Probeheim
    address: {street: Probegasse 3, postcode: "04177", city: Leipzig}
    contact: {name: Petra Probe}
"""

SECOND = RESOLUTION.replace("id: aktionsplan", "id: zweiter").replace("id: rat", "id: stadt")

WORKSPACE: Mapping[str, str] = {
    **SMALL_WORKSPACE,
    "handzettel.toml": SMALL_WORKSPACE["handzettel.toml"].replace(
        '["summary", "checklist", "flyer"]', '["summary", "checklist"]'
    ),
    "resolution.yaml": RESOLUTION + AREA,
    "branches.yaml": SMALL_WORKSPACE["branches.yaml"] + BRANCH,
    "events.yaml": SMALL_WORKSPACE["events.yaml"] + EVENT,
    "recipients.csv": "email;roles\nerika@example.org;delegierte\n",
    "campaigns/flyer.toml": 'documents = ["flyer"]\n[texts.de]\nsubject = "x"\ntext = "y"\n',
}
"""Two areas, addressees, branches and events, and a campaign for each half of the content."""

ALL = {
    "summary": {"overview", "bereich-1", "bereich-2"},
    "checklist": {"rat", "stadt"},
    "flyer": {"nachbarschaft/a5-de", "fest/a5-de"},
    "book": {"aktionsplan"},
    "mail": {"parteitag", "flyer"},
    "export": {"json"},
}
"""What is made of the workspace where nothing is wrong."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace on the disk."""
    for name, text in WORKSPACE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def products(content: Content) -> dict[str, set[str]]:
    """Return what can be made of each kind."""
    documents = {
        "summary": plan_summaries(content, (), DAY).documents,
        "checklist": plan_checklists(content, (), DAY).documents,
        "flyer": plan_flyers(content, (), (), DAY).documents,
        "book": plan_book(content, (), DAY, A4, False, lambda _chosen: {}).documents,
    }
    result = {
        kind: {document.name.partition("/")[2] for document in planned}
        for kind, planned in documents.items()
    }
    result["mail"] = {
        name
        for name in ("parteitag", "flyer")
        if not campaign_obstacles(content, name, content.campaigns.get(name))
    }
    result["export"] = set() if export_obstacles(content) else {"json"}
    return result


def lost(content: Content) -> dict[str, set[str]]:
    """Return what cannot be made of each kind, without kinds of which nothing is lost."""
    right = products(content)
    return {kind: names - right[kind] for kind, names in ALL.items() if names - right[kind]}


def test_all_is_made_where_nothing_is_wrong(folder: Path) -> None:
    content = load_usable(folder)
    assert content.faults == ()
    assert products(content) == ALL


# --- missing files ------------------------------------------------------------

RESOLUTIONS_GONE = {kind: ALL[kind] for kind in ("summary", "checklist", "book")}

MISSING: dict[str, dict[str, set[str]]] = {
    "resolution.yaml": RESOLUTIONS_GONE,
    "addressees.yaml": {**RESOLUTIONS_GONE, "mail": {"parteitag"}, "export": {"json"}},
    "branches.yaml": {"flyer": ALL["flyer"], "mail": {"flyer"}, "export": {"json"}},
    "events.yaml": {"flyer": ALL["flyer"]},
    "recipients.csv": {},
    "campaigns/parteitag.toml": {},
    "termine.ics": {},
}


@pytest.mark.parametrize("state", ["gone", "empty", "comments"])
@pytest.mark.parametrize("name", MISSING)
def test_missing_file_stops_only_what_needs_it(name: str, state: str, folder: Path) -> None:
    """A file with nothing but comments counts as missing."""
    if state == "gone" or name.endswith(".ics"):
        (folder / name).unlink()
    else:
        (folder / name).write_text("" if state == "empty" else "# nothing yet\n\n# at all\n")
    assert lost(load_usable(folder)) == MISSING[name]


def test_settings_may_hold_nothing_but_comments(folder: Path) -> None:
    (folder / "handzettel.toml").write_text("# nothing yet\n")
    content = load_usable(folder)
    assert content.faults == ()
    assert products(content)["summary"] == ALL["summary"]


@pytest.mark.parametrize(
    ("name", "make", "place"),
    [
        ("resolution.yaml", lambda content: plan_summaries(content, (), DAY), "resolution.yaml"),
        (
            "resolution.yaml",
            lambda content: plan_summaries(content, ("1",), DAY),
            "resolution.yaml",
        ),
        ("resolution.yaml", lambda content: plan_checklists(content, (), DAY), "resolution.yaml"),
        ("events.yaml", lambda content: plan_flyers(content, (), (), DAY), "events.yaml"),
        (
            "resolution.yaml",
            lambda content: plan_book(content, (), DAY, A4, False, lambda _chosen: {}),
            "resolution.yaml",
        ),
    ],
)
def test_whoever_asks_for_what_is_missing_is_told_what_is_needed(
    name: str, make: Callable[[Content], Plan], place: str, folder: Path
) -> None:
    (folder / name).unlink()
    planned = make(load_usable(folder))
    assert planned.documents == ()
    assert [problem.place.file for problem in planned.refused] == [place]


def test_build_leaves_out_kinds_that_the_workspace_has_nothing_for(folder: Path) -> None:
    (folder / "resolution.yaml").unlink()
    content = load_usable(folder)
    planned = plan(content, None, DAY)
    assert {document.name.partition("/")[0] for document in planned.documents} == {"flyer"}
    assert planned.refused == ()
    demanded = plan(content, [Kind.SUMMARY], DAY, demanded=True)
    assert demanded.refused


# --- mistakes -----------------------------------------------------------------

Damage = tuple[str, str, str]
"""A file, words in it, and the words in their place."""

UNREADABLE: dict[str, dict[str, set[str]]] = {
    "resolution.yaml": {
        **RESOLUTIONS_GONE,
        "flyer": {"nachbarschaft/a5-de"},  # its measure may be a draft's
        "mail": {"parteitag"},
        "export": {"json"},
    },
    "addressees.yaml": {**RESOLUTIONS_GONE, "mail": {"parteitag"}, "export": {"json"}},
    "branches.yaml": {"flyer": ALL["flyer"], "mail": {"flyer"}, "export": {"json"}},
    "events.yaml": {"flyer": ALL["flyer"], "mail": {"flyer"}, "export": {"json"}},
    "campaigns/parteitag.toml": {"mail": {"parteitag"}},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_stops_only_what_needs_it(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"\xff\xfe: [\n")
    content = load_usable(folder)
    assert content.faults
    assert lost(content) == UNREADABLE[name]


def test_unreadable_calendar_stops_nothing(folder: Path) -> None:
    (folder / "termine.ics").write_bytes(b"\xff\xfe: [\n")
    content = load_usable(folder)
    assert content.faults == ()
    assert lost(content) == {}
    (note,) = content.calendar_notes
    assert note.place.file == "termine.ics"


def test_unreadable_settings_stop_everything(folder: Path) -> None:
    (folder / "handzettel.toml").write_text("[organisation\n")
    with pytest.raises(ContentError, match=r"handzettel\.toml"):
        load_usable(folder)


OF_AREA_1 = {"summary": {"overview", "bereich-1"}, "book": {"aktionsplan"}}
OF_CONTENT = {"mail": {"parteitag"}, "export": {"json"}}

MISTAKES: dict[str, tuple[Damage, dict[str, set[str]]]] = {
    "a measure's lines": (
        ("resolution.yaml", "lines: [7, 9]", "lines: [9, 7]"),
        {**OF_AREA_1, "checklist": {"stadt"}, **OF_CONTENT},
    ),
    "a measure outside its area": (
        ("resolution.yaml", "lines: [7, 9]", "lines: [70, 90]"),
        {**OF_AREA_1, "checklist": {"stadt"}, **OF_CONTENT},
    ),
    "a measure's unknown key": (
        ("resolution.yaml", "title: Räume öffnen", "titel: Räume öffnen"),
        {**OF_AREA_1, "checklist": {"stadt"}, **OF_CONTENT},
    ),
    "a measure's addressee, misspelt": (  # nobody knows whose checklist it belongs on
        ("resolution.yaml", "id: stadt,", "id: stat,"),
        {**OF_AREA_1, "checklist": ALL["checklist"], **OF_CONTENT},
    ),
    "an area's title": (
        ("resolution.yaml", "title: Wohnen", "title: ''"),
        {
            "summary": {"overview", "bereich-2"},
            "checklist": {"rat"},
            "book": {"aktionsplan"},
            **OF_CONTENT,
        },
    ),
    "an area's number, twice": (
        ("resolution.yaml", "number: 2\n", "number: 1\n"),
        {"summary": ALL["summary"], "checklist": {"rat"}, "book": {"aktionsplan"}, **OF_CONTENT},
    ),
    "a figure outside the areas": (
        ("resolution.yaml", "line: 9}", "line: 99}"),
        {"summary": {"overview"}, "book": {"aktionsplan"}, **OF_CONTENT},
    ),
    "the resolution's status": (
        ("resolution.yaml", "status: adopted", "status: angenommen"),
        {**RESOLUTIONS_GONE, "flyer": {"nachbarschaft/a5-de"}, **OF_CONTENT},
    ),
    "an addressee's abbreviation": (
        ("addressees.yaml", "abbreviation: Rat", "abbreviation: Stadtratsfraktion"),
        {**RESOLUTIONS_GONE, "checklist": {"rat"}, **OF_CONTENT},
    ),
    "an addressee's id, twice": (
        ("addressees.yaml", "id: stadt\n", "id: rat\n"),
        {**OF_AREA_1, "summary": ALL["summary"], "checklist": ALL["checklist"], **OF_CONTENT},
    ),
    "a branch's postcode": (
        ("branches.yaml", '"04177"', '"4177"'),
        {"flyer": {"fest/a5-de"}, "mail": {"flyer"}, "export": {"json"}},
    ),
    "an event's key": (
        ("events.yaml", "title: Wer", "titel: Wer"),
        {"flyer": {"nachbarschaft/a5-de"}, "mail": {"flyer"}, "export": {"json"}},
    ),
    "an event's end": (
        ("events.yaml", "end: 2026-12-08T20:00", "end: 2026-12-07T20:00"),
        {"flyer": {"nachbarschaft/a5-de"}, "mail": {"flyer"}, "export": {"json"}},
    ),
    "an event's branch": (
        ("events.yaml", "branch: probeheim", "branch: probehaim"),
        {"flyer": {"fest/a5-de"}, "mail": {"flyer"}, "export": {"json"}},
    ),
    "an event's measure": (
        ("events.yaml", 'measures: ["1.A"]', 'measures: ["1.B"]'),
        {"flyer": {"nachbarschaft/a5-de"}, "mail": {"flyer"}, "export": {"json"}},
    ),
    "a campaign's kind": (
        ("campaigns/parteitag.toml", '"checklist"]', '"checkliste"]'),
        {"mail": {"parteitag"}},
    ),
    "the organisation": (
        ("handzettel.toml", 'url = "https://example.org"', 'url = "example"'),
        {**RESOLUTIONS_GONE, "mail": ALL["mail"]},
    ),
    "the imprint": (
        ("handzettel.toml", "Musterdruck, Beispielweg 2, 04103 Leipzig", "Musterdruck"),
        {"flyer": ALL["flyer"], "mail": ALL["mail"]},
    ),
    "the theme": (
        ("handzettel.toml", 'colour = "#C8102E"', 'colour = "#FFFF00"'),
        {**RESOLUTIONS_GONE, "flyer": ALL["flyer"], "mail": ALL["mail"]},
    ),
    "the mail's pace": (("handzettel.toml", "rate = 60", "rate = 0"), {"mail": ALL["mail"]}),
    "what is built": (
        ("handzettel.toml", '["summary", "checklist"]', '["summaries"]'),
        {},
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_stops_only_what_depends_on_it(mistake: str, folder: Path) -> None:
    (name, old, new), expected = MISTAKES[mistake]
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    content = load_usable(folder)
    assert content.faults
    assert lost(content) == expected


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_cannot_be_made_is_named_with_the_mistake(mistake: str, folder: Path) -> None:
    """Each kind that loses something tells why, and the problems are those of a strict check."""
    (name, old, new), expected = MISTAKES[mistake]
    text = (folder / name).read_text("utf-8")
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    content = load_usable(folder)
    plans = {
        "summary": plan_summaries(content, (), DAY),
        "checklist": plan_checklists(content, (), DAY),
        "flyer": plan_flyers(content, (), (), DAY),
        "book": plan_book(content, (), DAY, A4, False, lambda _chosen: {}),
    }
    for kind, planned in plans.items():
        assert bool(planned.refused) == (kind in expected), kind
        assert set(planned.refused) <= set(content.problems)


def test_entry_with_a_mistake_can_be_named_and_is_told(folder: Path) -> None:
    for name, old, new in (
        ("resolution.yaml", "title: Wohnen", "title: ''"),
        ("addressees.yaml", "abbreviation: Rat", "abbreviation: Stadtratsfraktion"),
        ("events.yaml", "title: Wer", "titel: Wer"),
    ):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    content = load_usable(folder)
    for planned, file in (
        (plan_summaries(content, ("2",), DAY), "resolution.yaml"),
        (plan_checklists(content, ("rat",), DAY), "addressees.yaml"),
        (plan_flyers(content, ("nachbarschaft",), (), DAY), "events.yaml"),
    ):
        assert planned.documents == ()
        assert {problem.place.file for problem in planned.refused} == {file}
    assert plan_flyers(content, ("fest",), (), DAY).refused == ()
    with pytest.raises(UsageError, match="9"):
        plan_summaries(content, ("9",), DAY)


# --- several resolutions --------------------------------------------------------


@pytest.fixture
def several(folder: Path) -> Path:
    """The workspace with two resolutions."""
    (folder / "resolutions").mkdir()
    (folder / "resolution.yaml").rename(folder / "resolutions/1.yaml")
    (folder / "resolutions/2.yaml").write_text(SECOND, "utf-8")
    return folder


@pytest.mark.parametrize("text", ["id: [", "id: zweiter\n", "- a\n"])
def test_resolution_that_cannot_be_used_does_not_stop_the_other(several: Path, text: str) -> None:
    """Its files lie where they would with both; a checklist would lack its measures."""
    (several / "resolutions/2.yaml").write_text(text, "utf-8")
    content = load_usable(several)
    assert products(content) == {
        "summary": {f"aktionsplan/{name}" for name in ALL["summary"]},
        "checklist": set(),
        "flyer": ALL["flyer"],
        "book": set(),
        "mail": {"flyer"},
        "export": set(),
    }
    book = plan_book(content, ("aktionsplan",), DAY, A4, False, lambda _chosen: {})
    assert [document.name for document in book.documents] == ["book/aktionsplan"]


def test_wrong_measure_of_one_resolution_leaves_what_does_not_print_it(several: Path) -> None:
    path = several / "resolutions/2.yaml"
    path.write_text(path.read_text("utf-8").replace("lines: [7, 9]", "lines: [9, 7]"), "utf-8")
    right = products(load_usable(several))
    assert right["summary"] == {f"aktionsplan/{name}" for name in ALL["summary"]}
    assert right["checklist"] == {"rat"}
    assert right["flyer"] == ALL["flyer"]


def test_no_flyer_is_made_where_the_measure_may_be_a_drafts(several: Path) -> None:
    path = several / "events.yaml"
    path.write_text(path.read_text("utf-8").replace('["1.A"]', '["3.1"]'), "utf-8")
    (several / "resolutions/2.yaml").write_text("id: [", "utf-8")
    assert products(load_usable(several))["flyer"] == {"fest/a5-de"}
