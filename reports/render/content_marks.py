"""The marks in a page's content: what is an artifact, and where a text is divided for a voice.

The engine marks each text box and each picture with a number. Here the marks are numbered
anew, artifacts get none, and a text is divided within its text object where a part has
another language or an expansion (ISO 32000-1, 14.6 and 14.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.render.engine_library import pydyf
from reports.render.structure_nodes import ContentMark

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_UNDRAWN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters that have no glyph."""

_TOKEN = re.compile(rb"<([0-9a-f]*)>|(-?[\d.e-]+)")
_FONT = re.compile(rb"/(\S+) \S+ Tf")
_DRAWS_LINES = frozenset({b"S", b"s", b"f", b"f*", b"B", b"BMC", b"BDC"})


@dataclass(frozen=True)
class Artifact:
    """Content that is not read: decoration, or what repeats on each page."""

    entries: tuple[tuple[str, str], ...] = (("Type", "/Layout"),)
    """What the mark says of it."""


LAYOUT = Artifact()
HEAD = Artifact((("Type", "/Pagination"), ("Subtype", "/Header")))
FOOT = Artifact((("Type", "/Pagination"), ("Subtype", "/Footer")))
REPEATED = Artifact((("Type", "/Pagination"),))


@dataclass(frozen=True)
class ReadContent:
    """Content that is read."""

    whole: ContentMark
    """The mark of all of it, if it is not divided."""
    parts: Sequence[tuple[str, ContentMark]] = ()
    """The texts into which it is divided, each with its mark."""
    hyphenated: bool = False
    """Whether it ends in a hyphen that the end of a line has brought about."""


Decision = Artifact | ReadContent


def revise(stream: Any, decisions: Mapping[int, Decision]) -> None:
    """Change the marks in a page's content, and give each :class:`ContentMark` its number.

    Args:
        stream: The engine's content stream.
        decisions: What becomes of each of the engine's marks, by its number. Content without
            a decision becomes an artifact.
    """
    operators = stream.stream
    count = 0
    changed: list[tuple[int, int, list[Any]]] = []
    fonts = {font.hash.encode(): font for font in dict.values(stream._fonts)}
    for start in [i for i, operator in enumerate(operators) if operator == b"BDC"]:
        mark = operators[start - 1]
        if "MCID" not in mark:
            continue
        decision = decisions.get(mark["MCID"], LAYOUT)
        if isinstance(decision, Artifact):
            operators[start - 2] = "/Artifact"
            operators[start - 1] = pydyf.Dictionary(decision.entries)
            continue
        if decision.parts or decision.hyphenated:
            end = operators.index(b"EMC", start)
            divided = _divided(operators[start + 1 : end], decision, fonts, count)
            if divided is not None:
                count += len(decision.parts) or 1
                changed.append((start - 2, end + 1, divided))
                continue
        decision.whole.number = mark["MCID"] = count
        count += 1
    for start, end, divided in reversed(changed):
        operators[start:end] = divided


def marked_starts(operators: Sequence[Any]) -> dict[int, int]:
    """Return where the content of each mark begins, by the mark's number."""
    return {
        operators[i - 1]["MCID"]: i
        for i, operator in enumerate(operators)
        if operator == b"BDC" and "MCID" in operators[i - 1]
    }


def _divided(
    operators: Sequence[Any], content: ReadContent, fonts: Mapping[bytes, Any], count: int
) -> list[Any] | None:
    """Return the instructions of a text with a mark for each of its parts.

    Return None if it is drawn in another way than the engine draws plain text.

    Args:
        operators: The instructions between the engine's mark and its end.
        content: What is to be divided.
        fonts: The engine's fonts by the names that the instructions have for them.
        count: The number of the first mark.
    """
    if (
        operators.count(b"BT") != 1
        or operators[-1] != b"ET"
        or not _DRAWS_LINES.isdisjoint(
            operator for operator in operators if isinstance(operator, bytes)
        )
    ):
        return None
    glyphs = list(_glyphs(operators, fonts))
    parts = content.parts or [("", content.whole)]
    if content.parts:
        lengths = [len(_UNDRAWN.sub("", text)) for text, _mark in parts]
        if sum(lengths) != sum(length for _place, _glyph, length in glyphs):
            return None
    else:
        lengths = [sum(length for _place, _glyph, length in glyphs)]
    if not glyphs:
        return None
    cuts = _cuts(glyphs, lengths)
    if cuts is None:
        return None
    for number, (_text, mark) in enumerate(parts, count):
        mark.number = number
    soft = glyphs[-1][:2] if content.hyphenated else None
    return list(_marked(operators, cuts, count, soft))


