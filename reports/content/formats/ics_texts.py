"""The texts of calendar entries: HTML as text, links, and who answers questions."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from reports.content.formats.ics_lines import CalendarEntry

_TAG = re.compile(
    r"</?(?:html|head|body|p|br|div|span|a|b|i|u|s|em|strong|ul|ol|li|h[1-6]|table|tr|td|font|img"
    r"|hr|blockquote|html-blob|!doctype)\b[^<>]*>",
    re.IGNORECASE,
)

_LINE_END = re.compile(r"<br\b[^<>]*>|</(?:div|li|tr|h[1-6])>", re.IGNORECASE)

_PARAGRAPH_END = re.compile(r"</(?:p|ul|ol|table|blockquote)>|<(?:p|hr)\b[^<>]*>", re.IGNORECASE)

_CUT_OFF = re.compile(r"^\s*(?:[_~=*]{8,}|[-.]{10,}|[-:~]{10,}).*", re.MULTILINE | re.DOTALL)
"""Lines below which programs put how to dial in."""

_LINK = re.compile(r"""(?:https?://|\bwww\.)[^\s<>"']+""", re.IGNORECASE)

_LINK_END = re.compile(r"[.,;:!?)\]»“”]+$")

_MEETING = re.compile(
    r"//(?:[\w-]+\.)*(?:zoom\.us|zoom-x\.de|teams\.microsoft\.com|teams\.live\.com|meet\.google\.com"
    r"|webex\.com|jit\.si|gotomeeting\.com|gotomeet\.me|whereby\.com|skype\.com)/|//(?:meet|bbb"
    r"|jitsi|konferenz|conference|video)[\w-]*\.|/(?:b|rooms?)/[\w-]{3,}",
    re.IGNORECASE,
)

_MAP = re.compile(
    r"//(?:maps\.|goo\.gl/maps|(?:www\.)?google\.[a-z.]+/maps|(?:www\.)?openstreetmap\.|osm\."
    r"|(?:www\.)?bing\.com/maps|maps\.apple)",
    re.IGNORECASE,
)

LONGEST_ADDRESS = 300
"""Characters of a web address; a code with more cannot be scanned from a flyer."""


@dataclass(frozen=True)
class WebLink:
    """A web address in a text."""

    written: str
    """As it stands there."""
    address: str
    """With its scheme."""

    @property
    def is_meeting(self) -> bool:
        """Whether people meet there."""
        return _MEETING.search(self.address) is not None

    @property
    def is_map(self) -> bool:
        """Whether it shows a place on a map."""
        return _MAP.search(self.address) is not None


def web_links(text: str) -> list[WebLink]:
    """Return the web addresses in a text; those that are too long for a code are left out."""
    links = []
    for match in _LINK.finditer(text):
        written = _LINK_END.sub("", match[0])
        address = written if "://" in written else f"https://{written}"
        address = re.sub("^https?", lambda scheme: scheme[0].lower(), address, flags=re.IGNORECASE)
        if len(address) <= LONGEST_ADDRESS and re.fullmatch(r"https?://[^\s/]+\S*", address):
            links.append(WebLink(written, html.unescape(address)))
    return links


def plain_text(text: str) -> str:
    """Return a text without HTML, if it has any; its paragraphs are parted by empty lines."""
    if not _TAG.search(text):
        return html.unescape(text) if re.search(r"&(?:amp|nbsp|lt|gt|quot|#\d+);", text) else text
    import nh3

    is_broken_by_tags = _LINE_END.search(text) or _PARAGRAPH_END.search(text)
    text = _PARAGRAPH_END.sub("\n\n", _LINE_END.sub("\n", text)) if is_broken_by_tags else text
    cleaned = nh3.clean(text, tags=set(), clean_content_tags={"script", "style", "title"})
    return html.unescape(cleaned)


def paragraphs(entry: CalendarEntry) -> list[str]:
    """Return the paragraphs of an entry's description, each in one line.

    Left out are how to dial in to a conference, which programs append, and bare web addresses.
    """
    text = plain_text(entry.text("DESCRIPTION") or entry.text("X-ALT-DESC"))
    text = _CUT_OFF.sub("", text.replace("\N{NO-BREAK SPACE}", " "))
    lines = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return [line for line in lines if line and _LINK.sub("", line).strip(" .,:;-–")]


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters: its first sentences, else its first words."""
    if len(text) <= longest:
        return text
    sentences = [match.end() for match in re.finditer(r"[.!?…](?=\s)", text[: longest + 1])]
    if sentences and sentences[-1] > longest // 3:
        return text[: sentences[-1]]
    return text[: longest - 1].rpartition(" ")[0].rstrip(" ,;:–-") + "…"


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII)

_PHONE = re.compile(r"(?<!\w)(?:\+|0|\(0)[0-9 ()/–-]{4,25}[0-9]", re.ASCII)

_MOST_OF_NAME = 200


def contact_of(entry: CalendarEntry) -> dict[str, str] | None:
    """Return who answers questions, by CONTACT or else ORGANIZER; None if it does not say enough.

    Google gives a calendar that is shared an address nobody reads.
    """
    text = entry.text("CONTACT")[:1000]
    email, phone = _EMAIL.search(text), _PHONE.search(text)
    if email or phone:
        name = _PHONE.sub("", _EMAIL.sub("", text))
        name = " ".join(re.sub(r"(?:E-?Mail|Tel(?:efon)?|Fon|Mobil)\b\.?:?", "", name).split())
        if name := name.strip(" ,;:()<>/|-–"):
            contact = {"name": name[:_MOST_OF_NAME]}
            contact |= {"email": email[0]} if email else {}
            return contact | ({"phone": phone[0].strip()} if phone else {})
    organizer = entry.first("ORGANIZER")
    if organizer is None:
        return None
    name = " ".join(str(organizer.params.get("CN", "")).split())[:_MOST_OF_NAME]
    scheme, _colon, address = organizer.value.strip().partition(":")
    if not name or scheme.lower() != "mailto" or not _EMAIL.fullmatch(address):
        return None
    if address.endswith("calendar.google.com") or "@" in name:
        return None
    return {"name": name, "email": address}
