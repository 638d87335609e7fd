"""How the pages look: a shipped theme with what a workspace sets of its own.

Colours are checked for contrast (WCAG 2.2, 1.4.3: at least 4.5 to 1), since the
strong colour is used for text on white and as a ground under white text, and a
tint must be light enough to vanish on a copier.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reports import fonts
from reports.messages import _
from reports.model import ThemeName, ThemeSettings
from reports.validate import near

MIN_CONTRAST = 4.5
MAX_TINT_CONTRAST = 1.25
MAX_LOGO_BYTES = 5 * 1024 * 1024
MAX_MEGAPIXELS = 50
FONT = "Source Sans 3"

_COLOURS = {
    ThemeName.NEUTRAL: ("#24414E", "#EFF2F3"),
    ThemeName.RED: ("#E3000F", "#F5F0ED"),
}
"""The strong colour and the tint of each theme."""

_LOGO_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


@dataclass(frozen=True)
class Asset:
    """A file that a document may show, handed to the engine as bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Theme:
    """Colours, the font's family and the logo, all settled."""

    name: str
    colour: str
    tint: str
    font: fonts.Family
    logo: Asset | None = None
    logo_text: str = ""


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
        Theme(settings.name, colour, tint, family, logo, settings.logo_text or ""),
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


def _font(name: str, folder: Path) -> tuple[fonts.Family | None, list[Fault]]:
    known = dict(fonts.packaged())
    if name not in known and (folder / "fonts").is_dir():
        own, damaged = fonts.in_folder(folder / "fonts")
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
    media_type = _LOGO_TYPES.get(Path(name).suffix.lower())
    if media_type is None:
        what = _('"{name}" is of no known kind').format(name=name)
        return None, [*faults, ("logo", what, _("take an SVG, PNG or JPEG file"))]
    path = (folder / name.replace("\0", "")).resolve()
    if not path.is_relative_to(folder.resolve()):
        what = _('"{name}" lies outside the workspace').format(name=name)
        return None, [*faults, ("logo", what, _("copy it into the workspace"))]
    try:
        data = path.read_bytes()
    except OSError:
        what = _('there is no file "{name}"').format(name=name)
        return None, [*faults, ("logo", what, _("put it there, or correct the name"))]
    if len(data) > MAX_LOGO_BYTES or not _is_image(data, media_type):
        what = _('"{name}" is damaged, too large or not what its name says').format(name=name)
        remedy = _("export it anew, below 5 MB and {limit} megapixels").format(limit=MAX_MEGAPIXELS)
        return None, [*faults, ("logo", what, remedy)]
    return Asset(f"logo{path.suffix.lower()}", media_type, data), faults


def _is_image(data: bytes, media_type: str) -> bool:
    """Whether the bytes are what the file's name says, and of bounded size."""
    if media_type == "image/svg+xml":
        return re.search(rb"<svg[\s>]", data[:4096]) is not None
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Pillow warns at 89 megapixels, and we refuse at fewer
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
                wide, high = image.size
                return wide * high <= MAX_MEGAPIXELS * 1_000_000
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False
