"""Fonts come as static faces: shipped, or cut once a machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports.content.font_families import Family, in_folder, packaged
from reports.content.theme import FONT
from reports.errors import RenderingError
from reports.processes import process_pool
from reports.processes.limits import Limits
from reports.render.font_faces import (
    WEIGHTS,
    Face,
    faces,
    is_ready,
    regular,
    static_face,
    typing_font,
)
from reports.storage.cache import Store
from tests.support.variable_font import variable_family


@pytest.fixture(scope="session")
def cut() -> tuple[Face, ...]:
    """Return the faces of the themes' font."""
    return faces(packaged()[FONT], Path("nowhere"))


@pytest.fixture(scope="session")
def variable(tmp_path_factory: pytest.TempPathFactory) -> Family:
    """Return a variable font of a few letters, which is cut in no time."""
    return variable_family(tmp_path_factory.mktemp("variable"))


def test_packaged_family_is_found() -> None:
    family = packaged()[FONT]
    assert family.variable
    assert all(path.is_file() for path in family.files)


def test_shipped_faces_are_those_that_would_be_cut(cut: tuple[Face, ...]) -> None:
    """They are from the version of the font that is installed; else it would be cut again."""
    (source, *_others) = packaged()[FONT].files
    face = regular(cut)
    assert face.path.read_bytes() == static_face(source, "Handzettel Sans", face.weight)


def test_shipped_faces_do_not_have_the_name_that_is_kept_for_the_whole_font(
    cut: tuple[Face, ...],
) -> None:
    for face in cut:
        names = TTFont(face.path)["name"]
        for number in (1, 3, 4, 6, 16, 18, 21, 25):
            assert "Source" not in (names.getDebugName(number) or "")


def test_shipped_faces_need_no_preparation(tmp_path: Path) -> None:
    assert is_ready(packaged()[FONT], tmp_path)
    faces(packaged()[FONT], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_weight_is_shipped(cut: tuple[Face, ...]) -> None:
    assert [face.weight for face in cut] == list(WEIGHTS)
    assert {face.family for face in cut} == {FONT}
    assert all(face.path.is_file() for face in cut)


def test_every_weight_is_cut_once(variable: Family, tmp_path: Path) -> None:
    """A variable font gives a file for each of WEIGHTS."""
    assert not is_ready(variable, tmp_path)
    weights = faces(variable, tmp_path)
    assert is_ready(variable, tmp_path)
    assert [face.weight for face in weights] == list(WEIGHTS)
    times = [face.path.stat().st_mtime_ns for face in weights]
    assert faces(variable, tmp_path) == weights
    assert [face.path.stat().st_mtime_ns for face in weights] == times


def test_font_that_takes_too_long_is_not_told_to_be_damaged(
    variable: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine is busy, and the font may be as good as any."""
    monkeypatch.setattr(process_pool, "Limits", lambda: Limits(seconds=0.01))
    with pytest.raises(RenderingError, match="preparing the font took too long"):
        faces(variable, tmp_path)


def test_cache_with_another_family_is_not_ready(variable: Family, tmp_path: Path) -> None:
    other = tmp_path / "fonts" / "0123456789abcdef"
    other.mkdir(parents=True)
    (other / f"Other-{WEIGHTS[-1]}.ttf").touch()
    assert not is_ready(variable, tmp_path)


def test_regular_is_the_face_nearest_to_400() -> None:
    candidates = [Face("x", weight, Path()) for weight in (700, 300, 450)]
    assert regular(candidates).weight == 450


def test_static_fonts_of_a_workspace_are_taken_as_they_are(
    cut: tuple[Face, ...], tmp_path: Path
) -> None:
    for face in cut[1:3]:
        shutil.copy(face.path, tmp_path)
    family = in_folder(tmp_path)[0]["Handzettel Sans"]
    assert not family.variable
    assert [face.weight for face in faces(family, tmp_path / "cache")] == [400, 600]
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("table", ["OS/2", "name", "cmap", "head", "hhea", "maxp", "post", "hmtx"])
def test_font_that_lacks_a_table_is_told_to_be_damaged(
    table: str, cut: tuple[Face, ...], tmp_path: Path
) -> None:
    data = cut[1].path.read_bytes()
    # under another name, since fontTools writes no font without some of them
    entry = data.index(table.encode().ljust(4), 12)
    (tmp_path / "own.ttf").write_bytes(data[:entry] + b"xxxx" + data[entry + 4 :])
    assert in_folder(tmp_path) == ({}, ("own.ttf",))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_part_of_a_font_is_told_to_be_damaged(
    share: float, cut: tuple[Face, ...], tmp_path: Path
) -> None:
    data = cut[1].path.read_bytes()
    (tmp_path / "own.ttf").write_bytes(data[: int(len(data) * share)])
    assert in_folder(tmp_path) == ({}, ("own.ttf",))


@pytest.mark.parametrize("error", [KeyError("OS/2"), RecursionError(), TypeError(), IndexError()])
def test_whatever_a_font_raises_means_a_damaged_one(
    error: Exception, cut: tuple[Face, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_more: object) -> None:
        raise error

    shutil.copy(cut[1].path, tmp_path / "own.ttf")
    monkeypatch.setattr(TTFont, "getBestCmap", fails)
    assert in_folder(tmp_path) == ({}, ("own.ttf",))


def test_typing_font_has_every_character_of_winansi(cut: tuple[Face, ...]) -> None:
    font = typing_font(regular(cut))
    assert len(font.widths) == 224
    for char in "aÄß€–„“ ":
        assert font.widths[char.encode("cp1252")[0] - 32] > 0
    assert font.descent < 0 < font.cap_height < font.ascent
    assert len(font.data) < 60_000


def test_font_of_form_fields_is_kept(cut: tuple[Face, ...], tmp_path: Path) -> None:
    """The one that is read from the store is the one that was made, also after damage."""
    store = Store(tmp_path)
    font = typing_font(cut[1], store)
    typing_font.cache_clear()
    assert typing_font(cut[1], store) == font
    (entry,) = (path for path in tmp_path.rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-9])
    typing_font.cache_clear()
    assert typing_font(cut[1], store) == font
