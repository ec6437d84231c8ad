"""From hostile numbers to something that can be drawn: finite lines inside a finite window.

Curves come from learner code: NaN, infinities, poles, one point, no points, 1e308. What leaves here
is finite and inside its limits, with gaps where the curve has none, and says what was left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograd_tutor.evaluator.messages import Curve, Figure
from autograd_tutor.plot.limits import (
    ENOUGH,
    LARGEST,
    Limits,
    Point,
    Samples,
    is_flat,
    x_limits,
    y_limits,
)
from autograd_tutor.plot.ticks import number

MOST_CURVES = 12


@dataclass(frozen=True)
class Line:
    """One curve as drawn: polylines with gaps between them. A piece of one point is a dot."""

    label: str
    pieces: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Window:
    """What to draw: line i belongs to figure.curves[i]; every point lies inside `x` and `y`."""

    curves: tuple[Line, ...]
    x: Limits
    y: Limits
    hlines: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nothing:
    """There is nothing to draw; `why` is a sentence for the learner."""

    why: str


def fit(figure: Figure) -> Window | Nothing:
    """Choose the window that shows `figure` best, and cut its curves to it.

    A pole (1/x, tan) is cut off so that the rest stays readable; a steep but resolved curve
    (a cubic, exp) is shown whole. Raises nothing, whatever the numbers.
    """
    curves = figure.curves[:MOST_CURVES]
    samples = [drawable(curve) for curve in curves]
    points = [point for curve in samples for point in curve if point is not None]
    if not points:
        return Nothing(_why_nothing(curves))
    x = x_limits([x for c in curves for x, _ in _pairs(c) if abs(x) <= LARGEST])
    y = y_limits([curve for curve in samples if any(curve)], figure.hlines)
    lines = tuple(
        Line(curve.label, _pieces(line, y)) for curve, line in zip(curves, samples, strict=True)
    )
    cuts = (*_cut_off(points, y), *_outside(figure.hlines, y))
    notes = (*_coincident(lines, y), *_losses(figure), *cuts)
    return Window(lines, x, y, tuple(h for h in figure.hlines if y[0] <= h <= y[1]), notes)


def drawable(curve: Curve) -> Samples:
    """The curve's points in order, None for each that is not finite or too large to draw."""
    return [(x, y) if abs(x) <= LARGEST and abs(y) <= LARGEST else None for x, y in _pairs(curve)]


def name(number: int, line: Line) -> str:
    """What to call the curve: its label, or its number counted from 1."""
    return line.label.strip() or f"curve {number}"


def counted(count: int, one: str, many: str) -> str:
    """`count` with the right form of a noun: "1 value is", "3 values are"."""
    return f"{count} {one if count == 1 else many}"


def _pairs(curve: Curve) -> Iterable[Point]:
    """Each x with its y, as far as both go."""
    return zip(curve.x, curve.y, strict=False)


def _why_nothing(curves: Sequence[Curve]) -> str:
    pairs = [pair for curve in curves for pair in _pairs(curve)]
    points = counted(len(pairs), "point", "points")
    if not curves:
        reason = "no curve was plotted"
    elif not pairs:
        reason = "what was plotted has no points"
    elif any(math.isfinite(x) and math.isfinite(y) for x, y in pairs):
        reason = f"of {points} each is too large or not finite"
    else:
        reason = f"of {points} none is finite"
    return f"nothing to draw, because {reason}"


def _losses(figure: Figure) -> Iterable[str]:
    """Notes on what can't be drawn, whatever the window."""
    curves = figure.curves[:MOST_CURVES]
    pairs = [pair for curve in curves for pair in _pairs(curve)]
    finite = [max(abs(x), abs(y)) for x, y in pairs if math.isfinite(x) and math.isfinite(y)]
    broken = len(pairs) - len(finite)
    huge = sum(extent > LARGEST for extent in finite)
    if broken:
        yield f"{counted(broken, 'value is', 'values are')} not finite"
    if huge:
        yield f"{counted(huge, 'value is', 'values are')} too large to draw"
    for curve in curves:
        if len(curve.x) != len(curve.y):
            yield f"x has {counted(len(curve.x), 'value', 'values')}, y has {len(curve.y)}"
    if len(figure.curves) > MOST_CURVES:
        yield f"only the first {MOST_CURVES} of {len(figure.curves)} curves are drawn"


