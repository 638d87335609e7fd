"""Markdown → its lines, each with what its signs say of it.

Source: CommonMark 0.31 for headings, quotes, lists, emphasis and escapes; GFM for tables;
Pandoc for the metadata between rules at a file's beginning. The signs stay in the text, but
escapes and entities are undone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.i18n import _
from reports.importing.readers.markdown_notes import with_raised_marks
from reports.importing.readers.reading import Reading
from reports.importing.readers.spans import mostly
from reports.text.source_text import Doubt, Line, Span

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*$")
"""Below a line of text it makes that line a heading."""
_QUOTE = re.compile(r" {0,3}>")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+\S")
_TABLE_RULE = re.compile(r"(?=.*\|)[\s|]*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_TABLE = re.compile(r"\s*\|.*\|\s*$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAK = re.compile(r"\\$")
_EMPHASIS = re.compile(
    r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])(.{1,600}?)(?<=[^\s*_])\1(?=[⁰¹²³⁴-⁹]|[^\w*_]|$)"
)

_FENCE = ("---", "...")
_MAX_METADATA = 200
"""Lines of metadata; a rule after more of them ends no metadata."""
_FACT = re.compile(r"([^\s:#-][^:]{0,60}?)\s*:(?:\s+(.*))?$")
_COMMENT = re.compile(r"\s+#.*$")
_LISTED = re.compile(r"\s+-\s+(.*)|\s*-\s+(.*)")

_TEXT = frozenset(("", "list", "quote"))


def marked(lines: Sequence[Line]) -> Reading:
    """Return the lines with their styles and spans, and the facts of the metadata."""
    facts, body = _metadata([line.text for line in lines])
    texts, notes = with_raised_marks([line.text for line in lines[body:]])
    styled = [replace(line, style="metadata") for line in lines[:body]]
    for place, (line, text) in enumerate(zip(lines[body:], texts, strict=True)):
        read = _styled(replace(line, text=text))
        styled.append(replace(read, style="footnote") if place in notes else read)
    for place in range(body + 1, len(styled)):
        level = _underline_level(styled[place - 1], styled[place])
        if level:
            styled[place - 1] = replace(styled[place - 1], style=f"heading {level}")
    for place in _open_tables(styled, body):
        styled[place] = replace(styled[place], style="table")
    faults = _metadata_faults([line.text for line in lines[1 : max(body - 1, 1)]])
    message = _("this line of the metadata is no valid YAML: is it text, or is a sign missing?")
    doubts = [Doubt(place, message) for place in faults]
    return Reading(styled, facts=facts, doubts=doubts)


def _styled(line: Line) -> Line:
    text = _BREAK.sub("", line.text)
    heading = _HEADING.match(text)
    if heading:
        style = f"heading {len(heading[1])}"
    elif _QUOTE.match(text):
        style = "quote"
    elif _TABLE.match(text):
        style = "table"
    else:
        style = "list" if _ITEM.match(text) else ""
    # an escaped star is no emphasis, so emphasis is looked for first
    hidden = _ESCAPE.sub("  ", text)
    spans = list(_spans(hidden))
    plain, spans = _undone(text, spans)
    return replace(
        line,
        text=plain,
        style=style,
        bold=mostly(spans, "bold"),
        italic=mostly(spans, "italic"),
        spans=tuple(spans) if len(spans) > 1 else (),
    )


def _underline_level(above: Line, line: Line) -> int:
    """Return the level of the heading that a line of signs below it makes of a line, or 0."""
    signs = _UNDERLINE.match(line.text)
    if not signs or above.style not in _TEXT or not above.text.strip():
        return 0
    return 1 if signs[1].startswith("=") else 2


def _open_tables(lines: Sequence[Line], body: int) -> Iterator[int]:
    """Yield the lines of tables whose rows have no bar at their beginning or end.

    A line of dashes with as many cells as the line above it makes one, as in GFM.
    """
    for place in range(body + 1, len(lines)):
        rule, head = lines[place].text, lines[place - 1].text
        if not _TABLE_RULE.match(rule) or _cells_in(rule) != _cells_in(head) or "|" not in head:
            continue
        yield from (place - 1, place)
        for below in range(place + 1, len(lines)):
            if "|" not in lines[below].text:
                break
            yield below


def _cells_in(row: str) -> int:
    """Return how many cells a row of a table has."""
    return row.strip().strip("|").count("|") + 1


def _spans(text: str) -> Iterator[Span]:
    """Yield the parts of a line by their emphasis, the signs with them."""
    end = 0
    for match in _EMPHASIS.finditer(text):
        if match.start() > end and text[end : match.start()].strip():
            yield Span(end, match.start())
        signs = len(match[1])
        yield Span(match.start(), match.end(), bold=signs > 1, italic=signs != 2)
        end = match.end()
    if text[end:].strip():
        yield Span(end, len(text))


def _undone(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Return a text without its escapes and entities, and its spans in it."""
    if "\\" not in text and "&" not in text:
        return text, list(spans)
    parts: list[str] = []
    places: list[tuple[int, int]] = [(0, 0)]  # in the text before and after
    done = length = 0
    for match in re.finditer(f"{_ESCAPE.pattern}|{_ENTITY.pattern}", text):
        meant = match[1] or html.unescape(match[0])
        kept = text[done : match.start()]
        parts += [kept, meant]
        length += len(kept) + len(meant)
        done = match.end()
        places.append((done, length))
    moved = [replace(s, begin=_moved(places, s.begin), end=_moved(places, s.end)) for s in spans]
    return "".join([*parts, text[done:]]), moved


