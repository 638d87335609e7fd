"""Sorting out a text: what of it is the resolution, and what is not.

Every character that is not white space gets exactly one role. The order matters:
furniture that repeats is set aside, then the line numbers are found over the whole
text, then what they leave over tells notes and page numbers from text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import shorten

from reports.i18n import _
from reports.importing import page_furniture
from reports.importing.character_roles import CharacterRoles
from reports.importing.footnotes import Around, PrintedNote, find_notes
from reports.importing.line_number_candidates import Printed
from reports.importing.line_numbers import numbering
from reports.importing.page_feet import counted_feet, single_feet
from reports.importing.rows import footnotes_of, rows_of, spare_lines, spread_of
from reports.importing.stray_numbers import StrayNumber, stray_numbers
from reports.importing.unprinted_numbers import Apart, Counted, Spread, count_between, numbers_apart
from reports.text.source_text import Doubt, Line, Role, Sorted, Text

_SHOWN_LETTERS = 60
"""Letters of a line that a doubt shows, enough to find it in the source."""


def sort_out(text: Text) -> Sorted:
    """Give every character its role and every line of the resolution its number."""
    if text.bare:
        return _as_it_stands(text)
    lines = text.lines
    roles = CharacterRoles(lines)
    aside = page_furniture.running_lines(lines)
    aside |= counted_feet(lines)
    aside |= single_feet(lines, page_furniture.like_notes(lines))
    aside.update(
        index
        for index, line in enumerate(lines)
        if page_furniture.is_rule(line.text) or page_furniture.is_page_number(line.text)
    )
    aside |= {index for index, line in enumerate(lines) if line.style == "metadata"}
    own_notes = {index for index, line in enumerate(lines) if line.style == "footnote"}
    printed = numbering(_without_references(lines), {*aside, *own_notes})
    numbered = {number.line for number in printed}
    for number in printed:
        roles.mark_number(number)
    for index, begin, end in _both_sides(lines, printed):
        roles.mark(index, begin, end, Role.NUMBER)
    bare = roles.left()
    aside |= page_furniture.contents_lines(bare, aside)
    free = [
        index
        for index, words in enumerate(bare)
        if words.strip() and not (index in numbered or index in aside or index in own_notes)
    ]
    if not text.paragraphs:
        aside |= page_furniture.page_numbers(lines, free)
    spread = spread_of(lines, printed, bare, aside)
    full = spread.full()
    aside |= page_furniture.repeated_lines(lines, free, full)
    for index in aside:
        roles.mark(index, 0, None, Role.FURNITURE)
    roles.mark_signs(lines)
    roles.mark_emphasis(aside)
    bare = roles.left()
    spread = spread_of(lines, printed, bare, aside)
    notes = find_notes(Around(lines, bare, numbered, aside, full.__getitem__, spare_lines(spread)))
    of_notes = {index for note in notes for index in note.lines}
    for index in of_notes:
        roles.mark(index, 0, None, Role.FOOTNOTE)
    strays = list(stray_numbers(roles.left(), printed))
    for stray in strays:
        if stray.proven:
            roles.mark(stray.line, stray.begin, stray.end, Role.NUMBER)
    spread = spread_of(lines, printed, bare, aside | of_notes)
    apart = numbers_apart(spread)
    counted = Counted({}) if spread.apart else count_between(spread)
    rows = rows_of(text, roles, spread, apart, counted)
    return Sorted(
        text,
        tuple(roles.of),
        tuple(rows),
        footnotes_of(notes, bare, rows),
        tuple(_doubts(text, spread, apart, counted, notes, full, strays)),
    )


def _as_it_stands(text: Text) -> Sorted:
    """Return the rows of a text that has nothing but rows."""
    roles = CharacterRoles(text.lines)
    spread = spread_of(text.lines, (), roles.left(), ())
    rows = rows_of(text, roles, spread, Apart({}, frozenset()), Counted({}))
    return Sorted(text, tuple(roles.of), tuple(rows), (), text.doubts)


def _without_references(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, page numbers of a table of contents left out."""
    cleared = list(lines)
    places = page_furniture.page_references([line.text for line in lines])
    for index, (begin, end) in places.items():
        text = lines[index].text
        cleared[index] = replace(lines[index], text=text[:begin] + " " * (end - begin) + text[end:])
    return cleared


