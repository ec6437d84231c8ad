"""Which way the lines of a drawing run, as in `git log --graph`: each lane leads to one entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from autograd_tutor.evaluator.evidence import Graph
from autograd_tutor.plot.tape.order import topological

Lanes: TypeAlias = tuple[int | None, ...]
"""For each lane the entry that it leads down to, None where it is free."""
_TURNS = {
    # (from above, to below, to the left, to the right)
    (True, True, False, False): "│",
    (True, True, False, True): "├",
    (True, True, True, False): "┤",
    (True, True, True, True): "┼",
    (True, False, False, True): "╰",
    (True, False, True, False): "╯",
    (True, False, True, True): "┴",
    (True, False, False, False): "╵",
    (False, True, False, True): "╭",
    (False, True, True, False): "╮",
    (False, True, True, True): "┬",
}
_ASCII = str.maketrans("●○◆◇·│─├┤┼╭╮┬╰╯┴╵┌┐└┘║═╔╗╚╝╤╧×", "*o>>-|-+++...''''++++#=######x")


class Entry(NamedTuple):
    """One entry of the record, at the end of the lane `at`; the other lanes run past it."""

    lanes: Lanes
    at: int
    place: int
    ends: bool


class Bus(NamedTuple):
    """A line across, from some lanes above to some below; `more` lead to what is not drawn."""

    lanes: Lanes
    above: frozenset[int]
    below: frozenset[int]
    more: int = 0

    def line(self, pitch: int = 2, lead: int = 0) -> str:
        """The line, lanes `pitch` cells wide with their middle after `lead` cells.

        A lane that is crossed is drawn unbroken.
        """
        ends = self.above | self.below
        low, high = min(ends), max(ends)
        line = ""
        for lane, target in enumerate(self.lanes):
            if lane in ends:
                cell = _TURNS[lane in self.above, lane in self.below, lane > low, lane < high]
            elif target is None:
                cell = "─" if low < lane < high else " "
            else:
                cell = "│"
            before = "─" if low < lane <= high else " "
            after = "─" if low <= lane < high else " "
            line += before * lead + cell + after * (pitch - 1 - lead)
        return line.rstrip()


def to_ascii(drawn: str) -> str:
    """The same lines and marks in ASCII, one cell for one."""
    return drawn.translate(_ASCII)


def plan(graph: Graph, most: int) -> Iterator[Entry | Bus]:
    """Each entry once, after all that use it, and the lines between them, in `most` lanes.

    Lanes that lead to the same entry become one as soon as they can.
    """
    order = topological(graph)
    lanes: list[int | None] = list(order[:1])
    known = set(order)
    for place in order:
        if place not in lanes:
            continue  # whatever uses it found no room
        at, node = lanes.index(place), graph.nodes[place]
        inputs = [each for each in node.next if each in known]
        yield Entry(tuple(lanes), at, place, not node.next)
        room = _room(lanes, at, len(inputs), most)
        _lay(lanes, at, dict(zip(room, inputs, strict=False)))
        missing = len(node.next) - len(room)
        if missing or len(room) > 1:
            yield Bus(tuple(lanes), frozenset([at]), frozenset(room), missing)
        for target in dict.fromkeys(inputs[: len(room)]):
            yield from _join(lanes, target)


def _room(lanes: list[int | None], at: int, wanted: int, most: int) -> list[int]:
    """Lanes for that many inputs of the entry at `at`: its own, and the nearest free ones."""
    free = [lane for lane, target in enumerate(lanes) if target is None]
    near = sorted(free, key=lambda lane: abs(lane - at))
    return sorted([at, *near, *range(len(lanes), most)][:wanted])


def _lay(lanes: list[int | None], at: int, laid: dict[int, int]) -> None:
    lanes[at] = None
    for lane, target in laid.items():
        lanes += [None] * (lane + 1 - len(lanes))
        lanes[lane] = target


def _join(lanes: list[int | None], target: int) -> Iterator[Bus]:
    """Let all lanes that lead to `target` become one."""
    same = [lane for lane, each in enumerate(lanes) if each == target]
    if len(same) > 1:
        yield Bus(tuple(lanes), frozenset(same), frozenset(same[:1]))
        for lane in same[1:]:
            lanes[lane] = None
