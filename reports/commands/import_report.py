"""What ``handzettel import`` tells of a text: its account, and the spots to look at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reports.commands.terminal import warn, write_output
from reports.errors import CheckError, Place, Problem
from reports.i18n import _, ngettext

if TYPE_CHECKING:
    from reports.citation.import_account import ImportAccount
    from reports.commands.options import Options
    from reports.importing.analysis import Analysis
    from reports.text.source_text import Line


def analyse_with_account(data: bytes, name: str) -> tuple[Analysis, ImportAccount]:
    """Read a file and find its motions; return them with the account of what was found."""
    from reports.citation.import_account import account_of
    from reports.importing.analysis import analyse

    analysis = analyse(data, name)
    return analysis, account_of(analysis)


def report(
    options: Options,
    name: str,
    analysis: Analysis,
    account: ImportAccount,
    *,
    strict: bool,
    as_json: bool,
) -> None:
    """Print the account of a file and its doubtful spots, or both as JSON.

    Raises CheckError with the spots if there are any and `strict` is given.
    """
    problems = _problems(name, analysis, account)
    if as_json:
        write_output(json.dumps(_json(name, analysis, account), ensure_ascii=False, indent=2))
    else:
        _print_counts(options, account)
    if strict and problems:
        raise CheckError(problems)
    if not as_json:
        for problem in problems:
            warn(problem)


def _print_counts(options: Options, account: ImportAccount) -> None:
    """Print what was found, and what each line of the text was taken for."""
    from reports.citation.import_account import LineKind

    text = _(
        "Motions: {motions}, areas: {areas}, measures: {measures}, of these with a title from the"
        " text: {titled}, with an addressee: {addressed}"
    )
    options.say(
        text.format(
            motions=account.motions,
            areas=account.areas,
            measures=account.measures,
            titled=account.titled,
            addressed=account.addressed,
        )
    )
    words = {
        LineKind.HEAD: _("heads of motions {count}"),
        LineKind.HEADING: _("headings {count}"),
        LineKind.MEASURE: _("measures {count}"),
        LineKind.INTRODUCTION: _("introductions {count}"),
        LineKind.REASONS: _("reasons {count}"),
        LineKind.FOOTNOTE: _("footnotes {count}"),
        LineKind.FURNITURE: _("page furniture {count}"),
        LineKind.OUTSIDE: _("outside the motions {count}"),
        LineKind.LOST: _("not understood {count}"),
    }
    listed = ", ".join(
        wording.format(count=account.lines[kind])
        for kind, wording in words.items()
        if account.lines[kind]
    )
    total = sum(account.lines.values())
    text = ngettext("{count} printed line: {listed}", "{count} printed lines: {listed}", total)
    options.say(text.format(count=total, listed=listed))
    if not account.has_line_numbers:
        options.say(_("The text has no line numbers: its lines are counted."))
    if account.demands:
        text = ngettext(
            "{count} spot seems to ask for something and stands in no measure.",
            "{count} spots seem to ask for something and stand in no measure.",
            len(account.demands),
        )
        options.say(text.format(count=len(account.demands)))


def _problems(name: str, analysis: Analysis, account: ImportAccount) -> list[Problem]:
    """Return the spots that a person should look at, in the order of the text."""
    lines = analysis.text.text.lines
    compare = _("compare with the source")
    spots = [(doubt.line, doubt.what, compare) for doubt in analysis.doubts]
    spots += [(line, _lost_message(lines[line]), compare) for line in account.lost]
    for demand in account.demands:
        remedy = _(
            "mark it as a measure in the marked text, or enter its lines in the resolution:"
            " not_measures: [[{first}, {last}]]"
        )
        first, last = demand.lines
        spots.append((demand.line, demand.message, remedy.format(first=first, last=last)))
    return [
        Problem(Place(name, lines[line].place), message, remedy)
        for line, message, remedy in sorted(spots)
    ]


def _lost_message(line: Line) -> str:
    return _("the line was not understood: {words}").format(words=line.text.strip())


def _json(name: str, analysis: Analysis, account: ImportAccount) -> dict[str, Any]:
    """Return the account and the doubtful spots as values of JSON."""
    lines = analysis.text.text.lines
    spots: list[dict[str, Any]] = [
        {"kind": "reading", "message": doubt.what, "line": doubt.line} for doubt in analysis.doubts
    ]
    spots += [
        {"kind": "lost", "message": _lost_message(lines[line]), "line": line}
        for line in account.lost
    ]
    for demand in account.demands:
        motion = analysis.motions[demand.motion]
        spots.append(
            {
                "kind": "demand",
                "message": demand.message,
                "line": demand.line,
                "lines": list(demand.lines),
                "motion": motion.motion or motion.label,
                "text": demand.demand.text,
            }
        )
    return {
        "file": name,
        "account": {
            "motions": account.motions,
            "areas": account.areas,
            "measures": account.measures,
            "titled": account.titled,
            "addressed": account.addressed,
            "lines": {str(kind): count for kind, count in account.lines.items()},
            "characters": {role.name.lower(): n for role, n in analysis.text.account().items()},
            "line_numbers": "printed" if account.has_line_numbers else "counted",
        },
        "doubts": [_placed(spot, lines) for spot in sorted(spots, key=lambda spot: spot["line"])],
    }


def _placed(spot: dict[str, Any], lines: Sequence[Line]) -> dict[str, Any]:
    """Return a spot with the place of its line in the file instead of the line's index."""
    line = lines[spot["line"]]
    return {
        "place": line.place,
        "page": line.page,
        **{k: v for k, v in spot.items() if k != "line"},
    }
