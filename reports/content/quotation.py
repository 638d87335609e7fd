"""What is quoted of a measure that nobody has summed up: the sentences that ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from reports.content.fields import Text
from reports.text.asking_sentences import AskingSentence, asking_sentences
from reports.text.sentences import sentence_spans
from reports.text.typography import EN_DASH

LEFT_OUT = "[…]"
"""Stands for sentences that are left out of a quotation."""

_SHORT = 280
"""Characters of a wording that is quoted as a whole: three or four printed lines."""

_BRIEF = 140
"""Characters of a wording that is quoted as a whole where there is little room: two lines."""

_FEW_SENTENCES = 2
"""Sentences of a paragraph that is quoted as a whole, however long they are."""

_NOT_WORTH_LEAVING_OUT = 60
"""Characters: less than a printed line is quoted rather than marked as left out."""

_MARK = re.compile(r"(?:[-–—•*·▪◦‣]|(\d{1,2}[.)]|[a-z]\)))\s+")
"""What a point begins with: a sign, or a number that belongs to the text."""

_INNER = re.compile(r"„([^„“”]{0,500})[“”]")
"""A quotation within the quotation, which has half marks."""

_FINITE = re.compile(
    r"wir|ich|sie|es|man|ist|sind|sein|war|waren|wird|werden|wurden?|hat|haben|hatten?|kann|können"
    r"|muss|müssen|soll|sollen|darf|dürfen|will|wollen|gibt|gilt|geht|steht|bleiben|führen|stehen"
    r"|(?!(?:mit|nicht|statt|seit|dort|samt|selbst|jetzt|oft|erst|fast|sonst|weit|gut|direkt"
    r"|insgesamt|vielfalt)$)[a-zäöüß]{2,30}t"
)
"""Words that only a sentence with a verb has; most forms of the third person end in a t."""

_PREPOSITIONS = frozenset(
    ("Seit", "In", "Im", "An", "Am", "Auf", "Für", "Mit", "Nach", "Vor", "Bei", "Zu", "Unter")
)
"""Words that no phrase with a comma begins with that names what is asked."""

_MEMORY = 1000
"""Quotations that are kept: a book prints their first words in its contents and matrix, too."""


@dataclass(frozen=True)
class QuotedParagraph:
    """A paragraph of a quotation."""

    text: Text
    """Its sentences; those between them that do not ask are left out as `[…]`."""
    mark: str = ""
    """What stands before a point of a list: its number, or a dash; empty for other paragraphs."""


@lru_cache(_MEMORY)
def quotation(wording: str) -> tuple[QuotedParagraph, ...]:
    """Return what is quoted of a wording.

    A short one is quoted as a whole. Of a longer one the sentences that ask are quoted, from
    the first one that is a demand by itself, with the points of their lists; if none asks,
    its first sentences that are short together.
    """
    spans = list(sentence_spans(wording))
    asking = asking_sentences(wording)
    if _is_short(wording, spans):
        quoted = spans
    elif asking:
        quoted = [sentence.span for sentence in _from_first_demand(asking)]
        if _is_phrase(wording[slice(*spans[0])]):
            quoted = [spans[0], *(span for span in quoted if span != spans[0])]
    else:
        quoted = [span for span in spans if span[1] - spans[0][0] <= _SHORT] or spans[:1]
    points = {sentence.span for sentence in asking if sentence.point}
    return tuple(_paragraphs(wording, _with_trifles(spans, quoted), points))


@lru_cache(_MEMORY)
def brief_quotation(wording: str) -> tuple[QuotedParagraph, ...]:
    """Return the first demand of a wording alone, for a page that has no room for all of it.

    Of a long sentence its first two lines are quoted: the page says where the rest stands.
    """
    spans = list(sentence_spans(wording))
    if len(wording) <= _BRIEF or not spans:
        return quotation(wording)
    asking = _from_first_demand(asking_sentences(wording))
    first = asking[0].span if asking else spans[0]
    if _is_phrase(wording[slice(*spans[0])]):
        first = spans[0]
    more = any(sentence.span[0] > first[0] for sentence in asking)
    (paragraph,) = _paragraphs(wording, [first], set())
    text = paragraph.text
    if len(text) > _BRIEF:
        text = text[:_BRIEF].rpartition(" ")[0].rstrip(" ,;:–-")
        more = True
    return (replace(paragraph, text=f"{text} {LEFT_OUT}") if more else paragraph,)


def _is_short(wording: str, spans: list[tuple[int, int]]) -> bool:
    """Return whether a wording is quoted as a whole."""
    one_paragraph = "\n" not in wording.strip()
    return len(wording) <= _SHORT or (one_paragraph and len(spans) <= _FEW_SENTENCES)


def _is_phrase(sentence: str) -> bool:
    """Return whether a sentence such as "Ausbau der Radwege." has no verb before its first comma.

    At the beginning of a wording it names what is asked.
    """
    phrase, comma, _rest = sentence.partition(",")
    words = phrase.split()
    # "Seit Jahren warten Familien auf einen Platz, und …" has its verb in a form of "-en"
    is_short = len(sentence) <= _SHORT and not (comma and words[0] in _PREPOSITIONS)
    return is_short and not any(_FINITE.fullmatch(word.strip(".:!?")) for word in words)


def _from_first_demand(asking: tuple[AskingSentence, ...]) -> tuple[AskingSentence, ...]:
    """Return the asking sentences without weak ones before the first strong one."""
    first = next((index for index, sentence in enumerate(asking) if sentence.strong), 0)
    return asking[first:]


def _with_trifles(
    spans: list[tuple[int, int]], quoted: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the quoted spans, with those between them that are too short to be left out."""
    kept = set(quoted)
    for (_start, end), (start, _end) in pairwise(quoted):
        between = [span for span in spans if end <= span[0] and span[1] <= start]
        if sum(last - first for first, last in between) < _NOT_WORTH_LEAVING_OUT:
            kept.update(between)
    return [span for span in spans if span in kept]


def _paragraphs(
    wording: str, quoted: list[tuple[int, int]], points: set[tuple[int, int]]
) -> Iterator[QuotedParagraph]:
    """Yield the quoted spans as paragraphs, with a mark where text between them is left out."""
    sentences: list[str] = []
    mark = ""
    end_before: int | None = None
    for start, end in quoted:
        between = "" if end_before is None else wording[end_before:start]
        text = wording[start:end]
        point_mark, text = _point(text, is_point=(start, end) in points)
        if sentences and ("\n" in between or point_mark):
            yield _paragraph(sentences, mark)
            sentences = []
        if not sentences:
            mark = point_mark
        sentences += [LEFT_OUT, text] if between.strip() else [text]
        end_before = end
    if sentences:
        yield _paragraph(sentences, mark)


def _point(text: str, *, is_point: bool) -> tuple[str, str]:
    """Return the mark of a point and its text; without a mark if it is none."""
    match = _MARK.match(text)
    if match is None:
        return (EN_DASH if is_point else ""), text
    return match[1] or EN_DASH, text[match.end() :]


def _paragraph(sentences: list[str], mark: str) -> QuotedParagraph:
    return QuotedParagraph(_INNER.sub(r"‚\1‘", " ".join(sentences)), mark)
