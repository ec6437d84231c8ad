"""A figure as rows of characters. plotext draws the curves; frame, labels and legend are ours.

So plotext sees neither learner text nor any number that is not an exact place on its canvas.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from autograd_tutor.evaluator.messages import Figure
from autograd_tutor.plot.cells import clean, cut
from autograd_tutor.plot.cursor import Reader, step
from autograd_tutor.plot.frame import ASCII, UNICODE, Canvas, Style, draw_foot, draw_frame, place
from autograd_tutor.plot.grid import Grid, Span
from autograd_tutor.plot.limits import Point
from autograd_tutor.plot.mark import draw_cursor
from autograd_tutor.plot.window import Nothing, fit

__all__ = ["Picture", "Span", "draw"]

_LEAST_WIDTH, _LEAST_HEIGHT = 20, 5
_DOTS = {"braille": (2, 4), "hd": (2, 2)}
"""Columns and rows of dots in a cell, for plotext's finer markers."""
_FIRST_COLOUR = 16
_COLOURED = re.compile(r"\x1b\[(?:38;5;(\d+)|0)m|([^\x1b])")


def draw(
    figure: Figure, width: int, height: int, *, ascii: bool = False, cursor: float | None = None
) -> list[list[Span]]:
    """`figure` as exactly `height` rows of exactly `width` terminal cells (both 1 or more).

    A span's `curve` is the index of the curve it draws, None for frame and words. With `ascii`
    every character is ASCII. Not for two threads at once: plotext has one global figure.
    """
    return Picture(figure, width, height, ascii=ascii).rows(cursor)


class Picture:
    """A figure drawn once, and again and again with a cursor on it."""

    def __init__(self, figure: Figure, width: int, height: int, *, ascii: bool = False) -> None:
        """Draw it, as `draw` does."""
        self._grid = Grid(width, height)
        self._style = ASCII if ascii else UNICODE
        self._canvas: Canvas | None = None
        window = fit(figure)
        if isinstance(window, Nothing):
            _message(self._grid, window.why, self._style)
        elif width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
            _message(self._grid, f"a plot needs {_LEAST_WIDTH}x{_LEAST_HEIGHT} cells", self._style)
        else:
            self._canvas = draw_frame(self._grid, figure, window, self._style)
            self._reader = Reader(figure, window)
            _draw_curves(self._grid, self._canvas, self._style)
            draw_foot(self._grid, figure, window, self._style)

    def rows(self, cursor: float | None = None, hint: str = "") -> list[list[Span]]:
        """The picture, with a cursor at this x, if the window shows it, or else with a hint.

        The hint stands left of the legend, if there is room; it must be ASCII.
        """
        if self._canvas is None:
            return self._grid.rows()
        grid = self._grid.copy()
        if cursor is not None and self._reader.holds(cursor):
            draw_cursor(grid, self._canvas, self._reader, cursor, self._style)
        elif self._canvas.words < self._canvas.top and grid.is_blank(
            0, self._canvas.words, len(hint) + 2
        ):
            grid.put(0, self._canvas.words, hint)
        return grid.rows()

    def step(self, x: float | None, by: int) -> float | None:
        """The x that is so many columns of dots to the right of another, past gaps, or the last.

        From no x, the one in the middle. None where a cursor can't stand anywhere.
        """
        return step(self._stops, x, by)

    def end(self, side: int) -> float | None:
        """The first x that `step` leads to, or with `side` above 0 the last."""
        return self._stops[-1 if side > 0 else 0] if self._stops else None

    @cached_property
    def _stops(self) -> list[float]:
        if self._canvas is None:
            return []
        return self._reader.stops(self._canvas.columns * (1 if self._style.ascii else 2))

    def x(self, column: int) -> float | None:
        """The x at a column of cells, or at the end of the axis that is next to it."""
        if self._canvas is None:
            return None
        return self._reader.column(column - self._canvas.left, self._canvas.columns)


def _message(grid: Grid, text: str, style: Style) -> None:
    """Words in the middle of the grid, wrapped, cut where there is no room."""
    lines = textwrap.wrap(clean(text, ascii=style.ascii), max(grid.width - 2, 1))
    if len(lines) > grid.height:
        lines = [text]
    for row, line in enumerate(lines, (grid.height - len(lines)) // 2):
        shown = cut(line, grid.width, ascii=style.ascii)
        grid.put((grid.width - len(shown)) // 2, row, shown)


def preload() -> None:
    """Import plotext before the first picture asks for it; safe in any thread."""
    import plotext  # noqa: F401


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
        colour = _FIRST_COLOUR + curve
        marker = style.markers[curve % len(style.markers)]
        strokes = [piece for piece in line.pieces if len(piece) > 1]
        if strokes:
            across, up = _on_canvas(strokes, canvas, *_DOTS.get(marker, (1, 1)))
            plotext.plot(across, up, marker=marker, color=colour)
        dots = [piece for piece in line.pieces if len(piece) == 1]
        if dots:
            across, up = _on_canvas(dots, canvas, 1, 1)
            plotext.scatter(across, up, marker=style.dot or marker, color=colour)
    return str(plotext.build()).splitlines()


def _on_canvas(
    pieces: Sequence[Sequence[Point]], canvas: Canvas, across: int, up: int
) -> tuple[list[float | None], list[float | None]]:
    """Polylines snapped to a canvas of `across` x `up` dots a cell, as fractions of its limits.

    None parts one from the next. Snapping here, and not in plotext, keeps all markers, ticks and
    level lines aligned.
    """
    columns, rows = canvas.columns * across, canvas.rows * up
    xs: list[float | None] = []
    ys: list[float | None] = []
    for piece in pieces:
        dots = (
            (place(x, canvas.window.x, columns), place(y, canvas.window.y, rows)) for x, y in piece
        )
        for x, y in _thinned(dots):
            xs.append(x / max(columns - 1, 1))
            ys.append(y / max(rows - 1, 1))
        xs.append(None)
        ys.append(None)
    return xs[:-1], ys[:-1]


def _thinned(dots: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same picture from fewer points: a column passed many times becomes one stroke."""
    last = 0
    for x, column in groupby(dots, key=itemgetter(0)):
        ys = [y for y, _ in groupby(y for _, y in column)]
        if len(ys) > 4:
            low, high = min(ys), max(ys)
            ys = [low, high] if abs(low - last) < abs(high - last) else [high, low]
        for y in ys:
            yield x, y
        last = ys[-1]
