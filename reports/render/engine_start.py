"""A quick start of the engine: what it looks for in vain, and what it reads anew each time."""

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
"""What the engine imports in case HarfBuzz cannot subset a font, or a font is variable."""


@contextmanager
def quick_start() -> Iterator[None]:
    """Import the engine in half the time.

    It tries the names of its libraries on all systems in turn, and on Linux each wrong
    one is searched for with the help of ldconfig, gcc and ld: the loader finds the
    right one by itself. And what it seldom needs is imported when it is needed.
    """
    find_library = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _found_nothing
    stood_in = [name for name in _SELDOM if name not in sys.modules]
    for name in stood_in:
        sys.modules[name] = _Later(name)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # to which it writes advice of its own
            yield
    except OSError as error:
        raise native_libraries.missing(
            list(native_libraries.missing_libraries()) or ["Pango"]
        ) from error
    finally:
        ctypes.util.find_library = find_library
        for name in stood_in:
            del sys.modules[name]


def _found_nothing(name: str) -> str | None:  # noqa: ARG001  # as the function it stands in for
    return None


class _Later(ModuleType):
    """Stands in for a module until something of it is needed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []  # so that modules within it are looked for

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _later(self.__name__, name)


def _later(module: str, name: str) -> Callable[..., Any]:
    def call(*args: Any, **more: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*args, **more)

    return call


class _KeptPatterns(dict[Any, Any]):
    """Pyphen's table of hyphenation patterns by file, kept in a store as well."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def __contains__(self, path: object) -> bool:
        if not super().__contains__(path) and (kept := self._store.get(_pattern_key(path))):
            super().__setitem__(path, pickle.loads(kept[1]))
        return super().__contains__(path)

    def __setitem__(self, path: Any, patterns: Any) -> None:
        super().__setitem__(path, patterns)
        self._store.put(_pattern_key(path), {}, pickle.dumps(patterns))


def _pattern_key(path: Any) -> str:
    return hashlib.sha256(f"hyphenation {pyphen.VERSION} {path}".encode()).hexdigest()


def keep_hyphenation(store: Store) -> None:
    """Have patterns read from a store: parsing the German ones takes half a second."""
    pyphen.hdcache = _KeptPatterns(store)
