"""What names on the command line mean: kinds, events, and what a document is made for.

Capitals do not matter, nor how a letter with an accent is composed.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from reports.content.email_address import AddressError, parse_address
from reports.documents.kinds import KindSubject
from reports.errors import Place, Problem, UsageError
from reports.i18n import _
from reports.suggestions import near


def spelling(text: str) -> str:
    """Return a form of a name that is the same in all its spellings."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def known_names(texts: Sequence[str], names: Sequence[str], message: str) -> list[str]:
    """Return the names that are meant, in the order of the texts.

    Raises UsageError for every text that is none of the names, with the one that was probably
    meant; ``message`` says what there is not, with ``{name}`` for it.
    """
    by_spelling = {spelling(name): name for name in reversed(names)}
    if unknown := [text for text in texts if spelling(text) not in by_spelling]:
        raise UsageError([_unknown(text, names, message) for text in unknown])
    return [by_spelling[spelling(text)] for text in texts]


def subject_labels(subjects: Sequence[KindSubject]) -> list[str]:
    """Return for each subject a name that no other one has, as it is typed on the command line."""
    counts = Counter(subject.key for subject in subjects)
    return [
        subject.key if counts[subject.key] == 1 or not subject.names else subject.names[0]
        for subject in subjects
    ]


def chosen_subjects(
    subjects: Sequence[KindSubject],
    selection: Sequence[str],
    unknown: str,
    *,
    shared: Collection[str] = (),
    excluded: Mapping[str, Sequence[Problem]] | None = None,
) -> list[KindSubject]:
    """Return the subjects that a selection names, in their own order; all if it is empty.

    A subject is called by its key, its path or one of its names.

    Args:
        subjects: all that there are.
        selection: the texts on the command line.
        unknown: says that there is nothing of a name, with ``{name}`` for it.
        shared: keys that several subjects have and that mean all of them.
        excluded: why there is no subject of a name, by the spelling of the name.

    Raises:
        UsageError: a name is unknown, or could mean several subjects.
    """
    if not selection:
        return list(subjects)
    labels = subject_labels(subjects)
    indices: dict[str, list[int]] = {}
    for index, subject in enumerate(subjects):
        names = {spelling(name) for name in (subject.key, subject.path, *subject.names)}
        for name in names - {""}:  # somebody may have an address and no name
            indices.setdefault(name, []).append(index)
    problems: list[Problem] = []
    chosen: set[int] = set()
    for text in selection:
        name = _address_key(text)
        name = name if name in indices else spelling(text)
        meant = indices.get(name, [])
        if len(meant) > 1 and name not in shared:
            message = _('"{name}" can mean several').format(name=text)
            listed = ", ".join(labels[index] for index in meant)
            problems.append(
                Problem(Place(text), message, _("choose from: {names}").format(names=listed))
            )
        elif meant:
            chosen.update(meant)
        elif excluded and name in excluded:
            problems += excluded[name]
        else:
            problems.append(_unknown(text, labels, unknown))
    if problems:
        raise UsageError(problems)
    return [subjects[index] for index in sorted(chosen)]


def without_left_out(
    selection: Sequence[str],
    names: Iterable[str],
    left_out: Callable[[str | None], list[Problem]],
) -> tuple[list[str], list[Problem]]:
    """Return a selection without what was left out because of mistakes, and these mistakes.

    ``names`` are those of all that there is; ``left_out`` returns what is wrong with the entry
    of another name, or with all entries that are left out if the selection is empty.
    """
    if not selection:
        return [], left_out(None)
    spellings = {spelling(name) for name in names}
    remaining: list[str] = []
    problems: list[Problem] = []
    for text in selection:
        mistakes = [] if spelling(text) in spellings else left_out(text)
        problems += mistakes
        if not mistakes:
            remaining.append(text)
    return remaining, problems


def _address_key(text: str) -> str:
    """Return the key of an e-mail address, which all its spellings share; empty for no address."""
    try:
        return parse_address(text.strip()).key if "@" in text else ""
    except AddressError:
        return ""


def _unknown(text: str, names: Sequence[str], message: str) -> Problem:
    """Return the problem of a name that there is not, with the nearest that there is."""
    listed = ", ".join(dict.fromkeys(names))
    otherwise = _("choose from: {names}").format(names=listed)
    return Problem(Place(text), message.format(name=text), near(text, names, otherwise=otherwise))
