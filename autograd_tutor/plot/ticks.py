"""Round numbers: where an axis is labelled, and how numbers are spelled."""

from __future__ import annotations

import math
from typing import NamedTuple

_PLAIN = range(-4, 6)
"""Powers of ten written out; beyond them numbers are written like 1.5e6."""


class Tick(NamedTuple):
    """A labelled place on an axis."""

    at: float
    label: str


def ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    """At most `most` (2 or more) ticks in [low, high], multiples of 1, 2 or 5 times 10**n.

    So 0 is among them wherever the interval holds it, and its label is exactly "0".
    """
    exponent = math.floor(math.log10((high - low) / most)) - 1
    while True:
        for digit in (1, 2, 5):
            step = float(f"{digit}e{exponent}")
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            if last - first < most:
                steps = [k * digit for k in range(first, last + 1)]
                labels = _labels(steps, exponent)
                at = [min(max(float(f"{n}e{exponent}"), low), high) for n in steps]
                return tuple(map(Tick, at, labels))
        exponent += 1


def _labels(steps: list[int], exponent: int) -> list[str]:
    """`n * 10**exponent` for each n, spelled exactly and all in the same style."""
    largest = max((abs(n) for n in steps), default=0)
    top = len(str(largest)) - 1 + exponent
    if top in _PLAIN and exponent in _PLAIN:
        return [_scaled(n, exponent) for n in steps]
    return [f"{_scaled(n, exponent - top)}e{top}" if n else "0" for n in steps]


def _scaled(n: int, exponent: int) -> str:
    if n == 0:
        return "0"
    if exponent >= 0:
        return str(n * 10**exponent)
    digits = f"{abs(n):0{1 - exponent}d}"
    return f"{'-' if n < 0 else ''}{digits[:exponent]}.{digits[exponent:]}"


def number(value: float, digits: int = 4) -> str:
    """A finite value with at most `digits` significant digits: 3.079, -0.5, 1e6, 0 (never -0)."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = int(power)
    if float(mantissa) == 0:
        return "0"
    if exponent not in _PLAIN:
        return f"{_trim(mantissa)}e{exponent}"
    return _trim(f"{float(f'{mantissa}e{exponent}'):.{max(digits - 1 - exponent, 0)}f}")


def across(x: float, limits: tuple[float, float]) -> str:
    """An x to a thousandth of the width of the window it stands in."""
    return number(round(x, 4 - math.ceil(math.log10(limits[1] - limits[0]))), 8)


def roundest(low: float, high: float, *, closed: bool = False) -> float:
    """The number with the fewest digits from `low` up to `high`, itself left out unless `closed`.

    Of several, one in the middle. It may miss the ends by a rounding error.
    """
    if low <= 0 < high or (closed and high == 0):
        return 0.0
    largest = math.floor(math.log10(max(abs(low), abs(high))))
    for power in range(largest, largest - 18, -1):
        unit = float(f"1e{power}")
        first = math.ceil(low / unit - 1e-9)
        last = math.floor(high / unit + 1e-9) if closed else math.ceil(high / unit - 1e-9) - 1
        if first <= last:
            middle = min(max(round((low + high) / 2 / unit), first), last)
            return float(f"{middle}e{power}")
    return low


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
