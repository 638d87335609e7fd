"""Measure summaries, the whole sample and personal letters, beside the peers.

Each workload yields rows of the table in docs/benchmarks.md. Handzettel is run by its
command, as people run it, with a separate cache that contains only the fonts and the
hyphenation patterns, as on a machine that has made a page before.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from bench import copies, peers
from bench.measurement import Run, RunError, cores, growth_exponent, median, run, run_alternately
from bench.pages import DAY, Sample, length_differences, page_count

HANDZETTEL, WEASYPRINT, CHROMIUM, TYPST = "Handzettel", "WeasyPrint", "Chromium", "Typst"
PEERS = (WEASYPRINT, CHROMIUM, TYPST)

MAX_EXPONENT = 1.05
"""The goal for growth: time may grow with this power of a number at most; 1 is linear."""


@dataclass(frozen=True)
class TableRow:
    """A row of the table in docs/benchmarks.md."""

    work: str
    """What is measured."""
    figure: str
    """Handzettel's figure, with its unit."""
    ratios: Mapping[str, float] = field(default_factory=dict)
    """Handzettel's figure divided by each peer's, by the peer's name."""
    goal: str = ""
    """The goal in words, or "" if there is none."""
    reached: bool | None = None
    """Whether the goal is reached; None if there is none or a peer is missing."""


@dataclass(frozen=True)
class Bench:
    """The folder in which everything is measured, and how often."""

    folder: Path
    times: int
    """Runs of each short measurement; longer ones take fewer."""
    quick: bool
    """Whether to measure the smallest size of each workload only."""

    @cached_property
    def cache(self) -> Path:
        """The folder of a cache with hyphenation patterns, and without any document."""
        cache = self.folder / "cache"
        self.handzettel("summary", "8", "--no-cache", cache=cache)
        return cache

    @cached_property
    def sample(self) -> Sample:
        """The shipped sample."""
        return Sample.load(self.cache / "handzettel")

    @property
    def fonts(self) -> Path:
        """The folder of the sample's font files."""
        return self.sample.faces[0].path.parent

    def fresh_cache(self, name: str) -> Path:
        """Return a new copy of ``cache``, without any document."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.cache, target)
        return target

    def handzettel(
        self,
        *arguments: str | Path,
        cache: Path | None = None,
        out: Path | None = None,
        output: str = "",
        expected: int = 0,
    ) -> Run:
        """Run the command ``handzettel`` and measure it.

        ``output`` is the file below the folder ``out`` that it has to write. Raises RunError as
        ``measurement.run`` does.
        """
        out = out or self.folder / "out"
        return run(
            [peers.BIN / "handzettel", *arguments, "-q", "-o", out, "--on", DAY.isoformat()],
            cwd=self.folder,
            env={"XDG_CACHE_HOME": str(cache or self.cache)},
            output=out / output if output else None,
            expected=expected,
        )

    def workspace(self, name: str, times: int = 1) -> Path:
        """Return a copy of the sample as a workspace, with its resolution ``times`` times."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.sample.content.root, target)
        if times > 1:
            text = (target / "resolution.yaml").read_text(encoding="utf-8")
            (target / "resolution.yaml").unlink()
            (target / "resolutions").mkdir()
            for n in range(times):
                copy = re.sub(r"^id: .*$", f"id: plan-{n}", text, count=1, flags=re.MULTILINE)
                path = target / "resolutions" / f"{n}.yaml"
                path.write_text(copy, encoding="utf-8")
        return target


# --- rows of the table ------------------------------------------------------


def time_row(work: str, runs: Mapping[str, Run], goals: Mapping[str, float]) -> TableRow:
    """Return a row with Handzettel's seconds and their ratio to each peer's.

    ``goals`` are the greatest ratios that reach the goal, by the peer's name.
    """
    ratios = {
        name: runs[HANDZETTEL].seconds / runs[name].seconds for name in runs if name != HANDZETTEL
    }
    goal_texts = [f"≤ {goal:.3g} of {name}" for name, goal in goals.items()]
    results = [ratios[name] <= goal for name, goal in goals.items() if name in ratios]
    reached = all(results) if results and len(results) == len(goals) else None
    return TableRow(
        work, f"{runs[HANDZETTEL].seconds:.2f} s", ratios, ", ".join(goal_texts), reached
    )


def memory_and_size_rows(
    work: str, runs: Mapping[str, Run], file: str = "the file"
) -> Iterator[TableRow]:
    """Yield rows with the peak memory, and the size of the file if one was written.

    ``file`` is what the table calls the file.
    """
    ours = runs[HANDZETTEL]
    others = {name: other for name, other in runs.items() if name != HANDZETTEL}
    ratios = {name: ours.peak / other.peak for name, other in others.items()}
    yield TableRow(f"{work}: peak memory", f"{ours.peak:.0f} MB", ratios)
    if ours.size:
        ratios = {name: ours.size / other.size for name, other in others.items()}
        yield TableRow(f"{work}: {file}", f"{ours.size / 1000:.0f} kB", ratios)


