"""Files that change nothing because of their names are named, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.content.unread_files import unread_files
from tests.conftest import Cli


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Kinds/plan/kind.toml", "kinds"),
        ("kind/plan/kind.toml", "kinds"),
        ("Styles/summary.css", "styles"),
        ("template/base.html", "templates"),
        ("languags/pl/print.po", "languages"),
        ("Campaigns/x.toml", "campaigns"),
        ("kinds/plan/styles.css", "style.css"),
        ("kinds/plan/plan.css", "style.css"),
        ("kinds/plan/Template.html", "template.html"),
        ("kinds/plan/kinds.toml", "kind.toml"),
        ("styles/sumary.css", "summary.css"),
        ("styles/Summary.css", "summary.css"),
        ("styles/summary.ad.css", "summary.add.css"),
        ("styles/plakat.css", "summary.css"),
        ("templates/summary/sumary.html", "summary/summary.html"),
        ("templates/sumary/summary.html", "summary/summary.html"),
        ("templates/macro.html", "macros.html"),
        ("templates/summary/summary.css", "styles/summary.css"),
        ("templates/flyer/fest/styles.css", "style.css"),
        ("languages/pl/Print.po", "print.po"),
        ("languages/pl/polnisch.po", "print.po"),
    ],
)
def test_misnamed_file_is_named_with_what_was_meant(name: str, meant: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text("x", "utf-8")
    messages = [str(problem) for problem in unread_files(tmp_path)]
    assert len(messages) == 1
    assert name.startswith(messages[0].partition(":")[0])
    assert meant in messages[0]


def test_right_names_and_what_others_use_are_no_fault(tmp_path: Path) -> None:
    for name in (
        "kinds/plan/kind.toml",
        "kinds/plan/template.html",
        "kinds/plan/style.css",
        "kinds/plan/templates.html",
        "styles/summary.css",
        "styles/summary.add.css",
        "styles/LIESMICH.txt",
        "templates/summary/summary.html",
        "templates/macro.html",
        "templates/adresse.html",
        "templates/flyer/fest/style.css",
        "templates/flyer/fest/flyer.html",
        "languages/pl/print.po",
        "languages/pl/Lato.ttf",
        "Vorlagen/kinds/x.html",
        "out/Kinds/x.pdf",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")
    used = '{% include "kinds/plan/templates.html" %}{% include "macro.html" %}'
    (tmp_path / "kinds/plan/template.html").write_text(used, "utf-8")
    assert not list(unread_files(tmp_path))


def test_command_names_the_file(cli: Cli, workspace: Path) -> None:
    (workspace / "styles").mkdir(exist_ok=True)
    (workspace / "styles" / "sumary.css").write_text("h1 { color: red }", "utf-8")
    ran = cli("export", "--format", "json", "-w", workspace)
    assert ran.exit == 0
    assert 'styles/sumary.css: a file of this name is not read – did you mean "summary.css"?' in (
        ran.stderr
    )
    assert "styles/sumary.css" in cli("doctor", "-w", workspace).stderr
