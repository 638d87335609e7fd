"""Static faces of font families for the engine.

With a variable font the engine takes about 100 ms a page, with a static one 12 ms. Those of the
themes' font are shipped; of another variable font each weight that the styles use is made once on
a machine (about two seconds each) and kept in the user's cache.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from reports import shipped_folder
from reports.content.font_families import Family
from reports.content.theme import Theme
from reports.errors import ConflictError, ContentError, Place, Problem, RenderingError
from reports.i18n import _
from reports.storage import fingerprint
from reports.storage.atomic_write import write_whole
from reports.storage.cache import Store

WEIGHTS = (300, 400, 600, 700, 900)
"""The weights that the styles use."""

_FEATURES = ("kern", "mark", "mkmk", "liga", "locl", "ccmp", "onum", "pnum", "case", "sups")
"""The OpenType features that the styles or a language need; the glyphs of others are dropped."""


CUT_FROM = "cut-from.txt"
"""The file beside the shipped faces with the digest of what they were made from."""


@dataclass(frozen=True)
class Face:
    """One static font file: a family at a weight."""

    family: str
    weight: int
    path: Path


def faces(family: Family, cache: Path) -> tuple[Face, ...]:
    """Return a family's static faces; make those of a variable font unless the cache has them.

    Raises:
        ContentError: If a font cannot be read.
        ConflictError: If the cache folder cannot be written to.
        RenderingError: If making them takes too long.
    """
    if not family.variable:
        return tuple(Face(family.name, _weight(path), path) for path in family.files)
    if shipped := _shipped_paths(family):
        return tuple(Face(family.name, weight, path) for weight, path in shipped.items())
    paths = _paths_by_weight(family.files[0], cache)
    missing = {weight: path for weight, path in paths.items() if not _is_intact(path)}
    if missing:
        next(iter(missing.values())).parent.mkdir(parents=True, exist_ok=True)
        _make_all(family, missing)
    return tuple(Face(family.name, weight, path) for weight, path in paths.items())


def _make_all(family: Family, missing: Mapping[int, Path]) -> None:
    """Make weights in processes with limits, since a font may come from anybody.

    ``missing`` has the file to write for each weight. Raises what `faces` raises.
    """
    from reports.processes.forkserver import die_with_parent
    from reports.processes.process_pool import LimitedPool  # needed once on a machine

    source = family.files[0]
    pool = LimitedPool(min(len(missing), os.cpu_count() or 1), die_with_parent)
    try:
        jobs = [
            pool.submit(_make_static, source, family.name, weight, path)
            for weight, path in missing.items()
        ]
        for job in jobs:
            job.result()
    except ConflictError:  # the folder cannot be written to, which is not the font's fault
        raise
    except TimeoutError:
        raise RenderingError(
            Problem(
                Place(source.name),
                _("preparing the font took too long, and was stopped"),
                _("try again when the machine has less to do, or take another font"),
            )
        ) from None
    except Exception as error:  # no library documents what it may raise on an odd font
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


def all_faces(
    theme: Theme, languages: Iterable[str], fallbacks: Sequence[Family] = (), *, cache: Path
) -> tuple[Face, ...]:
    """Return a theme's faces, then those of the scripts of languages, then of other families.

    Raises what :func:`faces` raises.
    """
    scripts = [theme.script_family(language) for language in languages]
    others = dict.fromkeys(
        family for family in (*scripts, *fallbacks) if family and family.name != theme.font.name
    )
    return tuple(face for family in (theme.font, *others) for face in faces(family, cache))


def is_ready(family: Family, cache: Path) -> bool:
    """Return whether a family's faces need not be made first."""
    return (
        not family.variable
        or bool(_shipped_paths(family))
        or all(_is_intact(path) for path in _paths_by_weight(family.files[0], cache).values())
    )


def shipped_faces() -> Path:
    """Return the folder of the shipped faces of the themes' font."""
    return shipped_folder("typefaces") / "handzettel-sans"


def cut_of(source: Path) -> str:
    """Return a digest of a variable font and of how faces are made from it."""
    return hashlib.sha256(f"{_digest(source)} {WEIGHTS} {_FEATURES}".encode()).hexdigest()


@lru_cache
def _digest(path: Path) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shipped_paths(family: Family) -> dict[int, Path]:
    """Return the shipped faces of a family by weight; none if its font is another one."""
    folder = shipped_faces()
    if cut_of(family.files[0]) != (folder / CUT_FROM).read_text("ascii").strip():
        return {}
    return {weight: folder / f"HandzettelSans-{weight}.ttf" for weight in WEIGHTS}


def _is_intact(path: Path) -> bool:
    """Return whether the cache has a face just as it was made; a damaged one prints wrongly."""
    try:
        digest = _digest_file(path).read_text("ascii")
        return hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except (OSError, UnicodeDecodeError):
        return False


