"""The interpreter of PDF page content (ISO 32000-1, 8 and 9).

It keeps the graphics state of one content stream and reports to a visitor what the
stream does. Conversion to CMYK, preflight and the check of picture resolution are
visitors. Forms, patterns and soft masks have content streams of their own; a visitor
interprets those it cares about with another visitor.

Only the state that visitors need is kept: the transformation, the colours, and where
text is placed, without fonts and their sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream

from reports.press.colour_spaces import GREY, SPACE_OPERATORS, ColourSpace, Paint, read_colour_space
from reports.press.pdf_values import (
    DEEPEST,
    IDENTITY,
    Matrix,
    concatenated,
    path_points,
    read_floats,
    read_numbers,
    sub_dictionary,
    transformed,
)

Point = tuple[float, float]

_COLOUR_OPERATORS = {*SPACE_OPERATORS, "cs", "CS", "sc", "SC", "scn", "SCN"}
_FILLING = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKING = {"S", "s", "B", "B*", "b", "b*"}


@dataclass(frozen=True)
class GraphicsState:
    """The part of the graphics state that q saves and Q restores."""

    matrix: Matrix = IDENTITY
    """From the current coordinates to those of the page."""
    fill: Paint | None = None
    """None until the stream sets a colour: then it is that of the surrounding stream."""
    stroke: Paint | None = None


@dataclass(frozen=True)
class ContentStream:
    """A content stream and its surroundings."""

    source: Any
    """The page or the stream to be parsed."""
    resources: Any = None
    matrix: Matrix = IDENTITY
    """From the coordinates in which the stream starts to those of the page."""
    depth: int = 0
    """How many streams this one is nested in."""
    in_mask: bool = False
    """Whether it is part of a soft mask, which shows luminance instead of colours."""

    def resource(self, category: str, name: str) -> Any:
        """Return a resource such as ``("/Font", "/F1")``, or None if there is none."""
        if not isinstance(self.resources, Dictionary):
            return None
        return sub_dictionary(self.resources, category).get(name)

    def of_form(self, form: Any, matrix: Matrix, *, as_mask: bool = False) -> ContentStream:
        """Return the content of a form that this stream draws with a transformation.

        ``as_mask`` says that it is drawn as a soft mask.
        """
        return self._nested(form, matrix, in_mask=self.in_mask or as_mask)

    def of_pattern(self, pattern: Any) -> ContentStream:
        """Return the content of a tiling pattern; it starts in this stream's coordinates."""
        return self._nested(pattern, self.matrix, in_mask=self.in_mask)

    def _nested(self, stream: Any, matrix: Matrix, *, in_mask: bool) -> ContentStream:
        """Return the content of a stream nested in this one, placed by its own matrix."""
        start = concatenated(read_numbers(stream.get("/Matrix")) or IDENTITY, matrix)
        resources = stream.get("/Resources", self.resources)
        return ContentStream(stream, resources, start, self.depth + 1, in_mask)


class ContentVisitor:
    """Base of classes to which the interpreter reports what a content stream does, in its order.

    The methods do nothing here. A resource that is missing is given as None.
    """

    def __init__(self, content: ContentStream) -> None:
        """Prepare for the content that is to be interpreted."""
        self.content = content

    def too_deep(self) -> None:
        """The content is nested too deep, and is not interpreted."""

    def started(self) -> None:
        """Interpretation begins."""

    def finished(self) -> None:
        """The stream has ended."""

    def state_saved(self) -> None:
        """The graphics state was saved (q)."""

    def state_restored(self) -> None:
        """The graphics state that was saved last is in force again (Q)."""

    def colour_set(self, paint: Paint) -> None:
        """A colour or a pattern was set for filling or stroking."""

    def painting_begins(self, state: GraphicsState, *, text: bool) -> None:
        """A path begins, or text or a form or a picture is about to be drawn."""

    def painted(self, paint: Paint | None, points: Sequence[Point], *, text: bool = False) -> None:
        """Something was filled or stroked; ``points`` are its corners on the page."""

    def font_set(self, name: str, font: Any) -> None:
        """A font was chosen (Tf)."""

    def parameters_set(self, name: str, parameters: Any, state: GraphicsState) -> None:
        """Parameters of the graphics state were set from a dictionary (gs)."""

    def gradient_painted(self, name: str, shading: Any, state: GraphicsState) -> None:
        """A gradient was painted over the current area (sh)."""

    def form_drawn(self, name: str, form: Any, state: GraphicsState) -> None:
        """A form was drawn (Do)."""

    def picture_drawn(self, name: str, picture: Any, state: GraphicsState) -> None:
        """A picture was drawn into the unit square (Do)."""

    def picture_missing(self, name: str) -> None:
        """A form or a picture was to be drawn that is not in the resources (Do)."""

    def inline_picture(self) -> None:
        """A picture lies within the content itself (BI)."""

    def instruction(self, operator: str, instruction: Any) -> None:
        """An instruction that sets no colour was executed, whatever it is."""


def interpret(visitor: ContentVisitor) -> None:
    """Interpret the content of a visitor and report to it.

    Operands of a wrong number or type raise ValueError, LookupError, TypeError or
    AttributeError, a damaged stream pikepdf.PdfError.
    """
    if visitor.content.depth > DEEPEST:
        visitor.too_deep()
        return
    visitor.started()
    _Interpreter(visitor).run()
    visitor.finished()


