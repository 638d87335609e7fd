"""Requests made up at random, each with whom it asks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from reports.content.resolution import Addressee
from reports.importing.addressee_names import find_addressee, is_named
from reports.importing.asked_bodies import AskedBodies

SENTENCES = 60
"""Made with each seed."""


@dataclass(frozen=True)
class Body:
    """A body with its article and noun in the four cases, the nominative first."""

    name: str
    forms: tuple[str, str, str, str]
    plural: bool = False


def masculine(noun: str, genitive: str, after: str = "") -> Body:
    forms = (f"der {noun}", f"den {noun}", f"dem {noun}", f"des {genitive}")
    return Body(noun + after, tuple(form + after for form in forms))  # type: ignore[arg-type]


def feminine(noun: str, after: str = "") -> Body:
    forms = (f"die {noun}", f"die {noun}", f"der {noun}", f"der {noun}")
    return Body(noun + after, tuple(form + after for form in forms))  # type: ignore[arg-type]


def neuter(noun: str, genitive: str, after: str = "") -> Body:
    forms = (f"das {noun}", f"das {noun}", f"dem {noun}", f"des {genitive}")
    return Body(noun + after, tuple(form + after for form in forms))  # type: ignore[arg-type]


def plural(noun: str, dative: str, after: str = "", adjective: str = "") -> Body:
    prefix = f"{adjective}n " if adjective else ""
    forms = (
        f"die {prefix}{noun}",
        f"die {prefix}{noun}",
        f"den {prefix}{dative}",
        f"der {prefix}{noun}",
    )
    name = f"{adjective} {noun}" if adjective else noun
    return Body(name + after, tuple(form + after for form in forms), plural=True)  # type: ignore[arg-type]


BODIES = (
    masculine("Landrat", "Landrats"),
    masculine("Stadtrat", "Stadtrates"),
    masculine("Bund", "Bundes"),
    masculine("Kreisvorstand", "Kreisvorstands", " der SPD"),
    masculine("Ministerpräsident", "Ministerpräsidenten"),
    masculine("Verkehrsverbund", "Verkehrsverbundes"),
    masculine("Freistaat", "Freistaats", " Sachsen"),
    feminine("Landesregierung"),
    feminine("Kreistagsfraktion"),
    feminine("SPD-Fraktion", " im Landtag"),
    feminine("Stadt", " Leipzig"),
    feminine("Oberbürgermeisterin"),
    feminine("Kultusministerkonferenz"),
    feminine("AG", " Migration und Vielfalt"),
    feminine("Agentur", " für Arbeit"),
    neuter("Jugendamt", "Jugendamtes"),
    neuter("Abgeordnetenhaus", "Abgeordnetenhauses", " von Berlin"),
    neuter("Bundesministerium", "Bundesministeriums", " für Arbeit und Soziales"),
    plural("Ortsvereine", "Ortsvereinen"),
    plural("Länder", "Ländern"),
    plural("Kommunen", "Kommunen"),
    plural("Minister*innen", "Minister*innen", adjective="sozialdemokratische"),
    plural("Behörden", "Behörden", adjective="zuständige"),
    plural("Mitglieder", "Mitgliedern", " des Kreistags", adjective="sozialdemokratische"),
    plural("Stadträtinnen und Stadträte", "Stadträtinnen und Stadträten"),
    plural("Mandatsträger:innen", "Mandatsträger:innen"),
)
WEAK = {"Ministerpräsident": "Ministerpräsidenten"}
"""Nouns with another ending in all cases but the nominative."""

_NOM, _ACC, _DAT, _GEN = range(4)
TEMPLATES = (
    (_ACC, "Wir fordern {filler}{who} auf, {task}."),
    (_ACC, "{Filler}fordern wir {who} dazu auf, {task}."),
    (_ACC, "Der Parteitag fordert {who} auf, {task}."),
    (_ACC, "Wir bitten {filler}{who}, {task}."),
    (_ACC, "{Filler}ersuchen wir {who}, {task}."),
    (_ACC, "Die Jusos bitten {who}, {task}."),
    (_ACC, "Wir werden {who} auffordern, {task}."),
    (_DAT, "Wir erwarten {filler}von {who}, {task}."),
    (_DAT, "Von {who} erwarten wir, {task}."),
    (_ACC, "Wir appellieren an {who}, {task}."),
    (_NOM, "{Who} wird {filler}gebeten, {task}."),
    (_NOM, "{Who} wird aufgefordert, {task}."),
    (_NOM, "{Filler}wird {who} beauftragt, {task}."),
    (_NOM, "{Who} ist {filler}aufgefordert, {task}."),
    (_NOM, "{Who} soll {filler}{deed}."),
    (_NOM, "{Filler}muss {who} {deed}."),
    (_NOM, "{Who} möge {deed}."),
    (_NOM, "Wir fordern, dass {who} {does}."),
    (_NOM, "Wir erwarten {filler}, dass {who} {does}."),
    (_GEN, "Es ist Aufgabe {who}, {task}."),
    (_ACC, "Wir sehen {who} in der Pflicht, {task}."),
    (_NOM, "Hier ist {who} gefordert."),
)
PLURALS = (
    *((" wird ", " werden "), ("wird ", "werden "), (" ist ", " sind "), (" soll ", " sollen ")),
    *(("muss ", "müssen "), (" möge ", " mögen ")),
)
FILLERS = ("", "daher ", "deshalb ", "auch in diesem Jahr ", "im Rahmen der Haushaltsberatungen ")
TASKS = ("neue Bäume zu pflanzen", "mit der Verwaltung zu reden", "einen Bericht vorzulegen")
DEEDS = ("neue Bäume pflanzen", "einen Bericht vorlegen", "für kurze Wege sorgen")
DOES = ("neue Bäume pflanz{t}", "für kurze Wege sorg{t}")
AROUND = (
    "",
    "Die Bundesregierung hat zu lange gezögert. ",
    "In der Stadt fehlen Bäume, und der Sommer wird heiß. ",
    "Schulen müssen saniert werden. ",
)


def oblique(body: Body, case: int) -> str:
    form = body.forms[case]
    if case != _NOM:
        for noun, other in WEAK.items():
            form = form.replace(f" {noun}", f" {other}").replace(other + "en", other)
    return form


def contracted(text: str) -> str:
    return text.replace("von dem ", "vom ").replace("Von dem ", "Vom ")


def written(chosen: Sequence[Body], case: int, template: str, rng: random.Random) -> str:
    """Return a sentence that asks some bodies."""
    is_plural = len(chosen) > 1 or chosen[0].plural
    if is_plural and case == _NOM:
        for singular, several in PLURALS:
            template = template.replace(singular, several, 1)
    who = " und ".join(oblique(body, case) for body in chosen)
    filler = rng.choice(FILLERS)
    start = filler or "Nun "
    sentence = template.format(
        who=who,
        Who=who[0].upper() + who[1:],
        filler=filler,
        Filler=start[0].upper() + start[1:],
        task=rng.choice(TASKS),
        deed=rng.choice(DEEDS),
        does=rng.choice(DOES).format(t="en" if is_plural else "t"),
    )
    return contracted(sentence.replace(" , ", ", "))


def addressee(name: str) -> Addressee:
    return Addressee(id="a", name=name, full_name=name, abbreviation="-")


@pytest.mark.parametrize("seed", range(12))
def test_generated_request_asks_whom_it_was_made_for(seed: int) -> None:
    rng = random.Random(seed)
    bodies = AskedBodies()
    for _sentence in range(SENTENCES):
        chosen = rng.sample(BODIES, rng.choice((1, 1, 1, 2)))
        case, template = rng.choice(TEMPLATES)
        if case in (_DAT, _GEN) and chosen[0].name.endswith(" des Kreistags"):
            del chosen[1:]  # "Mitglieder des Kreistags und des Landrats" can be the Landrat's
        text = rng.choice(AROUND) + written(chosen, case, template, rng)
        named = bodies.asked(text, begins=0)
        assert [body.name for body in named] == [body.name for body in chosen], text
        for body in named:
            assert body.certain
            assert is_named(addressee(body.name), text[slice(*body.span)]), text
            assert find_addressee(body.name, [addressee(body.name)]) == "a"
