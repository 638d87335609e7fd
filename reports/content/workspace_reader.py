"""Read the files of a workspace one by one, noting every mistake with its place."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from reports.content.calendar_entries import (
    CalendarContext,
    UnusableEntry,
    is_calendar,
    unusable_entry,
)
from reports.content.consistency import (
    ValueProblem,
    branch_problems,
    duplicate_ids,
    event_problems,
    resolution_problems,
)
from reports.content.document_kind import FOLDER as KINDS
from reports.content.document_kind import (
    SETTINGS_NAME,
    TEMPLATE_NAME,
    KindSettings,
    kind_problems,
)
from reports.content.event import Branch, Event, Events
from reports.content.faults import (
    ContentFault,
    Subject,
    droppable,
    fault_in,
    file_fault,
    texts_at,
    value_at,
)
from reports.content.formats.located import ParsedFile, is_empty
from reports.content.formats.located import Path as ValuePath
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.content.images import Asset, load_image
from reports.content.imprint import imprint_problem
from reports.content.misnamed import other_names, renamed, same_name
from reports.content.print_languages import PrintLanguage, read_print_languages
from reports.content.resolution import Addressee, Resolution
from reports.content.salvage import salvage, without
from reports.content.settings import Settings, ThemeSettings
from reports.content.theme import Theme, make_theme
from reports.errors import ContentError, HandzettelError, Place, Problem
from reports.i18n import _, printed_languages
from reports.storage import fingerprint
from reports.storage.cache import Store
from reports.storage.listing import SETTINGS_FILE, read_content, regular_folders
from reports.storage.system_errors import reason

M = TypeVar("M", bound=BaseModel)


class WorkspaceReader:
    """Reads the files of a workspace and gathers all mistakes in ``faults``.

    What is wrong is left out of what is returned: an entry of a list, or a whole file, in whose
    place methods return None.
    """

    def __init__(self, folder: Path, store: Store | None) -> None:
        """Prepare to read a folder; ``store`` keeps parsed files, None to parse all."""
        self.folder = folder
        self._store = store
        self.files: dict[str, ParsedFile] = {}
        """The files that could be parsed, by name, without entries that are wrong."""
        self.faults: list[ContentFault] = []
        self._originals: dict[str, ParsedFile] = {}
        """The files that could be parsed, as they are."""
        self._with_wrong_ids: set[str] = set()
        """The files in which an id is wrong, so that nobody knows which was meant."""
        self._unusable: set[str] = set()
        """The files of which nothing can be used."""
        self._wrong: dict[str, set[ValuePath]] = {}
        """Entries of valid files that do not go with the rest, by file."""
        self.language_problems: dict[str, tuple[Problem, ...]] = {}
        """What is wrong with the workspace's own languages, by their codes."""
        self.unusable_entries: list[UnusableEntry] = []
        """The entries of calendars that there is no flyer for."""
        self.calendar_notes: list[Problem] = []
        """What a person should know of the calendars, though it stops nothing."""
        self.images: dict[str, Asset] = {}
        """The pictures that could be loaded, by the names that events give them."""
        self.text_places: dict[tuple[str, str, str], Place] = {}
        """The places of campaigns' texts, by campaign, language and key."""

    # --- files ----------------------------------------------------------------

    def read(
        self,
        name: str,
        model: type[M],
        parse: Callable[[bytes, str], ParsedFile],
        *,
        may_be_empty: bool = False,
    ) -> M | None:
        """Return a file's content as a model, without entries that are wrong.

        Returns None if the file is missing. One that holds nothing but comments counts as
        missing, unless it ``may_be_empty``.
        """
        try:
            data = read_content(self.folder, name)
        except ContentError as error:  # it is a link, a pipe or the like
            self._note_file(name, error.problems)
            return None
        except FileNotFoundError:
            self.tell_misnamed(name)
            return None
        except OSError as error:
            self._fail(name, reason(error), _("check the file and its permissions"))
            return None
        try:
            file = self._parsed(data, name, parse)
        except HandzettelError as error:
            self._note_file(name, error.problems)
            return None
        if is_empty(file.value) and not may_be_empty:
            return None
        return self._valid(name, model, file)

    def _valid(self, name: str, model: type[M], file: ParsedFile) -> M | None:
        """Return a parsed file's content as a model, without entries that are wrong."""
        self._originals[name] = file
        valid, self.files[name], mistakes = salvage(model, file, partial(droppable, name))
        for mistake in mistakes:
            self._tell(file, mistake.path, mistake.problem)
        if any(mistake.path[-1:] == ("id",) for mistake in mistakes):
            self._with_wrong_ids.add(name)
        if valid is None:
            self._unusable.add(name)
        return valid

    def right_one(self, name: str, value: M | None, model: type[M]) -> M | None:
        """Return a file's content without what the checks have noted since it was read.

        Returns None if nothing of it can be used.
        """
        entries = self._wrong.get(name)
        if value is None or not entries:
            return value
        file = without(self.files[name], [entry for entry in entries if entry])
        valid, self.files[name], _mistakes = salvage(model, file, partial(droppable, name))
        return None if () in entries else valid

    def right_ones(self, values: Mapping[str, M], model: type[M]) -> tuple[dict[str, M], int]:
        """Return the contents of several files as `right_one` does, and how many are left out."""
        right = {name: self.right_one(name, value, model) for name, value in values.items()}
        kept = {name: value for name, value in right.items() if value is not None}
        return kept, len(values) - len(kept)

    def of_subject(self, subject: Subject, file: str = "") -> list[ContentFault]:
        """Return the faults of a subject, of one file or of all."""
        return [
            fault
            for fault in self.faults
            if fault.subject is subject and file in ("", fault.problem.place.file)
        ]

    def has_wrong_entries(self, name: str) -> bool:
        """Return whether a check found something wrong in a file that is valid by itself."""
        return bool(self._wrong.get(name))

    def ids(self, name: str, *pattern: str | None) -> frozenset[str] | None:
        """Return all ids in a file, also those of entries that are wrong.

        They are at the paths of a pattern, in which None stands for each place of a list. The
        result is empty if the file is missing, and None if not all ids can be read.
        """
        if name in self._originals and name not in self._with_wrong_ids:
            return texts_at(self._originals[name], *pattern)
        is_missing = name not in self._originals and name not in self._unusable
        return frozenset() if is_missing else None

    def _parsed(
        self, data: bytes, name: str, parse: Callable[[bytes, str], ParsedFile]
    ) -> ParsedFile:
        """Parse a file; take one of YAML from the store if it was parsed before.

        Parsing a hundred YAML files takes seconds, and mostly only one of them has changed.
        """
        # TOML and CSV are quick to parse
        if self._store is None or parse is not read_yaml:
            return parse(data, name)
        prefix = f"{fingerprint.program()} yaml {name}\0".encode()
        key = hashlib.sha256(prefix + data).hexdigest()
        if kept := self._store.get(key):
            file: ParsedFile = pickle.loads(kept[1])  # only this user writes into the cache
            return file
        file = parse(data, name)
        self._store.put(key, {}, pickle.dumps(file))
        return file

    def read_calendars(self, names: Iterable[str], context: CalendarContext) -> dict[str, Events]:
        """Return the events of calendar files by the files' names.

        What is wrong with one of them is no mistake of the workspace, and kept apart.
        """
        # imported here because few workspaces have one, and it is large
        from reports.content.calendars import calendar_events

        calendars = {}
        for name in names:
            try:
                calendars[name] = read_content(self.folder, name)
            except ContentError as error:  # it is a link, a pipe or the like
                self._note_file(name, error.problems)
            except OSError as error:
                self._fail(name, reason(error), _("check the file and its permissions"))
        read = calendar_events(calendars, context)
        self.unusable_entries += read.unusable
        self.calendar_notes += read.notes
        events = {file.file: self._valid(file.file, Events, file) for file in read.files}
        return {name: in_file for name, in_file in events.items() if in_file is not None}

    def is_usable(self, name: str) -> bool:
        """Return whether something of a file can be used, or the file is missing."""
        return name not in self._unusable

    def _note_file(self, name: str, problems: Iterable[Problem]) -> None:
        """Note problems of a file of which nothing can be used."""
        self.faults += (file_fault(name, problem) for problem in problems)
        self._unusable.add(name)

    def _fail(self, name: str, message: str, remedy: str) -> None:
        """Note a problem of a file as a whole."""
        self._note_file(name, [Problem(Place(name), message, remedy)])

    def tell_missing(self, name: str, message: str, remedy: str) -> None:
        """Note that a file is missing which others refer to, unless that is noted already."""
        if name not in self._originals and self.is_usable(name):
            self._fail(name, message, remedy)

    def tell_misnamed(self, *names: str) -> None:
        """Note a problem for each missing file if another has almost its name."""
        for name in names:
            if os.path.lexists(self.folder / name):
                continue
            folder, file = (self.folder / name).parent, Path(name).name
            if similar := same_name(folder, file):
                self._fail(name, _("the file is missing"), renamed(similar, file))

    def tell_unread(self, folder: str, ending: str) -> int:
        """Note the files of a folder that are not read because of how their names end.

        Returns how many there are.
        """
        unread = list(other_names(self.folder / folder, ending))
        for name, right_name in unread:
            message = _("a file of this name is not read")
            remedy = _("rename it to {name}, or move it elsewhere").format(name=right_name)
            self._fail(f"{folder}/{name}".removeprefix("/"), message, remedy)
        return len(unread)

    # --- checks ---------------------------------------------------------------

    def add(self, name: str, problems: Iterable[ValueProblem]) -> None:
        """Note problems at the places in a file that their paths lead to."""
        for problem in problems:
            self._note(name, problem.path, problem.in_file(self.files[name]))

    def _note(self, name: str, path: ValuePath, problem: Problem) -> None:
        """Note a problem of a value, whose entry is to be left out."""
        self._tell(self.files[name], path, problem)
        self._wrong.setdefault(name, set()).add(droppable(name, path) or ())

    def _tell(self, file: ParsedFile, path: ValuePath, problem: Problem) -> None:
        """Keep a problem: as a mistake, or as the reason why a calendar's entry is left out."""
        event = value_at(file, path[:2]) if is_calendar(problem.place.file) else None
        if isinstance(event, dict):
            self.unusable_entries.append(unusable_entry(event, problem))
        else:
            self.faults.append(fault_in(file, path, problem))

    def check_unique(self, name: str, key: str, entries: Iterable[Addressee | Branch]) -> None:
        """Check that each entry below a key has an id of its own."""
        ids: list[tuple[ValuePath, str]] = [
            ((key, i, "id"), entry.id) for i, entry in enumerate(entries)
        ]
        self.add(name, duplicate_ids(ids))

    def check_resolutions(
        self, resolutions: Mapping[str, Resolution], addressees: Collection[str] | None
    ) -> None:
        """Note what is wrong with resolutions, given by their files, and ids that stand twice."""
        ids: set[str] = set()
        for name, resolution in resolutions.items():
            self.add(name, resolution_problems(resolution, addressees))
            # an id of another file counts as the first, before all paths of this one
            first: list[tuple[ValuePath, str]] = [((), resolution.id)] * (resolution.id in ids)
            self.add(name, duplicate_ids([*first, (("id",), resolution.id)]))
            ids.add(resolution.id)

    def check_events(
        self,
        name: str,
        events: Events,
        branches: Collection[str] | None,
        measures: Collection[str] | None,
        languages: Collection[str],
    ) -> None:
        """Note what is wrong with a file's events, and load their pictures.

        ``languages`` are the workspace's own, beside those that the program can print.
        """
        printable = sorted({*printed_languages(), *languages, *self.language_problems})
        for i, event in enumerate(events.events):
            for problem in event_problems(event, branches, measures, printable):
                self.add(name, [problem.below("events", i)])
            self._load_images(name, ("events", i), event)
        if branches is not None:
            self._check_left_out(name, {event.id for event in events.events}, branches)

    def _check_left_out(self, name: str, kept: Collection[str], branches: Collection[str]) -> None:
        """Note branches that do not exist in events left out for mistakes of their own.

        All that is wrong with an event is to be told at once.
        """
        if is_calendar(name):
            return
        file = self._originals[name]
        for i, event in enumerate(file.value.get("events") or ()):
            branch = event.get("branch") if isinstance(event, dict) else None
            if isinstance(branch, str) and event.get("id") not in kept:
                for problem in branch_problems(branch, branches):
                    below = problem.below("events", i)
                    self.faults.append(fault_in(file, below.path, below.in_file(file)))

    def check_event_ids(self, events: Mapping[str, Events]) -> None:
        """Note each event with the id of another one, whichever files they stand in."""
        ids: set[str] = set()
        for name, in_file in events.items():
            for i, event in enumerate(in_file.events):
                first: list[tuple[ValuePath, str]] = [((), event.id)] * (event.id in ids)
                self.add(name, duplicate_ids([*first, (("events", i, "id"), event.id)]))
                ids.add(event.id)

    def _load_images(self, name: str, path: ValuePath, event: Event) -> None:
        """Load the pictures and logos that an event names; note those that cannot be printed."""
        named: list[tuple[ValuePath, str]] = [
            ((*path, "partners", i, "logo"), partner.logo)
            for i, partner in enumerate(event.partners)
            if partner.logo
        ]
        if event.picture:
            named.append(((*path, "picture", "file"), event.picture.file))
        for image_path, image in named:
            try:
                place = self.files[name].place(image_path)
                self.images[image] = load_image(self.folder, image, place)
            except ContentError as error:
                for problem in error.problems:
                    self._note(name, image_path, problem)

    def check_imprints(self, settings: Settings | None, branches: Iterable[Branch]) -> None:
        """Note each printer and publisher that is given without a postal address."""
        entries: list[tuple[str, ValuePath, str | None]] = [
            ("branches.yaml", ("branches", i, "printer"), branch.printer)
            for i, branch in enumerate(branches)
        ]
        if settings is not None:
            imprint = settings.imprint
            entries += [
                (SETTINGS_FILE, ("imprint", "printer"), imprint.printer),
                (SETTINGS_FILE, ("imprint", "publisher"), imprint.publisher),
            ]
        for name, path, entry in entries:
            if entry is None:
                continue
            problem = imprint_problem(entry, self.files[name].place(path))
            if problem is not None:
                self._note(name, path, problem)

    # --- parts of the content ---------------------------------------------------

    def languages(self) -> dict[str, PrintLanguage]:
        """Return the workspace's own languages for printed matter, by their codes.

        What is wrong with one is kept until it is known whether anything is printed in it.
        """
        languages, self.language_problems = read_print_languages(self.folder)
        return languages

    def tell_languages(self, codes: Collection[str]) -> None:
        """Note what is wrong with the languages that something is printed in."""
        for code in codes:
            problems = self.language_problems.pop(code, ())
            self.faults += (ContentFault(problem, Subject.LANGUAGE, code) for problem in problems)

    def kinds(self, languages: Collection[str]) -> dict[str, KindSettings]:
        """Return the workspace's own kinds of document, by their names, checked."""
        printable = sorted({*printed_languages(), *languages, *self.language_problems})
        kinds: dict[str, KindSettings] = {}
        for path in regular_folders(self.folder / KINDS, self.folder):
            folder = f"{KINDS}/{path.name}"
            missing = [
                name for name in (SETTINGS_NAME, TEMPLATE_NAME) if not os.path.lexists(path / name)
            ]
            for name in missing:
                remedy = _("write one; handzettel init --kind NAME gives you one to start from")
                self._fail(f"{folder}/{name}", _("the file is missing"), remedy)
            if SETTINGS_NAME in missing:
                continue
            name = f"{folder}/{SETTINGS_NAME}"
            kind = self.read(name, KindSettings, read_toml, may_be_empty=True)
            if kind is not None:
                self.add(name, kind_problems(path.name, kind, printable))
                if not missing and not self.has_wrong_entries(name):
                    kinds[path.name] = kind
        return kinds

    def theme(
        self, settings: Settings | None, languages: Mapping[str, PrintLanguage]
    ) -> Theme | None:
        """Return the theme that the settings ask for, None if it cannot be made.

        What is wrong is noted. A sample's theme says so, and has the fonts of the workspace's
        languages.
        """
        if settings is None:
            return None
        file = self.files[SETTINGS_FILE]
        try:
            theme = make_theme(settings.theme, self.folder, lambda key: file.place(("theme", key)))
        except ContentError as error:
            for problem in error.problems:
                self._note(SETTINGS_FILE, ("theme",), problem)
            theme = make_theme(ThemeSettings(), self.folder, lambda key: file.place((key,)))
        fonts = tuple(
            (code, language.font) for code, language in languages.items() if language.font
        )
        return replace(theme, sample=settings.sample, language_fonts=fonts)
