"""Characters that no font has, told where they stand in the workspace and not once a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.content.content_files import content_files, decoded, text_fields
from reports.errors import HandzettelError, Place, Problem
from reports.i18n import _, ngettext

_MOST_CHARACTERS = 12
"""Characters that a message names; of a foreign script there may be hundreds."""

_MOST_DOCUMENTS = 5
"""Documents that a message names; a name of an addressee stands in dozens."""


@dataclass(frozen=True, order=True)
class MissingCharacters(Problem):
    """The problem of a document with characters that no font has."""

    characters: tuple[str, ...] = ()


def missing_characters(place: Place, characters: Sequence[str], language: str) -> MissingCharacters:
    """Return the problem of characters that no font of a document in a language has."""
    message = ngettext(
        "no font has this character: {listed}",
        "no font has these {count} characters: {listed}",
        len(characters),
    ).format(count=len(characters), listed=_listed(characters))
    remedy = _(
        "replace what you do not need, or put a font that has the rest into languages/{code}/,"
        " which {command} begins"
    ).format(code=language, command=f"handzettel init --language {language}")
    return MissingCharacters(place, message, remedy, tuple(characters))


def told_once(root: Path, errors: Sequence[HandzettelError]) -> list[HandzettelError]:
    """Return errors with one problem for each place of the workspace with missing characters.

    It takes the place of the problems of all documents that print what stands there, and names
    the documents. A problem is left as it is if its characters stand in no file.
    """
    problems = dict.fromkeys(
        problem
        for error in errors
        for problem in error.problems
        if isinstance(problem, MissingCharacters)
    )
    if not problems:
        return list(errors)
    sought = {char for problem in problems for char in problem.characters}
    spots = list(_spots(root, sought))
    located = {char for _place, _field, chars in spots for char in chars}
    told = [_of_spot(spot, problems) for spot in spots]
    changed = []
    for error in errors:
        kept = [
            problem
            for problem in error.problems
            if not isinstance(problem, MissingCharacters)
            or not located.issuperset(problem.characters)
        ]
        if len(kept) < len(error.problems):
            kept += told
        changed.append(type(error)(dict.fromkeys(kept), details=error.details))
    return changed


def characters_in_files(root: Path) -> set[str]:
    """Return the characters of all files of a workspace that have words."""
    return set().union(*(decoded(data) for _name, data in content_files(root)))


_Spot = tuple[Place, str, tuple[str, ...]]
"""A place with missing characters: its field, empty if it is not known, and the characters."""


def _of_spot(spot: _Spot, problems: Iterable[MissingCharacters]) -> Problem:
    """Return the problem of a spot; it names the documents that print one of its characters."""
    place, field, characters = spot
    concerned = [
        problem for problem in problems if not set(characters).isdisjoint(problem.characters)
    ]
    listed = _listed(characters)
    if field:
        message = ngettext(
            'no font has this character of "{field}": {listed}',
            'no font has these {count} characters of "{field}": {listed}',
            len(characters),
        ).format(count=len(characters), listed=listed, field=field)
    else:
        message = ngettext(
            "no font has this character: {listed}",
            "no font has these {count} characters: {listed}",
            len(characters),
        ).format(count=len(characters), listed=listed)
    if concerned:
        names = dict.fromkeys(problem.place.file for problem in concerned)
        message = _("{what}; cannot be made because of it: {documents}").format(
            what=message, documents=_shortened(list(names), _MOST_DOCUMENTS)
        )
        return Problem(place, message, concerned[0].remedy)
    return Problem(place, message, _("replace it"))


def _listed(characters: Sequence[str]) -> str:
    """Return characters with their codes; those that cannot be shown as codes alone."""
    codes = [
        f"{char} (U+{ord(char):04X})" if char.isprintable() else f"U+{ord(char):04X}"
        for char in characters
    ]
    return _shortened(codes, _MOST_CHARACTERS)


def _shortened(words: Sequence[str], most: int) -> str:
    """Return words in a row, with the number of those that are left out."""
    listed = ", ".join(words[:most])
    if (more := len(words) - most) > 0:
        listed += _(", … and {count} more").format(count=more)
    return listed


def _spots(root: Path, sought: set[str]) -> Iterator[_Spot]:
    """Yield the spots of a workspace with characters that are sought, a field once."""
    for name, data in content_files(root):
        text = decoded(data)
        if sought.isdisjoint(text):
            continue
        fields = text_fields(name, data)
        spots: dict[tuple[Place | int, str], _Spot] = {}
        for number, line in enumerate(text.split("\n"), 1):
            for char in dict.fromkeys(line):
                if char not in sought:
                    continue
                place = Place(name, number, line.index(char) + 1)
                start, field = _field_at(fields, place)
                first, _field, chars = spots.get((start or number, field), (place, field, ()))
                spots[start or number, field] = (first, field, (*dict.fromkeys((*chars, char)),))
        yield from spots.values()


def _field_at(fields: Mapping[Place, tuple[str, object]], place: Place) -> tuple[Place | None, str]:
    """Return the beginning and the name of the field that a place is in, None if there is none."""
    starts = [start for start in fields if start <= place]
    return (max(starts), fields[max(starts)][0]) if starts else (None, "")
