"""HTML → PDF.

The engine reads nothing but what it is handed: the fonts, and a document's own assets
under the scheme ``asset:``. What it only logs (an unknown property, a missing glyph, a
lost file) is an error here.
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
from reports.documents.document import Document, Page, StyleSheet
from reports.errors import Place, Problem, RenderingError
from reports.i18n import _
from reports.render.engine_faults import explained
from reports.render.engine_library import (
    VARIANTS,
    FatalURLFetchingError,
    FontConfiguration,
    RasterImage,
    URLFetcher,
    URLFetcherResponse,
    generate_pdf,
    weasyprint,
)
from reports.render.font_faces import Face, regular
from reports.render.measure import (
    Block,
    count_lines,
    find_blocks,
    find_too_wide,
    free_height,
    shows_anything,
)
from reports.render.pdf_ua import declare_pdfua

_VERSION = "1.7"
"""Of the PDF format, which is that of PDF/A-3 and PDF/UA-1."""

FORM_FONT = "Handzettel Form"
"""The family of form fields: a face shared with text would lose its ligatures on extraction."""

_log = logging.getLogger("weasyprint")
_log.propagate = False
_log.addHandler(logging.NullHandler())


Change = Callable[[Any], None]
"""Changes the objects of a PDF before they are written."""


@dataclass(frozen=True)
class Layout:
    """A document laid out: what it measures, and how to write it."""

    pages: int
    free: float
    """Height left below the last block of the last page, in millimetres."""
    too_wide: tuple[str, ...]
    """The blocks in which a word sticks out at the side, or a line below."""
    lines_over: int
    """Lines of text on pages beyond the budget."""
    blocks: tuple[Block, ...]
    laid_out: Any
    """The pages as the engine has them."""
    objects: Callable[[], Any]
    """Makes the objects of the PDF, as the engine has them before it writes them."""

    def write(self, *changes: Change) -> bytes:
        """The PDF; what is given may change its objects before they are written."""
        pdf = self.objects()
        for change in changes:
            change(pdf)
        output = io.BytesIO()
        pdf.write(output, _VERSION, identifier=True, compress=True)
        return output.getvalue()


class _Images(dict[str, Any]):
    """Pictures that were read, by name, and their data.

    Drawings (SVG) belong to one layout, and one that could not be read is told each time.
    """

    def __setitem__(self, name: str, value: Any) -> None:
        if isinstance(value, bytes | RasterImage):
            super().__setitem__(name, value)


@lru_cache(maxsize=8)  # a theme's logo and an event's pictures, and not those of all events
def _images(_assets: tuple[Asset, ...]) -> _Images:
    """What documents with the same pictures share."""
    return _Images()


class Engine:
    """Lays out documents with one set of fonts, read once."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self._fonts = FontConfiguration()
        self._files = {f"font:{i}": face.path for i, face in enumerate(faces)}
        self._parsed: dict[str, weasyprint.CSS] = {}
        with _errors(Place("fonts")):
            self._css(_font_faces(faces))

    def prepare(self, document: Document, page: Page) -> Callable[[str], Layout]:
        """Read a page once; what is returned lays it out, with one more style sheet each time.

        Raises RenderingError for anything the engine finds fault with, as does the latter.
        """
        with _errors(Place(document.name)):
            html = weasyprint.HTML(
                string=page.html,
                base_url="asset:",
                url_fetcher=_Fetcher(self._files, document.assets),
            )
            styles = [self._css(text) for text in page.styles]
        return lambda extra: self._layout(document, html, [*styles, self._parse(extra)])

    def layout(self, document: Document, page: Page, extra_style: str) -> Layout:
        """Lay out a page with one more style sheet, given as text."""
        return self.prepare(document, page)(extra_style)

    def _layout(
        self, document: Document, html: weasyprint.HTML, styles: Sequence[weasyprint.CSS]
    ) -> Layout:
        with _errors(Place(document.name)):
            laid_out = html.render(
                font_config=self._fonts,
                stylesheets=styles,
                pdf_forms=document.form,
                cache=_images(document.assets),
            )
            trees = [one._page_box for one in laid_out.pages]
        if not any(shows_anything(tree) for tree in trees):
            raise RenderingError(
                Problem(
                    Place(document.name),
                    _("there is nothing on its pages"),
                    _("take back the last change to the template or style sheet"),
                )
            )
        return Layout(
            pages=len(trees),
            free=free_height(trees[-1]),
            too_wide=find_too_wide(trees),
            lines_over=count_lines(trees[document.pages :]) if document.pages else 0,
            blocks=find_blocks(trees),
            laid_out=laid_out,
            objects=lambda: _objects(document, laid_out),
        )

    def _css(self, text: str) -> weasyprint.CSS:
        """A style sheet, parsed once: that takes longer than laying out a page."""
        if text not in self._parsed:
            file = text.file if isinstance(text, StyleSheet) else "styles"
            # a fault raises before the sheet is kept, so that each document meets it
            with _errors(Place(file), text):
                parsed = self._parse(text)
            self._parsed[text] = parsed
        return self._parsed[text]

    def _parse(self, text: str) -> weasyprint.CSS:
        fetcher = _Fetcher(self._files, ())
        return weasyprint.CSS(
            string=text, font_config=self._fonts, url_fetcher=fetcher, base_url="asset:"
        )


