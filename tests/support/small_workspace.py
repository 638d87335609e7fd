"""The files of a small valid workspace, a list of recipients, and a motion to import.

They are short, so that each can be spoilt and read many times, and yet use most of what
their formats allow.
"""

from __future__ import annotations

SETTINGS = """\
sample = true
[organisation]
name = "SPD Musterstadt"
url = "https://example.org"
[imprint]
printer = "Musterdruck, Beispielweg 2, 04103 Leipzig"
[theme]
name = "red"
colour = "#C8102E"
[build]
kinds = ["summary", "checklist", "flyer"]
[limits]
seconds = 60
[mail]
sender = { name = "Büro", email = "buero@example.org" }
rate = 60
[mail.server]
host = "smtp.example.org"
security = "starttls"
user = "buero@example.org"
"""

RESOLUTION = """\
id: aktionsplan
title: Aktionsplan Integration
label: Beschluss 01
body: Stadtparteitag
meeting: Stadtparteitag
date: 2016-06-25
status: adopted
lines: [1, 60]
figures:
  - {value: "2015", text: Jahr der Aufnahme, line: 9}
areas:
  - number: 1
    title: Sprache und Bildung
    lines: [2, 40]
    lead: >-
      Deutsch zu können, ist die Grundlage. Der Plan setzt bei Kursen an.
    measures:
      - id: "1.A"
        numbered: false
        title: Mehr Sprachkurse
        summary: Die SPD unterstützt die Volkshochschule. Räume sollen öffnen.
        lines: [3, 6]
        addressees:
          - {id: rat, basis: derived}
        partners: [Volkshochschule]
      - id: "1.5"
        title: Räume öffnen
        summary: Schulen öffnen am Abend.
        lines: [7, 9]
        addressees:
          - {id: stadt, basis: explicit, lines: [8, 8]}
"""

ADDRESSEES = """\
addressees:
  - id: rat
    name: Stadtrat-Fraktion
    full_name: SPD-Fraktion im Stadtrat
    abbreviation: Rat
    task: Was der Fraktion aufgetragen ist.
  - id: stadt
    name: Stadt
    full_name: Stadt Musterstadt
    abbreviation: Stadt
    aliases: [Stadtverwaltung]
    task: Was von der Stadt erwartet wird.
"""

BRANCHES = """\
branches:
  - id: musterviertel
    name: Ortsverein Musterviertel
    address: {street: Musterstraße 1, postcode: "04109", city: Leipzig}
    contact: {name: Erika Muster, email: erika@example.org, phone: "0341 000000-1"}
    url: https://example.org/musterviertel
"""

EVENTS = """\
events:
  - id: nachbarschaft
    sort: neighbours
    branch: musterviertel
    start: 2026-12-08T18:30
    end: 2026-12-08T20:00
    timezone: Europe/Berlin
    venue:
      name: Gemeindesaal
      address: {street: Musterstraße 1, postcode: "04109", city: Leipzig}
      step_free: true
    url: https://example.org/nachbarschaft
    measures: ["1.A"]
    texts:
      de:
        title: Wer zieht da ein?
        lead: >-
          In der Musterstraße öffnet bald eine Unterkunft.
        way: Haltestelle Musterplatz
"""

CAMPAIGN = '''\
documents = ["letter", "overview", "checklist"]
[who]
roles = ["delegierte"]
[texts.de]
subject = "Unterlagen"
text = """
{{ salutation }},
{% for title in documents %}
- {{ title }}
{% endfor %}
"""
letter = "{{ salutation }}, anbei."
'''

RECIPIENTS = """\
email;salutation;title;first_name;last_name;roles;branches;addressees;areas;language;postcode;city
erika@example.org;genossin;Dr.;Erika;Muster;"delegierte, vorstand";musterviertel;rat;;de;04109;L
max@example.org;genosse;;Max;Beispiel;delegierte;;stadt;1;de;04103;Leipzig
"petra@example.org";frau;;Petra;"Pro""be";fraktion;;;;;;
"""

SMALL_WORKSPACE = {
    "handzettel.toml": SETTINGS,
    "resolution.yaml": RESOLUTION,
    "addressees.yaml": ADDRESSEES,
    "branches.yaml": BRANCHES,
    "events.yaml": EVENTS,
    "termine.ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "campaigns/parteitag.toml": CAMPAIGN,
}

MOTION = """\
1 Antrag K 01
2 Antragsteller: Ortsverein Musterstadt
3
4 Für eine offene Stadt
5 Der Parteitag möge beschließen:
6 1. Sprache und Bildung
7 1.1 Wir fordern die Stadt Leipzig auf, mehr Kurse an-
8 zubieten.¹
9 1.2 Die Fraktion im Stadtrat soll sich für Räume einsetzen.
10 2. Wohnen
11 a) Der Freistaat muss Wohnungen fördern.
12 b) Wir bitten den Bund um 10 Millionen Euro.
¹ Vgl. Beschluss von 2015.
Seite 1 von 2
\f13 Begründung: So geht es nicht weiter.
"""
