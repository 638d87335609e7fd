"""Pictures as they stand on a page: cropped to their box, with as many pixels as are printed.

The engine puts the whole file of a photo into the PDF, however small it stands on the page and
however much of it ``object-fit: cover`` hides. Here each photo is cut to what is seen of it and
brought to the resolution of print before the PDF is written.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

from reports.content.photo_colours import open_photo
from reports.content.picture_crop import Focus, Window, crop
from reports.documents.document import Document
from reports.render.engine_library import Dimension, RasterImage, boxes, pydyf
from reports.units import PIXELS_PER_MM

RESOLUTION = 300
"""Dots per inch of a photo: print shops ask for it, and nobody sees more."""

_SCREEN_RESOLUTION = 96
"""Dots per inch of a picture for the screen, whose pixels are those of CSS."""

_DRAWING_RESOLUTION = 600
"""Dots per inch of logos and other drawings, whose edges are seen."""

_SPARE = 1.15
"""By how much a photo may have more dots than needed: scaling it would cost more than it saves."""

_SCREEN_BYTES = 22_000
"""Bytes of a photo for each square inch that it covers, unless for a print shop: a page of A5
that is all photo has 1.1 MB, so that the file with its fonts stays under 1.5."""

_PRESS_QUALITIES = (95,)
_SCREEN_QUALITIES = (88, 80, 70, 60)
"""JPEG qualities to try until a photo is small enough."""

_SMALLER = 0.8
"""By how much the sides of a photo shrink that is too large even at the least quality: noise."""

_LEAST_SIDE = 64
"""Pixels of a photo's shorter side at which it is not made smaller any more."""

_COVERED = 0.99
"""Share of a photo's width and height that is as good as all of it."""

_FEW_COLOURS = 65_536
"""Colours of a PNG file up to which it is taken for a drawing, whose edges JPEG would blur."""

_CENTRE = Dimension(50, "%")
"""Half of what is hidden is at each side: ``object-position`` if no style sheet sets it."""


def place_pictures(document: Document, laid_out: Any) -> None:
    """Cut each photo of a laid-out document to what is seen of it, in the resolution of print.

    A picture with ``object-fit: cover`` is cropped around its focus; without one as
    ``object-position`` says, or else around that of :func:`default_focus`.

    Args:
        document: What was laid out: its pictures with their focus, and the press, if any.
        laid_out: The engine's document.
    """
    focuses = {f"asset:{asset.name}": asset.focus for asset in document.assets}
    press = document.press
    is_picture = document.format.pixels is not None
    resolution = max(RESOLUTION, press.profile.resolution if press else 0)
    if is_picture:
        resolution = _SCREEN_RESOLUTION
    for page in laid_out.pages:
        for box in page._page_box.descendants(placeholders=True):
            if isinstance(box, boxes.ReplacedBox) and box.width > 0 and box.height > 0:
                source = box.element.get("src") if box.element is not None else None
                _place(
                    box,
                    focuses.get(source or ""),
                    resolution,
                    sized=press is None and not is_picture,
                )


def _place(box: Any, focus: Focus | None, resolution: float, *, sized: bool) -> None:
    """Place the picture of one box; ``sized`` if its bytes count, since the PDF is sent."""
    picture, fit = box.replacement, box.style["object_fit"]
    if isinstance(picture, PlacedPhoto) or fit not in {"cover", "fill"}:
        return
    if not isinstance(picture, RasterImage):
        if fit == "cover":
            _move_drawing(box, focus)
        return
    shape = box.width / box.height if fit == "cover" else picture.width / picture.height
    window = _window(box, picture.width, picture.height, shape, focus)
    if window is None:
        return
    inches = [side / PIXELS_PER_MM / 25.4 for side in (box.width, box.height)]
    most_bytes = round(_SCREEN_BYTES * inches[0] * inches[1]) if sized else None
    key = repr((picture.id, window, inches, resolution, most_bytes))
    if key not in picture._cache:
        size = box.width, box.height
        data = picture.image_data.data
        encoded = encoded_photo(data, window, inches, resolution, most_bytes)
        picture._cache[key] = PlacedPhoto(encoded, key, size) if encoded else picture
    box.replacement = picture._cache[key]


