"""Every way of naming an address, with every address: nothing is opened, nobody is asked.

``make test`` has a slice of it in ``test_risks.py``; ``make soak`` takes them all.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reports.build.jobs import Job, make_job, without_context
from reports.commands.source_texts import sorted_sources
from reports.content.images import load_image
from reports.content.settings import Kind
from reports.content.workspace import load
from reports.documents.document import Document, Fit, Page
from reports.documents.planning import plan
from reports.errors import ContentError, HandzettelError, Place
from reports.render.campaign_text import Phrasing
from reports.render.templates import Writer
from tests.support import factories
from tests.support.layout_targets import faces_of
from tests.support.reach import (
    CANARY,
    DOCTYPES,
    DRAWINGS,
    STYLES,
    WAYS,
    RecordingServer,
    addresses,
    canaries_in,
    server_on_loopback,
    watched,
)
from tests.support.small_workspace import SMALL_WORKSPACE

pytestmark = factories.ENGINE

Record = Callable[[str, object], None]

TARGETS = (
    *("absolute", "file", "file-localhost", "file-capitals", "above", "own", "http", "https"),
    *(
        "relative-host",
        "ftp",
        "share",
        "endless",
        "link",
        "data",
        "asset",
        "asset-absolute",
        "font",
    ),
)


@pytest.fixture(scope="module")
def server() -> Iterator[RecordingServer]:
    with server_on_loopback() as server:
        yield server


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return canaries_in(tmp_path_factory.mktemp("reach"))


@cache
def _document() -> Document:
    document = factories.handouts().documents["summary/bereich-3"]
    return dataclasses.replace(document, name="blatt", fit=Fit((9.0,)), pages=None)


_PAGE = (
    '<!DOCTYPE html><html lang="de"><head><title>T</title></head>'
    "<body><h1>T</h1><p>p</p>{}</body></html>"
)


def _reached(server: RecordingServer, body: str, style: str = "", **changes: Any) -> list[str]:
    """What a page brought in, or tried to."""
    server.requests.clear()
    document = dataclasses.replace(_document(), **changes)
    job = Job(without_context(document), Page(_PAGE.format(body), (style,)), faces_of(document))
    with watched() as observed:
        outcome = make_job(job)
    if not isinstance(outcome, HandzettelError):
        inside = factories.everything_in(outcome.pdf)
        if CANARY.encode() in inside or CANARY in factories.text_of(outcome.pdf):
            observed.append("the canary is printed")
        if b"/EmbeddedFile" in inside:
            observed.append("a file is attached")
    return [*observed, *server.requests]


@pytest.mark.soak
@pytest.mark.parametrize("target", TARGETS)
def test_no_page_reaches_anything(
    target: str, canaries: Path, server: RecordingServer, record_property: Record
) -> None:
    """No HTML of a template reads a file or calls a host that it names."""
    url = addresses(canaries, server)[target]
    leaks = {
        way: reached
        for way, text in WAYS.items()
        if (reached := _reached(server, text.replace("U.", f"{url}.")))
    }
    record_property("tried", ("ways out: pages", len(WAYS), len(leaks), ""))
    assert leaks == {}


@pytest.mark.soak
@pytest.mark.parametrize("target", TARGETS)
def test_no_style_sheet_reaches_anything(
    target: str, canaries: Path, server: RecordingServer, record_property: Record
) -> None:
    """No style sheet reads a file or calls a host that it names."""
    url = addresses(canaries, server)[target]
    leaks = {
        way: reached
        for way, text in STYLES.items()
        if (reached := _reached(server, "<ul><li>x</li></ul>", text.replace("U.", f"{url}.")))
    }
    record_property("tried", ("ways out: style sheets", len(STYLES), len(leaks), ""))
    assert leaks == {}


@pytest.mark.soak
@pytest.mark.parametrize("target", TARGETS)
def test_no_drawing_reaches_anything(
    target: str, canaries: Path, server: RecordingServer, record_property: Record
) -> None:
    """As a logo or a picture: it is taken by the workspace's own reader before."""
    url = addresses(canaries, server)[target]
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    drawings = {
        **{way: f'{head} width="200" height="50">{inner}</svg>' for way, inner in DRAWINGS.items()},
        **{
            way: f'{top}{head} width="9" height="9"><text>&amp;</text></svg>'
            for way, top in DOCTYPES.items()
        },
    }
    leaks: dict[str, object] = {}
    for way, text in drawings.items():
        (canaries / "zeichen.svg").write_text(text.replace("U.", f"{url}."), "utf-8")
        image = None
        with watched() as observed, contextlib.suppress(ContentError):
            image = load_image(canaries, "zeichen.svg")
        reached = list(observed)
        if image is not None:
            reached += _reached(server, f'<img src="asset:{image.name}" alt="x">', images=(image,))
        if reached:
            leaks[way] = reached
    record_property("tried", ("ways out: drawings", len(drawings), len(leaks), ""))
    assert leaks == {}


