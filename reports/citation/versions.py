"""Two versions of a text in words, and where each word of the old one is in the new."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from reports.citation.cited_lines import letters
from reports.citation.word_alignment import align
from reports.importing.paragraphs import marker
from reports.text.dehyphenation import join
from reports.text.source_text import Row, Sorted

_EDGE = 6
"""Words at a paragraph's edge that may have been matched with another's."""

_SHOWN_WORDS = 8
"""Words shown of either end of a part that is named by its lines only."""


class Word(NamedTuple):
    """A word of a text, divided at a line end or not."""

    said: str
    """In small letters."""
    row: int
    start: int
    """Where in its row it begins."""
    last_row: int
    end: int
    """Where in its last row it ends."""


class Version:
    """A version of the text, in words."""

    def __init__(self, source: Sorted) -> None:
        self.rows = source.rows
        self.paragraphs = source.text.paragraphs
        self.words = _words(source.rows)

    def span(self, first_row: int, after_row: int) -> tuple[int, int]:
        """The words that begin in some rows."""
        return (
            bisect_left(self.words, first_row, key=lambda word: word.row),
            bisect_left(self.words, after_row, key=lambda word: word.row),
        )

    def begins(self, word: int) -> bool:
        """Whether a paragraph, or a point of a list, begins with a word, or none comes."""
        if word in (0, len(self.words)):
            return True
        row = self.words[word].row
        before = self.words[word - 1].last_row
        return row > before and (
            self.paragraphs
            or any(one.blank_before or not one.text for one in self.rows[before + 1 : row + 1])
            or marker(self.rows[row].text) is not None
        )

    def ends(self, word: int) -> bool:
        """Whether a paragraph ends with a word."""
        return self.begins(word + 1)

    def text(self, span: tuple[int, int]) -> str:
        """Some words with their punctuation, paragraphs parted by empty lines."""
        first, after = span
        starts = [one for one in range(first + 1, after) if self.begins(one)]
        return "\n\n".join(self._run(*one) for one in pairwise([first, *starts, after]))

    def _run(self, first: int, after: int) -> str:
        head, tail = self.words[first], self.words[after - 1]
        parts = [row.text for row in self.rows[head.row : tail.last_row + 1]]
        # quotation marks and full stops go with their words
        parts[-1] = parts[-1][: tail.end] + re.split(r"\s", parts[-1][tail.end :])[0]
        parts[0] = re.split(r"\s", parts[0][: head.start])[-1] + parts[0][head.start :]
        return join(parts)

    def ends_of(self, span: tuple[int, int]) -> str:
        """The first and the last words of a long part."""
        first, after = span
        if after - first <= 2 * _SHOWN_WORDS:
            return " ".join(self.text(span).split())
        head, tail = (first, first + _SHOWN_WORDS), (after - _SHOWN_WORDS, after)
        return " ".join(f"{self.text(head)} … {self.text(tail)}".split())

    def find(self, within: tuple[int, int], wanted: Sequence[str]) -> list[tuple[int, int]]:
        """Where some letters stand, in their order, side by side as one; empty if not all do."""
        first, after = within
        said = [letters(word.said) for word in self.words[first:after]]
        ends = list(accumulate(map(len, said)))
        text, at = "".join(said), 0
        found: list[tuple[int, int]] = []
        for one in filter(None, wanted):
            at = text.find(one, at)
            if at < 0:
                return []
            start = first + bisect_right(ends, at)
            at += len(one)
            end = first + bisect_left(ends, at) + 1
            if found and found[-1][1] >= start:
                start = found.pop()[0]
            found.append((start, end))
        return found


def _words(rows: Sequence[Row]) -> list[Word]:
    found: list[Word] = []
    divided = False
    for i, row in enumerate(rows):
        for match in re.finditer(r"[\w\u00ad]+", row.text):
            said = unicodedata.normalize("NFKC", match[0].replace("\u00ad", "")).casefold()
            if divided and match[0][0].islower():
                before = found.pop()
                found.append(before._replace(said=before.said + said, last_row=i, end=match.end()))
            elif said:
                found.append(Word(said, i, match.start(), i, match.end()))
            divided = False
        if row.text:
            divided = bool(found) and re.search(r"\w[-\u00ad]$", row.text) is not None
    return found


class Aligned:
    """Two versions, and where each word of the old one is in the new."""

    def __init__(self, old: Sorted, new: Sorted) -> None:
        self.old, self.new = Version(old), Version(new)
        self.there = align(
            [word.said for word in self.old.words], [word.said for word in self.new.words]
        )
        """The new word that each old one is; None for those that are gone."""
        self._mend()
        self._taken = {one for one in self.there if one is not None}

    def free(self, word: int, step: int) -> range:
        """A new word, and those beside it that are no old words."""
        end = word + step
        while 0 <= end < len(self.new.words) and end not in self._taken:
            end += step
        return range(word, end, step)

    def _mend(self) -> None:
        """Keep a paragraph's first and last words with the rest of it.

        They were matched with those of the neighbour that its place was taken by,
        where both begin or end alike.
        """
        old, new, there = self.old.words, self.new.words, self.there
        owners = {j: i for i, j in enumerate(there) if j is not None}
        edges = [(i, 1) for i in range(len(old)) if self.old.begins(i)]
        edges += [(i, -1) for i in range(len(old)) if self.old.ends(i)]
        # what one gives up, another may take up
        for edge, step in 2 * edges:
            for k in range(edge, edge + step * _EDGE, step):
                if not (0 <= k < len(old) and 0 <= k + step < len(old)):
                    break
                j = there[k]
                if j is None or there[k + step] != j + step:
                    continue
                for i in range(k - step, edge - step, -step):
                    j -= step
                    if not 0 <= j < len(new) or new[j].said != old[i].said:
                        self._part(range(i, edge - step, -step), i + step, j + step)
                        break
                    if (owner := owners.get(j)) is not None:
                        there[owner] = None
                    if (before := there[i]) is not None:
                        del owners[before]
                    there[i], owners[j] = j, i
                break

    def _part(self, changed: range, beside: int, new_beside: int) -> None:
        """Undo matches of words before changed ones with those of another paragraph."""
        words, new = self.old.words, self.new
        for i in changed:
            j = self.there[i]
            if j is not None and words[i].row == words[beside].row:
                first, last = sorted((j, new_beside))
                if any(new.begins(one) for one in range(first + 1, last + 1)):
                    self.there[i] = None


@lru_cache(maxsize=1)
def aligned(old: Sorted, new: Sorted) -> Aligned:
    """The two versions; kept, since a file of many motions is asked for once for each."""
    return Aligned(old, new)
