"""Campaigns in the settings and in files of their own, and mistakes in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from reports.content.workspace import load
from reports.errors import ContentError
from tests.support.mailings import append_to_campaign

TEXTS = """
[{at}texts.de]
subject = "Muster"
text = "Ein Muster."
"""


def problems(workspace: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(workspace)
    return [str(problem) for problem in caught.value.problems]


def test_campaigns_stand_in_the_settings_or_in_files(workspace: Path) -> None:
    settings = "\n[campaigns.brief]" + TEXTS.format(at="campaigns.brief.")
    append_to_campaign(workspace, settings, "handzettel.toml")
    append_to_campaign(workspace, TEXTS.format(at=""))
    campaigns = load(workspace).campaigns
    assert list(campaigns) == ["brief", "muster", "parteitag"]
    assert campaigns["brief"] == campaigns["muster"]


def test_workspace_without_campaigns_is_one(workspace: Path) -> None:
    """A workspace need not have campaigns."""
    (workspace / "campaigns" / "parteitag.toml").unlink()
    (workspace / "campaigns").rmdir()
    assert load(workspace).campaigns == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'documnets = ["letter"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:1:1: unknown key "documnets" – did you mean "documents"?',
        ),
        (
            '[who]\nrole = ["presse"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:2:1: unknown key "role" – did you mean "roles"?',
        ),
        (
            '[who]\nbranches = ["probeheim", "musterviertl"]' + TEXTS.format(at=""),
            (
                'campaigns/muster.toml:2:26: there is no branch "musterviertl"'
                ' – did you mean "musterviertel"?'
            ),
        ),
        (
            '[who]\naddressees = ["bundd"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:2:15: there is no addressee "bundd" – did you mean "bund"?',
        ),
        (
            TEXTS.format(at="").replace("texts.de", "texts.xx"),
            (
                'campaigns/muster.toml:2:2: "xx" is no language the program has words for'
                " – choose from: ar, de, en, es, fa, fr, ru, ti, tr, uk"
            ),
        ),
        (
            'documents = ["leter"]' + TEXTS.format(at=""),
            'campaigns/muster.toml:1:14: there is no kind "leter" – did you mean "letter"?',
        ),
    ],
)
def test_mistake_in_a_campaign_is_told_with_its_place(
    text: str, message: str, workspace: Path
) -> None:
    append_to_campaign(workspace, text)
    assert problems(workspace) == [message]


def test_campaign_without_a_text_is_told(workspace: Path) -> None:
    append_to_campaign(workspace, "documents = []\n")
    (message,) = problems(workspace)
    assert message.startswith("campaigns/muster.toml:1:1: ")
    assert '"texts"' in message


def test_mistakes_in_the_settings_have_their_places(workspace: Path) -> None:
    """As in a campaign's own file."""
    lines = (workspace / "handzettel.toml").read_text(encoding="utf-8").count("\n")
    text = '[campaigns.brief.who]\nbranches = ["nirgends"]' + TEXTS.format(at="campaigns.brief.")
    append_to_campaign(workspace, text, "handzettel.toml")
    (message,) = problems(workspace)
    assert message.startswith(f'handzettel.toml:{lines + 2}:13: there is no branch "nirgends" – ')


def test_name_of_two_campaigns_is_told(workspace: Path) -> None:
    settings = "\n[campaigns.parteitag]" + TEXTS.format(at="campaigns.parteitag.")
    append_to_campaign(workspace, settings, "handzettel.toml")
    (message,) = problems(workspace)
    assert message.startswith("campaigns/parteitag.toml:")
    assert message.endswith('there are two campaigns "parteitag" – give each its own')


@pytest.mark.parametrize("stem", ["Muster", "muster brief", "müster", "-muster", "muster--2"])
def test_name_that_cannot_be_a_folder_everywhere_is_told(stem: str, workspace: Path) -> None:
    append_to_campaign(workspace, TEXTS.format(at=""), f"campaigns/{stem}.toml")
    (message,) = problems(workspace)
    assert message.startswith(f"campaigns/{stem}.toml:")
    assert f'"{stem}" is no name for a campaign – use small letters' in message


@pytest.mark.parametrize("name", ["../aussen", "Muster", "a b"])
def test_name_in_the_settings_cannot_climb_out(name: str, workspace: Path) -> None:
    text = f'\n[campaigns."{name}"]' + TEXTS.format(at=f'campaigns."{name}".')
    append_to_campaign(workspace, text, "handzettel.toml")
    (message,) = problems(workspace)
    assert message.startswith("handzettel.toml:")
    assert name in message


def test_mistakes_of_all_campaigns_are_told_at_once(workspace: Path) -> None:
    for stem in ("eins", "zwei"):
        text = 'wer = 1\n[who]\nbranches = ["x", "y"]' + TEXTS.format(at="")
        append_to_campaign(workspace, text, f"campaigns/{stem}.toml")
    append_to_campaign(
        workspace, '[who]\nbranches = ["x", "y"]' + TEXTS.format(at=""), "campaigns/drei.toml"
    )
    files: Sequence[str] = [problem.split(":")[0] for problem in problems(workspace)]
    assert sorted(set(files)) == [f"campaigns/{stem}.toml" for stem in ("drei", "eins", "zwei")]
    assert files.count("campaigns/drei.toml") == 2


def test_unknown_branch_is_not_told_where_the_branches_cannot_be_read(workspace: Path) -> None:
    (workspace / "branches.yaml").write_text("branches: [", encoding="utf-8")
    append_to_campaign(workspace, '[who]\nbranches = ["musterviertl"]' + TEXTS.format(at=""))
    assert [problem.split(":")[0] for problem in problems(workspace)] == ["branches.yaml"]
