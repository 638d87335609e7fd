"""Say what Jinja and Python raise in words for the person who wrote a template."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.utils import missing

from reports.documents.context import attribute_types
from reports.i18n import _, quoted
from reports.render.printed_values import WholeValueError, explain_whole_value
from reports.suggestions import near

Words = tuple[str, str]
"""What is wrong, and what to do, as a problem says it."""

_TAGS = (
    "autoescape", "block", "call", "elif", "else", "endautoescape", "endblock", "endcall",
    "endfilter", "endfor", "endif", "endmacro", "endset", "endtrans", "endwith", "extends",
    "filter", "for", "from", "if", "import", "include", "macro", "pluralize", "set", "trans",
    "with",
)  # fmt: skip


@dataclass(frozen=True)
class TemplateLine:
    """A line of a template; without a file, of a text that was compiled as one."""

    file: str
    """The path of the template, as Jinja's loader gave it."""
    line: int


class UnknownNameError(jinja2.UndefinedError):
    """Raised for a name that a template uses and that does not exist.

    Knows the name, the value whose attribute it was to be (or Jinja's ``missing``), and
    the line in which it is written: a macro that gets it fails in a line of its own.
    """

    def __init__(self, owner: Any, name: Any, written: TemplateLine | None, message: str) -> None:
        """Keep the owner, the name and the line beside the message."""
        super().__init__(message)
        self.owner = owner
        self.name = name
        self.written = written


class Undefined(jinja2.StrictUndefined):
    """Stands for an unknown name until it is used, which raises UnknownNameError."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: Callable[[str], Exception] = jinja2.UndefinedError,
    ) -> None:
        """Note the line in which the name is written, unless another exception is asked for."""
        if exc is jinja2.UndefinedError:
            exc = partial(UnknownNameError, obj, name, _current_line())
        super().__init__(hint, obj, name, exc)  # type: ignore[arg-type]  # any that makes one


def _current_line() -> TemplateLine | None:
    """Return the line of a template that is being filled in right now, None outside of one."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        template: jinja2.Template | None = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(frame.f_lineno)
            return TemplateLine(frame.f_code.co_filename, line)
        frame = frame.f_back
    return None


