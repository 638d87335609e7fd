"""The kit of an event: all that is handed out, hung up, posted and sent for it.

A6 and A5 flyer, A3 poster, a sheet for the office printer, pictures for social networks, a
calendar file and a text for mail and messenger. All are made from the same event and the same
flyers, so that they say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from reports.content.event import Event
from reports.content.workspace import Content
from reports.documents.announcement import announcement
from reports.documents.event_ics import write_calendar
from reports.documents.kit_documents import kit_name

SHEETS = {
    "a6": ((210.0, 297.0), 2, 2),
    "a5": ((297.0, 210.0), 2, 1),
    "dl": ((297.0, 210.0), 3, 1),
}
"""For each format the A4 sheet in millimetres, and the columns and rows of copies on it."""


def kit_files(
    content: Content,
    event: Event,
    language: str,
    on: dt.date,
    sheet: str,
    pdfs: Mapping[str, bytes],
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file of a kit besides its flyers and pictures.

    Args:
        content: The workspace's content.
        event: The event.
        language: The language of the kit.
        on: The day that counts as today, with which the calendar file is stamped.
        sheet: The format of which several copies stand on the sheet, a key of ``SHEETS``.
        pdfs: The finished flyers by name.
    """
    from reports.press.n_up import n_up_sheets  # libraries that take long to load

    size, columns, rows = SHEETS[sheet]
    copies = n_up_sheets(
        pdfs[kit_name(event, f"{sheet}-{language}")], size, columns, rows, cut_marks=True
    )
    yield kit_name(event, f"sheet-{columns * rows}x{sheet}-{language}.pdf"), copies
    branch = content.branch(event.branch)
    stamp = dt.datetime.combine(on, dt.time(), dt.UTC)
    yield (
        kit_name(event, f"{event.id}-{language}.ics"),
        write_calendar(event, branch, language, stamp, content.catalogue(language)),
    )
    text = announcement(event, branch, language, content.catalogue(language))
    yield kit_name(event, f"{event.id}-{language}.txt"), text.encode()
