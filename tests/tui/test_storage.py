"""The store behind the screens: nothing that was begun is lost at the end."""

from __future__ import annotations

import asyncio
import threading

from autograd_tutor.course.answers import answer_key
from autograd_tutor.progress.standing import Standing
from autograd_tutor.tui.storage import Storage

from .fakes import FakeStore


class SlowStore(FakeStore):
    """Keeps an attempt once `go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.go = threading.Event()

    def record(self, lesson: str, step: str, state: str, reason: str) -> None:
        self.begun.set()
        assert self.go.wait(20)
        super().record(lesson, step, state, reason)


async def test_the_text_that_was_judged_is_written_before_its_attempt() -> None:
    store = SlowStore()
    storage = Storage(store)
    storage.note(("l", "s"), "right")
    recording = asyncio.create_task(storage.record(("l", "s"), "passed", ""))
    await asyncio.to_thread(store.begun.wait)
    assert store.draft("l", "s") == "right"
    store.go.set()
    await recording
    await storage.close()


async def test_a_pass_on_its_way_is_kept_at_the_end() -> None:
    store = SlowStore()
    storage = Storage(store)
    recording = asyncio.create_task(storage.record(("l", "s"), "passed", ""))
    await asyncio.to_thread(store.begun.wait)
    closing = asyncio.create_task(storage.close())
    await asyncio.sleep(0)
    assert not closing.done()
    store.go.set()
    await closing
    assert store.attempts == [("l", "s", "passed", "")]
    assert await recording == (
        Standing(attempts=1, passed=True),
        frozenset({"s"}),
    )


async def test_typed_and_picked_are_kept_apart() -> None:
    storage = Storage(FakeStore())
    storage.note(("l", "s"), "typed")
    storage.note(answer_key(("l", "s")), "0,2")
    kept = await storage.enter(("l", "s"))
    assert (kept.draft, kept.answer) == ("typed", "0,2")
    await storage.close()
