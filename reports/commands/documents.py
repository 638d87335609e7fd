"""``handzettel build``, ``summary`` and ``checklist``: documents of the whole content."""

from __future__ import annotations

import click

from reports.commands.options import complete_from, example, shared_options
from reports.commands.production import Production, production_options
from reports.i18n import _

KINDS = ("summary", "checklist", "flyer")
"""The kinds of documents that `build` makes."""


@click.command(
    help=_("Make all that the workspace plans, or the KINDs named."),
    short_help=_("Make all that is planned"),
    epilog=example("handzettel build", "handzettel build summary flyer"),
)
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS), metavar="[KIND...]")
@click.option("--prune", is_flag=True, help=_("Remove files that are no longer planned."))
@shared_options
@production_options
def build(production: Production, kinds: tuple[str, ...], prune: bool) -> None:
    """Make all documents that the workspace's settings plan, or those of some kinds."""
    from reports.content.settings import Kind
    from reports.documents.planning import plan, still_planned

    content = production.content()
    chosen = [Kind(kind) for kind in kinds] or list(content.settings.build.kinds)
    production.tidy(still_planned(content, production.options.on), prune=prune)
    production.make(content, plan(content, chosen, production.options.on))


@click.command(
    help=_('One A4 page for each AREA, by number; "overview" is the whole plan on one page.'),
    short_help=_("One A4 page for each Bereich"),
    epilog=example("handzettel summary", "handzettel summary 3 overview"),
)
@click.argument(
    "areas",
    nargs=-1,
    metavar="[AREA...]",
    shell_complete=complete_from(
        lambda content: [
            "overview",
            *(str(area.number) for resolution in content.resolutions for area in resolution.areas),
        ]
    ),
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
