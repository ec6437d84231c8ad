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
    same = f"{DESCENT}first = w.detach().clone()\ntorch._dynamo.reset()\n{DESCENT}"
    assert (await run(f"{same}(torch.equal(w, first), {LOADED})")).value == "(True, True)"


async def test_what_needs_the_compiler_gets_it(run: RunCell) -> None:
    checkpoint = """\
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
checkpoint(torch.exp, x, use_reentrant=False).sum().backward()
"""
    assert (await run(f"{checkpoint}x.grad")).value == "tensor([2.7183, 2.7183])"
    assert (await run(f"import torch._dynamo.config as c\n({LOADED}, c.__name__)")).value == (
        "(True, 'torch._dynamo.config')"
    )
    eager = "torch.compile(torch.sin, backend='eager')(torch.tensor(0.0))"
    assert (await run(eager)).value == "tensor(0.)"
