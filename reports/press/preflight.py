"""That a finished file may go to the press: boxes, inks, fonts, pictures, declarations.

Whatever the file paints is walked through: pages, forms, patterns, gradients, masks.
The ink limit is held against every colour that is painted and every dot of every
picture. That is what the separations would show, and exactly so, since what lies on
top knocks out what lies below (overprinting and blending are findings of their own),
and no program that renders separations is needed. The file may come from anybody.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops, ImageMath

from reports.content.press_profile import PressProfile, Standard
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.icc_files import MM

EXACT = 0.01
"""Millimetres by which a box may be off."""

_INK_EXACT = 0.001
"""By how much (of 1) rounding may exceed the ink limit."""
_DEEPEST = 30
_MOST_FINDINGS = 200
"""A file that is wrong throughout need not be told in full."""
_PDFX = "{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"
_MOST_STREAMS = 5000
"""How much content is walked through on one page; forms may draw each other without end."""
_ODD = (ValueError, RuntimeError, TypeError, AttributeError)
"""What values of another kind than a PDF should have lead to."""
_START = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Matrix = tuple[float, float, float, float, float, float]


def check_press(
    data: bytes,
    name: str,
    profile: PressProfile,
    icc: bytes | None,
    trim: tuple[float, float] | None = None,
) -> list[Problem]:
    """All findings in a file for the press, each with its page and place on it.

    ``icc`` is the profile that the output intent must be, ``trim`` the size in
    millimetres that every page must have; without them any will do.
    """
    whole = Place(name)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return [Problem(whole, _("is encrypted"), _("save it without a password"))]
            found = [*_declared(pdf, whole, profile, icc)]
            for number, page in enumerate(pdf.pages, 1):
                place = str(Place(_("{file}, page {number}").format(file=name, number=number)))
                sheet = _Sheet(page.obj, place)
                found += _box_findings(sheet, profile, trim)
                walk = _Walk(sheet, profile)
                found += walk.findings()
                if walk.gave_up:  # a viewer would not come to an end either
                    return found
                if len(found) > _MOST_FINDINGS:
                    break
            boxes = [_Sheet(page.obj, "").trim for page in pdf.pages]
        found += _rendered(data, name, profile, boxes)
    except pikepdf.PasswordError:
        return [Problem(whole, _("is encrypted"), _("save it without a password"))]
    except (pikepdf.PdfError, ArithmeticError, LookupError, *_ODD):
        return [Problem(whole, _("is not a readable PDF"), _("make it anew"))]
    return list(dict.fromkeys(found))[:_MOST_FINDINGS]


def _remake() -> str:
    return _("make it anew with handzettel --press")


# --- what the file says of itself -------------------------------------------


def _declared(
    pdf: Pdf, whole: Place, profile: PressProfile, icc: bytes | None
) -> Iterator[Problem]:
    standard = profile.standard
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        stated = metadata.get(_PDFX)
        trapped = metadata.get("pdf:Trapped")
        title = metadata.get("dc:title")
    info = pdf.docinfo
    if standard is Standard.X3:
        stated = str(info.get("/GTS_PDFXVersion", ""))
    if stated != standard.version:
        what = _("does not declare {version}").format(version=standard.version)
        yield Problem(whole, what, _remake())
    if _version(pdf.pdf_version) > _version(standard.pdf_version):
        what = _("is PDF {found}, and {version} goes up to {newest}").format(
            found=pdf.pdf_version, version=standard.version, newest=standard.pdf_version
        )
        yield Problem(whole, what, _remake())
    if str(info.get("/Trapped", "")) not in ("/True", "/False") or trapped not in ("True", "False"):
        yield Problem(whole, _("does not say whether it is trapped"), _remake())
    if not title or any(key not in info for key in ("/Title", "/CreationDate", "/ModDate")):
        yield Problem(whole, _("has no title or no dates"), _remake())
    if "/ID" not in pdf.trailer:
        yield Problem(whole, _("has no ID"), _remake())
    root = pdf.Root
    scripts = "/JavaScript" in _sub(root, "/Names")
    if scripts or any(key in root for key in ("/OpenAction", "/AA", "/AcroForm")):
        yield Problem(whole, _("has a form, a script or an action"), _remake())
    yield from _intent(root, whole, profile, icc)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", text))


def _intent(root: Any, whole: Place, profile: PressProfile, icc: bytes | None) -> Iterator[Problem]:
    given = root.get("/OutputIntents")
    intents = [one for one in _listed(given) if one.get("/S") == Name.GTS_PDFX]
    if len(intents) != 1:
        yield Problem(whole, _("has no output intent, or several"), _remake())
        return
    (intent,) = intents
    condition = str(intent.get("/OutputConditionIdentifier", ""))
    if condition != profile.condition:
        what = _("is made for {found}, not for {condition}")
        yield Problem(
            whole, what.format(found=condition or "?", condition=profile.condition), _remake()
        )
    stream = intent.get("/DestOutputProfile")
    embedded = stream.read_bytes() if isinstance(stream, Stream) else b""
    if embedded[12:20] != b"prtrCMYK" or embedded[36:40] != b"acsp" or stream.get("/N") != 4:
        yield Problem(whole, _("its output intent has no CMYK profile"), _remake())
    elif icc is not None and embedded != icc:
        what = _("its output intent is another ICC profile than the installed one")
        yield Problem(whole, what, _remake())


# --- boxes ------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    """A page and where things lie on it."""

    page: Any
    place: str

    def box(self, key: str) -> tuple[float, ...]:
        """A box of the page with its lower left corner first; none for what is no box."""
        values = _numbers(_inherited(self.page, key))
        if len(values) != 4:
            return ()
        x0, y0, x1, y1 = values
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    @property
    def trim(self) -> tuple[float, ...]:
        return self.box("/TrimBox") or self.box("/MediaBox") or (0, 0, 0, 0)

    def at(self, x: float, y: float) -> Place:
        """A place in millimetres from the upper left corner of the trimmed page."""
        left, _bottom, _right, top = self.trim
        words = _("{page}, {x:.0f} mm from the left, {y:.0f} mm from the top")
        return Place(words.format(page=self.place, x=(x - left) / MM, y=(top - y) / MM))


def _box_findings(
    sheet: _Sheet, profile: PressProfile, size: tuple[float, float] | None
) -> Iterator[Problem]:
    place = Place(sheet.place)
    boxes = [sheet.box(key) for key in ("/MediaBox", "/BleedBox", "/TrimBox")]
    for key, box in zip(("MediaBox", "BleedBox", "TrimBox"), boxes, strict=True):
        if not box:
            yield Problem(place, _("has no {box}").format(box=key), _remake())
    media, bleed, trim = boxes
    if not (media and bleed and trim):
        return
    for inner, outer in zip(trim, bleed, strict=True):
        found = abs(inner - outer) / MM
        if abs(found - profile.bleed) > EXACT:
            what = _("the bleed is {found:.2f} mm instead of {wanted:g} mm")
            yield Problem(place, what.format(found=found, wanted=profile.bleed), _remake())
            break
    if not _within(trim, bleed) or not _within(bleed, media):
        yield Problem(place, _("its boxes do not lie within each other"), _remake())
    if (crop := sheet.box("/CropBox")) and not _within(bleed, crop):
        yield Problem(place, _("its CropBox cuts into the bleed"), _remake())
    if size is not None:
        found_size = ((trim[2] - trim[0]) / MM, (trim[3] - trim[1]) / MM)
        if any(abs(one - two) > EXACT for one, two in zip(found_size, size, strict=True)):
            what = _("is trimmed to {width:.2f} × {height:.2f} mm")
            yield Problem(place, what.format(width=found_size[0], height=found_size[1]), _remake())
    if float(sheet.page.get("/UserUnit", 1)) != 1:
        yield Problem(place, _("is scaled by a unit of its own"), _remake())
    for note in _listed(sheet.page.get("/Annots")):
        box = _numbers(note.get("/Rect"))
        if len(box) == 4 and box[0] < bleed[2] and box[2] > bleed[0]:
            where = sheet.at(box[0], box[3])
            yield Problem(where, _("a link or a note lies within the bleed"), _remake())


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    slack = EXACT * MM
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


# --- content ----------------------------------------------------------------


@dataclass(eq=False)
class _Paint:
    """A colour that content set: what is wrong with it, and how much ink it is."""

    wrong: str = ""
    inks: tuple[float, ...] = ()
    pattern: str = ""
    space: int = 0
    """How many components it has; 0 for a pattern, -1 for a wrong one."""
    marks: bool = False
    """Whether it is the colour of crop marks, which is all inks at once."""
    told: bool = False


@dataclass(frozen=True)
class _State:
    matrix: Matrix = _START
    fill: _Paint = field(default_factory=lambda: _Paint(space=1))
    stroke: _Paint = field(default_factory=lambda: _Paint(space=1))


_DEVICE = {"/DeviceGray": 1, "/DeviceCMYK": 4}
_SETS = {"g": (1, False), "G": (1, True), "k": (4, False), "K": (4, True)}
_OTHER_SETS = {"rg", "RG", "cs", "CS", "sc", "SC", "scn", "SCN"}
_FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKES = {"S", "s", "B", "B*", "b", "b*"}
_SHOWS = {"Tj", "TJ", "'", '"'}


class _Walk:
    """What is wrong with the content of one page, each fault told once, where it is first."""

    def __init__(self, sheet: _Sheet, profile: PressProfile) -> None:
        self._sheet = sheet
        self._profile = profile
        self._told: dict[str, Problem] = {}
        self._done: set[Any] = set()
        self._streams = 0
        self.gave_up = False
        """Whether there was more content than can be walked through."""
        self._here = Place(sheet.place)

    def findings(self) -> list[Problem]:
        page = self._sheet.page
        self._group(page)
        resources = _inherited(page, "/Resources")
        self._content(page, resources, _START, 0, mask=False)
        return list(self._told.values())

    def _tell(self, what: str, remedy: str = "", place: Place | None = None) -> None:
        self._told.setdefault(what, Problem(place or self._here, what, remedy or _remake()))

    def _content(
        self, source: Any, resources: Any, matrix: Matrix, depth: int, *, mask: bool
    ) -> None:
        self._streams += 1
        if depth > _DEEPEST or self._streams > _MOST_STREAMS:
            self.gave_up = True
            self._tell(_("is nested too deep or too often to be proven"))
            return
        resources = resources if isinstance(resources, Dictionary) else Dictionary()
        for font in _sub(resources, "/Font").as_dict().values():
            self._font(font)
        state, stack = _State(matrix), list[_State]()
        path: list[tuple[float, float]] = []
        line = _START
        unused: list[_Paint] = []
        for one in pikepdf.parse_content_stream(source):
            operator, operands = str(one.operator), list(one.operands)
            if isinstance(one, pikepdf.ContentStreamInlineImage):
                self._tell(_("a picture lies within the content, unproven"))
            elif operator == "q":
                stack.append(state)
            elif operator == "Q":
                state = stack.pop() if stack else state
            elif operator == "cm":
                state = replace(state, matrix=_times(_floats(operands), state.matrix))
            elif operator in ("m", "l", "re", "c", "v", "y"):
                path += _points(operator, _floats(operands), state.matrix)
            elif operator in _FILLS or operator in _STROKES:
                if operator in _FILLS:
                    self._painted(state.fill, path, resources, matrix, depth, mask=mask)
                if operator in _STROKES:
                    self._painted(state.stroke, path, resources, matrix, depth, mask=mask)
                path = []
            elif operator == "n":
                path = []
            elif operator == "BT":
                line = _START
            elif operator == "Tm":
                line = _floats(operands)
            elif operator in ("Td", "TD"):
                line = _times((1, 0, 0, 1, *_floats(operands)), line)
            elif operator in _SHOWS:
                spot = [_moved(0, 0, _times(line, state.matrix))]
                self._painted(state.fill, spot, resources, matrix, depth, mask=mask, text=True)
            elif (
                operator in ("rg", "RG", "cs", "CS", "sc", "SC", "scn", "SCN") or operator in _SETS
            ):
                stroke = operator.isupper()
                before = state.stroke if stroke else state.fill
                paint = self._set(operator, operands, before, resources)
                unused.append(paint)
                state = replace(state, stroke=paint) if stroke else replace(state, fill=paint)
            elif operator == "gs":
                given = _sub(resources, "/ExtGState").get(str(operands[0]))
                self._state(given, resources, state.matrix, depth)
            elif operator == "sh":
                self._here = self._sheet.at(*_moved(0, 0, state.matrix))
                self._shading(_sub(resources, "/Shading").get(str(operands[0])), mask=mask)
            elif operator == "Do":
                drawn = _sub(resources, "/XObject").get(str(operands[0]))
                self._drawn(drawn, resources, state, depth, mask=mask)
        self._here = Place(self._sheet.place)
        for paint in unused:
            if paint.wrong and not paint.told:
                self._tell(paint.wrong)

    def _set(self, operator: str, operands: list[Any], before: _Paint, resources: Any) -> _Paint:
        if operator in ("rg", "RG"):
            return _Paint(wrong=_("a colour is RGB"), space=-1)
        if operator in _SETS:
            return self._inks(_SETS[operator][0], _floats(operands))
        if operator in ("cs", "CS"):
            return self._space(operands[0], resources)
        if before.space == 0:
            return _Paint(pattern=str(operands[-1]))
        if before.space == -1 or before.marks:
            return before
        return self._inks(before.space, _floats(operands))

    def _inks(self, space: int, values: tuple[float, ...]) -> _Paint:
        if space == 1:
            return _Paint(inks=(0, 0, 0, 1 - sum(values)), space=1)
        wrong = self._too_much(sum(values))
        return _Paint(wrong=wrong, inks=values, space=4)

    def _too_much(self, ink: float) -> str:
        if ink * 100 <= self._profile.ink_limit + _INK_EXACT * 100:
            return ""
        what = _("a colour has {ink:.0f} percent of ink, more than {limit}")
        return what.format(ink=ink * 100, limit=self._profile.ink_limit)

    def _space(self, given: Any, resources: Any) -> _Paint:
        named = _sub(resources, "/ColorSpace").get(str(given)) if isinstance(given, Name) else None
        given = named if named is not None else given
        if str(given) == "/Pattern":
            return _Paint()
        if isinstance(given, Name) and str(given) in _DEVICE:
            return self._first(_DEVICE[str(given)])
        parts: list[Any] = list(given.as_list()) if isinstance(given, Array) else []
        if parts[:3] == [Name.Separation, Name.All, Name.DeviceCMYK]:
            return _Paint(marks=True, space=1)
        family = str(given[0] if isinstance(given, Array) and len(given) else given).lstrip("/")
        what = _("a colour is neither CMYK nor grey ({space})").format(space=family)
        return _Paint(wrong=what, space=-1)

    def _first(self, space: int) -> _Paint:
        return _Paint(inks=(0, 0, 0, 1), space=space)

    def _painted(
        self,
        paint: _Paint,
        points: list[tuple[float, float]],
        resources: Any,
        matrix: Matrix,
        depth: int,
        *,
        mask: bool,
        text: bool = False,
    ) -> None:
        if not points:
            return
        self._here = self._sheet.at(min(x for x, _y in points), max(y for _x, y in points))
        if paint.wrong:
            paint.told = True
            self._tell(paint.wrong)
        if paint.marks and not _outside(points, self._sheet.box("/BleedBox")):
            self._tell(_("a crop mark lies within the bleed"))
        if text and len(paint.inks) == 4 and paint.inks[3] >= 0.6 and min(paint.inks[:3]) >= 0.3:
            self._tell(_("dark text is of all four inks"), _("set it in black ink alone"))
        if paint.pattern:
            given = _sub(resources, "/Pattern").get(paint.pattern)
            if not isinstance(given, Dictionary | Stream):
                self._tell(_("a pattern is missing"))
                return
            placed = _times(_numbers(given.get("/Matrix")) or _START, matrix)
            if given.get("/PatternType") == 2:
                self._shading(given.get("/Shading"), mask=mask)
            elif self._first_time(given, placed, mask):
                self._content(given, given.get("/Resources"), placed, depth + 1, mask=mask)

    def _first_time(self, given: Any, matrix: Matrix, mask: bool) -> bool:
        key = (given.objgen, tuple(round(one, 2) for one in matrix), mask)
        if key in self._done:
            return False
        self._done.add(key)
        return True

    # --- what content refers to ---------------------------------------------

    def _font(self, font: Any) -> None:
        if not isinstance(font, Dictionary):
            return
        name = str(font.get("/BaseFont", "?")).lstrip("/")
        if font.get("/Subtype") == Name.Type3:
            self._tell(_("the font {font} is drawn from pictures, unproven").format(font=name))
            return
        described = next(iter(_listed(font.get("/DescendantFonts"))), font)
        descriptor = _sub(described, "/FontDescriptor")
        if not any(one in descriptor for one in ("/FontFile", "/FontFile2", "/FontFile3")):
            self._tell(_("the font {font} is not embedded").format(font=name))

    def _group(self, holder: Any) -> None:
        group = holder.get("/Group")
        if not isinstance(group, Dictionary) or group.get("/S") != Name.Transparency:
            return
        if self._profile.standard is Standard.X3:
            self._tell(_("something is see-through, which PDF/X-3 forbids"))
        space = group.get("/CS")
        if space is not None and str(space) not in _DEVICE:
            self._tell(_("see-through parts are mixed in RGB or another colour space"))

    def _state(self, given: Any, resources: Any, matrix: Matrix, depth: int) -> None:
        if not isinstance(given, Dictionary):
            return
        masked = given.get("/SMask")
        faint = any(float(given.get(key, 1)) < 1 for key in ("/CA", "/ca"))
        if self._profile.standard is Standard.X3 and (faint or isinstance(masked, Dictionary)):
            self._tell(_("something is see-through, which PDF/X-3 forbids"))
        mode = given.get("/BM", Name.Normal)
        if str(mode) not in ("/Normal", "/Compatible"):
            self._tell(_("colours are blended, so their ink may add up"))
        if given.get("/OP", False) or given.get("/op", False):
            self._tell(_("colours are overprinted, so their ink may add up"))
        if any(key in given for key in ("/TR", "/TR2", "/HT")):
            self._tell(_("sets a transfer curve or a screen of its own"))
        if isinstance(masked, Dictionary) and isinstance(masked.get("/G"), Stream):
            group = masked.G
            self._group(group)
            placed = _times(_numbers(group.get("/Matrix")) or _START, matrix)
            if self._first_time(group, placed, True):
                used = group.get("/Resources", resources)
                self._content(group, used, placed, depth + 1, mask=True)

    def _shading(self, given: Any, *, mask: bool) -> None:
        if not isinstance(given, Dictionary | Stream):
            self._tell(_("a gradient is missing"))
            return
        space = str(given.get("/ColorSpace"))
        if space not in _DEVICE:
            self._tell(_("a gradient is neither CMYK nor grey"))
        elif given.get("/ShadingType") not in (2, 3):
            self._tell(_("a gradient is of a kind that cannot be proven"))
        elif space == "/DeviceCMYK" and not mask:
            ink = _most_ink(given.get("/Function"))
            if ink is None:
                self._tell(_("a gradient's ink cannot be measured"))
            elif wrong := self._too_much(ink):
                self._tell(wrong)

    def _drawn(self, drawn: Any, resources: Any, state: _State, depth: int, *, mask: bool) -> None:
        if not isinstance(drawn, Stream):
            return
        if drawn.get("/Subtype") == Name.Form:
            self._group(drawn)
            placed = _times(_numbers(drawn.get("/Matrix")) or _START, state.matrix)
            if self._first_time(drawn, placed, mask):
                used = drawn.get("/Resources", resources)
                self._content(drawn, used, placed, depth + 1, mask=mask)
            return
        corners = [_moved(x, y, state.matrix) for x in (0, 1) for y in (0, 1)]
        here = self._sheet.at(min(x for x, _y in corners), max(y for _x, y in corners))
        self._here = here
        if drawn.get("/ImageMask", False):
            self._painted(state.fill, corners, resources, state.matrix, depth, mask=mask)
        else:
            self._picture(drawn, mask=mask)
        if not mask:
            self._resolution(drawn, state.matrix)

    def _picture(self, given: Any, *, mask: bool) -> None:
        if self._profile.standard is Standard.X3 and "/SMask" in given:
            self._tell(_("something is see-through, which PDF/X-3 forbids"))
        space = given.get("/ColorSpace")
        if isinstance(space, Array) and len(space) > 1 and space[0] == Name.Indexed:
            space = space[1]
        if str(space) not in _DEVICE:
            self._tell(_("a picture is neither CMYK nor grey"), place=self._here)
        elif str(space) == "/DeviceCMYK" and not mask:
            try:
                picture = _cmyk_picture(given)
            except Exception:  # a decoder may fail in many ways
                self._tell(_("a picture cannot be read"))
                return
            ink = _most_ink_of(picture) / 255
            if ink * 100 > self._profile.ink_limit + _INK_EXACT * 100:
                what = _("a picture has {ink:.0f} percent of ink, more than {limit}")
                self._tell(what.format(ink=ink * 100, limit=self._profile.ink_limit))

    def _resolution(self, given: Any, matrix: Matrix) -> None:
        a, b, c, d = matrix[:4]
        wide, high = max((a * a + b * b) ** 0.5, 1e-6), max((c * c + d * d) ** 0.5, 1e-6)
        dpi = min(int(given.get("/Width", 0)) / wide, int(given.get("/Height", 0)) / high) * 72
        if dpi < self._profile.resolution - 0.5:
            what = _("a picture is printed at {dpi:.0f} dpi, less than {wanted}")
            self._tell(
                what.format(dpi=dpi, wanted=self._profile.resolution),
                _("take one with more dots, or show it smaller"),
            )


def _most_ink(function: Any) -> float | None:
    """The most ink that a gradient's function gives; None where it cannot be told."""
    if isinstance(function, Array):
        parts = [_most_ink(one) for one in function.as_list()]
        return None if None in parts else sum(one for one in parts if one is not None)
    if not isinstance(function, Dictionary | Stream):
        return None
    kind = function.get("/FunctionType")
    if kind == 2:  # between its ends
        return float(max(sum(_numbers(function.get(key))) for key in ("/C0", "/C1")))
    if kind == 3:
        inner = [_most_ink(one) for one in _listed(function.get("/Functions"))]
        return None if None in inner or not inner else max(one for one in inner if one is not None)
    plain = function.get("/BitsPerSample") == 8 and "/Decode" not in function
    if kind == 0 and plain and _numbers(function.get("/Range")) == (0.0, 1.0) * 4:
        samples = function.read_bytes()  # between the samples it is interpolated
        return max((sum(samples[i : i + 4]) for i in range(0, len(samples), 4)), default=0) / 255
    return None


