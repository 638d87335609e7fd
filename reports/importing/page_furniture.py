"""Page furniture: what a page carries that is not the resolution's text.

Running heads and feet, page numbers, tables of contents, rules, and the signs of
Markdown's emphasis.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from reports.importing.german_terms import MOTION, NUMBERED_PARTS, alternatives
from reports.importing.head_keys import read_key
from reports.importing.meetings import resolving_body
from reports.text.source_text import Line

_PAGE_NUMBER = re.compile(
    r"\W*(?:"
    r"(?:Seite|Blatt|Page)\s*[0-9]{1,4}(?:\s*(?:von|of|/)\s*[0-9]{1,4})?"
    r"|S\.\s*[0-9]{1,4}"
    r"|[0-9]{1,4}\s+(?:von|of)\s+[0-9]{1,4}"
    r")\W*$",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s*[-–—]\s*[0-9]{1,4}\s*[-–—]\s*$")
_BARE = re.compile(r"\W*([0-9]{1,4})(?:\s*/\s*[0-9]{1,4})?\W*$")
_RULE = re.compile(r"[\s\-–—_=*~.·•─━═]*$")
_LEADERS = re.compile(r"(?:(?:\.\s?){4,}|…{2,})\s*([0-9]{1,4}|[ivxlc]{1,6})?(?:\s+[0-9]{1,5})?\s*$")
_CONTENTS = re.compile(
    r"\W*(?:[0-9]+\s+)?\W*(?:Inhalt|Inhaltsverzeichnis|Inhaltsübersicht|Contents)\W*$",
    re.IGNORECASE,
)
_ENTRY = re.compile(r".*\S(?:\s|…)\s*([0-9]{1,4})\s*$", re.DOTALL)
_REFERENCE = re.compile(r"[^\W\d]\W*?\s([0-9]{1,4})\s*$")
_HEADING = re.compile(
    rf"\W*(?:(?:{MOTION}|{alternatives(NUMBERED_PARTS)})\b"
    r"|§|[A-ZÄÖÜ]{1,3}\s?[0-9]+\W*$)"
)
_MOTION = re.compile(
    rf"\W*{MOTION}"
    r"\s+[A-ZÄÖÜ]{0,3}\s?[0-9]+\W*$"
)
_NUMBER = re.compile(rf"\W*{MOTION}\s+[A-ZÄÖÜ]{{0,3}}[ .-]?[0-9]+\b")
_REASONS = re.compile(
    r"\W*(?:(?:Antragsb|B)egründung(?:en)?|Erläuterung(?:en)?|Sachverhalt)"
    r"(?:\s+(?:zu|zum|zur|des|der|für)\b.{1,60})?\s*[:.]?$"
)
_FIRST_NUMBER = re.compile(r"\s*([0-9]{1,5})\s")
_NOTE = re.compile(r"\s*(?:[⁰¹²³⁴-⁹]|\[\^?[0-9]|[*†‡]|\(?[0-9]{1,3}\))")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_EDGE = 3
"""Lines at a page's head, and as many at its foot, that can be furniture."""
_HEAD = 6
"""Lines below a motion's number in which keys say who submits it."""
_FOOT, _FOOT_GAP = 250.0, 8.0
"""Millimetres from a page's upper edge, A4's being 297 high, and from the text above."""
_EMPHASIS = re.compile(
    r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])(.{1,600}?)(?<=[^\s*_])\1(?=[⁰¹²³⁴-⁹]|[^\w*_]|$)", re.DOTALL
)
_OPENING = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])")
_CLOSING = re.compile(r"(?<=[^\s*_])([*_]{1,3})(?=[⁰¹²³⁴-⁹]|[^\w*_]|$)")
_HASHES = re.compile(r"\s*(#{1,6})(?=\s)")


def letters(text: str) -> str:
    """A line's letters alone, by which lines are compared "numbers aside"."""
    return _NOT_LETTERS.sub("", text).casefold()


def is_rule(text: str) -> bool:
    """Whether a line is drawn: dashes, underscores, dots."""
    return bool(_RULE.match(text)) and len("".join(text.split())) > 2


def is_page_number(text: str) -> bool:
    """Whether a line says itself that it is a page number: "Seite 3 von 12", "- 3 -"."""
    return bool(_DASHED.match(text) or _PAGE_NUMBER.match(text))


