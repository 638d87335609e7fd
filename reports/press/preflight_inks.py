"""The highest total of ink in a gradient or a picture, and whether a picture is whole."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageFile, ImageMath

from reports.press.pdf_values import dictionaries_in, read_numbers


def most_ink(function: Any) -> float | None:
    """Return the highest total of ink of a gradient's function, 1 for each full ink.

    None if it cannot be computed: the function is of another kind than gradients have.
    """
    if isinstance(function, Array):
        parts = [most_ink(part) for part in function.as_list()]
        return None if None in parts else sum(part for part in parts if part is not None)
    if not isinstance(function, Dictionary | Stream):
        return None
    kind = function.get("/FunctionType")
    if kind == 2:  # it is most at one of its ends
        return float(max(sum(read_numbers(function.get(key))) for key in ("/C0", "/C1")))
    if kind == 3:
        inner = [most_ink(part) for part in dictionaries_in(function.get("/Functions"))]
        return None if None in inner or not inner else max(ink for ink in inner if ink is not None)
    plain = function.get("/BitsPerSample") == 8 and "/Decode" not in function
    if kind == 0 and plain and read_numbers(function.get("/Range")) == (0.0, 1.0) * 4:
        samples = function.read_bytes()  # between samples it is interpolated, so never more
        return max((sum(samples[i : i + 4]) for i in range(0, len(samples), 4)), default=0) / 255
    return None


_CHANNELS = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}


def is_whole(picture: Any) -> bool:
    """Return whether the data of a picture and of its alpha channel go to the last row.

    A viewer shows what there is of a picture that is cut off, and grey or nothing below.
    """
    mask = picture.get("/SMask")
    if isinstance(mask, Stream) and not is_whole(mask):
        return False
    width, height = int(picture.get("/Width", 0)), int(picture.get("/Height", 0))
    try:
        if picture.get("/Filter") == Name.DCTDecode:
            before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
            try:
                with Image.open(io.BytesIO(picture.read_raw_bytes()), formats=["JPEG"]) as opened:
                    opened.load()
                    return opened.size == (width, height)
            finally:  # the layout engine, once imported, has it set
                ImageFile.LOAD_TRUNCATED_IMAGES = before
        space = picture.get("/ColorSpace")
        channels = 1 if isinstance(space, Array) else _CHANNELS.get(str(space), 1)
        bits = width * channels * int(picture.get("/BitsPerComponent", 8))
        return len(picture.read_bytes()) >= (bits + 7) // 8 * height
    except Exception:  # a decoder may fail in many ways
        return False


def cmyk_picture(image: Any) -> Image.Image:
    """Return a CMYK picture as it is printed, 255 for full ink.

    Raises ValueError, or whatever a decoder raises, if that cannot be told.
    """
    size = int(image.Width), int(image.Height)
    if image.get("/Filter") == Name.DCTDecode:
        with Image.open(io.BytesIO(image.read_raw_bytes()), formats=["JPEG"]) as opened:
            # Pillow takes every CMYK JPEG for one of Photoshop's, which are inverted
            picture = ImageChops.invert(opened)
    elif image.get("/BitsPerComponent") == 8 and isinstance(image.get("/ColorSpace"), Name):
        picture = Image.frombytes("CMYK", size, image.read_bytes())
    else:
        picture = pikepdf.PdfImage(image).as_pil_image()
    if picture.mode != "CMYK" or picture.size != size:
        raise ValueError(picture.mode)
    decode = read_numbers(image.get("/Decode"))
    if decode == (1.0, 0.0) * 4:
        return ImageChops.invert(picture)
    if decode not in ((), (0.0, 1.0) * 4):
        raise ValueError(decode)
    return picture


def most_ink_of(picture: Image.Image) -> int:
    """Return the highest total of ink of any pixel, 0 to 4 × 255."""
    names = {name: band.convert("I") for name, band in zip("cmyk", picture.split(), strict=True)}
    total = ImageMath.lambda_eval(lambda a: a["c"] + a["m"] + a["y"] + a["k"], **names)
    return int(total.getextrema()[1])
