"""Printer and publisher stand on printed matter with name and postal address."""

from __future__ import annotations

import pytest

from reports.content.imprint import ImprintLines, imprint_lines, imprint_problem, unmet_law
from reports.content.settings import Imprint
from reports.content.workspace import Content
from reports.errors import Place


@pytest.mark.parametrize(
    "entry",
    [
        "Musterdruck, Beispielweg 2, 04103 Leipzig",
        "Musterdruck GmbH & Co. KG, Erika Muster, Straße des 18. Oktober 2a, 04103 Leipzig",
        "Verein e. V., Postfach 12 34, 04103 Leipzig",
        "Verein,Weg 1,D-04103 Bad Düben",
    ],
)
def test_name_and_postal_address_suffice(entry: str) -> None:
    assert imprint_problem(entry, Place("branches.yaml")) is None


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "Musterdruck",
        "Musterdruck, Leipzig",
        "Musterdruck, www.example.org",
        "Musterdruck, info@example.org, 04103 Leipzig",
        "Musterdruck, Beispielweg, 04103 Leipzig",
        "Musterdruck, Beispielweg 2, Leipzig",
        "Musterdruck, Beispielweg 2, 4103 Leipzig",
        "Musterdruck, Beispielweg 2, 04103",
        "Beispielweg 2, 04103 Leipzig",
        ", Beispielweg 2, 04103 Leipzig",
    ],
)
def test_entry_without_a_name_or_a_postal_address_is_refused(entry: str) -> None:
    problem = imprint_problem(entry, Place("branches.yaml", 7))
    assert problem is not None
    assert (problem.place, problem.message) == (
        Place("branches.yaml", 7),
        "has no postal address",
    )
    assert "street and number" in problem.remedy


def test_branch_is_the_publisher_where_none_is_named(sample: Content) -> None:
    imprint = Imprint(printer="Druck, Weg 1, 04103 Leipzig")
    assert imprint_lines(imprint, sample.branch("musterviertel")) == ImprintLines(
        "Druck, Weg 1, 04103 Leipzig",
        "Ortsverein Musterviertel (Muster), Erika Muster, Musterstraße 1, 04109 Leipzig",
    )


def test_publisher_named_stands_before_the_branch(sample: Content) -> None:
    imprint = Imprint(
        printer="Druck, Weg 1, 04103 Leipzig", publisher="Verein, Weg 2, 04103 Leipzig"
    )
    lines = imprint_lines(imprint, sample.branch("musterviertel"))
    assert lines.publisher == "Verein, Weg 2, 04103 Leipzig"


def test_every_branch_of_the_sample_can_stand_in(sample: Content) -> None:
    imprint = Imprint(printer="Druck, Weg 1, 04103 Leipzig")
    for branch in sample.branches:
        lines = imprint_lines(imprint, branch)
        assert imprint_problem(lines.publisher, Place("branches.yaml")) is None


def test_branch_can_have_a_printer_of_its_own(sample: Content) -> None:
    printer = "Kiezdruck, Weg 3, 04109 Leipzig"
    branch = sample.branch("musterviertel").model_copy(update={"printer": printer})
    for common in (None, "Druck, Weg 1, 04103 Leipzig"):
        lines = imprint_lines(Imprint(printer=common), branch)
        assert lines.printer == printer


def test_without_a_printer_the_law_is_named(sample: Content) -> None:
    branch = sample.branch("musterviertel")
    assert unmet_law(Imprint(), branch) == "SächsPresseG § 6 (1)"
    assert unmet_law(Imprint(printer="Druck, Weg 1, 04103 Leipzig"), branch) is None
