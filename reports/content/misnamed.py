"""Files whose names are almost those that the program reads.

Windows hides the ends of names, so that an editor saves ``resolution.yaml.txt``; browsers
call a second download ``resolution (1).yaml``; some people write ``resolution.yml``.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from reports.i18n import _
from reports.storage.listing import is_content_name

_COPY = re.compile(
    r"^(?:kopie von|copy of)\s+"
    r"|(?:\s*\(\d{1,3}\)|[\s_-]+(?:kopie|copy)(?:[\s_]*\(?\d{1,3}\)?)?|[\s_-]+\d{1,3})$",
    re.IGNORECASE,
)
"""Additions of systems and browsers to the name of a copy."""

_ENDINGS = {"yml": "yaml", "ical": "ics", "ifb": "ics", "jpeg": "jpg"}
"""Other endings of the same kind of file."""


def same_name(folder: Path, name: str) -> str | None:
    """Return the name of a file in a folder that is almost ``name``, the shortest one, or None."""
    return min(lookalikes(folder, name), key=len, default=None)


def lookalikes(folder: Path, name: str) -> list[str]:
    """Return the files whose names differ from ``name`` only as systems change names."""
    plain = _plain(name)
    return [other for other in _names(folder) if other != name and _plain(other) == plain]


def other_names(folder: Path, ending: str) -> Iterator[tuple[str, str]]:
    """Yield the files that are not read because of how their names end, with the right names.

    A file is left out if there is one of the right name, too: it may be an older copy.
    """
    names = _names(folder)
    for name in names:
        if name.endswith(f".{ending}"):
            continue
        stem, _dot, form = _plain_parts(name)
        if form == ending and (right_name := f"{stem}.{ending}") not in names:
            yield name, right_name


def renamed(other: str, name: str) -> str:
    """Return the remedy for a file that has almost the right name."""
    return _("there is {other}: rename it to {name}").format(other=other, name=name)


def nearest_file(folder: Path, name: str, otherwise: str) -> str:
    """Return the remedy for a missing file: the name of the nearest, or ``otherwise``."""
    path = Path(name)
    names = _names(folder / path.parent)
    other = same_name(folder / path.parent, path.name)
    from difflib import get_close_matches

    close = [other] if other else get_close_matches(path.name, names, n=1, cutoff=0.8)
    if not close:
        return otherwise
    return _('did you mean "{word}"?').format(word=path.with_name(close[0]).as_posix())


def _names(folder: Path) -> list[str]:
    """Return the names of the files in a folder that can be content, in order; none without it."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file()]
    except (OSError, ValueError):  # it is no folder, or its name has a null character
        return []
    return sorted(name for name in names if is_content_name(name))


def _plain_parts(name: str) -> tuple[str, str, str]:
    """Return stem, dot and ending of a name: one ending only, in the program's spelling."""
    name = unicodedata.normalize("NFC", name).strip()
    stem, _dot, form = name.rpartition(".")
    form = form.strip().lower()
    if form == "txt" and "." in stem:
        return _plain_parts(stem)
    form = _ENDINGS.get(form, form)
    inner, _dot, again = stem.rpartition(".")
    if inner and _ENDINGS.get(again.lower(), again.lower()) == form:
        stem = inner
    return stem, ".", form


def _plain(name: str) -> str:
    """Return a form of a name that is the same for all names that mean one file."""
    stem, dot, form = _plain_parts(name)
    stem = _COPY.sub("", stem).casefold()
    return re.sub(r"[\s_-]", "", stem) + dot + form
