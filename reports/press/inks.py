"""Conversion of colours and pictures to inks, through the ICC profile of a press.

The conversion is relative colorimetric with black point compensation. Neutral greys become
black ink alone, which prints without a cast. Where all four inks together would exceed
the ink limit, the coloured ones are reduced. No other module imports Pillow's ImageCms.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageMath

Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each 0 to 1."""

NEUTRAL = 2
"""By how much (of 255) red, green and blue of a grey may differ; two are not visible."""


class Inks:
    """Converts colours and pictures to inks."""

    def __init__(
        self, icc: bytes, limit: int, prescribed: Mapping[tuple[int, int, int], Ink] | None = None
    ) -> None:
        """Prepare for a press.

        Args:
            icc: Its ICC profile.
            limit: Its ink limit in per cent.
            prescribed: Inks that colours (red, green, blue, 0 to 255) are printed with as they are,
                whatever profile and limit make of them.
        """
        self.prescribed = dict(prescribed or {})
        self._icc = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        self._limit = limit * 255 // 100
        self._transforms: dict[tuple[bytes, str], Any] = {}
        self.greys = self._grey_table()
        """For each grey (0 to 255) the amount of black ink (of 255) that looks as light."""

    def _grey_table(self) -> list[int]:
        """Return for each grey (0 to 255) the amount of black ink (of 255) of the same lightness.

        Greys that are darker than the ink become full black.
        """
        inks = Image.new("CMYK", (256, 1))
        inks.putdata([(0, 0, 0, k) for k in range(256)])
        greys = Image.new("RGB", (256, 1))
        greys.putdata([(g, g, g) for g in range(256)])
        lab = ImageCms.createProfile("LAB")
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        to_lab = ImageCms.buildTransform(self._icc, lab, "CMYK", "LAB", intent)
        screen_to_lab = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), lab, "RGB", "LAB", intent
        )
        ink_light = _values(_applied(inks, to_lab).getchannel(0))
        grey_light = _values(_applied(greys, screen_to_lab).getchannel(0))
        ink_light[0] = 255  # without ink it is paper, the lightest there can be
        return [
            min(range(256), key=lambda k: (abs(ink_light[k] - light), k)) if light > ink_light[255]
            else 255
            for light in grey_light
        ]  # fmt: skip

    def picture(self, picture: Image.Image, source: bytes = b"") -> Image.Image:
        """Return a picture in CMYK, or in mode "L" as black ink if it is grey throughout.

        ``source`` is the ICC profile of the picture's colours; empty for sRGB.
        """
        if picture.mode == "L":
            return picture.point([255 - k for k in self.greys])
        if picture.mode == "RGB" and is_neutral(picture):
            return self.picture(picture.getchannel("G"))
        if picture.mode in ("RGB", "LAB"):
            picture = _applied(picture, self._transform(source, picture.mode))
        return self._within_limit(picture)

    def colour(self, mode: str, values: tuple[int, int, int], source: bytes = b"") -> Ink:
        """Return the inks of a colour given by values of 0 to 255 in a mode of Pillow's.

        A neutral grey is black ink alone, unless its inks are prescribed. ``source`` is the
        colour's ICC profile; empty for sRGB.
        """
        if mode == "RGB" and values in self.prescribed:
            return self.prescribed[values]
        if mode == "RGB" and max(values) - min(values) <= NEUTRAL:
            return self.grey(values[1])
        return self.blend(mode, values, source)

    def blend(self, mode: str, values: tuple[int, int, int], source: bytes = b"") -> Ink:
        """Return the inks of a colour as in a picture, where greys are mixed of all inks."""
        spot = _applied(Image.new(mode, (1, 1), values), self._transform(source, mode))
        return first_ink(self._within_limit(spot))

    def grey(self, value: float) -> Ink:
        """Return the black ink of a grey of 0 (black) to 255; other values are limited to these."""
        return (0, 0, 0, self.greys[min(max(round(value), 0), 255)] / 255)

    def limited(self, ink: Ink) -> Ink:
        """Return inks with less of the coloured ones if they exceed the limit."""
        if sum(ink) * 255 <= self._limit:
            return ink
        return first_ink(
            self._within_limit(Image.new("CMYK", (1, 1), tuple(round(v * 255) for v in ink)))
        )

    def _transform(self, source: bytes, mode: str) -> Any:
        """Return the transform from a mode and an ICC profile to the press, made once."""
        if (source, mode) not in self._transforms:
            profile: Any
            if mode == "LAB":
                profile = ImageCms.createProfile("LAB")
            elif source:
                profile = ImageCms.ImageCmsProfile(io.BytesIO(source))
            else:
                profile = ImageCms.createProfile("sRGB")
            self._transforms[source, mode] = ImageCms.buildTransform(
                profile,
                self._icc,
                mode,
                "CMYK",
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        return self._transforms[source, mode]

    def _within_limit(self, picture: Image.Image) -> Image.Image:
        """Return a CMYK picture in which what exceeds the limit is taken from the coloured inks.

        The three lose in proportion.
        """
        bands = [band.convert("I") for band in picture.split()]
        names = dict(zip("cmyk", bands, strict=True))
        limit = self._limit
        over = ImageMath.lambda_eval(
            lambda a: a["max"](a["c"] + a["m"] + a["y"] + a["k"] - limit, 0), **names
        )
        if over.getextrema() == (0, 0):
            return picture
        less = [
            # rounded up, so that the limit holds; divided by 1 where there is no coloured ink
            ImageMath.lambda_eval(
                lambda a: a["ink"] - (a["over"] * a["ink"] + a["all"] - 1) / a["all"],
                ink=band,
                over=over,
                all=ImageMath.lambda_eval(lambda a: a["max"](a["c"] + a["m"] + a["y"], 1), **names),
            ).convert("L")
            for band in bands[:3]
        ]
        return Image.merge("CMYK", [*less, picture.getchannel("K")])


def _applied(picture: Image.Image, transform: Any) -> Image.Image:
    """Return a picture after a transform of colours."""
    converted = ImageCms.applyTransform(picture, transform)
    assert converted is not None  # it is None only if the picture is changed in place
    return converted


def first_ink(picture: Image.Image) -> Ink:
    """Return the inks of a CMYK picture of one colour."""
    c, m, y, k = (band.getextrema()[0] / 255 for band in picture.split())  # type: ignore[operator]
    return (c, m, y, k)


def _values(band: Image.Image) -> list[int]:
    """Return the values of one channel's pixels, 0 to 255, row by row."""
    return list(band.tobytes())


def is_neutral(picture: Image.Image) -> bool:
    """Return whether an RGB picture is grey throughout."""
    red, green, blue = picture.split()
    return all(
        ImageChops.difference(band, green).getextrema()[1] <= NEUTRAL  # type: ignore[operator]
        for band in (red, blue)
    )
