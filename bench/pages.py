"""The input of the peers: pages of Handzettel as HTML, and their text as values for Typst.

The HTML is what Handzettel lays out. The font sizes that fit the page and the font files
are written into it, so that a peer does not have to look for them. The values for Typst are
read from that HTML, so that the text is the same on all sides.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from lxml import html as parser  # type: ignore[import-untyped]  # it has no types

from reports import shipped_folder
from reports.content.recipients import WorkspaceIds, read_recipients
from reports.content.workspace import Content, load
from reports.documents.document import Document
from reports.documents.summary import summary
from reports.mail.mailing import Mailing
from reports.render.font_faces import Face, all_faces
from reports.render.page_fitting import fit, style
from reports.render.templates import Writer

DAY = dt.date(2026, 12, 1)
"""The day that counts as today in every measurement."""

ALIKE = 0.02
"""The share by which the length of a peer's text may differ from ours.

The words have to be the same.
"""

Values = dict[str, Any]
_SETTING = re.compile(r"--(size|space|extra): ([0-9.]+)")
_SHOWN = re.compile(r"nth-child\(-n\+(\d+)\)")


@dataclass(frozen=True)
class Source:
    """A document for the peers: a complete HTML page, and the values for its Typst template."""

    html: str
    values: Values


@dataclass
class Sample:
    """The shipped sample, and the font faces its pages are set in."""

    content: Content
    faces: tuple[Face, ...]

    @classmethod
    def load(cls, cache: Path) -> Sample:
        """Load the sample. Font faces are taken from the folder ``cache``, or cut and put there."""
        content = load(shipped_folder("data"))
        return cls(content, all_faces(content.theme, ("de",), cache=cache))

    # --- documents ----------------------------------------------------------

    def summary(self, number: int) -> Source:
        """Return the summary of the policy area with a number."""
        (resolution,) = self.content.resolutions
        area = next(area for area in resolution.areas if area.number == number)
        document = summary(self.content, resolution, area, DAY)
        sizes_css = self._fitting_style(document)
        text = self.html(document, sizes_css)
        return Source(text, {**self._common(document, sizes_css), **_summary(text)})

    def letters(self, count: int) -> list[Document]:
        """Return the sample's cover letter to each of ``count`` invented people."""
        settings = self.content.settings
        campaign = self.content.campaigns["parteitag"]
        sender = campaign.sender or settings.mail.sender
        assert sender is not None
        mailing = Mailing(self.content, "parteitag", campaign, sender, DAY)
        ids = WorkspaceIds([], [addressee.id for addressee in self.content.addressees], [])
        people = read_recipients(people_csv(count).encode(), None, ids).people
        return [mailing.letter(parcel) for parcel in mailing.parcels(people)]

    def letter(self, document: Document) -> Source:
        """Return a letter in its first size and spacing, without fitting it to the page."""
        sizes_css = style(document.fit.sizes[0], document.fit.spaces[0])
        text = self.html(document, sizes_css)
        return Source(text, {**self._common(document, sizes_css), **_letter(text)})

    def html(self, document: Document, sizes_css: str) -> str:
        """Return a document as one HTML file that contains its font faces and sizes."""
        page = Writer(self.content.root).write(document)
        return standalone(page.standalone(), self.faces, sizes_css)

    def _fitting_style(self, document: Document) -> str:
        """Return the sizes in which a document keeps to its number of pages, as a style sheet."""
        from reports.render.engine import Engine

        engine = Engine(self.faces)
        page = Writer(self.content.root).write(document)
        tried = []

        def lay_out(sizes_css: str) -> Any:
            layout = engine.layout(document, page, sizes_css)
            tried.append((layout, sizes_css))
            return layout

        best = fit(document, lay_out)
        return next(sizes_css for layout, sizes_css in tried if layout is best)

    def _common(self, document: Document, sizes_css: str) -> Values:
        """Return the values that summary and letter share: metadata, colours and sizes."""
        notes = _SHOWN.search(sizes_css)
        return {
            "title": document.title,
            "author": document.author,
            "colour": document.theme.colour,
            "tint": document.theme.tint,
            "notes": int(notes[1]) if notes else 0,
            **{name: float(value) for name, value in _SETTING.findall(sizes_css)},
        }


def standalone(text: str, faces: Sequence[Face], sizes_css: str) -> str:
    """Return an HTML page with rules for its font faces and the style sheet ``sizes_css``."""
    rules = "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' src: url("{face.path.as_uri()}"); }}'
        for face in faces
    )
    return text.replace("</head>", f"<style>\n{rules}\n{sizes_css}</style>\n</head>", 1)


def people_csv(count: int) -> str:
    """Return a CSV file with invented delegates; all names and e-mail addresses are different."""
    first = ("Erika", "Max", "Petra", "Moritz", "Kim", "Oksana", "Paul", "Lena", "Otto", "Jörg")
    last = ("Muster", "Beispiel", "Probe", "Mustermann", "Beispielhauser", "Musterfrau", "Vorbild")
    words = ("genossin", "genosse", "frau", "herr")
    rows = ["email;salutation;first_name;last_name;roles;addressees;street;postcode;city"]
    for n in range(count):
        name = f"{first[n % 10]};{last[n % 7]}-{_syllables(n)}"
        home = f"Musterstraße {n % 180 + 1};{4103 + 2 * (n % 60):05};Leipzig"
        rows.append(f"person-{n}@example.org;{words[n % 4]};{name};delegierte;;{home}")
    return "\n".join(rows) + "\n"


