"""A long document made chapter by chapter: each by itself, kept by itself, then bound."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace

from reports.build.jobs import BindJob, DrawnChapter, Job, Product, bind_chapters, make_chapter
from reports.render.html_chapters import Book, Chapter, numbered
from reports.storage.cache import Store

ROUNDS = 6
"""How often it is tried: for all numbers to be known, and for none to change any more."""


class Binding:
    """One document on its way; its chapters are begun at once."""

    def __init__(
        self,
        job: Job,
        book: Book,
        executor: Executor,
        store: Store | None,
        key_of: Callable[[Job], str],
    ) -> None:
        self._job = job
        self._book = book
        self._executor = executor
        self._store = store
        self._key_of = key_of
        self._futures: dict[str, Future[DrawnChapter | None]] = {}
        self._made: dict[str, DrawnChapter] = {}
        self._begun: dict[int, str] = {}
        before: frozenset[str] = frozenset()
        for i, chapter in enumerate(book.chapters):
            # contents cite what comes after them, and have to be counted before it
            if not chapter.citing or not chapter.cited <= before:
                self._begun[i] = self._begin(chapter, {})
            before |= chapter.anchors

    def result(self) -> Product | None:
        """The document; None where it has to be made as a whole.

        Raises what the executor does where a chapter takes too long or its process dies.
        """
        drawn: dict[int, DrawnChapter] = {}
        chapters = self._book.chapters
        citing = {i: chapter for i, chapter in enumerate(chapters) if chapter.citing}
        begun = self._begun
        for _round in range(ROUNDS):
            before = self._counts(drawn)
            for i, key in begun.items():
                found = self._drawn(key)
                if found is None:
                    return None
                drawn[i] = found
            counts = self._counts(drawn)
            if counts == before and None not in counts:
                return self._bind([drawn[i] for i in range(len(chapters))])
            anchors = [drawn[i].anchors if i in drawn else {} for i in range(len(chapters))]
            numbers = numbered(anchors, counts)
            ready = [i for i, one in citing.items() if one.cited <= numbers.keys()]
            if None not in counts and len(ready) < len(citing):
                return None  # something is cited that is nowhere
            begun = {i: self._begin(citing[i], numbers) for i in ready}
        return None

    def _counts(self, drawn: Mapping[int, DrawnChapter]) -> list[int | None]:
        """How many pages each chapter has, as far as it is known."""
        return [drawn[i].pages if i in drawn else None for i in range(len(self._book.chapters))]

    def _begin(self, chapter: Chapter, numbers: Mapping[str, int]) -> str:
        """Have a chapter made, unless it is there; its key."""
        job = replace(self._job, page=self._book.page(chapter, numbers))
        key = hashlib.sha256(f"chapter {self._key_of(job)}".encode()).hexdigest()
        if key not in self._futures:
            kept = self._store.get(key) if self._store else None
            if kept:
                self._made[key] = pickle.loads(kept[1])  # from the user's own cache
            else:
                self._futures[key] = self._executor.submit(make_chapter, job)
        return key

    def _drawn(self, key: str) -> DrawnChapter | None:
        if key not in self._made:
            found = self._futures[key].result()
            if found is None:
                return None
            self._made[key] = found
            if self._store:
                self._store.put(key, {}, pickle.dumps(found))
        return self._made[key]

    def _bind(self, chapters: Sequence[DrawnChapter]) -> Product | None:
        document, faces = self._job.document, self._job.faces
        common = self._book.common(dict.fromkeys((face.family, face.weight) for face in faces))
        job = BindJob(document, common, faces, tuple(chapters))
        return self._executor.submit(bind_chapters, job).result()
