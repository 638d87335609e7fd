"""A machine without the engine's libraries is told so, with the command that installs them."""

import sys
from pathlib import Path

import pytest

from reports.errors import RenderingError
from reports.render.native_libraries import missing_libraries, require_libraries
from tests.conftest import Cli


def test_libraries_are_found_where_they_are() -> None:
    assert list(missing_libraries()) == []
    require_libraries()


def test_missing_library_is_named_with_a_command_that_installs_it() -> None:
    missing = {"Nothing": ("libnothing-at-all.so.0", "libnothing.dylib", "libnothing.dll")}
    assert list(missing_libraries(missing)) == ["Nothing"]


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a machine whose Pango library is a damaged file."""
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "libpango-1.0.so.0").touch()
    return {"LD_LIBRARY_PATH": str(folder)}


@pytest.mark.skipif(sys.platform != "linux", reason="other loaders look elsewhere")
@pytest.mark.parametrize("command", [["summary", "3"], ["build"], ["book"]])
def test_command_that_makes_pages_says_what_is_missing(
    command: list[str], cli: Cli, bare: dict[str, str], tmp_path: Path
) -> None:
    ran = cli(*command, "-o", tmp_path / "out", env=bare)
    assert ran.exit == RenderingError.exit
    (line,) = [line for line in ran.stderr.splitlines() if "sample" not in line]
    assert line.startswith("Pango, PangoFT2: missing on this machine")
    assert " install" in line
    assert ran.stdout == b""
    assert "megabytes" not in ran.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other loaders look elsewhere")
def test_command_that_makes_no_pages_does_not_need_the_engine(
    cli: Cli, bare: dict[str, str]
) -> None:
    ran = cli("export", env=bare)
    assert ran.exit == 0
    assert ran.stdout.startswith(b"{")
