"""One page, filled: large type for little text, smaller for much, an error for too much."""

import dataclasses
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reports.cli import main
from reports.content.resolution import Area
from reports.documents.document import Fit, size_steps
from reports.documents.event_planning import plan_flyers
from reports.documents.planning import plan_summaries
from reports.errors import BudgetError, Exit
from reports.render.engine import Layout
from reports.render.measure import MeasuredBlock
from reports.render.page_fitting import LayOut, fit, style
from tests.support import factories
from tests.support.factories import DAY, handouts

pytestmark = factories.ENGINE

SENTENCE = "Die Stadt soll dafür sorgen, dass alle gut ankommen und bleiben können. "
FOOT = 22
"""Height of a summary's foot in millimetres."""


def _summary(area: Area) -> bytes:
    content = factories.with_areas(area)
    (document,) = plan_summaries(content, [str(area.number)], DAY).documents
    return factories.pdf_of(content, document)


def _grown(sentences: int) -> Area:
    """Return an area of eight measures, the second of which has so many sentences."""
    measures = [factories.measure_of("7.A", id=f"7.{i}", numbered=True) for i in range(1, 9)]
    text = "Anfang der Maßnahme. " + SENTENCE * sentences
    measures[1] = measures[1].model_copy(update={"summary": text.strip()})
    return factories.area_of(*measures)


def _make_flyer(**text: str) -> bytes:
    content = factories.with_event_text(**text)
    (document,) = plan_flyers(content, (), (), DAY).documents
    return factories.pdf_of(content, document)


def _empty_above_foot(pdf: bytes) -> float:
    """Return the millimetres without ink above the foot of the first page."""
    picture = factories.pixels(pdf, dpi=72)
    foot: int = picture.height - round(FOOT * factories.MM)
    ink = picture.crop((0, 0, picture.width, foot)).point(lambda grey: 255 * (grey < 250))
    bottom: int = ink.getbbox()[3]
    return (foot - bottom) / factories.MM


def test_one_short_measure_has_the_largest_type_and_lines_for_notes() -> None:
    area = factories.area_of(factories.measure_of("7.C", summary="Ein kurzer Satz."), lead="Kurz.")
    pdf = _summary(area)
    assert factories.type_sizes(pdf, "Ein kurzer Satz.") == {11.5}
    assert "Notizen" in factories.text_of(pdf)
    assert _empty_above_foot(pdf) < 30


@pytest.mark.parametrize(
    "name", [name for name in factories.names("summary/") if "bereich" in name]
)
def test_summary_of_the_sample_fills_its_page(name: str) -> None:
    assert _empty_above_foot(handouts()[name]) < 30


@pytest.mark.parametrize(
    "area", factories.sample().resolutions[0].areas, ids=lambda area: area.number
)
def test_text_of_the_sample_is_never_below_nine_points(area: Area) -> None:
    pdf = handouts()[f"summary/bereich-{area.number}"]
    for text in (area.lead, *(measure.summary for measure in area.measures)):
        assert text
        start = " ".join(text.split()[:3])
        assert 9 <= min(factories.type_sizes(pdf, start)) <= 14.5, start


def test_measures_of_the_overview_are_never_below_nine_points() -> None:
    pdf = handouts()["summary/overview"]
    for area in factories.sample().resolutions[0].areas:
        for measure in area.measures:
            start = " ".join((measure.title or "").split()[:2])
            assert min(factories.type_sizes(pdf, start)) >= 9, start


def test_growing_text_stays_on_one_page_in_ever_smaller_type_until_it_is_refused() -> None:
    sizes: list[float] = []
    for sentences in range(0, 80, 4):
        try:
            pdf = _summary(_grown(sentences))
        except BudgetError as error:
            refused = str(error)
            break
        assert factories.page_count(pdf) == 1
        sizes += factories.type_sizes(pdf, "Anfang der Maßnahme.")
    else:
        pytest.fail("80 sentences fit on one page")
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 2
    assert min(sizes) >= 9
    assert refused.startswith("summary/bereich-7: ")
    assert "7.2" in refused
    assert re.search(r"\b9 pt", refused)


