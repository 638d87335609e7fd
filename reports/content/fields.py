"""The kinds of values that fields of content have, and the model that all others are.

Every model is frozen and refuses unknown keys. Models check what one value can show by
itself; what holds between values (a measure's lines lie in its area, an addressee
exists) is checked in :mod:`reports.content.consistency`, which knows the places.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Annotated, ClassVar, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError


class Typesetting(Enum):
    """How a text is set where a template prints it; part of the type of a field.

    Types without one are printed exactly as they are: ids, addresses, links, and the
    wording of a resolution, which is proof.
    """

    EXACT = "exact"
    """As it is, though its type says otherwise."""
    NAME = "name"
    """Spaces and dashes only; a line may end anywhere."""
    TITLE = "title"
    """A title: little words stay with their neighbours, since longer ones would tear its lines."""
    CLOCK = "clock"
    """A time of day, ``18:30``: in the form of the language, as that of the event."""
    TEXT = "text"
    """Running text: no last line of one short word."""


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A name that is safe as a file name and in an address: ``stadtrat-fraktion``."""

MeasureId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[1-9][0-9]{0,2}((\.[1-9][0-9]{0,2}){0,4}(\.[a-z]{1,2}){0,2}|\.[A-Z]{1,3})$"
    ),
]
"""``1.5``, ``1.5.a``, ``4.2.1`` and ``7`` as the resolution numbers them; ``4.A``, after ``4.Z``
``4.AA``, where it does not."""

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Typesetting.TEXT
]
"""Sentences."""

Wording = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6_000_000)
]

Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Typesetting.NAME
]
"""A name, or a few words."""

LONGEST_TITLE = 400
"""Characters of a title. Real ones of motions have up to 350; pages set long ones smaller."""

Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE),
    Typesetting.TITLE,
]

ShortText = Annotated[Short, Typesetting.TEXT]
"""A sentence, or a part of one."""

FileName = Annotated[Short, Typesetting.EXACT]
"""A path in the workspace, or another name for the computer."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]

ForeignWords = dict[
    Language,
    Annotated[
        tuple[
            Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)],
            ...,
        ],
        Field(min_length=1),
    ],
]
"""Words and phrases by the language that they are in: ``en: [Safe Space]``."""

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]

InkShares = Annotated[str, StringConstraints(pattern=r"^(100|[0-9]{1,2})( (100|[0-9]{1,2})){3}$")]
"""Cyan, magenta, yellow and black in per cent: ``0 100 100 0``."""

EmailAddress = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
]

HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\S*$", max_length=300)]

HttpsUrl = Annotated[str, StringConstraints(pattern=r"^https://[!-;=?-~]+$", max_length=300)]
"""Only an encrypted one, in ASCII."""

LineNumber = Annotated[int, Field(ge=1, le=99999)]


def _written_out(value: object) -> object:
    """Return a day as it is written; refuse a bare number.

    Pydantic would take it for seconds since 1970.
    """
    if isinstance(value, int | float):
        raise PydanticCustomError("date_type", "should be a day")
    return value


Day = Annotated[dt.date, BeforeValidator(_written_out)]

Moment = Annotated[dt.datetime, BeforeValidator(_written_out)]


class _LineRange(NamedTuple):
    """The two numbers of a range of lines; see `Lines`."""

    first: LineNumber
    """The first line."""
    last: LineNumber
    """The last line, which is part of the range."""


class Lines(_LineRange):
    """A range of printed line numbers, both ends included."""

    def within(self, other: Lines) -> bool:
        """Return whether every line of this range lies in the other."""
        return other.first <= self.first and self.last <= other.last


def _ordered(lines: Lines) -> Lines:
    """Return a range as it is; refuse one whose first line comes after its last."""
    if lines.first > lines.last:
        raise PydanticCustomError(
            "lines_reversed", "the first line must not come after the last", {"lines": lines}
        )
    return lines


LineRange = Annotated[Lines, AfterValidator(_ordered)]


class Model(BaseModel):
    """A frozen model that refuses unknown keys."""

    TEXT_LANGUAGE: ClassVar[str | None] = "de"
    """The language its texts are in; None for that of the document that prints them."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
