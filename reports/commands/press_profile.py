"""The press profile that the option --press names, with its ICC profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.errors import Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.content.press_profile import Press
    from reports.content.workspace import Content


def press_profile(content: Content, name: str) -> Press:
    """Return a press profile by name, with its ICC profile from the workspace or this machine.

    Raises UsageError if there is no such profile or its ICC profile is missing.
    """
    from reports.content.press_profile import Press, profiles
    from reports.press.icc_files import ICC_FOLDER, find_icc, icc_folders
    from reports.suggestions import near

    available = profiles(content.settings.press)
    if name not in available:
        otherwise = _("choose from: {names}").format(names=", ".join(available))
        message = _('there is no press profile "{name}"').format(name=name)
        remedy = near(name, available, otherwise=otherwise)
        raise UsageError(Problem(Place("--press"), message, remedy))
    folders = (content.root / ICC_FOLDER, *icc_folders())
    profile = available[name]
    return Press(profile, find_icc(profile, folders, content.root).read_bytes())