def test_refusal_counts_the_lines_that_are_too_many() -> None:
    def lines_over(sentences: int) -> int:
        with pytest.raises(BudgetError) as caught:
            _summary(_grown(sentences))
        count = re.match(r"summary/bereich-7: (\d+)", str(caught.value))
        assert count
        return int(count[1])

    # a sentence fills about two thirds of a line of 126 mm at 9 pt
    grown = lines_over(140) - lines_over(110)
    assert grown == pytest.approx(30 * len(SENTENCE) / 95, rel=0.3)


def test_flyer_with_little_text_has_larger_type_than_one_with_much() -> None:
    much = "Ein langer Satz über diesen Abend, der viel verspricht. " * 7
    (small,) = factories.type_sizes(_make_flyer(lead=much.strip()[:400]), "Ein langer")
    (large,) = factories.type_sizes(_make_flyer(lead="Ein kurzer Satz."), "Ein kurzer")
    assert small < large


def test_word_too_long_for_a_flyer_is_refused_naming_the_title() -> None:
    with pytest.raises(BudgetError, match="title"):
        _make_flyer(title="Donaudampfschifffahrtsgesellschaftskapitänsmützenknopfloch")


@pytest.mark.parametrize("field", ["lead", "way", "access", "guests", "admission"])
def test_word_too_long_for_a_flyer_is_refused_naming_its_field(field: str) -> None:
    with pytest.raises(BudgetError, match=field):
        _make_flyer(**{field: "W" * 120})


def test_word_too_long_for_a_summary_is_refused_naming_the_measure() -> None:
    measures = [factories.measure_of("7.A"), factories.measure_of("7.B", title="W" * 110)]
    with pytest.raises(BudgetError, match=r"7\.B"):
        _summary(factories.area_of(*measures))


# --- the command ------------------------------------------------------------


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_too_long_measure_leaves_the_old_file_and_does_not_stop_the_others(tmp_path: Path) -> None:
    workspace, out = factories.workspace_in(tmp_path), tmp_path / "out"
    assert _run("summary", "7", "8", "-w", workspace, "-o", out).exit_code == Exit.DONE
    old = (out / "summary/bereich-7.pdf").read_bytes()
    (out / "summary/bereich-8.pdf").unlink()

    content = workspace / "resolution.yaml"
    text = content.read_text("utf-8")
    for start, more in (
        ("Bevor eine größere", 24),
        ("Die Leipzigerinnen und Leipziger sollen fortlaufend", 22),
        ("Auf Dauer soll", 22),
        ("Erfahrungen der „Community", 18),
    ):
        assert text.count(start) == 1
        text = text.replace(start, SENTENCE * more + start)
    content.write_text(text, "utf-8")

    result = _run("summary", "7", "8", "-w", workspace, "-o", out)
    assert result.exit_code == Exit.IN_PART
    assert "summary/bereich-7" in result.stderr
    assert "7.A" in result.stderr
    assert (out / "summary/bereich-7.pdf").read_bytes() == old
    assert (out / "summary/bereich-8.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in (out / "summary").rglob("*")) == [
        "bereich-7.pdf",
        "bereich-8.pdf",
    ]


# --- how it is found --------------------------------------------------------


def _text(lines: int, tried: list[tuple[float, float]]) -> LayOut:
    """Return what lays out a text of so many lines at 10 points, on a page that holds fifty."""

    def lay_out(style: str) -> Layout:
        size, space = (float(value) for value in re.findall(r"--(?:size|space): ([\d.]+)", style))
        tried.append((size, space))
        room = 50 * 10 / size
        needed = lines * size / 10 + 5 * space
        over = max(0, round(needed - room))
        blocks = tuple(MeasuredBlock(str(i), round(needed / 5)) for i in range(5))
        free = max(0.0, (room - needed) * size * 0.45)
        return Layout(2 if over else 1, free, (), over, blocks, size, lambda: None)

    return lay_out


@pytest.mark.parametrize("lines", range(20, 75, 3))
def test_size_is_the_largest_that_fits_and_found_in_few_layouts(lines: int) -> None:
    sizes = size_steps(11.5, 8.0)
    document = plan_summaries(factories.sample(), ["3"], DAY).documents[0]
    document = dataclasses.replace(document, fit=Fit(sizes, (1.0, 0.7, 0.4)))
    fitting = [size for size in sizes if _text(lines, [])(style(size, 0.4)).pages == 1]
    tried: list[tuple[float, float]] = []
    assert fit(document, _text(lines, tried)).laid_out == fitting[0]
    assert len(set(tried)) <= 6
