"""Right answers of many kinds, all of which pass."""

import pytest

from autograd_tutor.lesson.steps import Code, Expression, Fix
from tests.grading.problems import (
    CREATE,
    CUBIC,
    CUBIC_Y,
    DEMO,
    DOUBLE,
    DRAWN,
    GRID,
    INFERENCE,
    REPAIR,
    TWO,
    TWO_INPUTS,
    TWO_Y,
    WAVE,
    Ask,
    X,
    by_grad,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAVES = "y = torch.cos(x**2)\n"
GO = f"{CUBIC_Y}y.sum().backward()"
TWO_GO = f"{TWO_Y}y.sum().backward()"
MARKS = "for each in (x, x2):\n    each.requires_grad_()\n"
BOTH = "s = y.sum()\ns.backward(inputs=[x], retain_graph=True)\ns.backward(inputs=[x2])"
FIRST = f"{X}{CUBIC_Y}[g] = torch.autograd.grad(y.sum(), x, create_graph=True)\n"
MARKED = "x = torch.linspace(0, 5, 100)\nx.requires_grad = True\n"
FORMS = [
    "x*(x - 2)*(x - 4)",
    "x*x*x - 6*x*x + 8*x",
    "x.pow(3) - 6*x.pow(2) + 8*x",
    "torch.pow(x, 3).sub(6*x.square()).add(8*x)",
    "((x - 6)*x + 8)*x",
    "(x - 2)**3 - 4*(x - 2)",
    "8*x + x**3 - x**2*6",
    "sum(c*x**n for n, c in enumerate([0, 8, -6, 1]))",
    "torch.stack([x**3, -6*x**2, 8*x]).sum(0)",
    "x**3 + torch.tensor(-6.0)*x**2 + 8*x + 5",
]
FUNCTION = """\
def f(t):
    return t**3 - 6*t**2 + 8*t

def slope(f, t):
    return torch.autograd.grad(f(t).sum(), t)[0]

x = torch.linspace(0, 5, 100, requires_grad=True)
dydx = slope(f, x)
"""
SHIM = f"""\
import matplotlib.pyplot as plt
%matplotlib inline
import torch
{X}{WAVES}plt.plot(x.detach(), y.detach(), label='y')
[slope] = torch.autograd.grad(y.sum(), [x])
plt.plot(x.detach(), slope, label='dy/dx')
plt.legend()
plt.show()
"""
DRAWN_ONLY = f"{X}plot(x.detach(), torch.autograd.grad(torch.cos(x**2).sum(), x)[0])"
JACOBIAN = f"from torch.autograd.functional import jacobian\n{X}"
FUNC_GRAD = "f = lambda t: torch.cos(t**2)\nx = torch.linspace(0, 5, 100)\n"
KEPT = "y.sum().backward(create_graph=True)\ndy = x.grad\nx.grad = None\ndy.sum().backward()"

RIGHT: list[tuple[Code | Fix | Expression, str, str]] = [
    *((CUBIC, form, by_grad(form)) for form in FORMS),
    (CUBIC, "backward", f"{X}{GO}"),
    (CUBIC, "backward with weights", f"{X}{CUBIC_Y}y.backward(torch.ones(100))"),
    (CUBIC, "backward of torch", f"{X}{CUBIC_Y}torch.autograd.backward(y.sum())"),
    (CUBIC, "named from the slot", f"{X}{GO}\ndydx = x.grad.clone()"),
    (CUBIC, "emptied first", f"{X}x.grad = None\n{GO}\ndydx = x.grad"),
    (CUBIC, "zeroed between", f"{X}(x**2).sum().backward()\nx.grad.zero_()\n{GO}"),
    (
        CUBIC,
        "imported grad",
        f"from torch.autograd import grad\n{X}{CUBIC_Y}dydx, = grad(y.sum(), x)",
    ),
    (CUBIC, "alias", f"go = torch.autograd.grad\n{X}{CUBIC_Y}(dydx,) = go([y.sum()], (x,))"),
    (CUBIC, "sum of mean", f"{X}{CUBIC_Y}(100*y.mean()).backward()"),
    (CUBIC, "a function", FUNCTION),
    (CUBIC, "two names", f"t = {GRID}\nx = t\n{GO}"),
    (CUBIC, "marked later", f"{MARKED}{GO}"),
    (CUBIC, "requires_grad_()", f"x = torch.linspace(0, 5, 100).requires_grad_()\n{GO}"),
    (CUBIC, "parameter", f"x = torch.nn.Parameter(torch.linspace(0, 5, 100))\n{GO}"),
    (
        CUBIC,
        "one by one",
        f"{X}{CUBIC_Y}for each in y[1:]:\n    each.backward(retain_graph=True)\ny[0].backward()",
    ),
    (CUBIC, "create_graph", f"{FIRST}dydx = g.detach()"),
    (CUBIC, "create_graph kept", f"{FIRST}dydx = g"),
    (CUBIC, "tracked copy", f"{X}{GO}\ndydx = x.grad*1"),
    (
        CUBIC,
        "float64",
        f"x = torch.linspace(0, 5, 100, dtype=torch.float64, requires_grad=True)\n{GO}",
    ),
    (CUBIC, "default float64", f"torch.set_default_dtype(torch.float64)\n{X}{GO}"),
    (CUBIC, "coarse grid", f"x = torch.linspace(0, 5, 11, requires_grad=True)\n{GO}"),
    (CUBIC, "fine grid", f"x = torch.linspace(0, 5, 1000, requires_grad=True)\n{GO}"),
    (CUBIC, "other range", f"x = torch.linspace(-2, 8, 60, requires_grad=True)\n{GO}"),
    (CUBIC, "arange", f"x = torch.arange(0.0, 5.0, 0.05).requires_grad_()\n{GO}"),
    (CUBIC, "typed points", f"x = torch.tensor([0., 1., 2., 5.], requires_grad=True)\n{GO}"),
    (CUBIC, "one point", f"x = torch.tensor(3.0, requires_grad=True)\n{CUBIC_Y}y.backward()"),
    (
        CUBIC,
        "rows and columns",
        f"x = torch.linspace(0, 5, 100).reshape(10, 10).requires_grad_()\n{GO}",
    ),
    (CUBIC, "random points", f"x = torch.rand(50, requires_grad=True)\n{GO}"),
    (DEMO, "own names", f"{X}out = torch.cos(x**2)\n(slopes,) = torch.autograd.grad(out.sum(), x)"),
    (DEMO, "sine", by_grad("torch.sin(torch.pi/2 - x*x)")),
    (DEMO, "halved angle", by_grad("1 - 2*torch.sin(x**2/2)**2")),
    (DEMO, "method", by_grad("(x**2).cos()")),
    (DEMO, "matplotlib", SHIM),
    (DEMO, "drawn only", DRAWN_ONLY),
    (DEMO, "one line", f"x = {GRID}; torch.cos(x**2).sum().backward()"),
    (
        DEMO,
        "jacobian",
        f"{JACOBIAN}g = jacobian(lambda t: torch.cos(t**2), x).diagonal()",
    ),
    (DEMO, "vmap of grad", f"{FUNC_GRAD}g = torch.func.vmap(torch.func.grad(f))(x)"),
    (TWO_INPUTS, "made alike", f"{X}x2 = torch.linspace(0, 5, 100).requires_grad_()\n{TWO_GO}"),
    (TWO_INPUTS, "copied", f"{X}x2 = x.detach().clone().requires_grad_()\n{TWO_GO}"),
    (
        TWO_INPUTS,
        "other ranges",
        f"x, x2 = torch.linspace(-1, 1, 9), torch.linspace(2, 4, 9)\n{MARKS}{TWO_GO}",
    ),
    (
        TWO_INPUTS,
        "unpacked",
        f"x, x2 = ({GRID} for _ in 'ab')\n{TWO_GO}",
    ),
    (TWO_INPUTS, "other names first", f"b = {GRID}\na = {GRID}\nx, x2 = a, b\n{TWO_GO}"),
    (TWO_INPUTS, "by inputs", f"{TWO}{TWO_Y}y.sum().backward(inputs=[x, x2])"),
    (
        TWO_INPUTS,
        "one after the other",
        f"{TWO}{TWO_Y}{BOTH}",
    ),
    (DOUBLE, "grad twice", f"{FIRST}[d2y] = torch.autograd.grad(g.sum(), x)"),
    (DOUBLE, "None for zero_", f"{X}{CUBIC_Y}{KEPT}"),
    (DOUBLE, "clone and None", f"{CREATE}dy = x.grad.clone()\nx.grad = None\ndy.sum().backward()"),
    (
        DOUBLE,
        "emptied by an optimizer's way",
        f"{CREATE}dy = x.grad\nx.grad = torch.zeros_like(x)\ndy.sum().backward()",
    ),
    (DOUBLE, "grad, then backward", f"{FIRST}g.sum().backward()"),
    (INFERENCE, "inference mode", "with torch.inference_mode():\n    out = net(rows)"),
    (INFERENCE, "frozen", "net.requires_grad_(False)\nout = net(rows)"),
    (
        INFERENCE,
        "decorated",
        "@torch.no_grad()\ndef predict(r):\n    return net(r)\nout = predict(rows)",
    ),
    (
        DRAWN,
        "in a loop",
        "y = x*x\ny.sum().backward()\nfor c in (y.detach(), x.grad):\n    plot(x.detach(), c)",
    ),
    (REPAIR, "mean", f"{X}y = x**2\n(y.mean()*100).backward()"),
    (WAVE, "other order", "x * sin(x)"),
    (WAVE, "by torch", "y = torch.cos(x - pi/2).mul(x)"),
]


@pytest.mark.parametrize(
    ("step", "text"),
    [pytest.param(step, text, id=f"{step.id}: {name}") for step, name, text in RIGHT],
)
async def test_right(ask: Ask, step: Code | Fix | Expression, text: str) -> None:
    judgement = await ask(step, text)

    assert judgement.passed, judgement
