"""How processes are started: from a fork server with the engine loaded, tied to the command."""

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
"""The module with all that the fork server imports once for the processes it forks."""

_TIE = "reports.processes.fork_server_tie"
"""The module whose import has the fork server end with the command."""

_SOCKETS = "tempdir"
"""The key under which multiprocessing keeps the folder of its sockets."""

_LEAKS = "ignore::UserWarning:multiprocessing.resource_tracker"
"""Hides multiprocessing's warnings about semaphores of a command that was killed."""


def process_context() -> BaseContext:
    """Return the multiprocessing context to start processes with.

    That is a fork server, started by the first call, which begins to load the engine in the
    background; where there are none, processes start afresh ("spawn"). If this process was
    started for one command, its temporary files go into the run folder from now on.
    """
    if command_process.is_marked():
        # else Python looks for modules in the current folder first, which may be anybody's
        os.environ["PYTHONSAFEPATH"] = "1"
        with contextlib.suppress(ConflictError):  # no run folder: use the system's
            _use_run_folder()
    if not _can_fork():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # the system ends a tied process with the thread that started it, not with its process
    from_main = threading.current_thread() is threading.main_thread()
    context.set_forkserver_preload([_TIE, _PRELOAD] if from_main else [_PRELOAD])
    with _signals_blocked():
        from multiprocessing import forkserver  # not for every system

        forkserver.ensure_running()
    return context


def preload_engine() -> None:
    """Have the engine loaded in the background while this process goes on."""
    process_context()


def end_processes() -> None:
    """End every process that was started here, and remove the run folder.

    By themselves processes end only once they have loaded the engine, some seconds later.
    """
    for child in multiprocessing.active_children():
        child.kill()
        child.join(1)
    if "multiprocessing.forkserver" in sys.modules:
        _end_fork_server()
    _multiprocessing_settings().pop(_SOCKETS, None)
    run_folder.end_run()


def die_with_parent() -> None:
    """Have this process end when the process that started it has ended in any way.

    On Linux the system sees to that, even while this process is busy in a library: the
    fork server ends with the command, and what it forked ends with the server. Elsewhere a
    thread waits for the parent's end.
    """
    tie_to_parent()
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux" and os.getppid() == parent.pid:
        return  # forked from it without a server: the tie is enough
    if not parent.is_alive():  # it ended before the tie was made
        os._exit(1)
    threading.Thread(target=_exit_after, args=(parent.sentinel,), daemon=True).start()


def silence_logging() -> None:
    """Have no log messages of libraries printed by this process, as by the command itself.

    Python prints warnings that no handler takes. The font library alone logs one for each
    of a font's thousand unusual entries.
    """
    logging.getLogger().addHandler(logging.NullHandler())


def _exit_after(sentinel: int) -> None:
    """Wait for the parent's end, then end this process."""
    wait([sentinel])
    os._exit(1)


def _use_run_folder() -> None:
    """Put temporary files of this process and its children, and their sockets, into the run folder.

    multiprocessing would remove a folder of its own only when all processes have ended.
    """
    run_folder.use_for_temporary_files()
    _multiprocessing_settings().setdefault(_SOCKETS, run_folder.temporary_folder())


@contextlib.contextmanager
def _signals_blocked() -> Iterator[None]:
    """Keep Ctrl-C and SIGHUP, which are for the command, from processes that start in the block.

    They would print a traceback while they load. A signal that is blocked when a process starts
    stays blocked in it; in this process it is only postponed. multiprocessing's warnings about
    semaphores of a killed command are hidden in them, too.
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
    """Kill the fork server and wait for its end.

    The standard library can do so only for its own tests, by the private names used here.
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


def _can_fork() -> bool:
    """Return whether a fork server can be used here.

    Only a server forks: a fork of this process, which has threads, can hang. Its socket's
    full name must not be too long for the system.
    """
    is_supported = "forkserver" in multiprocessing.get_all_start_methods()
    # a folder of this form is made by multiprocessing unless it is given one
    default = f"{run_folder.temporary_folder()}/pymp-xxxxxxxx"
    folder = _multiprocessing_settings().get(_SOCKETS, default)
    return is_supported and len(folder) <= run_folder.LONGEST_FOLDER


def _multiprocessing_settings() -> dict[str, Any]:
    """Return the settings that multiprocessing keeps for this process.

    There is no public way to set the folder of its sockets, and its type stubs leave out
    the private one.
    """
    settings: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    return settings
