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

from autograd_tutor.evaluator import card, session
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
        monkeypatch.setattr(session, "time", SimpleNamespace(monotonic=lambda: self.now))
        self.signals: list[int] = []
        self.pipes: list[int] = []
        self._client, client = self._pipe()
        self.nursery = SimpleNamespace(requires_full=False, take=self._take)
        self.session = session.Session(1, Outbox(client), cast("Nursery", self.nursery))

    def _pipe(self) -> tuple[int, int]:
        pair = os.pipe()
        self.pipes += pair
        return pair

    def _take(self, *, gpu: bool) -> Child:
        assert gpu
        (_, requests), (replies, self._worker), (output, _) = (self._pipe() for _ in range(3))
        child = Child(1, lambda _, number: self.signals.append(number), requests, replies, output)
        child.gpu = child.costly = child.ready = True
        child.idle_after = IDLE
        return child

    def run(self, kind: int = FINAL, **fields: object) -> list[tuple[int, bytes]]:
        """Start a cell, have the worker answer, and tell what reached the client."""
        request: dict[str, Any] = {"op": "cell", "device": CARD, "seconds": 10, "keep": True}
        self.session.start(request | fields, b"")
        if self.session.running:
            os.write(self._worker, encode(kind, 0, b"{}", seal=self.session.seal))
            for handle in self.session.callbacks().values():
                handle()
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
