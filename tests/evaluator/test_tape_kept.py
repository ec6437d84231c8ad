"""Records in a namespace that is kept: which one is told, and that nothing runs a second time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import PLAYGROUND, Evaluator
from autograd_tutor.evaluator.evidence import Graph
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell

from .conftest import RunCell, ignore

pytestmark = pytest.mark.asyncio(loop_scope="session")

THREE = "x = torch.tensor(3.0, requires_grad=True)\nran = []\n"
OWN = f"""\
{THREE}class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return 2 * a
    @staticmethod
    def backward(ctx, g):
        ran.append(1)
        return 2 * g
y = Twice.apply(x)"""
PACKED = f"""\
{THREE}with torch.autograd.graph.saved_tensors_hooks(
    lambda t: t, lambda t: ran.append(1) or t
):
    {{}}"""
MODULE = f"""\
{THREE}layer = torch.nn.Tanh()
layer.register_full_backward_hook(lambda *_: ran.append(1))
y = layer(x) * 2"""

Keep = Callable[[str], Awaitable[Graph | None]]


@pytest_asyncio.fixture(loop_scope="session")
async def keep(evaluator: Evaluator) -> AsyncIterator[Keep]:
    """Runs a cell after those before it; the record of what just ran."""

    async def run(code: str) -> Graph | None:
        cell = Cell(code=code, keep=True, graph="*")
        outcome = await evaluator.run(cell, ignore, session=PLAYGROUND)
        assert isinstance(outcome, Run)
        assert outcome.error is None, outcome.error
        return outcome.graph

    yield run
    await evaluator.reset(PLAYGROUND)


def told(graph: Graph | None) -> tuple[str, str] | None:
    return (graph.nodes[0].op, graph.nodes[0].name) if graph else None


async def test_what_just_ran_is_what_this_cell_made_or_else_the_newest_there_is(
    keep: Keep,
) -> None:
    graphs = [
        await keep(code)
        for code in (
            "",
            "x = torch.tensor(3.0, requires_grad=True)",
            "y = x * x\nz = y.exp()",
            "print(y)",
            "y = z.sin()",
            "",
            "for _ in range(9): w = y.exp() - y",
            "del w",
            "z.backward()",
        )
    ]
    assert [told(each) for each in graphs] == [
        *(None, None),
        *2 * [("Exp", "z")],
        *2 * [("Sin", "y")],
        ("Sub", "w"),
        ("Sin", "y"),
        ("Exp", "z"),
    ]
    assert all(each.gap == "" for each in graphs if each)


async def test_the_newest_is_told_even_if_its_numbers_were_freed(keep: Keep) -> None:
    await keep("x = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()")
    graph = await keep("  \n# nothing")
    assert told(graph) == ("Mul", "y")
    assert graph is not None
    assert graph.gap == "freed"


@pytest.mark.parametrize(
    "code",
    [
        THREE + "x.register_hook(lambda g: ran.append(1))\ny = x * x",
        THREE + "h = x * x\nh.register_hook(lambda g: ran.append(1))\ny = h + 1",
        THREE
        + "y = (x * x) + 1\ny.grad_fn.next_functions[0][0].register_hook(lambda *_: ran.append(1))",
        THREE + "y = (x * x) + 1\ny.grad_fn.register_prehook(ran.append)",
        OWN,
        MODULE,
        PACKED.format("y = x.exp() * 2"),
    ],
)
async def test_nothing_of_the_cells_own_runs_once_more(keep: Keep, code: str) -> None:
    graph = await keep(code)
    assert graph is not None
    assert graph.gap == "hooked"
    assert graph.nodes[-1].op == "x"
    assert list(graph.nodes[-1].value) == [3]
    assert not any(each.gradient for each in graph.nodes)
    assert told(await keep("assert not ran")) == told(graph)
    graph = await keep("y.backward()\nassert len(ran) == 1")
    assert graph is not None
    assert graph.gap == "hooked"


async def test_what_a_function_of_the_cells_own_packed_is_not_looked_into(run: RunCell) -> None:
    code = PACKED.format("y = x.exp()") + "\nassert not ran\ny.backward()\nran"
    outcome = await run(code, keep=True, graph="y")
    assert outcome.value == "[1]"
    assert outcome.graph is not None
    assert outcome.graph.saved == 0


@pytest.mark.parametrize(
    "code",
    [
        THREE + "x.register_hook(lambda g: ran.append(1)).remove()\ny = x * x",
        THREE + "y = x * x\ny.grad_fn.register_hook(lambda *_: ran.append(1)).remove()",
        THREE + "w = x * x\nw.register_hook(lambda g: ran.append(1))\ny = 2 * x",
        THREE + "x.register_post_accumulate_grad_hook(ran.append)\ny = x * x",
        THREE + "y = x * x\ny.retain_grad()",
    ],
)
async def test_hooks_that_would_not_run_are_in_no_ones_way(keep: Keep, code: str) -> None:
    graph = await keep(code)
    assert graph is not None
    assert graph.gap == ""
    assert list(graph.nodes[-1].gradient) == [2 if "2 * x" in code else 6]
    await keep("assert not ran")


async def test_in_a_namespace_of_its_own_they_run(run: RunCell) -> None:
    outcome = await run(THREE + "x.register_hook(lambda g: 2 * g)\ny = x * x", graph="*")
    assert outcome.graph is not None
    assert outcome.graph.gap == ""
    assert list(outcome.graph.nodes[-1].gradient) == [12]