def _window(
    box: Any, width: float, height: float, shape: float, focus: Focus | None
) -> Window | None:
    """Return what is seen of a picture; None if a style sheet says so in lengths, not in shares."""
    ((_from_x, x, _from_y, y),) = box.style["object_position"]
    if focus is not None or (x, y) == (_CENTRE, _CENTRE):
        return crop(width, height, shape, focus)
    if (x.unit, y.unit) != ("%", "%"):
        return None
    window = crop(width, height, shape)
    left = (width - window.width) * (x.value if _from_x == "left" else 100 - x.value) / 100
    top = (height - window.height) * (y.value if _from_y == "top" else 100 - y.value) / 100
    return Window(left, top, left + window.width, top + window.height)


def _move_drawing(box: Any, focus: Focus | None) -> None:
    """Show that part of a drawing that is seen of a photo; all of it goes into the PDF."""
    style = box.style
    *_size, ratio = box.replacement.get_intrinsic_size(
        style["image_resolution"], style["font_size"]
    )
    if not ratio:
        return
    window = _window(box, ratio, 1.0, box.width / box.height, focus)
    if window is None:
        return
    x, y = (
        _CENTRE._replace(value=100 * start / hidden if hidden > 1e-6 else 50)
        for start, hidden in (
            (window.left, ratio - window.width),
            (window.top, 1.0 - window.height),
        )
    )
    box.style = style.copy()
    box.style["object_position"] = (("left", x, "top", y),)


@dataclass(frozen=True)
class EncodedPhoto:
    """A photo as it goes into a PDF."""

    mode: str
    """Pillow's name for its colours: L, RGB or CMYK."""
    size: tuple[int, int]
    """Width and height in pixels."""
    jpeg: bytes | None
    """As JPEG; None if it is kept without loss."""
    png: bytes | None
    """As PNG; None if it is a JPEG."""
    alpha: bytes | None
    """The alpha channel as a grey PNG, if it has one."""


def encoded_photo(
    data: bytes,
    window: Window,
    inches: Sequence[float],
    resolution: float,
    most_bytes: int | None,
) -> EncodedPhoto | None:
    """Return a part of a photo in a resolution; None if the file is right as it is.

    Args:
        data: A PNG or JPEG file.
        window: The part of it.
        inches: Width and height in which it is printed.
        resolution: Dots per inch that it has at most.
        most_bytes: How large it may be; None for a print shop, which gets the best quality.
    """
    with open_photo(data) as photo:
        width, height = photo.size
        is_jpeg = photo.format != "PNG"
        is_drawing = not is_jpeg and photo.getcolors(_FEW_COLOURS) is not None
        resolution = max(resolution, _DRAWING_RESOLUTION) if is_drawing else resolution
        spare = min(window.width / inches[0], window.height / inches[1]) / resolution
        is_whole = min(window.width / width, window.height / height) > _COVERED
        if is_whole and spare < _SPARE and (most_bytes is None or len(data) <= most_bytes):
            return None
        if is_jpeg and spare > 1:
            # libjpeg decodes at an eighth to a half of the size by itself, many times faster
            photo.draft(photo.mode, (int(width / spare) + 1, int(height / spare) + 1))
        scale = photo.width / width, photo.height / height
        box = (
            window.left * scale[0],
            window.top * scale[1],
            window.right * scale[0],
            window.bottom * scale[1],
        )
        spare = max(spare, 1.0) if spare >= _SPARE else 1.0
        size = (max(1, round(window.width / spare)), max(1, round(window.height / spare)))
        pixels = photo.resize(size, Image.Resampling.LANCZOS, box, reducing_gap=2.0)
        if photo.mode == "CMYK" and "adobe" not in photo.info:
            # Pillow takes every CMYK JPEG for one of Adobe's, which are inverted
            pixels = ImageOps.invert(pixels)
    return _encoded(pixels, most_bytes, lossless=is_drawing)


