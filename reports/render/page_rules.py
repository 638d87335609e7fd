"""Style rules made from values: the theme's colours and fonts, the page's size and bleed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reports.content.font_families import Family
from reports.content.press_profile import PressProfile
from reports.documents.document import Document
from reports.i18n import printed


def bleed_rules(profile: PressProfile | None) -> str:
    """Return the style rules that put the bleed around a page.

    The page keeps its trim size; elements that bleed extend beyond it by ``var(--bleed)``.
    """
    if profile is None or profile.bleed == 0:
        return ":root { --bleed: 0mm }\n"
    return f"@page {{ bleed: {profile.bleed:g}mm }}\n:root {{ --bleed: {profile.bleed:g}mm }}\n"


_SAMPLE_RULE = (
    '@page {{ @{place} {{ content: "{word}"; font: 600 {size}pt {fonts};'
    " color: #595959; vertical-align: bottom; text-align: center; padding-bottom: 4mm }} }}\n"
)
"""Marks a page as a sample in its foot, where the text needs no room."""

_SAMPLE_SIZE = 6.5
"""Points of the mark, unless the document is in large print."""


_DRAFT_RULE = (
    '@page {{ @top-right {{ content: "{word}"; font: 700 12pt {fonts}; color: #1a1a1a;'
    " vertical-align: middle; text-align: right }} }}\n"
)
"""A draft says so in the head of each page, in ink, which a template cannot leave out."""


def theme_tokens(document: Document, fallbacks: Sequence[Family] = ()) -> str:
    """Return the rule with the theme's colours and fonts as custom properties.

    ``fallbacks`` are the families for characters that the fonts lack.
    """
    theme = document.theme
    fonts = font_names(document, fallbacks)
    return f":root {{ --colour: {theme.colour}; --tint: {theme.tint}; --font: {fonts}; }}\n"


def font_names(document: Document, fallbacks: Sequence[Family] = ()) -> str:
    """Return a document's font families, for CSS.

    The font of the language's script comes first, then the theme's, which sets Latin names,
    then those for the characters that both lack.
    """
    families = [*own_families(document), *fallbacks]
    return ", ".join(dict.fromkeys(f'"{family.name}"' for family in families))


def own_families(document: Document) -> Iterator[Family]:
    """Yield the families of a document's language, if its script needs one, and of its theme."""
    if (script := document.theme.script_family(document.language)) is not None:
        yield script
    yield document.theme.font


def page_rules(document: Document, fallbacks: Sequence[Family] = ()) -> str:
    """Return the rules for a document's trim size and bleed.

    A document without a page budget also gets "page 1 of n" in the foot, and what goes on to
    further pages in the head of these. A sample and a draft get their marks.
    """
    size = f"size: {document.format.width}mm {document.format.height}mm;"
    bleed = bleed_rules(document.press.profile if document.press else None)
    words = printed(document.language, document.catalogue)
    fonts = font_names(document, fallbacks)
    if document.theme.sample:
        # the corner has no room for large print
        large = document.smallest > _SAMPLE_SIZE
        bleed += _SAMPLE_RULE.format(
            place="bottom-center" if large else "bottom-right-corner",
            word=words.gettext("Sample"),
            size=f"{document.smallest if large else _SAMPLE_SIZE:g}",
            fonts=fonts,
        )
    if document.marked_draft:
        bleed += _DRAFT_RULE.format(word=words.gettext("Draft"), fonts=fonts)
    if document.pages is not None and not document.flows:
        return f"@page {{ {size} }}\n{bleed}"
    before, between, after = re.split(r"\{pages?\}", words.gettext("Page {page} of {pages}"))
    numbers = f'"{before}" counter(page) "{between}" counter(pages) "{after}"'
    place = "top-left" if document.flows else "bottom-right"
    return f"@page {{ {size} @{place} {{ content: {numbers} }} }}\n{bleed}"
