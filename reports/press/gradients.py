"""Conversion of gradients to CMYK: their colours are sampled and converted one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pikepdf import Array, Dictionary, Name
from PIL import Image

from reports.i18n import _
from reports.press.colour_spaces import ColourSpace, Paint
from reports.press.conversion_context import ConversionContext
from reports.press.inks import Ink, is_neutral
from reports.press.pdf_values import clamped, read_numbers, to_byte, to_decimals

_SAMPLES = 1024
"""Colours sampled of a gradient: four for each of the 256 steps of an ink, so no step shows."""


def convert_gradient(
    context: ConversionContext, shading: Any, resources: Any, *, in_mask: bool
) -> Any:
    """Return an axial or radial gradient in CMYK, or in grey for a soft mask.

    Raises RenderingError for other kinds, and for colours that cannot be converted.
    """
    if int(shading.get("/ShadingType", 0)) not in (2, 3) or "/Background" in shading:
        raise context.error(_("a gradient of this kind cannot be converted"))
    space = context.colour_space(shading.ColorSpace, resources)
    domain = read_numbers(shading.get("/Domain")) or (0.0, 1.0)
    steps = [domain[0] + (domain[1] - domain[0]) * i / (_SAMPLES - 1) for i in range(_SAMPLES)]
    paints = []
    for step in steps:
        values = _function_values(context, shading.Function, step)
        is_limited = space.kind != "lab"
        paints.append(Paint(space, tuple(clamped(v) if is_limited else v for v in values)))
    if in_mask:
        samples = bytes(to_byte(context.luminance(paint) * 255) for paint in paints)
        channels = 1
    else:
        samples, channels = _ink_samples(context, space, paints), 4
    function = context.pdf.make_stream(
        samples,
        FunctionType=0,
        Domain=Array(to_decimals(domain)),
        Range=Array([0, 1] * channels),
        Size=Array([_SAMPLES]),
        BitsPerSample=8,
    )
    converted = Dictionary(
        ShadingType=shading.ShadingType,
        ColorSpace=Name.DeviceGray if in_mask else Name.DeviceCMYK,
        Coords=shading.Coords,
        Domain=Array(to_decimals(domain)),
        Function=function,
    )
    for key in ("/Extend", "/BBox", "/AntiAlias"):
        if key in shading:
            converted[key] = shading[key]
    return context.pdf.make_indirect(converted)


def _ink_samples(context: ConversionContext, space: ColourSpace, paints: Sequence[Paint]) -> bytes:
    """Return the inks of a gradient's colours, four bytes each.

    A gradient of greys alone is printed in black ink. Any other is converted like a
    picture, greys included, since a change to black ink in its middle would show.
    """
    if space.kind == "rgb":
        colours = [_bytes_of(paint) for paint in paints]
        strip = Image.frombytes(
            "RGB", (len(colours), 1), bytes(v for colour in colours for v in colour)
        )
        if not is_neutral(strip):
            inks = context.inks.picture(strip, space.icc).tobytes()
            return _with_prescribed(
                inks, [context.inks.prescribed.get(colour) for colour in colours]
            )
    return bytes(to_byte(v * 255) for paint in paints for v in context.ink(paint, text=False))


def _bytes_of(paint: Paint) -> tuple[int, int, int]:
    """Return red, green and blue of a colour, 0 to 255."""
    red, green, blue = (to_byte(value * 255) for value in paint.values)
    return red, green, blue


def _with_prescribed(samples: bytes, prescribed: Sequence[Ink | None]) -> bytes:
    """Return a gradient's inks, bent so that colours whose inks are given have just these.

    Between two of them, and from one of them to an end, the correction changes evenly, so that no
    step shows.

    Args:
        samples: The inks of its colours, four bytes each.
        prescribed: The inks that each colour is to have; None for those that are converted.
    """
    last = len(prescribed) - 1
    corrections = {
        i: [to_byte(amount * 255) - samples[4 * i + n] for n, amount in enumerate(inks)]
        for i, inks in enumerate(prescribed)
        if inks is not None
    }
    if not corrections:
        return samples
    knots = sorted({0: [0] * 4, last: [0] * 4, **corrections}.items())
    bent = bytearray(samples)
    for (start, first), (end, second) in pairwise(knots):
        for i in range(start, end + 1):
            share = (i - start) / max(end - start, 1)
            for n in range(4):
                change = first[n] + share * (second[n] - first[n])
                bent[4 * i + n] = to_byte(samples[4 * i + n] + change)
    return bytes(bent)


def _function_values(context: ConversionContext, function: Any, x: float) -> list[float]:
    """Return the values of a function of one variable (ISO 32000-1, 7.10).

    It may be an exponential interpolation (type 2), functions stitched together (type 3),
    or an array of functions with one value each. Raises RenderingError for others.
    """
    if isinstance(function, Array):
        parts = function.as_list()
        return [value for part in parts for value in _function_values(context, part, x)]
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
        return _function_values(context, function.Functions[i], from_ + part * (to - from_))
    raise context.error(_("a gradient of this kind cannot be converted"))
