"""A figure in words, for those who listen to it: ends, zeros, turning points, gaps.

What a picture shows at a glance, and no more: what is said is what `window.fit` lets be seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from autograd_tutor.evaluator.messages import Curve, Figure
from autograd_tutor.plot.cells import clean
from autograd_tutor.plot.cursor import BEND, FUNCTION, SLOPE, Reader, tangent
from autograd_tutor.plot.limits import Point, Samples
from autograd_tutor.plot.ticks import across, number
from autograd_tutor.plot.window import Line, Nothing, Window, drawable, fit, name

_DERIVATIVES = {SLOPE: "the slope", BEND: "the second derivative"}
_MOST = 6
"""Places named of each kind; the rest are counted."""


def describe(figure: Figure) -> str:
    """`figure` in sentences, a line for each curve, or why there is nothing to draw."""
    window = fit(figure)
    if isinstance(window, Nothing):
        return _sentence(window.why)
    lines = [_sentence(clean(figure.title))] if figure.title.strip() else []
    for index, line in enumerate(window.curves):
        said = _said(figure.curves[index], line, _Scale(window))
        lines.append(f"{clean(name(index + 1, line))}: {'; '.join(said)}.")
    if window.notes:
        lines.append(f"Note: {clean('; '.join(window.notes))}.")
    return "\n".join(lines)


def point(figure: Figure, x: float) -> str:
    """What the curves are at a finite x, and the tangent of f there, in a sentence."""
    window = fit(figure)
    if isinstance(window, Nothing):
        return _sentence(window.why)
    reader = Reader(figure, window)
    at = f"x = {reader.spell(x)}"
    if not reader.holds(x):
        ends = " to ".join(map(reader.spell, window.x))
        return f"The picture goes from {ends}: {at} is not in it."
    readings = reader.readings(x)
    line = tangent(readings, x)
    said = _DERIVATIVES if any(each.name == FUNCTION for each in readings) else {}
    parts = [
        f"{said.get(each.name, clean(each.name))} {each.why or f'is {each.number}'}"
        for each in readings
    ]
    if line is not None:
        parts.append(f"the tangent is {line}")
    return f"At {at}: {', '.join(parts)}."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


class _Scale:
    """How numbers are rounded: x to a thousandth of the window's width, y to four digits."""

    def __init__(self, window: Window) -> None:
        self.height = window.y[1] - window.y[0]
        self.y = window.y
        self.x = window.x

    def across(self, x: float) -> str:
        return across(x, self.x)

    def up(self, y: float) -> str:
        return number(0.0 if abs(y) < 1e-9 * self.height else y)


def _said(curve: Curve, line: Line, scale: _Scale) -> Iterator[str]:
    samples = drawable(curve)
    points = [point for point in samples if point is not None]
    if not points:
        yield "nothing to draw"
        return
    (x0, y0), (x1, y1) = points[0], points[-1]
    if len(points) == 1:
        yield f"one point, ({scale.across(x0)}, {scale.up(y0)})"
    elif max(y for _, y in points) - min(y for _, y in points) < 1e-6 * scale.height:
        yield f"constant {scale.up(y0)} from {scale.across(x0)} to {scale.across(x1)}"
    else:
        start = f"starts at ({scale.across(x0)}, {scale.up(y0)})"
        yield f"{start}, ends at ({scale.across(x1)}, {scale.up(y1)})"
        yield from _zeros(line, scale)
        yield from _extrema(line, scale)
    yield from _gaps(curve, samples, scale)


