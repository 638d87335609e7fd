"""Conversion of pictures to CMYK."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Name, Stream
from PIL import Image, ImageChops

from reports.i18n import _
from reports.press.colour_spaces import ColourSpace
from reports.press.conversion_context import ConversionContext
from reports.press.pdf_values import read_numbers


def convert_picture(
    context: ConversionContext, picture: Any, resources: Any, *, in_mask: bool
) -> Any:
    """Return a picture in CMYK, or in grey for a soft mask.

    A stencil mask, which is painted in the current colour, is returned as it is. An alpha
    channel stays. Raises RenderingError for what cannot be converted.
    """
    if _is_stencil(picture):
        return picture
    if isinstance(picture.get("/Mask"), Array):
        raise context.error(
            _("a picture has a see-through colour"), _("save it with an alpha channel")
        )
    alpha = _alpha_channel(context, picture)
    definition = picture.ColorSpace
    if isinstance(definition, Array) and str(definition[0]) == "/Indexed":
        definition = definition[1]
    space = context.colour_space(definition, resources)
    try:
        pixels = _read_pixels(picture, space)
        pixels.load()
    except Exception:  # a decoder may fail in many ways
        raise _unreadable(context) from None
    mode = {"grey": "L", "rgb": "RGB", "cmyk": "CMYK"}.get(space.kind)
    if mode is None:
        raise context.error(_("a picture's colours cannot be converted"), _("save it in sRGB"))
    pixels = pixels.convert(mode) if pixels.mode != mode else pixels
    pixels = pixels.convert("L") if in_mask else context.inks.picture(pixels, space.icc)
    converted = context.pdf.make_stream(
        pixels.tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=pixels.width,
        Height=pixels.height,
        ColorSpace=Name.DeviceGray if pixels.mode == "L" else Name.DeviceCMYK,
        BitsPerComponent=8,
        Interpolate=False,
    )
    if alpha is not None:
        converted.SMask = alpha
    elif isinstance(picture.get("/Mask"), Stream):
        converted.Mask = picture.Mask
    return converted


def _is_stencil(picture: Any) -> bool:
    """Return whether a picture is a stencil mask."""
    flag = picture.get("/ImageMask")
    return flag is True or bool(flag == pikepdf.Object.parse(b"true"))


def _alpha_channel(context: ConversionContext, picture: Any) -> Any:
    """Return a picture's soft mask, or None if it has none or is opaque throughout.

    Raises RenderingError if it cannot be read or converted, or the standard forbids
    transparency.
    """
    soft_mask = picture.get("/SMask")
    if not isinstance(soft_mask, Stream):
        return None
    try:
        most_transparent = pikepdf.PdfImage(soft_mask).as_pil_image().convert("L").getextrema()[0]
    except Exception:  # a decoder may fail in many ways
        raise _unreadable(context) from None
    if most_transparent == 255:
        return None
    if not context.allows_transparency:
        raise context.transparency_error()
    if soft_mask.ColorSpace != Name.DeviceGray or "/Matte" in soft_mask:
        raise context.error(_("a picture's alpha channel cannot be converted"), _("save it anew"))
    return soft_mask


def _unreadable(context: ConversionContext) -> Exception:
    """Return the error for a picture that no decoder can read."""
    return context.error(_("a picture cannot be read"), _("save it anew as PNG or JPEG"))


def _read_pixels(picture: Any, space: ColourSpace) -> Image.Image:
    """Return a picture's pixels; raises whatever a decoder raises if they cannot be read."""
    decode = read_numbers(picture.get("/Decode"))
    if space.kind != "cmyk":
        if decode and decode != (0.0, 1.0) * (len(decode) // 2):
            raise ValueError(decode)
        return pikepdf.PdfImage(picture).as_pil_image()
    if picture.get("/Filter") == Name.DCTDecode:
        with Image.open(io.BytesIO(picture.read_raw_bytes()), formats=["JPEG"]) as opened:
            # Pillow takes every CMYK JPEG for one of Photoshop's, which are inverted
            pixels = ImageChops.invert(opened)
    elif picture.BitsPerComponent == 8 and isinstance(picture.ColorSpace, Name):
        size = int(picture.Width), int(picture.Height)
        pixels = Image.frombytes("CMYK", size, picture.read_bytes())
    else:
        pixels = pikepdf.PdfImage(picture).as_pil_image()
    return ImageChops.invert(pixels) if decode == (1.0, 0.0) * 4 else pixels
