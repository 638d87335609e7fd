"""The roomiest setting is searched for in few trials, and always found in the end."""

from __future__ import annotations

import random
from itertools import product

import pytest

from reports.documents.document import Fit, size_steps
from reports.render.setting_search import Setting, Trial, best_setting, next_setting

FIT = Fit(size_steps(12, 8), (1.0, 0.7, 0.4), squeezes=(0.25, 0.1))
ROOM = 200.0


def _trial(setting: Setting, text: float, gaps: float, widest: float) -> Trial:
    """Return the trial of a text so high at 10 points, whose words fit up to a size."""
    size, space = setting
    lines = text * (size / 10) ** 1.7
    height = lines + gaps * (space + 0.2)
    is_cut = size > widest
    return Trial(setting, height <= ROOM and not is_cut, height, lines, is_cut)


def _search(fit: Fit, text: float, gaps: float, widest: float = 99) -> list[Trial]:
    trials: list[Trial] = []
    while setting := next_setting(fit, ROOM, trials):
        assert setting not in [trial.setting for trial in trials]
        trials.append(_trial(setting, text, gaps, widest))
    return trials


def _fitting(fit: Fit, text: float, gaps: float, widest: float = 99) -> list[Setting]:
    """Return all settings that fit, the roomiest first."""
    settings = [
        *product(fit.sizes, fit.spaces),
        *((fit.sizes[-1], space) for space in fit.squeezes),
    ]
    return [setting for setting in settings if _trial(setting, text, gaps, widest).fits]


def test_a_short_text_is_tried_once() -> None:
    (trial,) = _search(FIT, 60, 50)
    assert trial.setting == (12.0, 1.0)
    assert trial.fits


def test_a_text_without_room_is_refused_after_the_tightest_setting() -> None:
    trials = _search(FIT, 500, 50)
    assert best_setting(trials) is None
    assert trials[-1].setting == (8.0, 0.1)


def test_the_narrowest_gaps_are_kept_for_the_last() -> None:
    trials = _search(FIT, 260, 60)
    assert best_setting(trials) == (8.0, 0.1)


@pytest.mark.parametrize("seed", range(200))
def test_the_setting_is_the_roomiest_or_next_to_it(seed: int) -> None:
    """What is expected is an estimate: of two sizes that hardly differ, either may be taken."""
    chance = random.Random(seed)
    text, gaps = chance.uniform(40, 320), chance.uniform(5, 150)
    widest = chance.choice([99, 99, 11.5, 9, 8])
    fitting = _fitting(FIT, text, gaps, widest)
    trials = _search(FIT, text, gaps, widest)
    assert len(trials) <= 8
    best = best_setting(trials)
    if not fitting:
        assert best is None
        return
    assert best in fitting[:3]
    assert best[0] >= fitting[0][0] - 0.5


def test_words_too_wide_are_searched_for_by_halves() -> None:
    trials = _search(FIT, 60, 20, widest=9)
    assert best_setting(trials) == (9.0, 1.0)
    assert len(trials) <= 6


def test_panels_are_tried_since_their_heights_tell_nothing() -> None:
    fit = Fit(size_steps(12, 8), (1.0, 0.7, 0.4), has_panels=True)
    trials: list[Trial] = []
    while setting := next_setting(fit, ROOM, trials):
        size, space = setting
        fits = size * (1 + space) <= 15
        trials.append(Trial(setting, fits, ROOM, 10, not fits))
    assert best_setting(trials) == (10.5, 0.4)
