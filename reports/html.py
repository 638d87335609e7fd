"""Document → HTML and the style sheets that go with it.

Alone imports Jinja, Markdown and nh3. Content is data: it is escaped, never
compiled; a name a template does not know is an error. A workspace's own
templates and styles come before the shipped ones and run in a sandbox.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

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


class Writer:
    """Writes documents as HTML, with the templates and styles of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self._templates = [workspace / "templates", room("templates")]
        self._styles = [workspace / "styles", room("styles")]

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader(self._templates),
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
        except jinja2.TemplateSyntaxError as error:
            place = Place(f"templates/{error.name}", error.lineno)
            raise _template_error(place, error.message or "") from None
        except jinja2.TemplateNotFound as error:
            raise _template_error(Place(f"templates/{error.name}"), _("not found")) from None
        except jinja2.TemplateError as error:
            place = _place_in_template(error, document.template)
            raise _template_error(place, error.message or "") from None
        return Page(html, self._stylesheets(document))

    def _stylesheets(self, document: Document) -> tuple[str, ...]:
        kind = Path(document.template).with_suffix(".css").name
        shared = [self._read(name) for name in (*SHARED_STYLES, kind)]
        return (theme_tokens(document.theme), page_size(document), *shared)

    def _read(self, name: str) -> str:
        for folder in self._styles:
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8")
        raise RenderingError(
            Problem(Place(f"styles/{name}"), _("not found"), _("add the style sheet"))
        )


def theme_tokens(theme: Theme) -> str:
    """The theme's colours and font as custom properties."""
    return (
        f":root {{ --colour: {theme.colour}; --tint: {theme.tint};"
        f' --font: "{theme.font.name}"; }}\n'
    )


def page_size(document: Document) -> str:
    """The page's trim size."""
    return f"@page {{ size: {document.format.width}mm {document.format.height}mm; }}\n"


def _template_error(place: Place, what: str) -> RenderingError:
    return RenderingError(Problem(place, what, _("correct the template")))


def _place_in_template(error: Exception, name: str) -> Place:
    """The innermost template line the error passed through."""
    place = Place(f"templates/{name}")
    trace: Any = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".html"):
            place = Place(f"templates/{Path(file).parent.name}/{Path(file).name}", trace.tb_lineno)
        trace = trace.tb_next
    return place
