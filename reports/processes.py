"""How processes start here: with the engine in them, and as early as can be."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from threading import Thread

ENGINE = ("reports.fit", "reports.worker", "reports.pool")
"""What a process imports before its first job; that takes most of its start."""

LONGEST_FOLDER = 70
"""Characters of the folder for temporary files, in which the server that forks has its socket.

A socket's whole name has room for 104 to 108.
"""


def context() -> BaseContext:
    """The way in which processes start."""
    if not _forks():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(list(ENGINE))
    return found


def begin() -> None:
    """Have the engine loaded in the background, while other things are loaded here."""
    if _forks():
        from multiprocessing import forkserver  # not for every system

        context()
        forkserver.ensure_running()


def die_with_parent() -> None:
    """Have this process end when the one that started it has ended, however it did."""
    if sys.platform == "linux":
        import ctypes

        # PR_SET_PDEATHSIG, prctl(2); a server that forks ends with its own parent
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _forks() -> bool:
    # from a server: a fork of this process, which has threads, can hang
    known = "forkserver" in multiprocessing.get_all_start_methods()
    return known and len(tempfile.gettempdir()) <= LONGEST_FOLDER