def _glyphs(operators: Sequence[Any], fonts: Mapping[bytes, Any]) -> Iterator[tuple[int, int, int]]:
    """Yield each glyph of a text: its instruction, its place there, its count of characters."""
    texts: Mapping[int, str] = {}
    for place, operator in enumerate(operators):
        if not isinstance(operator, bytes):
            continue
        if operator.endswith(b" Tf"):
            match = _FONT.match(operator)
            texts = fonts[match[1]].to_unicode if match and match[1] in fonts else {}
        elif operator.endswith(b"] TJ"):
            number = 0
            for token in _TOKEN.finditer(operator[1:-4]):
                for i in range(0, len(token[1] or b""), 4):
                    text = texts.get(int(token[1][i : i + 4], 16), "")
                    yield place, number, len(_UNDRAWN.sub("", text))
                    number += 1


def _cuts(
    glyphs: Sequence[tuple[int, int, int]], lengths: Sequence[int]
) -> dict[tuple[int, int], int] | None:
    """Return the glyphs at which a part begins, with the number of the part.

    Return None if a glyph belongs to two parts: a ligature.
    """
    cuts: dict[tuple[int, int], int] = {}
    starts = {sum(lengths[:i]): i for i in reversed(range(len(lengths)))}
    position = 0
    for place, number, length in glyphs:
        if position in starts and starts[position] not in cuts.values():
            cuts[place, number] = starts[position]
        position += length
    return cuts if len(cuts) == len(lengths) else None


def _marked(
    operators: Sequence[Any],
    cuts: Mapping[tuple[int, int], int],
    count: int,
    soft: tuple[int, int] | None,
) -> Iterator[Any]:
    """Yield the instructions of a text with its marks, the last glyph as a soft hyphen."""
    is_open = False
    for place, operator in enumerate(operators):
        if not (isinstance(operator, bytes) and operator.endswith(b"] TJ")):
            if operator == b"ET" and is_open:
                yield b"EMC"
            yield operator
            continue
        pieces = _pieces(operator, {cut for at, cut in [*cuts, soft or (-1, 0)] if at == place})
        for number, piece in pieces:
            if (place, number) in cuts:
                if is_open:
                    yield b"EMC"
                is_open = True
                yield "/Span"
                yield pydyf.Dictionary({"MCID": count + cuts[place, number]})
                yield b"BDC"
            if (place, number) == soft:
                yield "/Span"
                yield pydyf.Dictionary({"ActualText": pydyf.String(_SOFT_HYPHEN)})
                yield b"BDC"
                yield piece
                yield b"EMC"
            else:
                yield piece


def _pieces(operator: bytes, cuts: set[int]) -> Iterator[tuple[int, bytes]]:
    """Divide an instruction that shows glyphs before some of them; yield also their numbers."""
    first, number = 0, 0
    parts: list[bytes] = []
    for token in _TOKEN.finditer(operator[1:-4]):
        if token[1] is None:
            parts.append(token[2])
            continue
        run = b""
        for i in range(0, len(token[1]), 4):
            if number in cuts and number > first:
                if run:
                    parts.append(b"<%s>" % run)
                yield first, b"[%s] TJ" % b"".join(parts)
                first, parts, run = number, [], b""
            run += token[1][i : i + 4]
            number += 1
        parts.append(b"<%s>" % run)
    yield first, b"[%s] TJ" % b"".join(parts)
