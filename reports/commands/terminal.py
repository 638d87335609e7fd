"""What the commands print and ask, and whom it reaches.

Messages go through :func:`echo`, which lets nothing in them steer the terminal. What other
programs read (a PDF, JSON, CSV) goes through :func:`write_output`, as it is.
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
    """How much is said."""

    quiet: bool = False
    verbose: bool = False


voice = Voice()
"""What the options of the running command say."""


def echo(text: object = "", *, fg: str | None = None, err: bool = False, nl: bool = True) -> None:
    """Print a message on one line, in a colour on a terminal that shows colours.

    Where messages cannot be written (their reader has gone, the terminal was closed, the
    disk is full) the work goes on, unseen.
    """
    try:
        # an error is told when click's own settings are gone
        color = None if shows_colours() else False
        click.secho(visible(str(text)), fg=fg, err=err, nl=nl, color=color)
    except OSError as error:
        if not err:
            raise _about_output(error) from None
        _silence(2)


def warn(text: object) -> None:
    """Print a warning, unless nothing but errors is to be said."""
    if not voice.quiet:
        echo(text, fg="yellow", err=True)


def confirm(
    question: str, *, default: bool = False, abort: bool = False, err: bool = False
) -> bool:
    """Ask a question on the terminal, to be answered in the user's language or in English."""
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
    """Write what another program reads to standard output, as it is; text with a line's end."""
    if isinstance(data, str):
        data = f"{data}\n".encode("utf-8", "surrogateescape")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise _about_output(error) from None


def prepare() -> None:
    """See to it that there are three streams, and that each takes any character.

    Where one is closed, the next file that is opened would get its number, and messages.
    """
    if os.name == "posix":
        for number in (0, 1, 2):
            try:
                os.fstat(number)
            except OSError:
                os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
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
    """Write what is still waiting. Raises OSError where standard output does not take it."""
    try:
        sys.stdout.flush()
    except OSError as error:
        raise _about_output(error) from None
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


def silence_output() -> None:
    """Let what still waits for standard output go nowhere, or Python complains at its end."""
    _silence(1)


def is_reader_gone() -> bool:
    """Whether whoever read standard output or the messages has gone."""
    if not hasattr(select, "poll"):  # Windows: then it is taken for granted
        return True
    poll = select.poll()
    for number in (1, 2):
        poll.register(number, select.POLLOUT)
    return any(event & (select.POLLERR | select.POLLHUP) for _number, event in poll.poll(0))


def shows_colours() -> bool:
    """Whether messages may be in colour, as far as the user's settings say."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _about_output(error: OSError) -> OSError:
    if error.filename is None and not isinstance(error, BrokenPipeError):
        error.filename = _("standard output")
    return error


def _silence(number: int) -> None:
    """Have a stream go nowhere."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
