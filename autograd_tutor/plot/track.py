"""One drawn curve as a function of x: its value between samples, and how well that is known."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd_tutor.evaluator.messages import Curve
from autograd_tutor.plot.limits import Limits, Point
from autograd_tutor.plot.window import drawable, jumps

SINGLE = 2.0**-22
"""Relative error of a float32 number that a few operations led to."""
_UNLIKE = 4.0
"""Bends of neighbours that differ by more than this factor are those of a kink or a pole."""
_SAMPLED = 50
"""Points from which they are samples of a curve; fewer are data, with straight lines between."""
_UNSURE = 0.05
"""Part of the window's height: what is known no better than that is not told."""
_UNDEFINED, _JUMPS, _STEEP, _SEVERAL, _ENDS = (
    "is not defined here",
    "jumps here",
    "changes too fast here",
    "has several values here",
    "is not drawn here",
)


class Value(NamedTuple):
    """What a curve is at one x: a number and how far off it may be, or why there is none."""

    y: float
    error: float = 0.0
    why: str = ""


class Track:
    """Made once for a curve, asked for many x."""

    def __init__(self, curve: Curve, limits: Limits) -> None:
        """Take a curve in the y limits of its window, which decide what is a jump."""
        samples = drawable(curve)
        leaps = jumps(samples, limits)
        self.places = [point[0] for point in samples if point is not None]
        self._height = limits[1] - limits[0]
        self._scale = self._height if len(samples) >= _SAMPLED else 0.0
        self._runs = [_Run(run) for run in _runs(samples, leaps)]
        self._leaps = [
            (start[0], end[0])
            for at in leaps
            if (start := samples[at - 1]) is not None and (end := samples[at]) is not None
        ]
        known = [x for x in curve.x if math.isfinite(x)]
        self._ends = (min(known), max(known)) if known else (math.inf, -math.inf)

    def at(self, x: float) -> Value:
        """The value at x."""
        found = [run.at(x, self._scale) for run in self._runs if run.has(x)]
        if not found:
            return Value(math.nan, why=self._why(x))
        first = found[0]
        if any(abs(each.y - first.y) > each.error + first.error for each in found):
            return Value(math.nan, why=_SEVERAL)
        if first.error > _UNSURE * self._height + SINGLE * abs(first.y):
            return Value(math.nan, why=_STEEP)
        return first

    def _why(self, x: float) -> str:
        if not self._ends[0] <= x <= self._ends[1]:
            return _ENDS
        leaps = any(min(leap) < x < max(leap) for leap in self._leaps)
        return _JUMPS if leaps else _UNDEFINED


def _runs(samples: Sequence[Point | None], leaps: frozenset[int]) -> Iterator[list[Point]]:
    """The curve in parts without gaps or jumps, in each of which x goes one way."""
    run: list[Point] = []
    for at, point in enumerate(samples):
        if point is None or at in leaps:
            if run:
                yield run
            run = []
        elif len(run) > 1 and (run[1][0] - run[0][0]) * (point[0] - run[-1][0]) <= 0:
            yield run
            run = [run[-1]]
        if point is not None:
            run.append(point)
    if run:
        yield run


class _Run:
    """Points joined in order of x."""

    def __init__(self, points: Sequence[Point]) -> None:
        ordered = points if points[0][0] <= points[-1][0] else points[::-1]
        self._xs = [x for x, _ in ordered]
        self._ys = [y for _, y in ordered]

    def has(self, x: float) -> bool:
        return self._xs[0] <= x <= self._xs[-1]

    def at(self, x: float, scale: float) -> Value:
        """The value on a smooth curve, or with no `scale` of its heights on straight lines."""
        xs, ys = self._xs, self._ys
        last = bisect_right(xs, x) - 1
        if xs[last] == x:
            return Value(ys[last], SINGLE * abs(ys[last]))
        left, right = xs[last], xs[last + 1]
        part = (x - left) / (right - left)
        straight = ys[last] + part * (ys[last + 1] - ys[last])
        error = SINGLE * max(abs(ys[last]), abs(ys[last + 1]))
        if not scale:
            return Value(straight, error)
        bends = [self._bend(at) for at in range(last - 1, last + 3)]
        sag, unsure = _sag(part, bends, scale)
        return Value(straight - sag, error + unsure)

    def _bend(self, at: int) -> float | None:
        """The second difference at a point; None at an end, or where samples are not evenly far."""
        xs, ys = self._xs, self._ys
        if not 0 < at < len(xs) - 1:
            return None
        before, after = xs[at] - xs[at - 1], xs[at + 1] - xs[at]
        if abs(before - after) > 1e-2 * (before + after):
            return None
        return ys[at + 1] - 2 * ys[at] + ys[at - 1]


def _sag(part: float, bends: Sequence[float | None], scale: float) -> tuple[float, float]:
    """How far below its chord a curve lies, and how far off that may be.

    `bends`: those at the chord's ends, between those beside them. Where all are alike the curve is
    the cubic through the four points around; where not, as near a kink, it is the chord itself.
    """
    room = part * (1 - part)
    _, left, right, _ = bends
    there = [bend for bend in bends if bend is not None]
    large = max(map(abs, there), default=scale)
    if left is None or right is None:
        return 0.0, room * 4 * large
    if min(there) * max(there) <= 0 or large > _UNLIKE * min(map(abs, there)):
        return 0.0, room * large
    sag = room / 6 * ((2 - part) * left + (1 + part) * right)
    return sag, room * (abs(left - right) / 4 + large / scale * large / 4)
