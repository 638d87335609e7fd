"""Who is asked for each measure: by its own sentences, its list's opening, the motion's head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reports.i18n import _
from reports.importing.addressee_names import is_same_body
from reports.importing.asked_bodies import AskedBodies, AskedBody
from reports.importing.blocks import Block
from reports.importing.parts import NamedAddressee, Part, PartKind

_MOST_NAMES = 12
"""Addressees of one measure: more are a list of names that was misread."""


@dataclass(frozen=True)
class DoubtfulName:
    """A name in the place of an addressee that may be none."""

    name: str
    row: int
    """The index of the first Row of its paragraph."""


@dataclass(frozen=True)
class _Asked:
    """An addressee with how its sentence stands in the measure."""

    addressee: NamedAddressee
    begins: bool
    """Whether its sentence is the measure's first."""


@dataclass(frozen=True)
class _Inherited:
    """An addressee whom a list's opening sentence asks."""

    addressee: NamedAddressee
    is_completed: bool
    """Whether the points complete the sentence; "folgende Punkte" stand for themselves."""


class Addresser:
    """Adds the addressees to the measures of a motion."""

    def __init__(self, reader: AskedBodies, head: Sequence[NamedAddressee]) -> None:
        """Use `head`, whom the motion's head names, for measures that name nobody."""
        self._reader = reader
        self._asked: dict[tuple[str, int], list[AskedBody]] = {}
        self._head = tuple(head)
        self.doubtful: list[DoubtfulName] = []
        """Names that were left out because they may be no addressees."""

    def addressed(self, parts: Iterable[Part]) -> list[Part]:
        """Return the parts, measures with their addressees."""
        return [
            replace(part, addressees=self._addressees(part))
            if part.kind is PartKind.MEASURE
            else part
            for part in parts
        ]

    def _addressees(self, part: Part) -> tuple[NamedAddressee, ...]:
        requests = [*self._own(part)]
        asks_itself = any(request.begins for request in requests)
        names = [
            inherited.addressee
            for inherited in self._inherited(part)
            if not (asks_itself and inherited.is_completed)
            and not any(
                is_same_body(inherited.addressee.name, request.addressee.name)
                for request in requests
            )
        ]
        names += [request.addressee for request in requests]
        if not names:
            names += self._completing(part)
        if not names:
            self.doubtful += self._doubtful(part)
        return tuple(_distinct(names or self._head)[:_MOST_NAMES])

    def asks_body(self, text: str) -> bool:
        """Return whether a paragraph asks a body by its name."""
        return any(body.certain for body in self._bodies(text, 0))

    def _bodies(self, text: str, begins: int) -> list[AskedBody]:
        """Return whom a paragraph asks; each point of a list looks at the same opening."""
        key = text, begins
        if key not in self._asked:
            self._asked[key] = self._reader.asked(text, begins=begins)
        return self._asked[key]

    def _own(self, part: Part) -> Iterator[_Asked]:
        """Yield whom a measure's own sentences ask."""
        for i, block in enumerate(part.blocks):
            begins = part.begins if i == 0 else 0
            for body in self._bodies(block.text, begins):
                is_first = i == 0 and not block.text[begins : body.sentence[0]].strip()
                if body.certain:
                    yield _Asked(_named(block, body), is_first)

    def _inherited(self, part: Part) -> Iterator[_Inherited]:
        """Yield whom the sentences ask that a measure goes on with, the outermost first."""
        for block in part.openings:
            yield from self._opened(block)

    def _opened(self, block: Block) -> Iterator[_Inherited]:
        """Yield whom the last sentence of a paragraph asks."""
        for body in self._bodies(block.text, 0):
            if body.certain and body.sentence[1] >= len(block.text.rstrip()):
                name = NamedAddressee(body.name, block.lines_of(*body.sentence))
                yield _Inherited(name, "folgend" not in block.text[slice(*body.sentence)])

    def _completing(self, part: Part) -> Iterator[NamedAddressee]:
        """Yield whom a point asks as the rest of its opening: "Wir fordern" – "das Land auf, …"."""
        block = part.blocks[0]
        words = block.text[part.begins :]
        if not part.openings or not words[:1].islower():
            return
        opening = part.openings[-1].text.rstrip(" :")
        begins = len(opening) + 1
        for body in self._bodies(f"{opening} {words}", 0):
            if body.certain and body.span[0] >= begins:
                first, last = (place - begins + part.begins for place in body.span)
                yield NamedAddressee(body.name, block.lines_of(first, last))

    def _doubtful(self, part: Part) -> Iterator[DoubtfulName]:
        """Yield the names in a measure that may be addressees or not."""
        for i, block in enumerate(part.blocks):
            for body in self._bodies(block.text, part.begins if i == 0 else 0):
                if not body.certain:
                    yield DoubtfulName(body.name, block.rows[0].index)


def _named(block: Block, body: AskedBody) -> NamedAddressee:
    """Return an addressee with the lines of its name, or of a sentence that opens a list."""
    opens = block.text.endswith(":") and body.sentence[1] >= len(block.text)
    return NamedAddressee(body.name, block.lines_of(*(body.sentence if opens else body.span)))


def _distinct(names: Iterable[NamedAddressee]) -> list[NamedAddressee]:
    """Return each addressee once, where it is named first."""
    return [*{name.name.casefold(): name for name in reversed([*names])}.values()][::-1]


def doubt_text(name: DoubtfulName) -> str:
    """Return what to tell a person about a doubtful name."""
    return _("“{name}” may be an addressee or not: it was left out").format(name=name.name)
