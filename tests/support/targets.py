"""What is tried with spoilt files: each reader of content that others may have written.

The corpora hold small valid files, and files on which a reader failed before.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pikepdf
from PIL import Image
from pydantic import BaseModel

from reports import room
from reports.build.jobs import Job, make_job, without_context
from reports.commands.options import cache_folder
from reports.content.campaign import Campaign
from reports.content.event import Branches, Events
from reports.content.font_families import in_folder
from reports.content.formats.ics_events import Assumed, read_calendar
from reports.content.formats.located import ParsedFile
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_edit import edit_yaml
from reports.content.formats.yaml_file import read_yaml
from reports.content.images import load_image
from reports.content.recipients import WorkspaceIds, read_recipients
from reports.content.resolution import Addressees, Resolution
from reports.content.settings import Kind, Settings
from reports.content.validation import validate
from reports.content.workspace import load
from reports.documents.document import Document, Fit, Format, Page
from reports.documents.planning import plan
from reports.errors import ContentError, HandzettelError, Place
from reports.render.font_faces import Face, faces
from reports.storage.cache import Store
from reports.storage.output import Output
from reports.storage.output_record import RECORD
from tests.support import dictionaries, factories, sources
from tests.support.fuzz import Target
from tests.support.mutation import Mutator, png_mended

# --- small valid files ------------------------------------------------------

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
CALENDAR = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-TIMEZONE:Europe/Berlin\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTART;TZID=Europe/Berlin:20261208T183000\r
DURATION:PT1H30M\r
RRULE:FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=5\r
EXDATE;TZID=Europe/Berlin:20270112T183000\r
SUMMARY;LANGUAGE=de:Wer zieht da ein?\\, ein\r
  Abend\r
LOCATION:Gemeindesaal\\, Musterstraße 1\\, 04109 Leipzig\r
DESCRIPTION:Ein Abend\\nfür alle\r
URL:https://example.org/x\r
ORGANIZER;CN="Erika Muster":mailto:erika@example.org\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2@example.org\r
DTSTART;VALUE=DATE:20261224\r
DTEND;VALUE=DATE:20261226\r
RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;UNTIL=20301231\r
SUMMARY:Fest\r
DESCRIPTION:Für alle\r
LOCATION:Saal\\, Allee 1\\, 04103 Leipzig\r
STATUS:CONFIRMED\r
END:VEVENT\r
END:VCALENDAR\r
"""
RECIPIENTS = """\
email;salutation;title;first_name;last_name;roles;branches;addressees;areas;language;postcode;city
erika@example.org;genossin;Dr.;Erika;Muster;"delegierte, vorstand";musterviertel;rat;;de;04109;L
max@example.org;genosse;;Max;Beispiel;delegierte;;stadt;1;de;04103;Leipzig
"petra@example.org";frau;;Petra;"Pro""be";fraktion;;;;;;
"""
TEXT = """\
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
MARKDOWN = TEXT.replace("4 Für", "# Für").replace("6 1. ", "## ").replace("10 2. ", "## ")
TEMPLATE_OF_MAIL = """\
{{ salutation }},

