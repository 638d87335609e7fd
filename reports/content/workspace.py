"""Read a workspace: every file, validated and checked against the others."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path

from reports.content.calendar_entries import ENDING, CalendarContext, UnusableEntry
from reports.content.campaign import Campaign
from reports.content.campaign_files import read_campaigns
from reports.content.consistency import ValueProblem, branch_problems, sender_problems
from reports.content.document_kind import KindSettings, build_problems
from reports.content.event import Branch, Branches, Event, Events
from reports.content.faults import ContentFault, Subject
from reports.content.formats.csv_table import is_empty_csv
from reports.content.formats.located import ParsedFile
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.content.images import Asset
from reports.content.misnamed import renamed, same_name
from reports.content.print_languages import PrintLanguage
from reports.content.recipients import (
    NO_MAIL,
    RECIPIENTS,
    Recipients,
    WorkspaceIds,
    read_recipients,
)
from reports.content.resolution import Addressee, Addressees, Resolution
from reports.content.sample_values import SampleValue, sample_values
from reports.content.settings import Settings
from reports.content.theme import Theme
from reports.content.workspace_reader import WorkspaceReader
from reports.errors import ContentError, Place, Problem, UsageError
from reports.i18n import _, printed
from reports.storage.cache import Store
from reports.storage.file_set import read_whole
from reports.storage.listing import SETTINGS_FILE, read_content, regular_files, regular_folders
from reports.storage.system_errors import reason
from reports.suggestions import near
from reports.text.visible import argument

RESOLUTION = "resolution.yaml"
ADDRESSEES = "addressees.yaml"
BRANCHES = "branches.yaml"
EVENTS = "events.yaml"


@dataclass(frozen=True)
class Content:
    """All that a workspace says, checked against each other, and its folder."""

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
    """The mailings, by their names."""
    text_places: Mapping[tuple[str, str, str], Place] = field(default_factory=dict)
    """Where the texts of campaigns stand: by campaign, language and key."""
    files: Mapping[str, ParsedFile] = field(default_factory=dict)
    """The file of each resolution, by the resolution's id."""
    sample_values: tuple[SampleValue, ...] = ()
    """Values left from the shipped sample, if the workspace is somebody's own."""
    languages: Mapping[str, PrintLanguage] = field(default_factory=dict)
    """The workspace's own languages for printed matter, by their codes."""
    kinds: Mapping[str, KindSettings] = field(default_factory=dict)
    """The workspace's own kinds of document, by their names."""
    language_problems: tuple[Problem, ...] = ()
    """What is wrong with the workspace's own languages, and stops nothing."""
    faults: tuple[ContentFault, ...] = ()
    """Every mistake in the content; the entries that have one are left out above."""
    known_addressees: frozenset[str] | None = None
    """The ids of addressees, also of those left out; None where not all can be read."""
    known_branches: frozenset[str] | None = None
    """The ids of branches, likewise."""
    resolutions_left_out: int = 0
    """How many resolutions have mistakes that leave nothing of them."""
    unusable_entries: tuple[UnusableEntry, ...] = ()
    """The coming entries of calendars that there is no flyer for."""
    calendar_notes: tuple[Problem, ...] = ()
    """What a person should know of the calendars, though it stops nothing."""
    own_flyers: frozenset[str] = frozenset()
    """The workspace's own designs of flyers by name, and ``flyer.html`` if it has that template."""
    own_pictures: frozenset[str] = frozenset()
    """Its own designs of pictures for social networks by name."""

    @property
    def has_several_resolutions(self) -> bool:
        """Whether the workspace has more than one resolution, those left out included."""
        return len(self.resolutions) + self.resolutions_left_out > 1

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every mistake in the content, in the order of files and lines."""
        return tuple(sorted((fault.problem for fault in self.faults), key=_order))

    @property
    def foreign_words(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The words in other languages than the texts around them, by their language."""
        words: dict[str, set[str]] = {}
        texts = (text.lang for event in self.events for text in event.texts.values())
        for lang in (*(resolution.lang for resolution in self.resolutions), *texts):
            for language, listed in lang.items():
                words.setdefault(language, set()).update(listed)
        return tuple((language, tuple(sorted(words[language]))) for language in sorted(words))

    def catalogue(self, language: str) -> bytes:
        """Return the workspace's own catalogue of a language; empty where it has none."""
        return self.languages[language].catalogue if language in self.languages else b""

    def words(self, language: str) -> NullTranslations:
        """Return the fixed words of the printed matter in a language."""
        return printed(language, self.catalogue(language))

    def addressee(self, addressee_id: str) -> Addressee:
        """Return the addressee with an id; every id in the content has one."""
        return next(entry for entry in self.addressees if entry.id == addressee_id)

    def branch(self, branch_id: str) -> Branch:
        """Return the branch with an id; every id in the content has one."""
        return next(entry for entry in self.branches if entry.id == branch_id)


