"""The commands build, summary and checklist: what is made of the content as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reports.commands.making import Making, making_options
from reports.commands.options import complete_from, example, shared_options
from reports.i18n import _

if TYPE_CHECKING:
    pass


KINDS = ("summary", "checklist", "flyer")


@click.command(
    help=_("Make all that the workspace plans, or the KINDs named."),
    short_help=_("Make all that is planned"),
    epilog=example("handzettel build", "handzettel build summary flyer"),
)
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS), metavar="[KIND...]")
@click.option("--prune", is_flag=True, help=_("Remove files that are no longer planned."))
@shared_options
@making_options
def build(making: Making, kinds: tuple[str, ...], prune: bool) -> None:
    from reports.content.settings import Kind
    from reports.documents.planning import plan, still_planned

    content = making.content()
    wanted = [Kind(kind) for kind in kinds] or list(content.settings.build.kinds)
    making.tidy(still_planned(content, making.options.on), prune=prune)
    making.make(content, plan(content, wanted, making.options.on))


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
            *(str(area.number) for one in content.resolutions for area in one.areas),
        ]
    ),
)
@shared_options
@making_options
def summary(making: Making, areas: tuple[str, ...]) -> None:
    from reports.documents.planning import plan_summaries

    content = making.content()
    making.make(content, plan_summaries(content, areas, making.options.on))


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
    shell_complete=complete_from(lambda content: [one.id for one in content.addressees]),
)
@shared_options
@making_options
def checklist(making: Making, addressees: tuple[str, ...]) -> None:
    from reports.documents.planning import plan_checklists

    content = making.content()
    making.make(content, plan_checklists(content, addressees, making.options.on))
