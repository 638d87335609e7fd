"""Read a tagged PDF aloud, as text: what a screen reader comes to, in its order.

Only the structure tree is followed, and only what a PDF says is used: nothing of the program
that made it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

INLINE = {"Span", "Link", "Reference", "Lbl", "Note", "FENote", "Form"}
"""Elements that are read within the text around them."""

SOFT_HYPHEN = "\N{SOFT HYPHEN}"


@dataclass
class TaggedElement:
    """A structure element."""

    tag: str
    language: str
    entries: Any
    """Its dictionary."""
    kids: list[TaggedElement | str] = field(default_factory=list)
    fields: list[Any] = field(default_factory=list)
    """The annotations that belong to it."""

    def walk(self) -> Iterator[TaggedElement]:
        """Yield it and all elements below it."""
        yield self
        for kid in self.kids:
            if isinstance(kid, TaggedElement):
                yield from kid.walk()

    @property
    def text(self) -> str:
        """What is read of it."""
        if "/ActualText" in self.entries:
            return str(self.entries["/ActualText"])
        return _joined(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    @property
    def shown(self) -> str:
        """The text that its content shows, whatever is read in its place."""
        return _joined(kid if isinstance(kid, str) else kid.shown for kid in self.kids)


def _joined(texts: Any) -> str:
    """Join pieces of text; a word that a line's end has parted is whole again."""
    return re.sub(f"{SOFT_HYPHEN}\\s*", "", "".join(texts))


class TaggedPdf:
    """A PDF with its tags."""

    def __init__(self, data: bytes) -> None:
        """Read a PDF."""
        self.pdf: Pdf = pikepdf.open(io.BytesIO(data))
        self.pages = [_MarkedText(page, page.obj) for page in self.pdf.pages]
        self._forms: dict[tuple[int, int], _MarkedText] = {}
        self._numbers = {page.obj.objgen: i for i, page in enumerate(self.pdf.pages)}
        self.visited: set[tuple[int, int]] = set()
        """The objects of the elements that are reached."""
        language = str(self.pdf.Root.get("/Lang", ""))
        (root,) = _kids(self.pdf.Root.StructTreeRoot)
        self.root = self._element(root, language)

    def _element(self, dictionary: Any, language: str) -> TaggedElement:
        """Return an element with all below it."""
        self.visited.add(dictionary.objgen)
        language = str(dictionary.get("/Lang", language))
        element = TaggedElement(str(dictionary.S)[1:], language, dictionary)
        page = dictionary.get("/Pg")
        for kid in _kids(dictionary):
            if isinstance(kid, int):
                element.kids.append(self.pages[self._numbers[page.objgen]].texts[kid])
            elif "/Stm" in kid:
                element.kids.append(self._form(kid.Stm).texts[int(kid.MCID)])
            elif kid.get("/Type") == Name.MCR:
                number = self._numbers[kid.get("/Pg", page).objgen]
                element.kids.append(self.pages[number].texts[int(kid.MCID)])
            elif kid.get("/Type") == Name.OBJR:
                element.fields.append(kid.Obj)
            else:
                element.kids.append(self._element(kid, language))
        return element

    def _form(self, form: Any) -> _MarkedText:
        """Return the marked text of a form, such as a page that is drawn on a sheet."""
        if form.objgen not in self._forms:
            self._forms[form.objgen] = _MarkedText(form, form)
        return self._forms[form.objgen]

    def unreachable(self) -> list[Any]:
        """Return the structure elements in the file that are not reached from the root."""
        return [
            entry
            for entry in self.pdf.objects
            if isinstance(entry, Dictionary)
            and "/S" in entry
            and "/P" in entry
            and "/K" in entry
            and entry.objgen not in self.visited
        ]


def _kids(dictionary: Any) -> list[Any]:
    """Return what an element holds, as a list."""
    kids = dictionary.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


