"""Document → HTML and the style sheets that go with it.

Alone imports Jinja. Content is data: it is escaped, never
compiled; a name a template does not know is an error. A workspace's own
templates and styles come before the shipped ones and run in a sandbox.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Namespace

from reports import room
from reports.document import Document
from reports.errors import Place, Problem, RenderingError
from reports.messages import _, printed
from reports.theme import Theme
from reports.typography import FILTERS

SHARED_STYLES = ("tokens.css", "page.css")


@dataclass(frozen=True)
class Page:
    """A document as HTML, with the text of its style sheets in their order."""

    html: str
    styles: tuple[str, ...]

    def standalone(self) -> str:
        """One HTML file with the styles inside, to look at in a browser."""
        css = "\n".join(self.styles)
        return self.html.replace("</head>", f"<style>\n{css}</style>\n</head>", 1)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Templates may come from others: they read values, and call next to nothing.

    Besides what Jinja's sandbox forbids, a template may call methods of plain
    values only; a path or a model would let it read files.
    """

    _PLAIN = (str, int, float, tuple, list, dict, dt.date, LoopContext, Namespace, Cycler)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        safe = super().is_safe_attribute(obj, attr, value)
        return safe and (not callable(value) or isinstance(obj, self._PLAIN))


class _Loader(jinja2.FileSystemLoader):
    """Loads templates from its folders, also where a link leads out of them."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        text, name, uptodate = super().get_source(environment, template)
        if not any(_lies_in(Path(name), Path(folder)) for folder in self.searchpath):
            raise jinja2.TemplateNotFound(template)
        return text, name, uptodate


class Writer:
    """Writes documents as HTML, with the templates and styles of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self._templates = [workspace / "templates", room("templates")]
        self._styles = [workspace / "styles", room("styles")]

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = _Sandbox(
            loader=_Loader(self._templates),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.filters.update(FILTERS)
        return environment

    def write(self, document: Document) -> Page:
        """The document's HTML and styles. Raises RenderingError for a faulty template."""
        words = printed(document.language)
        environment = self._environment.overlay()
        environment.install_gettext_callables(  # type: ignore[attr-defined]  # by the extension
            words.gettext, words.ngettext, newstyle=True
        )
        try:
            template = environment.get_template(document.template)
            html = template.render(document=document, **document.context)
        except jinja2.TemplateNotFound as error:
            raise _template_error(Place(f"templates/{error.name}"), _("not found")) from None
        except Exception as error:  # a template is a program: whatever it raises is its fault
            place = self._place(error, document.template)
            raise _template_error(place, str(error) or type(error).__name__) from None
        return Page(html, self._stylesheets(document))

    def _place(self, error: Exception, name: str) -> Place:
        """The innermost line of a template that an error names or passed through."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            return Place(f"templates/{error.name}", error.lineno)
        place = Place(f"templates/{name}")
        trace = error.__traceback__
        while trace is not None:
            file = Path(trace.tb_frame.f_code.co_filename)
            for folder in self._templates:
                if file.is_relative_to(folder):
                    shown = file.relative_to(folder).as_posix()
                    place = Place(f"templates/{shown}", trace.tb_lineno)
            trace = trace.tb_next
        return place

    def _stylesheets(self, document: Document) -> tuple[str, ...]:
        kind = Path(document.template).with_suffix(".css").name
        shared = [self._read(name) for name in (*SHARED_STYLES, kind)]
        return (theme_tokens(document.theme), page_rules(document), *shared)

    def _read(self, name: str) -> str:
        place = Place(f"styles/{name}")
        for folder in self._styles:
            path = folder / name
            if path.is_file() and _lies_in(path, folder):
                try:
                    return path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    what, remedy = _("not UTF-8 text"), _("save the file as UTF-8")
                    raise RenderingError(Problem(place, what, remedy)) from None
        raise RenderingError(Problem(place, _("not found"), _("add the style sheet")))


def _lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def theme_tokens(theme: Theme) -> str:
    """The theme's colours and font as custom properties."""
    return (
        f":root {{ --colour: {theme.colour}; --tint: {theme.tint};"
        f' --font: "{theme.font.name}"; }}\n'
    )


def page_rules(document: Document) -> str:
    """The page's trim size and, where there can be several, "page 1 of n" in the foot."""
    size = f"size: {document.format.width}mm {document.format.height}mm;"
    if document.pages is not None:
        return f"@page {{ {size} }}\n"
    words = printed(document.language)
    before, between, after = re.split(r"\{pages?\}", words.gettext("Page {page} of {pages}"))
    numbers = f'"{before}" counter(page) "{between}" counter(pages) "{after}"'
    return f"@page {{ {size} @bottom-right {{ content: {numbers} }} }}\n"


def _template_error(place: Place, what: str) -> RenderingError:
    return RenderingError(Problem(place, what, _("correct the template")))
