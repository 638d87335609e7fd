"""Which paragraphs are headings, how deep, and which of them begin the areas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reports.importing.paragraphs import BULLET, KEYWORD_HEADING, Block, closed, marker

_NUMBER = re.compile(
    r"(?:(?P<roman>[IVX]{1,5})|(?P<decimal>\d{1,2}(?:\.\d{1,2})+)|(?P<arabic>\d{1,2})"
    r"|(?P<letter>[A-H]))(?P<sign>[.):]|\s[–—-])?\s+(?P<title>\S.*)"
)
_FURTHER = re.compile(r"Begründung\b|Anhang\b|Anlage\b")
"""Headings of what is no longer the text that is resolved."""
_APART = re.compile(
    r"(?:(?:Begründung|Präambel|Einleitung|Vorwort|Ausgangslage|Fazit|Schluss|Anhang|Anlage)\s*:?"
    r"|Vorbemerkung(?:\s*:.{0,40}|\s[–—-]\s.{1,40})?)$"
)
"""Headings that have no number and begin no area."""
_LONGEST = 110
_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True)
class Heading:
    """A heading's place among the blocks."""

    at: int
    """The index of its Block."""
    after: int
    """The index of the first Block of what it heads."""
    scheme: str
    """Its form: "Bereich", "1.", "I.", "A)", "1.1"; empty without a number."""
    number: int | None
    title: str
    """Without its number."""
    text: str
    level: int


@dataclass(frozen=True)
class _Plain:
    """A heading before it is told how deep it is."""

    at: int
    after: int
    scheme: str
    number: int | None
    title: str
    text: str
    styled: int


def headings(blocks: Sequence[Block]) -> list[Heading]:
    """The headings of a motion's body, with their levels."""
    plain: list[_Plain] = []
    i = 0
    while i < len(blocks):
        heading = _keyword(blocks, i) or _told(blocks, i) or _numbered(blocks, i)
        if heading:
            plain.append(heading)
        i = heading.after if heading else i + 1
    return _levelled(_real(plain, blocks))


def areas(found: Sequence[Heading]) -> list[Heading]:
    """Those headings that begin the areas: "Bereich 3", else numbered ones, else all outer ones."""
    own = [one for one in found if not _further(one)]
    keywords = Counter(one.scheme for one in own if one.scheme.isalpha() and len(one.scheme) > 2)
    if keywords:
        scheme = keywords.most_common(1)[0][0]
        return [one for one in own if one.scheme == scheme]
    numbered = [one for one in own if one.scheme]
    if numbered:
        outer = min(one.level for one in numbered)
        return [one for one in numbered if one.level == outer]
    apart = [one for one in own if not _APART.match(one.text)]
    outer = min((one.level for one in apart), default=1)
    return [one for one in apart if one.level == outer]


def ends_text(heading: Heading) -> bool:
    """Whether what follows a heading gives reasons, and asks for nothing."""
    return _further(heading)


def _further(heading: Heading) -> bool:
    return _FURTHER.match(heading.text) is not None


def _keyword(blocks: Sequence[Block], i: int) -> _Plain | None:
    """ "Bereich 3: Wohnen", also where its title stands in the next line."""
    block = blocks[i]
    match = KEYWORD_HEADING.match(block.text) or KEYWORD_HEADING.match(block.rows[0].text)
    if match is None or len(block.text) > 2 * _LONGEST or closed(block.text):
        return None
    title, after = match["title"] or match["bare"] or "", i + 1
    text = block.text
    if not title and after < len(blocks) and _short(blocks[after]) and not _item(blocks[after]):
        title, after = blocks[after].text, after + 1
        text = f"{text}: {title}"
    number = _value(match["number"])
    return _Plain(i, after, match["word"], number, title, text, _styled(block))


def _told(blocks: Sequence[Block], i: int) -> _Plain | None:
    """A heading that the file's format, its look or its place shows as one."""
    block = blocks[i]
    styled = _styled(block)
    if block.text.rstrip(":") and _APART.match(block.text):
        return _Plain(i, i + 1, "", None, block.text.rstrip(": "), block.text, styled)
    numbered = _NUMBER.match(block.text)
    if styled or (block.strong and _short(block)):
        if numbered and (numbered["sign"] or numbered["arabic"] or numbered["decimal"]):
            return _from_number(i, numbered, block)
        return _Plain(i, i + 1, "", None, block.text, block.text, styled)
    if numbered and (numbered["sign"] or numbered["arabic"] or numbered["decimal"]):
        return None
    follows = blocks[i + 1] if i + 1 < len(blocks) else None
    if (
        follows is None
        or not _short(block)
        or len(block.rows) > 2
        or _item(block)
        or not block.text[0].isupper()
        or not (block.rows[0].gap and follows.rows[0].gap)
        or (i > 0 and not closed(blocks[i - 1].text) and not _short(blocks[i - 1]))
    ):
        return None
    # "Dafür brauchen wir" introduces a list, "Arbeit und Ausbildung" is its heading
    last = re.sub(r"\W+$", "", block.text).rsplit(" ", 1)[-1]
    if _item(follows) and not (last[0].isupper() or last[0].isdigit()):
        return None
    return _Plain(i, i + 1, "", None, block.text, block.text, styled)


