"""Lines of text for sorting out, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.importing.classify import sort_out
from reports.text.source_text import Line, Role, Sorted, Text

WORDS = (
    "Wir wollen mehr Bänke am Ufer",
    "und helle Wege durch den Park,",
    "damit alle sicher nach Hause",
    "kommen. Die Gemeinde pflanzt",
    "Linden vor jeder Schule und",
    "stellt Räder zur Ausleihe auf.",
    "Kinder lernen im Hallenbad",
    "das Schwimmen, auch in den",
    "Ferien, und zahlen dafür nichts.",
    "Busse fahren bis Mitternacht",
)


def words(count: int, start: int = 0) -> list[str]:
    """Lines of text, no two neighbours the same."""
    return [
        f"{WORDS[place % len(WORDS)]} {chr(97 + place % 26)}"
        for place in range(start, start + count)
    ]


def sort_lines(*pages: Sequence[str] | str, **settings: object) -> Sorted:
    """Sorts out the lines of pages; one page may be given as a single string."""
    given = [page.split("\n") if isinstance(page, str) else page for page in pages]
    lines = [(number, text) for number, page in enumerate(given, 1) for text in page]
    printed = tuple(Line(text, page, place) for place, (page, text) in enumerate(lines, 1))
    return sort_out(Text("antrag.txt", "", printed, bool(settings.get("paragraphs"))))


def numbered(sorted_: Sorted) -> list[tuple[int | None, str]]:
    return [(row.number, row.text) for row in sorted_.rows]


def letters(sorted_: Sorted, role: Role) -> str:
    """All characters of a role, in order."""
    return "".join(
        number
        for line, roles in zip(sorted_.text.lines, sorted_.roles, strict=True)
        for number, letter in zip(line.text, roles, strict=True)
        if letter == role.value
    )


def texts(sorted_: Sorted) -> list[str]:
    return [doubt.what for doubt in sorted_.doubts]


def counted(count: int, first: int = 1) -> list[tuple[int | None, str]]:
    """Rows of words, numbered."""
    return [(first + place, text) for place, text in enumerate(words(count))]
