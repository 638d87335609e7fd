"""Documents of the sample for tests, variants of its content, and readers for PDFs.

Making a PDF takes seconds, so each document of the sample is made only once per session,
when a test first needs it, with the fonts of the user's own cache.
"""

import dataclasses
import datetime as dt
import io
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from reports import shipped_folder
from reports.build.builder import Failed, make
from reports.build.jobs import prepare_process
from reports.commands.options import cache_folder
from reports.content.campaign import Recipient, Sender
from reports.content.event import Event, EventText
from reports.content.resolution import Area, Measure, Status
from reports.content.settings import Kind, ThemeName, ThemeSettings
from reports.content.theme import make_theme
from reports.content.workspace import Content, load
from reports.documents.document import Document
from reports.documents.letter import letter
from reports.documents.planning import plan
from reports.processes.limits import Limits
from reports.processes.process_pool import LimitedPool

ENGINE = [
    # Given by WeasyPrint while it is imported, on systems without this library.
    pytest.mark.filterwarnings("ignore:HarfBuzz-Subset:DeprecationWarning"),
    # WeasyPrint does not close the colour profile that it puts into PDF/A.
    pytest.mark.filterwarnings(r"ignore:unclosed file .*sRGB2014\.icc:ResourceWarning"),
]
"""The marks of a module whose tests make PDFs."""

DAY = dt.date(2026, 11, 22)
"""The day that counts as today."""

MM = 72 / 25.4
"""Points in a millimetre."""

_HYPHEN = re.compile("[\ufffe\N{HYPHEN}](\r\n)?")
"""How PDFium returns a hyphen at the end of a line."""


class Handouts(Mapping[str, bytes]):
    """The PDFs of all documents of a content by name, each made when first needed."""

    def __init__(self, content: Content, kinds: Sequence[Kind] = tuple(Kind)) -> None:
        self.content = content
        self.documents = {
            document.name: document for document in plan(content, kinds, DAY).documents
        }
        self._pdfs: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._pdfs:
            self._pdfs[name] = pdf_of(self.content, self.documents[name])
        return self._pdfs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    def of_kind(self, kind: str) -> dict[str, bytes]:
        """Return the documents below ``summary/``, ``checklist/`` or ``flyer/``."""
        return {name: self[name] for name in self if name.startswith(f"{kind}/")}


@cache
def sample() -> Content:
    """Load the shipped sample."""
    return load(shipped_folder("data"))


def handouts(theme: ThemeName = ThemeName.RED) -> Handouts:
    """Return the sample's documents in one of the shipped themes."""
    return _handouts(theme)


@cache
def _handouts(theme: ThemeName) -> Handouts:
    theme_of_sample = dataclasses.replace(
        make_theme(ThemeSettings(name=theme), shipped_folder("data")), sample=True
    )
    return Handouts(dataclasses.replace(sample(), theme=theme_of_sample))


def names(kind: str = "") -> list[str]:
    """Return the names of the sample's documents, to parametrise a test with."""
    return [name for name in handouts().documents if name.startswith(kind)]


def pdf_of(content: Content, document: Document) -> bytes:
    """Make a document's PDF; raise the error if it fails."""
    (result,) = make(content, [document], cache_folder())
    if isinstance(result, Failed):
        raise result.error
    return result.pdf


def processes(workers: int = 2, **limits: float) -> LimitedPool:
    """Start a pool of processes that make documents."""
    pool = LimitedPool(workers, prepare_process, cache_folder())
    pool.limits = Limits(**limits)  # type: ignore[arg-type]
    return pool


def workspace_in(folder: Path) -> Path:
    """Make a workspace with the sample's content in a folder."""
    return Path(shutil.copytree(shipped_folder("data"), folder / "workspace"))


# --- other contents ---------------------------------------------------------


def with_areas(*areas: Area, **changes: Any) -> Content:
    """Return the sample with other areas and other values of its resolution."""
    (resolution,) = sample().resolutions
    changed = resolution.model_copy(update={"areas": areas or resolution.areas, **changes})
    return dataclasses.replace(sample(), resolutions=(changed,))


def area_of(*measures: Measure, number: int = 7, **changes: Any) -> Area:
    """Return an area of the sample with other measures and values."""
    area = next(
        candidate for candidate in sample().resolutions[0].areas if candidate.number == number
    )
    return area.model_copy(update={"measures": measures or area.measures, **changes})


def measure_of(measure_id: str, **changes: Any) -> Measure:
    """Return a measure of the sample with other values."""
    chosen = next(
        measure
        for area in sample().resolutions[0].areas
        for measure in area.measures
        if measure.id == measure_id
    )
    return chosen.model_copy(update=changes)


def draft() -> Content:
    """Return the sample with its resolution as a draft."""
    return with_areas(status=Status.DRAFT)


UNTITLED_WORDINGS = (
    (
        "Wir fordern die Stadtratsfraktion auf, im nächsten Haushalt 200.000 Euro für die Pflege"
        " der Straßenbäume einzustellen und jährlich darüber zu berichten."
    ),
    "Mehr Bänke und Trinkbrunnen in den Parks",
    (
        "Seit Jahren warten Familien auf einen Platz, und die Wartezeit trifft vor allem jene, die"
        " neu in der Stadt sind. Viele geben die Suche auf.\n\nWir fordern daher:\n\n- einen"
        " Platz für jedes Kind bis zum dritten Geburtstag,\n\n- kleinere Gruppen und\n\n- eine"
        " Beratung in den Sprachen, die die Eltern sprechen."
    ),
    (
        "Die Straßenbahn fährt abends nur alle dreißig Minuten. Das ist für Menschen, die im"
        " Schichtdienst arbeiten, eine Zumutung. Die Verkehrsbetriebe werden aufgefordert, den"
        " Takt bis Mitternacht zu verdichten. Im Rat wurde darüber schon vor drei Jahren"
        " gesprochen, ohne dass etwas geschehen wäre. Außerdem soll geprüft werden, ob das"
        " „Nachtnetz“ früher beginnt."
    ),
)
"""Wordings of measures: two short ones, one with a list, one of which a part is left out."""


