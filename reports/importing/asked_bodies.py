"""Who is asked for something in German text, by the grammar of its sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reports.importing.german_places import PLACES
from reports.importing.noun_phrases import Group
from reports.importing.phrase_signs import SignedSentence, signed
from reports.importing.request_patterns import Frame, frames_for
from reports.text.sentences import sentence_spans


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


class AskedBodies:
    """Finds who is asked; knows the places that may follow a body's name."""

    def __init__(self, places: Collection[str] = ()) -> None:
        self._places = PLACES.union(places)

    def asked(self, text: str, *, begins: int | None = None) -> list[AskedBody]:
        """Return who is asked in a paragraph, in the order of the text.

        ``begins`` is where a measure's own words begin in it, after its number: there "Die
        Ortsvereine laden ein" asks them to.
        """
        bodies: list[AskedBody] = []
        for start, end in sentence_spans(text):
            begins_here = begins - start if begins is not None and start <= begins < end else None
            bodies += self._in_sentence(text[start:end], start, begins_here)
        return sorted(bodies, key=lambda body: body.span)

    def _in_sentence(self, sentence: str, start: int, begins: int | None) -> Iterator[AskedBody]:
        frames = frames_for(sentence)
        if not frames:
            return
        reduced = signed(sentence, self._places)
        askings: dict[Group, Frame] = {}
        for frame in frames:
            if frame.unless_asked and any(not other.unless_asked for other in askings.values()):
                continue
            if frame.at_start:
                if begins is None:
                    continue
                text = signed(sentence, self._places, begins)
            else:
                text = reduced
            for group in _matches(frame, text, sentence):
                askings.setdefault(group, frame)
        whole = (start, start + len(sentence))
        for group, frame in askings.items():
            span = (group.span[0] + start, group.span[1] + start)
            for phrase in group.phrases:
                yield AskedBody(phrase.name(frame.case), span, whole, frame.certain)


def _matches(frame: Frame, text: SignedSentence, sentence: str) -> Iterator[Group]:
    """Yield the groups that a sentence asks in one way."""
    for match in frame.regex.finditer(text.text):
        groups = match.groupdict()
        sign = next(value for name, value in groups.items() if value and name.startswith("who"))
        rest = next(
            (value for name, value in groups.items() if value and name.startswith("rest")), ""
        )
        if frame.check is None or frame.check(rest, sentence):
            yield text.groups[sign]
