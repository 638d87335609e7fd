"""Plain text that flows is read as it was written, by programs that know it and by others."""

import re

from hypothesis import given
from hypothesis import strategies as st

from reports.mail.format_flowed import SIGNATURE, WIDTH, flow, tidy, unflow

TEXTS = st.text(st.one_of(st.sampled_from(" \n>-.Fromx"), st.characters(exclude_categories=["Cs"])))
"""Texts with many of the characters that mean something at a line's beginning or end."""


@given(TEXTS)
def test_text_that_flowed_is_read_as_it_was_written(text: str) -> None:
    assert unflow(flow(text)) == tidy(text)


@given(st.lists(st.text(st.sampled_from("ab>- "), max_size=30)).map(" ".join))
def test_line_is_short_unless_it_is_one_word(text: str) -> None:
    """A stuffed space and the space that joins lines come on top of the width."""
    for line in flow(text).split("\n"):
        assert len(line.strip(" ")) <= WIDTH or " " not in line.strip(" ")
        assert len(line) <= 78 or re.fullmatch(r" ?.*[^ ] *|.* {6}", line)


@given(TEXTS)
def test_no_line_looks_like_a_quotation_or_the_start_of_a_message(text: str) -> None:
    """Otherwise the text would be shown as that of somebody else."""
    assert not re.search(r"(?m)^(>|From )", flow(text))


@given(TEXTS)
def test_only_the_own_signature_begins_one(text: str) -> None:
    """Mail programs hide what follows such a line, so no break may make one."""
    assert flow(text).split("\n").count(SIGNATURE) == text.split("\n").count(SIGNATURE)


def test_long_paragraph_breaks_between_words_and_ends_without_a_space() -> None:
    lines = flow("wort " * 40 + "ende\nkurz").split("\n")
    assert all(line.endswith("wort ") and len(line) <= WIDTH + 1 for line in lines[:-2])
    assert lines[-2].endswith("ende")
    assert lines[-1] == "kurz"


def test_long_word_is_left_whole() -> None:
    """A broken link leads nowhere."""
    link = "https://example.org/" + "a" * 200
    assert link in flow(f"Mehr unter {link} im Netz").split("\n")[1]


def test_signature_keeps_its_space_and_stands_alone() -> None:
    assert flow("Gruß \n-- \nErika Muster") == "Gruß\n-- \nErika Muster"
    assert unflow("Gruß\n-- \nErika") == "Gruß\n-- \nErika"
