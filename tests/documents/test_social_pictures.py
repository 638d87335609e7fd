"""Pictures for social networks: their sizes, and that what they say can be read on a phone."""

import dataclasses
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image, ImageStat

from reports.cli import main
from reports.content.event import Event, EventSort
from reports.content.settings import Imprint
from reports.content.workspace import Content, load
from reports.documents.document import Document
from reports.documents.event_planning import plan_pictures
from reports.documents.flyer_designs import DISPLAY_DESIGNS
from reports.documents.social_pictures import PICTURES, STORY_MARGIN, social_picture
from reports.errors import Exit
from reports.press.page_text import TextRun, text_runs
from reports.press.text_contrast import picture_contrasts
from tests.documents.test_languages import TEXTS
from tests.support import factories
from tests.support.factories import DAY, letters, sample, text_of
from tests.support.invitations import invitations, with_german, with_photo

pytestmark = factories.ENGINE

DESIGNS = sorted(DISPLAY_DESIGNS | {"plain"})

CASES = list(itertools.product(DESIGNS, PICTURES, invitations(), TEXTS, (False, True)))
"""Design, format, kind of content, language, and whether there is a photo."""

LEAST_CONTRAST = 4.5

_LINEAR = [
    round(255 * (grey / 255 / 12.92 if grey < 11 else ((grey / 255 + 0.055) / 1.055) ** 2.4))
    for grey in range(256)
]
"""The light of each of the 256 steps of a colour in sRGB."""


def _document(
    design: str, form: str, event: Event, language: str = "de", *, has_photo: bool = False
) -> tuple[Content, Document]:
    event = event.model_copy(update={"design": design})
    if language != "de":
        event = event.model_copy(update={"texts": {language: TEXTS[language]}})
    content = dataclasses.replace(sample(), events=(event,))
    if has_photo:
        content, event = with_photo(content, event)
    return content, social_picture(content, event, language, DAY, PICTURES[form])


def _page_of(content: Content, document: Document) -> bytes:
    """The page from which a picture is drawn, as PDF."""
    page = dataclasses.replace(document.format, pixels=None)
    return factories.pdf_of(content, dataclasses.replace(document, format=page))


def _faults(pdf: bytes, document: Document) -> Iterator[str]:
    """What of a picture's text cannot be read on a phone."""
    assert document.format.pixels is not None
    width, height = document.format.pixels
    if "<" in text_of(pdf):
        yield "markup is printed as text"
    with pdfium.PdfDocument(pdf) as opened:
        page = opened[0]
        runs = text_runs(page.raw)
        scale = width / page.get_width()
        smallest = min(run.size for run in runs) * scale * 1080 / width
        if smallest < 28 - 0.2:
            yield f"type of {smallest:.1f} pixels"
        if document.format.name == "story":
            low, high = min(run.box[1] for run in runs), max(run.box[3] for run in runs)
            if low * scale < STORY_MARGIN or high * scale > height - STORY_MARGIN:
                yield f"text from {low * scale:.0f} to {high * scale:.0f} pixels above the foot"
        for each in picture_contrasts(page, runs):
            if each.ratio < LEAST_CONTRAST - 0.05:
                yield f"contrast of {each.ratio:.2f} over the photo"
        drawn = page.render(scale=scale).to_pil().convert("RGB").point(_LINEAR * 3)
        luminance = drawn.convert("L", (0.2126, 0.7152, 0.0722, 0))
        yield from (f"contrast of {ratio:.2f}" for ratio in _low(runs, luminance, scale))


def _low(runs: list[TextRun], luminance: Image.Image, scale: float) -> Iterator[float]:
    """The contrasts between the lightest and the darkest in the box of a run that are too low."""
    for run in runs:
        left, bottom, right, top = (value * scale for value in run.box)
        height = luminance.height
        box = luminance.crop((int(left), int(height - top), int(right), int(height - bottom)))
        if min(box.size) < 8:  # a dash or a full stop is drawn with soft edges alone
            continue
        darkest, lightest = (value / 255 for value in ImageStat.Stat(box).extrema[0])
        if (ratio := (lightest + 0.05) / (darkest + 0.05)) < LEAST_CONTRAST - 0.1:
            yield ratio


def _check(case: tuple[str, str, str, str, bool]) -> None:
    design, form, kind, language, has_photo = case
    content, document = _document(design, form, invitations()[kind], language, has_photo=has_photo)
    assert list(_faults(_page_of(content, document), document)) == [], case


@pytest.mark.parametrize("number", range(len(DESIGNS)))
def test_text_can_be_read_on_a_phone(number: int) -> None:
    """Each design once, the formats, contents and languages in turn."""
    form, kind = list(PICTURES)[number % 4], list(invitations())[number % 3]
    _check((DESIGNS[number], form, kind, list(TEXTS)[number % 10], number % 2 == 1))


