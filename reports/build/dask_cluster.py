"""Documents made on other machines, by the workers of a Dask cluster.

Jobs are pure values, and so they make the same bytes anywhere, as long as program,
engine and fonts are the same: that is compared before the first job, and fonts go along.
Whoever can reach an open cluster can run anything on it. So it is one of this machine,
or each side shows the other a certificate.
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
"""Seconds that a scheduler has to answer."""


def security(address: str) -> Security | None:
    """How an address is spoken to; None for one of this machine, in clear.

    The certificates are those of Dask's own configuration. Raises UsageError for a
    cluster that would be open to others.
    """
    from distributed import Security

    parts = urlsplit(address)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        what = _('"{address}" is no address of a cluster').format(address=address)
        raise UsageError(Problem(PLACE, what, _("write it as tls://host:8786")))
    if parts.scheme == "tcp":
        if _is_this_machine(parts.hostname):
            return None
        what = _("the cluster is open: anybody in the network can run anything on it")
        raise UsageError(Problem(PLACE, what, _("start it with certificates, and write tls://")))
    found = Security(require_encryption=True)
    if not (found.tls_ca_file and found.tls_client_cert):
        what = _("there are no certificates by which both sides know each other")
        remedy = _("name them in Dask's configuration: distributed.comm.tls, ca-file and client")
        raise UsageError(Problem(PLACE, what, remedy))
    return found


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """A cluster's workers as an executor.

    Raises UsageError where it would be open or cannot be reached, and ConflictError
    where a worker has another program, engine or library.
    """
    from distributed import Client

    found = security(address)
    try:
        client = Client(address, security=found, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        what = _("no cluster answers at {address}: {reason}").format(
            address=address, reason=reason(error)
        )
        raise UsageError(Problem(PLACE, what, _("start it, or correct the address"))) from None
    try:
        if found is None:
            check_closed(client.scheduler_info())
        _compare(client.run(fingerprint.program))
        yield Cluster(client)
    finally:
        client.close()


def check_closed(told: dict[str, Any]) -> None:
    """A cluster in clear must listen on this machine alone, by whichever name it was called."""
    hosts = {urlsplit(told["address"]).hostname}
    hosts |= {urlsplit(worker).hostname for worker in told["workers"]}
    if all(host is not None and _is_this_machine(host) for host in hosts):
        return
    what = _("the cluster is open: anybody in the network can run anything on it")
    remedy = _("start scheduler and workers with --host 127.0.0.1, or with certificates")
    raise UsageError(Problem(PLACE, what, remedy))


def _compare(programs: dict[str, str]) -> None:
    """Every worker makes the same bytes as this machine, or none is used."""
    if not programs:
        what, remedy = _("the cluster has no workers"), _("start some: dask worker ADDRESS")
        raise UsageError(Problem(PLACE, what, remedy))
    if other := [worker for worker, digest in programs.items() if digest != fingerprint.program()]:
        what = _("has other versions of the program, its libraries or the system's")
        remedy = _("install the same there, from requirements/run.txt, and start it again")
        raise ConflictError(Problem(Place(worker), what, remedy) for worker in other)


Fonts = dict[Face, bytes]
"""The files of faces, which lie elsewhere on other machines."""


class Cluster(Executor):
    """Workers elsewhere, each of which makes a document in a process of its own, within limits.

    What a lost worker had is made by another.
    """

    def __init__(self, client: Client) -> None:
        self.limits = Limits()
        """What holds for each job that is handed in from now on."""
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._sent: dict[tuple[Face, ...], Any] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (job,) = args
        fonts = self._fonts(job.faces)
        given: Future[Any] = self._executor.submit(_elsewhere, fn, job, fonts, self.limits)
        return _translated(given)

    def _fonts(self, faces: tuple[Face, ...]) -> Any:
        if faces not in self._sent:
            files: Fonts = {face: face.path.read_bytes() for face in faces}
            # in a list, since the values of a dictionary would be scattered one by one
            (self._sent[faces],) = self._client.scatter([files], broadcast=True, hash=False)
        return self._sent[faces]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait and not cancel_futures)


def _translated(given: Future[Any]) -> Future[Any]:
    """A future that tells in the words of ``concurrent.futures`` when its workers died."""
    from distributed import KilledWorker

    told: Future[Any] = Future()

    def tell(done: Future[Any]) -> None:
        error = done.exception()
        if isinstance(error, KilledWorker):
            error = BrokenExecutor(str(error))
        if error is None:
            told.set_result(done.result())
        else:
            told.set_exception(error)

    given.add_done_callback(tell)
    return told


# --- on the worker ----------------------------------------------------------

_pools: list[LimitedPool] = []
"""This worker's processes, started with its first job."""
_starting = Lock()


def _elsewhere(fn: Callable[[Any], Any], job: Any, fonts: Fonts, limits: Limits) -> Any:
    """Do a job with the fonts that came along, in a process that can be stopped."""
    folder = Path(tempfile.gettempdir()) / "handzettel"
    with _starting:
        if not _pools:
            _pools.append(_new_pool(folder))
    pool = _pools[0]
    pool.limits = limits
    faces = tuple(_laid(face, fonts[face], folder / "fonts") for face in job.faces)
    return pool.submit(fn, replace(job, faces=faces)).result()


def _new_pool(folder: Path) -> LimitedPool:
    from distributed import get_worker

    # a worker's nanny forbids it processes of its own, lest they outlive it: ours do not
    # (multiprocessing has no public way to say so, and its type stubs no private one)
    current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    return LimitedPool(get_worker().state.nthreads, prepare_process, folder)


def _laid(face: Face, data: bytes, folder: Path) -> Face:
    """The face with its file on this machine."""
    path = folder / f"{hashlib.sha256(data).hexdigest()}{face.path.suffix}"
    if not path.exists():
        write_whole(path, data)
    return replace(face, path=path)
