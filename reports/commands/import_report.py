"""What ``handzettel import`` tells of a text: its account, and the spots to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reports.commands.terminal import warn, write_output
from reports.errors import CheckError, Place, Problem
from reports.i18n import _, ngettext

if TYPE_CHECKING:
    from reports.citation.import_account import ImportAccount, ImportedDemand
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
    titled: bool = False,
) -> None:
    """Print the account of a file and its doubtful spots, or both as JSON.

    Raises CheckError with the spots if there are any and `strict` is given. A title that was not
    found is one then, unless the resolutions are ``titled``; else `ask_for_titles` asks for it.
    """
    problems = _problems(name, analysis, account, untitled=strict and not titled)
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


def _problems(
    name: str, analysis: Analysis, account: ImportAccount, *, untitled: bool
) -> list[Problem]:
    """Return the spots that a person should look at, in the order of the text."""
    from reports.importing.motion_spans import MissingTitle

    lines = analysis.text.text.lines
    compare = _("compare with the source")
    others = [
        (doubt.line, None, doubt.what, compare)
        for doubt in analysis.doubts
        if untitled or not isinstance(doubt, MissingTitle)
    ]
    others += [(line, None, _lost_message(lines[line]), compare) for line in account.lost]
    others += [
        (line, None, message, _("enter a shorter one in the resolution"))
        for line, message in _long_titles(analysis)
    ]
    spots = [(line, _spot(analysis, line), message, remedy) for line, _n, message, remedy in others]
    spots += [
        (demand.line, _demand_spot(analysis, demand), demand.message, _remedy(demand))
        for demand in account.demands
    ]
    return [
        Problem(Place(name), f"{place}: {message}", remedy)
        for _line, place, message, remedy in sorted(spots)
    ]


def _long_titles(analysis: Analysis) -> Iterator[tuple[int, str]]:
    """Yield the lines of motions whose titles are cut because they are too long, with messages."""
    from reports.content.fields import LONGEST_TITLE

    text = _("the title has {count} characters and is cut after {limit}")
    for motion in analysis.motions:
        if motion.areas and len(motion.title) > LONGEST_TITLE:
            line = analysis.text.rows[motion.rows[0]].line
            yield line, text.format(count=len(motion.title), limit=LONGEST_TITLE)


def _remedy(demand: ImportedDemand) -> str:
    """Return what to do about a demand in no measure."""
    from reports.citation.unheard_demands import Ground

    if demand.lines is None:
        return _("if it belongs to a motion, import its part of the text as a file of its own")
    if demand.demand.ground in (Ground.HEAD, Ground.FOOTNOTE, Ground.FURNITURE):
        text = _(
            "write a measure for it into the resolution, or enter its lines there:"
            " not_measures: [[{first}, {last}]]"
        )
    else:
        text = _(
            "mark it as a measure in the marked text, or enter its lines in the resolution:"
            " not_measures: [[{first}, {last}]]"
        )
    return text.format(first=demand.lines[0], last=demand.lines[1])


def _demand_spot(analysis: Analysis, demand: ImportedDemand) -> str:
    from reports.citation.spots import spot

    motion = _motion_name(analysis, demand.motion) if demand.lines else None
    return spot(analysis.text, demand.line, demand.lines, motion)


def _spot(analysis: Analysis, line: int) -> str:
    """Return where a Line stands, by the number of its row if it has one in a motion."""
    from reports.citation.spots import spot
    from reports.importing.printed_rows import cited_numbers

    rows = analysis.text.rows
    for i, motion in enumerate(analysis.motions):
        first, after = motion.rows
        if first < after and rows[first].line <= line <= rows[after - 1].line:
            at = next((at for at in range(first, after) if rows[at].line == line), None)
            if at is not None:
                number = cited_numbers(rows[first:after])[0][at - first]
                return spot(analysis.text, line, (number, number), _motion_name(analysis, i))
    return spot(analysis.text, line)


def _motion_name(analysis: Analysis, index: int) -> str | None:
    """Return what a motion is called where a file has several, whose lines are numbered alike."""
    motion = analysis.motions[index]
    return (motion.motion or motion.label) if len(analysis.motions) > 1 else None


def ask_for_titles(resolutions: Mapping[str, Mapping[str, Any]], analysis: Analysis) -> None:
    """Ask for the titles of resolutions that still have what stands for a missing one."""
    for name in untitled_resolutions(resolutions, analysis):
        text = _("no title was found in the text; “{title}” stands for it")
        remedy = _("enter title in {file}, and a short form of it as label")
        message = text.format(title=resolutions[name]["title"])
        warn(Problem(Place(name), message, remedy.format(file=name)))


def untitled_resolutions(
    resolutions: Mapping[str, Mapping[str, Any]], analysis: Analysis
) -> list[str]:
    """Return the files of the resolutions that still have what stands for a missing title."""
    from reports.importing.to_content import title_or_substitute

    untitled = [motion for motion in analysis.motions if motion.areas and not motion.title]
    return [
        name
        for name, values in resolutions.items()
        if values["title"]
        in {title_or_substitute(motion, values["source"]["file"]) for motion in untitled}
    ]


def ask_for_status(resolutions: Mapping[str, Mapping[str, Any]]) -> None:
    """Ask whether the resolutions were adopted whose values, by the name of their file, lack it."""
    files = [name for name, values in resolutions.items() if values.get("status") is None]
    if not files:
        return
    remedy = _('enter "status: adopted" or "status: draft"')
    text = _("was it adopted? The text does not say so, and then no document does")
    if len(files) > 1:
        remedy = _('enter "status: adopted" or "status: draft" in each of them')
        text = _(
            "were they adopted? The text does not say so of {count} of {all} resolutions, and then"
            " no document does"
        ).format(count=len(files), all=len(resolutions))
    warn(Problem(Place(files[0] if len(files) == 1 else _folder(files[0])), text, remedy))


def _folder(file: str) -> str:
    return f"{file.rpartition('/')[0]}/"


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
    spots += [
        {"kind": "title", "message": message, "line": line}
        for line, message in _long_titles(analysis)
    ]
    for demand in account.demands:
        motion = analysis.motions[demand.motion]
        spots.append(
            {
                "kind": "demand",
                "message": demand.message,
                "line": demand.line,
                "ground": str(demand.demand.ground),
                "lines": list(demand.lines) if demand.lines else None,
                "motion": (motion.motion or motion.label) if demand.lines else None,
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
        "questions": [
            {"kind": "status", "motion": motion.motion or motion.label or motion.title}
            for motion in analysis.motions
            if motion.areas and motion.is_adopted is None
        ],
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
