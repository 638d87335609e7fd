"""Names of parties and associations that are more than one German word, in all their forms."""

from __future__ import annotations

import re

_NAMES = {
    "Bündnis 90/Die Grünen": ("Bündnis 90/den Grünen", "B90/Die Grünen", "Bündnis 90/die Grünen"),
    "Grüne Jugend": ("Grünen Jugend",),
    "Freie Wähler": ("Freien Wählern", "Freien Wähler", "Freier Wähler"),
    "Freie Demokraten": ("Freien Demokraten", "Freier Demokraten"),
    "Junge Union": ("Jungen Union",),
    "Junge Liberale": ("Jungen Liberalen", "Junger Liberaler"),
    "ver.di": (),
}
"""Names in the nominative, with their other forms."""
_SINGULAR = frozenset(("Grüne Jugend", "Junge Union", "ver.di"))


def _spellings() -> dict[str, tuple[str, bool]]:
    """Return base and number for each form, also in capitals."""
    spellings: dict[str, tuple[str, bool]] = {}
    for base, forms in _NAMES.items():
        for form in (base, *forms):
            spellings[form] = base, base not in _SINGULAR
            spellings[form.upper()] = base.upper(), base not in _SINGULAR
    return spellings


ORGANISATIONS = _spellings()
"""The base of each form ("GRÜNE JUGEND" for "GRÜNEN JUGEND"), and whether it is a plural."""


def _pattern() -> str:
    """Return a regular expression for all forms, with or without spaces around a slash."""
    forms = sorted(ORGANISATIONS, key=len, reverse=True)
    alternatives = "|".join(re.escape(form).replace("/", r"\s?/\s?") for form in forms)
    return rf"(?:{alternatives})(?!\w)(?:-\w+)*"


ORGANISATION = _pattern()
"""A form of such a name, also as the beginning of a compound: "ver.di-Landesbezirk"."""


def organisation_of(word: str) -> tuple[str, bool] | None:
    """Return the base of a name and whether it is a plural; None for any other word."""
    return ORGANISATIONS.get(re.sub(r"\s?/\s?", "/", word))
