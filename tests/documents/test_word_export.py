"""The Word file: what it says, its numbers and styles, and that its bytes are the same again."""

import dataclasses
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from reports.content.fields import Lines
from reports.content.resolution import Basis, Measure, Note, Request, Status, Vote
from reports.content.workspace import Content
from reports.documents.word_export import (
    CELL,
    DETAILS,
    DRAFT,
    LEAD,
    LINES,
    NUMBER,
    WORDING,
    to_docx,
)
from reports.text.typography import line_reference, plain
from tests.support.factories import DAY, area_of, draft, measure_of, sample, with_areas

RESOLUTION = sample().resolutions[0]
MEASURES = [measure for area in RESOLUTION.areas for measure in area.measures]


def _opened(content: Content) -> Document:
    return docx.Document(io.BytesIO(to_docx(content, DAY)))


def _several(*changes: dict[str, object]) -> Content:
    """Return the sample with its resolution several times, each with other changes."""
    resolutions = tuple(RESOLUTION.model_copy(update=update) for update in changes)
    return dataclasses.replace(sample(), resolutions=resolutions)


def _measure(name: str, **changes: object) -> Measure:
    numbered = not name[-1].isupper()
    update = {"id": name, "title": f"Titel {name}", "numbered": numbered, **changes}
    return MEASURES[0].model_copy(update=update)


# --- numbers ----------------------------------------------------------------


def _list_levels(file: Document) -> dict[str, tuple[int, str, str]]:
    """Return by paragraph style the level, number format and text of the list of headings.

    Word reads it in the same way: the styles name the list, the list describes its levels.
    """
    number = file.styles["Heading 1"].element.pPr.numPr.numId.val
    numbering = file.part.numbering_part.element
    (abstract,) = numbering.xpath(
        f"w:abstractNum[@w:abstractNumId = ../w:num[@w:numId={number}]/w:abstractNumId/@w:val]"
    )
    levels = {}
    for level in abstract.findall(qn("w:lvl")):
        style, form, text = (
            level.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("pStyle", "numFmt", "lvlText")
        )
        levels[style] = (int(level.get(qn("w:ilvl"))), form, text)
    return levels


def _numbered_headings(file: Document) -> Iterator[tuple[Paragraph, str]]:
    """Yield each heading with the number that a word processor prints before it.

    Counts as ISO/IEC 29500-1, 17.9 has it: a paragraph of a level adds one to
    it and lets the levels below begin anew; %n stands for the count of level n.
    """
    levels = _list_levels(file)
    counts = [0] * 9
    for paragraph in file.paragraphs:
        style = _style(paragraph)
        if style.style_id in levels and _number_id(paragraph) != 0:
            level, _form, text = levels[style.style_id]
            counts[level:] = [counts[level] + 1, *[0] * (8 - level)]
            shown = text
            for at, form, _text in levels.values():
                shown = shown.replace(f"%{at + 1}", _shown(counts[at], form))
        else:
            shown = "".join(run.text for run in paragraph.runs if run.style.name == NUMBER)
        if (style.name or "").startswith("Heading"):
            yield paragraph, shown


def _style(paragraph: Paragraph) -> ParagraphStyle:
    assert paragraph.style is not None
    return paragraph.style


def _number_id(paragraph: Paragraph) -> int | None:
    """Return the list that a paragraph is put into beside its style; 0 takes it out of any."""
    properties: Any = paragraph._p.pPr
    return None if properties.numPr is None else properties.numPr.numId.val


def _shown(count: int, form: str) -> str:
    return chr(ord("a") + count - 1) if form == "lowerLetter" else str(count)


def _title(heading: Paragraph) -> str:
    return "".join(run.text for run in heading.runs if run.style.name != NUMBER).strip()


def _counted(heading: Paragraph) -> bool:
    return _number_id(heading) is None


