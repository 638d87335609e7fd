"""A plan: the documents to make, and why others cannot be made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reports.content.press_profile import Press
from reports.documents.document import Document
from reports.errors import Problem


@dataclass(frozen=True)
class Plan:
    """Documents to make, and why others cannot be made."""

    documents: tuple[Document, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    """What a person should know, though nothing is wrong: an event that is over."""
    unusable: tuple[Problem, ...] = ()
    """Mistakes in rows of the list of recipients, for which nothing is made."""

    def __add__(self, other: Plan) -> Plan:
        """Join two plans, in their order."""
        return Plan(
            self.documents + other.documents,
            self.refused + other.refused,
            # several kinds are made from the same calendars, and from the same list
            tuple(dict.fromkeys(self.notes + other.notes)),
            tuple(dict.fromkeys(self.unusable + other.unusable)),
        )


def plan_unless(obstacles: Sequence[Problem], make: Callable[[], Document]) -> Plan:
    """Plan a document, unless something is in the way."""
    return Plan(refused=tuple(obstacles)) if obstacles else Plan((make(),))


def for_press(planned: Plan, press: Press) -> Plan:
    """Return the same documents for a print shop, named after its profile."""
    documents = tuple(
        replace(
            document,
            name=_press_name(document.name, press.profile.name),
            press=press,
            sides=tuple(replace(side, press=press) for side in document.sides),
        )
        for document in planned.documents
    )
    return replace(planned, documents=documents)


def _press_name(name: str, profile: str) -> str:
    """Return a document's path with the folder ``press`` and the profile's name in it."""
    folder, _slash, stem = name.rpartition("/")
    return f"{folder}/press/{stem}-{profile}"
