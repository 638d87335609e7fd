"""Every link within the documentation leads somewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests import ROOT

LINK = re.compile(r"(?:\[[^\]]*\]\(|\b(?:src|href)=\")([^)\"\s]+)")
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
HEADING = re.compile(r"^#+ +(.+?) *#*$", re.MULTILINE)


def links(page: str) -> Iterator[str]:
    """Yield the targets of a page's links, those in code left out."""
    text = (ROOT / page).read_text(encoding="utf-8")
    yield from LINK.findall(CODE.sub("", FENCE.sub("", text)))


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return what a link can name after "#", made from headings as GitHub makes it."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    names: set[str] = set()
    for heading in HEADING.findall(text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        numbered = [name, *(f"{name}-{number}" for number in range(1, len(names) + 1))]
        names.add(next(anchor for anchor in numbered if anchor not in names))
    return frozenset(names | set(re.findall(r'\b(?:id|name)="([^"]+)"', text)))


@cache
def tracked() -> frozenset[str]:
    """Return the files that are part of the project, and their folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    files = [Path(name) for name in listing.split("\0") if name]
    return frozenset(str(place) for file in files for place in (file, *file.parents))


PAGES = sorted(name for name in tracked() if name.endswith(".md"))


def test_there_are_pages() -> None:
    """The pages whose links are tested are found."""
    assert {"README.md", "LIESMICH.md", "CONTRIBUTING.md", "docs/architecture.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    dead = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        name, _hash, anchor = unquote(link).partition("#")
        target = (ROOT / page).parent / name if name else ROOT / page
        inside = target.resolve().relative_to(ROOT.resolve()).as_posix()
        if inside not in tracked() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


PATH_IN_CODE = re.compile(r"`((?:reports|tests|tools|bench|templates|styles|data|docs)/[\w./-]*)`")
MODULE_IN_CODE = re.compile(r"`([a-z]\w*(?:\.\w+)*)`")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_files_named_in_code_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names = {name.rstrip("/") for name in PATH_IN_CODE.findall(text)}
    assert sorted(name for name in names if name not in tracked()) == []


def test_modules_on_the_architecture_page_exist() -> None:
    """A module that is renamed is renamed on the page, too."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (ROOT / "reports").glob("*/__init__.py")}
    missing = []
    for name in MODULE_IN_CODE.findall(FENCE.sub("", text)):
        package, _dot, module = name.partition(".")
        if package in packages and module:
            path = f"reports/{name.replace('.', '/')}"
            if f"{path}.py" not in tracked() and path not in tracked():
                missing.append(name)
    assert missing == []


def test_architecture_page_has_every_package() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (ROOT / "reports").glob("*/__init__.py")}
    assert sorted(name for name in packages if f"\n| `{name}` | " not in text) == []


def test_names_on_the_architecture_page_exist() -> None:
    """Those of classes, constants and functions beside the module they are said to be in."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "reports").rglob("*.py"))
    names = set(re.findall(r"`(_?[A-Z]\w+|_[a-z]\w+)(?:\.\w+)?`", FENCE.sub("", text)))
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", code)) == []
