"""Ties a process to its parent, so that they end together.

This imports nothing that takes long, since the fork server imports it before all else.
"""

import contextlib
import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""The option of prctl(2) that sets which signal the system sends when the parent ends."""


def tie_to_parent() -> None:
    """Have the system kill this process when its parent ends (on Linux only)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
