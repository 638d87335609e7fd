"""Foreign text in a form that a terminal can show, without characters that control it."""

from __future__ import annotations

import os
import unicodedata

_HARMLESS = {"\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}", "\N{SOFT HYPHEN}"}
"""Format characters that occur in words of some languages; others can reverse a line."""

_CONTROLLING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's categories of control and format characters, surrogates, and line ends."""


def visible(text: str) -> str:
    r"""Return a text on one line, with escapes like ``\x1b`` for characters nobody sees.

    Bytes of a file name that are not UTF-8 are escaped, too.
    """
    if text.isprintable():  # most texts are, and this is quick
        return text
    return "".join(char if _is_harmless(char) else _escaped(char) for char in text)


def shortened(text: str, length: int = 60) -> str:
    """Return a text as a message can quote it: visible, and cut after ``length`` characters."""
    return visible(text if len(text) <= length else text[: length - 1] + "…")


def argument(value: object) -> str:
    r"""Return a path or name as it is typed in a command, quoted where a shell needs it.

    A name with bytes that are not UTF-8, or with control characters, is quoted as ``$'\xff'``,
    which bash, zsh and POSIX.1-2024 shells turn into these bytes. A text that begins with a
    hyphen gets ``./`` before it, so that it is not taken for an option.
    """
    text = str(value)
    if text.startswith("-"):  # or it would be taken for an option
        text = f"./{text}"
    if os.name == "nt":
        import subprocess

        return subprocess.list2cmdline([text])
    if visible(text) != text:
        return f"$'{''.join(map(_shell_escaped, text))}'"
    import shlex

    return shlex.quote(text)


def _shell_escaped(char: str) -> str:
    """Return a character as it stands between ``$'`` and ``'``."""
    if char in "'\\":
        return f"\\{char}"
    if _is_harmless(char):
        return char
    return "".join(f"\\x{byte:02x}" for byte in char.encode(errors="surrogateescape"))


def _is_harmless(char: str) -> bool:
    """Return whether a terminal can show a character as it is."""
    return char in _HARMLESS or unicodedata.category(char) not in _CONTROLLING


def _escaped(char: str) -> str:
    """Return the escape of a character, or of the byte that it stands for."""
    if "\udc80" <= char <= "\udcff":  # Python's stand-in for a byte of a file name
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape", "surrogatepass").decode()
