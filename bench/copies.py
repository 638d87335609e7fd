"""Personal copies of the sample's letter, made by one side in a process of its own.

    .venv/bin/python bench/copies.py SIDE COUNT CORES FOLDER RESULT

SIDE is one of:

own         builder.make, on as many workers as there are cores, in this process on one
typst       one typst.Compiler in each process, reused, the person's values as sys_inputs
weasyprint  HTML(string=…).write_pdf(…) for each person, as its first steps have it
prepared    the same, with one FontConfiguration and one CSS object for all

FOLDER holds what `prepare` wrote: each side gets its pages ready, ours as Documents, so
that only making is timed, from the first page to the last file, the start of compilers and
engines included. Imports are left out, and with them the start of our workers, who import.
Seconds, and bytes of one copy, are written to RESULT.
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
"""Where a side leaves the first of its letters, to be looked at."""

CHUNK = 25
"""Letters that a peer's process gets at a time."""


def prepare(folder: Path, cache: Path, count: int) -> None:
    """The letters as each peer wants them, and where the faces are."""
    from bench.pages import Sample

    sample = Sample.load(cache)
    sources = [sample.letter(one) for one in sample.letters(count)]
    _head, *styles = sources[0].html.split("<style>")
    css = "".join(one.partition("</style>")[0] for one in styles)
    pages = [one.html for one in sources]
    (folder / "letters-html.json").write_text(json.dumps(pages))
    (folder / "letters-css.json").write_text(json.dumps(css))
    values = [json.dumps(one.values, ensure_ascii=False) for one in sources]
    (folder / "letters-typst.json").write_text(json.dumps(values))
    (folder / "faces.json").write_text(json.dumps(str(sample.faces[0].path.parent)))


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text())


def timed(made: Iterator[bytes]) -> tuple[float, int, bytes]:
    """Seconds, bytes of all, and the first."""
    begun = time.perf_counter()
    first = next(made)
    size = len(first) + sum(map(len, made))
    return time.perf_counter() - begun, size, first


# --- ours -------------------------------------------------------------------


def own(count: int, cores: int, folder: Path) -> tuple[float, int, bytes]:
    from bench.pages import Sample
    from reports.build.builder import Made, make
    from reports.commands.production import engine_processes

    cache = folder / "cache" / "handzettel"
    sample = Sample.load(cache)
    letters = sample.letters(count)

    def made(pool: Executor | None) -> Iterator[bytes]:
        for result in make(sample.content, letters, cache, executor=pool):
            assert isinstance(result, Made), result.error
            yield result.pdf

    if cores == 1:
        import_module("reports.render.personalised_pages")
        return timed(made(None))
    with engine_processes(cores) as pool:
        pool.submit(exec, "import reports.render.personalised_pages").result()
        return timed(made(pool))


# --- peers ------------------------------------------------------------------

Make = Callable[[str], bytes]


def typst_maker(folder: Path) -> Make:
    import typst

    compiler = typst.Compiler(
        str(TYPST_FOLDER / "letter.typ"),
        root=str(TYPST_FOLDER),
        font_paths=[read(folder, "faces")],
        ignore_system_fonts=True,
    )

    def make(values: str) -> bytes:
        made = compiler.compile(
            format="pdf", sys_inputs={"data": values}, pdf_standards=[STANDARD], pdf_tags=True
        )
        assert isinstance(made, bytes)
        return made

    return make


def weasyprint_maker(_folder: Path) -> Make:
    import weasyprint

    def make(page: str) -> bytes:
        made: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant=VARIANT)
        return made

    return make


def prepared_maker(folder: Path) -> Make:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    styles = weasyprint.CSS(string=read(folder, "letters-css"), font_config=fonts)

    def make(page: str) -> bytes:
        bare = page.partition("<style>")[0] + page.rpartition("</style>")[2]
        made: bytes = weasyprint.HTML(string=bare).write_pdf(
            pdf_variant=VARIANT, font_config=fonts, stylesheets=[styles]
        )
        return made

    return make


PEERS: dict[str, tuple[str, str, Callable[[Path], Make]]] = {
    "typst": ("letters-typst", "typst", typst_maker),
    "weasyprint": ("letters-html", "weasyprint", weasyprint_maker),
    "prepared": ("letters-html", "weasyprint", prepared_maker),
}


def peer(side: str, count: int, cores: int, folder: Path) -> tuple[float, int, bytes]:
    pages, module, maker = PEERS[side]
    letters = read(folder, pages)[:count]
    import_module(module)
    return timed(_made(maker, letters, cores, folder))


def _made(
    maker: Callable[[Path], Make], letters: Sequence[str], cores: int, folder: Path
) -> Iterator[bytes]:
    if cores == 1:
        yield from map(maker(folder), letters)
        return
    # forked, so that the peer's library is loaded once and for all
    context = get_context("fork")
    with ProcessPoolExecutor(cores, context, _start, (maker, folder)) as pool:
        chunks = (letters[i : i + CHUNK] for i in range(0, len(letters), CHUNK))
        for some in pool.map(_make_some, chunks):
            yield from some


_maker: list[Make] = []


def _start(maker: Callable[[Path], Make], folder: Path) -> None:
    _maker[:] = [maker(folder)]


def _make_some(letters: Iterable[str]) -> list[bytes]:
    return [_maker[0](one) for one in letters]


def main(side: str, count: str, cores: str, folder: str, result: str) -> None:
    where = Path(folder)
    if side == "own":
        seconds, size, first = own(int(count), int(cores), where)
    else:
        seconds, size, first = peer(side, int(count), int(cores), where)
    (where / FIRST.format(side)).write_bytes(first)
    Path(result).write_text(json.dumps([seconds, size // int(count)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
