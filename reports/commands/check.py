"""``handzettel check``: mistakes in the content, and faults of finished PDFs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reports.commands.options import Options, display_path, example, output_of, shared_options
from reports.commands.press_profile import press_profile
from reports.commands.terminal import warn
from reports.errors import (
    CheckError,
    ContentError,
    Place,
    Problem,
    RenderingError,
    UsageError,
)
from reports.i18n import _, ngettext
from reports.storage.listing import SETTINGS_FILE

if TYPE_CHECKING:
    from reports.content.press_profile import Press
    from reports.content.theme import InkAmounts
    from reports.content.workspace import Content
    from reports.text.source_text import Sorted


@click.command(
    help=_("Check the content, and the PDFs named; without any, those in the output folder."),
    short_help=_("Check content and finished PDFs"),
    epilog=example("handzettel check", "handzettel check out/summary/bereich-3.pdf"),
)
@click.argument(
    "pdfs",
    nargs=-1,
    metavar="[PDF...]",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--press", metavar="PROFILE", help=_("Check the files for a print shop."))
@shared_options
def check(options: Options, pdfs: tuple[Path, ...], press: str | None) -> None:
    """Check the content, and the PDFs named, or else those made in the output folder.

    With `press`, they are files for that print shop; UsageError is raised if there are none.
    Raises CheckError with all findings.
    """
    from reports.commands.production import limits_of
    from reports.content.printed_texts import with_fields
    from reports.processes.confinement import run_confined, run_each_confined

    content = options.content()
    limits = limits_of(content)
    place = Place(str(options.folder))
    findings, left_out = run_confined(place, limits, _content_findings, content, options.on)
    calendar = [*content.calendar_notes, *(entry.problem for entry in content.unusable_entries)]
    for problem in (*_open_questions(content), *calendar, *left_out):
        warn(problem)
    findings = [*content.problems, *findings]
    areas = [area for resolution in content.resolutions for area in resolution.areas]
    measures = sum(len(area.measures) for area in areas)
    counts = (
        (ngettext("{count} measure", "{count} measures", measures), measures),
        (ngettext("{count} event", "{count} events", len(content.events)), len(content.events)),
        (ngettext("{count} finding", "{count} findings", len(findings)), len(findings)),
    )
    shown = [text.format(count=count) for text, count in counts]
    if not findings:
        shown[-1] = _("no mistakes")
    options.say(_("Content: {counts}.").format(counts=", ".join(shown)))
    if left_out:
        text = ngettext(
            "{count} spot seems to ask for something and stands in no measure.",
            "{count} spots seem to ask for something and stand in no measure.",
            len(left_out),
        )
        options.say(text.format(count=len(left_out)))
    # sheets and booklets are for a printer: they need no tags, and have none
    products = sorted(
        path
        for path in output_of(options).files()
        if path.suffix == ".pdf"
        and (path.parent.name == "press") == (press is not None)
        and not path.name.startswith("sheet-")
        and not path.name.endswith("-booklet.pdf")
    )
    files = pdfs or products
    shop = press_profile(content, press) if press is not None else None
    if shop is not None and not files:
        message = _("there is no file for a print shop in {folder}").format(folder=options.out)
        remedy = _("make one, as with: handzettel flyer --press {name}").format(name=press)
        raise UsageError(Problem(Place("--press"), message, remedy))
    works = [(Place(display_path(path)), path) for path in files]
    for result in run_each_confined(
        limits, partial(_file_findings, shop, content.theme.inks), works
    ):
        findings += with_fields(
            content.root, result.problems if isinstance(result, ContentError) else result
        )
    if findings:
        raise (ContentError if content.faults else CheckError)(dict.fromkeys(findings))
    text = ngettext("{count} PDF, no findings.", "{count} PDFs, no findings.", len(files))
    options.say(text.format(count=len(files)))


def _content_findings(content: Content, on: dt.date) -> tuple[list[Problem], list[Problem]]:
    """Return what is wrong with valid content, and what of its texts stands in no measure.

    Wrong can be references, own kinds and languages, characters that no font has, recipients, and
    values left of the sample.
    Whether a text asks for something at a spot, a person has to judge: that is no mistake.
    What is left out because of mistakes is not missed in documents or measures.
    """
    from reports.commands.character_findings import character_findings
    from reports.commands.source_texts import sorted_sources

    sources = sorted_sources(content, content.resolutions)
    findings = [
        *_reference_findings(content, sources, on),
        *_kind_findings(content, on),
        *character_findings(content, on),
        *content.language_problems,
        *_recipient_findings(content),
        *(value.problem for value in content.sample_values),
    ]
    return findings, [*_demands_left_out(content, sources)] if not content.faults else []


def _open_questions(content: Content) -> Iterator[Problem]:
    """Yield what a person has to say before documents can say it; it is no fault of the content."""
    if not content.settings.organisation.name:
        yield Problem(
            Place(SETTINGS_FILE),
            _("the organisation that publishes has no name"),
            _("add its name under [organisation]"),
        )
    for resolution in content.resolutions:
        if resolution.status is None:
            yield Problem(
                content.files[resolution.id].place(()),
                _("it is not known whether the resolution was adopted, so no document says it"),
                _('add "status: adopted" or "status: draft"'),
            )


def _file_findings(
    shop: Press | None, inks: Sequence[tuple[str, InkAmounts]], path: Path
) -> list[Problem]:
    """Return the faults of a PDF: for a print shop if one is given, else of page and tags."""
    from reports.press.accessibility_check import check_pdf
    from reports.press.declared_type import declared_smallest
    from reports.press.page_proof import page_problems
    from reports.press.picture_resolution import blurred_pictures
    from reports.press.preflight import check_press

    data, name = path.read_bytes(), display_path(path)
    if shop is not None:
        return list(check_press(data, name, shop.profile, shop.icc, inks=inks))
    problems = check_pdf(data, name) + page_problems(data, name, declared_smallest(data))
    return problems or blurred_pictures(data, name)


def _demands_left_out(content: Content, sources: Mapping[str, Sorted]) -> Iterator[Problem]:
    """Yield the demands of the texts that stand in no measure.

    A text that has changed since it was cited is left out: its lines mean nothing.
    """
    from reports.citation.demand_proof import demands_left_out

    titles = [resolution.title for resolution in content.resolutions]
    for resolution in content.resolutions:
        source = sources.get(resolution.id)
        if source is None or resolution.source is None:
            continue
        if source.text.digest == resolution.source.sha256:
            file = content.files[resolution.id].file
            for demand in demands_left_out(resolution, source, titles):
                yield demand.problem(resolution.source.file, file)


def _reference_findings(
    content: Content, sources: Mapping[str, Sorted], on: dt.date
) -> Iterator[Problem]:
    """Yield line references that the text contradicts, and measures that no document prints."""
    from reports.citation.proof import reference_faults
    from reports.content.settings import Kind
    from reports.documents.completeness import forgotten_measures
    from reports.documents.planning import plan
    from reports.render.templates import Writer

    for resolution in content.resolutions:
        if resolution.id in sources:
            file = content.files[resolution.id]
            for fault in reference_faults(resolution, content.addressees, sources[resolution.id]):
                yield fault.in_file(file)
    if content.faults:
        return
    planned = plan(content, [Kind.SUMMARY, Kind.CHECKLIST], on)
    writer = Writer(content.root)
    yield from forgotten_measures(
        content, planned.documents, lambda document: writer.write(document).html
    )


def _kind_findings(content: Content, on: dt.date) -> Iterator[Problem]:
    """Yield faults of the templates of the workspace's own kinds, and their refused documents."""
    from reports.content.workspace import has_recipients, read_people
    from reports.documents.planning import plan
    from reports.render.templates import Writer

    recipients = read_people(content) if content.kinds and has_recipients(content) else None
    planned = plan(content, list(content.kinds), on, recipients)
    writer = Writer(content.root)
    reported: set[Problem] = set()
    for document in planned.documents:
        try:
            writer.write(document)
        except RenderingError as error:  # mostly the same line for each document of a kind
            yield from (problem for problem in error.problems if problem not in reported)
            reported.update(error.problems)
    yield from planned.refused


def _recipient_findings(content: Content) -> Iterator[Problem]:
    """Yield the rows of the list of recipients that could get no mail."""
    from reports.content.workspace import has_recipients, read_people

    if has_recipients(content):
        for row in read_people(content).set_aside:
            yield from row.problems
