"""What holds for every PDF: standards, one page, trim size, fonts, the same bytes, no faults."""

import dataclasses
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from reports.build.builder import Made, make
from reports.commands.options import cache_folder
from reports.content.settings import Kind, ThemeName
from reports.content.workspace import Content, load
from reports.documents.planning import plan_summaries
from reports.errors import RenderingError
from tests import ROOT
from tests.support import factories
from tests.support.factories import DAY, Handouts, handouts, letters, text_of
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

NAMES = factories.names()
ONE_PAGE = [name for name in NAMES if not name.startswith("checklist/")]
ONE_OF_EACH = [
    "summary/overview",
    "summary/bereich-4",
    "checklist/bund",
    "flyer/nachbarschaft/a5-de",
]
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">
<rect width="40" height="20" fill="#24414E"/><circle cx="10" cy="10" r="6" fill="#fff"/></svg>"""


def _conforms(name: str, pdf: bytes) -> None:
    assert validate(pdf, "ua1") == ()
    if not name.startswith("checklist/"):
        assert validate(pdf, "3a") == ()


def _with_logo(folder: Path, name: str, data: bytes) -> Content:
    workspace = factories.workspace_in(folder)
    (workspace / name).write_bytes(data)
    settings = workspace / "handzettel.toml"
    logo = f'[theme]\nlogo = "{name}"\nlogo_text = "Musterzeichen"'
    settings.write_text(settings.read_text("utf-8").replace("[theme]", logo, 1), "utf-8")
    return load(workspace)


def _picture(mode: str, form: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (60, 30)).save(out, form)
    return out.getvalue()


# --- standards --------------------------------------------------------------


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_handout_is_accessible_and_archival(name: str) -> None:
    _conforms(name, handouts()[name])


@pytest.mark.soak
@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("name", NAMES)
def test_every_handout_is_accessible_and_archival(name: str, theme: ThemeName) -> None:
    _conforms(name, handouts(theme)[name])


def test_drafts_are_accessible_and_archival() -> None:
    drafts = Handouts(factories.draft(), [Kind.SUMMARY, Kind.CHECKLIST])
    for name in ("summary/bereich-4", "checklist/bund"):
        _conforms(name, drafts[name])


@pytest.mark.parametrize(
    ("file", "data"),
    [
        pytest.param("logo.svg", SVG.encode(), id="svg", marks=pytest.mark.soak),
        pytest.param("logo.png", _picture("RGBA", "PNG"), id="png"),
        pytest.param("logo.jpg", _picture("RGB", "JPEG"), id="jpeg", marks=pytest.mark.soak),
    ],
)
def test_handouts_with_a_logo_are_accessible_and_archival(
    tmp_path: Path, file: str, data: bytes
) -> None:
    with_logo = Handouts(_with_logo(tmp_path, file, data))
    for name in ("summary/bereich-4", "checklist/bund", "flyer/nachbarschaft/a5-de"):
        _conforms(name, with_logo[name])
        assert b"Musterzeichen" in factories.everything_in(with_logo[name])


@pytest.mark.parametrize("name", NAMES)
def test_handout_says_its_title_language_and_author(name: str) -> None:
    document = handouts().documents[name]
    with factories.opened(handouts()[name]) as pdf:
        assert str(pdf.Root.Lang) == "de"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == document.title
            assert document.author in metadata["dc:creator"]


@pytest.mark.parametrize("name", NAMES)
def test_reading_starts_with_the_heading_and_no_level_is_left_out(name: str) -> None:
    with factories.opened(handouts()[name]) as pdf:
        roles = list(_roles(pdf.Root.StructTreeRoot.K))
    levels = [int(role[2]) for role in roles if re.fullmatch(r"/H\d", role)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def _roles(node: pikepdf.Object) -> list[str]:
    if isinstance(node, pikepdf.Array):
        return [role for child in node for role in _roles(child)]
    if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
        return []
    return [str(node.S), *_roles(node.get("/K", pikepdf.Array()))]


# --- pages ------------------------------------------------------------------


@pytest.mark.parametrize("name", ONE_PAGE)
def test_summary_and_flyer_have_one_page(name: str) -> None:
    assert factories.page_count(handouts()[name]) == 1


@pytest.mark.soak
@pytest.mark.parametrize("name", ONE_PAGE)
def test_summary_and_flyer_have_one_page_in_every_theme(name: str) -> None:
    for theme in ThemeName:
        assert factories.page_count(handouts(theme)[name]) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_its_trim_size(name: str) -> None:
    trim_size = (148, 210) if name.startswith("flyer/") else (210, 297)
    for size in factories.trim_sizes(handouts()[name]):
        assert size == pytest.approx(trim_size, abs=0.01)


# --- fonts and text ---------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_all_fonts_are_embedded_outlines_of_the_theme(name: str) -> None:
    with factories.opened(handouts()[name]) as pdf:
        fonts = [
            entry
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == pikepdf.Name.Font
        ]
        assert fonts
        for font in fonts:
            assert font.Subtype != pikepdf.Name.Type3
            assert "Source-Sans" in str(font.BaseFont) or "Handzettel" in str(font.BaseFont)
            if font.Subtype != pikepdf.Name.Type0:
                keys = font.FontDescriptor.keys()
                assert keys & {"/FontFile", "/FontFile2", "/FontFile3"}, str(font.BaseFont)


@pytest.mark.parametrize("kind", [Kind.SUMMARY, Kind.CHECKLIST])
def test_ligatures_umlauts_quotes_and_dashes_are_copied_as_they_were_typed(kind: Kind) -> None:
    words = "Öffnen, offen, schaffen, Pfiff, flüchten, Auflage, Ämter, Fjord – „Zitat“ ‚halb‘ § 6 €"
    measure = factories.measure_of("7.A", title="Offen für Größe", summary=words)
    content = factories.with_areas(factories.area_of(measure))
    name = "summary/bereich-7" if kind is Kind.SUMMARY else "checklist/stadt-leipzig"
    text = text_of(Handouts(content, [kind])[name])
    assert "Offen für Größe" in text
    assert letters(words) in letters(text)


def test_narrow_space_is_copied_as_one_space() -> None:
    measure = factories.measure_of("7.A", summary="Das gilt z. B. für alle, d. h. auch hier.")
    pdf = Handouts(factories.with_areas(factories.area_of(measure)), [Kind.SUMMARY])[
        "summary/bereich-7"
    ]
    assert "Das gilt z. B. für alle, d. h. auch hier." in text_of(pdf)


# --- the same input, the same bytes -----------------------------------------

MAKE = """
import hashlib, json, sys
from tests.support.factories import handouts
names = sys.argv[1:]
print(json.dumps({name: hashlib.sha256(handouts()[name]).hexdigest() for name in names}))
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANGUAGE": "de"},
        pytest.param(
            {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
            marks=pytest.mark.soak,
        ),
    ],
    ids=lambda environment: environment["TZ"],
)
def test_other_process_with_other_hashes_and_time_zone_makes_the_same_bytes(
    environment: dict[str, str],
) -> None:
    command = [sys.executable, "-c", MAKE, *ONE_OF_EACH]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE
    ) as other:
        digests = {name: hashlib.sha256(handouts()[name]).hexdigest() for name in ONE_OF_EACH}
        out, _ = other.communicate(timeout=60)
    assert json.loads(out) == digests


