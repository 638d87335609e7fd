"""Read YAML files, with the place of each value.

A file may come from a stranger. Size and depth are bounded, aliases are refused (with
them a small file can stand for a huge value), and a key that stands twice is an error.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import date, datetime
from typing import Any

from reports.content.formats.located import (
    MAX_DEPTH,
    MAX_VALUES,
    TOO_LARGE,
    Findings,
    ParsedFile,
    Path,
    TooMuchError,
    decode,
    too_deep,
    too_many,
)
from reports.content.formats.syntax_errors import yaml_words
from reports.content.formats.yaml_events import quick_events
from reports.errors import Place, Problem
from reports.i18n import _


def read_yaml(data: bytes, file: str) -> ParsedFile:
    """Return the value of a YAML 1.2 file with the place of every key and value.

    Raises ContentError with every key that stands twice, every alias and the like, or with
    the first place at which the file is not valid YAML.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    text = decode(data, file)
    findings = Findings(file)
    # a new one for each file: a %YAML directive stays in force in the object
    yaml = YAML(typ="safe")
    try:
        value = _YamlReader(yaml, text, findings).read()
    except MarkedYAMLError as error:
        findings.problems.append(_yaml_problem(error, file))
        value = None
    except ReaderError as error:
        findings.problems.append(_character_problem(text, error.position, file))
        value = None
    except Exception:  # a stranger's file: whatever the library raises, it is damaged
        findings.problems.append(Problem(Place(file), *yaml_words("")))
        value = None
    return findings.parsed(value)


def _yaml_problem(error: Any, file: str) -> Problem:
    """Return what the parser reports as a problem, at the place where a person would correct it."""
    start = error.context_mark
    message, remedy = yaml_words(
        error.problem or "", error.context or "", start_line=start.line + 1 if start else None
    )
    # where no colon follows a key, the parser names the line after it
    late = start and "could not find expected" in (error.problem or "")
    mark = start if late else error.problem_mark or start
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return Problem(place, _("not valid YAML: {detail}").format(detail=message), remedy)


def _character_problem(text: str, position: int, file: str) -> Problem:
    """Return the problem of a control character, which YAML forbids, at a position."""
    before = text[:position]
    return Problem(
        Place(file, before.count("\n") + 1, position - before.rfind("\n")),
        _("not valid YAML: {detail}").format(
            detail=_("the control character U+{code:04X} stands here").format(
                code=ord(text[position])
            )
            if position < len(text)
            else _("a control character stands here")
        ),
        _("remove control characters and save the file anew"),
    )


_MAY_BE_NO_TEXT = frozenset("+-.0123456789=<~NnTtFfYyOo")
"""First characters of numbers, days, truth values and the like, also those of YAML 1.1."""


def _one_by_one(events: Iterable[Any]) -> Generator[Any]:
    """Yield events; as those of the library, they can be closed."""
    yield from events


