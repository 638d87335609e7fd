"""Files come whole or not at all, and never outside the output folder."""

import dataclasses
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter, ValidationError

from reports.build.builder import Failed, Made, make
from reports.cli import main
from reports.commands.options import cache_folder
from reports.content.fields import Language, Slug
from reports.content.settings import Kind
from reports.content.workspace import load
from reports.documents.event_planning import plan_flyers
from reports.documents.planning import plan, plan_checklists, plan_summaries
from reports.errors import BudgetError, ConflictError, ContentError, Exit, UsageError
from reports.storage.atomic_write import write_whole, writing_to
from reports.storage.output_record import RECORD
from tests import ROOT
from tests.support import factories
from tests.support.factories import DAY, handouts, sample

pytestmark = factories.ENGINE


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    """Limit the size of files, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _files(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    return sorted(str(path.relative_to(folder)) for path in files)


# --- writing ----------------------------------------------------------------


def test_file_is_written_into_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    write_whole(tmp_path / "a/b/c.pdf", b"neu")
    assert (tmp_path / "a/b/c.pdf").read_bytes() == b"neu"
    assert _files(tmp_path) == ["a/b/c.pdf"]


def test_old_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    target = tmp_path / "blatt.pdf"
    write_whole(target, b"alt")
    with _largest_file(1000), pytest.raises(ConflictError, match=r"blatt\.pdf"):
        write_whole(target, b"neu" * 1000)
    assert target.read_bytes() == b"alt"
    assert _files(tmp_path) == ["blatt.pdf"]


def test_folder_where_a_file_should_go_is_a_conflict(tmp_path: Path) -> None:
    target = tmp_path / "blatt.pdf"
    (target / "innen").mkdir(parents=True)
    with pytest.raises(ConflictError, match=r"blatt\.pdf"):
        write_whole(target, b"neu")
    assert [path.name for path in tmp_path.iterdir()] == ["blatt.pdf"]


def test_file_where_a_folder_should_be_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"kein Ordner")
    with pytest.raises(ConflictError):
        write_whole(tmp_path / "out/blatt.pdf", b"neu")
    assert (tmp_path / "out").read_bytes() == b"kein Ordner"


def test_file_can_be_read_by_others(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "blatt.pdf", b"neu")
    finally:
        os.umask(before)
    assert (tmp_path / "blatt.pdf").stat().st_mode & 0o444 == 0o444


def test_reader_sees_the_old_file_or_the_new_one_and_nothing_between(tmp_path: Path) -> None:
    target = tmp_path / "blatt.pdf"
    contents = [bytes([i]) * 200_000 for i in range(2)]
    write_whole(target, contents[0])
    done = threading.Event()
    contents_read: set[bytes] = set()

    def read() -> None:
        while not done.is_set():
            contents_read.add(target.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for i in range(60):
            write_whole(target, contents[i % 2])
    finally:
        done.set()
        reader.join()
    assert contents_read <= set(contents)


# --- one run at a time ------------------------------------------------------


def test_second_run_into_the_same_folder_is_refused_by_whatever_name(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "verweis"
    out.mkdir()
    other.symlink_to(out)
    with writing_to(out, tmp_path / "cache"):
        for name in (out, other, tmp_path / "x/../out"):
            with pytest.raises(ConflictError), writing_to(name, tmp_path / "cache"):
                pytest.fail("two runs write into one folder")


def test_folder_is_free_after_a_run_and_after_a_failed_one(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writing_to(tmp_path / "out", tmp_path / "cache"):
        raise KeyError
    with writing_to(tmp_path / "out", tmp_path / "cache"):
        pass


def test_runs_into_different_folders_do_not_wait(tmp_path: Path) -> None:
    with (
        writing_to(tmp_path / "a", tmp_path / "cache"),
        writing_to(tmp_path / "b", tmp_path / "cache"),
    ):
        pass


HOLD = """
import sys
from pathlib import Path
from reports.storage.atomic_write import writing_to
with writing_to(Path(sys.argv[1]), Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_command_is_refused_while_another_process_writes_and_free_when_it_is_killed(
    tmp_path: Path,
) -> None:
    out, cache = tmp_path / "out", cache_folder()
    command = [sys.executable, "-c", HOLD, str(out), str(cache)]
    root = ROOT
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        result = CliRunner().invoke(main, ["flyer", "nachbarschaft", "-o", str(out)])
        assert result.exit_code == Exit.CONFLICT
        assert str(out) in result.stderr
        assert not out.exists()
        holder.kill()
    with writing_to(out, cache):
        pass


# --- making -----------------------------------------------------------------


def test_document_that_fails_does_not_stop_the_others() -> None:
    text = sample().events[0].texts["de"].model_copy(update={"way": "W" * 150})
    broken = sample().events[0].model_copy(update={"texts": {"de": text}})
    content = dataclasses.replace(sample(), events=(broken, sample().events[1]))
    first, second = make(content, plan(content, [Kind.FLYER], DAY).documents, cache_folder())
    assert isinstance(first, Failed)
    assert isinstance(first.error, BudgetError)
    assert isinstance(second, Made)
    assert second.pdf.startswith(b"%PDF-")


def test_event_without_a_flyer_does_not_keep_the_others_from_being_made(tmp_path: Path) -> None:
    workspace = factories.workspace_in(tmp_path)
    file = workspace / "resolution.yaml"
    file.write_text(file.read_text("utf-8").replace("status: adopted", "status: draft"), "utf-8")
    events = workspace / "events.yaml"
    events.write_text(
        events.read_text("utf-8").replace('    measures:\n      - "8.4"\n', ""), "utf-8"
    )
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["flyer", "-w", str(workspace), "-o", str(out)])
    assert result.exit_code == Exit.IN_PART
    assert "nachbarschaft" in result.stderr
    assert _files(out) == ["flyer/diskussion/a5-de.pdf"]


