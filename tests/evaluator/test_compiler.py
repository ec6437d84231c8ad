"""torch's compiler is not waited for, and still there."""

from __future__ import annotations

import pytest

from .conftest import RunCell

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOADED = "'torch._dynamo.eval_frame' in __import__('sys').modules"
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
        f"x.grad, {LOADED}, settings.__name__, compiled(torch.tensor(0.0))"
    )
    assert done.value == ("(tensor([2.7183, 2.7183]), True, 'torch._dynamo.config', tensor(0.))")