def untitled(theme: ThemeName = ThemeName.RED, *, titles: int = 0) -> Content:
    """Return the sample with measures as an import leaves them, in a theme.

    They have a wording and no summary; every ``titles``-th keeps its title, or none.
    """
    count = 0
    areas = []
    for area in sample().resolutions[0].areas:
        measures = []
        for measure in area.measures:
            changes = {"summary": None, "wording": UNTITLED_WORDINGS[count % 4]}
            title = measure.title if titles and count % titles == 0 else None
            measures.append(measure.model_copy(update={**changes, "title": title}))
            count += 1
        areas.append(area.model_copy(update={"measures": tuple(measures)}))
    return dataclasses.replace(with_areas(*areas), theme=_handouts(theme).content.theme)


def with_event(content: Content | None = None, **changes: Any) -> Content:
    """Return a content with one event: the sample's first with other values."""
    event: Event = sample().events[0].model_copy(update=changes)
    return dataclasses.replace(content or sample(), events=(event,))


def with_event_text(**changes: Any) -> Content:
    """Return the sample with one event, whose German text has other values."""
    text: EventText = sample().events[0].texts["de"].model_copy(update=changes)
    return with_event(texts={"de": text})


# --- looking at PDFs --------------------------------------------------------


def letter_to(name: str, number: int = 0, content: Content | None = None) -> Document:
    """Return a letter of the same text to a person with this name and number."""
    text = "<p>am <b>5. Dezember</b> berät der Stadtparteitag über <i>diese</i> Punkte.</p>" * 3
    return letter(
        content or sample(),
        Recipient(
            email=f"p{number}@example.org",
            last_name=name,
            street=f"Musterstraße {number}",
            postcode="04109",
            city="Leipzig",
        ),
        Sender(name="Max Muster", email="max.muster@example.org"),
        "Unterlagen zum Stadtparteitag",
        f"<p>Guten Tag {name.replace('&', '&amp;')},</p>{text}",
        ["Leipziger Aktionsplan Integration"],
        DAY,
        name=f"mail/parteitag/letter/{number:04}",
        language="de",
    )


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page as a viewer copies it, in one line, hyphenation undone."""
    with pdfium.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [one_line(_HYPHEN.sub("", text)) for text in texts]


def text_of(pdf: bytes) -> str:
    """Return the text of all pages in one line."""
    return " ".join(page_texts(pdf))


def one_line(text: str) -> str:
    """Replace every run of white space by one space."""
    return " ".join(text.split())


def letters(text: str) -> str:
    """Return a text without white space and hyphens, to find words that a line end divides."""
    return re.sub(r"[\s\ufffe\u2010\u2011-]", "", text)


def page_count(pdf: bytes) -> int:
    """Return the number of pages."""
    with pdfium.PdfDocument(pdf) as document:
        return len(document)


def trim_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page's trim box in millimetres."""
    with pdfium.PdfDocument(pdf) as document:
        boxes = [page.get_trimbox() for page in document]
    return [((x1 - x0) / MM, (y1 - y0) / MM) for x0, y0, x1, y1 in boxes]


def pixels(pdf: bytes, page: int = 0, dpi: int = 72, *, forms: bool = False) -> Any:
    """Draw a page as a grey picture."""
    with pdfium.PdfDocument(pdf) as document:
        if forms:
            document.init_forms()
        picture = document[page].render(scale=dpi / 72, grayscale=True, may_draw_forms=forms)
        return picture.to_pil().convert("L")


def type_sizes(pdf: bytes, words: str) -> set[float]:
    """Return the type sizes in points of these words on the first page."""
    with pdfium.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        searched = page.search(words, match_case=True)
        match = searched.get_next()
        assert match is not None, f"{words!r} does not stand on the page"
        start, count = match
        matrix = pdfium_c.FS_MATRIX()
        sizes = set()
        for i in range(start, start + count):
            if chr(pdfium_c.FPDFText_GetUnicode(page, i)).isspace():
                continue
            pdfium_c.FPDFText_GetMatrix(page, i, matrix)
            sizes.add(round(pdfium_c.FPDFText_GetFontSize(page, i) * matrix.d, 2))
        searched.close()
    return sizes


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Open a PDF with pikepdf."""
    return pikepdf.open(io.BytesIO(pdf))


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """Return a PDF as bytes; the options are those of pikepdf's save."""
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def everything_in(pdf: bytes) -> bytes:
    """Return all strings, names and decompressed streams of a PDF, with attached files."""
    parts = []
    with opened(pdf) as document:
        for pdf_object in document.objects:
            if isinstance(pdf_object, pikepdf.Stream):
                try:
                    parts.append(pdf_object.read_bytes())
                except pikepdf.PdfError:  # a picture's own compression
                    parts.append(pdf_object.read_raw_bytes())
            parts.append(pdf_object.unparse())
    return b"\n".join(parts)
