"""Which part of the plane to show: limits that keep a curve readable, whatever its values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Limits: TypeAlias = tuple[float, float]
Samples: TypeAlias = list[Point | None]
"""A curve's points in order, None for each that can't be drawn."""

LARGEST = 1e300
"""Beyond it, sums and differences of values may overflow."""
ENOUGH = 12
"""Fewer points than this are data, each worth seeing; more sample a curve, which may have poles."""
_FLAT = 5e-7
"""Relative spread under which a curve is flat: a few float32 rounding errors."""


def x_limits(xs: Sequence[float]) -> Limits:
    """Limits around finite `xs`: all of them, so that a half without values is seen to be empty."""
    low, high = min(xs), max(xs)
    if is_flat(low, high):
        pad = max(1.0, abs(low) / 10)
        return low - pad, high + pad
    return low, high


def y_limits(curves: Sequence[Samples], hlines: Sequence[float]) -> Limits:
    """Limits that show all curves (each with at least one point), and the `hlines` near them.

    Zero is taken in where it is close, and where the curves are flat.
    """
    low, high = _readable(curves)
    reach = LARGEST if is_flat(low, high) else 3 * (high - low)
    near = [line for line in hlines if low - reach <= line <= high + reach]
    low, high = min(low, *near, low), max(high, *near, high)
    if is_flat(low, high):
        return _around(low + (high - low) / 2)
    if 0 < low < 0.15 * (high - low):
        low = 0.0
    elif 0 < -high < 0.15 * (high - low):
        high = 0.0
    return low, high


def is_flat(low: float, high: float) -> bool:
    """Whether the two are the same to float32, or too close to divide by their difference."""
    return high - low <= max(_FLAT * max(abs(low), abs(high)), 1 / LARGEST)


def _around(value: float) -> Limits:
    """A constant in the middle, with zero in sight."""
    if abs(value) <= 1 / LARGEST:
        return -1.0, 1.0
    return min(0.0, 2 * value), max(0.0, 2 * value)


def _readable(curves: Sequence[Samples]) -> Limits:
    """What all curves need. Curves with poles share one cut: that of 1/x would vanish in 1/x²'s."""
    limits = [_without_poles(curve) for curve in curves]
    needs = [_union(limits)]
    with_poles = [curve for curve, need in zip(curves, limits, strict=True) if need != _all(curve)]
    if len(with_poles) > 1:
        whole = [need for curve, need in zip(curves, limits, strict=True) if need == _all(curve)]
        together: Samples = [point for curve in with_poles for point in (*curve, None)]
        needs.append(_union([*whole, _without_poles(together)]))
    return min(needs, key=lambda need: need[1] - need[0])


def _union(limits: Sequence[Limits]) -> Limits:
    return min(low for low, _ in limits), max(high for _, high in limits)


def _all(samples: Samples) -> Limits:
    ys = [point[1] for point in samples if point is not None]
    return min(ys), max(ys)


def _without_poles(samples: Samples) -> Limits:
    """The y limits of one curve: all of it, unless a pole would squash the rest.

    Tukey's far-out fence (quartiles ± 3 IQR) is where a pole is cut. Values beyond it are a pole
    only if its outer half is spikes of three samples or fewer: a resolved exp or a plateau is not.
    """
    ys = sorted(point[1] for point in samples if point is not None)
    least, most, middle = ys[0], ys[-1], ys[len(ys) // 2]
    lower, upper = ys[len(ys) // 4], ys[-1 - len(ys) // 4]
    spread = upper - lower
    if len(ys) < ENOUGH or spread < 1e-6 * min(most - least, 1.0):
        return least, most
    low, high = least, most
    if low < lower - 3 * spread and _spikes(samples, -math.inf, (low + middle) / 2):
        low = max(_two_digits(lower - 3 * spread, up=False), least)
    if high > upper + 3 * spread and _spikes(samples, (high + middle) / 2, math.inf):
        high = min(_two_digits(upper + 3 * spread, up=True), most)
    return (low, high) if high - low < (most - least) / 3 else (least, most)


def _spikes(samples: Samples, low: float, high: float) -> bool:
    """Whether the curve is never inside (low, high) for more than three samples on end."""
    run = 0
    for point in samples:
        run = run + 1 if point is not None and low < point[1] < high else 0
        if run > 3:
            return False
    return True


def _two_digits(value: float, *, up: bool) -> float:
    """`value` rounded up or down to two significant digits."""
    if abs(value) < 1 / LARGEST:
        return 0.0
    exponent = math.floor(math.log10(abs(value))) - 1
    scaled = value / 10.0**exponent
    return float(f"{math.ceil(scaled) if up else math.floor(scaled)}e{exponent}")
