"""Photos of any kind, as upright pictures in sRGB with 8 bits a colour.

Cameras, phones and layout programs write more kinds than PDF knows: HEIC, AVIF, WebP and TIFF,
16 bits a colour, CMYK, Lab, colour profiles of their own, pictures that lie on their side.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any

HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""What a HEIC file calls itself (ISO/IEC 23008-12), at its eighth byte."""

FORMATS = ["PNG", "JPEG", "WEBP", "AVIF", "TIFF"]
"""The formats that are read besides HEIF, as Pillow names them. Its other readers are seldom used
and less tried: a stranger's file does not reach them."""

PLAIN_MODES = {"L", "RGB"}
"""Modes that the engine puts into a PDF as they are."""

_ORIENTATION = 0x0112
"""The Exif tag that says how a picture is turned."""

_ALPHA = {"LA", "RGBA"}

_CONVERTED_MODES = {"1", "P", "PA", "La", "RGBa", "RGBX", "HSV", "YCbCr", "CMYK", "LAB", "F", "I"}
"""Further modes that are converted; those of 16 bits begin with "I;16"."""

_QUALITY = 95
"""JPEG quality of what is converted: it is encoded a second time where it is placed."""


def open_photo(data: bytes) -> Any:
    """Open a photo; its pixels are not decoded yet. Raises whatever the decoder raises."""
    from PIL import Image

    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        if data[8:12] != b"mif1" or b"avif" not in data[12:64]:
            return Image.open(io.BytesIO(data), formats=["HEIF"])
    return Image.open(io.BytesIO(data), formats=FORMATS)


def is_printable(photo: Any) -> bool:
    """Return whether the colours of an open photo are of a kind that can be converted."""
    mode = photo.mode
    return mode in PLAIN_MODES | _ALPHA | _CONVERTED_MODES or mode.startswith("I;16")


def is_plain(photo: Any) -> bool:
    """Return whether an open photo can go into a PDF as it is."""
    return (
        photo.format in {"PNG", "JPEG", "MPO"}
        and photo.mode in PLAIN_MODES | _ALPHA
        and "transparency" not in photo.info
        and photo.getexif().get(_ORIENTATION, 1) == 1
        and not photo.info.get("icc_profile")
    )


def plain_photo(data: bytes, *, keep_cmyk: bool = False) -> tuple[bytes, str]:
    """Return a photo as a PNG or JPEG file that the engine prints rightly, and its media type.

    Args:
        data: The file, in any of the known formats.
        keep_cmyk: Whether a JPEG in CMYK stays as it is, for a print shop.
    """
    with open_photo(data) as photo:
        if is_plain(photo) or (keep_cmyk and (photo.format, photo.mode) == ("JPEG", "CMYK")):
            return data, f"image/{'png' if photo.format == 'PNG' else 'jpeg'}"
        picture, out = in_srgb(photo), io.BytesIO()
        if picture.mode in _ALPHA or photo.format in {"PNG", "TIFF"}:
            picture.save(out, "PNG", compress_level=1)
            return out.getvalue(), "image/png"
        picture.save(out, "JPEG", quality=_QUALITY, subsampling=0)
        return out.getvalue(), "image/jpeg"


def in_srgb(photo: Any) -> Any:
    """Return an open photo upright in sRGB or grey, with 8 bits a colour and its alpha channel."""
    from PIL import ImageOps

    picture = ImageOps.exif_transpose(photo)
    profile = photo.info.get("icc_profile")
    if picture.mode == "CMYK" and photo.format == "JPEG" and "adobe" not in photo.info:
        # Pillow takes every CMYK JPEG for one of Adobe's, which are inverted
        picture = ImageOps.invert(picture)
    picture = _with_plain_channels(picture)
    alpha = picture.getchannel("A") if picture.mode in _ALPHA else None
    if alpha is not None:
        picture = picture.convert(picture.mode[:-1])
    picture = _converted(picture, profile)
    if alpha is not None and alpha.getextrema() != (255, 255):
        picture.putalpha(alpha)
    picture.info = {}
    return picture


def _with_plain_channels(picture: Any) -> Any:
    """Return a picture with 8 bits a channel, no palette, and alpha not multiplied in."""
    mode = picture.mode
    if mode == "F" or mode.startswith("I"):
        return _in_8_bits(picture)
    if "transparency" in picture.info:
        return picture.convert("LA" if mode in {"1", "L"} else "RGBA")
    target = {
        "1": "L",
        "P": "RGB",
        "PA": "RGBA",
        "La": "LA",
        "RGBa": "RGBA",
        "RGBX": "RGB",
        "HSV": "RGB",
        "YCbCr": "RGB",
    }.get(mode)
    return picture.convert(target) if target else picture


def _in_8_bits(picture: Any) -> Any:
    """Return a grey picture of 16 or 32 bits, or of fractions, with 8 bits."""
    if picture.mode.startswith("I;16"):
        picture, white = picture.convert("I"), 65535.0
    else:
        most = picture.getextrema()[1]
        usual = (1.0, 255.0, 65535.0) if picture.mode == "F" else (65535.0,)
        white = next((value for value in usual if most <= value), most)
    return picture.point(lambda value: value * (255.0 / white) + 0.5).convert("L")


def _converted(picture: Any, profile: bytes | None) -> Any:
    """Return a picture without alpha in sRGB, by its profile if that is one for its colours."""
    from PIL import ImageCms

    is_lab = picture.mode == "LAB"
    source: Any = ImageCms.createProfile("LAB") if is_lab else _profile(profile, picture.mode)
    converted = None
    if source is not None:
        with suppress(ImageCms.PyCMSError):  # a profile whose tables are damaged
            converted = ImageCms.profileToProfile(
                picture,
                source,
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
    if converted is None:
        return picture if picture.mode in PLAIN_MODES else picture.convert("RGB")
    return converted.convert("L") if picture.mode == "L" else converted


def _profile(data: bytes | None, mode: str) -> Any:
    """Return a colour profile; None if it is sRGB, damaged, or not for pictures of this mode."""
    from PIL import ImageCms

    if not data:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        space = profile.profile.xcolor_space.strip()
        description = ImageCms.getProfileDescription(profile)
    except (ImageCms.PyCMSError, OSError):
        return None
    if space != {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}.get(mode):
        return None
    return None if "sRGB" in description else profile
