import asyncio
from collections.abc import Awaitable, Callable

import pytest

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Failure, Run
from autograd_tutor.evaluator.requests import Cell

from .conftest import RunCell

pytestmark = pytest.mark.asyncio(loop_scope="session")
Fail = Callable[..., Awaitable[Failure]]

NOTEBOOK = """\
%matplotlib inline
import torch
from matplotlib import pyplot as plt

x = torch.linspace(0, 5, 100,
          requires_grad=True)
y = (x**2).cos()
s = y.sum()
[dydx] = torch.autograd.grad(s, [x])

plt.figure(figsize=(4, 2))
plt.plot(x.detach(), y.detach(), label='y')
plt.plot(x.detach(), dydx, 'r--', label='dy/dx')
plt.axhline(0, color='green', linestyle='--')
plt.title('a wave'); plt.xlabel('x'); plt.ylabel('y')
plt.grid(True)
plt.legend()
plt.show()
"""


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("1 + 1", "2"),
        ("x = 3\nx", "3"),
        ("x = 3\nx;", None),
        ("x = 3", None),
        ("None", None),
        ("", None),
        ("'[red]not markup[/]'", "'[red]not markup[/]'"),
        ("torch.ones(2)", "tensor([1., 1.])"),
    ],
)
async def test_a_bare_last_expression_is_shown(run: RunCell, code: str, value: str | None) -> None:
    assert (await run(code)).value == value


async def test_notebook_code_runs_unchanged(run: RunCell) -> None:
    figure = (await run(NOTEBOOK)).figure
    y, slope = figure.curves
    assert (y.label, slope.label) == ("y", "dy/dx")
    assert (y.y[0], y.y[-1]) == pytest.approx((1.0, 0.9912), abs=1e-4)
    assert (slope.y[0], slope.y[-1]) == pytest.approx((0.0, 1.3235), abs=1e-4)
    assert (figure.title, figure.xlabel, figure.ylabel) == ("a wave", "x", "y")
    assert figure.hlines == (0.0,)


@pytest.mark.parametrize(
    "drawing",
    [
        "plot(x.detach(), y)",
        "plot(x, y.detach())",
        "plot(y)",
        "plt.plot(x.detach(), y)",
        "plt.plot(list(x), [1, 2, 3])",
    ],
)
async def test_a_tracked_tensor_is_refused_in_numpys_words(fail: Fail, drawing: str) -> None:
    code = f"""\
from matplotlib import pyplot as plt
x = torch.ones(3, requires_grad=True)
y = x * 2
{drawing}"""
    failure = await fail(code)
    words = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
    assert (failure.type, failure.message) == ("RuntimeError", words)
    assert [line.text for line in failure.trace] == [drawing]
    assert (await fail("torch.ones(1, requires_grad=True).numpy()")).message == words


@pytest.mark.parametrize(
    ("drawing", "type_", "words"),
    [
        ("plot([1, 2], [1])", "ValueError", "same first dimension"),
        ("plot(torch.ones(2), torch.ones(3))", "ValueError", "torch.Size([2]) and torch.Size([3])"),
        ("plot(torch.ones(2, 2))", "ValueError", "one row of numbers"),
        ("plot(torch.ones(2, dtype=torch.complex64))", "TypeError", "z.real"),
        ("plot(['a'])", "ValueError", "'a'"),
        ("for i in range(17): plot([1])", "ValueError", "16 curves"),
        ("from matplotlib import pyplot\npyplot.imshow([])", "AttributeError", "no 'imshow'"),
    ],
)
async def test_what_cannot_be_drawn_is_said(
    fail: Fail, drawing: str, type_: str, words: str
) -> None:
    failure = await fail(drawing)
    assert failure.type == type_
    assert words in failure.message


async def test_many_points_are_thinned_but_keep_their_extremes(run: RunCell) -> None:
    code = "y = torch.zeros(1_000_000); y[123_456] = 7; y[654_321] = -7; plot(y)"
    (curve,) = (await run(code)).figure.curves
    assert curve.total == 1_000_000
    assert len(curve.y) <= 2_000
    assert curve.x[list(curve.y).index(7.0)] == 123_456
    assert curve.x[list(curve.y).index(-7.0)] == 654_321


async def test_an_error_shows_the_learners_own_lines_only(fail: Fail) -> None:
    code = "def f(t):\n    return torch.cos(t, 1, 2)\n\nf(torch.ones(1))"
    failure = await fail(code, setup="a = 1\n")
    assert failure.type == "TypeError"
    assert [(line.line, line.function, line.text) for line in failure.trace] == [
        (4, "<module>", "f(torch.ones(1))"),
        (2, "f", "    return torch.cos(t, 1, 2)"),
    ]


