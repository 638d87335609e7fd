"""What the system refused, in the user's words: an error number → the reason and a remedy."""

from __future__ import annotations

import errno

from reports.errors import Place, Problem
from reports.messages import _


def reason(error: OSError) -> str:
    """Say why the system refused, without the system's own words where we know the number."""
    words = {
        errno.ENOSPC: _("there is no space left on the disk"),
        errno.EDQUOT: _("your share of the disk is used up"),
        errno.EFBIG: _("the file would be larger than the system allows"),
        errno.EACCES: _("there is no permission for it"),
        errno.EPERM: _("there is no permission for it"),
        errno.EROFS: _("the disk can only be read"),
        errno.ENAMETOOLONG: _("the name is too long for the disk"),
        errno.ENOENT: _("it is not there"),
        errno.EEXIST: _("it is there already"),
        errno.ENOTDIR: _("a file stands where a folder is needed"),
        errno.EISDIR: _("it is a folder, not a file"),
        errno.ENOTEMPTY: _("the folder is not empty"),
        errno.ELOOP: _("the link leads round in a circle"),
        errno.EIO: _("the disk or the connection to it fails"),
        errno.EMFILE: _("too many files are open at once"),
        errno.ENFILE: _("too many files are open at once"),
        errno.ENOMEM: _("there is not enough memory"),
        errno.EBUSY: _("another program uses it"),
        errno.ETXTBSY: _("another program uses it"),
        errno.ESTALE: _("the network drive is gone"),
        errno.EILSEQ: _("the disk cannot keep a file of this name"),
        errno.EINVAL: _("the disk cannot keep a file of this name"),
    }
    if error.errno in words:
        return words[error.errno]
    return _("the system refuses (error {number})").format(number=error.errno or "?")


def remedy(error: OSError) -> str:
    """Say what to do about it."""
    remedies = {
        errno.ENOSPC: _("make room there, then try again"),
        errno.EDQUOT: _("make room there, then try again"),
        errno.EFBIG: _("write to another disk"),
        errno.EACCES: _("change the permissions, or choose another folder"),
        errno.EPERM: _("change the permissions, or choose another folder"),
        errno.EROFS: _("choose another folder"),
        errno.ENAMETOOLONG: _("give a shorter name"),
        errno.ENOENT: _("correct the name"),
        errno.ELOOP: _("replace the link by the file itself"),
        errno.EIO: _("copy the files to another disk and try there"),
        errno.EMFILE: _("close other programs, or make less at once with --workers 1"),
        errno.ENFILE: _("close other programs, or make less at once with --workers 1"),
        errno.ENOMEM: _("close other programs, or make less at once with --workers 1"),
        errno.EBUSY: _("close the file elsewhere"),
        errno.ETXTBSY: _("close the file elsewhere"),
    }
    return remedies.get(error.errno or 0, _("check the folder, its permissions and the space left"))


def system_problem(error: OSError, place: str = "") -> Problem:
    """The problem that an error of the system is: the file it is about, why, what to do."""
    named = error.filename if error.filename is not None else error.filename2
    file = named.decode(errors="surrogateescape") if isinstance(named, bytes) else named
    return Problem(Place(place or str(file or _("files"))), reason(error), remedy(error))
