"""The sample with two of its eight areas, for tests that need a workspace but not all its pages.

All pages of the whole sample take three times as long to make, its book five times.
"""

from __future__ import annotations

import re
from pathlib import Path

AREAS = (3, 8)
"""The areas that stay; the second has a page of its own that tests drop."""


def shorten(workspace: Path) -> Path:
    """Leave two areas in a copy of the sample, its events and its recipients; return its folder.

    Nobody asks the addressees "bund", "landtagsfraktion" and "stadtvorstand" for anything then.
    """
    resolution = workspace / "resolution.yaml"
    head, *areas = re.split(r"(?m)^(?=  - number: )", resolution.read_text("utf-8"))
    resolution.write_text(head + "".join(areas[number - 1] for number in AREAS), "utf-8")
    events = workspace / "events.yaml"
    kept = "".join(map(str, AREAS))
    text = re.sub(rf'(?m)^      - "[^{kept}]\..*\n', "", events.read_text("utf-8"))
    events.write_text(re.sub(r"(?m)^    measures:\n(?!      - )", "", text), "utf-8")
    recipients = workspace / "recipients.csv"
    text = recipients.read_text("utf-8")
    recipients.write_text(re.sub(r";\d(?:, \d)*;(?=[a-z]{2};)", f";{AREAS[1]};", text), "utf-8")
    return workspace
