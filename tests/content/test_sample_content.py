"""The shipped sample says what the resolution says, in its own words."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.content.event import EventSort
from reports.content.resolution import Area, Basis, Measure, Resolution, Status
from reports.content.workspace import Content

AREAS = {
    1: ("Sprache und Bildung", (271, 402)),
    2: ("Arbeit und Beruf", (404, 492)),
    3: ("Wohnen", (494, 530)),
    4: ("Verwaltung", (532, 547)),
    5: ("Sport und Kultur", (549, 592)),
    6: ("Sicherheit und Ordnung", (594, 624)),
    7: ("Kommunikation", (626, 641)),
    8: ("SPD vor Ort", (643, 685)),
}

NUMBERED = {
    "1.1": (287, 303),
    "1.2": (305, 310),
    "1.3": (312, 324),
    "1.4": (326, 339),
    "1.5": (341, 402),
    "1.5.a": (365, 370),
    "1.5.b": (372, 382),
    "1.5.c": (384, 393),
    "1.5.d": (395, 398),
    "1.5.e": (400, 402),
    "2.1": (411, 423),
    "2.2": (425, 430),
    "2.3": (432, 447),
    "2.4": (449, 463),
    "2.5": (465, 484),
    "2.6": (486, 492),
    "3.1": (508, 525),
    "3.2": (527, 530),
    "8.1": (655, 660),
    "8.2": (662, 664),
    "8.3": (666, 672),
    "8.4": (674, 678),
    "8.5": (680, 685),
}
"""The measures that the resolution numbers itself, with their printed lines."""


@pytest.fixture(scope="module")
def resolution(sample: Content) -> Resolution:
    (only,) = sample.resolutions
    return only


def measures(resolution: Resolution) -> Iterator[Measure]:
    for area in resolution.areas:
        yield from area.measures


# --- structure --------------------------------------------------------------


def test_resolution_is_cited_rightly(resolution: Resolution) -> None:
    """Title, label, day, status and lines of the sample are those of the real resolution."""
    assert resolution.title == "Leipziger Aktionsplan Integration"
    assert resolution.label == "Beschluss 01"
    assert resolution.date is not None
    assert resolution.date.isoformat() == "2016-06-25"
    assert resolution.status is Status.ADOPTED
    assert resolution.lines == (1, 685)


def test_areas_have_the_lines_of_the_text(resolution: Resolution) -> None:
    areas = {area.number: (area.title, tuple(area.lines)) for area in resolution.areas}
    assert areas == AREAS


def test_numbered_measures_have_the_lines_of_the_text(resolution: Resolution) -> None:
    numbered = {
        measure.id: tuple(measure.lines) for measure in measures(resolution) if measure.numbered
    }
    assert numbered == NUMBERED


def test_measures_the_text_does_not_number_are_lettered_without_gaps(
    resolution: Resolution,
) -> None:
    for area in resolution.areas:
        letters = "".join(measure.id[-1] for measure in area.measures if not measure.numbered)
        assert letters == "ABCDEFGHIJ"[: len(letters)]


def test_measures_come_in_the_order_of_the_text(resolution: Resolution) -> None:
    for area in resolution.areas:
        # the parts of 1.5 lie within it
        starts = [measure.lines.first for measure in area.measures if measure.id.count(".") == 1]
        assert starts == sorted(starts)


def test_every_addressee_is_asked_something(sample: Content, resolution: Resolution) -> None:
    asked_ids = {request.id for measure in measures(resolution) for request in measure.addressees}
    assert asked_ids == {addressee.id for addressee in sample.addressees}


def test_every_sort_of_event_the_plan_calls_for_takes_place_once(sample: Content) -> None:
    sorts = Counter(event.sort for event in sample.events)
    assert sorts == Counter(set(EventSort) - {EventSort.PLAIN})


def test_every_event_carries_out_a_measure_after_the_adoption(
    sample: Content, resolution: Resolution
) -> None:
    assert resolution.date is not None
    for event in sample.events:
        assert event.measures
        assert event.start.date() > resolution.date


def test_invented_people_and_places_say_so(sample: Content) -> None:
    assert all("(Muster)" in branch.name for branch in sample.branches)
    assert "(Muster)" in sample.settings.organisation.name
    addresses = [event.url for event in sample.events] + [branch.url for branch in sample.branches]
    assert all(url is not None and "//example.org/" in url for url in addresses)


# --- held against the source ------------------------------------------------

_LINE = re.compile(r"^[\s#-]*(\d{1,3})(?=\s|$)\s*(.*)$")


@pytest.fixture(scope="module")
def source() -> dict[int, str]:
    """The printed lines of the resolution by number."""
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip(
            "HANDZETTEL_SOURCES is not set: a folder with beschluss-01-leipzig-2016.txt is needed"
        )
    text = (Path(folder) / "beschluss-01-leipzig-2016.txt").read_text(encoding="utf-8")
    lines: dict[int, str] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        # empty lines are sometimes counted on the line of the next: "4 5 6 **Title**"
        while match is not None:
            number, rest = int(match[1]), match[2].strip()
            match = _LINE.match(rest) if rest.startswith(f"{number + 1} ") else None
            lines[number] = "" if match else rest
    return lines


def source_words(source: dict[int, str], lines: tuple[int, int]) -> str:
    """The text of some lines, words divided at line ends put together again."""
    return " ".join(source[number] for number in range(lines[0], lines[1] + 1)).replace("- ", "-")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_source_is_read_whole(source: dict[int, str]) -> None:
    assert list(source) == list(range(1, 686))
    assert source[685] == "innerparteilichen Meinungs- und Kompetenzbildungsprozess spielen."
    assert source[6] == "**Leipziger Aktionsplan Integration**"


def test_areas_begin_where_the_source_has_their_headings(
    source: dict[int, str], resolution: Resolution
) -> None:
    for area in resolution.areas:
        assert source[area.lines.first] == f"*Bereich {area.number}: {area.title}*"
        assert source[area.lines.last]
        if area.lines.last < 685:
            assert source[area.lines.last + 1] == ""


def test_numbered_measures_begin_at_their_number(
    source: dict[int, str], resolution: Resolution
) -> None:
    for measure in measures(resolution):
        if measure.numbered:
            assert source[measure.lines.first].startswith(f"{measure.id.split('.')[-1]}) ")
            assert source[measure.lines.last]


def test_no_sentence_is_copied(source: dict[int, str], sample: Content) -> None:
    """Six words in a row would be the resolution's, not ours."""
    theirs = words(source_words(source, (1, 685)))
    runs = {tuple(theirs[i : i + 6]) for i in range(len(theirs) - 5)}
    for text in _texts(sample):
        ours = words(text)
        shared = [run for i in range(len(ours) - 5) if (run := tuple(ours[i : i + 6])) in runs]
        assert shared == [], text


