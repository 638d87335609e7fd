"""Who is asked for something in German text, by the grammar of its sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from reports.importing.addressee_names import is_same_body
from reports.importing.duty_patterns import DUTIES
from reports.importing.german_bodies import Case
from reports.importing.german_places import PLACES
from reports.importing.noun_phrases import Group
from reports.importing.phrase_reader import noun_phrases
from reports.importing.phrase_signs import SignedSentence, signed
from reports.importing.request_frame import Frame
from reports.importing.request_patterns import DOUBTFUL, REQUESTS
from reports.text.sentences import sentence_spans, without_raised

_SAYS_NO_MORE = re.compile(r"(?:\w+\s+){0,2}(?:fordern|wollen|erwarten)\s+wir\s*:|Daraus folgt:")
"""An opening sentence that names nobody: "Deshalb fordern wir:"."""
_FORMULA = re.compile(r"\b(?:möge|mögen|wolle|wollen)\b[^:]*\b(?:beschließen|beschlossen)\b")
"""What begins a motion's text, sometimes printed where its addressee should stand."""
_RESPONSIBLE = re.compile(
    r"(?:^|(?<=\s))(?:Verantwortlich(?:e|keit|er)?|Zuständig(?:e|keit|e Stelle)?"
    r"|Federführ(?:ung|end)|Umsetzung durch|Umsetzende|Adressat(?:[*:_]?innen|en)?)\s*:\s*"
    r"(?P<names>(?:(?!\s[A-ZÄÖÜ][\w/-]{2,30}:\s)[^:.!?|])+)"
)
"""How the sheet of a measure in an action plan says whose task it is, up to its next key."""
_LISTED = re.compile(r"[^;+\n→>]+")
"""One or more names of a list."""


@dataclass(frozen=True)
class AskedBody:
    """A body that a sentence asks for something."""

    name: str
    """In the nominative, without its article: "Länder" where the text has "den Ländern"."""
    span: tuple[int, int]
    """Where the name stands; names joined by "und" share where they all stand."""
    sentence: tuple[int, int]
    """Where its sentence stands."""
    certain: bool = True
    """False where the grammar fits but the name may be no body: a person should look at it."""

    def is_in(self, place: int) -> bool:
        """Return whether its sentence is the one at a place."""
        return self.sentence[0] <= place < self.sentence[1]


@dataclass(frozen=True)
class ListOpening:
    """A sentence that opens a list, with those whom it asks for all points."""

    bodies: tuple[AskedBody, ...]
    is_whole: bool
    """Whether it is a whole sentence, as "für folgende Punkte:"; otherwise each point is the
    rest of it."""

    def inherited(
        self, first: Sequence[AskedBody], further: Sequence[AskedBody] = (), *, begins: int = 0
    ) -> tuple[AskedBody, ...]:
        """Return who is asked for a point besides those whom it asks itself.

        ``first`` are those whom the point's first paragraph asks, ``further`` those of its other
        paragraphs. A point whose first sentence, at ``begins``, asks somebody is not the rest of
        the opening sentence.
        """
        names = [body.name for body in (*first, *further) if body.certain]
        asks_itself = any(body.certain and body.is_in(begins) for body in first)
        if asks_itself and not self.is_whole:
            return ()
        return tuple(
            body for body in self.bodies if not any(is_same_body(body.name, name) for name in names)
        )


