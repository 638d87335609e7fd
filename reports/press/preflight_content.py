"""Preflight of page content: colours, ink, transparency, fonts, resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from reports.content.press_profile import PressProfile, Standard
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.colour_spaces import Paint
from reports.press.content_interpreter import (
    ContentStream,
    ContentVisitor,
    GraphicsState,
    Point,
    interpret,
)
from reports.press.inks import Ink
from reports.press.pdf_values import (
    Matrix,
    has_font_file,
    inherited_value,
    lies_outside,
    sub_dictionary,
    transformed,
)
from reports.press.picture_resolution import DPI_TOLERANCE, picture_dpi
from reports.press.preflight_boxes import PageBoxes, remake_remedy
from reports.press.preflight_inks import cmyk_picture, is_whole, most_ink, most_ink_of
from reports.press.theme_inks import is_same_ink

_INK_TOLERANCE = 0.1
"""Per cent by which rounding may exceed the ink limit."""

_MOST_STREAMS = 5000
"""Content streams that are inspected on one page; forms may draw each other without end."""

_PRINTED_SPACES = {"/DeviceGray", "/DeviceCMYK"}
"""The colour spaces that a press file may use."""

_RICH_BLACK, _RICH_COLOUR = 0.6, 0.3
"""Dark text of four inks has this much black and this much of each coloured ink.

Less cannot be seen as a coloured fringe if the inks are not exactly in register.
"""


def inspect_page(
    sheet: PageBoxes, profile: PressProfile, theme_inks: Mapping[str, tuple[Ink, Ink]] | None = None
) -> PageReport:
    """Inspect the content of a page and return the report with its problems.

    ``theme_inks`` are for colours of the theme the inks that the ICC profile makes of them, and
    those that they must have.
    """
    report = PageReport(sheet, profile)
    report.theme_inks = dict(theme_inks or {})
    report.check_group(sheet.page)
    resources = inherited_value(sheet.page, "/Resources")
    _inspect(ContentStream(sheet.page, resources), report)
    return report


class PageReport:
    """The problems of one page's content, and what has been inspected of it."""

    def __init__(self, sheet: PageBoxes, profile: PressProfile) -> None:
        """Begin the report of a page."""
        self.sheet = sheet
        self.profile = profile
        self.is_complete = True
        """Whether all content was inspected; if not, one of the problems says why."""
        self._problems: dict[str, Problem] = {}
        self.position = Place(sheet.place)
        """Where on the page something was painted last."""
        self.stream_count = 0
        self.theme_inks: dict[str, tuple[Ink, Ink]] = {}
        self._inspected: set[Any] = set()

    @property
    def problems(self) -> list[Problem]:
        """All problems, each once, at the first place where it occurs."""
        return list(self._problems.values())

    def add(self, message: str, remedy: str = "") -> None:
        """Note a problem at the current position, unless it was noted before."""
        problem = Problem(self.position, message, remedy or remake_remedy())
        self._problems.setdefault(message, problem)

    def move_to(self, points: Sequence[Point]) -> None:
        """Take the upper left corner of some points as the position."""
        self.position = self.sheet.at(min(x for x, _y in points), max(y for _x, y in points))

    def leave_position(self) -> None:
        """Take the whole page as the position."""
        self.position = Place(self.sheet.place)

    def is_new(self, content: ContentStream) -> bool:
        """Return whether a stream was not inspected yet in its place; from now on it was."""
        matrix = tuple(round(number, 2) for number in content.matrix)
        key = (content.source.objgen, matrix, content.in_mask)
        if key in self._inspected:
            return False
        self._inspected.add(key)
        return True

    def give_up(self) -> None:
        """Note that there is more content than can be inspected."""
        self.is_complete = False
        self.add(_("is nested too deep or too often to be proven"))

    def exceeds_limit(self, ink: float) -> bool:
        """Return whether a total of ink, 1 for each full ink, exceeds the limit."""
        return ink * 100 > self.profile.ink_limit + _INK_TOLERANCE

    def add_transparency(self) -> None:
        """Note that something is transparent, if the standard forbids it."""
        if self.profile.standard is Standard.X3:
            self.add(_("something is see-through, which PDF/X-3 forbids"))

    def check_group(self, holder: Any) -> None:
        """Note what is wrong with the transparency group of a page or a form, if it has one."""
        group = holder.get("/Group")
        if not isinstance(group, Dictionary) or group.get("/S") != Name.Transparency:
            return
        self.add_transparency()
        space = group.get("/CS")
        if space is not None and str(space) not in _PRINTED_SPACES:
            self.add(_("see-through parts are mixed in RGB or another colour space"))


def _inspect(content: ContentStream, report: PageReport) -> None:
    """Inspect a content stream, unless there were too many on the page, which is noted."""
    report.stream_count += 1
    if report.stream_count > _MOST_STREAMS:
        report.give_up()
        return
    interpret(_StreamInspector(content, report))


