"""How the pages look: a shipped theme with what a workspace sets of its own.

Colours are checked for contrast (WCAG 2.2, 1.4.3: at least 4.5 to 1), since the
strong colour is used for text on white and as a ground under white text, and a
tint must be light enough to vanish on a copier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reports.content.font_families import Family, in_folder, packaged, script_family
from reports.content.images import Asset, load_image
from reports.content.settings import ThemeName, ThemeSettings
from reports.i18n import _
from reports.suggestions import near

MIN_CONTRAST = 4.5
MAX_TINT_CONTRAST = 1.25
FONT = "Source Sans 3"

_COLOURS = {
    ThemeName.NEUTRAL: ("#24414E", "#EFF2F3"),
    ThemeName.RED: ("#E3000F", "#F5F0ED"),
}
"""The strong colour and the tint of each theme."""


Fault = tuple[str, str, str]
"""The key that is wrong, what is wrong with it, what to do."""


def make_theme(settings: ThemeSettings, folder: Path) -> tuple[Theme | None, list[Fault]]:
    """The theme that settings ask for, or None and what is wrong with them."""
    colour, tint = _COLOURS[settings.name]
    colour, tint = settings.colour or colour, settings.tint or tint
    faults = list(_colour_faults(colour, tint))
    family, wrong = _font(settings.font or FONT, folder)
    logo, bad = _logo(settings, folder)
    faults += wrong + bad
    if faults or family is None:
        return None, faults
    return (
        Theme(settings.name.value, colour, tint, family, logo, settings.logo_text or ""),
        [],
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    from coloraide import Color

    return float(Color(one).contrast(other))


def _colour_faults(colour: str, tint: str) -> Iterator[Fault]:
    if (found := contrast(colour, "#FFFFFF")) < MIN_CONTRAST:
        yield (
            "colour",
            _("{colour} on white has a contrast of {found:.1f} to 1").format(
                colour=colour, found=found
            ),
            _("take a darker one; text needs at least {limit} to 1").format(limit=MIN_CONTRAST),
        )
    if (found := contrast(tint, "#FFFFFF")) > MAX_TINT_CONTRAST:
        yield (
            "tint",
            _("{colour} is too dark for a tint; a copier turns it grey").format(colour=tint),
            _("take a lighter one, such as {example}").format(example=_COLOURS[ThemeName.RED][1]),
        )


def _font(name: str, folder: Path) -> tuple[Family | None, list[Fault]]:
    known = dict(packaged())
    if name not in known and (folder / "fonts").is_dir():
        own, damaged = in_folder(folder / "fonts", folder)
        known |= own
        if damaged:
            listed = ", ".join(damaged)
            what = _("these files in fonts/ are no fonts: {names}").format(names=listed)
            return None, [("font", what, _("put them there anew, or remove them"))]
    if name in known:
        return known[name], []
    what = _('there is no font family "{name}"').format(name=name)
    remedy = near(name, known, otherwise=_("install its fontpkg, or put its files into fonts/"))
    return None, [("font", what, remedy)]


def _logo(settings: ThemeSettings, folder: Path) -> tuple[Asset | None, list[Fault]]:
    name = settings.logo
    if name is None:
        return None, []
    faults: list[Fault] = []
    if not settings.logo_text:
        what = _("the logo has no text for people who cannot see it")
        faults.append(("logo", what, _("add logo_text, such as the organisation's name")))
    logo = load_image(folder, name)
    if isinstance(logo, Asset):
        return logo, faults
    return None, [*faults, ("logo", *logo)]


@dataclass(frozen=True)
class Theme:
    """Colours, the font's family and the logo, all settled."""

    name: str
    colour: str
    tint: str
    font: Family
    logo: Asset | None = None
    logo_text: str = ""
    sample: bool = False
    """Whether each page says small in its foot that it is a sample."""
    language_fonts: tuple[tuple[str, Family], ...] = ()
    """The families that the workspace brings for languages, by their codes."""

    def script_family(self, language: str) -> Family | None:
        """Return the family that goes before the font in a language of another script."""
        return dict(self.language_fonts).get(language) or script_family(language)
