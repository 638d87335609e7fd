"""The cover letter stands in the window, says everything once, and is accessible."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pytest

from reports.content.campaign import Recipient, Sender
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.letter import letter
from reports.i18n import printed, printed_languages
from reports.text.dates import long_date
from tests.support import factories
from tests.support.contexts import letter_context
from tests.support.factories import DAY, MM
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

PUBLISHER = "SPD Leipzig (Muster), Musterstraße 1, 04109 Leipzig"
ADDRESS = {"street": "Beispielweg 12", "postcode": "04177", "city": "Leipzig"}
ERIKA = {"email": "erika@example.org", "first_name": "Erika", "last_name": "Beispiel"}
SENDER = Sender(name="Max Muster", email="max.muster@example.org")
SUBJECT = "Unterlagen zum Stadtparteitag am 5. Dezember"
CLOSING = "Mit solidarischen Grüßen"
PARAGRAPH = (
    "<p>Auf jedem Blatt stehen die Zeilen des Beschlusses, so dass sich alles im Wortlaut"
    " nachlesen lässt. Wer etwas erledigt hat, trägt es in die Checkliste ein.</p>"
)
BODY = (
    "<p>Liebe Erika,</p><p>am <strong>5. Dezember</strong> berät der Stadtparteitag über diese"
    " <em>Punkte</em>:</p><ul><li>Wohnen</li><li>Arbeit</li></ul><ol><li>lesen</li></ol>"
    f"<blockquote><p>ein Zitat</p></blockquote><hr>{PARAGRAPH}"
    f'<p>Fragen? <a href="mailto:max.muster@example.org">Schreib mir</a>.<br>Gern.</p>'
    f"<p>{CLOSING}</p>"
)
ENCLOSED = ["Aktionsplan Integration: Bereich 3, Wohnen", "Checkliste: Stadtvorstand"]
ARABIC = {
    "language": "ar",
    "subject": "وثائق مؤتمر الحزب",
    "body": "<h2>عزيزتي إريكا،</h2><p>نرجو أن تقرؤوا الصفحات المرفقة.</p><p>مع أطيب التحيات</p>",
    "enclosures": ("من هم جيراننا الجدد؟", "Hallo Nachbarschaft!"),
}


@cache
def _content() -> Content:
    settings = factories.sample().settings
    imprint = settings.imprint.model_copy(update={"publisher": PUBLISHER})
    return dataclasses.replace(
        factories.sample(), settings=settings.model_copy(update={"imprint": imprint})
    )


def _letter(
    person: Mapping[str, Any] = {**ERIKA, **ADDRESS},
    *,
    subject: str = SUBJECT,
    body: str = BODY,
    enclosures: Sequence[str] = ENCLOSED,
    language: str = "de",
    content: Content | None = None,
) -> Document:
    return letter(
        content or _content(),
        Recipient.model_validate(person),
        SENDER,
        subject,
        body,
        enclosures,
        DAY,
        name="mail/parteitag/letter/0001",
        language=language,
    )


def _pdf(*args: Any, **changes: Any) -> bytes:
    return factories.pdf_of(_content(), _letter(*args, **changes))


@pytest.fixture(scope="module")
def usual() -> bytes:
    """Make the letter to a person with name and address."""
    return _pdf()


@pytest.fixture(scope="module")
def arabic() -> bytes:
    return _pdf(**ARABIC)


class LetterBox(NamedTuple):
    """Where words stand, in millimetres from the left and upper edges of the sheet."""

    left: float
    top: float
    right: float
    bottom: float


def _boxes(pdf: bytes, words: str) -> list[LetterBox]:
    """Return the places of some words on the first page, from the top."""
    boxes = []
    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        text = page.get_textpage()
        searched = text.search(words, match_case=True)
        while hit := searched.get_next():
            chars = [text.get_charbox(hit[0] + i) for i in range(hit[1])]
            left, right = min(char[0] for char in chars), max(char[2] for char in chars)
            low, high = min(char[1] for char in chars), max(char[3] for char in chars)
            height = page.get_height()
            boxes.append(
                LetterBox(left / MM, (height - high) / MM, right / MM, (height - low) / MM)
            )
        searched.close()
    assert boxes, f"{words!r} does not stand on the page"
    return sorted(boxes, key=lambda box: box.top)


# --- DIN 5008, form B -------------------------------------------------------


@pytest.mark.parametrize("fixture", ["usual", "arabic"])
def test_address_stands_in_the_window_whatever_the_direction(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    pdf = request.getfixturevalue(fixture)
    lines = [
        _boxes(pdf, words)[0] for words in ("Erika Beispiel", "Beispielweg 12", "04177 Leipzig")
    ]
    assert [line.left for line in lines] == pytest.approx([25, 25, 25], abs=0.5)
    assert lines[0].top > 62.7
    assert lines[-1].bottom < 90
    assert [line.top for line in lines] == sorted(line.top for line in lines)


def test_longest_address_keeps_to_the_field() -> None:
    pdf = _pdf(
        {
            "email": "m@example.org",
            "title": "Prof. Dr. Dr. h. c.",
            "first_name": "Maximiliane Friederike Charlotte",
            "last_name": "Freifrau von Musterhausen-Beispielshofen",
            "street": "Straße der Arbeiterbewegung 119, Hinterhaus, dritte Etage links",
            "postcode": "04177",
            "city": "Leipzig-Lindenau",
        }
    )
    assert _boxes(pdf, "04177")[0].bottom < 90
    # 80 mm of text from 25 mm on
    for words in ("Charlotte", "Beispielshofen", "Hinterhaus"):
        assert _boxes(pdf, words)[0].right < 105


def test_return_line_stands_above_the_address(usual: bytes) -> None:
    line = _boxes(usual, "SPD Leipzig (Muster) · Musterstraße 1 · 04109 Leipzig")[0]
    assert line.left == pytest.approx(25, abs=0.5)
    assert 45 < line.top < line.bottom < 62.7


def test_date_stands_to_the_right_and_the_subject_below_the_field(usual: bytes) -> None:
    day = _boxes(usual, "22. November 2026")[0]
    assert day.left == pytest.approx(125, abs=0.5)
    assert 62.7 < day.top < day.bottom < 90
    subject = _boxes(usual, SUBJECT)[0]
    assert subject.left == pytest.approx(25, abs=0.5)
    assert 98 < subject.top < 105


def test_marks_stand_where_the_sheet_is_folded_and_punched(usual: bytes) -> None:
    picture = factories.pixels(usual, dpi=254)  # ten to a millimetre
    margin = picture.crop((45, 0, 75, picture.height)).resize((1, picture.height))
    marks = [y / 10 for y in range(picture.height) if margin.getpixel((0, y)) < 200]
    assert {round(y * 2) / 2 for y in marks} == {105, 148.5, 210}


# --- what it says -----------------------------------------------------------


def test_everything_stands_on_one_page(usual: bytes) -> None:
    (text,) = factories.page_texts(usual)
    for words in (
        *("Erika Beispiel", "Max Muster", "max.muster@example.org", "22. November 2026", SUBJECT),
        *("Liebe Erika,", "5. Dezember", "Wohnen", "lesen", "ein Zitat", "Schreib mir", CLOSING),
        *(f"Herausgeber: {PUBLISHER}", "SPD Leipzig (Muster) · example.org", *ENCLOSED),
    ):
        assert words in text
    assert text.index("Max Muster") < text.index(CLOSING) < text.index(ENCLOSED[0])


def test_letter_without_enclosures_does_not_speak_of_any() -> None:
    words = printed("de")
    text = factories.text_of(_pdf(enclosures=[]))
    for count in (1, 2):
        assert words.ngettext("Enclosure", "Enclosures", count) not in text


def test_person_without_an_address_gets_neither_return_line_nor_gaps() -> None:
    pdf = _pdf(ERIKA)
    assert "Musterstraße 1 · 04109" not in factories.text_of(pdf)
    name, subject = _boxes(pdf, "Erika Beispiel")[0], _boxes(pdf, SUBJECT)[0]
    assert 62.7 < name.top < 68
    assert 98 < subject.top < 105


def test_person_without_a_name_is_addressed_by_e_mail() -> None:
    assert 62.7 < _boxes(_pdf({"email": "buero@example.org"}), "buero@example.org")[0].top < 68


def test_organisation_stands_for_a_publisher_that_is_not_set() -> None:
    """No place stands before the date, since the publisher's address would give it."""
    text = factories.text_of(_pdf(content=factories.sample()))
    assert "Herausgeber" not in text
    assert "SPD Leipzig (Muster) Erika Beispiel" in text
    assert "max.muster@example.org 22. November 2026" in text


