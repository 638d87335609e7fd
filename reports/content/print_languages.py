"""Languages that a workspace adds to the printed matter: ``languages/pl/print.po``.

A folder has the translations of the fixed words, and where the theme's font lacks the
letters of the language a font beside them. A language that the program knows already
can be corrected in the same way.
"""

from __future__ import annotations

import codecs
import gettext
import io
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.content.font_families import Family, in_folder
from reports.errors import ContentError, Place, Problem
from reports.i18n import LOCALES, _, quoted
from reports.storage.listing import read_content, regular_folders
from reports.storage.system_errors import reason
from reports.suggestions import near

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

FOLDER = "languages"
CATALOGUE = "print.po"

MAX_BYTES = 1 << 20
"""A complete catalogue has 10 kB; a megabyte is read in a second."""

MOST_LISTED = 10
"""Messages without a translation that are named one by one; more fill the screen."""

_SOURCE = LOCALES / "de" / "LC_MESSAGES" / CATALOGUE
"""The shipped catalogue that names every message; German is the one that is kept complete."""


@dataclass(frozen=True)
class PrintLanguage:
    """A language that a workspace adds."""

    code: str
    """ISO 639, two or three letters."""
    catalogue: bytes
    """The translations, compiled as a MO file."""
    font: Family | None = None
    """The font for its letters, or None if the theme's has them."""
    unknown: tuple[Problem, ...] = ()
    """Translations of words that nothing prints, as after a slip or from an older version."""


def read_print_languages(
    folder: Path,
) -> tuple[dict[str, PrintLanguage], dict[str, tuple[Problem, ...]]]:
    """Return the languages of a workspace, and what is wrong with those that cannot be used.

    Both are by code.
    """
    languages: dict[str, PrintLanguage] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for code in _codes(folder):
        try:
            languages[code] = _read_language(folder, code)
        except ContentError as error:
            problems[code] = tuple(error.problems)
    return languages, problems


def _codes(folder: Path) -> list[str]:
    """Return the names of the folders with languages."""
    return [path.name for path in regular_folders(folder / FOLDER, folder)]


def _read_language(folder: Path, code: str) -> PrintLanguage:
    """Return one language. Raises ContentError with all that is wrong with it."""
    _require_code(code)
    name = f"{FOLDER}/{code}/{CATALOGUE}"
    catalog = _read_catalogue(folder, name, code)
    shipped = _shipped(code)
    problems = [*_untranslated(catalog, name, shipped), *_faults(catalog, name, shipped)]
    font = _read_font(folder, code, problems)
    if problems:
        raise ContentError(problems)
    unknown = tuple(_unknown(catalog, name, shipped))
    return PrintLanguage(code, _compiled(catalog, name, shipped), font, unknown)


def _require_code(code: str) -> None:
    """Raise ContentError if a folder's name is no language code."""
    from babel.localedata import exists

    if not (code.isascii() and code.isalpha() and code.islower() and exists(code)):
        wording = _('"{name}" is not the code of a language').format(name=code)
        remedy = _("take the code of ISO 639, such as pl for Polish")
        raise ContentError(Problem(Place(f"{FOLDER}/{code}"), wording, remedy))


def _read_catalogue(folder: Path, name: str, code: str) -> Catalog:
    """Return a catalogue, parsed. Raises ContentError if it is none, or too large."""
    from babel.messages.pofile import PoFileError, read_po

    place = Place(name)
    missing = _("get the words to be translated with: {command}").format(
        command=f"handzettel init --language {code}"
    )
    try:
        data = read_content(folder, name, MAX_BYTES + 1)
    except FileNotFoundError:
        raise ContentError(Problem(place, _("the file is missing"), missing)) from None
    except OSError as error:
        remedy = _("check the file and its permissions")
        raise ContentError(Problem(place, reason(error), remedy)) from None
    if len(data) > MAX_BYTES:
        wording = _("the file is larger than {size} MB").format(size=MAX_BYTES >> 20)
        raise ContentError(Problem(place, wording, missing))
    try:
        # some editors of Windows begin a file with a mark that is no part of it
        text = data.removeprefix(codecs.BOM_UTF8)
        return read_po(io.BytesIO(text), locale=code, charset="utf-8", abort_invalid=True)
    except UnicodeDecodeError:
        problem = Problem(place, _("not UTF-8 text"), _("save the file as UTF-8"))
    except PoFileError as error:
        problem = Problem(
            Place(name, error.lineno + 1 if error.lineno else None),
            _("this is not a catalogue of translations (PO)"),
            _("correct it with a program for translations, such as Poedit"),
        )
    except Exception:  # a file from anywhere: whatever the library raises, its head is wrong
        problem = Problem(place, *_bad_head(code))
    raise ContentError(problem)


