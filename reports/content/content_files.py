"""The files of a workspace that have words in them, searched for what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reports.content.formats.located import ParsedFile
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.errors import ContentError, Place
from reports.storage.listing import regular_files, regular_folders

_READERS = {".yaml": read_yaml, ".toml": read_toml}
_PATTERNS = ("*.yaml", "*.toml", "*.csv", "*.ics", "*.html", "*.css", "*.po")

_LARGEST = 4 * 1024 * 1024
"""Bytes of a file that is searched; content has at most a quarter of that."""


def content_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a workspace that have words, by name, those of its folders last."""
    for path in _paths(root):
        if path.stat().st_size <= _LARGEST:
            yield path.relative_to(root).as_posix(), path.read_bytes()


def decoded(data: bytes) -> str:
    """Return the text of a file, whatever is wrong with it."""
    return data.decode("utf-8-sig", "replace")


def text_fields(name: str, data: bytes) -> Mapping[Place, tuple[str, Any]]:
    """Return the name and the value of each field of a file by where the value begins.

    Of a file without fields, or one that cannot be read, there are none.
    """
    reader = _READERS.get(Path(name).suffix)
    if reader is None:
        return {}
    try:
        parsed: ParsedFile = reader(data, name)
    except ContentError:
        return {}
    fields = {}
    for keys, place in parsed.values.items():
        named = [key for key in keys if isinstance(key, str)]
        if named:
            value = parsed.value
            for key in keys:
                value = value[key]
            fields[place] = (named[-1], value)
    return fields


def _paths(folder: Path) -> Iterator[Path]:
    """Yield the paths of the files that have words, those of inner folders last."""
    for pattern in _PATTERNS:
        yield from regular_files(folder, pattern)
    for inner in regular_folders(folder):
        if inner.name not in ("out", "fonts"):
            yield from _paths(inner)
