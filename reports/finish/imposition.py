"""Several copies of a page on one sheet, to be printed on an office printer and cut.

The sheet is for the printer: it carries no tags and no links. Who reads on a
screen gets the flyer itself, which is the accessible one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from reports.errors import Place, Problem, UsageError
from reports.messages import _

MARK_WIDTH = 0.25
"""Points; a hairline."""
MARK_LENGTH = 3.0
"""Millimetres of a cut mark outside the copies."""
TICK_LENGTH = 6.0
"""Millimetres of a tick from the sheet's edge where the copies leave no room.

It reaches beyond the 4 to 5 mm that office printers leave white, and lies on
the cut, so it goes with it.
"""

_POINTS = 72 / 25.4
_TOLERANCE = 0.01
"""Millimetres by which sizes may differ and still count as the same."""


def n_up(pdf: bytes, sheet: tuple[float, float], columns: int, rows: int, cut_marks: bool) -> bytes:
    """A sheet, in millimetres, full of copies of a page, edge to edge in its middle.

    One page makes one sheet; two pages make its front and its back, for printing
    on both sides over the long edge. The copies stand in the middle, so each
    back lies exactly behind its front. On an upright sheet it stands upright,
    too; on one that lies, turning over the long edge is turning upside down, so
    the backs are turned round for the reader, who turns the cut page sideways.

    The copies have the trim size of the pages (what lies beyond is cut off) and
    are never scaled; the page and its fonts stand in the file once. Title and
    language stay, tags and links do not. The same input gives the same bytes.

    Raises UsageError where the copies do not fit the sheet, where the pages
    differ in size, where there are none or more than two, and for less than one
    column or row.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as made:
        pages = list(source.pages)
        width, height = _size_of_copies(pages)
        _check_fit(width, height, sheet, columns, rows)
        left = (sheet[0] - columns * width) / 2
        bottom = (sheet[1] - rows * height) / 2
        xs = [left + i * width for i in range(columns + 1)]
        ys = [bottom + i * height for i in range(rows + 1)]
        marks = _cut_marks(xs, ys, sheet) if cut_marks else b""
        for number, page in enumerate(pages):
            turned = number == 1 and sheet[0] > sheet[1]
            drawn = _copies(page, xs, ys, turned=turned)
            _add_sheet(made, page, sheet, drawn + marks)
        _keep_what_is_known(source, made)
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _corners(page: Page) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in page.trimbox.as_list())
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _size_of_copies(pages: Sequence[Page]) -> tuple[float, float]:
    """The trim size of the one or two pages in millimetres."""
    sizes = []
    for page in pages:
        x0, y0, x1, y1 = _corners(page)
        sizes.append(((x1 - x0) / _POINTS, (y1 - y0) / _POINTS))
    if len(sizes) not in (1, 2):
        raise _error(
            _("{count} pages cannot be the front and back of one sheet").format(count=len(sizes)),
            _("give one or two pages"),
        )
    first, last = sizes[0], sizes[-1]
    if max(abs(first[0] - last[0]), abs(first[1] - last[1])) > _TOLERANCE:
        raise _error(
            _("front and back differ in size: {front} and {back} mm").format(
                front=_shown(first), back=_shown(last)
            ),
            _("give both pages the same size"),
        )
    return first


def _check_fit(
    width: float, height: float, sheet: tuple[float, float], columns: int, rows: int
) -> None:
    if columns < 1 or rows < 1:
        raise _error(
            _("{columns} by {rows} copies are none").format(columns=columns, rows=rows),
            _("give at least one column and one row"),
        )
    needed = columns * width, rows * height
    if needed[0] > sheet[0] + _TOLERANCE or needed[1] > sheet[1] + _TOLERANCE:
        raise _error(
            _("{columns} by {rows} copies need {needed} mm, the sheet has {sheet} mm").format(
                columns=columns, rows=rows, needed=_shown(needed), sheet=_shown(sheet)
            ),
            _("take fewer copies, a larger sheet or smaller pages"),
        )