class _StreamInspector(ContentVisitor):
    """Notes the problems of one content stream and of those drawn within it."""

    def __init__(self, content: ContentStream, report: PageReport) -> None:
        """Prepare to inspect a stream; its problems go into the report."""
        super().__init__(content)
        self._report = report
        self._colours: list[Paint] = []

    # --- what the interpreter reports ---------------------------------------

    def too_deep(self) -> None:
        """Note that the content cannot be inspected."""
        self._report.give_up()

    def started(self) -> None:
        """Note what is wrong with the fonts of the resources, whether they are used or not."""
        if isinstance(self.content.resources, Dictionary):
            for font in sub_dictionary(self.content.resources, "/Font").as_dict().values():
                self._check_font(font)

    def finished(self) -> None:
        """Note wrong colours that were set and never used for painting."""
        self._report.leave_position()
        for paint in self._colours:
            if wrong := self._wrong_colour(paint):
                self._report.add(wrong)

    def colour_set(self, paint: Paint) -> None:
        """Keep the colour, to check it even if nothing is painted with it."""
        self._colours.append(paint)

    def painted(self, paint: Paint | None, points: Sequence[Point], *, text: bool = False) -> None:
        """Note what is wrong with something painted.

        That is its colour or pattern, a crop mark within the bleed, dark text of all four inks.
        """
        if not points:
            return
        self._report.move_to(points)
        if paint is None:
            return
        if wrong := self._wrong_colour(paint):
            self._report.add(wrong)
        is_mark = paint.space.kind == "registration"
        if is_mark and not lies_outside(list(points), self._report.sheet.box("/BleedBox")):
            self._report.add(_("a crop mark lies within the bleed"))
        if text and _is_rich_black(paint):
            self._report.add(_("dark text is of all four inks"), _("set it in black ink alone"))
        if paint.pattern:
            self._check_pattern(paint.pattern)

    def parameters_set(self, name: str, parameters: Any, state: GraphicsState) -> None:
        """Note what the parameters of the graphics state must not set, and inspect a soft mask."""
        report = self._report
        if not isinstance(parameters, Dictionary):
            return
        mask = parameters.get("/SMask")
        is_faint = any(float(parameters.get(key, 1)) < 1 for key in ("/CA", "/ca"))
        if is_faint or isinstance(mask, Dictionary):
            report.add_transparency()
        mode = parameters.get("/BM", Name.Normal)
        if str(mode) not in ("/Normal", "/Compatible"):
            report.add(_("colours are blended, so their ink may add up"))
        if parameters.get("/OP", False) or parameters.get("/op", False):
            report.add(_("colours are overprinted, so their ink may add up"))
        if any(key in parameters for key in ("/TR", "/TR2", "/HT")):
            report.add(_("sets a transfer curve or a screen of its own"))
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            self._inspect_form(mask.G, state.matrix, as_mask=True)

    def gradient_painted(self, name: str, shading: Any, state: GraphicsState) -> None:
        """Note what is wrong with a gradient."""
        self._report.move_to([transformed(0, 0, state.matrix)])
        self._check_gradient(shading)

    def form_drawn(self, name: str, form: Any, state: GraphicsState) -> None:
        """Inspect a form."""
        self._inspect_form(form, state.matrix)

    def picture_drawn(self, name: str, picture: Any, state: GraphicsState) -> None:
        """Note what is wrong with a picture, or with the colour of a stencil.

        Its resolution is looked at unless it is part of a soft mask.
        """
        corners = [transformed(x, y, state.matrix) for x in (0, 1) for y in (0, 1)]
        self._report.move_to(corners)
        if picture.get("/ImageMask", False):
            self.painted(state.fill, corners)
        else:
            self._check_picture(picture)
        if not self.content.in_mask:
            self._check_resolution(picture, state.matrix)

    def picture_missing(self, name: str) -> None:
        """Note a picture that is to be drawn and not there."""
        self._report.add(_("a picture is missing"))

    def inline_picture(self) -> None:
        """Note a picture that is not inspected."""
        self._report.add(_("a picture lies within the content, unproven"))

    # --- colours ------------------------------------------------------------

    def _wrong_colour(self, paint: Paint) -> str:
        """Return what is wrong with a colour; an empty text if it is right."""
        space = paint.space
        if space.kind in ("pattern", "registration"):
            return ""
        if space.kind == "rgb" and not space.family:
            return _("a colour is RGB")
        is_device = not space.family or f"/{space.family}" in _PRINTED_SPACES
        if space.kind not in ("grey", "cmyk") or not is_device:
            message = _("a colour is neither CMYK nor grey ({space})")
            return message.format(space=space.family)
        if space.kind != "cmyk":
            return ""
        return self._excess_ink(sum(paint.values)) or self._wrong_ink(paint.values)

    def _wrong_ink(self, inks: Sequence[float]) -> str:
        """Return the message for a colour of the theme that has not the inks given for it."""
        for colour, (converted, prescribed) in self._report.theme_inks.items():
            if is_same_ink(inks, converted) and not is_same_ink(inks, prescribed):
                message = _(
                    "{colour} is printed with {inks} and not with {given}, as the theme asks"
                )
                return message.format(
                    colour=colour, inks=_percent(inks), given=_percent(prescribed)
                )
        return ""

    def _excess_ink(self, ink: float) -> str:
        """Return the message for a colour with too much ink; an empty text if it has not."""
        if not self._report.exceeds_limit(ink):
            return ""
        message = _("a colour has {ink:.0f} percent of ink, more than {limit}")
        return message.format(ink=ink * 100, limit=self._report.profile.ink_limit)

    # --- what content refers to ---------------------------------------------

    def _inspect_form(self, form: Any, matrix: Matrix, *, as_mask: bool = False) -> None:
        """Inspect a form or a soft mask that is drawn with a transformation."""
        self._report.check_group(form)
        content = self.content.of_form(form, matrix, as_mask=as_mask)
        if self._report.is_new(content):
            _inspect(content, self._report)

    def _check_pattern(self, name: str) -> None:
        """Inspect a tiling pattern, or the gradient of a shading pattern; note a missing one."""
        pattern = self.content.resource("/Pattern", name)
        if not isinstance(pattern, Dictionary | Stream):
            self._report.add(_("a pattern is missing"))
            return
        if pattern.get("/PatternType") == 2:
            self._check_gradient(pattern.get("/Shading"))
            return
        content = self.content.of_pattern(pattern)
        if self._report.is_new(content):
            _inspect(content, self._report)

    def _check_font(self, font: Any) -> None:
        """Note a font that is not embedded or consists of drawings."""
        if not isinstance(font, Dictionary):
            return
        name = str(font.get("/BaseFont", "?")).lstrip("/")
        if font.get("/Subtype") == Name.Type3:
            message = _("the font {font} is drawn from pictures, unproven")
            self._report.add(message.format(font=name))
        elif not has_font_file(font):
            self._report.add(_("the font {font} is not embedded").format(font=name))

    def _check_gradient(self, shading: Any) -> None:
        """Note what is wrong with a gradient's colour space, kind or ink, or that it is missing."""
        report = self._report
        if not isinstance(shading, Dictionary | Stream):
            report.add(_("a gradient is missing"))
            return
        space = str(shading.get("/ColorSpace"))
        if space not in _PRINTED_SPACES:
            report.add(_("a gradient is neither CMYK nor grey"))
        elif shading.get("/ShadingType") not in (2, 3):
            report.add(_("a gradient is of a kind that cannot be proven"))
        elif space == "/DeviceCMYK" and not self.content.in_mask:
            ink = most_ink(shading.get("/Function"))
            if ink is None:
                report.add(_("a gradient's ink cannot be measured"))
            elif wrong := self._excess_ink(ink):
                report.add(wrong)

    def _check_picture(self, picture: Any) -> None:
        """Note what is wrong with a picture's transparency, colour space and ink."""
        report = self._report
        if "/SMask" in picture:
            report.add_transparency()
        space = picture.get("/ColorSpace")
        if isinstance(space, Array) and len(space) > 1 and space[0] == Name.Indexed:
            space = space[1]
        if str(space) not in _PRINTED_SPACES:
            report.add(_("a picture is neither CMYK nor grey"))
        elif not is_whole(picture):
            report.add(_("a picture is damaged"), _("export it anew, and make the file anew"))
        elif str(space) == "/DeviceCMYK" and not self.content.in_mask:
            try:
                pixels = cmyk_picture(picture)
            except Exception:  # a decoder may fail in many ways
                report.add(_("a picture cannot be read"))
                return
            ink = most_ink_of(pixels) / 255
            if report.exceeds_limit(ink):
                message = _("a picture has {ink:.0f} percent of ink, more than {limit}")
                report.add(message.format(ink=ink * 100, limit=report.profile.ink_limit))

    def _check_resolution(self, picture: Any, matrix: Matrix) -> None:
        """Note a picture with too few pixels for its printed size."""
        size = int(picture.get("/Width", 0)), int(picture.get("/Height", 0))
        dpi = picture_dpi(*size, matrix)
        least = self._report.profile.resolution
        if dpi < least - DPI_TOLERANCE:
            message = _("a picture is printed at {dpi:.0f} dpi, less than {wanted}")
            self._report.add(
                message.format(dpi=dpi, wanted=least),
                _("take one with more dots, or show it smaller"),
            )


def _percent(inks: Sequence[float]) -> str:
    """Return inks as the settings give them: "0 100 100 0"."""
    return " ".join(f"{ink * 100:.0f}" for ink in inks)


def _is_rich_black(paint: Paint) -> bool:
    """Return whether a colour is dark and consists of all four inks."""
    inks = paint.values
    return (
        paint.space.kind == "cmyk"
        and len(inks) == 4
        and inks[3] >= _RICH_BLACK
        and min(inks[:3]) >= _RICH_COLOUR
    )
