"""Warnings of the engine's C libraries, which would stand on the screen between our own lines.

GLib prints what Pango finds fault with, such as a size that overflows. Here it becomes a line
of the engine's log, whose faults are told in words of this program.
"""

from __future__ import annotations

import ctypes
import logging
from functools import cache

from reports.render.native_libraries import NEEDED

_HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
"""The C type GLogFunc: domain, level, message, user data."""

_log = logging.getLogger("weasyprint")


def _forward(domain: bytes | None, _level: int, message: bytes | None, _data: int | None) -> None:
    """Log a message of a library under the name of the library."""
    name, text = ((part or b"").decode(errors="replace") for part in (domain, message))
    _log.warning("%s: %s", name, text)


_FORWARD = _HANDLER(_forward)
"""The function as C calls it, which must live as long as the process."""


@cache
def log_library_messages() -> None:
    """Have the messages of the C libraries logged from now on, instead of printed."""
    for file in NEEDED["GObject"]:  # it depends on GLib, and is found where that is not
        try:
            library = ctypes.CDLL(file)
        except OSError:
            continue
        library.g_log_set_default_handler.restype = ctypes.c_void_p
        library.g_log_set_default_handler.argtypes = (_HANDLER, ctypes.c_void_p)
        library.g_log_set_default_handler(_FORWARD, None)
        return
