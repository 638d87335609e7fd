"""A file's bytes → all that is known of its text: the whole way in, as one function.

It is pure, and its values can be pickled, so that it runs in a process with limits.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.read_file import read
from reports.text.source_text import Doubt, Sorted


@dataclass(frozen=True)
class Analysis:
    """A text with its motions."""

    text: Sorted
    motions: tuple[ParsedMotion, ...]

    @property
    def doubts(self) -> list[Doubt]:
        """What a person should look at, in the order of the text."""
        doubts = [*self.text.doubts, *(doubt for motion in self.motions for doubt in motion.doubts)]
        return sorted(doubts, key=lambda doubt: doubt.line)


def analyse(data: bytes, name: str) -> Analysis:
    """Read a file, sort out its lines, and find its motions."""
    text = sorted_text(data, name)
    return Analysis(text, motions(text))


def sorted_text(data: bytes, name: str) -> Sorted:
    """Read a file and sort out its lines."""
    return sort_out(read(data, name))
