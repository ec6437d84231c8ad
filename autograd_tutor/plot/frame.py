"""What surrounds the curves: axes, tick labels, zero line, legend, title and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd_tutor.evaluator.messages import Figure
from autograd_tutor.plot.cells import clean, cut, text_cells
from autograd_tutor.plot.grid import Grid
from autograd_tutor.plot.limits import Limits
from autograd_tutor.plot.ticks import Tick, ticks
from autograd_tutor.plot.window import Window, name

_HEADER_FROM, _FOOT_FROM, _TITLE_FROM = 7, 9, 12
"""Heights from which there is room for a header row, a foot row, a row for the title alone."""


@dataclass(frozen=True)
class Style:
    """The characters of a plot; `markers` are plotext's names or characters, one for each curve."""

    ascii: bool
    markers: tuple[str, ...]
    samples: tuple[str, ...]
    dot: str
    zero: str
    hline: str
    axis: str
    side: str
    side_tick: str
    corner: str
    axis_tick: str
    point: str
    foot: str
    mark: str


UNICODE = Style(
    ascii=False,
    markers=("braille", "hd", "•", "×", "+", "o"),
    samples=("⠤⠤⠤", "▄▄▄", "•••", "×××", "+++", "ooo"),
    dot="●",
    zero="┈",
    hline="─",
    axis="─",
    side="│",
    side_tick="┤",
    corner="└",
    axis_tick="┬",
    point="●",
    foot="┴",
    mark="┊",
)
ASCII = Style(
    ascii=True,
    markers=("*", "+", "o", "x", "#", "%"),
    samples=("***", "+++", "ooo", "xxx", "###", "%%%"),
    dot="",
    zero=".",
    hline="-",
    axis="-",
    side="|",
    side_tick="+",
    corner="+",
    axis_tick="+",
    point="@",
    foot="^",
    mark=":",
)


@dataclass(frozen=True)
class Canvas:
    """Where on the grid the curves go, in cells, and in which row a cursor's values are told."""

    left: int
    top: int
    columns: int
    rows: int
    window: Window
    words: int

    def has(self, column: int, row: int) -> bool:
        """Whether a cell of the grid is one of the canvas."""
        across, down = column - self.left, row - self.top
        return 0 <= across < self.columns and 0 <= down < self.rows

    def column(self, x: float) -> int:
        """The grid column of a value inside the window."""
        return self.left + place(x, self.window.x, self.columns)

    def row(self, y: float) -> int:
        """The grid row of a value inside the window."""
        return self.top + self.rows - 1 - place(y, self.window.y, self.rows)


def place(value: float, limits: Limits, cells: int) -> int:
    """In which of `cells` equal parts of the interval a value inside it lies, counted from 0."""
    return min(int((value - limits[0]) / (limits[1] - limits[0]) * cells), cells - 1)


