"""The lines of WeasyPrint's log in words for the person who wrote a style sheet or a template."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from reports.content.missing_characters import missing_characters
from reports.errors import Place, Problem
from reports.i18n import _
from reports.suggestions import near

Words = tuple[str, str]
"""A fault and its remedy."""

_AT = re.compile(r" at (\d+):(\d+)(?=[.,:]|$)")
_QUOTED_SELECTOR = re.compile(r"selector, '(.+?)\s*'(?:,|$)", re.DOTALL)
_SHOWN = 60
"""Characters of a value that a message repeats, so that it stays on about one line."""


_MISSING_CHARACTER = re.compile(
    r'\.notdef glyph .*"(?P<char>.)" \(U\+(?P<code>[0-9A-F]+)\)', re.DOTALL
)


def explain_all(
    messages: Sequence[str], place: Place, sheet: str | None = None, language: str = "de"
) -> list[Problem]:
    """Return the problems that the messages of the engine's log are about, each once.

    All characters that the fonts lack are one problem. ``language`` is that of the document.
    """
    characters: list[str] = []
    problems: list[Problem] = []
    for message in messages:
        if match := _MISSING_CHARACTER.search(message):
            characters.append(chr(int(match["code"], 16)))
        else:
            problems.append(explain(message, place, sheet))
    if characters:
        problems.append(missing_characters(place, characters, language))
    return list(dict.fromkeys(problems))


_POINTS = {"pt": 1, "px": 0.75, "mm": 72 / 25.4, "cm": 720 / 25.4, "q": 18 / 25.4, "in": 72,
           "pc": 12, "em": 12, "rem": 12, "%": 0.12}  # fmt: skip
"""Points of each unit of CSS; of relative ones, in usual text."""
_LARGEST = 2400
"""Points above which no letter fits on a page: an A3 is 1190 high, and may be scaled twice."""
_FONT_SIZE = re.compile(
    r"font(?:-size)?\s*:[^;{}]*?(?<![\w.#-])(?P<size>\d[\d.]*(?:e[+]?\d+)?)"
    rf"(?P<unit>{'|'.join(_POINTS)})",
    re.IGNORECASE,
)


def oversized_text(sheet: str, file: str) -> list[Problem]:
    """Return the sizes of text in a style sheet that no page can hold.

    The engine takes them, finds the document a line too long, and advises to shorten it.
    """
    problems = []
    for match in _FONT_SIZE.finditer(sheet):
        try:
            points = float(match["size"]) * _POINTS[match["unit"].lower()]
        except ValueError:  # 1.2.3pt, which the engine tells
            continue
        if points > _LARGEST:
            start = match.start("size")
            line_start = sheet.rfind("\n", 0, start)
            place = Place(file, sheet.count("\n", 0, start) + 1, start - line_start)
            message = _("{size} is more than any page holds").format(
                size=f"{match['size']}{match['unit']}"
            )
            problems.append(Problem(place, message, _size_remedy()))
    return problems


def _size_remedy() -> str:
    """Return what to do about a size of text that cannot be."""
    return _("correct font-size in the style sheet, as 12pt or 1.2rem")


def explain(message: str, place: Place, sheet: str | None = None) -> Problem:
    """Return the problem that a message in the engine's log is about.

    Args:
        message: The message.
        place: The document or the style sheet.
        sheet: The text of the style sheet, if the message is about one; the problem then has
            a line and a column.
    """
    if sheet is not None:
        place = _place_in_sheet(message, place, sheet)
    for pattern, words in _RULES:
        if match := re.search(pattern, message, re.DOTALL):
            return Problem(place, *words(match))
    fault = _("something in it cannot be laid out as it is written")
    return Problem(place, fault, _("take back the last change to the template or style sheet"))


def _place_in_sheet(message: str, place: Place, sheet: str) -> Place:
    """Return a place with the line and column of a fault, or of the selector it quotes."""
    if position := _AT.search(message):
        return Place(place.file, int(position[1]), int(position[2]))
    if (quoted := _QUOTED_SELECTOR.search(message)) and quoted[1] in sheet:
        # the engine does not say in which line a selector is
        start = sheet.index(quoted[1])
        line_start = sheet.rfind("\n", 0, start)
        return Place(place.file, sheet.count("\n", 0, start) + 1, start - line_start)
    return place


@lru_cache
def _properties() -> Collection[str]:
    """Return the names of the CSS properties that the engine knows."""
    from weasyprint.css.validation.expanders import EXPANDERS
    from weasyprint.css.validation.properties import PROPERTIES

    return sorted({name.replace("_", "-") for name in (*PROPERTIES, *EXPANDERS)})


def _cut(text: str) -> str:
    """Return a text in one line, cut to the length that messages repeat."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _unknown_property(match: re.Match[str]) -> Words:
    """Return the words for a property that does not exist, with a similar one."""
    fault = _('there is no property "{name}"').format(name=match["name"])
    otherwise = _("remove it, or take one that CSS has for paper")
    return fault, near(match["name"], _properties(), otherwise=otherwise)


def _value(match: re.Match[str]) -> Words:
    """Return the words for a property's value: missing, without effect, or not understood."""
    name, value = match["name"], _cut(match["value"])
    if match["why"] == "no value":
        return (
            _('the property "{name}" has no value').format(name=name),
            _("write one after the colon, or remove it"),
        )
    if "not supported" in match["why"]:
        return (
            _('the property "{name}" has no effect on paper').format(name=name),
            _("remove it"),
        )
    if re.search(r"\n\s*[\w-]+:", match["value"]):
        return (
            _('"{value}" is no value for "{name}"').format(value=value, name=name),
            _("end each property with a semicolon"),
        )
    return (
        _('"{value}" is no value for "{name}"').format(value=value, name=name),
        _("correct the value, or remove the property"),
    )


