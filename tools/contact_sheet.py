"""Draw contact sheets of flyers: each design in all formats, with short, ordinary and long texts.

    python tools/contact_sheet.py [--out FOLDER] [--lang CODE] [--light] [DESIGN …]

Each design gets one picture, DESIGN.png: a column for each format of pages and of pictures for
social networks, a row for each text. Below each stands what it is; what was refused stands as
its message. The designs with a photo get one, and one more sheet without it, DESIGN-drawn.png.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import io
import os
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from reports.build.builder import Failed, Made, make
from reports.commands.options import cache_folder
from reports.content.event import Event
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.flyer import FORMATS, flyer
from reports.documents.flyer_designs import DISPLAY_DESIGNS
from reports.documents.social_pictures import PICTURES, social_picture
from tests.documents.test_languages import TEXTS
from tests.support.factories import processes, sample
from tests.support.invitations import invitations, light, with_photo

DESIGNS = sorted(DISPLAY_DESIGNS | {"plain"})
WITH_PHOTO = ("photo", "photo-page")

DAY = dt.date(2026, 10, 1)
"""The day that counts as today: before all three events."""

HEIGHT = 420
"""Pixels of the height of a page: titles and facts can be read, the rest is texture."""

CAPTION = 26
MARGIN = 14
GROUND = "#8a8a8a"


def main() -> None:
    """Draw the sheets that are asked for and print their names."""
    parser = argparse.ArgumentParser(description="Draw contact sheets of flyers.")
    parser.add_argument("designs", nargs="*", metavar="DESIGN")
    parser.add_argument("--out", type=Path, default=Path("out/contact-sheets"))
    parser.add_argument("--lang", default="de", choices=list(TEXTS))
    parser.add_argument("--light", action="store_true", help="light on ink")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for design in options.designs or DESIGNS:
        for has_photo in (True, False) if design in WITH_PHOTO else (False,):
            name = f"{design}-drawn" if design in WITH_PHOTO and not has_photo else design
            path = options.out / f"{name}.png"
            sheet = contact_sheet(design, options.lang, has_photo=has_photo, is_light=options.light)
            sheet.save(path)
            print(path)


def contact_sheet(design: str, language: str, *, has_photo: bool, is_light: bool) -> Image.Image:
    """Return the sheet of one design."""
    rows = list(_rows(design, language, has_photo=has_photo, is_light=is_light))
    widths = [max(cell.width for cell in column) for column in zip(*rows, strict=True)]
    width = sum(widths) + MARGIN * (len(widths) + 1)
    sheet = Image.new("RGB", (width, (HEIGHT + CAPTION) * len(rows) + MARGIN), GROUND)
    for number, row in enumerate(rows):
        x = MARGIN
        for cell, room in zip(row, widths, strict=True):
            sheet.paste(cell, (x, MARGIN + number * (HEIGHT + CAPTION)))
            x += room + MARGIN
    return sheet


def _rows(
    design: str, language: str, *, has_photo: bool, is_light: bool
) -> Iterator[list[Image.Image]]:
    """Yield the pages of each of the three texts, drawn with what they are below."""
    with processes(os.cpu_count() or 1, seconds=120) as pool:
        for kind, invitation in invitations().items():
            content, event = _prepared(invitation, design, language, has_photo=has_photo)
            if is_light:
                content = light(content)
            documents = list(_documents(content, event, language))
            results = make(content, documents, cache_folder(), executor=pool)
            yield [
                _captioned(_drawn(result), f"{document.format.name}, {kind}")
                for document, result in zip(documents, results, strict=True)
            ]


def _prepared(
    event: Event, design: str, language: str, *, has_photo: bool
) -> tuple[Content, Event]:
    """Return an event in a design and a language, and a content that has it."""
    event = event.model_copy(update={"design": design})
    if language not in event.texts:
        event = event.model_copy(update={"texts": {language: TEXTS[language]}})
    content = dataclasses.replace(sample(), events=(event,))
    return with_photo(content, event) if has_photo else (content, event)


def _documents(content: Content, event: Event, language: str) -> Iterator[Document]:
    """Yield the pages and the pictures of an event in all formats."""
    for leaflet in FORMATS.values():
        yield flyer(content, event, language, DAY, leaflet)
    for picture in PICTURES.values():
        yield social_picture(content, event, language, DAY, picture)


def _drawn(result: Made | Failed) -> Image.Image:
    """Return the pages of a document side by side, or the message that it was refused with."""
    if isinstance(result, Failed):
        refused = Image.new("RGB", (round(HEIGHT * 0.7), HEIGHT), "#f3d9d9")
        message = "\n".join(textwrap.wrap(str(result.error), 34))
        ImageDraw.Draw(refused).text((10, 10), message, "black", ImageFont.load_default(14))
        return refused
    if result.document.format.pixels:
        picture = Image.open(io.BytesIO(result.pdf)).convert("RGB")
        return picture.resize((round(picture.width * HEIGHT / picture.height), HEIGHT))
    with pypdfium2.PdfDocument(result.pdf) as document:
        pages = [
            page.render(scale=HEIGHT / page.get_height()).to_pil().convert("RGB")
            for page in document
        ]
    return _beside(pages)


def _beside(pages: Sequence[Image.Image]) -> Image.Image:
    """Return pages side by side."""
    joined = Image.new("RGB", (sum(page.width + 4 for page in pages) - 4, HEIGHT), GROUND)
    x = 0
    for page in pages:
        joined.paste(page, (x, 0))
        x += page.width + 4
    return joined


def _captioned(page: Image.Image, caption: str) -> Image.Image:
    """Return a page with a caption below it."""
    cell = Image.new("RGB", (page.width, HEIGHT + CAPTION), GROUND)
    cell.paste(page, (0, 0))
    ImageDraw.Draw(cell).text((0, HEIGHT + 4), caption, "white", ImageFont.load_default(15))
    return cell


if __name__ == "__main__":
    main()