# Titel {{ n }}
{% for title in documents %}
- {{ title|upper }} [x](https://example.org)
  1. *a* **b** `c`
{% endfor %}
> Zitat

{% if addressees %}{{ addressees|map(attribute="name")|join(", ") }}{% endif %}
![x](https://example.org/x.png) <b>fett</b>

---
    Code
{{ sender.name }}
"""
TEMPLATE = """\
{% extends "base.html" %}
{% from "macros.html" import lines with context %}
{% block main %}
<h1>{{ area.title|set_title }}</h1>
{% for measure in area.measures if measure.title %}
  <p class="{{ loop.cycle('a', 'b') }}">{{ loop.index }} {{ measure.summary|set_text }}
  {{ measure.id|default("x") }} {% set x = namespace(n=0) %}{% set x.n = x.n + 1 %}{{ x.n }}</p>
{% else %}<p>{{ _("Nothing") }}</p>{% endfor %}
{{ document.title[:9] ~ range(3)|list|join("-") }}
{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}
{% call m(1) %}{{ super() }}{% endcall %}
{% include "missing.html" ignore missing %}{% raw %}{{ x }}{% endraw %}
{% endblock %}
"""
STYLE = """\
@page { size: A6; margin: 9mm 8mm; @bottom-right { content: counter(page) "/" counter(pages) } }
@page :first { background: #eee }
:root { --w: 3mm; --c: color-mix(in srgb, red 40%, white) }
body { font: 9pt/1.3 "Source Sans 3", serif; counter-reset: x 1; hyphens: auto }
h1::before { content: counter(x, upper-roman) ". "; color: oklch(0.6 0.2 30) }
h1 { string-set: t content(); bookmark-level: 1; break-after: avoid }
ul { display: grid; grid-template: 1fr / repeat(2, minmax(0, 1fr)); gap: calc(1mm + var(--w)) }
li { float: left; width: 40%; list-style: square inside }
p { display: flex; flex-flow: row wrap; orphans: 2; text-align: justify }
.n { float: footnote; footnote-display: block }
.n::footnote-call { content: counter(footnote) }
table { border-collapse: collapse; columns: 2 4cm; column-fill: balance }
td { border: 1px dotted #ccc; vertical-align: middle; padding: 1em }
a { position: absolute; left: 10%; top: -2mm; transform: rotate(9deg) scale(1.1); opacity: .5 }
a::after { content: target-counter(attr(href), page) leader(dotted) }
div { background: linear-gradient(45deg, red 10%, blue) no-repeat; border-radius: 2mm }
"""
BODY = (
    '<h1 id="a">Titel</h1><ul><li>eins</li><li>zwei</li></ul><p>Ein Satz, <b>noch</b> einer.</p>'
    '<p>Wort<span class="n">Eine Fußnote</span></p><table><tr><td>1</td><td rowspan="2">2</td></tr>'
    '</table><div><a href="#a">hin</a></div>'
)
SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="40" height="20" viewBox="0 0 4 2"><defs><linearGradient id="g"><stop offset="0"
 stop-color="red"/><stop offset="1" stop-color="#00f"/></linearGradient><clipPath id="c"><circle
 cx="1" cy="1" r="1"/></clipPath><pattern id="p" width=".1" height=".1"><rect width="1"
 height="1"/></pattern><mask id="m"><rect width="2" height="2" fill="#fff"/></mask></defs>
<style>.a { fill: url(#g); stroke-width: 2 }</style><path class="a" mask="url(#m)"
 d="M0 0h3v3zQ1 2 3 4A1 1 0 0 1 2 2"/><g transform="rotate(3) scale(2 2)" clip-path="url(#c)">
<text x="1" y="1" font-size="1" textLength="3">A<tspan dx="1">b</tspan></text><use href="#c"/>
<rect fill="url(#p)" width="1e0" height="2%" rx=".1"/></g><image width="1" height="1" x="9"
 href="data:image/png;base64,QQ=="/><marker id="k"/><polyline points="0,0 1,1 2,0"
 marker-end="url(#k)" stroke-dasharray="1 2"/></svg>"""

# --- what readers failed on before ------------------------------------------

_DEEP = b"[" * 40_000
FOUND_YAML = [
    b"title: 0x" + b"F" * 5000,
    b"lines: [" + b"1, " * 2000 + b"1]",
    b"title: a\xc2\x96b\n",
    b'title: "a\\x01\\u2028\\ufffe\\a\\ud800b"\n',
    b"title: a\xe2\x80\xa8b\n",
    b"id: &a [1]\nx: *a\n",
    b"%YAML 1.1\n---\nid: 1:20:30\n",
    b"? [a, b]\n: c\n",
    b"!!python/object/apply:os.system ['id']",
    b"lines: [1.10, .inf, .nan, 0b1, 0o8, 1e999]\ndate: 9999-99-99\n",
    _DEEP,
    b"a: " * 4000,
    b"",
    b"\xff\xfe\x00",
]
FOUND_TOML = [
    b"a" + b".a" * 20_000 + b" = 1\n",
    b"[" + b"a." * 20_000 + b"a]\n",
    b"a = " + _DEEP,
    b"a = " + b"9" * 5000,
    b"a = 1e999\nb = nan\nc = 9999-12-31T23:59:60Z\nd = 24:00:00\n",
    b'a = "\\ud800"\n',
    b'"" = 1\n"\\u0000" = 2\n[[a]]\n[a.b]\n[[a.b.c]]\n',
]
FOUND_CALENDARS = [
    b"BEGIN:VCALENDAR\r\n" + b" \r\n" * 20_000,
    (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:00010101T000000Z\nSUMMARY:a\n"
        b"RRULE:FREQ=DAILY;COUNT=1000\nEND:VEVENT\nEND:VCALENDAR\n"
    ),
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99991231\nDURATION:P9999W\nEND:VEVENT\nEND:VCALENDAR",
]


def _bomb_png() -> bytes:
    """A text chunk that unpacks to very much."""
    import zlib

    from PIL import PngImagePlugin

    out = io.BytesIO()
    chunks = PngImagePlugin.PngInfo()
    packed = zlib.compress(b"a" * 30_000_000)
    chunks.add(b"zTXt", b"Comment\0\0" + packed)
    chunks.add(b"iCCP", b"icc\0\0" + packed)
    chunks.add(b"iTXt", b"x\0\1\0\0\0" + packed)
    Image.new("RGB", (3, 3)).save(out, "PNG", pnginfo=chunks)
    return out.getvalue()


# --- corpora ----------------------------------------------------------------


def _texts(*texts: str | bytes) -> list[bytes]:
    return [one if isinstance(one, bytes) else one.encode() for one in texts]


def _yaml(*texts: str | bytes) -> Mutator:
    return Mutator(_texts(*texts), dictionaries.YAML, found=FOUND_YAML)


def _toml(*texts: str | bytes) -> Mutator:
    return Mutator(_texts(*texts), dictionaries.TOML, found=FOUND_TOML)


def _within(member: str, corpus: Callable[[], Sequence[bytes]], words: Sequence[bytes]) -> Mutator:
    """Spoils a file within an archive, and sometimes the archive itself."""
    whole = corpus()
    inner = [sources.member(one, member) for one in whole]

    def packed(data: bytes, random: Random) -> bytes:
        if data.startswith(b"PK"):
            return data
        return sources.with_member(random.choice(whole), member, data)

    return Mutator([*whole, *inner * 9], words, packed)


# --- readers ----------------------------------------------------------------


def _model(
    model: type[BaseModel], parse: Callable[[bytes, str], ParsedFile]
) -> Callable[[], Callable[[bytes], object]]:
    def run(data: bytes) -> None:
        validate(model, parse(data, "datei"))

    return lambda: run


def _folder() -> Path:
    """A folder for one process, in that of the test."""
    return Path(tempfile.mkdtemp())


SMALL_WORKSPACE = {
    "handzettel.toml": SETTINGS,
    "resolution.yaml": RESOLUTION,
    "addressees.yaml": ADDRESSEES,
    "branches.yaml": BRANCHES,
    "events.yaml": EVENTS,
    "termine.ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "campaigns/parteitag.toml": CAMPAIGN,
}


def _workspace(name: str) -> Callable[[], Callable[[bytes], object]]:
    """The whole workspace read, checked and planned, with one of its files spoilt."""

    def begin() -> Callable[[bytes], object]:
        folder = _folder()
        (folder / "campaigns").mkdir()
        for other, text in SMALL_WORKSPACE.items():
            (folder / other).write_text(text, "utf-8")

        def run(data: bytes) -> None:
            (folder / name).write_bytes(data)
            plan(load(folder), list(Kind), factories.DAY)

        return run

    return begin


def _calendar() -> Callable[[bytes], object]:
    assumed = Assumed(
        branch="musterviertel", step_free=True, url="https://example.org", way="zu Fuß"
    )

    def run(data: bytes) -> None:
        validate(Events, read_calendar(data, "termine.ics", assumed))

    return run


def _recipients(*, no_mail: bool) -> Callable[[], Callable[[bytes], object]]:
    known = WorkspaceIds(["musterviertel"], ["rat", "stadt"], [1, 2])

    def run(data: bytes) -> object:
        if no_mail:
            return read_recipients(RECIPIENTS.encode(), data, known).set_aside
        return read_recipients(data, b"email\nmax@example.org\n", known).set_aside

    return lambda: run


def _picture(suffix: str) -> Callable[[], Callable[[bytes], object]]:
    def begin() -> Callable[[bytes], object]:
        folder = _folder()

        def run(data: bytes) -> bool:
            (folder / f"bild.{suffix}").write_bytes(data)
            try:
                load_image(folder, f"bild.{suffix}")
            except ContentError:
                return True
            return False

        return run

    return begin


def _font() -> Callable[[bytes], object]:
    folder = _folder()

    def run(data: bytes) -> bool:
        (folder / "schrift.ttf").write_bytes(data)
        families, damaged = in_folder(folder)
        for family in families.values():
            if not family.variable:
                faces(family, folder)
        return bool(damaged)

    return run


def _import(name: str) -> Callable[[], Callable[[bytes], object]]:
    from reports.content.formats.yaml_edit import write_yaml
    from reports.content.resolution import SourceFile
    from reports.importing.classify import sort_out
    from reports.importing.motions import structure
    from reports.importing.read_file import read
    from reports.importing.to_content import addressees_named, resolutions_values

    def run(data: bytes) -> None:
        text = sort_out(read(data, name))
        found = structure(text)
        assert sum(text.account().values()) >= 0
        if not any(area.measures for one in found for area in one.areas):
            return
        ids, _new = addressees_named(found, ())
        pinned = SourceFile(file=f"sources/{name}", sha256=text.text.digest)
        for values in resolutions_values(found, text, pinned, ids):
            try:
                validate(Resolution, ParsedFile(name, values, {(): Place(name)}, {}))
            except ContentError:
                continue
            assert read_yaml(write_yaml(values), name).value == values

    return lambda: run


def _check_pdf() -> Callable[[bytes], object]:
    from reports.press.accessibility_check import check_pdf

    return lambda data: check_pdf(data, "datei.pdf")


def _check_press() -> Callable[[bytes], object]:
    from reports.press.preflight import check_press
    from tests.support.pressed import COATED, TRIM, icc

    profile = icc()
    return lambda data: check_press(data, "datei.pdf", COATED, profile, TRIM)


_KEY = "ab" * 32
_KEPT = ({"pages": 3}, b"%PDF-1.7 " + bytes(range(256)) * 3)


def _store() -> Callable[[bytes], object]:
    folder = _folder()
    path = folder / _KEY[:2] / _KEY[2:]
    path.parent.mkdir()

    def run(data: bytes) -> None:
        path.write_bytes(data)
        assert Store(folder).get(_KEY) in (None, _KEPT)

    return run


@cache
def _entry() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Store(Path(folder)).put(_KEY, *_KEPT)
        return next(Path(folder).glob("*/*")).read_bytes()


_RECORD = json.dumps(
    {"workspace": "..", "files": {"summary/bereich-1.pdf": "0" * 64, "flyer/a/a5-de.pdf": "1" * 64}}
)


def _output_record() -> Callable[[bytes], object]:
    from reports.storage import fingerprint

    workspace = _folder()
    folder = workspace / "out"
    (folder / "summary").mkdir(parents=True)
    (folder / "summary/bereich-1.pdf").write_bytes(b"%PDF-1.7")
    (workspace / "handzettel.toml").touch()

    def run(data: bytes) -> None:
        (folder / RECORD).write_bytes(data)
        output = Output(folder, workspace, workspace / "cache")
        for path in [*output.files(), *output.stale(lambda _name: False)]:
            assert path.resolve().is_relative_to(folder.resolve())
            output.is_as_made(path)
        fingerprint.workspace(workspace)
        with output.held():
            output.write(folder / "x.pdf", data)

    return run


@cache
def _ledger_file() -> bytes:
    from reports.mail.ledger import LEDGER, Ledger

    at = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        with Ledger.open(folder / LEDGER) as ledger:
            edition = ledger.begin_edition("parteitag", {"text": "1"}, at)
            people = [(f"p{i}@example.org", f"Person {i}", f"<{i}@example.org>") for i in range(20)]
            ledger.plan(edition, people, at)
            first, second, *_others = ledger.entries(edition)
            ledger.claim(first, at)
            ledger.mark_sent(first, at, "250 ok")
            ledger.claim(second, at)
            ledger.confirm_location(moved=False)
            ledger.token_secret(b"s" * 32)
        # what is another on each machine is the same here, so that a number makes one file
        place = b'{"path": "/nowhere/handzettel.db", "device": 1, "inode": 2}'
        with contextlib.closing(sqlite3.connect(folder / LEDGER)) as db, db:
            update = "UPDATE setting SET value = ? WHERE name = ?"
            db.executemany(update, [(place, "location"), (b"i" * 16, "identity")])
        return (folder / LEDGER).read_bytes()


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _leaves(inner, (*path, i))
    else:
        yield path


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _edited() -> Callable[[bytes], object]:
    """One value of a file changed, and every other the same."""

    def run(data: bytes) -> None:
        before = read_yaml(data, "datei").value
        leaves = list(_leaves(before))
        if leaves == [()] or not leaves:
            return
        chosen = leaves[len(data) % len(leaves)]
        after = read_yaml(edit_yaml(data, {chosen: "neu: 1"}), "datei").value
        assert _at(after, chosen) == "neu: 1"
        others = [path for path in leaves if path != chosen]
        assert [repr(_at(after, path)) for path in others] == [
            repr(_at(before, path)) for path in others
        ]

    return run


def _answer() -> Callable[[bytes], object]:
    from reports.mail.replies import Stage, cause_of, remedy_for_run

    return lambda data: [
        remedy_for_run(cause_of(data.decode("utf-8", "replace"), stage)) for stage in Stage
    ][:0]


ANSWERS = (
    "550 5.4.5 Daily user sending limit exceeded. https://support.example.org d2-1.7 - gsmtp",
    "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process",
    "421-4.7.28 Our system has detected an unusual rate\n421 4.7.28 try again",
    "535 5.7.8 Username and Password not accepted",
)


def _icc() -> Callable[[bytes], object]:
    from reports.content.press_profile import Press
    from reports.render.page_rules import bleed_rules
    from tests.support import pressed
    from tests.support.pressed import COATED

    document = replace(_document(), format=Format("a6", *pressed.TRIM))
    page = _page(pressed.PLAIN, bleed_rules(COATED) + pressed.STYLE)

    def run(data: bytes) -> None:
        job = Job(
            replace(without_context(document), press=Press(COATED, data)), page, faces_of(document)
        )
        outcome = make_job(job)
        if isinstance(outcome, HandzettelError):
            raise outcome

    return run


def _with_rest(rest: bytes, data: bytes, _random: Random) -> bytes:
    return data + rest


def _profiles() -> Mutator:
    """Spoils the beginning of a profile, which says what all the rest means."""
    from tests.support.pressed import icc

    return Mutator(
        [icc()[:4096]],
        (b"mft1", b"mft2", b"desc", *dictionaries.FONT),
        partial(_with_rest, icc()[4096:]),
    )


_JOURNAL = json.dumps(
    {
        "token": "0123456789abcdef",
        "decided": True,
        "folders": ["resolutions"],
        "steps": [
            {"name": "events.yaml", "before": None, "after": None},
            {
                "name": "resolution.yaml",
                "before": hashlib.sha256(RESOLUTION.encode()).hexdigest(),
                "after": None,
            },
        ],
    }
)


def _journal() -> Callable[[bytes], object]:
    """What an interrupted run left in a workspace that came from somebody else."""
    from reports.storage.change_journal import FOLDER
    from reports.storage.file_set import writing_into

    outside = _folder()
    workspace = outside / "workspace"

    def run(data: bytes) -> None:
        shutil.rmtree(workspace, ignore_errors=True)
        (workspace / FOLDER).mkdir(parents=True)
        (outside / "resolution.yaml").write_text(RESOLUTION, "utf-8")
        (workspace / "resolution.yaml").write_text(RESOLUTION, "utf-8")
        (workspace / FOLDER / "changes.json").write_bytes(data)
        try:
            with writing_into(workspace, wait=0):
                pass
        finally:
            assert sorted(path.name for path in outside.iterdir()) == [
                "resolution.yaml",
                "workspace",
            ]

    return run


def _ledger() -> Callable[[bytes], object]:
    from reports.mail.ledger import LEDGER, Ledger

    folder = _folder()
    path = folder / LEDGER
    at = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

    def run(data: bytes) -> None:
        for old in folder.glob("*"):
            old.unlink()
        path.write_bytes(data)
        with Ledger.open(path) as ledger:
            ledger.confirm_location(moved=True)
            ledger.token_secret(b"s" * 32)
            for edition in ledger.editions():
                ledger.count_states(edition)
                list(ledger.entries(edition))
            edition = ledger.begin_edition("parteitag", {"text": "1"}, at)
            ledger.settle_interrupted(edition, at)
            ledger.plan(edition, [("neu@example.org", "Neu", "<n@example.org>")], at)

    return run


def _phrasing() -> Callable[[bytes], object]:
    from reports.render.campaign_text import Phrasing
    from reports.render.templates import Writer

    values = {
        "salutation": "Liebe *Erika*",
        "n": 3,
        "documents": ["Übersicht", "Checkliste <b>"],
        "addressees": [SimpleNamespace(name="Stadt")],
        "sender": SimpleNamespace(name="Max Muster"),
    }
    place = Place("campaigns/parteitag.toml", 12)

    def run(data: bytes) -> None:
        phrasing = Phrasing(Writer(Path("/nowhere")))
        text = data.decode("utf-8", "replace")
        phrasing.text(text, values, place)
        phrasing.line(text, values, place)

    return run


@cache
def _document() -> Document:
    return replace(
        factories.handouts().documents["summary/bereich-3"],
        name="blatt",
        fit=Fit((9.0,)),
        form=False,
        pages=None,
    )


def _template() -> Callable[[bytes], object]:
    from reports.render.templates import Writer

    folder, document = _folder(), factories.handouts().documents["summary/bereich-3"]
    (folder / "templates/summary").mkdir(parents=True)

    def run(data: bytes) -> None:
        (folder / "templates/summary/summary.html").write_bytes(data)
        Writer(folder).write(document)

    return run


def faces_of(document: Document) -> tuple[Face, ...]:
    """The fonts that a document is made with."""
    return faces(document.theme.font, cache_folder())


def _page(body: str, style: str) -> Page:
    return Page(
        f'<!doctype html><html lang="de"><head><title>T</title></head><body>{body}</body></html>',
        (style,),
    )


def _style() -> Callable[[bytes], object]:
    document = _document()

    def run(data: bytes) -> None:
        page = _page(BODY, data.decode("utf-8", "replace"))
        outcome = make_job(Job(without_context(document), page, faces_of(document)))
        if isinstance(outcome, HandzettelError):
            raise outcome

    return run


def _printed_picture(suffix: str) -> Callable[[], Callable[[bytes], object]]:
    """A picture that is taken is one that can be printed, or the page says what is wrong."""

    def begin() -> Callable[[bytes], object]:
        folder, document = _folder(), _document()

        def run(data: bytes) -> None:
            (folder / f"bild.{suffix}").write_bytes(data)
            try:
                image = load_image(folder, f"bild.{suffix}")
            except ContentError:
                return
            page = _page(f'<img src="asset:{image.name}" alt="x" style="width: 2cm">', "")
            job = Job(replace(without_context(document), images=(image,)), page, faces_of(document))
            outcome = make_job(job)
            if isinstance(outcome, HandzettelError):
                raise outcome

        return run

    return begin


# --- files of the corpora that take some making -----------------------------


def _image(kind: str, mode: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((17, 13)).convert(mode)
    picture.save(out, kind, **options)
    return out.getvalue()


def _pngs() -> Mutator:
    return Mutator(
        [_image("PNG", mode) for mode in ("L", "RGB", "RGBA", "P", "1")],
        dictionaries.PICTURE,
        png_mended,
        [
            _bomb_png(),
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + b"\0\1\x86\xa0" * 2 + b"\x08\2" + b"\0" * 7,
        ],
    )


def _jpegs() -> Mutator:
    whole = _image(
        "JPEG", "RGB", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
    )
    return Mutator(
        [
            *(whole, _image("JPEG", "L"), _image("JPEG", "CMYK")),
            _image("JPEG", "RGB", progressive=True),
        ],
        dictionaries.PICTURE,
        found=[whole[: len(whole) // 2]],
    )


def _svgs() -> Mutator:
    nested = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 3000
    used = b"<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><use href='#a'/></g></svg>"
    return Mutator([SVG], dictionaries.XML_OF_DRAWINGS, found=[nested, used, b"<svg>", SVG[:700]])


@cache
def _font_file() -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(room("typefaces") / "noto-naskh-arabic/NotoNaskhArabic-Regular.ttf")
    subsetter = Subsetter(Options())
    subsetter.populate(text="ابت")
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _fonts() -> Mutator:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(_font_file()))
    del font["OS/2"]
    out = io.BytesIO()
    font.save(out)
    return Mutator([_font_file()], dictionaries.FONT, found=[out.getvalue()])


def _in_full(pdf: bytes) -> bytes:
    """A PDF in which everything can be read, and so be hit."""
    with factories.opened(pdf) as document:
        return factories.saved(
            document,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            qdf=True,
        )


def _drawn_twice() -> bytes:
    """A form that draws itself twice."""
    with factories.opened(sources.drawn("/X Do")) as document:
        form = document.make_stream(b"BT /F0 9 Tf (Wir fordern) Tj ET /X Do /X Do")
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([0, 0, 99, 99])
        page = document.pages[0]
        form.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(X=form), Font=page.Resources.Font
        )
        page.Resources.XObject = pikepdf.Dictionary(X=form)
        return factories.saved(document)


@cache
def _text_pdfs() -> tuple[bytes, ...]:
    rows = TEXT.replace("\f", "").splitlines()
    shown = " ".join(
        f"1 0 0 1 60 {800 - 14 * i} Tm ({row.replace('(', '').replace(')', '')}) Tj"
        for i, row in enumerate(rows)
    )
    plain = sources.drawn(f"BT /F0 11 Tf {shown} ET")
    return (*(_in_full(plain), plain), sources.turned(plain, 90))


def _pdfs() -> Mutator:
    return Mutator(_text_pdfs(), dictionaries.PDF, found=[sources.scan(1), _drawn_twice()])


@cache
def _finished_pdfs() -> tuple[bytes, ...]:
    form = factories.handouts()["checklist/freistaat"]
    return (*(_in_full(form), form), *_text_pdfs())


def _with_metadata(data: bytes) -> bytes:
    with factories.opened(_finished_pdfs()[1]) as pdf:
        pdf.Root.Metadata.write(data)
        return factories.saved(pdf)


def _finished() -> Mutator:
    odd = [b"", b"<", b"<a>&#0;</a>", b"\xff\xfe<\0a\0/\0>\0", b"<a:b/>", b"<a>" * 3000]
    return Mutator(
        _finished_pdfs(), dictionaries.PDF, found=[_drawn_twice(), *map(_with_metadata, odd)]
    )


@cache
def _pressed_pdfs() -> tuple[bytes, ...]:
    from reports.press.conversion import to_press
    from tests.support.pressed import COATED, NAME, PLAIN, RICH, TRIM, icc, pictures, sheet

    profile = COATED
    made_ones = [
        to_press(data, trim=TRIM, profile=profile, icc=icc(), name=NAME)[0]
        for data in (sheet(PLAIN), sheet(RICH, pictures(12)))
    ]
    small = []
    for one in made_ones:
        with factories.opened(one) as pdf:
            # the profile is as large as all the rest, and is not looked into
            for intent in pdf.Root.OutputIntents:
                intent.DestOutputProfile.write(intent.DestOutputProfile.read_bytes()[:256])
            small.append(factories.saved(pdf))
    return (*map(_in_full, small), *made_ones)


def _pressed() -> Mutator:
    return Mutator(_pressed_pdfs(), dictionaries.PDF)


@cache
def _docx() -> tuple[bytes, ...]:
    body = "".join(map(sources.paragraph, TEXT.replace("\f", "").splitlines()))
    table = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>"
        + sources.paragraph("Die Stadt soll handeln.")
        + "</w:tc></w:tr></w:tbl>"
    )
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    return (
        sources.docx(
            body + table + sources.listed("Wir fordern Räume.") + sources.paragraph(note),
            notes=f'<w:footnote w:id="2">{sources.paragraph("Eine Note")}</w:footnote>',
            numbering=sources.list_levels(("decimal", "%1."), ("lowerLetter", "%2)")),
        ),
    )


@cache
def _odt() -> tuple[bytes, ...]:
    rows = "".join(f"<text:p>{row}</text:p>" for row in TEXT.replace("\f", "").splitlines())
    more = (
        '<text:h text:outline-level="1">Wohnen</text:h><text:list><text:list-item><text:p>Wir '
        'fordern<text:s text:c="3"/>Räume.</text:p></text:list-item></text:list><table:table>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2"><text:p>Die Stadt soll handeln.</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    bomb = more.replace('repeated="2"', 'repeated="999999999"').replace('c="3"', 'c="999999999"')
    return sources.odt(rows + more), sources.odt(rows + bomb)


def _ledgers() -> Mutator:
    whole = _ledger_file()
    cut = [b"", whole[:4096], whole[:100], b"SQLite format 3\0"]
    return Mutator([whole], dictionaries.FONT, found=cut)


def _templates() -> Mutator:
    shipped = (room("templates") / "summary/summary.html").read_bytes()
    large = b'{{ "x" * 10 ** 10 }}'
    return Mutator([TEMPLATE.encode(), shipped], dictionaries.TEMPLATE, found=[large])


def _styles() -> Mutator:
    found = [
        b"body { display: list-item } body::marker { display: none }",
        b"html { display: none }",
        b"li { display: list-item 9 }",
    ]
    return Mutator([STYLE.encode()], dictionaries.STYLE, found=found)


LIMITED = 20.0
"""Seconds until a file that may ask for ever more is given up, which the program does later."""

TARGETS: dict[str, Target] = {
    "yaml resolution": Target(partial(_yaml, RESOLUTION), _model(Resolution, read_yaml), 60, 9_000),
    "yaml addressees": Target(partial(_yaml, ADDRESSEES), _model(Addressees, read_yaml), 60, 9_000),
    "yaml branches": Target(partial(_yaml, BRANCHES), _model(Branches, read_yaml), 60, 9_000),
    "yaml events": Target(partial(_yaml, EVENTS), _model(Events, read_yaml), 60, 9_000),
    "toml settings": Target(partial(_toml, SETTINGS), _model(Settings, read_toml), 200, 25_000),
    "toml campaign": Target(partial(_toml, CAMPAIGN), _model(Campaign, read_toml), 200, 22_000),
    "workspace settings": Target(
        partial(_toml, SETTINGS), _workspace("handzettel.toml"), 20, 1_200
    ),
    "workspace campaign": Target(
        partial(_toml, CAMPAIGN), _workspace("campaigns/parteitag.toml"), 20, 1_000
    ),
    "workspace resolution": Target(
        partial(_yaml, RESOLUTION), _workspace("resolution.yaml"), 20, 1_200
    ),
    "workspace events": Target(partial(_yaml, EVENTS), _workspace("events.yaml"), 20, 1_200),
    "edited yaml": Target(
        lambda: Mutator(_texts(RESOLUTION, EVENTS), dictionaries.YAML), _edited, 40, 3_000
    ),
    "calendar": Target(
        lambda: Mutator(_texts(CALENDAR), dictionaries.CALENDAR, found=FOUND_CALENDARS),
        _calendar,
        200,
        24_000,
    ),
    "recipients": Target(
        lambda: Mutator(_texts(RECIPIENTS), dictionaries.CSV),
        _recipients(no_mail=False),
        200,
        16_000,
    ),
    "no mail": Target(
        lambda: Mutator(_texts("email\nmax@example.org\n", RECIPIENTS), dictionaries.CSV),
        _recipients(no_mail=True),
        100,
        6_000,
    ),
    "png": Target(_pngs, _picture("png"), 150, 12_000),
    "jpeg": Target(_jpegs, _picture("jpg"), 150, 12_000),
    "svg": Target(_svgs, _picture("svg"), 150, 6_000),
    "font": Target(_fonts, _font, 60, 4_000),
    "import txt": Target(
        lambda: Mutator(_texts(TEXT), dictionaries.YAML), _import("antrag.txt"), 30, 2_500
    ),
    "import md": Target(
        lambda: Mutator(_texts(MARKDOWN), dictionaries.TEMPLATE), _import("antrag.md"), 30, 2_500
    ),
    "import pdf": Target(_pdfs, _import("antrag.pdf"), 30, 2_500, limited=True, patience=LIMITED),
    "import docx": Target(
        partial(_within, "word/document.xml", _docx, (*dictionaries.XML, *dictionaries.WORD)),
        _import("antrag.docx"),
        40,
        3_000,
    ),
    "import odt": Target(
        partial(_within, "content.xml", _odt, (*dictionaries.XML, *dictionaries.ODT)),
        _import("antrag.odt"),
        40,
        3_000,
    ),
    "check pdf": Target(_finished, _check_pdf, 60, 5_000),
    "check press": Target(_pressed, _check_press, 20, 1_500),
    "cache": Target(lambda: Mutator([_entry()], dictionaries.JSON), _store, 300, 12_000),
    "output record": Target(
        lambda: Mutator(_texts(_RECORD), dictionaries.JSON), _output_record, 60, 3_000
    ),
    "journal": Target(lambda: Mutator(_texts(_JOURNAL), dictionaries.JSON), _journal, 60, 2_000),
    "ledger": Target(_ledgers, _ledger, 100, 4_000),
    "server's answer": Target(lambda: Mutator(_texts(*ANSWERS)), _answer, 100, 4_000),
    "icc profile": Target(_profiles, _icc, 5, 400, limited=True, patience=LIMITED),
    "campaign text": Target(
        lambda: Mutator(_texts(TEMPLATE_OF_MAIL), dictionaries.TEMPLATE),
        _phrasing,
        100,
        5_000,
        limited=True,
        patience=LIMITED,
    ),
    "template": Target(_templates, _template, 40, 2_500, limited=True, patience=LIMITED),
    "style": Target(_styles, _style, 20, 1_200, limited=True, patience=LIMITED),
    "printed svg": Target(
        _svgs, _printed_picture("svg"), 20, 1_000, limited=True, patience=LIMITED
    ),
    "printed png": Target(_pngs, _printed_picture("png"), 20, 800, limited=True, patience=LIMITED),
    "printed jpeg": Target(
        _jpegs, _printed_picture("jpg"), 20, 800, limited=True, patience=LIMITED
    ),
}
