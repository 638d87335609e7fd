"""Every line of a text is printed in the marked text, or the account names what it is instead.

The proof shares nothing with the steps that make measures: it compares letters.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reports.citation.cited_lines import letters
from reports.citation.import_account import LineKind, line_kinds
from reports.importing.analysis import Analysis, analyse
from reports.importing.marked_text import marked_text

FOLDER = Path(os.environ.get("HANDZETTEL_SOURCES", "")) / "resolutions"

ASIDE = {LineKind.HEAD, LineKind.FOOTNOTE, LineKind.FURNITURE, LineKind.OUTSIDE}

TABLES = """\
# Mehr Grün

| Wer | Was |
|---|---|
| Stadtrat | soll Bäume pflanzen |
| Ortsverein | sammelt Geld |

Zahlen des Jahres:

| Jahr | Bäume | Bänke |
|------|------:|------:|
| 2024 | 12    | 3     |

**Wege:** Die Stadt soll sie fegen.
"""

LISTS = """\
Antrag A 1
Antragsteller: AG Wege
Thema: Wege und Bänke
Beschluss: Der Rat beauftragt die Verwaltung, jeden Weg zu fegen.

Kapitel 1 Wege
Vorweg ein Satz.
1.1 Fegen: Die Stadt soll fegen.
    a) morgens,
    b) abends
    und das jeden Tag.
(2) Streuen
Die Stadt soll streuen.
Begründung:
Es ist glatt.
Ein letzter Satz ohne Punkt
"""


def lost_rows(analysis: Analysis) -> Iterator[str]:
    """Yield the rows of a text that are neither printed nor named."""
    printed = letters(marked_text("x", analysis.motions))
    kinds = line_kinds(analysis)
    for row in analysis.text.rows:
        if row.text and kinds[row.line] not in ASIDE and not _is_in(row.text, printed):
            yield row.text


def _is_in(row: str, printed: str) -> bool:
    """Return whether the words of a row stand in a text, in three pieces at most.

    A title may end in a row; a mark before it, "b)" or "Maßnahme 3", may be written otherwise.
    """
    words = [letters(word) for word in row.split()]
    return any(
        _pieces(words[first:], printed) <= 3
        for first in range(3)
        if first == 0 or len(words[0]) <= 2 or (first == 2 and "".join(words[1:2]).isdigit())
    )


def _pieces(words: Sequence[str], printed: str) -> int:
    """Return in how many pieces words stand in a text; one that stands nowhere is many."""
    count, piece = 1, ""
    for word in words:
        if piece + word not in printed:
            count, piece = count + 1, ""
            if word not in printed:
                return len(words) + 3
        piece += word
    return count


@pytest.mark.parametrize(("text", "name"), [(TABLES, "gruen.md"), (LISTS, "wege.txt")])
def test_every_row_is_printed_or_named(text: str, name: str) -> None:
    assert list(lost_rows(analyse(text.encode(), name))) == []


def test_a_row_in_no_part_would_be_noticed() -> None:
    analysis = analyse(LISTS.encode(), "wege.txt")
    (motion,) = analysis.motions
    printed = letters(marked_text("x", [motion]).replace("letzter", ""))
    assert not _is_in("Ein letzter Satz ohne Punkt", printed)


@pytest.mark.skipif(
    "HANDZETTEL_SOURCES" not in os.environ or not FOLDER.is_dir(),
    reason="HANDZETTEL_SOURCES is not set: a folder with resolutions is needed",
)
def test_every_row_of_real_texts_is_printed_or_named() -> None:
    lost = [
        (truth.name, row)
        for truth in sorted(FOLDER.glob("*.truth.json"))
        for name in [truth.name.removesuffix(".truth.json")]
        for row in lost_rows(analyse((FOLDER / name).read_bytes(), name))
    ]
    assert lost == []
