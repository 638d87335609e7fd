"""The most ink that a picture or a colour space can lay on one spot."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageMath

from reports.press.pdf_values import dictionaries_in, read_numbers


def most_ink(function: Any) -> float | None:
    """The most ink that a gradient's function gives; None where it cannot be told."""
    if isinstance(function, Array):
        parts = [most_ink(one) for one in function.as_list()]
        return None if None in parts else sum(one for one in parts if one is not None)
    if not isinstance(function, Dictionary | Stream):
        return None
    kind = function.get("/FunctionType")
    if kind == 2:  # between its ends
        return float(max(sum(read_numbers(function.get(key))) for key in ("/C0", "/C1")))
    if kind == 3:
        inner = [most_ink(one) for one in dictionaries_in(function.get("/Functions"))]
        return None if None in inner or not inner else max(one for one in inner if one is not None)
    plain = function.get("/BitsPerSample") == 8 and "/Decode" not in function
    if kind == 0 and plain and read_numbers(function.get("/Range")) == (0.0, 1.0) * 4:
        samples = function.read_bytes()  # between the samples it is interpolated
        return max((sum(samples[i : i + 4]) for i in range(0, len(samples), 4)), default=0) / 255
    return None


def cmyk_picture(given: Any) -> Image.Image:
    """A picture's dots as they are printed."""
    size = int(given.Width), int(given.Height)
    if given.get("/Filter") == Name.DCTDecode:
        with Image.open(io.BytesIO(given.read_raw_bytes()), formats=["JPEG"]) as opened:
            # Pillow takes every such file for one of Photoshop's and turns it round
            picture = ImageChops.invert(opened)
    elif given.get("/BitsPerComponent") == 8 and isinstance(given.get("/ColorSpace"), Name):
        picture = Image.frombytes("CMYK", size, given.read_bytes())
    else:
        picture = pikepdf.PdfImage(given).as_pil_image()
    if picture.mode != "CMYK" or picture.size != size:
        raise ValueError(picture.mode)
    decode = read_numbers(given.get("/Decode"))
    if decode == (1.0, 0.0) * 4:
        return ImageChops.invert(picture)
    if decode not in ((), (0.0, 1.0) * 4):
        raise ValueError(decode)
    return picture


def most_ink_of(picture: Image.Image) -> int:
    """The most ink that lies on one dot, in 0 to 4 × 255."""
    names = {name: band.convert("I") for name, band in zip("cmyk", picture.split(), strict=True)}
    total = ImageMath.lambda_eval(lambda a: a["c"] + a["m"] + a["y"] + a["k"], **names)
    return int(total.getextrema()[1])
