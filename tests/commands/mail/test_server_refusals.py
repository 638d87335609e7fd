"""Answers about the account end the run; refused people can be tried again."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.mail_office import AT, ERIKA, KIM, MAX, MailOffice, csv_text, recipients_of
from tests.support.smtp import CLOSE, SILENCE, Fault, Server, at, for_recipients


def test_daily_limit_leaves_the_rest_planned(office: MailOffice, server: Server) -> None:
    """The answer is shown with the next step, and the next day the others get it."""
    office.write_people(
        csv_text([{"email": f"p{n}@example.org", "roles": "delegierte"} for n in range(9)])
    )
    count = 0

    def faults(stage: str, _recipient: str) -> Fault | None:
        nonlocal count
        count += stage == "dot"
        full = Fault(b"550 5.4.5 Daily user sending limit exceeded")
        return full if stage == "dot" and count > 4 else None

    server.faults = faults
    ran = office.send("-q")
    assert ran.exit == 8
    assert ran.stderr.splitlines() == [
        (
            f"127.0.0.1:{server.port}: the server takes no more mail from this account: 550 5.4.5"
            " Daily user sending limit exceeded – wait until the provider lets this account send"
            " again, mostly the next day, then run the same command again: who is left stays"
            " planned, and nobody gets anything twice"
        ),
        "brief: 5 people were not tried – run the same command again later",
    ]
    assert Counter(office.states().values()) == {"sent": 4, "planned": 5}
    server.faults = at("none", SILENCE)
    assert office.send().exit == 0
    assert recipients_of(server) == [f"p{n}@example.org" for n in range(9)]


@pytest.mark.parametrize(
    ("reply", "remedy"),
    [
        (b"550 5.1.1 no such user", "correct the address in recipients.csv"),
        (b"552 5.2.2 mailbox full", "try again later with --retry-refused"),
        (b"554 5.7.1 policy", "mend what the server says, then try again with --retry-refused"),
    ],
)
def test_refused_people_are_tried_again_by_choice(
    reply: bytes, remedy: str, office: MailOffice, server: Server
) -> None:
    """Only --retry-refused sends to them, and it sends to nobody else."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(reply)), KIM: ("dot", CLOSE)})
    ran = office.send("-q")
    assert ran.exit == 8
    assert ran.stderr.splitlines()[0].endswith(remedy)
    server.faults = at("none", SILENCE)
    assert office.send("-q").exit == 8
    assert office.send("-q", "--again").exit == 8
    assert recipients_of(server) == [ERIKA, KIM]
    ran = office.send("-q", "--retry-refused")
    assert (ran.exit, ran.stderr) == (0, "")
    assert recipients_of(server) == [ERIKA, KIM, MAX]


def test_waiting_is_told_with_the_day(office: MailOffice, server: Server) -> None:
    """The wait may last beyond midnight."""
    office.write_people("email;roles\nmax@example.org;delegierte\n")
    office.now = AT.replace(hour=23, minute=59, second=30)
    server.faults = at("rcpt", Fault(b"451 4.3.0 later"), 1)
    ran = office.send()
    until = (office.now).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    assert f"Waiting until {until}: the server has asked for another attempt later" in ran.stderr
