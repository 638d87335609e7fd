"""Files and folders of templates, style sheets and kinds that nothing reads because of their names.

They change nothing, and the program would say nothing: ``Kinds/`` for ``kinds/``,
``styles/sumary.css`` for ``summary.css``, ``kinds/plan/styles.css`` for ``style.css``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from reports import shipped_folder
from reports.content.document_kind import FOLDER as KINDS
from reports.content.document_kind import SETTINGS_NAME, STYLE_NAME, TEMPLATE_NAME
from reports.content.print_languages import CATALOGUE
from reports.content.print_languages import FOLDER as LANGUAGES
from reports.errors import Place, Problem
from reports.i18n import _
from reports.storage.listing import regular_files, regular_folders

STYLES, TEMPLATES = "styles", "templates"

FOLDERS = (KINDS, LANGUAGES, STYLES, TEMPLATES, "campaigns", "resolutions", "fonts", "icc")
"""The folders that the program looks for in a workspace."""

_ADDED = ".add.css"
"""How the name of a style sheet ends that adds to another one."""

_ALIKE = 0.8
"""How much of two names is the same if one is a slip for the other: "sumary.css" is 0.95
like "summary.css", and "kinder" 0.73 like "kinds"."""


def unread_files(root: Path) -> Iterator[Problem]:
    """Yield what a workspace has that is not read, with the name that was probably meant."""
    yield from _folders(root)
    yield from _styles(root)
    yield from _templates(root)
    yield from _styles_among_templates(root)
    for kind in regular_folders(root / KINDS, root):
        style_names = (STYLE_NAME, STYLE_NAME.replace(".css", _ADDED))
        names = (SETTINGS_NAME, TEMPLATE_NAME, *style_names)
        yield from _beside(kind, root, names, read_by_others=_mentioned(root))
    for language in regular_folders(root / LANGUAGES, root):
        yield from _beside(language, root, (CATALOGUE,), read_by_others=())


def _folders(root: Path) -> Iterator[Problem]:
    """Yield folders with almost the name of one that is read."""
    names = [path.name for path in regular_folders(root)]
    for name in names:
        alike = [folder for folder in FOLDERS if folder.casefold() == name.casefold()]
        alike = alike or get_close_matches(name.casefold(), FOLDERS, n=1, cutoff=_ALIKE)
        # systems that ignore case read "Kinds" as "kinds"
        if alike and name not in FOLDERS and not (root / alike[0]).exists():
            yield _problem(Path(name), alike, _("a folder of this name is not read"))


def _styles(root: Path) -> Iterator[Problem]:
    """Yield style sheets that stand in for no shipped one and add to none."""
    shipped = [path.name for path in regular_files(shipped_folder(STYLES), "*.css")]
    names = [*shipped, *(name.removesuffix(".css") + _ADDED for name in shipped)]
    yield from _beside(root / STYLES, root, names, read_by_others=())


def _templates(root: Path) -> Iterator[Problem]:
    """Yield templates with almost the name of a shipped one, unless another template uses them."""
    shipped = [
        path.relative_to(shipped_folder(TEMPLATES))
        for path in shipped_folder(TEMPLATES).rglob("*.html")
    ]
    names = [path.as_posix() for path in shipped]
    mentioned = None
    for path in sorted((root / TEMPLATES).rglob("*.html")):
        name = path.relative_to(root / TEMPLATES).as_posix()
        if name in names or (root / TEMPLATES / name).is_dir():
            continue
        alike = get_close_matches(name, names, n=1, cutoff=_ALIKE)
        # a design has the name of its template in a folder beside it
        if not alike or path.name == Path(alike[0]).name == "flyer.html":
            continue
        mentioned = _mentioned(root) if mentioned is None else mentioned
        if not (root / TEMPLATES / alike[0]).exists() and name not in mentioned:
            message = _("nothing uses a template of this name")
            yield _problem(Path(TEMPLATES, name), alike, message)


def _styles_among_templates(root: Path) -> Iterator[Problem]:
    """Yield style sheets in the folder of the templates, where only those of designs are read."""
    folder = root / TEMPLATES
    for design in regular_folders(folder / "flyer", root):
        names = (STYLE_NAME, STYLE_NAME.replace(".css", _ADDED), "flyer.html")
        yield from _beside(design, root, names, read_by_others=_mentioned(root))
    for path in sorted(folder.rglob("*.css")):
        if path.parent.parent != folder / "flyer":
            message = _("a style sheet is not read from here")
            remedy = _("move it to {name}").format(name=f"{STYLES}/{path.name}")
            yield Problem(Place(path.relative_to(root).as_posix()), message, remedy)


def _beside(
    folder: Path, root: Path, names: Sequence[str], read_by_others: Collection[str]
) -> Iterator[Problem]:
    """Yield the files of a folder that are not among those that are read there.

    Style sheets and settings are named in any case, other files only if their names are almost
    one of ``names`` that is missing and no template mentions them.
    """
    files = [path.name for path in regular_files(folder, "*", root)]
    missing = [name for name in names if name not in files]
    for name in files:
        if name in names or name in read_by_others:
            continue
        alike = [other for other in missing if other.casefold() == name.casefold()]
        alike = alike or get_close_matches(name.casefold(), missing, n=1, cutoff=_ALIKE)
        ending = Path(name).suffix
        if alike or (
            ending in (".css", ".toml", ".po") and any(other.endswith(ending) for other in names)
        ):
            wanted = alike or [other for other in names if other.endswith(ending)]
            path = (folder / name).relative_to(root)
            yield _problem(path, wanted, _("a file of this name is not read"))


def _problem(path: Path, meant: Sequence[str], message: str) -> Problem:
    """Return the problem of a file that is not read: ``meant`` is its right name, or several."""
    if len(meant) == 1:
        remedy = _('did you mean "{word}"?').format(word=meant[0])
    else:
        remedy = _("give it one of these names, or move it elsewhere: {names}").format(
            names=", ".join(meant)
        )
    return Problem(Place(path.as_posix()), message, remedy)


def _mentioned(root: Path) -> str:
    """Return the text of all templates of a workspace, in which they name each other."""
    texts = [
        path.read_text("utf-8", "replace")
        for folder in (KINDS, TEMPLATES)
        for path in sorted((root / folder).rglob("*.html"))
        if path.is_file()
    ]
    return "\n".join(texts)
