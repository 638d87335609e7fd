"""Fill in a document's template and gather its style sheets.

Content is data: it is escaped and never compiled. A name that does not exist is an error.
A workspace's own templates and styles come before the shipped ones or add to them, and
run in a sandbox.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Namespace

from reports import shipped_folder
from reports.content.document_kind import FOLDER as KINDS
from reports.content.document_kind import STYLE_NAME
from reports.content.fallback_fonts import fallback_families
from reports.documents.document import Document, Page, StyleSheet
from reports.documents.typesetting import printed_names, source_of, typeset
from reports.errors import Place, Problem, RenderingError
from reports.i18n import _, printed
from reports.render.filters import FILTERS
from reports.render.page_rules import font_names, own_families, page_rules, theme_tokens
from reports.render.printed_values import joined, printed_value
from reports.render.required_texts import missing_texts
from reports.render.template_blocks import extended_blocks, template_blocks, unprinted_line
from reports.render.template_errors import Undefined, explained, innermost_line, line_of_name
from reports.storage.listing import is_content_name, leads_outside
from reports.suggestions import near
from reports.text.languages import direction

SHARED_STYLES = ("tokens.css", "page.css")
DESIGN_STYLE = "style.css"
SHIPPED = "shipped"
"""Where templates of a workspace find those that they stand in for: "shipped/base.html"."""
ADDED = ".add.css"
"""How the name of a style sheet ends that adds to another one."""


_OF_LANGUAGE = ("set_text", "set_title", "isolated", "listed")
"""The filters that go by the document's language without being told."""

_SETTING = ("set_text", "set_title")
"""The filters that set a text anew, whose source they need."""


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of all templates: they read values, and call next to nothing.

    Templates may come from others. Besides what Jinja's sandbox forbids, they may call
    methods of plain values only; those of a path or a model would let them read files.
    """

    _PLAIN = (str, int, float, tuple, list, dict, dt.date, LoopContext, Namespace, Cycler)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Begin as Jinja does, without a language."""
        super().__init__(*args, **{"finalize": printed_value, **options})
        self.filters["join"] = joined
        self.language: str | None = None
        """The language that texts are set in; without one they are left as they are."""
        self._safe: dict[tuple[type, str], bool] = {}

    def getattr(self, owner: Any, attribute: str) -> Any:
        """Return a value's attribute as it is printed."""
        return self._printed(owner, attribute, super().getattr(owner, attribute))

    def getitem(self, owner: Any, argument: Any) -> Any:
        """Return a value's part as it is printed; filters read attributes in this way."""
        return self._printed(owner, argument, super().getitem(owner, argument))

    def _printed(self, owner: Any, name: Any, value: Any) -> Any:
        """Return an attribute's value as it is printed in the environment's language, if any."""
        if self.language is None or type(name) is not str:
            return value
        return typeset(owner, name, value, self.language)

    def is_safe_attribute(self, owner: Any, attr: str, value: Any) -> bool:
        """Whether a template may read an attribute."""
        # Jinja goes by the object's type, and asks for each value anew: a book has 80,000
        key = (type(owner), attr)
        if key not in self._safe:
            self._safe[key] = super().is_safe_attribute(owner, attr, value)
        return self._safe[key] and (not callable(value) or isinstance(owner, self._PLAIN))


class _Loader(jinja2.FileSystemLoader):
    """Loads templates from its folders, unless a link leads out of these."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, path and whether it is up to date, as Jinja asks for them.

        Raises RenderingError if it is not UTF-8, TemplateNotFound also if a link leads out of
        the folders.
        """
        try:
            text, name, uptodate = super().get_source(environment, template)
        except UnicodeDecodeError:
            message, remedy = _("not UTF-8 text"), _("save the file as UTF-8")
            folder = Path(self.searchpath[0])
            shown = folder.name if folder.name == KINDS else "templates"
            place = Place(f"{shown}/{template}")
            raise RenderingError(Problem(place, message, remedy)) from None
        if not any(_lies_in(Path(name), Path(folder)) for folder in self.searchpath):
            raise jinja2.TemplateNotFound(template)
        return text, name, uptodate


