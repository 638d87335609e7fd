"""The paragraphs of an area → its measures, and who is asked for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reports.i18n import _
from reports.importing.demand_phrases import Asking, states_demand
from reports.importing.paragraphs import BULLET, Block, Marker, marker
from reports.importing.parsed_motion import FoundAddressee, FoundMeasure
from reports.text.sentences import first_sentence
from reports.text.source_text import Doubt

_MOST = 99
"""Numbers a measure's id can have."""
_LETTERS = 26


@dataclass(frozen=True)
class Inherited:
    """Somebody asked for all points of a list."""

    addressee: FoundAddressee
    open: bool
    """Whether the points are the rest of its sentence: one that asks itself is not."""


@dataclass
class _Draft:
    """A measure in the making."""

    id: str
    numbered: bool
    blocks: list[Block]
    begins: int
    """Where its words begin in the first block, after its number."""
    inherited: tuple[Inherited, ...]
    parts: list[_Draft] = field(default_factory=list)

    @property
    def last_row(self) -> int:
        """The line of its last row, its parts included."""
        return (self.parts[-1].blocks if self.parts else self.blocks)[-1].lines[1]


@dataclass(frozen=True)
class Measures:
    """What an area asks for."""

    lead: str
    measures: tuple[FoundMeasure, ...]
    doubts: tuple[Doubt, ...]


def measures(
    number: int,
    runs: Iterable[Sequence[Block]],
    asking: Asking,
    inherited: Sequence[Inherited],
    place: dict[int, int],
) -> Measures:
    """The measures of an area, from its paragraphs between its inner headings.

    ``place`` gives for the index of a Row that of its Line.
    """
    reader = _Reader(number, asking, tuple(inherited), place)
    for run in runs:
        reader.read(run)
    found = [
        one
        for draft in reader.drafts
        for one in (reader.finished(draft), *map(reader.finished, draft.parts))
    ]
    return Measures("\n\n".join(reader.lead), tuple(found), tuple(reader.doubts))


