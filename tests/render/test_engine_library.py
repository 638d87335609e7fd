"""What this program expects of the engine's internals: a new version that differs fails here."""

import inspect

import pytest

from reports.render import engine_library as engine

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
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_function_takes_what_it_is_given(name: str) -> None:
    assert list(inspect.signature(getattr(engine, name)).parameters) == PARAMETERS[name]


def test_every_part_is_there() -> None:
    assert all(hasattr(engine, name) for name in engine.__all__)


@pytest.mark.parametrize("variant", ["pdf/a-3a", "pdf/ua-1"])
def test_variant_has_a_change_and_presets(variant: str) -> None:
    change, presets = engine.VARIANTS[variant]
    assert callable(change)
    assert presets["pdf_version"] == "1.7"
    assert presets["pdf_tags"]


def test_options_have_the_names_that_are_set() -> None:
    assert {"pdf_variant", "pdf_forms", "pdf_tags", "pdf_version"} <= set(
        engine.weasyprint.DEFAULT_OPTIONS
    )


def test_fetcher_is_asked_by_address_and_answers_with_bytes() -> None:
    assert list(inspect.signature(engine.URLFetcher.fetch).parameters)[:2] == ["self", "url"]
    answer = engine.URLFetcherResponse("font:1", b"data", {"Content-Type": "font/ttf"})
    assert answer.read() == b"data"
    assert issubclass(engine.FatalURLFetchingError, BaseException)


def test_page_that_was_laid_out_is_a_tree_of_boxes() -> None:
    """Positions and sizes, which are measured, are in CSS pixels."""
    html = "<p>Ein Satz.</p><div style='position: absolute; top: 5px'>anderswo</div>"
    document = engine.weasyprint.HTML(string=html).render(
        font_config=engine.FontConfiguration(), stylesheets=[]
    )
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


def test_objects_of_a_file_are_written_as_bytes() -> None:
    dictionary = engine.pydyf.Dictionary({"A": engine.pydyf.Array([1, engine.pydyf.String("b")])})
    assert dictionary.data == b"<</A [1 (b)]>>"
    stream = engine.pydyf.Stream([b"q"])
    assert b"stream\nq\nendstream" in stream.data
