"""Style rules that are made from values: the theme's tokens, fonts, page size and bleed."""

from __future__ import annotations

import re

from reports.content.press_profile import PressProfile
from reports.documents.document import Document
from reports.i18n import printed


def bleed_rules(profile: PressProfile | None) -> str:
    """The style rules that put the bleed around a page, and its width for the styles.

    The page keeps its trim size; what is to bleed sticks out by ``var(--bleed)``.
    """
    if profile is None or profile.bleed == 0:
        return ":root { --bleed: 0mm }\n"
    return f"@page {{ bleed: {profile.bleed:g}mm }}\n:root {{ --bleed: {profile.bleed:g}mm }}\n"


_SAMPLE_RULE = (
    '@page {{ @bottom-right-corner {{ content: "{word}"; font: 600 6.5pt {fonts};'
    " color: #595959; vertical-align: bottom; text-align: center; padding-bottom: 4mm }} }}\n"
)
"""The foot's corner says that a page is a sample, where it takes no room from the text."""


def theme_tokens(document: Document) -> str:
    """The theme's colours and font as custom properties."""
    theme = document.theme
    fonts = font_names(document)
    return f":root {{ --colour: {theme.colour}; --tint: {theme.tint}; --font: {fonts}; }}\n"


def font_names(document: Document) -> str:
    """The font of the language's script first; Latin names are left to the theme's."""
    theme = document.theme
    own, *quoted = [theme.script_family(code) for code in (document.language, *document.quoted)]
    families = [own, theme.font, *quoted]
    return ", ".join(dict.fromkeys(f'"{one.name}"' for one in families if one))


def page_rules(document: Document) -> str:
    """The page's trim size and, where there can be several, "page 1 of n" in the foot."""
    size = f"size: {document.format.width}mm {document.format.height}mm;"
    bleed = bleed_rules(document.press.profile if document.press else None)
    words = printed(document.language, document.catalogue)
    if document.theme.sample:
        bleed += _SAMPLE_RULE.format(word=words.gettext("Sample"), fonts=font_names(document))
    if document.pages is not None:
        return f"@page {{ {size} }}\n{bleed}"
    before, between, after = re.split(r"\{pages?\}", words.gettext("Page {page} of {pages}"))
    numbers = f'"{before}" counter(page) "{between}" counter(pages) "{after}"'
    return f"@page {{ {size} @bottom-right {{ content: {numbers} }} }}\n{bleed}"
