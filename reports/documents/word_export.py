"""Export resolutions as a Word file (DOCX), for people who work on them in Word.

Every kind of text has a style of its own, so that a change to the style changes all of
them. Bereiche and measures are numbered by Word's own list wherever that counts to the
number in the resolution. Elsewhere the number is text in the style "Nummer": measures are
cited by their numbers, and a wrong one would be worse than one that Word does not count.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from gettext import NullTranslations

from docx.document import Document as Word
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from reports.content.fields import Lines
from reports.content.resolution import (
    Addressee,
    Area,
    Basis,
    Figure,
    Measure,
    Resolution,
    Status,
    Vote,
)
from reports.content.workspace import Content
from reports.documents.document import A4
from reports.documents.typesetting import plain_copy
from reports.documents.word_contents import (
    CONTENTS,
    HEADINGS,
    add_contents,
    contents_of_titles,
    enter_title,
)
from reports.documents.word_file import (
    MARGIN,
    add_bookmark,
    add_field,
    add_linked_text,
    add_text,
    file_bytes,
    keep_with_next,
    make_accessible,
    new_file,
    next_section,
    printable,
    remove_from_list,
    row_paragraphs,
    set_page,
)
from reports.text.dates import long_date, short_date
from reports.text.typography import line_reference

LANGUAGE = "de"
"""Resolutions are German, and so is what is made from them."""

NUMBER = "Nummer"
LINES = "Zeilenverweis"
WORDING = "Wortlaut"
LEAD = "Vorspann"
DETAILS = "Angaben"
DRAFT = "Entwurf"
CELL = "Tabellentext"
MATRIX = "Matrix"
"""The styles that Word does not bring (``templates/word/styles.xml``), as its menus name them."""

FEWEST_LISTED = 4
"""Headings from which on a single resolution has a list of contents."""

_SHORT_MEASURE = 900
"""Letters of a measure that is kept on one page, a quarter of one; more would leave holes."""

_MEASURE_COLUMN, _LINES_COLUMN = 72, 19
"""Millimetres of the matrix's first columns; the addressees share the rest."""


def to_docx(content: Content, on: dt.date) -> bytes:
    """Return a Word file of all resolutions, each with a matrix of who is asked at its end.

    ``on`` is the day that counts as today, and the file's date. The same input gives the
    same bytes.
    """
    words = content.words(LANGUAGE)
    content = replace(
        content,
        resolutions=plain_copy(content.resolutions, LANGUAGE),
        addressees=plain_copy(content.addressees, LANGUAGE),
    )
    file = new_file(content.theme.colour)
    if len(content.resolutions) > 1:
        contents_of_titles(file, content.resolutions, words)
    for index, resolution in enumerate(content.resolutions):
        part = next_section(file) if len(content.resolutions) > 1 else file.sections[0]
        set_page(part, landscape=False)
        _head_and_foot(part, resolution, words)
        export = _ResolutionExport(file, resolution, content.addressees, index, words)
        export.write(listed=len(content.resolutions) > 1)
    titles = [resolution.title for resolution in content.resolutions]
    properties = file.core_properties
    properties.title = textwrap.shorten(printable(" · ".join(titles)), 255, placeholder=" …")
    properties.subject = words.gettext("Every measure with its lines and who is asked")
    properties.author = properties.last_modified_by = printable(content.settings.organisation.name)
    properties.created = properties.modified = dt.datetime.combine(on, dt.time(), dt.UTC)
    properties.language = "de-DE"
    properties.comments = ""
    return file_bytes(file)


def _head_and_foot(section: Section, resolution: Resolution, words: NullTranslations) -> None:
    """Put the label over every page, with "Entwurf" on a draft, and the page number below."""
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    add_text(head, f"{resolution.label} · {resolution.title}")
    if resolution.status is Status.DRAFT:
        add_text(head, " · ")
        add_text(head, words.gettext("Draft"), DRAFT)
    add_text(foot, f"{resolution.label} · ")
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    for part in re.split(r"(\{\w+\})", words.gettext("Page {page} of {pages}")):
        if part in fields:
            add_field(foot, fields[part], "1")
        else:
            add_text(foot, part)


_COUNTED = re.compile(r"(\d+)\.(\d+)(?:\.([a-z]))?")
"""The ids that the list of the headings can count."""


