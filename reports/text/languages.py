"""Languages: the way they run, what they are called, and words of one within another."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup


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
