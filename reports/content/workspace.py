"""A folder → Content: every file read, validated and checked against the others."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from gettext import NullTranslations
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from reports.content.campaign import Campaign
from reports.content.consistency import (
    Fault,
    campaign_faults,
    doubled,
    event_faults,
    resolution_faults,
    sender_faults,
)
from reports.content.event import Branch, Branches, Event, Events
from reports.content.formats.located import Path as SourcePath
from reports.content.formats.located import Source
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.content.images import Asset, load_image
from reports.content.imprint import imprint_problem
from reports.content.misnamed import other_names, renamed, same_name
from reports.content.print_languages import PrintLanguage, read_print_languages
from reports.content.recipients import NO_MAIL, RECIPIENTS, Known, Recipients, read_recipients
from reports.content.resolution import Addressee, Addressees, Resolution
from reports.content.sample_values import SampleValue, sample_values
from reports.content.settings import Settings
from reports.content.theme import Theme, make_theme
from reports.content.validation import validate
from reports.errors import ContentError, HandzettelError, Place, Problem, UsageError
from reports.i18n import _, printed, printed_languages
from reports.storage import fingerprint
from reports.storage.cache import Store
from reports.storage.file_set import read_whole
from reports.storage.listing import read_content, regular_files
from reports.storage.system_errors import reason
from reports.suggestions import near
from reports.text.visible import argument

SETTINGS = "handzettel.toml"

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Content:
    """All that a workspace says, checked, and the folder it came from."""

    root: Path
    settings: Settings
    theme: Theme
    resolutions: tuple[Resolution, ...]
    addressees: tuple[Addressee, ...]
    branches: tuple[Branch, ...]
    events: tuple[Event, ...]
    images: Mapping[str, Asset] = field(default_factory=dict)
    """The pictures that events name, by their names there."""
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    text_places: Mapping[tuple[str, str, str], Place] = field(default_factory=dict)
    """Where a campaign's texts stand: by campaign, language and key."""
    files: Mapping[str, Source] = field(default_factory=dict)
    """The file of each resolution, by its id, which knows where every value stands."""
    sample_values: tuple[SampleValue, ...] = ()
    """What is still as in the shipped sample, although this is not the sample."""
    languages: Mapping[str, PrintLanguage] = field(default_factory=dict)
    """The workspace's own languages for printed matter, by their codes."""

    def catalogue(self, language: str) -> bytes:
        """Return the workspace's own catalogue of a language; empty where it has none."""
        return self.languages[language].catalogue if language in self.languages else b""

    def words(self, language: str) -> NullTranslations:
        """Return the fixed words of the printed matter in a language."""
        return printed(language, self.catalogue(language))

    def addressee(self, addressee_id: str) -> Addressee:
        return next(one for one in self.addressees if one.id == addressee_id)

    def branch(self, branch_id: str) -> Branch:
        return next(one for one in self.branches if one.id == branch_id)


def is_workspace(folder: Path) -> bool:
    """Whether a folder holds a workspace, which its settings file shows."""
    return (folder / SETTINGS).is_file()


def load(folder: Path, store: Store | None = None) -> Content:
    """The content of a workspace; a store saves reading files again that did not change.

    Raises ContentError with every mistake in every file, in the order of files
    and lines, and UsageError where the folder is no workspace at all. What a run left that
    was ended amid its changes is finished first.
    """
    return read_whole(folder, lambda: _load(folder, store))


def _nearest_workspace(folder: Path) -> str:
    """The remedy where a folder is no workspace: one beside it of much the same name."""
    otherwise = _("make one with: handzettel init {folder}").format(folder=argument(folder))
    if folder.exists() or not folder.parent.is_dir():
        return otherwise
    beside = [path.name for path in sorted(folder.parent.iterdir()) if is_workspace(path)]
    return near(folder.name, beside, otherwise=otherwise)


