"""Days and times in the form of each language."""

from __future__ import annotations

import datetime as dt
import re

from reports.text.typography import EN_DASH, NBSP, unbroken

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def long_date(day: dt.date, language: str) -> str:
    """Return a day in the form of a language, with no-break spaces: ``25. Juni 2016``.

    Spanish can break before the year: no other language has dates as long.
    """
    from babel.dates import format_date

    date = unbroken(_digits(format_date(day, "long", locale=language), language))
    return date.replace(f"{NBSP}de{NBSP}{day.year}", f" de{NBSP}{day.year}")


def day_and_month(day: dt.date, language: str) -> str:
    """Return a day without its year, with no-break spaces: ``25. Juni``."""
    from babel.dates import format_skeleton

    return unbroken(_digits(format_skeleton("MMMMd", day, locale=language), language))


def short_date(day: dt.date) -> str:
    """Return a day as it is typed into a German form: ``12.12.2026``."""
    return f"{day:%d.%m.%Y}"


def weekday(day: dt.date, language: str) -> str:
    """Return the name of the weekday in a language: ``Samstag``."""
    from babel.dates import format_date

    return format_date(day, "EEEE", locale=language)


def clock(start: dt.datetime, end: dt.datetime | None, *, language: str) -> str:
    """Return a time, or one from start to end: ``18 bis 20 Uhr``, ``18:30 bis 20:00 Uhr``.

    It is kept on one line. German times are without minutes if all are full hours, and the
    midnight at which a day ends is 24 Uhr; other languages have the form of CLDR.
    """
    if language != "de":
        return unbroken(_digits(_clock(start, end, language), language))
    times = [time for time in (start, end) if time]
    full_hours = all(time.minute == 0 for time in times)
    shown = [str(time.hour) if full_hours else f"{time.hour}:{time.minute:02}" for time in times]
    if end is not None and end.time() == dt.time() and end > start:
        shown[-1] = "24"
    return unbroken(f"{' bis '.join(shown)} Uhr")


def set_clock(text: str, language: str) -> str:
    """Return a time of day, ``18:30``, in the form that `clock` has in a language.

    In German it stays as it is: in a column of times, "Uhr" would stand behind each.
    """
    if language == "de":
        return text
    hour, minute = map(int, text.split(":"))
    moment = dt.datetime.combine(dt.date(2000, 1, 1), dt.time(hour, minute))
    return clock(moment, None, language=language)


def _clock(start: dt.datetime, end: dt.datetime | None, language: str) -> str:
    """Return a time or an interval, by 12 or 24 hours as is usual in the language.

    Tigrinya has 24 hours only, since its speakers also count 12 hours from sunrise.
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
    """Return a date or a time with Persian digits if the language is Persian.

    Babel writes 0 to 9 in every language.
    """
    return text.translate(_PERSIAN_DIGITS) if language == "fa" else text
