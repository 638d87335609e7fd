"""Long names and words stay in their place in flyers, checklists and kinds of a workspace's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest

from reports.build.builder import Made, make
from reports.commands.options import cache_folder
from reports.content.event import Contact, EasyText, ProgrammeItem, Venue, VenueAddress
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import EASY
from reports.documents.planning import plan
from reports.errors import BudgetError
from tests.support import factories
from tests.support.factories import DAY, letters, sample, text_of
from tests.support.flyer_grid import for_press, press_faults
from tests.support.printed_letters import page_faults

pytestmark = factories.ENGINE

WORD = "Jugendhilfeausschussvorbereitungsgruppengeschäftsstelle"
STREET = "Kurt-Wintergarten-und-Margarete-Sommerfeldt-Gedächtnisstraße 117"
ADDRESS = VenueAddress(street=STREET, postcode="04109", city="Oberwiesenthal-Niederschlettau")
CONTACT = Contact(
    name="Dr. Annemarie-Luise Freifrau von Hohenstein-Wallersdorf",
    email="annemarie-luise.hohenstein-wallersdorf@kreisverband.example.org",
    phone="0341 000000-1",
)

LONG: Mapping[str, dict[str, Any]] = {
    "venue": {"venue": Venue(name=WORD, address=ADDRESS, step_free=True)},
    "contact": {"contact": CONTACT},
    "url": {"url": f"https://example.org/{WORD.lower().replace('ä', 'ae')}-an-der-pleisse"},
}


def _flyer(content: Content, language: str, name: str) -> Document:
    (document,) = plan_flyers(content, (), [language], DAY, [name]).documents
    return document


def _with_text(event: Mapping[str, Any] | None = None, **changes: Any) -> Content:
    text = sample().events[0].texts["de"].model_copy(update=changes)
    return factories.with_event(texts={"de": text}, **(event or {}))


def _with_long_strips(steps: int) -> Content:
    """Return the sample with an event whose title, venue and address are all long.

    It is the host that is: a long path is shown shortened.
    """
    venue = Venue(name=f"Saal der {WORD} am Markt", address=ADDRESS, step_free=True)
    event = {"venue": venue, "url": f"https://{'wege.' * steps}example.org/"}
    return _with_text(
        event,
        title="Wer bereitet mit uns das nächste Fest der Nachbarn vor?",
        lead="Wir alle.",
        access=None,
        guests=None,
    )


@pytest.mark.parametrize("name", ["a5", "a6", "dl", "tearoff", "wickelfalz"])
@pytest.mark.parametrize("field", list(LONG))
def test_long_name_on_a_flyer_stays_in_its_place(field: str, name: str) -> None:
    content = factories.with_event(**LONG[field])
    pdf = factories.pdf_of(content, _flyer(content, "de", name))
    assert page_faults(pdf) == []


def test_long_word_of_a_programme_is_parted_and_does_not_shrink_the_rest() -> None:
    points = (ProgrammeItem(time="18:30", what=f"Bericht der {WORD}"),)
    content = _with_text(programme=points)
    (size,) = factories.type_sizes(
        factories.pdf_of(content, _flyer(content, "de", "zickzack")), "öffnet"
    )
    assert size > 1.5 * 11  # the lead has one and a half times the size of the rest


def test_address_on_the_web_gets_no_hyphens_of_ours() -> None:
    host = f"{WORD.lower().replace('ä', 'ae')}.example.org"
    content = factories.with_event(url=f"https://{host}/wege")
    pdf = factories.pdf_of(content, _flyer(content, "de", "a6"))
    printed = letters(text_of(pdf)).replace("\x02", "-")
    assert letters(host) in printed
    assert letters("/wege") in printed


def test_strips_with_too_many_lines_are_refused_by_the_field() -> None:
    content = _with_long_strips(32)
    with pytest.raises(BudgetError, match='"url"'):
        factories.pdf_of(content, _flyer(content, "de", "tearoff"))


EASY_TEXT = EasyText(
    title="Neue Nachbarn",
    sentences=("In der Muster-Straße öffnet ein Haus.", "Haben Sie Fragen?"),
    where=("Gemeinde-Saal der Muster-Kirche",),
    admission=("Sie müssen nichts bezahlen.",),
)


def _sizes(pdf: bytes) -> set[float]:
    """Return the sizes of all letters, as they are printed."""
    with pypdfium2.PdfDocument(pdf) as document:
        return {
            round(_size(text.raw, index), 1)
            for page in document
            for text in [page.get_textpage()]
            for index in range(text.count_chars())
            if chr(pdfium_c.FPDFText_GetUnicode(text.raw, index)).isalnum()
        }


def _size(text: Any, index: int) -> float:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(text, index, matrix)
    return float(pdfium_c.FPDFText_GetFontSize(text, index) * abs(matrix.d or matrix.b))


@pytest.mark.parametrize("name", ["a5", "a4", "a3"])
def test_every_letter_of_an_easy_flyer_is_at_least_sixteen_points(name: str) -> None:
    content = factories.with_event(easy=EASY_TEXT)
    pdf = factories.pdf_of(content, _flyer(content, EASY, name))
    assert min(_sizes(pdf)) >= 16
    assert "Druck:" in text_of(pdf)
    assert factories.page_count(pdf) <= 2


def test_easy_flyer_without_room_goes_on_to_the_back_with_its_questions() -> None:
    sentences = tuple(f"Wir sprechen über den {day}. Tag." for day in range(1, 9))
    easy = EASY_TEXT.model_copy(update={"sentences": sentences})
    content = factories.with_event(easy=easy)
    front, back = factories.page_texts(factories.pdf_of(content, _flyer(content, EASY, "a5")))
    assert "Wann?" in front
    assert "Fragen?" not in front
    assert "Seite 2 von 2" in back
    assert "nicht geprüft" in back


def test_easy_flyer_parts_no_word_even_where_there_is_no_room_for_it() -> None:
    easy = EASY_TEXT.model_copy(update={"sentences": ("Kinderbetreuungseinrichtungen" * 2,)})
    content = factories.with_event(easy=easy)
    with pytest.raises(BudgetError):
        factories.pdf_of(content, _flyer(content, EASY, "a5"))


def test_long_titles_of_a_checklist_stay_in_their_column() -> None:
    measure = factories.measure_of("8.1", title=WORD)
    content = factories.with_areas(factories.area_of(measure, number=8, title=WORD))
    documents = plan(content, ["checklist"], DAY).documents
    assert documents
    assert page_faults(factories.pdf_of(content, documents[0]), notes="nowhere") == []


def test_strips_with_many_lines_are_fewer_and_wider() -> None:
    content = _with_long_strips(11)
    pdf = factories.pdf_of(content, _flyer(content, "de", "tearoff"))
    assert letters(text_of(pdf)).count(letters("Dienstag, 8. Dezember 2026, 18:30")) == 8
    assert page_faults(pdf) == []


@pytest.mark.parametrize("steps", [0, 11])
def test_print_shop_takes_strips_with_many_lines(steps: int) -> None:
    """Six and seven lines on a strip; the outermost keep their distance from the edge."""
    content = _with_long_strips(steps)
    (result,) = make(content, [for_press(_flyer(content, "de", "tearoff"))], cache_folder())
    assert isinstance(result, Made)
    assert press_faults(result, content) == []


def test_title_of_a_usual_long_word_is_set_smaller_and_not_parted() -> None:
    content = _with_text(title="Nachbarschaftsversammlung")
    pdf = factories.pdf_of(content, _flyer(content, "de", "a5"))
    assert "Nachbarschaftsversammlung" in text_of(pdf)
