"""Handzettel: printed matter from the resolutions of a party congress.

In a checkout the rooms ``cli.py``, ``templates``, ``styles``, ``data`` and
``typefaces`` lie beside this package, in a wheel inside it. Appending the checkout's root to the
package path gives both the same names (``reports.cli``, ``reports.templates``).
"""

import sys
from types import TracebackType


def _end_quietly(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say nothing of a Ctrl-C while the command is loaded; its own handling begins later."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _end_quietly

from pathlib import Path  # noqa: E402  # which takes long enough to be interrupted

_here = Path(__file__).resolve().parent
if not (_here / "cli.py").exists():
    __path__.append(str(_here.parent))


def room(name: str) -> Path:
    """The folder of a shipped room: ``templates``, ``styles``, ``data`` or ``typefaces``."""
    inside = _here / name
    return inside if inside.is_dir() else _here.parent / name