class AskedBodies:
    """Finds who is asked; knows the places that may follow a body's name."""

    def __init__(self, places: Collection[str] = ()) -> None:
        self._places = PLACES.union(places)

    def asked(self, text: str, *, begins: int | None = None) -> list[AskedBody]:
        """Return who is asked in a paragraph, in the order of the text.

        ``begins`` is where a measure's own words begin in it, after its number: there "Die
        Ortsvereine laden ein" asks them to.
        """
        text = without_raised(text)
        bodies = (
            replace(body, sentence=span)
            for span in sentence_spans(text)
            for clause in _main_clauses(text, span)
            for body in self._in_span(text, clause, begins)
        )
        each = chain(bodies, self._responsible(text))
        return sorted(each, key=lambda body: body.span)

    def _responsible(self, text: str) -> Iterator[AskedBody]:
        """Yield whom a measure's sheet names: "Verantwortlich: Bauamt"."""
        for match in _RESPONSIBLE.finditer(text) if ":" in text else ():
            for body in self.listed(match["names"]):
                first, last = (place + match.start("names") for place in body.span)
                yield replace(body, span=(first, last), sentence=match.span())

    def opening(self, text: str) -> ListOpening:
        """Return whom a paragraph asks that opens a list with its last sentence.

        If that is no more than "Deshalb fordern wir:", the sentence before it may say whose task
        the points are.
        """
        text = without_raised(text)
        *before, last = sentence_spans(text)
        is_whole = "folgend" in text[slice(*last)]
        bodies = [body for body in self._in_span(text, last) if body.certain]
        if not bodies and before and _SAYS_NO_MORE.match(text, *last):
            bodies = [*self._in_span(text, before[-1], names_only=True)]
        return ListOpening(tuple(bodies), is_whole)

    def listed(self, text: str) -> list[AskedBody]:
        """Return the bodies that a motion's head lists: "an den Landtag, SPD-Fraktion + Senat".

        What is no body we know is there as well, but not certain.
        """
        if _FORMULA.search(text):
            return []
        bodies: list[AskedBody] = []
        whole = (0, len(text))
        for match in _LISTED.finditer(text):
            names = match[0]
            bodies_named = [group for group in noun_phrases(names, self._places) if group.kind]
            for group in bodies_named:
                span = (match.start() + group.span[0], match.start() + group.span[1])
                names_in_it = (phrase.name(Case.ACCUSATIVE) for phrase in group.phrases)
                bodies += [AskedBody(name, span, whole) for name in names_in_it]
            if not bodies_named and (name := names.strip(" -")):
                bodies.append(AskedBody(name, match.span(), whole, certain=False))
        return bodies

    def _in_span(
        self,
        text: str,
        span: tuple[int, int],
        begins: int | None = None,
        *,
        names_only: bool = False,
    ) -> Iterator[AskedBody]:
        """Yield who is asked in a sentence; ``names_only``: by what is always a request."""
        start, end = span
        sentence = text[start:end]
        frames = [frame for frame in _frames_for(sentence) if not (names_only and frame.check)]
        if not frames:
            return
        begins = begins - start if begins is not None and start <= begins < end else None
        reduced = signed(sentence, self._places)
        askings: dict[Group, Frame] = {}
        for frame in frames:
            if frame.unless_asked and any(not other.unless_asked for other in askings.values()):
                continue
            for group in _matches(frame, reduced, sentence, begins):
                askings.setdefault(group, frame)
        for group, frame in askings.items():
            place = (group.span[0] + start, group.span[1] + start)
            for phrase in group.phrases:
                if phrase.kind or frame.takes_anyone:
                    yield AskedBody(phrase.name(frame.case), place, span, frame.certain)


FRAMES = (*REQUESTS, *DUTIES, *DOUBTFUL)
"""All ways to ask, the plainest first."""

_MODAL = r"(?:soll(?:en)?|muss|müssen)\b"
_NEXT_SUBJECT = re.compile(
    r",?\s+und\s+(?=(?:der|die|das|unsere?)\s+(?:[a-zäöüß]{3,30}\s+)?(?:[A-ZÄÖÜ][\w*-]{2,60}\s+){1,3}"
    rf"{_MODAL})"
)
"""Where a sentence goes on with another subject: "… und der Landkreis soll sich beteiligen"."""


def _main_clauses(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the parts of a sentence that have a subject and "soll" each."""
    start, end = span
    for match in _NEXT_SUBJECT.finditer(text, start, end):
        # "Die Stadt und der Landkreis sollen" has one verb for both
        if re.search(rf"\b{_MODAL}", text[start : match.start()]):
            yield start, match.start()
            start = match.end()
    yield start, end


_WORD = re.compile(r"\w+")


@cache
def _frames_by_cue() -> dict[str, list[int]]:
    frames: dict[str, list[int]] = {}
    for i, frame in enumerate(FRAMES):
        for cue in frame.cues:
            frames.setdefault(cue, []).append(i)
    return frames


def _frames_for(sentence: str) -> list[Frame]:
    """Return the ways to ask of which a sentence has a word, in the table's order."""
    by_cue = _frames_by_cue()
    cues = by_cue.keys() & _WORD.findall(sentence.lower())
    return [FRAMES[i] for i in sorted({i for cue in cues for i in by_cue[cue]})]


def _matches(
    frame: Frame, text: SignedSentence, sentence: str, begins: int | None
) -> Iterator[Group]:
    """Yield the groups that a sentence asks in one way."""
    if frame.at_start:
        start = text.sign_at(begins) if begins is not None else None
        match = frame.regex.match(text.text, start) if start is not None else None
        matches = iter((match,) if match else ())
    else:
        matches = frame.regex.finditer(text.text)
    for match in matches:
        parts = {name.rstrip("123"): part for name, part in match.groupdict().items() if part}
        if frame.check is None or frame.check(parts.get("rest", ""), sentence):
            yield text.groups[parts["who"]]
