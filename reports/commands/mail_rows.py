"""Report what became of every row of the list of people, before a campaign is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.commands.mail_words import MAX_VALUES, listed_values, say_count
from reports.commands.options import Options
from reports.commands.terminal import echo
from reports.i18n import _, ngettext
from reports.text.visible import shortened

if TYPE_CHECKING:
    from reports.content.campaign import Who
    from reports.content.recipients import Person, Recipients
    from reports.mail.audience import Excluded

MAX_LISTED = 20
"""People listed on the screen; the tables list all."""


def report_rows(
    options: Options,
    recipients: Recipients,
    excluded: Sequence[Excluded],
    included: int,
    set_aside_table: str,
) -> None:
    """Say how many rows are used, joined, unwanted, set aside or excluded, and why.

    Args:
        options: the command's options.
        recipients: the list as it was read.
        excluded: people whom the campaign's filter leaves out.
        included: number of people who get a message.
        set_aside_table: path of the table of rows set aside; empty if none is written.
    """
    from reports.content.recipients import RECIPIENTS, reason_counts

    say = options.say
    for joined in recipients.merged:
        text = _("line {again} has the address of line {line}: one message for both")
        if joined.names_differ:
            text = _(
                "line {again} has the address of line {line} but another name:"
                " one message, to the first"
            )
        say(text.format(again=joined.again, line=joined.line))
    say(_("{file}: {count} rows").format(file=RECIPIENTS, count=recipients.rows))
    say_count(say, _("in the campaign"), included)
    if recipients.merged:
        say_count(say, _("joined with an earlier row"), len(recipients.merged))
    if recipients.unwanted:
        say_count(say, _("want no mail"), len(recipients.unwanted))
    if recipients.set_aside:
        say_count(say, _("set aside"), len(recipients.set_aside), set_aside_table)
        reasons = reason_counts(recipients.set_aside)
        for reason, count in reasons[:MAX_VALUES]:
            say(f"    {count} × {reason}")
        if len(reasons) > MAX_VALUES:
            say("    " + _("{count} more kinds").format(count=len(reasons) - MAX_VALUES))
    if excluded:
        say_count(say, _("not meant"), len(excluded), "; ".join(exclusion_reasons(excluded)))


def exclusion_reasons(excluded: Sequence[Excluded]) -> list[str]:
    """Return for each list of the filter how many people it excludes, and their values."""
    from reports.mail.audience import group_excluded

    return [
        f"{group.name}: {group.count} ({listed_values(group.values)})"
        for group in group_excluded(excluded)
    ]


def warn_of_typos(
    options: Options, people: Sequence[Person], excluded: Sequence[Excluded], who: Who
) -> None:
    """Warn of roles that look misspelt, in the list or in the campaign."""
    from reports.mail.audience import probable_typos, unknown_roles

    typos = probable_typos(excluded, who)
    for typo in typos[:MAX_LISTED]:
        text = ngettext(
            '{count} person with the role "{role}" gets nothing – did you mean "{word}"?',
            '{count} people with the role "{role}" get nothing – did you mean "{word}"?',
            typo.count,
        )
        warn(options, text.format(count=typo.count, role=shortened(typo.role), word=typo.intended))
    explained = {typo.intended for typo in typos}
    for role in unknown_roles(people, who) if people else ():
        if role not in explained:
            text = _('nobody who can get mail has the role "{role}", which the campaign asks for')
            warn(options, text.format(role=role))


def warn(options: Options, text: str) -> None:
    """Print a line in yellow, unless the command is to be quiet."""
    if not options.quiet:
        echo(text, fg="yellow", err=True)