def _cmyk_picture(given: Any) -> Image.Image:
    """A picture's dots as they are printed."""
    size = int(given.Width), int(given.Height)
    if given.get("/Filter") == Name.DCTDecode:
        with Image.open(io.BytesIO(given.read_raw_bytes()), formats=["JPEG"]) as opened:
            # Pillow takes every such file for one of Photoshop's and turns it round
            picture = ImageChops.invert(opened)
    elif given.get("/BitsPerComponent") == 8 and isinstance(given.get("/ColorSpace"), Name):
        picture = Image.frombytes("CMYK", size, given.read_bytes())
    else:
        picture = pikepdf.PdfImage(given).as_pil_image()
    if picture.mode != "CMYK" or picture.size != size:
        raise ValueError(picture.mode)
    decode = _numbers(given.get("/Decode"))
    if decode == (1.0, 0.0) * 4:
        return ImageChops.invert(picture)
    if decode not in ((), (0.0, 1.0) * 4):
        raise ValueError(decode)
    return picture


def _most_ink_of(picture: Image.Image) -> int:
    """The most ink that lies on one dot, in 0 to 4 × 255."""
    names = {name: band.convert("I") for name, band in zip("cmyk", picture.split(), strict=True)}
    total = ImageMath.lambda_eval(lambda a: a["c"] + a["m"] + a["y"] + a["k"], **names)
    return int(total.getextrema()[1])


