"""The texts that resolutions name, read from the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.errors import ContentError, HandzettelError, Problem
from reports.messages import _

if TYPE_CHECKING:
    from reports.pages import Sorted
    from reports.workspace import Content


def own_sources(content: Content) -> dict[str, Sorted]:
    """The text of each resolution alone, by its id, its lines numbered as they are cited."""
    from collections import Counter

    from reports.cited import own

    sources = sorted_sources(content)
    files = Counter(one.source.file for one in content.resolutions if one.source)
    return {
        one.id: own(sources[one.id], one, shared=files[one.source.file] > 1)
        for one in content.resolutions
        if one.source
    }


def sorted_sources(content: Content) -> dict[str, Sorted]:
    """The text of each resolution that names one, by its id, sorted out.

    Raises ContentError with every text that is missing or cannot be read.
    """
    from reports.ingest.reading import read
    from reports.ingest.sorting import sort_out

    found: dict[str, Sorted] = {}
    problems: list[Problem] = []
    read_before: dict[str, Sorted] = {}
    for resolution in content.resolutions:
        if resolution.source is None:
            continue
        name = resolution.source.file
        path = content.root / name
        place = content.files[resolution.id].place(("source", "file"))
        if not path.resolve().is_relative_to(content.root.resolve()):
            what = _('"{file}" lies outside the workspace').format(file=name)
            problems.append(Problem(place, what, _("copy it into the workspace")))
            continue
        try:
            if name not in read_before:
                read_before[name] = sort_out(read(path.read_bytes(), name))
            found[resolution.id] = read_before[name]
        except FileNotFoundError:
            what = _('there is no file "{file}"').format(file=name)
            problems.append(Problem(place, what, _("restore it, or remove source")))
        except HandzettelError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return found
