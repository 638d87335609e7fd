"""Colours of the theme whose inks a workspace gives itself, as its print shop or party asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.inks import Ink, Inks
from reports.storage.listing import SETTINGS_FILE

_STEP = 0.6 / 255
"""By how much an ink of a file may differ from a converted colour that it is taken for."""


def rgb_inks(inks: Sequence[tuple[str, Ink]]) -> dict[tuple[int, int, int], Ink]:
    """Return the given inks by red, green and blue (0 to 255) instead of "#E3000F"."""
    return {
        (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)): ink
        for colour, ink in inks
    }


def excess_inks(inks: Sequence[tuple[str, Ink]], profile: PressProfile) -> list[Problem]:
    """Return a problem for each colour of the theme whose given inks exceed the ink limit."""
    message = _("the inks of {colour} are {ink:.0f} percent together, more than {limit}")
    return [
        Problem(
            Place(SETTINGS_FILE),
            message.format(colour=colour, ink=sum(ink) * 100, limit=profile.ink_limit),
            _("give less of them under [theme]"),
        )
        for colour, ink in inks
        if round(sum(ink) * 100) > profile.ink_limit
    ]


def converted_inks(
    inks: Sequence[tuple[str, Ink]], profile: PressProfile, icc: bytes
) -> Mapping[str, tuple[Ink, Ink]]:
    """Return for each colour what the ICC profile makes of it, and the inks that are given."""
    by_profile = Inks(icc, profile.ink_limit)
    return {
        colour: (by_profile.colour("RGB", rgb), ink)
        for (colour, ink), rgb in zip(inks, rgb_inks(inks), strict=True)
    }


def is_same_ink(first: Sequence[float], second: Sequence[float]) -> bool:
    """Return whether two mixtures of inks are the same, give or take the rounding of a file."""
    return len(first) == len(second) and all(
        abs(a - b) <= _STEP for a, b in zip(first, second, strict=True)
    )
