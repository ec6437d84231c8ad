"""What a step asks of the evaluator, for the text in its editor."""

from __future__ import annotations

from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import (
    Code,
    Demo,
    Expression,
    Fix,
    Graph,
    Plot,
    Predict,
    Step,
)

_PLOT_SETUP = """\
from math import pi
from torch import cos, exp, log, relu, sigmoid, sin, sqrt, tan, tanh

def _draw(label, function, order):
    x = torch.linspace({low!r}, {high!r}, {points}, requires_grad=True)
    y = function(x)
    for _ in range(order):
        if isinstance(y, torch.Tensor) and y.requires_grad:
            (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        else:
            y = 0.0
    y = y.detach() if isinstance(y, torch.Tensor) else torch.tensor(float(y))
    plot(x.detach(), y.expand_as(x), label=label)
"""


def request(lesson: Lesson, step: Step, text: str, device: str) -> Cell | Sketch | None:
    """The run of a step with this text in its editor; None for a step that runs nothing.

    A picture or a graph has no editor: its own code is run, whatever the text.
    """
    match step:
        case Expression():
            return sketch(lesson, step, text, device)
        case Demo() | Predict() | Code() | Fix():
            return Cell(
                code=text,
                setup=step.setup,
                device=device,
                seed=lesson.seed,
                seconds=step.seconds,
                look=True,
            )
        case Plot():
            return _picture(lesson, step, device)
        case Graph():
            return Cell(code=step.code, device=device, seed=lesson.seed, graph=step.of)
    return None


def sketch(
    lesson: Lesson,
    step: Expression,
    text: str,
    device: str,
    *,
    order: int = 1,
    at: float | None = None,
) -> Sketch:
    """The expression over the step's range, with so many derivatives, and its record at one x.

    Raises ValueError if `order` is none of 0, 1 and 2, or `at` not finite.
    """
    low, high = step.range
    return Sketch(
        expression=text,
        low=low,
        high=high,
        points=step.points,
        device=device,
        seed=lesson.seed,
        seconds=step.seconds,
        order=order,
        at=at,
    )


def _picture(lesson: Lesson, step: Plot, device: str) -> Cell:
    low, high = step.range
    calls = [
        f"_draw({each.label!r}, lambda x: (\n{each.y}\n), {each.slope})" for each in step.series
    ]
    return Cell(
        code="\n".join(calls) + ";",
        setup=_PLOT_SETUP.format(low=low, high=high, points=step.points),
        device=device,
        seed=lesson.seed,
    )