def _moved(places: Sequence[tuple[int, int]], index: int) -> int:
    before, after = next(place for place in reversed(places) if place[0] <= index)
    return after + index - before


# --- metadata -----------------------------------------------------------------


def _metadata(texts: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the facts of a file's front matter and where its text begins.

    It is read line by line: the values are names, dates and titles, and what is nested in
    others stands in no file of this kind that people write.
    """
    if not texts or texts[0].rstrip() != "---":
        return (), 0
    end = next(
        (
            place
            for place, text in enumerate(texts[1 : _MAX_METADATA + 1], 1)
            if text.rstrip() in _FENCE
        ),
        0,
    )
    inner = texts[1:end]
    facts: list[tuple[str, str]] = []
    for text in inner:
        if fact := _FACT.match(text):
            facts.append((fact[1].strip("\"'"), _value(fact[2] or "")))
        elif facts and text.strip() and not text.lstrip().startswith("#"):
            listed = _LISTED.match(text)
            more = _value((listed[1] or listed[2]) if listed else text.strip())
            name, value = facts[-1]
            joint = ", " if listed and value else " " if value else ""
            facts[-1] = name, f"{value}{joint}{more}"
    if not facts:
        return (), 0  # two rules with text between them
    return tuple((name, value) for name, value in facts), end + 1


def _metadata_faults(texts: Sequence[str]) -> Iterator[int]:
    """Yield the places of lines between the rules that YAML would refuse; the first rule is 0.

    Only what people get wrong: a line without a key, and a quotation mark or bracket that stands
    alone in a value of one line.
    """
    for place, text in enumerate(texts, 1):
        words = text.strip()
        if not words or words.startswith("#"):
            continue
        fact = _FACT.match(text)
        listed = _LISTED.match(text)
        if not (fact or listed or text[0] in " \t"):
            yield place
            continue
        value = (fact[2] if fact else (listed[1] or listed[2]) if listed else "") or ""
        follows = texts[place] if place < len(texts) else ""
        if not follows.startswith((" ", "\t")) and _is_open(value.strip()):
            yield place


def _is_open(value: str) -> bool:
    """Return whether a value begins with a quotation mark or bracket and does not end with it."""
    closing = {'"': '"', "'": "'", "[": "]", "{": "}"}.get(value[:1])
    value = _COMMENT.sub("", value)
    return closing is not None and (len(value) < 2 or not value.endswith(closing))


def _value(text: str) -> str:
    """Return a value without its quotation marks, on one line."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        double = text[0] == '"'
        text = text[1:-1]
        text = re.sub(r"\\n|\\t", " ", text).replace('\\"', '"') if double else text
        text = text if double else text.replace("''", "'")
    elif text in ("[]", "{}", "null", "~", "|", ">", "|-", ">-"):
        return ""
    elif text.startswith("[") and text.endswith("]"):
        text = ", ".join(part.strip().strip("\"'") for part in text[1:-1].split(","))
    return " ".join(text.split())