def test_every_heading_has_its_number_and_its_title() -> None:
    """A reader sees each Bereich and each measure under the number it is cited by."""
    headings = [
        (number, _title(heading)) for heading, number in _numbered_headings(_opened(sample()))
    ]
    expected = []
    for area in RESOLUTION.areas:
        expected.append((f"Bereich {area.number}", area.title))
        expected += [(measure.id, measure.title or "") for measure in area.measures]
    assert headings == [*expected, ("", "Wer ist gefragt?")]


def test_word_counts_what_the_text_numbers() -> None:
    """Word counts the numbers that the resolution has; those we gave are text."""
    ids = {measure.id: measure.numbered for measure in MEASURES}
    counted = {
        number: _counted(heading)
        for heading, number in _numbered_headings(_opened(sample()))
        if number in ids
    }
    assert counted == ids


@pytest.mark.parametrize(
    ("area", "ids", "counted"),
    [
        (1, ["1.1", "1.3", "1.4"], ["1.1"]),
        (1, ["1.2", "1.1", "1.2"], ["1.1", "1.2"]),
        (1, ["1.1", "1.1.a", "1.A", "1.1.b", "1.1.d", "1.2", "1.2.a"], None),
        (1, ["1.5.a", "1.5", "1.5.a"], []),
        (1, ["1.1", "1.2.a", "1.2", "1.2.a"], ["1.1", "1.2", "1.2.a"]),
        (3, ["3.1", "3.A"], []),
    ],
)
def test_gaps_and_odd_orders_never_make_a_wrong_number(
    area: int, ids: list[str], counted: list[str] | None
) -> None:
    """Where counting would arrive at another number, the right one stands as text."""
    content = with_areas(area_of(*map(_measure, ids), number=area))
    headings = list(_numbered_headings(_opened(content)))[:-1]
    assert [number for _heading, number in headings] == [f"Bereich {area}", *ids]
    by_word = [number for heading, number in headings[1:] if _counted(heading)]
    expected = ["1.1", "1.1.a", "1.1.b", "1.2", "1.2.a"] if counted is None else counted
    assert by_word == expected


def test_each_resolution_is_counted_anew() -> None:
    """A second resolution begins with Bereich 1 and 1.1 again, counted by Word."""
    once = [(n, _counted(p)) for p, n in _numbered_headings(_opened(sample()))]
    twice = [(n, _counted(p)) for p, n in _numbered_headings(_opened(_several({}, {"id": "b"})))]
    assert twice == once + once


def test_the_levels_of_headings_have_no_gap() -> None:
    """A heading is at most one level below the one before, and a part below its measure."""
    ids = ["1.5.a", "1.1", "1.1.a", "1.A"]
    for content in (sample(), with_areas(area_of(*map(_measure, ids), number=1))):
        levels = [int(str(_style(p).name)[-1]) for p, _n in _numbered_headings(_opened(content))]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        assert 3 in levels


# --- what it says -----------------------------------------------------------


def _text(file: Document) -> str:
    return "\n".join(paragraph.text for paragraph in file.paragraphs)


def _runs(file: Document, style: str) -> list[str]:
    return [run.text for p in file.paragraphs for run in p.runs if run.style.name == style]


def _in_style(file: Document, style: str) -> list[str]:
    return [paragraph.text for paragraph in file.paragraphs if _style(paragraph).name == style]


def test_the_title_says_whose_resolution_it_is() -> None:
    """Title, label, body, date, motion, submitter and vote stand before the first Bereich."""
    content = with_areas(vote=Vote(yes=90, no=7, abstained=3))
    before = _text(_opened(content)).split(RESOLUTION.areas[0].title)[0]
    for words in (
        RESOLUTION.title,
        "Beschluss 01",
        str(RESOLUTION.body),
        "25.\xa0Juni\xa02016",
        "K 01",
    ):
        assert words in before
    for words in ("Stadtvorstand", "90", "7", "3", RESOLUTION.figures[0].text):
        assert words in before


