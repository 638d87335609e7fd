"""Tables as offices save them are read with their lines; what is written starts no formula."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.content.formats.csv_table import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    CsvTable,
    read_csv,
    safe_cell,
    write_csv,
)
from reports.errors import ContentError

PLAIN = "email;last_name\nerika@example.org;Müster\nmax@example.org;Beispiel\n"
KNOWN = ("email", "first_name", "last_name")


SURPLUS = (
    "has a cell for which the first line names no column"
    " – put a cell that contains the separator in quotation marks"
)


def read(text: str | bytes, *, others: bool = False) -> CsvTable:
    """A table of which the e-mail column is needed."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_csv(data, "list.csv", allowed=KNOWN, needed=("email",), others=others)


def messages(text: str | bytes, *, others: bool = False) -> list[str]:
    """What is wrong with a table, with places."""
    with pytest.raises(ContentError) as caught:
        read(text, others=others)
    return [str(problem) for problem in caught.value.problems]


# --- forms that are read ----------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n").encode("utf-8-sig"),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(";", ",").encode(),
        PLAIN.replace(";", "\t").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace("email;last_name", ' EMAIL ;"Last_Name"').encode(),
        PLAIN.replace("last_name", "last_name;;;").replace("Müster", "Müster;;;").encode(),
    ],
    ids=["LF", "BOM", "CRLF", "CR", "comma", "tab", "no-end", "case", "empty-columns"],
)
def test_every_form_in_which_offices_save_gives_the_same_table(data: bytes) -> None:
    table = read(data)
    assert table.columns == ("email", "last_name")
    assert [(row.line, *row.cells.values()) for row in table.rows] == [
        (2, "erika@example.org", "Müster"),
        (3, "max@example.org", "Beispiel"),
    ]


def test_delimiter_inside_quotation_marks_does_not_decide() -> None:
    """A header with quoted semicolons is still one of commas."""
    data = b'email,"a;b;c;d",last_name\nx@example.org,1,"Muster, Erika"\n'
    (row,) = read(data, others=True).rows
    assert row.cells == {"email": "x@example.org", "last_name": "Muster, Erika"}


def test_line_is_where_the_row_starts_though_cells_have_several() -> None:
    """Line breaks in cells and empty rows are counted as an editor counts them."""
    text = 'email;last_name\r\n"a\r\nb";"c\r\n\r\nd"\r\n\r\n;\r\ne;f\r\n'
    rows = [(row.line, row.cells["email"]) for row in read(text).rows]
    assert rows == [(2, "a\r\nb"), (8, "e")]


def test_cells_missing_at_the_end_of_a_row_are_empty() -> None:
    (row,) = read("email;first_name;last_name\na@example.org\n").rows
    assert row.cells == {"email": "a@example.org", "first_name": "", "last_name": ""}


def test_cells_beyond_the_columns_may_be_empty() -> None:
    """Spreadsheets save such cells where somebody once formatted a column."""
    assert len(read("email\na@example.org;;;\n").rows) == 1


def test_other_columns_are_left_out_where_they_may_be() -> None:
    table = read("since;email;since;\n2016;a@example.org;2017;x\n", others=True)
    assert (table.columns, table.rows[0].cells) == (("email",), {"email": "a@example.org"})


# --- what is told -----------------------------------------------------------


def test_all_mistakes_of_a_table_are_told_at_once_with_their_places() -> None:
    """Columns have the position of their cell in the header, rows their line."""
    text = '"first_name";frist_name; last_name;LAST_NAME;shoe;\na;b;c;d;e\n\na;b;c;d;e;f\n'
    assert messages(text) == [
        'list.csv:1:14: unknown column "frist_name" – did you mean "first_name"?',
        'list.csv:1:36: the column "last_name" stands twice – remove one',
        'list.csv:1:46: unknown column "shoe" – known here: email, first_name, last_name',
        'list.csv:1: the column "email" is missing – name it in the first line',
        f"list.csv:4: {SURPLUS}",
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (PLAIN.encode("utf-16"), 1),
        (PLAIN.encode("utf-16-le"), 1),
        (PLAIN.encode("cp1252"), 2),
        (b"email\na@example.org\nb\0@example.org\n", 3),
        (b"PK\x03\x04\x14\x00\x06\x00", 1),
    ],
    ids=["UTF-16", "UTF-16-without-BOM", "Windows-1252", "NUL", "xlsx"],
)
def test_other_encodings_are_refused_with_the_way_out(data: bytes, line: int) -> None:
    assert messages(data) == [f"list.csv:{line}: not UTF-8 text – in Excel save it as “CSV UTF-8”"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('email\na@example.org\n"b\nc\nd', 3),
        ('email\n"a"b\n', 2),
        ('"email\na', 1),
        ('email\n"' + "x" * 200_000, 2),
        ('email\n"' + "a\n" * 200_000, 2),
    ],
    ids=["open", "after", "header", "long", "long-open"],
)
def test_broken_quotation_marks_are_told_at_the_row(text: str, line: int) -> None:
    (message,) = messages(text)
    assert message.startswith(f"list.csv:{line}: a quotation mark is not closed, or stands alone")


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b";;;\n"])
def test_empty_file_lacks_its_columns(data: bytes) -> None:
    assert messages(data) == [
        'list.csv:1: the column "email" is missing – name it in the first line'
    ]


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"email\n" + b"x" * MAX_BYTES, "list.csv: larger than 16 MiB"),
        (b"email\n" + b"x\n" * (MAX_ROWS + 1), f"list.csv:{MAX_ROWS + 2}: has more than"),
        (b"email" + b";x" * MAX_COLUMNS, "list.csv:1: has more than"),
        (b"email" + b";" * (MAX_BYTES - 5), "list.csv:1: has more than"),
    ],
    ids=["bytes", "rows", "columns", "many-columns"],
)
def test_size_is_bounded(data: bytes, start: str) -> None:
    """Bytes, rows and columns are limited."""
    (message,) = messages(data)
    assert message.startswith(start)


def test_message_carries_no_control_characters_of_the_file() -> None:
    """A column's name is quoted in the message, but cannot steer a terminal."""
    (message,) = messages("email;\x1b[2Jx" + "y" * 100 + "\n")
    assert message.isprintable()
    assert len(message) < 200


@given(st.binary(max_size=200) | st.text('",;\t\r\nae=', max_size=60).map(str.encode))
@example(b'email;"')
@example(b'"')
def test_any_bytes_give_a_table_or_problems(data: bytes) -> None:
    """Nothing but ContentError comes out, and its messages fit on a line."""
    with contextlib.suppress(ContentError):
        assert "email" in read(data).columns
        return
    assert all(message.isprintable() for message in messages(data))


# --- writing ----------------------------------------------------------------


def test_written_table_is_what_a_german_excel_opens() -> None:
    """Byte order mark, semicolons, CRLF, quotation marks where needed, plain numbers."""
    data = write_csv(["name", "n"], [["Jörg; „x“", 3], ['a"b\nc', -1.5]])
    assert data == '\ufeffname;n\r\n"Jörg; „x“";3\r\n"a""b\nc";-1.5\r\n'.encode()


@pytest.mark.parametrize(
    "start",
    [*"=+-@＝＋－＠﹦﹢﹣﹫", "\t", "\r", " =", "\n=", "\x00=", "\x1f+", "\u200b=", "\ufeff@"],
)
@pytest.mark.parametrize("before", ["", "\u00a0", "\u202e", '"', "'", "„", ' \t"\u2060', "\ufe0f"])
def test_no_cell_starts_a_formula(before: str, start: str) -> None:
    if start in "\t\r":  # these count where they stand first
        start, before = before, start
    cell = f"{before}{start}cmd|' /C calc'!A0"
    assert safe_cell(cell) == f"'{cell}"
    (header, row) = csv.reader(
        io.StringIO(write_csv([cell], [[cell]]).decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert header == row == [f"'{cell}"]


@pytest.mark.parametrize(
    "cell",
    ["", "Müster", "erika@example.org", "a=b", "0341 000000-1", "'n Abend", "–", "(+49)", " x"],
)
def test_harmless_cell_stays_as_it_is(cell: str) -> None:
    assert safe_cell(cell) == cell


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
@example([("=1", "a\r\nb"), ('"', ";"), ("\r", "\n")])
def test_what_is_written_is_read_back_but_for_the_apostrophe(rows: list[tuple[str, str]]) -> None:
    data = write_csv(["email", "last_name"], rows)
    expected = [tuple(safe_cell(cell) for cell in row) for row in rows]
    cells = [tuple(row.cells.values()) for row in read(data).rows]
    assert cells == [row for row in expected if any(cell.strip() for cell in row)]
