"""The validator harness tells conforming files from others."""

import time
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from reports.content.font_families import packaged
from tests.support import verapdf
from tests.support.verapdf import UnreadablePdfError, ValidationTimeoutError, validate

pytestmark = [
    # Given by WeasyPrint while it is imported, on systems without this library.
    pytest.mark.filterwarnings("ignore:HarfBuzz-Subset:DeprecationWarning"),
    # WeasyPrint does not close the colour profile that it puts into PDF/A.
    pytest.mark.filterwarnings(r"ignore:unclosed file .*sRGB2014\.icc:ResourceWarning"),
]

# The page brings its font: reports.render.engine keeps the engine from those of the system, and
# with no font at all the engine crashes.
FONT = packaged()["Source Sans 3"].files[0].as_uri()
PAGE = f"""<!DOCTYPE html><html lang="de"><head><title>Ein Blatt</title>
<style>@font-face {{ font-family: sample; src: url("{FONT}") }} html {{ font-family: sample }}
</style></head><body><h1>Überschrift</h1><p>Text</p></body></html>"""


@cache
def _pdf(variant: str | None) -> bytes:
    from weasyprint import HTML

    content = HTML(string=PAGE).write_pdf(pdf_variant=variant)
    assert isinstance(content, bytes)
    return content


def _clauses(pdf: bytes, flavour: str) -> set[str]:
    return {finding.clause for finding in validate(pdf, flavour)}


@pytest.mark.parametrize(
    ("variant", "flavour"),
    [
        ("pdf/ua-1", "ua1"),
        ("pdf/a-1b", "1b"),
        ("pdf/a-2b", "2b"),
        ("pdf/a-3b", "3b"),
        ("pdf/a-2u", "2u"),
        ("pdf/a-3u", "3u"),
        ("pdf/a-2a", "2a"),
        ("pdf/a-3a", "3a"),
    ],
)
def test_conforming_file_has_no_findings(variant: str, flavour: str) -> None:
    assert validate(_pdf(variant), flavour) == ()


def test_untagged_file_breaks_the_rules_on_tags() -> None:
    assert {"6.2", "7.1"} <= _clauses(_pdf(None), "ua1")
    assert {"6.7.2.2", "6.7.3.3"} <= _clauses(_pdf(None), "3a")


def test_archival_file_is_not_thereby_an_accessible_one() -> None:
    assert _clauses(_pdf("pdf/a-3a"), "ua1") == {"5"}


def test_finding_names_the_rule_and_counts_its_failures() -> None:
    by_rule = {(rule.clause, rule.test): rule for rule in validate(_pdf(None), "ua1")}
    untagged = by_rule["7.1", 3]
    assert untagged.flavour == "ua1"
    assert untagged.message == "Content is neither marked as Artifact nor tagged as real content"
    assert "pages[0]" in untagged.context
    assert untagged.count == 2


def test_message_has_its_arguments_filled_in() -> None:
    (finding,) = (rule for rule in validate(_pdf(None), "ua1") if rule.clause == "6.2")
    assert "MarkInfo = null" in finding.message


def test_path_is_read(tmp_path: Path) -> None:
    """The validator takes a path as well as bytes."""
    file = tmp_path / "blatt.pdf"
    file.write_bytes(_pdf("pdf/ua-1"))
    assert validate(file, "ua1") == ()


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n%%EOF\n"])
def test_file_that_is_no_pdf_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadablePdfError, match=r"."):
        validate(content, "ua1")


def test_cut_file_is_unreadable() -> None:
    with pytest.raises(UnreadablePdfError, match="startxref"):
        validate(_pdf("pdf/ua-1")[:600], "ua1")


def test_file_locked_by_a_password_is_unreadable() -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(_pdf("pdf/ua-1"))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(UnreadablePdfError, match="encrypted"):
        validate(locked.getvalue(), "ua1")


def test_unknown_flavour_is_refused() -> None:
    with pytest.raises(ValueError, match="9z"):
        validate(_pdf(None), "9z")


def test_endless_validation_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verapdf, "TIME_LIMIT", 0.05)
    monkeypatch.setattr(verapdf, "_check", lambda *_: time.sleep(0.5))
    with pytest.raises(ValidationTimeoutError):
        validate(_pdf(None), "ua1")
