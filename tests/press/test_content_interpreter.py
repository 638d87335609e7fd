"""What the interpreter of page content reports to a visitor."""

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from reports.press.colour_spaces import Paint
from reports.press.content_interpreter import (
    ContentStream,
    ContentVisitor,
    GraphicsState,
    Point,
    interpret,
)
from reports.press.pdf_values import DEEPEST


@pytest.fixture
def pdf() -> Iterator[Pdf]:
    """A PDF for the streams of a test."""
    with pikepdf.new() as empty:
        yield empty


class _Recorder(ContentVisitor):
    """Notes what is painted, and the transformation of everything drawn."""

    def __init__(self, content: ContentStream) -> None:
        super().__init__(content)
        self.painted_with: list[tuple[Paint | None, list[Point]]] = []
        self.drawn: list[tuple[str, tuple[float, ...]]] = []
        self.events: list[str] = []

    def too_deep(self) -> None:
        self.events.append("too deep")

    def painted(self, paint: Paint | None, points: Sequence[Point], *, text: bool = False) -> None:
        self.painted_with.append((paint, list(points)))

    def form_drawn(self, name: str, form: Any, state: GraphicsState) -> None:
        self.drawn.append((name, self.content.of_form(form, state.matrix).matrix))

    def picture_drawn(self, name: str, picture: Any, state: GraphicsState) -> None:
        self.drawn.append((name, state.matrix))

    def picture_missing(self, name: str) -> None:
        self.events.append(f"{name} is missing")

    def instruction(self, operator: str, instruction: Any) -> None:
        self.events.append(operator)


def _record(pdf: Pdf, content: bytes, **resources: Any) -> _Recorder:
    recorder = _Recorder(ContentStream(pdf.make_stream(content), Dictionary(**resources)))
    interpret(recorder)
    return recorder


def _colours(recorder: _Recorder) -> list[tuple[float, ...]]:
    return [paint.values for paint, _points in recorder.painted_with if paint]


def test_restored_state_has_the_colour_that_was_saved(pdf: Pdf) -> None:
    recorder = _record(pdf, b"0 g q 1 0 0 rg 0 0 1 1 re f Q 0 0 1 1 re f Q")
    assert _colours(recorder) == [(1, 0, 0), (0,)]


def test_chosen_space_begins_with_black(pdf: Pdf) -> None:
    recorder = _record(pdf, b"/DeviceCMYK cs 0 0 1 1 re f .1 .2 .3 .4 sc 0 0 1 1 re f")
    assert _colours(recorder) == [(0, 0, 0, 1), (0.1, 0.2, 0.3, 0.4)]


def test_named_space_is_looked_up_in_the_resources(pdf: Pdf) -> None:
    space = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, Dictionary()])
    recorder = _record(pdf, b"/Gold cs .5 scn 0 0 1 1 re f", ColorSpace=Dictionary(Gold=space))
    (painted,) = recorder.painted_with
    assert painted[0] is not None
    assert (painted[0].space.kind, painted[0].space.family) == ("other", "Separation")


def test_colour_that_the_stream_does_not_set_is_inherited(pdf: Pdf) -> None:
    recorder = _record(pdf, b"0 0 1 1 re B")
    assert [paint for paint, _points in recorder.painted_with] == [None, None]


def test_points_are_those_of_the_page(pdf: Pdf) -> None:
    recorder = _record(pdf, b"2 0 0 2 10 20 cm 1 1 3 4 re f BT 5 6 Td (x) Tj ET")
    (_, rectangle), (_, text) = recorder.painted_with
    assert rectangle == [(12, 22), (18, 22), (12, 30), (18, 30)]
    assert text == [(20, 32)]


def _stream(pdf: Pdf, subtype: Name, **keys: object) -> Stream:
    return pdf.make_stream(b"", Type=Name.XObject, Subtype=subtype, **keys)


def test_form_lies_where_its_matrix_and_the_current_one_put_it(pdf: Pdf) -> None:
    form = _stream(pdf, Name.Form, Matrix=[1, 0, 0, 1, 5, 0])
    picture = _stream(pdf, Name.Image)
    recorder = _record(
        pdf,
        b"q 2 0 0 2 1 1 cm /F Do Q /P Do /None Do",
        XObject=Dictionary(F=form, P=picture),
    )
    assert recorder.drawn == [("/F", (2, 0, 0, 2, 11, 1)), ("/P", (1, 0, 0, 1, 0, 0))]
    assert "/None is missing" in recorder.events


def test_instructions_are_reported_without_those_that_set_colours(pdf: Pdf) -> None:
    recorder = _record(pdf, b"q 1 0 0 rg /X BMC 0 0 1 1 re f EMC Q")
    assert recorder.events == ["q", "BMC", "re", "f", "EMC", "Q"]


def test_content_that_is_nested_too_deep_is_not_interpreted(pdf: Pdf) -> None:
    recorder = _Recorder(ContentStream(pdf.make_stream(b"q Q"), depth=DEEPEST + 1))
    interpret(recorder)
    assert recorder.events == ["too deep"]
