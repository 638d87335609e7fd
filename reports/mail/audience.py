"""Whom a campaign is for, and of everybody else on the list, why it is not for them.

Pure. A list of people is typed by hand: "DELEGIERTE" is the role "delegierte",
but what "delegierter" or "Delegierte/r" was meant to be is not guessed. It is
told, since nobody notices a message that was not sent.
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

LISTS = ("roles", "branches", "languages", "addressees")
"""The lists of a campaign's filter."""

NEAR = 0.8
"""The share of letters two words have in common that make one a likely slip for the other.
"delegierter" and "Delegierte/r" have 0.91 and more in common with "delegierte"; "ersatzdelegierte",
which is another role, has 0.77."""

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True)
class NotMeant:
    """Somebody on the list whom the campaign is not for."""

    person: Person
    lists: tuple[str, ...]
    """Those of the filter that the person fits in no entry."""


@dataclass(frozen=True)
class Group:
    """What people have in a list that the campaign does not ask for, and how often."""

    name: str
    """The list, one of LISTS."""
    values: tuple[tuple[str, int], ...]
    """The most frequent first, several of one person joined by "+"."""

    @property
    def count(self) -> int:
        return sum(count for _value, count in self.values)


@dataclass(frozen=True)
class NearMiss:
    """A role that people have and that looks like a slip for one that is asked for."""

    role: str
    count: int
    wanted: str


def folded(word: str) -> str:
    """A role as it is compared: case, composition and what cannot be seen make no difference."""
    return unicodedata.normalize("NFKC", word.translate(_UNSEEN)).casefold()


def misses(person: Recipient, who: Who) -> tuple[str, ...]:
    """The lists of a filter that a person fits in no entry; none for whom it is meant."""
    return tuple(
        name
        for name in LISTS
        if (wanted := _wanted(who, name)) and not wanted & {*_folded(name, _of(person, name))}
    )


def divide(people: Iterable[Person], who: Who) -> tuple[list[Person], list[NotMeant]]:
    """Those whom a campaign is for, and the others, each in the order of the list."""
    meant: list[Person] = []
    others: list[NotMeant] = []
    for person in people:
        lists = misses(person.recipient, who)
        if lists:
            others.append(NotMeant(person, lists))
        else:
            meant.append(person)
    return meant, others


def groups(others: Sequence[NotMeant]) -> list[Group]:
    """Why people are not meant: by the first list that each does not fit, as it stands there."""
    counted: dict[str, Counter[str]] = {}
    for other in others:
        name = other.lists[0]
        said = " + ".join(_of(other.person.recipient, name)) or _nothing(name)
        counted.setdefault(name, Counter())[said] += 1
    return [Group(name, tuple(counted[name].most_common())) for name in LISTS if name in counted]


def near_misses(others: Sequence[NotMeant], who: Who) -> list[NearMiss]:
    """Roles of people who are not meant that were probably to be one that is."""
    counted = Counter(
        role for other in others if "roles" in other.lists for role in other.person.recipient.roles
    )
    return [
        NearMiss(role, count, wanted)
        for role, count in counted.most_common()
        if (wanted := near_role(role, who)) is not None
    ]


def near_role(role: str, who: Who) -> str | None:
    """The role asked for that another one looks like a slip of."""

    def likeness(wanted: str) -> float:
        compared = SequenceMatcher(None, folded(role), folded(wanted), autojunk=False)
        # the two bounds are quick, and lists can have many roles
        if min(compared.real_quick_ratio(), compared.quick_ratio()) < NEAR:
            return 0
        return compared.ratio()

    best = max(who.roles, key=likeness, default=None)
    return best if best is not None and likeness(best) >= NEAR else None


def unknown_roles(people: Iterable[Person], who: Who) -> list[str]:
    """Roles asked for that nobody on the list has."""
    known = {folded(role) for person in people for role in person.recipient.roles}
    return [role for role in who.roles if folded(role) not in known]


def reason(other: NotMeant, who: Who) -> str:
    """Why a campaign is not for somebody, on one line."""
    parts = []
    for name in other.lists:
        said = _of(other.person.recipient, name)
        parts.append(f"{name}: {', '.join(said) or _nothing(name)}")
        near = [wanted for role in said if (wanted := near_role(role, who))]
        if name == "roles" and near:
            parts[-1] += " – " + _('did you mean "{word}"?').format(word=near[0])
    return "; ".join(parts)


def not_meant_csv(others: Sequence[NotMeant], who: Who) -> bytes:
    """The people whom a campaign is not for, with lines and reasons."""
    return write_csv(
        [_("line"), _("email"), _("name"), _("reason")],
        (
            [
                other.person.line,
                other.person.address.mailbox,
                other.person.recipient.name,
                reason(other, who),
            ]
            for other in others
        ),
    )


def _nothing(name: str) -> str:
    return _("no role") if name == "roles" else _("nothing there")


def _of(person: Recipient, name: str) -> Sequence[str]:
    match name:
        case "roles":
            return person.roles
        case "branches":
            return person.branches
        case "languages":
            return (person.language,)
        case _:
            return person.addressees


def _wanted(who: Who, name: str) -> set[str]:
    return {*_folded(name, getattr(who, name))}


def _folded(name: str, words: Iterable[str]) -> Iterator[str]:
    return map(folded, words) if name == "roles" else iter(words)
