"""The title that a measure has in its own first line: "Flusswärme: Die Stadt prüft …"."""

from __future__ import annotations

import re

from reports.importing.footnotes import without_mark

_LONGEST = 90
"""Characters of a title within a text."""

_MOST_WORDS = 11

_COLON = re.compile(r"(?P<title>[A-ZÄÖÜ„\"“][^:.!?]{2,90}?)(?P<sign>:)\s+(?=[A-ZÄÖÜ„\"“\d])")
_SENTENCE = re.compile(
    r"(?P<title>[A-ZÄÖÜ„\"“][^.:!?]{2,90}?)(?P<sign>[.:!?–-])\s+(?=[A-ZÄÖÜ„\"“\d])"
)
"""Behind "Maßnahme 3:" the title ends with a full stop, too."""

_SAYS = re.compile(
    r"\b(?:wir|ich|es|man|ist|sind|war|wird|werden|soll|sollen|muss|müssen|hat|haben|gilt|heißt"
    r"|lautet|lauten|bedeutet|bedeuten|fordern|fordert|wollen|will|braucht|brauchen|zeigt|folgt"
    r"|gehört|gehören|kann|können|darf|dürfen|sagt|klar|folgend\w*|daher|deshalb|darum|also"
    r"|beispielsweise|dass|beschließt|beschließen|möge|mögen)\b",
    re.IGNORECASE,
)
"""Words of a sentence; a title has none of them."""

_PERIOD_ABBREVIATION = re.compile(r"\b(?:z|bzw|ca|Dr|Nr|St|Str|u|d|Abs|Art)$")


def title_in_text(text: str, *, is_worded: bool) -> tuple[str, int]:
    """Return the title a measure's text begins with and the characters up to its own words.

    The title is empty, and the length 0, where the text begins without one. With `is_worded` a
    word such as "Maßnahme 3" stood before it, so that a first short sentence is the title.
    """
    match = (_SENTENCE if is_worded else _COLON).match(text)
    if match is None:
        return "", 0
    title = without_mark(match["title"].strip())
    if len(title) > _LONGEST or len(title.split()) > _MOST_WORDS:
        return "", 0
    if _SAYS.search(title) or _PERIOD_ABBREVIATION.search(title):
        return "", 0
    ended = match["sign"] in "!?"
    return title + (match["sign"] if ended else ""), match.end()


def title_on_own_line(text: str) -> tuple[str, int]:
    """Return the title that a whole paragraph is, "Kontrolle der Betriebe:", and its length.

    The title is empty, and the length 0, where the paragraph is none.
    """
    if not text.rstrip().endswith(":"):
        return "", 0
    # what follows stands in the next paragraph
    title, length = title_in_text(f"{text.rstrip()} A", is_worded=False)
    return (title, len(text)) if length == len(text.rstrip()) + 1 else ("", 0)
