"""A file that is built to take all time or memory is told in a sentence, and soon."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from reports.citation.import_account import with_demands
from reports.cli import main
from reports.commands import import_text
from reports.commands import source_texts as commands
from reports.commands.import_plan import ImportCheck, ImportPlan, ResolutionIds
from reports.commands.import_report import analyse_with_account
from reports.content.workspace import load
from reports.errors import ContentError
from reports.importing import analysis
from reports.importing.analysis import analyse
from reports.importing.read_file import read
from reports.importing.readers import bounds, pdf_text
from reports.processes.limits import Limits
from tests.support import sources
from tests.support.timing import growth

ASKED = "Wir fordern die Stadt auf, Bänke aufzustellen."


def refusal(data: bytes, name: str = "antrag") -> str:
    with pytest.raises(ContentError) as caught:
        read(data, name)
    (problem,) = caught.value.problems
    return str(problem)


def drawing_itself(times: int) -> bytes:
    """A PDF of one page with a form that draws the next one twice, and so on."""
    forms = []
    for number in range(times):
        drawn = b"/F Do /F Do" if number + 1 < times else b"BT /T 9 Tf (x) Tj ET"
        resources = b"/Font << /T 4 0 R >> /XObject << /F %d 0 R >>" % (
            6 + min(number + 1, times - 1)
        )
        forms.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << %s >>"
            b" /Length %d >> stream\n%s\nendstream" % (resources, len(drawn), drawn)
        )
    content = b"/F Do"
    used = b"/Resources << /XObject << /F 6 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 5 0 R %s >>" % used,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content),
        *forms,
    ]
    data, places = b"%PDF-1.7\n", []
    for number, entry in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, entry)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + table + end % (len(objects) + 1, len(data))


def test_form_of_a_pdf_that_draws_itself_is_stopped() -> None:
    data = drawing_itself(26)
    start = time.monotonic()
    with pytest.raises(ContentError) as caught:
        commands.within_limits("klein.pdf", Limits(20, 1000), analyse, data)
    assert time.monotonic() - start < 60
    (problem,) = caught.value.problems
    assert str(problem).startswith("klein.pdf: ")
    assert "give it in parts" in str(problem)


def _abort(*_arguments: object) -> None:
    os.abort()


def test_library_that_dies_ends_no_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It runs in a process of its own."""
    path = tmp_path / "a.txt"
    path.write_text(f"Beschluss 1\n\nBänke\n\n{ASKED}\n", encoding="utf-8")
    command = ["import", str(path), "-w", str(tmp_path / "neu")]
    # a process that is not forked gets the function by its name: it is the one that is handed on
    monkeypatch.setattr(import_text, "analyse_with_account", _abort)
    ran = CliRunner().invoke(main, command)
    assert ran.exit_code == 3
    (line,) = ran.output.splitlines()
    assert line.startswith("a.txt: needs more memory than it may have, and was stopped – save")
    monkeypatch.undo()
    assert CliRunner().invoke(main, command).exit_code == 0
    # a source that is read again later likewise
    monkeypatch.setattr(analysis, "sorted_text", _abort)
    content = load(tmp_path / "neu")
    with pytest.raises(ContentError, match="needs more memory"):
        commands.sorted_sources(content, content.resolutions)


def test_page_with_more_characters_than_a_page_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_text, "MAX_CHARACTERS_OF_PAGE", 100)
    data = sources.pdf(f"<p>kurz</p><p style='break-before: page'>{ASKED * 3}</p>")
    assert refusal(data) == (
        "antrag: page 2 has more than 100 characters – give the pages with the resolution only"
    )


