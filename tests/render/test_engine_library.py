"""What this program expects of the engine's internals: a new version that differs fails here."""

import inspect
from types import SimpleNamespace
from typing import Any

import pytest

from reports.commands.options import cache_folder
from reports.content.font_families import packaged
from reports.render import engine_library as engine
from reports.render.font_faces import faces, regular
from reports.render.page_drawing import SCALE, new_resources, paint_page
from tests.support import factories

pytestmark = factories.ENGINE

PARAMETERS = {
    "add_outlines": ["pdf", "bookmarks", "parent"],
    "draw_text": ["stream", "textbox", "offset_x", "text_overflow", "block_ellipsis"],
    "generate_pdf": ["document", "target", "zoom", "options"],
    "split_first_line": [
        "text",
        "style",
        "context",
        "max_width",
        "justification_spacing",
        "is_line_start",
        "minimum",
    ],
    "strut": ["style"],
}

BLOCK_PARAMETERS = {
    "block_level_layout": [
        "context",
        "box",
        "bottom_space",
        "skip_stack",
        "containing_block",
        "page_is_empty",
        "absolute_boxes",
        "fixed_boxes",
        "adjoining_margins",
        "first_letter_style",
        "first_line_style",
        "discard",
        "max_lines",
    ],
    "block_level_width": ["box", "containing_block", "with_min_max"],
}
"""Functions that are replaced by others, which call them."""


@pytest.mark.parametrize("name", PARAMETERS)
def test_function_takes_what_it_is_given(name: str) -> None:
    assert list(inspect.signature(getattr(engine, name)).parameters) == PARAMETERS[name]


@pytest.mark.parametrize("name", BLOCK_PARAMETERS)
def test_replaced_function_of_blocks_takes_what_it_is_given(name: str) -> None:
    replaced = getattr(engine.block_layout, name)
    assert list(inspect.signature(replaced).parameters) == BLOCK_PARAMETERS[name]


def test_streams_are_compressed_quickly() -> None:
    """The library has one level for all; it is found in the bytes of the stream's head."""
    stream = engine.pydyf.Stream([b"Eine Zeile, und noch eine Zeile."], compress=True)
    assert stream.data.split(b"stream\n", 1)[1][:2] == b"\x78\x9c"


def test_every_part_is_there() -> None:
    """The engine still has each name that is imported from it."""
    assert all(hasattr(engine, name) for name in engine.__all__)


@pytest.mark.parametrize("variant", ["pdf/a-3a", "pdf/ua-1"])
def test_variant_has_a_change_and_presets(variant: str) -> None:
    change, presets = engine.VARIANTS[variant]
    assert callable(change)
    assert presets["pdf_version"] == "1.7"
    assert presets["pdf_tags"]


def test_options_have_the_names_that_are_set() -> None:
    """The engine still knows the options that are given to it."""
    assert {"pdf_variant", "pdf_forms", "pdf_tags", "pdf_version"} <= set(
        engine.weasyprint.DEFAULT_OPTIONS
    )


def test_fetcher_is_asked_by_address_and_answers_with_bytes() -> None:
    assert list(inspect.signature(engine.URLFetcher.fetch).parameters)[:2] == ["self", "url"]
    answer = engine.URLFetcherResponse("font:1", b"data", {"Content-Type": "font/ttf"})
    assert answer.read() == b"data"
    assert issubclass(engine.FatalURLFetchingError, BaseException)


def _layout(html: str, css: str = "") -> Any:
    """Lay out HTML with the engine alone, with one of the fonts of this program."""
    fonts = engine.FontConfiguration()
    face = regular(faces(packaged()["Source Sans 3"], cache_folder()))
    rule = f'@font-face {{ font-family: "Test"; src: url("{face.path.as_uri()}") }}'
    style = engine.weasyprint.CSS(
        string=f'{rule}\nhtml {{ font-family: "Test" }}\n{css}', font_config=fonts
    )
    document = engine.weasyprint.HTML(string=html)
    return document.render(font_config=fonts, stylesheets=[style])


def _objects_of(document: Any) -> Any:
    """Return the objects of a tagged PDF/A file, as this program has them made."""
    _change, presets = engine.VARIANTS["pdf/a-3a"]
    options = engine.weasyprint.DEFAULT_OPTIONS | presets | {"pdf_variant": "pdf/a-3a"}
    return engine.generate_pdf(document, None, 1, **options)


def test_page_that_was_laid_out_is_a_tree_of_boxes() -> None:
    """Positions and sizes, which are measured, are in CSS pixels."""
    html = "<p>Ein Satz.</p><div style='position: absolute; top: 5px'>anderswo</div>"
    document = _layout(html)
    page = document.pages[0]._page_box
    descendants = list(page.descendants(placeholders=True))
    assert any(isinstance(box, engine.boxes.LineBox) for box in descendants)
    texts = [box.text for box in descendants if isinstance(box, engine.boxes.TextBox)]
    assert texts == ["Ein Satz.", "anderswo"]
    body = next(box for box in descendants if box.element_tag == "body")
    assert body.margin_height() > 0
    assert body.is_in_normal_flow()
    assert page.content_box_y() < page.height
    assert page.width > page.content_box_x()
    assert issubclass(engine.boxes.BlockContainerBox, engine.boxes.Box)
    assert issubclass(engine.boxes.MarginBox, engine.boxes.Box)


