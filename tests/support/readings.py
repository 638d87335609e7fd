"""Documents of every kind, short enough that what is read of them can be read by a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reports import shipped_folder
from reports.content.campaign import Recipient, Sender
from reports.content.settings import Kind
from reports.content.workspace import Content, load
from reports.documents.event_planning import plan_flyers
from reports.documents.letter import letter
from reports.documents.planning import plan
from tests.documents.test_formats import EASY_TEXT
from tests.documents.test_languages import TEXTS
from tests.support import factories
from tests.support.factories import DAY, pdf_of
from tests.support.worded import book_with_wording

Make = Callable[[], bytes]


def _content() -> Content:
    """Return the sample with one short area in which words of other languages stand."""
    summary = (
        "Der OV lädt mit der AG Migration zu einem Safe Space und zur „Journée portes ouvertes“"
        " ein, z. B. im Rathaus."
    )
    measure = factories.measure_of("3.1", summary=summary)
    area = factories.area_of(measure, factories.measure_of("3.A"), number=3)
    return factories.with_areas(area, lang={"fr": ("Journée portes ouvertes",)})


def _kind(kind: Kind, name: str) -> Make:
    def make() -> bytes:
        content = _content()
        documents = plan(content, [kind], DAY).documents
        return pdf_of(content, next(each for each in documents if each.name == name))

    return make


def _flyer(form: str, *languages: str, code: str = "") -> Make:
    def make() -> bytes:
        texts = {language: TEXTS[language] for language in languages}
        content = factories.with_event(texts=texts, easy=EASY_TEXT)
        (document,) = plan_flyers(content, (), [code or "+".join(languages)], DAY, [form]).documents
        return pdf_of(content, document)

    return make


def _own_kind(each: str, name: str) -> Make:
    """Return how to make a kind that a workspace has begun from a starter."""

    def make() -> bytes:
        starter = shipped_folder("templates") / "starter"
        with TemporaryDirectory() as folder:
            workspace = factories.workspace_in(Path(folder))
            kind_folder = workspace / "kinds" / "blatt"
            kind_folder.mkdir(parents=True)
            settings = (starter / "kind.toml").read_text("utf-8")
            settings = settings.replace("TITLE", f"Blatt: {{{each}}}").replace("EACH", each)
            (kind_folder / "kind.toml").write_text(settings, "utf-8")
            (kind_folder / "template.html").write_bytes((starter / f"{each}.html").read_bytes())
            (kind_folder / "style.css").write_bytes((starter / "style.css").read_bytes())
            content = load(workspace)
            documents = plan(content, ["blatt"], DAY).documents
            return pdf_of(
                content, next(document for document in documents if document.name == name)
            )

    return make


def _letter() -> bytes:
    content = factories.sample()
    body = (
        '<p>am <b>5. Dezember</b> berät die AG Migration.</p><ul><li>Bitte <i lang="en">save'
        " the date</i>.</li><li>Der OV hilft.</li></ul>"
    )
    person = Recipient(
        email="p@example.org", last_name="Muster", street="Weg 1", postcode="04109", city="Leipzig"
    )
    sender = Sender(name="Max Muster", email="max.muster@example.org")
    enclosed = ["Leipziger Aktionsplan"]
    document = letter(
        content, person, sender, "Unterlagen", body, enclosed, DAY, name="letter", language="de"
    )
    return pdf_of(content, document)


READINGS: dict[str, Make] = {
    "summary": _kind(Kind.SUMMARY, "summary/bereich-3"),
    "overview": _kind(Kind.SUMMARY, "summary/overview"),
    "checklist": _kind(Kind.CHECKLIST, "checklist/stadtrat-fraktion"),
    "flyer": _flyer("a5", "de"),
    "flyer in two languages": _flyer("a5", "de", "ar"),
    "flyer in Leichte Sprache": _flyer("a5", "de", code="leicht"),
    "folded flyer": _flyer("wickelfalz", "uk"),
    "tear-off notice": _flyer("tearoff", "de"),
    "poster": _flyer("a3", "de"),
    "small flyer of a kit": _flyer("a6", "de"),
    "kind of the workspace for areas": _own_kind("area", "blatt/bereich-3"),
    "kind of the workspace for events": _own_kind("event", "blatt/nachbarschaft"),
    "letter": _letter,
    "book": book_with_wording,
}
"""The PDFs by the names of the files that say what is read of them."""


@cache
def reading(name: str) -> bytes:
    """Return one of these PDFs, made once."""
    return READINGS[name]()
