"""A server that is just being started, while who asked for it is stopped or the tutor ends."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Hello
from autograd_tutor.evaluator.process import Server

SECONDS = 60


class SlowLauncher(Launcher):
    """Starts a program that waits, once it is let, and keeps what it started."""

    def __init__(self, prefix: str) -> None:
        super().__init__(sys.executable, prefix=prefix)
        self.begun = asyncio.Event()
        self.go_on = threading.Event()
        self.started: list[Server] = []
        self._loop = asyncio.get_running_loop()

    def start(self) -> Server:
        self._loop.call_soon_threadsafe(self.begun.set)
        assert self.go_on.wait(SECONDS)
        self.started.append(super().start())
        return self.started[-1]


@pytest_asyncio.fixture
async def launcher() -> AsyncIterator[SlowLauncher]:
    """One whose only server must have ended when the test is over."""
    slow = SlowLauncher("sh -c 'sleep 1000'")
    yield slow
    (server,) = slow.started
    try:
        server.wait(0)
    finally:
        server.kill()


async def refusal(asked: asyncio.Future[Hello]) -> str:
    with pytest.raises(EvaluatorError) as caught:
        async with asyncio.timeout(SECONDS):
            await asked
    return str(caught.value)


async def test_it_is_ended_with_the_tutor(launcher: SlowLauncher) -> None:
    evaluator = Evaluator(launcher)
    asked = asyncio.ensure_future(evaluator.hello())
    await launcher.begun.wait()
    closing = asyncio.ensure_future(evaluator.close())
    await asyncio.sleep(0)
    launcher.go_on.set()
    await closing
    assert "was closed" in await refusal(asked)


async def test_it_is_stopped_by_who_does_not_want_to_wait(launcher: SlowLauncher) -> None:
    evaluator = Evaluator(launcher)
    asked = asyncio.ensure_future(evaluator.hello())
    await launcher.begun.wait()
    stopping = asyncio.ensure_future(evaluator.stop_waiting())
    await asyncio.sleep(0)
    launcher.go_on.set()
    await stopping
    assert "You stopped waiting" in await refusal(asked)
    await evaluator.close()


async def test_it_is_there_for_the_next_where_who_asked_first_is_gone(
    launcher: SlowLauncher,
) -> None:
    evaluator = Evaluator(launcher)
    first = asyncio.ensure_future(evaluator.hello())
    await launcher.begun.wait()
    first.cancel()
    await asyncio.wait([first])
    second = asyncio.ensure_future(evaluator.hello())
    await asyncio.sleep(0)
    launcher.go_on.set()
    await evaluator.close()
    assert "was closed" in await refusal(second)
