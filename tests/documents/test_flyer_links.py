"""Addresses of a flyer can be clicked, and lists and times have the form of its language."""

import dataclasses
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest

from reports import shipped_folder
from reports.content.event import Contact, Partner, ProgrammeItem
from reports.content.images import Asset
from reports.content.workspace import Content
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import FORMATS
from reports.press.page_text import text_of as text_run
from reports.press.page_text import text_runs
from tests.documents.test_languages import TEXTS
from tests.support import factories
from tests.support.factories import DAY, opened, text_of
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

URL = "https://example.org/nachbarschaftsversammlungunterkunftmuster?a=1&b=2"
CONTACT = Contact(name="Erika Muster", email="muster@example.org", phone="0341 12 34-56")
TARGETS = {URL, "mailto:muster@example.org", "tel:0341123456"}
DESIGNS = sorted(
    path.name for path in (shipped_folder("templates") / "flyer").iterdir() if path.is_dir()
)


def _content(language: str = "de", **changes: Any) -> Content:
    text = TEXTS[language].model_copy(
        update={
            "programme": (ProgrammeItem(time="18:30", what=TEXTS[language].title),),
            "picture": TEXTS[language].title,
        }
    )
    return factories.with_event(
        texts={language: text}, url=URL, contact=CONTACT, **{"picture": None, **changes}
    )


def _flyer(content: Content, name: str, **changes: Any) -> bytes:
    (language,) = content.events[-1].texts if len(content.events) == 1 else ("de",)
    (document,) = plan_flyers(content, (), [language], DAY, [name]).documents
    return factories.pdf_of(content, dataclasses.replace(document, **changes))


def _targets(pdf: bytes) -> list[str]:
    with opened(pdf) as file:
        return [
            str(note.A.URI)
            for page in file.pages
            for note in page.get("/Annots", pikepdf.Array()).as_list()
            if note.get("/Subtype") == "/Link"
        ]


@pytest.mark.parametrize("name", list(FORMATS))
def test_addresses_can_be_clicked_in_every_format(name: str) -> None:
    targets = _targets(_flyer(_content(), name))
    assert set(targets) == TARGETS
    assert len(targets) == len(TARGETS)  # one for each, however many lines it takes


@pytest.mark.parametrize("design", DESIGNS)
def test_addresses_can_be_clicked_in_every_design(design: str) -> None:
    assert set(_targets(_flyer(_content(design=design), "a5"))) == TARGETS


@pytest.mark.parametrize("language", ["de", "ar"])
def test_flyer_with_links_is_accessible(language: str) -> None:
    assert validate(_flyer(_content(language), "a5"), "ua1") == ()


def test_long_address_is_shortened_for_the_eye_only() -> None:
    """The code holds all of it, which is proved of each flyer."""
    text = text_of(_flyer(_content(), "a5"))
    assert "example.org" in text
    assert "…" in text
    assert "unterkunftmuster" not in text


@pytest.mark.parametrize(
    ("language", "shown"),
    [("de", "18:30"), ("en", "6:30\N{NARROW NO-BREAK SPACE}PM"), ("fa", "۱۸:۳۰"), ("uk", "18:30")],
)
def test_programme_has_the_times_of_the_event(language: str, shown: str) -> None:
    text = text_of(_flyer(_content(language), "a4"))
    assert shown.replace("\N{NARROW NO-BREAK SPACE}", " ") in text.replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    ).replace("\xa0", " ")


def test_lists_have_the_comma_of_the_language() -> None:
    content = _content(
        "ar", interpreted=("de", "uk"), partners=(Partner(name="AWO"), Partner(name="DGB"))
    )
    text = text_of(_flyer(content, "a4"))
    assert text.count("،") >= 4
    for names in (("AWO", "DGB"), ("Erika", "0341")):
        between = text[text.index(names[0]) : text.index(names[1])] if names[0] in text else "،"
        assert ", " not in between


@pytest.mark.parametrize("language", ["de", "ar"])
def test_lines_of_a_point_stand_beside_its_time(language: str) -> None:
    """They begin below each other, and none of them below the time."""
    long = (ProgrammeItem(time="18:30", what=" ".join(["Wort"] * 25)),)
    text = TEXTS[language].model_copy(update={"programme": long})
    content = factories.with_event(texts={language: text}, url=URL, contact=CONTACT)
    with pdfium.PdfDocument(_flyer(content, "a4")) as document:
        page = document[0]
        text_page = page.get_textpage()
        shown = [(text_run(run, text_page.raw), run.box) for run in text_runs(page.raw)]
    lines = [box for words, box in shown if words.startswith("Wort")]
    assert len(lines) > 1
    times = [box for words, box in shown if ":30" in words and abs(box[1] - lines[0][1]) < 4]
    assert len(times) == 1
    if language == "de":
        assert all(box[0] > times[0][2] for box in lines)
        assert max(box[0] for box in lines) - min(box[0] for box in lines) < 1
    else:
        assert all(box[2] < times[0][0] for box in lines)
        assert max(box[2] for box in lines) - min(box[2] for box in lines) < 1


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("name", list(FORMATS))
def test_logo_of_the_theme_leaves_the_code_readable(name: str, language: str) -> None:
    """A flyer whose code cannot be read is refused: here the logos stand beside it."""
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'
    )
    logo = Asset("logo.svg", "image/svg+xml", drawing)
    content = _content(
        language,
        partners=(Partner(name="AWO", logo="logo.svg"),),
    )
    content = dataclasses.replace(content, images={"logo.svg": logo})
    theme = dataclasses.replace(content.theme, logo=logo, logo_text="Musterzeichen")
    assert _targets(_flyer(dataclasses.replace(content, theme=theme), name))
