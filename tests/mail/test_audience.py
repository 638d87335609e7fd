"""Whom a campaign is for, and why others on the list are not."""

from __future__ import annotations

from typing import Any

import pytest

from reports.content.campaign import Recipient, Who
from reports.content.email_address import Address, parse_address
from reports.content.formats.csv_table import read_csv
from reports.content.recipients import Person
from reports.mail.audience import (
    divide_by_audience,
    group_excluded,
    not_meant_csv,
    probable_typos,
    similar_role,
    unknown_roles,
    unmatched_lists,
)

DELEGATES = Who(roles=("delegierte",))


def make_person(*roles: str, line: int = 2, **values: Any) -> Person:
    email = f"p{line}@example.org"
    address = parse_address(email)
    assert isinstance(address, Address)
    recipient = Recipient.model_validate({"email": email, "roles": roles, **values})
    return Person(recipient, address, line)


@pytest.mark.parametrize("role", ["delegierte", "DELEGIERTE", "Delegierte", "dele\u00adgierte"])
def test_case_and_what_cannot_be_seen_make_no_difference(role: str) -> None:
    assert unmatched_lists(make_person(role).recipient, DELEGATES) == ()


def test_composed_and_decomposed_letters_are_the_same() -> None:
    """On macOS "ä" may be two code points, on other systems it is one."""
    assert (
        unmatched_lists(make_person("Pra\u0308sidium").recipient, Who(roles=("präsidium",))) == ()
    )


@pytest.mark.parametrize("role", ["delegierter", "Delegierte/r", "delegiert", "Deligierte"])
def test_other_word_is_not_guessed_but_looks_like_a_slip(role: str) -> None:
    meant, others = divide_by_audience([make_person(role)], DELEGATES)
    assert meant == []
    (slip,) = probable_typos(others, DELEGATES)
    assert (slip.role, slip.count, slip.intended) == (role, 1, "delegierte")


@pytest.mark.parametrize("role", ["presse", "ersatzdelegierte", "gast", "d" * 200])
def test_another_role_is_no_slip(role: str) -> None:
    """No role is suggested for one that is not much like it."""
    assert similar_role(role, DELEGATES) is None


def test_those_not_meant_are_grouped_by_what_they_have() -> None:
    people = [
        make_person("delegierter"),
        make_person("DELEGIERTE"),
        make_person("presse"),
        make_person("presse"),
        make_person("gast", "presse"),
        make_person(),
        make_person("delegierte", language="uk"),
    ]
    who = Who(roles=("delegierte",), languages=("de",))
    meant, others = divide_by_audience(people, who)
    assert meant == [people[1]]
    roles, languages = group_excluded(others)
    assert (roles.name, roles.count) == ("roles", 5)
    assert dict(roles.values) == {"presse": 2, "delegierter": 1, "gast + presse": 1, "no role": 1}
    assert roles.values[0] == ("presse", 2)
    assert (languages.name, languages.values) == ("languages", (("uk", 1),))


def test_roles_that_nobody_has_are_known() -> None:
    """The typo is in the campaign, and the list is right."""
    who = Who(roles=("delegirte", "Presse"))
    assert unknown_roles([make_person("delegierte"), make_person("PRESSE")], who) == ["delegirte"]


def test_table_names_everybody_who_is_not_meant() -> None:
    people = [
        make_person("delegierter", line=2),
        make_person(line=3),
        make_person("delegierte", line=4),
    ]
    _meant, others = divide_by_audience(people, DELEGATES)
    columns = ("line", "email", "name", "reason")
    table = read_csv(not_meant_csv(others, DELEGATES), "not-meant.csv", allowed=columns)
    assert [tuple(row.cells.values()) for row in table.rows] == [
        ("2", "p2@example.org", "", 'roles: delegierter – did you mean "delegierte"?'),
        ("3", "p3@example.org", "", "roles: no role"),
    ]
