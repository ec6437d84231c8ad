"""Characters that are drawn, not written, so that they line up in any font: blocks, dots, lines."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

WIDTH, HEIGHT = 9, 19
"""A cell, in pixels."""
THIN, THICK, DOT = 1.2, 2.6, 2.4
_QUADRANTS = (4, 8, 1, 13, 9, 7, 11, 2, 6, 14)
"""From U+2596 on: 1 upper left, 2 upper right, 4 lower left, 8 lower right."""
_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of each bit of a Braille character."""


class Shape(NamedTuple):
    """A path. `stroke`: how thick its lines are; 0 fills it. `dash`: `stroke-dasharray`."""

    path: str
    stroke: float = 0
    dash: str = ""


def shape(char: str, x: float, y: float) -> Shape | None:
    """A character with its cell's upper left corner there; None for one that is written."""
    if "\u2580" <= char <= "\u259f":
        return _block(ord(char) - 0x2580, x, y)
    if "\u2800" <= char <= "\u28ff":
        return _braille(ord(char) - 0x2800, x, y)
    if "\u2500" <= char <= "\u257f":
        return _lines(unicodedata.name(char).split(), x, y)
    return None


def _block(number: int, x: float, y: float) -> Shape | None:
    if number >= 0x16:
        bits = _QUADRANTS[number - 0x16]
        quarters = [
            _box(x, y, column / 2, row / 2, 0.5, 0.5)
            for row in (0, 1)
            for column in (0, 1)
            if bits & 1 << (2 * row + column)
        ]
        return Shape("".join(quarters))
    if number in (0x11, 0x12, 0x13):
        return None
    eighths = number % 8 / 8
    if 1 <= number <= 7:
        box = (0.0, 1 - eighths, 1.0, eighths)
    elif 8 <= number <= 15:
        box = (0.0, 0.0, 1 - eighths, 1.0)
    else:
        halves = {0x00: (0, 0, 1, 0.5), 0x10: (0.5, 0, 0.5, 1)}
        edges = {0x14: (0, 0, 1, 1 / 8), 0x15: (7 / 8, 0, 1 / 8, 1)}
        box = (halves | edges)[number]
    return Shape(_box(x, y, *box))


def _box(x: float, y: float, left: float, top: float, width: float, height: float) -> str:
    across, down = width * WIDTH, height * HEIGHT
    at = f"M{x + left * WIDTH:g} {y + top * HEIGHT:g}"
    return f"{at}h{across:g}v{down:g}h{-across:g}z"


def _braille(bits: int, x: float, y: float) -> Shape:
    dots = [
        f"M{x + (column + 0.5) * WIDTH / 2:g} {y + (row + 0.5) * HEIGHT / 4:g}h0"
        for bit, (column, row) in enumerate(_DOTS)
        if bits & 1 << bit
    ]
    return Shape("".join(dots), DOT)


def _lines(words: list[str], x: float, y: float) -> Shape | None:
    dashed = "DASH" in words
    if "DIAGONAL" in words or ("DOUBLE" in words and not dashed):
        return None
    middle, centre = x + WIDTH / 2, y + HEIGHT / 2
    ends = {
        "LEFT": f"{x:g} {centre:g}",
        "RIGHT": f"{x + WIDTH:g} {centre:g}",
        "UP": f"{middle:g} {y:g}",
        "DOWN": f"{middle:g} {y + HEIGHT:g}",
    }
    across = {"HORIZONTAL": f"M{ends['LEFT']}h{WIDTH}", "VERTICAL": f"M{ends['UP']}v{HEIGHT}"}
    arms = [ends[word] for word in words if word in ends]
    if "ARC" in words:
        path = f"M{arms[0]}Q{middle:g} {centre:g} {arms[1]}"
    else:
        path = "".join(across[word] for word in words if word in across)
        path += "".join(f"M{arm}L{middle:g} {centre:g}" for arm in arms)
    return Shape(path, THICK if "HEAVY" in words else THIN, f"{WIDTH / 6:g}" if dashed else "")
