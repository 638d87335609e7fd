"""An SQLite file that brings itself to the newest schema and tells what is wrong with it."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

from filelock import FileLock, Timeout

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _
from reports.storage.system_errors import reason

T = TypeVar("T")

_WAIT = 10.0
"""Seconds to wait for another connection that writes."""

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


class Database:
    """The open file. Every change is on the disk when its method returns.

    Every method raises ConflictError where the file cannot be read or written.
    """

    migrations: Sequence[str]
    """One script a schema version; each statement's semicolon ends its line."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        """Take over a connection; see `open`."""
        self._path = path
        self._db = db
        self._file = (0, 0)
        """The file system's numbers for the file that was opened."""

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the file, bring it to the newest schema, and make it where there is none.

        Raises ConflictError where it cannot be opened, is damaged, empty or no
        ledger at all, or was written by a newer version.
        """
        with _told(path):
            if create and not path.exists():
                cls._make(path.resolve())
            status = path.stat()  # SQLite would make it
            if not status.st_size:
                raise _emptied(path)
            database = cls(path, sqlite3.connect(path, timeout=_WAIT, isolation_level=None))
            database._file = status.st_dev, status.st_ino
        try:
            database._prepare()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def _make(cls, path: Path) -> None:
        """Put a new file in its place, whole from the first moment.

        What a failed copy leaves, nothing at all or a journal alone, must never be taken for
        a file that was just begun: everybody would be sent everything again.
        """
        if any(path.with_name(f"{path.name}{end}").exists() for end in ("-wal", "-journal")):
            what = _("the ledger is missing, but its journal is still there")
            raise ConflictError(Problem(Place(str(path)), what, _restore()))
        with contextlib.closing(_in_memory(cls.migrations)) as db:
            data = db.serialize()
        cls._place(path, data)

    @staticmethod
    def _place(path: Path, data: bytes) -> None:
        """Put a database's bytes where there is no file."""
        for dead in path.parent.glob(f".{path.name}.{'[0-9a-f]' * 16}"):
            dead.unlink(missing_ok=True)  # what was begun and killed
        part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        # names and addresses are nobody else's business
        handle = os.open(
            part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _put(part, path)
        finally:
            part.unlink(missing_ok=True)

    def write_through(self) -> None:
        """Have all that is known in the file itself: who copies it may leave its journal behind."""
        self._rows("PRAGMA wal_checkpoint(PASSIVE)")

    def restore_if_removed(self) -> bool:
        """Write the file anew where it was removed while it was open; whether it was.

        Raises ConflictError where another file has come to its place.
        """
        with _told(self._path):
            try:
                status = self._path.stat()
            except FileNotFoundError:
                data = self._db.serialize()
                for end in ("-wal", "-shm"):
                    self._path.with_name(f"{self._path.name}{end}").unlink(missing_ok=True)
                self._place(self._path.resolve(), data)
                return True
        if (status.st_dev, status.st_ino) != self._file:
            what = _("another file has come to its place while this one was written to")
            raise self._conflict(what, _restore())
        return False

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _prepare(self) -> None:
        if self._version() > len(self.migrations):
            what = _("the ledger was written by a newer version of handzettel")
            raise self._conflict(what, _("update handzettel"))
        if self._one("PRAGMA integrity_check(1)") != "ok":
            raise self._conflict(_damaged(), _restore())
        self._check_tables()
        # a network share has no memory to share, and keeps the journal it has
        with contextlib.suppress(sqlite3.OperationalError):
            self._db.execute("PRAGMA journal_mode = WAL")
        # FULL where there is a WAL; without one it syncs the removal of the journal, too
        self._run("PRAGMA synchronous = EXTRA")
        self._run("PRAGMA secure_delete = ON")
        self._run("PRAGMA temp_store = MEMORY")  # no addresses in the system's folder
        while (version := self._version()) < len(self.migrations):
            with self._transaction():
                if self._version() == version:  # another process may have been faster
                    for statement in _statements(self.migrations[version]):
                        self._run(statement)
                    self._run(f"PRAGMA user_version = {version + 1}")
        self._run("PRAGMA foreign_keys = ON")  # now, as a migration may rebuild tables

    def _check_tables(self) -> None:
        """Refuse a file that lacks what its version must have.

        Raises ConflictError.
        """
        with contextlib.closing(_in_memory(self.migrations[: self._version()])) as db:
            expected = set(db.execute(_TABLES).fetchall())
        present = set(self._rows(_TABLES))
        if not present:
            raise _emptied(self._path)
        if not expected or expected - present:
            raise self._conflict(_damaged(), _restore())

    def _version(self) -> int:
        return int(self._one("PRAGMA user_version"))

    def _run(self, statement: str, *values: Any) -> int:
        """Do a statement; how many rows it changed."""
        with _told(self._path):
            return self._db.execute(statement, values).rowcount

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with _told(self._path):
            return self._db.execute(query, values).fetchall()

    def _one(self, query: str, *values: Any) -> Any:
        """The first column of the first row."""
        rows = self._rows(query, *values)
        return self._values(lambda row: row[0], rows or [()])[0]

    def _values(self, read: Callable[[Any], T], rows: Iterable[Any]) -> list[T]:
        """What rows say.

        SQLite knows of pages and keys, not of what a text in it means: what cannot be read
        is no row that this program wrote, and the file is damaged.
        """
        try:
            return [read(row) for row in rows]
        except Exception:  # bytes on a disk can become anything
            raise self._conflict(_damaged(), _restore()) from None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing, and no other connection writes in between."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # SQLite ends it by itself where the disk fails
                self._db.rollback()
            raise

    def _conflict(self, what: str, remedy: str) -> ConflictError:
        return ConflictError(Problem(Place(str(self._path)), what, remedy))


def peek(path: Path, query: str) -> Any:
    """The first column of a query's first row in a file that is not touched; else None."""
    try:
        # without "immutable" even a reader writes beside the file
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as db:
            row = db.execute(query).fetchone()
    except (sqlite3.Error, OSError, ValueError):
        return None
    return row[0] if row else None


def _in_memory(migrations: Sequence[str]) -> sqlite3.Connection:
    """A new database at the version that some migrations lead to."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for script in migrations:
        for statement in _statements(script):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(migrations)}")
    return db


def _put(part: Path, path: Path) -> None:
    """Give a file its name, unless another process has made one by that name meanwhile."""
    with contextlib.suppress(FileExistsError):
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # some file systems have no second name for a file
            if not path.exists():
                part.rename(path)


def _emptied(path: Path) -> ConflictError:
    what = _("the ledger is empty, as a copy that failed leaves it")
    remedy = _(
        "restore it from a backup, or remove the file if nothing has been sent from here yet"
    )
    return ConflictError(Problem(Place(str(path)), what, remedy))


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a ledger for a run that sends; the lock goes with the process, however it ends.

    Raises ConflictError where another run holds it.
    """
    own = path.resolve()  # one ledger, by whichever way it was reached
    with _told(path):
        try:
            held = FileLock(own.with_name(f".{own.name}.lock"), timeout=0).acquire()
        except Timeout:
            what = _("another run is sending here")
            problem = Problem(Place(str(path)), what, _("wait until it is done"))
            raise ConflictError(problem) from None
    with held:
        yield


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell what the system or SQLite cannot do as a ConflictError."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise  # mistakes of this module, not of the file
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # none: no UTF-8
        # the low byte is the primary code (sqlite.org/rescode.html)
        what, remedy = _explained(code & 0xFF)
    except (UnicodeDecodeError, OverflowError):  # in what SQLite itself says of the file
        what, remedy = _damaged(), _restore()
    except OSError as error:
        what, remedy = _unreadable(reason(error))
    except NotImplementedError:  # from filelock, where a file system has no locks
        what, remedy = _unreadable(_("the disk cannot do this"))
    else:
        return
    raise ConflictError(Problem(Place(str(path)), what, remedy)) from None


def _explained(code: int) -> tuple[str, str]:
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _("another program holds the ledger"), _("wait until it is done")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):
        return _damaged(), _restore()
    words = {
        sqlite3.SQLITE_FULL: _("no space is left on the disk"),
        sqlite3.SQLITE_READONLY: _("the permission for it is missing"),
        sqlite3.SQLITE_PERM: _("the permission for it is missing"),
        sqlite3.SQLITE_CANTOPEN: _("it cannot be opened"),
        sqlite3.SQLITE_IOERR: _("the disk does not read or write properly"),
        sqlite3.SQLITE_NOMEM: _("no memory is left"),
        sqlite3.SQLITE_TOOBIG: _("it is larger than a file may be there"),
    }
    return _unreadable(words.get(code) or _("SQLite reports error {number}").format(number=code))


def _unreadable(why: str) -> tuple[str, str]:
    return (
        _("the ledger cannot be read or written: {reason}").format(reason=why),
        _("check the file, and the folder's permissions and space"),
    )


def _damaged() -> str:
    return _("this is no ledger, or a damaged one")


def _restore() -> str:
    return _("restore it from a backup; it alone knows who has which mail")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script (``executescript`` would end the transaction around them)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    assert not statement.strip(), statement
