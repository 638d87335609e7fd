"""Pictures of a workspace, read once, checked, and handed to the engine as bytes."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reports.content.misnamed import nearest_file
from reports.content.photo_colours import is_printable, open_photo
from reports.content.picture_crop import Focus
from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.storage.listing import leads_outside

MAX_BYTES = 20 * 1024 * 1024
"""Bytes of a picture's file."""

MAX_MEGAPIXELS = 50
"""Most pixels of a picture: an A3 page at 300 dots per inch has 17 million. Decoded, each takes
3 or 4 bytes of memory."""

_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}


@dataclass(frozen=True)
class Asset:
    """A picture that a document may show; its name is made from its bytes."""

    name: str
    """The name by which a template shows it: ``asset:NAME``."""
    media_type: str
    """Its media type, such as ``image/png``."""
    data: bytes
    """The file's bytes."""
    focus: Focus | None = None
    """What matters most in the picture, where somebody has said so."""


def load_image(folder: Path, name: str, place: Place | None = None) -> Asset:
    """Return a picture of a workspace, decoded as a whole: half of one would be printed.

    ``place`` is where the picture is named; without one, problems are told of its file. Raises
    ContentError if the picture cannot be printed.
    """
    try:
        return _checked_image(folder, name)
    except _RefusedError as refused:
        problem = Problem(place or Place(name), refused.message, refused.remedy)
        raise ContentError(problem) from None


class _RefusedError(Exception):
    """A picture cannot be printed. The message leaves room for the picture's name."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def of(self, name: str) -> _RefusedError:
        """Return the error with the picture's name put in."""
        return _RefusedError(self.message.format(name=name), self.remedy)


def _checked_image(folder: Path, name: str) -> Asset:
    """Return a picture, read and checked. Raises _RefusedError with its name put in."""
    media_type = _TYPES.get(Path(name).suffix.lower())
    if media_type is None:
        message = _('"{name}" is of no known kind').format(name=name)
        raise _RefusedError(message, _("take an SVG, JPEG, PNG, HEIC, WebP, AVIF or TIFF file"))
    path = folder / name.replace("\0", "")
    if leads_outside(path, folder):
        message = _('"{name}" lies outside the workspace').format(name=name)
        raise _RefusedError(message, _("copy it into the workspace"))
    try:
        data = _read(path) if path.is_file() else None  # reading a pipe would wait for a writer
    except OSError:
        data = None
    if data is None:
        message = _('there is no file "{name}"').format(name=name)
        remedy = nearest_file(folder, name, _("put it there, or correct the name"))
        raise _RefusedError(message, remedy)
    if len(data) > MAX_BYTES:
        message = _('"{name}" is larger than {size} MB').format(name=name, size=MAX_BYTES >> 20)
        raise _RefusedError(message, _("export it anew, smaller"))
    try:
        if media_type == "image/svg+xml":
            _parse_drawing(data)
        else:
            _decode_photo(data)
    except _RefusedError as refused:
        raise refused.of(name) from None
    except Exception:  # a stranger's file: whatever a decoder raises, it is damaged
        message = _('"{name}" is damaged, cut off or not what its name says').format(name=name)
        remedy = _("export it anew, or fetch it again from where it came")
        raise _RefusedError(message, remedy) from None
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Asset(f"{digest}{path.suffix.lower()}", media_type, data)


def _read(path: Path) -> bytes:
    """Return a file's bytes, at most one more than a picture may have."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _decode_photo(data: bytes) -> None:
    """Decode a photo to its last pixel.

    Raises _RefusedError if it is too large or has a mode that cannot be printed, and whatever
    the decoder raises.
    """
    from PIL import Image

    with _no_truncated_images(), warnings.catch_warnings():
        # Pillow warns at 89 megapixels, and we refuse at fewer
        warnings.simplefilter("ignore")
        try:
            photo = open_photo(data)
        except Image.DecompressionBombError:  # beyond 179
            raise _too_many_pixels() from None
        with photo:
            wide, high = photo.size
            if wide * high > MAX_MEGAPIXELS * 1_000_000:
                raise _too_many_pixels()
            if not is_printable(photo):
                raise _RefusedError(
                    _('the colours of "{name}" cannot be converted'),
                    _("export it anew in sRGB, as JPEG or PNG"),
                )
            photo.load()


@contextmanager
def _no_truncated_images() -> Iterator[None]:
    """Have Pillow refuse pictures that are cut off in the block.

    Loading the engine makes it accept them.
    """
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many_pixels() -> _RefusedError:
    """Return the error for a picture of too many pixels."""
    message = _('"{{name}}" has more than {limit} megapixels').format(limit=MAX_MEGAPIXELS)
    return _RefusedError(message, _("export it anew, smaller"))


_MAX_DEPTH = 100
"""Groups within groups of a drawing; drawing programs make some dozen, and the engine
recurses for each."""


def _parse_drawing(data: bytes) -> None:
    """Read an SVG file to its end. An expat parser opens no other file by itself.

    Raises _RefusedError for entities and for groups nested too deep, ValueError if it is no
    SVG, and whatever the parser raises.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = 0

    def start(tag: str, _attributes: object) -> None:
        """Refuse an element that is nested too deep, or an outermost one that is not ``svg``."""
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
        """Count an element that is closed."""
        nonlocal depth
        depth -= 1

    def entity(*_declared: object) -> None:
        """Refuse the drawing for an entity that it declares."""
        # abbreviations that grow without bound, or that stand for a file of this machine
        raise _RefusedError(
            _('"{name}" uses abbreviations of its own (entities)'),
            _("export it anew as plain SVG"),
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = entity
    parser.Parse(data, True)
