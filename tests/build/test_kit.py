"""The kit of an event: many files that all say the same."""

import io
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import icalendar
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from reports.cli import main
from reports.documents.social_pictures import PICTURES
from reports.errors import Exit
from tests.support import factories
from tests.support.factories import letters, sample, text_of

pytestmark = factories.ENGINE

EVENT = sample().events[0]
FILES = {
    "landscape-de.png",
    "portrait-de.png",
    "square-de.png",
    "story-de.png",
    "a3-de.pdf",
    "sheet-4xa6-de.pdf",
    "a5-de.pdf",
    "a6-de.pdf",
    "nachbarschaft-de.ics",
    "nachbarschaft-de.txt",
}


@cache
def _kit() -> dict[str, bytes]:
    out = Path(mkdtemp())
    command = ["flyer", EVENT.id, "--kit", "-q", "-o", str(out), "--on", "2026-11-22"]
    ran = CliRunner().invoke(main, command)
    assert ran.exit_code == Exit.DONE, ran.stderr
    folder = out / "flyer" / EVENT.id / "kit"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_kit_has_all_its_files() -> None:
    assert set(_kit()) == FILES


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith((".pdf", ".txt"))))
def test_file_states_title_day_time_and_place(name: str) -> None:
    data = _kit()[name]
    text = letters(text_of(data) if name.endswith(".pdf") else data.decode())
    for fact in (
        EVENT.texts["de"].title,
        "Dienstag",
        "8. Dezember 2026",
        "18:30 bis 20:00 Uhr",
        EVENT.venue.name,
        "Musterstraße 1, 04109 Leipzig",
    ):
        assert letters(fact) in text


def test_calendar_file_states_title_day_time_and_place() -> None:
    (entry,) = icalendar.Calendar.from_ical(_kit()["nachbarschaft-de.ics"]).walk("VEVENT")
    assert entry["summary"] == EVENT.texts["de"].title
    assert entry.decoded("dtstart").isoformat() == "2026-12-08T18:30:00+01:00"
    assert entry.decoded("dtend").isoformat() == "2026-12-08T20:00:00+01:00"
    assert EVENT.venue.name in str(entry["location"])
    assert "Musterstraße 1" in str(entry["location"])
    assert entry["url"] == EVENT.url


@pytest.mark.parametrize("name", ["landscape", "portrait", "square", "story"])
def test_picture_has_its_pixels(name: str) -> None:
    with Image.open(io.BytesIO(_kit()[f"{name}-de.png"])) as picture:
        assert picture.size == PICTURES[name].format.pixels


@pytest.mark.parametrize(("name", "count"), [("a6-de.pdf", 1), ("sheet-4xa6-de.pdf", 4)])
def test_codes_on_paper_lead_to_the_event(name: str, count: int) -> None:
    with pypdfium2.PdfDocument(_kit()[name]) as pdf:
        picture = pdf[0].render(scale=150 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [EVENT.url] * count


def test_kit_for_a_print_shop_is_refused_and_not_made_in_rgb(tmp_path: Path) -> None:
    command = ["flyer", EVENT.id, "--kit", "--press", "coated-3mm", "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == Exit.USAGE
    assert not (tmp_path / "out").exists()


def test_kit_of_a_format_that_is_none_is_refused() -> None:
    result = CliRunner().invoke(main, ["flyer", EVENT.id, "--kit", "--nup", "a9"])
    assert result.exit_code == Exit.USAGE