def test_document_is_the_same_made_alone_or_after_others() -> None:
    content = handouts().content
    documents = [handouts().documents[name] for name in reversed(ONE_OF_EACH)]
    for result in make(content, documents, cache_folder()):
        assert isinstance(result, Made)
        assert result.pdf == handouts()[result.document.name], result.document.name


# --- faults of templates and styles -----------------------------------------


def _problem(content: Content) -> str:
    """Return the message with which a summary is refused."""
    with pytest.raises(RenderingError) as caught:
        _make_summary(content)
    return str(caught.value)


def _make_summary(content: Content) -> bytes:
    (document,) = plan_summaries(content, ["7"], DAY).documents
    return factories.pdf_of(content, document)


def _with_file(folder: Path, name: str, text: str) -> Content:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return dataclasses.replace(handouts().content, root=folder)


def _template(folder: Path, body: str) -> Content:
    """Return a workspace whose template of a summary is one line and then this body."""
    text = '{% extends "base.html" %}{% block body %}\n' + body + "{% endblock %}"
    return _with_file(folder, "templates/summary/summary.html", text)


def test_unknown_property_in_a_workspace_style_is_named(tmp_path: Path) -> None:
    content = _with_file(tmp_path, "styles/summary.css", "h1 { colour: red }")
    assert _problem(content).startswith('styles/summary.css:1:6: there is no property "colour"')