def is_workspace(folder: Path) -> bool:
    """Return whether a folder is a workspace: whether it has a settings file."""
    return (folder / SETTINGS_FILE).is_file()


def load(folder: Path, store: Store | None = None, on: dt.date | None = None) -> Content:
    """Return the content of a workspace in which nothing is wrong; see `load_usable`.

    Raises ContentError with every mistake in every file, in the order of files and lines, and
    UsageError if the folder is no workspace.
    """
    content = load_usable(folder, store, on)
    if content.faults:
        raise ContentError(content.problems)
    return content


def load_usable(folder: Path, store: Store | None = None, on: dt.date | None = None) -> Content:
    """Return what can be used of a workspace's content, and what is wrong with the rest.

    A store keeps parsed files for the next time; ``on`` is the day that counts as today, from
    which on events of calendars are read. Changes that a killed run left half done are
    completed first. Raises UsageError if the folder is no workspace, and ContentError with
    every mistake if the settings cannot be read, without which nothing can be made.
    """
    return read_whole(folder, lambda: _load(folder, store, on or dt.date.today()))


def _nearest_workspace(folder: Path) -> str:
    """Return the remedy for a folder that is no workspace: a similar one, or how to make one."""
    otherwise = _("make one with: handzettel init {folder}").format(folder=argument(folder))
    if folder.exists() or not folder.parent.is_dir():
        return otherwise
    beside = [path.name for path in sorted(folder.parent.iterdir()) if is_workspace(path)]
    return near(folder.name, beside, otherwise=otherwise)


def _load(folder: Path, store: Store | None, on: dt.date) -> Content:
    """Read, validate and check all files, and leave out what is wrong."""
    if not is_workspace(folder):
        raise UsageError(_no_workspace(folder))
    reader = WorkspaceReader(folder, store)
    settings = reader.read(SETTINGS_FILE, Settings, read_toml, may_be_empty=True)
    resolutions, left_out = _read_resolutions(reader)
    addressees = reader.read(ADDRESSEES, Addressees, read_yaml)
    branches = reader.read(BRANCHES, Branches, read_yaml)
    events = _read_events(reader, settings, branches, on)
    reader.tell_misnamed(RECIPIENTS, NO_MAIL)
    reader.tell_unread("campaigns", "toml")
    reader.tell_unread("", "ics")
    languages = reader.languages()
    kinds = reader.kinds(languages)
    theme = reader.theme(settings, languages)
    reader.check_imprints(settings, branches.branches if branches else ())
    _tell_missing(reader, resolutions, events)
    _check(reader, resolutions, addressees, branches, events, languages)
    kind_names = {*kinds, *(fault.key or "" for fault in reader.of_subject(Subject.KIND))}
    if settings is not None:
        reader.add(
            SETTINGS_FILE, (problem.below("mail") for problem in sender_problems(settings.mail))
        )
        reader.add(SETTINGS_FILE, build_problems(settings.build, kind_names))
    known_addressees = reader.ids(ADDRESSEES, "addressees", None, "id")
    known_branches = reader.ids(BRANCHES, "branches", None, "id")
    campaigns = read_campaigns(
        reader, settings, known_addressees, known_branches, languages, kind_names
    )

    # summaries, checklists and books are German
    printed_in = {"de", *(kind.language for kind in kinds.values())}
    printed_in.update(*(event.texts for in_file in events.values() for event in in_file.events))
    printed_in.update(*(campaign.texts for campaign in campaigns.values()))
    reader.tell_languages(printed_in)

    sample = () if settings and settings.sample else tuple(sample_values(reader.files))
    resolutions, wrong = reader.right_ones(resolutions, Resolution)
    events, _unusable = reader.right_ones(events, Events)
    settings = reader.right_one(SETTINGS_FILE, settings, Settings)
    addressees = reader.right_one(ADDRESSEES, addressees, Addressees)
    branches = reader.right_one(BRANCHES, branches, Branches)
    faults = tuple(sorted(reader.faults, key=lambda fault: _order(fault.problem)))
    if settings is None or theme is None:
        raise ContentError([fault.problem for fault in faults])
    flyers, pictures = folder / "templates" / "flyer", folder / "templates" / "social"
    own_flyers = {path.name for path in regular_folders(flyers, folder)}
    own_flyers.update(path.name for path in regular_files(flyers, "flyer.html", folder))
    return Content(
        folder,
        settings,
        theme,
        tuple(resolutions.values()),
        addressees.addressees if addressees else (),
        branches.branches if branches else (),
        tuple(event for in_file in events.values() for event in in_file.events),
        reader.images,
        campaigns,
        reader.text_places,
        {resolution.id: reader.files[name] for name, resolution in resolutions.items()},
        sample,
        languages,
        kinds,
        (
            *(problem for problems in reader.language_problems.values() for problem in problems),
            *(problem for language in languages.values() for problem in language.unknown),
        ),
        faults,
        known_addressees,
        known_branches,
        left_out + wrong,
        tuple(reader.unusable_entries),
        tuple(reader.calendar_notes),
        frozenset(own_flyers),
        frozenset(path.name for path in regular_folders(pictures, folder)),
    )


