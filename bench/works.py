"""The pieces of work that are measured, each with its peers in turn: lines of the table.

Handzettel's side is driven as people do it, by its command, with a cache of its own in
which only the fonts and the hyphenation patterns lie, as on a machine that has made a
page before.
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

from platformdirs import user_cache_path

from bench import copies, peers
from bench.measured import Run, RunError, cores, exponent, in_turn, median, run
from bench.pages import DAY, Sample, not_alike, pages

OWN, WEASYPRINT, CHROMIUM, TYPST = "Handzettel", "WeasyPrint", "Chromium", "Typst"
PEERS = (WEASYPRINT, CHROMIUM, TYPST)

GROWTH = 1.05
"""The exponent of growth that is to be kept."""


@dataclass(frozen=True)
class TableRow:
    """A line of the table."""

    work: str
    own: str
    ratios: Mapping[str, float] = field(default_factory=dict)
    """Our figure over a peer's."""
    goal: str = ""
    reached: bool | None = None


@dataclass(frozen=True)
class Bench:
    """Where it is measured, and how often."""

    folder: Path
    times: int
    quick: bool

    @cached_property
    def cache(self) -> Path:
        """A cache as it is on a machine that has made a page before, without any document."""
        cache = self.folder / "cache"
        Sample.load(user_cache_path("handzettel", appauthor=False))  # has the fonts cut there
        fonts = user_cache_path("handzettel", appauthor=False) / "fonts"
        shutil.copytree(fonts, cache / "handzettel" / "fonts")
        self.handzettel("summary", "8", "--no-cache", cache=cache)
        return cache

    @cached_property
    def sample(self) -> Sample:
        return Sample.load(self.cache / "handzettel")

    @property
    def fonts(self) -> Path:
        return self.sample.faces[0].path.parent

    def fresh_cache(self, name: str) -> Path:
        """A copy of the cache, in which no document lies."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.cache, target)
        return target

    def handzettel(
        self,
        *arguments: str | Path,
        cache: Path | None = None,
        out: Path | None = None,
        made: str = "",
        expected: int = 0,
    ) -> Run:
        """Run the command; ``made`` is the file below the output folder that it is to make."""
        out = out or self.folder / "out"
        return run(
            [peers.BIN / "handzettel", *arguments, "-q", "-o", out, "--on", DAY.isoformat()],
            cwd=self.folder,
            env={"XDG_CACHE_HOME": str(cache or self.cache)},
            made=out / made if made else None,
            expected=expected,
        )

    def workspace(self, name: str, times: int = 1) -> Path:
        """The sample as a workspace, with its resolution so many times."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.sample.content.root, target)
        if times > 1:
            text = (target / "resolution.yaml").read_text(encoding="utf-8")
            (target / "resolution.yaml").unlink()
            (target / "resolutions").mkdir()
            for n in range(times):
                again = re.sub(r"^id: .*$", f"id: plan-{n}", text, count=1, flags=re.MULTILINE)
                path = target / "resolutions" / f"{n}.yaml"
                path.write_text(again, encoding="utf-8")
        return target


# --- lines of one kind ------------------------------------------------------


def timed(work: str, runs: Mapping[str, Run], goals: Mapping[str, float]) -> TableRow:
    """Seconds, and their share of each peer's; goals are shares at most."""
    ratios = {name: runs[OWN].seconds / runs[name].seconds for name in runs if name != OWN}
    told = [f"≤ {goal:.3g} of {name}" for name, goal in goals.items()]
    known = [ratios[name] <= goal for name, goal in goals.items() if name in ratios]
    reached = all(known) if known and len(known) == len(goals) else None
    return TableRow(work, f"{runs[OWN].seconds:.2f} s", ratios, ", ".join(told), reached)


