"""A figure as rows of characters. plotext draws the curves; frame, labels and legend are ours.

So plotext sees neither learner text nor any number that is not an exact place on its canvas.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from autograd_tutor.evaluator.messages import Figure
from autograd_tutor.plot.cells import clean, cut
from autograd_tutor.plot.frame import ASCII, UNICODE, Canvas, Style, draw_foot, draw_frame, place
from autograd_tutor.plot.grid import Grid, Span
from autograd_tutor.plot.limits import Point
from autograd_tutor.plot.window import Nothing, fit

__all__ = ["Span", "draw"]

_LEAST_WIDTH, _LEAST_HEIGHT = 20, 5
_DOTS = {"braille": (2, 4), "hd": (2, 2)}
"""Columns and rows of dots in a cell, for plotext's finer markers."""
_FIRST_COLOUR = 16
_COLOURED = re.compile(r"\x1b\[(?:38;5;(\d+)|0)m|([^\x1b])")


def draw(figure: Figure, width: int, height: int, *, ascii: bool = False) -> list[list[Span]]:
    """`figure` as exactly `height` rows of exactly `width` terminal cells (both 1 or more).

    A span's `curve` is the index of the curve it draws, None for frame and words. With `ascii`
    every character is ASCII. Not for two threads at once: plotext has one global figure.
    """
    grid = Grid(width, height)
    style = ASCII if ascii else UNICODE
    window = fit(figure)
    if isinstance(window, Nothing):
        _message(grid, window.why, style)
    elif width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        _message(grid, f"a plot needs {_LEAST_WIDTH}x{_LEAST_HEIGHT} cells", style)
    else:
        canvas = draw_frame(grid, figure, window, style)
        _draw_curves(grid, canvas, style)
        draw_foot(grid, figure, window, style)
    return grid.rows()


def _message(grid: Grid, text: str, style: Style) -> None:
    """Words in the middle of the grid, wrapped, cut where there is no room."""
    lines = textwrap.wrap(clean(text, ascii=style.ascii), max(grid.width - 2, 1))
    if len(lines) > grid.height:
        lines = [text]
    for row, line in enumerate(lines, (grid.height - len(lines)) // 2):
        shown = cut(line, grid.width, ascii=style.ascii)
        grid.put((grid.width - len(shown)) // 2, row, shown)


def _draw_curves(grid: Grid, canvas: Canvas, style: Style) -> None:
    """Put what plotext draws on the canvas, later curves over earlier ones."""
    for row, line in enumerate(_plotext_rows(canvas, style), canvas.top):
        column = canvas.left
        curve: int | None = None
        for match in _COLOURED.finditer(line):
            if match[2] is None:
                curve = int(match[1]) - _FIRST_COLOUR if match[1] else None
                continue
            if curve is not None:
                grid.put(column, row, match[2], curve)
            column += 1


def _plotext_rows(canvas: Canvas, style: Style) -> list[str]:
    """Rows of plotext's picture, each curve in a colour of its own: `_FIRST_COLOUR` + its index."""
    import plotext  # 15 to 50 ms, which the first paint need not wait for

    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plot_size(canvas.columns, canvas.rows)
    plotext.theme("clear")
    plotext.frame(False)
    plotext.xticks([])
    plotext.yticks([])
    plotext.xlim(0, 1)
    plotext.ylim(0, 1)
    for curve, line in enumerate(canvas.window.curves):
        marker = style.markers[curve % len(style.markers)]
        for piece in line.pieces:
            mark = style.dot or marker if len(piece) == 1 else marker
            across, up = _on_canvas(piece, canvas, *_DOTS.get(mark, (1, 1)))
            plotext.plot(across, up, marker=mark, color=_FIRST_COLOUR + curve)
    return str(plotext.build()).splitlines()


def _on_canvas(
    piece: Iterable[Point], canvas: Canvas, across: int, up: int
) -> tuple[list[float], list[float]]:
    """A polyline snapped to a canvas of `across` x `up` dots a cell, as fractions of its limits.

    Snapping here, and not in plotext, keeps all markers, ticks and level lines aligned.
    """
    columns, rows = canvas.columns * across, canvas.rows * up
    dots = _thinned(
        (place(x, canvas.window.x, columns), place(y, canvas.window.y, rows)) for x, y in piece
    )
    xs, ys = zip(*dots, strict=True)
    return [x / max(columns - 1, 1) for x in xs], [y / max(rows - 1, 1) for y in ys]


def _thinned(dots: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same picture from fewer points: at most four for each column the line passes."""
    for x, column in groupby(dots, key=itemgetter(0)):
        ys = [y for _, y in column]
        for y in dict.fromkeys((ys[0], min(ys), max(ys), ys[-1])):
            yield x, y
