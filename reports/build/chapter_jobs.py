"""A long document made chapter by chapter: each laid out and cached by itself, then bound."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace

from reports.build.jobs import BindJob, Job, PackedChapter, Product, bind_chapters, make_chapter
from reports.content.font_families import sample_character
from reports.documents.document import Page
from reports.render.html_chapters import ChapteredPage, HtmlChapter, empty_pages, page_numbers
from reports.storage.cache import Store

ROUNDS = 6
"""Most rounds of laying out the chapters that print page numbers.

All books of the tests take three. A page number with more digits than its placeholder can
move a line and make a chapter longer, which changes the numbers after it: each further round
settles such a change. A book that still changes then is laid out in one piece.
"""


class Binding:
    """The making of one book; its chapters are submitted when this is constructed."""

    def __init__(
        self,
        job: Job,
        chaptered: ChapteredPage,
        executor: Executor,
        store: Store | None,
        key_of: Callable[[Job], str],
    ) -> None:
        """Submit every chapter whose page numbers need not be known first.

        Args:
            job: The book as one document.
            chaptered: The same, divided into chapters.
            executor: Runs the jobs of the chapters.
            store: Where drawn chapters are cached; None to cache nothing.
            key_of: Returns the cache key of a job.
        """
        self._job = job
        self._chaptered = chaptered
        self._executor = executor
        self._store = store
        self._key_of = key_of
        self._futures: dict[str, Future[PackedChapter | None]] = {}
        self._packed: dict[str, PackedChapter] = {}
        self._submitted: dict[int, str] = {}
        before: frozenset[str] = frozenset()
        for i, chapter in enumerate(chaptered.chapters):
            # a table of contents cites later chapters, whose page numbers depend on its own
            # length: it is laid out with placeholders first
            if not chapter.citing or not chapter.cited <= before:
                self._submitted[i] = self._submit(chapter, {})
            before |= chapter.anchors

    def result(self) -> Product | None:
        """Return the bound PDF, or None if the book must be laid out in one piece.

        Raises:
            RenderingError: For an unforeseen failure in a chapter.
            Exception: What the executor raises if a chapter takes too long or its process dies.
        """
        packed: dict[int, PackedChapter] = {}
        chapters = self._chaptered.chapters
        citing = {i: chapter for i, chapter in enumerate(chapters) if chapter.citing}
        submitted = self._submitted
        for _round in range(ROUNDS):
            before = self._page_counts(packed)
            for i, key in submitted.items():
                chapter = self._wait_for(key)
                if chapter is None:
                    return None
                packed[i] = chapter
            counts = self._page_counts(packed)
            if counts == before and None not in counts:
                return self._bind(self._with_empty_pages(packed, counts))
            anchors = [packed[i].anchors if i in packed else {} for i in range(len(chapters))]
            numbers = page_numbers(anchors, counts, empty_pages(chapters, counts))
            ready = [i for i, chapter in citing.items() if chapter.cited <= numbers.keys()]
            if None not in counts and len(ready) < len(citing):
                return None  # a cited anchor does not exist
            submitted = {i: self._submit(citing[i], numbers) for i in ready}
        return None

    def _with_empty_pages(
        self, packed: Mapping[int, PackedChapter], counts: Sequence[int | None]
    ) -> list[PackedChapter | None]:
        """Return the chapters in their order, with empty pages before those on the right."""
        after_empty = empty_pages(self._chaptered.chapters, counts)
        bound: list[PackedChapter | None] = []
        for i in range(len(counts)):
            if i in after_empty:
                bound.append(self._wait_for(self._submit_page(self._chaptered.empty())))
            bound.append(packed[i])
        return bound

    def _page_counts(self, packed: Mapping[int, PackedChapter]) -> list[int | None]:
        """Return the number of pages of each chapter, None for those not laid out yet."""
        return [
            packed[i].pages if i in packed else None for i in range(len(self._chaptered.chapters))
        ]

    def _submit(self, chapter: HtmlChapter, numbers: Mapping[str, int]) -> str:
        """Submit a chapter unless it is cached or submitted already; return its key."""
        return self._submit_page(self._chaptered.page(chapter, numbers))

    def _submit_page(self, page: Page) -> str:
        """Submit a chapter as a document of its own, as `_submit` does."""
        job = replace(self._job, page=page)
        key = hashlib.sha256(f"chapter {self._key_of(job)}".encode()).hexdigest()
        if key not in self._futures:
            entry = self._store.get(key) if self._store else None
            if entry:
                self._packed[key] = pickle.loads(entry[1])  # from the user's own cache
            else:
                self._futures[key] = self._executor.submit(make_chapter, job)
        return key

    def _wait_for(self, key: str) -> PackedChapter | None:
        """Return the chapter with this key, once it is drawn, and cache it.

        None means that the book must be laid out in one piece.
        """
        if key not in self._packed:
            chapter = self._futures[key].result()
            if chapter is None:
                return None
            self._packed[key] = chapter
            if self._store:
                self._store.put(key, {}, pickle.dumps(chapter))
        return self._packed[key]

    def _bind(self, chapters: Sequence[PackedChapter | None]) -> Product | None:
        """Bind chapters, in a job of its own; return None if they cannot be bound."""
        drawn = tuple(chapter for chapter in chapters if chapter is not None)
        if len(drawn) < len(chapters):
            return None
        document, faces = self._job.document, self._job.faces
        others = {family.name for family in self._job.page.fallbacks}
        page = self._chaptered.common(
            {
                (face.family, face.weight): sample_character(face.path)
                if face.family in others
                else "0"
                for face in faces
            }
        )
        job = BindJob(document, page, faces, drawn)
        return self._executor.submit(bind_chapters, job).result()
