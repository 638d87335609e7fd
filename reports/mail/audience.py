"""Match a list of people against a campaign's filter, and explain why others are left out.

Pure. A list of people is typed by hand: "DELEGIERTE" is the role "delegierte",
but what "delegierter" or "Delegierte/r" was meant to be is not guessed. Such roles
are reported, since nobody notices a message that was not sent.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reports.content.campaign import Recipient, Who
from reports.content.formats.csv_table import write_csv
from reports.content.recipients import Person
from reports.i18n import _

FILTER_LISTS = ("roles", "branches", "languages", "addressees")
"""The lists of a campaign's filter, in the order in which reasons are given."""

MIN_SIMILARITY = 0.8
"""The share of letters from which on one role counts as a probable typo for another.
"delegierter" and "Delegierte/r" share 0.91 and more with "delegierte"; "ersatzdelegierte",
which is another role, shares 0.77."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True)
class Excluded:
    """A person on the list whom the campaign's filter leaves out."""

    person: Person
    unmatched: tuple[str, ...]
    """The lists of the filter in which no entry fits the person; at least one."""


@dataclass(frozen=True)
class ExclusionGroup:
    """The excluded people whose first unmatched list is the same, counted by their values."""

    name: str
    """The list, one of FILTER_LISTS."""
    values: tuple[tuple[str, int], ...]
    """What the people have in this list and how many have it, the most frequent first.
    Several values of one person are joined by "+"."""

    @property
    def count(self) -> int:
        """Number of people in the group."""
        return sum(count for _value, count in self.values)


@dataclass(frozen=True)
class ProbableTypo:
    """A role on the list that looks like a misspelling of a role in the filter."""

    role: str
    count: int
    """Number of excluded people who have it."""
    intended: str
    """The role in the filter that was probably meant."""


def comparable_role(role: str) -> str:
    """Normalise a role for comparison: ignore case, Unicode composition, invisible characters."""
    return unicodedata.normalize("NFKC", role.translate(_INVISIBLE)).casefold()


def unmatched_lists(person: Recipient, who: Who) -> tuple[str, ...]:
    """Return the lists of the filter in which no entry fits the person.

    Empty if the campaign is for this person. A list that the filter leaves empty fits everybody.
    """
    return tuple(
        name
        for name in FILTER_LISTS
        if (allowed := {*_comparable(name, getattr(who, name))})
        and not allowed & {*_comparable(name, _values_of(person, name))}
    )


def divide_by_audience(people: Iterable[Person], who: Who) -> tuple[list[Person], list[Excluded]]:
    """Return the people the filter lets through and those it excludes, both in list order."""
    included: list[Person] = []
    excluded: list[Excluded] = []
    for person in people:
        unmatched = unmatched_lists(person.recipient, who)
        if unmatched:
            excluded.append(Excluded(person, unmatched))
        else:
            included.append(person)
    return included, excluded


def group_excluded(excluded: Sequence[Excluded]) -> list[ExclusionGroup]:
    """Group excluded people by their first unmatched list and count the values they have in it."""
    counters: dict[str, Counter[str]] = {}
    for exclusion in excluded:
        name = exclusion.unmatched[0]
        values = " + ".join(_values_of(exclusion.person.recipient, name)) or _empty_label(name)
        counters.setdefault(name, Counter())[values] += 1
    return [
        ExclusionGroup(name, tuple(counters[name].most_common()))
        for name in FILTER_LISTS
        if name in counters
    ]


def probable_typos(excluded: Sequence[Excluded], who: Who) -> list[ProbableTypo]:
    """List roles of excluded people that look like misspellings of roles in the filter."""
    counter = Counter(
        role
        for exclusion in excluded
        if "roles" in exclusion.unmatched
        for role in exclusion.person.recipient.roles
    )
    return [
        ProbableTypo(role, count, intended)
        for role, count in counter.most_common()
        if (intended := similar_role(role, who)) is not None
    ]


def similar_role(role: str, who: Who) -> str | None:
    """Return the filter's role that resembles `role` most, or None if none is close enough."""

    def similarity(candidate: str) -> float:
        """Return the share of letters in common; 0 if it is certainly below MIN_SIMILARITY."""
        matcher = SequenceMatcher(
            None, comparable_role(role), comparable_role(candidate), autojunk=False
        )
        # the two upper bounds are cheap to compute, and lists can have many roles
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < MIN_SIMILARITY:
            return 0
        return matcher.ratio()

    best = max(who.roles, key=similarity, default=None)
    return best if best is not None and similarity(best) >= MIN_SIMILARITY else None


def unknown_roles(people: Iterable[Person], who: Who) -> list[str]:
    """List the filter's roles that nobody among the people has."""
    existing = {comparable_role(role) for person in people for role in person.recipient.roles}
    return [role for role in who.roles if comparable_role(role) not in existing]


def exclusion_reason(exclusion: Excluded, who: Who) -> str:
    """Explain in one line why the campaign is not for an excluded person."""
    parts = []
    for name in exclusion.unmatched:
        values = _values_of(exclusion.person.recipient, name)
        parts.append(f"{name}: {', '.join(values) or _empty_label(name)}")
        similar = [intended for role in values if (intended := similar_role(role, who))]
        if name == "roles" and similar:
            parts[-1] += " – " + _('did you mean "{word}"?').format(word=similar[0])
    return "; ".join(parts)


def not_meant_csv(excluded: Sequence[Excluded], who: Who) -> bytes:
    """Return a CSV table of the excluded people: line in the list, address, name, reason."""
    return write_csv(
        [_("line"), _("email"), _("name"), _("reason")],
        (
            [
                exclusion.person.line,
                exclusion.person.address.mailbox,
                exclusion.person.recipient.name,
                exclusion_reason(exclusion, who),
            ]
            for exclusion in excluded
        ),
    )


def _empty_label(name: str) -> str:
    """Return what is shown for a person who has nothing in a list."""
    return _("no role") if name == "roles" else _("nothing there")


def _values_of(person: Recipient, name: str) -> Sequence[str]:
    """Return what a person has in one of FILTER_LISTS."""
    match name:
        case "roles":
            return person.roles
        case "branches":
            return person.branches
        case "languages":
            return (person.language,)
        case _:
            return person.addressees


def _comparable(name: str, values: Iterable[str]) -> Iterator[str]:
    """Normalise roles, which people type by hand; the other lists hold checked ids."""
    return map(comparable_role, values) if name == "roles" else iter(values)