def check_same_text(ours: Path, others: Iterable[Path]) -> None:
    """Raise RunError if a peer's PDF has more or less text than ours and cannot be compared."""
    if differences := length_differences(ours, others):
        raise RunError("\n".join(differences))


def growth_row(work: str, points: Mapping[int, float]) -> TableRow:
    """Return a row on how seconds grow with size; ``points`` are seconds by size."""
    power = growth_exponent(points)
    numbers = ", ".join(map(str, points))
    goal = f"≤ {MAX_EXPONENT}"
    return TableRow(
        f"{work}: growth ({numbers})", f"exponent {power:.2f}", {}, goal, power <= MAX_EXPONENT
    )


# --- one page ---------------------------------------------------------------

AREAS = {4: "2 measures", 3: "6 measures", 1: "11 measures"}
"""Numbers of policy areas in the sample with few, some and many measures."""


def summary(bench: Bench) -> Iterator[TableRow]:
    """Measure one summary, in a new process each time."""
    for number, size in AREAS.items():
        if bench.quick and number != 3:
            continue
        folder = bench.folder / f"summary-{number}"
        folder.mkdir()
        sides = _page_sides(bench, number, folder)
        run_alternately(sides, 1)  # not counted: the first run reads files from the disk
        runs = run_alternately(sides, bench.times)
        check_same_text(bench.folder / "out" / _page_name(number), folder.glob("*.pdf"))
        work = f"one summary, {size}, cold process"
        yield time_row(work, runs, {WEASYPRINT: 0.45, CHROMIUM: 1.0})
        if number == 3:
            yield from memory_and_size_rows("one summary", runs)


def _page_name(number: int) -> str:
    """Return the path of an area's summary below the output folder."""
    return f"summary/bereich-{number}.pdf"


def _page_sides(bench: Bench, number: int, folder: Path) -> dict[str, Callable[[], Run]]:
    """Return for each side a function that makes the summary of an area and measures it."""
    source = bench.sample.summary(number)
    page, data = folder / "page.html", folder / "page.json"
    chromium_page = folder / "chromium.html"
    page.write_text(source.html, encoding="utf-8")
    data.write_text(json.dumps(source.values, ensure_ascii=False), encoding="utf-8")
    chromium_page.write_text(peers.for_chromium(source.html), encoding="utf-8")

    def handzettel() -> Run:
        return bench.handzettel("summary", str(number), "--no-cache", output=_page_name(number))

    def typst() -> Run:
        return peers.typst("summary.typ", data, bench.fonts, folder / "typst.pdf")

    sides: dict[str, Callable[[], Run]] = {
        HANDZETTEL: handzettel,
        WEASYPRINT: lambda: peers.weasyprint(page, folder / "weasyprint.pdf"),
        TYPST: typst,
    }
    if peers.chromium():
        sides[CHROMIUM] = lambda: peers.print_in_chromium(chromium_page, folder / "chromium.pdf")
    return sides


# --- the whole sample -------------------------------------------------------


