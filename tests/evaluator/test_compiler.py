"""torch's compiler is not waited for, and still there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from autograd_tutor.evaluator.messages import Failure

from .conftest import RunCell

pytestmark = pytest.mark.asyncio(loop_scope="session")
Fail = Callable[..., Awaitable[Failure]]

LOADED = "'torch._dynamo.eval_frame' in __import__('sys').modules"
SYMPY = "'sympy' in __import__('sys').modules"
DESCENT = """\
w = torch.zeros(2, requires_grad=True)
for method in (torch.optim.SGD, torch.optim.Adam):
    optimizer = method([w], lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        ((w - 1)**2).sum().backward()
        optimizer.step()
"""


async def test_an_optimizer_does_without_the_compiler(run: RunCell) -> None:
    assert (await run(f"{DESCENT}{LOADED}")).value == "False"


async def test_it_descends_as_with_the_compiler(run: RunCell) -> None:
    twice = f"{DESCENT}first = w.detach().clone()\ntorch._dynamo.reset()\n{DESCENT}"
    assert (await run(f"{twice}torch.equal(w, first), {LOADED}")).value == "(True, True)"


async def test_what_needs_the_compiler_gets_it(run: RunCell) -> None:
    done = await run(
        "from torch.utils.checkpoint import checkpoint\n"
        "x = torch.ones(2, requires_grad=True)\n"
        "checkpoint(torch.exp, x, use_reentrant=False).sum().backward()\n"
        "import torch._dynamo.config as settings\n"
        "compiled = torch.compile(torch.sin, backend='eager')\n"
        f"x.grad, {LOADED}, settings.__name__, compiled(torch.tensor(0.0)), "
        "torch.func.grad(compiled)(torch.tensor(0.0))"
    )
    assert done.value == (
        "(tensor([2.7183, 2.7183]), True, 'torch._dynamo.config', tensor(0.), tensor(1.))"
    )


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("x.exp().backward(torch.tensor([1.0, 2.0]))\nx.grad.log()", "tensor([0.0000, 0.6931])"),
        ("torch.func.grad(lambda a: (a * a).sum())(torch.ones(2))", "tensor([2., 2.])"),
        ("torch.func.jacrev(torch.sin)(torch.zeros(1))", "tensor([[1.]])"),
        ("torch.func.vmap(torch.sin)(torch.zeros(1))", "tensor([0.])"),
    ],
)
async def test_going_back_needs_neither_compiler_nor_symbols(
    run: RunCell, code: str, value: str
) -> None:
    leaf = "x = torch.zeros(2, requires_grad=True)\n"
    assert (await run(f"{leaf}{code}")).value == value
    assert (await run(f"{leaf}{code}\n{LOADED}, {SYMPY}")).value == "(False, False)"


async def test_weights_of_another_shape_are_refused_in_torchs_words(fail: Fail) -> None:
    code = "x = torch.zeros(2, requires_grad=True)\nx.exp().backward(torch.ones(3))"
    words = "torch.Size([3]) and output[0] has a shape of torch.Size([2])"
    assert words in (await fail(code)).message


async def test_what_needs_symbols_gets_them(run: RunCell) -> None:
    done = await run(
        "import torch.fx.experimental.symbolic_shapes as shapes\n"
        "first = shapes.sym_eq((1, 2), (1, 2)), shapes.expect_true(True)\n"
        "shapes.ShapeEnv, first, torch.fx.experimental.symbolic_shapes.guard_int(3), "
        f"shapes.sym_eq([1, [2]], [1, [2]]), {SYMPY}"
    )
    assert done.value is not None
    assert done.value.endswith("ShapeEnv'>, (True, True), 3, True, True)")
