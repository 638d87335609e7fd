"""Web addresses, e-mail addresses and telephone numbers as people read them and click on them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from markupsafe import Markup

from reports.text.typography import JOINER, unbroken

_LONGEST = 28
"""Letters of a web address that is shown as a whole: the column below a code has some 24, and a
line ends between host and path."""

_LONGEST_PATH = 20
"""Letters of a path that is shown at most, with its slash and the ellipsis: a line of the column
below a code has room for them in bold type."""

_FIRST_NOT_LATIN = 0x250
"""Letters from here on may run from right to left, or be missing in the font."""

_NATIONAL_ZERO = re.compile(r"(?<=\d)\s*\(0\)")


def shown_address(url: str) -> str:
    """Return a web address as people read it: without ``https://``, a long path shortened.

    Umlauts are shown as letters. It cannot be typed any more if it is shortened; there is the code
    for that, and the link.
    """
    address = url.partition("://")[2].rstrip("/")
    host, slash, path = address.partition("/")
    if not slash and "?" in host:
        host, slash, path = host.partition("?")
    shown_host, shown_path = _readable_host(host), f"{slash}{_readable(path)}" if slash else ""
    if len(shown_host) + len(shown_path) > _LONGEST and len(shown_path) > _LONGEST_PATH:
        shown_path = f"{shown_path[: _LONGEST_PATH - 1].rstrip('/?&=-._')}…"
    return shown_host + shown_path


def _readable_host(host: str) -> str:
    """Return a host as its name is written: müller.de instead of xn--mller-kva.de."""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host.lower() else host
    except UnicodeError:
        return host


def _readable(path: str) -> str:
    """Return a path with letters instead of their codes, if all of it can be printed."""
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path
    is_readable = decoded.isprintable() and not any(sign.isspace() for sign in decoded)
    return (
        decoded if is_readable and all(ord(sign) < _FIRST_NOT_LATIN for sign in decoded) else path
    )


def web_link(shown: str, url: str) -> Markup:
    """Return a web address that is shown as a link; a line may end before its path."""
    host, slash, path = shown.partition("/")
    # the title is what a screen reader says: all of it
    link = Markup('<a href="{0}" title="{0}">{1}{2}</a>')
    if not slash:
        return link.format(url, shown, "")
    # no line ends behind the slash, nor before the ellipsis
    path = f"/{JOINER}{path}".replace("…", f"{JOINER}…")
    return link.format(url, host, Markup('<span class="path">{}</span>').format(path))


def mail_link(email: str) -> Markup:
    """Return an e-mail address as a link."""
    return Markup('<a href="mailto:{0}">{0}</a>').format(email)


def phone_link(phone: str) -> Markup:
    """Return a telephone number as a link, on one line."""
    link = '<a class="phone" href="tel:{}">{}</a>'
    return Markup(link).format(_dialled(phone), unbroken(phone))


def _dialled(phone: str) -> str:
    """Return a number as a telephone dials it: +49 (0)341 / 12-34 is +493411234."""
    number = _NATIONAL_ZERO.sub("", phone)
    digits = re.sub(r"\D", "", number)
    return f"+{digits}" if number.lstrip(" (").startswith("+") else digits
