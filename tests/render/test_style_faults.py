"""A fault in a style sheet is told with its file, line and column, in the user's words."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from reports.build.builder import Failed, make
from reports.commands.options import cache_folder
from reports.content.settings import Kind
from reports.content.workspace import load
from reports.documents.document import StyleSheet
from reports.documents.planning import plan
from reports.errors import Place
from reports.render.engine_faults import explain, explain_all, oversized_text
from reports.render.templates import Writer
from tests.test_german import german


def problems_of(workspace: Path, kind: Kind = Kind.SUMMARY) -> list[str]:
    """Return the problems of making the last document of a kind, of the flyers the first."""
    content = load(workspace)
    documents = plan(content, [kind], on=content.events[0].start.date()).documents
    (result,) = make(
        content, documents[:1] if kind is Kind.FLYER else documents[-1:], cache_folder()
    )
    if not isinstance(result, Failed):
        return []
    return [str(problem) for problem in result.error.problems]


def style(workspace: Path, name: str, text: str) -> None:
    """Write a style sheet of the workspace."""
    path = workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("css", "place", "fault", "remedy"),
    [
        ("p { color: red }\np {\n  colour: red }", "3:3", 'no property "colour"', '"color"'),
        ("p { xyzzy: 1 }", "1:5", 'no property "xyzzy"', "remove it"),
        ("p { color: schön }", "1:5", '"schön" is no value for "color"', "correct the value"),
        ("p { color: }", "1:5", 'property "color" has no value', "write one"),
        ("p { color red }", "1:14", "no property with a colon", "name: value;"),
        ("p { color: red", "", "", ""),
        ("}\np { color: red }", "1:1", '"} p", is no selector', "classes"),
        ("p { color: red }}", "1:17", "a brace, bracket", "closed"),
        ("@foo { p { color: red } }", "1:1", "rule @foo", "remove it"),
        ("\n@page :nowhere { margin: 0 }", "2:1", "rule @page", "correct it"),
        ("b {}\n\nli::marke { color: red }", "3:1", '"li::marke", is no selector', "classes"),
        ("p[[x] { color: red }", "1:2", "a brace, bracket", "closed"),
        ("p {}\na, b > { color: red }", "2:1", '"a, b >", is no selector', "classes"),
        ("p {\n  color: red\n  width: 1mm }", "2:3", "no value", "semicolon"),
        ("p { -weasy-foo: 1 }", "1:5", "prefix", '"foo"'),
        ("p { width: calc(1mm * 1mm) }", "1:5", "no value", "correct"),
        ("@font-face { src: url(x) }", "1:1", "rule @font-face", "correct it"),
        ("@import url(other.css);", "", "", ""),
    ],
)
def test_fault_of_a_style_sheet_has_file_line_and_column(
    css: str, place: str, fault: str, remedy: str, workspace: Path
) -> None:
    style(workspace, "styles/summary.css", css)
    problems = problems_of(workspace)
    if not place:
        return
    (problem,) = problems
    assert problem.startswith(f"styles/summary.css:{place}: ")
    assert fault in problem
    assert remedy in problem.partition(" – ")[2]


def test_fault_of_a_design_names_its_own_style_sheet(workspace: Path) -> None:
    style(workspace, "templates/flyer/neighbours/style.css", "h1 { colr: red }")
    (problem,) = problems_of(workspace, Kind.FLYER)
    assert problem.startswith("templates/flyer/neighbours/style.css:1:6: ")


def test_all_faults_of_a_style_sheet_are_told_at_once(workspace: Path) -> None:
    style(workspace, "styles/summary.css", "p { a: 1; b: 2 }\nq { c: 3 }")
    assert [problem.split(": ")[0] for problem in problems_of(workspace)] == [
        f"styles/summary.css:{place}" for place in ("1:5", "1:11", "2:5")
    ]


def test_fault_of_a_style_sheet_that_adds_names_its_own_file(workspace: Path) -> None:
    style(workspace, "styles/summary.add.css", "p { colr: red }")
    (problem,) = problems_of(workspace)
    assert problem.startswith("styles/summary.add.css:1:5: ")


def test_style_sheet_may_begin_with_a_byte_order_mark(workspace: Path) -> None:
    style(workspace, "styles/summary.css", "\ufeffp { color: red }")
    assert problems_of(workspace) == []


def test_whatever_the_engine_raises_of_a_style_sheet_names_it(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.render.engine import Engine

    parse = Engine._parse

    def broken(engine: Engine, text: str) -> object:
        if "boom" in text:
            raise KeyError("x")
        return parse(engine, text)

    monkeypatch.setattr(Engine, "_parse", broken)
    style(workspace, "styles/summary.css", "/* boom */")
    (problem,) = problems_of(workspace)
    assert problem.startswith("styles/summary.css: the style sheet cannot be read")


def test_name_of_a_style_sheet_changes_nothing_else(workspace: Path) -> None:
    content = load(workspace)
    (*_, document) = plan(content, [Kind.SUMMARY], on=content.events[0].start.date()).documents
    sheets = Writer(workspace).write(document).styles
    named = [sheet.file for sheet in sheets if isinstance(sheet, StyleSheet)]
    assert named == ["styles/tokens.css", "styles/page.css", "styles/summary.css"]
    again = pickle.loads(pickle.dumps(sheets))
    assert again == sheets
    assert [sheet.file for sheet in again if isinstance(sheet, StyleSheet)] == named
    assert hash(again[-1]) == hash(str(sheets[-1]))
    assert f"{again[-1]}" == str(sheets[-1])


ENGINE = (
    '.notdef glyph rendered for Unicode string unsupported by fonts: "あ" (U+3042)',
    "Font-face 'Foo' cannot be loaded",
    "Unknown rendering option: foo.",
    "Missing src descriptor in '@font-face' rule at 1:1",
    "Failed to apply CSS rule in SVG rule: Expected a compound selector, got ...",
    "Unknown image mode: RGBX",
    "Failed to render SVG image asset:/logo.svg",
    "Failed to load image at 'asset:/foo.png': cannot identify image file",
    "Only strings are allowed for content attr() functions, not url",
    '"string(x)" is only allowed in page margins',
    "Subgrids are unsupported",
    '"auto-fit" and "auto-fill" are unsupported in repeat()',
    "Baseline alignment is not supported for grid layout",
    "Inline grids are not supported",
    "This row has more columns than the table, ignored 3 cells",
    "Ignored `color: blau` at 3:5, invalid value.",
    "Ignored `colr: blau` at 3:5, unknown property.",
    "Ignored `clip: blau` at 3:5, property not supported yet.",
    'Ignored `border-radius: 1 / 2 / 3` at 3:5, Expected only one "/" separator.',
    "vw unit resolved before first page layout",
    "Failed to load stylesheet at x.css: no such file",
    "Invalid math function at 1:1: calc(1 + a)",
    "Parse error at 1:1: Unmatched }",
    "Unknown empty rule <AtRule @charset …> at 1:1",
    "@import rule 'url(x)' not at the beginning of the the whole rule was ignored at 1:1.",
    "Invalid layer name 'x' the whole @import rule was ignored at 1:1.",
    "Invalid media type 'x' the whole @media rule was ignored at 1:1.",
    "Unsupported @page selector ':x', the whole @page rule was ignored at 1:1.",
    "Unknown @page rule <AtRule @top-x { … }> at 1:1",
    "Invalid counter style name 'none', the whole @counter-style rule was ignored at 1:1.",
    "In counter style 'x' at 1:1, counter style 'cyclic' needs at least one symbol",
    "Unknown rule <AtRule @foo { … }> at 1:1",
    "Anchor defined twice: 'kapitel'",
    "Content discarded: target points to undefined anchor ('internal', 'kapitel')",
    "Error: Expected ':' after declaration name, got ident at 1:5.",
    "Ignored `-weasy-x:1` at 1:5, prefix on this attribute is not supported, use 'x' instead.",
    "Expected a media type, got '1'",
    "Unable to compute content: x",
    "Relative URI reference without a base URI: <a href='x'>",
    "Malformed URL: http://[",
    "Unsupported stylesheet type text/plain for x",
    "Invalid or unsupported selector, Expected a compound selector, got <EOF>",
    "Pango: pango_font_description_set_size: assertion 'size >= 0' failed",
    "Something that the engine says from its next version on",
)


@pytest.mark.parametrize("line", ENGINE)
def test_line_of_the_engine_is_told_in_german(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    german(str(explain(line, Place("styles/eigene.css"), "p { }")))
    german(str(explain(line, Place("bereich-3"))))


@pytest.mark.parametrize(
    ("css", "place"),
    [
        ("h1 {\n  font-size: 3e6pt }", ":2:14"),
        ("h1 { font: bold 90000px/1 serif }", ":1:17"),
        ("h1 { font-size: calc(1e9mm * 2) }", ":1:22"),
        ("h1 { font-size: 500em }", ":1:17"),
        ("h1 { font-size: 99999% }", ":1:17"),
    ],
)
def test_size_that_no_page_holds_is_told(
    css: str, place: str, workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    style(workspace, "styles/summary.add.css", css)
    (problem,) = problems_of(workspace)
    assert problem.startswith(f"styles/summary.add.css{place}: ")
    assert "is more than any page holds – correct font-size" in problem
    assert "Pango" not in capfd.readouterr().err


def test_size_of_a_title_on_a_poster_is_no_fault() -> None:
    assert not oversized_text("h1 { font-size: 400pt } p { margin: 99999mm }", "x.css")


def test_size_that_only_the_library_finds_too_large_is_told(
    workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    style(
        workspace,
        "styles/summary.add.css",
        "body { font-size: 2000pt } h1 { font-size: 80em }h1 span { font-size: 80em }",
    )
    told = problems_of(workspace)
    assert told
    assert "Pango" not in capfd.readouterr().err


def test_letters_that_no_font_has_are_told_at_once(workspace: Path) -> None:
    style(workspace, "styles/summary.add.css", 'h1::after { content: "字漢한" }')
    (problem,) = [line for line in problems_of(workspace) if "no font" in line]
    assert "no font has these 3 characters: 字 (U+5B57), 漢 (U+6F22), 한 (U+D55C)" in problem
    assert "languages/de/" in problem
    assert "handzettel init --language de" in problem


def test_of_many_missing_letters_the_first_are_named() -> None:
    lines = [
        f'.notdef glyph rendered for Unicode string "{chr(c)}" (U+{c:04X})'
        for c in range(0x4E00, 0x4E40)
    ]
    (problem,) = explain_all(lines, Place("summary/bereich-3"), language="pl")
    assert problem.message.endswith("and 52 more")
    assert "languages/pl/" in problem.remedy