async def test_an_error_in_the_setup_is_told_apart(fail: Fail) -> None:
    (line,) = (await fail("a", setup="\n1 / 0")).trace
    assert (line.where, line.line, line.text) == ("setup", 2, "1 / 0")


async def test_a_syntax_error_has_its_place(fail: Fail) -> None:
    failure = await fail("x = 1\ny = 6x**2")
    assert (failure.type, failure.message) == ("SyntaxError", "invalid decimal literal")
    assert (failure.trace[0].line, failure.trace[0].text) == (2, "y = 6x**2")
    assert failure.column == 5


async def test_a_recursion_is_cut(fail: Fail) -> None:
    failure = await fail("def f(): f()\nf()")
    assert failure.type == "RecursionError"
    assert len(failure.trace) == 10


async def test_an_exception_that_cannot_be_printed(fail: Fail) -> None:
    code = "class E(Exception):\n  def __str__(self): raise ValueError\nraise E"
    failure = await fail(code)
    assert (failure.type, failure.message) == ("E", "(its message could not be read: ValueError)")


async def test_warnings_come_each_time_without_torchs_own_place(run: RunCell) -> None:
    code = "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.grad"
    for _ in range(2):
        (warned,) = (await run(code)).warnings
        assert warned.line == 3
        assert warned.message.startswith("The .grad attribute of a Tensor that is not a leaf")
        assert "Triggered internally" not in warned.message


async def test_setup_runs_first_and_nothing_is_carried_over(run: RunCell, fail: Fail) -> None:
    assert (await run("a * 2", setup="a = 21")).value == "42"
    assert (await fail("a")).type == "NameError"


async def test_not_even_a_patched_torch_is_carried_over(run: RunCell) -> None:
    await run("torch.cos = None")
    assert (await run("torch.cos(torch.zeros(1))")).value == "tensor([1.])"


async def test_broken_builtins_break_one_run_only(run: RunCell) -> None:
    await run("import builtins; vars(builtins).clear()")
    assert (await run("isinstance(1, int)")).value == "True"


async def test_keep_carries_variables_over(run: RunCell, fail: Fail) -> None:
    await run("a = 1")
    assert (await run("a + 1", keep=True)).value == "2"
    await run("pass")
    assert (await fail("a", keep=True)).type == "NameError"


async def test_runs_are_seeded(run: RunCell) -> None:
    code = "import random; torch.rand(2), random.random()"
    first, again, other = await run(code), await run(code), await run(code, seed=1)
    assert first.value == again.value != other.value


async def test_tensors_are_printed_as_wide_as_a_small_terminals_panel(run: RunCell) -> None:
    value = (await run("torch.arange(100)")).value
    assert value is not None
    assert 70 < max(map(len, value.splitlines())) <= 75


async def test_who_sets_how_tensors_are_printed_has_it_so_until_variables_are_gone(
    run: RunCell,
) -> None:
    wide = "torch.set_printoptions(linewidth=200)\ntorch.arange(40)"
    kept = await run("torch.arange(40)", keep=True)
    assert kept.value is not None
    assert "\n" in kept.value
    for code in (wide, "torch.arange(40)"):
        kept = await run(code, keep=True)
        assert kept.value is not None
        assert "\n" not in kept.value
    assert "\n" in ((await run("torch.arange(40)")).value or "")


async def test_output_streams_before_the_run_ends(evaluator: Evaluator) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    code = "print('on')\nwhile True: pass"
    running = asyncio.create_task(evaluator.run(Cell(code=code), heard.put_nowait))
    assert await heard.get() == "on\n"
    await evaluator.interrupt()
    outcome = await running
    assert isinstance(outcome, Run)
    assert outcome.error is not None
    assert outcome.error.type == "Interrupted"


async def test_output_is_shown_never_obeyed(evaluator: Evaluator) -> None:
    heard: list[str] = []
    code = "import sys\nprint('\\x1b[2J\\x9b\\r\\u202e é', end='')\nprint(1, file=sys.stderr)"
    await evaluator.run(Cell(code=code), heard.append)
    assert "".join(heard) == "\\x1b[2J\\x9b\\r\\u202e é1\n"


async def test_a_flood_of_output_is_cut_and_counted(evaluator: Evaluator) -> None:
    heard: list[str] = []
    await evaluator.run(Cell(code="for i in range(100_000): print('x' * 9)"), heard.append)
    text = "".join(heard)
    assert text.count("x") < 70_000
    assert text.endswith("… 934,464 more bytes of output were dropped\n")


async def test_input_is_at_its_end(fail: Fail) -> None:
    assert (await fail("input()")).type == "EOFError"


async def test_leaving_is_an_error_of_the_cell(fail: Fail) -> None:
    assert (await fail("import sys; sys.exit(3)")).type == "SystemExit"
