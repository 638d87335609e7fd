"""Measure how fast pages are made, beside other programs, and write docs/benchmarks.md.

    .venv/bin/python bench/speed.py [--quick] [--write] [WORK...]

WORK is summary, build, copies, book or bombs; without any, all are measured. --quick
takes fewer sizes and fewer runs, --write puts the table into docs/benchmarks.md. Works on
Linux only.

The other programs ("peers") are run by bench/peers.py and bench/copies.py; bench/pages.py
makes their input.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import peers, workloads
from bench.bombs import bombs
from bench.books import book
from bench.measurement import machine
from bench.workloads import PEERS, Bench, TableRow

WORKLOADS: dict[str, Callable[[Bench], Iterator[TableRow]]] = {
    "summary": workloads.summary,
    "build": workloads.build,
    "copies": workloads.personal_letters,
    "book": book,
    "bombs": bombs,
}

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- bench/speed.py -->", "<!-- end of bench/speed.py -->"


NOTES = """\
Each ratio is our figure over the peer's in the same run, so that less is better: the same
page with the same text, faces and hyphenation, tagged. Peers are given the sizes that the
page budget came to. Chromium from Debian has no German patterns and hyphenates nothing; it
knows no page numbers in contents, so that it prints the single page only. A letter counts
from its values to its file, with everything imported before; all other work is whole
processes, ours with fonts and hyphenation patterns prepared."""


def table_lines(rows: Sequence[TableRow]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| work | Handzettel | {' | '.join(f'of {name}' for name in PEERS)} | goal | reached |"
    yield f"|---|---:|{'---:|' * len(PEERS)}---|---|"
    for row in rows:
        yield table_line(row)


def table_line(row: TableRow) -> str:
    """Return a row as a line of Markdown."""
    ratios = [f"{row.ratios[name]:.2f}" if name in row.ratios else "" for name in PEERS]
    reached = {True: "yes", False: "**no**", None: ""}[row.reached]
    return f"| {' | '.join([row.work, row.figure, *ratios, row.goal, reached])} |"


def circumstances() -> str:
    """Return a sentence with the day, the machine and the versions."""
    day = f"{dt.date.today():%-d %B %Y}"
    python = platform.python_version()
    return f"Measured on {day}: {machine()}; {peers.versions()}; Python {python}."


def into_page(text: str) -> None:
    """Replace the text between the markers in docs/benchmarks.md; exit if it has none."""
    before = PAGE.read_text(encoding="utf-8")
    block_pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not block_pattern.search(before):
        sys.exit(f"speed: the table goes between {BEGIN} and {END}, which the page lacks")
    block = f"{BEGIN}\n{text}\n{END}"
    PAGE.write_text(block_pattern.sub(lambda _match: block, before), encoding="utf-8")


def main() -> None:
    """Measure the workloads, print the table, and write it into the page with --write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("works", nargs="*", metavar="WORK", help=", ".join(WORKLOADS))
    parser.add_argument("--quick", action="store_true", help="fewer sizes, fewer runs")
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/benchmarks.md"
    )
    options = parser.parse_args()
    if unknown := set(options.works) - set(WORKLOADS):
        parser.error(f"there is no work {', '.join(unknown)}; choose from {', '.join(WORKLOADS)}")
    if not peers.chromium():
        print("Chromium is not here: its column stays empty (tools/bench.sh brings it)\n")
    rows: list[TableRow] = []
    with tempfile.TemporaryDirectory(prefix="handzettel-") as name:
        bench = Bench(Path(name), 3 if options.quick else 5, options.quick)
        for work in options.works or WORKLOADS:
            start = time.perf_counter()
            for row in WORKLOADS[work](bench):
                print(table_line(row), flush=True)
                rows.append(row)
            print(f"({work}: {time.perf_counter() - start:.0f} s)", file=sys.stderr)
    text = "\n".join([circumstances(), "", *table_lines(rows), "", NOTES])
    print(f"\n{text}")
    if options.write:
        into_page(text)


if __name__ == "__main__":
    main()