def test_every_summary_lead_figure_and_partner_is_there() -> None:
    """Nothing of the content is left out."""
    file = _opened(sample())
    text = _text(file)
    for measure in MEASURES:
        assert str(measure.summary) in text
        for partner in measure.partners:
            assert plain(partner) in text
    for area in RESOLUTION.areas:
        assert area.lead in _in_style(file, LEAD)
        for figure in area.figures:
            assert f"{figure.value} {figure.text}" in text


def test_line_references_have_a_style_of_their_own() -> None:
    """Each measure's lines, and each line that names an addressee, in the order of the text."""
    expected = []
    for measure in MEASURES:
        expected.append(line_reference(measure.lines))
        expected += [
            line_reference(request.lines) for request in measure.addressees if request.lines
        ]
    areas = {line_reference(area.lines) for area in RESOLUTION.areas}
    figures = {line_reference((f.line, f.line)) for a in RESOLUTION.areas for f in a.figures}
    file = _opened(sample())
    references = _runs(file, LINES)[1 + len(RESOLUTION.figures) :]
    in_details = [
        run.text
        for paragraph in file.paragraphs
        if _style(paragraph).name == DETAILS
        for run in paragraph.runs
        if run.style.name == LINES
    ]
    assert [reference for reference in in_details[1:] if reference not in areas] == expected
    assert areas | figures <= set(references)
    assert all(re.fullmatch(r"Z\.\u202f\d+(–\d+)?", text) for text in _runs(file, LINES))


def test_who_is_asked_and_why() -> None:
    """An addressee stands with the lines that name it, or as derived."""
    measure = measure_of(
        "1.2",
        addressees=(
            Request(id="stadtrat-fraktion", basis=Basis.EXPLICIT, lines=Lines(284, 285)),
            Request(id="bund", basis=Basis.DERIVED),
        ),
        partners=("Volkshochschule",),
        deadline=dt.date(2026, 12, 12),
    )
    details = _in_style(_opened(with_areas(area_of(measure, number=1))), DETAILS)
    assert (
        "Z.\u202f305–310 · Wer ist gefragt? Stadtrat-Fraktion, genannt Z.\u202f284–285;"
        " Bund, abgeleitet"
    ) in details
    assert "Partner: Volkshochschule" in details
    assert "Bis wann: 12.12.2026" in details


def test_the_wording_is_told_apart_from_the_summary() -> None:
    """The source's own words have a style, a paragraph each, and are not quoted twice."""
    wording = "Erster Satz. Zweiter.\n\nZweiter Absatz."
    both, alone = measure_of("1.1", wording=wording), measure_of("1.2", wording=wording)
    alone = alone.model_copy(update={"summary": None})
    file = _opened(with_areas(area_of(both, alone, number=1)))
    assert _in_style(file, WORDING) == ["Erster Satz. Zweiter.", "Zweiter Absatz."] * 2
    assert _text(file).count("Erster Satz") == 2
    assert both.summary in _in_style(file, "Normal")


def test_footnotes_stand_at_the_end_with_their_marks() -> None:
    """A note of the source has its mark and the line that the mark stands in."""
    file = _opened(with_areas(notes=(Note(mark="3", text="Eine Anmerkung.", line=97),)))
    assert "3 Eine Anmerkung., Z.\u202f97" in _in_style(file, DETAILS)


def test_web_addresses_are_links() -> None:
    """Words around an address, and the signs that end its sentence, are none of the link."""
    summary = "Mehr unter https://example.org/a?b=1&c=2. Auch (www.example.org) und „example“."
    note = Note(mark="1", text="https://example.org/bericht_(2016)/", line=3)
    area = area_of(measure_of("1.1", summary=summary), number=1)
    file = _opened(with_areas(area, notes=(note,)))
    links = [link for paragraph in file.paragraphs for link in paragraph.hyperlinks if link.url]
    assert [(link.text, link.url) for link in links] == [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2"),
        ("www.example.org", "https://www.example.org"),
        ("https://example.org/bericht_(2016)/", "https://example.org/bericht_(2016)/"),
    ]
    assert summary in [paragraph.text for paragraph in file.paragraphs]