def _zeros(line: Line, scale: _Scale) -> Iterator[str]:
    """Where the curve crosses zero, touches it or stays there."""
    crossings, touches, stays = [], [], []
    for piece in line.pieces:
        signs = [math.copysign(1, y) if y else 0 for _, y in piece]
        runs = [list(run) for _, run in groupby(range(len(piece)), key=lambda i: signs[i])]
        for at, run in enumerate(runs):
            first, last = run[0], run[-1]
            if signs[first]:
                if at and signs[first - 1]:
                    crossings.append(_root(piece[first - 1], piece[first]))
            elif len(run) > 1:
                stays.append(
                    f"from {scale.across(piece[first][0])} to {scale.across(piece[last][0])}"
                )
            elif 0 < first < len(piece) - 1 and signs[first - 1] != signs[first + 1]:
                crossings.append(piece[first][0])
            else:
                touches.append(piece[first][0])
    if crossings:
        yield f"crosses zero at {_listed(map(scale.across, crossings))}"
    if touches:
        yield f"touches zero at {_listed(map(scale.across, touches))}"
    if stays:
        yield f"is zero {_listed(stays)}"


def _root(p: Point, q: Point) -> float:
    return p[0] + (q[0] - p[0]) * (p[1] / (p[1] - q[1]))


class _Turn(NamedTuple):
    kind: str
    at: Point


def _extrema(line: Line, scale: _Scale) -> Iterator[str]:
    turns = [turn for piece in line.pieces for turn in _turns(piece, scale.height)]
    for kind in ("maximum", "minimum"):
        found = [f"{scale.up(t.at[1])} at {scale.across(t.at[0])}" for t in turns if t.kind == kind]
        if found:
            yield f"{kind} {_listed(found)}"


def _turns(piece: Sequence[Point], height: float) -> Iterator[_Turn]:
    """Local extrema inside a polyline that stand out by a thousandth of `height` on both sides."""
    least = height / 1000
    direction = 0
    top = bottom = 0
    for index, (_, y) in enumerate(piece):
        if y > piece[top][1]:
            top = index
        if y < piece[bottom][1]:
            bottom = index
        if direction >= 0 and y < piece[top][1] - least:
            if direction:
                yield _Turn("maximum", _vertex(piece, top, height))
            direction, bottom = -1, index
        elif direction <= 0 and y > piece[bottom][1] + least:
            if direction:
                yield _Turn("minimum", _vertex(piece, bottom, height))
            direction, top = 1, index


def _vertex(piece: Sequence[Point], index: int, height: float) -> Point:
    """The tip of the parabola through an extremum and its neighbours, if it is that smooth."""
    (x0, y0), (x, y), (x1, y1) = piece[index - 1 : index + 2]
    left, right = x - x0, x1 - x
    if min(left, right) <= 0:
        return x, y
    rise, fall = (y - y0) / left, (y1 - y) / right
    bend = (fall - rise) / (left + right)
    slope = (rise * right + fall * left) / (left + right)
    tip = slope * slope / 4 / bend if bend else math.inf
    if not abs(tip) < height / 1000:
        return x, y
    refined = y - tip
    return x - slope / 2 / bend, 0.0 if abs(refined) < 1e-6 * height else refined


def _gaps(curve: Curve, samples: Samples, scale: _Scale) -> Iterator[str]:
    """Where the curve has no value, and where it leaves the picture."""
    missing, beyond = [], []
    state = [_state(point, scale) for point in samples]
    for kind, run in groupby(range(len(samples)), key=lambda i: state[i]):
        places = [(curve.x[i], curve.y[i]) for i in run if math.isfinite(curve.x[i])]
        xs = [x for x, _ in places]
        if not places or not kind:
            continue
        if kind == "beyond":
            beyond.append(scale.across(max(places, key=lambda place: abs(place[1]))[0]))
        elif len(xs) == 1:
            missing.append(f"at {scale.across(xs[0])}")
        else:
            missing.append(f"from {scale.across(xs[0])} to {scale.across(xs[-1])}")
    if missing:
        yield f"no value {_listed(missing)}"
    if beyond:
        yield f"leaves the picture near {_listed(beyond)}"


def _state(point: Point | None, scale: _Scale) -> str:
    if point is None:
        return "missing"
    return "" if scale.y[0] <= point[1] <= scale.y[1] else "beyond"


def _listed(items: Iterable[str]) -> str:
    """The items as "a, b and c", the first few of them."""
    items = list(items)
    if len(items) > _MOST:
        items = [*items[:_MOST], f"{len(items) - _MOST} more"]
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
