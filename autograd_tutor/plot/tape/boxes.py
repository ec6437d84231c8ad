"""The wide form: a box for each entry, lines from each to what it was made from."""

from __future__ import annotations

from textwrap import wrap

from autograd_tutor.evaluator.evidence import Graph
from autograd_tutor.plot.cells import cut, text_cells
from autograd_tutor.plot.tape.lanes import Bus, Entry, plan, to_ascii
from autograd_tutor.plot.tape.lines import Drawing, draw
from autograd_tutor.plot.tape.notes import Notes

_WIDEST = 36
"""Cells that a line of text in a box may take."""
_FRAME, _GAP = 4, 2
"""Cells beside the text: of a box, and between two."""
_CORNERS = str.maketrans("┬┴╤╧", "++##")
_BORDERS = {False: "┌─┐│└┘┴┬", True: "╔═╗║╚╝╧╤"}
"""Of a box, and of the one that was reached."""


def boxed(
    graph: Graph, width: int, *, ascii: bool, at: int | None = None, taken: int | None = None
) -> Drawing:
    """The record in boxes, in lines of at most `width` cells; as `draw` has it if there is no room.

    A step back changes the width of no box.
    """
    notes = Notes(graph, at=at, taken=taken, ascii=ascii)
    for room in _rooms(notes.everything()):
        pitch = room + _FRAME + _GAP
        events = list(plan(graph, max((width + _GAP) // pitch, 1)))
        lanes = max((len(each.lanes) for each in events), default=0)
        crowded = any(isinstance(each, Bus) and each.more for each in events)
        if events and not crowded and lanes * pitch - _GAP <= width:
            painter = _Painter(notes, room, ascii)
            drawing = Drawing([f"at {notes.element()}"] if notes.element() else [])
            for group in _side_by_side(events, graph):
                lines = painter.paint(group)
                if isinstance(group, list) and notes.current in [each.place for each in group]:
                    drawing.here = range(len(drawing), len(drawing) + len(lines))
                drawing += lines
            drawing += [cut(line, width, ascii=ascii) for line in _last(notes, ascii)]
            return drawing
    return draw(graph, width, ascii=ascii, at=at, taken=taken)


def _rooms(notes: Notes) -> list[int]:
    """Cells for text in a box: with the arithmetic on one line, and as few as do without that."""
    texts = [text for place in notes.order for text in _texts(place, notes)]
    rules = [rule for place in notes.order for rule in notes.rules(place)]
    sizes = [max(map(text_cells, each), default=0) for each in (texts + rules, texts)]
    return [min(size, _WIDEST) for size in sizes]


def _last(notes: Notes, ascii: bool) -> list[str]:
    left = notes.left(len(notes.order))
    return [f"{'...' if ascii else '…'} {left} more"] * (left > 0) + notes.endings()


def _side_by_side(events: list[Entry | Bus], graph: Graph) -> list[list[Entry] | Bus]:
    """The events, with entries that follow each other in one group where none uses another."""
    groups: list[list[Entry] | Bus] = []
    for event in events:
        last = groups[-1] if groups else None
        if isinstance(event, Bus):
            groups.append(event)
        elif isinstance(last, list) and not any(
            event.at == each.at or event.place in graph.nodes[each.place].next for each in last
        ):
            last.append(event)
        else:
            groups.append([event])
    return groups


def _texts(place: int, notes: Notes) -> list[str]:
    """What stands in a box, but for arithmetic."""
    known = {"value": notes.value(place), "gradient": notes.gradient(place)}
    numbers = [f"{what} {number}" for what, number in known.items() if number]
    saved = f"saves {notes.saved(place)}" if notes.saved(place) else ""
    return [*filter(None, [notes.title(place), *numbers, notes.held(place), saved])]


class _Painter:
    """Paints groups of boxes and the lines between, lanes as wide as a box."""

    def __init__(self, notes: Notes, room: int, ascii: bool) -> None:
        self._notes, self._room, self._ascii = notes, room, ascii
        self._lead = (room + _FRAME) // 2
        self._pitch = room + _FRAME + _GAP

    def paint(self, group: list[Entry] | Bus) -> list[str]:
        """The lines of a group."""
        if isinstance(group, Bus):
            line = group.line(self._pitch, self._lead)
            return [to_ascii(line) if self._ascii else line]
        boxes = {entry.at: self._box(entry) for entry in group}
        onwards = {entry.at: not entry.ends for entry in group}
        lanes = group[0].lanes
        columns = [
            boxes.get(lane, []) if lane in boxes or target is None else [self._past()]
            for lane, target in enumerate(lanes)
        ]
        goes_on = [onwards.get(lane, target is not None) for lane, target in enumerate(lanes)]
        height = max(map(len, boxes.values()))
        padded = [
            column + (height - len(column)) * [self._past() if more else self._blank()]
            for column, more in zip(columns, goes_on, strict=True)
        ]
        return [(" " * _GAP).join(row).rstrip() for row in zip(*padded, strict=True)]

    def _box(self, entry: Entry) -> list[str]:
        reached = entry.place == self._notes.current
        left, flat, right, side, low_left, low_right, up, down = list(_BORDERS[reached])
        top = left + flat * (self._room + 2) + right
        bottom = low_left + flat * (self._room + 2) + low_right
        if entry.place:
            top = top[: self._lead] + up + top[self._lead + 1 :]
        if not entry.ends:
            bottom = bottom[: self._lead] + down + bottom[self._lead + 1 :]
        texts = _texts(entry.place, self._notes)
        if reached:
            rules = self._notes.rules(entry.place)
            texts += [part for rule in rules for part in wrap(rule, max(self._room, 1))]
        inside = [f"{side} {self._fill(text)} {side}" for text in texts]
        return [
            to_ascii(line.translate(_CORNERS)) if self._ascii else line
            for line in (top, *inside, bottom)
        ]

    def _fill(self, text: str) -> str:
        text = cut(text, self._room, ascii=self._ascii)
        return text + " " * (self._room - text_cells(text))

    def _past(self) -> str:
        lane = "|" if self._ascii else "│"
        return lane.rjust(self._lead + 1).ljust(self._room + _FRAME)

    def _blank(self) -> str:
        return " " * (self._room + _FRAME)
