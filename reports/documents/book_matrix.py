"""The matrix of a book: how wide its columns are, and what stands over each.

Names stand upright over narrow columns. A name that is too long for the head's height is
replaced by a number, which a key under the title explains. Where the columns would leave the
titles of measures too little room, they are divided over several tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated

from reports.content.fields import Typesetting
from reports.content.resolution import Addressee
from reports.documents.book_wording import text_width

DIGIT = 0.5
"""The width of the digit 0 in the type of a book, in its size."""


USUAL_HEIGHT = 9.0
"""The length up to which a name stays on one line, in rem."""


@dataclass(frozen=True)
class MatrixRoom:
    """The room of a matrix in one format of a book, in rem."""

    width: float
    """The width of a page without its margins."""
    titles: float
    """The least width for the titles of measures: some 30 letters a line."""
    column: float
    """The width of a column where there are few."""
    narrowest: float
    """The least width of a column: a line of its name, with a gap."""
    type_size: float
    """The size of the names."""
    highest: float
    """The most height for the names, about a quarter of a page."""


@dataclass(frozen=True)
class MatrixColumn:
    """A column of the matrix."""

    id: str
    """The addressee's id."""
    name: Annotated[str, Typesetting.NAME]
    """The addressee's name."""
    number: int | None = None
    """What stands over the column if the name is too long for that."""


@dataclass(frozen=True)
class Matrix:
    """The tables of who is asked for what in a resolution."""

    tables: tuple[tuple[MatrixColumn, ...], ...]
    """The columns of each table."""
    width: float
    """The width of a column, in rem."""
    height: float
    """The height of the names over the columns, in rem."""

    @property
    def key(self) -> tuple[MatrixColumn, ...]:
        """The columns that have a number over them."""
        return tuple(column for table in self.tables for column in table if column.number)


def matrix_of(addressees: Sequence[Addressee], room: MatrixRoom) -> Matrix:
    """Return the tables for those who are asked, at least one."""
    most = int((room.width - room.titles) / room.narrowest)
    tables = ceil(len(addressees) / most)
    share = ceil(len(addressees) / tables)
    width = min(room.column, (room.width - room.titles) / share)
    lines = max(int(width / room.type_size), 1)
    heights = [name_height(addressee.name, lines, room) for addressee in addressees]
    columns: list[MatrixColumn] = []
    numbered = 0
    for addressee, height in zip(addressees, heights, strict=True):
        numbered += height > room.highest
        number = numbered if height > room.highest else None
        columns.append(MatrixColumn(addressee.id, addressee.name, number))
    return Matrix(
        tuple(tuple(columns[start : start + share]) for start in range(0, len(columns), share)),
        round(width, 2),
        round(max([height for height in heights if height <= room.highest], default=1.5), 1),
    )


def name_height(name: str, lines: int, room: MatrixRoom) -> float:
    """Return the length of the lines, in rem, in which a name takes so many lines at most."""
    widths = [text_width(word) for word in name.split()]
    total = sum(widths) + text_width(" ") * (len(widths) - 1)
    least = min(total, USUAL_HEIGHT / (DIGIT * room.type_size))
    length = max([total / lines, least, *widths])
    while _line_count(widths, length) > lines:
        length += 1
    # some room, since widths are estimates
    return (length + 2) * DIGIT * room.type_size


def _line_count(widths: Sequence[float], length: float) -> int:
    """Return how many lines of a length words of these widths take."""
    count, used = 1, 0.0
    for width in widths:
        if used and used + text_width(" ") + width > length:
            count, used = count + 1, 0.0
        used += (text_width(" ") if used else 0.0) + width
    return count
