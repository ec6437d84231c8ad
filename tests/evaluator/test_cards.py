"""What becomes of a worker on a card, as far as that shows without one."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest

from autograd_tutor.evaluator import card, clock, frames, session
from autograd_tutor.evaluator.advice import CARD_CHECK, CARD_FAILED, CARD_FULL, TOO_MUCH, advice
from autograd_tutor.evaluator.child import Child
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.frames import FINAL, LAST, Decoder, encode, split
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Failure, Run
from autograd_tutor.evaluator.notices import lost
from autograd_tutor.evaluator.nursery import Nursery
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.pipes import Outbox
from autograd_tutor.evaluator.playground import GONE, Playground
from autograd_tutor.evaluator.requests import Cell

from .conftest import RunCell, ignore

CARD = "cpu:0"
"""To the server, what is not `cpu` is a card."""
IDLE = 300.0


class Clocked:
    """A session on a card whose worker says what a test says, and whose clock it sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(clock, "monotonic", lambda: self.now)
        self.signals: list[int] = []
        self.pipes: list[int] = []
        self._client, client = self._pipe()
        self._trials = False
        self.rungs: list[int] = []
        self.settled: list[int] = []
        self.nursery = SimpleNamespace(
            place_of=lambda _: 1,
            take=self._take,
            below=lambda _: self.rungs.pop() if self.rungs else None,
            settle=self.settled.append,
            requires_full=False,
        )
        self.session = session.Session(1, Outbox(client), cast("Nursery", self.nursery))

    def _pipe(self) -> tuple[int, int]:
        pair = os.pipe()
        self.pipes += pair
        return pair

    def _take(self, place: int) -> Child:
        (_, requests), (replies, self._worker), (output, _) = (self._pipe() for _ in range(3))
        child = Child(1, lambda _, number: self.signals.append(number), requests, replies, output)
        child.place = place
        child.costly = child.ready = True
        child.idle_after, child.on_trial = IDLE, self._trials
        return child

    def run(self, kind: int = FINAL, **fields: object) -> list[tuple[int, bytes]]:
        """Start a cell, have the worker answer, and tell what reached the client."""
        request: dict[str, Any] = {"op": "cell", "device": CARD, "seconds": 10, "keep": True}
        self.session.start(request | fields, b"")
        if self.session.running:
            os.write(self._worker, encode(kind, 0, b"{}", seal=self.session.seal))
            for handle in self.session.callbacks().values():
                handle()
        return self.heard()

    def trial(self) -> Child:
        """Start a cell on a worker that has to show that its card computes."""
        self._trials = True
        self.session.start({"op": "cell", "device": CARD, "seconds": 10}, b"")
        assert self.session.child is not None
        self.session.child.introduction = (
            Decoder().feed(encode(FINAL, 0, b'{"confinement": []}'))[0].payload
        )
        return self.session.child

    def say(self, kind: int, *, heard: bool = True) -> None:
        """Have the worker say this, without a seal."""
        os.write(self._worker, encode(kind, 0, b"{}"))
        for handle in self.session.callbacks().values() if heard else ():
            handle()

    def heard(self) -> list[tuple[int, bytes]]:
        """What reached the client since this was last asked."""
        return [(each.kind, split(each.payload)[0]) for each in self._heard()]

    def _heard(self) -> Any:
        self.session.client.flush()
        ready = select.select([self._client], [], [], 0)[0]
        return Decoder().feed(os.read(self._client, 65536)) if ready else []


@pytest.fixture
def clocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clocked]:
    made = Clocked(monkeypatch)
    yield made
    for fd in made.pipes:
        os.close(fd)


def test_an_idle_worker_on_a_card_is_ended_and_whoever_comes_back_is_told(clocked: Clocked) -> None:
    assert clocked.run() == [(FINAL, b"{}")]
    assert clocked.session.wake_at() == IDLE
    clocked.session.tick(IDLE - 0.1)
    assert signal.SIGKILL not in clocked.signals
    clocked.session.tick(IDLE)
    assert clocked.signals[-1] == signal.SIGKILL
    assert clocked.session.wake_at() is None
    ((_, notice),) = clocked.run(resume=True)
    assert b'"idle"' in notice
    assert clocked.run() == [(FINAL, b"{}")]


def test_every_run_begins_the_wait_anew(clocked: Clocked) -> None:
    clocked.run()
    clocked.now = 200.0
    clocked.run()
    clocked.session.tick(IDLE + 1)
    assert signal.SIGKILL not in clocked.signals
    clocked.session.tick(200 + IDLE)
    assert clocked.signals[-1] == signal.SIGKILL


def test_a_long_run_is_not_idle(clocked: Clocked) -> None:
    clocked.run()
    clocked.session.start({"op": "cell", "device": CARD, "seconds": 1000, "keep": True}, b"")
    clocked.session.tick(IDLE + 1)
    assert clocked.session.running
    assert signal.SIGKILL not in clocked.signals


def test_a_worker_whose_card_has_failed_is_replaced_and_that_is_told(clocked: Clocked) -> None:
    assert clocked.run(kind=LAST) == [(FINAL, b"{}")]
    assert clocked.signals[-1] == signal.SIGKILL
    ((_, notice),) = clocked.run(resume=True)
    assert b'"broken"' in notice
    clocked.session.drop("reset")
    ((_, notice),) = clocked.run(resume=True)
    assert b'"reset"' in notice


