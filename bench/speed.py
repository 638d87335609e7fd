"""How fast pages are made, with the peers in the same run: the table in docs/benchmarks.md.

    .venv/bin/python bench/speed.py [--quick] [--write] [WORK...]

WORK is any of summary, build, copies, book and bombs; all of them for none. --quick
takes fewer sizes and fewer runs, --write puts the table into docs/benchmarks.md. Needs Linux.

What each peer is given is said in bench/pages.py, bench/peers.py and bench/copies.py.
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

from bench import peers, works
from bench.bombs import bombs
from bench.books import book
from bench.measured import machine
from bench.works import PEERS, Bench, TableRow

WORKS: dict[str, Callable[[Bench], Iterator[TableRow]]] = {
    "summary": works.summary,
    "build": works.build,
    "copies": works.personal,
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


def rows(lines: Sequence[TableRow]) -> Iterator[str]:
    """The lines as a Markdown table."""
    yield f"| work | Handzettel | {' | '.join(f'of {name}' for name in PEERS)} | goal | reached |"
    yield f"|---|---:|{'---:|' * len(PEERS)}---|---|"
    for line in lines:
        yield row(line)


def row(line: TableRow) -> str:
    ratios = [f"{line.ratios[name]:.2f}" if name in line.ratios else "" for name in PEERS]
    reached = {True: "yes", False: "**no**", None: ""}[line.reached]
    return f"| {' | '.join([line.work, line.own, *ratios, line.goal, reached])} |"


def where() -> str:
    """The day, the machine and the versions."""
    day = f"{dt.date.today():%-d %B %Y}"
    python = platform.python_version()
    return f"Measured on {day}: {machine()}; {peers.versions()}; Python {python}."


def into_page(text: str) -> None:
    """Put the table between its marks in the page."""
    before = PAGE.read_text(encoding="utf-8")
    found = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not found.search(before):
        sys.exit(f"speed: the table goes between {BEGIN} and {END}, which the page lacks")
    block = f"{BEGIN}\n{text}\n{END}"
    PAGE.write_text(found.sub(lambda _found: block, before), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("works", nargs="*", metavar="WORK", help=", ".join(WORKS))
    parser.add_argument("--quick", action="store_true", help="fewer sizes, fewer runs")
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/benchmarks.md"
    )
    wanted = parser.parse_args()
    if unknown := set(wanted.works) - set(WORKS):
        parser.error(f"there is no work {', '.join(unknown)}; choose from {', '.join(WORKS)}")
    if not peers.chromium():
        print("Chromium is not here: its column stays empty (tools/bench.sh brings it)\n")
    lines: list[TableRow] = []
    with tempfile.TemporaryDirectory(prefix="handzettel-") as name:
        bench = Bench(Path(name), 3 if wanted.quick else 5, wanted.quick)
        for work in wanted.works or WORKS:
            begun = time.perf_counter()
            for line in WORKS[work](bench):
                print(row(line), flush=True)
                lines.append(line)
            print(f"({work}: {time.perf_counter() - begun:.0f} s)", file=sys.stderr)
    text = "\n".join([where(), "", *rows(lines), "", NOTES])
    print(f"\n{text}")
    if wanted.write:
        into_page(text)


if __name__ == "__main__":
    main()
