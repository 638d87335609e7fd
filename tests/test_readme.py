"""Every command in README.md and LIESMICH.md works as it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reports.errors import Exit
from tests import ROOT
from tests.conftest import COMMAND
from tests.support.short_sample import shorten
from tests.support.sources import pdf

PAGES = ["README.md", "LIESMICH.md"]

SCRIPT = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
"""Commands that can be run as they stand; other blocks need a mail server or a network."""

BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(handzettel [^`]+)`")

INIT = "handzettel init mein-parteitag\n"
SHORTENED = ("resolution.yaml", "events.yaml", "recipients.csv")

RESOLUTION = """
<p>Beschluss 07</p><p>Einreicher: Ortsverein Musterviertel</p><h1>Mehr Bänke für Musterstadt</h1>
<h2>Bereich 1: Plätze und Wege</h2>
<p>Wir fordern die Stadtratsfraktion auf, sich für folgende Punkte einzusetzen:</p>
<p>1) Auf jedem Platz sollen vier Bänke stehen. Sie sollen aus Holz sein.</p>
<p>2) An jedem Weg soll alle hundert Meter eine Bank stehen.</p>
"""


def page_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def scripts() -> str:
    """Return the commands of all pages, those that a page has in common with another once."""
    first, *others = (
        [line.strip() for block in SCRIPT.findall(page_text(name)) for line in block.splitlines()]
        for name in PAGES
    )
    more = (line for lines in others for line in lines)
    return "\n".join([*first, *dict.fromkeys(line for line in more if line not in first)])


@pytest.mark.timeout(600)  # some 40 seconds on a quiet machine
def test_every_command_in_the_readme_runs(tmp_path: Path, workspace: Path) -> None:
    """One after the other in a new terminal, as somebody would type them who reads the page.

    ``handzettel`` is on the PATH only because the page says how to put it there. The new
    workspace gets less content, so that its pages and books take less time.
    """
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "beschluss.pdf").write_bytes(pdf(RESOLUTION))
    short = shorten(workspace)
    shortened = " ".join(f"{short}/{name}" for name in SHORTENED)
    commands = scripts().replace(INIT, f"{INIT}cp {shortened} mein-parteitag\n", 1)
    assert shortened in commands
    places = os.environ["PATH"].split(os.pathsep)
    path = os.pathsep.join(place for place in places if Path(place) != COMMAND.parent)
    run = subprocess.run(
        ["bash", "-euc", f"trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{commands}"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    workspace = tmp_path / "mein-parteitag"
    assert (workspace / "out/summary/bereich-3.pdf").read_bytes().startswith(b"%PDF-")
    assert list((tmp_path / "mein-beschluss").glob("resolution*"))


@pytest.mark.parametrize("name", PAGES)
def test_the_readme_says_how_the_command_is_found(name: str) -> None:
    """Before it is used."""
    text = page_text(name)
    assert text.index("```sh\n. .venv/bin/activate\n```") < text.index("handzettel init")


def named_commands(name: str) -> list[str]:
    """Return the uses of ``handzettel`` on a page that are not run, without comments."""
    text = page_text(name)
    runnable = "".join(SCRIPT.findall(text))
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("handzettel ") and line not in runnable]
    return [command.partition("#")[0].strip() for command in commands + INLINE.findall(text)]


@pytest.mark.parametrize("name", PAGES)
def test_commands_that_need_a_server_are_spelt_rightly(name: str) -> None:
    """Each is known with its options: the command reads them all before it shows its help."""
    commands = named_commands(name)
    assert len(commands) >= 5
    for command in commands:
        run = subprocess.run(
            [COMMAND, *command.split()[1:], "--help"], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, f"{command}: {run.stderr}"


@pytest.mark.parametrize("command", ["build", "import", "book", "flyer", "mail", "check", "doctor"])
def test_both_pages_explain_each_command_that_an_office_uses(command: str) -> None:
    for name in PAGES:
        assert f"\nhandzettel {command} " in re.sub(r"\n +", "\n", page_text(name)), name


def test_the_readme_lists_every_exit_code() -> None:
    listed = {
        int(code) for code in re.findall(r"^\| (\d+) \|", page_text("README.md"), re.MULTILINE)
    }
    assert listed == {int(code) for code in Exit}
