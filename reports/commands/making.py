"""What the commands that make files share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reports.commands.shared import Options, cache_folder, prepare_fonts, with_progress
from reports.errors import ContentError, HandzettelError, Place, Problem, UsageError
from reports.messages import _, ngettext

if TYPE_CHECKING:
    from reports.build import Plan
    from reports.workspace import Content

F = TypeVar("F", bound=Callable[..., Any])


def making_options(command: F) -> F:
    """The options of the commands that make files."""
    keep_html = click.option("--html", "keep_html", is_flag=True, help=_("Keep the HTML as well."))
    return keep_html(command)


def make_planned(options: Options, content: Content, planned: Plan, keep_html: bool) -> None:
    """Make documents with progress; name those refused or failed at the end."""
    from reports.build import Made, make, write_whole, writing_to

    cache = cache_folder()
    documents = planned.documents
    if str(options.out) == "-":
        _make_one_to_stdout(content, planned, cache)
        return
    failed: list[HandzettelError] = []
    if planned.refused:
        failed.append(ContentError(planned.refused))
    done = 0
    with writing_to(options.out, cache):
        if documents:
            prepare_fonts(options, content, cache)
        workers = os.cpu_count() or 1
        for result in with_progress(options, documents, make(content, documents, cache, workers)):
            if isinstance(result, Made):
                target = options.out / f"{result.document.name}.pdf"
                write_whole(target, result.pdf)
                if keep_html:
                    write_whole(target.with_suffix(".html"), result.html.encode())
                done += 1
                for finding in result.findings:
                    click.secho(str(finding), fg="yellow", err=True)
            else:
                failed.append(result.error)
    text = ngettext("{count} file in {out}", "{count} files in {out}", done)
    options.say(text.format(count=done, out=options.out))
    _raise_all(failed)


def _raise_all(errors: Sequence[HandzettelError]) -> None:
    """Tell all errors at once; the exit code is that of the last."""
    if errors:
        problems = [problem for one in errors for problem in one.problems]
        raise type(errors[-1])(problems)


def _make_one_to_stdout(content: Content, planned: Plan, cache: Path) -> None:
    from reports.build import Failed, make

    if planned.refused:
        raise ContentError(planned.refused)
    documents = planned.documents
    if len(documents) != 1:
        raise UsageError(
            Problem(
                Place("--out -"),
                _("{count} files cannot go to standard output").format(count=len(documents)),
                _("name one document"),
            )
        )
    for result in make(content, documents, cache):
        if isinstance(result, Failed):
            raise result.error
        sys.stdout.buffer.write(result.pdf)
