"""A screen as SVG that looks the same everywhere: no font from the network, lines that meet."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.color import blend_rgb
from rich.color_triplet import ColorTriplet
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.app import App

from .glyphs import HEIGHT, WIDTH, Shape, shape

FONT = "ui-monospace, Menlo, 'DejaVu Sans Mono', 'Liberation Mono', Consolas, monospace"
SIZE = 15
MARGIN = 10
DARK = TerminalTheme(
    (24, 26, 31),
    (208, 212, 220),
    [
        (24, 26, 31), (224, 108, 117), (140, 194, 101), (209, 154, 102),
        (97, 162, 239), (198, 120, 221), (66, 184, 196), (208, 212, 220),
    ],
    [
        (110, 118, 132), (255, 97, 110), (165, 224, 117), (240, 164, 93),
        (119, 182, 255), (222, 128, 255), (76, 209, 224), (255, 255, 255),
    ],
)  # fmt: skip
"""The terminal's colours: 8 of them, and their bright forms."""


class Cell(NamedTuple):
    """A character at a place on the screen, and how it looks."""

    column: int
    row: int
    char: str
    colour: str
    background: str
    style: str


def svg(app: App[Any], title: str) -> str:
    """The app's screen. `title` says what is seen, for who can't see it."""
    columns, rows = app.size
    width, height = columns * WIDTH + 2 * MARGIN, rows * HEIGHT + 2 * MARGIN
    cells = list(_cells(app))
    parts = [*_backgrounds(cells), *_shapes(cells), *_texts(cells)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" font-size="{SIZE}" '
            f'font-family="{FONT}">',
            f"<title>{escape(title)}</title>",
            "<style>text{white-space:pre}.b{font-weight:bold}.i{font-style:italic}"
            ".u{text-decoration:underline}</style>",
            f'<rect width="{width}" height="{height}" rx="6" fill="{DARK.background_color.hex}"/>',
            f'<g transform="translate({MARGIN} {MARGIN})">',
            *parts,
            "</g>",
            "</svg>\n",
        ]
    )


def _cells(app: App[Any]) -> Iterator[Cell]:
    width, height = app.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert drawn is not None
    segments = (each for each in console.render(drawn) if not each.control)
    for row, line in enumerate(Segment.split_lines(segments)):
        column = 0
        for text, style, _ in line:
            colour, background, marks = _look(style or Style())
            for char in text:
                yield Cell(column, row, char, colour, background, marks)
                column += cell_len(char)


def _look(style: Style) -> tuple[str, str, str]:
    """Colour, background and marks: bold, italic, underlined."""
    front, back = DARK.foreground_color, DARK.background_color
    if style.color is not None and not style.color.is_default:
        front = style.color.get_truecolor(DARK)
    if style.bgcolor is not None and not style.bgcolor.is_default:
        back = style.bgcolor.get_truecolor(DARK, foreground=False)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = ColorTriplet(*blend_rgb(front, back, 0.4))
    marks = {"b": style.bold, "i": style.italic, "u": style.underline}
    return front.hex, back.hex, " ".join(mark for mark, on in marks.items() if on)


def _backgrounds(cells: list[Cell]) -> Iterator[str]:
    plain = DARK.background_color.hex
    for (row, background), group in groupby(cells, lambda cell: (cell.row, cell.background)):
        run = list(group)
        if background != plain:
            x, wide = run[0].column * WIDTH, sum(cell_len(cell.char) for cell in run) * WIDTH
            place = f'x="{x}" y="{row * HEIGHT}" width="{wide}" height="{HEIGHT}"'
            yield f'<rect {place} fill="{background}"/>'


def _shapes(cells: list[Cell]) -> Iterator[str]:
    """One path for all that is drawn alike."""
    paths: defaultdict[tuple[str, float, str], list[str]] = defaultdict(list)
    for cell in cells:
        if found := _shape(cell):
            paths[cell.colour, found.stroke, found.dash].append(found.path)
    for (colour, stroke, dash), pieces in paths.items():
        if stroke:
            dashed = f' stroke-dasharray="{dash}"' * bool(dash)
            paint = f'fill="none" stroke="{colour}" stroke-width="{stroke:g}"{dashed}'
            paint += ' stroke-linecap="round"' * (not dash)
        else:
            paint = f'fill="{colour}"'
        yield f'<path {paint} d="{"".join(pieces)}"/>'


def _shape(cell: Cell) -> Shape | None:
    return shape(cell.char, cell.column * WIDTH, cell.row * HEIGHT)


def _texts(cells: list[Cell]) -> Iterator[str]:
    """Runs of text that looks alike, each as long as its cells whatever the font."""
    written = [cell if _shape(cell) is None else cell._replace(char=" ") for cell in cells]
    for (row, colour, style), group in groupby(
        written, lambda cell: (cell.row, cell.colour, cell.style)
    ):
        run = list(group)
        text = "".join(cell.char for cell in run)
        for found in re.finditer(r"\S+(?: \S+)*", text):
            x = run[found.start()].column * WIDTH
            y = row * HEIGHT + 0.76 * HEIGHT
            wide = cell_len(found[0]) * WIDTH
            marks = f' class="{style}"' * bool(style)
            place = f'x="{x}" y="{y:g}" textLength="{wide}"'
            yield f'<text {place}{marks} fill="{colour}">{escape(found[0])}</text>'
