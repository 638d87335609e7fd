"""``handzettel doctor``: check the installation, and find stray files and leftovers."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reports.commands.options import Options, example, shared_options
from reports.commands.terminal import warn
from reports.errors import CheckError, HandzettelError, Place, Problem
from reports.i18n import _, ngettext
from reports.storage.listing import SETTINGS_FILE
from reports.text.visible import argument

if TYPE_CHECKING:
    from reports.storage.leftovers import Leftover

_CONTENT_FILES = (
    SETTINGS_FILE,
    "resolution.yaml",
    "addressees.yaml",
    "branches.yaml",
    "events.yaml",
    "recipients.csv",
    "no-mail.csv",
)
"""The files that are read in a workspace by fixed names."""

_MANY = 5
"""From so many leftovers of one kind in one folder on, they are told in one line.

Fewer are worth a line each, since a user may want to look at them.
"""


@click.command(
    help=_(
        "Check the installation, and list the files of a workspace that are not read and what"
        " killed runs have left."
    ),
    short_help=_("Check the installation, find stray files"),
    epilog=example("handzettel doctor", "handzettel doctor --clean -w mein-parteitag"),
)
@click.option("--clean", is_flag=True, help=_("Remove what is surely left over."))
@shared_options
def doctor(options: Options, clean: bool) -> None:
    """Print hints, and raise CheckError with all problems of installation and workspace.

    With `clean`, leftovers of killed runs are removed.
    """
    hints = [*_press_hints(), *_keyring_hints()]
    problems = list(_installation(options))
    if options.workspace is not None:
        problems += _workspace(options.workspace)
    problems += _leftovers(options, clean)
    for hint in hints:
        warn(hint)
    if problems:
        raise CheckError(problems)
    if hints:
        options.say(_("Nothing is wrong; not everybody needs what is named above."))
    else:
        options.say(_("All is well."))


# --- the installation -------------------------------------------------------


def _installation(options: Options) -> Iterator[Problem]:
    """Yield what is wrong with libraries, fonts and the cache; print versions and sizes."""
    from reports.render.native_libraries import (
        OPTIONAL,
        installation,
        missing_error,
        missing_libraries,
    )

    options.say(
        _("Python {version} on {system}").format(
            version=platform.python_version(), system=platform.system()
        )
    )
    if names := list(missing_libraries()):
        yield from missing_error(names).problems
    for name in missing_libraries(OPTIONAL):
        message = _("missing on this machine, so fonts take longer")
        yield Problem(Place(name), message, installation())
    yield from _fonts()
    yield from _cache(options)


def _fonts() -> Iterator[Problem]:
    """Yield the fonts that are missing or cannot be read."""
    from reports import shipped_folder
    from reports.content.font_families import packaged
    from reports.content.theme import FONT

    remedy = _("install the program anew")
    try:
        family = packaged().get(FONT)
    except Exception:  # a damaged installation can fail in any way
        family = None
    paths = list(family.files) if family else []
    if not paths:
        yield Problem(Place(FONT), _("the font is not installed"), remedy)
    shipped = [
        path for path in shipped_folder("typefaces").rglob("*") if path.suffix in (".ttf", ".otf")
    ]
    if not shipped:
        yield Problem(Place("typefaces"), _("the fonts for other scripts are missing"), remedy)
    for path in (*paths, *shipped):
        if not os.access(path, os.R_OK):
            yield Problem(Place(str(path)), _("the font cannot be read"), remedy)


def _cache(options: Options) -> Iterator[Problem]:
    """Yield the cache if it cannot be written; else print its size."""
    from reports.storage import run_folder
    from reports.storage.leftovers import size

    folder = run_folder.user_cache()
    if not run_folder.cache_is_writable():
        message = _("the cache cannot be written, so all is made anew each time")
        remedy = _("make it writable, make room there, or name another folder with XDG_CACHE_HOME")
        yield Problem(Place(str(folder)), message, remedy)
        return
    text = _("Cache: {size} MB in {folder}")
    options.say(text.format(size=size(folder) // 1_000_000, folder=folder))


def _press_hints() -> Iterator[Problem]:
    """Yield a hint for each shipped press profile whose ICC file is not found.

    Only whoever orders from a print shop needs one.
    """
    from reports.content.press_profile import profiles
    from reports.press.icc_files import find_icc, icc_folders

    for profile in profiles(()).values():
        try:
            find_icc(profile, icc_folders())
        except HandzettelError as error:
            yield from error.problems


def _keyring_hints() -> Iterator[Problem]:
    """Yield a keyring that is missing; only users who send mail need one."""
    from reports.mail.smtp import PASSWORD, has_keyring

    if not has_keyring():
        message = _("this machine has no keyring for the password of a mail account")
        remedy = _("give it in the environment's {variable} when mail is sent")
        yield Problem(Place("keyring"), message, remedy.format(variable=PASSWORD))


# --- a workspace ------------------------------------------------------------


def _workspace(root: Path) -> Iterator[Problem]:
    """Yield stray and misnamed files of a workspace, and a ledger that is damaged."""
    from reports.content.misnamed import lookalikes
    from reports.content.unread_files import unread_files
    from reports.mail.ledger import LEDGER, Ledger
    from reports.storage.listing import stray_files

    for stray in stray_files(root):
        yield stray.problem(root)
    yield from unread_files(root)
    for name in _CONTENT_FILES:
        for other in lookalikes(root, name):
            if (root / name).exists():
                message = _("is not read, since there is {name} as well").format(name=name)
                yield Problem(Place(other), message, _("keep one of the two"))
            else:
                message = _("this name is not read, and there is no {name}").format(name=name)
                yield Problem(Place(other), message, _("call it {name}").format(name=name))
    if (root / LEDGER).is_file():
        try:
            Ledger.open(root / LEDGER, create=False).close()
        except HandzettelError as error:
            yield from error.problems


# --- leftovers --------------------------------------------------------------


def _leftovers(options: Options, clean: bool) -> list[Problem]:
    """Remove leftovers if `clean` is set; return those that remain, as problems."""
    from reports.storage import leftovers, run_folder

    problems: list[Problem] = []
    with leftovers.dead_runs() as runs:
        candidates = [
            *runs,
            *leftovers.in_temporary_folder(),
            *(
                leftovers.in_cache(run_folder.user_cache())
                if run_folder.cache_is_writable()
                else ()
            ),
            *(leftovers.in_workspace(options.workspace) if options.workspace else ()),
        ]
        removed = 0
        remaining: dict[tuple[Path, str], list[Leftover]] = {}
        for leftover in candidates:
            if clean and leftovers.remove(leftover):
                removed += 1
                options.say(_("removed: {path}").format(path=leftover.path))
            else:
                key = leftover.path.parent, leftover.description
                remaining.setdefault(key, []).append(leftover)
        for (folder, description), several in remaining.items():
            if len(several) < _MANY:
                problems += [
                    _leftover_problem(leftover.path, description, options, clean)
                    for leftover in several
                ]
            else:
                counted = _("{what} ({count} of them)").format(what=description, count=len(several))
                problems.append(_leftover_problem(folder, counted, options, clean))
    if removed:
        text = ngettext("{count} leftover removed.", "{count} leftovers removed.", removed)
        options.say(text.format(count=removed))
    return problems


def _leftover_problem(path: Path, message: str, options: Options, clean: bool) -> Problem:
    """Return the problem of a leftover, with the command that removes it."""
    command = "handzettel doctor --clean"
    if options.workspace not in (None, Path.cwd()):
        command += f" -w {argument(options.workspace)}"
    remedy = _("remove it: {command}").format(command=command)
    if clean:
        remedy = _("it cannot be removed; check its permissions")
    return Problem(Place(str(path)), message, remedy)
