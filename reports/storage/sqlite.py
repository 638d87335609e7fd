"""An SQLite file that is brought to the newest schema when it is opened, and locked for a run.

Whatever SQLite or the system refuses is raised as a ConflictError with what to do about it.
"""

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
"""Seconds to wait for another connection that writes; a transaction takes milliseconds."""

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


class Database:
    """An open SQLite file. Every change is on the disk when its method returns.

    Every method raises ConflictError if the file cannot be read or written.
    """

    migrations: Sequence[str]
    """One script for each schema version; each statement's semicolon ends its line."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        """Use a connection to the file; call `open` instead."""
        self._path = path
        self._db = db
        self._file = (0, 0)
        """Device and inode of the file that was opened."""

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the file, made if it is missing and `create` is set, at the newest schema.

        Raises ConflictError if it cannot be opened, is damaged, empty or no ledger at all, or
        was written by a newer version.
        """
        with _errors_as_problems(path):
            if create and not path.exists():
                cls._make(path.resolve())
            status = path.stat()  # raises for a missing file, which SQLite would make
            if not status.st_size:
                raise ConflictError(_emptied(path))
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
        """Make the file with the newest schema, put in place whole.

        A failed copy leaves an empty file, or a journal alone. That must never pass for a file
        that was just made: everybody would be sent everything again. So ConflictError is raised
        if the journal of a missing file is there.
        """
        if any(path.with_name(f"{path.name}{end}").exists() for end in ("-wal", "-journal")):
            message = _("the ledger is missing, but its journal is still there")
            raise ConflictError(Problem(Place(str(path)), message, _restore()))
        with contextlib.closing(_in_memory(cls.migrations)) as db:
            data = db.serialize()
        cls._place(path, data)

    @staticmethod
    def _place(path: Path, data: bytes) -> None:
        """Write a database's bytes to a path where there is no file."""
        for leftover in path.parent.glob(f".{path.name}.{'[0-9a-f]' * 16}"):
            leftover.unlink(missing_ok=True)  # of a run that was killed
        part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        # for the user alone, since it will have names and addresses
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
        """Move changes from the journal into the file, so that a copy of it alone has them."""
        self._rows("PRAGMA wal_checkpoint(PASSIVE)")

    def restore_if_removed(self) -> bool:
        """Write the file again if it was removed while it was open; return whether it was.

        Raises ConflictError if another file has taken its place.
        """
        with _errors_as_problems(self._path):
            try:
                status = self._path.stat()
            except FileNotFoundError:
                data = self._db.serialize()
                for end in ("-wal", "-shm"):
                    self._path.with_name(f"{self._path.name}{end}").unlink(missing_ok=True)
                self._place(self._path.resolve(), data)
                return True
        if (status.st_dev, status.st_ino) != self._file:
            message = _("another file has come to its place while this one was written to")
            raise self._conflict(message, _restore())
        return False

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _prepare(self) -> None:
        """Check the file, set the connection up and run the migrations that are missing.

        Raises ConflictError if the file is damaged or of a newer version.
        """
        if self._version() > len(self.migrations):
            message = _("the ledger was written by a newer version of handzettel")
            raise self._conflict(message, _("update handzettel"))
        if self._value("PRAGMA integrity_check(1)") != "ok":
            raise ConflictError(_damaged(self._path))
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
        """Raise ConflictError if the file lacks a table that its version has."""
        with contextlib.closing(_in_memory(self.migrations[: self._version()])) as db:
            expected = set(db.execute(_TABLES).fetchall())
        present = set(self._rows(_TABLES))
        if not present:
            raise ConflictError(_emptied(self._path))
        if not expected or expected - present:
            raise ConflictError(_damaged(self._path))

    def _version(self) -> int:
        """Return the schema version of the file: how many migrations it has had."""
        return int(self._value("PRAGMA user_version"))

    def _run(self, statement: str, *values: Any) -> int:
        """Execute a statement and return how many rows it changed."""
        with _errors_as_problems(self._path):
            return self._db.execute(statement, values).rowcount

    def _rows(self, query: str, *values: Any) -> list[Any]:
        """Return all rows of a query."""
        with _errors_as_problems(self._path):
            return self._db.execute(query, values).fetchall()

    def _value(self, query: str, *values: Any) -> Any:
        """Return the first column of a query's first row."""
        rows = self._rows(query, *values)
        return self._values(lambda row: row[0], rows or [()])[0]

    def _values(self, read: Callable[[Any], T], rows: Iterable[Any]) -> list[T]:
        """Return rows converted with `read`. Raises ConflictError if that fails for one of them.

        SQLite's own check proves pages and keys, not what a text in a row means: a row that
        cannot be read was not written by this program, so the file is damaged.
        """
        try:
            return [read(row) for row in rows]
        except Exception:  # a damaged value can fail in any way
            raise ConflictError(_damaged(self._path)) from None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Make all changes in the block or none, with no other connection writing in between."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # SQLite ends it by itself where the disk fails
                self._db.rollback()
            raise

    def _conflict(self, message: str, remedy: str) -> ConflictError:
        """Return the error to raise for a problem with this file."""
        return ConflictError(Problem(Place(str(self._path)), message, remedy))


