"""Measure long books: made for the first time, and after a change in one of many motions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import peers
from bench.book_values import book_values
from bench.measurement import Run, run_alternately
from bench.pages import page_count, standalone
from bench.workloads import (
    HANDZETTEL,
    TYPST,
    WEASYPRINT,
    Bench,
    TableRow,
    change_a_word,
    check_same_text,
    growth_row,
    memory_and_size_rows,
    time_row,
)
from reports.render.page_fitting import style

SIZES = (25, 50, 100)
"""Numbers of motions in a book. The last, with more than 300 pages, has goals."""
TEXT = 10.5
"""The size of a book's text on A4, in points."""
NAME = "book/collection"
PAGE_TOLERANCE = 0.05
"""The share by which a peer's number of pages may differ from ours."""


def book(bench: Bench) -> Iterator[TableRow]:
    """Measure books of motions.

    Handzettel's command is measured beside WeasyPrint, which makes a PDF of the same HTML, and
    Typst with a template that sets the same text in the same way.
    """
    from bench.motions import workspace

    first_times, later_times = {}, {}
    for motions in SIZES[:1] if bench.quick else SIZES:
        folder = bench.folder / f"book-{motions}"
        out = bench.folder / f"book-out-{motions}"
        workspace(folder, motions)
        runs = {HANDZETTEL: _run_book(bench, folder, out, bench.fresh_cache(CACHE))}
        runs |= run_alternately(_peers(bench, out), 3, once=(WEASYPRINT,))
        pages = {name: page_count(out / file) for name, file in _FILES.items()}
        count = pages[HANDZETTEL]
        work = f"book of {motions} motions, {count} pages"
        has_goals = motions == SIZES[-1]
        yield time_row(f"{work}: first time", runs, {WEASYPRINT: 0.6} if has_goals else {})
        yield from memory_and_size_rows(work, runs)
        check_same_text(
            out / _FILES[HANDZETTEL], [out / _FILES[name] for name in runs if name != HANDZETTEL]
        )
        for name in runs:
            if abs(pages[name] / count - 1) > PAGE_TOLERANCE:
                yield TableRow(f"{work}: {name} has {pages[name]} pages, which is not like it", "")
        change_a_word(folder)
        changed = {**runs, HANDZETTEL: _run_book(bench, folder, out, bench.folder / CACHE)}
        yield time_row(f"{work}: one motion changed", changed, {TYPST: 1.0} if has_goals else {})
        first_times[count] = runs[HANDZETTEL].seconds
        later_times[count] = changed[HANDZETTEL].seconds
    if len(first_times) > 1:
        yield growth_row("pages of a book, first time", first_times)
        yield growth_row("pages of a book, one motion changed", later_times)


def _peers(bench: Bench, out: Path) -> dict[str, Callable[[], Run]]:
    """Write the peers' input; return for each a function that makes its book and measures it."""
    text = (out / f"{NAME}.html").read_text(encoding="utf-8")
    page, data = out / "page.html", out / "page.json"
    page.write_text(standalone(text, bench.sample.faces, style(TEXT, 1.0)), encoding="utf-8")
    data.write_text(json.dumps(book_values(text), ensure_ascii=False), encoding="utf-8")
    return {
        WEASYPRINT: lambda: peers.weasyprint(page, out / _FILES[WEASYPRINT]),
        TYPST: lambda: peers.typst("book.typ", data, bench.fonts, out / _FILES[TYPST]),
    }


CACHE = "book-cache"
_FILES = {HANDZETTEL: f"{NAME}.pdf", WEASYPRINT: "weasyprint.pdf", TYPST: "typst.pdf"}


def _run_book(bench: Bench, folder: Path, out: Path, cache: Path) -> Run:
    """Make the book of a workspace with Handzettel's command and measure it."""
    pdf = f"{NAME}.pdf"
    return bench.handzettel("book", "--html", "-w", folder, cache=cache, out=out, output=pdf)
