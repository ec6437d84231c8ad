import math

import pytest
from msgspec.structs import replace

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.evidence import Graph
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Sketch

from .conftest import ignore

pytestmark = pytest.mark.asyncio(loop_scope="session")


FLAT = 101 * [0.0]


async def sketch(
    evaluator: Evaluator, expression: str, *, order: int = 1, at: float | None = None
) -> Run:
    request = Sketch(expression=expression, low=0, high=5, points=101, order=order, at=at)
    outcome = await evaluator.run(request, ignore)
    assert isinstance(outcome, Run)
    return outcome


@pytest.mark.parametrize(
    ("expression", "ends", "slopes"),
    [
        ("x**3 - 6*x**2 + 8*x", (0, 15), (8, 23)),
        ("y = x*(x - 2)*(x - 4)", (0, 15), (8, 23)),
        ("torch.cos(x**2)", (1, 0.9912), (0, 1.3235)),
        ("  sin(x) + pi\n", (3.14159, 2.18267), (1, 0.28366)),
        ("(x\n + 1)", (1, 6), (1, 1)),
        ("7", (7, 7), (0, 0)),
        ("torch.tensor(2., requires_grad=True)", (2, 2), (0, 0)),
        ("torch.round(x)", (0, 5), (0, 0)),
    ],
)
async def test_f_and_its_slope(
    evaluator: Evaluator, expression: str, ends: tuple[float, ...], slopes: tuple[float, ...]
) -> None:
    run = await sketch(evaluator, expression)
    assert run.error is None
    assert run.warnings == ()
    f, slope = run.figure.curves
    assert (f.label, slope.label) == ("f", "f'")
    assert (f.x[0], f.x[50], f.x[100]) == pytest.approx((0, 2.5, 5))
    assert (f.y[0], f.y[-1]) == pytest.approx(ends, abs=1e-4)
    assert (slope.y[0], slope.y[-1]) == pytest.approx(slopes, abs=1e-4)


@pytest.mark.parametrize("expression", ["x.detach()**2", "x > 2"])
async def test_no_slope_where_autograd_sees_none(evaluator: Evaluator, expression: str) -> None:
    run = await sketch(evaluator, expression)
    assert [curve.label for curve in run.figure.curves] == ["f"]
    assert "no road from here back to x" in run.warnings[0].message


@pytest.mark.parametrize(
    "expression", ["torch.cumsum(x, 0)", "x.flip(0)**2", "torch.softmax(x, 0)"]
)
async def test_a_gradient_that_is_no_slope_is_called_so(
    evaluator: Evaluator, expression: str
) -> None:
    (warned,) = (await sketch(evaluator, expression)).warnings
    assert "depends on more than its own x" in warned.message


@pytest.mark.parametrize(
    ("expression", "type_", "words"),
    [
        ("", "SyntaxError", "one expression in x"),
        ("x = 1; x", "SyntaxError", "one expression in x"),
        ("import os", "SyntaxError", "one expression in x"),
        ("6x**2", "SyntaxError", "invalid decimal literal"),
        ("x^3", "NotImplementedError", "bitwise_xor"),
        ("z", "NameError", "'z' is not defined"),
        ("x, x", "TypeError", "not a tuple"),
        ("x + 1j", "TypeError", "complex"),
        ("x[:3]", "ValueError", "shape [101]"),
    ],
)
async def test_what_is_no_function_of_x_is_said(
    evaluator: Evaluator, expression: str, type_: str, words: str
) -> None:
    failure = (await sketch(evaluator, expression)).error
    assert failure is not None
    assert failure.type == type_
    assert words in failure.message


@pytest.mark.parametrize(("order", "labels"), [(0, ["f"]), (1, ["f", "f'"])])
async def test_as_many_derivatives_as_asked_for(
    evaluator: Evaluator, order: int, labels: list[str]
) -> None:
    run = await sketch(evaluator, "cos(x**2)", order=order)
    assert [curve.label for curve in run.figure.curves] == labels


