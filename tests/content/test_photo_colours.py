"""Photos of every kind are printed upright and in their colours."""

import io
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageOps

from reports.content.images import load_image
from reports.content.photo_colours import plain_photo

SIZE = (48, 32)
TEAL = (20, 120, 130)


def _picture(mode: str = "RGB") -> Image.Image:
    """A picture that is teal, but white at the upper left."""
    picture = Image.new("RGB", SIZE, TEAL)
    picture.paste("white", (0, 0, 16, 16))
    return picture.convert(mode)


def _saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def _printed(data: bytes) -> Image.Image:
    """What the engine gets: it reads PNG and JPEG only, upright, in sRGB or grey."""
    plain, media_type = plain_photo(data)
    picture = Image.open(io.BytesIO(plain), formats=[media_type.removeprefix("image/").upper()])
    assert picture.mode in {"L", "LA", "RGB", "RGBA"}
    assert not picture.info.get("icc_profile")
    assert picture.getexif().get(0x0112, 1) == 1
    return picture


def _is_near(colour: object, expected: tuple[int, ...], by: int = 6) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(a - b) <= by for a, b in zip(colour, expected, strict=False))


def _heic(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, quality=95)
    return out.getvalue()


KINDS = {
    "a.heic": _heic(_picture()),
    "a.webp": _saved(_picture(), "WEBP", quality=95),
    "b.webp": _saved(_picture(), "WEBP", lossless=True),
    "a.avif": _saved(_picture(), "AVIF", quality=95),
    "a.tif": _saved(_picture(), "TIFF"),
    "b.tiff": _saved(_picture(), "TIFF", compression="tiff_lzw"),
    "a.jpg": _saved(_picture(), "JPEG", quality=95),
    "a.png": _saved(_picture().quantize(8), "PNG"),
    "c.tif": _saved(_picture("CMYK"), "TIFF"),
    "c.jpg": _saved(_picture("CMYK"), "JPEG", quality=95),
    # a phone may name a file as it likes
    "d.jpg": _heic(_picture()),
}


@pytest.mark.parametrize("name", KINDS)
def test_photo_of_every_kind_is_read_and_printed_in_its_colours(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(KINDS[name])
    picture = _printed(load_image(tmp_path, name).data).convert("RGB")
    assert picture.size == SIZE
    assert _is_near(picture.getpixel((40, 24)), TEAL)
    assert _is_near(picture.getpixel((6, 6)), (255, 255, 255))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", ["a.heic", "a.webp", "a.avif", "a.tif", "b.tiff"])
def test_part_of_a_photo_is_refused(name: str, share: float, tmp_path: Path) -> None:
    noise = Image.effect_noise((160, 120), 80).convert("RGB")
    kind = {"a.webp": "WEBP", "a.avif": "AVIF"}.get(name, "TIFF")
    data = _heic(noise) if name == "a.heic" else _saved(noise, kind)
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Exception, match="damaged, cut off"):
        load_image(tmp_path, name)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_picture_that_lies_on_its_side_is_set_upright(kind: str, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    data = _saved(_picture(), kind, exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    printed = _printed(data).convert("RGB")
    assert printed.size == upright.size
    for x in (3, printed.width - 4):
        for y in (3, printed.height - 4):
            expected = upright.getpixel((x, y))
            assert isinstance(expected, tuple)
            assert _is_near(printed.getpixel((x, y)), expected, 12)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_grey_of_16_bits_keeps_its_steps(kind: str) -> None:
    picture = Image.new("I;16", (3, 1))
    for x, value in enumerate((0, 32768, 65535)):
        picture.putpixel((x, 0), value)
    printed = _printed(_saved(picture, kind))
    assert [printed.getpixel((x, 0)) for x in range(3)] == [0, 128, 255]


@pytest.mark.parametrize(
    ("mode", "values"), [("F", (0.0, 0.5, 1.0)), ("F", (0, 127, 255)), ("I", (0, 32768, 65535))]
)
def test_grey_of_32_bits_and_of_fractions_keeps_its_steps(
    mode: str, values: tuple[float, ...]
) -> None:
    picture = Image.new(mode, (3, 1))
    for x, value in enumerate(values):
        picture.putpixel((x, 0), value)
    printed = _printed(_saved(picture, "TIFF"))
    assert [printed.getpixel((x, 0)) for x in range(3)] == pytest.approx([0, 128, 255], abs=1)


def test_lab_becomes_its_colour() -> None:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    lab = ImageCms.applyTransform(_picture(), to_lab)
    assert lab is not None
    printed = _printed(_saved(lab, "TIFF"))
    assert _is_near(printed.getpixel((40, 24)), TEAL)


def test_palette_with_transparency_keeps_it() -> None:
    picture = _picture().quantize(8)
    data = _saved(picture, "PNG", transparency=picture.getpixel((40, 24)))
    printed = _printed(data)
    assert printed.mode == "RGBA"
    assert printed.getpixel((40, 24))[3] == 0  # type: ignore[index]
    assert printed.getpixel((3, 3)) == (255, 255, 255, 255)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_transparent_colour_is_transparent(mode: str) -> None:
    data = _saved(_picture(mode), "PNG", transparency=(255, 255, 255) if mode == "RGB" else 255)
    printed = _printed(data)
    assert printed.getchannel("A").getpixel((3, 3)) == 0
    assert printed.getchannel("A").getpixel((40, 24)) == 255


def _swapped_profile() -> bytes:
    """An RGB profile in which what is called red is green, so that nobody can overlook it."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile).replace(b"s\0R\0G\0B", b"t\0R\0G\0B").replace(b"sRGB", b"tRGB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_colours_are_those_of_the_profile(kind: str) -> None:
    data = _saved(Image.new("RGB", SIZE, (255, 0, 0)), kind, icc_profile=_swapped_profile())
    red, green, _blue = _printed(data).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert green > 200
    assert red < 60


@pytest.mark.parametrize("profile", [b"no profile", _swapped_profile()[:200]])
def test_damaged_profile_is_left_out(profile: bytes) -> None:
    data = _saved(_picture(), "PNG", icc_profile=profile)
    assert _is_near(_printed(data).getpixel((40, 24)), TEAL)


def test_alpha_is_kept_beside_a_profile() -> None:
    picture = Image.new("RGBA", SIZE, (255, 0, 0, 90))
    printed = _printed(_saved(picture, "PNG", icc_profile=_swapped_profile()))
    assert printed.getpixel((9, 9))[3] == 90  # type: ignore[index]
    assert printed.getpixel((9, 9))[1] > 200  # type: ignore[index]


def test_plain_photo_stays_as_it_is() -> None:
    """What the engine can print is not encoded a second time."""
    for data in (_saved(_picture(), "JPEG"), _saved(_picture(), "PNG")):
        assert plain_photo(data)[0] is data


def test_press_keeps_a_photo_in_cmyk() -> None:
    data = _saved(_picture("CMYK"), "JPEG")
    assert plain_photo(data, keep_cmyk=True) == (data, "image/jpeg")
