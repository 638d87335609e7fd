"""Signals that end the command, as one exception that unwinds it once.

A closed terminal (SIGHUP) and a service's stop (SIGTERM) clean up like Ctrl-C (SIGINT).
What comes while the command is cleaning up is not to disturb that; only where it takes
very long does another signal end it at once.
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
"""Seconds that cleaning up may take before another signal ends the command at once."""

_SIGNALS = [
    number
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if (number := getattr(signal, name, None)) is not None
]


@dataclass
class _State:
    number: int = 0
    """The signal that came, 0 for none."""
    ending: bool = False
    since: float = 0.0
    """When the end began."""


_state = _State()
_taken: set[int] = set()
"""The signals that are turned into exceptions."""


@contextmanager
def interruptible(*, for_good: bool) -> Iterator[None]:
    """Turn signals into an exception inside; afterwards as before, or ignored for good."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _state.number, _state.ending = 0, False
    before: dict[int, Any] = {}
    for number in _SIGNALS:
        handler = signal.getsignal(number)
        if handler is signal.SIG_IGN or handler is None:  # as nohup has it
            continue
        before[number] = signal.signal(number, _interrupt)
    _taken.update(before)
    try:
        yield
    finally:
        end()
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if for_good else handler)
        _taken.clear()


def end() -> None:
    """Let nothing interrupt from now on: the command is at its end and cleans up."""
    if not _state.ending:
        _state.ending, _state.since = True, time.monotonic()


def signal_received() -> int:
    """The signal that ended the command, 0 where none did."""
    return _state.number


def exit_code() -> int:
    """The exit code of a command that a signal ended."""
    return 128 + (_state.number or signal.SIGINT)


def interrupt_again() -> None:
    """Interrupt once more, a moment later: the exception was lost where none can be raised."""
    if _state.number and not _state.ending:
        number, _state.number = _state.number, 0
        threading.Timer(0.02, _thread.interrupt_main, (number,)).start()


def _interrupt(number: int, _frame: FrameType | None) -> None:
    if _state.number or _state.ending:
        if time.monotonic() - _state.since > PATIENCE:
            _leave(number)
        return
    _state.number, _state.since = number, time.monotonic()
    if not defer(number):
        raise Interrupted(number)


def _leave(number: int) -> None:
    """End at once, with as much cleaning up as there is time for."""
    if "reports.processes.forkserver" in sys.modules:
        from reports.processes import forkserver

        threading.Thread(target=forkserver.end_processes, daemon=True).start()
        time.sleep(1)
    os._exit(128 + number)


def _as_a_child() -> None:
    """In a fork of the command: Ctrl-C is for the command, and what ends a process ends this."""
    for number in _taken:
        keeps = number == signal.SIGINT
        signal.signal(number, signal.SIG_IGN if keeps else signal.SIG_DFL)
    _taken.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_as_a_child)
