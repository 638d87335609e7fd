"""One page, filled: large type for little text, smaller for much, an error for too much."""

import dataclasses
import re
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner, Result

from reports.cli import main
from reports.content.resolution import Area, Status
from reports.content.settings import SummarySettings
from reports.content.workspace import Content
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


def _content(*areas: Area, pages: int | Literal["auto"] = "auto") -> Content:
    """Return the sample with some areas, whose summaries get so many pages."""
    content = factories.with_areas(*areas)
    summary = SummarySettings(pages=pages)
    settings = content.settings.model_copy(update={"summary": summary})
    return dataclasses.replace(content, settings=settings)


def _summary(area: Area, pages: int | Literal["auto"] = 1) -> bytes:
    content = _content(area, pages=pages)
    (document,) = plan_summaries(content, [str(area.number)], DAY).documents
    return factories.pdf_of(content, document)


def _summary_of(content: Content) -> bytes:
    (document,) = plan_summaries(content, ["7"], DAY).documents
    return factories.pdf_of(content, document)


def _notes_height(pdf: bytes) -> float:
    """Return the millimetres from the heading of the notes to the end of the page's text."""
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        index, _count = text.search("Notizen").get_next()
        top: float = text.get_charbox(index)[3]
    return top / factories.MM - FOOT


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


def test_one_short_measure_has_the_usual_type_and_lines_for_notes_on_a_third_of_its_page() -> None:
    area = factories.area_of(factories.measure_of("7.C", summary="Ein kurzer Satz."), lead="Kurz.")
    pdf = _summary(area)
    assert factories.type_sizes(pdf, "Ein kurzer Satz.") == {10.5}
    assert "Notizen" in factories.text_of(pdf)
    assert _empty_above_foot(pdf) < 25
    assert _notes_height(pdf) - _empty_above_foot(pdf) < 297 / 3


@pytest.mark.parametrize(
    ("count", "lead"),
    [(1, ""), (1, "Kurz."), (2, "Kurz."), (3, "Kurz."), (5, "Kurz."), (8, "Kurz.")],
)
def test_page_of_few_measures_has_no_gap_of_more_than_25_millimetres(count: int, lead: str) -> None:
    measures = [
        factories.measure_of("7.C", id=f"7.{i}", numbered=True, summary="Ein kurzer Satz.")
        for i in range(1, count + 1)
    ]
    pdf = _summary(factories.area_of(*measures, lead=lead))
    picture = factories.pixels(pdf, dpi=72)
    inked = [
        picture.crop((0, y, picture.width, y + 1)).getextrema()[0] < 250
        for y in range(picture.height - round(FOOT * factories.MM))
    ]
    gaps = [len(list(rows)) for is_inked, rows in groupby(inked) if not is_inked]
    assert max(gaps) / factories.MM < 25


def test_summary_that_fits_on_no_page_goes_on_to_further_ones_with_a_head() -> None:
    pdf = _summary(_grown(60), "auto")
    assert factories.page_count(pdf) == 2
    assert factories.type_sizes(pdf, "Anfang der Maßnahme.") == {10}
    first, second = factories.page_texts(pdf)
    assert "Seite" not in first
    assert "Seite 2 von 2" in second
    assert "Bereich 7" in second


@pytest.mark.parametrize("name", ["7", "overview"])
def test_draft_says_so_on_further_pages_above_the_rule_of_their_head(name: str) -> None:
    measures = [
        factories.measure_of("7.A", id=f"7.{i}", numbered=True, summary=SENTENCE * 3)
        for i in range(1, 90)
    ]
    content = _content(factories.area_of(*measures))
    motion = content.resolutions[0].model_copy(update={"status": Status.DRAFT})
    content = dataclasses.replace(content, resolutions=(motion,))
    (document,) = plan_summaries(content, [name], DAY).documents
    pdf = factories.pdf_of(content, document)
    with pdfium.PdfDocument(pdf) as pages:
        assert pages[0].get_textpage().get_text_range().count("Entwurf") == 1
        text = pages[1].get_textpage()
        index, _count = text.search("Entwurf").get_next()
        bottom = text.get_charbox(index)[1]
        height = pages[1].get_height()
    picture = factories.pixels(pdf, 1, dpi=144).convert("L")
    column = picture.crop((round(80 * factories.MM), 0, round(82 * factories.MM), 122))
    rule = height - column.point(lambda grey: 255 * (grey < 160)).getbbox()[3] / 2
    assert bottom > rule + 1


def test_summary_that_fits_at_nine_points_stays_on_one_page() -> None:
    pdf = _summary(_grown(8), "auto")
    assert factories.page_count(pdf) == 1
    assert "Seite" not in factories.text_of(pdf)


def test_measure_longer_than_a_page_is_parted() -> None:
    short = [factories.measure_of("7.A", id=f"7.{i}", numbered=True) for i in range(1, 30)]
    wording = "Die Stadt soll dafür sorgen. " * 400
    long = factories.measure_of("7.A", summary=None, wording=wording.strip())
    pdf = _summary(factories.area_of(*short, long), "auto")
    assert factories.page_count(pdf) > 4
    assert factories.one_line(factories.text_of(pdf)).count("dafür sorgen") == 400


