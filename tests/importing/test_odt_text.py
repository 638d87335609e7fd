"""The paragraphs of an ODT file with their styles, numbers and footnotes."""

from __future__ import annotations

from reports.importing.read_file import read
from tests.support import sources
from tests.support.factories import ENGINE
from tests.support.read_files import texts

pytestmark = ENGINE


STYLES = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="Title" style:family="paragraph"><style:text-properties'
    ' fo:font-weight="bold" fo:font-size="20pt"/></style:style>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Title">'
    '<style:paragraph-properties fo:break-before="page"/>'
    '<style:text-properties fo:font-size="50%"/></style:style>'
)
LIST = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"'
    ' style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2"'
    ' style:num-format="a" style:num-suffix=")"/><text:list-level-style-bullet text:level="3"'
    ' text:bullet-char="–"/></text:list-style>'
)


def test_paragraphs_of_an_odt_come_in_order_with_their_style() -> None:
    data = sources.odt(
        '<text:p text:style-name="P1">Beschluss</text:p>'
        '<text:h text:outline-level="2" text:is-list-header="true">Bereich 1</text:h>'
        "<table:table><table:table-row><table:table-cell><text:p>Zelle</text:p></table:table-cell>"
        "</table:table-row></table:table><text:section><text:p>Der Antrag</text:p></text:section>",
        styles=STYLES,
    )
    text = read(data, "antrag")
    assert text.paragraphs
    assert [(line.text, line.style) for line in text.lines] == [
        ("Beschluss", "title"),
        ("Bereich 1", "heading 2"),
        ("Zelle", ""),
        ("Der Antrag", ""),
    ]
    assert (text.lines[0].bold, text.lines[0].size) == (True, 20.0)


def test_sizes_and_pages_of_an_odt_come_from_its_styles() -> None:
    data = sources.odt(
        '<text:p text:style-name="P1">eins</text:p><text:p text:style-name="P2">zwei</text:p>',
        styles=STYLES,
    )
    assert [(line.page, line.size) for line in read(data, "antrag").lines] == [(1, 20.0), (2, 10.0)]


def test_characters_that_odf_writes_as_elements_are_read() -> None:
    data = sources.odt(
        '<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d\n   <text:span>e'
        "<text:bookmark/>f</text:span><office:annotation><text:p>Rand</text:p></office:annotation>"
        "g</text:p>"
    )
    assert texts(data) == ["a   b\tc\nd efg"]


def test_text_in_elements_of_other_programs_is_read_and_comments_are_not() -> None:
    data = sources.odt(
        '<text:p>der <x:own xmlns:x="http://example.org/x" x:a="1">Antrag</x:own> gilt'
        "<!-- intern --> sofort</text:p>"
    )
    assert texts(data) == ["der Antrag gilt sofort"]


def test_lists_of_odf_are_numbered() -> None:
    entry = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = "<text:list>" + entry.format("a", "") + entry.format("b", "") + "</text:list>"
    deep = "<text:list>" + entry.format("c", "<text:list>" + entry.format("d", "") + "</text:list>")
    deep += "</text:list>"
    data = sources.odt(
        f'<text:list text:style-name="L1">{entry.format("eins", inner)}'
        f"{entry.format('zwei', deep)}</text:list><text:p>Text</text:p>"
        f'<text:list text:style-name="L1" text:continue-numbering="true">{entry.format("drei", "")}'
        f'</text:list><text:list text:style-name="L1">{entry.format("neu", "")}</text:list>',
        styles=LIST,
    )
    assert texts(data) == [
        *("1. eins", "a) a", "b) b", "2. zwei", "a) c", "– d", "Text", "3. drei", "1. neu")
    ]


def test_a_later_paragraph_of_an_item_has_no_number() -> None:
    data = sources.odt(
        '<text:list text:style-name="L1"><text:list-item><text:p>eins</text:p><text:p>mehr</text:p>'
        "</text:list-item><text:list-header><text:p>Kopf</text:p></text:list-header></text:list>",
        styles=LIST,
    )
    assert texts(data) == ["1. eins", "mehr", "Kopf"]


def test_headings_of_an_odt_are_numbered_as_its_outline_says() -> None:
    outline = (
        '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1"'
        ' style:num-format="I" style:num-suffix="."/><text:outline-level-style text:level="2"'
        ' style:num-format="1" text:display-levels="2"/></text:outline-style>'
    )
    heading = '<text:h text:outline-level="{}">Kopf</text:h>'
    data = sources.odt("".join(heading.format(level) for level in (1, 2, 2, 1)), outline=outline)
    assert texts(data) == ["I. Kopf", "I.1 Kopf", "I.2 Kopf", "II. Kopf"]


def test_a_footnote_of_odf_follows_the_paragraph_with_its_mark() -> None:
    data = sources.odt(
        '<text:p>Der Antrag<text:note text:note-class="footnote"><text:note-citation>7'
        "</text:note-citation><text:note-body><text:p>erste</text:p></text:note-body></text:note>"
        ' gilt<text:note text:note-class="footnote"><text:note-citation text:label="*">*'
        "</text:note-citation><text:note-body><text:p>zweite</text:p></text:note-body></text:note>"
        "</text:p>"
    )
    assert [(line.text, line.style) for line in read(data, "antrag").lines] == [
        ("Der Antrag⁷ gilt*", ""),
        ("⁷ erste", "footnote"),
        ("* zweite", "footnote"),
    ]


def test_what_was_deleted_from_an_odt_is_left_out() -> None:
    data = sources.odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>alt</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes><text:p>neu</text:p>"
    )
    assert texts(data) == ["neu"]
