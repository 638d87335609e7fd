"""Compose motions with outlines and lists of all kinds, together with their truth.

`tests.support.outline_printing` prints them as files. What a person could not tell from the
printed file is not drawn, such as a paragraph behind a numbered point that may belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from tests.support.outline_words import (
    BODIES,
    HEADINGS,
    PLAIN,
    REASONS,
    TITLES,
    WISHES,
    AskedWords,
    Wish,
)

BULLETS = ("-", "–", "•", "*", "o")
POINTS = ("1.", "1)", "(1)", "a)", "a.", "I.", "A)", "§ 1", "Erstens,", "Erstens:", *BULLETS, "")
"""How the points of a list are marked; "" for lines of their own."""
AREAS = {
    "1.": ("1.1", "1.1.", "a)", ""),
    "1": ("1.1", ""),
    "I.": ("1.", "A.", ""),
    "A.": ("I.", "1.", ""),
    "A)": ("1.", "1)", ""),
    "§ 1": ("",),
    "Handlungsfeld 1:": ("1.1", "Maßnahme 1:", "1.", ""),
    "Handlungsfeld 1": ("1.1", "Maßnahme 1:", ""),
    "Kapitel I –": ("1.", "A.", ""),
    "Kapitel 1.": ("1.1", ""),
    "": (),
}
"""How headings are numbered, and those of the measures in them."""
SHAPES = (
    "list",
    "lists in areas",
    "titled",
    "titled in areas",
    "run-in",
    "prose",
    "nested",
    "deep",
)
FORMATS = ("txt", "md", "docx", "pdf")
ORDINALS = ("Erstens", "Zweitens", "Drittens", "Viertens", "Fünftens", "Sechstens", "Siebtens")
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")


class PieceKind(StrEnum):
    """What a paragraph of a generated motion is."""

    TITLE = "title"
    FORMULA = "formula"
    HEADING = "heading"
    TEXT = "text"
    OPENING = "opening"
    POINT = "point"
    MORE = "more"
    """A further paragraph of a point."""
    DEMAND = "demand"
    REASONS_HEADING = "reasons heading"
    REASONS = "reasons"


@dataclass(frozen=True)
class OutlinePiece:
    """A paragraph as it is to be printed."""

    kind: PieceKind
    text: str
    marker: str = ""
    """As printed: "1.", "•", "Handlungsfeld 1:"."""
    depth: int = 0
    """Of a heading its level, from 1; of a point how many it stands in."""
    run_in: str = ""
    """A title with its sign that stands before the text, and is bold where type can be."""


@dataclass(frozen=True)
class TrueDemand:
    """A measure as it should be read."""

    scheme: str
    """How it is marked, for the message: "a)", "titled 1.1"."""
    number: str
    title: str
    wording: str
    addressee: str


@dataclass(frozen=True)
class OutlineLayout:
    """How a motion is printed."""

    format: str
    indents: str
    """"flush", "hanging" or "first": where the lines of a point begin."""
    are_points_apart: bool
    """Whether an empty line parts the points of a list."""
    is_opening_apart: bool
    """Whether an empty line follows on the sentence that opens a list."""
    is_heading_apart: bool
    width: int
    divides: bool
    numbers: str
    """Printed line numbers: "" for none, "lines" or "all" with empty ones."""
    page: int
    """Lines of a page; 0 for one without end."""
    is_bold: bool
    """Whether headings without a style are bold."""
    typed: bool
    """Whether marks of points are typed, where the format has lists."""


@dataclass(frozen=True)
class OutlineDocument:
    """A motion with its truth, before it is printed."""

    seed: int
    shape: str
    layout: OutlineLayout
    pieces: tuple[OutlinePiece, ...]
    measures: tuple[TrueDemand, ...]
    features: frozenset[str]
    """What was drawn: "shape: titled", "points: a)", "opening: noun without colon"."""


def draw_layout(random: Random, format_: str) -> OutlineLayout:
    """Draw how a motion is printed."""
    apart = random.random() < 0.5
    return OutlineLayout(
        format_,
        random.choice(("flush", "hanging", "first")),
        are_points_apart=apart,
        is_opening_apart=apart or random.random() < 0.6,
        is_heading_apart=random.random() < 0.6,
        width=random.choice((60, 72, 88)),
        divides=random.random() < 0.5,
        numbers=random.choice(("", "", "lines", "all")) if format_ == "txt" else "",
        page=random.choice((0, 0, 24, 31)) if format_ == "txt" else 0,
        is_bold=random.random() < 0.6,
        typed=random.random() < 0.5,
    )


def compose_outline(seed: int, format_: str = "") -> OutlineDocument:
    """Compose a motion; the same seed always makes the same one."""
    random = Random(seed)
    shape = SHAPES[seed % len(SHAPES)]
    layout = draw_layout(random, format_ or FORMATS[seed // len(SHAPES) % len(FORMATS)])
    return _Composer(random, shape, layout).document(seed)


def numbered(scheme: str, value: int, parent: str = "") -> tuple[str, str]:
    """Return a mark as printed and the number in it."""
    if scheme in BULLETS or not scheme:
        return scheme, ""
    if scheme.startswith("Erstens"):
        return ORDINALS[value - 1] + scheme[-1], ORDINALS[value - 1]
    if scheme.startswith("1.1"):
        label = f"{parent}.{value}"
        return scheme.replace("1.1", label), label
    if scheme == "§ 1":
        return f"§ {value}", f"§ {value}"
    word, _space, form = scheme.rpartition(" ") if scheme[0].isupper() else ("", "", scheme)
    if scheme.endswith(" –"):
        word, _space, form = scheme.removesuffix(" –").rpartition(" ")
        return f"{word} {ROMAN[value]} –", ROMAN[value]
    sign = next(sign for sign in form if sign.isalnum())
    label = {"1": str(value), "a": chr(96 + value), "A": chr(64 + value), "I": ROMAN[value]}[sign]
    return f"{word} {form.replace(sign, label)}".strip(), label


@dataclass
class _Composer:
    """Composes the paragraphs of a motion and its truth."""

    random: Random
    shape: str
    layout: OutlineLayout
    pieces: list[OutlinePiece] = field(default_factory=list)
    measures: list[TrueDemand] = field(default_factory=list)
    features: set[str] = field(default_factory=set)

    def document(self, seed: int) -> OutlineDocument:
        """Compose the whole motion."""
        random, layout = self.random, self.layout
        self.wishes = random.sample(WISHES, len(WISHES))
        self.plain = random.sample(PLAIN, len(PLAIN))
        self.headings = random.sample(HEADINGS, len(HEADINGS))
        self.scheme = self._draw_points()
        self._add(PieceKind.TITLE, random.choice(TITLES))
        if random.random() < 0.3:
            self._note("formula")
            self._add(PieceKind.FORMULA, "Der Landesparteitag möge beschließen:")
        {
            "list": self._lists, "lists in areas": self._lists_in_areas,
            "titled": self._titled, "titled in areas": self._titled_in_areas,
            "run-in": self._run_in, "prose": self._prose, "nested": self._nested,
            "deep": self._deep,
        }[self.shape]()  # fmt: skip
        if random.random() < 0.5:
            self._reasons()
        self._note(
            f"shape: {self.shape}", f"format: {layout.format}", f"{layout.format} {layout.indents}",
            f"{layout.format} points {'apart' if layout.are_points_apart else 'close'}",
            f"{layout.format} headings {'apart' if layout.is_heading_apart else 'close'}",
        )  # fmt: skip
        if layout.numbers or layout.page:
            self._note("line numbers" if layout.numbers else "pages")
        return OutlineDocument(
            *(seed, self.shape, layout, tuple(self.pieces), tuple(self.measures)),
            frozenset(self.features),
        )

    def _note(self, *features: str) -> None:
        self.features.update(features)

    def _add(
        self, kind: PieceKind, text: str, marker: str = "", depth: int = 0, run_in: str = ""
    ) -> None:
        self.pieces.append(OutlinePiece(kind, text, marker, depth, run_in))

    def _draw_points(self) -> str:
        schemes = [scheme for scheme in POINTS if self.layout.format != "md" or scheme != "o"]
        return self.random.choice(schemes)

    def _wish(self) -> Wish:
        return self.wishes.pop()

    def _texts(self, least: int = 0, most: int = 2) -> Iterator[str]:
        for _paragraph in range(self.random.randint(least, most)):
            count = self.random.randint(1, 3)
            self.random.shuffle(self.plain)
            yield " ".join(self.plain[:count])

    def _introduction(self, least: int = 0, most: int = 2) -> None:
        for text in self._texts(least, most):
            self._add(PieceKind.TEXT, text)

    # --- lists ---

    def _lists(self) -> None:
        self._introduction()
        self._list()
        if self.random.random() < 0.3:
            self._note("two lists")
            self._list(further=True)
        self._after_list()

    def _after_list(self) -> None:
        """Write a paragraph behind a list, where the print tells it from the last point."""
        marks = self.scheme in BULLETS or (
            bool(self.scheme) and self.layout.format in ("txt", "pdf") and self.is_hanging
        )
        if marks and self.random.random() < 0.4:
            self._note("text behind a list")
            self._add(PieceKind.TEXT, next(self._texts(1, 1)))

    @property
    def is_hanging(self) -> bool:
        """Whether the later lines of a point stand further in than the text."""
        return self.layout.indents == "hanging"

    def _opening(self, *, further: bool) -> tuple[str, str, str]:
        """Return an opening sentence, the form of its points, and whom it asks."""
        random = self.random
        body: AskedWords = random.choice(BODIES)
        form = random.choice(("noun", "infinitive", "clause", "sentence"))
        if not self.scheme:
            form = "noun"
        if self.scheme in ("§ 1", "Erstens:", "Erstens,"):
            form = "sentence"
        begin = random.choice(("Außerdem", "Darüber hinaus")) if further else (
            random.choice(("", "Deshalb", "Daher"))
        )  # fmt: skip
        name, text = self._sentence(form, begin, body)
        colon = form == "sentence" or not self.scheme or random.random() < 0.7
        text = text.rstrip(",") + ":" if colon else text
        self._note(f"opening: {form} {'with' if colon else 'without'} colon")
        return text, form, name

    def _sentence(self, form: str, begin: str, body: AskedWords) -> tuple[str, str]:
        """Return whom an opening sentence asks, and the sentence without its sign."""
        we = f"{begin} {{}} wir" if begin else "Wir {}"
        nominative = body.nominative[0].upper() + body.nominative[1:]
        if form == "infinitive":
            choices = [
                (body.name, we.format("fordern") + f" {body.accusative} auf,"),
                (body.name, f"{nominative} wird aufgefordert,"),
                (body.name, f"{nominative} wird gebeten,"),
                (body.name, we.format("fordern") + f" {body.accusative} dazu auf,"),
            ]
        elif form == "noun":
            choices = [
                ("", we.format("fordern")),
                (body.name, we.format("fordern") + f" von {body.dative}"),
                ("", we.format("setzen") + " uns ein für"),
                (body.name, f"{nominative} setzt sich ein für"),
            ]
        elif form == "clause":
            choices = [
                ("", we.format("fordern") + ","),
                (body.name, we.format("erwarten") + f" von {body.dative},"),
                ("", we.format("setzen") + " uns dafür ein,"),
            ]
        else:
            choices = [
                ("", we.format("fordern")),
                ("", "Wir fordern deshalb"),
                (body.name, we.format("fordern") + f" von {body.dative}"),
                ("", we.format("setzen") + " uns für folgende Ziele ein"),
            ]
        return self.random.choice(choices)

    def _list(self, *, further: bool = False, scheme: str | None = None) -> None:
        """Write a list with its opening sentence."""
        scheme = self.scheme if scheme is None else scheme
        opening, form, name = self._opening(further=further)
        self._note(f"points: {scheme or 'none'}")
        self._add(PieceKind.OPENING, opening)
        texts = [self._point(form) for _point in range(self.random.randint(2, 5))]
        for value, text in enumerate(self._ended(texts, form), 1):
            marker, number = numbered(scheme, value)
            self._add(PieceKind.POINT, text, marker)
            wording = text
            if form == "sentence" and scheme and self._parts_paragraphs_of_points():
                self._note("point of two paragraphs")
                more = next(self._texts(1, 1))
                self._add(PieceKind.MORE, more)
                wording += more
            self.measures.append(TrueDemand(f"points {scheme}", number, "", wording, name))

    def _parts_paragraphs_of_points(self) -> bool:
        """Draw whether a point has a second paragraph, where the print shows whose it is."""
        layout = self.layout
        is_shown = self.is_hanging and layout.are_points_apart and layout.format in ("txt", "pdf")
        return is_shown and self.random.random() < 0.1

    def _point(self, form: str) -> str:
        wish = self._wish()
        text = {
            "noun": wish.noun, "infinitive": wish.infinitive,
            "clause": wish.clause, "sentence": wish.sentence,
        }[form]  # fmt: skip
        if form == "sentence" and self.random.random() < 0.5:
            text += " " + self.random.choice(self.plain)
        elif self.scheme and form != "sentence" and self.random.random() < 0.25:
            text += ", und zwar noch vor der Beratung über den nächsten Haushalt"
        return text

    def _ended(self, texts: Sequence[str], form: str) -> list[str]:
        """Return the points with their signs."""
        if form == "sentence":
            return [*texts]
        sign, last = self.random.choice((("", ""), (",", "."), (";", "."), (".", ".")))
        if not self.scheme:
            sign, last = "", ""
        return [*(text + sign for text in texts[:-1]), texts[-1] + last]

    def _nested(self) -> None:
        """Write a list whose points have lists of their own."""
        outer = self.random.choice(("1.", "1)", "I.", "(1)"))
        inner = self.random.choice(("a)", "-", "•", "(a)"))
        self._note(f"points: {inner} in {outer}")
        self._introduction()
        self._add(PieceKind.OPENING, "Wir fordern deshalb:")
        for value in range(1, self.random.randint(3, 4)):
            wish = self._wish()
            marker, number = numbered(outer, value)
            text = f"{wish.sentence} Dazu gehören:"
            self._add(PieceKind.POINT, text, marker)
            points = [self._wish().noun for _point in range(self.random.randint(2, 3))]
            scheme = f"points {inner} in {outer}"
            marks = [numbered(inner, value) for value in range(1, len(points) + 1)]
            for (mark, _number), point in zip(marks, points, strict=True):
                self._add(PieceKind.POINT, point, mark, 1)
            if inner in BULLETS:
                wording = text + "".join(points)
                self.measures.append(TrueDemand(scheme, number, "", wording, ""))
                continue
            self.measures.append(TrueDemand(scheme, number, "", text, ""))
            for (_mark, number), point in zip(marks, points, strict=True):
                self.measures.append(TrueDemand(scheme, number, "", point, ""))

    # --- areas ---

    def _draw_areas(self, *, titled: bool = False) -> tuple[str, str]:
        """Draw how areas are numbered and the measures in them."""
        choices = [
            (outer, inner)
            for outer, inners in AREAS.items()
            for inner in (inners if titled else ("",))
        ]
        return self.random.choice(choices)

    def _heading(self, scheme: str, value: int, level: int, parent: str = "") -> str:
        """Write a heading; return its number."""
        marker, number = numbered(scheme, value, parent)
        self._note(f"headings: {scheme or 'none'}")
        self._add(PieceKind.HEADING, self.headings.pop(), marker, level)
        return number

    def _lists_in_areas(self) -> None:
        scheme, _inner = self._draw_areas()
        while self.scheme == scheme or (scheme[:1] in "1A§" and scheme[:1] == self.scheme[:1]):
            self.scheme = self._draw_points()
        self._introduction(0, 1)
        for value in range(1, self.random.randint(3, 4)):
            self._heading(scheme, value, 1)
            self._introduction()
            self._list()
            self._after_list()

    def _deep(self) -> None:
        """Write lists under headings under headings."""
        outer, inner = self.random.choice(
            (("I.", "1."), ("A.", "I."), ("1.", "1.1"), ("1", "1.1"), ("Kapitel 1.", "1.1"),
             ("Handlungsfeld 1:", "1.1"), ("A.", "1."))
        )  # fmt: skip
        while self.scheme and self.scheme[:1] in "1IA":
            self.scheme = self._draw_points()
        self._note(f"headings: {inner} in {outer}")
        for value in (1, 2):
            number = self._heading(outer, value, 1)
            self._introduction(0, 1)
            for inner_value in (1, 2):
                self._heading(inner, inner_value, 2, number)
                self._introduction(0, 1)
                self._list()

    # --- measures with headings ---

    def _titled(self) -> None:
        scheme = self.random.choice(("1.", "1", "I.", "A.", "Maßnahme 1:", "Forderung 1:", "§ 1"))
        self._introduction(0, 1)
        for value in range(1, self.random.randint(4, 6)):
            self._titled_measure(scheme, value, 1)

    def _titled_in_areas(self) -> None:
        scheme, inner = self._draw_areas(titled=True)
        self._note(f"headings: {inner or 'none'} in {scheme or 'none'}")
        self._introduction(0, 1)
        running = 0
        for value in (1, 2, 3):
            number = self._heading(scheme, value, 1)
            self._introduction(0, 1)
            for inner_value in range(1, self.random.randint(3, 4)):
                running += 1
                is_counted_through = inner.startswith("Maßnahme")
                self._titled_measure(
                    inner, running if is_counted_through else inner_value, 2, number
                )

    def _titled_measure(self, scheme: str, value: int, level: int, parent: str = "") -> None:
        """Write a measure under a heading of its own."""
        wish, body = self._wish(), self.random.choice(BODIES)
        marker, number = numbered(scheme, value, parent)
        self._note(f"titled: {scheme or 'none'}")
        self._add(PieceKind.HEADING, wish.title, marker, level)
        paragraphs = [*self._texts(0, 1)]
        nominative = body.nominative[0].upper() + body.nominative[1:]
        name, demand = self.random.choice(
            (
                ("", wish.sentence),
                (body.name, f"Wir fordern {body.accusative} auf, {wish.infinitive}."),
                (body.name, f"{nominative} wird beauftragt, {wish.infinitive}."),
                ("", f"Wir fordern {wish.noun}."),
            )
        )
        if self.random.random() < 0.4:
            demand += " " + self.random.choice(self.plain)
        paragraphs.append(demand)
        for kind, text in zip(
            [PieceKind.TEXT, PieceKind.DEMAND][-len(paragraphs) :], paragraphs, strict=True
        ):
            self._add(kind, text)
        wording = "".join(paragraphs)
        self.measures.append(TrueDemand(f"titled {scheme}", number, wish.title, wording, name))

    def _run_in(self) -> None:
        """Write a list whose points begin with their titles."""
        scheme = self.random.choice(("1.", "1)", "a)", "-", "•", "Maßnahme 1:", "bold"))
        if scheme == "bold" and self.layout.format == "txt":
            scheme = "1."
        self._note(f"run-in: {scheme}")
        self._introduction()
        if not scheme.startswith("Maßnahme"):
            self._add(
                PieceKind.OPENING, self.random.choice(("Deshalb fordern wir:", "Wir fordern:"))
            )
        sign = "." if scheme.startswith("Maßnahme") else ":"
        for value in range(1, self.random.randint(4, 6)):
            wish = self._wish()
            marker, number = numbered("" if scheme == "bold" else scheme, value)
            text = wish.sentence + " " + self.random.choice(self.plain)
            self._add(PieceKind.POINT, text, marker, run_in=wish.title + sign)
            self.measures.append(TrueDemand(f"run-in {scheme}", number, wish.title, text, ""))

    def _prose(self) -> None:
        """Write paragraphs of which some ask."""
        self._introduction(1, 2)
        for _demand in range(self.random.randint(2, 4)):
            wish, body = self._wish(), self.random.choice(BODIES)
            name, text = self.random.choice(
                (
                    (body.name, f"Wir fordern {body.accusative} auf, {wish.infinitive}."),
                    ("", f"Wir fordern deshalb {wish.noun}."),
                    (body.name, f"Daher fordern wir {body.accusative} auf, {wish.infinitive}."),
                )
            )
            if self.random.random() < 0.5:
                text += " " + self.random.choice(self.plain)
            self._add(PieceKind.DEMAND, text)
            self.measures.append(TrueDemand("prose", "", "", text, name))
            self._introduction(0, 1)

    def _reasons(self) -> None:
        heading = self.random.choice(("Begründung", "Begründung:", "Antragsbegründung", ""))
        self._note(f"reasons: {heading or 'run-in'}")
        texts = [
            " ".join(self.random.sample(REASONS, 2)) for _text in range(self.random.randint(1, 3))
        ]
        if heading:
            self._add(PieceKind.REASONS_HEADING, heading, depth=1)
        for i, text in enumerate(texts):
            self._add(PieceKind.REASONS, text, run_in="" if heading or i else "Begründung:")