def test_more_text_than_two_thousand_pages_have_is_refused() -> None:
    assert refusal(b"Wort " * (bounds.MAX_CHARACTERS // 5 + 1)) == (
        "antrag: longer than 6000000 characters or 99999 lines"
        " – give the pages with the resolution only"
    )


def test_more_lines_than_can_be_cited_are_refused() -> None:
    assert "99999 lines" in refusal(b"x\n" * 100_000)


LABEL = sources.list_levels(("upperRoman", "%1" * 50_000))
NUMBERED = sources.listed("Punkt") * 1000
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="s{number}"><w:name w:val="n{number}"/>'
    f'<w:basedOn w:val="s{number + 1}"/></w:style>'
    for number in range(3000)
)
STYLED = sources.paragraph(ASKED, '<w:pStyle w:val="s0"/>') * 1000
BREAKS = '<w:r><w:t xml:space="preserve"> </w:t><w:br w:type="page"/></w:r>' * 20_000


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: sources.docx(NUMBERED, numbering=LABEL), id="a list's number"),
        pytest.param(lambda: sources.docx(STYLED, styles=STYLES), id="styles made from others"),
        pytest.param(lambda: sources.docx(f"<w:p>{BREAKS}</w:p>{STYLED}"), id="breaks"),
        pytest.param(
            lambda: sources.docx(sources.paragraph(f"{ASKED} " * 20_000)), id="one paragraph"
        ),
        pytest.param(
            lambda: sources.docx(
                "".join(
                    sources.paragraph(f"Kapitel {number}", '<w:pStyle w:val="Heading1"/>')
                    for number in range(4000)
                )
                + sources.paragraph(ASKED)
            ),
            id="headings",
        ),
        pytest.param(
            lambda: sources.docx(
                "<w:tbl><w:tr><w:tc>" * 40 + STYLED + "</w:tc></w:tr></w:tbl>" * 40
            ),
            id="tables in tables",
        ),
        pytest.param(
            lambda: sources.docx(
                '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
                f"{sources.paragraph(ASKED)}</w:tc></w:tr></w:tbl>"
            ),
            id="a cell over a billion columns",
        ),
        pytest.param(
            lambda: sources.odt(
                '<table:table><table:table-row table:number-rows-repeated="1000000000">'
                '<table:table-cell table:number-columns-repeated="1000000000">'
                f"<text:p>{ASKED}</text:p></table:table-cell></table:table-row></table:table>"
            ),
            id="a billion rows",
        ),
    ],
)
def test_file_built_to_take_long_is_read_in_time_that_grows_with_it(data: object) -> None:
    """Each of these took minutes, or all memory."""
    file: bytes = data()  # type: ignore[operator]
    assert commands.within_limits("antrag", Limits(90, 2048), analyse, file).text.rows


def test_spaces_that_a_number_stands_for_are_bounded() -> None:
    entry = read(sources.odt('<text:p>a<text:s text:c="999999999"/>b</text:p>'), "a").lines[0]
    assert len(entry.text) == 1002
    many = "<text:s text:c='999999999'/>" * 7000
    assert "longer than" in refusal(sources.odt(f"<text:p>a{many}b</text:p>"))


@pytest.mark.parametrize(
    "text",
    [
        "gleich\n" * 30_000,
        "• x\n" * 30_000,
        "wort-\n" * 30_000,
        "Wir fordern die Stadt auf, " * 10_000,
        "".join(f"# Kopf {number}\n" for number in range(20_000)),
        "".join(f"{number % 9}) Bank\n" for number in range(20_000)),
    ],
    ids=["lines", "points", "divided words", "one sentence", "headings", "numbers"],
)
def test_long_text_takes_time_that_grows_with_it(text: str) -> None:
    start = time.process_time()  # which does not count what else the machine does
    analyse(text.encode(), "a.txt" if "#" not in text else "a.md")
    assert time.process_time() - start < 20


def test_whole_import_of_a_collection_grows_with_its_motions(tmp_path: Path) -> None:
    """From the bytes of the text to files that were read back; one motion follows the other."""

    def book(motions: int) -> Callable[[], object]:
        text = "\f".join(
            f"Antrag A{number}\n\nAntragsteller: Ortsverein {number}\n\n"
            f"Bänke für den Ort {number}\n\n"
            f"Im Ort {number} fehlen seit Jahren Bänke, und wer alt ist, bleibt daheim.\n\n"
            f"Der Parteitag fordert die Stadt Neustadt auf, für den Ort {number}:\n\n"
            + "".join(
                f"{point}. {point} Bänke am Platz {number} aufzustellen,\n" for point in range(1, 9)
            )
            + "\nBegründung\n\nWer sich setzen kann, geht weiter, und trifft andere.\n"
            for number in range(1, motions + 1)
        ).encode()

        def run() -> None:
            analysis, account = analyse_with_account(text, "a.txt")
            assert len(analysis.motions) == motions
            plan = ImportPlan(tmp_path / "neu", ResolutionIds())
            changes = plan.changes("a.txt", text, with_demands(analysis, account))
            check = ImportCheck("a.txt", plan.resolutions)
            for change in changes:
                check(change.name, change.data or b"")

        return run

    assert growth(book, 12) < 1.4
