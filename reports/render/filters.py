"""The filters of templates."""

from __future__ import annotations

from collections.abc import Callable

from reports.text.addresses import mail_link, phone_link, web_link
from reports.text.dates import clock, long_date, short_date, weekday
from reports.text.languages import direction, isolated, language_names, listed
from reports.text.typography import (
    keep,
    line_reference,
    plain,
    set_text,
    set_title,
    span,
    unbroken,
    unbroken_if_short,
    unbroken_parts,
)

FILTERS: dict[str, Callable[..., str]] = {
    "span": span,
    "line_reference": line_reference,
    "plain": plain,
    "set_text": set_text,
    "set_title": set_title,
    "unbroken": unbroken,
    "language_names": language_names,
    "unbroken_parts": unbroken_parts,
    "isolated": isolated,
    "clock": clock,
    "direction": direction,
    "long_date": long_date,
    "short_date": short_date,
    "keep": keep,
    "mail_link": mail_link,
    "phone_link": phone_link,
    "web_link": web_link,
    "listed": listed,
    "unbroken_if_short": unbroken_if_short,
    "weekday": weekday,
}
"""The functions by the names that templates have for them."""
