"""Documents made by a real Dask cluster: the same bytes, none lost, and never an open one."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dask.config
import pytest
import trustme
from distributed import Client

from reports.build import dask_cluster
from reports.build.builder import Made, make
from reports.build.dask_cluster import cluster, security
from reports.commands.options import cache_folder
from reports.documents.book import book
from reports.documents.planning import plan_summaries
from reports.errors import ConflictError, Exit, UsageError
from tests.conftest import COMMAND, Cli
from tests.support import factories
from tests.support.factories import DAY, handouts, letter_to, sample

pytestmark = factories.ENGINE


@contextmanager
def _started(
    folder: Path, workers: int, *tls: str
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler on loopback and workers, each in a process of its own."""
    file = folder / "scheduler.json"
    options = ["--scheduler-file", str(file), "--host", "127.0.0.1", *tls]
    processes: list[subprocess.Popen[bytes]] = []

    def run(name: str, *more: str) -> None:
        with (folder / f"{name}-{len(processes)}.log").open("wb") as log:
            command = [str(COMMAND.with_name("dask")), name, *options, *more]
            processes.append(subprocess.Popen(command, cwd=folder, stdout=log, stderr=log))

    try:
        run("scheduler", "--port", "0", "--no-dashboard")
        for _number in range(workers):
            run("worker", "--nthreads", "1", "--no-dashboard", "--no-nanny")
        deadline = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert time.monotonic() < deadline
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False, security=security(address)) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("scheduler_at", "worker_at", "is_open"),
    [
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:40001", False),
        ("tcp://[::1]:8786", "tcp://localhost:40001", False),
        ("tcp://192.168.1.5:8786", "tcp://127.0.0.1:40001", True),
        ("tcp://127.0.0.1:8786", "tcp://10.0.0.7:40001", True),
        ("tcp://0.0.0.0:8786", "tcp://127.0.0.1:40001", True),
    ],
)
def test_cluster_that_listens_to_the_network_is_refused_whatever_it_is_called(
    scheduler_at: str, worker_at: str, is_open: bool
) -> None:
    info = {"address": scheduler_at, "workers": {worker_at: {}}}
    if not is_open:
        dask_cluster.check_closed(info)
        return
    with pytest.raises(UsageError, match="the cluster is open"):
        dask_cluster.check_closed(info)


