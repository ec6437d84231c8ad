"""Rows of numbers compared: equal, a multiple, the sum of two, and where they differ most.

A tolerance is relative and absolute at once. NaN equals NaN only, and -0.0 equals 0.0.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Numbers: TypeAlias = Sequence[float]

LARGEST_MULTIPLE = 10
FEWEST_TO_SUM = 3
"""Fewer numbers than this are the sum of two others too easily."""


def near(found: float, expected: float, tolerance: float) -> bool:
    """Whether one number is the other."""
    if found == expected or (math.isnan(found) and math.isnan(expected)):
        return True
    if not (math.isfinite(found) and math.isfinite(expected)):
        return False
    return abs(found - expected) <= tolerance * (1 + abs(expected))


def close(found: Numbers, expected: Numbers, tolerance: float) -> bool:
    """Whether all of one row are the other's."""
    return len(found) == len(expected) and all(
        near(one, other, tolerance) for one, other in zip(found, expected, strict=True)
    )


def multiple(
    found: Numbers, expected: Numbers, tolerance: float, counts: Collection[int] = ()
) -> Fraction | None:
    """The factor k, if everything found is k times what is expected, else None.

    k is a whole number up to 10 or one of `counts`, or one over such a number; or minus these, or
    -1. Where nothing but noise is expected, nothing is a multiple of it.
    """
    if len(found) != len(expected) or not all(map(math.isfinite, [*found, *expected])):
        return None
    place = max(range(len(expected)), key=lambda each: abs(expected[each]), default=None)
    if place is None or min(abs(found[place]), abs(expected[place])) <= tolerance:
        return None
    factor = _simple(found[place] / expected[place], counts)
    if factor is None or factor == 1:
        return None
    smaller = [each / factor.numerator for each in map(float, found)]
    scaled = [each * factor.denominator for each in smaller]
    return factor if close(scaled, expected, tolerance) else None


def _simple(ratio: float, counts: Collection[int]) -> Fraction | None:
    """The whole number, or one over one, that a ratio is near to, if it is of the kind we name."""
    size = abs(ratio)
    whole = round(size if size >= 1 else 1 / size)
    if whole > LARGEST_MULTIPLE and whole not in counts:
        return None
    factor = Fraction(whole) if size >= 1 else Fraction(1, whole)
    return factor if ratio > 0 else -factor


def addend(
    found: Numbers, expected: Numbers, known: Mapping[str, Numbers], tolerance: float
) -> str | None:
    """The name of the known row which, added to what is expected, gives what was found."""
    if len(found) != len(expected) or len(found) < FEWEST_TO_SUM:
        return None
    for name, row in known.items():
        if len(row) != len(found) or all(near(each, 0.0, tolerance) for each in row):
            continue
        total = [one + other for one, other in zip(expected, row, strict=True)]
        if close(found, total, tolerance):
            return name
    return None


def farthest(found: Numbers, expected: Numbers, tolerance: float) -> int:
    """The place where two rows of one length differ most, seen by what is tolerated there.

    Raises:
        ValueError: the rows are empty.
    """

    def excess(place: int) -> float:
        one, other = found[place], expected[place]
        if near(one, other, tolerance):
            return 0.0
        if not (math.isfinite(one) and math.isfinite(other)):
            return math.inf
        return abs(one - other)

    return max(range(len(expected)), key=excess)
