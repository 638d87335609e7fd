"""Whether a motion was adopted: tick boxes, words of a vote, what a line calls it."""

from __future__ import annotations

import re
from enum import StrEnum

_TICKED = "☑☒✓✔✗✘⊠■🗹🗷"
_EMPTY = "☐□⬜▢❏❑❒○\N{REPLACEMENT CHARACTER}"
_BOX = rf"(?:[{_TICKED}{_EMPTY}]|\[\s?[xX]?\s?\]|\(\s?[xX]?\s?\)|_{{2,}})"
_BOXES = re.compile(rf"(?P<box>{_BOX})\s?(?P<cross>[xX](?=\s|[a-zäöü]))?")
_ADOPTED = re.compile(
    r"\b(?:angenommen|annahme|beschlossen|beschluss|zustimmung|zugestimmt|verabschiedet"
    r"|einstimmig|mehrheitlich|adopted|accepted)\b",
    re.IGNORECASE,
)
_NOT_ADOPTED = re.compile(
    r"\b(?:nicht|abgelehnt|ablehnung|erledigt|überwiesen|überweisung|zurückgezogen|vertagt"
    r"|nichtbefassung|eingereicht|empfohlen|empfehlung|möge|soll|vorläufig\w*\s+antrag)\b",
    re.IGNORECASE,
)
_DRAFT = re.compile(r"\b(?:entwurf|draft|vorentwurf)\b", re.IGNORECASE)
_OPTION = re.compile(
    r"\b(?:angenommen|abgelehnt|annahme|ablehnung|zustimmung|überweisung|überwiesen|ja|nein"
    r"|änderung(?:en)?|erledigt|enthaltung)\b",
    re.IGNORECASE,
)
_LEAST_BOXES = 2


class Outcome(StrEnum):
    """What a head says of the vote."""

    ADOPTED = "adopted"
    DRAFT = "draft"
    OTHER = "other"
    """Rejected, referred, done with by another motion."""


def tick_boxes(text: str) -> bool:
    """Return whether a line holds the boxes of a vote, ticked or not."""
    boxes = len(_BOXES.findall(text))
    options = len(_OPTION.findall(text))
    return boxes >= _LEAST_BOXES <= options or (boxes > 0 and options > 0 and len(text) < 40)


def ticked(text: str) -> Outcome | None:
    """Return what the ticked box says; None if none is ticked."""
    places = [*_BOXES.finditer(text)]
    leading = not re.search(r"\w", text[: places[0].start()]) if places else True
    for index, match in enumerate(places):
        if not _is_ticked(match):
            continue
        if leading:
            end = places[index + 1].start() if index + 1 < len(places) else len(text)
            label = text[match.end() : end]
        else:
            label = text[places[index - 1].end() if index else 0 : match.start()]
        return outcome(label) or Outcome.OTHER
    return None


def outcome(text: str) -> Outcome | None:
    """Return what the words of a vote or a status mean; None if they mean nothing."""
    if _DRAFT.search(text):
        return Outcome.DRAFT
    if _NOT_ADOPTED.search(text):
        return Outcome.OTHER
    return Outcome.ADOPTED if _ADOPTED.search(text) else None


def _is_ticked(match: re.Match[str]) -> bool:
    box = match["box"]
    return box in _TICKED or "x" in box.lower() or match["cross"] is not None
