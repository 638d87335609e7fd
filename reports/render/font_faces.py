"""Font families as static faces for the engine.

Each weight the styles use is cut out of a variable font once a machine (about two
seconds each) and kept in the user's cache: the engine takes about 100 ms a page for a
variable font and 12 ms for a static one.
"""

from __future__ import annotations

import hashlib
import io
import os
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from reports.content.font_families import Family
from reports.content.theme import Theme
from reports.errors import ConflictError, ContentError, Place, Problem
from reports.i18n import _
from reports.storage import fingerprint
from reports.storage.atomic_write import write_whole

WEIGHTS = (300, 400, 600, 700, 900)
"""The five weights of the hand."""

_FEATURES = ("kern", "mark", "mkmk", "liga", "locl", "ccmp", "onum", "pnum", "case", "sups")


@dataclass(frozen=True)
class Face:
    """One static font file: a family at a weight."""

    family: str
    weight: int
    path: Path


def faces(family: Family, cache: Path) -> tuple[Face, ...]:
    """A family's static faces; those of a variable font are made in the cache if need be."""
    if not family.variable:
        return tuple(Face(family.name, _weight(path), path) for path in family.files)
    made = _cut(family.files[0], cache)
    missing = {weight: path for weight, path in made.items() if not _is_intact(path)}
    if missing:
        next(iter(missing.values())).parent.mkdir(parents=True, exist_ok=True)
        _make_all(family, missing)
    return tuple(Face(family.name, weight, path) for weight, path in made.items())


def _make_all(family: Family, missing: Mapping[int, Path]) -> None:
    """Cut weights in processes with limits, since a font may come from anywhere."""
    from reports.processes.forkserver import die_with_parent
    from reports.processes.process_pool import LimitedPool  # needed once a machine

    source = family.files[0]
    pool = LimitedPool(min(len(missing), os.cpu_count() or 1), die_with_parent)
    try:
        jobs = [
            pool.submit(_make_static, source, family.name, weight, path)
            for weight, path in missing.items()
        ]
        for job in jobs:
            job.result()
    except ConflictError:  # the folder takes none, which is not the font's fault
        raise
    except Exception as error:  # nobody says what a library does with an odd font
        raise ContentError(
            Problem(
                Place(source.name),
                _("the font's weights cannot be made from it"),
                _("take another font, or static files, one for each weight"),
            ),
            details="".join(traceback.format_exception(error)),
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def all_faces(theme: Theme, languages: Iterable[str], cache: Path) -> tuple[Face, ...]:
    """A theme's faces, and after them those that the languages' scripts need."""
    family = theme.font
    scripts = [theme.script_family(language) for language in languages]
    needed = dict.fromkeys(one for one in scripts if one and one.name != family.name)
    return tuple(face for one in (family, *needed) for face in faces(one, cache))


def is_ready(family: Family, cache: Path) -> bool:
    """Whether the faces are there, so that nobody has to wait for them."""
    return not family.variable or all(
        _is_intact(path) for path in _cut(family.files[0], cache).values()
    )


def _is_intact(path: Path) -> bool:
    """Whether a face lies in the cache as it was cut; a torn or changed one prints wrong."""
    try:
        wanted = _digest_file(path).read_text("ascii")
        return hashlib.sha256(path.read_bytes()).hexdigest() == wanted
    except (OSError, UnicodeDecodeError):
        return False


def _digest_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _cut(source: Path, cache: Path) -> dict[int, Path]:
    """Where the weights of a variable font lie, by all that shapes their bytes."""
    said = f"{fingerprint.file(source)} {_cutter()} {WEIGHTS} {_FEATURES}"
    digest = hashlib.sha256(said.encode())
    folder = cache / "fonts" / digest.hexdigest()[:16]
    return {weight: folder / f"{source.stem.split('[')[0]}-{weight}.ttf" for weight in WEIGHTS}


@lru_cache
def _cutter() -> str:
    """The version of what cuts fonts; to ask for it takes milliseconds."""
    return version("fonttools")


def regular(all_faces: Sequence[Face]) -> Face:
    """The face nearest to a regular weight."""
    return min(all_faces, key=lambda face: abs(face.weight - 400))


@dataclass(frozen=True)
class TypingFont:
    """A face cut down for typing into form fields.

    Lengths are in thousandths of the type size; ``widths`` are those of the codes
    32 to 255 of WinAnsiEncoding, the one encoding all viewers can type in.
    """

    data: bytes
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int


@lru_cache
def typing_font(face: Face) -> TypingFont:
    """A simple font with the characters of WinAnsiEncoding and nothing else."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    codes = [bytes([code]).decode("cp1252", "ignore") for code in range(32, 256)]
    font = TTFont(face.path, recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.legacy_cmap = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(char) for char in codes if char])
    subsetter.subset(font)
    names = font.getBestCmap()
    scale = 1000 / font["head"].unitsPerEm
    glyphs = [names.get(ord(char), ".notdef") if char else ".notdef" for char in codes]
    head = font["head"]
    out = io.BytesIO()
    font.save(out)
    return TypingFont(
        out.getvalue(),
        tuple(round(font["hmtx"][glyph][0] * scale) for glyph in glyphs),
        (
            round(head.xMin * scale),
            round(head.yMin * scale),
            round(head.xMax * scale),
            round(head.yMax * scale),
        ),
        round(font["hhea"].ascent * scale),
        round(font["hhea"].descent * scale),
        round(font["OS/2"].sCapHeight * scale),
    )


def _weight(path: Path) -> int:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return int(font["OS/2"].usWeightClass)


def _make_static(source: Path, name: str, weight: int, target: Path) -> None:
    """Cut one weight out of a variable font, dropping glyph variants nobody asks for."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    # a time stamp in the file would change the bytes of every PDF made with it
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(_FEATURES)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap().keys())
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    _rename(font, name, weight)
    # replaced in one step: two runs at once must never read half a font
    out = io.BytesIO()
    font.save(out)
    write_whole(target, out.getvalue())
    write_whole(_digest_file(target), hashlib.sha256(out.getvalue()).hexdigest().encode())


def _rename(font: object, family: str, weight: int) -> None:
    """Names of its own for each weight, so that viewers list them apart."""
    from fontTools.ttLib import TTFont

    assert isinstance(font, TTFont)
    table = font["name"]
    style = f"W{weight}"
    names = {1: f"{family} {style}", 2: "Regular", 4: f"{family} {style}", 16: family, 17: style}
    names[6] = names[4].replace(" ", "")
    for name_id, text in names.items():
        table.removeNames(nameID=name_id)
        table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