def test_broken_style_is_refused(tmp_path: Path) -> None:
    _problem(_with_file(tmp_path, "styles/summary.css", "h1 { color red }"))


@pytest.mark.parametrize("char", ["字", "漢", "한", "𐊀", "\u0e01"])
def test_character_that_no_shipped_font_has_is_named_whatever_the_system_has(char: str) -> None:
    measure = factories.measure_of("7.A", title=f"Titel {char}")
    assert char in _problem(factories.with_areas(factories.area_of(measure)))


def test_lost_image_is_refused(tmp_path: Path) -> None:
    content = _template(tmp_path, '<h1>T</h1><img src="asset:weg.png" alt="weg">')
    assert "weg.png" in _problem(content)


@pytest.mark.parametrize(
    "fault",
    ["{{ nirgends }}", "{{ area.nirgends }}", "{% if %}", "{{ 1 / 0 }}", '{{ "a" + 1 }}'],
)
def test_fault_in_a_workspace_template_is_told_with_its_line(tmp_path: Path, fault: str) -> None:
    content = _template(tmp_path, f"<h1>T</h1>\n<p>{fault}</p>\n")
    assert "templates/summary/summary.html:3" in _problem(content)


def test_fault_in_the_base_template_is_told_with_its_place(tmp_path: Path) -> None:
    content = _with_file(tmp_path, "templates/base.html", "<html>\n{{ nirgends }}</html>")
    assert _problem(content).startswith("templates/base.html:2:")


def test_template_that_includes_itself_is_refused(tmp_path: Path) -> None:
    _problem(_template(tmp_path, '{% include "summary/summary.html" %}'))


def test_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "weg.html" in _problem(_template(tmp_path, '{% include "weg.html" %}'))


def test_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    content = _template(tmp_path, "")
    (tmp_path / "templates/summary/summary.html").write_bytes(b"\xff\xfe\x00")
    assert "summary.html" in _problem(content)


def test_style_that_is_no_text_is_refused(tmp_path: Path) -> None:
    content = _with_file(tmp_path, "styles/summary.css", "")
    (tmp_path / "styles/summary.css").write_bytes(b"\xff\xfe\x00")
    assert "summary.css" in _problem(content)


def test_deeply_nested_template_is_refused(tmp_path: Path) -> None:
    _problem(_template(tmp_path, "<h1>T</h1>" + "<div>" * 2000 + "x"))


def test_workspace_template_comes_before_the_shipped_one(tmp_path: Path) -> None:
    text = text_of(_make_summary(_template(tmp_path, "<h1>Eigene Vorlage</h1>")))
    assert text == "Eigene Vorlage Muster"


def test_workspace_style_comes_before_the_shipped_one(tmp_path: Path) -> None:
    pdf = _make_summary(_with_file(tmp_path, "styles/summary.css", "h1 { font-size: 33pt }"))
    assert factories.type_sizes(pdf, "Kommunikation") == {33}
    assert factories.type_sizes(handouts()["summary/bereich-7"], "Kommunikation") != {33}