def test_what_xml_cannot_hold_is_left_out() -> None:
    """A control character, which YAML can spell, does not stop the making."""
    file = _opened(with_areas(area_of(measure_of("1.1", summary="Eine\x07 Glocke <&>"), number=1)))
    assert "Eine Glocke <&>" in _in_style(file, "Normal")


# --- the matrix -------------------------------------------------------------


def _contents(file: Document) -> list[tuple[str, str]]:
    """Return style and text of each entry of the list of contents, if its link leads to a mark."""
    marks = {mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))}
    return [
        (paragraph.style.name if paragraph.style else "", link.text)
        for paragraph in file.paragraphs
        for link in paragraph.hyperlinks
        if link.fragment in marks
    ]


def test_the_contents_are_a_field_and_link_to_each_heading() -> None:
    file = _opened(sample())
    (code,) = [
        field.text.strip()
        for field in file.element.body.iter(qn("w:instrText"))
        if field.text.strip().startswith("TOC")
    ]
    assert code == r'TOC \o "1-2" \h \z \u'
    entries = _contents(file)
    assert entries[:2] == [
        ("toc 1", "Bereich 1  Sprache und Bildung"),
        ("toc 2", f"1.A  {plain(MEASURES[0].title or '')}"),
    ]
    parts = sum(len(area.part_ids) for area in RESOLUTION.areas)
    assert len(entries) == len(RESOLUTION.areas) + len(MEASURES) - parts + 1
    begun = list(file.element.body.iter(qn("w:fldChar")))
    kinds = [mark.get(qn("w:fldCharType")) for mark in begun]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")


def test_several_resolutions_have_one_list_of_titles() -> None:
    file = _opened(_several({}, {"id": "b", "label": 'Antrag 7 & "8"'}))
    assert [text for _style, text in _contents(file)] == [
        f"Beschluss 01 · {RESOLUTION.title}",
        f'Antrag 7 & "8" · {RESOLUTION.title}',
    ]


def test_nothing_is_parted_from_its_measure() -> None:
    """What follows a measure's heading stays with it, up to its last paragraph."""
    short = _measure("7.1", wording="Erster Absatz.\n\nZweiter Absatz.", partners=("Verein",))
    long = _measure("7.2", summary=None, wording="Ein Satz. " * 60 + "\n\n" + "Noch einer. " * 60)
    file = _opened(with_areas(area_of(short, long)))
    kept = {
        paragraph.text[:8]: bool(paragraph.paragraph_format.keep_with_next)
        for paragraph in file.paragraphs
        if paragraph.style and paragraph.style.name in (WORDING, DETAILS)
    }
    assert kept["Erster A"]
    assert kept["Zweiter "]
    assert not kept["Partner:"]
    assert not kept["Ein Satz"]
    assert kept["Noch ein"]


def test_no_soft_hyphen_reaches_the_file() -> None:
    measure = _measure("7.1", title="Schiffs\N{SOFT HYPHEN}verkehr ordnen")
    area = area_of(measure, title="See\N{SOFT HYPHEN}wege")
    file = _opened(with_areas(area))
    assert "\N{SOFT HYPHEN}" not in "".join(text.text or "" for text in file.element.iter())
    assert "Schiffsverkehr ordnen" in [text.text for text in file.element.iter(qn("w:t"))]


