"""Draw at random how an untidy document is printed, and which faults it has.

Only what a careful reader could still understand is drawn: numbers start again on each
page only where the pages are known or every line has a number, notes have several lines
only where the numbers or the pages set them apart, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Way:
    """How an untidy document is printed."""

    several: bool
    cover: bool
    contents: str
    """Leader between an entry and its page: "." or " "; "" for no table of contents."""
    numbers: str
    """Where line numbers stand: "start", "end", "blocks before", "blocks after" or "none"."""
    step: int
    """Every how many lines a number is printed: 1 or 5."""
    restart: str
    """Where line numbers start again: "page", "motion" or "" for nowhere."""
    counted: bool
    """Whether empty lines have numbers."""
    form: str
    """Pattern of a line with its number {n} and text {t}."""
    spoilt: frozenset[str]
    """Faults of single lines and words."""
    columns: int
    paged: bool
    """Whether the pages are known."""
    placed: bool
    """Whether the positions are known."""
    head: tuple[str, ...]
    """Running heads, used in turn."""
    foot: str
    """Pattern of the page number, with the page {p} and the count of pages {c}."""
    notes: str
    """Where footnotes stand: "foot" of the page or "between" the lines."""
    mark: str
    """Form of a footnote's mark: "¹" or "[1]"."""
    height: int
    """Lines of a column."""
    width: int
    """Characters of a line."""
    empty: tuple[int, int]
    """Empty lines before and after an area's heading."""
    breaks: bool
    """Whether each motion begins a page."""

    @property
    def apart(self) -> bool:
        """Whether the line numbers form blocks apart from the text."""
        return self.numbers.startswith("blocks")

    @property
    def long_notes(self) -> bool:
        """Whether a note's second line can be told from the text."""
        if self.numbers in ("start", "end") and self.step == 1:
            return True
        return self.placed or (self.paged and self.notes == "foot" and not self.apart)

    def faults(self) -> frozenset[str]:
        """Return the names of all faults and peculiarities, to group results by."""
        named = {
            "several motions": self.several,
            "cover": self.cover,
            "contents": bool(self.contents),
            f"numbers: {'blocks' if self.apart else self.numbers}": True,
            "every fifth line": self.step == 5,
            f"restart per {self.restart}": bool(self.restart),
            "empty lines counted": self.counted and self.numbers != "none",
            "two columns": self.columns == 2,
            "pages unknown": not self.paged,
            "positions": self.placed,
            "running heads": bool(self.head),
            "page numbers": bool(self.foot),
            "notes between lines": self.notes == "between",
        }
        return self.spoilt | {name for name, present in named.items() if present}


def draw(random: Random) -> Way:
    """Draw a combination."""

    def often(share: float) -> bool:
        """Return True with this probability."""
        return random.random() < share

    several = often(0.25)
    numbers = random.choices(
        ("start", "end", "blocks before", "blocks after", "none"), (55, 20, 5, 5, 15)
    )[0]
    lined = numbers in ("start", "end")
    step = 5 if lined and often(0.25) else 1
    paged = often(0.7)
    restart = ""
    if numbers != "none":
        if several and often(0.5):
            restart = "motion"
        elif (paged or step == 1) and often(0.25):
            restart = "page"
    placed = paged and numbers in ("start", "end", "none") and often(0.4)
    columns = 2 if not numbers.startswith("blocks") and paged and often(0.15) else 1
    counted = lined and not (placed and step == 5) and often(0.5)
    spoilt = {
        fault
        for fault in ("cut words", "ligatures", "soft hyphens", "tabs and no-break spaces")
        if often(0.5 if fault == "cut words" else 0.25)
    }
    spoilt |= {random.choice(("letter-spaced", "emphasis"))} if often(0.4) else set()
    if lined:
        spoilt |= {"glued"} if often(0.2) else set()
        if step == 1:
            spoilt |= {"doubled"} if often(0.25) else set()
        if step == 1 and numbers == "start":
            spoilt |= {"run together"} if counted and often(0.3) else set()
            spoilt |= {"list markers"} if often(0.2) else set()
    spoilt |= {"misread mark"} if often(0.1) else set()
    name = random.choice(("Beschlussbuch Parteitag", "Anträge an den Parteitag", "SPD Musterstadt"))
    head = random.choice(((), (), (name,), (name, "Zusammen für Musterstadt")))
    feet = ["", "", "Seite {p} von {c}", "Seite {p}", "- {p} -"]
    if paged:
        feet += ["{p}", "{p}"]
    if numbers == "start":
        forms = ["{n} {t}", "{n} {t}", "{n:>3} {t}", "{n}   {t}", "{n}\t{t}"]
    else:
        forms = ["{t} {n}", "{t}   {n}", "{t}\t{n}", "{t: <92}{n}"]
    return Way(
        several=several,
        cover=often(0.5),
        contents=random.choice(("", "", "", ".", " ")),
        numbers=numbers,
        step=step,
        restart=restart,
        counted=counted,
        form=random.choice(forms),
        spoilt=frozenset(spoilt),
        columns=columns,
        paged=paged,
        placed=placed,
        head=head,
        foot=random.choice(feet),
        notes="between" if not numbers.startswith("blocks") and often(0.3) else "foot",
        mark=random.choice(("¹", "¹", "[1]")),
        height=random.randint(30, 45),
        width=random.randint(34, 44) if columns == 2 else random.randint(60, 90),
        empty=random.choice(((1, 0), (1, 1), (2, 1))),
        breaks=often(0.5),
    )
