"""Write the tables in docs/templates.md: the names templates can use, filters, design tokens.

    python tools/template_reference.py

A test fails if they are out of date. The descriptions are the docstrings below the fields of
contexts and models; the examples are values of the shipped sample.
"""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import inspect
import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from markupsafe import Markup

from reports import shipped_folder
from reports.content.document_kind import Each
from reports.content.workspace import Content, load, read_people
from reports.documents.book import book
from reports.documents.campaign_context import MessageContext
from reports.documents.context import Context, attribute_types, template_names
from reports.documents.document import Document
from reports.documents.flyer import FlyerContext, flyer
from reports.documents.letter import letter
from reports.documents.planning import plan_checklists, plan_summaries
from reports.documents.workspace_kinds import CONTEXTS, KindContext
from reports.mail.mailing import Mailing, Parcel
from reports.render.filters import FILTERS
from reports.render.page_fitting import style
from reports.render.templates import Writer

PAGE = Path(__file__).resolve().parent.parent / "docs" / "templates.md"
START = "<!-- The tables below are written by tools/template_reference.py -->"
END = "<!-- End of the tables -->"

DAY = dt.date(2026, 3, 1)
"""The day that counts as today in the examples."""

INTRO_TO_OWN_KINDS = """\
The template of a kind in the folder `kinds` sees these names. Made for each resolution it sees
those of the [overview](#overview), too; for each area those of a [summary](#summary), for each
addressee those of a [checklist](#checklist), for each event those of a [flyer](#flyer)."""

INTRO_TO_DOCUMENT = """\
What is the same for every kind, such as `document.title`. The texts of a campaign and the page of
a message do not have it."""

INTRO_TO_FILTERS = """\
A filter changes a value: `{{ area.lines|span }}`. ⍽ stands for a space that no line ends at."""

INTRO_TO_TOKENS = """\
Custom properties for style sheets: `color: var(--colour)`. The values are those of the sample's
summary of Bereich 3."""

LONGEST_EXAMPLE = 60
"""Longer examples are cut to so many characters, so that a table stays readable."""

_DOCUMENT = {
    "title": "The title, as PDF readers show it.",
    "subject": "What it is, as PDF readers show it.",
    "author": "Whose document it is.",
    "language": "The language, as a code.",
    "format": "The page: its name and trim size.",
    "theme": "Colours, font and logo.",
    "design": "The design of a flyer, by the name of its folder; else empty.",
    "on": "The day that counts as today.",
    "name": "The path of the file below the output folder, without an ending.",
    "pages": "How many pages it may have, or nothing where that is open.",
}
"""The attributes of ``document`` that are useful in templates, with their descriptions."""

FILTER_EXAMPLES: Mapping[str, str] = {
    "span": "(508, 525)|span",
    "line_reference": "(508, 525)|line_reference",
    "set_text": '"Z. B. 2016 - 2020"|set_text',
    "set_title": '"Plan 2016 - 2020"|set_title',
    "unbroken": '"Anna Muster"|unbroken',
    "plain": '"18 Uhr am See"|set_text|plain',
    "unbroken_parts": '"Anna Muster, Weg 1"|unbroken_parts',
    "unbroken_if_short": '"AWO Leipzig"|unbroken_if_short',
    "mail_link": '"anna@example.org"|mail_link',
    "phone_link": '"0341 123456"|phone_link',
    "web_link": '"example.org/abend"|web_link("https://example.org/abend")',
    "listed": '["Anna", "Bea"]|listed',
    "language_names": '["ar", "uk"]|language_names("de")',
    "isolated": '"SPD Leipzig"|isolated',
    "direction": '"ar"|direction',
    "clock": 'start|clock(none, language="de")',
    "long_date": 'start.date()|long_date("de")',
    "short_date": "start.date()|short_date",
    "weekday": 'start.date()|weekday("de")',
    "keep": '"Mit dem Verein reden"|keep(["Verein"])',
}
"""The example of each filter; ``start`` is the beginning of the sample's first event."""

TOKENS: Mapping[str, str] = {
    "--colour": "the theme's strong colour: text on white, and ground under white text",
    "--tint": "the theme's ground for highlighted blocks",
    "--font": "the font families, that of the language's script first",
    "--ink": "the colour of text",
    "--grey": "the colour of what is less important",
    "--hair": "the colour of thin rules",
    "--rule": "how thick the rule on top of a page is",
    "--size": "the size of text, as large as the page budget allows",
    "--space": "how wide gaps are, 1 for the usual; multiply gaps by it",
    "--extra": "what is left over on the page, for each gap; add it to gaps",
    "--longer": "by how much the longest id of a measure is wider than usual ones such as 1.5.a",
    "--bleed": "by how much colour must run over the trim; 0mm unless a print shop is named",
}
"""The custom properties that every page has."""


