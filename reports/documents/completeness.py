"""Whether every measure of a resolution stands in what is printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser

from reports.content.demands import demands
from reports.content.resolution import Resolution
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.errors import Place, Problem
from reports.i18n import _


def forgotten(
    content: Content, documents: Sequence[Document], write: Callable[[Document], str]
) -> list[Problem]:
    """Measures that do not stand in exactly one summary and on the lists of all they ask.

    ``write`` gives a document's HTML, which marks each measure with its id.
    """
    summaries: dict[tuple[str, str], list[str]] = {}
    lists: dict[str, Counter[str]] = {}
    for document in documents:
        if re.fullmatch(r"summary/(?:[^/]+/)?bereich-\d+", document.name):
            resolution: Resolution = document.context["resolution"]
            for one in _blocks(write(document)):
                summaries.setdefault((resolution.id, one), []).append(document.name)
        elif re.fullmatch(r"checklist/[^/]+", document.name):
            lists[document.name] = Counter(_blocks(write(document)))
    problems = []
    for resolution in content.resolutions:
        for area in resolution.areas:
            for measure in area.measures:
                found = summaries.get((resolution.id, measure.id), [])
                if len(found) != 1:
                    what = (
                        _("the measure stands in {names}").format(names=", ".join(found))
                        if found
                        else _("the measure stands in no summary")
                    )
                    problems.append(_forgotten(resolution.id, measure.id, what))
    for addressee in content.addressees:
        name = f"checklist/{addressee.id}"
        asked = Counter(
            (one.resolution.id, one.measure.id)
            for one in demands(content.resolutions, addressee.id)
        )
        problems += _misplaced(content, name, asked, lists.get(name, Counter()))
    return problems


def _misplaced(
    content: Content, name: str, asked: Counter[tuple[str, str]], there: Counter[str]
) -> Iterator[Problem]:
    """What a list has too little or too much of.

    Its marks do not tell resolutions apart, so an id that several have counts for all.
    """
    owners: dict[str, list[str]] = {}
    for resolution in content.resolutions:
        for area in resolution.areas:
            for measure in area.measures:
                owners.setdefault(measure.id, []).append(resolution.id)
    for measure_id, resolutions in owners.items():
        count = there[measure_id]
        wanted = [one for one in resolutions if asked[one, measure_id]]
        if count == len(wanted):
            continue
        if not wanted:
            what = _("the measure stands on {name}, though it does not ask it")
        elif not count:
            what = _("the measure is missing on {name}")
        else:
            what = _("the measure stands {count} times on {name}")
        for one in wanted or resolutions[:1]:
            yield _forgotten(one, measure_id, what.format(name=name, count=count))


def _forgotten(resolution: str, measure: str, what: str) -> Problem:
    remedy = _("compare the templates of the workspace with the shipped ones")
    return Problem(Place(f"{resolution}/{measure}"), what, remedy)


class _Blocks(HTMLParser):
    """Gathers the names that blocks are marked with."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [value for key, value in attrs if key == "data-block" and value]


def _blocks(html: str) -> list[str]:
    parser = _Blocks()
    parser.feed(html)
    return parser.found