# --- as it shows ------------------------------------------------------------

_LOOK = 144
"""Dots per inch at which the edges of a page are looked at."""


def _rendered(
    data: bytes, name: str, profile: PressProfile, trims: list[tuple[float, ...]]
) -> Iterator[Problem]:
    """Text too near the trim, and colours that end where they should bleed."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        yield Problem(Place(name), _("is not a readable PDF"), _("make it anew"))
        return
    with document:
        for number, trim in enumerate(trims, 1):
            place = str(Place(_("{file}, page {number}").format(file=name, number=number)))
            page = document[number - 1]
            yield from _near_text(page, place, profile, trim)
            yield from _short_colours(page, place, profile, trim)


def _near_text(
    page: Any, place: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """One finding for each run of letters that comes too near."""
    left, bottom, right, top = trim
    text = page.get_textpage()
    letters = [_letter(text, i) for i in range(text.count_chars())]
    run: list[str] = []
    nearest, spot = 0.0, (0.0, 0.0)
    for i, letter in enumerate([*letters, ""]):
        distance = float("inf")
        if letter.strip():
            x0, y0, x1, y1 = text.get_charbox(i)
            distance = min(x0 - left, y0 - bottom, right - x1, top - y1) / MM
        if distance < profile.safe - EXACT:
            if not run:
                nearest, spot = distance, (x0, y1)
            nearest = min(nearest, distance)
            run.append(letter)
        elif run and (not letter or letter.strip()):
            what = _('the text "{text}" is {found:.1f} mm from the trim, less than {safe:g} mm')
            shown = _("{page}, {x:.0f} mm from the left, {y:.0f} mm from the top").format(
                page=place, x=(spot[0] - left) / MM, y=(top - spot[1]) / MM
            )
            yield Problem(
                Place(shown),
                what.format(text="".join(run)[:40], found=nearest, safe=profile.safe),
                _("move it inwards"),
            )
            run = []


def _letter(text: Any, i: int) -> str:
    """A letter of a page, or a space for what the viewer put in between."""
    import pypdfium2.raw as pdfium_c

    if pdfium_c.FPDFText_IsGenerated(text, i) == 1:
        return " "
    return chr(pdfium_c.FPDFText_GetUnicode(text, i)) or " "


def _short_colours(
    page: Any, place: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """A finding for each side where a colour reaches the trim but not the bleed's end."""
    if profile.bleed == 0 or trim[2] <= trim[0] or trim[3] <= trim[1]:
        return
    scale = _LOOK / 72
    box = page.get_mediabox()
    if (box[2] - box[0]) * (box[3] - box[1]) * scale * scale > 60_000_000:
        return  # a poster: too large to be looked at
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("L")
    left, top = (trim[0] - box[0]) * scale, (box[3] - trim[3]) * scale
    right, bottom = (trim[2] - box[0]) * scale, (box[3] - trim[1]) * scale
    inside, outside = 0.3 * MM * scale, (profile.bleed - 0.3) * MM * scale
    sides = {
        _("left"): ((left + inside, top, 0), (left - outside, top, 0)),
        _("right"): ((right - inside, top, 0), (right + outside, top, 0)),
        _("top"): ((left, top + inside, 1), (left, top - outside, 1)),
        _("bottom"): ((left, bottom - inside, 1), (left, bottom + outside, 1)),
    }
    for side, ((x, y, across), (out_x, out_y, _same)) in sides.items():
        end = (right, y + 1) if across else (x + 1, bottom)
        out_end = (right, out_y + 1) if across else (out_x + 1, bottom)
        within = picture.crop((round(x), round(y), round(end[0]), round(end[1]))).tobytes()
        beyond = picture.crop(
            (round(out_x), round(out_y), round(out_end[0]), round(out_end[1]))
        ).tobytes()
        pairs = list(zip(within, beyond, strict=False))
        if any(one < 245 and other >= 250 for one, other in pairs[4:-4]):
            what = _("a colour at the {side} edge does not run to the end of the bleed")
            yield Problem(Place(place), what.format(side=side), _("let it run beyond the trim"))


