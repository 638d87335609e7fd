"""Make personal copies of the sample's letter with one program, and measure it.

    .venv/bin/python bench/copies.py SIDE COUNT CORES FOLDER RESULT

SIDE is one of:

own         Handzettel: builder.make, with a worker for each core, or in this process on one core
typst       one typst.Compiler in each process for all its letters; values are sys_inputs
weasyprint  HTML(string=…).write_pdf(…) for each person, as in its First Steps
prepared    the same, with one FontConfiguration and one CSS object for all

FOLDER contains what `prepare` wrote. Each program gets its pages ready, Handzettel as
Documents, so that only making the PDFs counts: from the first page to the last file, the
start of compilers and engines included. Imports do not count, nor does the start of
Handzettel's workers, which consists of imports. The seconds and the average bytes of a copy
are written to RESULT as a JSON list.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.peers import STANDARD, TYPST_FOLDER, VARIANT

FIRST = "letter-{}.pdf"
"""The file name of a side's first letter, which is kept to compare the texts."""

CHUNK = 25
"""How many letters a peer's process gets at a time."""


def prepare(folder: Path, cache: Path, count: int) -> None:
    """Write the letters in each peer's form, and the folder of the font files, as JSON."""
    from bench.pages import Sample

    sample = Sample.load(cache)
    sources = [sample.letter(document) for document in sample.letters(count)]
    _head, *styles = sources[0].html.split("<style>")
    css = "".join(style.partition("</style>")[0] for style in styles)
    pages = [source.html for source in sources]
    (folder / "letters-html.json").write_text(json.dumps(pages))
    (folder / "letters-css.json").write_text(json.dumps(css))
    values = [json.dumps(source.values, ensure_ascii=False) for source in sources]
    (folder / "letters-typst.json").write_text(json.dumps(values))
    (folder / "faces.json").write_text(json.dumps(str(sample.faces[0].path.parent)))


def read(folder: Path, name: str) -> Any:
    """Return a value that `prepare` wrote."""
    return json.loads((folder / f"{name}.json").read_text())


def time_files(files: Iterator[bytes]) -> tuple[float, int, bytes]:
    """Return the seconds that making the files takes, the bytes of all, and the first file."""
    start = time.perf_counter()
    first = next(files)
    size = len(first) + sum(map(len, files))
    return time.perf_counter() - start, size, first


# --- Handzettel -------------------------------------------------------------


def time_handzettel(count: int, cores: int, folder: Path) -> tuple[float, int, bytes]:
    """Make ``count`` letters with Handzettel; return the same as `time_files`."""
    from bench.pages import Sample
    from reports.build.builder import Made, make
    from reports.commands.production import engine_processes

    cache = folder / "cache" / "handzettel"
    sample = Sample.load(cache)
    letters = sample.letters(count)

    def pdfs(pool: Executor | None) -> Iterator[bytes]:
        for result in make(sample.content, letters, cache, executor=pool):
            assert isinstance(result, Made), result.error
            yield result.pdf

    if cores == 1:
        import_module("reports.render.personalised_pages")
        return time_files(pdfs(None))
    with engine_processes(cores) as pool:
        pool.submit(exec, "import reports.render.personalised_pages").result()
        return time_files(pdfs(pool))


# --- peers ------------------------------------------------------------------

Make = Callable[[str], bytes]


def typst_maker(folder: Path) -> Make:
    """Return a function that makes a PDF of a letter's values with Typst."""
    import typst

    compiler = typst.Compiler(
        str(TYPST_FOLDER / "letter.typ"),
        root=str(TYPST_FOLDER),
        font_paths=[read(folder, "faces")],
        ignore_system_fonts=True,
    )

    def make(values: str) -> bytes:
        pdf = compiler.compile(
            format="pdf", sys_inputs={"data": values}, pdf_standards=[STANDARD], pdf_tags=True
        )
        assert isinstance(pdf, bytes)
        return pdf

    return make


def weasyprint_maker(_folder: Path) -> Make:
    """Return a function that makes a PDF of HTML with WeasyPrint."""
    import weasyprint

    def make(page: str) -> bytes:
        pdf: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant=VARIANT)
        return pdf

    return make


def prepared_maker(folder: Path) -> Make:
    """Return a function like `weasyprint_maker`'s that loads fonts and styles only once."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    styles = weasyprint.CSS(string=read(folder, "letters-css"), font_config=fonts)

    def make(page: str) -> bytes:
        bare = page.partition("<style>")[0] + page.rpartition("</style>")[2]
        pdf: bytes = weasyprint.HTML(string=bare).write_pdf(
            pdf_variant=VARIANT, font_config=fonts, stylesheets=[styles]
        )
        return pdf

    return make


PEERS: dict[str, tuple[str, str, Callable[[Path], Make]]] = {
    "typst": ("letters-typst", "typst", typst_maker),
    "weasyprint": ("letters-html", "weasyprint", weasyprint_maker),
    "prepared": ("letters-html", "weasyprint", prepared_maker),
}
"""For each side of a peer: the stem of its letters' file, its library, and its maker."""


def time_peer(side: str, count: int, cores: int, folder: Path) -> tuple[float, int, bytes]:
    """Make ``count`` letters with a peer; return the same as `time_files`."""
    pages, module, maker = PEERS[side]
    letters = read(folder, pages)[:count]
    import_module(module)
    return time_files(_pdfs(maker, letters, cores, folder))


def _pdfs(
    maker: Callable[[Path], Make], letters: Sequence[str], cores: int, folder: Path
) -> Iterator[bytes]:
    """Yield the PDF of each letter, made in ``cores`` processes."""
    if cores == 1:
        yield from map(maker(folder), letters)
        return
    # forked, so that the peer's library is imported only once
    context = get_context("fork")
    with ProcessPoolExecutor(cores, context, _start, (maker, folder)) as pool:
        chunks = (letters[i : i + CHUNK] for i in range(0, len(letters), CHUNK))
        for chunk in pool.map(_make_chunk, chunks):
            yield from chunk


_maker: list[Make] = []
"""The maker of this process, once it is started."""


def _start(maker: Callable[[Path], Make], folder: Path) -> None:
    """Prepare a process for making letters."""
    _maker[:] = [maker(folder)]


def _make_chunk(letters: Iterable[str]) -> list[bytes]:
    """Return the PDFs of some letters, made in this process."""
    return [_maker[0](letter) for letter in letters]


def main(side: str, count: str, cores: str, folder: str, result: str) -> None:
    """Make letters with one side; write the first letter, the seconds and the bytes of a letter."""
    place = Path(folder)
    if side == "own":
        seconds, size, first = time_handzettel(int(count), int(cores), place)
    else:
        seconds, size, first = time_peer(side, int(count), int(cores), place)
    (place / FIRST.format(side)).write_bytes(first)
    Path(result).write_text(json.dumps([seconds, size // int(count)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
