"""What a workspace must have before a kind of document can be made, and what to do if not."""

from __future__ import annotations

from reports.content.document_kind import Each
from reports.content.faults import Subject
from reports.content.settings import Kind
from reports.content.workspace import ADDRESSEES, BRANCHES, RESOLUTION, Content
from reports.errors import Place, Problem
from reports.i18n import _
from reports.storage.listing import SETTINGS_FILE

BOOK = "book"
"""What the book is called among the kinds."""

_NEEDS: dict[str, tuple[Subject, ...]] = {
    Kind.SUMMARY: (Subject.RESOLUTION,),
    Kind.CHECKLIST: (Subject.RESOLUTION, Subject.ADDRESSEE),
    Kind.FLYER: (Subject.EVENT,),
    BOOK: (Subject.RESOLUTION,),
}
"""What the shipped kinds are made from."""

_EACH_NEEDS: dict[Each, Subject] = {
    Each.RESOLUTION: Subject.RESOLUTION,
    Each.AREA: Subject.RESOLUTION,
    Each.ADDRESSEE: Subject.ADDRESSEE,
    Each.EVENT: Subject.EVENT,
    Each.BRANCH: Subject.BRANCH,
}
"""What a workspace's own kinds are made for."""


def missing_source(content: Content, kind: str) -> Problem | None:
    """Return what is missing to make documents of a kind, if the workspace has nothing of it.

    What it has, but with mistakes, is not missing.
    """
    needs = _NEEDS.get(kind, ())
    if kind in content.kinds:
        needed = _EACH_NEEDS.get(content.kinds[kind].each)
        needs = (needed,) if needed else ()
    for subject in needs:
        if not _has(content, subject):
            return _missing(subject)
    if kind == Kind.CHECKLIST and not _asks_anybody(content):
        message = _("no measure asks anybody for anything")
        remedy = _("name who is asked at each measure, under addressees")
        return Problem(Place(_resolution_place(content)), message, remedy)
    return None


def nothing_to_make() -> Problem:
    """Return what to tell about a workspace that has neither a resolution nor an event."""
    message = _("there is nothing to make yet: no resolution and no event")
    remedy = _("import a resolution with handzettel import FILE, or describe an event")
    return Problem(Place(SETTINGS_FILE), message, remedy)


def _has(content: Content, subject: Subject) -> bool:
    """Return whether a workspace has entries of a subject, good or not."""
    entries = {
        Subject.RESOLUTION: content.resolutions,
        Subject.ADDRESSEE: content.addressees,
        Subject.BRANCH: content.branches,
        Subject.EVENT: content.events or content.unusable_entries or content.calendar_notes,
    }[subject]
    return bool(entries) or any(fault.subject is subject for fault in content.faults)


def _missing(subject: Subject) -> Problem:
    match subject:
        case Subject.RESOLUTION:
            message = _("there is no resolution")
            remedy = _("import one with handzettel import FILE, or write this file")
            return Problem(Place(RESOLUTION), message, remedy)
        case Subject.ADDRESSEE:
            message = _("there is nobody whom the resolution could ask")
            remedy = _("describe the addressees there, and name them at the measures")
            return Problem(Place(ADDRESSEES), message, remedy)
        case Subject.BRANCH:
            message = _("there is no branch")
            return Problem(Place(BRANCHES), message, _("describe one there"))
    message = _("there is no event")
    return Problem(Place("events.yaml"), message, _("describe one there, or add a calendar (.ics)"))


def _asks_anybody(content: Content) -> bool:
    """Return whether a measure names an addressee, or may do so where there are mistakes."""
    return any(fault.subject is Subject.RESOLUTION for fault in content.faults) or any(
        measure.addressees
        for resolution in content.resolutions
        for area in resolution.areas
        for measure in area.measures
    )


def _resolution_place(content: Content) -> str:
    """Return the name of the file of the only resolution, or of the folder of several."""
    files = {file.file for file in content.files.values()}
    return files.pop() if len(files) == 1 else "resolutions"
