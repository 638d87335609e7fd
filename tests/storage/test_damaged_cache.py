"""A cache with whatever in it changes nothing of what is read and made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reports.build.builder import Failed, make
from reports.commands.options import cache_folder
from reports.content.settings import Kind
from reports.content.workspace import Content, load
from reports.documents.planning import plan
from reports.storage.cache import Store
from tests.support import factories
from tests.support.mutation import Mutator
from tests.support.small_workspace import SMALL_WORKSPACE

pytestmark = factories.ENGINE

Record = Callable[[str, object], None]


def _results(workspace: Path, cache: Path) -> tuple[Content, Mapping[str, bytes]]:
    store = Store(cache)
    content = load(workspace, store)
    documents = plan(content, [Kind.CHECKLIST], factories.DAY).documents
    pdfs = {}
    for result in make(content, documents, cache_folder(), store=store):
        assert not isinstance(result, Failed), result.error
        pdfs[result.document.name] = result.pdf
    return content, pdfs


def _prove(folder: Path, damaged: int, record: Record) -> None:
    """Damage all files of a cache again and again, until there were so many."""
    workspace, cache = folder / "workspace", folder / "cache"
    (workspace / "campaigns").mkdir(parents=True)
    for name, text in SMALL_WORKSPACE.items():
        (workspace / name).write_text(text, "utf-8")
    content, pdfs = _results(workspace, cache)
    number = 0
    while number < damaged:
        for path in sorted(path for path in cache.rglob("*") if path.is_file()):
            number += 1
            # the first two cases are the files as they are
            path.write_bytes(Mutator([path.read_bytes()]).case(number + 1))
        assert _results(workspace, cache) == (content, pdfs), number
    record("tried", ("damaged cache files", number, 0, ""))


def test_damaged_cache_changes_nothing(tmp_path: Path, record_property: Record) -> None:
    _prove(tmp_path, 20, record_property)


@pytest.mark.soak
def test_cache_damaged_2300_times_changes_nothing(tmp_path: Path, record_property: Record) -> None:
    _prove(tmp_path, 2_300, record_property)
