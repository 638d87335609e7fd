"""Colours and pictures → ink, through the ICC profile of a press.

Alone imports Pillow's ImageCms. Conversion is relative colorimetric with black point
compensation; neutral greys take black ink alone, and coloured ink is taken away
where all four together would be more than the press can carry.
"""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageMath

Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each 0 to 1."""

NEUTRAL = 2
"""By how much (of 255) red, green and blue of a grey may differ."""


class Inks:
    """Turns colours and pictures into ink."""

    def __init__(self, icc: bytes, limit: int) -> None:
        self._icc = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        self._limit = limit * 255 // 100
        self._transforms: dict[tuple[bytes, str], Any] = {}
        self.greys = self._grey_table()
        """The black ink (of 255) that is as light as each grey."""

    def _grey_table(self) -> list[int]:
        """By lightness; what is darker than the black ink is all of it."""
        inks = Image.new("CMYK", (256, 1))
        inks.putdata([(0, 0, 0, k) for k in range(256)])
        greys = Image.new("RGB", (256, 1))
        greys.putdata([(g, g, g) for g in range(256)])
        lab = ImageCms.createProfile("LAB")
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        to_lab = ImageCms.buildTransform(self._icc, lab, "CMYK", "LAB", intent)
        seen = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), lab, "RGB", "LAB", intent)
        ink_light = _values(_applied(inks, to_lab).getchannel(0))
        grey_light = _values(_applied(greys, seen).getchannel(0))
        ink_light[0] = 255  # paper
        return [
            min(range(256), key=lambda k: (abs(ink_light[k] - light), k)) if light > ink_light[255]
            else 255
            for light in grey_light
        ]  # fmt: skip

    def picture(self, picture: Image.Image, source: bytes = b"") -> Image.Image:
        """A picture in CMYK, or in the tones of black where it is grey throughout."""
        if picture.mode == "L":
            return picture.point([255 - k for k in self.greys])
        if picture.mode == "RGB" and is_neutral(picture):
            return self.picture(picture.getchannel("G"))
        if picture.mode in ("RGB", "LAB"):
            picture = _applied(picture, self._transform(source, picture.mode))
        return self._within_limit(picture)

    def colour(self, mode: str, values: tuple[int, int, int], source: bytes = b"") -> Ink:
        """One colour, given in 0 to 255, as ink."""
        if mode == "RGB" and max(values) - min(values) <= NEUTRAL:
            return self.grey(values[1])
        return self.blend(mode, values, source)

    def blend(self, mode: str, values: tuple[int, int, int], source: bytes = b"") -> Ink:
        """One colour as it would be in a picture: greys of all inks."""
        spot = _applied(Image.new(mode, (1, 1), values), self._transform(source, mode))
        return first_ink(self._within_limit(spot))

    def grey(self, value: float) -> Ink:
        return (0, 0, 0, self.greys[min(max(round(value), 0), 255)] / 255)

    def limited(self, ink: Ink) -> Ink:
        """Ink as it was given, with less colour where it is too much."""
        if sum(ink) * 255 <= self._limit:
            return ink
        return first_ink(
            self._within_limit(Image.new("CMYK", (1, 1), tuple(round(v * 255) for v in ink)))
        )

    def _transform(self, source: bytes, mode: str) -> Any:
        if (source, mode) not in self._transforms:
            given: Any
            if mode == "LAB":
                given = ImageCms.createProfile("LAB")
            elif source:
                given = ImageCms.ImageCmsProfile(io.BytesIO(source))
            else:
                given = ImageCms.createProfile("sRGB")
            self._transforms[source, mode] = ImageCms.buildTransform(
                given,
                self._icc,
                mode,
                "CMYK",
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        return self._transforms[source, mode]

    def _within_limit(self, picture: Image.Image) -> Image.Image:
        """Takes what is too much from the three coloured inks, in proportion."""
        bands = [band.convert("I") for band in picture.split()]
        names = dict(zip("cmyk", bands, strict=True))
        limit = self._limit
        over = ImageMath.lambda_eval(
            lambda a: a["max"](a["c"] + a["m"] + a["y"] + a["k"] - limit, 0), **names
        )
        if over.getextrema() == (0, 0):
            return picture
        less = [
            # rounded up; where all is black there is nothing to take and nothing over
            ImageMath.lambda_eval(
                lambda a: a["one"] - (a["over"] * a["one"] + a["all"] - 1) / a["all"],
                one=band,
                over=over,
                all=ImageMath.lambda_eval(lambda a: a["max"](a["c"] + a["m"] + a["y"], 1), **names),
            ).convert("L")
            for band in bands[:3]
        ]
        return Image.merge("CMYK", [*less, picture.getchannel("K")])


def _applied(picture: Image.Image, transform: Any) -> Image.Image:
    done = ImageCms.applyTransform(picture, transform)
    assert done is not None  # only in place there is no new picture
    return done


def first_ink(picture: Image.Image) -> Ink:
    c, m, y, k = (band.getextrema()[0] / 255 for band in picture.split())  # type: ignore[operator]
    return (c, m, y, k)


def _values(band: Image.Image) -> list[int]:
    return list(band.tobytes())


def is_neutral(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return all(
        ImageChops.difference(one, green).getextrema()[1] <= NEUTRAL  # type: ignore[operator]
        for one in (red, blue)
    )
