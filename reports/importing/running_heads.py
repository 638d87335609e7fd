"""What is printed at the head or foot of each page: the meeting, its date, the motion's number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from reports.importing.head_titles import MOST_SMALL_WORDS, small_words
from reports.importing.motion_numbers import mentioned_number, plain_number
from reports.text.source_text import Role, Sorted

_MOST_LINES = 12
_LEAST_LETTERS = 3


@dataclass(frozen=True)
class RunningHeads:
    """The lines that were set aside as furniture, by page."""

    lines: dict[int, tuple[str, ...]]
    numbers: dict[int, str]
    """The number of the motion that a page's head names, as it is compared."""

    def text(self, pages: Iterable[int]) -> str:
        """Return what the heads of pages say, each line once."""
        texts: dict[str, None] = {}
        for page in sorted(pages):
            texts.update(dict.fromkeys(self.lines.get(page, ())))
        return "\n".join([*texts][:_MOST_LINES])


def read_running_heads(sorted_: Sorted, contents: Collection[int]) -> RunningHeads:
    """Return the furniture of each page, without the lines of contents pages."""
    paged = len({line.page for line in sorted_.text.lines}) > 1
    times = Counter(" ".join(line.text.split()) for line in sorted_.text.lines)
    lines: dict[int, list[str]] = {}
    numbers: dict[int, str] = {}
    for index, (line, roles) in enumerate(zip(sorted_.text.lines, sorted_.roles, strict=True)):
        text = " ".join(line.text.split())
        if index in contents or set(roles) - {Role.FURNITURE.value, " "}:
            continue
        if sum(sign.isalpha() for sign in text) < _LEAST_LETTERS:
            continue
        if small_words(text) > MOST_SMALL_WORDS:
            continue  # a sentence that happens to repeat
        if not paged and times[text] == 1:
            continue  # of a file without pages only what repeats
        lines.setdefault(line.page, []).append(text)
        number = mentioned_number(text)
        if number is not None:
            numbers.setdefault(line.page, plain_number(number.number))
    return RunningHeads({page: tuple(texts) for page, texts in lines.items()}, numbers)
