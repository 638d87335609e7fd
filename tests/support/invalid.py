"""What is wrong with values that a model refuses."""

from __future__ import annotations

from pydantic import BaseModel

from reports.content.formats.located import ParsedFile
from reports.content.validation import validate
from reports.errors import ContentError, Problem


def problems_in(file: ParsedFile, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Every problem of a file's value; none where the model takes it."""
    try:
        validate(model, file)
    except ContentError as error:
        return error.problems
    return ()
