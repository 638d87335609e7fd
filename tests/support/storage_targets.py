"""Fuzz targets for files that the program wrote itself: cache, output record and change journal."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

from reports.storage.cache import Store
from reports.storage.output import Output
from reports.storage.output_record import RECORD
from tests.support import dictionaries
from tests.support.fuzz import Reader, Target, encoded, new_folder
from tests.support.mutation import Mutator
from tests.support.small_workspace import RESOLUTION

_KEY = "ab" * 32

_STORED = ({"pages": 3}, b"%PDF-1.7 " + bytes(range(256)) * 3)


@cache
def _cache_entry() -> bytes:
    """Return the file of a cache entry."""
    with tempfile.TemporaryDirectory() as folder:
        Store(Path(folder)).put(_KEY, *_STORED)
        return next(Path(folder).glob("*/*")).read_bytes()


def _read_cache_entry() -> Reader:
    """Get an entry from the cache: what was put there, or None."""
    folder = new_folder()
    path = folder / _KEY[:2] / _KEY[2:]
    path.parent.mkdir()

    def run(data: bytes) -> None:
        path.write_bytes(data)
        assert Store(folder).get(_KEY) in (None, _STORED)

    return run


_RECORD = json.dumps(
    {"workspace": "..", "files": {"summary/bereich-1.pdf": "0" * 64, "flyer/a/a5-de.pdf": "1" * 64}}
)


def _use_output_record() -> Reader:
    """Use an output folder with a spoilt record, which must name no file outside it."""
    from reports.storage import fingerprint

    workspace = new_folder()
    folder = workspace / "out"
    (folder / "summary").mkdir(parents=True)
    (folder / "summary/bereich-1.pdf").write_bytes(b"%PDF-1.7")
    (workspace / "handzettel.toml").touch()

    def run(data: bytes) -> None:
        (folder / RECORD).write_bytes(data)
        output = Output(folder, workspace, workspace / "cache")
        for path in [*output.files(), *output.stale(lambda _name: False)]:
            assert path.resolve().is_relative_to(folder.resolve())
            output.is_as_made(path)
        fingerprint.workspace(workspace)
        with output.held():
            output.write(folder / "x.pdf", data)

    return run


_JOURNAL = json.dumps(
    {
        "token": "0123456789abcdef",
        "decided": True,
        "folders": ["resolutions"],
        "steps": [
            {"name": "events.yaml", "before": None, "after": None},
            {
                "name": "resolution.yaml",
                "before": hashlib.sha256(RESOLUTION.encode()).hexdigest(),
                "after": None,
            },
        ],
    }
)


def _restore_workspace() -> Reader:
    """Undo an interrupted change by a spoilt journal, which must touch no file outside."""
    from reports.storage.change_journal import FOLDER
    from reports.storage.file_set import writing_into

    outside = new_folder()
    workspace = outside / "workspace"

    def run(data: bytes) -> None:
        shutil.rmtree(workspace, ignore_errors=True)
        (workspace / FOLDER).mkdir(parents=True)
        (outside / "resolution.yaml").write_text(RESOLUTION, "utf-8")
        (workspace / "resolution.yaml").write_text(RESOLUTION, "utf-8")
        (workspace / FOLDER / "changes.json").write_bytes(data)
        try:
            with writing_into(workspace, wait=0):
                pass
        finally:
            assert sorted(path.name for path in outside.iterdir()) == [
                "resolution.yaml",
                "workspace",
            ]

    return run


STORAGE_TARGETS: dict[str, Target] = {
    "cache": Target(
        lambda: Mutator([_cache_entry()], dictionaries.JSON), _read_cache_entry, 300, 12_000
    ),
    "output record": Target(
        lambda: Mutator(encoded(_RECORD), dictionaries.JSON), _use_output_record, 60, 3_000
    ),
    "journal": Target(
        lambda: Mutator(encoded(_JOURNAL), dictionaries.JSON), _restore_workspace, 60, 2_000
    ),
}