def _rule(match: re.Match[str]) -> Words:
    """Return the words for an at-rule, such as ``@page``."""
    fault = _("the rule {name} is not known or written wrongly").format(name=match["name"])
    return fault, _("correct it, or remove it")


def _selector(match: re.Match[str]) -> Words:
    """Return the words for a selector, quoted if the engine does so."""
    if name := match["name"]:
        fault = _('what stands before the brace, "{selector}", is no selector').format(
            selector=_cut(name)
        )
    else:
        fault = _("what stands before a brace is no selector")
    return fault, _("write elements and classes, as p.name, separated by commas")


def _picture(match: re.Match[str]) -> Words:
    """Return the words for a picture that cannot be read."""
    fault = _('the picture "{name}" cannot be shown').format(name=_cut(match["name"]))
    return fault, _("export it anew as SVG, PNG or JPEG")


def _anchor(match: re.Match[str]) -> Words:
    """Return the words for a reference that leads nowhere."""
    fault = _('the target "{name}" of a reference is missing').format(name=_cut(match["name"]))
    return fault, _("correct the reference in the template")


def _fixed(words: Callable[[], Words]) -> Callable[[re.Match[str]], Words]:
    """Return a function for _RULES whose words do not depend on the message."""
    return lambda _match: words()


_RULES: Sequence[tuple[str, Callable[[re.Match[str]], Words]]] = (
    (r"^Pango: .*size", _fixed(lambda: (
        _("a text is set in a size that no page can hold"),
        _size_remedy(),
    ))),
    (r"Ignored `(?P<name>[^:`]+): ?.*` at \d+:\d+, unknown property", _unknown_property),
    (r"prefix.*use '(?P<name>[^']+)' instead", lambda match: (
        _("the name before the colon has a maker's prefix"),
        _('write "{name}"').format(name=match["name"]),
    )),
    (r"Ignored `(?P<name>[^:`]+): ?(?P<value>.*)` at \d+:\d+, (?P<why>.*?)\.?$", _value),
    (r"Invalid math function at \d+:\d+: (?P<value>.*)", lambda match: (
        _('"{value}" cannot be calculated').format(value=_cut(match["value"])),
        _("correct the calculation"),
    )),
    (r"^Error: .* at \d+:\d+", _fixed(lambda: (
        _("this is no property with a colon and a value"),
        _("write it as name: value; with a semicolon at its end"),
    ))),
    (r"Parse error at", _fixed(lambda: (
        _("a brace, bracket or quotation mark stands alone or is missing"),
        _("check that each that opens is closed"),
    ))),
    (r"Invalid or unsupported selector, (?:'(?P<name>.+?)\s*'(?:,|$))?", _selector),
    (r"(?P<name>CSS rule in SVG)", _fixed(lambda: (
        _("a style in an SVG picture is not understood"),
        _("export the picture anew, its styles as attributes"),
    ))),
    (r"(?:AtRule |rule (?:with )?)(?P<name>@[\w-]+)|(?P<whole>@[\w-]+) rule", lambda match: _rule(
        re.search(r"(?P<name>@[\w-]+)", match[0]) or match
    )),
    (r"(?P<name>@[\w-]+)", _rule),
    (r"counter style", _fixed(lambda: (
        _("the counter style lacks symbols"), _("give it two or more"),
    ))),
    (r"(?:Invalid|Expected a) (?:media|layer)", _fixed(lambda: (
        _("a rule for media or layers is written wrongly"), _("correct it, or remove it"),
    ))),
    (r"profile", _fixed(lambda: (
        _("a colour profile in a style sheet is not understood"), _("remove it"),
    ))),
    (r"Font-face .* cannot be loaded", _fixed(lambda: (
        _("a font file cannot be read"), _("put it into fonts/ anew, or take another font"),
    ))),
    (r"(?:load image at|SVG image) (?:'asset:/*|'|asset:/*)?(?P<name>[^' :]+)", _picture),
    (r"image", _fixed(lambda: (
        _("a picture cannot be shown"), _("export it anew as SVG, PNG or JPEG"),
    ))),
    (r"stylesheet", _fixed(lambda: (
        _("a style sheet that is named elsewhere cannot be read"),
        _("write its rules into the style sheet itself"),
    ))),
    (r"Anchor defined twice: '?(?P<name>[^']+)", lambda match: (
        _('the id "{name}" stands twice in the page').format(name=_cut(match["name"])),
        _("give each its own"),
    )),
    (r"undefined anchor .*'#?(?P<name>[^']+)'", _anchor),
    (r"[Mm]alformed|Relative URI", _fixed(lambda: (
        _("an address in it is not complete"), _("write it whole, with https://"),
    ))),
    (r"more columns than the table", _fixed(lambda: (
        _("a row of a table has more cells than the table has columns"),
        _("correct the table in the template"),
    ))),
    (r"[Gg]rid|auto-fit|Baseline", _fixed(lambda: (
        _("the grid uses something that cannot be printed"),
        _("take a simpler grid: no subgrid, no auto-fit, not inline"),
    ))),
    (r"content|string\(|element\(|attr", _fixed(lambda: (
        _("generated content stands where it cannot be made"),
        _("correct content: in the style sheet"),
    ))),
    (r"unit resolved", _fixed(lambda: (
        _("a unit goes by the page before there is one"), _("write the length in mm"),
    ))),
)  # fmt: skip
"""A pattern for each sort of message and its words; more specific patterns come first."""
