"""Handzettel: printed matter from the resolutions of a party congress.

In a checkout the rooms ``cli.py``, ``templates``, ``styles``, ``data`` and
``typefaces`` lie beside this package, in a wheel inside it. Appending the checkout's root to the
package path gives both the same names (``reports.cli``, ``reports.templates``).
"""

from pathlib import Path

_here = Path(__file__).resolve().parent
if not (_here / "cli.py").exists():
    __path__.append(str(_here.parent))


def room(name: str) -> Path:
    """The folder of a shipped room: ``templates``, ``styles``, ``data`` or ``typefaces``."""
    inside = _here / name
    return inside if inside.is_dir() else _here.parent / name
