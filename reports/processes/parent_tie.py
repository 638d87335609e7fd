"""Ties a process to the one that started it: they end together.

Nothing is imported here that takes long: the server that forks needs it first.
"""

import contextlib
import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""Of prctl(2): the signal that the system sends when the parent ends."""


def tie_to_parent() -> None:
    """Have the system end this process with its parent, where it can, which is on Linux."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
