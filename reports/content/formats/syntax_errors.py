"""Translate errors of the YAML and TOML parsers for the person who wrote the file.

Each table has regular expressions for the parser's English words, with the message and
the remedy for each. Words that no expression matches get a general message, and are
not quoted: an office reads German.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from reports.i18n import _

Words = tuple[str, str]
"""A message and its remedy."""

_Rule = tuple[str, Callable[[Mapping[str, str]], Words]]
"""An expression, and a function from its named groups to the words for what it matches."""


def yaml_words(problem: str, context: str = "", *, start_line: int | None = None) -> Words:
    """Return the words for a problem of ruamel, in the context that it gives for it.

    ``start_line`` is the line where the context begins; the words name it if that helps.
    """
    known_groups = {"start_line": str(start_line)} if start_line is not None else {}
    return _match(_YAML, f"{problem} | {context}", known_groups) or (
        _("this does not fit what stands before it"),
        _("check indentation, colons and quotation marks"),
    )


def toml_words(problem: str) -> Words:
    """Return the words for an error of the standard library's TOML parser."""
    return _match(_TOML, problem, {}) or (
        _("this does not fit what stands before it"),
        _("check brackets, equals signs and quotation marks"),
    )


def _match(rules: Sequence[_Rule], text: str, known_groups: Mapping[str, str]) -> Words | None:
    """Return the words of the first rule that matches a text, or None."""
    for pattern, words in rules:
        if match := re.search(pattern, text, re.DOTALL):
            groups = {name: text for name, text in match.groupdict().items() if text}
            return words({**known_groups, **groups})
    return None


def _quoted() -> str:
    """Return the remedy for text that YAML reads as something else."""
    return _("put the whole text in quotation marks")


def _open_quotation(groups: Mapping[str, str]) -> Words:
    """Return the words for a quotation mark that is not closed."""
    remedy = _('close it; within the text, write \\" or take single quotation marks around it')
    if "start_line" in groups:
        message = _("the quotation mark that opens in line {line} is not closed")
        return message.format(line=groups["start_line"]), remedy
    return _("a quotation mark is not closed"), remedy


def _sign(groups: Mapping[str, str]) -> Words:
    """Return the words for a value that begins with a sign of YAML."""
    message = _("a value cannot begin with {sign} unless it is in quotation marks")
    return message.format(sign=groups.get("sign", "!")), _quoted()


def _alike(groups: Mapping[str, str]) -> Words:
    """Return the words for a line that is not indented like its neighbours."""
    if "start_line" in groups:
        remedy = _("indent it like the others of its group, which begins in line {line}")
        return _("this line is not indented like its neighbours"), remedy.format(
            line=groups["start_line"]
        )
    return _("this line is not indented like its neighbours"), _("indent it like them")


_SIGNS = {"alias": "*", "anchor": "&"}

_YAML: Sequence[_Rule] = (
    (
        r"mapping values are not allowed",
        lambda _groups: (
            _("a colon stands where none can be"),
            _(
                "put a text with a colon in quotation marks, and indent a key like the others"
                " of its group"
            ),
        ),
    ),
    (
        r"could not find expected ':'",
        lambda _groups: (
            _("this line is no key with a colon and a value"),
            _("write it as key: value, or indent it below the text that it goes on with"),
        ),
    ),
    (
        r"sequence entries are not allowed",
        lambda _groups: (
            _("a dash stands where no entry of a list can begin"),
            _("begin a new line before the dash, indented like the other entries"),
        ),
    ),
    (
        r"mapping keys are not allowed",
        lambda _groups: _sign({"sign": "?"}),
    ),
    (
        r"found character '\\t'",
        lambda _groups: (_("a tab stands before the text"), _("indent with spaces only")),
    ),
    (r"found character (?:'(?P<sign>[^']+)'|\"(?P<quote>[^\"]+)\") that cannot start", _sign),
    (
        r"unknown escape character '(?P<sign>.+?)' ",
        lambda groups: (
            _("\\{sign} means nothing within double quotation marks").format(
                sign=groups.get("sign", "")
            ),
            _("write \\\\ for a backslash, or take single quotation marks around the text"),
        ),
    ),
    (
        r"expected escape sequence",
        lambda _groups: (
            _("the code of a character after a backslash is not complete"),
            _("write \\\\ for a backslash, or take single quotation marks around the text"),
        ),
    ),
    (r"unexpected end of stream|unexpected document separator", _open_quotation),
    (
        r"expected '[,\]}].*flow sequence",
        lambda _groups: (
            _("a list in square brackets is not closed, or a comma is missing in it"),
            _("write it as [first, second]"),
        ),
    ),
    (
        r"flow mapping|unexpected ':'",
        lambda _groups: (
            _("a group in braces is not closed, or a comma is missing in it"),
            _("write it as {open}key: value, key: value{close}").format(open="{", close="}"),
        ),
    ),
    (r"block (?:collection|mapping|sequence)", _alike),
    (
        r"expected the node content",
        lambda _groups: (
            _("a value is missing here"),
            _("write one, or remove the comma or bracket that is too much"),
        ),
    ),
    (
        r"another document|document start|document end",
        lambda _groups: (
            _("the text goes on after its end"),
            _("remove lines of three dashes or dots, and indent all keys alike"),
        ),
    ),
    (
        r"while (?:scanning|parsing) an? (?:tag|directive)|tag handle|YAML (?:directive|document)",
        lambda groups: _sign({"sign": "%" if "directive" in groups else "!"}),
    ),
    (r"an (?P<kind>alias|anchor)", lambda groups: _sign({"sign": _SIGNS[groups["kind"]]})),
    (
        r"block scalar",
        lambda _groups: (
            _("the text behind | or > is not set out as it must be"),
            _("begin it on the next line, all its lines indented alike"),
        ),
    ),
)


