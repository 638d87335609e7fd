"""What is said of files that cannot be read."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.errors import ContentError
from reports.importing.read_file import MAX_BYTES, read
from reports.importing.readers import archive as archives
from reports.importing.readers import pdf_text
from reports.text.source_text import Text
from tests.support import sources
from tests.support.factories import ENGINE
from tests.support.read_files import refusal, texts
from tests.support.sources import listed, paragraph

pytestmark = ENGINE


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WANTED = "the text of the resolution in one of these formats"
MIMETYPE = b"application/vnd.oasis.opendocument.text"


@cache
def files() -> dict[str, bytes]:
    """A file of each format."""
    return {
        "pdf": sources.pdf("<p>Der Antrag wird angenommen</p>" * 5),
        "docx": sources.docx(paragraph("Der Antrag") + listed("eins")),
        "odt": sources.odt("<text:p>Der Antrag</text:p>" * 5),
        "txt": b"Der Antrag\n" * 5,
    }


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "a: empty, without any text – give the file with the resolution"),
        (b" \n\f\n", "a: empty, without any text – give the file with the resolution"),
        (b"eins\nGr\xfcn", "a:2: not UTF-8 text – save the file as UTF-8"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
            f"a: neither text nor PDF, DOCX or ODT – give {WANTED}",
        ),
        (OLE + b"\0" * 600, "a: a file of an old Word – save it as DOCX"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "a: protected with a password – save it without the password",
        ),
        (rb"{\rtf1 Antrag}", "a: an RTF file – save it as DOCX"),
    ],
    ids=["empty", "white", "latin-1", "binary", "doc", "locked docx", "rtf"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_remedy(data: bytes, expected: str) -> None:
    assert refusal(data, "a") == expected


def test_a_zip_with_something_else_is_refused() -> None:
    assert refusal(sources.archive(foto=b"x"), "a.docx") == (
        "a.docx: a ZIP file that is neither DOCX nor ODT – unpack it, or save as DOCX or PDF"
    )


def test_a_scan_is_refused_with_the_remedy() -> None:
    assert refusal(sources.scan()) == (
        "antrag.pdf: the pages are pictures, without text – run text recognition (OCR) on the "
        "file first"
    )


def test_a_scanned_page_among_others_is_not_passed_over() -> None:
    data = sources.with_picture_page(sources.many_pages(files()["pdf"], 2), 2)
    assert refusal(data) == (
        "antrag.pdf: page 3 is a picture, without text – run text recognition (OCR) on the file "
        "first, or take the page out"
    )


def test_a_cover_may_be_a_picture() -> None:
    assert read(sources.with_picture_page(files()["pdf"], 0), "antrag").lines[0].page == 2


def test_a_pdf_without_text_or_pictures_is_empty() -> None:
    assert "empty, without any text" in refusal(sources.drawn(""))


def test_a_pdf_with_a_password_is_refused() -> None:
    data = sources.encrypted_pdf(files()["pdf"], user="geheim")
    assert refusal(data) == ("antrag.pdf: protected with a password – save it without the password")


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    data = sources.encrypted_pdf(files()["pdf"], user="")
    assert texts(data) == texts(files()["pdf"])


def test_an_odt_with_a_password_is_refused() -> None:
    data = sources.archive(
        **{
            "mimetype": MIMETYPE,
            "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            "content.xml": b"\x8f\x01",
        }
    )
    assert "protected with a password" in refusal(data)


def test_half_a_pdf_is_not_half_a_resolution() -> None:
    """PDFium would read the pages that are left."""
    data = sources.many_pages(files()["pdf"], 3)
    assert "damaged or cut off" in refusal(data[: len(data) - 200])


def test_more_pages_than_a_resolution_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "MAX_PAGES", 2)
    assert "more than 2 pages" in refusal(sources.many_pages(files()["pdf"], 3))


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "larger than 50 MB" in refusal(b"a" * (MAX_BYTES + 1))


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    """It is refused by the sizes it declares, before anything is unpacked."""
    data = sources.archive(**{"word/document.xml": b"\0" * (archives.MAX_UNPACKED + 1)})
    assert "larger than 200 MB when unpacked" in refusal(data)


def test_entities_that_grow_are_refused() -> None:
    """A few bytes of them stand for a billion of letters."""
    entities = "<!ENTITY a0 'lol'>" + "".join(
        f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)
    )
    content = sources.member(files()["odt"], "content.xml").decode()
    declaration, _, rest = content.partition("?>")
    content = f"{declaration}?><!DOCTYPE x [{entities}]>{rest}".replace("Der Antrag", "&a9;")
    assert "&a9;" in content
    data = sources.with_member(files()["odt"], "content.xml", content.encode())
    assert "damaged or cut off" in refusal(data)


@pytest.mark.parametrize("kind", ["pdf", "docx", "odt", "txt"])
@given(damage=st.data())
def test_a_damaged_file_is_read_or_refused_but_never_a_crash(
    kind: str, damage: st.DataObject
) -> None:
    data = bytearray(files()[kind])
    for _ in range(damage.draw(st.integers(0, 8), label="flips")):
        at = damage.draw(st.integers(0, len(data) - 1), label="at")
        data[at] = damage.draw(st.integers(0, 255), label="byte")
    cut = damage.draw(st.one_of(st.just(len(data)), st.integers(0, len(data))), label="cut")
    try:
        text = read(bytes(data[:cut]), "antrag")
    except ContentError as error:
        (problem,) = error.problems
        assert problem.place.file == "antrag"
        assert "\n" not in str(problem)
    else:
        assert isinstance(text, Text)
        assert all(line.text.encode() is not None for line in text.lines)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe"):
        with suppress(ContentError):
            read(start + data, "antrag")


def test_the_names_ending_does_not_matter(tmp_path: Path) -> None:
    """People send a DOCX named .pdf and the other way round."""
    assert texts(files()["docx"], "antrag.pdf") == texts(files()["docx"], "antrag.docx")
    assert texts(files()["pdf"], "antrag.docx") == texts(files()["pdf"], "antrag.pdf")
