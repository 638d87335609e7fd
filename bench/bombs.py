"""Measure a thousand flyers, fifty of which are bombs.

A bomb is a template whose layout would never end or would use up the memory. It must not change
the other flyers, nor take more time than its limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.workloads import Bench, TableRow
from reports.errors import Exit

FLYERS, EVERY = 1000, 20
"""How many flyers are made, and that every 20th is a bomb."""

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
"""The template of the other flyers; it is short since a thousand are made twice."""

LIMITS = "\n[limits]\nseconds = 1\nmegabytes = 600\n"
"""The limits of one flyer, as settings; a harmless one takes a twentieth of that second."""

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
"""The body of each bomb's template, by the name of its design."""


def bombs(bench: Bench) -> Iterator[TableRow]:
    """Make the flyers with and without bombs; compare the time, and each flyer byte for byte."""
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
    harmless_numbers = [n for n in range(count) if n % EVERY]
    same = sum(
        _file(bench, "clean", n) == _file(bench, "bombed", n) != b"" for n in harmless_numbers
    )
    share = bombed.seconds / clean.seconds
    yield TableRow(f"{count} flyers", f"{clean.seconds:.1f} s, {clean.peak:.0f} MB")
    yield TableRow(
        f"{count} flyers, {count - len(harmless_numbers)} of them bombs",
        f"{bombed.seconds:.1f} s, {share:.2f} of a clean run; {same} files the same",
        {},
        f"{len(harmless_numbers)} the same, ≤ 2 of a clean run",
        same == len(harmless_numbers) and share <= 2,
    )


def _file(bench: Bench, out: str, number: int) -> bytes:
    """Return the flyer of an event in an output folder, or b"" if it was not made."""
    path = bench.folder / out / "flyer" / f"e{number}" / "a5-de.pdf"
    return path.read_bytes() if path.exists() else b""


def _workspace(bench: Bench, name: str, count: int, *, bombs: bool) -> Path:
    """Return a workspace with ``count`` events, and bombs as the design of some if ``bombs``."""
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