def _load(folder: Path, store: Store | None) -> Content:
    if not is_workspace(folder):
        if os.path.lexists(folder / SETTINGS):
            what = _("there is no file of that name, but something else")
            raise UsageError(
                Problem(Place(str(folder / SETTINGS)), what, _("put the settings' file there"))
            )
        raise UsageError(
            Problem(
                Place(str(folder)),
                _("no {file} here, so this is no workspace").format(file=SETTINGS),
                renamed(other, SETTINGS)
                if (other := same_name(folder, SETTINGS))
                else _nearest_workspace(folder),
            )
        )
    reader = _Reader(folder, store)
    settings = reader.read(SETTINGS, Settings, read_toml)
    several = regular_files(folder / "resolutions", "*.yaml", folder)
    unread = reader.misnamed_beside("resolutions", "yaml")
    names = [f"resolutions/{path.name}" for path in several]
    if not names and (not unread or os.path.lexists(folder / "resolution.yaml")):
        names = ["resolution.yaml"]
    resolutions = [(name, reader.read(name, Resolution, read_yaml)) for name in names]
    addressees = reader.read("addressees.yaml", Addressees, read_yaml)
    branches = reader.read("branches.yaml", Branches, read_yaml, optional=True)
    events = reader.read("events.yaml", Events, read_yaml, optional=True)
    # what a calendar file does not say stands in the settings: no fault of it while they are none
    files = _calendars(folder) if settings is not None else []
    calendars = [(path.name, reader.calendar(path.name, settings)) for path in files]

    reader.misnamed(RECIPIENTS, NO_MAIL)
    reader.misnamed_beside("campaigns", "toml")
    reader.misnamed_beside("", "ics")

    languages = reader.languages()
    theme = reader.theme(settings, languages)
    reader.imprint(settings, branches.branches if branches else ())
    known = reader.unique("addressees.yaml", "addressees", addressees and addressees.addressees)
    branch_ids = reader.unique("branches.yaml", "branches", branches and branches.branches)
    made = [one for _name, one in resolutions if one is not None]
    named: set[str] = set()
    for name, resolution in resolutions:
        if resolution is not None:
            reader.add(name, resolution_faults(resolution, known if addressees else None))
            again = [((), resolution.id)] * (resolution.id in named)
            reader.add(name, doubled([*again, (("id",), resolution.id)]))
            named.add(resolution.id)
    measures = {m.id for one in made for area in one.areas for m in area.measures}
    complete = len(made) == len(resolutions) and not unread
    known_branches = branch_ids if reader.good("branches.yaml") else None
    read = [(name, one) for name, one in (("events.yaml", events), *calendars) if one is not None]
    for name, found in read:
        reader.events(name, found, known_branches, measures if complete else None, languages)
    reader.unique_events(read)
    if settings is not None:
        faults = sender_faults(settings.mail)
        reader.add(SETTINGS, (one._replace(path=("mail", *one.path)) for one in faults))
    campaigns = reader.campaigns(settings, known if addressees else None, known_branches, languages)

    if reader.problems:
        raise ContentError(sorted(reader.problems, key=_order))
    assert settings is not None  # otherwise there were problems
    assert theme is not None
    return Content(
        folder,
        settings,
        theme,
        tuple(made),
        addressees.addressees if addressees else (),
        branches.branches if branches else (),
        tuple(event for _name, one in read for event in one.events),
        reader.loaded,
        campaigns,
        reader.text_places,
        {one.id: reader.sources[name] for name, one in resolutions if one is not None},
        () if settings.sample else tuple(sample_values(reader.sources)),
        languages,
    )


def has_recipients(content: Content) -> bool:
    """Whether the workspace lists people who can get mail."""
    return os.path.lexists(content.root / RECIPIENTS)


def read_people(content: Content) -> Recipients:
    """The people of ``recipients.csv``, without those of ``no-mail.csv``.

    Raises ContentError where one of the files cannot be read as a table, and
    UsageError where there is no list at all.
    """
    people = _read_list(content.root, RECIPIENTS)
    if people is None:
        what = _("there is no list of recipients")
        remedy = _("write one; the sample that handzettel init makes shows its columns")
        raise UsageError(Problem(Place(RECIPIENTS), what, remedy))
    no_mail = _read_list(content.root, NO_MAIL)
    return read_recipients(
        people,
        no_mail,
        known=Known(
            [one.id for one in content.branches],
            [one.id for one in content.addressees],
            [area.number for one in content.resolutions for area in one.areas],
        ),
    )


