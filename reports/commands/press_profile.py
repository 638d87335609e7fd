"""The press profile that --press names, with its ICC file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.errors import Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.content.press_profile import Press
    from reports.content.workspace import Content


def press_profile(content: Content, name: str) -> Press:
    """A print shop's profile with its ICC profile from this machine or the workspace."""
    from reports.content.press_profile import Press, profiles
    from reports.press.icc_files import ICC_FOLDER, find_icc, icc_folders
    from reports.suggestions import near

    known = profiles(content.settings.press)
    if name not in known:
        otherwise = _("choose from: {names}").format(names=", ".join(known))
        what = _('there is no press profile "{name}"').format(name=name)
        raise UsageError(Problem(Place("--press"), what, near(name, known, otherwise=otherwise)))
    folders = (content.root / ICC_FOLDER, *icc_folders())
    return Press(known[name], find_icc(known[name], folders, content.root).read_bytes())
