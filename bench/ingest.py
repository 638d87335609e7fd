"""Measure how much of untidy documents the import reads correctly, and how fast it is.

    .venv/bin/python bench/ingest.py [DOCUMENTS [FIRST]]

For all documents, and for those with each kind of fault, the percentages that were read
correctly are printed; tests/support/scored.py explains the columns. The documents are made
up at random; FIRST is the seed of the first.

Speed is measured with a book of resolutions (600 KB, 200 pages, 100 motions), as text and as
PDF. The whole command is measured, beside a process that only reads the same text. Works on
Linux only, since it reads the memory from /proc.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measurement import Run, run
from tests.support.scored import table
from tests.support.sources import pdf

DOCUMENTS = 1_000
MOTIONS = 100
PAGE = 50
"""Lines on a page; a motion has two pages."""
LIMITS = (5.0, 300.0)
"""The seconds and the MB that importing the book may take."""
RUNS = 3
"""How often each process runs; the quickest counts."""

COMMAND = Path(sys.executable).with_name("handzettel")
READ = {
    "txt": "import sys; open(sys.argv[1], encoding='utf-8').read().splitlines()",
    "pdf": (
        "import sys, pypdfium2 as p\n"
        "for page in p.PdfDocument(sys.argv[1]): page.get_textpage().get_text_range()"
    ),
}
"""Code that only reads the text, by the file's ending."""

_WORDS = [
    *("Bänke", "Wege", "Plätze", "Bäume", "Räder", "Busse", "Kinder", "Hallenbad", "Sporthalle"),
    *("Nachbarinnen", "Musterviertel", "Verwaltung", "Beratung", "Ausbildung", "Unterkunft"),
    *("fördern", "bauen", "planen", "sichern", "öffnen", "stärken", "und", "oder", "mit", "für"),
    *("ohne", "gegen", "alle", "viele", "neue", "gute", "mehr"),
]


def pages(motions: int = MOTIONS) -> Iterator[list[str]]:
    """Yield the lines of each page; line numbers start again with each motion."""
    chance = random.Random(1)  # the same book each time
    for motion in range(1, motions + 1):
        head = [f"Antrag A {motion}", "", "Antragsteller: Ortsverein Musterviertel", ""]
        head += [f"Antrag {motion} für Musterstadt", ""]
        lines = [*head, "Wir fordern die Stadtratsfraktion auf, Folgendes zu erreichen:", ""]
        point = 0
        while len(lines) < 2 * PAGE - 1:
            point += 1
            size = min(chance.randint(4, 9), 2 * PAGE - 1 - len(lines))
            text = [f"{point}) Die Stadt soll {_line(chance, 54)}"]
            text += [_line(chance, 76) for _more in range(size - 2)]
            lines += [*text[:-1], f"{text[-1]}."] if size > 1 else [f"{text[0]}."]
            lines.append("")
        numbered = [f"{number} {text}".rstrip() for number, text in enumerate(lines[: 2 * PAGE], 1)]
        for start in (0, PAGE):
            yield numbered[start : start + PAGE]


def _line(chance: random.Random, length: int) -> str:
    """Return random words of about ``length`` characters."""
    text = chance.choice(_WORDS)
    while len(text) < length - 8:
        text += f" {chance.choice(_WORDS)}"
    return text


def book(folder: Path) -> Iterator[Path]:
    """Write the book as text and as PDF; yield the two files."""
    all_pages = list(pages())
    text = folder / "beschlussbuch.txt"
    text.write_text("\f".join("\n".join(page) for page in all_pages), encoding="utf-8")
    yield text
    printed = folder / "beschlussbuch.pdf"
    body = "".join(f"<pre>{'<br>'.join(page)}</pre>" for page in all_pages)
    style = "pre { margin: 0; font: 9.5pt/14pt 'DejaVu Sans'; break-after: page }"
    printed.write_bytes(pdf(body, style))
    yield printed


def measure(file: Path, folder: Path) -> tuple[Run, Run]:
    """Return the quickest run of importing a file, and that of only reading it."""
    imports, readings = [], []
    for number in range(RUNS):
        work = folder / f"{file.suffix[1:]}-{number}"
        last_motion = work / "resolutions" / f"{MOTIONS:03}-antrag-{MOTIONS}-fuer-musterstadt.yaml"
        imports.append(run([COMMAND, "import", file, "-w", work], output=last_motion))
        readings.append(run([sys.executable, "-c", READ[file.suffix[1:]], file]))
    return min(imports, key=_seconds), min(readings, key=_seconds)


def _seconds(measured: Run) -> float:
    return measured.seconds


def main(count: int = DOCUMENTS, first: int = 0) -> None:
    """Print what share is read correctly, and how fast."""
    if count:
        start = time.perf_counter()
        for line in table(range(first, first + count)):
            print(line)
        print(f"{count} documents in {time.perf_counter() - start:.0f} s\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in book(folder):
            ours, read = measure(file, folder)
            size = len("\n".join(map("\n".join, pages())).encode()) / 1000
            print(
                f"{file.name}, {size:.0f} KB, {2 * MOTIONS} pages, {MOTIONS} motions:"
                f" {ours.seconds:.1f} s (at most {LIMITS[0]:.0f}), {ours.peak:.0f} MB"
                f" (at most {LIMITS[1]:.0f}); merely read: {read.seconds:.2f} s,"
                f" ratio {ours.seconds / read.seconds:.1f}"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