def weighed(work: str, runs: Mapping[str, Run], of: str = "the file") -> Iterator[TableRow]:
    """Peak memory and size of the file."""
    own = runs[OWN]
    others = {name: one for name, one in runs.items() if name != OWN}
    ratios = {name: own.peak / one.peak for name, one in others.items()}
    yield TableRow(f"{work}: peak memory", f"{own.peak:.0f} MB", ratios)
    if own.size:
        ratios = {name: own.size / one.size for name, one in others.items()}
        yield TableRow(f"{work}: {of}", f"{own.size / 1000:.0f} kB", ratios)


def check_alike(own: Path, others: Iterable[Path]) -> None:
    """Whether the peers made what we made: else there is nothing to compare."""
    if found := not_alike(own, others):
        raise RunError("\n".join(found))


def grown(work: str, points: Mapping[int, float]) -> TableRow:
    """How time grows with a number, over all sizes measured."""
    power = exponent(points)
    numbers = ", ".join(map(str, points))
    goal = f"≤ {GROWTH}"
    return TableRow(
        f"{work}: growth ({numbers})", f"exponent {power:.2f}", {}, goal, power <= GROWTH
    )


# --- one page ---------------------------------------------------------------

AREAS = {4: "2 measures", 3: "6 measures", 1: "11 measures"}
"""Bereiche of the sample with few, some and many measures."""


def summary(bench: Bench) -> Iterator[TableRow]:
    """One summary, each time in new processes."""
    for number, size in AREAS.items():
        if bench.quick and number != 3:
            continue
        folder = bench.folder / f"summary-{number}"
        folder.mkdir()
        sides = _page_sides(bench, number, folder)
        in_turn(sides, 1)  # what is read from the disk for the first time
        runs = in_turn(sides, bench.times)
        check_alike(bench.folder / "out" / _page_name(number), folder.glob("*.pdf"))
        work = f"one summary, {size}, cold process"
        yield timed(work, runs, {WEASYPRINT: 0.45, CHROMIUM: 1.0})
        if number == 3:
            yield from weighed("one summary", runs)


def _page_name(number: int) -> str:
    return f"summary/bereich-{number}.pdf"


def _page_sides(bench: Bench, number: int, folder: Path) -> dict[str, Callable[[], Run]]:
    source = bench.sample.summary(number)
    page, data, other = (folder / name for name in ("page.html", "page.json", "chromium.html"))
    page.write_text(source.html, encoding="utf-8")
    data.write_text(json.dumps(source.values, ensure_ascii=False), encoding="utf-8")
    other.write_text(peers.for_chromium(source.html), encoding="utf-8")

    def own() -> Run:
        return bench.handzettel("summary", str(number), "--no-cache", made=_page_name(number))

    def typst() -> Run:
        return peers.typst("summary.typ", data, bench.fonts, folder / "typst.pdf")

    sides: dict[str, Callable[[], Run]] = {
        OWN: own,
        WEASYPRINT: lambda: peers.weasyprint(page, folder / "weasyprint.pdf"),
        TYPST: typst,
    }
    if peers.chromium():
        sides[CHROMIUM] = lambda: peers.print_in_chromium(other, folder / "chromium.pdf")
    return sides


# --- the whole sample -------------------------------------------------------


