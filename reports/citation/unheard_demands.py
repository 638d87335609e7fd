"""Demands of a source text that stand in no measure, found apart from what made the measures.

The step that makes measures may overlook a demand, and what it overlooks it cannot tell. So the
text is read a second time with other means: passages from the look of the rows, points for the
grammar of each sentence (:mod:`reports.citation.demand_score`), and the text's own measures as
the standard. A point is suspect in a list whose other points are measures, a paragraph in a
text whose measures are paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reports.citation.demand_score import score, signs
from reports.citation.passage_places import PassagePlace, opens_list, places
from reports.citation.source_passages import Passage, Sentence, passages
from reports.text.source_text import Sorted


class Ground(StrEnum):
    """What shows that a passage may be a demand."""

    WORDS = "words"
    """A sentence of it asks."""
    LIST = "list"
    """It is a point of a list whose other points are measures, or that a demand opens."""
    SECTION = "section"
    """It is a section like others that are measures."""
    HEAD = "head"
    """A sentence in the head of a motion asks."""
    FOOTNOTE = "footnote"
    """A sentence of a footnote asks."""
    FURNITURE = "furniture"
    """A sentence that was taken for a running head or the like asks."""
    OUTSIDE = "outside"
    """A sentence before, between or behind the motions asks."""


@dataclass(frozen=True)
class UnheardDemand:
    """A passage that asks for something and stands in no measure."""

    rows: tuple[int, int]
    """The indices of the first and last row of the sentence in the source."""
    text: str
    """The sentence of it that asks most clearly."""
    ground: Ground


_FORMULA = re.compile(
    r"\bbeschl(?:ießen|ossen|uss)\b[^.]{0,40}[:.]?$|\bbeschließ(?:t|en)\b.{0,60}\bfolgende"
)
"""The formula that opens the text of a motion."""

_CONCLUSION = re.compile(r"\b(?:folgt|daher|deshalb|darum|deswegen|somit|demnach)\b[^.!?]*:$")
"""What ends the reasons for the measures below: "Daraus folgt:", "Deshalb fordern wir:"."""

_WORDED = re.compile(r"(\w+\s+\d+)\b")
"""A heading that says what it heads: "Bereich 3"."""

# The thresholds were set on half of 24 resolutions, programmes and collections of four kinds,
# and tried on the other half; the points they count are those of `demand_score`.

_CLEAR = 4.0
"""Points of a sentence that asks beyond doubt: "Wir fordern daher deren Abschaffung."."""

_PLAIN = 3.0
"""Points from which a paragraph asks in a text whose measures are points as well as paragraphs."""

_LIKELY = 2.0
"""Points from which a paragraph asks in a text whose measures are mostly paragraphs, and a point
anywhere: those of one "muss" or "sollte" in a main clause."""

_LEAST = -1.0
"""Points above which a point of an asking list asks; below are records of what was done."""

_MOST_OTHERS = 3
"""Further sentences of a passage that ask and so make it more suspect, by half a point each."""

_HEARD_SHARE = 0.3
"""Share of a list's points that are measures from which others that may ask are suspected."""

_MOST = 0.6
"""Share of like points, or of at least three like sections, from which each is suspected to be
a measure whatever its words are."""

_SECTIONS = 3
"""Sections with measures from which they show what sections of a text are."""

_FEW = 2
"""Passages that a section has at most that is a measure as a whole."""


def is_formula(text: str) -> bool:
    """Return whether a sentence only says that something is resolved, whatever it is."""
    return _FORMULA.search(text) is not None


def unheard_demands(
    source: Sorted, first: int, after: int, heard_rows: Collection[int]
) -> list[UnheardDemand]:
    """Return the passages from row `first` up to `after` that ask and stand in no measure.

    ``heard_rows`` are the indices of the rows that stand in measures, or of which a person has
    said that they ask for nothing.
    """
    return list(_DemandSearch(passages(source, first, after), heard_rows).demands())


