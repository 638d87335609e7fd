"""``handzettel mail``: a campaign as files, as a trial, or to everybody it is for."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from reports.commands.options import Options, complete_from, example, shared_options
from reports.commands.terminal import confirm, echo, write_output
from reports.errors import ContentError, Place, Problem, UsageError
from reports.i18n import _, ngettext

if TYPE_CHECKING:
    from reports.content.workspace import Content
    from reports.mail.ledger import Ledger
    from reports.mail.ledger_rows import Edition
    from reports.mail.mailing import Mailing


@click.command(
    "mail",
    help=_(
        "Write the messages of a CAMPAIGN as files, one for each person; nothing is sent"
        " without --send. Without a CAMPAIGN, list them."
    ),
    short_help=_("Briefings by e-mail"),
    epilog=example(
        "handzettel mail parteitag",
        "handzettel mail parteitag --to-me",
        "handzettel mail parteitag --send",
        "handzettel mail --log",
    ),
)
@click.argument(
    "campaign",
    required=False,
    metavar="[CAMPAIGN]",
    shell_complete=complete_from(lambda content: list(content.campaigns)),
)
@click.option("--send", is_flag=True, help=_("Send to everybody who does not have it yet."))
@click.option("--yes", is_flag=True, help=_("Do not ask before sending; for scripts."))
@click.option("--to-me", is_flag=True, help=_("Send the first three messages to the sender."))
@click.option(
    "--again", is_flag=True, help=_("Send once more where it is unclear whether it arrived.")
)
@click.option(
    "--retry-refused",
    is_flag=True,
    help=_("Send once more to those whom the server refused, once the reason is gone."),
)
@click.option(
    "--new-edition", is_flag=True, help=_("Begin anew: everybody gets the changed message.")
)
@click.option(
    "--moved",
    is_flag=True,
    help=_("Send from a ledger that lies elsewhere than before; nobody sends from the old one."),
)
@click.option("--log", is_flag=True, help=_("Show who has got what."))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help=_("The form of the log."),
)
@click.option(
    "--forget", metavar="AGE", help=_("Wipe names and addresses older than AGE (90d) from the log.")
)
@shared_options
def mail(
    options: Options,
    campaign: str | None,
    send: bool,
    yes: bool,
    to_me: bool,
    again: bool,
    retry_refused: bool,
    new_edition: bool,
    moved: bool,
    log: bool,
    form: str,
    forget: str | None,
) -> None:
    actions = {"--send": send, "--to-me": to_me, "--log": log, "--forget": forget is not None}
    more = {
        "--again": again,
        "--retry-refused": retry_refused,
        "--new-edition": new_edition,
        "--moved": moved,
        "--yes": yes,
    }
    _check_together(
        [name for name, given in actions.items() if given],
        [name for name, given in more.items() if given],
        campaign,
    )
    content = options.content()
    if forget is not None:
        _forget(options, content, forget, yes)
    elif log:
        _log(content, campaign, form)
    elif campaign is None:
        _list(content)
    elif send or to_me:
        from reports.commands.mail_send import Sending, SendOptions

        sending = Sending(options, content, _mailing(content, campaign, options.on))
        if send:
            sending.send(
                SendOptions(
                    yes=yes,
                    again=again,
                    retry_refused=retry_refused,
                    anew=new_edition,
                    moved=moved,
                )
            )
        else:
            sending.to_me()
    else:
        from reports.commands.mail_files import Run

        Run(options, content, _mailing(content, campaign, options.on)).write()


def _check_together(actions: Sequence[str], more: Sequence[str], campaign: str | None) -> None:
    """One thing at a time, and no option in vain: what was meant is not guessed where mail goes."""
    action = actions[0] if actions else ""
    if len(actions) > 1:
        what = _("does not go together with {option}").format(option=action)
        raise UsageError(Problem(Place(actions[1]), what, _("do one after the other")))
    for name in more:
        partners = ["--send", "--forget"] if name == "--yes" else ["--send"]
        if action not in partners:
            what = _("says nothing by itself")
            remedy = _("add {option}").format(option=" / ".join(partners))
            raise UsageError(Problem(Place(name), what, remedy))
    if campaign is None and action in ("--send", "--to-me"):
        what = _("no campaign is named")
        remedy = _("write its name after mail; without one they are listed")
        raise UsageError(Problem(Place(action), what, remedy))
    if campaign is not None and action == "--forget":
        what = _("wipes the old mailings of all campaigns, not of one")
        raise UsageError(Problem(Place(action), what, _("leave the campaign's name out")))


def _mailing(content: Content, name: str, on: dt.date) -> Mailing:
    from reports.content.workspace import SETTINGS
    from reports.mail.mailing import Mailing
    from reports.suggestions import near

    if name not in content.campaigns:
        known = list(content.campaigns)
        otherwise = _("choose from: {names}").format(names=", ".join(known))
        if not known:
            otherwise = _("describe one in campaigns/{name}.toml").format(name=name)
        what = _('there is no campaign "{name}"').format(name=name)
        raise UsageError(Problem(Place(name), what, near(name, known, otherwise=otherwise)))
    campaign = content.campaigns[name]
    sender = campaign.sender or content.settings.mail.sender
    if sender is None:
        what = _("nobody is named from whom the mail comes")
        remedy = _("add sender with its name and email under [mail]")
        raise ContentError(Problem(Place(SETTINGS), what, remedy))
    return Mailing(content, name, campaign, sender, on)


def _list(content: Content) -> None:
    from reports.commands.making import limits_of
    from reports.content.recipients import RECIPIENTS
    from reports.content.workspace import read_people
    from reports.mail.audience import misses
    from reports.processes.confinement import run_confined

    people = run_confined(Place(RECIPIENTS), limits_of(content), read_people, content).people
    for name, campaign in content.campaigns.items():
        count = sum(not misses(person.recipient, campaign.who) for person in people)
        told = ngettext("{name}: {count} person", "{name}: {count} people", count)
        echo(told.format(name=name, count=count))


def _log(content: Content, campaign: str | None, form: str) -> None:
    """Who has got what: the campaigns with their counts, or one campaign's people."""
    from reports.commands.mail_words import state_word
    from reports.content.formats.csv_table import write_csv
    from reports.mail.ledger import LEDGER, Ledger
    from reports.mail.ledger_rows import State
    from reports.suggestions import near

    path = content.root / LEDGER
    if not path.exists():
        raise UsageError(
            Problem(Place(LEDGER), _("nothing has been sent from here"), _("send with --send"))
        )
    with Ledger.open(path) as ledger:
        editions = [one for one in ledger.editions() if campaign in (None, one.campaign)]
        if campaign is not None and not editions:
            known = list(dict.fromkeys(one.campaign for one in ledger.editions()))
            what = _('nothing of a campaign "{name}" has been sent').format(name=campaign)
            otherwise = _("choose from: {names}").format(names=", ".join(known))
            raise UsageError(
                Problem(Place(campaign), what, near(campaign, known, otherwise=otherwise))
            )
        if campaign is None:
            log = _log_of_campaigns(ledger, editions)
        else:
            log = _log_of_people(ledger, editions)
    columns, rows = log
    if form == "json":  # for programs, which know no language
        values = [dict(zip(columns, row, strict=True)) for row in rows]
        write_output(json.dumps(values, ensure_ascii=False, indent=2))
        return
    heads = [_log_head(column) for column in columns]
    cells = [
        [state_word(cell) if isinstance(cell, State) else cell for cell in row] for row in rows
    ]
    if form == "csv":
        write_output(write_csv(heads, cells))
    else:
        _echo_table(heads, cells)


