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
        self._smooth = len(samples) >= _SAMPLED
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
        found = [run.at(x, smooth=self._smooth) for run in self._runs if run.has(x)]
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

    def at(self, x: float, *, smooth: bool) -> Value:
        """The value on a smooth curve through the points, or else on the lines between them."""
        xs, ys = self._xs, self._ys
        last = bisect_right(xs, x) - 1
        if xs[last] == x:
            return Value(ys[last], SINGLE * abs(ys[last]))
        left, right = xs[last], xs[last + 1]
        part = (x - left) / (right - left)
        chord = ys[last] + part * (ys[last + 1] - ys[last])
        error = SINGLE * max(abs(ys[last]), abs(ys[last + 1]))
        if not smooth:
            return Value(chord, error)
        sag, unsure = _sag(part, [self._bend(at) for at in range(last - 1, last + 3)])
        return Value(chord - sag, error + unsure)

    def _bend(self, at: int) -> float | None:
        """The second difference at a point; None at an end, or where samples are not evenly far."""
        xs, ys = self._xs, self._ys
        if not 0 < at < len(xs) - 1:
            return None
        before, after = xs[at] - xs[at - 1], xs[at + 1] - xs[at]
        if abs(before - after) > 1e-2 * (before + after):
            return None
        return ys[at + 1] - 2 * ys[at] + ys[at - 1]


def _sag(part: float, bends: Sequence[float | None]) -> tuple[float, float]:
    """How far below its chord a curve lies, and how far off that may be.

    `bends`: those at the chord's ends, between those beside them. By Everett's formula, from them
    and their own second differences. Where these are not small beside the bends themselves, as at
    a kink, it is the chord that is told.
    """
    room, rest = part * (1 - part), 1 - part
    filled = _filled(*bends)
    if filled is None:
        return 0.0, room * 4 * max((abs(b) for b in bends if b is not None), default=math.inf)
    far, left, right, further = filled
    before, after = far - 2 * left + right, left - 2 * right + further
    rough, large = max(abs(before), abs(after)), max(map(abs, filled))
    if rough * 4 > large:
        return 0.0, room * large
    sag = room / 6 * ((1 + rest) * left + (1 + part) * right)
    sag -= room / 120 * ((1 + rest) * (4 - rest**2) * before + (1 + part) * (4 - part**2) * after)
    if None in bends:
        return sag, room * 2 * abs(left - right)
    return sag, room / 4 * rough * (rough / large if large else 0.0)


def _filled(
    far: float | None, left: float | None, right: float | None, further: float | None
) -> tuple[float, float, float, float] | None:
    """The bends, going on evenly beyond the curve's ends; None where too few are known."""
    if left is None and right is not None and further is not None:
        left = 2 * right - further
    elif right is None and left is not None and far is not None:
        right = 2 * left - far
    if left is None or right is None:
        return None
    far = 2 * left - right if far is None else far
    return far, left, right, 2 * right - left if further is None else further
