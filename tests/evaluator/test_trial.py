"""How far a worker on a card is confined is found out by having the card compute, with drivers
that can't do without one thing or another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from autograd_tutor.evaluator.advice import CARD_FULL, advice
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError, ignored
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Run
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.plans import REFUSED, WIDER
from autograd_tutor.evaluator.requests import Cell
from tests.confine.children import requires

pytestmark = requires("Landlock", "seccomp")

CARD = "cuda:0"
ASKED = "x = torch.ones(2, requires_grad=True); (x**2).sum().backward(); print('ran'); x.grad"
Opened = Callable[[str, str], AbstractAsyncContextManager[Evaluator]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    @asynccontextmanager
    async def opened(driver: str, confinement: str = "auto") -> AsyncIterator[Evaluator]:
        monkeypatch.setenv("PYTHONPATH", str(Path(__file__).with_name("fake_card")))
        monkeypatch.setenv("CUDA_FAKE_DRIVER", driver)
        evaluator = Evaluator(Launcher(options=Options(confinement)))
        yield evaluator
        await evaluator.close()

    return opened


@pytest.mark.parametrize(
    ("driver", "missing", "wider"),
    [
        ("", [], False),
        ("hold", [], True),
        ("reach_or_die", ["seccomp"], True),
        ("look", ["Landlock"], True),
        ("reach_and_look", ["Landlock", "seccomp"], True),
    ],
)
async def test_a_cell_is_as_far_confined_as_the_driver_lets_it(
    driver: str, missing: list[str], wider: bool, opened: Opened
) -> None:
    printed: list[str] = []
    async with opened(driver, "auto") as evaluator:
        before = await evaluator.hello()
        outcome = await evaluator.run(Cell(code=ASKED, device=CARD), printed.append)
        after = await evaluator.hello()
        again = await evaluator.run(Cell(code=ASKED, device=CARD), ignored, session=2)
    assert before.layers(CARD) is None and before.missing(CARD) == []
    assert isinstance(outcome, Run) and outcome.value == "tensor([2., 2.])", outcome
    assert printed == ["ran\n"], "the cell was run once"
    assert after.missing(CARD) == [f"{name} ({REFUSED})" for name in missing]
    assert after.missing("cpu") == []
    active = [each for each in after.layers(CARD) or () if each.active and each.name[0] in "Ls"]
    assert [WIDER in each.why for each in active] == [wider] * len(active)
    assert isinstance(again, Run) and again.value == outcome.value


async def test_a_card_that_never_computes_says_what_it_says(opened: Opened) -> None:
    async with opened("fail", "auto") as evaluator:
        for _ in range(2):
            outcome = await evaluator.run(Cell(code=ASKED, device=CARD), ignored)
            assert isinstance(outcome, Run) and outcome.error is not None
            assert outcome.error.message == "CUDA unknown error"
        assert (await evaluator.hello()).layers(CARD) is None
        with pytest.raises(EvaluatorError, match="Nothing can be run on cuda:0: CUDA unknown"):
            await evaluator.examined(CARD)


async def test_a_full_card_is_no_reason_to_confine_less(opened: Opened) -> None:
    async with opened("find_it_full", "auto") as evaluator:
        outcome = await evaluator.run(Cell(code=ASKED, device=CARD), ignored)
        assert isinstance(outcome, Run) and outcome.error is not None
        assert advice(outcome.error) == CARD_FULL
        assert (await evaluator.hello()).layers(CARD) is None


async def test_where_all_layers_are_required_no_cell_runs_with_less(opened: Opened) -> None:
    async with opened("reach", "full") as evaluator:
        assert (await evaluator.devices())[1].usable
        outcome = await evaluator.run(Cell(code=ASKED, device=CARD), ignored)
        assert isinstance(outcome, Lost) and outcome.reason == "unconfined"
    async with opened("hold", "full") as evaluator:
        assert (await evaluator.examined(CARD)).missing(CARD) == []
