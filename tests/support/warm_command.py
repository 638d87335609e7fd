"""Run the command in forks of a process that has loaded it, which saves its start.

Loading the program takes longer than most runs in tests, and is needed again in each process
that it starts. A *server* loads everything once for a session of tests; each run is a fork of it:
a process of its own with the arguments, folder, environment and streams that the test names,
which ends by the same code as the installed command. The processes that it starts are forks,
too, where it would have executed Python anew.

What a test says about the start itself (an odd environment, a language, a time) needs the
installed command: :func:`fits` tells which environments do.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import traceback
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

AVAILABLE = sys.platform == "linux"
"""Whether forks of a process with loaded libraries are safe here."""

_AT_START = ("PYTHON", "LD_", "LANG", "LC_", "MALLOC_")
"""Variables that Python or a library reads once, when it is loaded."""

_NOT_LOADED = ("reports.__main__", "reports.processes.preload", "reports.processes.tied_to_parent")
"""Modules that act on the process that imports them."""


def fits(environment: Mapping[str, str]) -> bool:
    """Return whether a run in this environment can be a fork of a server started in ours."""
    return AVAILABLE and _read_at_start(environment) == _read_at_start(_base())


def _base() -> dict[str, str]:
    return {**os.environ, "LANGUAGE": "en", "PYTHONUTF8": "1"}


def _read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_AT_START)}


def program_modules() -> list[str]:
    """Return the names of the program's modules, the command first."""
    import reports

    modules = pkgutil.walk_packages(reports.__path__[:1], "reports.")
    names = (module.name for module in modules if module.name not in _NOT_LOADED)
    return list(dict.fromkeys(["reports.cli", *names]))


class WarmCommand:
    """A server of forks of an installed command, from its start to :meth:`stop`.

    Runs follow each other, also where several threads ask for them.
    """

    def __init__(self, command: Path) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), str(command)],
                env=_base(),
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._lock = threading.Lock()

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        timeout: float,
    ) -> tuple[int, bytes, bytes]:
        """Return exit code, standard output and standard error of a run without input.

        Raises:
            subprocess.TimeoutExpired: it did not end in time, and was killed.
        """
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        request = json.dumps([list(arguments), str(folder), dict(environment)]).encode()
        with self._lock:
            socket.send_fds(self._socket, [struct.pack("!I", len(request))], [out_write, err_write])
            self._socket.sendall(request)
            os.close(out_write)
            os.close(err_write)
            number = self._number()
            texts = [b"", b""]
            readers = [
                threading.Thread(target=_read_into, args=(texts, i, pipe), daemon=True)
                for i, pipe in enumerate((out_read, err_read))
            ]
            for reader in readers:
                reader.start()
            self._socket.settimeout(timeout)
            try:
                status = self._number()
            except TimeoutError:
                self._socket.settimeout(None)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
                self._number()
                raise subprocess.TimeoutExpired(list(arguments), timeout) from None
            self._socket.settimeout(None)
            for reader in readers:
                reader.join()
        return os.waitstatus_to_exitcode(status), texts[0], texts[1]

    def _number(self) -> int:
        data = self._socket.recv(4, socket.MSG_WAITALL)
        if len(data) < 4:
            raise RuntimeError(f"the server of forks ended with {self._server.wait()}")
        (number,) = struct.unpack("!I", data)
        return int(number)

    def stop(self) -> None:
        """End the server."""
        self._socket.close()
        self._server.wait()


def _read_into(texts: list[bytes], i: int, pipe: int) -> None:
    with open(pipe, "rb") as stream:  # a file descriptor
        texts[i] = stream.read()


# --- in the server ----------------------------------------------------------


def _serve(connection: socket.socket, command: Path) -> None:
    """Fork a run for each request; send its process number, then its wait status."""
    before = dict(os.environ)
    _load()
    # the program sets variables for libraries when it is loaded
    added = {name: value for name, value in os.environ.items() if before.get(name) != value}
    gc.collect()
    gc.freeze()
    while True:
        head, streams, _flags, _address = socket.recv_fds(connection, 4, 2)
        if len(head) < 4:
            return
        request = connection.recv(struct.unpack("!I", head)[0], socket.MSG_WAITALL)
        number = os.fork()
        if number == 0:
            connection.close()
            _run(command, request, streams, added)
        for stream in streams:
            os.close(stream)
        connection.sendall(struct.pack("!I", number))
        _, status = os.waitpid(number, 0)
        connection.sendall(struct.pack("!I", status))


def _load() -> None:
    for name in program_modules():
        importlib.import_module(name)


def _run(
    command: Path, request: bytes, streams: Sequence[int], added: Mapping[str, str]
) -> NoReturn:
    """Become the command, as if Python had just been started with it."""
    arguments, folder, environment = json.loads(request)
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment | added)
    os.chdir(folder)
    sys.argv = [str(command), *arguments]
    sys.stdout, sys.stderr = _stream(1), _stream(2)
    main = types.ModuleType("__main__")
    main.__file__ = str(command)
    sys.modules["__main__"] = main
    from multiprocessing import util

    util.spawnv_passfds = _fork_instead  # type: ignore[assignment]
    code = compile(command.read_bytes(), str(command), "exec")
    _leave(lambda: exec(code, main.__dict__))


def _stream(number: int) -> io.TextIOWrapper:
    """Return a standard stream as Python makes it in UTF-8 mode."""
    errors = "surrogateescape" if number == 1 else "backslashreplace"
    raw = open(number, "wb", buffering=-1, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(raw, "utf-8", errors, line_buffering=number == 2)


def _leave(act: Callable[[], object]) -> NoReturn:
    """Act, and end this process as Python does after its main module."""
    status = 0
    try:
        act()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
        if isinstance(error.code, str):
            sys.stderr.write(f"{error.code}\n")
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    for last in (threading._shutdown, atexit._run_exitfuncs):  # type: ignore[attr-defined]
        with contextlib.suppress(BaseException):
            last()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
    os._exit(status)


def _fork_instead(_path: object, arguments: Sequence[Any], descriptors: Sequence[int]) -> int:
    """Run ``python -c …`` of multiprocessing in a fork; return its process number."""
    number = os.fork()
    if number:
        return number
    try:
        kept = sorted({0, 1, 2, *descriptors})
        for low, high in zip(kept, [*kept[1:], 1 << 16], strict=True):
            os.closerange(low + 1, high)
        # as after exec: what is ignored stays so, what is handled is not
        for caught in signal.valid_signals():
            if callable(signal.getsignal(caught)):
                signal.signal(caught, signal.SIG_DFL)
        from multiprocessing import process, util

        atexit._clear()
        util._finalizer_registry.clear()  # type: ignore[attr-defined]
        process._children.clear()  # type: ignore[attr-defined]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = str(arguments[list(arguments).index("-c") + 1])
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        sys.argv = ["-c"]
        exec(code, main.__dict__)
    except SystemExit as error:
        os._exit(error.code if isinstance(error.code, int) else 1)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