def test_markup_in_plain_fields_is_printed_as_it_was_typed() -> None:
    person = {
        "email": "b@example.org",
        "first_name": "<b>Bobby</b>",
        "last_name": "& Söhne",
        "street": "<script>1</script>",
        "city": "{{ 7 * 7 }}",
    }
    text = factories.text_of(
        _pdf(person, subject="<i>Tag</i> & {{ x }}", enclosures=["<u>Plan</u> &amp; Liste"])
    )
    for words in (
        *("<b>Bobby</b> & Söhne", "<script>1</script>", "{{ 7 * 7 }}"),
        *("<i>Tag</i> & {{ x }}", "<u>Plan</u> &amp; Liste"),
    ):
        assert words in text


def test_file_names_subject_and_organisation(usual: bytes) -> None:
    """The PDF's properties have the subject, the organisation, the language."""
    with factories.opened(usual) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == SUBJECT
        assert metadata["dc:creator"] == ["SPD Leipzig (Muster)"]
        assert str(pdf.Root.Lang) == "de"


# --- pages ------------------------------------------------------------------


def test_long_letter_runs_on_with_its_subject_and_numbers() -> None:
    pages = factories.page_texts(_pdf(body=PARAGRAPH * 20 + f"<p>{CLOSING}</p>"))
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert f"Seite {number} von 2" in page
        assert SUBJECT in page
    assert CLOSING in pages[1]


