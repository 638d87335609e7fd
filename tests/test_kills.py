"""A command that is ended at any moment leaves nothing behind, and nothing torn."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.kills import COMMANDS, Undisturbed, kill, short_folder, undisturbed

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc"),
    pytest.mark.timeout(600),  # each is several commands
]

Record = Callable[[str, object], None]


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


@cache
def _undisturbed(command: str) -> Undisturbed:
    with short_folder() as folder:
        return undisturbed(folder / "h", command)


def _prove(folder: Path, number: int, record: Record) -> None:
    command = list(COMMANDS)[number % len(COMMANDS)]
    killed = kill(folder / "h", command, _undisturbed(command), number)
    when = "in time" if killed.ended else "after its end"
    record("tried", (f"kills: {command}", 1, len(killed.faults), f"{killed.signal} {when}"))
    if killed.faults:
        title = f"kill {number}: {command}, {killed.signal} after {killed.after:.2f} s"
        pytest.fail("\n".join([title, *killed.faults]), pytrace=False)


@pytest.mark.parametrize("number", [10])
def test_ended_command_leaves_nothing_behind(
    number: int, folder: Path, record_property: Record
) -> None:
    _prove(folder, number, record_property)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(100))
def test_hundred_ended_commands_leave_nothing_behind(
    number: int, folder: Path, record_property: Record
) -> None:
    _prove(folder, number, record_property)
