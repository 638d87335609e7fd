"""Handzettel: printed matter from the resolutions of a party congress.

In a checkout ``cli.py``, ``templates``, ``styles``, ``data`` and ``typefaces`` lie beside
this package, in a wheel inside it. The package path gets the checkout's root appended, so
that the names are the same in both (``reports.cli``, ``reports.templates``).
"""

import sys
from types import TracebackType


def _end_quietly(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Print no traceback for a Ctrl-C while the command is being loaded.

    Once it is, :mod:`reports.commands.interruption` handles that.
    """
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _end_quietly

from pathlib import Path  # noqa: E402  # imported late: that takes long enough for a Ctrl-C

_package = Path(__file__).resolve().parent
if not (_package / "cli.py").exists():
    __path__.append(str(_package.parent))


def shipped_folder(name: str) -> Path:
    """Return a shipped folder: ``templates``, ``styles``, ``data`` or ``typefaces``."""
    inside = _package / name
    return inside if inside.is_dir() else _package.parent / name
