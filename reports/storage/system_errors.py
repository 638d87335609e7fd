"""Errors of the system, a network or TLS in the user's language, with what to do about them.

The system words its errors in the language it was set up in, and libraries word theirs in
English. So the sentence is chosen by the error's number, which is the same everywhere.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _


def reason(error: BaseException) -> str:
    """Return why something failed, to end a sentence with: "no space is left on the disk"."""
    import socket  # loaded here, since few commands fail and all of them start

    if isinstance(error, socket.gaierror):
        return _("no server of this name is known, or there is no network")
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    # OpenSSL's errors carry these; ssl itself is loaded by the mail alone
    if (code := getattr(error, "verify_code", None)) is not None:
        return _certificate(int(code))
    if (word := getattr(error, "reason", None)) is not None and hasattr(error, "library"):
        return _tls(str(word))
    number = getattr(error, "errno", None)
    if number is not None and number in _BY_NUMBER:
        return _BY_NUMBER[number]()
    for kind, words in _BY_KIND:
        if isinstance(error, kind):
            return words()
    if number is not None:
        return _("the system reports error {number}").format(number=number)
    return _("the system gives no reason")


def unwritable(path: Path, error: OSError) -> ConflictError:
    """Return the error to raise for a file or folder that the system does not let us write."""
    message = _("cannot be written: {reason}").format(reason=reason(error))
    return ConflictError(Problem(Place(str(path)), message, remedy_for(error)))


def remedy_for(error: OSError) -> str:
    """Return what a person can do about an error of reading or writing."""
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
    """Return an error of the system as a problem, placed at the file it names."""
    file = error.filename if error.filename is not None else error.filename2
    if isinstance(file, bytes):
        file = file.decode(errors="surrogateescape")
    return Problem(Place(str(file or _("files"))), reason(error), remedy_for(error))


def _certificate(code: int) -> str:
    """Return why a certificate is refused, by OpenSSL's number (X509_V_ERR_… in x509_vfy.h)."""
    if code == 9:  # CERT_NOT_YET_VALID
        return _("it is not valid yet, by this machine's clock")
    if code in (10, 12):  # CERT_HAS_EXPIRED, CRL_HAS_EXPIRED
        return _("it has expired")
    if code in (18, 19):  # DEPTH_ZERO_SELF_SIGNED_CERT, SELF_SIGNED_CERT_IN_CHAIN
        return _("it is signed by itself and by no authority")
    if code in (2, 20, 21):  # UNABLE_TO_GET_ISSUER_CERT, …_LOCALLY, …_VERIFY_LEAF_SIGNATURE
        return _("the authority that signed it is not known here")
    if code == 23:  # CERT_REVOKED
        return _("it was revoked")
    if code in (62, 64):  # HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH
        return _("it is for another name")
    return _("OpenSSL's check fails with number {number}").format(number=code)


def _tls(word: str) -> str:
    """Return why TLS failed, by the name that OpenSSL gives the reason (sslerr.h)."""
    if "WRONG_VERSION" in word or "RECORD_LAYER" in word or "HTTP_REQUEST" in word:
        return _("what answers there does not speak TLS")
    if "PROTOCOL" in word or "VERSION" in word:
        return _("both sides have no version of TLS in common")
    if "CIPHER" in word or "HANDSHAKE" in word or "KEY_TOO_SMALL" in word or "DH_KEY" in word:
        return _("both sides cannot agree on an encryption")
    if "EOF" in word:
        return _("the other side broke off")
    if "CERTIFICATE" in word or "UNKNOWN_CA" in word:
        return _("the certificate is not accepted")
    return _("the encryption cannot be set up")


_BY_NAME: dict[str, Callable[[], str]] = {
    "ENOENT": lambda: _("there is no such file or folder"),
    "EACCES": lambda: _("the permission for it is missing"),
    "EPERM": lambda: _("the permission for it is missing"),
    "EISDIR": lambda: _("a folder stands there, not a file"),
    "ENOTDIR": lambda: _("a part of its path is no folder"),
    "EEXIST": lambda: _("something of this name is there already"),
    "ENOTEMPTY": lambda: _("the folder is not empty"),
    "ENOSPC": lambda: _("no space is left on the disk"),
    "EDQUOT": lambda: _("your share of the disk is used up"),
    "EFBIG": lambda: _("it is larger than a file may be there"),
    "EROFS": lambda: _("the disk can only be read"),
    "EIO": lambda: _("the disk does not read or write properly"),
    "ENAMETOOLONG": lambda: _("its name is too long"),
    "EILSEQ": lambda: _("its name has characters that the disk cannot take"),
    "ELOOP": lambda: _("links lead in a circle"),
    "EBUSY": lambda: _("another program uses it"),
    "ETXTBSY": lambda: _("another program uses it"),
    "EAGAIN": lambda: _("another program uses it"),
    "EMFILE": lambda: _("too many files are open"),
    "ENFILE": lambda: _("too many files are open"),
    "ENOMEM": lambda: _("no memory is left"),
    "EXDEV": lambda: _("it lies on another disk"),
    "EINVAL": lambda: _("the system cannot do this with it"),
    "ENODEV": lambda: _("no such device is there"),
    "ENXIO": lambda: _("no such device is there"),
    "ENOTSUP": lambda: _("the disk cannot do this"),
    "ESTALE": lambda: _("the network drive has lost it"),
    "EPIPE": lambda: _("the other side broke off"),
    "ECONNRESET": lambda: _("the other side broke off"),
    "ECONNABORTED": lambda: _("the other side broke off"),
    "ENOTCONN": lambda: _("the other side broke off"),
    "ECONNREFUSED": lambda: _("nothing answers at this address and port"),
    "ETIMEDOUT": lambda: _("no answer in time"),
    "EHOSTUNREACH": lambda: _("no way leads there"),
    "ENETUNREACH": lambda: _("no way leads there"),
    "EHOSTDOWN": lambda: _("no way leads there"),
    "ENETDOWN": lambda: _("there is no network"),
    "EADDRINUSE": lambda: _("another program uses this port"),
    "EADDRNOTAVAIL": lambda: _("this machine does not have this address"),
}

_BY_NUMBER = {  # Windows does not have all of them
    getattr(errno, name): words for name, words in _BY_NAME.items() if hasattr(errno, name)
}
"""The same by the numbers that the names have on this system."""

_BY_KIND: tuple[tuple[type[BaseException], Callable[[], str]], ...] = (
    (FileNotFoundError, _BY_NAME["ENOENT"]),
    (PermissionError, _BY_NAME["EACCES"]),
    (IsADirectoryError, _BY_NAME["EISDIR"]),
    (FileExistsError, _BY_NAME["EEXIST"]),
    (ConnectionRefusedError, _BY_NAME["ECONNREFUSED"]),
    (ConnectionError, _BY_NAME["ECONNRESET"]),
    (EOFError, _BY_NAME["ECONNRESET"]),
    (UnicodeError, _BY_NAME["EILSEQ"]),
    (MemoryError, _BY_NAME["ENOMEM"]),
)
"""For errors that a library raises itself, without a number of the system."""
