"""A thousand flyers, fifty of which would never end or eat the memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.works import Bench, TableRow
from reports.errors import Exit

FLYERS, EVERY = 1000, 20
"""How many, and each of how many is a bomb."""

NOTICE = """{% extends "base.html" %}
{% from "flyer/parts.html" import imprint_line, when with context %}
{% block kind %}flyer {{ document.format.name }}{% endblock %}
{% block body %}
<footer><div class="imprint">{{ imprint_line() }}</div></footer>
<div class="ground">
  <h1 data-block="title" style="--shrink: {{ title_scale }}">{{ text.title|set_title }}</h1>
  <p class="lead" data-block="lead">{{ text.lead|set_text }}</p>
</div>
{{ when() }}
{% endblock %}
"""
"""The design of the others: a short one, since a thousand are to be made twice."""

LIMITS = "\n[limits]\nseconds = 1\nmegabytes = 600\n"
"""What one flyer may take; one takes a twentieth of that second."""

_NESTED = '<div style="display: flex">' * 14 + "x" + "</div>" * 14
BOMBS = {
    "nested": "<div>" * 500 + "x" + "</div>" * 500,
    "flex": _NESTED,
    "span": '<table><tr><td colspan="100000">x</td></tr></table>',
    "grid": '<div style="display: grid; grid-template-columns: 1fr 1fr">'
    + "<p>x</p>" * 2000
    + "</div>",
    "word": '<p style="hyphens: auto">' + "donaudampfschiff" * 3000 + "</p>",
    "gradient": '<p style="background: repeating-linear-gradient(red 0, blue 1e-7px)">x</p>',
}
"""What the body of a flyer's template is instead of a flyer, by the name of its design."""


def bombs(bench: Bench) -> Iterator[TableRow]:
    """The same flyers with and without bombs among them, byte for byte."""
    count = FLYERS // 5 if bench.quick else FLYERS
    harmless = _workspace(bench, "harmless", count, bombs=False)
    hostile = _workspace(bench, "hostile", count, bombs=True)
    clean = bench.handzettel(
        "flyer", "-w", harmless, cache=bench.fresh_cache("clean-cache"), out=bench.folder / "clean"
    )
    bombed = bench.handzettel(
        "flyer",
        "-w",
        hostile,
        cache=bench.fresh_cache("bombed-cache"),
        out=bench.folder / "bombed",
        expected=Exit.RENDERING,
    )
    good = [n for n in range(count) if n % EVERY]
    same = sum(_file(bench, "clean", n) == _file(bench, "bombed", n) != b"" for n in good)
    share = bombed.seconds / clean.seconds
    yield TableRow(f"{count} flyers", f"{clean.seconds:.1f} s, {clean.peak:.0f} MB")
    yield TableRow(
        f"{count} flyers, {count - len(good)} of them bombs",
        f"{bombed.seconds:.1f} s, {share:.2f} of a clean run; {same} files the same",
        {},
        f"{len(good)} the same, ≤ 2 of a clean run",
        same == len(good) and share <= 2,
    )


def _file(bench: Bench, out: str, number: int) -> bytes:
    path = bench.folder / out / "flyer" / f"e{number}" / "a5-de.pdf"
    return path.read_bytes() if path.exists() else b""


def _workspace(bench: Bench, name: str, count: int, *, bombs: bool) -> Path:
    """The sample with so many events, each named after its number."""
    folder = bench.workspace(name)
    settings = folder / "handzettel.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + LIMITS, encoding="utf-8")
    text = (folder / "events.yaml").read_text(encoding="utf-8")
    first = re.search(r"  - id: .*?(?=\n  - id: )", text, re.DOTALL)
    assert first is not None
    events = []
    for number in range(count):
        event = re.sub("id: .*", f"id: e{number}", first[0], count=1)
        event = re.sub("title: .*", f"title: Wer zieht Tür {number} ein?", event, count=1)
        bomb = bombs and number % EVERY == 0
        design = list(BOMBS)[number // EVERY % len(BOMBS)] if bomb else "notice"
        event += f"\n    design: {design}"
        events.append(event)
    (folder / "events.yaml").write_text("events:\n" + "\n".join(events) + "\n", encoding="utf-8")
    start, end = '{% extends "base.html" %}\n{% block body %}', "{% endblock %}\n"
    pages = {design: start + body + end for design, body in BOMBS.items()}
    for design, page in {"notice": NOTICE, **pages}.items():
        path = folder / "templates" / "flyer" / design / "flyer.html"
        path.parent.mkdir(parents=True)
        path.write_text(page, encoding="utf-8")
    return folder
