"""The life of a worker on a card: its memory, its end, and what the learner is told."""

from __future__ import annotations

import asyncio
import os
import select
import time
from contextlib import suppress

import pytest

from autograd_tutor.evaluator.advice import CARD_CHECK, CARD_FULL, advice
from autograd_tutor.evaluator.client import Evaluator, ignored
from autograd_tutor.evaluator.messages import Failure, Lost, Outcome, Run
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.playground import GONE, Playground
from autograd_tutor.evaluator.requests import Cell

from .conftest import Opened
from .table import Table

pytestmark = pytest.mark.cuda

MIB = 2**20
BOUND = 256
"""MiB that a learner may take in these tests."""
HOARD = f"x = torch.zeros({2 * BOUND} * 2**18)"
FITS = f"x = torch.zeros({BOUND // 2} * 2**18); x.numel()"
PROCESS = "import os; kept = torch.ones(1)\nos.getpid()"
LOOP = "x = torch.ones(512, 512)\nprint('on', flush=True)\nwhile True: x = (x @ x).clamp(0, 1)"
KERNEL = "print('on', flush=True)\ntorch.cuda._sleep(10**13)"
INDEX = "torch.zeros(2)[torch.tensor([5])] + 1"
PROMPT = 5.0
"""Seconds within which a stopped run has to be over."""


def cell(code: str, device: str, **fields: object) -> Cell:
    return Cell(code=code, device=device, seconds=120, **fields)  # type: ignore[arg-type]


async def value(evaluator: Evaluator, code: str, device: str) -> str | None:
    outcome = await evaluator.run(cell(code, device), ignored)
    assert isinstance(outcome, Run), outcome
    assert outcome.error is None, outcome.error
    return outcome.value


async def failure(evaluator: Evaluator, code: str, device: str) -> Failure:
    outcome = await evaluator.run(cell(code, device), ignored)
    assert isinstance(outcome, Run), outcome
    assert outcome.error is not None
    return outcome.error


async def ended(pid: str | None) -> None:
    """Wait for the end of a process."""
    with suppress(ProcessLookupError):
        watch = os.pidfd_open(int(pid or ""))
        await asyncio.to_thread(select.select, [watch], [], [])
        os.close(watch)


async def stopped(evaluator: Evaluator, code: str, device: str) -> tuple[Outcome, float]:
    """Start a run, stop it once it prints; how it ended, and after how many seconds."""
    begun = asyncio.Event()
    run = asyncio.create_task(evaluator.run(cell(code, device), lambda _: begun.set()))
    await begun.wait()
    asked = time.monotonic()
    await evaluator.interrupt()
    return await run, time.monotonic() - asked


async def test_cuda_is_initialised_on_first_use_only(
    card: str, opened: Opened, table: Table
) -> None:
    async with opened(Options()) as evaluator:
        assert await value(evaluator, "torch.cuda.is_initialized()", "cpu") == "False"
        assert await value(evaluator, "torch.cuda.is_initialized()", card) == "True"
    table.add("CUDA is initialised", "by the first run on a card, by none on cpu")


