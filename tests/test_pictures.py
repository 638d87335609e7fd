"""The pictures in the README show what the program prints today."""

from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from tests import ROOT
from tools.pictures import FOLDER, pictures

MOST_DIFFERENCE = 3.0
"""Mean difference of a pixel, 0 to 255; the stored pictures have 64 colours."""


def test_pictures_are_those_of_the_output() -> None:
    failed: list[str] = []
    for name, actual in pictures():
        with Image.open(FOLDER / name) as stored:
            expected = stored.convert("RGB")
        difference = ImageStat.Stat(ImageChops.difference(expected, actual)).mean
        if expected.size != actual.size or max(difference) > MOST_DIFFERENCE:
            kept: Path = ROOT / "tests" / "failed"
            kept.mkdir(exist_ok=True)
            actual.save(kept / name)
            failed.append(f"{name}: differs by {max(difference):.1f}, kept in tests/failed")
    assert not failed, "run tools/pictures.py if the change is meant: " + "; ".join(failed)