def _digest_file(path: Path) -> Path:
    """Return the file with a face's digest, which lies beside it."""
    return path.with_name(f"{path.name}.sha256")


def _paths_by_weight(source: Path, cache: Path) -> dict[int, Path]:
    """Return where the static faces of a variable font lie in the cache.

    The folder's name depends on all that shapes their bytes.
    """
    key = f"{fingerprint.file(source)} {_fonttools_version()} {WEIGHTS} {_FEATURES}"
    digest = hashlib.sha256(key.encode())
    folder = cache / "fonts" / digest.hexdigest()[:16]
    return {weight: folder / f"{source.stem.split('[')[0]}-{weight}.ttf" for weight in WEIGHTS}


@lru_cache
def _fonttools_version() -> str:
    """Return the version of fontTools, kept since looking it up takes milliseconds."""
    return version("fonttools")


def regular(all_faces: Sequence[Face]) -> Face:
    """Return the face whose weight is nearest to 400, the regular one."""
    return min(all_faces, key=lambda face: abs(face.weight - 400))


@dataclass(frozen=True)
class TypingFont:
    """A face reduced to what form fields need; lengths are thousandths of the type size."""

    data: bytes
    """The font file (TrueType)."""
    widths: tuple[int, ...]
    """The widths of the codes 32 to 255 of WinAnsiEncoding, which all viewers can type in."""
    box: tuple[int, int, int, int]
    """The font's bounding box: left, bottom, right, top."""
    ascent: int
    descent: int
    cap_height: int


@lru_cache
def typing_font(face: Face, store: Store | None = None) -> TypingFont:
    """Return a face reduced to the characters of WinAnsiEncoding, with its measures.

    It takes a quarter of a second to make, unless it is kept in a ``store``.
    """
    data = face.path.read_bytes()
    made_from = f"typing font {hashlib.sha256(data).hexdigest()} {_fonttools_version()}"
    key = hashlib.sha256(made_from.encode()).hexdigest()
    if store and (entry := store.get(key)):
        kept: TypingFont = pickle.loads(entry[1])
        return kept
    font = _typing_font(data)
    if store:
        store.put(key, {}, pickle.dumps(font))
    return font


def _typing_font(data: bytes) -> TypingFont:
    """Return a font reduced to the characters of WinAnsiEncoding, with its measures."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    codes = [bytes([code]).decode("cp1252", "ignore") for code in range(32, 256)]
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
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


_UNSEEN = (0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x200D, 0x200C, 0x0000, 0x000D)
"""Characters that the engine never draws. Some fonts have a glyph for them without an outline,
others one with a sign that shows where they stand."""


def blank_glyph(data: bytes, index: int) -> int | None:
    """Return the number of a glyph that nobody sees and no text uses; None if there is none.

    Args:
        data: The font's file.
        index: Which font of the file it is.
    """
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data), fontNumber=index, lazy=True) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        unseen = [names[code] for code in _UNSEEN if code in names]
        for name in (*unseen, ".null", "NULL", "nonmarkingreturn", "CR"):
            if name in glyphs:
                pen = BoundsPen(glyphs)
                glyphs[name].draw(pen)
                if pen.bounds is None:
                    return int(font.getGlyphID(name))
    return None


def _weight(path: Path) -> int:
    """Return the weight that a font file has, as in CSS."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return int(font["OS/2"].usWeightClass)


def _make_static(source: Path, name: str, weight: int, target: Path) -> None:
    """Write a static face to a file, and one with its digest beside it."""
    data = static_face(source, name, weight)
    # written whole: another run must never read half a font
    write_whole(target, data)
    write_whole(_digest_file(target), hashlib.sha256(data).hexdigest().encode())


def static_face(source: Path, name: str, weight: int) -> bytes:
    """Return a static face of a variable font, without glyph variants that no style uses.

    Args:
        source: The variable font.
        name: The name of the family.
        weight: The weight, as in CSS.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    # a new time stamp in the font would change the bytes of every PDF made with it
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
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _rename(font: object, family: str, weight: int) -> None:
    """Give a face names with its weight, so that viewers list the weights as different fonts."""
    from fontTools.ttLib import TTFont

    assert isinstance(font, TTFont)
    table = font["name"]
    style = f"W{weight}"
    names = {1: f"{family} {style}", 2: "Regular", 4: f"{family} {style}", 16: family, 17: style}
    names[6] = names[4].replace(" ", "")
    for unneeded in (3, 25):  # they would still have the name of the whole font
        table.removeNames(nameID=unneeded)
    for name_id, text in names.items():
        table.removeNames(nameID=name_id)
        table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
