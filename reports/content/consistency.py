"""What must hold between the values of a workspace.

Each problem carries the path to the value that is to be mended, from the top of its file:
``("areas", 2, "lines")``. The file knows the place that belongs to a path.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from reports.content.campaign import Campaign, Enclosure, MailSettings
from reports.content.email_address import AddressError, parse_address
from reports.content.event import Event, Venue
from reports.content.fields import Lines
from reports.content.formats.located import ParsedFile, Path
from reports.content.resolution import Area, Basis, Measure, Request, Resolution
from reports.errors import Problem
from reports.i18n import _, quoted
from reports.suggestions import near
from reports.text.typography import span

MOST_EASY_WORDS = 12
"""Words in a sentence of Leichte Sprache: "kurze Sätze" in its rules; the usual bound."""


@dataclass(frozen=True)
class ValueProblem:
    """A problem of a value, by the path to it in its file."""

    path: Path
    message: str
    remedy: str
    at_key: bool = False
    """Whether the mistake is the key and not its value."""

    def below(self, *path: str | int) -> ValueProblem:
        """Return the problem with ``path`` put before its own path."""
        return replace(self, path=(*path, *self.path))

    def in_file(self, file: ParsedFile) -> Problem:
        """Return the problem at the place in ``file`` that its path leads to."""
        return Problem(file.place(self.path, key=self.at_key), self.message, self.remedy)


def duplicate_ids(ids: Iterable[tuple[Path, str]]) -> Iterator[ValueProblem]:
    """Yield a problem for each id that stands a second time."""
    ids_before: set[str] = set()
    for path, value in ids:
        if value in ids_before:
            message = _('the id "{id}" stands twice').format(id=value)
            yield ValueProblem(path, message, _("give each its own"))
        ids_before.add(value)


# --- resolutions ------------------------------------------------------------


def resolution_problems(
    resolution: Resolution, addressees: Collection[str] | None
) -> Iterator[ValueProblem]:
    """Yield what is wrong within a resolution.

    ``addressees`` are the ids that a measure can name, or None to leave those unchecked.
    """
    yield from duplicate_ids(
        (("areas", i, "measures", j, "id"), measure.id)
        for i, area in enumerate(resolution.areas)
        for j, measure in enumerate(area.measures)
    )
    numbers: set[int] = set()
    for i, area in enumerate(resolution.areas):
        path: Path = ("areas", i)
        if area.number in numbers:
            message = _("area {number} stands twice").format(number=area.number)
            yield ValueProblem((*path, "number"), message, _("give each its own number"))
        numbers.add(area.number)
        if not area.lines.within(resolution.lines):
            yield ValueProblem(
                (*path, "lines"),
                _("area {number} has lines {lines}, outside the resolution").format(
                    number=area.number, lines=span(area.lines)
                ),
                _resolution_lines(resolution),
            )
        for j, figure in enumerate(area.figures):
            if not Lines(figure.line, figure.line).within(area.lines):
                message = _("the figure in line {line} lies outside its area").format(
                    line=figure.line
                )
                yield ValueProblem((*path, "figures", j, "line"), message, _area_lines(area))
        if not area.summed_up:
            yield ValueProblem(
                (*path, "measures", 0, "print"),
                _("area {number} has no measure that its summary prints").format(
                    number=area.number
                ),
                _("print at least one, or its title"),
            )
        for j, measure in enumerate(area.measures):
            for problem in _measure_problems(measure, area, addressees):
                yield problem.below(*path, "measures", j)
    for j, figure in enumerate(resolution.figures):
        if not Lines(figure.line, figure.line).within(resolution.lines):
            message = _("the figure in line {line} lies outside the resolution").format(
                line=figure.line
            )
            yield ValueProblem(("figures", j, "line"), message, _resolution_lines(resolution))


def _measure_problems(
    measure: Measure, area: Area, addressees: Collection[str] | None
) -> Iterator[ValueProblem]:
    """Yield what is wrong with a measure, by paths from the measure."""
    first, *below = measure.id.split(".")
    if below and first != str(area.number):
        message = _("measure {id} stands in area {number}").format(
            id=measure.id, number=area.number
        )
        yield ValueProblem(("id",), message, _("number it after its area, or move it"))
    if measure.numbered == measure.id[-1].isupper():
        yield ValueProblem(
            ("id",),
            _("measure {id} has an id that does not go with its numbering").format(id=measure.id),
            _('a capital ("{number}.A") for numbered: false, else the source\'s number').format(
                number=area.number
            ),
        )
    if not measure.lines.within(area.lines):
        message = _("measure {id} refers to lines {lines}, outside its area").format(
            id=measure.id, lines=span(measure.lines)
        )
        yield ValueProblem(("lines",), message, _area_lines(area))
    if measure.summary is None and measure.wording is None:
        message = _("measure {id} has neither a summary nor its wording").format(id=measure.id)
        yield ValueProblem((), message, _("add one"))
    yield from _part_problems(measure, area)
    asked_ids: set[str] = set()
    for k, request in enumerate(measure.addressees):
        if request.id in asked_ids:
            message = _("measure {id} asks {addressee} twice").format(
                id=measure.id, addressee=request.id
            )
            yield ValueProblem(("addressees", k, "id"), message, _("remove one"))
        asked_ids.add(request.id)
        for problem in _request_problems(request, area, addressees):
            yield problem.below("addressees", k)


def _part_problems(measure: Measure, area: Area) -> Iterator[ValueProblem]:
    """Yield a problem if a part such as 1.5.a lies outside the lines of the measure 1.5."""
    parent = measure.id.rpartition(".")[0]
    whole = next((other for other in area.measures if other.id == parent), None)
    if whole is not None and not measure.lines.within(whole.lines):
        message = _("measure {id} refers to lines {lines}, outside measure {parent}").format(
            id=measure.id, lines=span(measure.lines), parent=parent
        )
        remedy = _("measure {parent} has lines {lines}").format(
            parent=parent, lines=span(whole.lines)
        )
        yield ValueProblem(("lines",), message, remedy)


def _request_problems(
    request: Request, area: Area, addressees: Collection[str] | None
) -> Iterator[ValueProblem]:
    """Yield what is wrong with one addressee of a measure, by paths from it."""
    if addressees is not None and request.id not in addressees:
        message = _('there is no addressee "{id}"').format(id=request.id)
        remedy = near(request.id, addressees, otherwise=_("add it to addressees.yaml"))
        yield ValueProblem(("id",), message, remedy)
    if request.basis is Basis.EXPLICIT and request.lines is None:
        message = _("{addressee} is explicit, but no lines name it").format(addressee=request.id)
        yield ValueProblem((), message, _("give its lines, or make it derived"))
    # the motion's head, or a sentence before the area, may name whom it asks
    before = request.lines is not None and request.lines.last < area.lines.first
    if request.lines is not None and not before and not request.lines.within(area.lines):
        message = _("{addressee} is named in lines {lines}, outside the area").format(
            addressee=request.id, lines=span(request.lines)
        )
        yield ValueProblem(("lines",), message, _area_lines(area))


def _area_lines(area: Area) -> str:
    """Return the remedy that names the lines of an area."""
    return _("area {number} has lines {lines}").format(number=area.number, lines=span(area.lines))


def _resolution_lines(resolution: Resolution) -> str:
    """Return the remedy that names the lines of a resolution."""
    return _("the resolution has lines {lines}").format(lines=span(resolution.lines))


# --- events -----------------------------------------------------------------


def event_problems(
    event: Event,
    branches: Collection[str] | None,
    measures: Collection[str] | None,
    languages: Collection[str],
) -> Iterator[ValueProblem]:
    """Yield what is wrong with an event.

    ``branches`` and ``measures`` are the ids that it can name, or None to leave those
    unchecked; ``languages`` are those printed matter can be made in.
    """
    if branches is not None:
        yield from branch_problems(event.branch, branches)
    yield from _venue_problems(event.venue)
    yield from _time_problems(event)
    for i, measure in enumerate(event.measures):
        if measures is not None and measure not in measures:
            yield ValueProblem(
                ("measures", i),
                _("there is no measure {id}").format(id=measure),
                near(measure, measures, otherwise=_("correct the id")),
            )
    yield from _text_problems(event, languages)
    yield from _easy_problems(event)


def branch_problems(branch: str, branches: Collection[str]) -> Iterator[ValueProblem]:
    """Yield what is wrong with the branch that an event names, one of ``branches``."""
    if branch not in branches:
        yield ValueProblem(
            ("branch",),
            _('there is no branch "{id}"').format(id=branch),
            near(branch, branches, otherwise=_("add it to branches.yaml")),
        )


def _venue_problems(venue: Venue) -> Iterator[ValueProblem]:
    """Yield what a venue must say and does not: its address, and whether one gets in."""
    if venue.address is None and not venue.online:
        yield ValueProblem(
            ("venue",),
            _('"{key}" is missing').format(key="address"),
            _('give it, or "online: true" where nobody has to go anywhere'),
        )
    if venue.address is not None and venue.step_free is None:
        yield ValueProblem(
            ("venue",),
            _('"{key}" is missing').format(key="step_free"),
            _('write "true" or "false"'),
        )
    if venue.link is not None and not venue.online:
        yield ValueProblem(
            ("venue", "link"),
            _("the venue has a link, but is not online"),
            _('add "online: true", or write the link as the event\'s "url"'),
        )


def _time_problems(event: Event) -> Iterator[ValueProblem]:
    """Yield what is wrong with an event's time zone, its times and its end.

    Times are local ones, without an offset.
    """
    zones = zoneinfo.available_timezones()
    if event.timezone not in zones:
        yield ValueProblem(
            ("timezone",),
            _('there is no time zone "{zone}"').format(zone=event.timezone),
            near(event.timezone, zones, otherwise=_('write it as "Europe/Berlin"')),
        )
    for key, time in (("start", event.start), ("end", event.end)):
        if time is not None and time.tzinfo is not None:
            yield ValueProblem(
                (key,),
                _("the time carries an offset"),
                _("write the local time only; the zone stands in timezone"),
            )
    if event.timezone in zones:
        yield from _end_problems(event)
    else:  # so that an end before the start is told along with the zone
        yield from _end_problems(event.model_copy(update={"timezone": "UTC"}))


def _end_problems(event: Event) -> Iterator[ValueProblem]:
    """Yield a problem if an event does not end after it starts.

    Of whole days, both may be the same.
    """
    if event.duration is None:
        return
    if event.duration < dt.timedelta():
        message = _("the event ends before it starts")
        yield ValueProblem(("end",), message, _("correct start or end"))
    elif event.duration == dt.timedelta() and not event.all_day:
        yield ValueProblem(
            ("end",),
            _("the event ends when it starts"),
            _("correct the end, or remove it if it is not known"),
        )


def _text_problems(event: Event, languages: Collection[str]) -> Iterator[ValueProblem]:
    """Yield a problem for each language without fixed words, or without a picture's description."""
    for language in event.texts:
        if language not in languages:
            yield ValueProblem(
                ("texts", language),
                _('there are no fixed words for the language "{language}"').format(
                    language=language
                ),
                _("choose one of {words}").format(words=", ".join(languages)),
                at_key=True,
            )
    for language, text in event.texts.items():
        if event.picture is not None and text.picture is None:
            yield ValueProblem(
                ("texts", language),
                _("the picture is not described for people who cannot see it"),
                _('add "picture" with what it shows'),
            )


