"""Keeps the message catalogues in step with the source.

    python tools/translations.py update   new messages into the .po files, then the .mo files
    python tools/translations.py check    fails when a message is missing, idle, fuzzy or stale

Two domains: ``handzettel`` (the program's own words and click's) from ``_()`` and
``ngettext()`` in the Python source, ``print`` (fixed words of printed matter) from
the templates and from ``words.gettext()``.
"""

from __future__ import annotations

import datetime as dt
import io
import string
import sys
from collections.abc import Iterator, Sequence
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
"""How Python asks for words of printed matter; the first of two can say what they are for."""

Message = str | tuple[str, ...] | list[str]
Found = tuple[str | None, str | tuple[str, ...]]
"""A message with its context, if it has one."""


def _found(folder: Path, method: list[tuple[str, str]], keywords: Keywords) -> Iterator[Found]:
    options = {"**.html": {"trimmed": "true"}}
    for _file, _line, message, _comments, context in extract_from_dir(
        folder, method, options, keywords=keywords
    ):
        if message:
            yield context, message


def messages(domain: str) -> set[Found]:
    """Every message of a domain that stands in the source."""
    if domain == "print":
        return {
            *_found(ROOT / "templates", TEMPLATES, PRINTED),
            *_found(ROOT / "reports", PYTHON, WORDS),
        }
    own = set(_found(ROOT / "reports", PYTHON, INTERFACE))
    own |= set(_found(ROOT, [("cli.py", "python")], INTERFACE))
    return own | set(_found(Path(click.__file__).parent, PYTHON, INTERFACE))


def _key(message: Message) -> str:
    return message if isinstance(message, str) else message[0]


def _order(found: Found) -> tuple[str, str]:
    context, message = found
    return _key(message), context or ""


def _read(path: Path, locale: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _mo(catalog: Catalog) -> bytes:
    # babel writes the time of reading into a header that has none
    catalog.creation_date = catalog.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update(path: Path) -> None:
    """Add new messages to a catalogue, drop idle ones, and compile it."""
    locale, domain = path.parents[1].name, path.stem
    old = _read(path, locale) if path.exists() else Catalog(locale=locale)
    new = Catalog(locale=locale, charset="utf-8", fuzzy=False, header_comment="")
    for context, message in sorted(messages(domain), key=_order):
        known = old.get(_key(message), context)
        new.add(message, known.string if known else "", context=context)
    out = io.BytesIO()
    write_po(out, new, width=88, omit_header=False, no_location=True, ignore_obsolete=True)
    text = out.getvalue().decode()
    # days of making would make the file differ each time
    kept = [one for one in text.splitlines() if "-Date: " not in one]
    path.write_text("\n".join(kept).strip() + "\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(_mo(_read(path, locale)))


def faults(path: Path) -> Iterator[str]:
    """What is wrong with a catalogue."""
    locale, domain = path.parents[1].name, path.stem
    catalog = _read(path, locale)
    wanted = {(context or "", _key(message)) for context, message in messages(domain)}
    there = {(one.context or "", _key(one.id)) for one in catalog if one.id}
    for _context, message in sorted(wanted - there):
        yield f"{path.relative_to(ROOT)}: missing: {message!r}"
    for _context, message in sorted(there - wanted):
        yield f"{path.relative_to(ROOT)}: idle: {message!r}"
    for one in catalog:
        if one.id and (one.fuzzy or not all(_parts(one.string))):
            yield f"{path.relative_to(ROOT)}: not translated: {_key(one.id)!r}"
        for problem in one.check(catalog) if one.id else ():
            yield f"{path.relative_to(ROOT)}: {_key(one.id)!r}: {problem}"
        if one.id and (wrong := _placeholders(one.id) ^ _placeholders(one.string)):
            yield f"{path.relative_to(ROOT)}: {_key(one.id)!r}: placeholders {sorted(wrong)}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _mo(catalog):
        yield f"{compiled.relative_to(ROOT)}: stale – run tools/translations.py update"


def _parts(text: Message | None) -> Sequence[str]:
    return (text or "",) if text is None or isinstance(text, str) else text


def _placeholders(text: Message | None) -> set[str]:
    return {
        name
        for part in _parts(text)
        if part
        for _literal, name, _spec, _conversion in string.Formatter().parse(part)
        if name
    }


def main(action: str) -> int:
    """Update or check all catalogues; return 1 if something is missing."""
    paths = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
    if action == "update":
        for path in paths:
            update(path)
        return 0
    found = [fault for path in paths for fault in faults(path)]
    print("\n".join(found) or f"{len(paths)} catalogues are complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
