"""A real mail server for the tests: Exim on 127.0.0.1.

It takes mail for example.org into a Maildir and sends none. `tools/setup.sh dev` unpacks it into
the environment; elsewhere one on the PATH serves.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

import pytest
import trustme

USER: Final = "erika"
PASSWORD: Final = "Muster-Kennwort-7"
REFUSED: Final = "nobody@example.org"
"""The recipient that the server refuses with 550."""
GREYLISTED: Final = "later@example.org"
"""The recipient that the server defers with 451."""

TIME_LIMIT: Final = 20.0
"""Seconds after which the server counts as stuck."""

_UNPACKED: Final = Path(sys.prefix) / "exim"

_CONFIGURATION: Final = r"""
exim_user = {uid}
exim_group = {gid}
exim_path = {program}
deliver_drop_privilege
keep_environment = ^LD_ : ^NSS_WRAPPER_
unknown_login = nobody

spool_directory = {folder}/spool
log_file_path = {folder}/%s.log
write_rejectlog = false
pid_file_path = {folder}/exim.pid

primary_hostname = localhost
disable_ipv6
rfc1413_hosts =
smtp_accept_max = 100
# Otherwise what comes after the tenth message of a connection waits for a queue run.
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 0
message_size_limit = {size_limit}

tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
acl_smtp_rcpt = recipient
received_header_text = Received: with $received_protocol

begin acl
recipient:
  deny    recipients = {refused}
          message = 550 5.1.1 No such person here
  defer   recipients = {greylisted}
          message = 451 4.7.1 Greylisted, try again later
  accept  domains = example.org
  deny    message = 550 5.7.1 No relaying

begin routers
all:
  driver = accept
  domains = example.org
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = {folder}/Maildir
  maildir_format
  use_crlf
  return_path_add
  envelope_to_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""

_ADDED: Final = re.compile(
    rb"Return-path: <(?P<sender>.*)>\r\n"
    rb"Envelope-to: (?P<recipient>.*)\r\n"
    rb"Received: with (?P<protocol>\w+);\r\n\t.*\r\n"
)


@dataclass(frozen=True)
class Delivered:
    """A message in the mailbox."""

    sender: str
    """Sender of the envelope."""
    recipient: str
    """Recipient of the envelope; a message to two people is stored twice."""
    protocol: str
    """Protocol of RFC 3848: "esmtpsa" with TLS and login, "utf8smtpsa" also with SMTPUTF8."""
    content: bytes
    """The message without the header fields that the server added."""


@dataclass(frozen=True)
class Exim:
    """A running server; its certificate is for "localhost" and 127.0.0.1."""

    port: int
    authority: trustme.CA
    folder: Path

    def delivered(self) -> list[Delivered]:
        """Return every message that the server has accepted, in the order of delivery."""
        queue = self.folder / "spool" / "input"
        # A message's header file is there before the 250 and goes after the delivery.
        self.wait(lambda: not any(queue.glob("*-H")))
        files = (self.folder / "Maildir" / "new").glob("*")
        return [_read(path) for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]

    def clear(self) -> None:
        """Empty the mailbox."""
        self.delivered()
        for path in (self.folder / "Maildir" / "new").glob("*"):
            path.unlink()

    def log(self) -> str:
        """Return the server's log."""
        return "".join(
            path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log"))
        )

    def wait(self, condition: Callable[[], bool]) -> None:
        """Return once the condition holds.

        Raises:
            TimeoutError: the condition did not hold in time; the message has the server's log.
        """
        deadline = time.monotonic() + TIME_LIMIT
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the mail server is stuck:\n{self.log()}")
            Event().wait(0.01)


@contextmanager
def mail_server(*, size_limit: int = 20_000_000, tls_from_start: bool = False) -> Iterator[Exim]:
    """Run a server that offers STARTTLS, or wants TLS from the first byte, and then AUTH PLAIN.

    `size_limit` is in bytes; the server announces it with SIZE.
    """
    program = _find()
    # Not below tmp_path: for root that is closed to the user as whom the server runs.
    with tempfile.TemporaryDirectory(prefix="handzettel-exim-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        authority = trustme.CA()
        certificate = authority.issue_cert("localhost", "127.0.0.1")
        certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
        preloaded = [*_UNPACKED.glob("usr/lib/*/libnss_wrapper.so")]
        uid, gid = os.getuid(), os.getgid()
        is_root = uid == 0
        if is_root:
            # Exim delivers nothing as root, and nobody else may look into root's folders.
            nobody = pwd.getpwnam("nobody")
            uid, gid = nobody.pw_uid, nobody.pw_gid
            program, *preloaded = (
                Path(shutil.copy(path, folder)) for path in (program, *preloaded)
            )
        configuration = _CONFIGURATION.format(
            program=program,
            folder=folder,
            uid=uid,
            gid=gid,
            size_limit=size_limit,
            refused=REFUSED,
            greylisted=GREYLISTED,
            user=USER,
            password=PASSWORD,
        )
        (folder / "exim.conf").write_text(configuration, "utf-8")
        # Debian's Exim does not start without a user of its own; so it is shown one.
        (folder / "passwd").write_text(f"Debian-exim:x:{uid}:{gid}::/nonexistent:/bin/false\n")
        (folder / "group").write_text(f"Debian-exim:x:{gid}:\n")
        if is_root:
            for path in (folder, *folder.iterdir()):
                os.chown(path, uid, gid)
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            (folder / "std.log").open("wb") as log,
        ):
            port = listener.getsockname()[1]
            # -bw: it is handed the listening socket, so no other process can take the port.
            command: list[str | Path] = [program, "-C", folder / "exim.conf", "-bw"]
            process = subprocess.Popen(
                [*command, "-tls-on-connect"] if tls_from_start else command,
                stdin=listener.fileno(),
                stdout=log,
                stderr=log,
                env={
                    "PATH": os.defpath,
                    "LD_PRELOAD": ":".join(map(str, preloaded)),
                    "NSS_WRAPPER_PASSWD": f"{folder}/passwd",
                    "NSS_WRAPPER_GROUP": f"{folder}/group",
                },
                start_new_session=True,
                user=uid if is_root else None,
                group=gid if is_root else None,
                extra_groups=[] if is_root else None,
            )
        server = Exim(port, authority, folder)
        try:
            server.wait(lambda: process.poll() is not None or "daemon started" in server.log())
            assert process.poll() is None, f"the mail server did not start:\n{server.log()}"
            yield server
        finally:
            # SIGKILL, since after SIGTERM it would still write to its folder, soon deleted.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(TIME_LIMIT)


def _find() -> Path:
    """Return the path of the server's program; skip the test without one."""
    unpacked = _UNPACKED / "usr" / "sbin" / "exim4"
    if unpacked.exists():
        return unpacked
    if installed := shutil.which("exim4") or shutil.which("exim"):
        return Path(installed)
    if shutil.which("apt-get"):
        pytest.fail("the mail server of the tests is missing: run make setup")
    pytest.skip("needs Exim on the PATH: brew install exim, or your system's package of that name")


def _read(path: Path) -> Delivered:
    """Read a delivered message and separate the fields that the server added."""
    content = path.read_bytes()
    added = _ADDED.match(content)
    assert added, content[:500]
    return Delivered(
        sender=added["sender"].decode(),
        recipient=added["recipient"].decode(),
        protocol=added["protocol"].decode(),
        content=content[added.end() :],
    )