def test_box_knows_whether_it_is_in_the_flow_and_by_what_it_is_turned() -> None:
    html = "<p>Ein Satz.</p><div>anderswo</div>"
    css = (
        "div { position: absolute; left: 10px; top: 20px; transform-origin: 0 0;"
        " transform: translate(5px, 0) rotate(90deg) }"
        " @page { @bottom-left { content: 'unten' } }"
    )
    page = _layout(html, css).pages[0]._page_box
    kinds = {
        box.element_tag: box
        for box in page.descendants(placeholders=True)
        if not isinstance(box, engine.boxes.LineBox | engine.boxes.TextBox)
    }
    assert not kinds["p"].is_absolutely_positioned()
    assert not kinds["p"].transformation_matrix
    turned = kinds["div"]
    assert turned.is_absolutely_positioned()
    x, y = turned.border_box_x(), turned.border_box_y()
    assert turned.transformation_matrix.transform_point(x, y) == pytest.approx([x + 5, y])
    (margin,) = [box for box in page.children if isinstance(box, engine.boxes.MarginBox)]
    assert margin.at_keyword == "@bottom-left"
    assert page.margin_height() > margin.position_y > page.content_box_y() + page.height - 1


def test_line_is_as_wide_as_what_stands_in_it() -> None:
    """A word that is too wide sticks out of its block by its children, wherever it begins."""
    page = _layout("<p>Kinderbetreuungseinrichtungen</p>", "p { width: 20px }").pages[0]._page_box
    (line,) = [box for box in page.descendants() if isinstance(box, engine.boxes.LineBox)]
    (block,) = [box for box in page.descendants() if box.element_tag == "p" and box is not line][:1]
    (text,) = line.children
    assert text.position_x == block.content_box_x()
    assert text.margin_width() > block.width == 20


def test_objects_of_a_file_are_written_as_bytes() -> None:
    dictionary = engine.pydyf.Dictionary({"A": engine.pydyf.Array([1, engine.pydyf.String("b")])})
    assert dictionary.data == b"<</A [1 (b)]>>"
    stream = engine.pydyf.Stream([b"q"])
    assert b"stream\nq\nendstream" in stream.data


def test_operand_is_serialised_as_it_is_written_into_a_file() -> None:
    assert engine.pydyf._to_bytes(0.5) == b"0.5"
    assert engine.pydyf._to_bytes("/Name") == b"/Name"


def test_page_is_drawn_as_the_engine_draws_it_into_a_file() -> None:
    document = _layout("<h1>Titel</h1><p>Ein Satz.</p>")
    drawn = paint_page(document, document.pages[0], new_resources()).stream
    streams = [
        entry.stream for entry in _objects_of(document).objects if isinstance(entry, engine.Stream)
    ]
    assert drawn in streams
    for operator in (b"BT", b"ET", b"BDC", b"EMC"):
        assert operator in drawn


def test_stream_can_be_cloned_for_drawing_more_and_knows_the_mark_of_each_box() -> None:
    document = _layout("<p>Ein Satz.</p>")
    stream = paint_page(document, document.pages[0], new_resources())
    (mark,) = {tag["mcid"] for box, tag in stream._tags.items()}
    assert mark == 0
    clone = stream.clone(tags=None)
    assert clone.stream == []
    with clone.stacked():
        clone.transform(a=SCALE, d=SCALE)
    assert clone.stream[0] == b"q"
    assert clone.stream[-1] == b"Q"


def test_fonts_have_the_glyphs_that_a_document_uses() -> None:
    document = _layout("<p>Öl</p>")
    _objects_of(document)
    (font,) = document.fonts.values()
    assert font.hash
    assert {"Ö", "l"} <= set(font.to_unicode.values())
    assert set(font.to_unicode) <= set(font.widths)
    assert font.missing == {}
    assert not font.bitmap


def test_page_has_links_anchors_bookmarks_and_a_side() -> None:
    document = _layout("<h1 id='a'>Titel</h1><p><a href='#a'>dorthin</a></p>")
    (page,) = document.pages
    assert page._page_box.page_type.side == "right"
    assert list(page.anchors) == ["a"]
    assert [link[:2] for link in page.links] == [("internal", "a")]
    assert [bookmark[1] for bookmark in page.bookmarks] == ["Titel"]
    assert set(page.bleed) == {"left", "right", "top", "bottom"}
    tree = type(document).make_bookmark_tree(SimpleNamespace(pages=[page]), SCALE, True)
    assert tree[0][0] == "Titel"


def test_generated_content_says_what_it_is_made_from() -> None:
    css = "@page { @bottom-center { content: counter(page) } @top-center { content: string(s) } }"
    page = _layout("<p>Ein Satz.</p>", css).pages[0]._page_box
    contents = {
        margin.at_keyword: margin.style["content"]
        for margin in page.children
        if isinstance(margin, engine.boxes.MarginBox)
    }
    ((kind, (name, *_style)),) = contents["@bottom-center"]
    assert (kind, name) == ("counter()", "page")
    ((kind, (name, *_which)),) = contents["@top-center"]
    assert (kind, name) == ("string()", "s")


def test_file_has_a_catalogue_pages_tags_and_a_colour_profile() -> None:
    document = _layout("<p>Ein Satz.</p>")
    pdf = _objects_of(document)
    assert {"StructTreeRoot", "Metadata"} <= pdf.catalog.keys()
    assert len(pdf.pages["Kids"]) == 3  # number, generation and R of one page
    page = pdf.objects[pdf.pages["Kids"][0]]
    assert {"Contents", "Resources", "MediaBox", "StructParents"} <= page.keys()
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    assert {"K", "ParentTree"} <= root.keys()
    assert document.color_profiles["srgb"].pdf_reference