class _MarkedText:
    """The text of the marked content of a page or a form."""

    def __init__(self, drawn: Any, holder: Any) -> None:
        """Read what is drawn, with the resources of the page or form."""
        self.texts: dict[int, str] = {}
        """The text of each mark, by its number."""
        self.artifacts: list[tuple[str, str]] = []
        """The kind and the text of each artifact that has one."""
        self.nested: list[str] = []
        """Marks that stand in a mark where none may be."""
        self._fonts = {str(name)[1:]: _TaggedFont(font) for name, font in _fonts_of(holder).items()}
        self._read(drawn)

    def _read(self, drawn: Any) -> None:
        stack: list[dict[str, Any]] = []
        font, size, line = None, 1.0, None
        last: dict[str, Any] = {"y": None, "end": 0.0}
        for instruction in pikepdf.parse_content_stream(drawn):
            operands: Any = instruction.operands
            name = str(instruction.operator)
            if name in ("BDC", "BMC"):
                entries = operands[1] if name == "BDC" else Dictionary()
                mark: dict[str, Any] = {"tag": str(operands[0])[1:], "entries": entries, "text": []}
                outer = [level["tag"] for level in stack]
                if stack and (mark["tag"] == "Artifact" or "/MCID" in entries):
                    self.nested.append(f"{mark['tag']} in {outer}")
                stack.append(mark)
            elif name == "EMC":
                self._close(stack.pop(), stack)
            elif name == "Tm":
                line = [float(value) for value in operands]
            elif name == "Tf":
                font, size = self._fonts[str(operands[0])[1:]], float(operands[1])
            elif name == "TJ" and font is not None and line is not None:
                text, width = font.read(operands[0])
                if stack:
                    self._add(text, (line[4], line[5], size), last, stack[-1]["text"])
                moved = width * size
                if last.get("line") is line:
                    last["end"] += moved
                else:
                    last |= {"line": line, "y": line[5], "end": line[4] + moved}

    @staticmethod
    def _add(
        text: str, at: tuple[float, float, float], last: dict[str, Any], texts: list[str]
    ) -> None:
        """Add a shown text, after a space if it stands apart from the one before it."""
        x, y, size = at
        if last.get("line") is None:
            text = " " + text  # a page begins
        elif last["line"][4:] != [x, y]:
            is_apart = abs(y - last["y"]) > size * 0.3 or abs(x - last["end"]) > size * 0.12
            if is_apart:
                text = " " + text
        texts.append(text)

    def _close(self, mark: dict[str, Any], stack: list[dict[str, Any]]) -> None:
        """Keep the text of a mark that ends."""
        entries = mark["entries"]
        text = "".join(mark["text"])
        if "/ActualText" in entries:
            text = text[: len(text) - len(text.lstrip())] + str(entries["/ActualText"])
        if "/MCID" in entries:
            assert int(entries["/MCID"]) not in self.texts
            self.texts[int(entries["/MCID"])] = text
        elif mark["tag"] == "Artifact":
            if text.strip():
                kind = str(entries.get("/Subtype", entries.get("/Type", "")))
                self.artifacts.append((kind.strip("/"), text))
        elif stack:
            stack[-1]["text"].append(text)


def _fonts_of(holder: Any) -> dict[str, Any]:
    fonts: dict[str, Any] = holder.Resources.get("/Font", Dictionary()).as_dict()
    return fonts


