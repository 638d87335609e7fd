"""Whatever a workspace of others holds: a sentence about it, and the rest is made."""

from pathlib import Path

import pytest

from reports import shipped_folder
from reports.commands.options import cache_folder
from reports.documents.document import Page
from reports.documents.planning import plan_summaries
from reports.errors import ContentError, Exit, Place
from reports.processes.confinement import run_each_confined
from reports.processes.limits import Limits
from reports.render.engine import Engine
from reports.render.font_faces import all_faces, faces, is_ready
from tests.commands.test_cli import files
from tests.conftest import Cli
from tests.support import factories
from tests.support.factories import DAY, sample
from tests.support.short_sample import shorten
from tests.support.variable_font import variable_family

pytestmark = factories.ENGINE


@pytest.fixture
def workspace(workspace: Path) -> Path:
    """A copy of the sample with two of its areas."""
    return shorten(workspace)


def _with_summary_template(workspace: Path, added: str) -> None:
    folder = workspace / "templates" / "summary"
    folder.mkdir(parents=True)
    text = (shipped_folder("templates") / "summary" / "summary.html").read_text("utf-8")
    foot = "{% block foot %}"
    assert foot in text
    (folder / "summary.html").write_text(text.replace(foot, f"{foot}{added}"), "utf-8")


def _with_limits(workspace: Path, seconds: int, megabytes: int = 2048) -> None:
    with (workspace / "handzettel.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[limits]\nseconds = {seconds}\nmegabytes = {megabytes}\n")


SOAK = pytest.mark.soak

_LOOP = "{% for a in range(99999) %}"
_END = "{% endfor %}"


@pytest.mark.parametrize(
    ("bomb", "message"),
    [
        pytest.param(_LOOP * 3 + _END * 3, "takes too long, and was stopped", id="loops"),
        pytest.param("{{ lipsum(n=99999, max=9999) }}", "was stopped", id="lipsum", marks=SOAK),
        pytest.param('{{ "x" * 10 ** 10 }}', "was stopped", id="memory", marks=SOAK),
    ],
)
def test_template_that_never_ends_is_stopped_and_the_others_are_made(
    bomb: str, message: str, workspace: Path, cli: Cli
) -> None:
    _with_summary_template(workspace, bomb)
    _with_limits(workspace, 10, 1200)
    ran = cli("summary", "3", "overview", "--no-cache", "-w", workspace)
    assert ran.exit == Exit.IN_PART, ran.stderr
    assert "summary/bereich-3: " in ran.stderr
    assert message in ran.stderr
    assert list(files(workspace / "out")) == ["summary/overview.pdf"]


@pytest.mark.parametrize(
    "key", ["text", *(pytest.param(name, marks=SOAK) for name in ("subject", "letter"))]
)
def test_campaign_text_that_never_ends_is_stopped(key: str, workspace: Path, cli: Cli) -> None:
    texts = {"subject": "Post", "text": "Guten Tag", "letter": "Guten Tag"}
    texts[key] = _LOOP * 3 + _END * 3
    lines = [f'{name} = "{text}"' for name, text in texts.items()]
    (workspace / "campaigns" / "endlos.toml").write_text(
        "\n".join(['documents = ["letter"]', "[texts.de]", *lines]), "utf-8"
    )
    _with_limits(workspace, 2)
    ran = cli("mail", "endlos", "-w", workspace)
    assert ran.exit == Exit.CONTENT, ran.stderr
    assert "endlos: takes too long, and was stopped – " in ran.stderr
    assert not list(workspace.rglob("*.eml"))


def test_kit_in_two_languages_at_once_is_refused(workspace: Path, cli: Cli) -> None:
    ran = cli("flyer", "nachbarschaft", "--kit", "--lang", "de+ar", "-w", workspace)
    assert ran.exit == Exit.USAGE
    assert "--kit --lang de+ar: a kit is in one language – name both with a comma" in ran.stderr


