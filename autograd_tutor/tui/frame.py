"""What the terminal shows, so that only the cells that change are sent to it.

An editor repaints all its rows at each key, and a step all its panels. Over a slow line those
bytes are what a learner waits for, and nearly all of them are on the screen already.

Textual has no public place for this: read from Textual 8.2.8. Where another one is made otherwise,
`fits` finds that out, and Textual's own output is left as it is.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias
from unicodedata import category

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

Cell: TypeAlias = tuple[str, tuple[str, str]]
"""A character and what is written before and after it for its style.

The right half of a wide character is a cell without a character.
"""

GAP = 8
"""A move of the cursor takes as many bytes as this many unchanged cells."""
MARK = "\0"


class Frame:
    """The cells as they were last written; a cell of which nothing is known is None."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._rows: defaultdict[int, list[Cell | None]] = defaultdict(list)
        self._size: Size | None = None

    def forget(self) -> bool:
        """Take nothing for known any more; whether anything was."""
        known = bool(self._rows)
        self._rows.clear()
        return known

    def update(self, update: ChopsUpdate | LayoutUpdate, console: Console) -> str:
        """What to write so that the terminal shows the update.

        A screen of another size is written whole: where it was drawn for the old size on the
        terminal of the new one, rows and columns stand in the wrong places.
        """
        if isinstance(update, ChopsUpdate):
            pieces = _chops(update)
        else:
            pieces = _rows(update)
            if update.region.size != self._size:
                self._size = update.region.size
                self.forget()
        return "".join(self._write(*piece, console) for piece in pieces)

    def _write(self, x: int, y: int, strip: Strip, console: Console) -> str:
        new = _cells(tuple(strip), console)
        row, end = self._rows[y], x + len(new)
        row.extend([None] * (end + 1 - len(row)))
        old = row[x:end]
        if old == new:
            return ""
        if x and _is_right_half(row[x]):
            row[x - 1] = None
        if _is_right_half(row[end]):
            row[end] = None
        row[x:end] = new
        return "".join(_written(new[a:b], x + a, y) for a, b in _changed(old, new))


class Difference(CompositorUpdate):
    """An update that is compared with the frame when it is written, as not every one is."""

    def __init__(self, frame: Frame, update: ChopsUpdate | LayoutUpdate) -> None:
        """The update, and what the terminal shows before it."""
        self._frame = frame
        self._update = update

    def render_segments(self, console: Console) -> str:
        """The bytes to write."""
        return self._frame.update(self._update, console)


def fits() -> bool:
    """Whether the Textual that runs hands over its updates as the one this was written for."""
    expected: list[tuple[Callable[..., Any], list[str]]] = [
        (App._display, ["self", "screen", "renderable"]),
        (ChopsUpdate, ["chops", "spans", "chop_ends"]),
        (LayoutUpdate, ["strips", "region"]),
        (CompositorUpdate.render_segments, ["self", "console"]),
    ]
    return all(list(inspect.signature(each).parameters) == names for each, names in expected)


FITS = fits()


class FrameApp(App[None]):
    """An app that sends only the cells that change."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        super().__init__()
        self._frame = Frame()

    def on_resize(self, event: events.Resize) -> None:
        """What a resized terminal shows is its own affair; back from a suspension, nothing.

        At another size than the screen's, Textual lays all of it out anew by itself.
        """
        if self._frame.forget() and event.size == self.screen.size:
            self.screen.refresh()

    def action_redraw(self) -> None:
        """Send the whole screen anew, whatever stands on the terminal."""
        self._frame.forget()
        self.screen.refresh()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if FITS and isinstance(renderable, ChopsUpdate | LayoutUpdate):
            renderable = Difference(self._frame, renderable)
        super()._display(screen, renderable)


def _chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Each piece of a row that is to be repainted: column, row, cells."""
    for y, start, end in update.spans:
        for (x, strip), strip_end in zip(
            update.chops[y].items(), update.chop_ends[y], strict=False
        ):
            if strip is not None and x < end and strip_end > start:
                yield x, y, strip.crop(0, min(strip_end, end) - x)


def _rows(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        yield update.region.x, y, Strip.join(strips)


@lru_cache(256)
def _cells(segments: tuple[Segment, ...], console: Console) -> list[Cell]:
    """The segments by column. What takes no column of its own is in the cell before it."""
    cells: list[Cell] = []
    for text, style, _ in segments:
        around = _around(style, console)
        if all(map(_is_narrow, text)):
            cells.extend((char, around) for char in text)
        else:
            for char in _characters(text):
                _append(cells, char, around)
    return cells


def _append(cells: list[Cell], char: str, around: tuple[str, str]) -> None:
    width = cell_len(char)
    if width:
        cells.append((char, around))
        cells.extend([("", around)] * (width - 1))
    elif cells:
        at = -2 if _is_right_half(cells[-1]) else -1
        cells[at] = (cells[at][0] + char, cells[at][1])


def _characters(text: str) -> Iterator[str]:
    """Characters as they are seen: with their accents, and emoji that are joined as one."""
    whole = ""
    for char in text:
        if cell_len(char) == 0 or (whole and cell_len(whole + char) == cell_len(whole)):
            whole += char
            continue
        if whole:
            yield whole
        whole = char
    yield whole


@lru_cache(1024)
def _around(style: Style | None, console: Console) -> tuple[str, str]:
    """What is written before and after a text in this style.

    The terminal's own colours are left out: they are in force where no others are.
    """
    if style is None:
        return "", ""
    color, ground = (
        None if color is None or color.is_default else color
        for color in (style.color, style.bgcolor)
    )
    style = style.without_color + Style(color=color, bgcolor=ground)
    before, _, after = Strip([Segment(MARK, style)]).render(console).partition(MARK)
    return before, after


@lru_cache(4096)
def _is_narrow(char: str) -> bool:
    """Whether every terminal gives the character one column."""
    known = len(char) == 1 and category(char) not in ("Cn", "Co")
    return char.isascii() or (known and cell_len(char) == 1)


def _is_right_half(cell: Cell | None) -> bool:
    return cell is not None and not cell[0]


def _changed(old: Sequence[Cell | None], new: Sequence[Cell]) -> list[tuple[int, int]]:
    """The columns to write, from and to; those near each other together."""
    spans: list[tuple[int, int]] = []
    for at, (was, now) in enumerate(zip(old, new, strict=True)):
        if was != now:
            start = spans.pop()[0] if spans and at - spans[-1][1] < GAP else at
            spans.append((start, at + 1))
    return spans


def _written(cells: Sequence[Cell], x: int, y: int) -> str:
    """Cells in one row, from a column on."""
    parts = [_move(x, y)]
    for (before, after), group in groupby(cells, itemgetter(1)):
        parts.append(before)
        for char, _ in group:
            parts.append(char if char and _is_narrow(char) else _placed(char, x, y))
            x += 1
        parts.append(after)
    return "".join(parts)


def _placed(char: str, x: int, y: int) -> str:
    """A character about whose width terminals differ, so that what follows is in its column."""
    if not char:
        return ""
    width = cell_len(char)
    return f"{' ' * width}{_move(x, y)}{char}{_move(x + width, y)}"


def _move(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"
