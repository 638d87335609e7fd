"""Pictures of a workspace, read once, checked, and handed to the engine as bytes."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from reports.listing import leads_outside
from reports.messages import _

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
        data = path.read_bytes() if path.is_file() else None  # a pipe would be waited for
    except OSError:
        data = None
    if data is None:
        what = _('there is no file "{name}"').format(name=name)
        return what, _("put it there, or correct the name")
    if len(data) > MAX_BYTES or not _is_image(data, media_type):
        what = _('"{name}" is damaged, too large or not what its name says').format(name=name)
        remedy = _("export it anew, below {size} MB and {limit} megapixels")
        return what, remedy.format(size=MAX_BYTES >> 20, limit=MAX_MEGAPIXELS)
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Asset(f"{digest}{path.suffix.lower()}", media_type, data)


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
