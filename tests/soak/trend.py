"""Whether what was measured again and again grows."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, fmean, linear_regression

CONFIDENCE = 0.99
SETTLING = 0.25
"""The part of the samples in which caches and allocators may still fill."""
BLOCKS = 12
"""Neighbours among the samples are alike, so they are averaged to this many, which are less so."""


def growth(at: Sequence[float], values: Sequence[float]) -> float:
    """How much the values may grow for each step of `at`, at most, with this confidence.

    The upper bound of the slope of a straight line through the means of blocks of samples.
    """
    start = int(len(at) * SETTLING)
    xs, ys = (list(_blocks(each[start:])) for each in (at, values))
    if len(xs) < 4:
        raise ValueError("too few samples to tell a trend")
    slope, intercept = linear_regression(xs, ys)
    middle = fmean(xs)
    left = sum((y - slope * x - intercept) ** 2 for x, y in zip(xs, ys, strict=True))
    spread = sum((x - middle) ** 2 for x in xs)
    return slope + student(len(xs) - 2) * sqrt(left / (len(xs) - 2) / spread)


def student(freedom: int) -> float:
    """The quantile of Student's distribution, by the first terms of its series around Gauss's."""
    z = NormalDist().inv_cdf(CONFIDENCE)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2


def _blocks(values: Sequence[float]) -> list[float]:
    size = max(1, len(values) // BLOCKS)
    return [fmean(values[n : n + size]) for n in range(0, len(values) - size + 1, size)]