# --- texts of campaigns -------------------------------------------------------

MARKDOWN = {
    "picture": "![x](U.svg)",
    "picture-reference": "![x][a]\n\n[a]: U.svg",
    "picture-html": '<img src="U.svg">',
    "link-picture": "[![x](U.svg)](U.html)",
    "style": "<style>@import 'U.css';</style>",
    "link-style": '<link rel="stylesheet" href="U.css">',
    "iframe": '<iframe src="U.html"></iframe>',
    "include": '{% include "U.html" %}',
    "extends": '{% extends "U.html" %}',
    "import": '{% import "U.html" as x %}',
    "raw": '{{ "<img src=U.svg>"|safe }}',
    "entity": "&lt;img src=U.svg&gt; &#60;img src=U.svg&#62;",
}


@pytest.mark.soak
@pytest.mark.parametrize("target", TARGETS)
def test_no_text_of_a_campaign_reaches_anything(
    target: str, canaries: Path, server: RecordingServer, record_property: Record
) -> None:
    url = addresses(canaries, server)[target]
    phrasing = Phrasing(Writer(canaries))
    leaks: dict[str, object] = {}
    for way, text in MARKDOWN.items():
        server.requests.clear()
        page = ""
        with watched() as observed:
            try:
                wording = phrasing.text(text.replace("U.", f"{url}."), {}, Place("text"))
                page = wording.html
            except HandzettelError:
                pass
        reached = [*observed, *server.requests]
        reached += ["loads something"] * any(f"<{tag}" in page for tag in ("img", "link", "if"))
        reached += ["the canary is printed"] * (CANARY in page)
        if reached:
            leaks[way] = reached
    record_property("tried", ("ways out: texts of campaigns", len(MARKDOWN), len(leaks), ""))
    assert leaks == {}


# --- names in the files of a workspace -----------------------------------------

FIELDS = {
    "logo": ("handzettel.toml", 'name = "red"', 'name = "red"\nlogo = "N.svg"\nlogo_text = "x"'),
    "font": ("handzettel.toml", 'name = "red"', 'name = "red"\nfont = "N.ttf"'),
    "icc": (
        "handzettel.toml",
        "[limits]",
        '[[press]]\nname = "muster"\nicc = ["N.icc"]\n[limits]',
    ),
    "authority": (
        "handzettel.toml",
        'security = "starttls"',
        'security = "starttls"\nca = "N.pem"',
    ),
    "picture": (
        "events.yaml",
        "    url: https",
        '    picture: {file: "N.svg", text: x, credit: x}\n    url: https',
    ),
    "partner": (
        "events.yaml",
        "    url: https",
        '    partners: [{name: x, logo: "N.svg"}]\n    url: https',
    ),
    "design": ("events.yaml", "    url: https", '    design: "N"\n    url: https'),
    "event": ("events.yaml", "id: nachbarschaft", 'id: "N"'),
    "source": (
        "resolution.yaml",
        "status: adopted",
        f'status: adopted\nsource: {{file: "N.txt", sha256: "{"0" * 64}"}}',
    ),
    "resolution": ("resolution.yaml", "id: aktionsplan", 'id: "N"'),
    "addressee": ("addressees.yaml", "- id: rat", '- id: "N"'),
}
"""Fields that name a file or become the name of one: the file, a text in it, what replaces it."""

