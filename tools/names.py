"""Say how often names that hold nothing are used, and which class names stand for two classes.

    tools/names.py [--verbose] [FILE …]

Counted are the names that a function binds (variables, parameters, attributes it sets) and
each use of them. The words are those that a reader learned nothing from.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

_WORDS = """
    one ones found what said given own made told asked wanted known seen taken gone there here
    such it that this item items thing things obj tmp val stuff
"""
EMPTY = frozenset(_WORDS.split())
MOST = 0.5
"""Empty names per 1,000; well-kept projects of this size stay below it."""

ROOT = Path(__file__).parents[1]
FOLDERS = ("reports", "tests", "tools", "bench", "cli.py")


def sources() -> list[Path]:
    """Return the Python files of the project that are held to this rule."""
    files: list[Path] = []
    for name in FOLDERS:
        place = ROOT / name
        files += [place] if place.is_file() else sorted(place.rglob("*.py"))
    return files


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module imports, which are others' words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def main(arguments: list[str]) -> int:
    """Print the figures; return 1 where one of them is over its limit."""
    verbose = "--verbose" in arguments
    named = [Path(argument).resolve() for argument in arguments if argument != "--verbose"]
    total = 0
    empty: Counter[str] = Counter()
    places: dict[str, Counter[str]] = defaultdict(Counter)
    classes: dict[str, list[str]] = defaultdict(list)
    for file in named or sources():
        where = str(file.relative_to(ROOT))
        tree = ast.parse(file.read_text("utf-8"))
        others = set(imported(tree))
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name) | ast.arg(arg=name):
                    total += 1
                    if name.strip("_") in EMPTY and name not in others:
                        empty[name] += 1
                        places[where][name] += 1
                case ast.ClassDef(name=name):
                    classes[name].append(f"{where}:{node.lineno}")
    doubled = {name: stands for name, stands in classes.items() if len(stands) > 1}
    share = 1000 * empty.total() / max(total, 1)
    print(f"{empty.total()} of {total} names say nothing: {share:.2f} per 1,000 (limit {MOST})")
    print(f"{len(doubled)} class names stand for two classes or more")
    if verbose:
        for where, counts in sorted(places.items(), key=lambda place: -place[1].total()):
            print(f"  {where}: " + ", ".join(f"{n} {c}" for n, c in counts.most_common()))
        for name, stands in sorted(doubled.items()):
            print(f"  class {name}: {', '.join(stands)}")
    return share > MOST or bool(doubled)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
