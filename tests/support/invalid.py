"""The problems of values that a model refuses."""

from __future__ import annotations

from pydantic import BaseModel

from reports.content.formats.located import ParsedFile
from reports.content.validation import validate
from reports.errors import ContentError, Problem


def problems_in(file: ParsedFile, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Return every problem of a file's value; empty if it is valid."""
    try:
        validate(model, file)
    except ContentError as error:
        return error.problems
    return ()
