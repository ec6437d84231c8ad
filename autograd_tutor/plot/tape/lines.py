"""The compact form: a line for each entry, numbers in columns where there is room."""

from __future__ import annotations

from typing import NamedTuple

from autograd_tutor.evaluator.evidence import Graph
from autograd_tutor.plot.cells import cut, text_cells
from autograd_tutor.plot.tape.lanes import Bus, Entry, plan, to_ascii
from autograd_tutor.plot.tape.notes import NO_RECORD, Notes

_LABEL = 24
"""Cells that lanes leave for names and shapes, where there are so many."""
_HEADS = {"saved": "saved", "value": "value", "gradient": "gradient", "held": ""}
_WIDEST_FIRST = [
    ["saved", "value", "gradient", "held"],
    ["value", "gradient", "held"],
    ["gradient", "held"],
    ["gradient"],
    [],
]
"""Which columns are shown, as soon as there is room."""


class Drawing(list[str]):
    """Lines, `here` of which are about the entry that was reached."""

    here = range(0)


class _Row(NamedTuple):
    left: str
    place: int | None = None
    reached: bool = False


def draw(
    graph: Graph, width: int, *, ascii: bool, at: int | None = None, taken: int | None = None
) -> Drawing:
    """The record in lines of at most `width` cells, each entry once, after all that use it.

    With `at` numbers are told, at that element; `nearest` finds it. With `taken` the gradients
    are those that are known after as many steps back, of `len(topological(graph))`, and the chain
    rule is shown at the entry that was reached. Inputs that find no room are counted on the line
    below their operation, and whatever is not drawn at all on a line of its own.
    """
    notes = Notes(graph, at=at, taken=taken, ascii=ascii)
    if not graph.nodes:
        return Drawing(cut(line, width, ascii=ascii) for line in NO_RECORD)
    rows: list[_Row] = []
    for each in plan(graph, max((width - _LABEL) // 2, 1)):
        rows += _entry(each, notes) if isinstance(each, Entry) else [_bus(each)]
    lines = _in_columns(rows, notes, width)
    reached = [len(lines) - len(rows) + n for n, row in enumerate(rows) if row.reached]
    if left := notes.left(sum(row.place is not None for row in rows)):
        lines.append(f"… {left} more")
    lines += notes.endings()
    drawing = Drawing(cut(_plain(line) if ascii else line, width, ascii=ascii) for line in lines)
    drawing.here = range(reached[0], reached[-1] + 1) if reached else range(0)
    return drawing


def _entry(entry: Entry, notes: Notes) -> list[_Row]:
    """The row of an entry, `● Pow  [100]`, and below the one that was reached, its arithmetic."""
    leaf, reached = notes.graph.nodes[entry.place].leaf, entry.place == notes.current
    past = [" " if target is None else "│" for target in entry.lanes]
    cells, below = list(past), list(past)
    cells[entry.at] = ("◇" if leaf else "◆") if reached else ("○" if leaf else "●")
    below[entry.at] = " " if entry.ends else "│"
    rows = [_Row(f"{' '.join(cells).rstrip()} {notes.title(entry.place)}", entry.place, reached)]
    if reached:
        lanes = " ".join(below).rstrip()
        rows += [
            _Row(f"{lanes}   {rule}" if lanes else f"  {rule}", reached=True)
            for rule in notes.rules(entry.place)
        ]
    return rows


def _bus(bus: Bus) -> _Row:
    more = f" … {bus.more} more input{'s' * (bus.more > 1)}" if bus.more else ""
    return _Row(bus.line() + more)


def _in_columns(rows: list[_Row], notes: Notes, width: int) -> list[str]:
    """The rows, and to the right of each entry its numbers as far as there is room."""
    everything = notes.everything()
    entries = [row for row in rows if row.place is not None]
    sizes = {}
    for column, head in _HEADS.items():
        texts = [getattr(everything, column)(row.place) for row in entries]
        if any(texts):
            sizes[column] = max(map(text_cells, [head, *texts]))
    element = f"at {everything.element()}" if everything.element() else ""
    indent = max(map(text_cells, [element, *(row.left for row in entries)]), default=0)
    for wanted in _WIDEST_FIRST:
        columns = [column for column in wanted if column in sizes]
        if indent + sum(2 + sizes[column] for column in columns) <= width:
            break
    lines = [_line(row.left, indent, _texts(row, notes, columns), sizes) for row in rows]
    heads = {column: _HEADS[column] for column in columns}
    return [_line(element, indent, heads, sizes), *lines] if columns else lines


def _texts(row: _Row, notes: Notes, columns: list[str]) -> dict[str, str]:
    if row.place is None:
        return {}
    return {column: getattr(notes, column)(row.place) for column in columns}


def _line(left: str, indent: int, texts: dict[str, str], sizes: dict[str, int]) -> str:
    line = left
    if texts:
        line += " " * (indent - text_cells(left))
    for column, text in texts.items():
        room = " " * (sizes[column] - text_cells(text))
        line += f"  {text}{room}" if column == "held" else f"  {room}{text}"
    return line.rstrip()


def _plain(line: str) -> str:
    return to_ascii(line).replace("…", "...")
