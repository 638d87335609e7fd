"""Whose name stands as the printer's on a flyer, which the press law asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support.factories import ENGINE, text_of

pytestmark = ENGINE

OWN = "Kiezdruck, Weg 3, 04109 Leipzig"
ONCE = "Eildruck, Weg 5, 04109 Leipzig"


@pytest.mark.parametrize(
    ("options", "printer"), [([], OWN), (["--printer", ONCE], ONCE)], ids=["own", "for one run"]
)
def test_printer_of_a_branch_comes_before_the_common_one_and_that_of_a_run_before_both(
    cli: Cli, workspace: Path, options: list[str], printer: str
) -> None:
    branches = workspace / "branches.yaml"
    text = branches.read_text("utf-8")
    branch = "- id: musterviertel\n"
    assert branch in text
    branches.write_text(text.replace(branch, f"{branch}    printer: {OWN}\n"), "utf-8")
    assert "Musterdruck" in (workspace / "handzettel.toml").read_text("utf-8")
    ran = cli("flyer", "nachbarschaft", *options, "-w", workspace, "--on", "2026-11-22")
    assert ran.exit == 0, ran.stderr
    page = text_of((workspace / "out/flyer/nachbarschaft/a5-de.pdf").read_bytes())
    assert f"Druck: {printer}" in page