def _encoded(pixels: Image.Image, most_bytes: int | None, *, lossless: bool) -> EncodedPhoto:
    """Return pixels as they go into a PDF: as JPEG, or without loss where that is small enough."""
    alpha = None
    if pixels.mode in {"LA", "RGBA"}:
        alpha = _png(pixels.getchannel("A"))
        pixels = pixels.convert(pixels.mode[:-1])
    if lossless:
        png = _png(pixels)
        if most_bytes is None or len(png) <= most_bytes:
            return EncodedPhoto(pixels.mode, pixels.size, None, png, alpha)
    qualities = _PRESS_QUALITIES if most_bytes is None else _SCREEN_QUALITIES
    while True:
        for quality in qualities:
            jpeg = _jpeg(pixels, quality)
            if most_bytes is None or len(jpeg) <= most_bytes or min(pixels.size) < _LEAST_SIDE:
                return EncodedPhoto(pixels.mode, pixels.size, jpeg, None, alpha)
        pixels = pixels.resize(
            (round(pixels.width * _SMALLER), round(pixels.height * _SMALLER)),
            Image.Resampling.LANCZOS,
        )
        qualities = qualities[-1:]


def _jpeg(pixels: Image.Image, quality: int) -> bytes:
    """Return pixels as JPEG, without what the file said of camera and place."""
    out = io.BytesIO()
    pixels.save(
        out, "JPEG", quality=quality, optimize=True, subsampling=0 if quality >= 90 else 2, exif=b""
    )
    return out.getvalue()


def _png(pixels: Image.Image) -> bytes:
    """Return pixels as PNG."""
    out = io.BytesIO()
    pixels.save(out, "PNG")
    return out.getvalue()


class PlacedPhoto(RasterImage):  # type: ignore[misc]  # the engine has no types
    """A photo that fills a box: the engine's picture, with data that are made for it."""

    def __init__(self, photo: EncodedPhoto, name: str, size: tuple[float, float]) -> None:
        """Take an encoded photo for a box of a size in CSS pixels."""
        self.id = hashlib.sha256(name.encode()).hexdigest()[:32]
        self.photo = photo
        self.width, self.height = photo.size
        self.ratio = size[0] / size[1]
        self.mode = photo.mode
        self._dpi = None  # it has the right one
        self._size = size

    def get_intrinsic_size(
        self, _resolution: float, _font_size: float
    ) -> tuple[float, float, float]:
        """Return the size of its box, which it fills without being cropped or stretched."""
        return *self._size, self.ratio

    def get_x_object(self, interpolate: bool, _dpi_ratio: float) -> Any:
        """Return the picture as an object of a PDF."""
        photo = self.photo
        stream = self._stream(photo.mode, photo.size, photo.jpeg, photo.png, interpolate)
        if photo.alpha is not None:
            size = Image.open(io.BytesIO(photo.alpha)).size
            stream.extra["SMask"] = self._stream("L", size, None, photo.alpha, interpolate)
        return stream

    def _stream(
        self,
        mode: str,
        size: tuple[int, int],
        jpeg: bytes | None,
        png: bytes | None,
        interpolate: bool,
    ) -> Any:
        """Return a picture without an alpha channel as a stream."""
        space, colours = {"L": ("Gray", 1), "RGB": ("RGB", 3), "CMYK": ("CMYK", 4)}[mode]
        extra = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": size[0],
            "Height": size[1],
            "ColorSpace": f"/Device{space}",
            "BitsPerComponent": 8,
            "Interpolate": "true" if interpolate else "false",
        }
        if jpeg is not None:
            extra["Filter"] = "/DCTDecode"
            if mode == "CMYK":  # Pillow writes them as Adobe does, inverted
                extra["Decode"] = pydyf.Array((1, 0) * 4)
            return pydyf.Stream([jpeg], extra)
        extra["Filter"] = "/FlateDecode"
        extra["DecodeParms"] = pydyf.Dictionary(
            {"Predictor": 15, "Columns": size[0], "Colors": colours}
        )
        with Image.open(io.BytesIO(png or b"")) as picture:
            return pydyf.Stream([self._get_png_data(picture)], extra)
