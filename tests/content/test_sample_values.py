"""The sample says on every page that it is one, and nothing of it goes out as somebody's own."""

import dataclasses
import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from reports import shipped_folder
from reports.content.workspace import load
from reports.documents.document import A4
from reports.documents.event_planning import plan_flyers
from reports.documents.planning import plan_book
from reports.errors import Exit
from tests.commands.test_cli import files
from tests.conftest import Cli
from tests.support import factories
from tests.support.factories import DAY, handouts, letter_to, pdf_of, sample
from tests.support.worded import RESOLUTION

pytestmark = factories.ENGINE


def _without_sample_line(workspace: Path) -> Path:
    """The workspace without the line that makes it a sample."""
    settings = workspace / "handzettel.toml"
    text = settings.read_text("utf-8")
    assert "\nsample = true\n" in text
    settings.write_text(text.replace("\nsample = true\n", "\n"), "utf-8")
    return workspace


def _replace(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def _with_own_organisation(workspace: Path) -> None:
    _replace(
        workspace / "handzettel.toml",
        ("SPD Leipzig (Muster)", "SPD Plauen"),
        ('"https://example.org"', '"https://plauen.example.com"'),
    )


# --- the mark ---------------------------------------------------------------


def _feet(pdf: bytes, millimetres: float) -> list[str]:
    """The text of the lowest part of each page."""
    feet = []
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            feet.append(text.get_text_bounded(top=millimetres * factories.MM))
    return feet


@pytest.mark.parametrize(
    ("name", "foot"),
    [
        ("summary/bereich-3", 15),
        ("summary/overview", 15),
        ("checklist/stadtrat-fraktion", 15),
        ("flyer/nachbarschaft/a5-de", 20),
    ],
)
def test_every_page_of_the_sample_says_so_in_its_foot(name: str, foot: float) -> None:
    feet = _feet(handouts()[name], foot)
    assert feet
    assert all("Muster" in text.split() for text in feet), feet


@pytest.mark.parametrize("form", ["a6", "a3", "dl", "tearoff", "zickzack", "wickelfalz"])
def test_every_side_of_a_flyer_of_the_sample_says_so(form: str) -> None:
    (document,) = plan_flyers(sample(), ["nachbarschaft"], ["de"], DAY, [form]).documents
    pdf = pdf_of(sample(), document)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        count = len(opened.pages)
    with pdfium.PdfDocument(pdf) as opened:
        texts = [page.get_textpage().get_text_range() for page in opened]
    assert len(texts) == count
    for text in texts:
        assert "Muster" in text.replace("(Muster)", "").replace("Musterviertel", "").split()


def test_book_and_letter_of_the_sample_say_so_on_every_page() -> None:
    content = dataclasses.replace(sample(), resolutions=(RESOLUTION,))
    (book,) = plan_book(content, (), DAY, A4, False, lambda _chosen: {}).documents
    for document in (book, letter_to("Muster")):
        feet = _feet(pdf_of(content, document), 15)
        assert all("Muster" in text.split() for text in feet), (document.name, feet)


def test_pages_of_somebodys_own_do_not_say_so() -> None:
    theme = dataclasses.replace(sample().theme, sample=False)
    content = dataclasses.replace(sample(), theme=theme)
    (document,) = plan_flyers(content, ["nachbarschaft"], ["de"], DAY, ["zickzack"]).documents
    with pdfium.PdfDocument(pdf_of(content, document)) as opened:
        for page in opened:
            text = page.get_textpage().get_text_range()
            assert "Muster" not in text.replace("(Muster)", "").split()


def test_new_workspace_is_a_sample_until_its_owner_says_otherwise(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", tmp_path / "neu").exit == Exit.DONE
    assert load(tmp_path / "neu").settings.sample
    assert load(shipped_folder("data")).sample_values == ()


# --- what is left of it -----------------------------------------------------


def test_every_field_that_tells_who_somebody_is_is_named(workspace: Path) -> None:
    values = load(_without_sample_line(workspace)).sample_values
    named = {str(value.problem).partition('"')[2].partition('"')[0] for value in values}
    assert {
        "organisation.name",
        "imprint.printer",
        "mail.sender.email",
        "branches.name",
        "branches.address.street",
        "branches.contact.phone",
        "events.venue.name",
        "events.url",
    } <= named
    places = {str(value.problem.place) for value in values}
    lines = (workspace / "handzettel.toml").read_text("utf-8").splitlines()
    row = next(i for i, line in enumerate(lines, 1) if line.startswith("printer = "))
    assert f"handzettel.toml:{row}:11" in places


def test_spaces_and_case_do_not_make_a_value_ones_own(workspace: Path) -> None:
    _without_sample_line(workspace)
    _replace(
        workspace / "handzettel.toml",
        ("Musterdruck, Beispielweg 2, 04103 Leipzig", "MUSTERDRUCK,  Beispielweg 2, 04103 leipzig"),
    )
    values = load(workspace).sample_values
    assert ("imprint", "printer") in {value.path for value in values}


@pytest.mark.parametrize(
    "options",
    [[], ["--press", "coated-3mm"], ["--kit"]],
    ids=["flyer", "press", "kit"],
)
def test_flyer_with_an_invented_printer_is_refused(
    options: list[str], workspace: Path, cli: Cli
) -> None:
    _with_own_organisation(_without_sample_line(workspace))
    ran = cli("flyer", "nachbarschaft", *options, "-w", workspace)
    assert ran.exit == Exit.CONTENT, ran.stderr
    for field in ("imprint.printer", "branches.contact.email", "events.venue.name"):
        assert f'"{field}" still has the value of the shipped sample' in ran.stderr
    assert files(workspace / "out") == {}


def test_flyer_with_ones_own_values_is_made_though_others_are_invented(
    workspace: Path, cli: Cli
) -> None:
    _with_own_organisation(_without_sample_line(workspace))
    _replace(
        workspace / "branches.yaml",
        ("Ortsverein Musterviertel (Muster)", "Ortsverein Nord"),
        ("Musterstraße 1", "Nordweg 1"),
        ("Erika Muster", "Anna Nord"),
        ("erika.muster@example.org", "anna@nord.example.com"),
        ("0341 000000-1", "0341 000000-77"),
        ("https://example.org/musterviertel", "https://nord.example.com"),
    )
    _replace(
        workspace / "events.yaml",
        ("Gemeindesaal der Musterkirche", "Saal Nord"),
        ("Musterstraße 1", "Nordweg 1"),
        ("https://example.org/nachbarschaft", "https://nord.example.com/fest"),
    )
    command = ["flyer", "nachbarschaft", "ehrenamt", "-w", workspace, "--on", "2026-11-22"]
    printer = "Druckerei Nord, Nordweg 2, 08523 Plauen"
    ran = cli(*command, "--printer", printer)
    assert ran.exit == Exit.IN_PART
    assert "nachbarschaft" not in ran.stderr.partition(" files in ")[2]
    assert "imprint.printer" not in ran.stderr, "it is not printed in this run"
    assert list(files(workspace / "out")) == ["flyer/nachbarschaft/a5-de.pdf"]


def test_summary_names_an_invented_organisation(workspace: Path, cli: Cli) -> None:
    ran = cli("summary", "3", "-w", _without_sample_line(workspace))
    assert ran.exit == Exit.CONTENT
    assert '"organisation.name" still has the value' in ran.stderr
    assert "imprint" not in ran.stderr
    _with_own_organisation(workspace)
    assert cli("summary", "3", "-w", workspace).exit == Exit.DONE


def test_invented_address_in_the_net_stops_nothing_that_does_not_print_it(
    workspace: Path, cli: Cli
) -> None:
    _with_own_organisation(_without_sample_line(workspace))
    _replace(
        workspace / "handzettel.toml", ('"https://plauen.example.com"', '"https://example.org"')
    )
    assert cli("summary", "3", "-w", workspace).exit == Exit.DONE
    sent = cli("mail", "parteitag", "-w", workspace)
    assert '"organisation.url" still has the value of the shipped sample' in sent.stderr


def test_mail_from_and_to_invented_people_is_refused(workspace: Path, cli: Cli) -> None:
    _with_own_organisation(_without_sample_line(workspace))
    ran = cli("mail", "parteitag", "-w", workspace)
    assert ran.exit == Exit.CONTENT
    assert '"mail.sender.email" still has the value of the shipped sample' in ran.stderr
    assert "recipients.csv:2: erika.muster@example.org is a person of the shipped" in ran.stderr
    assert not list((workspace / "out").rglob("*.eml"))


@pytest.mark.parametrize("action", ["--send", "--to-me"])
def test_sample_is_sent_to_this_machine_alone(action: str, workspace: Path, cli: Cli) -> None:
    with (workspace / "handzettel.toml").open("a", encoding="utf-8") as file:
        file.write('\n[mail.server]\nhost = "smtp.example.org"\n')
    more = ["--yes"] if action == "--send" else []
    ran = cli("mail", "parteitag", action, *more, "-w", workspace)
    assert ran.exit == Exit.USAGE
    assert "a server on this machine alone, not to smtp.example.org" in ran.stderr
    assert not (workspace / "handzettel.db").exists()


def test_check_names_what_is_left_of_the_sample(workspace: Path, cli: Cli) -> None:
    ran = cli("check", "-w", _without_sample_line(workspace))
    assert ran.exit == Exit.CHECK
    assert '"branches.url" still has the value of the shipped sample' in ran.stderr


def test_export_for_word_names_an_invented_organisation(workspace: Path, cli: Cli) -> None:
    settings = workspace / "handzettel.toml"
    settings.write_text(settings.read_text("utf-8").replace("sample = true", ""), "utf-8")
    ran = cli("export", "--format", "docx", "-w", workspace)
    assert ran.exit == Exit.CONTENT
    assert '"organisation.name" still has the value of the shipped sample' in ran.stderr
    assert not (workspace / "out").exists()
