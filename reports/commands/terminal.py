"""Printing and asking on the terminal.

Messages go through :func:`echo`, which replaces control characters. What other programs read
(a PDF, JSON, CSV) goes through :func:`write_output`, byte for byte.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
from dataclasses import dataclass

import click

from reports.i18n import _
from reports.text.visible import visible


@dataclass
class Voice:
    """How much a command prints."""

    quiet: bool = False
    """-q: errors alone."""
    verbose: bool = False
    """-v: more, and the details of errors."""


voice = Voice()
"""How much the running command prints, as its options say."""


def echo(text: object = "", *, fg: str | None = None, err: bool = False, nl: bool = True) -> None:
    """Print a message on one line, in a colour if the terminal shows colours.

    If standard error cannot be written (the reader has ended, the terminal was closed, the disk
    is full), the work goes on without messages. Raises OSError for standard output.
    """
    try:
        # click's own setting for colours does not exist any more when an error is printed
        color = None if shows_colours() else False
        click.secho(visible(str(text)), fg=fg, err=err, nl=nl, color=color)
    except OSError as error:
        if not err:
            raise _output_error(error) from None
        _silence(2)


def warn(text: object) -> None:
    """Print a warning on standard error, unless -q was given."""
    if not voice.quiet:
        echo(text, fg="yellow", err=True)


def print_details(details: str) -> None:
    """Print a traceback or a log line by line, if -v was given."""
    if voice.verbose:
        for line in details.splitlines():
            echo(line, err=True)


def confirm(
    question: str, *, default: bool = False, abort: bool = False, err: bool = False
) -> bool:
    """Ask a yes-or-no question until it is answered, in the user's language or in English.

    Returns the answer, or `default` for an empty one. Raises click.Abort for a no if `abort`
    is set, and at the end of the input.
    """
    hint = _("[Y/n]") if default else _("[y/N]")
    yes = {"y", "yes", *_("y/yes").split("/")}
    no = {"n", "no", *_("n/no").split("/")}
    while True:
        answer = click.prompt(
            f"{visible(question)} {hint}",
            default="",
            show_default=False,
            prompt_suffix=": ",
            err=err,
        )
        word = str(answer).strip().casefold()
        if word in yes or (not word and default):
            return True
        if word in no or not word:
            if abort:
                raise click.Abort
            return False
        echo(_("Please answer with {yes} or {no}.").format(yes=min(yes), no=min(no)), err=err)


def write_output(data: bytes | str) -> None:
    """Write bytes to standard output as they are, or text as UTF-8 with a line break at the end.

    Raises OSError if standard output cannot be written.
    """
    if isinstance(data, str):
        data = f"{data}\n".encode("utf-8", "surrogateescape")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise _output_error(error) from None


def prepare() -> None:
    """Open standard streams that are closed, and let both outputs take any character.

    Otherwise the next file that is opened would get the closed stream's number, and messages
    would be written into it.
    """
    if os.name == "posix":
        for number in (0, 1, 2):
            try:
                os.fstat(number)
            except OSError:
                os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def finish() -> None:
    """Flush both outputs. Raises OSError if standard output cannot be written."""
    try:
        sys.stdout.flush()
    except OSError as error:
        raise _output_error(error) from None
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


def silence_output() -> None:
    """Discard what is not written yet to standard output; else Python complains at its end."""
    _silence(1)


def is_reader_gone() -> bool:
    """Return whether a broken pipe is that of standard output or of the messages.

    Without ``poll``, as on Windows, this cannot be told, and is assumed.
    """
    if not hasattr(select, "poll"):
        return True
    poll = select.poll()
    for number in (1, 2):
        poll.register(number, select.POLLOUT)
    return any(event & (select.POLLERR | select.POLLHUP) for _number, event in poll.poll(0))


def shows_colours() -> bool:
    """Return whether the user's settings allow colours (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _output_error(error: OSError) -> OSError:
    """Return the error with standard output as its file name, unless it is a broken pipe."""
    if error.filename is None and not isinstance(error, BrokenPipeError):
        error.filename = _("standard output")
    return error


def _silence(number: int) -> None:
    """Redirect a stream to the null device."""
    with contextlib.suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, number)
        os.close(null)
