"""A place on a figure's x axis: where it may stand, and what the curves are there."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from autograd_tutor.evaluator.messages import Figure
from autograd_tutor.plot.limits import Limits
from autograd_tutor.plot.ticks import across, number, roundest
from autograd_tutor.plot.track import Track
from autograd_tutor.plot.window import MOST_CURVES, Window, name

FUNCTION, SLOPE, BEND = "f", "f'", "f''"
"""What an expression's curves are called."""


@dataclass(frozen=True)
class Reading:
    """Curve `curve` at an x: its value and how far off that may be, or `why` it has none."""

    curve: int
    name: str
    y: float
    error: float = 0.0
    why: str = ""

    @property
    def number(self) -> str:
        """The value, with no more digits than are known."""
        return known(self.y, self.error)


@dataclass(frozen=True)
class Tangent:
    """The line through (x, y) that has the function's slope there."""

    x: float
    y: Reading
    slope: Reading

    def __str__(self) -> str:
        """`y = 3x - 1.25`."""
        level = self.y.y - self.slope.y * self.x
        error = self.y.error + abs(self.x) * self.slope.error
        slope, intercept = self.slope.number, known(level, error)
        if slope == "0":
            return f"y = {intercept}"
        times = {"1": "x", "-1": "-x"}.get(slope, f"{slope}{' * ' if 'e' in slope else ''}x")
        if intercept == "0":
            return f"y = {times}"
        sign = "-" if intercept.startswith("-") else "+"
        return f"y = {times} {sign} {intercept.removeprefix('-')}"


class Reader:
    """Everything a cursor needs of one figure in its window."""

    def __init__(self, figure: Figure, window: Window) -> None:
        self._window = window
        curves = figure.curves[:MOST_CURVES]
        self._names = [name(at, line) for at, line in enumerate(window.curves, 1)]
        self._tracks = [Track(curve, window.y) for curve in curves]

    def readings(self, x: float) -> tuple[Reading, ...]:
        """What each curve is at x."""
        return tuple(
            Reading(at, name, *track.at(x))
            for at, (name, track) in enumerate(zip(self._names, self._tracks, strict=True))
        )

    def holds(self, x: float) -> bool:
        """Whether the window shows this x."""
        return self._window.x[0] <= x <= self._window.x[1]

    def spell(self, x: float) -> str:
        """An x as exactly as it can be told apart in the window."""
        return across(x, self._window.x)

    def column(self, column: int, columns: int) -> float:
        """The roundest x in a column of the canvas, counted from 0; beside it, of its last."""
        at = min(max(column, 0), columns - 1)
        x = roundest(*self._sides(at, columns), closed=at == columns - 1)
        return min(max(x, self._window.x[0]), self._window.x[1])

    def _sides(self, column: int, columns: int) -> Limits:
        low, high = self._window.x
        left, right = (low + (high - low) * (at / columns) for at in (column, column + 1))
        return left, high if column == columns - 1 else right

    def stops(self, columns: int) -> list[float]:
        """Where a cursor stands on a canvas of so many columns: once in each, at the roundest x.

        Where no value is known there it is the first sample; columns without either are left out.
        It is the function's values that count, or where there is none, any curve's.
        """
        tracks = [t for n, t in zip(self._names, self._tracks, strict=True) if n == FUNCTION]
        tracks = tracks or self._tracks
        places = sorted(x for track in tracks for x in track.places)
        found = set()
        for column in range(columns):
            low, high = self._sides(column, columns)
            first = bisect_left(places, low)
            samples = [x for x in places[first : first + 1] if x <= high]
            for x in (self.column(column, columns), *samples):
                if any(not track.at(x).why for track in tracks):
                    found.add(x)
                    break
        return sorted(found)


def tangent(readings: tuple[Reading, ...], x: float) -> Tangent | None:
    """The tangent of f, where both f and f' have a value."""
    by_name = {each.name: each for each in readings if not each.why}
    if FUNCTION in by_name and SLOPE in by_name:
        return Tangent(x, by_name[FUNCTION], by_name[SLOPE])
    return None


def step(stops: list[float], x: float | None, by: int) -> float | None:
    """The stop that is `by` stops from x, or the outermost; from no x, the one in the middle."""
    if not stops:
        return None
    if x is None:
        return stops[len(stops) // 2]
    at = bisect_right(stops, x) - 1 + by if by > 0 else bisect_left(stops, x) + by
    return stops[min(max(at, 0), len(stops) - 1)]


def known(y: float, error: float) -> str:
    """A number with the digits that its error leaves, four at most."""
    if error > 0:
        y = round(y, min(-math.ceil(math.log10(2 * error)), 300))
    return number(y)
