"""A mail server's answers as values that are safe to show, without the password."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass

from reports.i18n import _

MAX_ANSWER = 500
"""Characters kept of an answer: RFC 5321, 4.5.3.1.5 allows 512 for a line of a reply."""

_NOT_ASCII = re.compile(r"[^!-~]")


@dataclass(frozen=True)
class Answer:
    """A server's reply: its code, 0 if none came or it is no SMTP, and its text in one line."""

    code: int
    text: str

    @property
    def good(self) -> bool:
        """Whether the command was accepted (2xx)."""
        return 200 <= self.code < 300


def read_answer(code: int, raw: bytes | str, traces: tuple[str, ...]) -> Answer:
    """Turn a server's reply into an Answer, leaving its text out if it has a trace in it.

    Args:
        code: the reply code; one outside 200 to 599 is no SMTP reply.
        raw: the text after the code.
        traces: what `password_traces` returned.
    """
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    # a server may break what it repeats over lines, or send it in another encoding
    forms = (re.sub(r"\s", "", text), _NOT_ASCII.sub("", text))
    if any(trace in form for trace in traces for form in forms):
        text = _("(left out, since it repeats the password)")
    if not 200 <= code < 600:
        return Answer(0, printable_line(_("no answer of a mail server: {text}").format(text=text)))
    return Answer(code, printable_line(f"{code} {text}"))


def printable_line(text: str) -> str:
    """Reduce a text to one line without control characters, at most MAX_ANSWER long."""
    text = " ".join(text.splitlines())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:MAX_ANSWER]


def base64_text(text: str) -> str:
    """Encode a text as Base64 of its UTF-8."""
    # bytes of the environment that are no UTF-8 are surrogates here; an error would show them
    return b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def password_traces(password: str) -> tuple[str, ...]:
    """Return texts whose presence in an answer shows that it repeats the password.

    These are the password without spaces and, for Base64, the characters that encode it at
    each of the three possible offsets.
    """
    traces = [re.sub(r"\s", "", password)]
    if len(plain := _NOT_ASCII.sub("", password)) >= 4:
        traces.append(plain)  # fewer characters occur in nearly every answer
    length = len(password.encode("utf-8", "surrogatepass"))
    for before in range(3):
        first, end = -(-8 * before // 6), 8 * (before + length) // 6
        traces.append(base64_text("\0" * before + password)[first:end])
    return tuple(trace for trace in traces if trace)