def _check(
    reader: WorkspaceReader,
    resolutions: Mapping[str, Resolution],
    addressees: Addressees | None,
    branches: Branches | None,
    events: Mapping[str, Events],
    languages: Collection[str],
) -> None:
    """Check that entries have ids of their own, and that what refers to others finds them.

    An id is not missed in others if its file is missing or not all of its ids can be read.
    """
    reader.check_unique(ADDRESSEES, "addressees", addressees.addressees if addressees else ())
    reader.check_unique(BRANCHES, "branches", branches.branches if branches else ())
    known_addressees = reader.ids(ADDRESSEES, "addressees", None, "id")
    known_branches = reader.ids(BRANCHES, "branches", None, "id")
    reader.check_resolutions(resolutions, known_addressees if addressees else None)
    known_measures = _known_measures(reader)
    for name, in_file in events.items():
        branch_ids = known_branches if branches else None
        reader.check_events(name, in_file, branch_ids, known_measures, languages)
    reader.check_event_ids(events)


def _known_measures(reader: WorkspaceReader) -> frozenset[str] | None:
    """Return the ids of all measures; None if not all can be read, or there is no resolution."""
    measure_ids: set[str] = set()
    for name in _resolution_files(reader.folder):
        ids = reader.ids(name, "areas", None, "measures", None, "id")
        if ids is None:
            return None
        measure_ids |= ids
    return frozenset(measure_ids) or None


def _tell_missing(
    reader: WorkspaceReader, resolutions: Mapping[str, Resolution], events: Mapping[str, Events]
) -> None:
    """Note files that are missing although others refer to what they would describe."""
    if any(
        measure.addressees
        for resolution in resolutions.values()
        for area in resolution.areas
        for measure in area.measures
    ):
        message = _("the file is missing, and the resolution names addressees")
        remedy = _("describe them there, as in the sample that handzettel init makes")
        reader.tell_missing(ADDRESSEES, message, remedy)
    if any(in_file.events for in_file in events.values()):
        message = _("the file is missing, and the events name the branch that invites")
        remedy = _("describe it there, as in the sample that handzettel init makes")
        reader.tell_missing(BRANCHES, message, remedy)


def _no_workspace(folder: Path) -> Problem:
    """Return the problem of a folder that is no workspace, with the remedy that is nearest."""
    settings = folder / SETTINGS_FILE
    if os.path.lexists(settings):
        message = _("there is no file of that name, but something else")
        return Problem(Place(str(settings)), message, _("put the settings' file there"))
    similar = same_name(folder, SETTINGS_FILE)
    return Problem(
        Place(str(folder)),
        _("no {file} here, so this is no workspace").format(file=SETTINGS_FILE),
        renamed(similar, SETTINGS_FILE) if similar else _nearest_workspace(folder),
    )


def _resolution_files(folder: Path) -> list[str]:
    """Return the names of the resolutions' files; a folder of them comes before a single one."""
    paths = regular_files(folder / "resolutions", "*.yaml", folder, with_folders=True)
    if paths:
        return [f"resolutions/{path.name}" for path in paths]
    return [RESOLUTION] if os.path.lexists(folder / RESOLUTION) else []


