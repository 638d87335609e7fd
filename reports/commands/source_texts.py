"""Read the texts of resolutions, which come from strangers, in processes with limits."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reports.content.misnamed import nearest_file
from reports.errors import ContentError, HandzettelError, Place, Problem
from reports.i18n import _
from reports.storage.listing import leads_outside
from reports.storage.system_errors import reason

if TYPE_CHECKING:
    from reports.content.resolution import Resolution
    from reports.content.workspace import Content
    from reports.processes.limits import Limits
    from reports.text.source_text import Sorted

T = TypeVar("T")

_READINGS = 3
"""How often a file is read that another program changes meanwhile.

Saving takes an instant, so that the second reading nearly always succeeds.
"""


def own_sources(content: Content, chosen: Sequence[Resolution]) -> dict[str, Sorted]:
    """Return the own text of each of some resolutions by its id, also if several share a file.

    Lines are numbered as the resolution cites them. Raises ContentError like `sorted_sources`,
    and for every text that has changed since: its lines may say something else.
    """
    from collections import Counter

    from reports.citation.cited_lines import text_of_resolution
    from reports.citation.proof import changed_source

    sources = sorted_sources(content, chosen)
    problems = [
        changed.in_file(content.files[resolution.id])
        for resolution in chosen
        if resolution.id in sources
        and (changed := changed_source(resolution, sources[resolution.id]))
    ]
    if problems:
        raise ContentError(problems)
    uses = Counter(
        resolution.source.file for resolution in content.resolutions if resolution.source
    )
    return {
        resolution.id: text_of_resolution(
            sources[resolution.id],
            resolution,
            # one that is left out may have the same file
            shared=uses[resolution.source.file] > 1 or content.resolutions_left_out > 0,
        )
        for resolution in chosen
        if resolution.source
    }


def sorted_sources(content: Content, chosen: Sequence[Resolution]) -> dict[str, Sorted]:
    """Return the text of each of some resolutions that names one, by the resolution's id.

    Raises ContentError with every text that is missing or cannot be read.
    """
    from reports.importing.analysis import sorted_text
    from reports.processes.limits import Limits

    limits = Limits(content.settings.limits.seconds, content.settings.limits.megabytes)
    texts: dict[str, Sorted] = {}
    by_file: dict[str, Sorted] = {}
    unreadable: set[str] = set()
    problems: list[Problem] = []
    for resolution in chosen:
        if resolution.source is None:
            continue
        name = resolution.source.file
        try:
            path = _source_path(content, resolution)
            if name not in by_file and name not in unreadable:
                unreadable.add(name)  # unless the next lines succeed
                data = file_bytes(path, name)
                by_file[name] = within_limits(name, limits, sorted_text, data)
        except HandzettelError as error:
            problems += error.problems
        if name in by_file:
            texts[resolution.id] = by_file[name]
    if problems:
        raise ContentError(problems)
    return texts


def _source_path(content: Content, resolution: Resolution) -> Path:
    """Return the path of a resolution's text. Raises ContentError if it is missing or outside."""
    assert resolution.source is not None
    name = resolution.source.file
    path = content.root / name.replace("\0", "")  # no file has such a name
    place = content.files[resolution.id].place(("source", "file"))
    if leads_outside(path, content.root):
        message = _('"{file}" lies outside the workspace').format(file=name)
        raise ContentError(Problem(place, message, _("copy it into the workspace")))
    if not path.exists():
        message = _('there is no file "{file}"').format(file=name)
        remedy = nearest_file(content.root, name, _("restore it, or remove source"))
        raise ContentError(Problem(place, message, remedy))
    return path


def within_limits(
    name: str,
    limits: Limits,
    function: Callable[[bytes, str], T],
    data: bytes,
    meanwhile: Callable[[], None] | None = None,
) -> T:
    """Call a function with a file's bytes and name in a process with limits; return its result.

    This process calls ``meanwhile`` while it would only wait for the other.

    Raises ContentError if the function does, or takes more time or memory than the limits allow.
    """
    import multiprocessing

    from reports.processes.confinement import memory_limit_error, run_confined, time_limit_error

    if multiprocessing.current_process().daemon:
        return function(data, name)  # this process has limits already, and may start no other
    place = Place(name)
    try:
        return run_confined(place, limits, function, data, name, meanwhile=meanwhile)
    except ContentError as error:
        stopped = (*time_limit_error(place).problems, *memory_limit_error(place).problems)
        if error.problems[0] not in stopped:
            raise
        # the general remedy is to raise the limits; here the file is at fault
        remedy = _("save the text alone, as DOCX or as text, or give it in parts")
        raise ContentError(Problem(place, error.problems[0].message, remedy)) from None


def file_bytes(path: Path, name: str) -> bytes:
    """Return the bytes of a file that did not change while it was read.

    Of a file that is too large for a text, one byte more than is allowed. Raises ContentError
    if it is no regular file, cannot be read, or keeps changing.
    """
    place = Place(name)
    try:
        if path.is_dir():  # Windows would report a lack of permission
            raise IsADirectoryError
        for _reading in range(_READINGS):
            data = _read_unchanged(path, place)
            if data is not None:
                return data
    except IsADirectoryError:
        raise _not_a_file(place) from None
    except OSError as error:
        message = _("cannot be read: {reason}").format(reason=reason(error))
        remedy = _("check the file and its permissions")
        raise ContentError(Problem(place, message, remedy)) from None
    raise ContentError(
        Problem(place, _("changes while it is read"), _("wait until it is saved, then try again"))
    )


def _read_unchanged(path: Path, place: Place) -> bytes | None:
    """Return a file's bytes, None if it changed while it was read.

    Of a large file, one byte more than a text may have. Raises ContentError if it is no regular
    file, OSError if it cannot be read.
    """
    from reports.importing.read_file import MAX_BYTES

    # O_NONBLOCK: opening a pipe would wait for a writer
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise _not_a_file(place)
        data = file.read(MAX_BYTES + 1)
        after = os.fstat(file.fileno())
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if is_same else None


def _not_a_file(place: Place) -> ContentError:
    """Return the error for a folder, pipe or device in place of a text."""
    return ContentError(
        Problem(place, _("is no file"), _("save the text as a file, and give that"))
    )