async def test_a_learner_can_not_take_more_than_their_part(
    card: str, opened: Opened, table: Table
) -> None:
    """Nor raise it for a later run; and what is said tells what to do."""
    async with opened(Options(gpu_memory=BOUND)) as evaluator:
        assert await value(evaluator, FITS, card) == str(BOUND // 2 * 2**18)
        refused = await failure(evaluator, HOARD, card)
        assert advice(refused) == CARD_FULL
        await value(evaluator, "torch.cuda.set_per_process_memory_fraction(1.0)", card)
        assert advice(await failure(evaluator, HOARD, card)) == CARD_FULL
        assert await value(evaluator, FITS, card) == str(BOUND // 2 * 2**18)
    table.add(f"--gpu-memory {BOUND}", f"{2 * BOUND} MiB refused ({refused.type}), half of it fits")


async def test_memory_goes_back_when_nothing_runs(card: str, opened: Opened, table: Table) -> None:
    async with opened(Options(gpu_idle=15.0)) as evaluator:
        before = await free(evaluator, card)
        pid = await value(evaluator, f"{FITS}\n{PROCESS}", card)
        during = await free(evaluator, card)
        await ended(pid)
        after = await free(evaluator, card)
    assert during < before - BOUND // 2 * MIB
    assert after - during > (before - during) // 2
    table.add("a worker holds", f"{(before - during) // MIB} MiB with a tensor of {BOUND // 2} MiB")
    table.add("an idle worker gives back", f"{(after - during) // MIB} MiB")


async def free(evaluator: Evaluator, card: str) -> int:
    """Bytes that are free on a card."""
    return next(each.free for each in await evaluator.devices() if each.name == card)


async def test_an_idle_playground_is_told_that_its_cells_ran_again(
    device: str, opened: Opened
) -> None:
    async with opened(Options(gpu_idle=2.0)) as evaluator:
        playground = Playground(evaluator)
        first = await playground.run(cell(PROCESS, device), ignored)
        assert isinstance(first, Run) and first.error is None
        await ended(first.value)
        heard: list[str] = []
        again = await playground.run(cell("kept.item()", device), heard.append)
    assert isinstance(again, Run) and again.value == "1.0"
    assert heard == [f"1 earlier cell was run again: {GONE['idle']}.\n"]


async def test_a_loop_on_the_card_is_stopped(device: str, opened: Opened, table: Table) -> None:
    async with opened(Options()) as evaluator:
        outcome, seconds = await stopped(evaluator, LOOP, device)
        assert seconds < PROMPT
        assert how(outcome) in ("Interrupted", "interrupted")
        assert await value(evaluator, "torch.ones(2).sum().item()", device) == "2.0"
    table.add("a loop of kernels stops", f"{how(outcome)} after {seconds:.2f} s")


async def test_a_kernel_that_runs_for_hours_is_stopped(
    card: str, opened: Opened, table: Table
) -> None:
    async with opened(Options()) as evaluator:
        outcome, seconds = await stopped(evaluator, KERNEL, card)
        assert seconds < PROMPT
        assert how(outcome) == "interrupted"
        assert await value(evaluator, "torch.ones(2).sum().item()", card) == "2.0"
    table.add("one endless kernel stops", f"{how(outcome)} after {seconds:.2f} s")


def how(outcome: Outcome) -> str:
    """How a stopped run ended: in Python's way, or with its process."""
    if isinstance(outcome, Lost):
        return outcome.reason
    return outcome.error.type if outcome.error else "ran to its end"


async def test_a_failed_check_on_the_card_costs_one_run(
    card: str, opened: Opened, table: Table
) -> None:
    async with opened(Options()) as evaluator:
        failed = await failure(evaluator, INDEX, card)
        assert advice(failed) == CARD_CHECK
        assert await value(evaluator, "torch.ones(2).sum().item()", card) == "2.0"
        playground = Playground(evaluator)
        heard: list[str] = []
        await playground.run(cell("kept = torch.ones(1)", card), ignored)
        await playground.run(cell(INDEX, card), ignored)
        again = await playground.run(cell("kept.item()", card), heard.append)
    assert isinstance(again, Run) and again.value == "1.0"
    assert heard == [f"1 earlier cell was run again: {GONE['broken']}.\n"]
    table.add("a device-side assert", f"{failed.type}, the next run is well")


async def test_an_index_out_of_range_is_an_error_of_the_learners(
    device: str, opened: Opened
) -> None:
    async with opened(Options()) as evaluator:
        kind = (await failure(evaluator, INDEX, device)).type
    assert kind in ("IndexError", "RuntimeError", "AcceleratorError")


async def test_two_learners_share_a_card(device: str, opened: Opened) -> None:
    bound = Options(gpu_memory=BOUND)
    async with opened(bound) as one, opened(bound) as other:
        code = "x = torch.ones(1000, requires_grad=True); (x**2).sum().backward(); x.grad.sum()"
        both = await asyncio.gather(*(value(each, code, device) for each in (one, other)))
    assert both[0] == both[1] and "2000" in str(both[0])
