"""Typography: what a careful typesetter does with words, dates and references.

Spaces that must not break are U+00A0 between words and U+202F (narrow) within abbreviations.
A hyphen at which no line may end has U+2060 behind it, which nobody sees and no reader copies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
JOINER = "\N{WORD JOINER}"
EN_DASH = "\N{EN DASH}"
_LTR_MARK = "\N{LEFT-TO-RIGHT MARK}"

RTL_LANGUAGES = frozenset(("ar", "fa", "he", "ur", "ps", "ckb", "ug", "sd", "yi", "dv"))
"""Languages whose lines run from right to left."""

GERMAN_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)

_ABBREVIATION = re.compile(r"\b(z|u|d|o|s|v|i|e)\. ?(?=(B|a|h|Ä|o|u|v|A|V|d|R|m)\.)", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"(\b(?:Nr|Nrn|Art|Abs|Z|S|Kap)\.|§) (?=\d)")
_DAY_AND_MONTH = re.compile(rf"(?<=\d\.) (?=(?:{'|'.join(GERMAN_MONTHS)})\b)")
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:Euro|€|%|Prozent|Uhr|Personen|km|m|mm)(?!\w))")
# not within a telephone number (0341 000-1, 0341/12-3) nor an ISO date
_RANGE = re.compile(rf"(?<![\d/+-])(?<!\d[ {NBSP}])(\d{{1,4}}) ?- ?(\d{{1,4}})(?![\d-])")
# +49 341 12 34 56, (0341) 123-45, 0341 / 12 34; Persian and Arabic digits are digits, too
_PHONE = re.compile(
    rf"(?<![\w.,:/-])(?<!\d )(?P<mark>{_LTR_MARK})?"
    r"(?:\(?(?:\+|00)\d{1,3}\)?|\(?[0۰٠]\d{1,5}\)?)(?:[ ()/-]{1,3}\d+)+(?![\w.:])"
)
_FEWEST_DIGITS = 6
"""Digits of a number that is taken for one to call: a date without its year has four."""
# "-vereine", "-/vereine", "Bürger/-innen"
_SUSPENDED_START = re.compile(r"(?<!\S)([(„\"»‚]*|[^\W\d_]+/)-(/?)(?=\w)")
# "Sprach- und"; a longer word could be too wide for a column if no line may end behind it
_SUSPENDED_END = re.compile(r"(?<![\w-])(\w{1,18}-) (?=(?:und|oder|sowie|bzw\.)(?!\w))")
_LITTLE_WORD = re.compile(r"(?<=\b(?:im|am|in|an|zu)) | (?=\S{1,4}$)")
_SHORT_LAST_WORD = re.compile(r"([^ ]+) (?=(\S{1,12})$)")

_WIDEST_PAIR = 20
"""Letters of the two last words that are kept together at most: the narrowest columns of text
have some 24 in a line, and a longer pair would leave a hole in the line before."""

# other languages: spaces that the author wrote as unbreakable stay so
_WHITE_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_SHORT_LAST_PART = re.compile(rf"([^ ]+) (?=([^ {NBSP}]{{1,12}})$)")
_LITTLE_LAST_PART = re.compile(rf"(?<=\s)([^ ]{{1,7}}) (?=[^ {NBSP}]{{1,4}}$)")
# not within an address, a time or a smiley: what follows is white space or more punctuation
_FRENCH_HIGH = re.compile(r"(?<=[\w)\]»”’…%€.])\s*([;!?»])(?=[\s;:!?»”).,…]|$)")
_FRENCH_COLON = re.compile(r"(?<=[\w)\]»”’…%€.])\s*:(?=\s|$)")
_FRENCH_OPENING = re.compile(r"«\s*(?=\S)")


_ORDINARY = {
    ord(NBSP): " ",
    ord(NARROW): " ",
    ord("\N{NON-BREAKING HYPHEN}"): "-",
    ord(JOINER): "",
    ord(_LTR_MARK): "",
    ord("\N{SOFT HYPHEN}"): "",
}


def plain(text: str) -> str:
    """Return a text with ordinary spaces and hyphens, and without what nobody sees.

    In plain text a line ends wherever the reader's program likes, and some programs show the
    others as boxes.
    """
    return text.translate(_ORDINARY)


def span(lines: tuple[int, int]) -> str:
    """Return a range of lines with an en dash, ``508–525``, or one number."""
    first, last = lines
    return str(first) if first == last else f"{first}{EN_DASH}{last}"


def line_reference(lines: tuple[int, int]) -> str:
    """Return the reference to printed lines of a German resolution: ``Z. 508–525``."""
    return f"Z.{NARROW}{span(lines)}"


def set_text(text: str, language: str = "de") -> str:
    """Return a text as a typesetter would set it, without a short word alone in its last line.

    German has narrow spaces in abbreviations, numbers kept with what they count
    and en dashes between numbers; French has spaces at its punctuation.
    """
    if language != "de":
        return _SHORT_LAST_PART.sub(_together, _set_foreign_words(text, language))
    return _SHORT_LAST_WORD.sub(_together, _set_words(text))


def _together(last: re.Match[str]) -> str:
    """Return the word before the last one with a space that keeps both together, if short."""
    return f"{last[1]}{NBSP if len(last[1]) + len(last[2]) < _WIDEST_PAIR else ' '}"


def set_title(text: str, language: str = "de") -> str:
    """Return a title as a typesetter would set it in large type.

    Only words of few letters are kept with their neighbours: with longer ones, lines
    would become too uneven.
    """
    if language != "de":
        return _LITTLE_LAST_PART.sub(rf"\1{NBSP}", _set_foreign_words(text, language))
    return _LITTLE_WORD.sub(NBSP, _set_words(text))


def set_name(text: str, language: str = "de") -> str:
    """Return a name or a few words, set like `set_text`; a line may end before any word."""
    return _set_words(text) if language == "de" else _set_foreign_words(text, language)


def _set_foreign_words(text: str, language: str) -> str:
    """Return a text with single spaces, and in French no-break ones at the punctuation."""
    text = _PHONE.sub(_unbroken_number(language), _WHITE_SPACE.sub(" ", text).strip())
    if language == "fr":
        text = _FRENCH_HIGH.sub(rf"{NARROW}\1", text)
        text = _FRENCH_COLON.sub(f"{NBSP}:", text)
        text = _FRENCH_OPENING.sub(f"«{NARROW}", text)
    return text


def _set_words(text: str) -> str:
    """Return a German text with the spaces, dashes and hyphens that `set_text` describes."""
    text = _PHONE.sub(_unbroken_number("de"), " ".join(text.split()))
    text = _ABBREVIATION.sub(lambda match: f"{match[1]}.{NARROW}", text)
    text = _BEFORE_NUMBER.sub(lambda match: f"{match[1]}{NARROW}", text)
    text = _DAY_AND_MONTH.sub(NBSP, text)
    text = _NUMBER_AND_UNIT.sub(NBSP, text)
    text = text.replace("E-Mail", f"E-{JOINER}Mail")
    text = _SUSPENDED_START.sub(_joined, text)
    text = _SUSPENDED_END.sub(rf"\1{NBSP}", text)
    return _RANGE.sub(rf"\1{EN_DASH}\2", text)


def _unbroken_number(language: str) -> Callable[[re.Match[str]], str]:
    """Return what puts a telephone number on one line.

    From right to left it also keeps its order: a mark before it says that it runs from left to
    right, or else each group of digits would be put to the left of the one before.
    """

    def unbroken_number(number: re.Match[str]) -> str:
        """Return a number with no-break spaces, if it is one to call."""
        if sum(sign.isdigit() for sign in number[0]) < _FEWEST_DIGITS:
            return number[0]
        mark = _LTR_MARK if language in RTL_LANGUAGES and not number["mark"] else ""
        return mark + number[0].replace(" ", NBSP)

    return unbroken_number


def _joined(start: re.Match[str]) -> str:
    """Return the hyphen that a word begins with, and its slash, so that no line ends there."""
    before = f"{start[1]}{JOINER}" if start[1].endswith("/") else start[1]
    return f"{before}-{JOINER}{start[2] and start[2] + JOINER}"


def keep(text: str, names: Sequence[str]) -> Markup:
    """Return a text as HTML in which some names and the last word are never hyphenated.

    The space before a name goes into its element: with the space outside, the engine
    breaks the line before it too early.
    """
    start, space, last = text.rpartition(" ")
    held = Markup('<span class="name">{}</span>')
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "|".join(rf" ?(?<!\w){re.escape(name)}(?!\w)" for name in longest_first)
    parts = re.split(f"({pattern})", start) if names else [start]
    # split keeps what it split at: every second part is a name
    shown = [held.format(part) if i % 2 else escape(part) for i, part in enumerate(parts)]
    return Markup("").join([*shown, held.format(space + last)])


def unbroken(text: str) -> str:
    """Return a text with no-break spaces, so that it stays on one line."""
    return NBSP.join(text.split())


def unbroken_parts(text: str) -> str:
    """Return an address that can break after its commas, and within parts that are long."""
    parts = [part.strip() for part in text.split(",")]
    return ", ".join(unbroken(part) if len(part) <= 40 else part for part in parts)


def unbroken_if_short(text: str) -> str:
    """Return a name of at most 30 characters unbroken: a longer one would leave a gap before it."""
    return unbroken(text) if len(text) <= 30 else text