def _heading(_groups: Mapping[str, str]) -> Words:
    """Return the words for a heading of TOML that is wrong."""
    return (
        _("the heading's square bracket is not closed, or text follows it"),
        _("write it as [name] on a line of its own"),
    )


def _twice(_groups: Mapping[str, str]) -> Words:
    """Return the words for a key or heading that stands twice."""
    return (
        _("this key or heading stands twice, or has a value already"),
        _("remove one, or put both together"),
    )


_TOML: Sequence[_Rule] = (
    (
        r"Invalid statement",
        lambda _groups: (
            _("this line is neither a key with a value nor a heading"),
            _('write it as key = "value" or [heading]'),
        ),
    ),
    (
        r"newline or end of document after",
        lambda _groups: (
            _("text follows where the value has ended"),
            _('write one key a line; a quotation mark within a text is written as \\"'),
        ),
    ),
    (
        r"'=' after a key",
        lambda _groups: (
            _("there is no equals sign after the key"),
            _('write it as key = "value"; a key has no spaces in it'),
        ),
    ),
    (r"'\]+' at the end of a", _heading),
    (r"twice|overwrite|immutable namespace|redefine|Duplicate", _twice),
    (
        r"initial character for a key",
        lambda _groups: (
            _("this is no name for a key"),
            _("use letters, digits and hyphens, or put it in quotation marks"),
        ),
    ),
    (
        r"Unclosed array",
        lambda _groups: (
            _("a list in square brackets is not closed, or a comma is missing in it"),
            _('write it as ["first", "second"]'),
        ),
    ),
    (
        r"Unclosed inline table",
        lambda _groups: (
            _("a group in braces is not closed, or a comma is missing in it"),
            _("write it on one line, as {open} key = 1, other = 2 {close}").format(
                open="{", close="}"
            ),
        ),
    ),
    (
        r"Unescaped|Invalid hex|not a Unicode scalar",
        lambda _groups: (
            _("a backslash stands in the text"),
            _("write \\\\ for a backslash, or take single quotation marks around the text"),
        ),
    ),
    (
        r"Unterminated string|Illegal character '\\[nr]'|Expected ['\"]{1,2}",
        lambda _groups: _open_quotation({}),
    ),
    (
        r"Illegal character|invalid character",
        lambda _groups: (
            _("a character stands here that cannot be seen"),
            _("delete it and write the text anew"),
        ),
    ),
    (
        r"Invalid date",
        lambda _groups: (_("there is no such day or time"), _("write it as 2026-12-12")),
    ),
    (
        r"Invalid value",
        lambda _groups: (
            _("the value is neither text in quotation marks nor a number nor true or false"),
            _("put text in quotation marks; write a number with a point, as 2.5"),
        ),
    ),
    (
        r"Exceeds the limit",
        lambda _groups: (_("a number has too many digits"), _("put it in quotation marks")),
    ),
)
