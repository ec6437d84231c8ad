import pytest

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Run, Sketch

from .conftest import ignore

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sketch(evaluator: Evaluator, expression: str) -> Run:
    request = Sketch(expression=expression, low=0, high=5, points=101)
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