def peek(path: Path, query: str) -> Any:
    """Return the first column of a query's first row without touching the file.

    Returns None if there is no row, or the file cannot be read.
    """
    try:
        # without "immutable" SQLite makes a journal beside the file even for a reader
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as db:
            row = db.execute(query).fetchone()
    except (sqlite3.Error, OSError, ValueError):
        return None
    return row[0] if row else None


def _in_memory(migrations: Sequence[str]) -> sqlite3.Connection:
    """Return a new database in memory after these migrations."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for script in migrations:
        for statement in _statements(script):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(migrations)}")
    return db


def _put(part: Path, path: Path) -> None:
    """Rename a file, unless another process has made one with the new name meanwhile."""
    with contextlib.suppress(FileExistsError):
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # the file system has no hard links
            if not path.exists():
                part.rename(path)


def _emptied(path: Path) -> Problem:
    """Return the problem of a ledger without bytes or tables."""
    message = _("the ledger is empty, as a copy that failed leaves it")
    remedy = _(
        "restore it from a backup, or remove the file if nothing has been sent from here yet"
    )
    return Problem(Place(str(path)), message, remedy)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Lock a ledger for a run that sends. The lock ends with the process, however that ends.

    Raises ConflictError if another run holds it.
    """
    ledger = path.resolve()  # the same lock, whichever links lead to the ledger
    with _errors_as_problems(path):
        try:
            lock = FileLock(ledger.with_name(f".{ledger.name}.lock"), timeout=0).acquire()
        except Timeout:
            message = _("another run is sending here")
            problem = Problem(Place(str(path)), message, _("wait until it is done"))
            raise ConflictError(problem) from None
    with lock:
        yield


@contextlib.contextmanager
def _errors_as_problems(path: Path) -> Iterator[None]:
    """Raise errors of SQLite and of the system as ConflictError with a problem of the file.

    ProgrammingError and IntegrityError pass: they are mistakes of the program.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise  # mistakes of this module, not of the file
    except sqlite3.DatabaseError as error:
        # a text that is not UTF-8 has no code
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        # the low byte is the primary code (sqlite.org/rescode.html)
        problem = _sqlite_problem(path, code & 0xFF)
    except (UnicodeDecodeError, OverflowError):  # values that SQLite reads from the file
        problem = _damaged(path)
    except OSError as error:
        problem = _unreadable(path, reason(error))
    except NotImplementedError:  # from filelock, where a file system has no locks
        problem = _unreadable(path, _("the disk cannot do this"))
    else:
        return
    raise ConflictError(problem) from None


def _sqlite_problem(path: Path, code: int) -> Problem:
    """Return what a primary result code of SQLite means for the file."""
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        message = _("another program holds the ledger")
        return Problem(Place(str(path)), message, _("wait until it is done"))
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):
        return _damaged(path)
    reasons = {
        sqlite3.SQLITE_FULL: _("no space is left on the disk"),
        sqlite3.SQLITE_READONLY: _("the permission for it is missing"),
        sqlite3.SQLITE_PERM: _("the permission for it is missing"),
        sqlite3.SQLITE_CANTOPEN: _("it cannot be opened"),
        sqlite3.SQLITE_IOERR: _("the disk does not read or write properly"),
        sqlite3.SQLITE_NOMEM: _("no memory is left"),
        sqlite3.SQLITE_TOOBIG: _("it is larger than a file may be there"),
    }
    why = reasons.get(code) or _("SQLite reports error {number}").format(number=code)
    return _unreadable(path, why)


def _unreadable(path: Path, why: str) -> Problem:
    """Return the problem of a ledger that the system does not let us read or write."""
    message = _("the ledger cannot be read or written: {reason}").format(reason=why)
    remedy = _("check the file, and the folder's permissions and space")
    return Problem(Place(str(path)), message, remedy)


def _damaged(path: Path) -> Problem:
    """Return the problem of a file that is damaged or something else altogether."""
    return Problem(Place(str(path)), _("this is no ledger, or a damaged one"), _restore())


def _restore() -> str:
    """Return the remedy for a ledger that is lost."""
    return _("restore it from a backup; it alone knows who has which mail")


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script.

    ``executescript`` would commit the transaction around them.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    assert not statement.strip(), statement