@pytest.mark.soak
@pytest.mark.parametrize("design", DESIGNS)
def test_text_can_be_read_on_a_phone_in_every_case(design: str) -> None:
    for case in CASES:
        if case[0] == design and (case[4] is False or design.startswith("photo")):
            _check(case)


@pytest.mark.parametrize("form", list(PICTURES))
def test_picture_has_its_pixels_its_facts_and_neither_code_nor_imprint(form: str) -> None:
    event = invitations()["ordinary"]
    content, document = _document("type", form, event)
    with Image.open(io.BytesIO(factories.pdf_of(content, document))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGB")
        assert picture.size == PICTURES[form].format.pixels
        assert zxingcpp.read_barcodes(picture) == []
    text = letters(text_of(_page_of(content, document)))
    for fact in (
        "Wer zieht da ein?",
        "8. Dezember",
        "Dienstag, 18:30 bis 20:00 Uhr",
        "Gemeindesaal der Musterkirche",
        "Musterstraße 1, Leipzig",
        "example.org/nachbarschaft",
    ):
        assert letters(fact) in text
    assert "Druck" not in text


def test_lead_gives_way_to_the_title() -> None:
    """A lead stands where there is room, as one of a line or two in a story."""
    event = with_german(invitations()["ordinary"], lead="Kommen Sie vorbei, fragen Sie nach.")
    for form, is_shown in (("story", True), ("landscape", False)):
        text = text_of(_page_of(*_document("type", form, event)))
        assert ("fragen Sie nach" in text) is is_shown


def test_picture_needs_no_printer() -> None:
    """The press law asks for an imprint on printed matter."""
    settings = sample().settings.model_copy(update={"imprint": Imprint()})
    content = dataclasses.replace(sample(), settings=settings)
    planned = plan_pictures(content, ["nachbarschaft"], (), DAY)
    assert [document.name for document in planned.documents] == [
        f"flyer/nachbarschaft/{name}-de" for name in PICTURES
    ]


def test_design_of_the_workspace_alone_gives_way_to_that_of_the_sort() -> None:
    event = (
        sample().events[0].model_copy(update={"design": "sommerfest", "sort": EventSort.VOLUNTEERS})
    )
    content = dataclasses.replace(sample(), events=(event,))
    assert social_picture(content, event, "de", DAY, PICTURES["square"]).design == "call"


def test_long_words_and_addresses_stay_in_the_picture() -> None:
    event = with_german(
        invitations()["long"], title="Unterbringungsgesamtkonzept und Nachbarschaftsversammlung"
    ).model_copy(
        update={"url": "https://www.beispielverband-musterstadt.example.org/veranstaltung/2027-02"}
    )
    for design, form in (("photo", "landscape"), ("poster", "square"), ("card", "story")):
        content, document = _document(design, form, event)
        assert list(_faults(_page_of(content, document), document)) == []


def _flyer(tmp_path: Path, *arguments: str) -> tuple[int, str, set[str]]:
    command = ["flyer", "nachbarschaft", *arguments, "-o", str(tmp_path), "--on", "2026-11-22"]
    ran = CliRunner().invoke(main, command)
    files = {path.name for path in tmp_path.rglob("*") if path.suffix in (".png", ".pdf")}
    return ran.exit_code, ran.output, files


def test_command_makes_all_pictures_or_those_that_are_named(tmp_path: Path) -> None:
    code, output, files = _flyer(tmp_path / "named", "--png", "--format", "square,story")
    assert (code, files) == (Exit.DONE, {"square-de.png", "story-de.png"}), output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--png", "--press", "coated-3mm"),
        ("--png", "--kit"),
        ("--png", "--format", "a5"),
        ("--format", "square"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, _output, files = _flyer(tmp_path, *arguments)
    assert (code, files) == (Exit.USAGE, set())


def test_workspace_has_designs_of_its_own_for_pictures(workspace: Path) -> None:
    """One for pages alone is not looked for: the picture then has that of the event's sort."""
    events = workspace / "events.yaml"
    events.write_text(
        events.read_text("utf-8").replace(
            "    sort: discussion", "    sort: discussion\n    design: fest"
        ),
        "utf-8",
    )
    flyer = workspace / "templates" / "flyer" / "fest"
    flyer.mkdir(parents=True)
    (flyer / "style.css").write_text("h1 { color: #123456 }", "utf-8")
    content = load(workspace)
    event = next(event for event in content.events if event.design == "fest")
    assert social_picture(content, event, "de", DAY, PICTURES["square"]).design == "type"

    folder = workspace / "templates" / "social" / "fest"
    folder.mkdir(parents=True)
    template = (
        '{% extends "shipped/social/type/social.html" %}'
        '{% block lead %}<p class="lead">Nur hier.</p>{% endblock %}'
    )
    (folder / "social.html").write_text(template, "utf-8")
    content = load(workspace)
    document = social_picture(content, event, "de", DAY, PICTURES["square"])
    assert document.design == "fest"
    assert "Nurhier" in letters(text_of(_page_of(content, document)))