# --- values of any kind -----------------------------------------------------


def _sub(holder: Any, key: str) -> Any:
    value = holder.get(key)
    return value if isinstance(value, Dictionary) else Dictionary()


def _listed(given: Any) -> list[Any]:
    if not isinstance(given, Array):
        return []
    return [one for one in given.as_list() if isinstance(one, Dictionary | Stream)]


def _inherited(page: Any, key: str) -> Any:
    for _step in range(_DEEPEST):
        if key in page:
            return page[key]
        if key in ("/TrimBox", "/BleedBox") or not isinstance(page.get("/Parent"), Dictionary):
            return None
        page = page.Parent
    return None


def _floats(operands: Iterable[Any]) -> Any:
    return tuple(float(one) for one in operands if not isinstance(one, Name))


def _numbers(array: Any) -> Any:
    return _floats(array.as_list()) if isinstance(array, Array) else ()


def _times(first: tuple[float, ...], then: tuple[float, ...]) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    moved = e * g + f * i + k, e * h + f * j + m
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, *moved)


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _points(operator: str, values: tuple[float, ...], matrix: Matrix) -> list[tuple[float, float]]:
    if operator == "re":
        x, y, width, height = values
        corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    else:
        corners = list(zip(values[::2], values[1::2], strict=True))
    return [_moved(x, y, matrix) for x, y in corners]


def _outside(points: list[tuple[float, float]], box: tuple[float, ...]) -> bool:
    """Whether a path lies on one side of a box."""
    if len(box) != 4:
        return False
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return max(xs) < box[0] or min(xs) > box[2] or max(ys) < box[1] or min(ys) > box[3]
