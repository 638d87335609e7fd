"""Refuse documents that would print what the shipped sample invented.

Somebody who makes a workspace from the sample has to replace its printer, sender and
addresses before anything with them goes to press or by mail.
"""

from __future__ import annotations

from dataclasses import replace

from reports.content.document_kind import Each
from reports.content.sample_values import SampleValue
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.plan import Plan
from reports.errors import Problem


def without_sample_values(content: Content, planned: Plan) -> Plan:
    """Return a plan that refuses the documents with a value which the shipped sample invented."""
    refused: dict[Problem, None] = {}
    documents = []
    for document in planned.documents:
        problems = [
            value.problem for value in content.sample_values if _prints(content, document, value)
        ]
        refused |= dict.fromkeys(problems)
        if not problems:
            documents.append(document)
    return replace(planned, documents=tuple(documents), refused=(*planned.refused, *refused))


def sample_values_of_organisation(content: Content) -> tuple[Problem, ...]:
    """Return the sample's invented name of the organisation, which every document bears."""
    return tuple(
        value.problem for value in content.sample_values if value.path == ("organisation", "name")
    )


def sample_values_in_mail(content: Content) -> tuple[Problem, ...]:
    """Return the sample's invented values that every message would say."""
    return tuple(
        value.problem
        for value in content.sample_values
        if value.path[0] in ("organisation", "mail") or value.path == ("imprint", "publisher")
    )


def _prints(content: Content, document: Document, value: SampleValue) -> bool:
    """Whether a document prints a field that still has the sample's value."""
    folder, _slash, rest = document.name.partition("/")
    if kind := content.kinds.get(folder):
        return _kind_prints(content, kind.each, rest, value)
    match value.file, value.path:
        case "branches.yaml", _:
            event_id = rest.partition("/")[0]
            branches = {event.branch for event in content.events if event.id == event_id}
            return folder == "flyer" and value.entry in branches
        case "events.yaml", _:
            return folder == "flyer" and rest.partition("/")[0] == value.entry
        case _, ("imprint", *_rest):
            return folder in ("flyer", "mail")
        case _, ("mail", *_) | ("organisation", "url"):
            return folder == "mail"
    return True


def _kind_prints(content: Content, each: Each, key: str, value: SampleValue) -> bool:
    """Whether a document of the workspace's own kind may print what the sample invented.

    What its template shows is not known here: whatever the document is about counts.
    """
    if each is Each.EVENT:
        branches = {event.branch for event in content.events if event.id == key}
        files = {"events.yaml": {key}, "branches.yaml": branches}
        return value.path[0] != "mail" and value.entry in files.get(value.file, {value.entry})
    lists = each in (Each.ONCE, Each.BRANCH, Each.PERSON)
    return value.path[0] == "organisation" or (
        lists and value.file in ("events.yaml", "branches.yaml")
    )