def _easy_problems(event: Event) -> Iterator[ValueProblem]:
    """Yield a problem for each sentence in Leichte Sprache that is too long."""
    if event.easy is None:
        return
    for key in ("sentences", "where", "admission"):
        for i, sentence in enumerate(getattr(event.easy, key)):
            if (count := len(sentence.split())) > MOST_EASY_WORDS:
                yield ValueProblem(
                    ("easy", key, i),
                    _("the sentence has {count} words").format(count=count),
                    _("split it; Leichte Sprache has at most {limit}").format(
                        limit=MOST_EASY_WORDS
                    ),
                )


# --- campaigns --------------------------------------------------------------


def sender_problems(settings: MailSettings | Campaign) -> Iterator[ValueProblem]:
    """Yield a problem for each address of sender or answers that no mail server would take."""
    addresses: tuple[tuple[Path, str | None], ...] = (
        (("sender", "email"), settings.sender.email if settings.sender else None),
        (("reply_to",), settings.reply_to),
    )
    for path, email in addresses:
        if email is None:
            continue
        try:
            parse_address(email)
        except AddressError as error:
            message = f"{quoted(email)} {error}"
            yield ValueProblem(path, message, _("write an e-mail address as name@example.org"))


def campaign_problems(
    name: str,
    campaign: Campaign,
    addressees: Collection[str] | None,
    branches: Collection[str] | None,
    *,
    other_campaigns: Collection[str],
    languages: Collection[str],
    kinds: Collection[str],
) -> Iterator[ValueProblem]:
    """Yield what is wrong with a campaign.

    ``addressees`` and ``branches`` are the ids that it can name, or None to leave those
    unchecked; ``languages`` are those printed matter can be made in, ``kinds`` the workspace's own.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        message = _('"{name}" is no name for a campaign').format(name=name)
        yield ValueProblem((), message, _("use small letters, digits and single hyphens"))
    if name in other_campaigns:
        message = _('there are two campaigns "{name}"').format(name=name)
        yield ValueProblem((), message, _("give each its own"))
    for language in campaign.texts:
        if language not in languages:
            message = _('"{language}" is no language the program has words for').format(
                language=language
            )
            remedy = _("choose from: {names}").format(names=", ".join(languages))
            yield ValueProblem(("texts", language), message, remedy, at_key=True)
    enclosures = [*Enclosure, *kinds]
    for index, kind in enumerate(campaign.documents):
        if kind not in enclosures:
            message = _('there is no kind "{name}"').format(name=kind)
            otherwise = _("choose from: {names}").format(names=", ".join(enclosures))
            remedy = near(kind, enclosures, otherwise=otherwise)
            yield ValueProblem(("documents", index), message, remedy)
    yield from sender_problems(campaign)
    lists = (
        ("addressees", campaign.who.addressees, addressees, _('there is no addressee "{id}"')),
        ("branches", campaign.who.branches, branches, _('there is no branch "{id}"')),
    )
    for key, ids, known_ids, message in lists:
        if known_ids is None:
            continue
        for i, entry_id in enumerate(ids):
            if entry_id not in known_ids:
                otherwise = _("choose from: {names}").format(names=", ".join(known_ids))
                remedy = near(entry_id, known_ids, otherwise=otherwise)
                yield ValueProblem(("who", key, i), message.format(id=entry_id), remedy)