class _DemandSearch:
    """Looks through the passages of one motion."""

    def __init__(self, all_passages: Sequence[Passage], heard_rows: Collection[int]) -> None:
        self._heard_rows = heard_rows
        self._passages = all_passages
        self._places = places(all_passages)
        self._heard = [self._is_heard(passage, 0, len(passage.text)) for passage in all_passages]
        self._points: Counter[int] = Counter()
        self._heard_points: Counter[int] = Counter()
        for place, heard in zip(self._places, self._heard, strict=True):
            if place.list_number is not None:
                self._points[place.list_number] += 1
                self._heard_points[place.list_number] += heard
        self._sections_with_list = {
            place.section
            for place in self._places
            if place.list_number is not None and self._heard_points[place.list_number] > 1
        }
        self._preamble = self._sections_before_measures()
        self._least_in_prose = self._prose_threshold()
        self._titled = self._sections_like_measures()

    def demands(self) -> Iterator[UnheardDemand]:
        """Yield the unheard demands; what the text says twice, once."""
        texts = {
            passage.text
            for passage, heard in zip(self._passages, self._heard, strict=True)
            if heard
        }
        for i, passage in enumerate(self._passages):
            if self._heard[i] or self._places[i].is_heading or passage.text in texts:
                continue
            demand = self._demand(i)
            if demand is not None and demand.text not in texts:
                texts.add(demand.text)
                yield demand

    def _is_heard(self, passage: Passage, start: int, end: int) -> bool:
        """Return whether most rows of a part of a passage stand in measures."""
        first, last = passage.rows_of(start, max(end, start + 1))
        within = [row for row in passage.rows if first <= row <= last]
        return 2 * sum(row in self._heard_rows for row in within) > len(within)

    def _sections_before_measures(self) -> set[int]:
        """Return the sections before the first with a measure that lead up to the others.

        Their headings are of another form than those of sections with measures, of which there
        are at least three: in a text of two sections, the first may well ask, too.
        """
        with_measure = {
            place.section for place, heard in zip(self._places, self._heard, strict=True) if heard
        }
        if len(with_measure) < _SECTIONS:
            return set()
        forms = {
            place.section: _form(passage)
            for passage, place in zip(self._passages, self._places, strict=True)
            if place.is_heading
        }
        counted = Counter(forms.get(section) for section in with_measure)
        like_measures = {
            form for form, count in counted.items() if count >= _HEARD_SHARE * len(with_measure)
        }
        return {
            section
            for section in range(min(with_measure))
            if forms.get(section) not in like_measures
        }

    def _prose_threshold(self) -> float:
        """Return how many points make a paragraph suspect: few where measures are paragraphs."""
        heard = [
            place
            for place, heard in zip(self._places, self._heard, strict=True)
            if heard and not place.is_heading
        ]
        points = sum(place.list_number is not None for place in heard)
        if not heard or 2 * points < len(heard):
            return _LIKELY
        return _PLAIN if 4 * points < 3 * len(heard) else _CLEAR

    def _sections_like_measures(self) -> set[int]:
        """Return the small sections without a measure whose like mostly are measures.

        Sections that have sections of their own are none of them.
        """
        sizes: Counter[int] = Counter()
        with_measure: set[int] = set()
        for place, heard in zip(self._places, self._heard, strict=True):
            sizes[place.section] += not place.is_heading
            if heard:
                with_measure.add(place.section)
        alike: set[int] = set()
        for sections in self._innermost_sections().values():
            filled = [section for section in sections if sizes[section]]
            measures = with_measure.intersection(filled) - self._sections_with_list
            if len(filled) >= _SECTIONS and len(measures) >= _MOST * len(filled):
                alike.update(section for section in filled if sizes[section] <= _FEW)
        return alike - with_measure

    def _innermost_sections(self) -> dict[str, list[int]]:
        """Return the sections without sections of their own, by the forms of their headings.

        The form of a deeper heading comes later in a text than that of the first above it.
        """
        headings = [
            (place.section, _form(passage))
            for passage, place in zip(self._passages, self._places, strict=True)
            if place.is_heading
        ]
        depths = {form: i for i, form in enumerate(dict.fromkeys(form for _i, form in headings))}
        sections: dict[str, list[int]] = {form: [] for form in depths}
        for i, (section, form) in enumerate(headings):
            following = headings[i + 1][1] if i + 1 < len(headings) else form
            if depths[following] <= depths[form]:
                sections[form].append(section)
        return sections

    def _demand(self, i: int) -> UnheardDemand | None:
        """Return a passage as a demand if its words or its place show it."""
        rated = self._rated_sentences(i)
        if not rated:
            return None
        points, sentence = max(rated, key=lambda pair: pair[0])
        others = sum(other >= _LIKELY for other, _sentence in rated) - 1
        ground = self._ground(i, points + min(max(others, 0), _MOST_OTHERS) / 2)
        if ground is None:
            return None
        rows = self._passages[i].rows_of(sentence.start, sentence.end)
        return UnheardDemand(rows, sentence.text, ground)

    def _ground(self, i: int, points: float) -> Ground | None:
        """Return what shows that a passage with so many points asks; None if nothing does."""
        place = self._places[i]
        if place.section in self._preamble:
            return Ground.WORDS if points >= _CLEAR else None
        if place.list_number is not None:
            return self._ground_of_point(place, place.list_number, points)
        if place.in_reasons:
            return None
        least = self._least_in_prose
        if place.section in self._sections_with_list or self._gives_reasons(i):
            least = max(least, _CLEAR)
        if points >= least:
            return Ground.WORDS
        return Ground.SECTION if place.section in self._titled and points > _LEAST else None

    def _gives_reasons(self, i: int) -> bool:
        """Return whether a passage ends with a conclusion, and the measures follow below."""
        follows_heard = i + 1 < len(self._heard) and self._heard[i + 1]
        return follows_heard and _CONCLUSION.search(self._passages[i].text) is not None

    def _ground_of_point(self, place: PassagePlace, number: int, points: float) -> Ground | None:
        share = self._heard_points[number] / self._points[number]
        opening = 0.0
        if place.opening is not None and not place.in_reasons:
            opening = score(signs(self._passages[place.opening].sentences[-1].text))
        if share >= _MOST or opening >= _PLAIN:
            return Ground.LIST
        if points > _LEAST and (share >= _HEARD_SHARE or opening >= _LIKELY):
            return Ground.LIST
        return Ground.WORDS if points >= _LIKELY else None

    def _rated_sentences(self, i: int) -> list[tuple[float, Sentence]]:
        """Return the unheard sentences of a passage with their points, none that opens others."""
        passage, place = self._passages[i], self._places[i]
        rated = []
        for j, sentence in enumerate(passage.sentences):
            is_last = j + 1 == len(passage.sentences)
            if is_formula(sentence.text) or (is_last and self._only_opens(i)):
                continue
            if self._is_heard(passage, sentence.start, sentence.end):
                continue
            is_point = place.list_number is not None and j == 0
            present = signs(
                sentence.text,
                is_point=is_point,
                is_opened=is_point and place.opening is not None,
            )
            rated.append((score(present), sentence))
        return rated

    def _only_opens(self, i: int) -> bool:
        """Return whether the last sentence of a passage asks for nothing but what follows."""
        passage = self._passages[i]
        if not opens_list(passage):
            return False
        if passage.text.endswith(",") and len(passage.sentences) > 1:
            return False  # it says more than what an opening with a comma says
        follows_heard = i + 1 < len(self._heard) and self._heard[i + 1]
        return self._places[i].list_number is None or follows_heard


def _form(passage: Passage) -> str:
    """Return what headings of one kind share: "Bereich 1", "1.", their type and style."""
    worded = _WORDED.match(passage.text)
    number = worded[1] if worded else passage.marker
    number = re.sub(r"\d+", "1", re.sub(r"\b[IVX]+\b", "I", number))
    return f"{number} {passage.is_bold} {passage.style}"
