"""Make documents on other machines, with the workers of a Dask cluster.

Jobs are pure values, so they give the same bytes on every machine that has the same program,
engine and fonts. The programs are compared before the first job, and the fonts are sent along.

Anybody who can connect to an open cluster can run anything on it. Therefore a cluster must
either be on this machine, or both sides must prove who they are with certificates.
"""

from __future__ import annotations

import hashlib
import ipaddress
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import current_process
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reports.build.jobs import prepare_process
from reports.errors import ConflictError, Place, Problem, UsageError
from reports.i18n import _
from reports.processes.limits import Limits
from reports.processes.process_pool import LimitedPool
from reports.render.font_faces import Face
from reports.storage import fingerprint
from reports.storage.atomic_write import write_whole
from reports.storage.system_errors import reason

if TYPE_CHECKING:
    from distributed import Client, Security

PLACE = Place("--dask")
PATIENCE = 20
"""Seconds to wait for the scheduler's answer."""


def security(address: str) -> Security | None:
    """Return the security settings for an address, None for an unencrypted one of this machine.

    The certificates are those of Dask's own configuration.

    Raises:
        UsageError: If the address is not one of a cluster, or if the cluster would be open to
            others.
    """
    from distributed import Security

    parts = urlsplit(address)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        message = _('"{address}" is no address of a cluster').format(address=address)
        raise UsageError(Problem(PLACE, message, _("write it as tls://host:8786")))
    if parts.scheme == "tcp":
        if _is_this_machine(parts.hostname):
            return None
        message = _("the cluster is open: anybody in the network can run anything on it")
        raise UsageError(Problem(PLACE, message, _("start it with certificates, and write tls://")))
    settings = Security(require_encryption=True)
    if not (settings.tls_ca_file and settings.tls_client_cert):
        message = _("there are no certificates by which both sides know each other")
        remedy = _("name them in Dask's configuration: distributed.comm.tls, ca-file and client")
        raise UsageError(Problem(PLACE, message, remedy))
    return settings


def _is_this_machine(host: str) -> bool:
    """Return whether a host name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Connect to a cluster, and yield its workers as an executor.

    Raises:
        UsageError: If the cluster would be open to others, has no workers, or cannot be
            reached.
        ConflictError: If a worker has another program, engine or library.
    """
    from distributed import Client

    settings = security(address)
    try:
        client = Client(address, security=settings, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        message = _("no cluster answers at {address}: {reason}").format(
            address=address, reason=reason(error)
        )
        raise UsageError(Problem(PLACE, message, _("start it, or correct the address"))) from None
    try:
        if settings is None:
            check_closed(client.scheduler_info())
        _compare(client.run(fingerprint.program))
        yield Cluster(client)
    finally:
        client.close()


def check_closed(info: dict[str, Any]) -> None:
    """Check that an unencrypted cluster listens on this machine alone.

    Args:
        info: What the scheduler says about itself and its workers. The address that the user
            gave does not suffice: a scheduler called by the name of this machine may listen
            to all others.

    Raises:
        UsageError: If it or a worker listens on another address.
    """
    hosts = {urlsplit(info["address"]).hostname}
    hosts |= {urlsplit(worker).hostname for worker in info["workers"]}
    if all(host is not None and _is_this_machine(host) for host in hosts):
        return
    message = _("the cluster is open: anybody in the network can run anything on it")
    remedy = _("start scheduler and workers with --host 127.0.0.1, or with certificates")
    raise UsageError(Problem(PLACE, message, remedy))


def _compare(programs: dict[str, str]) -> None:
    """Check that every worker has the same program as this machine.

    Args:
        programs: For each worker's address the fingerprint of its program.

    Raises:
        UsageError: If there are no workers.
        ConflictError: If a worker has another program.
    """
    if not programs:
        message, remedy = _("the cluster has no workers"), _("start some: dask worker ADDRESS")
        raise UsageError(Problem(PLACE, message, remedy))
    if other := [worker for worker, digest in programs.items() if digest != fingerprint.program()]:
        message = _("has other versions of the program, its libraries or the system's")
        remedy = _("install the same there, from requirements/run.txt, and start it again")
        raise ConflictError(Problem(Place(worker), message, remedy) for worker in other)


Fonts = dict[Face, bytes]
"""The font file of each face, which has another path on another machine."""


class Cluster(Executor):
    """The workers of a cluster; each makes a document in a process of its own, within limits.

    If a worker is lost, its jobs are given to others.
    """

    def __init__(self, client: Client) -> None:
        """Use the workers that a client is connected to."""
        self.limits = Limits()
        """The limits of each job that is submitted from now on."""
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._sent: dict[tuple[Face, ...], Any] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a function and its one argument, a job with faces."""
        (job,) = args
        fonts = self._fonts(job.faces)
        future: Future[Any] = self._executor.submit(_run_on_worker, fn, job, fonts, self.limits)
        return _with_standard_errors(future)

    def _fonts(self, faces: tuple[Face, ...]) -> Any:
        """Return a handle for the files of faces, after sending them to all workers once."""
        if faces not in self._sent:
            files: Fonts = {face: face.path.read_bytes() for face in faces}
            # in a list: the values of a dictionary would be sent one by one
            (self._sent[faces],) = self._client.scatter([files], broadcast=True, hash=False)
        return self._sent[faces]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Release the workers, which belong to the cluster and go on."""
        self._executor.shutdown(wait=wait and not cancel_futures)


def _with_standard_errors(future: Future[Any]) -> Future[Any]:
    """Return a future that raises BrokenExecutor, as other executors do, if its workers died."""
    from distributed import KilledWorker

    standard: Future[Any] = Future()

    def pass_on(finished: Future[Any]) -> None:
        """Give the result of one future to the other, or its error as a standard one."""
        error = finished.exception()
        if isinstance(error, KilledWorker):
            error = BrokenExecutor(str(error))
        if error is None:
            standard.set_result(finished.result())
        else:
            standard.set_exception(error)

    future.add_done_callback(pass_on)
    return standard


# --- on the worker ----------------------------------------------------------

_pools: list[LimitedPool] = []
"""This worker's processes, started with its first job."""
_starting = Lock()


def _run_on_worker(fn: Callable[[Any], Any], job: Any, fonts: Fonts, limits: Limits) -> Any:
    """Return the result of a job, done with the fonts that were sent, in a process with limits."""
    folder = Path(tempfile.gettempdir()) / "handzettel"
    with _starting:
        if not _pools:
            _pools.append(_new_pool(folder))
    pool = _pools[0]
    pool.limits = limits
    faces = tuple(_local_face(face, fonts[face], folder / "fonts") for face in job.faces)
    return pool.submit(fn, replace(job, faces=faces)).result()


def _new_pool(folder: Path) -> LimitedPool:
    """Start this worker's processes, one for each of its threads, and return them as a pool."""
    from distributed import get_worker

    # Dask runs a worker as a daemon, which may not start processes since they could outlive
    # it; these end with it. Multiprocessing has no public way to allow that.
    current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # it is private
    return LimitedPool(get_worker().state.nthreads, prepare_process, folder)


def _local_face(face: Face, data: bytes, folder: Path) -> Face:
    """Return a face whose file is on this machine; write the file unless it is there."""
    path = folder / f"{hashlib.sha256(data).hexdigest()}{face.path.suffix}"
    if not path.exists():
        write_whole(path, data)
    return replace(face, path=path)
