"""The texts that resolutions name, read from the workspace or from a file that is given."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reports.content.misnamed import nearest_file
from reports.errors import ContentError, HandzettelError, Place, Problem
from reports.i18n import _
from reports.storage.listing import leads_outside
from reports.storage.system_errors import reason

if TYPE_CHECKING:
    from reports.content.workspace import Content
    from reports.processes.limits import Limits
    from reports.text.source_text import Sorted

T = TypeVar("T")

_READINGS = 3
"""How often a file is read that changes meanwhile."""


def own_sources(content: Content) -> dict[str, Sorted]:
    """The text of each resolution alone, by its id, its lines numbered as they are cited."""
    from collections import Counter

    from reports.citation.cited_lines import text_of_resolution

    sources = sorted_sources(content)
    files = Counter(one.source.file for one in content.resolutions if one.source)
    return {
        one.id: text_of_resolution(sources[one.id], one, shared=files[one.source.file] > 1)
        for one in content.resolutions
        if one.source
    }


def sorted_sources(content: Content) -> dict[str, Sorted]:
    """The text of each resolution that names one, by its id, sorted out.

    Raises ContentError with every text that is missing or cannot be read.
    """
    from reports.importing.analysis import sorted_text
    from reports.processes.limits import Limits

    said = content.settings.limits
    limits = Limits(said.seconds, said.megabytes)
    found: dict[str, Sorted] = {}
    problems: list[Problem] = []
    read_before: dict[str, Sorted | HandzettelError] = {}
    for resolution in content.resolutions:
        if resolution.source is None:
            continue
        name = resolution.source.file
        path = content.root / name.replace("\0", "")  # which no file has in its name
        place = content.files[resolution.id].place(("source", "file"))
        if leads_outside(path, content.root):
            what = _('"{file}" lies outside the workspace').format(file=name)
            problems.append(Problem(place, what, _("copy it into the workspace")))
            continue
        if not path.exists():
            what = _('there is no file "{file}"').format(file=name)
            remedy = nearest_file(content.root, name, _("restore it, or remove source"))
            problems.append(Problem(place, what, remedy))
            continue
        if name not in read_before:
            try:
                read_before[name] = within_limits(name, limits, sorted_text, file_bytes(path, name))
            except HandzettelError as error:
                read_before[name] = error
                problems += error.problems
        text = read_before[name]
        if not isinstance(text, HandzettelError):
            found[resolution.id] = text
    if problems:
        raise ContentError(problems)
    return found


def within_limits(name: str, limits: Limits, function: Callable[[bytes, str], T], data: bytes) -> T:
    """What a function makes of a file's bytes, in a process of its own."""
    import multiprocessing

    from reports.processes.confinement import memory_limit_error, run_confined, time_limit_error

    if multiprocessing.current_process().daemon:
        return function(data, name)  # this is a process with limits, and may start none
    place = Place(name)
    try:
        return run_confined(place, limits, function, data, name)
    except ContentError as error:
        stopped = (*time_limit_error(place).problems, *memory_limit_error(place).problems)
        if error.problems[0] not in stopped:
            raise
        # here the file is at fault, whatever may be raised
        remedy = _("save the text alone, as DOCX or as text, or give it in parts")
        raise ContentError(Problem(place, error.problems[0].message, remedy)) from None


def file_bytes(path: Path, name: str) -> bytes:
    """The bytes of a regular file, none of which changed while they were read.

    Of a file larger than any text may be, no more is read than shows it.
    """
    place = Place(name)
    try:
        if path.is_dir():  # which other systems do not open at all
            raise IsADirectoryError
        for _reading in range(_READINGS):
            data = _unchanged(path, place)
            if data is not None:
                return data
    except IsADirectoryError:
        raise _no_file(place) from None
    except OSError as error:
        what = _("cannot be read: {reason}").format(reason=reason(error))
        raise ContentError(Problem(place, what, _("check the file and its permissions"))) from None
    raise ContentError(
        Problem(place, _("changes while it is read"), _("wait until it is saved, then try again"))
    )


def _unchanged(path: Path, place: Place) -> bytes | None:
    """A file's bytes; None if it changed meanwhile."""
    from reports.importing.read_file import MAX_BYTES

    # without waiting for somebody who writes into a pipe
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise _no_file(place)
        data = file.read(MAX_BYTES + 1)
        after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same else None


def _no_file(place: Place) -> ContentError:
    return ContentError(
        Problem(place, _("is no file"), _("save the text as a file, and give that"))
    )
