"""What the content of each page paints: colours, ink, transparency, fonts, resolution."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from reports.content.press_profile import PressProfile, Standard
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import (
    DEEPEST,
    Matrix,
    concatenated,
    dictionaries_in,
    inherited_value,
    lies_outside,
    path_points,
    read_floats,
    read_numbers,
    sub_dictionary,
    transformed,
)
from reports.press.preflight_boxes import PageBoxes, remake_remedy
from reports.press.preflight_inks import cmyk_picture, most_ink, most_ink_of

_INK_EXACT = 0.001
"""By how much (of 1) rounding may exceed the ink limit."""

_MOST_STREAMS = 5000
"""How much content is walked through on one page; forms may draw each other without end."""

_START = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(eq=False)
class _PaintedColour:
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
    fill: _PaintedColour = field(default_factory=lambda: _PaintedColour(space=1))
    stroke: _PaintedColour = field(default_factory=lambda: _PaintedColour(space=1))


_DEVICE = {"/DeviceGray": 1, "/DeviceCMYK": 4}

_SETS = {"g": (1, False), "G": (1, True), "k": (4, False), "K": (4, True)}

_OTHER_SETS = {"rg", "RG", "cs", "CS", "sc", "SC", "scn", "SCN"}

_FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}

_STROKES = {"S", "s", "B", "B*", "b", "b*"}

_SHOWS = {"Tj", "TJ", "'", '"'}


class ContentWalk:
    """What is wrong with the content of one page, each fault told once, where it is first."""

    def __init__(self, sheet: PageBoxes, profile: PressProfile) -> None:
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
        resources = inherited_value(page, "/Resources")
        self._content(page, resources, _START, 0, mask=False)
        return list(self._told.values())

    def _tell(self, what: str, remedy: str = "", place: Place | None = None) -> None:
        self._told.setdefault(what, Problem(place or self._here, what, remedy or remake_remedy()))

    # one case for each operator of the format
    def _content(  # noqa: C901
        self, source: Any, resources: Any, matrix: Matrix, depth: int, *, mask: bool
    ) -> None:
        self._streams += 1
        if depth > DEEPEST or self._streams > _MOST_STREAMS:
            self.gave_up = True
            self._tell(_("is nested too deep or too often to be proven"))
            return
        resources = resources if isinstance(resources, Dictionary) else Dictionary()
        for font in sub_dictionary(resources, "/Font").as_dict().values():
            self._font(font)
        state, stack = _State(matrix), list[_State]()
        path: list[tuple[float, float]] = []
        line = _START
        unused: list[_PaintedColour] = []
        for one in pikepdf.parse_content_stream(source):
            operator, operands = str(one.operator), list(one.operands)
            if isinstance(one, pikepdf.ContentStreamInlineImage):
                self._tell(_("a picture lies within the content, unproven"))
            elif operator == "q":
                stack.append(state)
            elif operator == "Q":
                state = stack.pop() if stack else state
            elif operator == "cm":
                state = replace(state, matrix=concatenated(read_floats(operands), state.matrix))
            elif operator in ("m", "l", "re", "c", "v", "y"):
                path += path_points(operator, read_floats(operands), state.matrix)
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
                line = read_floats(operands)
            elif operator in ("Td", "TD"):
                line = concatenated((1, 0, 0, 1, *read_floats(operands)), line)
            elif operator in _SHOWS:
                spot = [transformed(0, 0, concatenated(line, state.matrix))]
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
                given = sub_dictionary(resources, "/ExtGState").get(str(operands[0]))
                self._state(given, resources, state.matrix, depth)
            elif operator == "sh":
                self._here = self._sheet.at(*transformed(0, 0, state.matrix))
                self._shading(
                    sub_dictionary(resources, "/Shading").get(str(operands[0])), mask=mask
                )
            elif operator == "Do":
                drawn = sub_dictionary(resources, "/XObject").get(str(operands[0]))
                self._drawn(drawn, resources, state, depth, mask=mask)
        self._here = Place(self._sheet.place)
        for paint in unused:
            if paint.wrong and not paint.told:
                self._tell(paint.wrong)

    def _set(
        self, operator: str, operands: list[Any], before: _PaintedColour, resources: Any
    ) -> _PaintedColour:
        if operator in ("rg", "RG"):
            return _PaintedColour(wrong=_("a colour is RGB"), space=-1)
        if operator in _SETS:
            return self._inks(_SETS[operator][0], read_floats(operands))
        if operator in ("cs", "CS"):
            return self._space(operands[0], resources)
        if before.space == 0:
            return _PaintedColour(pattern=str(operands[-1]))
        if before.space == -1 or before.marks:
            return before
        return self._inks(before.space, read_floats(operands))

    def _inks(self, space: int, values: tuple[float, ...]) -> _PaintedColour:
        if space == 1:
            return _PaintedColour(inks=(0, 0, 0, 1 - sum(values)), space=1)
        wrong = self._too_much(sum(values))
        return _PaintedColour(wrong=wrong, inks=values, space=4)

    def _too_much(self, ink: float) -> str:
        if ink * 100 <= self._profile.ink_limit + _INK_EXACT * 100:
            return ""
        what = _("a colour has {ink:.0f} percent of ink, more than {limit}")
        return what.format(ink=ink * 100, limit=self._profile.ink_limit)

    def _space(self, given: Any, resources: Any) -> _PaintedColour:
        named = (
            sub_dictionary(resources, "/ColorSpace").get(str(given))
            if isinstance(given, Name)
            else None
        )
        given = named if named is not None else given
        if str(given) == "/Pattern":
            return _PaintedColour()
        if isinstance(given, Name) and str(given) in _DEVICE:
            return self._first(_DEVICE[str(given)])
        parts: list[Any] = list(given.as_list()) if isinstance(given, Array) else []
        if parts[:3] == [Name.Separation, Name.All, Name.DeviceCMYK]:
            return _PaintedColour(marks=True, space=1)
        family = str(given[0] if isinstance(given, Array) and len(given) else given).lstrip("/")
        what = _("a colour is neither CMYK nor grey ({space})").format(space=family)
        return _PaintedColour(wrong=what, space=-1)

    def _first(self, space: int) -> _PaintedColour:
        return _PaintedColour(inks=(0, 0, 0, 1), space=space)

    def _painted(
        self,
        paint: _PaintedColour,
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
        if paint.marks and not lies_outside(points, self._sheet.box("/BleedBox")):
            self._tell(_("a crop mark lies within the bleed"))
        if text and len(paint.inks) == 4 and paint.inks[3] >= 0.6 and min(paint.inks[:3]) >= 0.3:
            self._tell(_("dark text is of all four inks"), _("set it in black ink alone"))
        if paint.pattern:
            given = sub_dictionary(resources, "/Pattern").get(paint.pattern)
            if not isinstance(given, Dictionary | Stream):
                self._tell(_("a pattern is missing"))
                return
            placed = concatenated(read_numbers(given.get("/Matrix")) or _START, matrix)
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
        described = next(iter(dictionaries_in(font.get("/DescendantFonts"))), font)
        descriptor = sub_dictionary(described, "/FontDescriptor")
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
            placed = concatenated(read_numbers(group.get("/Matrix")) or _START, matrix)
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
            ink = most_ink(given.get("/Function"))
            if ink is None:
                self._tell(_("a gradient's ink cannot be measured"))
            elif wrong := self._too_much(ink):
                self._tell(wrong)

    def _drawn(self, drawn: Any, resources: Any, state: _State, depth: int, *, mask: bool) -> None:
        if not isinstance(drawn, Stream):
            return
        if drawn.get("/Subtype") == Name.Form:
            self._group(drawn)
            placed = concatenated(read_numbers(drawn.get("/Matrix")) or _START, state.matrix)
            if self._first_time(drawn, placed, mask):
                used = drawn.get("/Resources", resources)
                self._content(drawn, used, placed, depth + 1, mask=mask)
            return
        corners = [transformed(x, y, state.matrix) for x in (0, 1) for y in (0, 1)]
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
                picture = cmyk_picture(given)
            except Exception:  # a decoder may fail in many ways
                self._tell(_("a picture cannot be read"))
                return
            ink = most_ink_of(picture) / 255
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