async def test_the_second_derivative(evaluator: Evaluator) -> None:
    run = await sketch(evaluator, "exp(x)*x**2", order=2)
    assert run.warnings == ()
    f, slope, bend = run.figure.curves
    assert (f.label, slope.label, bend.label) == ("f", "f'", "f''")
    assert list(slope.y) == pytest.approx([(x * x + 2 * x) * math.exp(x) for x in f.x], rel=1e-5)
    expected = [(x * x + 4 * x + 2) * math.exp(x) for x in f.x]
    assert list(bend.y) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    "expression", ["7", "3*x + 1", "x", "relu(x - 2)", "torch.where(x > 2, x, 2*x)", "x.round()"]
)
async def test_a_slope_that_goes_in_steps_has_none_itself(
    evaluator: Evaluator, expression: str
) -> None:
    run = await sketch(evaluator, expression, order=2)
    assert run.warnings == ()
    assert list(run.figure.curves[2].y) == FLAT


@pytest.mark.parametrize(
    ("expression", "labels", "words"),
    [
        ("x.detach() * x", ["f", "f'"], "no slope of f' drawn"),
        ("x.detach() ** 2", ["f"], "no slope drawn"),
        ("torch.cumsum(x, 0)", ["f", "f'"], "depends on more than its own x"),
        ("torch.cdist(x[:, None], torch.zeros(1, 1), p=3.0)[:, 0]", ["f", "f'"], "_cdist_backward"),
    ],
)
async def test_no_second_derivative_where_the_first_is_none_or_lost_its_record(
    evaluator: Evaluator, expression: str, labels: list[str], words: str
) -> None:
    run = await sketch(evaluator, expression, order=2)
    assert run.error is None
    assert [curve.label for curve in run.figure.curves] == labels
    (warned,) = run.warnings
    assert words in warned.message


async def test_the_record_at_one_x(evaluator: Evaluator) -> None:
    run = await sketch(evaluator, "cos(x**2)", at=5)
    assert len(run.figure.curves) == 2
    assert run.graph is not None
    assert [(each.op, each.name, each.shape) for each in run.graph.nodes] == [
        ("Cos", "y", ()),
        ("Pow", "", ()),
        ("x", "", ()),
    ]
    assert [each.value[0] for each in run.graph.nodes] == pytest.approx([math.cos(25), 25, 5])
    slope = -math.sin(25)
    gradients = [each.gradient[0] for each in run.graph.nodes]
    assert gradients == pytest.approx([1, slope, 10 * slope], rel=1e-5)
    assert (run.graph.saved, run.graph.gap) == (8, "")


@pytest.mark.parametrize(
    ("expression", "graph"),
    [
        ("7", None),
        ("torch.ones(101) * x", None),
        ("x if len(x) else 0", None),
        ("x if x.dim() else __import__('os')._exit", None),
        ("x.detach() ** 2", Graph((), 0)),
    ],
)
async def test_an_expression_without_a_record_at_one_x_keeps_its_curve(
    evaluator: Evaluator, expression: str, graph: Graph | None
) -> None:
    run = await sketch(evaluator, expression, at=2)
    assert run.error is None
    assert run.figure.curves[0].label == "f"
    assert run.graph == graph


async def test_nothing_is_printed_or_warned_of_twice(evaluator: Evaluator) -> None:
    code = "print('once') or torch.sqrt(x.sum().expand_as(x))"
    heard: list[str] = []
    request = Sketch(expression=code, low=1, high=2, points=9, at=1)
    run = await evaluator.run(request, heard.append)
    assert isinstance(run, Run)
    assert "".join(heard) == "once\n"
    assert len(run.warnings) == 1
    assert run.graph is not None


async def test_a_record_that_takes_too_long_leaves_the_curve(evaluator: Evaluator) -> None:
    code = "x**2 if x.dim() else [0 for _ in iter(int, 1)]"
    request = Sketch(expression=code, low=0, high=1, points=9, at=1, seconds=0.3)
    run = await evaluator.run(request, ignore)
    assert isinstance(run, Run)
    assert (run.error, run.graph) == (None, None)
    assert len(run.figure.curves) == 2


@pytest.mark.parametrize(
    ("order", "at", "words"),
    [
        (7, None, "order is 0, 1 or 2"),
        (-1, None, "order is 0, 1 or 2"),
        (1, math.nan, "a finite number, not nan"),
        (1, math.inf, "a finite number, not inf"),
    ],
)
async def test_what_cannot_be_asked(order: int, at: float | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Sketch(expression="x", low=0, high=1, order=order, at=at)
    good = Sketch(expression="x", low=0, high=1)
    with pytest.raises(ValueError, match=words):
        replace(good, order=order, at=at)