@dataclasses.dataclass(frozen=True)
class KindOfPage:
    """A kind of document, as docs/templates.md describes it."""

    title: str
    files: str
    """Its template and style sheet, as Markdown."""
    context: Context
    """The values for its template, made from the sample."""


# --- the sample -------------------------------------------------------------


def _mailing(content: Content) -> tuple[Mailing, Parcel]:
    """Return the sample's campaign, and the parcel of its first recipient with a branch."""
    campaign = content.campaigns["parteitag"]
    sender = campaign.sender or content.settings.mail.sender
    assert sender is not None
    mailing = Mailing(content, "parteitag", campaign, sender, DAY)
    people = [person for person in read_people(content).people if person.recipient.branches]
    return mailing, mailing.parcels(people)[0]


def _kinds(content: Content) -> Iterator[KindOfPage]:
    """Yield all kinds, each with a context made from the sample."""
    overview, summary, *_others = plan_summaries(content, (), DAY).documents
    (checklist,) = plan_checklists(content, ["stadtrat-fraktion"], DAY).documents
    mailing, parcel = _mailing(content)
    person = parcel.person.recipient
    message = MessageContext(
        subject=mailing.subject(parcel),
        text=Markup("<p>Liebe Genossin Muster, …</p>"),
        organisation=content.settings.organisation,
        theme=content.theme,
        imprint=content.settings.imprint.publisher,
        unsubscribe=mailing.sender.email,
        language="de",
    )
    cover_letter = letter(
        content,
        person.model_copy(update={"street": "Musterweg 1", "postcode": "04109", "city": "Leipzig"}),
        mailing.sender,
        message.subject,
        message.text,
        mailing.titles(parcel),
        DAY,
        name="mail/letter",
        language="de",
    )
    files = "`templates/{0}.html`, `styles/{1}.css`".format
    yield KindOfPage("Summary", files("summary/summary", "summary"), summary.context)
    yield KindOfPage("Overview", files("summary/overview", "overview"), overview.context)
    yield KindOfPage("Checklist", files("checklist/checklist", "checklist"), checklist.context)
    yield KindOfPage(
        "Flyer",
        "`templates/flyer/flyer.html`, `folded.html` and `easy.html` (Leichte Sprache),"
        " `styles/flyer.css` and `easy.css`, designs in `templates/flyer/NAME/`",
        flyer(content, content.events[0], "de", DAY).context,
    )
    yield KindOfPage(
        "Book", files("book/book", "book"), book(content, content.resolutions, DAY).context
    )
    yield KindOfPage("Letter", files("letter/letter", "letter"), cover_letter.context)
    yield KindOfPage(
        "Text of a campaign",
        "`subject`, `text` and `letter` in `campaigns/NAME.toml`",
        mailing.values(parcel),
    )
    yield KindOfPage(
        "Page of a message", "`templates/mail/mail.html`, with its styles in it", message
    )


# --- types and values in words ----------------------------------------------

_PLAIN_TYPES: Mapping[object, str] = {
    str: "text",
    int: "number",
    float: "number",
    bool: "yes or no",
    Markup: "HTML",
    dt.date: "day",
    dt.datetime: "day and time",
    dt.timedelta: "duration",
    bytes: "bytes",
    Path: "path",
    type(None): "nothing",
}


