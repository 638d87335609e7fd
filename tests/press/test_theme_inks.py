"""Inks that a workspace gives for its theme's colours are printed as they are given."""

import dataclasses
import itertools
from pathlib import Path

import pikepdf
import pytest

from reports.content.press_profile import Press
from reports.content.settings import ThemeSettings
from reports.content.theme import make_theme
from reports.documents.event_planning import plan_flyers
from reports.errors import ContentError
from reports.press.conversion import to_press
from reports.press.inks import Ink
from reports.press.preflight import check_press
from tests.support import factories, pressed
from tests.support.factories import DAY, ENGINE, opened
from tests.support.pressed import COATED, NAME, TRIM, icc, like, sheet

pytestmark = ENGINE

RED, GIVEN = "#e3000f", (0.0, 1.0, 1.0, 0.0)
INKS = ((RED, GIVEN),)
BODY = (
    '<div class="ground">Weiß auf Rot</div><div class="inner">'
    '<p style="color: #e3000f">Rot auf Weiß</p><p style="color: #d4001a">fast rot</p>'
    '<p style="border-bottom: 1mm solid #e3000f">Linie</p></div>'
)


def _pressed(body: str, inks: tuple[tuple[str, Ink], ...] = INKS) -> bytes:
    data = sheet(body)
    return to_press(data, trim=TRIM, profile=COATED, icc=icc(), name=NAME, inks=inks)[0]


def _colours(data: bytes) -> list[tuple[float, ...]]:
    """The inks that are set in the pages of a file, in their order."""
    with opened(data) as pdf:
        return [
            tuple(float(value) for value in instruction.operands)
            for page in pdf.pages
            for instruction in pikepdf.parse_content_stream(page)
            if str(instruction.operator) in ("k", "K")
        ]


def test_fills_lines_and_text_have_the_inks_as_given() -> None:
    colours = _colours(_pressed(BODY))
    assert colours.count(GIVEN) >= 3
    # another red is converted by the profile
    others = [colour for colour in colours if colour[1] > 0.5 and colour != GIVEN]
    assert others
    assert GIVEN not in _colours(_pressed(BODY, ()))


def test_given_inks_are_not_reduced() -> None:
    """Somebody chose them; that they exceed the limit is said."""
    rich = (0.9, 0.9, 0.9, 0.9)
    data, problems = to_press(
        sheet(BODY), trim=TRIM, profile=COATED, icc=icc(), name=NAME, inks=((RED, rich),)
    )
    assert rich in _colours(data)
    assert [problem.message for problem in problems if "percent together" in problem.message] == [
        "the inks of #e3000f are 360 percent together, more than 300"
    ]
    assert any("360 percent" in str(problem) for problem in check_press(data, NAME, COATED, icc()))


def test_grey_of_the_theme_has_the_inks_as_given() -> None:
    inks = (("#595959", (0.2, 0.1, 0.1, 0.6)),)
    body = '<div class="inner"><p style="color: #595959">Grau</p></div>'
    assert (0.2, 0.1, 0.1, 0.6) in _colours(_pressed(body, inks))


def test_gradient_begins_with_the_inks_as_given_and_has_no_step() -> None:
    body = '<p style="background: linear-gradient(90deg, #e3000f, #fff); height: 9mm">.</p>'
    with opened(_pressed(body)) as pdf:
        (samples,) = [
            entry.read_bytes()
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Stream) and entry.get("/FunctionType") == 0
        ]
    assert tuple(samples[:4]) == (0, 255, 255, 0)
    assert max(samples[-4:]) <= 2
    for ink in range(4):
        amounts = samples[ink::4]
        assert max(abs(a - b) for a, b in itertools.pairwise(amounts)) <= 3


def test_preflight_names_a_file_with_other_inks() -> None:
    assert check_press(_pressed(BODY), NAME, COATED, icc(), TRIM, INKS) == []
    problems = check_press(_pressed(BODY, ()), NAME, COATED, icc(), TRIM, INKS)
    assert len(problems) == 1
    assert "#e3000f is printed with " in problems[0].message
    assert problems[0].message.endswith(" and not with 0 100 100 0, as the theme asks")
    assert "mm from the left" in str(problems[0].place)


def test_settings_give_the_inks(tmp_path: Path) -> None:
    settings = ThemeSettings.model_validate(
        {"colour": "#AA0000", "print": "0 100 95 5", "print_tint": "0 2 3 4"}
    )
    theme = make_theme(settings, tmp_path)
    assert dict(theme.inks) == {"#AA0000": (0, 1, 0.95, 0.05), theme.tint: (0, 0.02, 0.03, 0.04)}
    assert not make_theme(ThemeSettings(), tmp_path).inks


@pytest.mark.parametrize("written", ["0 100 100", "0 101 0 0", "0,1,1,0", "0 100 100 0 0", "C0"])
def test_inks_in_another_form_are_refused(written: str, workspace: Path) -> None:
    from reports.content.workspace import load

    settings = workspace / "handzettel.toml"
    text = settings.read_text("utf-8").replace("[theme]", f'[theme]\nprint = "{written}"', 1)
    settings.write_text(text, "utf-8")
    with pytest.raises(ContentError, match="cyan, magenta, yellow and black in percent"):
        load(workspace)


def test_flyer_for_a_print_shop_has_the_inks_of_the_theme() -> None:
    """Also if the same flyer was made and kept with other inks before."""
    content = factories.sample()
    press = Press(like(), icc())
    for inks in ((0.0, 1.0, 1.0, 0.0), (0.1, 0.9, 0.8, 0.05)):
        theme = dataclasses.replace(content.theme, inks=((content.theme.colour, inks),))
        changed = dataclasses.replace(content, theme=theme)
        (document,) = plan_flyers(changed, ["nachbarschaft"], ["de"], DAY, ["a6"]).documents
        pdf = factories.pdf_of(changed, dataclasses.replace(document, press=press))
        assert inks in _colours(pdf)
        assert pressed.COATED.name == "coated-3mm"