def _texts(content: Content) -> Iterator[str]:
    """Everything the sample says in running words."""
    for resolution in content.resolutions:
        for area in resolution.areas:
            yield area.lead or ""
            yield from (figure.text for figure in area.figures)
            for measure in area.measures:
                yield measure.title or ""
                yield measure.summary or ""
        yield from (figure.text for figure in resolution.figures)
    yield from (addressee.task or "" for addressee in content.addressees)
    for event in content.events:
        for text in event.texts.values():
            yield from filter(None, text.model_dump().values())


NAMES = {
    "stadtrat-fraktion": r"SPD-Fraktion im Leipziger Stadtrat",
    "landtagsfraktion": r"SPD-Fraktion im Sächsischen Landtag",
    "stadt-leipzig": r"\b(Stadt Leipzig|Stadtverwaltung|[Dd]ie Stadt|Unsere Stadt)\b",
    "bund": r"\bBund\b",
    "mandatstraeger": r"SPD-Stadträtinnen und -Stadträte .* Mitglieder",
    "ortsvereine": r"\bOrtsvereine\b",
    "arbeitsgemeinschaften": r"\bArbeitsgemeinschaften\b",
}
"""What the text calls an addressee where it names it."""


def test_explicit_addressees_are_named_in_the_lines_given(
    source: dict[int, str], resolution: Resolution
) -> None:
    for measure in measures(resolution):
        for request in measure.addressees:
            if request.basis is Basis.EXPLICIT:
                assert request.lines is not None
                assert re.search(NAMES[request.id], source_words(source, request.lines)), measure.id


def test_addressee_of_a_whole_area_is_named_before_its_numbered_measures(
    resolution: Resolution,
) -> None:
    """Lines that lie outside a measure introduce all of an area's numbered measures."""
    for area in resolution.areas:
        for measure in area.measures:
            for request in measure.addressees:
                if request.lines is not None and not request.lines.within(measure.lines):
                    assert request.lines.last < measure.lines.first, measure.id


def test_figures_stand_in_their_lines(source: dict[int, str], resolution: Resolution) -> None:
    figures = [
        *resolution.figures,
        *(figure for area in resolution.areas for figure in area.figures),
    ]
    for figure in figures:
        assert figure.value in source[figure.line], figure.value


def test_amounts_of_the_areas_are_all_there(source: dict[int, str], resolution: Resolution) -> None:
    """Numbers of three digits and more, and years, in the text of each area."""
    for area in resolution.areas:
        assert _numbers(source, area) <= _printed_numbers(area), area.number


def _numbers(source: dict[int, str], area: Area) -> set[str]:
    text = source_words(source, area.lines)
    return set(re.findall(r"\b\d{1,3}(?:\.\d{3})+\b|\b\d{3,}\b", text))


def _printed_numbers(area: Area) -> set[str]:
    text = " ".join(figure.value for figure in area.figures)
    return set(re.findall(r"[\d.]*\d", text))
