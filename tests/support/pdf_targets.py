"""Fuzz targets for the checks of finished PDFs: accessibility, and preflight for the press."""

from __future__ import annotations

from functools import cache

from tests.support import dictionaries, factories
from tests.support.fuzz import Reader, Target
from tests.support.import_targets import form_drawn_twice, text_pdfs, uncompressed
from tests.support.mutation import Mutator


@cache
def _checkable_pdfs() -> tuple[bytes, ...]:
    """Return a form of the sample, uncompressed and compressed, and PDFs without structure."""
    form = factories.handouts()["checklist/freistaat"]
    return (*(uncompressed(form), form), *text_pdfs())


def _with_metadata(data: bytes) -> bytes:
    """Return the form with other bytes as its XMP metadata."""
    with factories.opened(_checkable_pdfs()[1]) as pdf:
        pdf.Root.Metadata.write(data)
        return factories.saved(pdf)


def _pdfs_to_check() -> Mutator:
    odd = [b"", b"<", b"<a>&#0;</a>", b"\xff\xfe<\0a\0/\0>\0", b"<a:b/>", b"<a>" * 3000]
    return Mutator(
        _checkable_pdfs(),
        dictionaries.PDF,
        regressions=[form_drawn_twice(), *map(_with_metadata, odd)],
    )


@cache
def _press_pdfs() -> tuple[bytes, ...]:
    """Return two sheets converted for the press, also uncompressed with a cut profile."""
    from reports.press.conversion import to_press
    from tests.support.pressed import COATED, NAME, PLAIN, RICH, TRIM, icc, pictures, sheet

    profile = COATED
    sheets = [
        to_press(data, trim=TRIM, profile=profile, icc=icc(), name=NAME)[0]
        for data in (sheet(PLAIN), sheet(RICH, pictures(12)))
    ]
    small = []
    for converted in sheets:
        with factories.opened(converted) as pdf:
            # the profile makes up most of the file, and the preflight does not read it
            for intent in pdf.Root.OutputIntents:
                intent.DestOutputProfile.write(intent.DestOutputProfile.read_bytes()[:256])
            small.append(factories.saved(pdf))
    return (*map(uncompressed, small), *sheets)


def _pdfs_for_press() -> Mutator:
    return Mutator(_press_pdfs(), dictionaries.PDF)


def _check_pdf() -> Reader:
    from reports.press.accessibility_check import check_pdf

    return lambda data: check_pdf(data, "datei.pdf")


def _check_press() -> Reader:
    from reports.press.preflight import check_press
    from tests.support.pressed import COATED, TRIM, icc

    profile = icc()
    return lambda data: check_press(data, "datei.pdf", COATED, profile, TRIM)


PDF_TARGETS: dict[str, Target] = {
    "check pdf": Target(_pdfs_to_check, _check_pdf, 60, 5_000),
    "check press": Target(_pdfs_for_press, _check_press, 20, 1_500),
}
