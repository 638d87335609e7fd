"""Three events for flyers: a short text, an ordinary one, and one with every field filled in."""

import dataclasses
import io

from PIL import Image, ImageDraw

from reports.content.event import Event, Picture, ProgrammeItem
from reports.content.images import Asset
from reports.content.settings import FlyerSettings
from reports.content.workspace import Content
from tests.support.factories import sample

PHOTO = "photo.jpg"

_PROGRAMME = (
    ProgrammeItem(time="18:30", what="Ankommen mit Suppe und Brot"),
    ProgrammeItem(time="18:50", what="Wer zieht in unser Viertel? Zahlen, Häuser und Termine"),
    ProgrammeItem(time="19:15", what="Drei Nachbarinnen erzählen"),
    ProgrammeItem(time="20:05", what="Sechs Tische, sechs Fragen"),
    ProgrammeItem(time="20:45", what="Was wir mitnehmen"),
)


def invitations() -> dict[str, Event]:
    """Return the three events by name: ``short``, ``ordinary``, ``long``; in German."""
    events = {event.id: event for event in sample().events}
    short = with_german(
        events["begegnung"], title="Fest!", lead="Kommen Sie vorbei.", access=None, guests=None
    )
    long = with_german(
        events["diskussion"],
        title="Wie wollen wir in der Musterstraße zusammenleben?",
        lead="In der Musterstraße öffnet bald eine Unterkunft für Geflüchtete. Stadt und Betreiber"
        " informieren, Sie fragen nach – bevor die ersten Menschen einziehen. Danach ist Zeit für"
        " Gespräche an kleinen Tischen.",
        programme=_PROGRAMME,
        registration="Anmeldung bis 3. Februar, damit das Essen reicht",
    )
    more = {"interpreted": ("ar", "en", "uk"), "childcare": True, "induction_loop": True}
    return {
        "short": short,
        "ordinary": events["nachbarschaft"],
        "long": long.model_copy(update=more),
    }


def with_german(event: Event, **changes: object) -> Event:
    """Return an event whose German text has other values."""
    text = event.texts["de"].model_copy(update=changes)
    return event.model_copy(update={"texts": {**event.texts, "de": text}})


def with_photo(content: Content, event: Event) -> tuple[Content, Event]:
    """Return an event with a bright, restless photo, and a content that has the file."""
    asset = Asset(PHOTO, "image/jpeg", photo())
    texts = {
        language: text.model_copy(update={"picture": "Lichter über einem langen Tisch"})
        for language, text in event.texts.items()
    }
    picture = Picture(file=PHOTO, credit="Erika Muster")
    return (
        dataclasses.replace(content, images={**content.images, PHOTO: asset}),
        event.model_copy(update={"picture": picture, "texts": texts}),
    )


def light(content: Content) -> Content:
    """Return a content whose flyers are light on ink."""
    settings = content.settings.model_copy(update={"flyer": FlyerSettings(light=True)})
    return dataclasses.replace(content, settings=settings)


def photo() -> bytes:
    """Return a photo as JPEG that has white, black and strong colours everywhere."""
    image = Image.linear_gradient("L").resize((1600, 1600)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for i in range(64):
        x, y = i % 8 * 200, i // 8 * 200
        colour = ("white", "black", "#e8c15a", "#7fb7e6")[(i + i // 8) % 4]
        draw.ellipse((x + 20, y + 20, x + 150, y + 150), fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