class _Interpreter:
    """The state of one content stream while it is interpreted."""

    def __init__(self, visitor: ContentVisitor) -> None:
        """Begin with the state at the start of the visitor's content."""
        self._visitor = visitor
        self._content = visitor.content
        resources = self._content.resources
        self._resources = resources if isinstance(resources, Dictionary) else Dictionary()
        self._state = GraphicsState(self._content.matrix)
        self._saved: list[GraphicsState] = []
        self._path: list[Point] = []
        self._text_line = IDENTITY
        self._named_spaces: dict[str, ColourSpace] = {}

    def run(self) -> None:
        """Execute all instructions."""
        for instruction in pikepdf.parse_content_stream(self._content.source):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._visitor.inline_picture()
                continue
            operator, operands = str(instruction.operator), list(instruction.operands)
            if operator in _COLOUR_OPERATORS:
                self._set_colour(operator, operands)
                continue
            self._execute(operator, operands)
            self._visitor.instruction(operator, instruction)

    def _execute(self, operator: str, operands: list[Any]) -> None:
        """Execute an instruction that sets no colour; unknown operators are ignored."""
        match operator:
            case "q":
                self._saved.append(self._state)
                self._visitor.state_saved()
            case "Q" if self._saved:
                self._state = self._saved.pop()
                self._visitor.state_restored()
            case "cm":
                matrix = concatenated(read_floats(operands), self._state.matrix)
                self._state = replace(self._state, matrix=matrix)
            case "m" | "l" | "re" | "c" | "v" | "y":
                self._extend_path(operator, operands)
            case "BT" | "Tm" | "Td" | "TD":
                self._place_text(operator, operands)
            case "Tj" | "TJ" | "'" | '"':
                self._show_text()
            case "Tf" | "gs" | "sh" | "Do":
                self._use_resource(operator, operands)
            case _ if operator in _FILLING or operator in _STROKING or operator == "n":
                self._end_path(operator)

    # --- colours ------------------------------------------------------------

    def _set_colour(self, operator: str, operands: list[Any]) -> None:
        """Execute an instruction that sets the colour for filling or stroking."""
        is_stroke = operator.isupper()
        before = self._state.stroke if is_stroke else self._state.fill
        paint = self._paint(operator, operands, before)
        if is_stroke:
            self._state = replace(self._state, stroke=paint)
        else:
            self._state = replace(self._state, fill=paint)
        self._visitor.colour_set(paint)

    def _paint(self, operator: str, operands: list[Any], before: Paint | None) -> Paint:
        """Return the colour that an operator sets; ``before`` is the one in force until then."""
        if operator in SPACE_OPERATORS:
            return Paint(SPACE_OPERATORS[operator], read_floats(operands))
        if operator in ("cs", "CS"):
            space = self._colour_space(operands[0])
            return Paint(space, space.initial_values)
        space = before.space if before else GREY
        if space.kind == "pattern":
            return Paint(space, read_floats(operands[:-1]), str(operands[-1]))
        return Paint(space, read_floats(operands))

    def _colour_space(self, name: Any) -> ColourSpace:
        """Return a colour space by its name in the content, read once."""
        if str(name) not in self._named_spaces:
            space = read_colour_space(name, self._resources)
            self._named_spaces[str(name)] = space
        return self._named_spaces[str(name)]

    # --- paths and text -----------------------------------------------------

    def _extend_path(self, operator: str, operands: list[Any]) -> None:
        """Add the points of an operator to the current path; report that painting begins."""
        if operator in ("m", "re"):
            self._visitor.painting_begins(self._state, text=False)
        self._path += path_points(operator, read_floats(operands), self._state.matrix)

    def _end_path(self, operator: str) -> None:
        """Report that the current path is filled or stroked, or neither, and begin a new one."""
        if operator in _FILLING:
            self._visitor.painted(self._state.fill, self._path)
        if operator in _STROKING:
            self._visitor.painted(self._state.stroke, self._path)
        self._path = []

    def _place_text(self, operator: str, operands: list[Any]) -> None:
        """Set or move the start of the text line."""
        if operator == "BT":
            self._text_line = IDENTITY
        elif operator == "Tm":
            self._text_line = read_floats(operands)
        else:
            self._text_line = concatenated((1, 0, 0, 1, *read_floats(operands)), self._text_line)

    def _show_text(self) -> None:
        """Report text at the start of its line; the width of letters is not known."""
        self._visitor.painting_begins(self._state, text=True)
        start = transformed(0, 0, concatenated(self._text_line, self._state.matrix))
        self._visitor.painted(self._state.fill, [start], text=True)

    # --- resources ----------------------------------------------------------

    def _use_resource(self, operator: str, operands: list[Any]) -> None:
        """Look up the resource that an operator names, and report it."""
        if operator == "Do":
            self._draw(str(operands[0]))
        elif operator == "gs":
            name = str(operands[0])
            parameters = self._content.resource("/ExtGState", name)
            self._visitor.parameters_set(name, parameters, self._state)
        elif operator == "sh":
            name = str(operands[0])
            shading = self._content.resource("/Shading", name)
            self._visitor.gradient_painted(name, shading, self._state)
        elif operands:
            name = str(operands[0])
            self._visitor.font_set(name, self._content.resource("/Font", name))

    def _draw(self, name: str) -> None:
        """Report a form or a picture that is drawn."""
        self._visitor.painting_begins(self._state, text=False)
        drawn = self._content.resource("/XObject", name)
        if not isinstance(drawn, Stream):
            self._visitor.picture_missing(name)
        elif drawn.get("/Subtype") == Name.Form:
            self._visitor.form_drawn(name, drawn, self._state)
        else:
            self._visitor.picture_drawn(name, drawn, self._state)
