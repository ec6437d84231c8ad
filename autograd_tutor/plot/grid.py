"""A grid of terminal cells, each with the curve it belongs to, that ends up as rows of spans."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from autograd_tutor.plot.cells import char_cells

TANGENT = -1
"""The curve that the tangent at the cursor belongs to."""


@dataclass(frozen=True)
class Span:
    """Characters of one row that belong to one curve (its index), to `TANGENT`, or to none."""

    text: str
    curve: int | None = None


class Grid:
    """`height` rows of `width` cells, row 0 on top, blank at first."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._cells: list[list[tuple[str, int | None]]] = [
            [(" ", None)] * width for _ in range(height)
        ]

    def put(self, column: int, row: int, text: str, curve: int | None = None) -> None:
        """Write a clean text from a cell on; it must fit. A wide character takes two cells."""
        for char in text:
            cells = char_cells(char)
            if not (0 <= row < self.height and 0 <= column <= self.width - cells):
                raise IndexError(f"{char!r} at {column}, {row} is off the grid")
            self._cells[row][column] = char, curve
            if cells == 2:
                self._cells[row][column + 1] = "", curve
            column += cells

    def curve(self, column: int, row: int) -> int | None:
        """The curve that a cell belongs to."""
        return self._cells[row][column][1]

    def is_blank(self, column: int, row: int, cells: int) -> bool:
        """Whether nothing stands in so many cells from one on, and all of them are there."""
        found = self._cells[row][column : column + cells]
        return len(found) == cells and all(char == " " for char, _ in found)

    def copy(self) -> Grid:
        """The same cells once more."""
        other = Grid(self.width, 0)
        other.height, other._cells = self.height, [row.copy() for row in self._cells]
        return other

    def rows(self) -> list[list[Span]]:
        """The grid as spans, neighbours of one curve joined."""
        return [
            [
                Span("".join(char for char, _ in cells), curve)
                for curve, cells in groupby(row, key=lambda cell: cell[1])
            ]
            for row in self._cells
        ]
