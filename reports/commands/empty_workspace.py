"""The files of a workspace without content: every setting and list as a commented template."""

from __future__ import annotations

import json

from reports import shipped_folder
from reports.storage.listing import SETTINGS_FILE


def template_files() -> dict[str, bytes]:
    """Return the files of an empty workspace by name; they hold nothing but comments."""
    return _files("templates", "empty")


def schema_files() -> dict[str, bytes]:
    """Return the schemas by which editors complete and check the content, by name."""
    return {f"schema/{name}": data for name, data in _files("data", "schema").items()}


def settings_of(organisation: str) -> bytes:
    """Return the settings of an empty workspace that name an organisation."""
    text = template_files()[SETTINGS_FILE].decode()
    # TOML reads strings as JSON writes them
    name = json.dumps(organisation, ensure_ascii=False)
    lines = []
    is_organisation = False
    for line in text.splitlines(keepends=True):
        is_head = line.startswith("# [")
        is_organisation = line == "# [organisation]\n" or (is_organisation and not is_head)
        if line == "# [organisation]\n":
            lines.append("[organisation]\n")
        elif is_organisation and line.startswith("# name ="):
            lines.append(f"name = {name}\n")
        else:
            lines.append(line)
    return "".join(lines).encode()


def _files(room_name: str, folder: str) -> dict[str, bytes]:
    """Return the files of a folder of the program, by their paths in there."""
    top = shipped_folder(room_name) / folder
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }
