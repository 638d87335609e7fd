"""Start WeasyPrint faster.

Library look-ups that fail are skipped, seldom-used modules are imported lazily, and parsed
hyphenation patterns are cached.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import hashlib
import importlib
import io
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pyphen

from reports.render import native_libraries
from reports.storage.cache import Store

_SELDOM = ("fontTools.subset", "fontTools.varLib", "fontTools.varLib.instancer")
"""Modules that the engine needs only if HarfBuzz cannot subset a font, or for a variable font."""


@contextmanager
def quick_start() -> Iterator[None]:
    """Let the engine be imported within a ``with`` block in half the time.

    The engine tries each library under its names on all systems. On Linux every wrong name
    is searched for with ldconfig, gcc and ld, although the loader finds the right one by
    itself: that search is switched off. Modules that are seldom needed are imported at
    their first use.

    Raises:
        RenderingError: If a library of the system is missing.
    """
    find_library = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _find_no_library
    postponed = [name for name in _SELDOM if name not in sys.modules]
    for name in postponed:
        sys.modules[name] = _LazyModule(name)
    try:
        # if a library is missing, the engine prints its own advice
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    except OSError as error:
        raise native_libraries.missing_error(
            list(native_libraries.missing_libraries()) or ["Pango"]
        ) from error
    finally:
        ctypes.util.find_library = find_library
        for name in postponed:
            del sys.modules[name]


def _find_no_library(name: str) -> str | None:  # noqa: ARG001  # replaces a function of ctypes
    """Find nothing; takes the place of ``ctypes.util.find_library``."""
    return None


class _LazyModule(ModuleType):
    """A module whose functions import it when they are called."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []  # marks a package, so that its modules can be imported

    def __getattr__(self, name: str) -> Any:
        """Return a function of the module that is not imported yet.

        Raises AttributeError for names that begin with two underscores, which Python asks for
        itself.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        return _lazy_function(self.__name__, name)


def _lazy_function(module: str, name: str) -> Callable[..., Any]:
    """Return a function that imports a module and calls its function of this name."""

    def call(*args: Any, **options: Any) -> Any:
        """Import the module, and call its function."""
        return getattr(importlib.import_module(module), name)(*args, **options)

    return call


class _CachedPatterns(dict[Any, Any]):
    """Pyphen's table of parsed hyphenation patterns by file, also kept in a store."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def __contains__(self, path: object) -> bool:
        """Return whether the patterns of a file are known, after looking into the store."""
        if not super().__contains__(path) and (entry := self._store.get(_pattern_key(path))):
            super().__setitem__(path, pickle.loads(entry[1]))
        return super().__contains__(path)

    def __setitem__(self, path: Any, patterns: Any) -> None:
        """Keep the patterns of a file, also in the store."""
        super().__setitem__(path, patterns)
        self._store.put(_pattern_key(path), {}, pickle.dumps(patterns))


def _pattern_key(path: Any) -> str:
    """Return the store's key for the hyphenation patterns of a file."""
    return hashlib.sha256(f"hyphenation {pyphen.VERSION} {path}".encode()).hexdigest()


def keep_hyphenation(store: Store) -> None:
    """Have hyphenation patterns read from a store: parsing the German ones takes 0.5 seconds."""
    pyphen.hdcache = _CachedPatterns(store)