def _both_sides(lines: Sequence[Line], printed: Sequence[Printed]) -> list[tuple[int, int, int]]:
    """Return where the number of a line is printed a second time, at its other side."""
    doubled: list[tuple[int, int, int]] = []
    for number in printed:
        if number.alone:
            continue
        digits = str(number.values[-1])
        text = lines[number.line].text
        if number.at_end:
            begin = len(text) - len(text.lstrip())
            end = begin + len(digits)
            if end < number.begin and text.startswith(digits, begin) and text[end].isspace():
                doubled.append((number.line, begin, end))
        else:
            end = len(text.rstrip())
            begin = end - len(digits)
            if begin > number.end and text.endswith(digits, 0, end) and text[begin - 1].isspace():
                doubled.append((number.line, begin, end))
    return doubled if len(doubled) > max(2, 0.3 * len(printed)) else []


# --- doubts -------------------------------------------------------------------


def _doubts(
    text: Text,
    spread: Spread,
    apart: Apart,
    counted: Counted,
    notes: Sequence[PrintedNote],
    full: Sequence[bool],
    strays: Sequence[StrayNumber],
) -> list[Doubt]:
    """Return sentence a person should look at, in the order of lines."""
    doubts: list[Doubt] = [*text.doubts]
    for line, low, high in counted.gaps:
        sentence = (
            _("line number {low} is missing before this line")
            if low == high
            else _("line numbers {low} to {high} cannot be given to the lines before this one")
        )
        doubts.append(Doubt(line, sentence.format(low=low, high=high)))
    for line, numbers, texts in apart.odd:
        sentence = _("{numbers} line numbers stand apart from {lines} lines of text")
        doubts.append(Doubt(line, sentence.format(numbers=numbers, lines=texts)))
    for earlier, later in spread.pairs():
        if earlier.values[-1] == later.values[0] and not earlier.alone:
            sentence = _("the line number {number} stands at two lines")
            doubts.append(Doubt(later.line, sentence.format(number=later.values[0])))
    for number in spread.printed:
        if number.split:
            sentence = _("the line number {number} ran into another number")
            doubts.append(Doubt(number.line, sentence.format(number=number.values[0])))
    for index, missing in enumerate(full):
        if missing and spread.open[index]:
            sentence = _("a line without a number between lines with numbers: {words}")
            words = shorten(text.lines[index].text, _SHOWN_LETTERS, placeholder=" …")
            doubts.append(Doubt(index, sentence.format(words=words)))
    doubts += _doubtful_words(text, strays, notes)
    return sorted(doubts, key=lambda doubt: doubt.line)


def _doubtful_words(
    text: Text, strays: Sequence[StrayNumber], notes: Sequence[PrintedNote]
) -> Iterator[Doubt]:
    """Yield words with sentence may be an old line number, and footnotes whose mark is not sure."""
    for stray in strays:
        if not stray.proven:
            word = _word(text.lines[stray.line].text, stray.begin)
            sentence = _("\u201c{word}\u201d may have an old line number in it")
            yield Doubt(stray.line, sentence.format(word=word))
    for note in notes:
        if note.anchor is None:
            sentence = _("the mark {mark} of this footnote stands nowhere in the text")
            yield Doubt(note.lines[0], sentence.format(mark=note.mark))
        elif note.misread:
            sentence = _("{read} was taken for the mark {mark} of this footnote")
            yield Doubt(note.lines[0], sentence.format(read=note.misread, mark=note.mark))


def _word(text: str, place: int) -> str:
    """Return the word around a place."""
    begin = max(text.rfind(sign, 0, place) for sign in " \t") + 1
    return text[begin:].split(maxsplit=1)[0]