def test_refusal_names_the_five_longest_measures_and_what_would_help() -> None:
    with pytest.raises(BudgetError) as caught:
        _summary(_grown(60))
    message = str(caught.value)
    assert re.search(r"measure 7\.2 \(\d{2} lines\)", message)
    assert len(re.findall(r"measure 7\.\d", message)) == 5
    assert 'pages = "auto"' in message
    assert "2 pages" in message


def test_overview_goes_on_to_further_pages_with_the_heads_of_its_columns() -> None:
    measures = [factories.measure_of("7.A", id=f"7.{i}", numbered=True) for i in range(1, 90)]
    content = _content(factories.area_of(*measures))
    (document,) = plan_summaries(content, ["overview"], DAY).documents
    pages = factories.page_texts(factories.pdf_of(content, document))
    assert len(pages) == 2
    assert all("Maßnahme" in page for page in pages)
    assert "auf einer Seite" not in pages[0]
    assert "Seite 2 von 2" in pages[1]


def test_measure_can_print_its_title_alone_or_leave_itself_to_the_book() -> None:
    whole, titled, left = (
        factories.measure_of(
            "7.A",
            id=f"7.{i}",
            numbered=True,
            title=f"Titel {i}",
            summary=f"Inhalt {i}.",
            print=what,
        )
        for i, what in enumerate((True, "title", False), 1)
    )
    content = _content(factories.area_of(whole, titled, left))
    text = factories.text_of(_summary_of(content))
    assert "Titel 1" in text
    assert "Inhalt 1." in text
    assert "Titel 2" in text
    assert "Inhalt 2." not in text
    assert "7.3" not in text
    (document,) = plan_summaries(content, ["overview"], DAY).documents
    assert "Titel 3" in factories.text_of(factories.pdf_of(content, document))


@pytest.mark.parametrize(
    "title", ["Kinderbetreuungseinrichtungen", "Unsere Jugendwahlkampagne 2017", "Titel " * 30]
)
def test_title_is_set_smaller_where_its_words_do_not_fit_the_line(title: str) -> None:
    area = factories.area_of(factories.measure_of("7.A"), title=title.strip())
    (size,) = factories.type_sizes(_summary(area), title.split(maxsplit=1)[0])
    assert 20 <= size < 30


def test_empty_box_of_who_is_asked_is_not_printed_and_leaves_no_hole() -> None:
    pdf = _summary(factories.area_of(factories.measure_of("7.A", addressees=())))
    assert "Wer ist gefragt?" not in factories.text_of(pdf)
    assert _empty_above_foot(pdf) < 25


@pytest.mark.parametrize(("numbered", "measure_id"), [(True, "7.1"), (False, "7.A")])
def test_capitals_are_explained_only_where_there_are_any(numbered: bool, measure_id: str) -> None:
    measure = factories.measure_of("7.A", id=measure_id, numbered=numbered)
    content = _content(factories.area_of(measure))
    for name in ("7", "overview"):
        (document,) = plan_summaries(content, [name], DAY).documents
        text = factories.text_of(factories.pdf_of(content, document))
        assert ("Großbuchstaben" in text) is not numbered


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
    lead = much.strip()[:400]
    others = dict.fromkeys(("way", "access", "guests", "admission"), lead[:200])
    (small,) = factories.type_sizes(_make_flyer(lead=lead, **others), "Ein langer Satz über")
    (large,) = factories.type_sizes(_make_flyer(lead="Ein kurzer Satz."), "Ein kurzer")
    assert small < large


def test_word_too_long_for_a_flyer_is_refused_naming_the_title() -> None:
    with pytest.raises(BudgetError, match="title"):
        _make_flyer(title="Q" * 60)


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

    settings = workspace / "handzettel.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[summary]\npages = 1\n", "utf-8")
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
        laid_out = SimpleNamespace(pages=(), size=size)
        height = needed * size * 0.45
        return Layout(
            pages=2 if over else 1,
            free=free,
            overflowing=(),
            lines_over=over,
            height=height,
            text=height - 2.25 * space * size,
            room=room * size * 0.45,
            blocks=blocks,
            foot=0.0,
            bottom=22.0,
            laid_out=laid_out,
            objects=lambda: None,
        )

    return lay_out


@pytest.mark.parametrize("lines", range(20, 75, 3))
def test_size_is_the_largest_that_fits_and_found_in_few_layouts(lines: int) -> None:
    sizes = size_steps(11.5, 8.0)
    document = plan_summaries(factories.sample(), ["3"], DAY).documents[0]
    document = dataclasses.replace(document, fit=Fit(sizes, (1.0, 0.7, 0.4)))
    fitting = [size for size in sizes if _text(lines, [])(style(size, 0.4)).pages == 1]
    tried: list[tuple[float, float]] = []
    assert fit(document, _text(lines, tried)).laid_out.size == fitting[0]
    assert len(set(tried)) <= 6
