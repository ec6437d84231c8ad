"""The cursor on a drawn figure: a mark across the canvas, points, the tangent, and a readout."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd_tutor.plot.cursor import Reader, Tangent, tangent
from autograd_tutor.plot.frame import Canvas, Style, place
from autograd_tutor.plot.grid import TANGENT, Grid
from autograd_tutor.plot.readout import readout

_ACROSS, _UP = 2, 4
"""Columns and rows of dots in a cell of braille."""
_BITS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""Of each column of dots, from the bottom up."""
_REACH = 0.4
"""Part of the canvas' width by which the tangent goes on to either side."""
_DASH, _PERIOD = 6, 8
"""Dots of a dash, and of a dash with the gap after it. Dashes stay in their places while the
tangent moves: so less of it changes."""
_STEEPEST = 1e6


def draw_cursor(grid: Grid, canvas: Canvas, reader: Reader, x: float, style: Style) -> None:
    """Draw a cursor at an x inside the window; only the function lies above its tangent."""
    readings = reader.readings(x)
    line = tangent(readings, x)
    _mark(grid, canvas, x, style)
    sample = _tangent(grid, canvas, line, style) if line is not None else ""
    for each in reversed(readings):
        if not each.why and canvas.window.y[0] <= each.y <= canvas.window.y[1]:
            grid.put(canvas.column(x), canvas.row(each.y), style.point, each.curve)
    grid.put(0, canvas.words, " " * grid.width)
    for at, text, curve in readout(grid.width, reader.spell(x), readings, line, sample, style):
        grid.put(at, canvas.words, text, curve)


def _mark(grid: Grid, canvas: Canvas, x: float, style: Style) -> None:
    """A dotted line where no curve is, and its foot on the axis."""
    column = canvas.column(x)
    for row in range(canvas.top, canvas.top + canvas.rows):
        if grid.curve(column, row) is None:
            grid.put(column, row, style.mark)
    grid.put(column, canvas.top + canvas.rows, style.foot)


def _tangent(grid: Grid, canvas: Canvas, line: Tangent, style: Style) -> str:
    """Draw the tangent under the function; what a sample of it looks like."""
    cells = _strokes(canvas, line) if style.ascii else _dots(canvas, line)
    for (across, up), char in cells.items():
        column, row = canvas.left + across, canvas.top + canvas.rows - 1 - up
        if canvas.has(column, row) and grid.curve(column, row) != line.y.curve:
            grid.put(column, row, char, TANGENT)
    return _stroke(canvas, line) * 3 if style.ascii else "╌╌╌"


_Cells = dict[tuple[int, int], str]
"""Characters by column and row of the canvas, from its lower left corner."""


def _dots(canvas: Canvas, line: Tangent) -> _Cells:
    """The tangent as cells of braille, dashed."""
    cells: dict[tuple[int, int], int] = {}
    steep = abs(_lean(canvas, line, _ACROSS, _UP)) > 1
    for across, up in _walk(canvas, line, _ACROSS, _UP):
        if (up if steep else across) % _PERIOD < _DASH:
            cell = across // _ACROSS, up // _UP
            cells[cell] = cells.get(cell, 0) | _BITS[across % _ACROSS][up % _UP]
    return {cell: chr(0x2800 + bits) for cell, bits in cells.items()}


def _strokes(canvas: Canvas, line: Tangent) -> _Cells:
    """The tangent as strokes that lean as it does."""
    char = _stroke(canvas, line)
    return dict.fromkeys(_walk(canvas, line, 1, 1), char)


def _stroke(canvas: Canvas, line: Tangent) -> str:
    lean = _lean(canvas, line, 1, 1)
    if abs(lean) < 0.4:
        return "-"
    if abs(lean) > 3:
        return "|"
    return "/" if lean > 0 else "\\"


def _walk(canvas: Canvas, line: Tangent, across: int, up: int) -> Iterator[tuple[int, int]]:
    """The dots of the tangent on a canvas of `across` x `up` dots a cell.

    Their places are counted from the canvas' lower left corner.
    """
    window = canvas.window
    if not window.y[0] <= line.y.y <= window.y[1]:
        return
    x = place(line.x, window.x, canvas.columns * across)
    y = place(line.y.y, window.y, canvas.rows * up)
    lean = _lean(canvas, line, across, up)
    square = up / across / 2
    reach = _REACH * canvas.columns * across / math.hypot(1, lean / square)
    for side in (1, -1):
        for at in range(1, round(reach * max(1.0, abs(lean))) + 1):
            if abs(lean) <= 1:
                yield x + side * at, y + round(side * at * lean)
            else:
                yield x + round(side * at / abs(lean)), y + side * at * (1 if lean > 0 else -1)


def _lean(canvas: Canvas, line: Tangent, across: int, up: int) -> float:
    """The tangent's slope in dots."""
    x, y = canvas.window.x, canvas.window.y
    lean = line.slope.y * ((x[1] - x[0]) / (canvas.columns * across))
    lean *= canvas.rows * up / (y[1] - y[0])
    return min(max(lean, -_STEEPEST), _STEEPEST)
