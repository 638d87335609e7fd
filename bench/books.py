"""Long books: the first time, and after one motion of many changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import peers
from bench.bound import book_values
from bench.measured import Run, in_turn
from bench.pages import pages as pages_of
from bench.pages import standalone
from bench.works import (
    OWN,
    TYPST,
    WEASYPRINT,
    Bench,
    TableRow,
    change_a_word,
    check_alike,
    grown,
    timed,
    weighed,
)
from reports.render.page_fitting import style

SIZES = (25, 50, 100)
"""Motions in a book; the goals are for the last, a book of more than 300 pages."""
TEXT = 10.5
"""Points of the text of a book on A4."""
NAME = "book/collection"
ALIKE = 0.05
"""By which share the peers' pages may differ in number."""


def book(bench: Bench) -> Iterator[TableRow]:
    """A book of motions: ours by its command, the same HTML as one document, Typst's like it."""
    from bench.motions import workspace

    first, later = {}, {}
    for motions in SIZES[:1] if bench.quick else SIZES:
        folder = bench.folder / f"book-{motions}"
        out = bench.folder / f"book-out-{motions}"
        workspace(folder, motions)
        runs = {OWN: _made(bench, folder, out, bench.fresh_cache(CACHE))}
        runs |= in_turn(_peers(bench, out), 3, once=(WEASYPRINT,))
        pages = {name: pages_of(out / made) for name, made in _FILES.items()}
        count = pages[OWN]
        work = f"book of {motions} motions, {count} pages"
        judged = motions == SIZES[-1]
        yield timed(f"{work}: first time", runs, {WEASYPRINT: 0.6} if judged else {})
        yield from weighed(work, runs)
        check_alike(out / _FILES[OWN], [out / _FILES[name] for name in runs if name != OWN])
        for name in runs:
            if abs(pages[name] / count - 1) > ALIKE:
                yield TableRow(f"{work}: {name} has {pages[name]} pages, which is not like it", "")
        change_a_word(folder)
        again = {**runs, OWN: _made(bench, folder, out, bench.folder / CACHE)}
        yield timed(f"{work}: one motion changed", again, {TYPST: 1.0} if judged else {})
        first[count], later[count] = runs[OWN].seconds, again[OWN].seconds
    if len(first) > 1:
        yield grown("pages of a book, first time", first)
        yield grown("pages of a book, one motion changed", later)


def _peers(bench: Bench, out: Path) -> dict[str, Callable[[], Run]]:
    """The whole book as one HTML file, and its words for Typst."""
    text = (out / f"{NAME}.html").read_text(encoding="utf-8")
    page, data = out / "page.html", out / "page.json"
    page.write_text(standalone(text, bench.sample.faces, style(TEXT, 1.0)), encoding="utf-8")
    data.write_text(json.dumps(book_values(text), ensure_ascii=False), encoding="utf-8")
    return {
        WEASYPRINT: lambda: peers.weasyprint(page, out / _FILES[WEASYPRINT]),
        TYPST: lambda: peers.typst("book.typ", data, bench.fonts, out / _FILES[TYPST]),
    }


CACHE = "book-cache"
_FILES = {OWN: f"{NAME}.pdf", WEASYPRINT: "weasyprint.pdf", TYPST: "typst.pdf"}


def _made(bench: Bench, folder: Path, out: Path, cache: Path) -> Run:
    made = f"{NAME}.pdf"
    return bench.handzettel("book", "--html", "-w", folder, cache=cache, out=out, made=made)
