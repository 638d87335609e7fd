"""Complete form fields, so that every viewer can show them and type into them.

The engine writes text and choice fields without an appearance and with a composite font,
which no viewer can type in. It asks the viewer to draw the fields itself (NeedAppearances),
which readers for PDF/UA and most printers do not do.
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from reports.render.font_faces import TypingFont

FONT_NAME = "HandzettelForm"
TYPE_SIZE = 9.5
"""Points; typed text is a little smaller than the text around it."""

_MULTILINE = 1 << 12
_PADDING = 2.0


def finish_form(data: bytes, typing: TypingFont) -> bytes:
    """Give every field of a PDF an appearance, and all of them a simple embedded font.

    The same input gives the same bytes. A PDF without fields is returned unchanged.

    Args:
        data: The PDF as the engine wrote it.
        typing: The font of the fields.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/AcroForm" not in pdf.Root:  # no measure has an addressee
            return data
        form = pdf.Root.AcroForm
        font = _embed(pdf, typing)
        form.DR = Dictionary(Font=Dictionary({f"/{FONT_NAME}": font}))
        form.DA = String(f"/{FONT_NAME} {TYPE_SIZE} Tf 0 g")
        del form["/NeedAppearances"]
        for field in form.Fields:
            _straighten(field)
            if pdf.pdf_version >= "2.0":  # PDF/UA-2 asks for it (ISO 14289-2, 8.10.2.3)
                field.Contents = field.TU
            if field.FT == Name.Btn:
                _finish_checkbox(pdf, field)
            else:
                field.DA = form.DA
                field.AP = Dictionary(N=_text_appearance(pdf, field, font))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _straighten(field: Object) -> None:
    """Write the corners of a field in ascending order.

    The engine writes the upper edge first, and some viewers then do not find the field.
    """
    x0, y0, x1, y1 = (float(value) for value in field.Rect.as_list())
    field.Rect = Array([min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)])


def _size(field: Object) -> tuple[float, float]:
    """Return the width and the height of a field in points."""
    x0, y0, x1, y1 = (float(value) for value in field.Rect.as_list())
    return x1 - x0, y1 - y0


def _finish_checkbox(pdf: Pdf, field: Object) -> None:
    """Give a check box its appearances, a tick and nothing, and take away its border."""
    width, height = _size(field)
    box = Array([0, 0, width, height])
    points = [(0.2, 0.5), (0.42, 0.25), (0.82, 0.78)]
    path = " ".join(
        f"{x * width:.2f} {y * height:.2f} {'l' if i else 'm'}" for i, (x, y) in enumerate(points)
    )
    tick = f"q 1.8 w 1 J 1 j 0 G {path} S Q".encode()
    field.AP = Dictionary(
        N=Dictionary(
            on=_drawing(pdf, tick, box, Dictionary()), Off=_drawing(pdf, b"", box, Dictionary())
        )
    )
    # the page already shows the box; a viewer would draw a second border
    del field["/MK"]


def _text_appearance(pdf: Pdf, field: Object, font: Object) -> Object:
    """Return the appearance of a text or choice field with its value."""
    width, height = _size(field)
    value = _shown_value(field)
    multiline = field.FT == Name.Tx and int(field.get("/Ff", 0)) & _MULTILINE
    lines = value.splitlines() if multiline else [value]
    first = height - TYPE_SIZE - _PADDING if multiline else (height - TYPE_SIZE * 0.65) / 2
    drawn = b" T* ".join(b"(%s) Tj" % _escaped(line) for line in lines)
    content = (
        f"/Tx BMC q 0 0 {width:.2f} {height:.2f} re W n BT 0 g /{FONT_NAME} {TYPE_SIZE} Tf"
        f" {TYPE_SIZE * 1.2:.2f} TL {_PADDING} {first:.2f} Td ".encode()
        + drawn
        + b" ET Q EMC"
    )
    resources = Dictionary(Font=Dictionary({f"/{FONT_NAME}": font}))
    box = Array([0, 0, width, height])
    return _drawing(pdf, content if value else b"/Tx BMC EMC", box, resources)


def _shown_value(field: Object) -> str:
    """Return the value that a field shows; a choice shows another text than it exports."""
    value = str(field.get("/V", ""))
    if field.FT == Name.Ch:
        for export, shown in field.Opt.as_list():
            if str(export) == value:
                return str(shown)
    return value


def _escaped(text: str) -> bytes:
    """Return a text as it is written in a PDF string, in WinAnsiEncoding."""
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _drawing(pdf: Pdf, content: bytes, box: Array, resources: Dictionary) -> Object:
    """Return a form XObject with some content, added to the PDF; its box is in points."""
    return pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=resources
    )


def _embed(pdf: Pdf, typing: TypingFont) -> Object:
    """Embed a simple TrueType font in WinAnsiEncoding and return it."""
    name = Name(f"/{FONT_NAME}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=32,  # nonsymbolic
        FontBBox=Array(typing.box),
        ItalicAngle=0,
        Ascent=typing.ascent,
        Descent=typing.descent,
        CapHeight=typing.cap_height,
        StemV=80,
        FontFile2=pdf.make_stream(typing.data, Length1=len(typing.data)),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=name,
            FirstChar=32,
            LastChar=255,
            Widths=Array(typing.widths),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )
