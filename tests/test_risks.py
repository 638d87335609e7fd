"""Text from strangers is printed as text, and no template reaches what is not its own."""

import dataclasses
import datetime as dt
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from reports.build.builder import Failed, make
from reports.commands.options import cache_folder
from reports.content.event import EventText
from reports.content.images import Asset
from reports.content.resolution import Addressee, Figure
from reports.content.settings import Kind, ThemeSettings
from reports.content.theme import make_theme
from reports.content.workspace import Content
from reports.documents.planning import plan, plan_summaries
from reports.errors import ContentError, RenderingError
from tests.support import factories
from tests.support.factories import DAY, letters, sample, text_of
from tests.support.reach import (
    CANARY,
    SLICE,
    WAYS,
    RecordingServer,
    addresses,
    canaries_in,
    server_on_loopback,
)

pytestmark = [
    *factories.ENGINE,
    # What a template may call of a model is to be refused, not warned of.
    pytest.mark.filterwarnings("ignore::pydantic.PydanticDeprecatedSince20"),
]

# --- text is text -----------------------------------------------------------

PAYLOADS = [
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x #}",
    "<script> a() </script>",
    "<img src=file:///etc/hostname>",
    "<!-- x",
    "</p></body>",
    "&amp; &lt; &#65;",
    '" onclick="x',
    "</style> <style> * {",
    "]]> %s {0} \\9",
]


def _payload_content(word: str) -> tuple[Content, dict[str, int]]:
    """A content with a word in every text field, and how often each document has it."""
    measure = factories.measure_of("7.B", title=word, summary=f"{word} {word}", partners=(word,))
    figure = Figure(value=word, text=word, line=630)
    area = factories.area_of(measure, title=word, lead=word, figures=(figure,))
    base = factories.with_areas(area, title=word, label=word, meeting=word, body=word)
    addressee = Addressee(
        id="stadt-leipzig", name=word, full_name=word, abbreviation=word[:12], task=word
    )
    imprint = base.settings.imprint
    settings = base.settings.model_copy(
        update={
            "organisation": base.settings.organisation.model_copy(update={"name": word}),
            "imprint": imprint.model_copy(update={"printer": word, "publisher": word}),
        }
    )
    contact = sample().branches[0].contact.model_copy(update={"name": word})
    branch = sample().branches[0].model_copy(update={"name": word, "contact": contact})
    event = sample().events[0]
    text = EventText(title=word, lead=word, way=word, access=word, guests=word, admission=word)
    venue = event.venue.model_copy(update={"name": word})
    content = dataclasses.replace(
        base,
        settings=settings,
        addressees=(addressee,),
        branches=(branch,),
        events=(event.model_copy(update={"texts": {"de": text}, "venue": venue}),),
    )
    counts = {
        # title, head, lead, two of the figure, measure's four, two addressees, two of the foot
        "summary/bereich-7": 13,
        # title, area, measure, abbreviation's legend, three of the foot
        "summary/overview": 6,
        # name, task, area, measure's four, three of the foot
        "checklist/stadt-leipzig": 9,
        # six texts, branch, venue, contact, two of the imprint
        "flyer/nachbarschaft/a5-de": 10,
    }
    return content, counts


@pytest.mark.parametrize("word", PAYLOADS)
def test_text_that_looks_like_markup_is_printed_as_it_is(word: str) -> None:
    content, counts = _payload_content(word)
    for result in make(content, plan(content, list(Kind), DAY).documents, cache_folder()):
        assert not isinstance(result, Failed), result.error
        name = result.document.name
        assert letters(text_of(result.pdf)).count(letters(word)) >= counts[name], name
        with factories.opened(result.pdf) as pdf:
            assert "/OpenAction" not in pdf.Root
            assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


@pytest.mark.parametrize("partner", ["amp", "lt", "34", "span", "class", "name"])
def test_partner_named_like_a_piece_of_markup_does_not_disturb_the_text(partner: str) -> None:
    text = 'Wer "A & B" sagt, meint <C>. Und so weiter.'
    measure = factories.measure_of("7.B", summary=text, partners=(partner, "span"))
    content = factories.with_areas(factories.area_of(measure))
    assert letters(text) in letters(text_of(_summary(content)))


# --- nothing is fetched -----------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[RecordingServer]:
    with server_on_loopback() as server:
        yield server


@pytest.fixture
def canaries(tmp_path: Path) -> Path:
    """A workspace with canaries in it and beside it."""
    return canaries_in(tmp_path)


@cache
def _one_measure() -> Content:
    measure = factories.measure_of("7.B")
    return factories.with_areas(factories.area_of(measure))


def _summary(content: Content) -> bytes:
    (document,) = plan_summaries(content, ["7"], DAY).documents
    return factories.pdf_of(content, document)


def _with_template(workspace: Path, text: str) -> Content:
    path = workspace / "templates/summary/summary.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return dataclasses.replace(_one_measure(), root=workspace)


PAGE = (
    '<!DOCTYPE html><html lang="de"><head><title>T</title></head>'
    "<body><h1>T</h1><p>p</p>{}</body></html>"
)


@pytest.mark.parametrize(("way", "target"), SLICE)
def test_no_way_of_naming_an_address_brings_anything_into_a_pdf(
    way: str, target: str, canaries: Path, server: RecordingServer
) -> None:
    url = addresses(canaries, server)[target]
    content = _with_template(canaries, PAGE.format(WAYS[way].replace("U.", f"{url}.")))
    try:
        pdf = _summary(content)
    except RenderingError:
        pass
    else:
        inside = factories.everything_in(pdf)
        assert CANARY.encode() not in inside
        assert CANARY not in text_of(pdf)
        assert b"/EmbeddedFile" not in inside
    assert server.requests == []


@pytest.mark.parametrize("target", ["file", "http", "above"])
def test_style_sheet_of_a_workspace_fetches_nothing(
    target: str, canaries: Path, server: RecordingServer
) -> None:
    url = addresses(canaries, server)[target]
    (canaries / "styles").mkdir()
    for text in (f'@import "{url}.css";', f'body {{ background: url("{url}.svg") }}'):
        (canaries / "styles/summary.css").write_text(text)
        with pytest.raises(RenderingError):
            _summary(dataclasses.replace(_one_measure(), root=canaries))
    assert server.requests == []


def test_logo_that_names_other_files_brings_none_of_them(
    canaries: Path, server: RecordingServer
) -> None:
    url = addresses(canaries, server)["file"]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50">'
        f'<image href="{url}.svg" width="200" height="50"/></svg>'
    )
    logo = Asset("logo.svg", "image/svg+xml", svg.encode())
    theme = dataclasses.replace(_one_measure().theme, logo=logo, logo_text="Zeichen")
    with pytest.raises(RenderingError):
        _summary(dataclasses.replace(_one_measure(), theme=theme))


# --- what a template can reach ----------------------------------------------


@pytest.mark.parametrize(
    "name", ["../../kanarie.html", "/etc/hostname", "../kanarie.html", "summary/verweis.html"]
)
def test_template_cannot_include_a_file_from_outside_the_templates(
    name: str, canaries: Path
) -> None:
    outside = canaries.parent / "kanarie.html"
    (canaries / "templates/summary/verweis.html").symlink_to(outside)
    content = _with_template(canaries, PAGE.format(f'{{% include "{name}" %}}'))
    with pytest.raises(RenderingError):
        _summary(content)


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__[1].__subclasses__()",
        "''|attr('__class__')",
        "document.__class__.__init__.__globals__",
        "area.__class__.__base__.__subclasses__()",
        "cycler.__init__.__globals__.os.popen('id').read()",
        "self.__init__.__globals__",
        "'{0.__class__}'.format(area)",
        "'{0.__class__}'.__mod__(area)",
        "'{a.__class__}'.format_map({'a': area})",
        "_.__self__",
        "gettext.__func__.__globals__",
        "(document.theme.__dataclass_fields__)",
        "range.__base__",
    ],
)
def test_template_cannot_reach_the_inside_of_python(expression: str, tmp_path: Path) -> None:
    with pytest.raises(RenderingError):
        _summary(_with_template(tmp_path, PAGE.format(f"{{{{ {expression} }}}}")))


@pytest.mark.parametrize(
    "expression",
    [
        "(document.theme.font.files[0] / FILE).read_text()",
        "(document.theme.font.files[0].parent / FILE).read_text()",
        "document.theme.font.files[0].with_segments(FILE).read_text()",
        "area.parse_file(FILE)",
    ],
)
def test_template_cannot_read_a_file(expression: str, canaries: Path) -> None:
    file = f"'{canaries.parent / 'kanarie.html'}'"
    content = _with_template(canaries, PAGE.format(f"{{{{ {expression} }}}}").replace("FILE", file))
    with pytest.raises(RenderingError) as caught:
        _summary(content)
    assert CANARY not in str(caught.value)


PICKLE = (
    "area.parse_raw('cos\\nmkdir\\n(S' ~ \"'\" ~ FILE ~ \"'\" ~ '\\ntR.',"
    " proto='pickle', allow_pickle=True)"
)
"""An old way of reading models runs any program that is named to it."""


@pytest.mark.parametrize(
    "expression",
    [
        "(document.theme.font.files[0] / FILE).write_text('x')",
        "(document.theme.font.files[0] / FILE).touch()",
        PICKLE,
    ],
    ids=["write", "touch", "pickle"],
)
def test_template_cannot_write_a_file_or_run_code(expression: str, tmp_path: Path) -> None:
    target = tmp_path / "beute"
    text = PAGE.format(f"{{{{ {expression} }}}}").replace("FILE", f"'{target}'")
    content = _with_template(tmp_path / "workspace", text)
    try:
        _summary(content)
    except Exception:  # whatever it is: what counts is what was done
        refused = True
    else:
        refused = False
    assert not target.exists()
    assert refused


# --- sizes ------------------------------------------------------------------


def test_picture_that_unpacks_to_very_much_is_refused_as_a_logo(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    head = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9))
    (tmp_path / "logo.png").write_bytes(bomb + chunk(b"IEND", b""))
    with pytest.raises(ContentError, match="more than 50 megapixels"):
        make_theme(ThemeSettings(logo="logo.png", logo_text="x"), tmp_path)


def test_year_at_the_end_of_time_is_no_crash() -> None:
    start = dt.datetime(9999, 12, 31, 23, 59)  # noqa: DTZ001  # events have local times
    content = factories.with_event(start=start, end=None)
    (document,) = plan(content, [Kind.FLYER], DAY).documents
    assert "9999" in text_of(factories.pdf_of(content, document))
