"""What must hold between the values of a workspace, each fault with the path to mend.

A path leads from the top of a file to a value: ``("areas", 2, "lines")``; the
workspace knows the place in the file that belongs to it.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from reports.content.campaign import Campaign, MailSettings
from reports.content.email_address import parse_address
from reports.content.event import Event
from reports.content.fields import Lines
from reports.content.formats.located import Path
from reports.content.resolution import Area, Asked, Basis, Measure, Resolution
from reports.i18n import _
from reports.suggestions import near
from reports.text.typography import span

MOST_EASY_WORDS = 12
"""Words in a sentence of Leichte Sprache: "kurze Sätze" in its rules; the usual bound."""


class Fault(NamedTuple):
    """What is wrong with a value, and what to do."""

    path: Path
    what: str
    remedy: str
    at_key: bool = False
    """Whether the mistake is the key and not its value."""


def doubled(ids: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    """Ids that stand more than once, each but the first."""
    seen: set[str] = set()
    for path, value in ids:
        if value in seen:
            what = _('the id "{id}" stands twice').format(id=value)
            yield Fault(path, what, _("give each its own"))
        seen.add(value)


# --- resolutions ------------------------------------------------------------


def resolution_faults(
    resolution: Resolution, addressees: Collection[str] | None
) -> Iterator[Fault]:
    """What is wrong within a resolution; with no addressees known, their ids are not checked."""
    yield from doubled(
        (("areas", i, "measures", j, "id"), measure.id)
        for i, area in enumerate(resolution.areas)
        for j, measure in enumerate(area.measures)
    )
    numbers: set[int] = set()
    for i, area in enumerate(resolution.areas):
        path: Path = ("areas", i)
        if area.number in numbers:
            what = _("area {number} stands twice").format(number=area.number)
            yield Fault((*path, "number"), what, _("give each its own number"))
        numbers.add(area.number)
        if not area.lines.within(resolution.lines):
            yield Fault(
                (*path, "lines"),
                _("area {number} has lines {lines}, outside the resolution").format(
                    number=area.number, lines=span(area.lines)
                ),
                _resolution_lines(resolution),
            )
        for j, figure in enumerate(area.figures):
            if not Lines(figure.line, figure.line).within(area.lines):
                what = _("the figure in line {line} lies outside its area").format(line=figure.line)
                yield Fault((*path, "figures", j, "line"), what, _area_lines(area))
        for j, measure in enumerate(area.measures):
            for fault in _measure_faults(measure, area, addressees):
                yield fault._replace(path=(*path, "measures", j, *fault.path))
    for j, figure in enumerate(resolution.figures):
        if not Lines(figure.line, figure.line).within(resolution.lines):
            what = _("the figure in line {line} lies outside the resolution").format(
                line=figure.line
            )
            yield Fault(("figures", j, "line"), what, _resolution_lines(resolution))


def _measure_faults(
    measure: Measure, area: Area, addressees: Collection[str] | None
) -> Iterator[Fault]:
    if measure.id.split(".")[0] != str(area.number):
        what = _("measure {id} stands in area {number}").format(id=measure.id, number=area.number)
        yield Fault(("id",), what, _("number it after its area, or move it"))
    if measure.numbered == measure.id[-1].isupper():
        yield Fault(
            ("id",),
            _("measure {id} has an id that does not go with its numbering").format(id=measure.id),
            _('a capital ("{number}.A") for numbered: false, else the source\'s number').format(
                number=area.number
            ),
        )
    if not measure.lines.within(area.lines):
        what = _("measure {id} refers to lines {lines}, outside its area").format(
            id=measure.id, lines=span(measure.lines)
        )
        yield Fault(("lines",), what, _area_lines(area))
    if measure.summary is None and measure.wording is None:
        what = _("measure {id} has neither a summary nor its wording").format(id=measure.id)
        yield Fault((), what, _("add one"))
    yield from _part_faults(measure, area)
    asked: set[str] = set()
    for k, one in enumerate(measure.addressees):
        if one.id in asked:
            what = _("measure {id} asks {addressee} twice").format(id=measure.id, addressee=one.id)
            yield Fault(("addressees", k, "id"), what, _("remove one"))
        asked.add(one.id)
        for fault in _asked_faults(one, area, addressees):
            yield fault._replace(path=("addressees", k, *fault.path))


def _part_faults(measure: Measure, area: Area) -> Iterator[Fault]:
    """A part such as 1.5.a needs its measure 1.5, and lies within its lines."""
    if measure.id.count(".") < 2:
        return
    parent = measure.id.rpartition(".")[0]
    around = next((one for one in area.measures if one.id == parent), None)
    if around is None:
        what = _("measure {id} has no measure {parent} above it").format(
            id=measure.id, parent=parent
        )
        yield Fault(("id",), what, _("add it, or correct the id"))
    elif not measure.lines.within(around.lines):
        what = _("measure {id} refers to lines {lines}, outside measure {parent}").format(
            id=measure.id, lines=span(measure.lines), parent=parent
        )
        remedy = _("measure {parent} has lines {lines}").format(
            parent=parent, lines=span(around.lines)
        )
        yield Fault(("lines",), what, remedy)


def _asked_faults(asked: Asked, area: Area, addressees: Collection[str] | None) -> Iterator[Fault]:
    if addressees is not None and asked.id not in addressees:
        what = _('there is no addressee "{id}"').format(id=asked.id)
        remedy = near(asked.id, addressees, otherwise=_("add it to addressees.yaml"))
        yield Fault(("id",), what, remedy)
    if asked.basis is Basis.EXPLICIT and asked.lines is None:
        what = _("{addressee} is explicit, but no lines name it").format(addressee=asked.id)
        yield Fault((), what, _("give its lines, or make it derived"))
    if asked.lines is not None and not asked.lines.within(area.lines):
        what = _("{addressee} is named in lines {lines}, outside the area").format(
            addressee=asked.id, lines=span(asked.lines)
        )
        yield Fault(("lines",), what, _area_lines(area))


def _area_lines(area: Area) -> str:
    return _("area {number} has lines {lines}").format(number=area.number, lines=span(area.lines))


def _resolution_lines(resolution: Resolution) -> str:
    return _("the resolution has lines {lines}").format(lines=span(resolution.lines))


# --- events -----------------------------------------------------------------


# one check after the other, each a line or two
def event_faults(  # noqa: C901
    event: Event,
    branches: Collection[str] | None,
    measures: Collection[str] | None,
    languages: Collection[str],
) -> Iterator[Fault]:
    """What is wrong with an event; branches and measures that are not known (None) pass.

    ``languages`` are those printed matter can be made in.
    """
    if branches is not None and event.branch not in branches:
        yield Fault(
            ("branch",),
            _('there is no branch "{id}"').format(id=event.branch),
            near(event.branch, branches, otherwise=_("add it to branches.yaml")),
        )
    zones = zoneinfo.available_timezones()
    if event.timezone not in zones:
        yield Fault(
            ("timezone",),
            _('there is no time zone "{zone}"').format(zone=event.timezone),
            near(event.timezone, zones, otherwise=_('write it as "Europe/Berlin"')),
        )
    for key in ("start", "end"):
        time: dt.datetime | None = getattr(event, key)
        if time is not None and time.tzinfo is not None:
            yield Fault(
                (key,),
                _("the time carries an offset"),
                _("write the local time only; the zone stands in timezone"),
            )
    if event.timezone in zones:
        yield from _end_faults(event)
    else:  # so that an end before the start is told along with the zone
        yield from _end_faults(event.model_copy(update={"timezone": "UTC"}))
    for i, measure in enumerate(event.measures):
        if measures is not None and measure not in measures:
            yield Fault(
                ("measures", i),
                _("there is no measure {id}").format(id=measure),
                near(measure, measures, otherwise=_("correct the id")),
            )
    for language in event.texts:
        if language not in languages:
            listed = ", ".join(languages)
            yield Fault(
                ("texts", language),
                _('there are no fixed words for the language "{language}"').format(
                    language=language
                ),
                _("choose one of {words}").format(words=listed),
                at_key=True,
            )
    for language, text in event.texts.items():
        if event.picture is not None and text.picture is None:
            yield Fault(
                ("texts", language),
                _("the picture is not described for people who cannot see it"),
                _('add "picture" with what it shows'),
            )
    if event.easy is not None:
        for key in ("sentences", "where", "admission"):
            for j, sentence in enumerate(getattr(event.easy, key)):
                if (count := len(sentence.split())) > MOST_EASY_WORDS:
                    yield Fault(
                        ("easy", key, j),
                        _("the sentence has {count} words").format(count=count),
                        _("split it; Leichte Sprache has at most {limit}").format(
                            limit=MOST_EASY_WORDS
                        ),
                    )


def _end_faults(event: Event) -> Iterator[Fault]:
    """Check that an event ends after it starts; of whole days, both may be the same."""
    if event.duration is None:
        return
    if event.duration < dt.timedelta():
        yield Fault(("end",), _("the event ends before it starts"), _("correct start or end"))
    elif event.duration == dt.timedelta() and not event.all_day:
        yield Fault(
            ("end",),
            _("the event ends when it starts"),
            _("correct the end, or remove it if it is not known"),
        )


# --- campaigns --------------------------------------------------------------


def sender_faults(settings: MailSettings | Campaign) -> Iterator[Fault]:
    """Addresses mail comes from, or answers go to, that no mail server would take."""
    named = (
        (("sender", "email"), settings.sender.email if settings.sender else None),
        (("reply_to",), settings.reply_to),
    )
    for path, email in named:
        if email is not None and isinstance(reason := parse_address(email), str):
            what = f'"{email}" {reason}'
            yield Fault(path, what, _("write an e-mail address as name@example.org"))


def campaign_faults(
    name: str,
    campaign: Campaign,
    addressees: Collection[str] | None,
    branches: Collection[str] | None,
    *,
    known: Collection[str],
    languages: Collection[str],
) -> Iterator[Fault]:
    """What is wrong with a campaign; ids are not checked against what is not known.

    ``languages`` are those printed matter can be made in.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        what = _('"{name}" is no name for a campaign').format(name=name)
        yield Fault((), what, _("use small letters, digits and single hyphens"))
    if name in known:
        what = _('there are two campaigns "{name}"').format(name=name)
        yield Fault((), what, _("give each its own"))
    for language in campaign.texts:
        if language not in languages:
            what = _('"{language}" is no language the program has words for').format(
                language=language
            )
            listed = ", ".join(languages)
            remedy = _("choose from: {names}").format(names=listed)
            yield Fault(("texts", language), what, remedy, at_key=True)
    yield from sender_faults(campaign)
    lists = (
        ("addressees", campaign.who.addressees, addressees, _('there is no addressee "{id}"')),
        ("branches", campaign.who.branches, branches, _('there is no branch "{id}"')),
    )
    for key, wanted, there, what in lists:
        for i, one in enumerate(wanted if there is not None else ()):
            if one not in (there or ()):
                listed = ", ".join(there or ())
                otherwise = _("choose from: {names}").format(names=listed)
                remedy = near(one, there or (), otherwise=otherwise)
                yield Fault(("who", key, i), what.format(id=one), remedy)