def _objects(document: Document, laid_out: Any) -> Any:
    # A viewer shows a PDF/A file read-only, so a form is PDF/UA alone.
    variant = "pdf/ua-1" if document.form else "pdf/a-3a"
    _change, presets = VARIANTS[variant]
    options = {
        **weasyprint.DEFAULT_OPTIONS,
        **presets,
        "pdf_variant": variant,
        "pdf_forms": document.form,
    }
    with _errors(Place(document.name)):
        pdf = generate_pdf(laid_out, None, 1, **options)
    if not document.form:
        declare_pdfua(pdf)
    return pdf


def _font_faces(faces: Sequence[Face]) -> str:
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' src: url("font:{i}"); }}'
        for i, face in enumerate(faces)
    ]
    form = faces.index(regular(faces))
    rules.append(f'@font-face {{ font-family: "{FORM_FONT}"; src: url("font:{form}"); }}')
    return "\n".join(rules)


class _Fetcher(URLFetcher):  # type: ignore[misc]  # the engine has no types
    """Hands out fonts and a document's assets by name, and refuses everything else."""

    def __init__(self, files: Mapping[str, Any], assets: Sequence[Asset]) -> None:
        super().__init__()
        self._files = files
        self._assets = {asset.name: asset for asset in assets}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url in self._files:
            return URLFetcherResponse(url, self._files[url].read_bytes())
        asset = self._assets.get(url.removeprefix("asset:").lstrip("/"))
        if asset is not None:
            return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})
        raise FatalURLFetchingError(_("{url} is not part of the document").format(url=url[:200]))


class Faults(logging.Handler):
    """Keeps what the engine logs as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if (message := record.getMessage()) not in self.messages:
            self.messages.append(message)


@contextmanager
def listening() -> Iterator[Faults]:
    """Hear what the engine finds fault with."""
    faults = Faults()
    _log.addHandler(faults)
    try:
        yield faults
    finally:
        _log.removeHandler(faults)


@contextmanager
def _errors(place: Place, sheet: str | None = None) -> Iterator[None]:
    """Turn what the engine logs or raises into a RenderingError with a remedy.

    With the text of a style sheet, the place becomes that of each fault in it.
    """
    try:
        with listening() as faults:
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
        # of a style sheet alone: whatever the engine raises, it is the sheet's fault
        raise RenderingError(
            Problem(
                place,
                _("the style sheet cannot be read"),
                _("take back the last change to the template or style sheet"),
            )
        ) from None
    if faults.messages:
        raise RenderingError(
            dict.fromkeys(explained(line, place, sheet) for line in faults.messages)
        )