# --- numbers ----------------------------------------------------------------


class _ListCounter:
    """Counts as Word's list does: Bereich, measure, part, each from 1 below the level above."""

    def __init__(self) -> None:
        self._at = [0, 0, 0]

    def advance_to(self, *number: int) -> bool:
        """Advance to a number if it is the list's next on its level; return whether it was.

        A heading whose number is text is not in the list, and does not count.
        """
        level = len(number) - 1
        counted = (*self._at[:level], self._at[level] + 1)
        if counted != number:
            return False
        self._at = [*counted, 0, 0, 0][:3]
        return True


def _parts(measure: Measure) -> tuple[int, ...] | None:
    """Return ``1.5.b`` as 1, 5, 2, or None for a number that Word's list does not count."""
    parts = _COUNTED.fullmatch(measure.id)
    if parts is None:
        return None
    area, number, letter = parts.groups()
    return (int(area), int(number), *([ord(letter) - ord("a") + 1] if letter else []))


# --- a resolution -----------------------------------------------------------


class _ResolutionExport:
    """Appends one resolution to a file."""

    def __init__(
        self,
        file: Word,
        resolution: Resolution,
        addressees: Iterable[Addressee],
        index: int,
        words: NullTranslations,
    ) -> None:
        """Prepare to append a resolution, the one of this index from 0 in the file."""
        self._file = file
        self._resolution = resolution
        self._addressees = {addressee.id: addressee for addressee in addressees}
        self._words = words
        self._counter = _ListCounter()
        self._marks = f"b{index + 1}"
        self._bookmarks = index * 10_000
        self._counted: set[str] = set()
        """The measures whose number Word counts."""
        self._named: dict[str, str] = {}
        """The bookmarks of measures and other headings."""
        self._entries: list[tuple[str, str, str]] = []
        """What a list of contents says: style, text and bookmark of each entry."""

    def write(self, *, listed: bool) -> None:
        """Append the resolution with everything that belongs to it.

        ``listed`` says that it is one of several, and its title in a list of contents; a
        resolution alone has a list of its own headings.
        """
        last = self._title(listed=listed)
        for area in self._resolution.areas:
            self._area(area)
        self._notes()
        measures = [measure for area in self._resolution.areas for measure in area.measures]
        asked_ids = {reference.id for measure in measures for reference in measure.addressees}
        columns = [self._addressees[key] for key in self._addressees if key in asked_ids]
        if columns:
            self._matrix(measures, columns)
        if not listed and len(self._entries) >= FEWEST_LISTED:
            self._contents(last)

    def _contents(self, after: Paragraph) -> None:
        """Insert a list of the headings, with links, after a paragraph."""
        heading = self._paragraph(self._words.gettext("Contents"), CONTENTS)
        entries = [self._paragraph("", style) for style, _text, _bookmark in self._entries]
        links = [(text, bookmark) for _style, text, bookmark in self._entries]
        add_contents(entries, links, HEADINGS)
        for paragraph in reversed([heading, *entries]):
            after._p.addnext(paragraph._p)

    def _paragraph(self, text: str, style: str) -> Paragraph:
        """Append a paragraph in a style, named by its id, and return it."""
        paragraph = self._file.add_paragraph()
        paragraph._p.style = style
        if text:
            add_text(paragraph, text)
        return paragraph

    def _linked(self, text: str, style: str) -> Paragraph:
        """Append a paragraph whose web addresses are links, and return it."""
        paragraph = self._paragraph("", style)
        add_linked_text(paragraph, text)
        return paragraph

    def _title(self, *, listed: bool) -> Paragraph:
        """Append the title, who passed the resolution and when, the vote, its lines and figures.

        Return the last paragraph.
        """
        resolution, words = self._resolution, self._words
        title = self._paragraph(resolution.title, "Title")
        self._mark("", title)
        if listed:
            enter_title(title, resolution)
        self._paragraph(resolution.label, "Subtitle")
        passed = [
            resolution.body,
            long_date(resolution.date, LANGUAGE) if resolution.date else None,
        ]
        details = [
            ", ".join(part for part in passed if part),
            words.gettext("Motion {motion}").format(motion=resolution.motion)
            if resolution.motion
            else "",
            words.gettext("Submitted by {name}").format(name=resolution.submitter)
            if resolution.submitter
            else "",
            self._vote(resolution.vote) if resolution.vote else "",
        ]
        for detail in filter(None, details):
            self._paragraph(detail, DETAILS)
        lines = self._lines(resolution.lines)
        return [lines, *self._figures(resolution.figures)][-1]

    def _vote(self, vote: Vote) -> str:
        """Return the result of the vote in a sentence."""
        sentence = self._words.gettext("Vote: {yes} yes, {no} no, {abstained} abstained")
        return sentence.format(yes=vote.yes, no=vote.no, abstained=vote.abstained)

    def _lines(self, lines: Lines) -> Paragraph:
        """Append a paragraph with a reference to lines, and return it."""
        paragraph = self._paragraph("", DETAILS)
        add_text(paragraph, line_reference(lines), LINES)
        return paragraph

    def _figures(self, figures: Iterable[Figure]) -> list[Paragraph]:
        """Append a list of figures, each with its line, and return its paragraphs."""
        paragraphs = []
        for figure in figures:
            paragraph = self._paragraph("", "ListBullet")
            add_text(paragraph, figure.value, "Strong")
            add_linked_text(paragraph, f" {figure.text}, ")
            add_text(paragraph, line_reference((figure.line, figure.line)), LINES)
            paragraphs.append(paragraph)
        return paragraphs

    def _area(self, area: Area) -> None:
        """Append an area with its measures."""
        heading = self._paragraph("", "Heading1")
        number = self._words.gettext("Bereich {number}").format(number=area.number)
        if not self._counter.advance_to(area.number):
            self._number_as_text(heading, number)
            add_text(heading, "\t")
        add_text(heading, area.title)
        self._enter("TOC1", f"{number}  {area.title}", self._mark(f"area {area.number}", heading))
        introduction = [self._lines(area.lines)]
        if area.lead:
            introduction.append(self._linked(area.lead, LEAD))
        keep_with_next([*introduction, *self._figures(area.figures)])
        above: set[str] = set()
        for measure in area.measures:
            # a part hangs below its measure; without that, the levels would have a gap
            self._measure(measure, part=measure.id.rpartition(".")[0] in above)
            above.add(measure.id)

    def _measure(self, measure: Measure, *, part: bool) -> None:
        """Append a measure; a part of one is a heading one level lower."""
        heading = self._paragraph("", "Heading3" if part else "Heading2")
        # a heading without text, which only Word's list numbers, would be in no table of contents
        number = _parts(measure) if measure.title else None
        if number and len(number) == 2 + part and self._counter.advance_to(*number):
            self._counted.add(measure.id)
        else:
            self._number_as_text(heading, measure.id)
            if measure.title:
                add_text(heading, "\t")
        if measure.title:
            add_text(heading, measure.title)
        bookmark = self._mark(measure.id, heading)
        if not part:
            self._enter("TOC2", f"{measure.id}  {measure.title or measure.first_words}", bookmark)
        text = [self._linked(measure.summary, "Normal")] if measure.summary else []
        wording = filter(None, map(str.strip, (measure.wording or "").split("\n\n")))
        text += [self._linked(paragraph, WORDING) for paragraph in wording]
        details = self._details(measure)
        # of a long text the end alone, since a page cannot hold it all
        short = len(measure.summary or "") + len(measure.wording or "") < _SHORT_MEASURE
        keep_with_next([*(text if short else text[-1:]), *details[:-1]])

    def _number_as_text(self, heading: Paragraph, number: str) -> None:
        """Write a number into a heading as text, and take the heading out of Word's list."""
        remove_from_list(heading)
        add_text(heading, number, NUMBER)

    def _details(self, measure: Measure) -> list[Paragraph]:
        """Append a measure's lines, who is asked and where, its partners and its deadline.

        Return the paragraphs.
        """
        words = self._words
        paragraph = self._lines(measure.lines)
        paragraphs = [paragraph]
        if measure.addressees:
            add_text(paragraph, " · ")
            add_text(paragraph, words.gettext("Who is asked?"), "Strong")
            for i, reference in enumerate(measure.addressees):
                add_text(paragraph, f"{'; ' if i else ' '}{self._addressees[reference.id].name}, ")
                if reference.basis is Basis.DERIVED:
                    add_text(paragraph, words.gettext("derived"))
                elif reference.lines:
                    before, after = words.gettext("named in {lines}").split("{lines}")
                    add_text(paragraph, before)
                    add_text(paragraph, line_reference(reference.lines), LINES)
                    add_text(paragraph, after)
        if measure.partners:
            names = ", ".join(measure.partners)
            line = words.gettext("Partners: {names}").format(names=names)
            paragraphs.append(self._paragraph(line, DETAILS))
        if measure.deadline:
            line = f"{words.gettext('By when')}: {short_date(measure.deadline)}"
            paragraphs.append(self._paragraph(line, DETAILS))
        return paragraphs

    def _notes(self) -> None:
        """Append the footnotes of the source, if there are any, under a heading."""
        if not self._resolution.notes:
            return
        self._plain_heading(self._words.gettext("Footnotes of the text"))
        for note in self._resolution.notes:
            paragraph = self._paragraph("", DETAILS)
            add_text(paragraph, note.mark, NUMBER)
            add_linked_text(paragraph, f" {note.text}")
            if note.line:
                add_text(paragraph, ", ")
                add_text(paragraph, line_reference((note.line, note.line)), LINES)

    def _plain_heading(self, text: str) -> None:
        """Append a heading of the first level without a number."""
        heading = self._paragraph(text, "Heading1")
        remove_from_list(heading)
        self._enter("TOC1", text, self._mark(text, heading))

    def _enter(self, style: str, text: str, bookmark: str) -> None:
        """Enter a heading into the list of contents."""
        self._entries.append((style, text, bookmark))

    def _mark(self, key: str, heading: Paragraph) -> str:
        """Set a bookmark on the first words of a heading, a measure's number, and return its name.

        That is what a field of the matrix shows of a measure.
        """
        name = self._named[key] = f"{self._marks}_{len(self._named)}"
        add_bookmark(heading.runs[0]._r, self._bookmarks + len(self._named), name)
        return name

    # --- the matrix ---

    def _matrix(self, measures: Sequence[Measure], columns: Sequence[Addressee]) -> None:
        """Append the matrix of measures and addressees, on landscape pages."""
        words = self._words
        set_page(next_section(self._file), landscape=True)
        title = words.gettext("Who is asked?")
        self._plain_heading(title)
        self._paragraph(
            " · ".join(f"{addressee.abbreviation}: {addressee.name}" for addressee in columns),
            DETAILS,
        )
        if not all(measure.numbered for measure in measures):
            self._paragraph(
                words.gettext("Capitals count demands the text does not number."), DETAILS
            )
        room = A4.height - 2 * MARGIN - _MEASURE_COLUMN - _LINES_COLUMN
        widths = [_MEASURE_COLUMN, _LINES_COLUMN] + [room / len(columns)] * len(columns)
        heads = [
            words.gettext("Measure"),
            words.gettext("Lines"),
            *(addressee.abbreviation for addressee in columns),
        ]
        table = self._file.add_table(1 + len(measures), len(widths), MATRIX)
        make_accessible(
            table, title, words.gettext("Every measure with its lines and who is asked")
        )
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        rows = iter(table.rows)
        for cell, head in zip(row_paragraphs(next(rows), widths, CELL), heads, strict=True):
            add_text(cell, head)
        for measure, row in zip(measures, rows, strict=True):
            title_cell, lines_cell, *addressee_cells = row_paragraphs(row, widths, CELL)
            # a field: when numbers change in Word, the matrix goes with them
            counted = " \\n" if measure.id in self._counted else ""
            add_field(title_cell, f"REF {self._named[measure.id]}{counted} \\h", measure.id, NUMBER)
            add_text(title_cell, f" {measure.title or measure.first_words}")
            add_text(lines_cell, line_reference(measure.lines), LINES)
            references = {reference.id: reference for reference in measure.addressees}
            for addressee, cell in zip(columns, addressee_cells, strict=True):
                reference = references.get(addressee.id)
                if reference and reference.basis is Basis.DERIVED:
                    add_text(cell, words.gettext("derived"))
                elif reference and reference.lines:
                    add_text(cell, line_reference(reference.lines), LINES)
