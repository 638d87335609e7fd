"""The same pages for everybody: what Handzettel prints, as HTML and as values for Typst.

The HTML is Handzettel's own, with the sizes it came to on the page and the faces it
uses, so that a peer need not find them. The values for Typst are read out of that HTML
word by word: whatever else differs, the text is the same.
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

from reports import room
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
"""By which share the peers' texts may differ in length; they may not in words."""

Values = dict[str, Any]
_SETTING = re.compile(r"--(size|space|extra): ([0-9.]+)")
_SHOWN = re.compile(r"nth-child\(-n\+(\d+)\)")


@dataclass(frozen=True)
class Source:
    """A document for the peers: whole HTML, and the values its Typst version takes."""

    html: str
    values: Values


@dataclass
class Sample:
    """The shipped sample, and the faces its pages are set in."""

    content: Content
    faces: tuple[Face, ...]

    @classmethod
    def load(cls, cache: Path) -> Sample:
        """Read it; the faces come from a cache folder, or are made there."""
        content = load(room("data"))
        return cls(content, all_faces(content.theme, ("de",), cache))

    # --- documents ----------------------------------------------------------

    def summary(self, number: int) -> Source:
        """The page of one Bereich."""
        (resolution,) = self.content.resolutions
        area = next(one for one in resolution.areas if one.number == number)
        document = summary(self.content, resolution, area, DAY)
        setting = self._fitted(document)
        text = self.html(document, setting)
        return Source(text, {**self._common(document, setting), **_summary(text)})

    def letters(self, count: int) -> list[Document]:
        """The sample's cover letter to so many people."""
        settings = self.content.settings
        campaign = self.content.campaigns["parteitag"]
        sender = campaign.sender or settings.mail.sender
        assert sender is not None
        mailing = Mailing(self.content, "parteitag", campaign, sender, DAY)
        known = WorkspaceIds([], [one.id for one in self.content.addressees], [])
        people = read_recipients(people_csv(count).encode(), None, known).people
        return [mailing.letter(parcel) for parcel in mailing.parcels(people)]

    def letter(self, document: Document) -> Source:
        setting = style(document.fit.sizes[0], document.fit.spaces[0])
        text = self.html(document, setting)
        return Source(text, {**self._common(document, setting), **_letter(text)})

    def html(self, document: Document, setting: str) -> str:
        """A document as one HTML file that brings its faces and its sizes."""
        page = Writer(self.content.root).write(document)
        return standalone(page.standalone(), self.faces, setting)

    def _fitted(self, document: Document) -> str:
        """The sizes that bring a document to its page, as a style sheet."""
        from reports.render.engine import Engine

        engine = Engine(self.faces)
        page = Writer(self.content.root).write(document)
        tried = []

        def lay_out(setting: str) -> Any:
            made = engine.layout(document, page, setting)
            tried.append((made, setting))
            return made

        best = fit(document, lay_out)
        return next(setting for made, setting in tried if made is best)

    def _common(self, document: Document, setting: str) -> Values:
        notes = _SHOWN.search(setting)
        return {
            "title": document.title,
            "author": document.author,
            "colour": document.theme.colour,
            "tint": document.theme.tint,
            "notes": int(notes[1]) if notes else 0,
            **{name: float(value) for name, value in _SETTING.findall(setting)},
        }


def standalone(text: str, faces: Sequence[Face], setting: str) -> str:
    """Whole HTML that brings the faces it is set in, and sizes that were found for it."""
    rules = "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' src: url("{face.path.as_uri()}"); }}'
        for face in faces
    )
    return text.replace("</head>", f"<style>\n{rules}\n{setting}</style>\n</head>", 1)


def people_csv(count: int) -> str:
    """A list of made-up delegates, each with a name and an address of their own."""
    first = ("Erika", "Max", "Petra", "Moritz", "Kim", "Oksana", "Paul", "Lena", "Otto", "Jörg")
    last = ("Muster", "Beispiel", "Probe", "Mustermann", "Beispielhauser", "Musterfrau", "Vorbild")
    words = ("genossin", "genosse", "frau", "herr")
    rows = ["email;salutation;first_name;last_name;roles;addressees;street;postcode;city"]
    for n in range(count):
        name = f"{first[n % 10]};{last[n % 7]}-{_letters(n)}"
        home = f"Musterstraße {n % 180 + 1};{4103 + 2 * (n % 60):05};Leipzig"
        rows.append(f"person-{n}@example.org;{words[n % 4]};{name};delegierte;;{home}")
    return "\n".join(rows) + "\n"


