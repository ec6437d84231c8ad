"""Each wrong answer that learners are known to give, and the one thing that is said to it."""

import pytest

from autograd_tutor.lesson.steps import Code
from tests.grading.problems import (
    CREATE,
    CUBIC,
    CUBIC_Y,
    DEMO,
    DOUBLE,
    GRID,
    TWO,
    TWO_INPUTS,
    TWO_Y,
    Ask,
    X,
    by_grad,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

STOPPED = "The run stopped with an error before it could be judged."
ADDS_UP = "`.grad` adds up what each backward finds, until it is cleared."
MEAN = "1/100 of what it has to be. A mean over 100 numbers does that."
TWICE = f"{X}{CUBIC_Y}y.sum().backward()\n{CUBIC_Y}y.sum().backward()"
NOT_ASKED = (
    "Autograd was not asked for any gradient. Let it find this one, with `backward()` or "
    "`torch.autograd.grad`."
)

Row = tuple[Code, str, str, str, str]


def known(step: Code, name: str, text: str) -> Row:
    return step, name, text, f"mistake:{name}", f"This is {name}."


ROWS: list[Row] = [
    # cos(x**2)
    known(DEMO, "chain-dropped", f"{X}u = x.detach()\ndydx = -torch.sin(u*u)"),
    (
        *(DEMO, "plus sign", f"{by_grad('torch.cos(x**2)')}dydx = -dydx", "sign"),
        "Every number in `dydx` has the right size and the wrong sign.",
    ),
    known(DEMO, "the-function", f"{X}dydx = torch.cos(x.pow(2))"),
    (
        *(DEMO, "mean", by_grad("torch.cos(x**2)", "y.mean()"), "multiple"),
        f"Every number in `dydx` is {MEAN}",
    ),
    known(DEMO, "square-outside", f"{X}y = torch.cos(x)\n(y*y).sum().backward()"),
    known(DEMO, "twice-x", f"{X}torch.cos(x + x).sum().backward()"),
    known(DEMO, "differences", f"{X}dydx, = torch.gradient(torch.cos(x.detach()**2))"),
    # the cubic
    (
        *(CUBIC, "mean", f"{X}{CUBIC_Y}y.mean().backward()", "multiple"),
        f"Every number in `x.grad` is {MEAN}",
    ),
    known(CUBIC, "one-point", by_grad("x**3 - 6*x**2 + 8*x", "y.max()")),
    known(CUBIC, "one-point", by_grad("x**3 - 6*x**2 + 8*x", "y[-1]")),
    (
        *(CUBIC, "ran twice", TWICE, "multiple"),
        f"Every number in `x.grad` is 2 times what it has to be. {ADDS_UP}",
    ),
    known(CUBIC, "term-dropped", f"{X}y = x*x*(x - 6)\ny.sum().backward()"),
    known(CUBIC, "the-function", f"{X}dydx = x*(x - 2)*(x - 4)"),
    known(CUBIC, "plus-square", f"{X}y = x**3 + 6*x**2 + 8*x\ny.sum().backward()"),
    known(CUBIC, "power-missing", f"{X}y = x**3 + 2*x\ny.sum().backward()"),
    known(CUBIC, "times-three", f"{X}y = x*3 - 6*x**2 + 8*x\ny.sum().backward()"),
    (CUBIC, "xor", by_grad("x^3 - 6*x^2 + 8*x"), "error:E28", STOPPED),
    known(
        CUBIC,
        "second",
        f"{CREATE}g = x.grad\nx.grad = None\ng.sum().backward()",
    ),
    (
        *(CUBIC, "by hand", f"{X}dydx = 3*x**2 - 12*x + 8", "check:asked"),
        "Right numbers, but autograd did not find them.",
    ),
    (
        *(CUBIC, "by hand, detached", f"{X}dydx = (3*x**2 - 12*x + 8).detach()", "check:asked"),
        "Right numbers, but autograd did not find them.",
    ),
    known(
        CUBIC,
        "differences",
        f"{X}{CUBIC_Y}dydx = torch.gradient(y.detach(), spacing=(x.detach(),))[0]",
    ),
    known(CUBIC, "differences-unspaced", f"{X}{CUBIC_Y}dydx = torch.gradient(y)[0].detach()"),
    # two inputs
    known(TWO_INPUTS, "one-tensor", f"x2 = x = {GRID}\n{TWO_Y}y.sum().backward()"),
    known(TWO_INPUTS, "clone", f"{X}x2 = x*1\n{TWO_Y}torch.sum(y).backward()"),
    known(TWO_INPUTS, "clone-kept", f"{X}x2 = x + 0\nx2.retain_grad()\n{TWO_Y}y.sum().backward()"),
    known(TWO_INPUTS, "detached", f"{X}x2 = x.data\n{TWO_Y}y.sum().backward()"),
    (
        TWO_INPUTS,
        "shared memory",
        f"{X}x2 = x.detach().requires_grad_()\n{TWO_Y}y.sum().backward()",
        "check:apart",
        "`x` and `x2` share their memory: a change in place to one changes the other.",
    ),
    known(TWO_INPUTS, "unmarked", f"{X}x2 = torch.linspace(0, 5, 100)\n{TWO_Y}y.sum().backward()"),
    known(TWO_INPUTS, "swapped", f"{TWO}y = x**3 - 6*x2**2 + 8*x2\ny.backward({GRID}*0 + 1)"),
    known(TWO_INPUTS, "last-term", f"{TWO}y = 8*x2 + x2**3 - 6*x**2\ny.sum().backward()"),
    (
        *(TWO_INPUTS, "old gradient"),
        f"{X}{CUBIC_Y}y.sum().backward()\nx2 = {GRID}\n{TWO_Y}y.sum().backward()",
        "sum",
        "Every number in `x.grad` is the sum of two: the right one, and one of another curve. "
        + ADDS_UP,
    ),
    (TWO_INPUTS, "not a scalar", f"{TWO}{TWO_Y}y.backward()", "error:E02", STOPPED),
    # double backward
    (
        *(DOUBLE, "not zeroed", f"{CREATE}dy = x.grad.clone()\ndy.sum().backward()", "sum"),
        "Every number in `x.grad` is the sum of two: the right one, and one of `dy`. " + ADDS_UP,
    ),
    known(DOUBLE, "wiped", f"{CREATE}dy = x.grad\nx.grad.zero_()\ntorch.sum(dy).backward()"),
    (
        *(DOUBLE, "neither", f"{CREATE}dy = x.grad\ndy.sum().backward()", "sum"),
        "Every number in `x.grad` is the sum of two: the right one, and one of another curve. "
        + ADDS_UP,
    ),
    known(
        DOUBLE,
        "not-recorded",
        f"{X}{CUBIC_Y}torch.sum(y).backward()\nd = x.grad.clone()\nd.sum().backward()",
    ),
    known(
        DOUBLE,
        "retained-only",
        f"{X}{CUBIC_Y}y.sum().backward(retain_graph=True)\nx.grad.clone().sum().backward()",
    ),
    known(
        DOUBLE,
        "retained-again",
        f"{X}{CUBIC_Y}s = y.sum()\ns.backward(retain_graph=True)\nx.grad.zero_()\ns.backward()",
    ),
    known(
        DOUBLE,
        "y-again",
        f"{CREATE}dy = x.grad.clone()\nx.grad = None\ny.sum().backward()",
    ),
    known(DOUBLE, "detached", f"{CREATE}x.grad.detach().clone().sum().backward()"),
    (
        *(DOUBLE, "no sum", f"{CREATE}dy = x.grad.clone()\nx.grad.zero_()\ndy.backward()"),
        "error:E02",
        STOPPED,
    ),
]


@pytest.mark.parametrize(
    ("step", "text", "reason", "say"),
    [pytest.param(step, *rest, id=f"{step.id}: {name}") for step, name, *rest in ROWS],
)
async def test_row(ask: Ask, step: Code, text: str, reason: str, say: str) -> None:
    judgement = await ask(step, text)

    assert (judgement.reason, judgement.say) == (reason, say)
    assert judgement.state == ("error" if reason.startswith("error") else "wrong")


DECLARED = [
    pytest.param(step, mistake.id, code, id=f"{step.id}: {mistake.id} {number}")
    for step in (DEMO, CUBIC, TWO_INPUTS, DOUBLE)
    for mistake in step.mistakes
    for number, code in enumerate([mistake.code, *mistake.also])
]


@pytest.mark.parametrize(("step", "name", "code"), DECLARED)
async def test_every_declared_mistake_is_recognised_as_itself(
    ask: Ask, step: Code, name: str, code: str
) -> None:
    assert (await ask(step, code)).reason == f"mistake:{name}"


@pytest.mark.parametrize("step", [DEMO, CUBIC, TWO_INPUTS, DOUBLE], ids=lambda step: step.id)
async def test_the_solution_passes(ask: Ask, step: Code) -> None:
    assert (await ask(step, step.solution[0])).passed


async def test_hand_typed_numbers_without_own_words_are_told_what_to_do(ask: Ask) -> None:
    judgement = await ask(DEMO, f"{X}dydx = -2*x*torch.sin(x**2)")

    assert (judgement.reason, judgement.say) == ("check:asked", NOT_ASKED)
