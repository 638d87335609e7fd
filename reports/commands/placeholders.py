"""Placeholders in a command's usage (DIR, FILE …) in the user's language; click has English."""

from __future__ import annotations

import re

import click

from reports.i18n import _

_WORD = re.compile(r"[A-Z]{2,}")

_PLACEHOLDERS = {
    "ADDRESS": _("ADDRESS"),
    "ADDRESSEE": _("ADDRESSEE"),
    "AGE": _("AGE"),
    "AREA": _("AREA"),
    "ARGS": _("ARGS"),
    "CAMPAIGN": _("CAMPAIGN"),
    "COMMAND": _("COMMAND"),
    "DATE": _("DATE"),
    "DIR": _("DIR"),
    "EVENT": _("EVENT"),
    "FILE": _("FILE"),
    "INTEGER": _("INTEGER"),
    "KIND": _("KIND"),
    "OPTIONS": _("OPTIONS"),
    "PATH": _("PATH"),
    "PROFILE": _("PROFILE"),
    "RANGE": _("RANGE"),
    "RESOLUTION": _("RESOLUTION"),
    "TEXT": _("TEXT"),
    "WHICH": _("WHICH"),
}
"""The placeholders of all commands, as the help texts name them."""


def translate(command: click.Command) -> None:
    """Put the placeholders of a command and of those below it into the user's language."""
    command.options_metavar = _translated(command.options_metavar)
    if isinstance(command, click.Group):
        command.subcommand_metavar = _translated(command.subcommand_metavar) or ""
        for inner in command.commands.values():
            translate(inner)
    for param in command.params:
        if param.metavar is not None:
            param.metavar = _translated(param.metavar)
        elif isinstance(param, click.Argument) and param.name:
            param.metavar = _argument_placeholder(param)
        if isinstance(param.type, click.IntRange):
            param.type.name = _("whole number")


def _argument_placeholder(argument: click.Argument) -> str | None:
    """Return click's default placeholder for an argument, translated; None for others."""
    word = (argument.name or "").upper()
    if word not in _PLACEHOLDERS or argument.nargs != 1:
        return None
    translated = _PLACEHOLDERS[word]
    return translated if argument.required else f"[{translated}]"


def _translated(metavar: str | None) -> str | None:
    """Return a placeholder like ``[KIND...]`` with its words translated; None stays None."""
    if metavar is None:
        return None
    return _WORD.sub(lambda match: _PLACEHOLDERS.get(match[0], match[0]), metavar)