def test_kit_that_fails_does_not_keep_the_others_from_being_made(workspace: Path, cli: Cli) -> None:
    events = workspace / "events.yaml"
    text = events.read_text("utf-8")
    events.write_text(text.replace("Wer zieht da ein?", "Wer zieht da ein 漢"), "utf-8")
    ran = cli("flyer", "nachbarschaft", "ehrenamt", "--kit", "-w", workspace)
    assert ran.exit == Exit.IN_PART, ran.stderr
    kits = {name.split("/")[1]: name for name in files(workspace / "out")}
    assert list(kits) == ["ehrenamt"]
    endings = {Path(name).suffix for name in files(workspace / "out")}
    assert endings == {".pdf", ".png", ".ics", ".txt"}


@pytest.mark.parametrize(
    "style",
    [
        "body { display: list-item } body::marker { display: none }",  # KeyError
        "html { display: none }",  # an empty page, which no one means
        "li { display: list-item 9 }",  # which the engine only logs
    ],
)
def test_style_on_which_the_engine_fails_stops_its_own_documents_alone(
    style: str, workspace: Path, cli: Cli
) -> None:
    folder = workspace / "styles"
    folder.mkdir()
    text = (shipped_folder("styles") / "summary.css").read_text("utf-8")
    (folder / "summary.css").write_text(f"{text}\n{style}\n", "utf-8")
    ran = cli("summary", "3", "overview", "-w", workspace)
    assert ran.exit == Exit.IN_PART, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "summary/bereich-3" in ran.stderr or "styles" in ran.stderr
    assert list(files(workspace / "out")) == ["summary/overview.pdf"]


def test_nothing_in_the_current_folder_is_run_as_part_of_the_program(
    workspace: Path, cli: Cli
) -> None:
    """A workspace that came as a ZIP may have modules of any name."""
    ran_into = workspace / "ran"
    code = f"import os; os.close(os.open({str(ran_into)!r}, os.O_CREAT))\n"
    for name in ("reports", "json", "weasyprint", "pickle"):
        (workspace / f"{name}.py").write_text(code)
        (workspace / name).mkdir()
        (workspace / name / "__init__.py").write_text(code)
    ran = cli("summary", "3", "overview", "--no-cache", cwd=workspace)
    assert ran.exit == Exit.DONE, ran.stderr
    assert not ran_into.exists()


def test_page_that_holds_the_end_of_a_footnote_alone_is_a_page_like_any_other() -> None:
    note = "Die Verwaltung berichtet dem Rat jedes Jahr. " * 40
    html = (
        '<html lang="de"><head><title>Muster</title></head><body>'
        f'<p>Das Wort<span class="note">{note}</span></p></body></html>'
    )
    style = "@page { size: 105mm 148mm; margin: 10mm } .note { float: footnote }"
    (document,) = plan_summaries(sample(), ["3"], DAY).documents
    engine = Engine(all_faces(document.theme, ("de",), cache=cache_folder()))
    layout = engine.layout(document, Page(html, (style,)), "")
    assert layout.pages > 1
    assert layout.free == 0


def _square(number: int) -> int:
    if number == 5:
        raise KeyError(number)
    return number * number


def test_one_bad_file_among_many_is_found_and_the_others_are_looked_at() -> None:
    works = [(Place(f"{number}.pdf"), number) for number in range(9)]
    values = run_each_confined(Limits(), _square, works)
    bad = values.pop(5)
    assert values == [0, 1, 4, 9, 16, 36, 49, 64]
    assert isinstance(bad, ContentError)
    assert bad.problems[0].place == Place("5.pdf")


@pytest.mark.parametrize(
    "damage",
    ["other bytes", *(pytest.param(name, marks=SOAK) for name in ("half", "empty", "no digest"))],
)
def test_cached_font_that_was_changed_is_made_anew(damage: str, tmp_path: Path) -> None:
    family = variable_family(tmp_path)
    path = faces(family, tmp_path)[2].path
    assert is_ready(family, tmp_path)
    data = path.read_bytes()
    third = len(data) // 3
    if damage == "no digest":
        path.with_name(f"{path.name}.sha256").unlink()
    else:
        middle = data[:third] + b"\0" * third + data[2 * third :]
        path.write_bytes({"other bytes": middle, "half": data[:third]}.get(damage, b""))
    assert not is_ready(family, tmp_path)
    assert [face.path.read_bytes() for face in faces(family, tmp_path)][2] == data
