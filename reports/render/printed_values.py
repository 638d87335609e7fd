"""Which values a template can print, and what it can print instead of the others.

Jinja prints whatever it gets: of an area, a list or a macro that would be a line of Python.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import jinja2

from reports.content.fields import Lines
from reports.documents.context import attribute_types
from reports.i18n import _

_TEXTS = (str, int, float, dt.date, dt.time, dt.timedelta, jinja2.Undefined)
"""What can be printed; of ``Undefined`` that raises, and names what is unknown."""

_MAIN_ATTRIBUTES = ("title", "name")
"""What is mostly meant where something is to be printed as a whole, the likeliest first."""


class WholeValueError(TypeError):
    """Raised where a template prints something that is no text as a whole; knows the value."""

    def __init__(self, value: Any) -> None:
        """Keep the value for `explain_whole_value`."""
        super().__init__("printed as a whole")
        self.value = value


def printed_value(value: Any) -> Any:
    """Return what a template prints for a value: nothing for None, else the value itself.

    Raises WholeValueError for what is neither text nor number nor day.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not (isinstance(value, _TEXTS) or hasattr(value, "__html__")):
        raise WholeValueError(value)
    return value


@jinja2.pass_eval_context
def joined(
    context: jinja2.nodes.EvalContext, values: Any, between: str = "", attribute: Any = None
) -> str:
    """Join values as Jinja's filter ``join`` does, but only such as can be printed."""
    values = list(values)
    if attribute is None:
        values = [printed_value(value) for value in values]
    return jinja2.filters.sync_do_join(context, values, between, attribute)


def explain_whole_value(value: Any, source: str, line: int | None) -> tuple[str, str]:
    """Return what is wrong with printing a value as a whole, and what was probably meant.

    ``source`` is the template's text, in whose ``line`` the value's name stands, if it is known.
    """
    source_line = "".join(source.splitlines()[line - 1 : line]) if line else ""
    names = re.findall(r"\{\{[-+]?\s*([\w.\[\]]+)\s*[-+]?(?:\}\}|\|)", source_line)
    name = names[0] if len(set(names)) == 1 else "…"
    if isinstance(value, bool):
        message = _("yes or no cannot be printed")
        return message, _("say what it means: {code}").format(
            code=f"{{% if {name} %}}…{{% endif %}}"
        )
    if isinstance(value, Lines):
        return _whole(name), _meant(f"{name}|line_reference")
    if parts := list(attribute_types(type(value))):
        for main in _MAIN_ATTRIBUTES:
            if main in parts:
                return _whole(name), _meant(f"{name}.{main}")
        return _whole(name), _("print a part of it: {names}").format(names=", ".join(parts))
    if callable(value):
        return _whole(name), _meant(f"{name}(…)")
    if isinstance(value, Sequence) and all(isinstance(part, str) for part in value):
        return _("a list cannot be printed"), _meant(f'{name}|join(", ")')
    if isinstance(value, Sequence | Mapping):
        return _("a list cannot be printed"), _("go through it: {code}").format(
            code=f"{{% for … in {name} %}}…{{% endfor %}}"
        )
    return _whole(name), _("print a part of it, or take it out")


def _whole(name: str) -> str:
    """Return that something cannot be printed as a whole."""
    if name == "…":
        return _("this cannot be printed as a whole")
    return _('"{name}" cannot be printed as a whole').format(name=name)


def _meant(code: str) -> str:
    """Return the remedy that suggests what to print instead."""
    return _('did you mean "{word}"?').format(word=f"{{{{ {code} }}}}")