def test_a_trial_that_hangs_is_over_after_a_while_and_another_worker_gets_the_cell(
    clocked: Clocked,
) -> None:
    clocked.rungs = [2]
    first = clocked.trial()
    assert clocked.session.wake_at() == session.TRIAL_SECONDS
    clocked.session.tick(session.TRIAL_SECONDS)
    second = clocked.session.child
    assert first.place == 1 and second is not None and second.place == 2
    assert clocked.signals == [signal.SIGKILL]


def test_a_worker_that_says_that_it_fell_short_and_ends_fell_short_once(clocked: Clocked) -> None:
    clocked.rungs = [3, 2]
    clocked.trial()
    clocked.say(frames.UNFIT, heard=False)
    clocked.session.died(9)
    assert clocked.session.child is not None and clocked.session.child.place == 2


def test_at_the_last_rung_a_trial_that_hangs_is_a_run_that_took_too_long(clocked: Clocked) -> None:
    clocked.trial()
    clocked.session.tick(session.TRIAL_SECONDS)
    assert clocked.signals == [signal.SIGINT]
    clocked.session.tick(session.TRIAL_SECONDS + session.GRACE)
    assert b'"timeout"' in clocked.heard()[-1][1]


def test_who_stops_a_trial_does_not_get_another_one(clocked: Clocked) -> None:
    clocked.rungs = [2]
    clocked.trial()
    clocked.session.stop("interrupted")
    clocked.say(frames.UNFIT)
    assert clocked.heard()[-1] == (FINAL, b"{}")
    assert clocked.session.child is None


def test_a_cell_has_all_of_its_time_after_a_trial(clocked: Clocked) -> None:
    clocked.trial()
    clocked.now = 30.0
    clocked.say(frames.FIT)
    assert clocked.session.wake_at() == 40.0
    assert clocked.settled == [1]


def test_on_trial_a_worker_says_nothing_else(clocked: Clocked) -> None:
    clocked.trial()
    clocked.say(FINAL)
    assert b'"protocol"' in clocked.heard()[-1][1]


def test_words_for_whoever_comes_back() -> None:
    for reason in ("idle", "broken"):
        assert lost(reason, "", 1).detail.startswith("Not run: ")
        assert reason in GONE


async def test_an_idle_playground_finds_its_variables_again_and_says_so() -> None:
    evaluator = Evaluator(Launcher(options=Options(gpu_idle=3.0)))
    playground = Playground(evaluator)
    heard: list[str] = []
    cell = Cell(code="import os; a = torch.ones(1)\nos.getpid()", device=CARD, seconds=60)
    first = await playground.run(cell, ignore)
    assert isinstance(first, Run) and first.value is not None
    with suppress(ProcessLookupError):
        with_variables = os.pidfd_open(int(first.value))
        await asyncio.to_thread(select.select, [with_variables], [], [])
        os.close(with_variables)
    again = await playground.run(Cell(code="a", device=CARD, seconds=60), heard.append)
    assert isinstance(again, Run)
    assert again.value == "tensor([1.])"
    assert heard == [f"1 earlier cell was run again: {GONE['idle']}.\n"]
    await evaluator.close()


async def test_a_run_on_a_card_waits_for_the_card_and_says_what_it_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(card, "set_per_process_memory_fraction", lambda *given: asked.append(given))
    monkeypatch.setattr(card, "current_device", lambda: 3)
    monkeypatch.setattr(
        card, "get_device_properties", lambda _: SimpleNamespace(total_memory=8 << 30)
    )
    monkeypatch.setattr(card, "synchronize", asked.append)
    for device, allowed in (("cuda:1", 2048), ("cuda", 0.5), ("cuda:0", 1 << 20), ("cpu", 1)):
        card.claim(device, allowed)
        card.settle(device)
    assert asked == [(0.25, 1), "cuda:1", (0.5, 3), "cuda", (1.0, 0), "cuda:0"]


def test_a_card_that_refuses_everything_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("CUDA error: device-side assert triggered")

    monkeypatch.setattr(card, "synchronize", fail)
    assert not card.is_spent("cuda:0")
    monkeypatch.setattr(card, "is_initialized", lambda: True)
    assert card.is_spent("cuda:0") and not card.is_spent("cpu")
    monkeypatch.setattr(card, "synchronize", lambda _: None)
    assert not card.is_spent("cuda:0")


def test_a_worker_that_has_just_ended_holds_no_memory() -> None:
    """The server looks before it hears of the end."""
    child = Child(2**22 + 1, lambda *_: None, *(os.open(os.devnull, os.O_RDONLY) for _ in range(3)))
    child.memory = 1
    assert not child.takes_too_much()
    child.close()


@pytest.mark.parametrize(
    ("type", "message", "words"),
    [
        ("OutOfMemoryError", "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0", CARD_FULL),
        ("RuntimeError", "CUDA error: out of memory\nCUDA kernel errors", CARD_FULL),
        ("RuntimeError", "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling", CARD_FULL),
        ("AcceleratorError", "CUDA error: device-side assert triggered\nCUDA", CARD_CHECK),
        ("RuntimeError", "CUDA error: an illegal memory access was encountered", CARD_FAILED),
        ("RuntimeError", "CUDA error: invalid argument", ""),
        ("RuntimeError", "DefaultCPUAllocator: can't allocate memory: you tried", TOO_MUCH),
    ],
)
def test_what_a_card_refuses_is_explained(type: str, message: str, words: str) -> None:
    assert advice(Failure(type, message)) == words


@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_on_the_processor_initialises_cuda(run: RunCell) -> None:
    code = "x = torch.ones(2, requires_grad=True)\n(x**2).sum().backward()"
    assert (await run(f"{code}\ntorch.cuda.is_initialized()")).value == "False"