def test_html_is_kept_beside_the_pdf_where_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["flyer", "nachbarschaft", "--html", "-o", str(out)])
    assert result.exit_code == Exit.DONE
    assert _files(out) == ["flyer/nachbarschaft/a5-de.html", "flyer/nachbarschaft/a5-de.pdf"]
    assert "Wer zieht da ein?" in (out / "flyer/nachbarschaft/a5-de.html").read_text("utf-8")


def test_one_document_goes_to_standard_output_whole(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["flyer", "nachbarschaft", "-o", "-", "--on", "2026-11-22"])
    assert result.exit_code == Exit.DONE
    assert factories.page_count(result.stdout_bytes) == 1


def test_documents_made_by_several_workers_are_those_made_by_one() -> None:
    documents = plan_summaries(sample(), ["3", "4", "7", "8"], DAY).documents
    with factories.processes() as pool:
        several = list(make(sample(), documents, cache_folder(), executor=pool))
    assert [result.document.name for result in several] == [document.name for document in documents]
    for result in several:
        assert isinstance(result, Made)
        assert result.pdf == handouts()[result.document.name]


def test_failure_in_a_worker_is_told_like_any_other(tmp_path: Path) -> None:
    workspace = factories.workspace_in(tmp_path)
    (workspace / "styles").mkdir()
    (workspace / "styles/summary.css").write_text("h1 { colour: red }", "utf-8")
    documents = plan(load(workspace), [Kind.SUMMARY], DAY).documents
    with factories.processes() as pool:
        first, *others = make(load(workspace), documents, cache_folder(), executor=pool)
    assert isinstance(first, Made)  # the overview has a style of its own
    for result in others:
        assert isinstance(result, Failed)
        assert "colour" in str(result.error)
        assert result.error.exit is Exit.RENDERING


# --- planning ---------------------------------------------------------------


def test_wanted_documents_alone_are_planned() -> None:
    names = [
        document.name for document in plan_summaries(sample(), ["3", "overview"], DAY).documents
    ]
    assert names == ["summary/overview", "summary/bereich-3"]
    assert [document.name for document in plan_checklists(sample(), ["bund"], DAY).documents] == [
        "checklist/bund"
    ]
    assert [
        document.name for document in plan_flyers(sample(), ["ehrenamt"], (), DAY).documents
    ] == ["flyer/ehrenamt/a5-de"]


def test_every_unknown_name_is_told_with_what_is_near() -> None:
    with pytest.raises(UsageError) as caught:
        plan_checklists(sample(), ["bundd", "x"], DAY)
    first, second = caught.value.problems
    assert '"bund"' in first.remedy
    assert "ortsvereine" in second.remedy


@pytest.mark.parametrize("name", factories.names())
def test_names_of_documents_stay_below_the_output_folder(name: str) -> None:
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert not path.drive


@pytest.mark.parametrize(
    "word",
    ["..", ".", "", "a/b", "/etc", "../a", "a\\b", "c:", "a\n", "\na", "a b", "ä", "A", "a\0", "~"],
)
@pytest.mark.parametrize(
    "adapter", [TypeAdapter(Slug), TypeAdapter(Language)], ids=["slug", "language"]
)
def test_no_name_that_could_lead_elsewhere_is_taken(adapter: TypeAdapter[str], word: str) -> None:
    with pytest.raises(ValidationError):
        adapter.validate_python(word)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("events.yaml", "id: nachbarschaft", 'id: "../../nachbarschaft"'),
        ("events.yaml", "      de:\n", '      "../de":\n'),
        ("addressees.yaml", "id: bund", "id: /tmp/bund"),
        ("resolution.yaml", "id: aktionsplan-integration", 'id: ".."'),
    ],
)
def test_workspace_with_a_name_that_leads_elsewhere_is_refused(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    workspace = factories.workspace_in(tmp_path)
    text = (workspace / file).read_text("utf-8")
    assert old in text
    (workspace / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError, match=file):
        load(workspace)