def _letters(number: int) -> str:
    """A number as a word: 0 is Ba, 1 is Be."""
    syllables = ("ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "la", "le", "li")
    word = ""
    while True:
        number, rest = divmod(number, len(syllables))
        word += syllables[rest]
        if number == 0:
            return word.capitalize()


def letters_and_digits(path: Path) -> int:
    """How many a PDF has, whatever lines and hyphens they are set in."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        texts = (page.get_textpage().get_text_range() for page in pdf)
        return sum(char.isalnum() for text in texts for char in text)
    finally:
        pdf.close()


def pages(path: Path) -> int:
    """How many pages a PDF has."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return len(pdf)
    finally:
        pdf.close()


def not_alike(path: Path, others: Iterable[Path]) -> list[str]:
    """The files whose text is not as long as a file's, give or take two in a hundred."""
    own = letters_and_digits(path)
    found = {other: letters_and_digits(other) for other in others}
    return [
        f"{other.name} has {count} letters and digits, {path.name} {own}"
        for other, count in found.items()
        if abs(count / own - 1) > ALIKE
    ]


# --- out of the HTML --------------------------------------------------------


def words(element: Any) -> str:
    """An element's text as it is read: white space in one, the narrow and fixed kept."""
    text = "".join(element.itertext()) if element is not None else ""
    return re.sub(r"[ \t\n\r]+", " ", text).strip(" ")


def found(element: Any, name: str) -> Iterator[Any]:
    """The elements of a class within another, in their order."""
    yield from element.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")


def one_of(element: Any, name: str) -> Any:
    return next(found(element, name), None)


def asked_of(element: Any) -> list[dict[str, str]]:
    """Who is asked, the name apart where it stands out."""
    entries = []
    for asked in found(element, "asked"):
        bold = asked.find("b")
        name = words(bold)
        entries.append({"bold": name, "rest": words(asked)[len(name) :].strip(" ")})
    return entries


def measure_of(element: Any) -> Values:
    """A measure of a summary or of a book."""
    title, body = one_of(element, "title"), one_of(element, "body")
    number, partners = words(one_of(title, "number")), words(one_of(body, "partners"))
    return {
        "number": number,
        "title": words(title)[len(number) :].strip(" "),
        "body": words(body).removesuffix(partners).strip(" "),
        "partners": partners,
        "more": words(one_of(element, "more")),
        "lines": words(one_of(element, "lines")),
        "asked": asked_of(element),
        "part": bool({"part", "part-of"} & set(element.get("class").split())),
    }


def _summary(text: str) -> Values:
    page = parser.fromstring(text)
    called = one_of(page, "called")
    return {
        "foot": [words(one_of(page, "source")), words(one_of(page, "reference"))],
        "kicker": words(one_of(page, "kicker")),
        "numeral": words(one_of(page, "numeral")),
        "heading": words(page.find(".//h1")),
        "lead": words(one_of(page, "lead")),
        "figures": [
            {"value": words(one[0]), "text": words(one)[len(words(one[0])) :].strip(" ")}
            for one in page.xpath("//*[@class='figures']/li")
        ],
        "measures": [measure_of(one) for one in found(page, "measure")],
        "called": {
            "head": [words(one) for one in called.findall(".//thead/tr/th")],
            "rows": [[words(one) for one in row] for row in called.findall(".//tbody/tr")],
            "legend": words(one_of(called, "legend")),
        },
        "notes-title": words(next(found(page, "notes")).find("h2")),
    }


def _letter(text: str) -> Values:
    page = parser.fromstring(text)
    foot = [words(one) for one in page.findall(".//footer/p")]
    organisation = words(one_of(page, "organisation"))
    side = [words(one) for one in one_of(page, "from").findall("p")]
    enclosed = one_of(page, "enclosures")
    return {
        "organisation": organisation,
        "url": foot[0].removeprefix(organisation),
        "publisher": "".join(foot[1:]),
        "return": words(one_of(page, "return")),
        "address": [words(one) for one in found(one_of(page, "to"), "name")],
        "sender": side[:2],
        "from": side[2:],
        "subject": words(page.find(".//h1")),
        "body": [list(_inline(one)) for one in one_of(page, "text")],
        "enclosed": words(enclosed.find("h2")) if enclosed is not None else "",
        "enclosures": [words(one) for one in enclosed.findall(".//li")]
        if enclosed is not None
        else [],
    }


def _inline(paragraph: Any) -> Iterator[str | list[str]]:
    """The text of a paragraph with what is strong in it, and its line ends."""

    def plain(text: str | None) -> Iterator[str]:
        if text:
            yield re.sub(r"[ \t\n\r]+", " ", text)

    yield from plain(paragraph.text)
    for child in paragraph:
        yield ["break", ""] if child.tag == "br" else [child.tag, words(child)]
        yield from plain((child.tail or "").lstrip() if child.tag == "br" else child.tail)
