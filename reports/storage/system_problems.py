"""What the system refused, as a problem: the file, the reason, and what to do about it."""

from __future__ import annotations

import errno

from reports.errors import Place, Problem
from reports.i18n import _
from reports.storage.system_errors import reason


def remedy(error: OSError) -> str:
    """Say what to do where the system refuses to read or write."""
    remedies = {
        errno.ENOSPC: _("make room there, then try again"),
        errno.EDQUOT: _("make room there, then try again"),
        errno.EACCES: _("change the permissions, or choose another folder"),
        errno.EPERM: _("change the permissions, or choose another folder"),
        errno.EROFS: _("choose another folder"),
        errno.EISDIR: _("move what stands there, or choose another folder"),
        errno.ENOTDIR: _("move what stands there, or choose another folder"),
        errno.EEXIST: _("move what stands there, or choose another folder"),
        errno.ENAMETOOLONG: _("give a shorter name"),
        errno.ENOENT: _("correct the name"),
        errno.ELOOP: _("replace the link by the file itself"),
        errno.EIO: _("copy the files to another disk and try there"),
        errno.EMFILE: _("close other programs, then try again"),
        errno.ENFILE: _("close other programs, then try again"),
        errno.ENOMEM: _("close other programs, then try again"),
        errno.EBUSY: _("close the file elsewhere"),
    }
    return remedies.get(error.errno or 0, _("check the folder, its permissions and the space left"))


def system_problem(error: OSError) -> Problem:
    """The problem that an error of the system is, at the file it is about."""
    file = error.filename if error.filename is not None else error.filename2
    if isinstance(file, bytes):
        file = file.decode(errors="surrogateescape")
    return Problem(Place(str(file or _("files"))), reason(error), remedy(error))