class Writer:
    """Writes documents as HTML, with the templates and styles of one workspace."""

    def __init__(self, workspace: Path) -> None:
        """Use the templates, styles and kinds of a workspace before the shipped ones."""
        self._templates = (workspace / "templates", shipped_folder("templates"))
        self._styles = (workspace / "styles", shipped_folder("styles"))
        self._kinds = workspace / KINDS
        self._environments: dict[tuple[str, bytes], jinja2.Environment] = {}
        self._read = cache(self._read_now)
        self._checked: set[tuple[jinja2.Environment, str]] = set()
        """The templates whose blocks are right."""

    def environment(self, language: str, catalogue: bytes = b"") -> jinja2.Environment:
        """Return the templates in a language, each compiled once."""
        key = (language, catalogue)
        if key not in self._environments:
            self._environments[key] = self._new_environment(language, catalogue)
        return self._environments[key]

    def _new_environment(self, language: str, catalogue: bytes) -> jinja2.Environment:
        """Return an environment with the workspace's templates and the words of a language.

        It has the filters of templates, some of which take the document's language.
        """
        environment = Sandbox(
            loader=jinja2.ChoiceLoader(
                [
                    _Loader(self._templates),
                    jinja2.PrefixLoader(
                        {SHIPPED: _Loader(shipped_folder("templates")), KINDS: _Loader(self._kinds)}
                    ),
                ]
            ),
            undefined=Undefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.language = language
        environment.filters.update(FILTERS)
        for name in _OF_LANGUAGE:
            environment.filters[name] = _in_language(name)
        words = printed(language, catalogue)
        environment.install_gettext_callables(  # type: ignore[attr-defined]  # by the extension
            words.gettext, words.ngettext, newstyle=True
        )
        return environment

    def write(self, document: Document) -> Page:
        """Return a document's HTML and styles.

        Raises RenderingError for a faulty template, or if a text that the document requires is
        missing.
        """
        if document.sides:
            return _join_sides(document, [self.write(side) for side in document.sides])
        values = {"document": document, **printed_names(document.context, document.language)}
        names = self._template_names(document)
        html = self.render(names, values, document.language, document.catalogue)
        if not _BODY.search(html):
            raise RenderingError(Problem(Place(self._shown(document.template)), *_no_page()))
        if problems := missing_texts(html, document, self._shown(document.template)):
            raise RenderingError(problems)
        brought = [family for _language, family in document.theme.language_fonts]
        sheets = self._stylesheets(document)
        text = "".join((unescape(html), *sheets))
        fallbacks = fallback_families(text, tuple(own_families(document)), brought)
        rules = (theme_tokens(document, fallbacks), page_rules(document, fallbacks))
        return Page(html, (*rules, *sheets), fallbacks)

    def render(
        self, names: Sequence[str], values: Mapping[str, Any], language: str, catalogue: bytes = b""
    ) -> str:
        """Return the first of some templates that exists, filled in.

        ``catalogue`` is the workspace's own of the language, where it has one. Raises
        RenderingError for a faulty template, also if it fills in a block that the extended one
        does not have.
        """
        environment = self.environment(language, catalogue)
        try:
            template = environment.select_template(list(names))
            text = template.render(**values)
            # the loader of a prefix gives a template its name without the prefix
            forms = (template.name, f"{KINDS}/{template.name}")
            name = next(name for name in names if name in forms)
            # afterwards, since what fails by itself is the nearer reason
            self._check_blocks(environment, name)
            return text
        except (RenderingError, MemoryError):
            raise
        except jinja2.TemplateNotFound as error:
            place = Place(self._shown(str(error.name)))
            raise RenderingError(Problem(place, *explained(error, environment, values))) from None
        except Exception as error:  # a template is a program: whatever it raises is its fault
            place, source = self._blamed(error, names[-1])
            problem = Problem(place, *explained(error, environment, values, source, place.line))
            raise RenderingError(problem) from None

    def _check_blocks(self, environment: jinja2.Environment, name: str) -> None:
        """Raise RenderingError if a template fills in a block that it does not extend.

        Jinja ignores a block that the extended template does not have, so that a misspelt
        one would change nothing and say nothing.
        """
        if (environment, name) in self._checked:
            return
        parent, blocks = template_blocks(environment, name)
        if parent is not None:
            if (number := unprinted_line(environment, name)) is not None:
                message = _("what stands outside of blocks is not printed")
                remedy = _("put it into a block, as {code}").format(
                    code="{% block body %}…{% endblock %}"
                )
                raise RenderingError(Problem(Place(self._shown(name), number), message, remedy))
            names = extended_blocks(environment, parent)
            for block in blocks:
                if block.name not in names:
                    message = _('there is no block "{name}" to fill in').format(name=block.name)
                    listed = _("choose from: {names}").format(names=", ".join(sorted(names)))
                    none = _("{file} has no blocks").format(file=self._shown(parent))
                    remedy = near(block.name, names, otherwise=listed if names else none)
                    place = Place(self._shown(name), block.lineno)
                    raise RenderingError(Problem(place, message, remedy))
        self._checked.add((environment, name))

    def _blamed(self, error: Exception, name: str) -> tuple[Place, str]:
        """Return the line of a template that an error is due to, and the template's text.

        The text is empty if the line alone explains the error, or no line is known.
        """
        if isinstance(error, jinja2.TemplateSyntaxError):
            # of a comment that is not closed, it has the path in place of the name
            return Place(self._shown(error.filename or error.name or name), error.lineno), ""
        line = innermost_line(error)
        if line is None:
            return Place(self._shown(name)), ""
        source = Path(line.file).read_text("utf-8-sig")
        return Place(self._shown(line.file), line_of_name(error, source, line.line)), source

    def _shown(self, path: str) -> str:
        """Return a template's path as it is named in messages, below the workspace."""
        if Path(path).is_relative_to(self._kinds):
            path = f"{KINDS}/{Path(path).relative_to(self._kinds).as_posix()}"
        if path.startswith(f"{KINDS}/"):
            return path
        for folder in self._templates:
            if Path(path).is_relative_to(folder):
                path = Path(path).relative_to(folder).as_posix()
        return f"templates/{path}"

    def designs(self, template: str) -> tuple[str, ...]:
        """Return the designs that a template can have: the folders beside it."""
        names = {
            path.parent.name
            for folder in self._templates
            for path in (folder / template).parent.glob("*/*")
            if path.name in (DESIGN_STYLE, Path(template).name)
            and is_content_name(path.parent.name)
            and path.is_file()
            and _lies_in(path, folder)
        }
        return tuple(sorted(names))

    def _template_names(self, document: Document) -> list[str]:
        """Return the templates to look for: the design's own, then the common one.

        Raises RenderingError if there is no such design.
        """
        if not document.design:
            return [document.template]
        names = self.designs(document.template)
        if document.design not in names:
            message = _('there is no design "{name}"').format(name=document.design)
            otherwise = _("choose from: {names}").format(names=", ".join(names))
            remedy = near(document.design, names, otherwise=otherwise)
            raise RenderingError(Problem(Place(document.name), message, remedy))
        path = PurePosixPath(document.template)
        return [str(path.parent / document.design / path.name), document.template]

    def _stylesheets(self, document: Document) -> Sequence[str]:
        """Return the style sheets from general to special."""
        path = PurePosixPath(document.template)
        of_workspace = path.is_relative_to(KINDS)
        style = document.style or path.with_suffix(".css").name
        names = SHARED_STYLES if of_workspace else (*SHARED_STYLES, style)
        sheets = [sheet for name in names for sheet in self._sheets(self._styles, name)]
        if document.design:
            name = str(path.parent / document.design / DESIGN_STYLE)
            sheets += self._sheets(self._templates, name, missing="")
        if of_workspace:
            name = str(path.relative_to(KINDS).with_name(STYLE_NAME))
            sheets += self._sheets((self._kinds,), name, missing="")
        return sheets

    def _sheets(
        self, folders: tuple[Path, ...], name: str, missing: str | None = None
    ) -> Iterator[str]:
        """Yield a style sheet and, where the workspace has one, what it adds to it.

        ``summary.add.css`` stands beside where ``summary.css`` would: the one adds to the
        shipped sheet, the other takes its place. ``missing`` is yielded in place of a sheet
        that does not exist; without it RenderingError is raised.
        """
        yield self._read(folders, name, missing)
        if added := self._read(folders, name.removesuffix(".css") + ADDED, ""):
            yield added

    @staticmethod
    def _read_now(folders: tuple[Path, ...], name: str, missing: str | None = None) -> str:
        """Return the style sheet from the first folder that has it, else ``missing``.

        Raises RenderingError if there is none and no ``missing``, or it is not UTF-8.
        """
        place = Place(f"{folders[0].name}/{name}")
        for folder in folders:
            path = folder / name
            if path.is_file() and _lies_in(path, folder):
                try:
                    # some editors of Windows begin a file with a mark that is no style
                    return StyleSheet(path.read_text(encoding="utf-8-sig"), place.file)
                except UnicodeDecodeError:
                    message, remedy = _("not UTF-8 text"), _("save the file as UTF-8")
                    raise RenderingError(Problem(place, message, remedy)) from None
        if missing is None:
            raise RenderingError(Problem(place, _("not found"), _("add the style sheet")))
        return missing


_BODY = re.compile(r"<body([^>]*)>(.*)</body>", re.DOTALL)


def _no_page() -> tuple[str, str]:
    """Return what is wrong with a template that makes no whole page, and what to do."""
    message = _("this makes no whole page: it has no head and no body")
    return message, _("begin it with {first}, and put what it prints into {block}").format(
        first='{% extends "base.html" %}', block="{% block body %}…{% endblock %}"
    )


def _join_sides(document: Document, pages: Sequence[Page]) -> Page:
    """Return pages as one HTML document, in which each keeps its language, direction and font.

    Raises RenderingError if a page has no body.
    """
    parts, styles = [], list(pages[0].styles)
    for side, page in zip(document.sides, pages, strict=True):
        body = _BODY.search(page.html)
        if body is None:
            raise RenderingError(Problem(Place(f"templates/{side.template}"), *_no_page()))
        side_direction = direction(side.language)
        parts.append(
            f'<div{body[1]} lang="{side.language}" dir="{side_direction}">\n{body[2]}</div>\n'
        )
        fonts = font_names(side, page.fallbacks)
        styles.append(f"[lang={side.language}] {{ --font: {fonts}; font-family: var(--font) }}\n")
    styles.append("body > div + div { break-before: page }\n")
    joined = f"<body>\n{''.join(parts)}</body>"
    fallbacks = dict.fromkeys(family for page in pages for family in page.fallbacks)
    return Page(_BODY.sub(lambda _match: joined, pages[0].html), tuple(styles), tuple(fallbacks))


def _in_language(name: str) -> Callable[..., str]:
    """Return a filter that takes the language of the document it stands in."""
    change = FILTERS[name]

    @jinja2.pass_context
    def filtered(context: jinja2.runtime.Context, text: str) -> str:
        """Change a text as the document's language has it; one that is set already is set anew."""
        shown = source_of(text) if name in _SETTING else text
        return change(shown, context["document"].language)

    return filtered


def _lies_in(path: Path, folder: Path) -> bool:
    """Return whether a path lies in a folder, after links were followed."""
    return not leads_outside(path, folder)