# --- heads and feet -----------------------------------------------------------


def running_lines(lines: Sequence[Line]) -> set[int]:
    """Running heads and feet: nearly the same at the edge of several pages."""
    pages: dict[int, list[int]] = defaultdict(list)
    notes = like_notes(lines)
    for index, line in enumerate(lines):
        if line.text.strip() and index not in notes:
            pages[line.page].append(index)
    if len(pages) < 2:
        return set()
    heads: dict[str, list[int]] = defaultdict(list)
    feet: dict[str, list[int]] = defaultdict(list)
    for members in pages.values():
        edge = min(_EDGE, (len(members) + 1) // 2)
        for index in members[:edge]:
            heads[letters(lines[index].text)].append(index)
        for index in members[len(members) - min(edge, len(members) - edge) :]:
            feet[letters(lines[index].text)].append(index)
    everywhere = Counter(letters(line.text) for line in lines)
    furniture: set[int] = set()
    of_motions = _of_motions(pages.values(), lines)
    for groups in (heads, feet):
        sure = {
            key: members
            for key, members in groups.items()
            if len(key) > 2 and _runs(key, members, lines, len(pages), everywhere)
        }
        for members in sure.values():
            furniture |= _repeated(members, lines)
        typical = sorted(sure, key=lambda key: -len(sure[key]))[:4]
        for key, members in groups.items():
            if key not in sure and everywhere[key] < 3 and any(map(_near(key), typical)):
                furniture.update(members)
    return furniture - of_motions


def _of_motions(pages: Iterable[Sequence[int]], lines: Sequence[Line]) -> set[int]:
    """Lines that each motion of a collection has, one to a page: they are no running heads.

    "Begründung:", "Der Parteitag möge beschließen:" anywhere, and below a motion's number that
    comes for the first time also who submits it.
    """
    met: set[str] = set()
    kept: set[int] = set()
    for members in pages:
        texts = [" ".join(lines[index].text.split()) for index in members]
        kept.update(
            index
            for index, text in zip(members, texts, strict=True)
            if _REASONS.match(text) or resolving_body(text) is not None
        )
        begins = next((i for i, text in enumerate(texts[:_EDGE]) if _NUMBER.match(text)), None)
        if begins is not None and texts[begins] not in met:
            met.add(texts[begins])
            head = slice(begins + 1, begins + 1 + _HEAD)
            kept.update(
                index
                for index, text in zip(members[head], texts[head], strict=True)
                if (key := read_key(text)) is not None and key.certain
            )
    return kept


def _near(key: str) -> Callable[[str], bool]:
    def test(other: str) -> bool:
        if min(len(key), len(other)) < 8 or abs(len(key) - len(other)) > 0.2 * len(other):
            return False
        return SequenceMatcher(None, key, other, autojunk=False).ratio() > 0.88

    return test


def _runs(
    key: str, members: Sequence[int], lines: Sequence[Line], pages: int, everywhere: Counter[str]
) -> bool:
    on = sorted({lines[index].page for index in members})
    if len(on) < (2 if pages < 4 else 3) or len(members) < 0.7 * everywhere[key]:
        return False
    first = [(lines[index].page, _FIRST_NUMBER.match(lines[index].text)) for index in members]
    offsets = {int(match[1]) - page for page, match in first if match}
    if len(offsets) > 1 and len(offsets) > 0.3 * len(first):
        return False  # numbers of lines, not of pages
    return len(on) >= 0.3 * (on[-1] - on[0] + 1)


def _repeated(members: Sequence[int], lines: Sequence[Line]) -> set[int]:
    """The furniture among lines of the same letters.

    A heading's number tells motions apart: "Antrag A 2" is furniture only where it is repeated.
    """
    if not _HEADING.match(lines[members[0]].text):
        return set(members)
    met: set[str] = set()
    again = set()
    for index in members:
        text = " ".join(lines[index].text.split())
        if text in met:
            again.add(index)
        met.add(text)
    return again


def like_notes(lines: Sequence[Line]) -> set[int]:
    """Lines with a footnote's mark, and one that follows: notes can be alike without being feet."""
    furniture: set[int] = set()
    for index, line in enumerate(lines):
        if _NOTE.match(line.text):
            furniture.add(index)
            if index + 1 < len(lines) and lines[index + 1].page == line.page:
                furniture.add(index + 1)
    return furniture


def page_numbers(lines: Sequence[Line], unnumbered: Collection[int]) -> set[int]:
    """Numbers alone in a line that are their page's: at its edge, or counting the pages up.

    ``unnumbered`` are the lines without a line number.
    """
    edges: set[int] = set()
    solid = [index for index, line in enumerate(lines) if line.text.strip()]
    paged = bool(lines) and lines[0].page != lines[-1].page
    for place, index in enumerate(solid):
        page = lines[index].page
        if paged and (
            place in (0, len(solid) - 1)
            or lines[solid[place - 1]].page != page
            or lines[solid[place + 1]].page != page
        ):
            edges.add(index)
    furniture = set()
    if solid and not paged and _is_at_foot(lines, solid):
        edges.add(solid[-1])
    counted: dict[int, int] = {}
    for index in sorted(unnumbered):
        match = _BARE.match(lines[index].text)
        if not match:
            continue
        if index in edges:
            furniture.add(index)
        else:
            counted[index] = int(match[1])
    return furniture | _rising(counted)


def _is_at_foot(lines: Sequence[Line], solid: Sequence[int]) -> bool:
    """Whether the last line of a page stands at the page's foot, well below the text."""
    top = lines[solid[-1]].top
    above = lines[solid[-2]].top if len(solid) > 1 else None
    return top is not None and above is not None and top > _FOOT and top - above > _FOOT_GAP


def _rising(counted: Mapping[int, int]) -> set[int]:
    """The lines of the longest run of numbers that rise by one, if at least three do."""
    runs: dict[int, list[int]] = {}
    for index, value in counted.items():
        run = runs.pop(value - 1, [])
        if not run or index - run[-1] > 9:
            runs[value] = [*run, index]
    longest = max(runs.values(), key=len, default=[])
    return set(longest) if len(longest) > 2 else set()


def repeated_lines(
    lines: Sequence[Line], unnumbered: Collection[int], full: Sequence[bool]
) -> set[int]:
    """Heads and feet in a text without pages: the same line again and again.

    It is one where the numbers around leave no room for it (``full``), or where it
    comes at even distances, as pages do. "Begründung" is none wherever it stands, nor is
    a heading between the lines of a page where the pages are known.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    inside = like_notes(lines) | _within_pages(lines)
    for index in unnumbered:
        text = lines[index].text.strip()
        key = letters(text)
        stays = index in inside or _HEADING.match(text) or _REASONS.match(text)
        if len(key) > 3 and not stays:
            groups[key].append(index)
    furniture: set[int] = set()
    for key, members in groups.items():
        outside = [index for index in members if full[index]]
        if len(members) > 2 and (
            len(outside) > 0.6 * len(members) or (len(key) > 7 and _evenly(members, lines))
        ):
            furniture.update(members)
    return furniture


def _within_pages(lines: Sequence[Line]) -> set[int]:
    """Return the lines away from the edges of their pages; none in a text without pages."""
    if not lines or lines[0].page == lines[-1].page:
        return set()
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.text.strip():
            pages[line.page].append(index)
    return {index for members in pages.values() for index in members[_EDGE:-_EDGE]}


def _evenly(members: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether lines come at a page's distance, through most of a text without pages."""
    if lines[0].page != lines[-1].page or lines[members[0]].text.rstrip().endswith(":"):
        return False
    above = any(letters(lines[place - 1].text) for place in members if place)
    below = any(letters(line.text) for place in members for line in lines[place + 1 : place + 2])
    if below and (above or len(lines[members[0]].text) > 50):
        return False
    steps = [later - earlier for earlier, later in pairwise(members)]
    usual = median(steps)
    even = all(0.6 * usual <= step <= 1.5 * usual for step in steps)
    return even and usual > 19 and members[-1] - members[0] > 0.4 * len(lines)


# --- tables of contents -------------------------------------------------------


def leaders(text: str) -> tuple[int, int] | None:
    """Where the page number stands in a line with leaders ("Wohnen ........ 12")."""
    if not ("...." in text or "……" in text or ". . ." in text) or not letters(text):
        return None
    offset = max(0, len(text) - 200)
    match = _LEADERS.search(text, offset)
    return None if match is None else match.span(1) if match[1] else (match.end(), match.end())


def page_references(texts: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Where page numbers of a table of contents stand, which are not to be taken for line numbers.

    Before line numbers are known: lines with leaders, and after "Inhalt" the lines that come
    again later as headings.
    """
    furniture = {index: place for index, text in enumerate(texts) if (place := leaders(text))}
    starts = _contents_headings(texts)
    last = _last_places(texts) if starts else {}
    for start in starts:
        met: set[str] = set()
        for entry in range(start + 1, len(texts)):
            key = letters(texts[entry])
            if not key or entry in furniture:
                continue
            if last[key] == entry or key in met:
                break
            met.add(key)
            offset = max(0, len(texts[entry]) - 40)
            if match := _REFERENCE.search(texts[entry][offset:]):
                furniture[entry] = (offset + match.start(1), offset + match.end(1))
    return furniture


def _contents_headings(texts: Sequence[str]) -> list[int]:
    return [index for index, text in enumerate(texts) if len(text) < 60 and _CONTENTS.match(text)]


def _last_places(texts: Sequence[str]) -> dict[str, int]:
    """For each line's letters where they come last."""
    return {letters(text): index for index, text in enumerate(texts)}


def contents_lines(texts: Sequence[str], aside: Collection[int]) -> set[int]:
    """The lines of a table of contents, its own heading among them.

    ``texts`` are without line numbers; ``aside`` are lines known as furniture.
    """
    furniture = {index for index, text in enumerate(texts) if leaders(text)}
    starts = _contents_headings(texts)
    last = _last_places(texts) if starts else {}
    for start in starts:
        entries = _entries(texts, start + 1, furniture, aside, last)
        if entries:
            furniture |= entries | {start}
    return furniture


def _entries(
    texts: Sequence[str],
    start: int,
    known_numbers: Collection[int],
    aside: Collection[int],
    last: Mapping[str, int],
) -> set[int]:
    """The entries from a line on: ending in page numbers, or headings that come again later."""
    entries: list[int] = []
    waiting: list[int] = []
    met: set[str] = set()
    page = recurring = 0
    for index in range(start, len(texts)):
        text = texts[index]
        key = letters(text)
        if index in aside or not key or is_rule(text):
            continue
        if key in met or len(text) > 200 or _MOTION.match(text):
            break  # the text itself begins
        match = _ENTRY.match(text)
        number = int(match[1]) if match else -1
        again = len(key) > 2 and last[key] > index
        settled = len(entries) > 1 and recurring == len(entries)  # an entry is a heading later
        if index in known_numbers or again or (page <= number <= page + 400 and not settled):
            recurring += again
            entries += [*waiting, index]
            waiting = []
            page = max(page, number)
            met.add(key)
        elif waiting:
            break
        else:
            waiting.append(index)  # an entry of two lines
    return set(entries) if len(entries) > 1 else set()


# --- signs --------------------------------------------------------------------


# the states of a reader that goes through once
def emphasis(texts: Sequence[str]) -> list[set[int]]:  # noqa: C901
    """Where the signs of emphasis and of headings stand in each line.

    A pair may span the lines of a paragraph. A star within a word ("Bürger*innen")
    and one without its fellow (a footnote's mark) are no emphasis.
    """
    furniture: list[set[int]] = []
    open_signs: dict[str, tuple[int, int]] = {}
    for row, text in enumerate(texts):
        signs: set[int] = set()
        furniture.append(signs)
        if not text.strip():
            open_signs.clear()
            continue
        if not ("*" in text or "_" in text or "#" in text):
            continue
        if match := _HASHES.match(text):
            signs.update(range(*match.span(1)))
        rest = text
        for _depth in range(3):
            pairs = list(_EMPHASIS.finditer(rest))
            if not pairs:
                break
            for pair in pairs:
                width = len(pair[1])
                for begin in (pair.start(), pair.end() - width):
                    signs.update(range(begin, begin + width))
            rest = "".join(" " if place in signs else letter for place, letter in enumerate(text))
        for match in _CLOSING.finditer(rest):
            if match[1] in open_signs:
                above, begin = open_signs.pop(match[1])
                furniture[above].update(range(begin, begin + len(match[1])))
                signs.update(range(*match.span(1)))
        for match in _OPENING.finditer(rest):
            if match.start(1) not in signs:
                open_signs.setdefault(match[1], (row, match.start(1)))
    return furniture
