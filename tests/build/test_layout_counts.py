"""How often pages are laid out until they fit: what takes most of the time of a build."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from reports.build.builder import Made, make
from reports.commands.options import cache_folder
from reports.documents.planning import plan
from reports.render.engine import Engine
from tests.support import factories
from tests.support.factories import DAY, sample

pytestmark = factories.ENGINE

MOST_LAYOUTS, MOST_PAGES = 2.2, 2.2
"""Layouts for each document of the sample, and pages laid out for each that is printed."""


def test_pages_of_the_sample_are_laid_out_about_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: dict[str, list[int]] = defaultdict(list)
    lays_out = Engine._layout

    def count(engine: Engine, document: Any, *more: Any) -> Any:
        layout = lays_out(engine, document, *more)
        counts[document.name].append(layout.pages)
        return layout

    monkeypatch.setattr(Engine, "_layout", count)
    content = sample()
    documents = plan(content, content.settings.build.kinds, DAY, None).documents
    results = list(make(content, documents, cache_folder()))
    finished = [result for result in results if isinstance(result, Made)]
    assert len(finished) == len(documents) == len(counts) > 20
    assert sum(map(len, counts.values())) <= MOST_LAYOUTS * len(finished)
    assert sum(map(sum, counts.values())) <= MOST_PAGES * sum(result.pages for result in finished)
