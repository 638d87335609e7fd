"""Mistakes that somebody can make in a workspace, each with what must be told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MARK = "§§"
"""Stands in a mistake's text where its message must point."""


@dataclass(frozen=True)
class Mistake:
    """A change to one file of the sample, and what must be said about it."""

    name: str
    file: str
    old: str
    new: str
    message: str
    remedy: str
    second: tuple[str, str] | None = None
    """One more change, for what must stand in two places."""


RESOLUTION, EVENTS, BRANCHES = "resolution.yaml", "events.yaml", "branches.yaml"
ADDRESSEES, SETTINGS = "addressees.yaml", "handzettel.toml"


def _of_form() -> Iterator[Mistake]:
    """Mistakes that one value shows by itself."""
    file = RESOLUTION
    yield Mistake(
        "unknown key with a near miss",
        file,
        "title: Faire Honorare für Sprachlehrkräfte\n",
        f"title: Faire Honorare für Sprachlehrkräfte\n        {MARK}sumary: x\n",
        'unknown key "sumary"',
        'did you mean "summary"?',
    )
    yield Mistake(
        "unknown key far from all",
        file,
        "motion: K 01\n",
        f"motion: K 01\n{MARK}xyz: 1\n",
        'unknown key "xyz"',
        "known here: id, title, label",
    )
    yield Mistake(
        "missing key",
        file,
        '- id: "3.A"\n        numbered: false\n',
        f"- {MARK}numbered: false\n",
        '"id" is missing',
        "add it",
    )
    yield Mistake(
        "truth value for text",
        file,
        "label: Beschluss 01",
        f"label: {MARK}true",
        '"label" should be text, not true',
        "quotation marks",
    )
    yield Mistake(
        "text for a group",
        BRANCHES,
        "contact:\n      name: Petra Probe\n      email: petra.probe@example.org\n"
        '      phone: "0341 000000-3"\n',
        f"contact: {MARK}Petra Probe\n",
        '"contact" should be a group of keys, not "Petra Probe"',
        "indent its keys",
    )
    yield Mistake(
        "text for a list",
        file,
        "partners:\n          - Jobcenter\n",
        f"partners: {MARK}Jobcenter\n",
        '"partners" should be a list, not "Jobcenter"',
        "after a dash",
    )
    yield Mistake(
        "text for lines",
        file,
        "[449, 463]",
        f'{MARK}"449-463"',
        '"lines" should be two line numbers, not "449-463"',
        "[first, last]",
    )
    yield Mistake(
        "one line number",
        file,
        "lines: [465, 484]",
        f"lines: {MARK}[465]",
        "two ",
        "[first, last]",
    )
    yield Mistake(
        "three line numbers",
        file,
        "lines: [486, 492]",
        f"lines: {MARK}[486, 490, 492]",
        "two line numbers",
        "[first, last]",
    )
    yield Mistake(
        "line number in words", file, "[411, 423]", f"[411, {MARK}alle]", "whole number", "digits"
    )
    yield Mistake(
        "empty text", file, "title: Baulandoffensive starten", f'title: {MARK}" "', "empty", "write"
    )
    yield Mistake(
        "text too long",
        file,
        "title: Boden sozial gerecht ordnen",
        f"title: {MARK}{'x' * 201}",
        '"title" has 201 characters',
        "shorten it to 200",
    )
    yield Mistake(
        "bad measure id", file, 'id: "1.5.b"', f'id: {MARK}"1.5b"', '"id" is "1.5b"', '"1.5.a"'
    )
    yield Mistake(
        "bad id",
        file,
        "id: aktionsplan-integration",
        f"id: {MARK}Aktionsplan Integration",
        '"id" is "Aktionsplan Integration"',
        "small letters, digits and single hyphens",
    )
    yield Mistake(
        "lines reversed",
        file,
        "[583, 584]",
        f"{MARK}[584, 583]",
        '"lines" is 584–583',
        "the first line must not come after the last",
    )
    yield Mistake(
        "line number zero",
        file,
        'line: 559\n      - value: "2018"',
        f'line: {MARK}0\n      - value: "2018"',
        '"line" is 0',
        "at least 1",
    )
    yield Mistake(
        "area number too large",
        file,
        "number: 8\n",
        f"number: {MARK}1000\n",
        '"number" is 1000',
        "at most 999",
    )
    yield Mistake(
        "unknown status",
        file,
        "status: adopted",
        f"status: {MARK}adoptet",
        '"status" cannot be "adoptet"',
        'did you mean "adopted"?',
    )
    yield Mistake(
        "day that does not exist",
        file,
        "date: 2016-06-25",
        f"date: {MARK}2016-06-31",
        '"date" is "2016-06-31", which is not a day',
        "2026-12-12",
    )
    yield Mistake(
        "neither true nor false",
        file,
        'id: "4.A"\n        numbered: false',
        f'id: "4.A"\n        numbered: {MARK}vielleicht',
        '"numbered" should be true or false',
        "write one",
    )
    yield Mistake(
        "empty list",
        file,
        "lines: [628, 632]\n        addressees:\n          - id: stadt-leipzig\n"
        "            basis: derived\n          - id: stadtrat-fraktion\n"
        "            basis: derived\n",
        f"lines: [628, 632]\n        addressees: {MARK}[]\n",
        '"addressees" is empty',
        "at least one entry",
    )
    file = EVENTS
    yield Mistake(
        "address without https",
        file,
        "url: https://example.org/nachbarschaft",
        f"url: {MARK}example.org/nachbarschaft",
        '"url" is "example.org/nachbarschaft"',
        "https://",
    )
    yield Mistake(
        "start that is no time",
        file,
        "start: 2027-01-23T10:00",
        f"start: {MARK}Samstag",
        '"start" is "Samstag", which is not a day and time',
        "2026-12-12T18:00",
    )
    yield Mistake(
        "unknown sort", file, "sort: discussion", f"sort: {MARK}discusion", "sort", '"discussion"?'
    )
    yield Mistake(
        "e-mail address",
        file,
        "email: arbeitsgemeinschaft@example.org",
        f"email: {MARK}arbeitsgemeinschaft",
        '"email" is "arbeitsgemeinschaft"',
        "name@example.org",
    )
    yield Mistake(
        "flyer title too long",
        file,
        "title: Gut vorbereitet helfen",
        f"title: {MARK}{'y' * 101}",
        '"title" has 101 characters',
        "shorten it to 100",
    )
    yield Mistake(
        "language that is no code",
        file,
        "    texts:\n      de:\n        title: Ankommen im Beruf",
        f"    texts:\n      {MARK}Deutsch:\n        title: Ankommen im Beruf",
        '"Deutsch"',
        '"de"',
    )
    file = BRANCHES
    yield Mistake(
        "postcode without quotation marks",
        file,
        'postcode: "04177"',
        f"postcode: {MARK}4_177",
        '"postcode" is "4_177", which does not have the right form',
        "quotation marks",
    )
    yield Mistake(
        "postcode of four digits",
        file,
        'postcode: "04103"',
        f'postcode: {MARK}"4103"',
        '"postcode" is "4103"',
        "five digits",
    )
    yield Mistake(
        "street without a number",
        file,
        "street: Beispielallee 12",
        f"street: {MARK}Beispielallee",
        '"street" is "Beispielallee"',
        "house number",
    )
    yield Mistake(
        "telephone number",
        file,
        'phone: "0341 000000-1"',
        f"phone: {MARK}auf Anfrage",
        '"phone" is "auf Anfrage"',
        "digits",
    )
    yield Mistake(
        "abbreviation too long",
        ADDRESSEES,
        "abbreviation: Mandate",
        f"abbreviation: {MARK}Mandatstragende",
        '"abbreviation" has 15 characters',
        "shorten it to 12",
    )
    yield Mistake(
        "colour that is none",
        SETTINGS,
        '# colour = "#C8102E"',
        f'colour = {MARK}"red"',
        '"colour" is "red"',
        "#E3000F",
    )
    yield Mistake(
        "unknown setting",
        SETTINGS,
        '[theme]\nname = "red"',
        f'[theme]\n{MARK}nam = "red"',
        'unknown key "nam"',
        'did you mean "name"?',
    )


