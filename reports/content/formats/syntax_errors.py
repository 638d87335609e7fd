"""What the parsers of YAML and TOML report, in words for the person who wrote the file.

Each table has regular expressions of the parser's own English words, and what is wrong
and what to do for each. What no expression fits gets a sentence that quotes none of
them: an office reads German.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from reports.i18n import _

Words = tuple[str, str]
"""What is wrong, and what to do."""

_Rule = tuple[str, Callable[[Mapping[str, str]], Words]]
"""An expression, and the words for what it matches; its named groups go into them."""


def yaml_words(problem: str, context: str = "", *, begun: int | None = None) -> Words:
    """What is wrong in a YAML file, from ruamel's problem and what it was about to read.

    ``begun`` is the line where that began, which the words name where it helps.
    """
    given = {"begun": str(begun)} if begun is not None else {}
    return _worded(_YAML, f"{problem} | {context}", given) or (
        _("this does not fit what stands before it"),
        _("check indentation, colons and quotation marks"),
    )


def toml_words(problem: str) -> Words:
    """What is wrong in a TOML file, from the standard library's words."""
    return _worded(_TOML, problem, {}) or (
        _("this does not fit what stands before it"),
        _("check brackets, equals signs and quotation marks"),
    )


def _worded(rules: Sequence[_Rule], text: str, given: Mapping[str, str]) -> Words | None:
    for pattern, words in rules:
        if match := re.search(pattern, text, re.DOTALL):
            return words({**given, **{k: v for k, v in match.groupdict().items() if v}})
    return None


def _quoted() -> str:
    return _("put the whole text in quotation marks")


def _open_quotation(given: Mapping[str, str]) -> Words:
    remedy = _('close it; within the text, write \\" or take single quotation marks around it')
    if "begun" in given:
        what = _("the quotation mark that opens in line {line} is not closed")
        return what.format(line=given["begun"]), remedy
    return _("a quotation mark is not closed"), remedy


def _sign(given: Mapping[str, str]) -> Words:
    what = _("a value cannot begin with {sign} unless it is in quotation marks")
    return what.format(sign=given.get("sign", "!")), _quoted()


def _alike(given: Mapping[str, str]) -> Words:
    if "begun" in given:
        remedy = _("indent it like the others of its group, which begins in line {line}")
        return _("this line is not indented like its neighbours"), remedy.format(
            line=given["begun"]
        )
    return _("this line is not indented like its neighbours"), _("indent it like them")


_SIGNS = {"alias": "*", "anchor": "&"}

_YAML: Sequence[_Rule] = (
    (
        r"mapping values are not allowed",
        lambda _given: (
            _("a colon stands where none can be"),
            _(
                "put a text with a colon in quotation marks, and indent a key like the others"
                " of its group"
            ),
        ),
    ),
    (
        r"could not find expected ':'",
        lambda _given: (
            _("this line is no key with a colon and a value"),
            _("write it as key: value, or indent it below the text that it goes on with"),
        ),
    ),
    (
        r"sequence entries are not allowed",
        lambda _given: (
            _("a dash stands where no entry of a list can begin"),
            _("begin a new line before the dash, indented like the other entries"),
        ),
    ),
    (
        r"mapping keys are not allowed",
        lambda _given: _sign({"sign": "?"}),
    ),
    (
        r"found character '\\t'",
        lambda _given: (_("a tab stands before the text"), _("indent with spaces only")),
    ),
    (r"found character (?:'(?P<sign>[^']+)'|\"(?P<quote>[^\"]+)\") that cannot start", _sign),
    (
        r"unknown escape character '(?P<sign>.+?)' ",
        lambda given: (
            _("\\{sign} means nothing within double quotation marks").format(
                sign=given.get("sign", "")
            ),
            _("write \\\\ for a backslash, or take single quotation marks around the text"),
        ),
    ),
    (
        r"expected escape sequence",
        lambda _given: (
            _("the code of a character after a backslash is not complete"),
            _("write \\\\ for a backslash, or take single quotation marks around the text"),
        ),
    ),
    (r"unexpected end of stream|unexpected document separator", _open_quotation),
    (
        r"expected '[,\]}].*flow sequence",
        lambda _given: (
            _("a list in square brackets is not closed, or a comma is missing in it"),
            _("write it as [first, second]"),
        ),
    ),
    (
        r"flow mapping|unexpected ':'",
        lambda _given: (
            _("a group in braces is not closed, or a comma is missing in it"),
            _("write it as {open}key: value, key: value{close}").format(open="{", close="}"),
        ),
    ),
    (r"block (?:collection|mapping|sequence)", _alike),
    (
        r"expected the node content",
        lambda _given: (
            _("a value is missing here"),
            _("write one, or remove the comma or bracket that is too much"),
        ),
    ),
    (
        r"another document|document start|document end",
        lambda _given: (
            _("the text goes on after its end"),
            _("remove lines of three dashes or dots, and indent all keys alike"),
        ),
    ),
    (
        r"while (?:scanning|parsing) an? (?:tag|directive)|tag handle|YAML (?:directive|document)",
        lambda given: _sign({"sign": "%" if "directive" in given else "!"}),
    ),
    (r"an (?P<kind>alias|anchor)", lambda given: _sign({"sign": _SIGNS[given["kind"]]})),
    (
        r"block scalar",
        lambda _given: (
            _("the text behind | or > is not set out as it must be"),
            _("begin it on the next line, all its lines indented alike"),
        ),
    ),
)


