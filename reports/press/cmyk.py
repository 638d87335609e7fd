"""Conversion of page content to CMYK.

Each content stream is written anew, with the resources it uses and no others, so that
nothing in RGB can be left. What cannot be converted is an error: no file in RGB is ever
made under the name of a press profile.

Colours are converted by :mod:`reports.press.inks`. Neutral greys take black ink alone, and
dark neutral text is solid black.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator

from reports.errors import RenderingError
from reports.i18n import _
from reports.press.cmyk_pictures import convert_picture
from reports.press.colour_spaces import Paint
from reports.press.content_interpreter import (
    ContentStream,
    ContentVisitor,
    GraphicsState,
    interpret,
)
from reports.press.conversion_context import ConversionContext
from reports.press.gradients import convert_gradient
from reports.press.pdf_values import IDENTITY, Matrix, concatenated, read_numbers, to_decimals

_LEFT_OUT = {"BMC", "BDC", "EMC", "MP", "DP", "ri", "i"}
"""Operators that are not written: marks of tags, since there are no tags, and rendering hints."""

_KEPT_PARAMETERS = ("/LW", "/LC", "/LJ", "/ML", "/D", "/SA", "/AIS", "/TK", "/CA", "/ca", "/BM")
"""Keys of a graphics state dictionary that stay as they are."""

_KEPT_PATTERN_KEYS = (
    "/Type",
    "/PatternType",
    "/PaintType",
    "/TilingType",
    "/BBox",
    "/XStep",
    "/YStep",
)
"""Keys of a tiling pattern that stay as they are."""


def convert_content(
    context: ConversionContext, content: ContentStream, *, shift: Matrix | None = None
) -> tuple[bytes, Dictionary]:
    """Return a content stream in CMYK and the resources it uses.

    ``shift`` is the transformation that will be put before it; patterns do not follow
    that by themselves. Raises RenderingError for what cannot be converted.
    """
    converter = _StreamConverter(context, content, shift)
    interpret(converter)
    return pikepdf.unparse_content_stream(converter.instructions), converter.used_resources()


@dataclass(frozen=True)
class _WrittenColours:
    """The colours in force in the converted stream: inks, or the name of a pattern."""

    fill: Any = None
    stroke: Any = None


class _StreamConverter(ContentVisitor):
    """Writes one content stream anew in CMYK.

    A colour is written only when something is painted with it, since whether it becomes
    solid black depends on whether that is text.
    """

    def __init__(
        self, context: ConversionContext, content: ContentStream, shift: Matrix | None
    ) -> None:
        """Prepare to convert a stream; `shift` is as in `convert_content`."""
        super().__init__(content)
        self.instructions: list[Any] = []
        self._context = context
        self._shift = shift
        self._written = _WrittenColours()
        self._saved: list[_WrittenColours] = []
        self._used: dict[str, dict[str, Any]] = {}

    def used_resources(self) -> Dictionary:
        """Return the converted resources that the stream uses."""
        return Dictionary({category: Dictionary(used) for category, used in self._used.items()})

    # --- what the interpreter reports ---------------------------------------

    def too_deep(self) -> None:
        """Refuse the content."""
        raise self._context.error(_("nested too deep to be converted"))

    def state_saved(self) -> None:
        """Keep the colours that are written so far."""
        self._saved.append(self._written)

    def state_restored(self) -> None:
        """Go back to the colours that were written then."""
        self._written = self._saved.pop()

    def colour_set(self, paint: Paint) -> None:
        """Refuse a colour that cannot be converted; it is written once something is painted."""
        self._context.convertible(paint.space)
        if paint.pattern and paint.values:
            raise self._colourless_pattern()

    def painting_begins(self, state: GraphicsState, *, text: bool) -> None:
        """Write the colours that are in force, unless they are written already."""
        fill = self._colour(state.fill, text)
        stroke = self._colour(state.stroke, text)
        if fill is not None and fill != self._written.fill:
            self._write_colour(fill, is_stroke=False)
            self._written = replace(self._written, fill=fill)
        if stroke is not None and stroke != self._written.stroke:
            self._write_colour(stroke, is_stroke=True)
            self._written = replace(self._written, stroke=stroke)

    def font_set(self, name: str, font: Any) -> None:
        """Keep the font as it is; refuse one whose letters are drawings."""
        if font is None or font.get("/Subtype") == Name.Type3:
            raise self._context.error(_("a font is missing or drawn from pictures"))
        self._use("/Font", name, font)

    def parameters_set(self, name: str, parameters: Any, state: GraphicsState) -> None:
        """Convert the parameters of the graphics state."""
        self._use("/ExtGState", name, self._convert_parameters(parameters))

    def gradient_painted(self, name: str, shading: Any, state: GraphicsState) -> None:
        """Convert a gradient; refuse one that is missing."""
        if shading is None:
            raise self._context.error(_("a gradient is missing"))
        self._use("/Shading", name, self._convert_gradient(shading))

    def form_drawn(self, name: str, form: Any, state: GraphicsState) -> None:
        """Convert a form."""
        self._use("/XObject", name, self._convert_form(form, in_mask=self.content.in_mask))

    def picture_drawn(self, name: str, picture: Any, state: GraphicsState) -> None:
        """Convert a picture."""
        in_mask = self.content.in_mask
        converted = self._context.convert_once(
            (picture.objgen, in_mask, "picture"),
            lambda: convert_picture(
                self._context, picture, self.content.resources, in_mask=in_mask
            ),
        )
        self._use("/XObject", name, converted)

    def picture_missing(self, name: str) -> None:
        """Refuse the content."""
        raise self._context.error(_("a picture is missing"))

    def inline_picture(self) -> None:
        """Refuse the content: the engine makes no such pictures, so they are not converted."""
        raise self._context.error(_("a picture lies within the content"))

    def instruction(self, operator: str, instruction: Any) -> None:
        """Write an instruction, unless it is left out."""
        if operator not in _LEFT_OUT:
            self.instructions.append(instruction)

    # --- colours ------------------------------------------------------------

    def _colour(self, paint: Paint | None, text: bool) -> Any:
        """Return inks, luminance in a mask, or a pattern's name; None to leave what is set."""
        if paint is None:
            return None
        if paint.space.kind == "pattern":
            return paint.pattern
        if self.content.in_mask:
            return (self._context.luminance(paint),)
        return self._context.ink(paint, text=text)

    def _write_colour(self, colour: Any, *, is_stroke: bool) -> None:
        """Write the operators that set a colour or a pattern."""
        if isinstance(colour, str):
            self._use("/Pattern", colour, self._convert_pattern(colour))
            self._write("CS" if is_stroke else "cs", Name.Pattern)
            self._write("SCN" if is_stroke else "scn", Name(colour))
            return
        fill, stroke = ("g", "G") if self.content.in_mask else ("k", "K")
        self._write(stroke if is_stroke else fill, *to_decimals(colour, 4))

    def _write(self, operator: str, *operands: Any) -> None:
        """Add an instruction to the converted stream."""
        self.instructions.append(ContentStreamInstruction(list(operands), Operator(operator)))

    def _colourless_pattern(self) -> RenderingError:
        """Return the error for a pattern that takes its colour from outside."""
        return self._context.error(_("a pattern without colours cannot be converted"))

    # --- resources ----------------------------------------------------------

    def _use(self, category: str, name: str, converted: Any) -> None:
        """Note a converted resource under its name."""
        self._used.setdefault(category, {})[name] = converted

    def _convert_form(self, form: Any, *, in_mask: bool) -> Any:
        """Return a converted form; each is converted once, and once as a soft mask."""
        return self._context.convert_once(
            (form.objgen, in_mask, "form"), lambda: self._convert_new_form(form, in_mask=in_mask)
        )

    def _convert_new_form(self, form: Any, *, in_mask: bool) -> Any:
        """Return a form with its content and its transparency group converted."""
        content = self.content.of_form(form, IDENTITY, as_mask=in_mask)
        converted_content, used = convert_content(self._context, content)
        converted = self._context.pdf.make_stream(
            converted_content, Type=Name.XObject, Subtype=Name.Form, BBox=form.BBox, Resources=used
        )
        if "/Matrix" in form:
            converted.Matrix = form.Matrix
        group = form.get("/Group")
        # without transparency a group is painted like any other content
        if group is not None and self._context.allows_transparency:
            converted.Group = Dictionary(
                Type=Name.Group,
                S=Name.Transparency,
                CS=Name.DeviceGray if in_mask else Name.DeviceCMYK,
                I=bool(group.get("/I", False)),
                K=bool(group.get("/K", False)),
            )
        return converted

    def _convert_parameters(self, parameters: Any) -> Any:
        """Return a graphics state dictionary with a converted soft mask.

        Raises RenderingError if it blends colours, or is transparent where the standard forbids
        that.
        """
        context = self._context
        if parameters is None:
            raise context.error(_("a graphics state is missing"))
        converted = Dictionary(
            {key: parameters[key] for key in _KEPT_PARAMETERS if key in parameters}
        )
        mode = parameters.get("/BM", Name.Normal)
        if str(mode) not in ("/Normal", "/Compatible"):
            # inks blended in other modes may add up to more than the limit
            raise context.error(
                _("colours are blended ({mode})").format(mode=str(mode).lstrip("/")),
                _("do without mix-blend-mode"),
            )
        mask = parameters.get("/SMask")
        is_transparent = isinstance(mask, Dictionary) or any(
            float(parameters.get(key, 1)) < 1 for key in ("/CA", "/ca")
        )
        if is_transparent and not context.allows_transparency:
            raise context.transparency_error()
        if isinstance(mask, Dictionary):
            group = self._convert_form(mask.G, in_mask=True)
            converted.SMask = Dictionary(Type=Name.Mask, S=mask.S, G=group)
            if "/BC" in mask or "/TR" in mask:
                raise context.error(_("a mask has a ground or a curve of its own"))
        elif mask is not None:
            converted.SMask = Name("/None")
        return converted

    def _convert_pattern(self, name: str) -> Any:
        """Return a converted pattern of the resources; each is converted once.

        Raises RenderingError if it is missing.
        """
        pattern = self.content.resource("/Pattern", name)
        if pattern is None:
            raise self._context.error(_("a pattern is missing"))
        key = (pattern.objgen, self.content.in_mask, self._shift, "pattern")
        return self._context.convert_once(
            key if pattern.is_indirect else object(), lambda: self._convert_new_pattern(pattern)
        )

    def _convert_new_pattern(self, pattern: Any) -> Any:
        """Return a tiling or shading pattern, converted and moved as the page's content is.

        Raises RenderingError for one without colours of its own.
        """
        pdf, shift = self._context.pdf, self._shift
        matrix = read_numbers(pattern.get("/Matrix")) or IDENTITY
        placed = Array(to_decimals(concatenated(matrix, shift) if shift else matrix))
        if pattern.PatternType == 2:
            shading = self._convert_gradient(pattern.Shading)
            return pdf.make_indirect(
                Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading, Matrix=placed)
            )
        if pattern.PaintType != 1:
            raise self._colourless_pattern()
        content, used = convert_content(self._context, self.content.of_pattern(pattern))
        converted = pdf.make_stream(content, Resources=used, Matrix=placed)
        for key in _KEPT_PATTERN_KEYS:
            if key in pattern:
                converted[key] = pattern[key]
        return converted

    def _convert_gradient(self, shading: Any) -> Any:
        """Return a gradient that this stream uses, converted."""
        return convert_gradient(
            self._context, shading, self.content.resources, in_mask=self.content.in_mask
        )