def innermost_line(error: Exception) -> TemplateLine | None:
    """Return the line in which what failed is written, or None if no template is to blame.

    For an unknown name that is where it stands; for anything else the last line of a
    template that the error passed through.
    """
    if isinstance(error, UnknownNameError) and error.written:
        return error.written
    innermost = None
    trace = error.__traceback__
    while trace is not None:
        # a frame that Jinja has put in place of one of its compiled code
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            innermost = TemplateLine(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return innermost


def line_of_name(error: Exception, source: str, start: int) -> int:
    """Return the line that an unknown name stands in, for a tag that begins in line ``start``.

    Jinja knows no more than where a tag begins, which can be several lines long.
    """
    if isinstance(error, UnknownNameError):
        for number, text in enumerate(re.split(r"\r\n|[\r\n]", source)[start - 1 :], start):
            if re.search(rf"\b{re.escape(str(error.name))}\b", text):
                return number
            if "%}" in text or "}}" in text:
                break
    return start


def explained(
    error: Exception,
    environment: jinja2.Environment,
    names: Iterable[str],
    source: str = "",
    line: int | None = None,
) -> Words:
    """Return what is wrong and what to do, in the user's language.

    ``names`` are those that the template gets; ``source`` is its text, whose own
    names (of loops, macros and ``set``) can be meant, too; ``line`` is that of the fault.
    """
    if isinstance(error, UnknownNameError):
        assigned = _assigned_names(environment, source)
        return _unknown_name(error, [*assigned, *names, *environment.globals])
    if isinstance(error, WholeValueError):
        return explain_whole_value(error.value, source, line)
    if isinstance(error, jinja2.TemplateNotFound):
        return _unknown_template(error, environment)
    if isinstance(error, jinja2.TemplateSyntaxError | jinja2.TemplateRuntimeError):
        return _fault_of_form(str(error.message or ""), environment, error)
    if environment.loader is None and "no loader" in str(error):
        return _("no other template can be used here"), _("write its text here instead")
    for kind, words in _BY_KIND:
        if isinstance(error, kind):
            return words()
    return _("this cannot be filled in"), _correct()


def _correct() -> str:
    """Return the remedy if no better one is known."""
    return _("correct the template")


def _assigned_names(environment: jinja2.Environment, source: str) -> list[str]:
    """Return the names that a template gives itself: of loops, macros, imports and ``set``."""
    try:
        tree = environment.parse(source)
    except jinja2.TemplateSyntaxError:
        return []
    names = [name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")]
    names += [macro.name for macro in tree.find_all(nodes.Macro)]
    names += [imported.target for imported in tree.find_all(nodes.Import)]
    for imported in tree.find_all(nodes.FromImport):
        names += [name if isinstance(name, str) else name[1] for name in imported.names]
    return names


def _unknown_name(error: UnknownNameError, names: Collection[str]) -> Words:
    """Return the words for a name or an attribute that does not exist, with a similar one."""
    name = str(error.name)
    if error.owner is missing:
        message = _('there is no "{name}" here').format(name=name)
        # a name of a loop is assigned elsewhere, and not known here
        others = [other for other in names if other != name]
        return message, near(name, others, otherwise=_correct())
    message = _('what stands before it has no "{name}"').format(name=name)
    return message, near(name, _attribute_names(error.owner), otherwise=_correct())


def _attribute_names(owner: Any) -> list[str]:
    """Return what a template can ask a value for."""
    if documented := attribute_types(type(owner)):
        return list(documented)
    if isinstance(owner, Mapping):
        return [str(key) for key in owner]
    return [name for name in dir(owner) if not name.startswith("_")]


def _unknown_template(error: jinja2.TemplateNotFound, environment: jinja2.Environment) -> Words:
    """Return the words for a template that does not exist, with a similar name."""
    try:
        names = environment.list_templates()
    except Exception:  # a loader that cannot list, or a folder that cannot be read
        names = []
    message = _("not found")
    return message, near(
        str(error.name or ""), names, otherwise=_("add the template, or correct its name")
    )


def _fault_of_form(reason: str, environment: jinja2.Environment, error: Exception) -> Words:
    """Return the words for what Jinja's parser or compiler says, whose sentence is ``reason``."""
    if isinstance(error, SecurityError):
        return (
            _("a template may only read values here, and call next to nothing"),
            _("take it out"),
        )
    if match := re.search(r"No (filter|test) named '(.*?)'", reason):
        kind, name = match[1], match[2]
        names = environment.filters if kind == "filter" else environment.tests
        message = (
            _('there is no filter "{name}"') if kind == "filter" else _('there is no test "{name}"')
        )
        return message.format(name=name), near(name, names, otherwise=_correct())
    if (match := re.search(r"unknown tag '(.*?)'", reason)) and match[1] not in _TAGS:
        message = _('there is no tag "{name}" here').format(name=match[1])
        return message, near(match[1], _TAGS, otherwise=_("take it out"))
    if match := re.search(r"innermost block that needs to be closed is '(.*?)'", reason):
        message = _('the block "{name}" is not closed').format(name=match[1])
        remedy = _("close it with {tag}").format(tag=f"{{% end{match[1]} %}}")
        return message, remedy
    if match := re.search(r"unknown tag '(.*?)'", reason):
        message = _('the tag "{name}" stands where none of its kind is open').format(name=match[1])
        return message, _("take it out, or begin before it what it belongs to")
    if match := re.search(r"block '(.*?)' defined twice", reason):
        message = _('the block "{name}" stands twice').format(name=match[1])
        return message, _("give each its own name")
    for pattern, words in _FORMS:
        if re.search(pattern, reason):
            return words()
    if match := re.search(r"(?:, got|unexpected|unexpected char) '(.+?)'(?:$|[ ,])", reason):
        sign = _SIGNS.get(match[1], lambda: quoted(match[1]))()
        message = _("{sign} does not fit here").format(sign=sign)
        return message, _("check braces, brackets, quotation marks and the sign |")
    return _("this is not written as a template must be"), _correct()


_SIGNS: Mapping[str, Callable[[], str]] = {
    "end of statement block": lambda: quoted("%}"),
    "end of print statement": lambda: quoted("}}"),
    "begin of print statement": lambda: quoted("{{"),
    "begin of statement block": lambda: quoted("{%"),
    "end of template": lambda: _("the end of the template"),
    "template data / text": lambda: _("text outside of braces"),
    "integer": lambda: _("a number"),
    "float": lambda: _("a number"),
    "string": lambda: _("a text in quotation marks"),
}
"""Jinja's names for parts of a template."""

_FORMS: tuple[tuple[str, Callable[[], Words]], ...] = (
    (
        r"[Uu]nexpected end of template|Missing end of",
        lambda: (
            _("something that was opened is not closed before the template ends"),
            _("close it; a block ends with {tag}").format(tag="{% end… %}"),
        ),
    ),
    (
        r"Expected an expression|expected name or number|subscript",
        lambda: (_("a value is missing between the braces"), _("write one, or remove the braces")),
    ),
    (
        r"tag name expected",
        lambda: (_("the name of a tag is missing"), _("write one, such as if or for")),
    ),
    (
        r"Block names|Invalid character in identifier",
        lambda: (_("a name has signs that it cannot have"), _("use letters, digits and _")),
    ),
    (
        r"trans|plural",
        lambda: (_("a text to be translated is not written as it must be"), _correct()),
    ),
)

_BY_KIND: tuple[tuple[type[Exception], Callable[[], Words]], ...] = (
    (RecursionError, lambda: (_("the template includes itself without end"), _correct())),
    (
        ZeroDivisionError,
        lambda: (_("a division by zero is asked for"), _("ask for the number first, with if")),
    ),
    (
        OverflowError,
        lambda: (_("a loop or a number is too large"), _("make it smaller")),
    ),
    (MemoryError, lambda: (_("it takes too much memory"), _("make it smaller"))),
    (
        TypeError,
        lambda: (
            _("a value is used as something that it is not"),
            _("check filters and their brackets, and what is added or compared"),
        ),
    ),
    (
        LookupError,
        lambda: (_("a part of a value is asked for that it does not have"), _correct()),
    ),
    (
        ValueError,
        lambda: (_("a filter cannot take this value"), _("correct it, or leave the filter out")),
    ),
)
