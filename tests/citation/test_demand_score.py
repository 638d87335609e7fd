"""Sentences that ask have more points than sentences that describe."""

from __future__ import annotations

import pytest

from reports.citation.demand_score import POINTS, score, signs

ASKING = [
    "Wir fordern eine Rampe am Eingang der Bücherei.",
    "Deshalb setzen wir uns für eine zweite Rampe ein und erwarten einen Plan.",
    "Die Ratsfraktion setzt sich für längere Öffnungszeiten ein.",
    "Der Vorstand wird gebeten, bis zum Herbst zu berichten.",
    "Die Gebühr muss sinken.",
    "Die Rampe soll noch in diesem Jahr gebaut werden.",
    "Über die Kosten ist öffentlich zu berichten.",
    "Die Ergebnisse sind im Ausschuss vorzustellen.",
    "Die Leihfrist gehört abgeschafft.",
    "Niemand darf wegen einer Gebühr ausgeschlossen werden.",
    "Es braucht mehr Lesesäle im Norden der Stadt.",
    "Der Schutz der Daten ist zu beachten.",
    "Die Stadt muss aber auch sonntags öffnen.",
    "Die Kinder müssen nicht nur lesen, sondern auch toben dürfen.",
    "Mehr Bücher wollen wir.",
    "Es besteht Bedarf, und die Stadt muss ihn decken.",
    "Die Stadt sollte – anders als bisher – auch sonntags öffnen lassen.",
]

DESCRIBING = [
    "Die Bücherei wurde vor vierzig Jahren gebaut.",
    "Menschen, die auf den Bus warten müssen, frieren.",
    "Warum muss das so bleiben?",
    "Laut einer Studie sollen die Kosten steigen.",
    "„Alle müssen lesen können“, steht über der Tür.",
    "Das soll sich ändern.",
    "Im letzten Jahr haben 300 Kinder den Saal besucht.",
    "Wir wissen, dass viele den Weg scheuen.",
    # what a word means, or a sentence
    "Das bedeutet, dass die Stadt ohne Plan ist und das Haus leer stehen muss.",
    "Der Grundsatz muss lauten: „Wer lesen will, der muss auch lesen dürfen.“",
    "Die Leihe ist das Recht der Leserin ein Buch zu behalten, bis sie es kennt.",
    # what is judged, or need not be
    "Dieser Zustand ist nicht zu akzeptieren.",
    "Zuerst ist hier der alte Saal zu nennen.",
    "Das muss aber nicht immer die Innenstadt sein.",
    # what somebody else says or has
    "Im Vertrag von 2019 steht: „Wir wollen die Häuser stärken und modernisieren.",
    "Der Bedarf an Sälen nimmt ab, weil viele zu Hause lesen.",
    "Wir stehen bei denen, die pendeln müssen und auf die Leihe angewiesen sind.",
    # what holds by law
    "Die Leitung ist verpflichtet einen Bericht zu schreiben.",
    "Sie ergänzt die Gebühr, die die Stadt dem Land zahlen muss und beendet den Streit.",
    # wishes beside the sentence
    "Es stellt sich die Frage, in was für einer Stadt wir leben wollen.",
    "Wir haben ein Haus gebaut, mit dem wir kein Kind mehr zurücklassen wollen.",
    # a sentence without a verb that is known is no point
    "Die Förderung der Häuser erlaubt vielen Kindern, ohne Gebühr zu lesen.",
    "Statt Bücher zu kaufen, zielen die Pläne darauf, Säle zu schließen.",
]


@pytest.mark.parametrize("sentence", ASKING)
def test_sentence_that_asks_has_two_points(sentence: str) -> None:
    assert score(signs(sentence)) >= 2


@pytest.mark.parametrize("sentence", DESCRIBING)
def test_sentence_that_describes_has_fewer(sentence: str) -> None:
    assert score(signs(sentence)) < 2


@pytest.mark.parametrize(
    "point",
    [
        "Einführung eines Lesepasses für Kinder",
        "Mehr Sitzplätze im Lesesaal",
        "keine Gebühren für Kinder erheben",
        "dass die Bücherei auch sonntags öffnet",
    ],
)
def test_point_without_a_verb_asks_for_what_it_names(point: str) -> None:
    assert score(signs(point, is_point=True, is_opened=True)) >= 2


def test_every_sign_has_points() -> None:
    """A sign without points would end in a KeyError in some text."""
    sentences = [*ASKING, *DESCRIBING, "Es gilt, das zu ändern!", "", "Möge der Rat beschließen"]
    present = {sign for sentence in sentences for sign in signs(sentence, is_point=True)}
    assert present <= POINTS.keys()