class _Reader:
    """Goes through an area's paragraphs once."""

    def __init__(
        self, number: int, asking: Asking, always: tuple[Inherited, ...], place: dict[int, int]
    ) -> None:
        self._number = number
        self._asking = asking
        self._always = always
        self._place = place
        self.drafts: list[_Draft] = []
        self.lead: list[str] = []
        self.doubts: list[Doubt] = []
        self._context: tuple[Inherited, ...] = ()
        self._top: Marker | None = None
        """The number of the last measure."""
        self._part: Marker | None = None
        """The number of its last part."""
        self._current: _Draft | None = None
        self._letters = 0

    def read(self, run: Sequence[Block]) -> None:
        """Paragraphs up to the next heading, which ends a list and what was asked for it."""
        self._current = None
        self._context = ()
        for i, block in enumerate(run):
            following = marker(run[i + 1].text) if i + 1 < len(run) else None
            said = marker(block.text)
            if not (said and self._point(block, said, fresh=self._current is None)):
                self._paragraph(block, following)

    def _point(self, block: Block, said: Marker, *, fresh: bool) -> bool:
        """Takes a paragraph with a number; False where the number is none of a list."""
        top = self._top
        if top is None or (said.scheme == top.scheme and fresh and said.value == 1):
            if said.value != 1 and said.chapter != self._number:
                return False
            if top is not None:
                self._doubt(block, _("the numbers of the measures start again within an area"))
            return self._add_top(block, said, again=top is not None)
        if said.scheme == top.scheme and said.chapter == top.chapter:
            if not top.value < said.value <= top.value + 3:
                return False
            if said.value > top.value + 1:
                self._doubt(
                    block,
                    _("measure {number} follows on measure {before}").format(
                        number=said.value, before=top.value
                    ),
                )
            return self._add_top(block, said)
        return self._add_part(block, said)

    def _add_top(self, block: Block, said: Marker, *, again: bool = False) -> bool:
        by_letter = "a" in said.scheme or again
        if self._letters == _LETTERS if by_letter else said.value > _MOST:
            return False
        self._top, self._part = said, None
        own_id = self._letter() if by_letter else f"{self._number}.{said.value}"
        self._add(_Draft(own_id, not by_letter, [block], said.length, self._around()))
        return True

    def _add_part(self, block: Block, said: Marker) -> bool:
        """Takes "a)" within measure "5)"; what is deeper is text of it."""
        if not self.drafts or not self.drafts[-1].numbered or self._current is None:
            return False
        begins = self._part is None and said.value == 1
        goes_on = self._part is not None and (said.scheme, said.value) == (
            self._part.scheme,
            self._part.value + 1,
        )
        if not (begins or goes_on) or said.value > 26:
            return False
        parent = self.drafts[-1]
        introduced = self._introduced(parent.blocks[-1])
        own_id = f"{parent.id}.{chr(ord('a') + said.value - 1)}"
        draft = _Draft(own_id, True, [block], said.length, (*parent.inherited, *introduced))
        self._part = said
        parent.parts.append(draft)
        self._current = draft
        return True

    def _paragraph(self, block: Block, following: Marker | None) -> None:
        """Takes a paragraph without a number of its own."""
        introduced = self._introduced(block) if following else ()
        if introduced and following and self._next_on_top(following):
            self._context = introduced
            self._current = None
            if following.value == 1 and self._top and following.scheme != self._top.scheme:
                self._top = None
        elif following and self._top is None and self._opens(block):
            self._add_to_lead(block)
        elif self._current and (self._current.numbered or BULLET.match(block.text)):
            self._current.blocks.append(block)
        elif states_demand(block.text) and not BULLET.match(block.text):
            self._add_lettered(block)
        else:
            self._current = None
            self._add_to_lead(block)

    def _add_lettered(self, block: Block) -> None:
        """Takes a demand without a number; what has no letter left is text of the last one."""
        if self._letters < _LETTERS:
            self._add(_Draft(self._letter(), False, [block], 0, self._around()))
            return
        self._doubt(block, _("there are more measures without a number than letters"))
        self.drafts[-1].blocks.append(block)
        self._current = self.drafts[-1]

    def _next_on_top(self, following: Marker) -> bool:
        """Whether a number goes on with the measures or begins them, not with parts of one."""
        if self._top is None:
            return True
        if following.scheme != self._top.scheme:
            return False
        return following.value in (1, self._top.value + 1)

    @staticmethod
    def _opens(block: Block) -> bool:
        return block.text.endswith(":")

    def _add_to_lead(self, block: Block) -> None:
        if not self.drafts:
            self.lead.append(block.text)

    def _add(self, draft: _Draft) -> None:
        self.drafts.append(draft)
        self._current = draft

    def _letter(self) -> str:
        """The id of the next measure without a number: 4.A."""
        self._letters += 1
        return f"{self._number}.{chr(ord('A') + self._letters - 1)}"

    def _around(self) -> tuple[Inherited, ...]:
        return (*self._always, *self._context)

    def _introduced(self, block: Block) -> tuple[Inherited, ...]:
        """Whom the sentence asks that introduces a list, with the lines of that sentence."""
        if not self._opens(block):
            return ()
        return tuple(
            Inherited(
                FoundAddressee(one.name, block.lines_of(*one.sentence)),
                "folgend" not in block.text[slice(*one.sentence)],
            )
            for one in self._asking.named(block)
            if one.sentence[1] == len(block.text)
        )

    def _doubt(self, block: Block, what: str) -> None:
        self.doubts.append(Doubt(self._place[block.rows[0].index], what))

    def finished(self, draft: _Draft) -> FoundMeasure:
        """A measure with its words and whom it asks."""
        texts = [draft.blocks[0].text[draft.begins :], *(one.text for one in draft.blocks[1:])]
        wording = "\n\n".join(texts)
        own: list[tuple[FoundAddressee, bool]] = []
        for i, block in enumerate(draft.blocks):
            begins = draft.begins if i == 0 and draft.numbered else None
            opens = self._opens(block) and (draft.parts or i + 1 < len(draft.blocks))
            for one in self._asking.named(block, begins=begins):
                whole = opens and one.sentence[1] == len(block.text)
                lines = block.lines_of(*(one.sentence if whole else one.span))
                first = i == 0 and block.text[: one.sentence[0]].strip() in (
                    "",
                    block.text[: draft.begins].strip(),
                )
                own.append((FoundAddressee(one.name, lines), first))
        asks_itself = any(first for _asked, first in own)
        kept = [
            one.addressee
            for one in draft.inherited
            if not (one.open and asks_itself)
            and not any(_same(one.addressee, other) for other, _first in own)
        ]
        for addressee, _first in own:
            if not any(_same(addressee, other) for other in kept):
                kept.append(addressee)
        return FoundMeasure(
            draft.id,
            draft.numbered,
            wording,
            (draft.blocks[0].lines[0], draft.last_row),
            tuple(kept),
            first_sentence(wording),
        )


def _same(one: FoundAddressee, other: FoundAddressee) -> bool:
    """Whether two names are the same but for what is left out: "Stadt", "Stadt Leipzig"."""
    words, others = one.name.lower().split(), other.name.lower().split()
    return set(words) <= set(others) or set(others) <= set(words)
