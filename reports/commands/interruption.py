"""Turn the signals that end a command into one exception, so that it cleans up once.

A closed terminal (SIGHUP) and a stopped service (SIGTERM) count like Ctrl-C (SIGINT). Signals
that come while the command cleans up are ignored; only if that takes longer than PATIENCE
does another signal end it at once.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from reports.errors import Interrupted
from reports.storage.deferred_signals import defer

PATIENCE = 10.0
"""Seconds of cleaning up after which another signal ends the command at once."""

_SIGNALS = [
    number
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if (number := getattr(signal, name, None)) is not None
]


@dataclass
class _Interruption:
    """What has become of the signals of this process."""

    number: int = 0
    """The number of the signal that came, 0 for none."""
    ending: bool = False
    """Whether the command cleans up, so that no more signals are raised."""
    since: float = 0.0
    """When the signal came or the end began (monotonic clock)."""


_interruption = _Interruption()
_handled: set[int] = set()
"""The signals that are turned into exceptions now."""


@contextmanager
def interruptible(*, for_good: bool) -> Iterator[None]:
    """Raise Interrupted for a signal in the block.

    Afterwards the signals are ignored (`for_good`, when the process ends) or handled as before.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _interruption.number, _interruption.ending = 0, False
    handlers: dict[int, Any] = {}
    for number in _SIGNALS:
        handler = signal.getsignal(number)
        if handler is signal.SIG_IGN or handler is None:  # nohup has SIGHUP ignored
            continue
        handlers[number] = signal.signal(number, _interrupt)
    _handled.update(handlers)
    try:
        yield
    finally:
        end()
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_IGN if for_good else handler)
        _handled.clear()


def end() -> None:
    """Ignore signals from now on, since the command has ended and cleans up."""
    if not _interruption.ending:
        _interruption.ending, _interruption.since = True, time.monotonic()


def signal_received() -> int:
    """Return the number of the signal that ended the command, 0 if none did."""
    return _interruption.number


def exit_code() -> int:
    """Return the exit code of a command that a signal ended: 128 and the signal's number."""
    return 128 + (_interruption.number or signal.SIGINT)


def interrupt_again() -> None:
    """Raise the signal's exception once more, after it was lost in a finalizer.

    Python prints exceptions in finalizers and goes on.
    """
    if _interruption.number and not _interruption.ending:
        number, _interruption.number = _interruption.number, 0
        # a moment later, when the finalizer is done
        threading.Timer(0.02, _thread.interrupt_main, (number,)).start()


def _interrupt(number: int, _frame: FrameType | None) -> None:
    """Handle a signal: raise Interrupted for the first one, leave at once if patience is over."""
    if _interruption.number or _interruption.ending:
        if time.monotonic() - _interruption.since > PATIENCE:
            _leave(number)
        return
    _interruption.number, _interruption.since = number, time.monotonic()
    if not defer(number):
        raise Interrupted(number)


def _leave(number: int) -> None:
    """End the process at once; child processes have one second to end."""
    if "reports.processes.forkserver" in sys.modules:
        from reports.processes import forkserver

        threading.Thread(target=forkserver.end_processes, daemon=True).start()
        time.sleep(1)
    os._exit(128 + number)


def _reset_in_child() -> None:
    """Set the handlers of a forked child: Ctrl-C is for the command, other signals end it."""
    for number in _handled:
        is_ignored = number == signal.SIGINT
        signal.signal(number, signal.SIG_IGN if is_ignored else signal.SIG_DFL)
    _handled.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_in_child)
