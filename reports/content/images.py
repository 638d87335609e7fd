"""Pictures of a workspace, read once, checked, and handed to the engine as bytes."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reports.content.misnamed import nearest_file
from reports.i18n import _
from reports.storage.listing import leads_outside

MAX_BYTES = 20 * 1024 * 1024
MAX_MEGAPIXELS = 50

_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


@dataclass(frozen=True)
class Asset:
    """A file that a document may show; its name is made from its bytes."""

    name: str
    media_type: str
    data: bytes


def load_image(folder: Path, name: str) -> Asset | tuple[str, str]:
    """A picture of a workspace, or what is wrong with it and what to do."""
    media_type = _TYPES.get(Path(name).suffix.lower())
    if media_type is None:
        what = _('"{name}" is of no known kind').format(name=name)
        return what, _("take an SVG, PNG or JPEG file")
    path = folder / name.replace("\0", "")
    if leads_outside(path, folder):
        what = _('"{name}" lies outside the workspace').format(name=name)
        return what, _("copy it into the workspace")
    try:
        data = _read(path) if path.is_file() else None  # a pipe would be waited for
    except OSError:
        data = None
    if data is None:
        what = _('there is no file "{name}"').format(name=name)
        return what, nearest_file(folder, name, _("put it there, or correct the name"))
    if fault := _fault(data, media_type, name):
        return fault
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Asset(f"{digest}{path.suffix.lower()}", media_type, data)


def _read(path: Path) -> bytes:
    """A file's bytes, not many more of them than a picture may have."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _fault(data: bytes, media_type: str, name: str) -> tuple[str, str] | None:
    """What is wrong with a picture, which is decoded as a whole: half of one would be printed."""
    if len(data) > MAX_BYTES:
        what = _('"{name}" is larger than {size} MB').format(name=name, size=MAX_BYTES >> 20)
        return what, _("export it anew, smaller")
    try:
        if media_type == "image/svg+xml":
            _parse_drawing(data)
        else:
            _decode_photo(data)
    except _RefusedError as refused:
        return refused.what.format(name=name), refused.remedy
    except Exception:  # a stranger's file: whatever a decoder raises, it is damaged
        what = _('"{name}" is damaged, cut off or not what its name says').format(name=name)
        return what, _("export it anew, or fetch it again from where it came")
    return None


class _RefusedError(Exception):
    """A picture that is whole, but cannot be printed; the words leave room for its name."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def _decode_photo(data: bytes) -> None:
    """Decode a PNG or JPEG file to its last pixel."""
    from PIL import Image

    with _nothing_left_out(), warnings.catch_warnings():
        # Pillow warns at 89 megapixels, and we refuse at fewer
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=["PNG", "JPEG"])
        except Image.DecompressionBombError:  # beyond 179
            raise _too_many_pixels() from None
        with image:
            wide, high = image.size
            if wide * high > MAX_MEGAPIXELS * 1_000_000:
                raise _too_many_pixels()
            if image.mode not in _MODES:
                raise _RefusedError(
                    _('"{name}" has more than 8 bits a colour, which cannot be printed'),
                    _("export it anew with 8 bits a colour, or as JPEG"),
                )
            image.load()


@contextmanager
def _nothing_left_out() -> Iterator[None]:
    """Have Pillow refuse what it can read in part only; the engine has it take that as well."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many_pixels() -> _RefusedError:
    what = _('"{{name}}" has more than {limit} megapixels').format(limit=MAX_MEGAPIXELS)
    return _RefusedError(what, _("export it anew, smaller"))


_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"}
"""What the engine can put into a PDF; Pillow's others have 16 or 32 bits a colour."""

_MAX_DEPTH = 100
"""Groups within groups of a drawing; programs that draw make some dozen, and the engine
calls itself for each."""


def _parse_drawing(data: bytes) -> None:
    """Read an SVG file to its end. An expat parser opens nothing by itself."""
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = 0

    def start(tag: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth == 1 and tag.rpartition(" ")[2] != "svg":
            raise ValueError(tag)
        if depth > _MAX_DEPTH:
            raise _RefusedError(
                _('"{name}" has too many groups within groups'),
                _("export it anew, with its groups dissolved"),
            )

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(*_declared: object) -> None:
        # abbreviations that grow without bound, or that stand for a file of this machine
        raise _RefusedError(
            _('"{name}" uses abbreviations of its own (entities)'),
            _("export it anew as plain SVG"),
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = entity
    parser.Parse(data, True)