def type_in_words(annotation: Any) -> str:
    """Return a type in words for people who write templates, such as "list of text"."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_in_words(arguments[0])
    if origin in (Union, types.UnionType):
        return " or ".join(type_in_words(part) for part in arguments)
    if origin is Literal:
        return " or ".join(f"`{str(part).lower()}`" for part in arguments)
    if origin is tuple and arguments[-1] is not Ellipsis:
        return " and ".join(type_in_words(part) for part in arguments)
    if origin is tuple or origin is Sequence:
        return f"list of {type_in_words(arguments[0])}"
    if origin is not None and issubclass(origin, Mapping):
        return f"{type_in_words(arguments[1])} for each name"
    if annotation in _PLAIN_TYPES:
        return _PLAIN_TYPES[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f"`{member.value}`" for member in annotation)
    return f"[{annotation.__name__}](#{annotation.__name__.lower()})"


def documented_types(annotation: Any) -> Iterator[type]:
    """Yield the classes in an annotation that have attributes a template can use."""
    if isinstance(annotation, type) and attribute_types(annotation):
        yield annotation
    for part in get_args(annotation):
        yield from documented_types(part)


def example(value: Any) -> str:
    """Return a value as a template would print it; of an object its id, title or name.

    Return "" if the value cannot be shown in a few words.
    """
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float | dt.date):
        return _code(str(value)) if str(value) else ""
    if isinstance(value, bytes) or value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"`{key}`" for key in list(value)[:3]) + (", …" if len(value) > 3 else "")
    attributes = attribute_types(type(value))
    if not attributes and isinstance(value, Sequence):
        shown = [example(part) for part in value[:3]]
        return ", ".join(shown) + (", …" if len(value) > 3 else "") if all(shown) else ""
    for name in ("id", "title", "name", "text", "full_name", "first"):
        if name in attributes:
            return example(getattr(value, name))
    return ""


def _code(text: str) -> str:
    """Return a text as code in a table, cut after a word if it is too long."""
    text = " ".join(text.replace("|", "¦").replace("`", "'").split())
    if len(text) > LONGEST_EXAMPLE:
        text = text[:LONGEST_EXAMPLE].rsplit(" ", 1)[0] + " …"
    return f"`{text}`"


# --- descriptions -----------------------------------------------------------


def _field_texts(owner: type) -> dict[str, str]:
    """Return the docstring of each field, and the first paragraph of each method's."""
    texts: dict[str, str] = {}
    for ancestor in reversed(owner.__mro__):
        try:
            source = inspect.getsource(ancestor)
        except (OSError, TypeError):  # a class of Python itself
            continue
        (node,) = ast.parse(inspect.cleandoc(f"\n{source}")).body
        assert isinstance(node, ast.ClassDef)
        for field, below in pairwise(node.body):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
            ):
                texts[field.target.id] = inspect.cleandoc(str(below.value.value))
        for member in node.body:
            if isinstance(member, ast.FunctionDef) and (text := ast.get_docstring(member)):
                texts[member.name] = text.split("\n\n")[0]
    return texts


def _cell(text: str) -> str:
    """Return a text for a cell of a table, with code as Markdown writes it."""
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


# --- the tables -------------------------------------------------------------


def tables() -> str:
    """Return all tables as Markdown, with the markers around them."""
    content = load(shipped_folder("data"))
    kinds = list(_kinds(content))
    parts = [
        START,
        "## What each template sees",
        "Besides the names of its kind, each template of a document sees [`document`](#document).",
    ]
    parts += [part for kind in kinds for part in _kind_tables(kind)]
    parts += _own_kind_tables()
    document = plan_summaries(content, (), DAY).documents[1]
    values = [*(kind.context for kind in kinds), document]
    roots = [
        *(types for kind in kinds for types in attribute_types(type(kind.context)).values()),
        *(types for context in CONTEXTS.values() for types in attribute_types(context).values()),
        *(attribute_types(Document)[name] for name in _DOCUMENT),
    ]
    parts += [
        "### document",
        INTRO_TO_DOCUMENT,
        _table(document, _DOCUMENT, _DOCUMENT),
        "## What the values have",
        *_value_tables(roots, values),
        "## Filters",
        INTRO_TO_FILTERS,
        _filters(content),
        "## Design tokens",
        INTRO_TO_TOKENS,
        _tokens(content),
        END,
    ]
    return "\n\n".join(parts) + "\n"


def _kind_tables(kind: KindOfPage) -> Iterator[str]:
    """Yield heading, files and table of a kind of document."""
    yield f"### {kind.title}"
    yield f"{kind.files}."
    yield _table(kind.context, template_names(kind.context), _field_texts(type(kind.context)))


def _own_kind_tables() -> Iterator[str]:
    """Yield the tables of the names in a workspace's own kinds, by what these are made for."""
    yield "### Kinds of one's own"
    yield INTRO_TO_OWN_KINDS
    yield _table_of_type(KindContext, attribute_types(KindContext))
    for each in (Each.BRANCH, Each.PERSON):
        yield f"Besides, a kind for each {each.value}:"
        others = set(attribute_types(CONTEXTS[each])) - set(attribute_types(KindContext))
        names = [name for name in attribute_types(CONTEXTS[each]) if name in others]
        yield _table_of_type(CONTEXTS[each], names)


