"""HTML → PDF.

The engine can read nothing but the fonts and a document's own assets, under the scheme
``asset:``. A fault that it only logs (an unknown property, a missing glyph, a lost file)
raises an error here.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reports.content.images import Asset
from reports.content.pdf_standard import PdfStandard
from reports.content.photo_colours import plain_photo
from reports.documents.document import Document, Page, StyleSheet
from reports.errors import Place, Problem, RenderingError
from reports.i18n import _, printed
from reports.render.display_type import fit_display_type
from reports.render.engine_faults import explain_all, oversized_text
from reports.render.engine_library import (
    VARIANTS,
    FatalURLFetchingError,
    FontConfiguration,
    RasterImage,
    URLFetcher,
    URLFetcherResponse,
    generate_pdf,
    tagged_by,
    weasyprint,
)
from reports.render.font_faces import Face, regular
from reports.render.joiner_glyphs import draw_joiners
from reports.render.library_messages import log_library_messages
from reports.render.link_areas import join_links
from reports.render.measure import (
    MeasuredBlock,
    Overflow,
    free_height,
    has_content,
    measure,
)
from reports.render.page_declarations import declare_pages
from reports.render.pdf_ua import declare_pdfua, declare_wtpdf
from reports.render.placed_pictures import place_pictures
from reports.render.ruled_notes import rule_notes
from reports.render.structure_tree import StructureTree
from reports.text.typography import plain
from reports.units import PIXELS_PER_MM

_VERSIONS = {PdfStandard.UA1: "1.7", PdfStandard.UA2: "2.0"}
"""The versions of the PDF format on which the standards are based."""

FORM_FONT = "Handzettel Form"
"""The font family of form fields.

They need one of their own: if text and fields shared a face, ligatures in the text would no
longer be copied as letters.
"""

_log = logging.getLogger("weasyprint")
_log.propagate = False
_log.addHandler(logging.NullHandler())


Change = Callable[[Any], None]
"""Changes the engine's objects of a PDF before they are written."""


@dataclass(frozen=True)
class Layout:
    """A document laid out: its measurements, and the means to write it."""

    pages: int
    free: float
    """Height left below the last block of the last page, in millimetres."""
    overflowing: tuple[Overflow, ...]
    """Words wider than their block, and lines below the page or outside of it."""
    lines_over: int
    """Lines of text on pages beyond the budget."""
    height: float
    """Millimetres that its content is high, over all pages."""
    text: float
    """How many of these millimetres lines of text take."""
    room: float
    """Millimetres that a page has for content."""
    blocks: tuple[MeasuredBlock, ...]
    foot: float
    """Millimetres that the foot of a page needs more to keep away from the edge of the paper."""
    bottom: float
    """The page's margin at the bottom, in millimetres."""
    laid_out: Any
    """The engine's document."""
    objects: Callable[[], Any]
    """Makes the engine's objects of the PDF, which can be changed before they are written."""
    version: str = "1.7"
    """The version of the PDF format."""
    new_tree: Callable[[], StructureTree] = lambda: StructureTree("de", (), "")
    """Makes the empty structure tree of the document."""

    def write(self, *changes: Change) -> bytes:
        """Return the PDF, after each of the changes was made to its objects."""
        pdf = self.objects()
        for change in changes:
            change(pdf)
        output = io.BytesIO()
        pdf.write(output, self.version, identifier=True, compress=True)
        return output.getvalue()


class _Images(dict[str, Any]):
    """The engine's cache of decoded pictures and their data, by name.

    Drawings (SVG) are not kept, since they belong to one layout; nor is the failure to read a
    picture, which is to be reported for each document.
    """

    def __setitem__(self, name: str, value: Any) -> None:
        """Keep data or a decoded picture, and nothing else."""
        if isinstance(value, bytes | RasterImage):
            super().__setitem__(name, value)


@lru_cache(maxsize=8)  # a theme's logo and a few events' pictures; those of all take memory
def _images(_assets: tuple[Asset, ...], _for_press: bool) -> _Images:
    """Return the cache that documents with the same pictures and purpose share."""
    return _Images()


