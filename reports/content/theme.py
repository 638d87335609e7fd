"""The theme: colours, font and logo of the pages, shipped ones or those of a workspace.

Colours are checked for contrast (WCAG 2.2, 1.4.3: at least 4.5 to 1), since the
strong colour is used for text on white and as a ground under white text, and a
tint must be light enough to vanish on a copier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from reports.content.font_families import Family, in_folder, packaged, script_family
from reports.content.images import Asset, load_image
from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.suggestions import near

if TYPE_CHECKING:  # who only lays out pages needs themes, but not the models of content
    from reports.content.settings import ThemeSettings

MIN_CONTRAST = 4.5
"""Of text against its ground (WCAG 2.2, 1.4.3)."""

MAX_TINT_CONTRAST = 1.25
"""Of a tint against white: darker ones come out of a copier as grey."""

FONT = "Source Sans 3"
"""The family of the shipped themes."""

_COLOURS = {
    "neutral": ("#24414E", "#EFF2F3"),
    "red": ("#E3000F", "#F5F0ED"),
}
"""The strong colour and the tint of each theme, by its name in the settings."""


InkAmounts = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each 0 to 1."""


def make_theme(
    settings: ThemeSettings, folder: Path, place_of: Callable[[str], Place] | None = None
) -> Theme:
    """Return the theme that settings ask for, with font and logo from the workspace ``folder``.

    ``place_of`` gives the place of a key of the settings. Raises ContentError with
    everything that is wrong with them.
    """
    from reports.storage.listing import SETTINGS_FILE

    place_of = place_of or (lambda _key: Place(SETTINGS_FILE))
    default_colour, default_tint = _COLOURS[settings.name]
    colour, tint = settings.colour or default_colour, settings.tint or default_tint
    problems = [
        *_colour_problems(colour, contrast(colour, "#FFFFFF"), place_of("colour")),
        *_tint_problems(tint, contrast(tint, "#FFFFFF"), place_of("tint")),
    ]
    if shares := settings.print:
        problems += _colour_problems(shares, contrast_of_inks(_inks(shares)), place_of("print"))
    if shares := settings.print_tint:
        problems += _tint_problems(shares, contrast_of_inks(_inks(shares)), place_of("print_tint"))
    font = logo = None
    try:
        font = _font(settings.font or FONT, folder, place_of("font"))
    except ContentError as error:
        problems += error.problems
    if settings.logo is not None:
        if not settings.logo_text:
            message = _("the logo has no text for people who cannot see it")
            remedy = _("add logo_text, such as the organisation's name")
            problems.append(Problem(place_of("logo"), message, remedy))
        try:
            logo = load_image(folder, settings.logo, place_of("logo"))
        except ContentError as error:
            problems += error.problems
    if problems or font is None:
        raise ContentError(problems)
    pairs = ((colour, settings.print), (tint, settings.print_tint))
    return Theme(
        settings.name.value,
        colour,
        tint,
        font,
        logo,
        settings.logo_text or "",
        inks=tuple((shown, _inks(shares)) for shown, shares in pairs if shares is not None),
    )


def _inks(shares: str) -> InkAmounts:
    """Return inks that are given in per cent as shares of 1."""
    cyan, magenta, yellow, black = (int(share) / 100 for share in shares.split())
    return cyan, magenta, yellow, black


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    from coloraide import Color

    return float(Color(colour).contrast(other))


_SOLID_LIGHT = {
    (0, 0, 0): 1.0,
    (1, 0, 0): 0.26,
    (0, 1, 0): 0.19,
    (0, 0, 1): 0.84,
    (0, 1, 1): 0.18,
    (1, 0, 1): 0.21,
    (1, 1, 0): 0.05,
    (1, 1, 1): 0.045,
}
"""The light that solid cyan, magenta and yellow over each other throw back on coated paper, as
shares of that of the paper: from the L* of ISO 12647-2:2004, paper types 1 and 2."""

_BLACK_LIGHT = 0.024
"""The same of black."""


_TONE_VALUE_INCREASE = 0.16
"""By how much more of the paper half-tones cover than their share (the same standard, curve C)."""


def contrast_of_inks(inks: InkAmounts) -> float:
    """Return the contrast ratio of printed inks to the paper.

    Dots of the inks lie over each other by chance, as Demichel and Neugebauer take it.
    """
    *colours, black = (ink + 4 * _TONE_VALUE_INCREASE * ink * (1 - ink) for ink in inks)
    light = 0.0
    for solids, share in _SOLID_LIGHT.items():
        covered = prod(
            ink if is_solid else 1 - ink for ink, is_solid in zip(colours, solids, strict=True)
        )
        light += covered * share
    light *= 1 - black + black * _BLACK_LIGHT
    return 1.05 / (light + 0.05)


def _colour_problems(colour: str, ratio: float, place: Place) -> Iterator[Problem]:
    """Yield a problem if text in a colour of this contrast to white, or on it, cannot be read."""
    if ratio < MIN_CONTRAST:
        yield Problem(
            place,
            _("{colour} on white has a contrast of {found:.1f} to 1").format(
                colour=colour, found=ratio
            ),
            _("take a darker one; text needs at least {limit} to 1").format(limit=MIN_CONTRAST),
        )


def _tint_problems(tint: str, ratio: float, place: Place) -> Iterator[Problem]:
    """Yield a problem if a tint of this contrast to white is too dark."""
    if ratio > MAX_TINT_CONTRAST:
        yield Problem(
            place,
            _("{colour} is too dark for a tint; a copier turns it grey").format(colour=tint),
            _("take a lighter one, such as {example}").format(
                example=_COLOURS["red"][1] if tint.startswith("#") else "0 3 4 3"
            ),
        )


def _font(name: str, folder: Path, place: Place) -> Family:
    """Return the family of a name, from pip's packages or the workspace's folder ``fonts``.

    Raises ContentError if there is none, or the folder has files that are no fonts.
    """
    families = dict(packaged())
    if name not in families and (folder / "fonts").is_dir():
        own_families, damaged = in_folder(folder / "fonts", folder)
        families |= own_families
        if damaged:
            message = _("these files in fonts/ are no fonts: {names}")
            remedy = _("put them there anew, or remove them")
            raise ContentError(Problem(place, message.format(names=", ".join(damaged)), remedy))
    if name not in families:
        message = _('there is no font family "{name}"').format(name=name)
        otherwise = _("install its fontpkg, or put its files into fonts/")
        raise ContentError(Problem(place, message, near(name, families, otherwise=otherwise)))
    return families[name]


@dataclass(frozen=True)
class Theme:
    """What pages look like: colours, the font's family and the logo."""

    name: str
    """Its name: ``red`` or ``neutral``."""
    colour: str
    """The strong colour."""
    tint: str
    """The light ground of highlighted blocks."""
    font: Family
    """The family of fonts."""
    logo: Asset | None = None
    """The organisation's logo."""
    logo_text: str = ""
    """What a screen reader says for the logo."""
    sample: bool = False
    """Whether each page says in its foot that it is a sample."""
    inks: tuple[tuple[str, InkAmounts], ...] = ()
    """The inks that a print shop prints colours of the theme with, by the colour on the screen."""
    language_fonts: tuple[tuple[str, Family], ...] = ()
    """The families that the workspace brings for languages, by their codes."""

    def script_family(self, language: str) -> Family | None:
        """Return the family that sets a language of another script, None if the font does.

        The workspace's own comes before a shipped one.
        """
        return dict(self.language_fonts).get(language) or script_family(language)
