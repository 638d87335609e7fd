"""What is read of a file's bytes."""

from __future__ import annotations

import pytest

from reports.errors import ContentError
from reports.importing.read_file import read
from reports.text.source_text import Line


def texts(data: bytes, name: str = "antrag") -> list[str]:
    return [line.text for line in read(data, name).lines]


def line_of(data: bytes, words: str) -> Line:
    """The one line that has some words."""
    (line,) = [line for line in read(data, "antrag").lines if words in line.text]
    return line


def refusal(data: bytes, name: str = "antrag.pdf") -> str:
    """The one sentence that is said of a file."""
    with pytest.raises(ContentError) as caught:
        read(data, name)
    (problem,) = caught.value.problems
    return str(problem)
