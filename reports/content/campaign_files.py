"""Read a workspace's campaigns: those of its settings, and those of the folder ``campaigns``."""

from __future__ import annotations

from collections.abc import Collection

from reports.content.campaign import Campaign
from reports.content.consistency import campaign_problems
from reports.content.formats.located import Path as ValuePath
from reports.content.formats.toml_file import read_toml
from reports.content.settings import Settings
from reports.content.workspace_reader import WorkspaceReader
from reports.i18n import printed_languages
from reports.storage.listing import SETTINGS_FILE, regular_files


def read_campaigns(
    reader: WorkspaceReader,
    settings: Settings | None,
    addressees: Collection[str] | None,
    branches: Collection[str] | None,
    languages: Collection[str],
    kinds: Collection[str],
) -> dict[str, Campaign]:
    """Return the campaigns of the settings and of the folder ``campaigns``, checked.

    The places of their texts go into ``text_places``.
    """
    printable = sorted({*printed_languages(), *languages, *reader.language_problems})
    # by file, the path to the campaign in it, its name
    listed: list[tuple[str, ValuePath, str, Campaign]] = [
        (SETTINGS_FILE, ("campaigns", name), name, campaign)
        for name, campaign in (settings.campaigns.items() if settings else ())
    ]
    for path in regular_files(
        reader.folder / "campaigns", "*.toml", reader.folder, with_folders=True
    ):
        file = f"campaigns/{path.name}"
        campaign = reader.read(file, Campaign, read_toml)
        if campaign is not None:
            listed.append((file, (), path.stem, campaign))
    campaigns: dict[str, Campaign] = {}
    for file, start, name, campaign in listed:
        problems = campaign_problems(
            name,
            campaign,
            addressees,
            branches,
            other_campaigns=campaigns,
            languages=printable,
            kinds=kinds,
        )
        before = len(reader.faults)
        reader.add(file, (problem.below(*start) for problem in problems))
        if len(reader.faults) > before:
            continue
        for language in campaign.texts:
            for key in ("subject", "text", "letter"):
                place = reader.files[file].place((*start, "texts", language, key))
                reader.text_places[name, language, key] = place
        campaigns[name] = campaign
    return campaigns
