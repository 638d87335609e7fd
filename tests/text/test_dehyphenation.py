"""Words cut at line ends are joined as German spelling has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text.dehyphenation import join, join_at

SHY = "\N{SOFT HYPHEN}"
NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
HARD_HYPHEN = "\N{NON-BREAKING HYPHEN}"


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (["Stadt-", "bezirk"], "Stadtbezirk"),
        (["der Rad-", "weg und die Brücken-", "pfeiler"], "der Radweg und die Brückenpfeiler"),
        (["Rad-", "wege,"], "Radwege,"),
        (["SPD-", "Fraktion"], "SPD-Fraktion"),
        (["Asyl-", "AGH"], "Asyl-AGH"),
        (["eines Dolmetsch-", "Dienstes"], "eines Dolmetsch-Dienstes"),
        (["SPD-", "geführte"], "SPD-geführte"),
        (["DaZ-", "kurs"], "DaZ-kurs"),
        (["E-", "mail"], "E-mail"),
        (["sog. 1-", "Euro-Kraft"], "sog. 1-Euro-Kraft"),
        (["ein 3-", "jähriges"], "ein 3-jähriges"),
        (["A-", "20"], "A-20"),
        (["Sprach-", "und Integrationskurse"], "Sprach- und Integrationskurse"),
        (["Haupt-", "oder Nebenwege"], "Haupt- oder Nebenwege"),
        (["Haupt-", "bzw. Nebenwege"], "Haupt- bzw. Nebenwege"),
        (["Haupt-", "sowie Nebenwege"], "Haupt- sowie Nebenwege"),
        (["mehr Haupt-", "als Nebenwege"], "mehr Haupt- als Nebenwege"),
        (["ein-", "bis zweimal"], "ein- bis zweimal"),
        (["Schul-,", "Sport- und Spielplätze"], "Schul-, Sport- und Spielplätze"),
        (["Lehrerinnen und", "-lehrer"], "Lehrerinnen und -lehrer"),
        (["die Brücke -", "wie versprochen"], "die Brücke - wie versprochen"),
        (["die Brücke –", "wie versprochen"], "die Brücke – wie versprochen"),
        (["2015–", "2018"], "2015–2018"),
        (["und/", "oder"], "und/oder"),
        (["Vor-/", "Nachteile"], "Vor-/Nachteile"),
        (["Bus /", "Bahn"], "Bus / Bahn"),
        ([f"Rad{SHY}", "weg"], "Radweg"),
        ([f"Bei{SHY}", "Tag"], "BeiTag"),
        ([f"Rad{SHY}weg{SHY}bau"], "Radwegbau"),
        ([f"U{HARD_HYPHEN}", "Bahn"], f"U{HARD_HYPHEN}Bahn"),
        (["Rad‐", "weg"], "Radweg"),
        (["ﬁnden, oﬀen, Pﬂicht, Griﬀe, aﬃn, ﬄ"], "finden, offen, Pflicht, Griffe, affin, ffl"),
        ([f"200{NBSP}Euro,", f"z.{NARROW}B.\theute"], "200 Euro, z. B. heute"),
        (["ein", "", "  ", "Wort"], "ein Wort"),
        (["Rad-", "", "weg"], "Radweg"),
        (["Rad-", "(und Fuß-)weg"], "Rad- (und Fuß-)weg"),
        ([], ""),
    ],
)
def test_lines_are_joined_as_words_are_spelt(parts: list[str], joined: str) -> None:
    """A hyphen at a line's end goes, stays, or stays with a space, as the next word wants it."""
    assert join(parts) == joined


WORDS = st.text(alphabet="abcdefgäöüßmnoprst", min_size=1, max_size=12)


@given(word=st.text(alphabet="bcdfghklmn", min_size=2), data=st.data())
def test_divided_word_is_whole_again(word: str, data: st.DataObject) -> None:
    """A word in small letters may be divided anywhere."""
    at = data.draw(st.integers(1, len(word) - 1))
    assert join([f"{word[:at]}-", word[at:]]) == word
    assert join([f"{word[:at]}{SHY}", word[at:]]) == word


@given(st.lists(WORDS), st.data())
def test_lines_of_whole_words_are_put_side_by_side(words: list[str], data: st.DataObject) -> None:
    """Where no word is divided, line ends are spaces."""
    at = data.draw(st.integers(0, len(words)))
    assert join([" ".join(words[:at]), " ".join(words[at:])]) == " ".join(words)


@given(st.lists(st.text(alphabet="aBß1 -–/\t.,ﬁ\u00ad\u00a0\u2011\u2010und")))
def test_nothing_but_hyphens_and_spaces_is_lost(parts: list[str]) -> None:
    """Every other character comes through, in order, on any input."""

    def bare(text: str) -> str:
        dropped = str.maketrans("", "", "-\u2010\u00ad")
        return "".join(text.replace("ﬁ", "fi").translate(dropped).split())

    text = join(parts)
    assert bare(text) == bare("".join(parts))
    assert text == " ".join(text.split())
    assert join([text]) == text


@given(st.lists(st.text(alphabet="aB1 -/ﬁ\u00adund")))
def test_every_part_is_found_again(parts: list[str]) -> None:
    """The places given cut the text into the parts, their last hyphens aside."""
    text, starts = join_at(parts)
    assert len(starts) == len(parts)
    assert list(starts) == sorted(starts)
    for part, start, end in zip(parts, starts, [*starts[1:], len(text)], strict=False):
        alone = join([part])
        assert text[start:end].rstrip() in (alone, alone.removesuffix("-").rstrip())
