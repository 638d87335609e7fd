"""What a careful typesetter does with words, dates and references.

Alone imports Babel. All functions are pure: text in, text out. Spaces that must
not break are U+00A0 between words and U+202F (narrow) within abbreviations.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"

_ABBREVIATION = re.compile(r"\b(z|u|d|o|s|v|i|e)\. ?(?=(B|a|h|Ä|o|u|v|A|V|d|R|m)\.)", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"(\b(?:Nr|Nrn|Art|Abs|Z|S|Kap)\.|§) (?=\d)")
_DAY_AND_MONTH = re.compile(
    r"(?<=\d\.) (?=(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober"
    r"|November|Dezember)\b)"
)
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:Euro|€|%|Prozent|Uhr|Personen|km|m|mm)(?!\w))")
# not within a telephone number (0341 000-1, 0341/12-3) nor an ISO date
_RANGE = re.compile(r"(?<![\d/+-])(?<!\d )(\d{1,4}) ?- ?(\d{1,4})(?![\d-])")
_LITTLE_WORD = re.compile(r"(?<=\b(?:im|am|in|an|zu)) | (?=\S{1,4}$)")
_SHORT_LAST_WORD = re.compile(r" (?=\S{1,12}$)")

# other languages: spaces that the author wrote as unbreakable stay so
_WHITE_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_SHORT_LAST_PART = re.compile(rf" (?=[^ {NBSP}]{{1,12}}$)")
_LITTLE_LAST_PART = re.compile(rf"(?<=\s)([^ ]{{1,7}}) (?=[^ {NBSP}]{{1,4}}$)")
# not within an address, a time or a smiley: what follows is white space or more punctuation
_FRENCH_HIGH = re.compile(r"(?<=[\w)\]»”’…%€.])\s*([;!?»])(?=[\s;:!?»”).,…]|$)")
_FRENCH_COLON = re.compile(r"(?<=[\w)\]»”’…%€.])\s*:(?=\s|$)")
_FRENCH_OPENING = re.compile(r"«\s*(?=\S)")

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def span(lines: tuple[int, int]) -> str:
    """``508–525`` with an en dash, or one number."""
    first, last = lines
    return str(first) if first == last else f"{first}{EN_DASH}{last}"


def line_reference(lines: tuple[int, int]) -> str:
    """``Z. 508–525``: how a German resolution is cited by printed lines."""
    return f"Z.{NARROW}{span(lines)}"


def set_text(text: str, language: str = "de") -> str:
    """A text as a typesetter would set it: no last line of one short word.

    German has narrow spaces in abbreviations, numbers kept with what they count
    and en dashes between numbers; French has spaces at its punctuation.
    """
    if language != "de":
        return _SHORT_LAST_PART.sub(NBSP, _set_foreign_words(text, language))
    return _SHORT_LAST_WORD.sub(NBSP, _set_words(text))


def set_title(text: str, language: str = "de") -> str:
    """A title in large type: only little words are kept with their neighbours.

    Keeping longer ones together, too, would tear the line.
    """
    if language != "de":
        return _LITTLE_LAST_PART.sub(rf"\1{NBSP}", _set_foreign_words(text, language))
    return _LITTLE_WORD.sub(NBSP, _set_words(text))


def _set_foreign_words(text: str, language: str) -> str:
    """Single spaces, and in French unbreakable ones at the punctuation."""
    text = _WHITE_SPACE.sub(" ", text).strip()
    if language == "fr":
        text = _FRENCH_HIGH.sub(rf"{NARROW}\1", text)
        text = _FRENCH_COLON.sub(f"{NBSP}:", text)
        text = _FRENCH_OPENING.sub(f"«{NARROW}", text)
    return text


def _set_words(text: str) -> str:
    """Spaces and dashes within abbreviations, numbers and ranges."""
    text = " ".join(text.split())
    text = _ABBREVIATION.sub(lambda match: f"{match[1]}.{NARROW}", text)
    text = _BEFORE_NUMBER.sub(lambda match: f"{match[1]}{NARROW}", text)
    text = _DAY_AND_MONTH.sub(NBSP, text)
    text = _NUMBER_AND_UNIT.sub(NBSP, text)
    text = text.replace("E-Mail", "E\N{NON-BREAKING HYPHEN}Mail")
    return _RANGE.sub(rf"\1{EN_DASH}\2", text)


def keep(text: str, names: Sequence[str]) -> Markup:
    """A text as HTML in which the given names and the last word are never hyphenated.

    The space before a name goes inside its element: with the space outside, the
    engine ends the line before too early.
    """
    start, space, last = text.rpartition(" ")
    held = Markup('<span class="name">{}</span>')
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "|".join(rf"(?: ?)\b{re.escape(name)}" for name in longest_first)
    parts = re.split(f"({pattern})", start) if names else [start]
    # split keeps what it split at: every second part is a name
    shown = [held.format(part) if i % 2 else escape(part) for i, part in enumerate(parts)]
    return Markup("").join([*shown, held.format(space + last)])


def unbroken(text: str) -> str:
    """A name or an address part that must stay on one line."""
    return NBSP.join(text.split())


# --- dates and times --------------------------------------------------------


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


def direction(language: str) -> str:
    """``ltr`` or ``rtl``: where a line of the language begins."""
    from babel import Locale

    return Locale.parse(language).text_direction


def language_names(codes: Sequence[str], language: str) -> str:
    """``Arabisch, Ukrainisch``: languages by their names in another."""
    from babel import Locale

    spoken = Locale(language)
    return ", ".join(spoken.languages.get(code, code) for code in codes)


def isolated(text: str, language: str) -> str:
    """A name or an address in Latin letters, in its own order among words from the right.

    As an element: the engine forgets Unicode's isolates where a line ends within them.
    """
    if direction(language) == "ltr":
        return text
    return Markup('<span dir="ltr">{}</span>').format(text)


def unbroken_parts(text: str) -> str:
    """An address that may break after its commas only."""
    return ", ".join(unbroken(part) for part in text.split(","))


def unbroken_if_short(text: str) -> str:
    """A name on one line where that cannot leave a hole in the line before."""
    return unbroken(text) if len(text) <= 30 else text


_NO_END = re.compile(
    r"(?:\b(?:bzw|ca|d|h|etc|evtl|ggf|inkl|insb|Abs|Art|Bd|Dr|Nr|Nrn|Prof|S|St|Str|Z|usw|u|a|z|B"
    r"|v|o|e|V|i|m|sog|vgl|bspw|Hrsg|Mio|Mrd|Tel|max|min)|\d{1,2}|\b[A-Z])\.$"
)
"""What a full stop after does not end a sentence: abbreviations, days, initials."""

_LONGEST_NO_END = 8
"""Characters before a sentence's end that can show it to be none: the longest abbreviation
has four letters and a full stop, and a closing quotation mark more hides it anyway."""


def first_sentence(text: str) -> str:
    """The first sentence of a German text, its full stop included; else the first paragraph."""
    paragraph = text.split("\n\n", 1)[0].strip()
    for end in re.finditer(r"[.!?][“\"’)]*(?=\s+[„\"»(]?[A-ZÄÖÜ0-9])", paragraph):
        # only the last characters are looked at: from the start, a long text would take the
        # square of its length
        if not _NO_END.search(paragraph, max(0, end.end() - _LONGEST_NO_END), end.end()):
            return paragraph[: end.end()]
    return paragraph


def slug(text: str, longest: int = 60) -> str:
    """A name that is safe in a file name: ``übersicht für alle`` → ``uebersicht-fuer-alle``.

    Empty where no letter is Latin.
    """
    spelled = text.lower()
    for letter, latin in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled = spelled.replace(letter, latin)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")


FILTERS: dict[str, Callable[..., str]] = {
    "span": span,
    "line_reference": line_reference,
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
    "unbroken_if_short": unbroken_if_short,
    "weekday": weekday,
}
"""The functions as templates name them."""
