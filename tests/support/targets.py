"""All fuzz targets by name: one for each reader of files that others may have written.

The modules of the subjects hold small valid files, and files on which a reader failed before.
"""

from __future__ import annotations

from tests.support.content_targets import CONTENT_TARGETS
from tests.support.fuzz import Target
from tests.support.import_targets import IMPORT_TARGETS
from tests.support.layout_targets import LAYOUT_TARGETS
from tests.support.mail_targets import MAIL_TARGETS
from tests.support.pdf_targets import PDF_TARGETS
from tests.support.picture_targets import PICTURE_TARGETS
from tests.support.storage_targets import STORAGE_TARGETS

TARGETS: dict[str, Target] = {
    **CONTENT_TARGETS,
    **PICTURE_TARGETS,
    **IMPORT_TARGETS,
    **PDF_TARGETS,
    **STORAGE_TARGETS,
    **MAIL_TARGETS,
    **LAYOUT_TARGETS,
}