@pytest.mark.parametrize("paragraphs", range(7, 12))
def test_name_and_enclosures_stay_with_the_closing_words(paragraphs: int) -> None:
    pages = factories.page_texts(_pdf(body=PARAGRAPH * paragraphs + f"<p>{CLOSING}</p>"))
    assert all(words in pages[-1] for words in (CLOSING, *ENCLOSED))
    assert CLOSING not in "".join(pages[:-1])


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        ("<p>was daraus geworden ist.</p>", "geworden~ist.</p>"),
        ("<ul><li>im <em>Rat der Stadt</em></li></ul>", "der~Stadt</em></li></ul>"),
        ("<p>über die Gemeinschaftsunterkunft</p>", "die Gemeinschaftsunterkunft</p>"),
    ],
)
def test_no_line_of_one_short_word_ends_a_paragraph(body: str, ending: str) -> None:
    assert letter_context(_letter(body=body)).body.replace("\u00a0", "~").endswith(ending)


# --- access -----------------------------------------------------------------


@pytest.mark.parametrize("fixture", ["usual", pytest.param("arabic", marks=pytest.mark.soak)])
def test_letter_is_accessible_and_archival(fixture: str, request: pytest.FixtureRequest) -> None:
    pdf = request.getfixturevalue(fixture)
    assert validate(pdf, "ua1") == ()
    assert validate(pdf, "3a") == ()


@pytest.mark.parametrize(
    "body",
    [
        "<h3>A</h3><p>a</p><h2>B</h2>",
        pytest.param("<h2>A</h2><h3>B</h3><p>b</p>", marks=pytest.mark.soak),
    ],
)
def test_headings_leave_out_no_level(body: str) -> None:
    assert validate(_pdf(body=body), "ua1") == ()


def test_arabic_letter_begins_at_the_right(arabic: bytes) -> None:
    (name,) = _boxes(arabic, "Max Muster")
    assert name.right == pytest.approx(190, abs=0.5)
    foot = [box for box in _boxes(arabic, "SPD Leipzig (Muster)") if box.top > 270]
    assert foot[0].right == pytest.approx(190, abs=0.5)


def test_latin_title_keeps_its_order_in_an_arabic_letter(arabic: bytes) -> None:
    """The exclamation mark, which takes the direction of its line, stays right of the title."""
    (title,) = _boxes(arabic, "Nachbarschaft")
    (mark,) = [box for box in _boxes(arabic, "!") if abs(box.bottom - title.bottom) < 1]
    assert mark.left > title.right - 0.1


@pytest.mark.parametrize("language", printed_languages())
def test_fixed_words_and_the_date_are_in_the_language(language: str) -> None:
    pdf = _pdf(language=language, body="<p>SPD</p>", subject="SPD", enclosures=["1", "2"])
    text = re.sub(r"\s", "", factories.text_of(pdf))
    if language not in ("ar", "fa"):  # PDFium does not give their letters in order
        assert re.sub(r"\s", "", long_date(DAY, language)) in text
        heading = printed(language).ngettext("Enclosure", "Enclosures", 2)
        assert re.sub(r"\s", "", heading) in text
    assert factories.page_count(pdf) == 1