class Engine:
    """Lays out documents with one set of fonts, which is read once."""

    def __init__(self, faces: Sequence[Face]) -> None:
        """Read the fonts.

        Raises:
            RenderingError: If a font cannot be read.
        """
        log_library_messages()
        draw_joiners()
        fit_display_type()
        rule_notes()
        self._fonts = FontConfiguration()
        self._files = {f"font:{i}": face.path for i, face in enumerate(faces)}
        self._parsed: dict[str, weasyprint.CSS] = {}
        with _errors(Place("fonts")):
            self._css(_font_faces(faces))

    def prepare(self, document: Document, page: Page) -> Callable[[str], Layout]:
        """Read a page and return a function that lays it out.

        The function takes one more style sheet, as text, and returns the layout. It can be
        called many times, and the page is read only once.

        Raises:
            RenderingError: If the engine finds fault with the page or its styles; so does the
                function.
        """
        with _errors(Place(document.name)):
            html = weasyprint.HTML(
                string=page.html,
                base_url="asset:",
                url_fetcher=_Fetcher(
                    self._files, document.assets, for_press=document.press is not None
                ),
            )
            styles = [self._css(text) for text in page.styles]
        return lambda extra: self._layout(document, html, [*styles, self._parse(extra)])

    def layout(self, document: Document, page: Page, extra_style: str) -> Layout:
        """Lay out a page with one more style sheet, given as text.

        Raises:
            RenderingError: If the engine finds fault with the page or its styles.
        """
        return self.prepare(document, page)(extra_style)

    def _layout(
        self, document: Document, html: weasyprint.HTML, styles: Sequence[weasyprint.CSS]
    ) -> Layout:
        """Lay out a parsed page with its styles.

        Raises RenderingError if the engine finds fault with it, or nothing is on its pages.
        """
        with _errors(Place(document.name)):
            laid_out = html.render(
                font_config=self._fonts,
                stylesheets=styles,
                pdf_forms=document.form,
                cache=_images(document.assets, document.press is not None),
            )
            page_boxes = [page._page_box for page in laid_out.pages]
            for page in laid_out.pages:
                # viewers show the labels in a list, as one line each
                page.bookmarks = [
                    (level, plain(label), *rest) for level, label, *rest in page.bookmarks
                ]
        if not any(map(has_content, page_boxes)):
            raise RenderingError(
                Problem(
                    Place(document.name),
                    _("there is nothing on its pages"),
                    _("take back the last change to the template or style sheet"),
                )
            )
        measured = measure(page_boxes)
        free = [free_height(page) for page in page_boxes]
        return Layout(
            pages=len(page_boxes),
            free=free[-1],
            overflowing=measured.overflowing,
            lines_over=sum(measured.lines[document.pages :]) if document.pages else 0,
            height=sum(page.height for page in page_boxes) / PIXELS_PER_MM - sum(free),
            text=measured.text,
            room=page_boxes[0].height / PIXELS_PER_MM,
            blocks=measured.blocks,
            foot=measured.foot,
            bottom=page_boxes[0].margin_bottom / PIXELS_PER_MM,
            laid_out=laid_out,
            objects=lambda: _objects(document, laid_out),
            version=_VERSIONS[document.standard],
            new_tree=lambda: _new_tree(document),
        )

    def _css(self, text: str) -> weasyprint.CSS:
        """Return a style sheet, parsed once: parsing takes longer than laying out a page."""
        if text not in self._parsed:
            file = text.file if isinstance(text, StyleSheet) else "styles"
            # a sheet with a fault is not kept, so that the fault is reported for each document
            if problems := oversized_text(text, file):
                raise RenderingError(problems)
            with _errors(Place(file), text):
                parsed = self._parse(text)
            self._parsed[text] = parsed
        return self._parsed[text]

    def _parse(self, text: str) -> weasyprint.CSS:
        """Parse a style sheet, which can use the fonts and no other file."""
        fetcher = _Fetcher(self._files, ())
        return weasyprint.CSS(
            string=text, font_config=self._fonts, url_fetcher=fetcher, base_url="asset:"
        )