def _error(what: str, remedy: str) -> UsageError:
    return UsageError(Problem(Place(_("sheet")), what, remedy))


def _shown(size: tuple[float, float]) -> str:
    return " × ".join(f"{side:.2f}".rstrip("0").rstrip(".") for side in size)


def _copies(page: Page, xs: Sequence[float], ys: Sequence[float], *, turned: bool) -> bytes:
    """The drawing of the form ``/P`` in each cell, half a turn round where told to."""
    x0, y0 = _corners(page)[:2]
    parts = []
    for y, above in pairwise(ys):
        for x, beside in pairwise(xs):
            if turned:
                across, up = beside * _POINTS + x0, above * _POINTS + y0
                matrix = f"-1 0 0 -1 {across:.4f} {up:.4f}"
            else:
                matrix = f"1 0 0 1 {x * _POINTS - x0:.4f} {y * _POINTS - y0:.4f}"
            parts.append(f"q {matrix} cm /P Do Q\n")
    return "".join(parts).encode()


def _cut_marks(xs: Sequence[float], ys: Sequence[float], sheet: tuple[float, float]) -> bytes:
    """Hairlines at both ends of each cut, outside the copies or at the sheet's edge."""
    lines = [
        (x, end, x, stop)
        for x in xs
        if _is_a_cut(x, sheet[0])
        for end, stop in _ends(ys[0], ys[-1], sheet[1])
    ]
    lines += [
        (end, y, stop, y)
        for y in ys
        if _is_a_cut(y, sheet[1])
        for end, stop in _ends(xs[0], xs[-1], sheet[0])
    ]
    drawn = [
        "{:.4f} {:.4f} m {:.4f} {:.4f} l".format(*(value * _POINTS for value in line))
        for line in lines
    ]
    return " ".join(["q 0 G", str(MARK_WIDTH), "w", *drawn, "S Q\n"]).encode() if drawn else b""


def _is_a_cut(position: float, side: float) -> bool:
    """Whether there is paper on both sides of the cut."""
    return _TOLERANCE < position < side - _TOLERANCE


def _ends(first: float, last: float, side: float) -> tuple[tuple[float, float], ...]:
    """The two marks in line with copies that reach from first to last."""
    if first >= MARK_LENGTH:
        return (first - MARK_LENGTH, first), (last, last + MARK_LENGTH)
    return (0, TICK_LENGTH), (side - TICK_LENGTH, side)


def _add_sheet(made: Pdf, page: Page, sheet: tuple[float, float], drawing: bytes) -> None:
    form = made.copy_foreign(page.as_form_xobject())
    # it would point into tags that the sheet does not have
    if "/StructParents" in form:
        del form["/StructParents"]
    box = Array([0, 0, *(round(side * _POINTS, 4) for side in sheet)])
    made.pages.append(
        Page(
            made.make_indirect(
                Dictionary(
                    Type=Name.Page,
                    MediaBox=box,
                    TrimBox=box,
                    Resources=Dictionary(XObject=Dictionary(P=form)),
                    Contents=made.make_stream(drawing),
                )
            )
        )
    )


def _keep_what_is_known(source: Pdf, made: Pdf) -> None:
    """Title, author, subject, language and colours; and how a viewer is to print it."""
    root, found = made.Root, source.Root
    if "/Lang" in found:
        root.Lang = pikepdf.String(str(found.Lang))
    if "/OutputIntents" in found:
        root.OutputIntents = made.copy_foreign(_indirect(source, found.OutputIntents))
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name.DuplexFlipLongEdge
    )
    if len(made.pages) == 1:
        root.ViewerPreferences.Duplex = Name.Simplex
    for key in ("/Title", "/Author", "/Subject"):
        if key in source.docinfo:
            made.docinfo[key] = str(source.docinfo[key])


def _indirect(pdf: Pdf, value: Object) -> Object:
    """Only what is indirect can be copied into another file."""
    return value if value.is_indirect else pdf.make_indirect(value)