NAMES = {
    "above": "../kanarie",
    "far-above": "../" * 40 + "etc/kanarie",
    "absolute": "/W/../kanarie",
    "inner": "templates/../../kanarie",
    "link": "verweis",
    "link-folder": "ordner/kanarie",
    "uri": "file:///W/../kanarie",
    "http": "http://127.0.0.1:P/kanarie",
    "share": "\\\\\\\\127.0.0.1\\\\kanarie",
    "backslash": "..\\\\kanarie",
    "home": "~/../kanarie",
    "nul": "../kanarie\\u0000",
    "nul-before": "\\u0000../kanarie",
    "endless": "endlos",
    "pipe": "rohr",
    "long": "a/" * 200,
    "long-name": "a" * 300,
    "dots": "..",
    "empty": "",
}


@pytest.fixture
def named(tmp_path: Path, canaries: Path) -> Path:
    """A small workspace beside canaries, with links out of it."""
    workspace = canaries_in(tmp_path)
    (workspace / "campaigns").mkdir()
    for name, text in SMALL_WORKSPACE.items():
        (workspace / name).write_text(text, "utf-8")
    for path in workspace.glob("kanarie.*"):
        path.unlink()
    for ending in ("txt", "pem"):
        (tmp_path / f"kanarie.{ending}").write_text(f"{CANARY}\n")
        (workspace / f"verweis.{ending}").symlink_to(tmp_path / f"kanarie.{ending}")
    (workspace / "ordner").symlink_to(tmp_path)
    for folder in ("fonts", "icc"):
        (workspace / folder).mkdir()
        for ending in ("ttf", "icc"):
            (workspace / folder / f"verweis.{ending}").symlink_to(tmp_path / f"kanarie.{ending}")
    for ending in ("svg", "ttf", "txt", "pem", "icc"):
        (workspace / f"endlos.{ending}").symlink_to("/dev/zero")
        os.mkfifo(workspace / f"rohr.{ending}")
    return workspace


def _used(workspace: Path) -> None:
    """Do with a workspace what commands do, as far as they follow names in it."""
    from reports.commands.mail_send import authority
    from reports.content.press_profile import profiles
    from reports.press.icc_files import find_icc

    content = load(workspace)
    planned = plan(content, list(Kind), factories.DAY)
    writer = Writer(workspace)
    for document in planned.documents:
        assert ".." not in Path(document.name).parts
        assert not Path(document.name).is_absolute()
        try:
            html = writer.write(document)
        except HandzettelError:
            continue
        assert CANARY not in html.standalone()
    for use in (
        lambda: sorted_sources(content, content.resolutions),
        lambda: find_icc(
            profiles(content.settings.press)["muster"], [workspace / "icc"], workspace
        ),
        lambda: authority(content),
    ):
        try:
            use()
        except (HandzettelError, KeyError):
            continue


@pytest.mark.parametrize("field", FIELDS)
def test_no_name_in_a_file_leads_out_of_the_workspace(
    field: str, named: Path, server: RecordingServer, record_property: Record
) -> None:
    file, before, after = FIELDS[field]
    leaks: dict[str, object] = {}
    for way, name in NAMES.items():
        replacement = name.replace("/W/", f"{named}/").replace(":P/", f":{server.server_port}/")
        text = SMALL_WORKSPACE[file]
        assert before in text
        (named / file).write_text(
            text.replace(before, after.replace("N", replacement, 1), 1), "utf-8"
        )
        server.requests.clear()
        with watched(named) as observed:
            try:
                _used(named)
            except HandzettelError:
                pass
            except Exception as error:  # whatever it is, it is a fault
                observed.append(repr(error))
        if observed or server.requests:
            leaks[way] = [*observed, *server.requests]
    record_property("tried", ("ways out: names in files", len(NAMES), len(leaks), ""))
    assert leaks == {}


# --- the means --------------------------------------------------------------


def test_what_is_opened_and_asked_is_seen(canaries: Path, server: RecordingServer) -> None:
    server.requests.clear()
    with watched() as observed:
        (canaries / "verweis.html").read_text()
        with socket.create_connection(("127.0.0.1", server.server_port)) as connection:
            connection.sendall(b"GET /kanarie HTTP/1.0\r\n\r\n")
            connection.recv(9)
    opened = f"open {canaries.parent / 'kanarie.html'}"
    assert [event for event in observed if event.startswith("open")] == [opened]
    assert any(event.startswith("socket.connect") for event in observed)
    assert server.requests == ["a connection", "/kanarie"]


def test_what_lies_in_a_folder_that_is_allowed_may_be_opened(canaries: Path) -> None:
    with watched(canaries) as observed:
        (canaries / "kanarie.html").read_text()
    assert observed == []