def draw_frame(grid: Grid, figure: Figure, window: Window, style: Style) -> Canvas:
    """Draw everything but the curves and the last row, and say where the curves go."""
    header = _header(grid, figure, window, style)
    foot = _has_foot(grid, figure, window)
    rows = grid.height - len(header) - 2 - foot
    y_ticks = ticks(*window.y, min(9, max(2, rows // 2)))
    gutter = max(len(tick.label) for tick in y_ticks)
    if gutter > grid.width // 3:
        y_ticks, gutter = (), 0
    words = len(header) - 1 if header else rows + 1
    canvas = Canvas(gutter + 1, len(header), grid.width - gutter - 1, rows, window, words)
    for row, entries in enumerate(header):
        for column, text, curve in entries:
            grid.put(column, row, text, curve)
    _y_axis(grid, canvas, y_ticks, style)
    _x_axis(grid, canvas, style)
    _level_lines(grid, canvas, style)
    return canvas


def _has_foot(grid: Grid, figure: Figure, window: Window) -> bool:
    return grid.height >= _FOOT_FROM and bool(figure.xlabel.strip() or window.notes)


Words = list[tuple[int, str, int | None]]
"""Of one row: at which column, what, and of which curve."""


def _header(grid: Grid, figure: Figure, window: Window, style: Style) -> list[Words]:
    if grid.height < _HEADER_FROM:
        return []
    title, ylabel = (clean(text, ascii=style.ascii) for text in (figure.title, figure.ylabel))
    rows: list[Words] = []
    if title and grid.height >= _TITLE_FROM:
        shown = cut(title, grid.width, ascii=style.ascii)
        rows.append([((grid.width - text_cells(shown)) // 2, shown, None)])
        title = ""
    words = _legend(grid.width, window, style)
    room = (words[0][0] if words else grid.width + 2) - 2
    left = title or ylabel
    if left and room >= min(text_cells(left), 8):
        words.insert(0, (0, cut(left, room, ascii=style.ascii), None))
    return [*rows, words] if words else rows


def _legend(width: int, window: Window, style: Style) -> Words:
    """A sample of each curve and its name, at the right end; none for one unnamed curve."""
    if len(window.curves) == 1 and not window.curves[0].label.strip():
        return []
    shown = [clean(name(n, line), ascii=style.ascii) for n, line in enumerate(window.curves, 1)]
    entries = len(shown)
    overhead, more = len(style.samples[0]) + 1, ""
    while entries > 1 and _legend_width(shown[:entries], overhead, 6) + len(more) > width:
        entries -= 1
        more = f"   +{len(shown) - entries} more"
    longest = max(map(text_cells, shown))
    while longest > 3 and _legend_width(shown[:entries], overhead, longest) + len(more) > width:
        longest -= 1
    cuts = [cut(label, longest, ascii=style.ascii) for label in shown[:entries]]
    column = width - _legend_width(cuts, overhead, longest) - len(more)
    words: Words = []
    for curve, label in enumerate(cuts):
        words.append((column, style.samples[curve % len(style.samples)], curve))
        words.append((column + overhead, label, None))
        column += overhead + text_cells(label) + 3
    if more:
        words.append((column, more.strip(), None))
    return words


def _legend_width(labels: Sequence[str], overhead: int, longest: int) -> int:
    return sum(overhead + min(text_cells(label), longest) + 3 for label in labels) - 3


def _y_axis(grid: Grid, canvas: Canvas, y_ticks: Sequence[Tick], style: Style) -> None:
    side = canvas.left - 1
    for row in range(canvas.top, canvas.top + canvas.rows):
        grid.put(side, row, style.side)
    for tick in y_ticks:
        row = canvas.row(tick.at)
        grid.put(side - len(tick.label), row, tick.label)
        grid.put(side, row, style.side_tick)


def _x_axis(grid: Grid, canvas: Canvas, style: Style) -> None:
    row = canvas.top + canvas.rows
    grid.put(canvas.left - 1, row, style.corner + style.axis * canvas.columns)
    for column, tick in _spaced(grid.width, canvas):
        grid.put(canvas.column(tick.at), row, style.axis_tick)
        grid.put(column, row + 1, tick.label)


def _spaced(width: int, canvas: Canvas) -> list[tuple[int, Tick]]:
    """As many x ticks as keep their labels two cells apart, and where each label starts."""
    for most in range(max(2, min(canvas.columns // 7, 11)), 1, -1):
        placed = [
            (min(max(canvas.column(t.at) - len(t.label) // 2, 0), width - len(t.label)), t)
            for t in ticks(*canvas.window.x, most)
        ]
        ends = [column + len(tick.label) for column, tick in placed]
        starts = [column for column, _ in placed[1:]]
        if all(end + 2 <= start for end, start in zip(ends, starts, strict=False)):
            return placed
    return placed[:1]


def _level_lines(grid: Grid, canvas: Canvas, style: Style) -> None:
    if canvas.window.y[0] < 0 < canvas.window.y[1]:
        grid.put(canvas.left, canvas.row(0.0), style.zero * canvas.columns)
    for line in canvas.window.hlines:
        grid.put(canvas.left, canvas.row(line), style.hline * canvas.columns)


def draw_foot(grid: Grid, figure: Figure, window: Window, style: Style) -> None:
    """The last row: notes from the left, the x label in the middle, or at the right of notes."""
    if not _has_foot(grid, figure, window):
        return
    xlabel = cut(clean(figure.xlabel, ascii=style.ascii), grid.width // 2, ascii=style.ascii)
    taken = text_cells(xlabel)
    grid.put((grid.width - taken) // (1 if window.notes else 2), grid.height - 1, xlabel)
    room = grid.width - (taken + 2 if taken else 0)
    said = clean("; ".join(window.notes), ascii=style.ascii)
    grid.put(0, grid.height - 1, cut(said, room, ascii=style.ascii))
