"""The role of each character of a text: a string for each line, as long as the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from reports.importing import page_furniture
from reports.importing.line_number_candidates import Printed
from reports.text.source_text import Line, Role

_INK = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")
_OTHER = re.compile(r"[nfo]+")
_BULLET = "•"
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_TABLE_RULE = re.compile(r"[\s|:-]*$")
"""The line below the heads of a table's columns."""


class CharacterRoles:
    """The role of each character, text until told otherwise."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.texts = [line.text for line in lines]
        self.of = [
            _SPACE.sub(lambda m: " " * len(m[0]), _INK.sub(lambda m: "t" * len(m[0]), text))
            for text in self.texts
        ]

    def mark(self, index: int, begin: int, end: int | None, role: Role) -> None:
        """Give the text in a part of a line a role; what has another keeps it."""
        old = self.of[index]
        end = len(old) if end is None else end
        part = old[begin:end].replace(Role.TEXT.value, role.value)
        self.of[index] = old[:begin] + part + old[end:]

    def mark_number(self, number: Printed) -> None:
        """Mark the digits, and the signs that came with them: a list's dash, emphasis, a bar."""
        index, text = number.line, self.texts[number.line]
        self.mark(index, number.begin, number.end, Role.NUMBER)
        if number.at_end or number.alone:
            self.mark(index, number.end, None, Role.FURNITURE)
        if not number.at_end:
            for place in range(number.begin):
                if text[place] != _BULLET:
                    self.mark(index, place, place + 1, Role.FURNITURE)
            signs = text[: number.begin].strip()[-3:]
            if text[number.end : number.end + 1] == "|":
                self.mark(index, number.end, number.end + 1, Role.FURNITURE)
            elif signs and signs[-1] in "*_" and text.startswith(signs, number.end):
                self.mark(index, number.end, number.end + len(signs), Role.FURNITURE)

    def mark_signs(self, lines: Sequence[Line]) -> None:
        """Mark the bars of Markdown's tables and the signs before its quotes."""
        for index, line in enumerate(lines):
            if line.style == "quote":
                for match in _QUOTE.finditer(line.text):
                    self.mark(index, match.start(), match.end(), Role.FURNITURE)
            elif line.style == "table":
                if _TABLE_RULE.match(line.text):
                    self.mark(index, 0, None, Role.FURNITURE)
                for place, letter in enumerate(line.text):
                    if letter == "|":
                        self.mark(index, place, place + 1, Role.FURNITURE)

    def mark_emphasis(self, aside: Collection[int]) -> None:
        """Mark the signs of emphasis, numbers left out of the lines they stand in."""
        number = Role.NUMBER.value
        kept: list[list[int]] = []
        for index, text in enumerate(self.texts):
            if index in aside or not ("*" in text or "_" in text or "#" in text):
                kept.append([])
                continue
            role = self.of[index]
            places = [place for place, letter in enumerate(role) if letter != number]
            if len(places) < len(text):  # the space beside a number goes with it
                first = role.index(number)
                last = role.rindex(number)
                head, tail = text[:first].rstrip(), len(text[last + 1 :].lstrip())
                places = [*range(len(head)), *range(len(text) - tail, len(text))]
            kept.append(places)
        tight = [
            "".join(text[place] for place in places) if places else text
            for text, places in zip(self.texts, kept, strict=True)
        ]
        for index in aside:
            tight[index] = "-"
        for index, signs in enumerate(page_furniture.emphasis(tight)):
            for sign in signs:
                place = kept[index][sign]
                self.mark(index, place, place + 1, Role.FURNITURE)

    def left(self) -> list[str]:
        """Return the text of each line, what is not text as white space."""
        return [self._without(index, " ") for index in range(len(self.of))]

    def text(self, index: int) -> str:
        """Return the text of a line, runs of white space as one space."""
        return " ".join(self._without(index, "").split())

    def _without(self, index: int, fill: str) -> str:
        text, parts, done = self.texts[index], [], 0
        for match in _OTHER.finditer(self.of[index]):
            parts += [text[done : match.start()], fill * (match.end() - match.start())]
            done = match.end()
        return "".join((*parts, text[done:])) if parts else text
