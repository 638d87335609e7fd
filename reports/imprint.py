"""Who must be named on printed matter, and how.

Saxony, SächsPresseG § 6 (1): every printed work names printer and publisher with
name and postal address. A web or e-mail address does not replace one.
"""

from __future__ import annotations

import re

from reports.messages import _
from reports.model import Branch, Imprint


def imprint_problem(value: str) -> tuple[str, str] | None:
    """What an entry like "Name, Straße 1, 04109 Leipzig" lacks, and the remedy."""
    parts = [part.strip() for part in value.split(",")]
    city = re.fullmatch(r"(D-)?\d{5} +\D+", parts[-1])
    street = len(parts) >= 3 and re.search(r"\d|Postfach", parts[-2])
    if city and street and parts[0]:
        return None
    return (
        _("has no postal address"),
        _('the press law asks for "name, street and number, postcode and city"'),
    )


def printer_and_publisher(imprint: Imprint, branch: Branch) -> tuple[str, str]:
    """The two entries of a flyer's imprint, the branch standing in as publisher."""
    address = branch.address
    own = (
        f"{branch.name}, {branch.contact.name}, {address.street}, {address.postcode} {address.city}"
    )
    return imprint.printer, imprint.publisher or own
