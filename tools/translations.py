"""Update or check the message catalogues.

    python tools/translations.py update   add new messages to the .po files, write the .mo files
    python tools/translations.py check    fail if a message is missing, unused or not translated,
                                          or if German has other quotation marks than „…“

Two domains: ``handzettel`` (the program's own words and click's) from ``_()`` and
``ngettext()`` in the Python source, ``print`` (fixed words of printed matter) from
the templates and from ``words.gettext()``.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import string
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "reports" / "locale"
PYTHON = [("**.py", "python")]
TEMPLATES = [("**.html", "jinja2.ext.babel_extract")]
Keywords = dict[str, Any]
INTERFACE: Keywords = {"_": None, "ngettext": (1, 2)}
PRINTED: Keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
WORDS: Keywords = {"gettext": None, "pgettext": ((1, "c"), 2)}
"""The functions with which Python code gets words of printed matter; pgettext has a context."""

LITERAL = ('"{number}.A"', '"#E3000F"', '"sag ""hallo"""')
"""What German messages quote as it is typed into a file, where the marks belong to it."""

Message = str | tuple[str, ...] | list[str]
MessageKey = tuple[str | None, str | tuple[str, ...]]
"""The context of a message (or None), and the message."""


def _extract(
    folder: Path, method: list[tuple[str, str]], keywords: Keywords
) -> Iterator[MessageKey]:
    """Yield the messages in the files of a folder."""
    options = {"**.html": {"trimmed": "true"}}
    for _file, _line, message, _comments, context in extract_from_dir(
        folder, method, options, keywords=keywords
    ):
        if message:
            yield context, message


@cache
def messages(domain: str) -> frozenset[MessageKey]:
    """Return all messages of a domain that the source contains; it is read once."""
    if domain == "print":
        return frozenset(
            [
                *_extract(ROOT / "templates", TEMPLATES, PRINTED),
                *_extract(ROOT / "reports", PYTHON, WORDS),
            ]
        )
    return frozenset(
        [
            *_extract(ROOT / "reports", PYTHON, INTERFACE),
            *_extract(ROOT, [("cli.py", "python")], INTERFACE),
            *_extract(Path(click.__file__).parent, PYTHON, INTERFACE),
        ]
    )


def _singular(message: Message) -> str:
    """Return a message, or its singular if it has a plural."""
    return message if isinstance(message, str) else message[0]


def _order(key: MessageKey) -> tuple[str, str]:
    """Return the sort key of a message: its text, then its context."""
    context, message = key
    return _singular(message), context or ""


def _read(path: Path, locale: str) -> Catalog:
    """Return the catalogue that a PO file holds."""
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _mo(catalog: Catalog) -> bytes:
    """Return the bytes of a catalogue's compiled form, the same on every run."""
    # a catalogue without dates would get the time at which babel read it
    catalog.creation_date = catalog.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update(path: Path) -> None:
    """Add new messages to a catalogue, remove unused ones, and compile it."""
    locale, domain = path.parents[1].name, path.stem
    old = _read(path, locale) if path.exists() else Catalog(locale=locale)
    new = Catalog(locale=locale, charset="utf-8", fuzzy=False, header_comment="")
    for context, message in sorted(messages(domain), key=_order):
        existing = old.get(_singular(message), context)
        new.add(message, existing.string if existing else "", context=context)
    out = io.BytesIO()
    write_po(out, new, width=88, omit_header=False, no_location=True, ignore_obsolete=True)
    text = out.getvalue().decode()
    # without its dates the file changes only if a message does
    lines = [line for line in text.splitlines() if "-Date: " not in line]
    path.write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(_mo(_read(path, locale)))


def faults(path: Path) -> Iterator[str]:
    """Yield a sentence for each fault of a catalogue."""
    locale, domain = path.parents[1].name, path.stem
    catalog = _read(path, locale)
    expected = {(context or "", _singular(message)) for context, message in messages(domain)}
    present = {(entry.context or "", _singular(entry.id)) for entry in catalog if entry.id}
    for _context, message in sorted(expected - present):
        yield f"{path.relative_to(ROOT)}: missing: {message!r}"
    for _context, message in sorted(present - expected):
        yield f"{path.relative_to(ROOT)}: idle: {message!r}"
    for entry in catalog:
        if entry.id and (entry.fuzzy or not all(_parts(entry.string))):
            yield f"{path.relative_to(ROOT)}: not translated: {_singular(entry.id)!r}"
        for problem in entry.check(catalog) if entry.id else ():
            yield f"{path.relative_to(ROOT)}: {_singular(entry.id)!r}: {problem}"
        if entry.id and (wrong := _placeholders(entry.id) ^ _placeholders(entry.string)):
            yield f"{path.relative_to(ROOT)}: {_singular(entry.id)!r}: placeholders {sorted(wrong)}"
        for part in _parts(entry.string) if locale == "de" and entry.id else ():
            if has_straight_quotes(part):
                yield f"{path.relative_to(ROOT)}: quotation marks that are not „…“: {part!r}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _mo(catalog):
        yield f"{compiled.relative_to(ROOT)}: stale – run tools/translations.py update"


def has_straight_quotes(text: str) -> bool:
    """Return whether a German text has quotation marks other than „…“.

    Values as they are typed into a file keep theirs: ``printer = "…"``.
    """
    for literal in LITERAL:
        text = text.replace(literal, "")
    text = re.sub(r'= "[^"]*"|\\"', "", text)
    return '"' in text or text.count("„") != text.count("“") or "”" in text


def _parts(text: Message | None) -> Sequence[str]:
    """Return the forms of a text: singular and plurals, or the text alone."""
    return (text or "",) if text is None or isinstance(text, str) else text


def _placeholders(text: Message | None) -> set[str]:
    """Return the names in braces that a text has."""
    return {
        name
        for part in _parts(text)
        if part
        for _literal, name, _spec, _conversion in string.Formatter().parse(part)
        if name
    }


def main(action: str) -> int:
    """Update or check all catalogues; return 1 if one of them has a fault."""
    paths = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
    if action == "update":
        for path in paths:
            update(path)
        return 0
    problems = [fault for path in paths for fault in faults(path)]
    print("\n".join(problems) or f"{len(paths)} catalogues are complete")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