def test_scheduler_as_dask_starts_it_is_refused(tmp_path: Path) -> None:
    """Without --host it listens to everybody, also where it is called as 127.0.0.1."""
    file = tmp_path / "scheduler.json"
    command = [str(COMMAND.with_name("dask")), "scheduler", "--scheduler-file", str(file)]
    with subprocess.Popen(
        [*command, "--port", "0", "--no-dashboard", "--no-show"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            deadline = time.monotonic() + 60
            while not file.exists() or not file.read_text():
                assert time.monotonic() < deadline
            port = json.loads(file.read_text())["address"].rpartition(":")[2]
            with (
                pytest.raises(UsageError, match="the cluster is open"),
                cluster(f"tcp://127.0.0.1:{port}"),
            ):
                pass
        finally:
            process.kill()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with _started(tmp_path_factory.mktemp("dask"), 2) as (address, _workers):
        yield address


def test_documents_made_elsewhere_are_the_same(scheduler: str) -> None:
    documents = plan_summaries(sample(), ["3", "4", "7"], DAY).documents
    with cluster(scheduler) as executor:
        results = list(make(sample(), documents, cache_folder(), executor=executor))
    for result in results:
        assert isinstance(result, Made)
        assert result.pdf == handouts()[result.document.name]


def test_chapters_and_batches_of_letters_made_elsewhere_are_the_same(scheduler: str) -> None:
    resolution = sample().resolutions[0]
    short = resolution.model_copy(update={"areas": resolution.areas[3:4]})
    names = ("Ada", "Bea", "Cem", "Dora")
    documents = [book(sample(), [short], DAY), *map(letter_to, names)]
    cache = cache_folder()
    with cluster(scheduler) as executor:
        results = list(make(sample(), documents, cache, executor=executor))
    for remote, local in zip(results, make(sample(), documents, cache), strict=True):
        assert isinstance(remote, Made)
        assert isinstance(local, Made)
        assert remote.pdf == local.pdf


def test_what_a_lost_worker_had_is_made_by_another(tmp_path: Path) -> None:
    documents = plan_summaries(sample(), ["3", "4", "5", "6", "7", "8"], DAY).documents
    with _started(tmp_path, 3) as (address, workers), cluster(address) as executor:
        results = make(sample(), documents, cache_folder(), executor=executor)
        first = next(results)
        workers[0].send_signal(signal.SIGKILL)
        rest = list(results)
    for result in (first, *rest):
        assert isinstance(result, Made)
        assert result.pdf == handouts()[result.document.name]


def test_worker_with_other_versions_is_refused(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Client.run

    def of_another(client: Client, function: Callable[[], str]) -> dict[str, str]:
        return {worker: f"not {digest}" for worker, digest in run(client, function).items()}

    monkeypatch.setattr(Client, "run", of_another)
    with pytest.raises(ConflictError, match="other versions") as caught, cluster(scheduler):
        pass
    assert len(caught.value.problems) == 2


def test_command_takes_a_cluster(scheduler: str, cli: Cli, tmp_path: Path) -> None:
    """With --dask, a summary has the same bytes as one that is made here."""
    out = tmp_path / "out"
    ran = cli("summary", "3", "-o", out, "--dask", scheduler, "--no-cache")
    assert ran.exit == Exit.DONE, ran.stderr
    assert (out / "summary/bereich-3.pdf").read_bytes() == handouts()["summary/bereich-3"]


# --- who may be spoken to ---------------------------------------------------


@pytest.fixture
def certificates(tmp_path: Path) -> Iterator[list[str]]:
    """Put certificates into Dask's configuration; yield them as options for the other side."""
    authority = trustme.CA()
    files = {name: str(tmp_path / f"{name}.pem") for name in ("ca", "cert", "key")}
    issued = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(files["ca"])
    issued.cert_chain_pems[0].write_to_path(files["cert"])
    issued.private_key_pem.write_to_path(files["key"])
    settings = {"ca-file": files["ca"], "client.cert": files["cert"], "client.key": files["key"]}
    with dask.config.set({f"distributed.comm.tls.{key}": path for key, path in settings.items()}):
        tls = {"ca-file": files["ca"], "cert": files["cert"], "key": files["key"]}
        yield [word for key, path in tls.items() for word in (f"--tls-{key}", path)]


def test_certificates_are_shown_by_both_sides(certificates: list[str], tmp_path: Path) -> None:
    documents = plan_summaries(sample(), ["4"], DAY).documents
    with _started(tmp_path, 1, "--protocol", "tls", *certificates) as (address, _workers):
        assert address.startswith("tls://")
        with cluster(address) as executor:
            (result,) = make(sample(), documents, cache_folder(), executor=executor)
    assert isinstance(result, Made)
    assert result.pdf == handouts()["summary/bereich-4"]


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:1"]
)
def test_this_machine_is_spoken_to_in_clear(address: str) -> None:
    assert security(address) is None


@pytest.mark.parametrize("address", ["tcp://192.0.2.1:8786", "tcp://example.org:8786"])
def test_another_machine_in_clear_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="open"):
        security(address)


def test_tls_without_certificates_of_both_sides_is_refused() -> None:
    with pytest.raises(UsageError, match="certificates"):
        security("tls://example.org:8786")


@pytest.mark.parametrize("address", ["", "host:8786", "http://localhost:8786", "tls://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        security(address)


def test_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "PATIENCE", 1)
    with pytest.raises(UsageError, match="no cluster answers"), cluster("tcp://127.0.0.1:1"):
        pass
