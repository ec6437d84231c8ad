"""The store, kept off the event loop: one thread of its own, and drafts gathered before a write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from autograd_tutor.tui.ports import StoreLike

T = TypeVar("T")


class Storage:
    """Progress, asynchronously. Calls happen in the order they were made."""

    def __init__(self, store: StoreLike) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="progress")
        self._drafts: dict[tuple[str, str], str | None] = {}
        self._told: str | None = None

    async def call(self, function: Callable[[], T]) -> T:
        """Do something slow in the store's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    async def position(self) -> tuple[str, str] | None:
        """The lesson and step where the learner was last."""
        return await self.call(self._store.position)

    async def enter(self, key: tuple[str, str]) -> str | None:
        """Keep that the learner is at a step now; its draft, if there is one."""
        await self.flush()

        def set_and_get() -> str | None:
            self._store.set_position(*key)
            return self._store.draft(*key)

        return await self.call(set_and_get)

    def note(self, key: tuple[str, str], text: str | None) -> None:
        """Take a draft, to be written by the next `flush`; None drops what is kept of it."""
        self._drafts[key] = text

    async def flush(self) -> None:
        """Write every draft taken since the last flush."""
        drafts, self._drafts = self._drafts, {}
        for key, text in drafts.items():
            await self.call(lambda key=key, text=text: self._write(key, text))  # type: ignore[misc]

    def _write(self, key: tuple[str, str], text: str | None) -> None:
        if text is None:
            self._store.drop_draft(*key)
        else:
            self._store.save_draft(*key, text)

    def new_trouble(self) -> str | None:
        """What is wrong with the store, once for each trouble."""
        trouble = self._store.trouble
        if trouble == self._told:
            return None
        self._told = trouble
        return trouble

    async def close(self) -> None:
        """Write what is left and end the thread. The store itself stays open for its owner."""
        await self.flush()
        self._thread.shutdown(wait=False)
