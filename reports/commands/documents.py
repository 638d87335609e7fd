"""``handzettel build``, ``make``, ``summary`` and ``checklist``: documents of the content."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from reports.commands.options import complete_from, example, shared_options
from reports.commands.press_profile import press_profile
from reports.commands.printer import printer_option, with_printer
from reports.commands.production import Production, production_options
from reports.errors import ContentError, HandzettelError, Problem
from reports.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.content.recipients import Recipients
    from reports.content.workspace import Content

KINDS = ("summary", "checklist", "flyer")
"""The kinds of documents that `build` makes."""


def _complete_subjects(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the shell completion of what a kind of the workspace's own can be made for."""

    def keys(content: Content) -> Sequence[str]:
        """Return what the kind named before can be made for."""
        from reports.content.document_kind import Each
        from reports.documents.planning import own_kind
        from reports.documents.selection import subject_labels
        from reports.documents.workspace_kinds import kind_subjects

        name = own_kind(content, ctx.params["name"])
        settings = content.kinds[name]
        if settings.each is Each.EVENT:
            return [event.id for event in content.events]
        recipients = _recipients(content, [name])
        people = recipients.people if recipients else ()
        on = dt.date.min  # which day it is changes no name
        return subject_labels(list(kind_subjects(content, name, settings, on, people)))

    return complete_from(keys)(ctx, param, incomplete)


def _complete_summaries(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the shell completion of what a summary can be made of."""

    def names(content: Content) -> Sequence[str]:
        """Return the names of areas and overviews."""
        from reports.documents.planning import summary_names

        return summary_names(content)

    return complete_from(names)(ctx, param, incomplete)


@click.command(
    help=_("Make all that the workspace plans, or the KINDs named."),
    short_help=_("Make all that is planned"),
    epilog=example("handzettel build", "handzettel build summary flyer"),
)
@click.argument(
    "kinds",
    nargs=-1,
    metavar="[KIND...]",
    shell_complete=complete_from(lambda content: [*KINDS, *content.kinds]),
)
@click.option("--prune", is_flag=True, help=_("Remove files that are no longer planned."))
@shared_options
@production_options
def build(production: Production, kinds: tuple[str, ...], prune: bool) -> None:
    """Make all documents that the workspace's settings plan, or those of some kinds.

    Files that are no longer planned are reported first, or with `prune` removed.
    """
    from reports.documents.missing_content import nothing_to_make
    from reports.documents.obstacles import settings_problems
    from reports.documents.plan import Plan
    from reports.documents.planning import kind_names, plan, still_planned

    content, on = production.content(), production.options.on
    if not kinds and settings_problems(content, "build"):
        raise ContentError(content.problems)
    chosen = kind_names(content, kinds) or content.settings.build.kinds
    recipients, unreadable = _recipients_or_problems(content, chosen or ())
    if not content.faults:  # else what is planned is not known
        production.tidy(still_planned(content, on), prune=prune)
    planned = plan(content, chosen, on, recipients, demanded=bool(kinds))
    planned += Plan(refused=tuple(unreadable))
    if planned == Plan():
        raise ContentError(nothing_to_make())
    production.make(content, planned)


@click.command(
    help=_(
        "Make a kind of the workspace's own, from kinds/NAME: for all it is made for, or for WHICH:"
        " an area's number, an id, a person's name or e-mail address."
    ),
    short_help=_("Make a kind of your own"),
    epilog=example(
        "handzettel make tischvorlage",
        "handzettel make tischvorlage 3",
        "handzettel init --kind tischvorlage --each area",
    ),
)
@click.argument(
    "name",
    metavar="NAME",
    shell_complete=complete_from(lambda content: list(content.kinds)),
)
@click.argument("which", nargs=-1, metavar="[WHICH...]", shell_complete=_complete_subjects)
@printer_option
@click.option("--press", metavar="PROFILE", help=_("For a print shop: CMYK, bleed, PDF/X."))
@shared_options
@production_options
def make(
    production: Production,
    name: str,
    which: tuple[str, ...],
    printer: str | None,
    press: str | None,
) -> None:
    """Make documents of one of the workspace's own kinds."""
    from reports.documents.plan import for_press
    from reports.documents.planning import own_kind, plan_kind

    content = with_printer(production.content(), printer)
    name = own_kind(content, name)
    planned = plan_kind(content, name, which, production.options.on, _recipients(content, [name]))
    if press is not None:
        planned = for_press(planned, press_profile(content, press))
    production.make(content, planned)


def _recipients_or_problems(
    content: Content, kinds: Sequence[str]
) -> tuple[Recipients | None, Sequence[Problem]]:
    """Return the list of recipients where a kind is made for each person, or its mistakes."""
    try:
        return _recipients(content, kinds), ()
    except HandzettelError as error:
        return None, error.problems


def _recipients(content: Content, kinds: Sequence[str]) -> Recipients | None:
    """Return the list of recipients where a kind is made for each person, else None."""
    from reports.content.document_kind import Each
    from reports.content.workspace import read_people

    settings = (content.kinds[kind] for kind in kinds if kind in content.kinds)
    if not any(kind.each is Each.PERSON for kind in settings):
        return None
    return read_people(content)


@click.command(
    help=_('One A4 page for each AREA, by number; "overview" lists all measures.'),
    short_help=_("One A4 page for each Bereich"),
    epilog=example("handzettel summary", "handzettel summary 3 overview"),
)
@click.argument(
    "areas",
    nargs=-1,
    metavar="[AREA...]",
    shell_complete=_complete_summaries,
)
@shared_options
@production_options
def summary(production: Production, areas: tuple[str, ...]) -> None:
    """Make the summaries of areas, named by number, and of the whole resolution."""
    from reports.documents.planning import plan_summaries

    content = production.content()
    production.make(content, plan_summaries(content, areas, production.options.on))


@click.command(
    help=_(
        "A form to print or to fill in for each ADDRESSEE: what was asked, and where it says so."
    ),
    short_help=_("A form for each addressee"),
    epilog=example("handzettel checklist", "handzettel checklist stadtrat-fraktion"),
)
@click.argument(
    "addressees",
    nargs=-1,
    metavar="[ADDRESSEE...]",
    shell_complete=complete_from(
        lambda content: [addressee.id for addressee in content.addressees]
    ),
)
@shared_options
@production_options
def checklist(production: Production, addressees: tuple[str, ...]) -> None:
    """Make the checklists of the named addressees, or of all."""
    from reports.documents.planning import plan_checklists

    content = production.content()
    production.make(content, plan_checklists(content, addressees, production.options.on))
