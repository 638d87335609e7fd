"""How much of untidy documents the import reads rightly: the figures in the README.

    .venv/bin/python bench/ingest.py [DOCUMENTS [FIRST]]

Prints shares in percent for all documents and for those with each fault; what the
columns count is said in tests/scored.py. FIRST is the first document's seed.
"""

from __future__ import annotations

import sys
import time

from tests.scored import table

DOCUMENTS = 1_000


def main(count: int = DOCUMENTS, first: int = 0) -> None:
    start = time.perf_counter()
    for line in table(range(first, first + count)):
        print(line)
    print(f"{count} documents in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
