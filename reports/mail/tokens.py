"""Tokens that identify a person in an unsubscribe address.

Pure. Whoever knows a token can unsubscribe the person, so a campaign's name and somebody's
address must not be enough to compute it: it is keyed with the workspace's secret. Editions
begun by the first version of the program keep the plain tokens that their mails carry.
"""

from __future__ import annotations

import hashlib
import hmac

LENGTH = 32
"""Hexadecimal digits, that is 128 bits: too many to guess, and short enough for a header."""


def keyed_token(secret: bytes, campaign: str, key: str) -> str:
    """Return the token of a person, given by the address's key, in a campaign."""
    return hmac.new(secret, _token_input(campaign, key), hashlib.sha256).hexdigest()[:LENGTH]


def plain_token(campaign: str, key: str) -> str:
    """Return the token that editions without a secret have."""
    return hashlib.sha256(_token_input(campaign, key)).hexdigest()[:LENGTH]


def _token_input(campaign: str, key: str) -> bytes:
    """Return the bytes that a token is the digest of."""
    return f"unsubscribe\0{campaign}\0{key}".encode()
