"""A picture is read to its last pixel before it is printed: half of one is refused."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageFile, PngImagePlugin

from reports.content.images import load_image
from reports.content.workspace import load
from reports.errors import ContentError

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    b'<g><rect width="9" height="9"/></g></svg>'
)


def photo(
    kind: str, mode: str = "RGB", size: tuple[int, int] = (160, 120), **more: object
) -> bytes:
    """A picture that does not compress to nothing."""
    image = Image.effect_noise(size, 80).convert(mode)
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def refusal(folder: Path, name: str, data: bytes) -> str:
    """Why a picture is refused; empty if it is not."""
    (folder / name).write_bytes(data)
    try:
        load_image(folder, name)
    except ContentError as error:
        return str(error).removeprefix(f"{name}: ")
    return ""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", photo("JPEG")),
        ("a.jpg", photo("JPEG", progressive=True)),
        ("a.jpg", photo("JPEG", "CMYK")),
        ("a.png", photo("PNG")),
        ("a.png", photo("PNG", "RGBA")),
        ("a.png", photo("PNG", "P")),
        ("a.png", photo("PNG", "1")),
        ("a.png", photo("PNG", "LA")),
        ("a.svg", SVG),
        ("a.svg", b"\xef\xbb\xbf" + SVG),
        ("a.svg", SVG.replace(b' xmlns="http://www.w3.org/2000/svg"', b"")),
        ("a.svg", SVG.replace(b"<g>", b'<g xmlns:x="urn:x" x:a="1">')),
        (
            "a.svg",
            b'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
            b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n' + SVG,
        ),
        ("a.svg", SVG.decode().encode("utf-16")),
    ],
)
def test_whole_picture_is_taken(name: str, data: bytes, tmp_path: Path) -> None:
    """PNG, JPEG and SVG in all their usual forms are accepted."""
    assert refusal(tmp_path, name, data) == ""


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.98])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", photo("JPEG")),
        ("a.jpg", photo("JPEG", progressive=True)),
        ("a.png", photo("PNG")),
        ("a.png", photo("PNG", "P")),
        ("a.svg", SVG),
    ],
    ids=["photo", "progressive photo", "picture", "picture with a palette", "drawing"],
)
def test_part_of_a_picture_is_refused(name: str, data: bytes, share: float, tmp_path: Path) -> None:
    message = refusal(tmp_path, name, data[: int(len(data) * share)])
    assert message.startswith(f'"{name}" is damaged, cut off or not what its name says – ')


def _changed(data: bytes, at: float) -> bytes:
    place = int(len(data) * at)
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def test_changed_bytes_of_a_picture_are_noticed(tmp_path: Path) -> None:
    assert "damaged" in refusal(tmp_path, "a.png", _changed(photo("PNG"), 0.5))
    assert "damaged" in refusal(tmp_path, "a.svg", SVG.replace(b"</g>", b"</h>"))


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in chunks:
        checksum = zlib.crc32(kind + data)
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
    return out


def test_text_in_a_picture_that_grows_without_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 5_000_000, zip=True)
    data = photo("PNG", pnginfo=info)
    assert "damaged" in refusal(tmp_path, "a.png", data)
    # the engine, once imported, has Pillow take what it can read in part
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert "damaged" in refusal(tmp_path, "a.png", data)


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"GIF89a", SVG, photo("GIF", "P"), _png()])
@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_something_else_is_refused(name: str, data: bytes, tmp_path: Path) -> None:
    """A file that is not of the kind that its name says is refused."""
    assert "not what its name says" in refusal(tmp_path, name, data)


@pytest.mark.parametrize(
    "data", [b"", b"<svg", b"<html/>", b"<a><svg/></a>", b"<svg/><svg/>", b"\0"]
)
def test_something_else_is_no_drawing(data: bytes, tmp_path: Path) -> None:
    """A file that is not one whole SVG element is refused."""
    assert "not what its name says" in refusal(tmp_path, "a.svg", data)


def test_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 10_000, 9_000, 8, 2, 0, 0, 0)
    data = _png((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    assert refusal(tmp_path, "a.png", data) == (
        '"a.png" has more than 50 megapixels – export it anew, smaller'
    )


def test_scan_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(out, "TIFF", compression="group4")
    assert len(out.getvalue()) < 20_000
    assert "more than 50 megapixels" in refusal(tmp_path, "a.tif", out.getvalue())


def test_colours_that_cannot_be_converted_are_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.content.images.is_printable", lambda _photo: False)
    assert "cannot be converted" in refusal(tmp_path, "a.png", photo("PNG"))


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        (b'<!ENTITY a "b">', b"&a;"),
        (b'<!ENTITY a SYSTEM "file:///etc/hostname">', b"&a;"),
        (b'<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">', b"&b;"),
        (b'<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;', b""),
    ],
)
def test_drawing_with_entities_is_refused(declared: bytes, used: bytes, tmp_path: Path) -> None:
    data = b"<!DOCTYPE svg [" + declared + b"]>" + SVG.replace(b"<g>", b"<g>" + used)
    assert "entities" in refusal(tmp_path, "a.svg", data)


def test_drawing_of_groups_without_end_is_refused(tmp_path: Path) -> None:
    data = SVG.replace(b"<g>", b"<g>" * 5000).replace(b"</g>", b"</g>" * 5000)
    assert "groups within groups" in refusal(tmp_path, "a.svg", data)


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), SyntaxError(), MemoryError()])
def test_whatever_a_decoder_raises_means_a_damaged_picture(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(Image, "open", fails)
    assert "damaged" in refusal(tmp_path, "a.png", photo("PNG"))


def test_truncated_picture_is_told_with_file_and_field(workspace: Path) -> None:
    (workspace / "foto.jpg").write_bytes(photo("JPEG")[:-400])
    events = workspace / "events.yaml"
    text = events.read_text(encoding="utf-8")
    head, _, tail = text.partition("    texts:\n      de:\n")
    events.write_text(
        f"{head}    picture:\n      file: foto.jpg\n      credit: Erika Muster\n"
        f"    texts:\n      de:\n        picture: Ein Bild\n{tail}",
        encoding="utf-8",
    )
    line = head.count("\n") + 2
    with pytest.raises(ContentError) as caught:
        load(workspace)
    assert str(caught.value).startswith(f'events.yaml:{line}:13: "foto.jpg" is damaged, cut off')
