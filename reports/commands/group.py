"""The command's frame: its end, by whatever, becomes a message and an exit code.

No exception reaches the user as a traceback, and nothing that was started outlives the
command: every way out leads through :meth:`HandzettelGroup.main`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from reports.commands import interruption, placeholders, terminal
from reports.errors import Exit, HandzettelError, Place, Problem
from reports.i18n import _
from reports.processes import command_process
from reports.storage.system_errors import system_problem
from reports.text.visible import visible

DECLINED = 1
"""The exit code after a question was answered with no, as click has it."""

_running: list[str] = ["handzettel"]
"""The name of the command that runs."""


class _BrokenPipe(Exception):  # noqa: N818  # it is an error only where it is not the output's
    """A broken pipe, of which click would make an exit without a word whatever pipe it is."""


@contextmanager
def _kept_from_click() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _BrokenPipe from error


class HandzettelGroup(click.Group):
    """Commands in the order they are written, errors told and never traced."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        placeholders.translate(self)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, its placeholders in the user's language."""
        placeholders.translate(cmd)
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        with _kept_from_click():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _kept_from_click():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        _running[1:] = [name] if name else []
        return name, command, rest

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command and exit."""
        if not terminal.shows_colours():
            extra["color"] = False

        def run() -> Any:
            return super(HandzettelGroup, self).main(
                args, prog_name, complete_var, standalone_mode=False, **extra
            )

        if not standalone_mode:
            return run()
        # otherwise it is called in a process that goes on
        is_process = args is None
        if is_process:
            command_process.mark()
            terminal.prepare()
            _say_nothing_unasked()
        sys.exit(_finished(run, for_good=is_process))


def _finished(run: Callable[[], Any], *, for_good: bool) -> int:
    """Run the command and clean up after it; return its exit code."""
    code: int = Exit.UNFORESEEN
    try:
        with interruption.interruptible(for_good=for_good):
            try:
                code = _outcome(run)
            finally:
                interruption.end()
                if for_good:
                    _clean_up()
    except KeyboardInterrupt:  # before the command began, or just at its end
        code = interruption.exit_code()
        if for_good:
            _clean_up()
    return code


def _outcome(run: Callable[[], Any]) -> int:
    """The exit code of a command, with a message for whatever ended it before its end."""
    try:
        result = run()
        terminal.finish()
    except KeyboardInterrupt:
        return interruption.exit_code()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        if interruption.signal_received():  # while a question was asked
            return interruption.exit_code()
        terminal.echo(_("Aborted!"), err=True)
        return DECLINED
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except HandzettelError as error:
        for problem in error.problems:
            _tell(problem)
        _tell_details(error.details)
        return error.exit
    except (BrokenPipeError, _BrokenPipe) as error:
        if terminal.is_reader_gone():
            terminal.silence_output()
            return Exit.DONE
        pipe = error.__cause__ if isinstance(error, _BrokenPipe) else error
        assert isinstance(pipe, BrokenPipeError)
        return _system_refused(pipe)
    except OSError as error:
        return _system_refused(error)
    except Exception as error:  # the last catch: whatever it is, it is told and not traced
        return _unforeseen(error)
    return result if isinstance(result, int) else Exit.DONE


def _system_refused(error: OSError) -> int:
    if error.filename == _("standard output"):
        terminal.silence_output()
    _tell(system_problem(error))
    _tell_details(_trace(error))
    return Exit.CONFLICT


def _unforeseen(error: Exception) -> int:
    """Tell of what nobody thought of: a fault of the program or of a library."""
    place = Place(" ".join(_running))
    remedy = _("run it again with -v for the details, and send them to the makers")
    what = _("something unforeseen went wrong")
    if isinstance(error, MemoryError):
        what = _("there is not enough memory")
        remedy = _("close other programs, or make less at once with --workers 1")
    _tell(Problem(place, what, remedy))
    _tell_details(_trace(error))
    return Exit.UNFORESEEN


def _tell(problem: Problem) -> None:
    terminal.echo(problem, fg="red", err=True)


def _tell_details(details: str) -> None:
    """A traceback, for whoever asks for it with -v."""
    if terminal.voice.verbose:
        for line in details.splitlines():
            terminal.echo(line, err=True)


def _trace(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(error))


def _show(error: click.ClickException) -> None:
    """Click's own message, which can quote what was typed or what a file is called."""
    error.message = "\n".join(visible(line) for line in error.message.splitlines())  # type: ignore[misc]
    try:
        error.show()
    except OSError:
        terminal.silence_output()


def _clean_up() -> None:
    """End what was started and remove what is this run's alone."""
    if "reports.processes.forkserver" in sys.modules:
        from reports.processes import forkserver

        forkserver.end_processes()
    elif "reports.storage.run_folder" in sys.modules:
        from reports.storage import run_folder

        run_folder.end_run()


def _say_nothing_unasked() -> None:
    """Keep threads, finalizers and libraries from printing tracebacks by themselves."""
    threading.excepthook = lambda hook: _tell_details(_hooked(hook.exc_value))
    sys.unraisablehook = _after_unraisable
    # libraries say what they please; ours that matter are heard where they are used
    import logging

    logging.getLogger().addHandler(logging.NullHandler())


def _after_unraisable(hook: Any) -> None:
    if isinstance(hook.exc_value, KeyboardInterrupt):
        interruption.interrupt_again()
    else:
        _tell_details(_hooked(hook.exc_value))


def _hooked(error: BaseException | None) -> str:
    return _trace(error) if error is not None else ""
