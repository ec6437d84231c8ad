"""Answers that look right and are not, by accident or by design: none of them passes."""

import pytest

from autograd_tutor.lesson.steps import Code, Expression
from tests.grading.problems import (
    CUBIC,
    CUBIC_Y,
    DEMO,
    DOUBLE,
    DRAWN,
    GRID,
    INFERENCE,
    TWO_INPUTS,
    WAVE,
    Ask,
    X,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

BY_HAND = "3*x.detach()**2 - 12*x.detach() + 8"
JUNK_CALL = f"{X}{CUBIC_Y}y.sum().backward()\nx.grad = None\n"
FAILING = f"{X}try:\n    (x.detach()*2).sum().backward()\nexcept RuntimeError:\n    pass\n"
TYPED = f"{JUNK_CALL}dydx = 3*torch.linspace(0, 5, 100)**2 - 12*torch.linspace(0, 5, 100) + 8"
PATCHED_GRAD = f"""\
def grad(*args, **kwargs):
    return ({BY_HAND},)
torch.autograd.grad = grad
{X}{CUBIC_Y}[dydx] = torch.autograd.grad(y.sum(), x)
"""
PATCHED_BACKWARD = f"""\
def backward(self, *args, **kwargs):
    x.grad = {BY_HAND}
torch.Tensor.backward = backward
{X}{CUBIC_Y}y.sum().backward()
"""
PATCHED_ENGINE = f"""\
def engine(*args, **kwargs):
    x.grad = {BY_HAND}
    return ({BY_HAND},)
torch.autograd.graph._engine_run_backward = engine
torch.autograd._engine_run_backward = engine
{X}{CUBIC_Y}y.sum().backward()
"""
PATCHED_BUILTINS = f"""\
import builtins
builtins.len = lambda *_: 1
builtins.abs = lambda *_: 0
builtins.all = builtins.any = lambda *_: True
builtins.isinstance = lambda *_: True
torch.allclose = torch.equal = lambda *_, **__: True
{X}dydx = torch.zeros(100)
"""
LIAR = f"""\
class Liar(torch.Tensor):
    requires_grad = False
    def __eq__(self, other):
        return True
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return {BY_HAND}
{X}{CUBIC_Y}y.sum().backward()
x.grad = None
dydx = torch.zeros(100).as_subclass(Liar)
"""
LYING_NAMES = f"""\
class Same(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash("dydx")
{X}globals()[Same("other")] = torch.zeros(100)
dydx = torch.zeros(100)
"""
SPOOFED_FRAME = f"""\
import os, struct
{X}{CUBIC_Y}
head = b'{{"value": "right", "error": null, "warnings": []}}'
for number in range(3, 12):
    try:
        os.write(number, struct.pack("!IBHI", len(head) + 4, 1, 1, len(head)) + head)
    except OSError:
        pass
dydx = torch.zeros(100)
"""
REACH_IN = f"""\
import sys
{X}{CUBIC_Y}
for module in list(sys.modules.values()):
    for name in ("Call", "Look", "Witness", "left_by", "close", "near"):
        if getattr(module, "__name__", "").startswith("autograd_tutor") and hasattr(module, name):
            setattr(module, name, lambda *args, **kwargs: True)
dydx = torch.zeros(100)
"""

FAKES: list[tuple[Code | Expression, str, str]] = [
    (CUBIC, "only the input", X),
    (CUBIC, "nothing but a comment", "# I give up"),
    (CUBIC, "zeros", f"{X}dydx = torch.zeros(100)"),
    (CUBIC, "ones after a real call", f"{JUNK_CALL}dydx = torch.ones(100)"),
    (CUBIC, "formula", f"{X}dydx = {BY_HAND}"),
    (CUBIC, "tracked formula", f"{X}dydx = 3*x**2 - 12*x + 8"),
    (CUBIC, "formula in the slot", f"{X}x.grad = {BY_HAND}"),
    (CUBIC, "its right numbers typed, and a call that does not matter", TYPED),
    (CUBIC, "grad patched", PATCHED_GRAD),
    (CUBIC, "backward patched", PATCHED_BACKWARD),
    (CUBIC, "engine patched", PATCHED_ENGINE),
    (CUBIC, "builtins patched", PATCHED_BUILTINS),
    (CUBIC, "a tensor that lies", LIAR),
    (CUBIC, "names that lie", LYING_NAMES),
    (CUBIC, "a frame of its own", SPOOFED_FRAME),
    (CUBIC, "our modules patched", REACH_IN),
    (CUBIC, "call in dead code", f"{X}if False:\n    x.sum().backward()\ndydx = {BY_HAND}"),
    (CUBIC, "call that fails", f"{FAILING}dydx = {BY_HAND}"),
    (
        CUBIC,
        "half precision",
        f"{X}x = x.detach().bfloat16().requires_grad_()\n{CUBIC_Y}y.sum().backward()",
    ),
    (CUBIC, "other name", f"{X}{CUBIC_Y}[slope] = torch.autograd.grad(y.sum(), x)"),
    (CUBIC, "input renamed", f"t = {GRID}\n(t**3 - 6*t**2 + 8*t).sum().backward()"),
    (DEMO, "not unpacked", f"{X}dydx = torch.autograd.grad(torch.cos(x**2).sum(), x)"),
    (DEMO, "drawn by hand", f"{X}t = x.detach()\nplot(t, -2*t*torch.sin(t**2))"),
    (DOUBLE, "first only", f"{X}{CUBIC_Y}y.sum().backward(create_graph=True)"),
    (DRAWN, "one curve", "y = x**2\ny.sum().backward()\nplot(x.detach(), x.grad)"),
    (DRAWN, "by grad", "x.grad, = torch.autograd.grad((x**2).sum(), x)"),
    (TWO_INPUTS, "one input", f"{X}y = x**3\ny.sum().backward()"),
    (INFERENCE, "eval", "net.eval()\nout = net(rows)"),
    (INFERENCE, "other answer", "out = torch.zeros(8, 2)"),
    (WAVE, "a number", "1.0"),
    (WAVE, "typed numbers", "torch.zeros(200)"),
    (WAVE, "no expression", "x = 1; y = 2"),
]


@pytest.mark.parametrize(
    ("step", "text"),
    [pytest.param(step, text, id=f"{step.id}: {name}") for step, name, text in FAKES],
)
async def test_fake(ask: Ask, step: Code | Expression, text: str) -> None:
    judgement = await ask(step, text)

    assert judgement.state in ("wrong", "error", "crashed"), judgement
    assert judgement.reason
    assert judgement.say


async def test_numbers_that_hold_for_one_range_only(ask: Ask) -> None:
    """The call is real and the numbers are right: a second run on other numbers tells."""
    judgement = await ask(CUBIC, TYPED)

    assert judgement.reason == "again"
    assert judgement.say == "This is right for these numbers in `x` only. Compute it from `x`."


async def test_a_program_that_stops_on_other_numbers(ask: Ask) -> None:
    judgement = await ask(CUBIC, f"{X}assert x[0] == 0\n{CUBIC_Y}y.sum().backward()")

    assert judgement.reason == "again"
    assert judgement.say == "With other numbers in `x` your program stops with AssertionError."


async def test_a_tuple_is_told_from_its_gradient(ask: Ask) -> None:
    judgement = await ask(CUBIC, f"{X}{CUBIC_Y}dydx = torch.autograd.grad(y.sum(), x)")

    assert judgement.reason == "check:equals"
    assert judgement.say == (
        "`dydx` is a tuple of 1, not a tensor. `torch.autograd.grad` gives one gradient for each "
        "input: take it out with `[dydx] = ...` or with `[0]`."
    )


async def test_half_precision_is_too_coarse(ask: Ask) -> None:
    judgement = await ask(
        CUBIC, f"{X}{CUBIC_Y}y.sum().backward()\ndydx = x.grad.to(torch.bfloat16)"
    )

    assert judgement.say == (
        "`dydx` holds bfloat16, too coarse to be checked. Use float32 or float64."
    )


async def test_a_plain_difference_says_where(ask: Ask) -> None:
    judgement = await ask(
        CUBIC, f"{X}{CUBIC_Y}y.sum().backward()\nx.grad[40] += 1.5\nx.grad[99] -= 0.5"
    )

    assert judgement.reason == "differs"
    assert judgement.say == (
        "`x.grad` is farthest off where `x` is 2.02: -3.999 is expected, -2.499 was found."
    )


async def test_nan_is_never_right(ask: Ask) -> None:
    judgement = await ask(CUBIC, f"{X}{CUBIC_Y}y.sum().backward()\nx.grad[3] = float('nan')")

    assert judgement.reason == "differs"
    assert judgement.say == (
        "`x.grad` is wrong where `x` is 0.1515: 6.251 is expected, nan was found."
    )