def build(bench: Bench) -> Iterator[TableRow]:
    """Measure ``build``: everything new, nothing changed, and one word changed.

    This is done with the sample's resolution once, twice and four times.
    """
    points: dict[int, float] = {}
    for times in (1,) if bench.quick else (1, 2, 4):
        runs: dict[str, list[Run]] = {"cold": [], "unchanged": [], "changed": []}
        out = bench.folder / f"build-{times}"
        for _round in range(bench.times // 2 if times == 1 else 1):
            workspace = bench.workspace("workspace", times)
            cache = bench.fresh_cache("build-cache")
            shutil.rmtree(out, ignore_errors=True)
            for name, measured in runs.items():
                if name == "changed":
                    change_a_word(workspace)
                measured.append(bench.handzettel("build", "-w", workspace, cache=cache, out=out))
        cold, unchanged, changed = map(median, runs.values())
        files = list(out.rglob("*.pdf"))
        count = sum(map(page_count, files))
        points[count] = cold.seconds
        size = f"{'the sample, ' if times == 1 else ''}{len(files)} files with {count} pages"
        yield TableRow(f"{size}: all new", f"{cold.seconds:.2f} s")
        share = changed.seconds / cold.seconds
        yield TableRow(
            f"{size}: one word changed", f"{changed.seconds:.2f} s, {share:.2f} of all new"
        )
        share = unchanged.seconds / cold.seconds
        reached = unchanged.seconds <= 0.25 and share <= 0.2
        figure = f"{unchanged.seconds:.2f} s, {share:.2f} of all new"
        goal = "≤ 0.25 s and ≤ 0.2 of all new" if times == 1 else ""
        yield TableRow(f"{size}: nothing changed", figure, {}, goal, reached if goal else None)
        if times == 1:
            memory = f"{cold.peak:.0f} MB, nothing changed {unchanged.peak:.0f} MB"
            yield TableRow(f"{size}: peak memory", memory)
    if len(points) > 1:
        yield growth_row("pages in files, all new", points)


def change_a_word(workspace: Path) -> None:
    """Put a word into the first summary of a workspace's last resolution."""
    resolutions = sorted((workspace / "resolutions").glob("*.yaml"))
    path = resolutions[-1] if resolutions else workspace / "resolution.yaml"
    before, key, after = path.read_text(encoding="utf-8").partition("summary:")
    after, count = re.subn(
        r"\b(soll|sollen|ist|sind|die|der|und|oder|mit|für|ohne|alle|viele)\b",
        r"\1 auch",
        after,
        count=1,
    )
    assert count == 1
    path.write_text(before + key + after, encoding="utf-8")


# --- personal copies --------------------------------------------------------

COUNTS = (100, 500, 1000)
COUNT_WITH_GOALS = 500
"""The number of letters that has goals. WeasyPrint is not run with more: it takes too long."""
REUSING = "WeasyPrint keeping fonts and styles"
"""A loop by somebody who knows WeasyPrint: fonts and styles are loaded once for all letters."""
MAX_MEMORY_GROWTH = 1.15
"""The greatest ratio of the memory for the most letters to that for half as many."""


def personal_letters(bench: Bench) -> Iterator[TableRow]:
    """Measure personal letters, on one core and on all."""
    counts = COUNTS[:1] if bench.quick else COUNTS
    copies.prepare(bench.folder, bench.cache / "handzettel", counts[-1])
    for number in dict.fromkeys((1, cores())):
        seconds: dict[int, float] = {}
        peaks: list[float] = []
        on = f"on {number} core{'s' if number > 1 else ''}"
        for count in counts:
            runs = _letters(bench, count, number, loops=count <= COUNT_WITH_GOALS)
            seconds[count] = runs[HANDZETTEL].seconds
            peaks.append(runs[HANDZETTEL].peak)
            reusing = runs.pop(REUSING, None)
            goals = {TYPST: 1 / 1.5, WEASYPRINT: 1 / 8} if count == COUNT_WITH_GOALS else {}
            yield time_row(f"{count} letters {on}", runs, goals)
            if reusing:
                pair = {HANDZETTEL: runs[HANDZETTEL], WEASYPRINT: reusing}
                yield time_row(f"{count} letters {on}, {REUSING}", pair, {})
            if count == COUNT_WITH_GOALS:
                yield from memory_and_size_rows(f"{count} letters {on}", runs, "a letter's file")
        if len(counts) > 1:
            yield growth_row(f"letters {on}", seconds)
            share = peaks[-1] / peaks[-2]
            work = f"memory of {counts[-1]} letters {on} over that of {counts[-2]}"
            yield TableRow(
                work, f"{share:.2f}", {}, f"flat: ≤ {MAX_MEMORY_GROWTH}", share <= MAX_MEMORY_GROWTH
            )


def _letters(bench: Bench, count: int, number: int, *, loops: bool) -> dict[str, Run]:
    """Return the median run of each side, on ``number`` cores.

    ``loops`` says whether WeasyPrint is run, too; it is slow and therefore runs only once.
    """
    scripts = {HANDZETTEL: "own", TYPST: "typst"}
    if loops:
        scripts |= {WEASYPRINT: "weasyprint", REUSING: "prepared"}
    sides = {name: _letters_runner(bench, side, count, number) for name, side in scripts.items()}
    runs = run_alternately(sides, bench.times // 2 + 1, once=(WEASYPRINT, REUSING))
    ours, *others = (bench.folder / copies.FIRST.format(side) for side in scripts.values())
    check_same_text(ours, others)
    return runs


def _letters_runner(bench: Bench, side: str, count: int, number: int) -> Callable[[], Run]:
    """Return a function that runs bench/copies.py for a side and measures it.

    The seconds are those that the script counts, without imports.
    """
    result = bench.folder / "copies.json"
    script = Path(copies.__file__)

    def run_script() -> Run:
        whole = run(
            [sys.executable, script, side, str(count), str(number), bench.folder, result],
            env={"XDG_CACHE_HOME": str(bench.cache)},
            cores=number,
            output=result,
        )
        seconds, size = json.loads(result.read_text())
        return replace(whole, seconds=seconds, size=size)

    return run_script
