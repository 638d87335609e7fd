"""A test of speed passes on a slow machine, and fails where the code is slow."""

import pytest

from tests.support import timing


class _Machine:
    """One on which everything takes so many times longer than on an ordinary one."""

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self.now = 0.0

    def works(self, seconds: float) -> None:
        self.now += seconds * self.factor

    def fixed(self) -> None:
        self.works(timing.ORDINARY)


@pytest.fixture(params=[1, 10], ids=["ordinary", "slow"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> _Machine:
    machine = _Machine(request.param)
    monkeypatch.setattr("tests.support.timing.time.process_time", lambda: machine.now)
    monkeypatch.setattr(timing, "_fixed", machine.fixed)
    return machine


def test_what_is_quick_is_so_on_any_machine(machine: _Machine) -> None:
    assert timing.seconds(lambda: machine.works(0.5), 1) < 1


def test_what_is_slow_is_so_on_any_machine(machine: _Machine) -> None:
    assert timing.seconds(lambda: machine.works(2), 1) == pytest.approx(2)


def test_growth_tells_a_square_from_a_line(machine: _Machine) -> None:
    assert timing.growth(lambda size: lambda: machine.works(size), 4) == pytest.approx(1)
    assert timing.growth(lambda size: lambda: machine.works(size**2), 4) == pytest.approx(2)