def _read_list(root: Path, name: str) -> bytes | None:
    """The bytes of a list; None where there is no such file."""
    if not os.path.lexists(root / name):
        return None
    try:
        return read_content(root, name)
    except OSError as error:
        remedy = _("check the file and its permissions")
        raise ContentError(Problem(Place(name), reason(error), remedy)) from None


def _order(problem: Problem) -> tuple[str, int, int]:
    return problem.place.file, problem.place.line or 0, problem.place.column or 0


def _calendars(folder: Path) -> list[Path]:
    return regular_files(folder, "*.ics")


class _Reader:
    """Reads a workspace's files, keeping their places and gathering mistakes."""

    def __init__(self, folder: Path, store: Store | None) -> None:
        self.folder = folder
        self._store = store
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []
        self._bad: set[str] = set()
        self.loaded: dict[str, Asset] = {}
        self.text_places: dict[tuple[str, str, str], Place] = {}

    def read(
        self,
        name: str,
        model: type[M],
        parse: Callable[[bytes, str], Source],
        *,
        optional: bool = False,
    ) -> M | None:
        try:
            data = read_content(self.folder, name)
        except ContentError as error:  # a link, a pipe …
            self.problems += error.problems
            self._bad.add(name)
            return None
        except FileNotFoundError:
            self.misnamed(name)
            if not optional and self.good(name):
                self._fail(name, _("the file is missing"), _("compare with: handzettel init DIR"))
            return None
        except OSError as error:
            self._fail(name, reason(error), _("check the file and its permissions"))
            return None
        try:
            self.sources[name] = self._parsed(data, name, parse)
        except HandzettelError as error:
            self.problems += error.problems
            self._bad.add(name)
            return None
        made, problems = validate(model, self.sources[name])
        self.problems += problems
        if problems:
            self._bad.add(name)
        return made

    def _parsed(self, data: bytes, name: str, parse: Callable[[bytes, str], Source]) -> Source:
        """A file's value; a hundred of YAML take seconds, and mostly one of them changed."""
        if self._store is None or parse is not read_yaml:  # others are quick, or go by settings
            return parse(data, name)
        said = f"{fingerprint.program()} yaml {name}\0".encode()
        key = hashlib.sha256(said + data).hexdigest()
        if kept := self._store.get(key):
            source: Source = pickle.loads(kept[1])  # nobody else writes into the user's cache
            return source
        source = parse(data, name)
        self._store.put(key, {}, pickle.dumps(source))
        return source

    def _fail(self, name: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(Place(name), what, remedy))
        self._bad.add(name)

    def misnamed(self, *names: str) -> None:
        """Tell files that are missing while others are called almost so."""
        for name in names:
            if os.path.lexists(self.folder / name):
                continue
            folder, file = (self.folder / name).parent, Path(name).name
            if other := same_name(folder, file):
                self._fail(name, _("the file is missing"), renamed(other, file))

    def misnamed_beside(self, folder: str, ending: str) -> bool:
        """Tell the files of a folder that are not read, since their names end otherwise."""
        others = list(other_names(self.folder / folder, ending))
        for name, right in others:
            what = _("a file of this name is not read")
            remedy = _("rename it to {name}, or move it elsewhere").format(name=right)
            self._fail(f"{folder}/{name}".removeprefix("/"), what, remedy)
        return bool(others)

    def good(self, name: str) -> bool:
        """Whether a file was read without a mistake, or is not there at all."""
        return name not in self._bad

    def add(self, name: str, faults: Iterable[Fault]) -> None:
        """Keep faults at the places their paths lead to."""
        for path, what, remedy, at_key in faults:
            place = self.sources[name].place(path, key=at_key)
            self.problems.append(Problem(place, what, remedy))

    def unique(self, name: str, key: str, entries: Iterable[Any] | None) -> set[str]:
        """The ids of a file's entries; a doubled one is a mistake."""
        ids: list[tuple[SourcePath, str]] = [
            ((key, i, "id"), entry.id) for i, entry in enumerate(entries or ())
        ]
        self.add(name, doubled(ids))
        return {value for _path, value in ids}

    def calendar(self, name: str, settings: Settings | None) -> Events | None:
        """The events of a calendar file; what it cannot say comes from the settings."""
        from reports.content.formats.ics_events import (  # few have one, and it is large
            Assumed,
            read_calendar,
        )

        said = settings.calendar.model_dump() if settings else {}
        assumed = Assumed(**said)
        return self.read(name, Events, lambda data, file: read_calendar(data, file, assumed))

    def events(
        self,
        name: str,
        events: Events,
        branches: Collection[str] | None,
        measures: Collection[str] | None,
        languages: Collection[str],
    ) -> None:
        """Check a file's events and load their pictures."""
        printable = sorted({*printed_languages(), *languages})
        for i, event in enumerate(events.events):
            for fault in event_faults(event, branches, measures, printable):
                self.add(name, [fault._replace(path=("events", i, *fault.path))])
            self.images(name, ("events", i), event)

    def unique_events(self, read: Iterable[tuple[str, Events]]) -> None:
        """Each event has an id of its own, in whichever file it stands."""
        seen: set[str] = set()
        for name, events in read:
            for i, event in enumerate(events.events):
                again = [((), event.id)] * (event.id in seen)
                self.add(name, doubled([*again, (("events", i, "id"), event.id)]))
                seen.add(event.id)

    def campaigns(
        self,
        settings: Settings | None,
        addressees: Collection[str] | None,
        branches: Collection[str] | None,
        languages: Collection[str],
    ) -> dict[str, Campaign]:
        """The campaigns of the settings and of the files beside them, checked."""
        printable = sorted({*printed_languages(), *languages})
        found: list[tuple[str, SourcePath, str, Campaign]] = [
            (SETTINGS, ("campaigns", name), name, one)
            for name, one in (settings.campaigns.items() if settings else ())
        ]
        for path in regular_files(self.folder / "campaigns", "*.toml", self.folder):
            file = f"campaigns/{path.name}"
            if (made := self.read(file, Campaign, read_toml)) is not None:
                found.append((file, (), path.stem, made))
        campaigns: dict[str, Campaign] = {}
        for file, start, name, one in found:
            for fault in campaign_faults(
                name, one, addressees, branches, known=campaigns, languages=printable
            ):
                self.add(file, [fault._replace(path=(*start, *fault.path))])
            for language in one.texts:
                for key in ("subject", "text", "letter"):
                    place = self.sources[file].place((*start, "texts", language, key))
                    self.text_places[name, language, key] = place
            campaigns[name] = one
        return campaigns

    def images(self, file: str, path: SourcePath, event: Event) -> None:
        """Load the pictures an event names."""
        named: list[tuple[SourcePath, str]] = [
            ((*path, "partners", j, "logo"), one.logo)
            for j, one in enumerate(event.partners)
            if one.logo
        ]
        if event.picture:
            named.append(((*path, "picture", "file"), event.picture.file))
        for where, name in named:
            image = load_image(self.folder, name)
            if isinstance(image, Asset):
                self.loaded[name] = image
            else:
                self.add(file, [Fault(where, *image)])

    def languages(self) -> dict[str, PrintLanguage]:
        """Read the workspace's own languages; one with a mistake is told, and is there."""
        languages, problems = read_print_languages(self.folder)
        self.problems += problems
        return languages

    def theme(
        self, settings: Settings | None, languages: Mapping[str, PrintLanguage]
    ) -> Theme | None:
        if settings is None:
            return None
        theme, faults = make_theme(settings.theme, self.folder)
        self.add(SETTINGS, (Fault(("theme", key), what, remedy) for key, what, remedy in faults))
        fonts = tuple((code, one.font) for code, one in languages.items() if one.font)
        return replace(theme, sample=settings.sample, language_fonts=fonts) if theme else None

    def imprint(self, settings: Settings | None, branches: Iterable[Branch]) -> None:
        entries: list[tuple[str, SourcePath, str | None]] = [
            ("branches.yaml", ("branches", i, "printer"), one.printer)
            for i, one in enumerate(branches)
        ]
        if settings is not None:
            entries += [
                (SETTINGS, ("imprint", "printer"), settings.imprint.printer),
                (SETTINGS, ("imprint", "publisher"), settings.imprint.publisher),
            ]
        for name, path, value in entries:
            if value is not None and (words := imprint_problem(value)):
                self.add(name, [Fault(path, *words)])
