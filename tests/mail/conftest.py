"""Fixtures of the mail package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import Edition
from tests.conftest import PartTaker
from tests.support.delivery_office import START, DeliveryOffice, MakeOffice, plan
from tests.support.ledgers import AT, ERIKA, MAX, TEXT
from tests.support.naughty_strings import naughty_strings


@pytest.fixture
def make_office(tmp_path: Path) -> Iterator[MakeOffice]:
    """Make offices with ledgers: in that of ``make_office(5)``, persons 0 to 4 are planned."""
    ledgers = []

    def make_with_people(count: int) -> DeliveryOffice:
        ledger = Ledger.open(tmp_path / LEDGER)
        ledgers.append(ledger)
        edition = ledger.begin_edition("briefing", {}, START)
        plan(ledger, edition, range(count))
        return DeliveryOffice(ledger, edition)

    yield make_with_people
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is made."""
    return tmp_path / LEDGER


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """An open, empty ledger."""
    with Ledger.open(path) as opened:
        yield opened


@pytest.fixture
def edition(ledger: Ledger) -> Edition:
    """An edition with Erika and Max planned."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, [ERIKA, MAX], AT)
    return begun


@pytest.fixture(scope="module")
def naughty(part: PartTaker) -> list[str]:
    """Strings that have broken programs before; in make test every ninth."""
    return list(part(naughty_strings(), 9))
