"""Which documents of a workspace's own kinds a person gets with a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.content.campaign import Campaign, Recipient
from reports.content.document_kind import FOLDER as KINDS
from reports.content.document_kind import STYLE_NAME, TEMPLATE_NAME, Each
from reports.content.event import Event
from reports.content.resolution import Area
from reports.content.workspace import Content
from reports.documents.summary import area_path


@dataclass(frozen=True)
class KindEnclosures:
    """The workspace's own kinds that a campaign encloses."""

    content: Content
    shared: tuple[str, ...]
    """Kinds whose documents several people may get."""
    personal: tuple[str, ...]
    """Kinds that are made for each person."""

    def paths(
        self, person: Recipient, areas: Sequence[Area], events: Sequence[Event]
    ) -> Iterator[tuple[str, str]]:
        """Yield kind and subject (an id or path) of each document of a shared kind for a person.

        ``areas`` and ``events`` are those of the person. Kinds made for each person are left out.
        """
        for name in self.shared:
            settings = self.content.kinds[name]
            match settings.each:
                case Each.AREA:
                    paths = [
                        area_path(self.content, resolution, area)
                        for resolution in self.content.resolutions
                        for area in resolution.areas
                        if any(area is member for member in areas)
                    ]
                case Each.ADDRESSEE:
                    paths = list(person.addressees)
                case Each.EVENT:
                    paths = [event.id for event in events if settings.language in event.texts]
                case Each.BRANCH:
                    paths = list(person.branches)
                case Each.RESOLUTION:
                    paths = [resolution.id for resolution in self.content.resolutions]
                case _:
                    paths = [name]
            yield from ((name, path) for path in paths)

    def sources(self) -> Iterator[tuple[str, str]]:
        """Yield name and wording of what personal documents are made from.

        Their pages are not compared between two runs, since each person's differs.
        """
        for name in self.personal:
            yield f"{KINDS}/{name}", self.content.kinds[name].model_dump_json()
            for file in (TEMPLATE_NAME, STYLE_NAME):
                path = self.content.root / KINDS / name / file
                if path.is_file():
                    yield f"{KINDS}/{name}/{file}", path.read_text("utf-8", "replace")


def kind_enclosures(content: Content, campaign: Campaign) -> KindEnclosures:
    """Return the workspace's own kinds among what a campaign encloses."""
    kinds = [name for name in campaign.documents if name in content.kinds]
    personal = [name for name in kinds if content.kinds[name].each is Each.PERSON]
    shared = [name for name in kinds if name not in personal]
    return KindEnclosures(content, tuple(shared), tuple(personal))
