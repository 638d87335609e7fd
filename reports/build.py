"""What to make → files: plans documents, makes each, and puts them in place whole."""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from filelock import FileLock, Timeout

from reports.asking import called
from reports.document import Document, Format
from reports.errors import (
    ConflictError,
    HandzettelError,
    Place,
    Problem,
    RenderingError,
    UsageError,
)
from reports.fonts import Face, all_faces, regular, typing_font
from reports.kinds.book import book
from reports.kinds.checklist import checklist
from reports.kinds.flyer import (
    EASY,
    FORMATS,
    Leaflet,
    easy_flyer,
    flyer,
    flyer_problems,
    two_sides,
)
from reports.kinds.summary import overview, summary
from reports.kit import kit_documents
from reports.messages import _
from reports.model import Event, Kind
from reports.pages import Sorted
from reports.press import Press
from reports.validate import near
from reports.workspace import Content

OVERVIEW = "overview"
"""What the overview is called among the areas on the command line."""

WORTH_WORKERS = 6
"""From how many documents on it pays to start processes, each of which takes a second."""


# --- planning ---------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """Documents to make, and why others that were asked for cannot be made."""

    documents: tuple[Document, ...] = ()
    refused: tuple[Problem, ...] = ()

    def __add__(self, other: Plan) -> Plan:
        return Plan(self.documents + other.documents, self.refused + other.refused)


def plan(content: Content, kinds: Sequence[Kind], on: dt.date) -> Plan:
    """All documents of some kinds, in the order a person would look for them."""
    makers: dict[Kind, Callable[[], Plan]] = {
        Kind.SUMMARY: lambda: plan_summaries(content, (), on),
        Kind.CHECKLIST: lambda: plan_checklists(content, (), on),
        Kind.FLYER: lambda: plan_flyers(content, (), (), on),
    }
    return sum((makers[kind]() for kind in kinds), Plan())


def plan_summaries(content: Content, wanted: Sequence[str], on: dt.date) -> Plan:
    """Summaries of the areas wanted (by number), the overview first; all for none."""
    known = [str(area.number) for one in content.resolutions for area in one.areas]
    _all_known(wanted, [OVERVIEW, *known], _('there is no area "{name}"'))
    documents = []
    for resolution in content.resolutions:
        if not wanted or OVERVIEW in wanted:
            documents.append(overview(content, resolution, on))
        documents += [
            summary(content, resolution, area, on)
            for area in resolution.areas
            if not wanted or str(area.number) in wanted
        ]
    return Plan(tuple(documents))


def plan_checklists(content: Content, wanted: Sequence[str], on: dt.date) -> Plan:
    """Checklists of the addressees wanted; of all that are asked anything for none."""
    _all_known(wanted, [one.id for one in content.addressees], _('there is no addressee "{name}"'))
    areas = [area for resolution in content.resolutions for area in resolution.areas]
    asked = [one.addressee.id for one in called(content.addressees, areas)]
    chosen = [one for one in content.addressees if one.id in (wanted or asked)]
    return Plan(tuple(checklist(content, one, on) for one in chosen))


def plan_book(
    content: Content,
    wanted: Sequence[str],
    on: dt.date,
    page: Format,
    large: bool,
    sources: Mapping[str, Sorted],
) -> Plan:
    """The resolutions wanted, or all, as one book, with their full text where it is at hand."""
    known = [one.id for one in content.resolutions]
    _all_known(wanted, known, _('there is no resolution "{name}"'))
    chosen = [one for one in content.resolutions if not wanted or one.id in wanted]
    return Plan((book(content, chosen, on, format=page, large=large, sources=sources),))


def plan_flyers(
    content: Content,
    wanted: Sequence[str],
    languages: Sequence[str],
    on: dt.date,
    formats: Sequence[str] = ("a5",),
) -> Plan:
    """Flyers of the events wanted, in the languages wanted or in all each has."""
    _all_known(formats, list(FORMATS), _('there is no format "{name}"'))
    _all_known(wanted, [one.id for one in content.events], _('there is no event "{name}"'))
    planned = Plan()
    for event in content.events:
        if wanted and event.id not in wanted:
            continue
        own = [*event.texts, *([EASY] if event.easy else [])]
        for wish in languages or own:
            codes = wish.split("+")
            problems = [one for code in codes for one in flyer_problems(content, event, code)]
            if problems:
                planned += Plan(refused=tuple(problems))
                continue
            for name in formats:
                planned += _plan_flyer(content, event, codes, on, FORMATS[name])
    return planned


def _plan_flyer(
    content: Content, event: Event, codes: Sequence[str], on: dt.date, leaflet: Leaflet
) -> Plan:
    """A flyer in one language, or in two on the two sides of the sheet."""
    place = Place(f"flyer/{event.id}/{leaflet.format.name}-{'+'.join(codes)}")
    if EASY in codes:
        if len(codes) > 1 or leaflet.format.name not in ("a5", "a4", "a3"):
            what = _("Leichte Sprache does not go on this format")
            return Plan(refused=(Problem(place, what, _("take a5, a4 or a3, one side each")),))
        return Plan((easy_flyer(content, event, on, leaflet),))
    if len(codes) > 2 or (len(codes) == 2 and leaflet.pages > 1):
        what = _("a sheet has two sides")
        return Plan(refused=(Problem(place, what, _("name two languages, and no folded format")),))
    made = [flyer(content, event, code, on, leaflet) for code in codes]
    return Plan((two_sides(made) if len(made) == 2 else made[0],))


