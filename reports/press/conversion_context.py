"""What all parts of a conversion to CMYK share: the file, the profile, inks and errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from pikepdf import Pdf

from reports.content.press_profile import PressProfile, Standard
from reports.errors import Place, Problem, RenderingError
from reports.i18n import _
from reports.press.colour_spaces import ColourSpace, Paint, read_colour_space
from reports.press.inks import NEUTRAL, Ink, Inks
from reports.press.pdf_values import to_byte

_BLACK: Ink = (0, 0, 0, 1)
_LIGHTEST_BLACK_TEXT = 0x76
"""The lightest grey (of 255) whose text becomes solid black.

Its contrast on white is 4.5 to 1, the least that WCAG 2 allows for text. Solid black is
printed without a screen, so that small letters have sharp edges.
"""


def press_error(place: str, message: str, remedy: str) -> RenderingError:
    """Return the error for something that cannot be converted for a print shop."""
    return RenderingError(Problem(Place(place), message, remedy))


class ConversionContext:
    """The conversion of one file: where it is at, and what it has converted already."""

    def __init__(self, pdf: Pdf, profile: PressProfile, inks: Inks, name: str) -> None:
        """Begin to convert a PDF; ``name`` is that of the file in errors."""
        self.pdf = pdf
        self.profile = profile
        self.inks = inks
        self.place = name
        """The file, and the page at which the conversion is, for errors."""
        self._converted: dict[Any, Any] = {}
        self._cached_ink = cache(self._ink)

    def error(self, message: str, remedy: str = "") -> RenderingError:
        """Return the error for something on the current page."""
        return press_error(
            self.place, message, remedy or _("correct the template or the style sheet")
        )

    def transparency_error(self) -> RenderingError:
        """Return the error for something transparent in a file without transparency."""
        return self.error(
            _("something is see-through, which PDF/X-3 forbids"),
            _("take opaque colours and pictures, or a profile with the standard x4"),
        )

    @property
    def allows_transparency(self) -> bool:
        """Whether the standard of the profile allows transparency."""
        return self.profile.standard is not Standard.X3

    def convert_once(self, key: Any, convert: Callable[[], Any]) -> Any:
        """Return the converted object of a key; convert it if that was not done yet."""
        if key not in self._converted:
            self._converted[key] = convert()
        return self._converted[key]

    # --- colours ------------------------------------------------------------

    def colour_space(self, definition: Any, resources: Any) -> ColourSpace:
        """Return a colour space; raises RenderingError if it cannot be converted."""
        return self.convertible(read_colour_space(definition, resources))

    def convertible(self, space: ColourSpace) -> ColourSpace:
        """Return the space itself; raises RenderingError if it cannot be converted."""
        if space.kind in ("other", "registration"):
            message = _("a colour space cannot be converted: {space}")
            raise self.error(message.format(space=space.definition))
        return space

    def ink(self, paint: Paint, *, text: bool) -> Ink:
        """Return the inks of a colour; dark neutral text becomes solid black.

        Raises RenderingError for a colour with a wrong number of values.
        """
        return self._cached_ink(paint, text)

    def _ink(self, paint: Paint, text: bool) -> Ink:
        """Return the inks of a colour, in whichever space it is; `ink` keeps the result."""
        values = paint.values
        kind = paint.space.kind
        if kind == "cmyk" and len(values) == 4:
            return self.inks.limited((values[0], values[1], values[2], values[3]))
        if kind == "grey" and len(values) == 1:
            return self._grey(values[0] * 255, text)
        if kind == "rgb" and len(values) == 3:
            red, green, blue = (to_byte(value * 255) for value in values)
            is_neutral = max(red, green, blue) - min(red, green, blue) <= NEUTRAL
            if is_neutral and (red, green, blue) not in self.inks.prescribed:
                return self._grey(green, text)
            return self.inks.colour("RGB", (red, green, blue), paint.space.icc)
        if kind == "lab" and len(values) == 3:
            light, a, b = values
            if abs(a) < 1 and abs(b) < 1:  # less than the eye can tell from grey
                return self._grey(_grey_of_lightness(light), text)
            return self.inks.colour(
                "LAB", (to_byte(light * 2.55), to_byte(a + 128), to_byte(b + 128))
            )
        raise self.error(_("a colour is not understood"))

    def _grey(self, value: float, text: bool) -> Ink:
        """Return the black ink of a grey of 0 to 255, solid black for dark text."""
        return _BLACK if text and value <= _LIGHTEST_BLACK_TEXT else self.inks.grey(value)

    def luminance(self, paint: Paint) -> float:
        """Return how light a colour is, 0 to 1, for soft masks, which have no inks.

        The weights of red, green and blue are those of ISO 32000-1, 10.3.2. Raises
        RenderingError for colours that are neither grey nor RGB.
        """
        values = paint.values
        if paint.space.kind == "grey":
            return values[0]
        if paint.space.kind == "rgb":
            return 0.3 * values[0] + 0.59 * values[1] + 0.11 * values[2]
        raise self.error(_("a mask has colours that cannot be converted"))


def _grey_of_lightness(light: float) -> float:
    """Return the sRGB grey, 0 to 255, of a CIE lightness of 0 to 100."""
    linear = ((light + 16) / 116) ** 3 if light > 8 else light / 903.3
    return 255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055)
