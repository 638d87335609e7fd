"""Fuzz targets for what reaches the layout: templates, styles, pictures and ICC profiles."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from random import Random

from reports import shipped_folder
from reports.build.jobs import Job, make_job, without_context
from reports.commands.options import cache_folder
from reports.content.images import load_image
from reports.documents.document import Document, Fit, Format, Page
from reports.errors import ContentError, HandzettelError
from reports.render.font_faces import Face, faces
from tests.support import dictionaries, factories
from tests.support.fuzz import LIMITED_PATIENCE, BeginReader, Reader, Target, new_folder
from tests.support.mutation import Mutator
from tests.support.picture_targets import jpegs, pngs, svgs

TEMPLATE = """\
{% extends "base.html" %}
{% from "macros.html" import lines with context %}
{% block main %}
<h1>{{ area.title|set_title }}</h1>
{% for measure in area.measures if measure.title %}
  <p class="{{ loop.cycle('a', 'b') }}">{{ loop.index }} {{ measure.summary|set_text }}
  {{ measure.id|default("x") }} {% set x = namespace(n=0) %}{% set x.n = x.n + 1 %}{{ x.n }}</p>
{% else %}<p>{{ _("Nothing") }}</p>{% endfor %}
{{ document.title[:9] ~ range(3)|list|join("-") }}
{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}
{% call m(1) %}{{ super() }}{% endcall %}
{% include "missing.html" ignore missing %}{% raw %}{{ x }}{% endraw %}
{% endblock %}
"""

STYLE = """\
@page { size: A6; margin: 9mm 8mm; @bottom-right { content: counter(page) "/" counter(pages) } }
@page :first { background: #eee }
:root { --w: 3mm; --c: color-mix(in srgb, red 40%, white) }
body { font: 9pt/1.3 "Source Sans 3", serif; counter-reset: x 1; hyphens: auto }
h1::before { content: counter(x, upper-roman) ". "; color: oklch(0.6 0.2 30) }
h1 { string-set: t content(); bookmark-level: 1; break-after: avoid }
ul { display: grid; grid-template: 1fr / repeat(2, minmax(0, 1fr)); gap: calc(1mm + var(--w)) }
li { float: left; width: 40%; list-style: square inside }
p { display: flex; flex-flow: row wrap; orphans: 2; text-align: justify }
.n { float: footnote; footnote-display: block }
.n::footnote-call { content: counter(footnote) }
table { border-collapse: collapse; columns: 2 4cm; column-fill: balance }
td { border: 1px dotted #ccc; vertical-align: middle; padding: 1em }
a { position: absolute; left: 10%; top: -2mm; transform: rotate(9deg) scale(1.1); opacity: .5 }
a::after { content: target-counter(attr(href), page) leader(dotted) }
div { background: linear-gradient(45deg, red 10%, blue) no-repeat; border-radius: 2mm }
"""

BODY = (
    '<h1 id="a">Titel</h1><ul><li>eins</li><li>zwei</li></ul><p>Ein Satz, <b>noch</b> einer.</p>'
    '<p>Wort<span class="n">Eine Fußnote</span></p><table><tr><td>1</td><td rowspan="2">2</td></tr>'
    '</table><div><a href="#a">hin</a></div>'
)


@cache
def plain_document() -> Document:
    """Return a document of the sample for any page: no form, one size, any number of pages."""
    return replace(
        factories.handouts().documents["summary/bereich-3"],
        name="blatt",
        fit=Fit((9.0,)),
        form=False,
        pages=None,
    )


def faces_of(document: Document) -> tuple[Face, ...]:
    """Return the fonts that a document is made with."""
    return faces(document.theme.font, cache_folder())


def page_of(body: str, style: str) -> Page:
    """Return a page with this body and style sheet."""
    return Page(
        f'<!doctype html><html lang="de"><head><title>T</title></head><body>{body}</body></html>',
        (style,),
    )


def _templates() -> Mutator:
    shipped = (shipped_folder("templates") / "summary/summary.html").read_bytes()
    large = b'{{ "x" * 10 ** 10 }}'
    return Mutator([TEMPLATE.encode(), shipped], dictionaries.TEMPLATE, regressions=[large])


def _write_template() -> Reader:
    """Write a document's HTML with a workspace's own template."""
    from reports.render.templates import Writer

    folder, document = new_folder(), factories.handouts().documents["summary/bereich-3"]
    (folder / "templates/summary").mkdir(parents=True)

    def run(data: bytes) -> None:
        (folder / "templates/summary/summary.html").write_bytes(data)
        Writer(folder).write(document)

    return run


def _styles() -> Mutator:
    regressions = [
        b"body { display: list-item } body::marker { display: none }",
        b"html { display: none }",
        b"li { display: list-item 9 }",
    ]
    return Mutator([STYLE.encode()], dictionaries.STYLE, regressions=regressions)


def _print_style() -> Reader:
    """Lay out a page with a style sheet."""
    document = plain_document()

    def run(data: bytes) -> None:
        page = page_of(BODY, data.decode("utf-8", "replace"))
        outcome = make_job(Job(without_context(document), page, faces_of(document)))
        if isinstance(outcome, HandzettelError):
            raise outcome

    return run


def _print_picture(suffix: str) -> BeginReader:
    """Load a picture and print it; the page may fail only with a HandzettelError."""

    def begin() -> Reader:
        folder, document = new_folder(), plain_document()

        def run(data: bytes) -> None:
            (folder / f"bild.{suffix}").write_bytes(data)
            try:
                image = load_image(folder, f"bild.{suffix}")
            except ContentError:
                return
            page = page_of(f'<img src="asset:{image.name}" alt="x" style="width: 2cm">', "")
            job = Job(replace(without_context(document), images=(image,)), page, faces_of(document))
            outcome = make_job(job)
            if isinstance(outcome, HandzettelError):
                raise outcome

        return run

    return begin


def _append_rest(rest: bytes, data: bytes, _random: Random) -> bytes:
    return data + rest


def _icc_profiles() -> Mutator:
    """Spoil the first 4 kB of an ICC profile, which describe the rest."""
    from tests.support.pressed import icc

    return Mutator(
        [icc()[:4096]],
        (b"mft1", b"mft2", b"desc", *dictionaries.FONT),
        partial(_append_rest, icc()[4096:]),
    )


def _print_with_profile() -> Reader:
    """Print a sheet for the press with an ICC profile."""
    from reports.content.press_profile import Press
    from reports.render.page_rules import bleed_rules
    from tests.support import pressed
    from tests.support.pressed import COATED

    document = replace(plain_document(), format=Format("a6", *pressed.TRIM))
    page = page_of(pressed.PLAIN, bleed_rules(COATED) + pressed.STYLE)

    def run(data: bytes) -> None:
        job = Job(
            replace(without_context(document), press=Press(COATED, data)), page, faces_of(document)
        )
        outcome = make_job(job)
        if isinstance(outcome, HandzettelError):
            raise outcome

    return run


LAYOUT_TARGETS: dict[str, Target] = {
    "icc profile": Target(
        _icc_profiles, _print_with_profile, 5, 400, limited=True, patience=LIMITED_PATIENCE
    ),
    "template": Target(
        _templates, _write_template, 40, 2_500, limited=True, patience=LIMITED_PATIENCE
    ),
    "style": Target(_styles, _print_style, 20, 1_200, limited=True, patience=LIMITED_PATIENCE),
    "printed svg": Target(
        svgs, _print_picture("svg"), 20, 1_000, limited=True, patience=LIMITED_PATIENCE
    ),
    "printed png": Target(
        pngs, _print_picture("png"), 20, 800, limited=True, patience=LIMITED_PATIENCE
    ),
    "printed jpeg": Target(
        jpegs, _print_picture("jpg"), 20, 800, limited=True, patience=LIMITED_PATIENCE
    ),
}