def _read_resolutions(reader: WorkspaceReader) -> tuple[dict[str, Resolution], int]:
    """Return the resolutions by their files, and how many more there are."""
    unread = reader.tell_unread("resolutions", "yaml")
    names = _resolution_files(reader.folder)
    if not names and not unread:
        names = [RESOLUTION]  # it may have almost this name
    resolutions: dict[str, Resolution] = {}
    for name in names:
        resolution = reader.read(name, Resolution, read_yaml)
        if resolution is not None:
            resolutions[name] = resolution
    return resolutions, unread + sum(not reader.is_usable(name) for name in names)


def _read_events(
    reader: WorkspaceReader, settings: Settings | None, branches: Branches | None, on: dt.date
) -> dict[str, Events]:
    """Return the events by their files: ``events.yaml`` and the coming ones of calendars."""
    events: dict[str, Events] = {}
    listed = reader.read(EVENTS, Events, read_yaml)
    if listed is not None:
        events[EVENTS] = listed
    calendars = [path.name for path in regular_files(reader.folder, f"*{ENDING}")]
    # the settings say what a calendar cannot, and it is not to blame for their mistakes
    if not calendars or settings is None or reader.of_subject(Subject.EVENT, SETTINGS_FILE):
        return events
    branch_ids = reader.ids(BRANCHES, "branches", None, "id") if branches else None
    branch = settings.calendar.branch or (
        next(iter(branch_ids)) if branch_ids and len(branch_ids) == 1 else None
    )
    cities = [entry.address.city for entry in branches.branches] if branches else []
    context = CalendarContext(
        settings.calendar,
        branch or "unknown",
        on,
        frozenset(cities),
        listed.additions if listed else (),
        reader.files.get(EVENTS),
        frozenset(event.id for event in listed.events) if listed else frozenset(),
    )
    in_calendars = reader.read_calendars(calendars, context)
    # what else is wrong with the branches is told anyhow
    if (
        branch_ids is None
        or branch in branch_ids
        or not any(file.events for file in in_calendars.values())
    ):
        return events | in_calendars
    reader.add(SETTINGS_FILE, [_unknown_branch(branch, branch_ids).below("calendar")])
    return events


def _unknown_branch(branch: str | None, branches: Collection[str]) -> ValueProblem:
    """Return the problem that nobody knows which branch invites to the events of calendars."""
    if branch is not None:
        return next(branch_problems(branch, branches))
    message = _("it is not known which branch invites to the events of the calendars")
    remedy = _("name it as branch under [calendar]: {names}")
    return ValueProblem((), message, remedy.format(names=", ".join(sorted(branches))))


def has_recipients(content: Content) -> bool:
    """Return whether the workspace has a list of recipients with anything in it.

    Raises ContentError if it cannot be read.
    """
    return _read_list(content.root, RECIPIENTS) is not None


def read_people(content: Content) -> Recipients:
    """Return the people of ``recipients.csv``, without those of ``no-mail.csv``.

    Raises ContentError if one of the files cannot be read as a table, and UsageError if
    there is no list.
    """
    people = _read_list(content.root, RECIPIENTS)
    if people is None:
        message = _("there is no list of recipients")
        remedy = _("write one; the sample that handzettel init makes shows its columns")
        raise UsageError(Problem(Place(RECIPIENTS), message, remedy))
    no_mail = _read_list(content.root, NO_MAIL)
    return read_recipients(
        people,
        no_mail,
        WorkspaceIds(content.known_branches, content.known_addressees, _known_areas(content)),
    )


def _known_areas(content: Content) -> set[int] | None:
    """Return the numbers of all areas, also of those left out; None if one cannot be read."""
    numbers = {area.number for resolution in content.resolutions for area in resolution.areas}
    for fault in content.faults:
        if fault.subject is Subject.RESOLUTION:
            if fault.areas is None:
                return None
            numbers |= fault.areas
    return numbers


def _read_list(root: Path, name: str) -> bytes | None:
    """Return the bytes of a list, or None if there is no such file or nothing in it.

    Raises ContentError if it cannot be read.
    """
    if not os.path.lexists(root / name):
        return None
    try:
        data = read_content(root, name)
    except OSError as error:
        remedy = _("check the file and its permissions")
        raise ContentError(Problem(Place(name), reason(error), remedy)) from None
    return None if is_empty_csv(data) else data


def _order(problem: Problem) -> tuple[str, int, int]:
    """Return what problems are sorted by: file, line and column."""
    return problem.place.file, problem.place.line or 0, problem.place.column or 0
