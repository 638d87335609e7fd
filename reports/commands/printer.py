"""The option ``--printer``: another printer in the imprint, for one run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from reports.errors import Place, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.content.workspace import Content

printer_option = click.option(
    "--printer", metavar="TEXT", help=_("Who prints this run: name, street and number, city.")
)


def with_printer(content: Content, printer: str | None) -> Content:
    """Return the content with another printer for every branch, if one is named.

    That of the sample no longer stands in the way then. Raises UsageError if the address is
    incomplete.
    """
    if printer is None:
        return content
    from reports.content.imprint import imprint_problem

    if problem := imprint_problem(printer, Place("--printer")):
        raise UsageError(problem)
    imprint = content.settings.imprint.model_copy(update={"printer": printer})
    settings = content.settings.model_copy(update={"imprint": imprint})
    sample_values = tuple(value for value in content.sample_values if value.path[-1] != "printer")
    branches = tuple(branch.model_copy(update={"printer": None}) for branch in content.branches)
    return replace(content, settings=settings, branches=branches, sample_values=sample_values)
