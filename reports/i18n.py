"""The words of the program: gettext for the interface and for the printed matter.

Two domains: ``handzettel`` is what the command says, in the user's language
(click's own messages included, since click asks the same domain); ``print`` is
the fixed words of the printed matter, in the document's language.
"""

from __future__ import annotations

import gettext
import io
import locale
import os
import sys
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).with_name("locale")
_DOMAIN = "handzettel"


def _set_language_on_windows() -> None:
    """Set LANGUAGE, which gettext reads: Windows keeps the user's language elsewhere."""
    if sys.platform == "win32" and not any(
        os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    ):
        import ctypes

        code = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        os.environ["LANGUAGE"] = locale.windows_locale.get(code, "en")


_set_language_on_windows()
gettext.bindtextdomain(_DOMAIN, str(LOCALES))
gettext.textdomain(_DOMAIN)

_ = gettext.gettext
ngettext = gettext.ngettext


def interface_language() -> str:
    """Return the code of the language that the command speaks."""
    translation = gettext.translation(_DOMAIN, LOCALES, fallback=True)
    return translation.info().get("language", "en")


def quoted(text: str) -> str:
    """Return a text in the quotation marks of the user's language."""
    return _('"{text}"').format(text=text)


@lru_cache
def printed(language: str, catalogue: bytes = b"") -> gettext.NullTranslations:
    """Return the fixed words of the printed matter in a language.

    ``catalogue`` is that of a workspace, compiled (MO), and is used instead of the shipped one.
    Raises FileNotFoundError for a language without a catalogue.
    """
    if catalogue:
        return gettext.GNUTranslations(io.BytesIO(catalogue))
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("print", LOCALES, [language])


@lru_cache
def printed_languages() -> tuple[str, ...]:
    """Return the codes of the languages whose catalogues are shipped, and of English, sorted."""
    codes = {path.parents[1].name for path in LOCALES.glob("*/LC_MESSAGES/print.mo")}
    return tuple(sorted({"en", *codes}))