def build(bench: Bench) -> Iterator[TableRow]:
    """The whole sample from nothing, once more, and after a changed word; and twice, four times."""
    points: dict[int, float] = {}
    for times in (1,) if bench.quick else (1, 2, 4):
        runs: dict[str, list[Run]] = {"cold": [], "none": [], "one": []}
        out = bench.folder / f"build-{times}"
        for _round in range(bench.times // 2 if times == 1 else 1):
            workspace = bench.workspace("workspace", times)
            cache = bench.fresh_cache("build-cache")
            shutil.rmtree(out, ignore_errors=True)
            for name, some in runs.items():
                if name == "one":
                    change_a_word(workspace)
                some.append(bench.handzettel("build", "-w", workspace, cache=cache, out=out))
        cold, none, one = map(median, runs.values())
        files = list(out.rglob("*.pdf"))
        count = sum(map(pages, files))
        points[count] = cold.seconds
        what = f"{'the sample, ' if times == 1 else ''}{len(files)} files with {count} pages"
        yield TableRow(f"{what}: all new", f"{cold.seconds:.2f} s")
        share = one.seconds / cold.seconds
        yield TableRow(f"{what}: one word changed", f"{one.seconds:.2f} s, {share:.2f} of all new")
        share = none.seconds / cold.seconds
        good = none.seconds <= 0.25 and share <= 0.2
        told = f"{none.seconds:.2f} s, {share:.2f} of all new"
        goal = "≤ 0.25 s and ≤ 0.2 of all new" if times == 1 else ""
        yield TableRow(f"{what}: nothing changed", told, {}, goal, good if goal else None)
        if times == 1:
            memory = f"{cold.peak:.0f} MB, nothing changed {none.peak:.0f} MB"
            yield TableRow(f"{what}: peak memory", memory)
    if len(points) > 1:
        yield grown("pages in files, all new", points)


def change_a_word(workspace: Path) -> None:
    """Put a word into the first summary of a workspace's last resolution."""
    several = sorted((workspace / "resolutions").glob("*.yaml"))
    path = several[-1] if several else workspace / "resolution.yaml"
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
JUDGED = 500
"""The number of letters that the goals are for; WeasyPrint's loops take no more."""
KEPT = "WeasyPrint keeping fonts and styles"
"""A loop as somebody writes it who knows what takes WeasyPrint long."""
FLAT = 1.15
"""By how much ten times the letters may take more memory."""


def personal(bench: Bench) -> Iterator[TableRow]:
    """Letters to so many people, on one core and on all."""
    counts = COUNTS[:1] if bench.quick else COUNTS
    copies.prepare(bench.folder, bench.cache / "handzettel", counts[-1])
    for number in dict.fromkeys((1, cores())):
        seconds: dict[int, float] = {}
        peaks: list[float] = []
        on = f"on {number} core{'s' if number > 1 else ''}"
        for count in counts:
            runs = _letters(bench, count, number, loops=count <= JUDGED)
            seconds[count] = runs[OWN].seconds
            peaks.append(runs[OWN].peak)
            kept = runs.pop(KEPT, None)
            goals = {TYPST: 1 / 1.5, WEASYPRINT: 1 / 8} if count == JUDGED else {}
            yield timed(f"{count} letters {on}", runs, goals)
            if kept:
                again = {OWN: runs[OWN], WEASYPRINT: kept}
                yield timed(f"{count} letters {on}, {KEPT}", again, {})
            if count == JUDGED:
                yield from weighed(f"{count} letters {on}", runs, "a letter's file")
        if len(counts) > 1:
            yield grown(f"letters {on}", seconds)
            share = peaks[-1] / peaks[-2]
            what = f"memory of {counts[-1]} letters {on} over that of {counts[-2]}"
            yield TableRow(what, f"{share:.2f}", {}, f"flat: ≤ {FLAT}", share <= FLAT)


def _letters(bench: Bench, count: int, number: int, *, loops: bool) -> dict[str, Run]:
    """Each side's run; the loops of WeasyPrint are slow, and run but once."""
    sides = {OWN: "own", TYPST: "typst"}
    if loops:
        sides |= {WEASYPRINT: "weasyprint", KEPT: "prepared"}
    made = {name: _copying(bench, side, count, number) for name, side in sides.items()}
    runs = in_turn(made, bench.times // 2 + 1, once=(WEASYPRINT, KEPT))
    own, *others = (bench.folder / copies.FIRST.format(side) for side in sides.values())
    check_alike(own, others)
    return runs


def _copying(bench: Bench, side: str, count: int, number: int) -> Callable[[], Run]:
    result = bench.folder / "copies.json"
    script = Path(copies.__file__)

    def measured() -> Run:
        whole = run(
            [sys.executable, script, side, str(count), str(number), bench.folder, result],
            env={"XDG_CACHE_HOME": str(bench.cache)},
            cores=number,
            made=result,
        )
        seconds, size = json.loads(result.read_text())
        return replace(whole, seconds=seconds, size=size)

    return measured