def _of_sense() -> Iterator[Mistake]:
    """Mistakes that show only when values are held against each other."""
    file = RESOLUTION
    yield Mistake(
        "lines outside the area",
        file,
        "lines: [527, 530]",
        f"lines: {MARK}[527, 531]",
        "measure 3.2 refers to lines 527–531, outside its area",
        "area 3 has lines 494–530",
    )
    yield Mistake(
        "area outside the resolution",
        file,
        "lines: [643, 685]",
        f"lines: {MARK}[643, 686]",
        "area 8 has lines 643–686, outside the resolution",
        "the resolution has lines 1–685",
    )
    yield Mistake(
        "sub-measure outside its parent",
        file,
        "lines: [365, 370]",
        f"lines: {MARK}[335, 370]",
        "measure 1.5.a refers to lines 335–370, outside measure 1.5",
        "measure 1.5 has lines 341–402",
    )
    yield Mistake(
        "measure in the wrong area",
        file,
        'id: "2.6"\n',
        f'id: {MARK}"3.6"\n',
        "measure 3.6 stands in area 2",
        "after its area",
    )
    yield Mistake(
        "capital on a numbered measure",
        file,
        'id: "6.C"\n        numbered: false\n',
        f'id: {MARK}"6.C"\n',
        "measure 6.C has an id that does not go with its numbering",
        '"6.A"',
    )
    yield Mistake(
        "number on an unnumbered measure",
        file,
        'id: "6.D"\n',
        f'id: {MARK}"6.4"\n',
        "measure 6.4 has an id that does not go with its numbering",
        "numbered: false",
    )
    yield Mistake(
        "measure twice",
        file,
        'id: "7.C"\n',
        f'id: {MARK}"7.B"\n',
        'the id "7.B" stands twice',
        "its own",
    )
    yield Mistake(
        "area twice",
        file,
        "areas:\n  - number: 1\n",
        "areas:\n  - number: 4\n    title: Noch einmal\n    lines: [600, 600]\n    lead: x\n"
        '    measures:\n      - id: "4.9"\n        title: x\n        summary: x\n'
        "        lines: [600, 600]\n        addressees:\n          - id: bund\n"
        "            basis: derived\n  - number: 1\n",
        "area 4 stands twice",
        "its own number",
        ("  - number: 4\n    title: Verw", f"  - number: {MARK}4\n    title: Verw"),
    )
    yield Mistake(
        "unknown addressee with a near miss",
        file,
        "id: mandatstraeger",
        f"id: {MARK}mandatstrager",
        'there is no addressee "mandatstrager"',
        'did you mean "mandatstraeger"?',
    )
    yield Mistake(
        "explicit without lines",
        file,
        "id: arbeitsgemeinschaften\n            basis: explicit\n            lines: [680, 680]",
        f"{MARK}id: arbeitsgemeinschaften\n            basis: explicit",
        "arbeitsgemeinschaften is explicit, but no lines name it",
        "derived",
    )
    yield Mistake(
        "addressee named outside the area",
        file,
        "lines: [662, 662]",
        f"lines: {MARK}[62, 662]",
        "ortsvereine is named in lines 62–662, outside the area",
        "area 8 has lines 643–68",
    )
    yield Mistake(
        "addressee asked twice",
        file,
        "lines: [572, 576]\n        addressees:\n          - id: stadtrat-fraktion\n",
        "lines: [572, 576]\n        addressees:\n          - id: stadtrat-fraktion\n"
        f"            basis: derived\n          - id: {MARK}stadtrat-fraktion\n",
        "measure 5.C asks stadtrat-fraktion twice",
        "remove one",
    )
    yield Mistake(
        "figure outside its area",
        file,
        "line: 560",
        f"line: {MARK}260",
        "the figure in line 260 lies outside its area",
        "area 5 has lines 549–592",
    )
    yield Mistake(
        "figure outside the resolution",
        file,
        "line: 261",
        f"line: {MARK}700",
        "the figure in line 700 lies outside the resolution",
        "the resolution has lines 1–685",
    )
    file = EVENTS
    yield Mistake(
        "unknown branch",
        file,
        "branch: probeheim",
        f"branch: {MARK}probenheim",
        'there is no branch "probenheim"',
        'did you mean "probeheim"?',
    )
    yield Mistake(
        "unknown time zone",
        file,
        "end: 2026-12-08T20:00\n    timezone: Europe/Berlin",
        f"end: 2026-12-08T20:00\n    timezone: {MARK}Europe/Berlinn",
        'there is no time zone "Europe/Berlinn"',
        'did you mean "Europe/Berlin"?',
    )
    yield Mistake(
        "end before the start",
        file,
        "end: 2027-05-29T19:00",
        f"end: {MARK}2027-05-29T14:59",
        "ends before it starts",
        "correct start or end",
    )
    yield Mistake(
        "time with an offset",
        file,
        "start: 2027-02-04T19:00",
        f"start: {MARK}2027-02-04T19:00+01:00",
        "the time carries an offset",
        "the zone stands in timezone",
    )
    yield Mistake(
        "time with seconds and an offset",
        file,
        "start: 2027-03-10T18:30",
        f"start: {MARK}2027-03-10T18:30:00Z",
        "the time carries an offset",
        "local time",
    )
    yield Mistake(
        "unknown measure",
        file,
        '- "8.4"',
        f'- {MARK}"8.9"',
        "there is no measure 8.9",
        "did you mean",
    )
    yield Mistake(
        "language without fixed words",
        file,
        "texts:\n      de:\n        title: Nachbarschaftsfest im Garten",
        f"texts:\n      {MARK}xx:\n        title: Nachbarschaftsfest im Garten",
        'no fixed words for the language "xx"',
        "choose one of ar, de, en, es, fa, fr, ru, ti, tr, uk",
    )
    yield Mistake(
        "event twice",
        file,
        "id: arbeitsgemeinschaft\n",
        f"id: {MARK}ehrenamt\n",
        'the id "ehrenamt" stands twice',
        "its own",
    )
    yield Mistake(
        "addressee twice",
        ADDRESSEES,
        "addressees:\n",
        "addressees:\n  - id: bund\n    name: x\n    full_name: x\n    abbreviation: x\n"
        "    task: x\n",
        'the id "bund" stands twice',
        "its own",
        ("id: bund\n    name: Bund", f"id: {MARK}bund\n    name: Bund"),
    )
    yield Mistake(
        "branch twice",
        BRANCHES,
        "branches:\n",
        "branches:\n  - id: musterviertel\n    name: x\n    contact: {name: x}\n"
        '    address: {street: x 1, postcode: "04109", city: x}\n',
        'the id "musterviertel" stands twice',
        "its own",
        (
            "id: musterviertel\n    name: Ortsverein",
            f"id: {MARK}musterviertel\n    name: Ortsverein",
        ),
    )
    file = SETTINGS
    yield Mistake(
        "colour of low contrast",
        file,
        '# colour = "#C8102E"',
        f'colour = {MARK}"#FF8800"',
        "#FF8800 on white has a contrast of 2.",
        "a darker one",
    )
    yield Mistake(
        "tint too dark",
        file,
        '# tint = "#FBECEE"',
        f'tint = {MARK}"#BBBBBB"',
        "#BBBBBB is too dark for a tint",
        "a lighter one",
    )
    yield Mistake(
        "unknown font with a near miss",
        file,
        '# font = "Source Sans 3"',
        f'font = {MARK}"Source Sans"',
        'there is no font family "Source Sans"',
        'did you mean "Source Sans 3"?',
    )
    yield Mistake(
        "printer without a postal address",
        file,
        'printer = "Musterdruck, Beispielweg 2, 04103 Leipzig"',
        f'printer = {MARK}"Musterdruck, www.example.org"',
        "has no postal address",
        "name, street and number, postcode and city",
    )
    yield Mistake(
        "publisher without a postal address",
        file,
        '# publisher = "SPD Leipzig (Muster), Musterstraße 1, 04109 Leipzig"',
        f'publisher = {MARK}"SPD Leipzig, info@example.org"',
        "has no postal address",
        "name, street and number, postcode and city",
    )
    yield Mistake(
        "logo that is not there",
        file,
        '# logo = "logo.svg"\n# logo_text',
        f'logo = {MARK}"logo.svg"\nlogo_text',
        'there is no file "logo.svg"',
        "put it there",
    )
    yield Mistake(
        "unknown kind",
        SETTINGS,
        '# [build]\n# kinds = ["summary", "checklist", "flyer"]',
        f'[build]\nkinds = ["summary", "checklist", {MARK}"flier"]',
        'there is no kind "flier"',
        'did you mean "flyer"?',
    )


OF_FORM, OF_SENSE = tuple(_of_form()), tuple(_of_sense())
