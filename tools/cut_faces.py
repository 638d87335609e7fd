"""Make the shipped faces of the themes' font anew, after its package or its weights have changed.

    python tools/cut_faces.py

Its licence keeps the name "Source" for the whole font: what is cut from it has a name of its own.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor

from reports.content.font_families import packaged
from reports.content.theme import FONT
from reports.render.font_faces import CUT_FROM, WEIGHTS, cut_of, shipped_faces, static_face

NAME = "Handzettel Sans"


def main() -> None:
    """Write the faces, their licence and what they were made from."""
    (source, *_italic) = packaged()[FONT].files
    folder = shipped_faces()
    folder.mkdir(exist_ok=True)
    with ProcessPoolExecutor() as pool:
        jobs = {weight: pool.submit(static_face, source, NAME, weight) for weight in WEIGHTS}
        for weight, job in jobs.items():
            (folder / f"HandzettelSans-{weight}.ttf").write_bytes(job.result())
    shutil.copy(source.parents[1] / "LICENSE", folder / "OFL.txt")
    (folder / CUT_FROM).write_text(cut_of(source) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