def _table(owner: object, names: Mapping[str, object], texts: Mapping[str, str]) -> str:
    """Return a table of some attributes of a value: name, type, meaning, example."""
    annotations = attribute_types(type(owner))
    rows = ["| name | type | what it is | in the sample |", "|---|---|---|---|"]
    for name in names:
        cells = [
            f"`{name}`",
            type_in_words(annotations[name]),
            _cell(texts.get(name, "")),
            example(getattr(owner, name)),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _value_tables(roots: Sequence[Any], values: Sequence[object]) -> Iterator[str]:
    """Yield a table for each class whose objects a template can reach, in alphabetical order."""
    waiting = [owner for root in roots for owner in documented_types(root)]
    reached: dict[str, type] = {}
    while waiting:
        owner = waiting.pop()
        if owner.__name__ not in reached:
            reached[owner.__name__] = owner
            for annotation in attribute_types(owner).values():
                waiting += documented_types(annotation)
    examples = _examples(values, tuple(reached.values()))
    for name, owner in sorted(reached.items()):
        yield f"### {name}"
        yield _cell((inspect.getdoc(owner) or "").split("\n\n")[0])
        if owner in examples:
            names = attribute_types(owner)
            yield _table(examples[owner], names, _field_texts(owner))
        else:
            yield _table_of_type(owner, attribute_types(owner))


def _table_of_type(owner: type, names: Iterable[str]) -> str:
    """Return a table of some attributes of a class, without examples."""
    rows = ["| name | type | what it is |", "|---|---|---|"]
    texts = _field_texts(owner)
    for name in names:
        in_words = type_in_words(attribute_types(owner)[name])
        rows.append(f"| `{name}` | {in_words} | {_cell(texts.get(name, ''))} |")
    return "\n".join(rows)


def _examples(values: Sequence[object], owners: tuple[type, ...]) -> dict[type, object]:
    """Return of each class the object in the sample with the most filled attributes."""
    examples: dict[type, object] = {}
    waiting = list(values)
    met: set[int] = set()
    while waiting:
        value = waiting.pop(0)
        if id(value) in met:
            continue
        met.add(id(value))
        best = examples.get(type(value))
        if isinstance(value, owners) and _filled_fields(value) > _filled_fields(best):
            examples[type(value)] = value
        names = attribute_types(type(value))
        if names:
            waiting += [getattr(value, name) for name in names]
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, tuple | list):
            waiting += value
    return examples


def _filled_fields(value: object) -> int:
    """Return how many attributes of a value are not empty."""
    names = attribute_types(type(value))
    return sum(1 for name in names if getattr(value, name) not in (None, "", (), 0))


def _filters(content: Content) -> str:
    """Return the table of filters, with the result of each example."""
    writer = Writer(content.root)
    document = flyer(content, content.events[0], "de", DAY)
    assert isinstance(document.context, FlyerContext)
    environment = writer.environment("de")
    rows = ["| filter | what it makes | example | gives |", "|---|---|---|---|"]
    for name in sorted(FILTERS):
        template = environment.from_string(f"{{{{ {FILTER_EXAMPLES[name]} }}}}")
        result = template.render(document=document, start=document.context.start)
        sentence = _cell((inspect.getdoc(FILTERS[name]) or "").split("\n\n")[0])
        code = FILTER_EXAMPLES[name].replace("|", "\\|")
        rows.append(f"| `{name}` | {sentence} | `{code}` | {_code(_visible(result))} |")
    return "\n".join(rows)


def _visible(text: str) -> str:
    """Return a text with a visible sign in place of each no-break space."""
    return text.replace("\N{NO-BREAK SPACE}", "⍽").replace("\N{NARROW NO-BREAK SPACE}", "⍽")


def _tokens(content: Content) -> str:
    """Return the table of custom properties with their values in a document of the sample."""
    document = plan_summaries(content, ["3"], DAY).documents[0]
    css = "\n".join(
        [*Writer(content.root).write(document).styles, style(document.fit.sizes[0], 1.0)]
    )
    values = dict(re.findall(r"(--[a-z]+):\s*([^;}]+)", css))
    rows = ["| token | what it is | in the sample |", "|---|---|---|"]
    rows += [f"| `{name}` | {text} | `{values[name].strip()}` |" for name, text in TOKENS.items()]
    return "\n".join(rows)


def renewed(page: str) -> str:
    """Return the page with its tables written anew."""
    before, _start, rest = page.partition(START)
    _old, _end, after = rest.partition(END + "\n")
    return before + tables() + after


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
