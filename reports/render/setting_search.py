"""Search for the roomiest setting of a document in as few layouts as can be.

Settings are ordered from roomy to tight: by the size of type, then by the space between
blocks. What was tried tells how high the content will be in others: lines of text grow with
the size, gaps with the space. The roomiest setting that is expected to fit is tried next, and
each trial corrects what is expected, until nothing roomier than the best is expected to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from reports.documents.document import Fit

Setting = tuple[float, float]
"""The size of type in points, and the space between blocks in units of the document's style."""

GROWTH = 1.5
"""The power of the size with which the height of text grows.

It is 1 for lines that stay whole and 2 for long paragraphs, which get more lines as well.
"""

FIXED = 0.1
"""Units of space to which the gaps come that no space changes, in the documents of the sample."""


@dataclass(frozen=True)
class Trial:
    """A setting that a document was laid out in, and what came of it."""

    setting: Setting
    fits: bool
    """Whether the budget is kept and no word is cut off."""
    height: float
    """Millimetres of its content, over all pages."""
    text: float
    """How many of these millimetres lines of text take."""
    is_cut: bool = False
    """Whether words stick out of their places, so that its height says little."""


def next_setting(fit: Fit, room: float, trials: Sequence[Trial]) -> Setting | None:
    """Return the setting to try next; None if the best of the trials is the one to take.

    Args:
        fit: The sizes and spaces to choose from.
        room: Millimetres that the pages of the budget have for content.
        trials: What was tried so far.
    """
    best = best_setting(trials)
    smallest = fit.sizes[-1]
    settings = [*product(fit.sizes, fit.spaces), *((smallest, space) for space in fit.squeezes)]
    for setting in settings:
        if setting == best:
            return None
        if not _is_refused(setting, trials) and _is_likely(setting, fit, room, trials):
            return setting
    # an estimate may err: the text is refused only where the tightest setting does not fit
    last = ((smallest, fit.spaces[-1]), settings[-1])
    return next((setting for setting in last if not _is_refused(setting, trials)), None)


def best_setting(trials: Sequence[Trial]) -> Setting | None:
    """Return the roomiest setting that fits, of those that were tried."""
    return max((trial.setting for trial in trials if trial.fits), default=None)


def _is_refused(setting: Setting, trials: Sequence[Trial]) -> bool:
    """Return whether a setting that is at least as tight does not fit."""
    size, space = setting
    return any(
        not trial.fits and trial.setting[0] <= size and trial.setting[1] <= space
        for trial in trials
    )


def _is_likely(setting: Setting, fit: Fit, room: float, trials: Sequence[Trial]) -> bool:
    """Return whether a setting is expected to fit, or nothing is tried of it."""
    best = best_setting(trials)
    if fit.has_panels or any(trial.is_cut for trial in trials):
        # where words are cut off, a height tells nothing: sizes are halved
        narrow = fit.spaces[-1]
        larger = [
            size
            for size in fit.sizes
            if not _is_refused((size, narrow), trials) and (best is None or size > best[0])
        ]
        if larger:
            return setting == (larger[len(larger) // 2], narrow)
    measured = [] if fit.has_panels else [trial for trial in trials if not trial.is_cut]
    return not measured or _expected_height(setting, measured) <= room


def _expected_height(setting: Setting, trials: Sequence[Trial]) -> float:
    """Return how high the content is expected to be, by the trial that is most like it."""
    size, space = setting
    nearest = min(
        trials,
        key=lambda trial: (abs(trial.setting[0] - size), abs(trial.setting[1] - space)),
    )
    text = nearest.text * float((size / nearest.setting[0]) ** GROWTH)
    gaps = nearest.height - nearest.text
    return text + gaps + (space - nearest.setting[1]) * _space_height(nearest, space, trials)


def _space_height(nearest: Trial, space: float, trials: Sequence[Trial]) -> float:
    """Return the millimetres that a unit of space adds, between a trial and another space."""
    size, tried = nearest.setting
    others = [trial for trial in trials if trial.setting[0] == size and trial.setting[1] != tried]
    if not others:
        return (nearest.height - nearest.text) / (tried + FIXED)
    other = min(others, key=lambda trial: abs(trial.setting[1] - space))
    return (nearest.height - other.height) / (tried - other.setting[1])
