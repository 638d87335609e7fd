"""Problems of texts on a finished page, told with the field of the content that they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.content.content_files import content_files, decoded, text_fields
from reports.errors import HandzettelError, Place, Problem
from reports.i18n import _

_SHORTEST = 4
"""Letters and digits of a text that is searched for; shorter ones stand everywhere."""

_MOST_FIELDS = 3
"""Fields that may have a text; one that more have would only be guessed."""

_MAIN_SHARE = 0.5
"""Part of a printed line that a field must fill if its value is only a part of the line."""

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class PrintedTextProblem(Problem):
    """A problem of texts that are printed on a page."""

    texts: tuple[str, ...] = ()
    """What is printed: a line, or the part of a line that is set in one face."""


@dataclass(frozen=True)
class _Field:
    """A field of the workspace's files."""

    place: Place
    name: str
    """Empty where a file has lines instead of fields."""
    words: str
    """The words of its value, as `_words` has them."""

    def __str__(self) -> str:
        """Return how a message calls it."""
        return f'"{self.name}" ({self.place})' if self.name else str(self.place)


def with_fields(root: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Return problems; those of printed texts name the fields of a workspace that have these.

    A problem is left as it is if no field has its texts, or too many do.
    """
    sought = [problem for problem in problems if isinstance(problem, PrintedTextProblem)]
    if not sought:
        return list(problems)
    fields = list(_fields(root))
    return [
        _with_fields(problem, fields) if isinstance(problem, PrintedTextProblem) else problem
        for problem in problems
    ]


def errors_with_fields(root: Path, errors: Sequence[HandzettelError]) -> list[HandzettelError]:
    """Return errors whose problems name fields as those of `with_fields` do."""
    return [
        type(error)(with_fields(root, error.problems), details=error.details) for error in errors
    ]


def _with_fields(problem: PrintedTextProblem, fields: Sequence[_Field]) -> Problem:
    """Return a problem with the fields that its texts come from, if they are found."""
    sources = dict.fromkeys(source for text in problem.texts for source in _sources(text, fields))
    if not sources:
        return problem
    message = _("{what}; the text comes from {fields}").format(
        what=problem.message, fields=", ".join(map(str, sources))
    )
    return Problem(problem.place, message, problem.remedy)


def _sources(text: str, fields: Sequence[_Field]) -> list[_Field]:
    """Return the fields that a printed text comes from; none if that is not clear.

    They are those that say just this, else those that contain it, else those that fill most of
    it: a line of a head can have two fields.
    """
    words = _words(text)
    if len(words) < _SHORTEST:
        return []
    least = max(_SHORTEST, _MAIN_SHARE * len(words))
    for chosen in (
        [field for field in fields if field.words == words],
        [field for field in fields if f" {words} " in f" {field.words} "],
        [field for field in fields if words in field.words],  # a part of a hyphenated word
        [field for field in fields if len(field.words) >= least and field.words in words],
    ):
        if chosen:
            return chosen if len(chosen) <= _MOST_FIELDS else []
    return []


def _fields(root: Path) -> Iterator[_Field]:
    """Yield the fields of a workspace that hold texts; of files without fields, the lines."""
    for name, data in content_files(root):
        fields = text_fields(name, data)
        for place, (field, value) in fields.items():
            if isinstance(value, str):
                yield _Field(place, field, _words(value))
        if not fields and not name.endswith((".yaml", ".toml", ".css")):
            for number, line in enumerate(decoded(data).split("\n"), 1):
                yield _Field(Place(name, number), "", _words(_TAG.sub("", line)))


def _words(text: str) -> str:
    """Return the words of a text in small letters, without what typesetting changes."""
    return " ".join(re.findall(r"\w+", text.replace("\xad", "").casefold()))
