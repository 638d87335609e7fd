"""A mail server in a process of its own: it accepts every message and logs its recipient.

``python tests/support/sink.py LOG`` prints its port and serves until it is ended. A line of
the log is a recipient and a Message-ID, written when the message is complete and
before the reply, as a real server stores a message before it confirms it.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_END = b"\r\n.\r\n"
_ID = re.compile(rb"^Message-ID: (\S+)\r$", re.MULTILINE | re.IGNORECASE)

_ANSWERS = {b"EHLO": b"250 localhost", b"QUIT": b"221 bye", b"DATA": b"354 go on"}


class _SinkSession(asyncio.Protocol):
    """One client's connection."""

    _transport: asyncio.Transport

    def __init__(self, log: int) -> None:
        self._log = log
        self._received = bytearray()
        self._recipient = b""
        self._in_message = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 localhost\r\n")

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._in_message:
            if self._received.endswith(_END):
                self._take()
        elif self._received.endswith(b"\r\n"):
            self._command(bytes(self._received[:-2]))

    def _take(self) -> None:
        """Log a complete message and confirm it."""
        match = _ID.search(self._received)
        os.write(self._log, b"%b %b\n" % (self._recipient, match[1] if match else b""))
        self._received.clear()
        self._in_message = False
        self._transport.write(b"250 taken\r\n")

    def _command(self, line: bytes) -> None:
        """Answer a command."""
        verb = line[:4].upper()
        self._received.clear()
        if verb == b"RCPT":
            self._recipient = line.partition(b"<")[2].partition(b">")[0]
        self._in_message = verb == b"DATA"
        self._transport.write(_ANSWERS.get(verb, b"250 ok") + b"\r\n")
        if verb == b"QUIT":
            self._transport.close()


async def _serve(log: int) -> None:
    """Print the port, and serve until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _SinkSession(log), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def sink(log: Path) -> Iterator[int]:
    """Run the server in a process of its own; yield its port."""
    command = [sys.executable, "-I", __file__, str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)))
