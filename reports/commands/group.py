"""The group of commands, which turns every error into messages and an exit code.

This is the only place that does so: commands raise, and :func:`_outcome` prints the problems.
No exception reaches the user as a traceback, and no process that was started outlives the
command, since every command ends in :meth:`HandzettelGroup.main`.
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
"""The exit code after a question was answered with no; click's own."""

_command_line: list[str] = ["handzettel"]
"""The program and the command that runs."""


class _BrokenPipe(Exception):  # noqa: N818  # an error only if the pipe is not the output
    """A BrokenPipeError in disguise: click would exit without a message, whatever pipe broke."""


@contextmanager
def _hidden_from_click() -> Iterator[None]:
    """Raise a BrokenPipeError in the block as _BrokenPipe, which click does not catch."""
    try:
        yield
    except BrokenPipeError as error:
        raise _BrokenPipe from error


class HandzettelGroup(click.Group):
    """The commands, listed in the order in which they were added."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Make the group as click does, its placeholders in the user's language."""
        super().__init__(*args, **more)
        placeholders.translate(self)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, its placeholders in the user's language."""
        placeholders.translate(cmd)
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order they were added."""
        return list(self.commands)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Parse the arguments as click does, but let broken pipes pass through it."""
        with _hidden_from_click():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command as click does, but let broken pipes pass through it."""
        with _hidden_from_click():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, and note its name for messages."""
        name, command, rest = super().resolve_command(ctx, args)
        _command_line[1:] = [name] if name else []
        return name, command, rest

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command, print what ended it, clean up and exit with its code.

        Not in `standalone_mode`, it is run as click does, and its result is returned.
        """
        if not terminal.shows_colours():
            extra["color"] = False

        def run() -> Any:
            """Run the command as click does, but let it return and raise instead of exiting."""
            return super(HandzettelGroup, self).main(
                args, prog_name, complete_var, standalone_mode=False, **extra
            )

        if not standalone_mode:
            return run()
        # with arguments it is called by a test, in a process that goes on afterwards
        is_process = args is None
        if is_process:
            command_process.mark()
            terminal.prepare()
            _silence_libraries()
        sys.exit(_run_and_clean_up(run, for_good=is_process))


def _run_and_clean_up(run: Callable[[], Any], *, for_good: bool) -> int:
    """Run the command, clean up after it and return its exit code."""
    code: int = Exit.UNFORESEEN
    try:
        with interruption.interruptible(for_good=for_good):
            try:
                code = _outcome(run)
            finally:
                interruption.end()
                if for_good:
                    _clean_up()
    except KeyboardInterrupt:  # the signal came before the command began, or just at its end
        code = interruption.exit_code()
        if for_good:
            _clean_up()
    return code


def _outcome(run: Callable[[], Any]) -> int:
    """Run the command and return its exit code; print the problems of an error that ended it."""
    try:
        result = run()
        terminal.finish()
    except KeyboardInterrupt:
        return interruption.exit_code()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        if interruption.signal_received():  # the signal came while a question was asked
            return interruption.exit_code()
        terminal.echo(_("Aborted!"), err=True)
        return DECLINED
    except click.ClickException as error:
        _print_usage_error(error)
        return error.exit_code
    except HandzettelError as error:
        for problem in error.problems:
            _print_problem(problem)
        terminal.print_details(error.details)
        return error.exit
    except (BrokenPipeError, _BrokenPipe) as error:
        if terminal.is_reader_gone():
            terminal.silence_output()
            return Exit.DONE
        pipe = error.__cause__ if isinstance(error, _BrokenPipe) else error
        assert isinstance(pipe, BrokenPipeError)
        return _system_error(pipe)
    except OSError as error:
        return _system_error(error)
    except Exception as error:  # a fault of the program or of a library
        return _unforeseen_error(error)
    return result if isinstance(result, int) else Exit.DONE


def _system_error(error: OSError) -> int:
    """Print an error of the system; return the exit code."""
    if error.filename is None and _comes_from_click_echo(error):
        error.filename = _("standard output")
    if error.filename == _("standard output"):
        terminal.silence_output()
    _print_problem(system_problem(error))
    terminal.print_details(_traceback(error))
    return Exit.CONFLICT


def _comes_from_click_echo(error: OSError) -> bool:
    """Return whether click could not print: a help page, the version, words for the shell."""
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    return innermost is not None and innermost.tb_frame.f_code is click.echo.__code__


def _unforeseen_error(error: Exception) -> int:
    """Print an error that the program does not expect; return the exit code."""
    message = _("something unforeseen went wrong")
    remedy = _("run it again with -v for the details, and send them to the makers")
    if isinstance(error, MemoryError):
        message = _("there is not enough memory")
        remedy = _("close other programs, or make less at once with --workers 1")
    _print_problem(Problem(Place(" ".join(_command_line)), message, remedy))
    terminal.print_details(_traceback(error))
    return Exit.UNFORESEEN


def _print_problem(problem: Problem) -> None:
    """Print a problem in red on standard error."""
    terminal.echo(problem, fg="red", err=True)


def _traceback(error: BaseException | None) -> str:
    """Return the traceback of an error as text; empty without one."""
    import traceback  # loaded here, since few commands fail and all of them start

    return "".join(traceback.format_exception(error)) if error is not None else ""


def _print_usage_error(error: click.ClickException) -> None:
    """Print click's own message, made visible: it quotes arguments and file names."""
    error.message = "\n".join(visible(line) for line in error.message.splitlines())  # type: ignore[misc]
    try:
        error.show()
    except OSError:
        terminal.silence_output()


def _clean_up() -> None:
    """End the processes that the command started, and remove the run's folder."""
    if "reports.processes.forkserver" in sys.modules:
        from reports.processes import forkserver

        forkserver.end_processes()
    elif "reports.storage.run_folder" in sys.modules:
        from reports.storage import run_folder

        run_folder.end_run()


def _silence_libraries() -> None:
    """Keep threads, finalizers and libraries from printing tracebacks and warnings."""
    threading.excepthook = lambda arguments: terminal.print_details(_traceback(arguments.exc_value))
    sys.unraisablehook = _handle_unraisable
    # where a library's log matters, it is read there
    import logging

    logging.getLogger().addHandler(logging.NullHandler())


def _handle_unraisable(arguments: Any) -> None:
    """Handle an exception in a finalizer (sys.unraisablehook)."""
    if isinstance(arguments.exc_value, KeyboardInterrupt):
        interruption.interrupt_again()
    else:
        terminal.print_details(_traceback(arguments.exc_value))
