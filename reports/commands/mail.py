"""``handzettel mail``: write, try or send a campaign, and show or wipe the log of what was sent."""

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
from reports.errors import ContentError, InPartError, Place, Problem, UsageError
from reports.i18n import _, ngettext

if TYPE_CHECKING:
    from reports.content.campaign import Campaign
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
    """Do the one thing that the options ask for: write, send, try, list, log or forget.

    Raises UsageError for options that contradict each other.
    """
    actions = {"--send": send, "--to-me": to_me, "--log": log, "--forget": forget is not None}
    modifiers = {
        "--again": again,
        "--retry-refused": retry_refused,
        "--new-edition": new_edition,
        "--moved": moved,
        "--yes": yes,
    }
    _check_combination(
        [name for name, is_set in actions.items() if is_set],
        [name for name, is_set in modifiers.items() if is_set],
        campaign,
    )
    content = options.content()
    if forget is not None:
        _forget(options, content, forget, yes)
    elif log:
        _print_log(content, campaign, form)
    elif campaign is None:
        _list_campaigns(content)
    elif send or to_me:
        from reports.commands.mail_send import SendingRun, SendOptions

        run = SendingRun(options, content, _mailing(content, campaign, options.on))
        if send:
            run.send(
                SendOptions(
                    yes=yes,
                    again=again,
                    retry_refused=retry_refused,
                    anew=new_edition,
                    moved=moved,
                )
            )
        else:
            run.to_me()
    else:
        from reports.commands.mail_files import MailRun

        MailRun(options, content, _mailing(content, campaign, options.on)).write()


def _check_combination(
    actions: Sequence[str], modifiers: Sequence[str], campaign: str | None
) -> None:
    """Raise UsageError for options that contradict each other or have no effect.

    Where mail is sent nothing is guessed.
    """
    action = actions[0] if actions else ""
    if len(actions) > 1:
        message = _("does not go together with {option}").format(option=action)
        raise UsageError(Problem(Place(actions[1]), message, _("run one after the other")))
    for name in modifiers:
        partners = ["--send", "--forget"] if name == "--yes" else ["--send"]
        if action not in partners:
            message = _("has no effect by itself")
            remedy = _("add {option}").format(option=" / ".join(partners))
            raise UsageError(Problem(Place(name), message, remedy))
    if campaign is None and action in ("--send", "--to-me"):
        message = _("no campaign is named")
        remedy = _("write its name after mail; without one they are listed")
        raise UsageError(Problem(Place(action), message, remedy))
    if campaign is not None and action == "--forget":
        message = _("wipes the old mailings of all campaigns, not of one")
        raise UsageError(Problem(Place(action), message, _("leave the campaign's name out")))


def _mailing(content: Content, name: str, on: dt.date) -> Mailing:
    """Return the mailing of a campaign on a day.

    Raises UsageError if there is no such campaign, and ContentError if it has no sender.
    """
    from reports.documents.obstacles import campaign_obstacles
    from reports.mail.mailing import Mailing
    from reports.storage.listing import SETTINGS_FILE
    from reports.suggestions import near

    if problems := campaign_obstacles(content, name, content.campaigns.get(name)):
        raise ContentError(problems)
    if name not in content.campaigns:
        names = list(content.campaigns)
        otherwise = _("choose from: {names}").format(names=", ".join(names))
        if not names:
            otherwise = _("describe one in campaigns/{name}.toml").format(name=name)
        message = _('there is no campaign "{name}"').format(name=name)
        raise UsageError(Problem(Place(name), message, near(name, names, otherwise=otherwise)))
    campaign = content.campaigns[name]
    _require_what_is_sent(content, campaign)
    sender = campaign.sender or content.settings.mail.sender
    if sender is None:
        message = _("nobody is named from whom the mail comes")
        remedy = _("add sender with its name and email under [mail]")
        raise ContentError(Problem(Place(SETTINGS_FILE), message, remedy))
    return Mailing(content, name, campaign, sender, on)


def _require_what_is_sent(content: Content, campaign: Campaign) -> None:
    """Raise ContentError if the workspace lacks what the messages of a campaign need."""
    from reports.content.campaign import Enclosure
    from reports.content.settings import Kind
    from reports.documents.missing_content import missing_source
    from reports.storage.listing import SETTINGS_FILE

    problems: list[Problem] = []
    if not content.settings.organisation.name:
        message = _("the organisation has no name, which each message states")
        remedy = _("add its name under [organisation]")
        problems.append(Problem(Place(SETTINGS_FILE), message, remedy))
    from_resolution = {Enclosure.OVERVIEW, Enclosure.SUMMARY, Enclosure.CHECKLIST}
    missing = missing_source(content, Kind.SUMMARY)
    if missing and from_resolution.intersection(campaign.documents):
        problems.append(missing)
    if problems:
        raise ContentError(problems)