class _YamlReader:
    """Turns the parser's events into plain values, noting the place of each.

    The events come one by one, so that reading stops where a file is too deep or too
    large: the parser takes 20 µs for each event.
    """

    def __init__(self, yaml: Any, text: str, findings: Findings) -> None:
        """Begin to read a text; ``findings`` takes places and problems."""
        self._yaml = yaml
        events = quick_events(text)
        self._events = yaml.parse(text) if events is None else _one_by_one(events)
        self._findings = findings
        self._values = 0
        self._depth = 0

    def read(self) -> Any:
        """Return the value of the file, or None if reading stopped early."""
        value, documents = None, 0
        try:
            for event in self._events:
                name = type(event).__name__
                if name == "DocumentStartEvent":
                    documents += 1
                    if documents > 1:
                        detail, remedy = yaml_words("but found another document")
                        message = _("not valid YAML: {detail}").format(detail=detail)
                        self._findings.problem(self._findings.mark(event), message, remedy)
                        return None
                elif name not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                    value = self._value(event, ())
        except TooMuchError:
            return None
        finally:
            self._events.close()
        return value

    def _value(self, event: Any, path: Path) -> Any:
        """Return the value that an event begins, and note its place.

        An alias is a problem, and gives None. Raises TooMuchError if the value is nested too
        deep or one too many.
        """
        name = type(event).__name__
        place = self._findings.mark(event)
        self._findings.values[path] = place
        self._count(place)
        if name == "ScalarEvent":
            return self._scalar(event, place, path)
        if name == "AliasEvent":
            message = _("an alias (*…) is not allowed")
            self._findings.problem(place, message, _("write the value out in full"))
            return None
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._findings.problems.append(too_deep(place))
            raise TooMuchError
        value = self._mapping(path) if name == "MappingStartEvent" else self._sequence(path)
        self._depth -= 1
        return value

    def _count(self, place: Place) -> None:
        """Count a key or value. Raises TooMuchError at one too many."""
        self._values += 1
        if self._values > MAX_VALUES:
            self._findings.problems.append(too_many(place))
            raise TooMuchError

    def _sequence(self, path: Path) -> list[Any]:
        """Return the list that has just begun."""
        values: list[Any] = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            values.append(self._value(event, (*path, len(values))))
        return values

    def _scalar(self, event: Any, place: Place, path: Path) -> Any:
        """Return a text, number, truth value, date or None.

        What is no date, and a number that is too large, stays text. A value of another kind is
        noted as a problem.
        """
        from ruamel.yaml.nodes import ScalarNode

        text: str = event.value
        tag = getattr(event, "ctag", None)
        tagged = tag is not None and str(tag) != "!"
        if not tagged and not event.implicit[0]:  # in quotation marks, or a block of text
            return text
        if not tagged and text:  # most values are plain words, and the library is slow
            if text[0] not in _MAY_BE_NO_TEXT:
                return text
            if text[0] != "0" and len(text) < 18 and text.isascii() and text.isdigit():
                self._findings.raw[path] = text
                return int(text)
        if not tagged:
            tag = self._yaml.resolver.resolve(ScalarNode, text, event.implicit)
            if str(tag) == "tag:yaml.org,2002:str":
                return text
        try:
            node = ScalarNode(tag, text, event.start_mark, event.end_mark, style=event.style)
            value = self._yaml.constructor.construct_object(node)
        except Exception:  # whatever the library raises, the text does not make such a value
            impossible = not tagged and str(tag).endswith((":int", ":float", ":timestamp"))
            value = text if impossible else NotImplemented  # a date like 2016-02-31 is text
        if isinstance(value, int) and abs(value) >= TOO_LARGE:
            value = text
        if not isinstance(value, str | int | float | bool | date | datetime | None):
            message = _("a value of a kind that is not used here")
            self._findings.problem(place, message, _("write plain text"))
        elif not isinstance(value, str | None):
            self._findings.raw[path] = text
        return value

    def _mapping(self, path: Path) -> dict[str, Any]:
        """Return a group of keys; one that stands twice is noted, and the first one counts."""
        values: dict[str, Any] = {}
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            place = self._findings.mark(event)
            if type(event).__name__ != "ScalarEvent":
                self._value(event, path)
                self._value(next(self._events), path)
                if type(event).__name__ != "AliasEvent":
                    message = _("a key must be plain text")
                    self._findings.problem(place, message, _("write a name before the colon"))
                continue
            key = str(event.value)
            if key in values:
                self._findings.problem(
                    place,
                    _('the key "{key}" stands twice').format(key=key),
                    _("remove one; the first is in line {line}").format(
                        line=self._findings.keys[(*path, key)].line
                    ),
                )
                self._value(next(self._events), path)
                continue
            self._count(place)
            self._findings.keys[(*path, key)] = place
            values[key] = self._value(next(self._events), (*path, key))
        return values
