"""How processes start here: with the engine in them, early, and never to outlive the command."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any

from reports.errors import ConflictError
from reports.processes import command_process
from reports.processes.parent_tie import tie_to_parent
from reports.storage import run_folder

_PRELOAD = "reports.processes.preload"
"""What the server that forks imports, so that what it forks need not."""

_TIE = "reports.processes.fork_server_tie"
"""What makes it end with the command."""

_SOCKETS = "tempdir"
"""The library's setting for the folder in which its sockets lie."""

_LEAKS = "ignore::UserWarning:multiprocessing.resource_tracker"
"""What the library says of semaphores that it removed after the command was killed."""


def process_context() -> BaseContext:
    """The way in which processes start."""
    if command_process.is_marked():
        # else modules would be looked for in the current folder first, which may be anybody's
        os.environ["PYTHONSAFEPATH"] = "1"
        with contextlib.suppress(ConflictError):  # without a folder of this run, in the usual one
            _use_run_folder()
    if not _forks():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # the system lets a process end with the thread that started it, not with the process
    from_main = threading.current_thread() is threading.main_thread()
    context.set_forkserver_preload([_TIE, _PRELOAD] if from_main else [_PRELOAD])
    with _undisturbed():
        from multiprocessing import forkserver  # not for every system

        forkserver.ensure_running()
    return context


def preload_engine() -> None:
    """Have the engine loaded in the background, while other things are loaded here."""
    process_context()


def end_processes() -> None:
    """End every process that was started here, and remove the run's folder.

    By themselves the processes end once they have loaded the engine, some seconds later.
    """
    for child in multiprocessing.active_children():
        child.kill()
        child.join(1)
    if "multiprocessing.forkserver" in sys.modules:
        _end_fork_server()
    _settings().pop(_SOCKETS, None)
    run_folder.end_run()


def die_with_parent() -> None:
    """Have this process end when the one that started it has ended, however it did.

    On Linux the system sees to it, also where this process is deep in a library: the server
    that forks ends with the command, and what it forked with the server. Elsewhere a thread
    waits for the command's end.
    """
    tie_to_parent()
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if not parent.is_alive():  # it was gone before we asked
        os._exit(1)
    threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def silence_logging() -> None:
    """Have nothing printed of what libraries log in this process, as in the command's own.

    Where nobody asks for them, Python prints warnings on the terminal. A library has one for
    each of a thousand odd entries of a font. Ours that matter are heard where they are used.
    """
    logging.getLogger().addHandler(logging.NullHandler())


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _use_run_folder() -> None:
    """Put temporary files of this process and those it starts into the run's folder.

    The library would remove its own folder at the very end, when all of them are gone.
    """
    run_folder.use_for_temporary_files()
    _settings().setdefault(_SOCKETS, run_folder.temporary_folder())


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes that a Ctrl-C on the terminal does not reach: it is meant for the command.

    They would print a traceback while they load. A signal that is blocked when a process
    starts stays blocked in it; here it is only put off.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    sys.warnoptions.append(_LEAKS)
    try:
        resource_tracker.ensure_running()  # first, since it unblocks SIGINT at its end
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
    finally:
        sys.warnoptions.remove(_LEAKS)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_fork_server() -> None:
    """Kill the server that forks and wait for it.

    The standard library has the means only for its own tests.
    """
    from multiprocessing import forkserver

    server: Any = forkserver._forkserver
    number = server._forkserver_pid
    if number is None:
        return
    with contextlib.suppress(OSError):
        os.kill(number, signal.SIGKILL)
    with contextlib.suppress(OSError):
        server._stop()


def _forks() -> bool:
    # from a server: a fork of this process, which has threads, can hang
    known = "forkserver" in multiprocessing.get_all_start_methods()
    # the library's own folder within that for temporary files, where it was given none
    own = f"{run_folder.temporary_folder()}/pymp-xxxxxxxx"
    return known and len(_settings().get(_SOCKETS, own)) <= run_folder.LONGEST_FOLDER


def _settings() -> dict[str, Any]:
    """What the library keeps for this process.

    It has no public way to say where its sockets lie, and its stubs no private one.
    """
    settings: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    return settings