def test_the_matrix_has_every_measure_and_every_addressee() -> None:
    """Its cells say where the text names somebody, or that it is derived."""
    (table,) = _opened(sample()).tables
    head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
    asked_ids = {request.id for measure in MEASURES for request in measure.addressees}
    columns = [addressee for addressee in sample().addressees if addressee.id in asked_ids]
    assert head == ["Maßnahme", "Zeilen", *(column.abbreviation for column in columns)]
    for measure, row in zip(MEASURES, rows, strict=True):
        by_id = {request.id: request for request in measure.addressees}
        requests = [by_id.get(column.id) for column in columns]
        assert row == [
            f"{measure.id} {measure.title}",
            line_reference(measure.lines),
            *(
                (line_reference(request.lines) if request.lines else "abgeleitet")
                if request
                else ""
                for request in requests
            ),
        ]


def test_the_matrix_is_marked_for_screen_readers() -> None:
    """The first row heads the columns and is repeated; the table says what it is."""
    (table,) = _opened(sample()).tables
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] + [False] * len(MEASURES)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    for name in ("tblCaption", "tblDescription"):
        assert table._tblPr.find(qn(f"w:{name}")).get(qn("w:val"))


def test_numbers_in_the_matrix_follow_their_headings() -> None:
    """Each number is a field that refers to the heading with this number."""
    content = _several({}, {"id": "b"})
    file = _opened(content)
    marked = {}
    for heading, number in _numbered_headings(file):
        for mark in heading._p.findall(qn("w:bookmarkStart")):
            marked[mark.get(qn("w:name"))] = (number, _counted(heading))
    assert len(marked) == 2 * (len(MEASURES) + len(RESOLUTION.areas) + 1)
    for table in file.tables:
        for row in table.rows[1:]:
            code = "".join(field.text for field in row.cells[0]._tc.iter(qn("w:instrText")))
            match = re.fullmatch(r" REF (\w+)( \\n)? \\h ", code)
            assert match, code
            number, counted = marked[match[1]]
            assert row.cells[0].text.startswith(f"{number} ")
            # \\n gives the number that Word counts, without it the marked text is shown
            assert bool(match[2]) == counted


def test_without_anybody_asked_there_is_no_matrix() -> None:
    """A text that names nobody has no empty table."""
    measure = measure_of("1.1", addressees=())
    file = _opened(with_areas(area_of(measure, number=1)))
    assert file.tables == []
    assert len(file.sections) == 1


# --- pages and styles -------------------------------------------------------


def test_a4_with_the_matrix_on_a_lying_page() -> None:
    """The contents and each resolution begin a page of their own; only the matrix lies."""
    sections = list(_opened(_several({}, {"id": "b"})).sections)
    lying = [section.orientation is WD_ORIENT.LANDSCAPE for section in sections]
    assert lying == [False, False, True, False, True]
    for section, lies in zip(sections, lying, strict=True):
        size = (section.page_width or 0, section.page_height or 0)
        expected = (Mm(297), Mm(210)) if lies else (Mm(210), Mm(297))
        assert all(abs(a - b) < Mm(0.1) for a, b in zip(size, expected, strict=True))


def test_no_paragraph_is_empty() -> None:
    """Space and page breaks come from styles and sections, not from empty lines."""
    file = _opened(_several({}, {"id": "b"}))
    empty = [paragraph for paragraph in file.paragraphs if not paragraph.text]
    # the format wants one between a table and the end of its section
    assert [paragraph._p.getprevious().tag for paragraph in empty] == [qn("w:tbl")]
    properties: Any = empty[0]._p.pPr
    assert properties.sectPr is not None


def test_a_draft_says_so_on_its_pages_only() -> None:
    """The header of a draft has "Entwurf", that of an adopted text has not."""
    content = _several({}, {"id": "b", "status": Status.DRAFT, "label": "Antrag 7"})
    contents, adopted, matrix, other, other_matrix = _opened(content).sections
    assert contents.header.is_linked_to_previous
    assert "Entwurf" not in adopted.header.paragraphs[0].text
    assert matrix.header.is_linked_to_previous
    (drafted,) = other.header.paragraphs
    assert drafted.text == f"Antrag 7 · {RESOLUTION.title} · Entwurf"
    assert [run.text for run in drafted.runs if run.style.name == DRAFT] == ["Entwurf"]
    assert other_matrix.header.is_linked_to_previous
    assert "Entwurf" in _opened(draft()).sections[0].header.paragraphs[0].text


