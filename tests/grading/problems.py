"""Four exercises with the wrong programs that learners write, and a way to ask for a verdict."""

from collections.abc import Awaitable
from typing import Protocol

from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.checks import Apart, Asked, Draws, Equals, Mistake, Reaches, Saves, State
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Expression, Fix

GRID = "torch.linspace(0, 5, 100, requires_grad=True)"
X = f"x = {GRID}\n"
CUBIC_Y = "y = x**3 - 6*x**2 + 8*x\n"
TWO = f"{X}x2 = {GRID}\n"
TWO_Y = "y = x2**3 - 6*x**2 + 8*x\n"
CREATE = f"{X}{CUBIC_Y}y.sum().backward(create_graph=True)\n"


class Ask(Protocol):
    """Runs an answer, has it judged, and gives the verdict."""

    def __call__(self, step: Code | Fix | Expression, text: str) -> Awaitable[Judgement]: ...


def lesson_of(step: Code | Fix | Expression) -> Lesson:
    return Lesson(
        format=1, id="tables", title="Tables", aims=["Be judged"], minutes=1, seed=3, steps=[step]
    )


def wrong(id: str, code: str, *also: str) -> Mistake:
    return Mistake(id=id, code=code, also=list(also), say=f"This is {id}.")


def by_grad(y: str, of: str = "y.sum()") -> str:
    return f"{X}y = {y}\n[dydx] = torch.autograd.grad({of}, [x])\n"


DEMO = Code(
    id="demo",
    title="Demo",
    text="The slope of cos(x**2).",
    starter="# begin here",
    inputs=["x"],
    solution=[by_grad("torch.cos(x**2)")],
    checks=[Asked(of=["x"]), Equals(of=["dydx", "x.grad"], anywhere=True)],
    mistakes=[
        wrong("chain-dropped", f"{X}dydx = -torch.sin(x**2)"),
        wrong("the-function", f"{X}y = torch.cos(x**2)\ndydx = y"),
        wrong("square-outside", by_grad("torch.cos(x)**2")),
        wrong("twice-x", by_grad("torch.cos(2*x)")),
        wrong("differences", f"{X}y = torch.cos(x**2)\n[dydx] = torch.gradient(y.detach())"),
    ],
)

CUBIC = Code(
    id="cubic",
    title="Cubic",
    text="The slope of a cubic.",
    inputs=["x"],
    solution=[by_grad("x**3 - 6*x**2 + 8*x")],
    checks=[
        Asked(of=["x"], say="Right numbers, but autograd did not find them."),
        Equals(of=["dydx", "x.grad"]),
    ],
    mistakes=[
        wrong(
            "one-point",
            f"{X}{CUBIC_Y}y.max().backward()",
            f"{X}{CUBIC_Y}y[-1].backward()",
        ),
        wrong("term-dropped", by_grad("x**3 - 6*x**2")),
        wrong("the-function", f"{X}{CUBIC_Y}dydx = y"),
        wrong("plus-square", by_grad("x**3 + 6*x**2 + 8*x")),
        wrong("power-missing", by_grad("x**3 - 6*x + 8*x")),
        wrong("times-three", by_grad("x*3 - 6*x**2 + 8*x")),
        wrong(
            "second",
            f"{X}{CUBIC_Y}[d] = torch.autograd.grad(y.sum(), x, create_graph=True)\n"
            "[dydx] = torch.autograd.grad(d.sum(), x)",
        ),
        wrong(
            "differences",
            f"{X}{CUBIC_Y}[dydx] = torch.gradient(y.detach(), spacing=(x.detach(),))",
        ),
        wrong("differences-unspaced", f"{X}{CUBIC_Y}[dydx] = torch.gradient(y.detach())"),
    ],
)

