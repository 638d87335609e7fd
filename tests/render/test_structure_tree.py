"""The tags of a page, for what templates can say and what page breaks do."""

from __future__ import annotations

import dataclasses

import pytest

from reports.commands.options import cache_folder
from reports.content.font_families import packaged
from reports.content.pdf_standard import PdfStandard
from reports.content.settings import Kind
from reports.documents.document import Page
from reports.documents.event_planning import plan_flyers
from reports.documents.planning import plan
from reports.render.engine import Engine
from reports.render.font_faces import faces
from tests.documents.test_languages import TEXTS
from tests.support import factories
from tests.support.read_aloud import TaggedPdf, read_aloud
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

FAMILY = "Source Sans 3"
STYLE = f"""
html {{ font-family: "{FAMILY}"; font-size: 20px }}
@page {{ size: 300px 200px; margin: 10px }}
"""


def _pdf(body: str, style: str = "", standard: PdfStandard = PdfStandard.UA1) -> bytes:
    """Return a page whose body is this HTML."""
    (document,) = plan(factories.sample(), [Kind.SUMMARY], factories.DAY).documents[:1]
    document = dataclasses.replace(document, standard=standard, images=())
    html = f'<html lang="de"><head><title>Blatt</title></head><body>{body}</body></html>'
    engine = Engine(faces(packaged()[FAMILY], cache_folder()))
    return engine.layout(document, Page(html, (STYLE, style)), "").write()


def _read(body: str, style: str = "") -> list[str]:
    """Return what is read of a page, without its first two lines."""
    return read_aloud(_pdf(body, style)).splitlines()[2:]


def test_paragraph_and_list_go_on_after_a_page_break() -> None:
    text = "wort " * 60
    (paragraph,) = _read(f"<p>{text}</p>")
    assert paragraph == f"  P: {text.strip()}"
    points = "<li>Punkt</li>" * 20
    lines = _read(f"<ul>{points}</ul>", "ul { list-style: none }")
    assert lines.count("  L") == 1
    assert len(lines) == 41


def test_table_over_pages_is_one_and_its_repeated_head_is_read_once() -> None:
    rows = "".join(f"<tr><th scope='row'>{i}</th><td>Wert</td></tr>" for i in range(20))
    head = "<thead><tr><th scope='col'>Nummer</th><th scope='col'>Name</th></tr></thead>"
    pdf = _pdf(f"<table>{head}<tbody>{rows}</tbody></table>")
    assert read_aloud(pdf).count("Nummer") == 1
    tagged = TaggedPdf(pdf)
    assert len(tagged.pages) > 1
    assert ("Pagination", "Nummer") in [
        (kind, text.strip()) for kind, text in tagged.pages[1].artifacts
    ]


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ('<p>Das <i lang="en">Manifesto</i></p>', "P: Das {en: Manifesto}"),
        ('<p><abbr title="Ortsverein">OVe</abbr></p>', "P: {OVe = Ortsverein}"),
        ('<p>A<span aria-label=" mal "> × </span>B</p>', "P: A {× = mal }B"),
        ('<p>Gut <span aria-hidden="true">!!</span></p>', "P: Gut"),
        (
            '<p>auf <a href="https://example.org" title="Zur Seite">hier</a></p>',
            "P: auf [link “Zur Seite”: hier]",
        ),
        ('<p>Gut <svg width="9" height="9"><rect width="9" height="9"/></svg></p>', "P: Gut"),
        ('<h2 style="display: flex">A <b>B</b></h2>', "H2: AB"),
    ],
)
def test_attributes_say_what_is_read(html: str, line: str) -> None:
    assert _read(f"<h1>Titel</h1>{html}")[1:] == [f"  {line}"]


def test_hyphen_of_a_line_end_is_soft_and_one_of_the_text_is_not() -> None:
    style = "p { hyphens: auto; hyphenate-character: '-'; width: 200px }"
    (line,) = _read("<p>Kinderbetreuungseinrichtungen und Jugendhilfe- und</p>", style)
    assert line == "  P: Kinderbetreuungseinrichtungen und Jugendhilfe- und"


def test_link_over_two_lines_is_one_and_knows_both() -> None:
    text = "eine recht lange Bezeichnung für das Ziel"
    pdf = _pdf(f'<p><a href="https://example.org">{text}</a></p>')
    with factories.opened(pdf) as opened:
        (annotation,) = opened.pages[0].Annots
        assert str(annotation.Contents) == text
        assert len(annotation.QuadPoints) == 16


def test_foot_is_an_artifact_but_for_its_imprint_which_is_read_once() -> None:
    style = "@page { margin-bottom: 90px; @bottom-left { content: element(foot) } }"
    style += "footer { position: running(foot); font-size: 8px } body > p { break-after: page }"
    foot = '<footer><p>Fuß</p><p role="contentinfo">Impressum</p></footer>'
    assert _read(f"{foot}<p>eins</p><p>zwei</p>", style) == [
        "  P: eins",
        "  P: zwei",
        "  P: Impressum",
    ]


def test_right_to_left_text_is_read_in_the_order_of_its_letters() -> None:
    content = factories.with_event(texts={"ar": TEXTS["ar"]})
    (document,) = plan_flyers(content, (), ("ar",), factories.DAY).documents
    assert "من هم جيراننا" in TaggedPdf(factories.pdf_of(content, document)).root.text


def test_second_standard_is_kept_by_every_kind() -> None:
    content = factories.sample()
    settings = content.settings.model_copy(
        update={"pdf": content.settings.pdf.model_copy(update={"standard": PdfStandard.UA2})}
    )
    content = dataclasses.replace(content, settings=settings)
    planned = {
        document.name: document for document in plan(content, list(Kind), factories.DAY).documents
    }
    for name in (
        "summary/bereich-3",
        "summary/overview",
        "checklist/bund",
        "flyer/nachbarschaft/a5-de",
    ):
        pdf = factories.pdf_of(content, planned[name])
        for standard in ("ua2", "wtpdf-accessibility", "wtpdf-reuse"):
            assert validate(pdf, standard) == (), (name, standard)
