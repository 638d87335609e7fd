"""A book's HTML as the values its Typst version takes: the same words in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html as parser  # type: ignore[import-untyped]  # it has no types

from bench.pages import Values, found, measure_of, one_of, words


def book_values(text: str) -> Values:
    """All that stands in a collection of resolutions."""
    page = parser.fromstring(text)
    return {
        "title": words(page.find(".//title")),
        "author": page.find(".//meta[@name='author']").get("content"),
        "colour": _token(text, "colour"),
        "cover": _cover(one_of(page, "cover")),
        "contents": _contents(one_of(page, "contents")),
        "parts": [_part(one) for one in found(page, "part")],
        "indexes": [_index(one) for one in found(page, "index")],
        "matrices": [_matrix(one) for one in found(page, "matrix")],
    }


def _token(text: str, name: str) -> str:
    value = re.search(rf"--{name}: ([^;]+);", text)
    assert value is not None
    return value[1]


def _cover(cover: Any) -> Values:
    return {
        "kicker": words(one_of(cover, "kicker")),
        "title": words(cover.find(".//h1")),
        "titles": [[words(one.find("b")), words(one_of(one, "about"))] for one in cover.iter("li")],
    }


def _listed(entry: Any) -> Values:
    link = entry.find("a")
    return {
        "number": words(one_of(entry, "number")),
        "title": words(link),
        "to": link.get("href")[1:],
    }


def _contents(contents: Any) -> Values:
    """The contents as a flat list: whose turn it is, and on which level."""

    def entries() -> Iterator[Values]:
        for child in contents:
            if child.tag == "h3":
                yield {"level": 1, **_listed(child)}
            elif child.tag == "ul":
                for entry in found(child, "listed"):
                    yield {"level": 2 if entry.getparent().get("class") else 3, **_listed(entry)}

    return {"title": words(contents.find("h2")), "entries": list(entries())}


def _part(part: Any) -> Values:
    opener = one_of(part, "opener")
    return {
        "opener": {
            "id": opener.get("id"),
            "head": opener.get("data-head"),
            "kicker": words(one_of(opener, "kicker")),
            "title": words(opener.find("h2")),
            "about": [words(one) for one in _lines(one_of(opener, "about"))],
        },
        "areas": [_area(one) for one in found(part, "area")],
    }


def _lines(element: Any) -> list[Any]:
    """A text's lines, parted where it has line ends."""
    markup = parser.tostring(element, encoding="unicode", with_tail=False)
    inner = markup.partition(">")[2].rpartition("</")[0]
    return [parser.fromstring(f"<p>{one}</p>") for one in re.split(r"<br\s*/?>", inner)]


def _area(area: Any) -> Values:
    header = area.find("header")
    numeral = words(one_of(header, "numeral"))
    return {
        "id": area.get("id"),
        "head": area.get("data-head"),
        "numeral": numeral,
        "title": words(one_of(header, "area-title"))[len(numeral) :].strip(" "),
        "lines": words(one_of(header, "lines")),
        "lead": words(one_of(header, "lead")),
        "measures": [{"id": one.get("id"), **measure_of(one)} for one in found(area, "measure")],
    }


def _index(index: Any) -> Values:
    return {
        "id": index.get("id"),
        "head": index.get("data-head"),
        "title": words(index.find("h2")),
        "legend": words(one_of(index, "legend")),
        "groups": [
            {
                "name": words(group.find(".//h3")),
                "entries": [_entry(one) for one in found(group, "entry")],
            }
            for group in found(index, "group")
        ],
    }


def _entry(entry: Any) -> Values:
    sign, link, lines = words(one_of(entry, "id")), entry.find("a"), one_of(entry, "lines")
    after = words(entry)[len(sign) :].strip(" ").removeprefix(words(link))
    return {
        "id": sign,
        "title": words(link),
        "to": link.get("href")[1:],
        "between": after.removesuffix(words(lines)),
        "lines": words(lines),
    }


def _matrix(matrix: Any) -> Values:
    rows = []
    for row in matrix.findall(".//tbody/tr"):
        number, link = words(one_of(row, "id")), row.find(".//a")
        rows.append(
            {
                "area": row.get("class") == "of-area",
                "number": number,
                "title": words(row[0])[len(number) :].strip(" "),
                "to": link.get("href")[1:] if link is not None else "",
                "cells": [words(one) for one in row.findall("td")],
            }
        )
    return {
        "id": matrix.get("id"),
        "head": matrix.get("data-head"),
        "title": words(matrix.find("h2")),
        "legend": words(one_of(matrix, "legend")),
        "columns": [words(one) for one in matrix.findall(".//thead/tr/th")],
        "rows": rows,
    }
