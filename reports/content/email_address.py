"""E-mail addresses that mail can be sent to, and why a text is none.

The network is not asked. Display names, quoted local parts and addresses in brackets
are refused, though the standards have them: in a list of people they are mistakes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from reports.i18n import _

MAX_LENGTH = 254
"""Octets of an address (RFC 5321, 4.5.3.1.3, with the brackets taken off)."""
MAX_LOCAL_LENGTH = 64
"""Octets before the @ (RFC 5321, 4.5.3.1.1)."""

_ENCODED_WORD = re.compile(r"=\?.*\?=")
_NOT_IN_ADDRESS = re.compile(r"[^A-Za-z0-9.!#$%&'*+/=?^_`{|}~\x80-\U0010FFFF-]")
_DOTS = re.compile("[.。．｡]")
"""What IDNA takes for a dot (RFC 3490, 3.1)."""


class AddressError(ValueError):
    """A text is no e-mail address; says why, to follow the text: "has no @"."""


@dataclass(frozen=True)
class Address:
    """A mailbox: the local part in NFC before the @, the domain in ASCII (IDNA) after it."""

    local: str
    domain: str

    @property
    def mailbox(self) -> str:
        """The address as it stands in header and envelope."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """The address as a key, the same for all spellings of one mailbox."""
        return f"{unicodedata.normalize('NFC', self.local.lower())}@{self.domain}"

    @property
    def international(self) -> bool:
        """Whether the address needs a server with SMTPUTF8 (RFC 6531)."""
        return not self.local.isascii()


def parse_address(text: str) -> Address:
    """Return the address that a text is. Raises AddressError if it is none."""
    from email_validator import EmailNotValidError, validate_email

    if len(text.encode(errors="replace")) > MAX_LENGTH:
        raise AddressError(_("is longer than {limit} characters").format(limit=MAX_LENGTH))
    try:
        validated = validate_email(
            text,
            allow_smtputf8=True,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            check_deliverability=False,
        )
    except EmailNotValidError:
        raise AddressError(_reason(text)) from None
    assert validated.ascii_domain is not None  # only where the library raises
    address = Address(validated.local_part, validated.ascii_domain)
    if len(address.local.encode()) > MAX_LOCAL_LENGTH:
        raise AddressError(
            _("has more than {limit} characters before the @").format(limit=MAX_LOCAL_LENGTH)
        )
    if _ENCODED_WORD.search(address.local):  # a mail program may decode it (RFC 2047, 5)
        raise AddressError(_no_address())
    return address


# one case for each way in which an address can be wrong
def _reason(text: str) -> str:  # noqa: C901
    """Return why `email_validator` refuses a text, in words for whoever keeps the list."""
    from email_validator import SPECIAL_USE_DOMAIN_NAMES

    local, _at, domain = text.partition("@")
    last = _DOTS.split(domain.lower())[-1]
    if not text:
        return _("is empty")
    if any(unicodedata.category(char).startswith("C") for char in text):
        return _bad_character()
    if "<" in text:
        return _("is more than the bare address")
    if any(char.isspace() for char in text):
        return _("contains a space")
    if "@" not in text:
        return _("has no @")
    if "@" in domain:
        return _("has more than one @")
    if not local:
        return _("has nothing before the @")
    if not domain:
        return _("has nothing after the @")
    if _NOT_IN_ADDRESS.search(local + domain):
        return _bad_character()
    if re.search(r"^\.|\.\.|\.@|@\.|\.$", text):
        return _("has a dot in a place where none can be")
    if not _DOTS.search(domain):
        return _("has no dot after the @")
    if last in SPECIAL_USE_DOMAIN_NAMES:
        return _("ends in .{name}, which no mail reaches").format(name=last)
    return _no_address()


def _bad_character() -> str:
    """Return why a text with a forbidden character is no address."""
    return _("contains a character that addresses cannot have")


def _no_address() -> str:
    """Return why a text is no address, if nothing more special is known."""
    return _("is not an address as the mail standards have it")