def _cut_off(points: Sequence[Point], limits: Limits) -> Iterable[str]:
    """Notes on finite values that the window leaves out, or shows as equal when they are not."""
    low, high = limits
    least, most = min(y for _, y in points), max(y for _, y in points)
    if least < low and most > high:
        around = f"beyond ±{number(high)}" if low == -high else f"outside {_span(low, high)}"
        yield f"values {around} are cut off"
    elif least < low:
        yield f"values below {number(low)} are cut off"
    elif most > high:
        yield f"values above {number(high)} are cut off"
    if least < most and is_flat(least, most) and high - low > 1e3 * (most - least):
        yield f"differences of {number(most - least, 2)} are too small to see"


def _span(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


def _outside(hlines: Sequence[float], limits: Limits) -> Iterable[str]:
    missing = sum(not limits[0] <= line <= limits[1] for line in hlines)
    if missing:
        yield f"{counted(missing, 'line', 'lines')} beyond the picture"


def _coincident(lines: Sequence[Line], limits: Limits) -> Iterable[str]:
    """Notes on curves that hide one another, as exp and its slope do."""
    least = (limits[1] - limits[0]) / 500
    drawn = [(name(n, line), line.pieces) for n, line in enumerate(lines, 1) if line.pieces]
    for (one, ours), (other, theirs) in combinations(drawn, 2):
        if len(ours) == len(theirs) and all(
            len(p) == len(q)
            and all(a[0] == b[0] and abs(a[1] - b[1]) < least for a, b in zip(p, q, strict=True))
            for p, q in zip(ours, theirs, strict=True)
        ):
            yield f"{one} and {other} coincide"


def _pieces(samples: Samples, y: Limits) -> tuple[tuple[Point, ...], ...]:
    """The curve split at gaps and jumps, and cut at the window's edges."""
    pieces: list[list[Point]] = []
    piece: list[Point] | None = None
    leaps = jumps(samples, y)
    for index, point in enumerate(samples):
        before = samples[index - 1] if index else None
        if point is None or before is None or index in leaps:
            piece = None
            ends = None if point is None or not y[0] <= point[1] <= y[1] else (point, point)
        else:
            ends = _clip(before, point, y)
        if ends is None:
            piece = None
            continue
        if piece is None or piece[-1] != ends[0]:
            piece = [ends[0]]
            pieces.append(piece)
        if ends[1] != ends[0]:
            piece.append(ends[1])
    return tuple(map(tuple, pieces))


def _clip(p: Point, q: Point, limits: Limits) -> tuple[Point, Point] | None:
    """The part of the segment p-q inside the limits, or None."""
    low, high = limits
    if max(p[1], q[1]) < low or min(p[1], q[1]) > high:
        return None
    return _pull(p, q, limits), _pull(q, p, limits)


def _pull(p: Point, q: Point, limits: Limits) -> Point:
    """`p`, or where the segment p-q meets the edge that `p` lies beyond."""
    edge = min(max(p[1], limits[0]), limits[1])
    if edge == p[1]:
        return p
    x = p[0] + (q[0] - p[0]) * ((edge - p[1]) / (q[1] - p[1]))
    return min(max(x, min(p[0], q[0])), max(p[0], q[0])), edge


def jumps(samples: Samples, limits: Limits) -> frozenset[int]:
    """The indices before which the curve jumps, as at the poles of 1/x and the steps of x % 1.

    Where more than one sample in twenty seems to jump it is noise, whose points belong together.
    """
    if len(samples) < ENOUGH:
        return frozenset()
    least = (limits[1] - limits[0]) / 2
    found = [at for at in range(2, len(samples) - 1) if _jumps_at(samples, at, least)]
    return frozenset(found if len(found) <= 1 + len(samples) // 20 else ())


def _jumps_at(samples: Samples, index: int, least: float) -> bool:
    """Whether it leaps by more than `least`, against the way it goes on both sides."""
    before, start, end, after = samples[index - 2 : index + 2]
    if before is None or start is None or end is None or after is None:
        return False
    leap = end[1] - start[1]
    if abs(leap) <= least:
        return False
    rise, fall = start[1] - before[1], after[1] - end[1]
    against = max(rise, fall) < 0 < leap or min(rise, fall) > 0 > leap
    return against and abs(rise) + abs(fall) < 1.5 * abs(leap)