TWO_INPUTS = Code(
    id="two-inputs",
    title="Two inputs",
    text="Both slopes.",
    inputs=["x", "x2"],
    solution=[f"{TWO}{TWO_Y}y.sum().backward()"],
    checks=[
        Asked(of=["x", "x2"]),
        Reaches(name="y", leaves=["x", "x2"]),
        State(name="x2", leaf=True, tracked=True),
        Apart(names=["x", "x2"]),
        Equals(of=["x.grad"]),
        Equals(of=["x2.grad"]),
    ],
    mistakes=[
        wrong("one-tensor", f"{X}x2 = x\n{TWO_Y}y.sum().backward()"),
        wrong("clone", f"{X}x2 = x.clone()\n{TWO_Y}y.sum().backward()"),
        wrong("clone-kept", f"{X}x2 = x.clone()\nx2.retain_grad()\n{TWO_Y}y.sum().backward()"),
        wrong("detached", f"{X}x2 = x.detach()\n{TWO_Y}y.sum().backward()"),
        wrong("unmarked", f"{X}x2 = torch.linspace(0, 5, 100)\n{TWO_Y}y.sum().backward()"),
        wrong("swapped", f"{TWO}y = x**3 - 6*x2**2 + 8*x2\ny.sum().backward()"),
        wrong("last-term", f"{TWO}y = x2**3 - 6*x**2 + 8*x2\ny.sum().backward()"),
    ],
)

DOUBLE = Code(
    id="double",
    title="Double backward",
    text="The second derivative.",
    inputs=["x"],
    solution=[f"{CREATE}dy = x.grad.clone()\nx.grad.zero_()\ndy.sum().backward()"],
    checks=[
        Asked(of=["x"], create_graph=True),
        Equals(of=["d2y", "x.grad"]),
    ],
    mistakes=[
        wrong("wiped", f"{CREATE}dy = x.grad\nx.grad.zero_()\ndy.sum().backward()"),
        wrong(
            "not-recorded",
            f"{X}{CUBIC_Y}y.sum().backward()\ndy = x.grad.clone()\nx.grad.zero_()\n"
            "dy.sum().backward()",
        ),
        wrong(
            "retained-only",
            f"{X}{CUBIC_Y}y.sum().backward(retain_graph=True)\ndy = x.grad.clone()\n"
            "x.grad.zero_()\ndy.sum().backward()",
        ),
        wrong(
            "retained-again",
            f"{X}{CUBIC_Y}y.sum().backward(retain_graph=True)\ndy = x.grad.clone()\n"
            "x.grad.zero_()\ny.sum().backward()",
        ),
        wrong(
            "y-again",
            f"{CREATE}dy = x.grad.clone()\nx.grad.zero_()\ny.sum().backward()",
        ),
        wrong(
            "detached",
            f"{CREATE}dy = x.grad.detach().clone()\nx.grad.zero_()\ndy.sum().backward()",
        ),
    ],
)

INFERENCE = Code(
    id="inference",
    title="Inference",
    text="Store nothing.",
    setup="net = torch.nn.Linear(4, 2)\nrows = torch.randn(8, 4)",
    inputs=["rows"],
    solution=["with torch.no_grad():\n    out = net(rows)"],
    checks=[Saves(at_most=0), State(name="out", tracked=False), Equals(of=["out"])],
    mistakes=[wrong("detached-late", "out = net(rows).detach()")],
)

DRAWN = Code(
    id="drawn",
    title="Drawn",
    text="Two curves.",
    inputs=["x"],
    setup=f"x = {GRID}",
    solution=["y = x**2\ny.sum().backward()\nplot(x.detach(), x.grad)\nplot(x.detach(), x.grad)"],
    checks=[Asked(of=["x"], by="backward"), Equals(of=["x.grad"]), Draws(curves=2)],
)

REPAIR = Fix(
    id="repair",
    title="Repair",
    text="Repair it.",
    error="E02",
    starter=f"{X}y = x**2\ny.backward()",
    inputs=["x"],
    solution=[f"{X}y = x**2\ny.sum().backward()"],
    checks=[Equals(of=["x.grad"])],
)

WAVE = Expression(
    id="wave",
    title="Wave",
    text="Type it.",
    answer="sin(x) * x",
    mistakes=[wrong("sum-for-product", "sin(x) + x")],
)