def _list_campaigns(content: Content) -> None:
    """Print the campaigns with the numbers of their people."""
    from reports.commands.production import limits_of
    from reports.content.faults import Subject
    from reports.content.recipients import RECIPIENTS
    from reports.content.workspace import read_people
    from reports.documents.obstacles import subject_problems
    from reports.mail.audience import unmatched_lists
    from reports.processes.confinement import run_confined

    people = run_confined(Place(RECIPIENTS), limits_of(content), read_people, content).people
    for name, campaign in content.campaigns.items():
        count = sum(not unmatched_lists(person.recipient, campaign.who) for person in people)
        line = ngettext("{name}: {count} person", "{name}: {count} people", count)
        echo(line.format(name=name, count=count))
    if problems := subject_problems(content, Subject.CAMPAIGN):
        raise (InPartError if content.campaigns else ContentError)(problems)


def _print_log(content: Content, campaign: str | None, form: str) -> None:
    """Print the campaigns with their counts, or who has got one campaign.

    ``form`` is text, csv or json. Raises UsageError if nothing was sent.
    """
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
        editions = [
            edition for edition in ledger.editions() if campaign in (None, edition.campaign)
        ]
        if campaign is not None and not editions:
            names = list(dict.fromkeys(edition.campaign for edition in ledger.editions()))
            message = _('nothing of a campaign "{name}" has been sent').format(name=campaign)
            otherwise = _("choose from: {names}").format(names=", ".join(names))
            raise UsageError(
                Problem(Place(campaign), message, near(campaign, names, otherwise=otherwise))
            )
        if campaign is None:
            columns, rows = _log_of_campaigns(ledger, editions)
        else:
            columns, rows = _log_of_people(ledger, editions)
    if form == "json":  # for programs, so not in the user's language
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
"""Names of the columns, as in JSON, and rows."""


def _log_of_campaigns(ledger: Ledger, editions: Sequence[Edition]) -> _Log:
    """Return a row for each edition with its counts by state."""
    from reports.mail.ledger_rows import State

    return ["campaign", "edition", "begun", *State], [
        [
            edition.campaign,
            edition.number,
            _local_time(edition.created),
            *ledger.count_states(edition).values(),
        ]
        for edition in editions
    ]


def _log_of_people(ledger: Ledger, editions: Sequence[Edition]) -> _Log:
    """Return a row for each person of each edition."""
    return ["edition", "email", "name", "state", "attempts", "changed", "answer"], [
        [
            edition.number,
            entry.address,
            entry.name,
            entry.state,
            entry.attempts,
            _local_time(entry.changed),
            entry.answer,
        ]
        for edition in editions
        for entry in ledger.entries(edition)
    ]


def _log_head(column: str) -> str:
    """Return the name of a column of the log in the user's language."""
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


def _local_time(time: dt.datetime) -> str:
    """Format a time in the user's time zone, to the second."""
    return time.astimezone().isoformat(sep=" ", timespec="seconds")[:19]


def _echo_table(columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    """Print a table with aligned columns."""
    lines = [[str(cell) for cell in row] for row in [columns, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        echo("  ".join(cell.ljust(width) for cell, width in cells).rstrip())


def _forget(options: Options, content: Content, age: str, yes: bool) -> None:
    """Wipe names and addresses of old mailings after asking; the counts stay.

    Raises UsageError if the age is no number of days, or there is no terminal to ask on.
    """
    from reports.commands.mail_files import clock
    from reports.mail.ledger import LEDGER, Ledger
    from reports.storage.sqlite import exclusive

    match = re.fullmatch(r"([0-9]{1,5})d", age)
    if match is None:
        message = _('"{age}" is no age').format(age=age)
        raise UsageError(Problem(Place("--forget"), message, _("write it in days: 90d")))
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
    for edition in wiped:
        text = _("{campaign}, edition {number}: names and addresses are wiped.")
        options.say(text.format(campaign=edition.campaign, number=edition.number))
    if not wiped:
        options.say(_("No mailing is older than {days} days.").format(days=days))
