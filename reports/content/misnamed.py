"""Files that are called almost as the program reads them.

Windows hides the ends of names, so that an editor saves ``resolution.yaml.txt``; browsers
call a second download ``resolution (1).yaml``; others write ``resolution.yml``.
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
"""What systems and browsers add to the name of a copy."""

_ENDINGS = {"yml": "yaml", "ical": "ics", "ifb": "ics", "jpeg": "jpg"}
"""Other ends for the same form of file."""


def same_name(folder: Path, name: str) -> str | None:
    """The file of a folder that is meant by a name no file has, if there is one."""
    return min(lookalikes(folder, name), key=len, default=None)


def lookalikes(folder: Path, name: str) -> list[str]:
    """The files of a folder whose names differ from one only in what systems add or change."""
    wanted = _plain(name)
    return [other for other in _names(folder) if other != name and _plain(other) == wanted]


def other_names(folder: Path, ending: str) -> Iterator[tuple[str, str]]:
    """The files that are not read, since their names do not end so, and the names they need.

    What has its right name there as well is left out: it may be an older copy.
    """
    names = _names(folder)
    for name in names:
        if name.endswith(f".{ending}"):
            continue
        stem, _dot, form = _plain_parts(name)
        if form == ending and (right := f"{stem}.{ending}") not in names:
            yield name, right


def renamed(other: str, name: str) -> str:
    """The remedy where a file has almost the right name."""
    return _("there is {other}: rename it to {name}").format(other=other, name=name)


def nearest_file(folder: Path, name: str, otherwise: str) -> str:
    """The remedy where a file is named that is not there: the nearest that is."""
    path = Path(name)
    there = _names(folder / path.parent)
    other = same_name(folder / path.parent, path.name)
    from difflib import get_close_matches

    close = [other] if other else get_close_matches(path.name, there, n=1, cutoff=0.8)
    if not close:
        return otherwise
    return _('did you mean "{word}"?').format(word=path.with_name(close[0]).as_posix())


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file()]
    except (OSError, ValueError):  # no folder, or a name with a null character
        return []
    return sorted(name for name in names if is_content_name(name))


def _plain_parts(name: str) -> tuple[str, str, str]:
    """A name with one ending of those it has, as the program writes it: stem, dot, ending."""
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
    """What two names share that mean the same."""
    stem, dot, form = _plain_parts(name)
    stem = _COPY.sub("", stem).casefold()
    return re.sub(r"[\s_-]", "", stem) + dot + form
