"""What a screen reader comes to in each kind of document, compared with a file to read.

The files in ``tests/readings`` say, in the order of reading: what kind each piece is, its words,
in curly brackets what a voice is told of them (another language, an expansion, words in place of
a sign), in square brackets links, notes and fields with the names by which they are announced.
Meant changes are kept with ``pytest tests/test_reading_aloud.py --renew-readings``.
"""

from __future__ import annotations

import pytest

from tests import ROOT
from tests.support import factories
from tests.support.read_aloud import TaggedPdf, read_aloud
from tests.support.readings import READINGS, reading

pytestmark = factories.ENGINE

STORED = ROOT / "tests" / "readings"


@pytest.mark.parametrize("name", READINGS)
def test_reading_is_the_stored_one(name: str, pytestconfig: pytest.Config) -> None:
    today = read_aloud(reading(name))
    path = STORED / f"{name.replace(' ', '-')}.txt"
    if pytestconfig.option.renew_readings:
        path.parent.mkdir(exist_ok=True)
        path.write_text(today, "utf-8")
    assert path.is_file(), "not stored yet: pytest --renew-readings"
    assert today == path.read_text("utf-8"), "if the change is meant: pytest --renew-readings"


@pytest.mark.parametrize("name", READINGS)
def test_every_element_is_reached_and_no_link_is_in_a_link(name: str) -> None:
    tagged = TaggedPdf(reading(name))
    assert tagged.unreachable() == []
    for element in tagged.root.walk():
        within = [inner.tag for inner in element.walk()][1:]
        if element.tag in ("P", "Link", "H1", "H2", "H3", "H4"):
            assert element.tag not in within
