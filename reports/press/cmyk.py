"""The content of a file of the engine, written anew in CMYK throughout.

Content is written anew, with the resources it uses and no others, so nothing in RGB
can stay behind. What cannot be converted is an error: there is never a file in RGB
under a press name.

Colours go through the ICC profile (relative colorimetric, with black point
compensation) and lose coloured ink where all four together would be too much.
Neutral greys take black ink alone, and dark neutral text is solid black.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, Pdf, Stream
from PIL import Image, ImageChops

from reports.content.press_profile import PressProfile, Standard
from reports.errors import Place, Problem, RenderingError
from reports.i18n import _
from reports.press.colour_spaces import DEVICE_SPACES, GREY, SPACE_OPERATORS, ColourSpace, Paint
from reports.press.inks import NEUTRAL, Ink, Inks, is_neutral
from reports.press.pdf_values import (
    DEEPEST,
    Matrix,
    clamped,
    concatenated,
    read_floats,
    read_numbers,
    sub_dictionary,
    to_byte,
    to_decimals,
)

_BLACK: Ink = (0, 0, 0, 1)
_TEXT_GREY = 0x76
"""The lightest grey (of 255) whose text becomes solid black: 4.5 to 1 on white."""
_SAMPLES = 1024
"""Colours in a gradient."""


def press_error(where: str, what: str, remedy: str) -> RenderingError:
    return RenderingError(Problem(Place(where), what, remedy))


# --- colours ----------------------------------------------------------------


@dataclass(frozen=True)
class _State:
    """What the content wants to paint with, and what has been written so far."""

    fill: Paint | None = None
    stroke: Paint | None = None
    written_fill: Any = None
    written_stroke: Any = None


# --- content ----------------------------------------------------------------

_PATH_STARTS = {"m", "re"}
_TEXT = {"Tj", "TJ", "'", '"'}
_MARKED = {"BMC", "BDC", "EMC", "MP", "DP", "ri", "i"}
"""Left out: marks of tags, which a press file does not have, and wishes of rendering."""
_STATE_KEYS = ("/LW", "/LC", "/LJ", "/ML", "/D", "/SA", "/AIS", "/TK", "/CA", "/ca", "/BM")


class Converter:
    """Writes content anew in CMYK; every object once."""

    def __init__(self, pdf: Pdf, profile: PressProfile, inks: Inks, name: str) -> None:
        self.pdf = pdf
        self.profile = profile
        self.inks = inks
        self.name = name
        self.place = name
        self._made: dict[Any, Any] = {}
        self._depth = 0
        self._ink = cache(self._ink_of)

    def error(self, what: str, remedy: str = "") -> RenderingError:
        return press_error(self.place, what, remedy or _("correct the template or the style sheet"))

    def content(
        self, source: Any, resources: Any, *, mask: bool, shift: Matrix | None = None
    ) -> tuple[bytes, Dictionary]:
        """A stream's content and the resources it uses."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.error(_("nested too deep to be converted"))
        writer = _Writer(self, resources, mask=mask, shift=shift)
        for one in pikepdf.parse_content_stream(source):
            writer.take(one)
        self._depth -= 1
        return pikepdf.unparse_content_stream(writer.out), writer.used_resources()

    def ink(self, paint: Paint, *, text: bool) -> Ink:
        return self._ink(paint, text)

    def _ink_of(self, paint: Paint, text: bool) -> Ink:
        values = paint.values
        kind = paint.space.kind
        if kind == "cmyk" and len(values) == 4:
            return self.inks.limited((values[0], values[1], values[2], values[3]))
        if kind == "grey" and len(values) == 1:
            return self._grey(values[0] * 255, text)
        if kind == "rgb" and len(values) == 3:
            red, green, blue = (to_byte(value * 255) for value in values)
            if max(red, green, blue) - min(red, green, blue) <= NEUTRAL:
                return self._grey(green, text)
            return self.inks.colour("RGB", (red, green, blue), paint.space.icc)
        if kind == "lab" and len(values) == 3:
            light, a, b = values
            if abs(a) < 1 and abs(b) < 1:
                return self._grey(_grey_of_lightness(light), text)
            return self.inks.colour(
                "LAB", (to_byte(light * 2.55), to_byte(a + 128), to_byte(b + 128))
            )
        raise self.error(_("a colour is not understood"))

    def _grey(self, value: float, text: bool) -> Ink:
        return _BLACK if text and value <= _TEXT_GREY else self.inks.grey(value)

    def luminance(self, paint: Paint) -> float:
        """How light a colour is in a mask, which is no ink."""
        values = paint.values
        if paint.space.kind == "grey":
            return values[0]
        if paint.space.kind == "rgb":
            return 0.3 * values[0] + 0.59 * values[1] + 0.11 * values[2]
        raise self.error(_("a mask has colours that cannot be converted"))

    def space(self, given: Any, resources: Any) -> ColourSpace:
        """What a colour space comes to; an error for spot colours and the like."""
        if isinstance(given, Name):
            if str(given) in DEVICE_SPACES:
                return DEVICE_SPACES[str(given)]
            named = sub_dictionary(resources, "/ColorSpace").get(str(given))
            if named is not None and not isinstance(named, Name):
                return self.space(named, resources)
            if isinstance(named, Name) and str(named) in DEVICE_SPACES:
                return DEVICE_SPACES[str(named)]
        if isinstance(given, Array) and len(given):
            family = str(given[0])
            if (
                family in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern")
                and len(given) == 1
            ):
                return DEVICE_SPACES[family]
            if family == "/ICCBased":
                stream = given[1]
                channels = int(stream.get("/N", 0))
                if channels == 3:
                    return ColourSpace("rgb", stream.read_bytes())
                if channels == 1:
                    return GREY
            if family == "/CalGray":
                return GREY
            if family == "/Lab":
                return ColourSpace("lab")
        raise self.error(
            _("a colour space cannot be converted: {space}").format(space=str(given)[:80])
        )

    # --- resources ----------------------------------------------------------

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def form(self, form: Any, resources: Any, *, mask: bool) -> Any:
        return self.once(
            (form.objgen, mask, "form"), lambda: self._form(form, resources, mask=mask)
        )

    def _form(self, form: Any, resources: Any, *, mask: bool) -> Any:
        content, used = self.content(form, form.get("/Resources", resources), mask=mask)
        made = self.pdf.make_stream(
            content, Type=Name.XObject, Subtype=Name.Form, BBox=form.BBox, Resources=used
        )
        if "/Matrix" in form:
            made.Matrix = form.Matrix
        group = form.get("/Group")
        # without transparency a group is painted like any other content
        if group is not None and self.profile.standard is not Standard.X3:
            made.Group = Dictionary(
                Type=Name.Group,
                S=Name.Transparency,
                CS=Name.DeviceGray if mask else Name.DeviceCMYK,
                I=bool(group.get("/I", False)),
                K=bool(group.get("/K", False)),
            )
        return made

    def state(self, given: Any, resources: Any) -> Any:
        if given is None:
            raise self.error(_("a graphics state is missing"))
        made = Dictionary({key: given[key] for key in _STATE_KEYS if key in given})
        mode = given.get("/BM", Name.Normal)
        if str(mode) not in ("/Normal", "/Compatible"):
            # inks blended otherwise may add up to more than the limit
            raise self.error(
                _("colours are blended ({mode})").format(mode=str(mode).lstrip("/")),
                _("do without mix-blend-mode"),
            )
        masked = given.get("/SMask")
        see_through = isinstance(masked, Dictionary) or any(
            float(given.get(key, 1)) < 1 for key in ("/CA", "/ca")
        )
        if see_through and self.profile.standard is Standard.X3:
            raise self._transparent()
        if isinstance(masked, Dictionary):
            group = self.form(masked.G, resources, mask=True)
            made.SMask = Dictionary(Type=Name.Mask, S=masked.S, G=group)
            if "/BC" in masked or "/TR" in masked:
                raise self.error(_("a mask has a ground or a curve of its own"))
        elif masked is not None:
            made.SMask = Name("/None")
        return made

    def _transparent(self) -> RenderingError:
        return self.error(
            _("something is see-through, which PDF/X-3 forbids"),
            _("take opaque colours and pictures, or a profile with the standard x4"),
        )

    def pattern(self, given: Any, resources: Any, *, mask: bool, shift: Matrix | None) -> Any:
        key = (given.objgen, mask, shift, "pattern")
        return self.once(
            key if given.is_indirect else object(),
            lambda: self._pattern(given, resources, mask=mask, shift=shift),
        )

    def _pattern(self, given: Any, resources: Any, *, mask: bool, shift: Matrix | None) -> Any:
        matrix = read_numbers(given.get("/Matrix")) or (1, 0, 0, 1, 0, 0)
        placed = Array(to_decimals(concatenated(matrix, shift) if shift else matrix))
        if given.PatternType == 2:
            shading = self.shading(given.Shading, resources, mask=mask)
            return self.pdf.make_indirect(
                Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading, Matrix=placed)
            )
        if given.PaintType != 1:
            raise self.error(_("a pattern without colours cannot be converted"))
        content, used = self.content(given, given.get("/Resources", resources), mask=mask)
        made = self.pdf.make_stream(content, Resources=used, Matrix=placed)
        for key in (
            "/Type",
            "/PatternType",
            "/PaintType",
            "/TilingType",
            "/BBox",
            "/XStep",
            "/YStep",
        ):
            if key in given:
                made[key] = given[key]
        return made

    def shading(self, given: Any, resources: Any, *, mask: bool) -> Any:
        if int(given.get("/ShadingType", 0)) not in (2, 3) or "/Background" in given:
            raise self.error(_("a gradient of this kind cannot be converted"))
        space = self.space(given.ColorSpace, resources)
        domain = read_numbers(given.get("/Domain")) or (0.0, 1.0)
        steps = [domain[0] + (domain[1] - domain[0]) * i / (_SAMPLES - 1) for i in range(_SAMPLES)]
        paints = [
            Paint(
                space,
                tuple(
                    clamped(v) if space.kind != "lab" else v
                    for v in self._evaluate(given.Function, x)
                ),
            )
            for x in steps
        ]
        if mask:
            samples = bytes(to_byte(self.luminance(one) * 255) for one in paints)
            channels = 1
        else:
            samples, channels = self._gradient(space, paints), 4
        function = self.pdf.make_stream(
            samples,
            FunctionType=0,
            Domain=Array(to_decimals(domain)),
            Range=Array([0, 1] * channels),
            Size=Array([_SAMPLES]),
            BitsPerSample=8,
        )
        made = Dictionary(
            ShadingType=given.ShadingType,
            ColorSpace=Name.DeviceGray if mask else Name.DeviceCMYK,
            Coords=given.Coords,
            Domain=Array(to_decimals(domain)),
            Function=function,
        )
        for key in ("/Extend", "/BBox", "/AntiAlias"):
            if key in given:
                made[key] = given[key]
        return self.pdf.make_indirect(made)

    def _gradient(self, space: ColourSpace, paints: Sequence[Paint]) -> bytes:
        """Its colours: of black ink where all are grey, else as in a picture, without a break."""
        if space.kind == "rgb":
            colours = [tuple(to_byte(v * 255) for v in one.values) for one in paints]
            strip = Image.frombytes(
                "RGB", (len(colours), 1), bytes(v for one in colours for v in one)
            )
            if not is_neutral(strip):
                return self.inks.picture(strip, space.icc).tobytes()
        return bytes(to_byte(v * 255) for one in paints for v in self.ink(one, text=False))

    def _evaluate(self, function: Any, x: float) -> list[float]:
        """A function of one variable (ISO 32000-1, 7.10), interpolating or stitching."""
        if isinstance(function, Array):
            return [value for one in function.as_list() for value in self._evaluate(one, x)]
        kind = int(function.get("/FunctionType", -1))
        low, high = read_numbers(function.Domain)[:2]
        x = min(max(x, low), high)
        if kind == 2:
            first = read_numbers(function.get("/C0")) or (0.0,)
            last = read_numbers(function.get("/C1")) or (1.0,)
            part = x ** float(function.N)
            return [a + part * (b - a) for a, b in zip(first, last, strict=True)]
        if kind == 3:
            bounds = read_numbers(function.Bounds)
            i = sum(x >= bound for bound in bounds)
            start, end = (low, *bounds)[i], (*bounds, high)[i]
            from_, to = read_numbers(function.Encode)[2 * i : 2 * i + 2]
            part = (x - start) / (end - start) if end > start else 0.0
            return self._evaluate(function.Functions[i], from_ + part * (to - from_))
        raise self.error(_("a gradient of this kind cannot be converted"))

    # --- pictures -----------------------------------------------------------

    def picture(self, given: Any, resources: Any, *, mask: bool) -> Any:
        return self.once(
            (given.objgen, mask, "picture"), lambda: self._picture(given, resources, mask=mask)
        )

    def _picture(self, given: Any, resources: Any, *, mask: bool) -> Any:
        if given.get("/ImageMask") is True or given.get("/ImageMask") == pikepdf.Object.parse(
            b"true"
        ):
            return given
        if isinstance(given.get("/Mask"), Array):
            raise self.error(
                _("a picture has a see-through colour"), _("save it with an alpha channel")
            )
        soft = self._soft_mask(given)
        source = given.ColorSpace
        if isinstance(source, Array) and str(source[0]) == "/Indexed":
            source = source[1]
        space = self.space(source, resources)
        try:
            decoded = _dots(given, space)
            decoded.load()
        except Exception:  # a decoder may fail in many ways
            raise self.error(
                _("a picture cannot be read"), _("save it anew as PNG or JPEG")
            ) from None
        wanted = {"grey": "L", "rgb": "RGB", "cmyk": "CMYK"}.get(space.kind)
        if wanted is None:
            raise self.error(_("a picture's colours cannot be converted"), _("save it in sRGB"))
        decoded = decoded.convert(wanted) if decoded.mode != wanted else decoded
        decoded = decoded.convert("L") if mask else self.inks.picture(decoded, space.icc)
        made = self.pdf.make_stream(
            decoded.tobytes(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=decoded.width,
            Height=decoded.height,
            ColorSpace=Name.DeviceGray if decoded.mode == "L" else Name.DeviceCMYK,
            BitsPerComponent=8,
            Interpolate=False,
        )
        if soft is not None:
            made.SMask = soft
        elif isinstance(given.get("/Mask"), Stream):
            made.Mask = given.Mask
        return made

    def _soft_mask(self, given: Any) -> Any:
        """A picture's alpha channel; none where it is opaque."""
        soft = given.get("/SMask")
        if not isinstance(soft, Stream):
            return None
        try:
            lightest = pikepdf.PdfImage(soft).as_pil_image().convert("L").getextrema()[0]
        except Exception:  # a decoder may fail in many ways
            raise self.error(
                _("a picture cannot be read"), _("save it anew as PNG or JPEG")
            ) from None
        if lightest == 255:
            return None
        if self.profile.standard is Standard.X3:
            raise self._transparent()
        if soft.ColorSpace != Name.DeviceGray or "/Matte" in soft:
            raise self.error(_("a picture's alpha channel cannot be converted"), _("save it anew"))
        return soft


def _dots(given: Any, space: ColourSpace) -> Image.Image:
    """A picture's dots."""
    decode = read_numbers(given.get("/Decode"))
    if space.kind != "cmyk":
        if decode and decode != (0.0, 1.0) * (len(decode) // 2):
            raise ValueError(decode)
        return pikepdf.PdfImage(given).as_pil_image()
    if given.get("/Filter") == Name.DCTDecode:
        with Image.open(io.BytesIO(given.read_raw_bytes()), formats=["JPEG"]) as opened:
            # Pillow takes every such file for one of Photoshop's and turns it round
            picture = ImageChops.invert(opened)
    elif given.BitsPerComponent == 8 and isinstance(given.ColorSpace, Name):
        size = int(given.Width), int(given.Height)
        picture = Image.frombytes("CMYK", size, given.read_bytes())
    else:
        picture = pikepdf.PdfImage(given).as_pil_image()
    return ImageChops.invert(picture) if decode == (1.0, 0.0) * 4 else picture


class _Writer:
    """One content stream on its way into CMYK."""

    def __init__(
        self, maker: Converter, resources: Any, *, mask: bool, shift: Matrix | None
    ) -> None:
        self.out: list[Any] = []
        self._maker = maker
        self._resources = resources if isinstance(resources, Dictionary) else Dictionary()
        self._mask = mask
        self._shift = shift
        self._state = _State()
        self._stack: list[_State] = []
        self._used: dict[str, dict[str, Any]] = {}

    def used_resources(self) -> Dictionary:
        return Dictionary({kind: Dictionary(used) for kind, used in self._used.items()})

    def take(self, one: Any) -> None:
        if isinstance(one, pikepdf.ContentStreamInlineImage):
            raise self._maker.error(_("a picture lies within the content"))
        operands, operator = list(one.operands), str(one.operator)
        if operator in _MARKED:
            return
        if operator in SPACE_OPERATORS:
            space, stroke = SPACE_OPERATORS[operator]
            self._want(stroke, Paint(space, read_floats(operands)))
        elif operator in ("cs", "CS"):
            space = self._maker.space(operands[0], self._resources)
            first = {"cmyk": (0.0, 0.0, 0.0, 1.0), "grey": (0.0,), "pattern": ()}
            self._want(operator == "CS", Paint(space, first.get(space.kind, (0.0, 0.0, 0.0))))
        elif operator in ("sc", "scn", "SC", "SCN"):
            self._set(operator[0] == "S", operands)
        else:
            self._other(one, operands, operator)

    def _want(self, stroke: bool, paint: Paint) -> None:
        self._state = replace(self._state, **{"stroke" if stroke else "fill": paint})

    def _set(self, stroke: bool, operands: list[Any]) -> None:
        before = self._state.stroke if stroke else self._state.fill
        space = before.space if before else GREY
        if space.kind == "pattern":
            if len(operands) != 1:
                raise self._maker.error(_("a pattern without colours cannot be converted"))
            self._want(stroke, Paint(space, (), str(operands[0])))
        else:
            self._want(stroke, Paint(space, read_floats(operands)))

    def _other(self, one: Any, operands: list[Any], operator: str) -> None:
        if operator == "q":
            self._stack.append(self._state)
        elif operator == "Q":
            if self._stack:
                self._state = self._stack.pop()
        elif operator in _PATH_STARTS or operator == "Do":
            self._colours(text=False)
        elif operator in _TEXT:
            self._colours(text=True)
        self._resource(operands, operator)
        self.out.append(one)

    def _resource(self, operands: list[Any], operator: str) -> None:
        maker, name = self._maker, str(operands[0]) if operands else ""
        if operator == "Tf":
            font = self._find("/Font", name)
            if font is None or font.get("/Subtype") == Name.Type3:
                raise maker.error(_("a font is missing or drawn from pictures"))
            self._use("/Font", name, font)
        elif operator == "gs":
            given = self._find("/ExtGState", name)
            self._use("/ExtGState", name, maker.state(given, self._resources))
        elif operator == "sh":
            given = self._find("/Shading", name)
            if given is None:
                raise maker.error(_("a gradient is missing"))
            made = maker.shading(given, self._resources, mask=self._mask)
            self._use("/Shading", name, made)
        elif operator == "Do":
            given = self._find("/XObject", name)
            if not isinstance(given, Stream):
                raise maker.error(_("a picture is missing"))
            if given.get("/Subtype") == Name.Form:
                made = maker.form(given, self._resources, mask=self._mask)
            else:
                made = maker.picture(given, self._resources, mask=self._mask)
            self._use("/XObject", name, made)

    def _find(self, kind: str, name: str) -> Any:
        return sub_dictionary(self._resources, kind).get(name)

    def _use(self, kind: str, name: str, made: Any) -> None:
        self._used.setdefault(kind, {})[name] = made

    def _colours(self, *, text: bool) -> None:
        """Set the colours that are wanted now, unless they are set."""
        state = self._state
        fill, stroke = self._operands(state.fill, text), self._operands(state.stroke, text)
        if fill is not None and fill != state.written_fill:
            self._write(fill, stroke=False)
            state = replace(state, written_fill=fill)
        if stroke is not None and stroke != state.written_stroke:
            self._write(stroke, stroke=True)
            state = replace(state, written_stroke=stroke)
        self._state = state

    def _operands(self, paint: Paint | None, text: bool) -> Any:
        if paint is None:
            return None  # as it was around this content
        if paint.space.kind == "pattern":
            return paint.pattern
        if self._mask:
            return (self._maker.luminance(paint),)
        return self._maker.ink(paint, text=text)

    def _write(self, colour: Any, *, stroke: bool) -> None:
        if isinstance(colour, str):
            given = self._find("/Pattern", colour)
            if given is None:
                raise self._maker.error(_("a pattern is missing"))
            made = self._maker.pattern(given, self._resources, mask=self._mask, shift=self._shift)
            self._use("/Pattern", colour, made)
            self._add("CS" if stroke else "cs", Name.Pattern)
            self._add("SCN" if stroke else "scn", Name(colour))
            return
        plain, outline = ("g", "G") if self._mask else ("k", "K")
        self._add(outline if stroke else plain, *to_decimals(colour, 4))

    def _add(self, operator: str, *operands: Any) -> None:
        self.out.append(ContentStreamInstruction(list(operands), Operator(operator)))


# --- numbers ----------------------------------------------------------------


def _grey_of_lightness(light: float) -> float:
    """The sRGB grey, 0 to 255, of a CIE lightness."""
    linear = ((light + 16) / 116) ** 3 if light > 8 else light / 903.3
    return 255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055)