def _syllables(number: int) -> str:
    """Return a number as a word that one can speak: 0 is Ba, 1 is Be."""
    syllables = ("ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "la", "le", "li")
    word = ""
    while True:
        number, rest = divmod(number, len(syllables))
        word += syllables[rest]
        if number == 0:
            return word.capitalize()


def count_letters_and_digits(path: Path) -> int:
    """Return how many letters and digits a PDF has; spaces, hyphens and signs do not count."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        texts = (page.get_textpage().get_text_range() for page in pdf)
        return sum(char.isalnum() for text in texts for char in text)
    finally:
        pdf.close()


def page_count(path: Path) -> int:
    """Return how many pages a PDF has."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return len(pdf)
    finally:
        pdf.close()


def length_differences(path: Path, others: Iterable[Path]) -> list[str]:
    """Return a sentence for each PDF whose text is longer or shorter than a file's.

    Differences up to the share ``ALIKE`` do not count.
    """
    expected = count_letters_and_digits(path)
    counts = {other: count_letters_and_digits(other) for other in others}
    return [
        f"{other.name} has {count} letters and digits, {path.name} {expected}"
        for other, count in counts.items()
        if abs(count / expected - 1) > ALIKE
    ]


# --- values from the HTML ---------------------------------------------------


def text_of(element: Any) -> str:
    """Return an element's text with runs of white space as one space; "" for None.

    Narrow and no-break spaces stay as they are.
    """
    text = "".join(element.itertext()) if element is not None else ""
    return re.sub(r"[ \t\n\r]+", " ", text).strip(" ")


def by_class(element: Any, name: str) -> Iterator[Any]:
    """Yield the descendants of an element that have a class, in document order."""
    yield from element.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")


def first_by_class(element: Any, name: str) -> Any:
    """Return the first descendant of an element that has a class, or None."""
    return next(by_class(element, name), None)


def addressee_values(element: Any) -> list[dict[str, str]]:
    """Return the addressees of a measure: the name in bold print, and the text after it."""
    entries = []
    for addressee in by_class(element, "asked"):
        name = text_of(addressee.find("b"))
        entries.append({"bold": name, "rest": text_of(addressee)[len(name) :].strip(" ")})
    return entries


def measure_values(element: Any) -> Values:
    """Return the values of a measure in a summary or a book."""
    title, body = first_by_class(element, "title"), first_by_class(element, "body")
    number = text_of(first_by_class(title, "number"))
    partners = text_of(first_by_class(body, "partners"))
    return {
        "number": number,
        "title": text_of(title)[len(number) :].strip(" "),
        "body": text_of(body).removesuffix(partners).strip(" "),
        "partners": partners,
        "more": text_of(first_by_class(element, "more")),
        "lines": text_of(first_by_class(element, "lines")),
        "asked": addressee_values(element),
        "part": bool({"part", "part-of"} & set(element.get("class").split())),
    }


def _summary(text: str) -> Values:
    """Return the values of a summary's HTML."""
    page = parser.fromstring(text)
    matrix = first_by_class(page, "called")
    return {
        "foot": [
            text_of(first_by_class(page, "source")),
            text_of(first_by_class(page, "reference")),
        ],
        "kicker": text_of(first_by_class(page, "kicker")),
        "numeral": text_of(first_by_class(page, "numeral")),
        "heading": text_of(page.find(".//h1")),
        "lead": text_of(first_by_class(page, "lead")),
        "figures": [
            {
                "value": text_of(figure[0]),
                "text": text_of(figure)[len(text_of(figure[0])) :].strip(" "),
            }
            for figure in page.xpath("//*[@class='figures']/li")
        ],
        "measures": [measure_values(measure) for measure in by_class(page, "measure")],
        "called": {
            "head": [text_of(cell) for cell in matrix.findall(".//thead/tr/th")],
            "rows": [[text_of(cell) for cell in row] for row in matrix.findall(".//tbody/tr")],
            "legend": text_of(first_by_class(matrix, "legend")),
        },
        "notes-title": text_of(next(by_class(page, "notes")).find("h2")),
    }


def _letter(text: str) -> Values:
    """Return the values of a letter's HTML."""
    page = parser.fromstring(text)
    foot = [text_of(line) for line in page.findall(".//footer/p")]
    organisation = text_of(first_by_class(page, "organisation"))
    side = [text_of(line) for line in first_by_class(page, "from").findall("p")]
    enclosed = first_by_class(page, "enclosures")
    return {
        "organisation": organisation,
        "url": foot[0].removeprefix(organisation),
        "publisher": "".join(foot[1:]),
        "return": text_of(first_by_class(page, "return")),
        "address": [text_of(line) for line in by_class(first_by_class(page, "to"), "name")],
        "sender": side[:2],
        "from": side[2:],
        "subject": text_of(page.find(".//h1")),
        "body": [list(_inline(paragraph)) for paragraph in first_by_class(page, "text")],
        "enclosed": text_of(enclosed.find("h2")) if enclosed is not None else "",
        "enclosures": [text_of(entry) for entry in enclosed.findall(".//li")]
        if enclosed is not None
        else [],
    }


def _inline(paragraph: Any) -> Iterator[str | list[str]]:
    """Yield the text of a paragraph, with ``[tag, text]`` for marked text and line breaks."""

    def plain(text: str | None) -> Iterator[str]:
        if text:
            yield re.sub(r"[ \t\n\r]+", " ", text)

    yield from plain(paragraph.text)
    for child in paragraph:
        yield ["break", ""] if child.tag == "br" else [child.tag, text_of(child)]
        yield from plain((child.tail or "").lstrip() if child.tag == "br" else child.tail)
