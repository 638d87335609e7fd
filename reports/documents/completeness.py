"""Check that every measure of a resolution stands in what is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser

from reports.content.demands import demands
from reports.content.resolution import Measure, Resolution
from reports.content.workspace import Content
from reports.documents.checklist import ChecklistContext
from reports.documents.document import Document
from reports.documents.summary import SummaryContext
from reports.errors import Place, Problem
from reports.i18n import _


def forgotten_measures(
    content: Content, documents: Sequence[Document], write: Callable[[Document], str]
) -> list[Problem]:
    """Return a problem for each measure that is missing, or printed where it does not belong.

    It must be in exactly one summary, unless it is left to the book, and on the checklists of
    those it asks, and no others.
    ``write`` returns a document's HTML, in which each measure is marked with its id.
    """
    summaries: dict[tuple[str, str], list[str]] = {}
    checklists: dict[str, Counter[str]] = {}
    for document in documents:
        match document.context:
            case SummaryContext(resolution=resolution):
                for measure_id in _marked_blocks(write(document)):
                    summaries.setdefault((resolution.id, measure_id), []).append(document.name)
            case ChecklistContext(addressee=addressee):
                checklists[addressee.id] = Counter(_marked_blocks(write(document)))
    problems = []
    for resolution, measure in _measures(content):
        names = summaries.get((resolution.id, measure.id), [])
        if len(names) > 1:
            message = _("the measure stands in {names}").format(names=", ".join(names))
            problems.append(_problem(resolution.id, measure.id, message))
        elif not names and measure.print:
            message = _("the measure stands in no summary")
            problems.append(_problem(resolution.id, measure.id, message))
    for addressee in content.addressees:
        demanded = Counter(
            (demand.resolution.id, demand.measure.id)
            for demand in demands(content.resolutions, addressee.id)
        )
        on_checklist = checklists.get(addressee.id, Counter())
        problems += _misplaced(content, f"checklist/{addressee.id}", demanded, on_checklist)
    return problems


def _measures(content: Content) -> Iterator[tuple[Resolution, Measure]]:
    """Yield all measures, each with its resolution."""
    for resolution in content.resolutions:
        for area in resolution.areas:
            for measure in area.measures:
                yield resolution, measure


def _misplaced(
    content: Content,
    name: str,
    demanded: Mapping[tuple[str, str], int],
    on_checklist: Mapping[str, int],
) -> Iterator[Problem]:
    """Yield a problem for each measure that a checklist has too seldom or too often.

    Its marks do not tell resolutions apart, so an id that several have counts for all.
    """
    owners: dict[str, list[str]] = {}
    for resolution, measure in _measures(content):
        owners.setdefault(measure.id, []).append(resolution.id)
    for measure_id, resolution_ids in owners.items():
        count = on_checklist.get(measure_id, 0)
        asking = [owner for owner in resolution_ids if demanded.get((owner, measure_id))]
        if count == len(asking):
            continue
        if not asking:
            message = _("the measure stands on {name}, though it does not ask it")
        elif not count:
            message = _("the measure is missing on {name}")
        else:
            message = _("the measure stands {count} times on {name}")
        for owner in asking or resolution_ids[:1]:
            yield _problem(owner, measure_id, message.format(name=name, count=count))


def _problem(resolution_id: str, measure_id: str, message: str) -> Problem:
    """Return the problem of a measure, placed at its resolution and its id."""
    remedy = _("compare the templates of the workspace with the shipped ones")
    return Problem(Place(f"{resolution_id}/{measure_id}"), message, remedy)


class _BlockReader(HTMLParser):
    """Gathers the names that elements are marked with, in ``data-block``."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Keep the name of an element that is marked."""
        self.names += [value for key, value in attrs if key == "data-block" and value]


def _marked_blocks(html: str) -> list[str]:
    """Return the names of all marked elements, in their order."""
    reader = _BlockReader()
    reader.feed(html)
    return reader.names
