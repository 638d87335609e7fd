"""Read a book's HTML into the values that its Typst template takes, with the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html as parser  # type: ignore[import-untyped]  # it has no types

from bench.pages import Values, by_class, first_by_class, measure_values, text_of


def book_values(text: str) -> Values:
    """Return the values of a collection of resolutions, from its HTML."""
    page = parser.fromstring(text)
    return {
        "title": text_of(page.find(".//title")),
        "author": page.find(".//meta[@name='author']").get("content"),
        "colour": _token(text, "colour"),
        "cover": _cover(first_by_class(page, "cover")),
        "contents": _contents(first_by_class(page, "contents")),
        "parts": [_part(part) for part in by_class(page, "part")],
        "indexes": [_index(index) for index in by_class(page, "index")],
        "matrices": [_matrix(matrix) for matrix in by_class(page, "matrix")],
    }


def _token(text: str, name: str) -> str:
    """Return the value of a custom property in the page's style sheets."""
    value = re.search(rf"--{name}: ([^;]+);", text)
    assert value is not None
    return value[1]


def _cover(cover: Any) -> Values:
    return {
        "kicker": text_of(first_by_class(cover, "kicker")),
        "title": text_of(cover.find(".//h1")),
        "titles": [
            [text_of(entry.find("b")), text_of(first_by_class(entry, "about"))]
            for entry in cover.iter("li")
        ],
    }


def _contents_entry(entry: Any) -> Values:
    """Return the values of an entry in the table of contents."""
    link = entry.find("a")
    return {
        "number": text_of(first_by_class(entry, "number")),
        "title": text_of(link),
        "to": link.get("href")[1:],
    }


def _contents(contents: Any) -> Values:
    """Return the table of contents as a flat list of entries with their levels (1 to 3)."""

    def entries() -> Iterator[Values]:
        for child in contents:
            if child.tag == "h3":
                yield {"level": 1, **_contents_entry(child)}
            elif child.tag == "ul":
                for entry in by_class(child, "listed"):
                    yield {
                        "level": 2 if entry.getparent().get("class") else 3,
                        **_contents_entry(entry),
                    }

    return {"title": text_of(contents.find("h2")), "entries": list(entries())}


def _part(part: Any) -> Values:
    opener = first_by_class(part, "opener")
    return {
        "opener": {
            "id": opener.get("id"),
            "head": opener.get("data-head"),
            "kicker": text_of(first_by_class(opener, "kicker")),
            "title": text_of(opener.find("h2")),
            "about": [text_of(line) for line in _lines(first_by_class(opener, "about"))],
        },
        "areas": [_area(area) for area in by_class(part, "area")],
    }


def _lines(element: Any) -> list[Any]:
    """Return the lines of an element, divided at its ``br`` elements, each as an element."""
    markup = parser.tostring(element, encoding="unicode", with_tail=False)
    inner = markup.partition(">")[2].rpartition("</")[0]
    return [parser.fromstring(f"<p>{line}</p>") for line in re.split(r"<br\s*/?>", inner)]


def _area(area: Any) -> Values:
    header = area.find("header")
    numeral = text_of(first_by_class(header, "numeral"))
    return {
        "id": area.get("id"),
        "head": area.get("data-head"),
        "numeral": numeral,
        "title": text_of(first_by_class(header, "area-title"))[len(numeral) :].strip(" "),
        "lines": text_of(first_by_class(header, "lines")),
        "lead": text_of(first_by_class(header, "lead")),
        "measures": [
            {"id": measure.get("id"), **measure_values(measure)}
            for measure in by_class(area, "measure")
        ],
    }


def _index(index: Any) -> Values:
    return {
        "id": index.get("id"),
        "head": index.get("data-head"),
        "title": text_of(index.find("h2")),
        "legend": text_of(first_by_class(index, "legend")),
        "groups": [
            {
                "name": text_of(group.find(".//h3")),
                "entries": [_entry(entry) for entry in by_class(group, "entry")],
            }
            for group in by_class(index, "group")
        ],
    }


def _entry(entry: Any) -> Values:
    """Return the values of an entry in an index: its link, and the texts around it."""
    number, link = text_of(first_by_class(entry, "id")), entry.find(".//a")
    lines = text_of(first_by_class(entry, "lines"))
    after = text_of(entry)[len(number) :].strip(" ").removeprefix(text_of(link))
    return {
        "id": number,
        "title": text_of(link),
        "to": link.get("href")[1:],
        "between": after.removesuffix(lines),
        "lines": lines,
    }


def _matrix(matrix: Any) -> Values:
    rows = []
    for row in matrix.findall(".//tbody/tr"):
        number, link = text_of(first_by_class(row, "id")), row.find(".//a")
        rows.append(
            {
                "area": row.get("class") == "of-area",
                "number": number,
                "title": text_of(row[0])[len(number) :].strip(" "),
                "to": link.get("href")[1:] if link is not None else "",
                "cells": [text_of(cell) for cell in row.findall("td")],
            }
        )
    return {
        "id": matrix.get("id"),
        "head": matrix.get("data-head"),
        "title": text_of(matrix.find("h2")),
        "legend": text_of(first_by_class(matrix, "legend")),
        "columns": [text_of(cell) for cell in matrix.findall(".//thead/tr/th")],
        "rows": rows,
    }