def for_press(planned: Plan, press: Press) -> Plan:
    """The same documents for a print shop, named after its profile."""
    documents = tuple(
        replace(
            one,
            name=_press_name(one.name, press.profile.name),
            press=press,
            sides=tuple(replace(side, press=press) for side in one.sides),
        )
        for one in planned.documents
    )
    return Plan(documents, planned.refused)


def _press_name(name: str, profile: str) -> str:
    folder, _slash, stem = name.rpartition("/")
    return f"{folder}/press/{stem}-{profile}"


def plan_kits(
    content: Content,
    wanted: Sequence[str],
    languages: Sequence[str],
    on: dt.date,
    sheet: str,
) -> tuple[Plan, list[tuple[Event, str]]]:
    """The flyers of the kits of the events wanted, and which kits they are for."""
    _all_known(wanted, [one.id for one in content.events], _('there is no event "{name}"'))
    planned = Plan()
    kits = []
    for event in content.events:
        for language in languages or event.texts:
            if wanted and event.id not in wanted:
                continue
            if problems := flyer_problems(content, event, language):
                planned += Plan(refused=tuple(problems))
            else:
                planned += Plan(kit_documents(content, event, language, on, sheet))
                kits.append((event, language))
    return planned, kits


def _all_known(wanted: Sequence[str], known: Sequence[str], what: str) -> None:
    listed = ", ".join(dict.fromkeys(known))
    unknown = [
        Problem(
            Place(name),
            what.format(name=name),
            near(name, known, otherwise=_("choose from: {names}").format(names=listed)),
        )
        for name in wanted
        if name not in known
    ]
    if unknown:
        raise UsageError(unknown)


# --- making -----------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A document that was made: its PDF, and its HTML to keep beside it."""

    document: Document
    pdf: bytes
    html: str
    pages: int
    findings: tuple[Problem, ...] = ()
    """What was made all the same, but a print shop may refuse."""


@dataclass(frozen=True)
class Failed:
    """A document that could not be made, and why."""

    document: Document
    error: HandzettelError


class _Maker:
    """Makes documents one after the other, with engine and templates read once."""

    def __init__(self, workspace: Path, cut: tuple[Face, ...]) -> None:
        from reports.html import Writer
        from reports.pdf import Engine

        self._writer = Writer(workspace)
        self._engine = Engine(cut)
        self._typing_face = regular(cut)

    def make(self, document: Document) -> Made | Failed:
        from reports.finish.forms import finish_form
        from reports.fit import fit

        try:
            page = self._writer.write(document)
            layout = fit(document, lambda style: self._engine.layout(document, page, style))
            pdf = layout.write()
            findings: tuple[Problem, ...] = ()
            if document.form:
                pdf = finish_form(pdf, typing_font(self._typing_face))
            if document.press:
                pdf, findings = self._to_press(document, document.press, pdf)
        except HandzettelError as error:
            return Failed(document, error)
        return Made(document, pdf, page.standalone(), layout.pages, findings)

    def _to_press(
        self, document: Document, press: Press, pdf: bytes
    ) -> tuple[bytes, tuple[Problem, ...]]:
        from reports.finish.press import to_press

        trim = (document.format.width, document.format.height)
        name, on = document.name, document.on
        data, findings = to_press(
            pdf, trim=trim, profile=press.profile, icc=press.icc, name=name, on=on
        )
        return data, tuple(findings)


def make(
    content: Content, documents: Sequence[Document], cache: Path, workers: int = 1
) -> Iterator[Made | Failed]:
    """Make documents in their order; one that fails does not stop the others.

    With several workers, each is a process of its own that reads engine and
    templates once, which pays from a handful of documents on.
    """
    languages = dict.fromkeys(code for one in documents for code in one.languages)
    cut = all_faces(content.theme.font, languages, cache)
    if workers == 1 or len(documents) < WORTH_WORKERS:
        yield from map(_Maker(content.root, cut).make, documents)
        return
    # spawned, not forked: a fork of a process with threads can hang
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_start_worker, initargs=(content.root, cut)
    ) as pool:
        try:
            yield from pool.map(_make_in_worker, documents)
        except BrokenProcessPool:
            raise RenderingError(
                Problem(
                    Place("build"),
                    _("a worker died while it made a document"),
                    _("make fewer at once; the machine may be short of memory"),
                )
            ) from None


_maker: list[_Maker] = []
"""The one maker of a worker process."""


def _start_worker(workspace: Path, cut: tuple[Face, ...]) -> None:
    _maker[:] = [_Maker(workspace, cut)]
    atexit.register(_maker.clear)  # the engine cannot be taken down with the interpreter


def _make_in_worker(document: Document) -> Made | Failed:
    return _maker[0].make(document)


# --- files ------------------------------------------------------------------


@contextlib.contextmanager
def writing_to(out: Path, cache: Path) -> Iterator[None]:
    """Hold an output folder: two runs at once must not write into each other's files.

    Raises ConflictError where another run holds it.
    """
    locks = cache / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    # the lock lies in the cache, so that the folder holds nothing but what was made
    name = hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:16]
    try:
        with FileLock(locks / f"{name}.lock", timeout=0):
            yield
    except Timeout:
        raise ConflictError(
            Problem(
                Place(str(out)),
                _("another run is writing here"),
                _("wait until it is done, or choose another folder with --out"),
            )
        ) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old one or the new one.

    Raises ConflictError where the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise ConflictError(
            Problem(
                Place(str(path)),
                _("cannot be written: {reason}").format(reason=error.strerror or error),
                _("close the file elsewhere, or check the folder's permissions and space"),
            )
        ) from None


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
