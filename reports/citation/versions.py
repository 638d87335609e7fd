"""Two versions of a resolution's text as words, and where each old word is in the new one."""

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
from reports.importing.markers import marker
from reports.text.dehyphenation import join
from reports.text.source_text import Row, Sorted

_EDGE = 6
"""Words at a paragraph's edge that are examined for a match with another paragraph.

Enough for an opening that demands have in common, such as "Wir fordern die Stadt auf, …".
"""

_SHOWN_WORDS = 8
"""Words shown from either end of a long part (a section, an area)."""


class Word(NamedTuple):
    """A word of a text; it may be divided at a line end."""

    letters: str
    """In lower case, without hyphen."""
    row: int
    start: int
    """Index of its first character in its row."""
    last_row: int
    end: int
    """Index after its last character in its last row."""


class Version:
    """A version of the text, as words.

    A span is a pair of word indices: the first word and the one after the last.
    """

    def __init__(self, source: Sorted) -> None:
        """Divide the rows of a source into words."""
        self.rows = source.rows
        self.paragraphs = source.text.paragraphs
        self.words = _words(source.rows)

    def span(self, first_row: int, after_row: int) -> tuple[int, int]:
        """Return the span of the words that begin in some rows."""
        return (
            bisect_left(self.words, first_row, key=lambda word: word.row),
            bisect_left(self.words, after_row, key=lambda word: word.row),
        )

    def begins(self, word: int) -> bool:
        """Return whether a paragraph or a list's point begins with a word.

        True as well for the index after the last word.
        """
        if word in (0, len(self.words)):
            return True
        row = self.words[word].row
        before = self.words[word - 1].last_row
        return row > before and (
            self.paragraphs
            or any(line.blank_before or not line.text for line in self.rows[before + 1 : row + 1])
            or marker(self.rows[row].text) is not None
        )

    def ends(self, word: int) -> bool:
        """Return whether a paragraph ends with a word."""
        return self.begins(word + 1)

    def text(self, span: tuple[int, int]) -> str:
        """Return a span's text with its punctuation; empty lines separate paragraphs."""
        first, after = span
        starts = [word for word in range(first + 1, after) if self.begins(word)]
        return "\n\n".join(self._run(*run) for run in pairwise([first, *starts, after]))

    def _run(self, first: int, after: int) -> str:
        """Return the text of words that belong to one paragraph."""
        head, tail = self.words[first], self.words[after - 1]
        parts = [row.text for row in self.rows[head.row : tail.last_row + 1]]
        # quotation marks and full stops go with their words
        parts[-1] = parts[-1][: tail.end] + re.split(r"\s", parts[-1][tail.end :])[0]
        parts[0] = re.split(r"\s", parts[0][: head.start])[-1] + parts[0][head.start :]
        return join(parts)

    def ends_of(self, span: tuple[int, int]) -> str:
        """Return the first and the last words of a span in one line, with an ellipsis between."""
        first, after = span
        if after - first <= 2 * _SHOWN_WORDS:
            return " ".join(self.text(span).split())
        head, tail = (first, first + _SHOWN_WORDS), (after - _SHOWN_WORDS, after)
        return " ".join(f"{self.text(head)} … {self.text(tail)}".split())

    def find(self, within: tuple[int, int], needles: Sequence[str]) -> list[tuple[int, int]]:
        """Find texts, given by their letters, one after the other within a span.

        Return the span of each, adjoining ones merged; an empty list unless all are found.
        """
        first, after = within
        words = [letters(word.letters) for word in self.words[first:after]]
        ends = list(accumulate(map(len, words)))
        text, at = "".join(words), 0
        spans: list[tuple[int, int]] = []
        for needle in filter(None, needles):
            at = text.find(needle, at)
            if at < 0:
                return []
            start = first + bisect_right(ends, at)
            at += len(needle)
            end = first + bisect_left(ends, at) + 1
            if spans and spans[-1][1] >= start:
                start = spans.pop()[0]
            spans.append((start, end))
        return spans


def _words(rows: Sequence[Row]) -> list[Word]:
    """Return the words of rows; a word that is hyphenated at a line end is one word."""
    words: list[Word] = []
    divided = False
    for i, row in enumerate(rows):
        for match in re.finditer(r"[\w\u00ad]+", row.text):
            text = unicodedata.normalize("NFKC", match[0].replace("\u00ad", "")).casefold()
            if divided and match[0][0].islower():
                before = words.pop()
                joined = before.letters + text
                words.append(before._replace(letters=joined, last_row=i, end=match.end()))
            elif text:
                words.append(Word(text, i, match.start(), i, match.end()))
            divided = False
        if row.text:
            divided = bool(words) and re.search(r"\w[-\u00ad]$", row.text) is not None
    return words


class AlignedVersions:
    """Two versions of a text, and where each word of the old one is in the new one."""

    def __init__(self, old: Sorted, new: Sorted) -> None:
        """Align the words of two versions, and correct the edges of paragraphs."""
        self.old, self.new = Version(old), Version(new)
        self.new_indices = align(
            [word.letters for word in self.old.words], [word.letters for word in self.new.words]
        )
        """For each old word the index of the new word it is; None if it was deleted."""
        self._correct_paragraph_edges()
        self._matched = {index for index in self.new_indices if index is not None}

    def unmatched_beside(self, word: int, step: int) -> range:
        """Return a new word and the added words that follow it (or, with step -1, precede it)."""
        end = word + step
        while 0 <= end < len(self.new.words) and end not in self._matched:
            end += step
        return range(word, end, step)

    def _correct_paragraph_edges(self) -> None:
        """Match a paragraph's first and last words where the rest of it is matched.

        If paragraphs begin or end alike and change places, the alignment matches these
        words with those of the paragraph that stands in the old place now.
        """
        old, new, indices = self.old.words, self.new.words, self.new_indices
        owners = {j: i for i, j in enumerate(indices) if j is not None}
        edges = [(i, 1) for i in range(len(old)) if self.old.begins(i)]
        edges += [(i, -1) for i in range(len(old)) if self.old.ends(i)]
        # twice: words that one paragraph gives up may belong to an earlier one
        for edge, step in 2 * edges:
            for k in range(edge, edge + step * _EDGE, step):
                if not (0 <= k < len(old) and 0 <= k + step < len(old)):
                    break
                j = indices[k]
                if j is None or indices[k + step] != j + step:
                    continue
                # from two words that are matched side by side back to the edge
                for i in range(k - step, edge - step, -step):
                    j -= step
                    if not 0 <= j < len(new) or new[j].letters != old[i].letters:
                        self._unmatch_other_paragraph(
                            range(i, edge - step, -step), i + step, j + step
                        )
                        break
                    if (owner := owners.get(j)) is not None:
                        indices[owner] = None
                    if (before := indices[i]) is not None:
                        del owners[before]
                    indices[i], owners[j] = j, i
                break

    def _unmatch_other_paragraph(self, changed: range, beside: int, new_beside: int) -> None:
        """Undo the matches of changed words that lie in another paragraph of the new text.

        ``beside`` is the unchanged old word next to them, ``new_beside`` the new word it is.
        """
        words, new = self.old.words, self.new
        for i in changed:
            j = self.new_indices[i]
            if j is not None and words[i].row == words[beside].row:
                first, last = sorted((j, new_beside))
                if any(new.begins(word) for word in range(first + 1, last + 1)):
                    self.new_indices[i] = None


@lru_cache(maxsize=1)
def align_versions(old: Sorted, new: Sorted) -> AlignedVersions:
    """Return two versions, aligned.

    The last result is kept, as each motion of a file asks for it.
    """
    return AlignedVersions(old, new)
