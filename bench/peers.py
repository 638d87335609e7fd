"""Run the programs that Handzettel is compared with: WeasyPrint, Chromium and Typst.

Each writes a tagged PDF, as Handzettel does, if it can.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.measurement import Run, run

VARIANT = "pdf/a-3a"
"""WeasyPrint's name for the PDF standard that Handzettel's files follow."""
STANDARD: Final = "a-3a"
"""Typst's name for it."""

BIN = Path(sys.executable).parent
TYPST_FOLDER = Path(__file__).parent / "typst"

_TYPST = """
import sys, typst
source, data, fonts, standard, pdf = sys.argv[1:]
typst.compile(
    source, output=pdf, font_paths=[fonts], ignore_system_fonts=True,
    sys_inputs={"data": data}, pdf_standards=[standard],
)
"""

_CHROMIUM_STYLE = """<style>
/* Chromium has no running elements: set the foot where WeasyPrint sets it, below the text */
@page { margin-bottom: 5mm }
footer { position: fixed !important; left: 0; top: 259mm; width: 170mm }
</style>
</head>"""


def chromium() -> str | None:
    """Return the path of Chromium, or None if it is not installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def versions() -> str:
    """Return a line with the peers and their versions."""
    names = [f"WeasyPrint {version('weasyprint')}", f"Typst {version('typst')} (PyPI)"]
    if path := chromium():
        result = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
        words = result.stdout.split()
        names.append(f"Chromium {next(word for word in words if word[0].isdigit())}")
    return ", ".join(names)


def weasyprint(page: Path, pdf: Path) -> Run:
    """Make a PDF of an HTML page with the command ``weasyprint``."""
    return run([BIN / "weasyprint", "--pdf-variant", VARIANT, page, pdf], output=pdf)


def typst(source: str, data: Path, fonts: Path, pdf: Path) -> Run:
    """Make a PDF of a template in bench/typst in a new process, with Typst's Python package.

    The templates are copied into the folder of ``data``, since Typst reads no files outside the
    folder of its source.
    """
    folder = data.parent
    if not (folder / source).exists():
        shutil.copytree(TYPST_FOLDER, folder, dirs_exist_ok=True)
    command: Sequence[str | Path] = (
        sys.executable, "-c", _TYPST, folder / source, data.name, fonts, STANDARD, pdf
    )  # fmt: skip
    return run(command, output=pdf)


def for_chromium(html: str) -> str:
    """Return an HTML page with a style sheet that sets its foot where Chromium can."""
    return html.replace("</head>", _CHROMIUM_STYLE, 1)


def print_in_chromium(page: Path, pdf: Path) -> Run:
    """Make a PDF of an HTML page with Chromium, with a new profile and without network traffic."""
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
                f"--print-to-pdf={pdf}",
                page.as_uri(),
            ],
            output=pdf,
        )
