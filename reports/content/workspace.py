"""Read a workspace: every file, validated and checked against the others."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path

from reports.content.campaign import Campaign
from reports.content.consistency import sender_problems
from reports.content.document_kind import KindSettings, build_problems
from reports.content.event import Branch, Branches, Event, Events
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
from reports.storage.listing import SETTINGS_FILE, read_content, regular_files
from reports.storage.system_errors import reason
from reports.suggestions import near
from reports.text.visible import argument


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


def load(folder: Path, store: Store | None = None) -> Content:
    """Return the content of a workspace. A store keeps parsed files for the next time.

    Changes that a killed run left half done are completed first. Raises ContentError with
    every mistake in every file, in the order of files and lines, and UsageError if the
    folder is no workspace.
    """
    return read_whole(folder, lambda: _load(folder, store))


def _nearest_workspace(folder: Path) -> str:
    """Return the remedy for a folder that is no workspace: a similar one, or how to make one."""
    otherwise = _("make one with: handzettel init {folder}").format(folder=argument(folder))
    if folder.exists() or not folder.parent.is_dir():
        return otherwise
    beside = [path.name for path in sorted(folder.parent.iterdir()) if is_workspace(path)]
    return near(folder.name, beside, otherwise=otherwise)


def _load(folder: Path, store: Store | None) -> Content:
    """Read, validate and check all files, then raise what is wrong or return the content."""
    if not is_workspace(folder):
        raise UsageError(_no_workspace(folder))
    reader = WorkspaceReader(folder, store)
    settings = reader.read(SETTINGS_FILE, Settings, read_toml)
    resolutions, complete = _read_resolutions(reader)
    addressees = reader.read("addressees.yaml", Addressees, read_yaml)
    branches = reader.read("branches.yaml", Branches, read_yaml, optional=True)
    events = _read_events(reader, settings)
    reader.tell_misnamed(RECIPIENTS, NO_MAIL)
    reader.tell_unread("campaigns", "toml")
    reader.tell_unread("", "ics")
    languages = reader.languages()
    kinds = reader.kinds(languages)
    theme = reader.theme(settings, languages)
    reader.check_imprints(settings, branches.branches if branches else ())

    # ids of a file that cannot be read are not missed in others
    addressee_ids = reader.unique_ids(
        "addressees.yaml", "addressees", addressees.addressees if addressees else ()
    )
    branch_ids = reader.unique_ids(
        "branches.yaml", "branches", branches.branches if branches else ()
    )
    known_addressees = addressee_ids if addressees else None
    known_branches = branch_ids if reader.is_good("branches.yaml") else None
    reader.check_resolutions(resolutions, known_addressees)
    measures = {
        measure.id
        for resolution in resolutions.values()
        for area in resolution.areas
        for measure in area.measures
    }
    known_measures = measures if complete else None
    for name, in_file in events.items():
        reader.check_events(name, in_file, known_branches, known_measures, languages)
    reader.check_event_ids(events)
    if settings is not None:
        reader.add(
            SETTINGS_FILE, (problem.below("mail") for problem in sender_problems(settings.mail))
        )
        reader.add(SETTINGS_FILE, build_problems(settings.build, kinds))
    campaigns = reader.campaigns(settings, known_addressees, known_branches, languages, kinds)

    # summaries, checklists and books are German
    printed_in = {"de", *(kind.language for kind in kinds.values())}
    printed_in.update(*(event.texts for in_file in events.values() for event in in_file.events))
    printed_in.update(*(campaign.texts for campaign in campaigns.values()))
    reader.tell_languages(printed_in)
    if reader.problems:
        raise ContentError(sorted(reader.problems, key=_order))
    assert settings is not None  # otherwise there were problems
    assert theme is not None
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
        () if settings.sample else tuple(sample_values(reader.files)),
        languages,
        kinds,
        (
            *(problem for problems in reader.language_problems.values() for problem in problems),
            *(problem for language in languages.values() for problem in language.unknown),
        ),
    )


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


def _read_resolutions(reader: WorkspaceReader) -> tuple[dict[str, Resolution], bool]:
    """Return the resolutions by their files, and whether these are all there are."""
    paths = regular_files(reader.folder / "resolutions", "*.yaml", reader.folder, with_folders=True)
    unread = reader.tell_unread("resolutions", "yaml")
    names = [f"resolutions/{path.name}" for path in paths]
    if not names and (not unread or os.path.lexists(reader.folder / "resolution.yaml")):
        names = ["resolution.yaml"]
    resolutions: dict[str, Resolution] = {}
    for name in names:
        resolution = reader.read(name, Resolution, read_yaml)
        if resolution is not None:
            resolutions[name] = resolution
    return resolutions, len(resolutions) == len(names) and not unread


def _read_events(reader: WorkspaceReader, settings: Settings | None) -> dict[str, Events]:
    """Return the events by their files: ``events.yaml`` and calendars."""
    events: dict[str, Events] = {}
    listed = reader.read("events.yaml", Events, read_yaml, optional=True)
    if listed is not None:
        events["events.yaml"] = listed
    if settings is None:  # they say what a calendar cannot, and it is not to blame
        return events
    for path in regular_files(reader.folder, "*.ics"):
        calendar = reader.read_calendar(path.name, settings.calendar)
        if calendar is not None:
            events[path.name] = calendar
    return events


def has_recipients(content: Content) -> bool:
    """Return whether the workspace has a list of recipients."""
    return os.path.lexists(content.root / RECIPIENTS)


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
        WorkspaceIds(
            [branch.id for branch in content.branches],
            [addressee.id for addressee in content.addressees],
            [area.number for resolution in content.resolutions for area in resolution.areas],
        ),
    )


def _read_list(root: Path, name: str) -> bytes | None:
    """Return the bytes of a list, or None if there is no such file.

    Raises ContentError if it cannot be read.
    """
    if not os.path.lexists(root / name):
        return None
    try:
        return read_content(root, name)
    except OSError as error:
        remedy = _("check the file and its permissions")
        raise ContentError(Problem(Place(name), reason(error), remedy)) from None


def _order(problem: Problem) -> tuple[str, int, int]:
    """Return what problems are sorted by: file, line and column."""
    return problem.place.file, problem.place.line or 0, problem.place.column or 0
