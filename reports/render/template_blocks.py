"""The blocks that a template has for others to fill in, and those that it fills in itself."""

from __future__ import annotations

from collections.abc import Sequence

import jinja2
from jinja2 import nodes


def template_blocks(
    environment: jinja2.Environment, name: str
) -> tuple[str | None, Sequence[nodes.Block]]:
    """Return the template that a template extends, and the blocks outside of other blocks.

    The first is None where it extends none, or one that only turns out while it is filled in.
    """
    tree = _parsed(environment, name)
    extends = tree.find(nodes.Extends)
    parent = extends.template if extends else None
    blocks = [node for node in tree.body if isinstance(node, nodes.Block)]
    return (parent.value if isinstance(parent, nodes.Const) else None), blocks


def unprinted_line(environment: jinja2.Environment, name: str) -> int | None:
    """Return the first line that a template which extends another prints outside of blocks.

    Jinja leaves it out without a word. Returns None if there is none.
    """
    tree = _parsed(environment, name)
    for output in tree.body:
        for part in output.nodes if isinstance(output, nodes.Output) else ():
            text = part.data if isinstance(part, nodes.TemplateData) else ""
            if not isinstance(part, nodes.TemplateData):
                return part.lineno
            if text.strip():
                blank = text[: len(text) - len(text.lstrip())]
                return part.lineno + blank.count("\n")
    return None


def extended_blocks(environment: jinja2.Environment, name: str) -> set[str]:
    """Return the names of all blocks of a template and of those that it extends."""
    names = {block.name for block in _parsed(environment, name).find_all(nodes.Block)}
    parent, _blocks = template_blocks(environment, name)
    return names | extended_blocks(environment, parent) if parent else names


def _parsed(environment: jinja2.Environment, name: str) -> nodes.Template:
    """Return a template's syntax tree."""
    assert environment.loader is not None
    source, file, _uptodate = environment.loader.get_source(environment, name)
    return environment.parse(source, name, file)