_Log = tuple[list[str], list[list[str | int]]]
"""Columns by their names in JSON, and rows."""


def _log_of_campaigns(ledger: Ledger, editions: Sequence[Edition]) -> _Log:
    from reports.mail.ledger_rows import State

    return ["campaign", "edition", "begun", *State], [
        [one.campaign, one.number, _local(one.created), *ledger.counts(one).values()]
        for one in editions
    ]


def _log_of_people(ledger: Ledger, editions: Sequence[Edition]) -> _Log:
    return ["edition", "email", "name", "state", "attempts", "changed", "answer"], [
        [
            one.number,
            entry.address,
            entry.name,
            entry.state,
            entry.attempts,
            _local(entry.changed),
            entry.answer,
        ]
        for one in editions
        for entry in ledger.entries(one)
    ]


def _log_head(column: str) -> str:
    """A column's head in the user's language."""
    from reports.commands.mail_words import state_word
    from reports.mail.ledger_rows import State

    words = {
        "campaign": _("campaign"),
        "edition": _("edition"),
        "begun": _("begun"),
        "email": _("email"),
        "name": _("name"),
        "state": _("state"),
        "attempts": _("attempts"),
        "changed": _("changed"),
        "answer": _("answer"),
    }
    return words[column] if column in words else state_word(State(column))


def _local(time: dt.datetime) -> str:
    return time.astimezone().isoformat(sep=" ", timespec="seconds")[:19]


def _echo_table(columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    lines = [[str(cell) for cell in row] for row in [columns, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        echo("  ".join(cell.ljust(width) for cell, width in cells).rstrip())


def _forget(options: Options, content: Content, age: str, yes: bool) -> None:
    """Wipe who got what was sent long ago; how many is kept."""
    from reports.commands.mail_files import clock
    from reports.mail.ledger import LEDGER, Ledger
    from reports.storage.sqlite import exclusive

    match = re.fullmatch(r"([0-9]{1,5})d", age)
    if match is None:
        what = _('"{age}" is no age').format(age=age)
        raise UsageError(Problem(Place("--forget"), what, _("write it in days: 90d")))
    path = content.root / LEDGER
    if not path.exists():
        options.say(_("Nothing has been sent from here, so there is nothing to forget."))
        return
    days = int(match[1])
    if not yes:
        question = _("Wipe names and addresses of mailings older than {days} days?")
        if not sys.stdin.isatty():
            remedy = _("answer on a terminal, or say --yes")
            raise UsageError(Problem(Place("--forget"), question.format(days=days), remedy))
        confirm(question.format(days=days), abort=True, err=True)
    now = clock().now()
    with exclusive(path), Ledger.open(path) as ledger:
        wiped = ledger.forget(now - dt.timedelta(days=days), now)
    for one in wiped:
        text = _("{campaign}, edition {number}: names and addresses are wiped.")
        options.say(text.format(campaign=one.campaign, number=one.number))
    if not wiped:
        options.say(_("No mailing is older than {days} days.").format(days=days))
