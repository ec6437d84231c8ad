"""The road to a card and back, through real processes, with a card that is none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.advice import CARD_CHECK, advice
from autograd_tutor.evaluator.choosing import table
from autograd_tutor.evaluator.client import Evaluator, ignored
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.playground import GONE, Playground
from autograd_tutor.evaluator.requests import Cell

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = "cuda:0"
BREAK = "torch.cuda.broken = True"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def evaluator() -> AsyncIterator[Evaluator]:
    """A server whose torch finds a card; a learner gets a quarter of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).with_name("fake_card")))
        made = Evaluator(Launcher(options=Options(gpu_memory=1024)))
        await made.hello()
        yield made
        await made.close()


async def ran(evaluator: Evaluator, code: str, device: str = CARD) -> Run:
    outcome = await evaluator.run(Cell(code=code, device=device, seconds=60), ignored)
    assert isinstance(outcome, Run), outcome
    return outcome


async def test_the_card_is_listed(evaluator: Evaluator) -> None:
    assert table(await evaluator.devices())[1] == (
        "cuda:0  Fake card, 3.0 of 4.0 GiB free, compute capability 9.0"
    )


async def test_only_a_run_on_the_card_initialises_it(evaluator: Evaluator) -> None:
    asked = "torch.ones(1).sum(); torch.cuda.is_initialized()"
    assert (await ran(evaluator, asked, "cpu")).value == "False"
    assert (await ran(evaluator, asked)).value == "True"


async def test_every_run_has_its_part_and_no_more(evaluator: Evaluator) -> None:
    assert (await ran(evaluator, "torch.cuda.share")).value == "0.25"
    assert (await ran(evaluator, "torch.cuda.share = 1.0; torch.cuda.share")).value == "1.0"
    assert (await ran(evaluator, "torch.cuda.share")).value == "0.25"


async def test_one_process_serves_run_after_run_until_the_card_fails(evaluator: Evaluator) -> None:
    asked = "import os; os.getpid()"
    first = (await ran(evaluator, asked)).value
    assert (await ran(evaluator, asked)).value == first
    failed = await ran(evaluator, f"{BREAK}; 'not shown'")
    assert failed.error is not None and failed.value is None
    assert advice(failed.error) == CARD_CHECK
    assert (await ran(evaluator, asked)).value != first


async def test_a_playground_whose_card_failed_goes_on_and_says_so(evaluator: Evaluator) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    for code in ("a = torch.ones(1)", BREAK):
        await playground.run(Cell(code=code, device=CARD, seconds=60), heard.append)
    again = await playground.run(Cell(code="a", device=CARD, seconds=60), heard.append)
    assert isinstance(again, Run) and again.value == "tensor([1.])"
    assert heard == [f"1 earlier cell was run again: {GONE['broken']}.\n"]
