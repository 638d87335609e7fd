"""Days and times as each language writes them."""

from __future__ import annotations

import datetime as dt
import re

from reports.text.typography import EN_DASH, NBSP, unbroken

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def long_date(day: dt.date, language: str) -> str:
    """``25. Juni 2016``, kept together, in the language's own form.

    Spanish may break before its year: no other language's date is as long.
    """
    from babel.dates import format_date

    said = unbroken(_digits(format_date(day, "long", locale=language), language))
    return said.replace(f"{NBSP}de{NBSP}{day.year}", f" de{NBSP}{day.year}")


def short_date(day: dt.date) -> str:
    """``12.12.2026``, as it is typed into a form."""
    return f"{day:%d.%m.%Y}"


def weekday(day: dt.date, language: str) -> str:
    """``Samstag`` in the language."""
    from babel.dates import format_date

    return format_date(day, "EEEE", locale=language)


def clock(start: dt.datetime, end: dt.datetime | None, *, language: str) -> str:
    """``18 bis 20 Uhr``, ``18:30 bis 20:00 Uhr``; other languages in CLDR's form."""
    if language != "de":
        return unbroken(_digits(_clock(start, end, language), language))
    times = [one for one in (start, end) if one]
    plain = all(one.minute == 0 for one in times)
    said = [str(one.hour) if plain else f"{one.hour}:{one.minute:02}" for one in times]
    return unbroken(f"{' bis '.join(said)} Uhr")


def _clock(start: dt.datetime, end: dt.datetime | None, language: str) -> str:
    """A time or an interval, by 12 or 24 hours as is usual in the language.

    Tigrinya by 24 hours only: its speakers also count 12 hours from sunrise.
    """
    from babel import Locale
    from babel.dates import format_interval, format_skeleton

    usual = Locale.parse(language).time_formats["short"].pattern
    skeleton = "Hm" if "H" in usual or language == "ti" else "hm"
    if end is None:
        return format_skeleton(skeleton, start, locale=language)
    interval = format_interval(start, end, skeleton, locale=language)
    return re.sub(rf"\s*{EN_DASH}\s*", EN_DASH, interval)


def _digits(text: str, language: str) -> str:
    """A date or a time with the language's own digits, which Babel leaves out."""
    return text.translate(_PERSIAN_DIGITS) if language == "fa" else text