def _numbered(blocks: Sequence[Block], i: int) -> _Plain | None:
    """ "3. Wohnen": a short line with a number, and its text below it."""
    block = blocks[i]
    match = _NUMBER.match(block.text)
    if match is None or not (match["sign"] or match["decimal"]) or not _short(block):
        return None
    follows = blocks[i + 1] if i + 1 < len(blocks) else None
    if follows is None or len(block.rows) > 2 or not match["title"][0].isupper():
        return None
    own, other = marker(block.text), marker(follows.text)
    above = marker(blocks[i - 1].text) if i else None
    if own and any(
        one and one.scheme == own.scheme and one.value - own.value == step
        for one, step in ((other, 1), (above, -1))
    ):
        return None
    if match["letter"] and not match["sign"]:
        return None
    if re.search(r"\b(?:[Ww]ir|soll(?:en)?|muss|müssen|wird|werden)\b", match["title"]):
        return None
    return _from_number(i, match, block)


def _from_number(i: int, match: re.Match[str], block: Block) -> _Plain:
    sign = (match["sign"] or "").strip()
    if match["decimal"]:
        depth = match["decimal"].count(".") + 1
        number = int(match["decimal"].rsplit(".", 1)[1])
        return _Plain(
            i, i + 1, ".".join("1" * depth), number, match["title"], block.text, _styled(block)
        )
    form = "1" if match["arabic"] else "I" if match["roman"] else "A"
    said = match["arabic"] or match["roman"] or match["letter"]
    value = _value(said)
    return _Plain(i, i + 1, f"{form}{sign}", value, match["title"], block.text, _styled(block))


def _real(plain: Sequence[_Plain], blocks: Sequence[Block]) -> list[_Plain]:
    """Without a table of contents: headings without a text whose like comes again below."""
    likes = [(one.scheme, one.number, tuple(one.title.split()[:2])) for one in plain]
    last = {like: i for i, like in enumerate(likes)}
    real = []
    for i, one in enumerate(plain):
        following = plain[i + 1].at if i + 1 < len(plain) else len(blocks)
        empty = following == one.after
        if not (empty and last[likes[i]] > i):
            real.append(one)
    return real


def _levelled(plain: Sequence[_Plain]) -> list[Heading]:
    """Each form of number is deeper than the one it first stands under."""
    levels: dict[str, int] = {}
    current = 0
    found = []
    for one in plain:
        if one.styled:
            level = one.styled
        elif one.scheme:
            if one.scheme.count("1") > 1 and not one.scheme.isalpha():
                levels.setdefault(one.scheme, current + 1 if current else one.scheme.count("1"))
            level = levels.setdefault(one.scheme, current + 1)
        else:
            level = 1 if _APART.match(one.text) else current + 1
        if one.scheme:
            current = level
            levels[one.scheme] = level
        found.append(Heading(one.at, one.after, one.scheme, one.number, one.title, one.text, level))
    return found


def _styled(block: Block) -> int:
    """The level that the file's format gives a heading; 0 for none."""
    if block.style == "title":
        return 1
    match = re.fullmatch(r"heading (\d)", block.style)
    return int(match[1]) if match else 0


def _short(block: Block) -> bool:
    """Whether a paragraph is as short as a heading, and no sentence."""
    return len(block.text) <= _LONGEST and len(block.rows) <= 3 and not _ends(block.text)


def _ends(text: str) -> bool:
    return closed(text) or text.endswith((",", "-"))


def _item(block: Block) -> bool:
    """Whether a paragraph is a point of a list."""
    return marker(block.text) is not None or BULLET.match(block.text) is not None


def _value(said: str) -> int:
    """The value of a number in figures, in Roman figures or as a letter."""
    if said.isdigit():
        return int(said)
    if set(said) <= set(_ROMAN):
        values = [_ROMAN[figure] for figure in said]
        return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
    return ord(said) - ord("A") + 1
