"""Languages: their direction, their names, and Latin words within them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup


def direction(language: str) -> str:
    """Return the direction of a language's lines: ``ltr`` or ``rtl``."""
    from babel import Locale

    return Locale.parse(language).text_direction


_ARABIC_COMMA = frozenset(("ar", "fa", "ur", "ps", "ckb", "ug", "sd"))
"""Languages in whose script a comma is U+060C."""


def listed(values: Iterable[str], language: str) -> str:
    """Return texts in one line, with the comma of a language between them; HTML stays HTML.

    Empty ones are left out.
    """
    comma = "\N{ARABIC COMMA} " if language in _ARABIC_COMMA else ", "
    parts = [part for part in values if part]
    is_html = any(isinstance(part, Markup) for part in parts)
    return Markup(comma).join(parts) if is_html else comma.join(parts)


def language_names(codes: Sequence[str], language: str) -> str:
    """Return the names of languages in another one: ``Arabisch, Ukrainisch``.

    A code that has no name stays a code.
    """
    from babel import Locale

    spoken = Locale(language)
    return listed([spoken.languages.get(code, code) for code in codes], language)


def isolated(text: str, language: str) -> str:
    """Return a Latin name or address so that it keeps its order in a right-to-left text.

    It becomes an element: the engine ignores Unicode's isolates if a line ends within them. Where
    the language's own direction is left to right, the element says only that it is German.
    """
    if language == "de":
        return text
    if direction(language) == "ltr":
        return Markup('<span lang="de">{}</span>').format(text)
    return Markup('<span dir="ltr" lang="de">{}</span>').format(text)