def test_the_foot_has_label_and_page_number() -> None:
    """The page's number and their count are fields."""
    (foot,) = _opened(sample()).sections[0].footer.paragraphs
    assert foot.text == "Beschluss 01 · Seite 1 von 1"
    codes = [field.text.strip() for field in foot._p.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_everything_looks_as_it_does_by_a_style() -> None:
    """No direct formatting: runs have a style, paragraphs also what they stay with and end."""
    file = _opened(_several({}, {"id": "b", "status": Status.DRAFT}))
    allowed = {qn(f"w:{name}") for name in ("pStyle", "keepNext", "sectPr", "numPr")}
    paragraphs = list(file.element.body.iter(qn("w:pPr")))
    assert {child.tag for properties in paragraphs for child in properties} <= allowed
    runs = list(file.element.body.iter(qn("w:rPr")))
    assert {child.tag for properties in runs for child in properties} == {qn("w:rStyle")}


def test_every_style_named_is_in_the_file() -> None:
    """Word would silently use its standard style for one that is missing."""
    file = _opened(_several({}, {"id": "b", "status": Status.DRAFT}))
    ids = {style.style_id for style in file.styles}
    names = ("pStyle", "rStyle", "tblStyle")
    parts = [file.element, *(part.element for part in _heads_and_feet(file))]
    used = {
        element.get(qn("w:val"))
        for part in parts
        for name in names
        for element in part.iter(qn(f"w:{name}"))
    }
    assert used <= ids
    assert {LINES, NUMBER, DRAFT, DETAILS, LEAD, CELL} <= used
    links = ("basedOn", "next", "link")
    linked = {e.get(qn("w:val")) for n in links for e in file.styles.element.iter(qn(f"w:{n}"))}
    assert linked <= ids


def _heads_and_feet(file: Document) -> list[Any]:
    return [
        rel.target_part
        for rel in file.part.rels.values()
        if rel.reltype.endswith(("/header", "/footer"))
    ]


def test_the_strong_colour_is_the_theme_s() -> None:
    """Headings have the workspace's colour."""
    file = _opened(sample())
    colour = sample().theme.colour.lstrip("#").upper()
    assert str(file.styles["Heading 1"].font.color.rgb) == colour


# --- the file ---------------------------------------------------------------


def test_the_file_says_what_it_is() -> None:
    """Title, author, language and the day; nothing of the tool's own."""
    file = _opened(sample())
    properties = file.core_properties
    assert properties.title == RESOLUTION.title
    assert properties.author == properties.last_modified_by == sample().settings.organisation.name
    assert properties.created == properties.modified == dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    assert properties.language == "de-DE"
    (lang,) = file.styles.element.xpath("w:docDefaults//w:lang")
    assert lang.get(qn("w:val")) == "de-DE"
    with zipfile.ZipFile(io.BytesIO(to_docx(sample(), DAY))) as archive:
        assert not any("thumbnail" in name for name in archive.namelist())
        assert b"python-docx" not in archive.read("docProps/core.xml")


def test_many_long_titles_fit_the_property() -> None:
    """The format allows 255 characters there."""
    content = _several(*(dict[str, object](id=f"r{i}", title="Wort " * 30) for i in range(3)))
    assert len(_opened(content).core_properties.title) <= 255


def test_the_same_bytes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same content on the same day makes the same file, at whatever time it is made."""
    first = to_docx(sample(), DAY)
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2001, 9, 9, 1, 46, 40, 6, 252, 0))
    assert to_docx(sample(), DAY) == first
    assert to_docx(sample(), dt.date(2026, 11, 23)) != first
