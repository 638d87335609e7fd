"""Check what one edit needs, in seconds: form, lint, types, layers and the tests nearest to it.

    make check FILE=reports/press/inks.py
    make check FILE="reports/press/inks.py reports/press/n_up.py"

The tests are those of the module's own file, then those of test modules that import it, as
many as fit into ``SECONDS``, the quickest first. How long each takes is known from earlier runs.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SECONDS = 8
"""The time for the tests. With pytest's start and collection that is half of 20 s."""


def module_name(file: Path) -> str:
    """Return the name under which a file of the project is imported."""
    if file == Path("cli.py"):
        return "reports.cli"
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(file: Path) -> set[str]:
    """Return the modules that a file imports, and the names it imports from them, with dots."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def importers(names: set[str], folder: str) -> list[Path]:
    """Return the files in a folder that import one of the modules ``names``."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return [file.relative_to(ROOT) for file in files if imported_modules(file) & names]


def tests_of(files: list[Path]) -> list[Path]:
    """Return the test modules for files: their own first, then those that import them.

    If no test imports a module, tests of the modules that import it are taken.
    """
    names = {module_name(file) for file in files}
    nearest: list[Path] = [file for file in files if file.name.startswith("test_")]
    for file in files:
        package = Path("tests", *file.parent.parts[1:])
        nearest += [package / f"test_{file.stem}.py"]
    nearest = [file for file in dict.fromkeys(nearest) if (ROOT / file).is_file()]
    for _step in range(3):
        others = [file for file in importers(names, "tests") if file.name.startswith("test_")]
        if nearest or others:
            break
        names = {module_name(file) for file in importers(names, "reports")}
    return list(dict.fromkeys([*nearest, *others]))


def run(command: list[str | Path]) -> int:
    """Run a command at the root of the project; return its exit code."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main(arguments: list[str]) -> int:
    """Run the checks; return 1 if one of them fails, 2 if no Python file is named."""
    files = [Path(argument).resolve().relative_to(ROOT) for argument in arguments]
    sources = [file for file in files if file.suffix == ".py"]
    if not sources:
        sys.stderr.write("check: name files of Python with FILE=…\n")
        return 2
    commands: list[list[str | Path]] = [
        [BIN / "ruff", "format", "--check", "--diff", "--quiet", *sources],
        [BIN / "ruff", "check", "--quiet", *sources],
    ]
    failed = [command for command in commands if run(command)]
    others = subprocess.Popen(
        [ROOT / "tools/check.sh", "types", "layers"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    tests = tests_of(sources)
    code = 0
    if tests:
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--within",
            str(SECONDS),
            *map(str, tests),
        ]
        code = run(command)
    else:
        sys.stdout.write("no test module imports it\n")
    output, _nothing = others.communicate()
    sys.stdout.write(output)
    # pytest exits with 5 if no test was chosen, for example if all are long ones
    return int(bool(failed or others.returncode or code not in (0, 5)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
