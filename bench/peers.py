"""The peers' commands: WeasyPrint's own, Chromium and Typst, each with tags where it can."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.measured import Run, run

VARIANT = "pdf/a-3a"
"""The kind of file that Handzettel makes, and WeasyPrint here."""
STANDARD: Final = "a-3a"
"""The same for Typst."""

BIN = Path(sys.executable).parent
TYPST_FOLDER = Path(__file__).parent / "typst"

_TYPST = """
import sys, typst
source, data, fonts, standard, made = sys.argv[1:]
typst.compile(
    source, output=made, font_paths=[fonts], ignore_system_fonts=True,
    sys_inputs={"data": data}, pdf_standards=[standard],
)
"""

_FOR_CHROMIUM = """<style>
/* it knows no running elements: the foot stands where WeasyPrint has it, below the text */
@page { margin-bottom: 5mm }
footer { position: fixed !important; left: 0; top: 259mm; width: 170mm }
</style>
</head>"""


def chromium() -> str | None:
    """Where Chromium is, if it is here."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def versions() -> str:
    """The peers and their versions, in a line."""
    found = [f"WeasyPrint {version('weasyprint')}", f"Typst {version('typst')} (PyPI)"]
    if path := chromium():
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
        words = said.stdout.split()
        found.append(f"Chromium {next(one for one in words if one[0].isdigit())}")
    return ", ".join(found)


def weasyprint(page: Path, made: Path) -> Run:
    """A page of HTML through WeasyPrint's command."""
    return run([BIN / "weasyprint", "--pdf-variant", VARIANT, page, made], made=made)


def typst(source: str, data: Path, fonts: Path, made: Path) -> Run:
    """One of the sources in a new process, through Typst's package for Python.

    The data lies beside a copy of the sources, since Typst reads nothing outside.
    """
    folder = data.parent
    if not (folder / source).exists():
        shutil.copytree(TYPST_FOLDER, folder, dirs_exist_ok=True)
    command: Sequence[str | Path] = (
        sys.executable, "-c", _TYPST, folder / source, data.name, fonts, STANDARD, made
    )  # fmt: skip
    return run(command, made=made)


def for_chromium(html: str) -> str:
    """A page with its foot where Chromium can set it."""
    return html.replace("</head>", _FOR_CHROMIUM, 1)


def print_in_chromium(page: Path, made: Path) -> Run:
    """A page of HTML through Chromium, with a new profile and no traffic of its own."""
    path = chromium()
    assert path is not None
    with tempfile.TemporaryDirectory(prefix="handzettel-") as profile:
        return run(
            [
                path,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-extensions",
                "--disable-sync",
                "--no-first-run",
                f"--user-data-dir={profile}",
                "--no-pdf-header-footer",
                "--generate-pdf-document-outline",
                f"--print-to-pdf={made}",
                page.as_uri(),
            ],
            made=made,
        )
