"""Whatever an area holds, its summary is printed, and nothing on it is cut or overprinted."""

import pytest

from reports.build.builder import Made, make
from reports.commands.options import cache_folder
from reports.documents.planning import plan_summaries
from tests.support import factories, pressed
from tests.support.factories import DAY
from tests.support.printed_letters import missing_words, page_faults
from tests.support.random_areas import NUMBER, random_area

pytestmark = factories.ENGINE

FIVES = range(60)
"""Three hundred areas, five in each test; the first five in make test, too."""


@pytest.mark.parametrize(
    "five", [pytest.param(five, marks=[pytest.mark.soak] * (five > 0)) for five in FIVES]
)
def test_summary_of_any_area_is_printed_right(five: int) -> None:
    faults = {}
    for seed in range(5 * five, 5 * five + 5):
        content, numbers = random_area(seed)
        (document,) = plan_summaries(content, [str(NUMBER)], DAY).documents
        (result,) = make(content, [document], cache_folder())
        if not isinstance(result, Made):
            faults[seed] = [str(problem) for problem in result.error.problems]
            continue
        missing = [
            f"{measure}: {word} is missing"
            for measure, words in numbers.items()
            for word in missing_words(result.pdf, words)
        ]
        if wrong := page_faults(result.pdf) + missing:
            faults[seed] = wrong
    assert not faults


# --- the checker itself ------------------------------------------------------


def _faults(body: str, style: str = "") -> list[str]:
    data = pressed.sheet(body, (), f"@page {{ margin: 15mm }} p {{ margin: 0 }} {style}", bleed=0)
    return page_faults(data)


def test_checker_sees_letters_over_others() -> None:
    assert _faults("<p>Schiffe treffen ein</p><p>und legen an</p>") == []
    (fault,) = _faults("<p>Schiffe</p><p>und legen an</p>", "p + p { margin-top: -1.2em }")
    assert fault.startswith("page 1: over each other: ")


def test_checker_sees_letters_that_are_cut() -> None:
    (fault,) = _faults('<p style="margin-left: 70mm; white-space: nowrap">Wohnungen</p>')
    assert fault.startswith("page 1: at the edge or cut: ")


def test_checker_sees_notes_out_of_proportion() -> None:
    line = '<p style="height: 9mm; border-bottom: .2mm solid #ccc"></p>'
    text = "<p>Wohnungen</p>" * 12
    foot = '<p style="position: absolute; bottom: -5mm">Seite 1</p>'
    assert _faults(f"{text}<p>Notizen</p>{line * 3}{foot}", "p { font-size: 14pt }") == []
    (fault,) = _faults(f"<p>Notizen</p>{line * 11}{foot}")
    assert "of the page" in fault
    hole = '<div style="height: 30mm"></div>'
    (fault,) = _faults(f"{text}{hole}<p>Notizen</p>{line}{foot}", "p { font-size: 9pt }")
    assert "mm are empty" in fault


def test_checker_misses_words() -> None:
    data = pressed.sheet("<p>Dafür stehen 10.123 Euro bereit.</p>", (), bleed=0)
    assert missing_words(data, ["10.123", "11.456"]) == ["11.456"]
