"""Figures as a cell would draw them, by name."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence

from autograd_tutor.evaluator.messages import Curve, Figure


def grid(low: float, high: float, count: int = 200) -> list[float]:
    return [low + (high - low) * i / (count - 1) for i in range(count)]


def curve(label: str, xs: Sequence[float], ys: Sequence[float]) -> Curve:
    return Curve(label, array("d", xs), array("d", ys), len(xs))


def sampled(
    label: str, function: Callable[[float], float], low: float, high: float, count: int = 200
) -> Curve:
    """A curve as torch computes it: NaN or inf where Python would raise."""
    xs = grid(low, high, count)
    return curve(label, xs, [_value(function, x) for x in xs])


def _value(function: Callable[[float], float], x: float) -> float:
    try:
        return float(function(x))
    except ZeroDivisionError:
        return math.inf
    except ValueError:
        return math.nan


CUBIC = Figure(
    curves=(
        sampled("y", lambda x: x**3 - 6 * x**2 + 8 * x, 0, 5),
        sampled("dy/dx", lambda x: 3 * x**2 - 12 * x + 8, 0, 5),
    )
)
RECIPROCAL = Figure(
    curves=(
        sampled("1/x", lambda x: 1 / x, -1, 1),
        sampled("slope", lambda x: -1 / x**2, -1, 1),
    )
)
TANGENT = Figure(curves=(sampled("tan(x)", math.tan, -5, 5),))
ROOT = Figure(
    curves=(
        sampled("sqrt(x)", math.sqrt, -2, 2),
        sampled("slope", lambda x: 0.5 / math.sqrt(x), -2, 2),
    ),
    title="Square root",
    xlabel="x",
    ylabel="y",
    hlines=(1.0,),
)
EXPONENTIAL = Figure(curves=(sampled("exp(x)", math.exp, 0, 5), sampled("slope", math.exp, 0, 5)))
ZERO = Figure(curves=(sampled("y", lambda x: 0.0, 0, 5),))
POINT = Figure(curves=(curve("p", [3.0], [4.0]),))

NAMED = {
    "cubic": CUBIC,
    "reciprocal": RECIPROCAL,
    "tangent": TANGENT,
    "root": ROOT,
    "exponential": EXPONENTIAL,
    "zero": ZERO,
    "point": POINT,
    "nothing": Figure(),
}