class _TaggedFont:
    """What the glyphs of a font say, and how wide they are."""

    def __init__(self, font: Any) -> None:
        self._texts: dict[int, str] = {}
        self._widths: dict[int, float] = {}
        if "/ToUnicode" not in font or "/DescendantFonts" not in font:
            return
        cmap = font.ToUnicode.read_bytes().decode("ascii")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
            for glyph, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
                self._texts[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
        widths = list(font.DescendantFonts[0].get("/W", Array()))
        while widths:
            first, values = int(widths.pop(0)), widths.pop(0)
            for i, width in enumerate(values):
                self._widths[first + i] = float(width)

    def read(self, shown: Any) -> tuple[str, float]:
        """Return the text of an array of glyphs, and its width for a size of 1."""
        text, width = "", 0.0
        for entry in shown:
            if isinstance(entry, pikepdf.String):
                data = bytes(entry)
                for i in range(0, len(data), 2):
                    glyph = int.from_bytes(data[i : i + 2], "big")
                    text += self._texts.get(glyph, "")
                    width += self._widths.get(glyph, 0.0) / 1000
            else:
                width -= float(entry) / 1000
        return text, width


def read_aloud(data: bytes) -> str:
    """Return what is read of a PDF, a line for each element that stands apart."""
    tagged = TaggedPdf(data)
    language = tagged.root.language
    return "\n".join([f"Language: {language}", *_lines(tagged.root, 0, language)]) + "\n"


def _lines(element: TaggedElement, depth: int, language: str) -> Iterator[str]:
    """Yield the lines of an element and all below it."""
    indent = "  " * depth
    head = indent + element.tag
    if element.language != language:
        head += f" ({element.language})"
    if element.tag in ("TH", "TD"):
        head += _cell(element)
    if "/Alt" in element.entries:
        head += f" picture “{element.entries['/Alt']}”"
    inline = ""
    blocks: list[TaggedElement | str] = []
    for kid in element.kids:
        if isinstance(kid, str) or kid.tag in INLINE:
            inline = kid if isinstance(kid, str) else _phrase(kid, element.language)
            if blocks and isinstance(blocks[-1], str):
                blocks[-1] += inline
            else:
                blocks.append(inline)
        else:
            blocks.append(kid)
    if "/ActualText" in element.entries:
        blocks = [f"={element.entries['/ActualText']}"]
    text = [_tidy(block) for block in blocks if isinstance(block, str)]
    if len(blocks) == len(text):
        yield " ".join([head, *(f": {line}" for line in text if line)]).replace(" : ", ": ")
        return
    yield head
    for block in blocks:
        if isinstance(block, TaggedElement):
            yield from _lines(block, depth + 1, element.language)
        elif line := _tidy(block):
            yield f"{indent}  {line}"


def _cell(element: TaggedElement) -> str:
    """Return what a cell says of itself."""
    attributes = element.entries.get("/A", Dictionary())
    return "".join(
        f" {key.lower()}={str(attributes[f'/{key}']).strip('/').lower()}"
        for key in ("Scope", "ColSpan", "RowSpan")
        if f"/{key}" in attributes
    )


def _phrase(element: TaggedElement, language: str) -> str:
    """Return an element within a text, with what a voice is told of it."""
    text = "".join(
        kid if isinstance(kid, str) else _phrase(kid, element.language) for kid in element.kids
    )
    lead = " " if text[:1] == " " else ""
    text = text.strip()
    if "/ActualText" in element.entries:
        text = f"{{{text} = {element.entries['/ActualText']}}}"
    if "/E" in element.entries:
        text = f"{{{text} = {element.entries['/E']}}}"
    if element.language != language:
        text = f"{{{element.language}: {text}}}"
    if element.tag == "Link":
        return f"{lead}[link {' + '.join(_names(element))}: {text}]"
    if element.tag == "Form":
        return f"{lead}[field {' + '.join(_names(element))}]"
    if element.tag in ("Note", "FENote", "Lbl"):
        return f"{lead}[{element.tag.lower()}: {text}]"
    return lead + text


def _names(element: TaggedElement) -> Iterator[str]:
    """Yield how the annotations of an element are announced."""
    for annotation in element.fields:
        kind = {"/Btn": "check box ", "/Ch": "choice ", "/Tx": "text "}
        prefix = kind.get(str(annotation.get("/FT", "")), "")
        yield f"{prefix}“{annotation.get('/TU', annotation.get('/Contents', ''))}”"


def _tidy(text: str) -> str:
    """Return a text on one line, with ordinary spaces and whole words."""
    return " ".join(_joined([text]).split())
