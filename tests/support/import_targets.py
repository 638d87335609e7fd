"""Fuzz targets for the import: motions as text, Markdown, PDF, DOCX and ODT."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from random import Random

import pikepdf

from reports.content.formats.located import ParsedFile
from reports.content.formats.yaml_file import read_yaml
from reports.content.resolution import Resolution
from reports.content.validation import validate
from reports.errors import ContentError, Place
from tests.support import dictionaries, factories, sources
from tests.support.fuzz import LIMITED_PATIENCE, BeginReader, Target, encoded
from tests.support.mutation import Mutator
from tests.support.small_workspace import MOTION

MARKDOWN_MOTION = MOTION.replace("4 Für", "# Für").replace("6 1. ", "## ").replace("10 2. ", "## ")


def uncompressed(pdf: bytes) -> bytes:
    """Return a PDF with uncompressed streams, so that a change of a byte reaches their content."""
    with factories.opened(pdf) as document:
        return factories.saved(
            document,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            qdf=True,
        )


def form_drawn_twice() -> bytes:
    """Return a PDF with a form XObject that draws itself twice: endless recursion, doubling."""
    with factories.opened(sources.drawn("/X Do")) as document:
        form = document.make_stream(b"BT /F0 9 Tf (Wir fordern) Tj ET /X Do /X Do")
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([0, 0, 99, 99])
        page = document.pages[0]
        form.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(X=form), Font=page.Resources.Font
        )
        page.Resources.XObject = pikepdf.Dictionary(X=form)
        return factories.saved(document)


@cache
def text_pdfs() -> tuple[bytes, ...]:
    """Return the motion as PDFs: uncompressed, compressed and turned by 90 degrees."""
    rows = MOTION.replace("\f", "").splitlines()
    operators = " ".join(
        f"1 0 0 1 60 {800 - 14 * i} Tm ({row.replace('(', '').replace(')', '')}) Tj"
        for i, row in enumerate(rows)
    )
    plain = sources.drawn(f"BT /F0 11 Tf {operators} ET")
    return (*(uncompressed(plain), plain), sources.turned(plain, 90))


def _pdfs() -> Mutator:
    return Mutator(text_pdfs(), dictionaries.PDF, regressions=[sources.scan(1), form_drawn_twice()])


@cache
def _docx_files() -> tuple[bytes, ...]:
    body = "".join(map(sources.paragraph, MOTION.replace("\f", "").splitlines()))
    table = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>"
        + sources.paragraph("Die Stadt soll handeln.")
        + "</w:tc></w:tr></w:tbl>"
    )
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    return (
        sources.docx(
            body + table + sources.listed("Wir fordern Räume.") + sources.paragraph(note),
            notes=f'<w:footnote w:id="2">{sources.paragraph("Eine Note")}</w:footnote>',
            numbering=sources.list_levels(("decimal", "%1."), ("lowerLetter", "%2)")),
        ),
    )


@cache
def _odt_files() -> tuple[bytes, ...]:
    rows = "".join(f"<text:p>{row}</text:p>" for row in MOTION.replace("\f", "").splitlines())
    parts = (
        '<text:h text:outline-level="1">Wohnen</text:h><text:list><text:list-item><text:p>Wir '
        'fordern<text:s text:c="3"/>Räume.</text:p></text:list-item></text:list><table:table>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2"><text:p>Die Stadt soll handeln.</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    bomb = parts.replace('repeated="2"', 'repeated="999999999"').replace('c="3"', 'c="999999999"')
    return sources.odt(rows + parts), sources.odt(rows + bomb)


def _archive_mutator(
    member: str, corpus: Callable[[], Sequence[bytes]], words: Sequence[bytes]
) -> Mutator:
    """Spoil a file within an archive, and one time in ten the archive itself."""
    archives = corpus()
    inner = [sources.member(archive, member) for archive in archives]

    def pack(data: bytes, random: Random) -> bytes:
        if data.startswith(b"PK"):
            return data
        return sources.with_member(random.choice(archives), member, data)

    return Mutator([*archives, *inner * 9], words, pack)


def _import_file(name: str) -> BeginReader:
    """Import a motion, and write the values that are valid as YAML that reads the same."""
    from reports.content.formats.yaml_edit import write_yaml
    from reports.content.resolution import SourceFile
    from reports.importing.classify import sort_out
    from reports.importing.motions import motions
    from reports.importing.read_file import read
    from reports.importing.to_content import addressees_named, resolutions_values

    def run(data: bytes) -> None:
        text = sort_out(read(data, name))
        parsed = motions(text)
        assert sum(text.account().values()) >= 0
        if not any(area.measures for motion in parsed for area in motion.areas):
            return
        ids, _new = addressees_named(parsed, ())
        pinned = SourceFile(file=f"sources/{name}", sha256=text.text.digest)
        for values in resolutions_values(parsed, text, pinned, ids):
            try:
                validate(Resolution, ParsedFile(name, values, {(): Place(name)}, {}))
            except ContentError:
                continue
            assert read_yaml(write_yaml(values), name).value == values

    return lambda: run


IMPORT_TARGETS: dict[str, Target] = {
    "import txt": Target(
        lambda: Mutator(encoded(MOTION), dictionaries.YAML), _import_file("antrag.txt"), 30, 2_500
    ),
    "import md": Target(
        lambda: Mutator(encoded(MARKDOWN_MOTION), dictionaries.TEMPLATE),
        _import_file("antrag.md"),
        30,
        2_500,
    ),
    "import pdf": Target(
        _pdfs, _import_file("antrag.pdf"), 30, 2_500, limited=True, patience=LIMITED_PATIENCE
    ),
    "import docx": Target(
        partial(
            _archive_mutator,
            "word/document.xml",
            _docx_files,
            (*dictionaries.XML, *dictionaries.WORD),
        ),
        _import_file("antrag.docx"),
        40,
        3_000,
    ),
    "import odt": Target(
        partial(
            _archive_mutator, "content.xml", _odt_files, (*dictionaries.XML, *dictionaries.ODT)
        ),
        _import_file("antrag.odt"),
        40,
        3_000,
    ),
}