def _objects(document: Document, laid_out: Any) -> Any:
    """Return the engine's objects of the PDF.

    It is PDF/A-3a and PDF/UA-1, a form PDF/UA-1 alone; or PDF/UA-2 and WTPDF.
    """
    is_pdf2 = document.standard == PdfStandard.UA2
    # viewers open a PDF/A file read-only, and a form is to be filled in
    variant = "pdf/ua-2" if is_pdf2 else "pdf/ua-1" if document.form else "pdf/a-3a"
    _change, presets = VARIANTS[variant]
    options = {
        **weasyprint.DEFAULT_OPTIONS,
        **presets,
        "pdf_variant": variant,
        "pdf_forms": document.form,
    }
    tree = _new_tree(document)

    def add_tags(pdf: Any, laid_out: Any, _version: Any, streams: Sequence[Any]) -> None:
        """Add the tags of all pages."""
        for number, (page, stream) in enumerate(zip(laid_out.pages, streams, strict=True)):
            tree.add_page(number, page, stream)
        tree.write(pdf, is_pdf2=is_pdf2)

    join_links(laid_out)
    place_pictures(document, laid_out)
    with _errors(Place(document.name), language=document.language), tagged_by(add_tags):
        pdf = generate_pdf(laid_out, None, 1, **options)
    declare_pages(pdf, laid_out, document.smallest)
    if is_pdf2:
        declare_wtpdf(pdf)
    elif not document.form:
        declare_pdfua(pdf)
    return pdf


def _new_tree(document: Document) -> StructureTree:
    """Return the empty structure tree of a document."""
    words = printed(document.language, document.catalogue)
    return StructureTree(document.language, document.foreign, words.gettext("page {number}"))


def _font_faces(faces: Sequence[Face]) -> str:
    """Return the style rules that give the engine its fonts."""
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' src: url("font:{i}"); }}'
        for i, face in enumerate(faces)
    ]
    form = faces.index(regular(faces))
    rules.append(f'@font-face {{ font-family: "{FORM_FONT}"; src: url("font:{form}"); }}')
    return "\n".join(rules)


class _Fetcher(URLFetcher):  # type: ignore[misc]  # the engine has no types
    """Gives the engine fonts and a document's assets by name, and refuses all other URLs."""

    def __init__(
        self, files: Mapping[str, Any], assets: Sequence[Asset], *, for_press: bool = False
    ) -> None:
        """Know the fonts by their names as URLs, and a document's assets.

        Photos are given in sRGB, but to a print shop those in CMYK as they are.
        """
        super().__init__()
        self._for_press = for_press
        self._files = files
        self._assets = {asset.name: asset for asset in assets}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the file behind a URL.

        Raises:
            FatalURLFetchingError: If the document does not have it.
        """
        if url in self._files:
            return URLFetcherResponse(url, self._files[url].read_bytes())
        asset = self._assets.get(url.removeprefix("asset:").lstrip("/"))
        if asset is not None:
            data, media_type = asset.data, asset.media_type
            if media_type != "image/svg+xml":
                data, media_type = plain_photo(data, keep_cmyk=self._for_press)
            return URLFetcherResponse(url, data, {"Content-Type": media_type})
        raise FatalURLFetchingError(_("{url} is not part of the document").format(url=url[:200]))


class LoggedFaults(logging.Handler):
    """Collects the warnings and errors that the engine logs, each message once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message of a record."""
        if (message := record.getMessage()) not in self.messages:
            self.messages.append(message)


@contextmanager
def logged_faults() -> Iterator[LoggedFaults]:
    """Collect the faults that the engine logs within a ``with`` block."""
    faults = LoggedFaults()
    _log.addHandler(faults)
    try:
        yield faults
    finally:
        _log.removeHandler(faults)


@contextmanager
def _errors(place: Place, sheet: str | None = None, language: str = "de") -> Iterator[None]:
    """Turn faults that the engine logs or raises into a RenderingError with remedies.

    Args:
        place: The document or the file at fault.
        sheet: The text of a style sheet, if the block reads only that; each problem then has
            the line and column of its fault.
        language: The language of the document.

    Raises:
        RenderingError: If the engine found a fault.
    """
    try:
        with logged_faults() as faults:
            yield
    except FatalURLFetchingError as error:
        raise RenderingError(
            Problem(place, str(error), _("put the file into the workspace and name it there"))
        ) from None
    except RecursionError:
        raise RenderingError(
            Problem(place, _("nested too deep to be laid out"), _("simplify the template"))
        ) from None
    except Exception:
        if sheet is None:
            raise
        # only a style sheet was read: whatever the engine raises is a fault of the sheet
        raise RenderingError(
            Problem(
                place,
                _("the style sheet cannot be read"),
                _("take back the last change to the template or style sheet"),
            )
        ) from None
    if faults.messages:
        raise RenderingError(explain_all(faults.messages, place, sheet, language))