@lru_cache
def _shipped(code: str) -> Catalog:
    """Return all messages, with the shipped translations of a language if there are any."""
    from babel.messages.pofile import read_po

    path = LOCALES / code / "LC_MESSAGES" / CATALOGUE
    with (path if path.is_file() else _SOURCE).open("rb") as file:
        catalog = read_po(file, locale=code)
    if code == "en":  # the language of the messages themselves
        for message in catalog:
            message.string = message.id
    elif not path.is_file():
        for message in catalog:
            if message.id:
                message.string = ("",) * catalog.num_plurals if message.pluralizable else ""
    return catalog


def _untranslated(catalog: Catalog, name: str, shipped: Catalog) -> Iterator[Problem]:
    """Yield a problem for each message without a translation; one for all if they are many."""
    missing = [
        expected
        for expected in shipped
        if expected.id
        and not _is_complete(expected, shipped.num_plurals)
        and not _is_translated(catalog.get(expected.id, expected.context), catalog)
    ]
    remedy = _("translate it, and take the mark “fuzzy” away")
    if len(missing) > MOST_LISTED:
        examples = ", ".join(quoted(_singular(expected)) for expected in missing[:3])
        wording = _("{count} of {total} words are not translated, among them {examples}").format(
            count=len(missing),
            total=sum(bool(message.id) for message in shipped),
            examples=examples,
        )
        yield Problem(Place(name), wording, _("translate all that is empty or marked “fuzzy”"))
        return
    for expected in missing:
        message = catalog.get(expected.id, expected.context)
        wording = _('"{words}" is not translated').format(words=_singular(expected))
        yield Problem(Place(name, message.lineno if message else None), wording, remedy)


def _faults(catalog: Catalog, name: str, shipped: Catalog) -> Iterator[Problem]:
    """Yield a problem for each translation whose places to fill in are not those of the message."""
    for expected in shipped:
        message = catalog.get(expected.id, expected.context) if expected.id else None
        if message is None or not _is_translated(message, catalog):
            continue
        if wrong := _placeholders(_forms(expected.id)) ^ _placeholders(_forms(message.string)):
            listed = ", ".join(f"{{{placeholder}}}" for placeholder in sorted(wrong))
            wording = _('the translation of "{words}" has other places to fill in: {names}')
            yield Problem(
                Place(name, message.lineno),
                wording.format(words=_singular(expected), names=listed),
                _("copy what stands in braces as it is"),
            )


def _unknown(catalog: Catalog, name: str, shipped: Catalog) -> Iterator[Problem]:
    """Yield a problem for each translation of words that nothing prints; it does no harm."""
    known = {(expected.context, _singular(expected)) for expected in shipped if expected.id}
    for message in catalog:
        words = _singular(message)
        if not message.id or (message.context, words) in known:
            continue
        contexts = [context for context, singular in known if singular == words and context]
        if contexts:
            remedy = _("add its msgctxt: {names}").format(names=", ".join(sorted(contexts)))
        else:
            otherwise = _("remove it, or compare with what init --language writes")
            remedy = near(words, [singular for _context, singular in known], otherwise=otherwise)
        wording = _('nothing prints the words "{words}"').format(words=words)
        yield Problem(Place(name, message.lineno), wording, remedy)


def _is_translated(message: Message | None, catalog: Catalog) -> bool:
    """Return whether a message of the workspace's catalogue has a translation that counts."""
    return message is not None and not message.fuzzy and _is_complete(message, catalog.num_plurals)


def _singular(message: Message) -> str:
    """Return the words of a message, those for one if it has a plural."""
    return str(_forms(message.id)[0])