def _heading(_given: Mapping[str, str]) -> Words:
    return (
        _("the heading's square bracket is not closed, or text follows it"),
        _("write it as [name] on a line of its own"),
    )


def _twice(_given: Mapping[str, str]) -> Words:
    return (
        _("this key or heading stands twice, or has a value already"),
        _("remove one, or put both together"),
    )


_TOML: Sequence[_Rule] = (
    (
        r"Invalid statement",
        lambda _given: (
            _("this line is neither a key with a value nor a heading"),
            _('write it as key = "value" or [heading]'),
        ),
    ),
    (
        r"newline or end of document after",
        lambda _given: (
            _("text follows where the value has ended"),
            _('write one key a line; a quotation mark within a text is written as \\"'),
        ),
    ),
    (
        r"'=' after a key",
        lambda _given: (
            _("there is no equals sign after the key"),
            _('write it as key = "value"; a key has no spaces in it'),
        ),
    ),
    (r"'\]+' at the end of a", _heading),
    (r"twice|overwrite|immutable namespace|redefine|Duplicate", _twice),
    (
        r"initial character for a key",
        lambda _given: (
            _("this is no name for a key"),
            _("use letters, digits and hyphens, or put it in quotation marks"),
        ),
    ),
    (
        r"Unclosed array",
        lambda _given: (
            _("a list in square brackets is not closed, or a comma is missing in it"),
            _('write it as ["first", "second"]'),
        ),
    ),
    (
        r"Unclosed inline table",
        lambda _given: (
            _("a group in braces is not closed, or a comma is missing in it"),
            _("write it on one line, as {open} key = 1, other = 2 {close}").format(
                open="{", close="}"
            ),
        ),
    ),
    (
        r"Unescaped|Invalid hex|not a Unicode scalar",
        lambda _given: (
            _("a backslash stands in the text"),
            _("write \\\\ for a backslash, or take single quotation marks around the text"),
        ),
    ),
    (
        r"Unterminated string|Illegal character '\\[nr]'|Expected ['\"]{1,2}",
        lambda _given: _open_quotation({}),
    ),
    (
        r"Illegal character|invalid character",
        lambda _given: (
            _("a character stands here that cannot be seen"),
            _("delete it and write the text anew"),
        ),
    ),
    (
        r"Invalid date",
        lambda _given: (_("there is no such day or time"), _("write it as 2026-12-12")),
    ),
    (
        r"Invalid value",
        lambda _given: (
            _("the value is neither text in quotation marks nor a number nor true or false"),
            _("put text in quotation marks; write a number with a point, as 2.5"),
        ),
    ),
    (
        r"Exceeds the limit",
        lambda _given: (_("a number has too many digits"), _("put it in quotation marks")),
    ),
)
