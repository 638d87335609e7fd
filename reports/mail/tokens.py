"""The token that stands for a person in an address to unsubscribe with.

Pure. Whoever knows a token can unsubscribe the person, so nobody may be able to
compute it who knows no more than a campaign's name and somebody's address: it is
keyed with the workspace's secret. Editions that were begun before there was a
secret go on with the plain tokens that their mails already carry.
"""

from __future__ import annotations

import hashlib
import hmac

LENGTH = 32
"""Hexadecimal digits, that is 128 bits: nobody guesses one, and a line of the head has room."""


def keyed_token(secret: bytes, campaign: str, key: str) -> str:
    """The token of a person, known by the address's key, in a campaign."""
    return hmac.new(secret, _meaning(campaign, key), hashlib.sha256).hexdigest()[:LENGTH]


def plain_token(campaign: str, key: str) -> str:
    """The token as editions have it that were begun before there was a secret."""
    return hashlib.sha256(_meaning(campaign, key)).hexdigest()[:LENGTH]


def _meaning(campaign: str, key: str) -> bytes:
    return f"unsubscribe\0{campaign}\0{key}".encode()
