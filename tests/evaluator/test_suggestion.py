"""What a name that does not exist may have been meant to be."""

from __future__ import annotations

import pytest

from .conftest import RunCell

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("floor(torch.ones(2))", "torch.floor"),
        ("grad(1, 2)", "torch.autograd.grad"),
        ("relu(torch.ones(2))", "torch.relu"),
        ("mse_loss(1, 2)", "torch.nn.functional.mse_loss"),
        ("pi", "torch.pi"),
        ("torch.autograd.grd(1, 2)", "grad"),
        ("torch.linspac(0, 1)", "linspace"),
        ("torch.ones(2).requires_gard_()", "requires_grad_"),
        ("slopes = 3\nslope", "slopes"),
        ("def f(weight):\n    return wieght\nf(1)", "weight"),
        ("prnt(1)", "print"),
    ],
)
async def test_it_is_told(run: RunCell, code: str, meant: str) -> None:
    error = (await run(code)).error
    assert error is not None
    assert error.message.endswith(f". Did you mean: '{meant}'?")


@pytest.mark.parametrize(
    "code",
    [
        "zzzz",
        "os",
        "_C",
        "torch.zzzz",
        "raise NameError('mine')",
        "raise AttributeError('mine')",
        "1 / 0",
        "class A:\n    def __dir__(self): raise SystemExit\nA().zzzz",
    ],
)
async def test_where_nothing_is_alike_nothing_is_told(run: RunCell, code: str) -> None:
    error = (await run(code)).error
    assert error is not None and error.type != "SystemExit"
    assert "Did you mean" not in error.message
