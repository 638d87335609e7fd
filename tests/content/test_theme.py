"""How pages look: colours, font and logo are settled or refused with a reason."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from reports.content.settings import ThemeName, ThemeSettings
from reports.content.theme import MIN_CONTRAST, contrast, contrast_of_inks, make_theme
from reports.errors import ContentError, Place
from tests.support import pressed

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def png(width: int = 2, height: int = 2, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, kind)
    return out.getvalue()


def problems(folder: Path, **settings: Any) -> list[tuple[str, str]]:
    """The keys of settings that are wrong, each with the message."""
    try:
        make_theme(ThemeSettings(**settings), folder, Place)
    except ContentError as error:
        return [(problem.place.file, problem.message) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("colour", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#FFFFFF", "#767676", 4.54),
        ("#767676", "#FFFFFF", 4.54),
    ],
)
def test_contrast_is_that_of_wcag(colour: str, other: str, ratio: float) -> None:
    assert round(contrast(colour, other), 2) == ratio


@pytest.mark.parametrize("name", ThemeName)
def test_shipped_theme_is_readable(name: ThemeName, tmp_path: Path) -> None:
    theme = make_theme(ThemeSettings(name=name), tmp_path)
    assert contrast(theme.colour, "#FFFFFF") >= MIN_CONTRAST
    assert theme.font.name == "Source Sans 3"
    assert theme.logo is None


@pytest.mark.parametrize(
    ("shares", "is_readable"),
    [
        ("0 100 100 0", True),
        ("100 50 0 0", True),
        ("0 0 0 80", True),
        ("0 50 100 0", False),
        ("0 0 0 50", False),
        ("60 0 100 0", False),
    ],
)
def test_inks_of_the_colour_can_be_read_on_paper(
    shares: str, is_readable: bool, tmp_path: Path
) -> None:
    wrong = problems(tmp_path, print=shares)
    assert wrong == [] if is_readable else wrong[0][0] == "print"


def test_inks_of_the_tint_are_light(tmp_path: Path) -> None:
    assert problems(tmp_path, print_tint="0 3 4 3") == []
    assert [place for place, _message in problems(tmp_path, print_tint="0 20 20 20")] == [
        "print_tint"
    ]


@pytest.mark.parametrize("seed", range(40))
def test_contrast_of_inks_is_that_of_a_press_profile(seed: int) -> None:
    """Pillow's conversion by the profile of the press (FOGRA39) is taken for the truth."""
    chance = random.Random(seed)
    cyan, magenta, yellow = (chance.choice([0.0, 0.1, 0.5, 0.8, 1.0]) for _ink in range(3))
    shares = (cyan, magenta, yellow, chance.choice([0.0, 0.0, 0.2, 0.6]))
    to_lab = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(pressed.icc())),
        ImageCms.createProfile("LAB"),
        "CMYK",
        "LAB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    dot = Image.new("CMYK", (1, 1), tuple(round(255 * share) for share in shares))
    converted = ImageCms.applyTransform(dot, to_lab)
    assert converted is not None
    lightness = converted.tobytes()[0] / 2.55
    light = ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3
    assert contrast_of_inks(shares) == pytest.approx(1.05 / (light + 0.05), rel=0.2)


def test_own_colours_take_the_place_of_the_themes(tmp_path: Path) -> None:
    theme = make_theme(ThemeSettings(name=ThemeName.RED, colour="#004080"), tmp_path)
    assert theme.colour == "#004080"
    assert theme.tint == "#F5F0ED"


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"colour": "#777777"}, "colour"),
        ({"colour": "#FFFF00"}, "colour"),
        ({"tint": "#DDDDDD"}, "tint"),
        ({"font": "Comic Sans"}, "font"),
    ],
)
def test_unreadable_theme_is_refused(settings: dict[str, str], key: str, tmp_path: Path) -> None:
    assert [wrong for wrong, _message in problems(tmp_path, **settings)] == [key]


def test_colour_just_dark_enough_is_taken(tmp_path: Path) -> None:
    assert problems(tmp_path, colour="#767676") == []


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    wrong = problems(tmp_path, colour="#FFFFFF", tint="#000000", font="x", logo="x.gif")
    assert [key for key, _message in wrong] == ["colour", "tint", "font", "logo", "logo"]


# --- logo -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("logo.svg", SVG, "image/svg+xml"),
        ("bild/Logo.SVG", b"<?xml version='1.0'?>\n<!-- x -->\n" + SVG, "image/svg+xml"),
        ("logo.png", png(), "image/png"),
        ("logo.jpg", png(kind="JPEG"), "image/jpeg"),
        ("logo.jpeg", png(kind="JPEG"), "image/jpeg"),
    ],
)
def test_logo_of_the_workspace_is_taken(
    name: str, data: bytes, media_type: str, tmp_path: Path
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(data)
    theme = make_theme(ThemeSettings(logo=name, logo_text="Verein"), tmp_path)
    assert theme.logo is not None
    assert (theme.logo.media_type, theme.logo.data) == (media_type, data)
    assert theme.logo_text == "Verein"


def test_logo_needs_a_text(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(SVG)
    assert problems(tmp_path, logo="logo.svg") == [
        ("logo", "the logo has no text for people who cannot see it")
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.svg", 'there is no file "missing.svg"'),
        ("folder.svg", 'there is no file "folder.svg"'),
        ("logo.gif", '"logo.gif" is of no known kind'),
        ("logo", '"logo" is of no known kind'),
        ("../logo.svg", '"../logo.svg" lies outside the workspace'),
        ("link.svg", '"link.svg" lies outside the workspace'),
        ("text.svg", '"text.svg" is damaged, cut off or not what its name says'),
        ("cut.png", '"cut.png" is damaged, cut off or not what its name says'),
        ("svg.png", '"svg.png" is damaged, cut off or not what its name says'),
        ("empty.jpg", '"empty.jpg" is damaged, cut off or not what its name says'),
        ("heavy.svg", '"heavy.svg" is larger than 20 MB'),
    ],
)
def test_logo_is_refused(name: str, message: str, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (tmp_path / "logo.svg").write_bytes(SVG)
    (folder / "logo.gif").write_bytes(png(kind="GIF"))
    (folder / "folder.svg").mkdir()
    (folder / "link.svg").symlink_to(tmp_path / "logo.svg")
    (folder / "text.svg").write_bytes(b"no picture")
    (folder / "cut.png").write_bytes(png()[:12])
    (folder / "svg.png").write_bytes(SVG)
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "heavy.svg").write_bytes(SVG + b" " * 20 * 1024 * 1024)
    assert problems(folder, logo=name, logo_text="x") == [("logo", message)]


def test_logo_outside_is_refused_by_its_full_path(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    outside = tmp_path / "logo.svg"
    outside.write_bytes(SVG)
    wrong = problems(folder, logo=str(outside), logo_text="x")
    assert wrong == [("logo", f'"{outside}" lies outside the workspace')]


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_001), (10_000, 10_000), (14_000, 14_000)])
def test_logo_of_too_many_pixels_is_refused(width: int, height: int, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png(width, height))
    ((key, message),) = problems(tmp_path, logo="logo.png", logo_text="x")
    assert key == "logo"
    assert "more than 50 megapixels" in message


def test_name_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert [key for key, _message in problems(tmp_path, logo="a\0.svg", logo_text="x")] == ["logo"]


# --- own fonts --------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"no font", b"\0\1\0\0" + b"\0" * 40])
def test_damaged_font_file_is_refused_not_raised(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "own.ttf").write_bytes(data)
    assert [key for key, _message in problems(tmp_path, font="Own")] == ["font"]
