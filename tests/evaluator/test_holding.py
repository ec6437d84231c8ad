"""While it is held, nothing that runs gets any further, and no time limit comes nearer."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest
import pytest_asyncio

from autograd_tutor.evaluator import clock, pending
from autograd_tutor.evaluator.child import Child
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.frames import MESSAGE, OUTPUT, Decoder, encode
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Outcome, Run
from autograd_tutor.evaluator.nursery import Nursery
from autograd_tutor.evaluator.pipes import Outbox
from autograd_tutor.evaluator.plans import PROCESSOR
from autograd_tutor.evaluator.process import Process
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.evaluator.session import GRACE, Session

LOOP = "print('on')\nwhile True: pass"
WORK = """\
import time
print('on')
until = time.process_time() + 0.2
while time.process_time() < until: pass
7"""
REQUEST = b'{"op":"cell","code":"print(7)\\nwhile True: pass","setup":"","device":"cpu","seed":0,'
REQUEST += b'"seconds":30,"keep":false,"look":false,"move":[],"given":{},"meter":false,'
REQUEST += b'"double":false,"graph":""}'


@pytest_asyncio.fixture(loop_scope="session")
async def held(evaluator: Evaluator) -> AsyncIterator[Evaluator]:
    yield evaluator
    await evaluator.resume()


async def started(evaluator: Evaluator, cell: Cell) -> asyncio.Task[Outcome]:
    """Run a cell and wait until it has printed something."""
    heard = asyncio.Event()
    task = asyncio.create_task(evaluator.run(cell, lambda _: heard.set()))
    await heard.wait()
    return task


async def passed(seconds: float) -> None:
    """Return when so much time has gone by: that it does is what is tried."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


def wait_until_stopped(family: list[psutil.Process]) -> None:
    """Return when the kernel has stopped one; the test's own time limit is the other end."""
    while psutil.STATUS_STOPPED not in [each.status() for each in family]:
        pass


@pytest.mark.asyncio(loop_scope="session")
async def test_a_cell_held_for_longer_than_its_limit_ends_well(
    held: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "PATIENCE", 0.1)
    task = await started(held, Cell(code=WORK, seconds=2))
    await held.hold()
    await held.hold()
    await passed(2.2)
    assert not task.done()
    await held.resume()
    outcome = await task
    assert isinstance(outcome, Run)
    assert (outcome.value, outcome.error) == ("7", None)


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_held_can_be_interrupted(held: Evaluator) -> None:
    task = await started(held, Cell(code=LOOP))
    await held.hold()
    await held.interrupt()
    outcome = await task
    assert isinstance(outcome, Run)
    assert outcome.error is not None
    assert outcome.error.type == "Interrupted"


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_held_can_be_reset(held: Evaluator) -> None:
    task = await started(held, Cell(code=LOOP))
    await held.hold()
    await held.reset()
    outcome = await task
    assert isinstance(outcome, Lost)
    assert outcome.reason == "reset"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_run_asked_for_meanwhile_waits_even_on_another_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pending, "PATIENCE", 0.1)
    before = psutil.Process().children()
    own = Evaluator(Launcher())
    await own.hold()
    task = asyncio.create_task(own.run(Cell(code="1 + 1"), lambda _: None))
    await own.hello()
    (server,) = (each for each in psutil.Process().children() if each not in before)
    await asyncio.to_thread(wait_until_stopped, server.children(recursive=True))
    await own.resume()
    outcome = await task
    assert isinstance(outcome, Run)
    assert outcome.value == "2"
    await own.hold()
    await own.close()
    assert not psutil.wait_procs([server], timeout=5)[1]


def test_a_tutor_that_dies_meanwhile_leaves_no_process_behind() -> None:
    server = Launcher().start()
    assert isinstance(server, Process)
    with server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(encode(MESSAGE, 1, REQUEST))
        frames = Decoder()
        while not any(
            each.kind == OUTPUT for each in frames.feed(os.read(server.stdout.fileno(), 65536))
        ):
            pass
        server.stdin.write(encode(MESSAGE, 0, b'{"op":"hold"}'))
        family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
        wait_until_stopped(family)
        server.stdin.close()
        server.wait(timeout=5)
    assert len(family) >= 3
    assert not psutil.wait_procs(family, timeout=5)[1]


class Clocked:
    """A session whose worker only notes the signals it gets, and whose clock a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.signals: list[int] = []
        monkeypatch.setattr(clock, "monotonic", lambda: self.now)
        pipes = [os.pipe() for _ in range(4)]
        (_, requests_in), (replies, _), (output, _), (_, client) = pipes
        self.fds = {fd for pair in pipes for fd in pair}
        child = Child(
            1, lambda _, number: self.signals.append(number), requests_in, replies, output
        )
        nursery = SimpleNamespace(place_of=lambda _: PROCESSOR, take=lambda _: child)
        self.session = Session(1, Outbox(client), cast("Nursery", nursery))
        self.start()

    def start(self) -> None:
        request: dict[str, Any] = {"op": "cell", "device": "cpu", "seconds": 10, "keep": True}
        self.session.start(request, b"")

    def tick(self, now: float) -> list[int]:
        """What the worker got since the last tick."""
        self.now = now
        self.session.tick(now)
        sent, self.signals = self.signals, []
        return sent


@pytest.fixture
def clocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clocked]:
    made = Clocked(monkeypatch)
    yield made
    for fd in made.fds:
        os.close(fd)


def test_a_run_has_the_time_left_that_it_had_when_it_was_held(clocked: Clocked) -> None:
    clocked.tick(104)
    clocked.session.hold()
    assert clocked.session.wake_at() is None
    assert clocked.tick(150) == [signal.SIGSTOP]
    clocked.session.resume()
    assert clocked.session.wake_at() == 156
    assert clocked.tick(155.9) == [signal.SIGCONT]
    assert clocked.tick(156) == [signal.SIGINT]


def test_a_run_that_is_being_stopped_keeps_its_grace(clocked: Clocked) -> None:
    assert clocked.tick(110) == [signal.SIGINT]
    clocked.session.hold()
    assert clocked.tick(200) == [signal.SIGSTOP]
    clocked.session.resume()
    assert clocked.session.wake_at() == 200 + GRACE
    assert clocked.tick(200 + GRACE) == [signal.SIGCONT, signal.SIGKILL]


def test_a_held_run_that_is_interrupted_is_let_go_on_for_that(clocked: Clocked) -> None:
    clocked.session.hold()
    clocked.now = 300
    clocked.session.stop("interrupted")
    assert clocked.session.wake_at() == 300 + GRACE
    assert clocked.tick(300) == [signal.SIGSTOP, signal.SIGCONT, signal.SIGINT]


def test_between_runs_there_is_nothing_to_hold_or_to_let_go_on(clocked: Clocked) -> None:
    clocked.session.drop("reset")
    clocked.signals.clear()
    clocked.session.hold()
    clocked.session.resume()
    assert clocked.tick(500) == []
