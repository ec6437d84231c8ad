"""The store, kept off the event loop: one thread of its own, and drafts gathered before a write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from autograd_tutor.course.answers import Key, answer_key
from autograd_tutor.course.lessons import Course
from autograd_tutor.course.progress import Chapter, chapter
from autograd_tutor.progress.standing import PLAYGROUND, Standing

if TYPE_CHECKING:
    from autograd_tutor.tui.ports import StoreLike

NEXT_CELL: Key = (PLAYGROUND, "next")
"""The name under which the playground's unfinished cell is kept."""
T = TypeVar("T")
Stood: TypeAlias = tuple[Standing, frozenset[str]]
"""How the learner stands at a step, and which steps of its lesson are passed."""


@dataclass(frozen=True)
class Kept:
    """What is kept of a step: what was typed, what was picked or put in order, and how it went."""

    draft: str | None
    answer: str | None
    standing: Standing
    passed: frozenset[str]


class Storage:
    """Progress, asynchronously. Calls happen in the order they were made."""

    def __init__(self, store: StoreLike) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="progress")
        self._drafts: dict[Key, str | None] = {}
        self._cells: list[str] = []
        self._told: str | None = None

    async def call(self, function: Callable[[], T]) -> T:
        """Do something slow in the store's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    async def position(self) -> Key | None:
        """The lesson and step where the learner was last."""
        return await self.call(self._store.position)

    async def enter(self, key: Key) -> Kept:
        """Keep that the learner is at a step now; what is kept of it."""
        await self.flush()

        def set_and_get() -> Kept:
            store = self._store
            store.set_position(*key)
            return Kept(store.draft(*key), store.draft(*answer_key(key)), *self._stood(key))

        return await self.call(set_and_get)

    def note(self, key: Key, text: str | None) -> None:
        """Take a draft, to be written by the next `flush`; None drops what is kept of it."""
        self._drafts[key] = text

    async def flush(self) -> None:
        """Write every draft and cell taken since the last flush."""
        cells, self._cells = self._cells, []
        for code in cells:
            await self.call(lambda code=code: self._store.add_cell(code))  # type: ignore[misc]
        drafts, self._drafts = self._drafts, {}
        for key, text in drafts.items():
            await self.call(lambda key=key, text=text: self._write(key, text))  # type: ignore[misc]

    def _write(self, key: Key, text: str | None) -> None:
        if text is None:
            self._store.drop_draft(*key)
        else:
            self._store.save_draft(*key, text)

    async def record(self, key: Key, state: str, reason: str) -> Stood:
        """Keep an attempt, after the text that was judged; how the learner stands then."""
        drafts, self._drafts = self._drafts, {}

        def record() -> Stood:
            for noted, text in drafts.items():
                self._write(noted, text)
            self._store.record(*key, state, reason)
            return self._stood(key)

        return await self.call(record)

    async def stand(self, key: Key) -> Stood:
        """How the learner stands."""
        return await self.call(lambda: self._stood(key))

    async def use_hint(self, key: Key) -> None:
        """Count one more hint."""
        await self.call(lambda: self._store.use_hint(*key))

    async def show_solution(self, key: Key) -> None:
        """Keep that the solution was seen."""
        await self.call(lambda: self._store.show_solution(*key))

    async def cells(self) -> tuple[list[str], str]:
        """The cells that were run in the playground, the newest last, and the unfinished one."""
        await self.flush()
        return await self.call(lambda: (self._store.cells(), self._store.draft(*NEXT_CELL) or ""))

    def note_cell(self, code: str) -> None:
        """Take a cell of the playground, to be written by the next `flush`."""
        self._cells.append(code)

    async def chapter(self, course: Course, number: int) -> Chapter:
        """A lesson of the course, and how far the learner is in it."""
        return await self.call(lambda: chapter(course, number, self._store))

    async def reset(self, lesson: str | None, step: str | None) -> None:
        """Forget a step, a lesson or all, and what was typed there up to now."""
        await self.flush()
        await self.call(lambda: self._store.reset(lesson, step))

    def _stood(self, key: Key) -> Stood:
        return self._store.standing(*key), self._store.passed(key[0])

    def new_trouble(self) -> str | None:
        """What is wrong with the store, once for each trouble."""
        trouble = self._store.trouble
        if trouble == self._told:
            return None
        self._told = trouble
        return trouble

    async def close(self) -> None:
        """Finish what was begun and end the thread. The store itself stays open for its owner."""
        await self.flush()
        await asyncio.to_thread(self._thread.shutdown)