def _forms(text: str | Iterable[str] | None) -> Sequence[str]:
    """Return the forms of a message: one, or singular and plurals."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _is_complete(message: Message, plurals: int) -> bool:
    """Return whether all forms of a message are translated."""
    forms = _forms(message.string)
    return all(forms) and len(forms) == (plurals if message.pluralizable else 1)


def _placeholders(forms: Iterable[str]) -> set[str]:
    """Return the names in braces in some texts."""
    try:
        return {
            placeholder
            for form in forms
            for _text, placeholder, _form, _conversion in string.Formatter().parse(form)
            if placeholder is not None
        }
    except ValueError:  # a brace that is not closed
        return {""}


def _compiled(catalog: Catalog, name: str, shipped: Catalog) -> bytes:
    """Return a catalogue as a MO file, with the shipped translations where it has none.

    Raises ContentError if its rule for plurals cannot be read.
    """
    from babel.messages.mofile import write_mo

    for expected in shipped:
        if not expected.id:
            continue
        message = catalog.get(expected.id, expected.context)
        if not _is_translated(message, catalog):
            catalog.delete(expected.id, expected.context)
            catalog.add(expected.id, expected.string, context=expected.context)
    out = io.BytesIO()
    write_mo(out, catalog)
    try:
        gettext.GNUTranslations(io.BytesIO(out.getvalue()))
    except ValueError:  # the rule for plurals is made into a function only now
        raise ContentError(Problem(Place(name), *_bad_head(catalog.locale_identifier))) from None
    return out.getvalue()


def _bad_head(code: str | None) -> tuple[str, str]:
    """Return message and remedy for a catalogue whose head cannot be read."""
    remedy = _("put the line Plural-Forms back as {command} writes it").format(
        command=f"handzettel init --language {code}"
    )
    return _("the head of the file cannot be read"), remedy


def _read_font(folder: Path, code: str, problems: list[Problem]) -> Family | None:
    """Return the font of a language, if there is one; append what is wrong to ``problems``."""
    place = Place(f"{FOLDER}/{code}")
    families, damaged = in_folder(folder / FOLDER / code, folder)
    if damaged:
        wording = _("these files are no fonts: {names}").format(names=", ".join(damaged))
        problems.append(Problem(place, wording, _("put them there anew, or remove them")))
    if len(families) > 1:
        wording = _("there are several font families: {names}").format(names=", ".join(families))
        problems.append(Problem(place, wording, _("leave the files of one of them")))
    return next(iter(families.values()), None)


def to_translate(folder: Path, code: str) -> bytes:
    """Return the catalogue of a language to be translated or gone on with, as a PO file.

    Each message has its German translation above it as a comment. What the workspace has
    translated already is kept, else what the program ships is filled in. Raises ContentError
    for a code that is no language, and for a catalogue of the workspace that cannot be read.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    _require_code(code)
    name = f"{FOLDER}/{code}/{CATALOGUE}"
    present = _read_catalogue(folder, name, code) if (folder / name).is_file() else None
    shipped, german = _shipped(code), _shipped("de")
    catalog = Catalog(locale=code, charset="utf-8", fuzzy=False, header_comment="")
    if present:
        catalog.last_translator = present.last_translator
    for expected in shipped:
        if not expected.id:
            continue
        done = present.get(expected.id, expected.context) if present else None
        comments = [] if code == "de" else _in_german(german, expected)
        if done:
            comments += [comment for comment in done.user_comments if comment not in comments]
        catalog.add(
            expected.id,
            done.string if done else expected.string,
            flags=done.flags if done else (),
            user_comments=comments,
            context=expected.context,
        )
    # words that nothing prints any more may have cost somebody work
    for message in present or ():
        if message.id and not catalog.get(message.id, message.context):
            catalog[message.id] = message
    out = io.BytesIO()
    write_po(out, catalog, width=88, no_location=True, sort_output=True)
    return out.getvalue()


def _in_german(german: Catalog, message: Message) -> list[str]:
    """Return the lines of a comment with the German words of a message."""
    translated = german.get(message.id, message.context)
    return [" / ".join(_forms(translated.string))] if translated else []
