"""The record behind a tensor as text: a line for each operation, from the result to the leaves.

Lines join them as in `git log --graph`: each lane runs down to one entry that is still to come.
A record is a worker's word. An input that is no entry of the record, or that lies in a circle, is
not drawn but counted, like one that finds no room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import count

from autograd_tutor.evaluator.messages import Graph, Node
from autograd_tutor.plot.cells import clean, cut

_LABEL = 24
"""Cells that lanes leave for names and shapes, where there are so many."""
_UNNAMED = "leaf"
"""What a worker calls a leaf that no variable holds."""
_NOTHING = "Nothing is recorded here."
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
_ASCII = str.maketrans("●○│─├┤┼╭╮┬╰╯┴╵", "*o|-+++...''''")


def draw(graph: Graph, width: int, *, ascii: bool) -> list[str]:
    """The record in lines of at most `width` cells, each entry once, after all that use it.

    A name that is used twice has two lines that join. Inputs that find no room are counted on
    the line below their operation, and whatever is not drawn at all on the last line.
    """
    rows = _Rows(width, ascii)
    if not graph.nodes:
        rows.say(_NOTHING)
    else:
        drawn = _draw(graph, rows)
        if left := max(graph.total, len(graph.nodes)) - drawn:
            rows.say(f"{rows.dots} {left} more")
    return rows.lines


def _draw(graph: Graph, rows: _Rows) -> int:
    """Draw what there is room for; the number of entries drawn."""
    order = topological(graph)
    lanes: list[int | None] = order[:1]  # type: ignore[assignment]
    known = set(order)
    drawn = 0
    for place in order:
        if place not in lanes:
            continue  # whatever uses it found no room
        at, node = lanes.index(place), graph.nodes[place]
        rows.entry(lanes, at, node)
        inputs = [each for each in node.next if each in known]
        room = _room(lanes, at, len(inputs), rows.most)
        _lay(lanes, at, dict(zip(room, inputs, strict=False)))
        missing = len(node.next) - len(room)
        if missing or len(room) > 1:
            rows.bus(lanes, {at}, room, missing)
        for target in dict.fromkeys(inputs[: len(room)]):
            _join(lanes, target, rows)
        drawn += 1
    return drawn


def spoken(graph: Graph, name: str = "") -> str:
    """The record in words, for those who listen; `name` is what the result is called.

    One sentence where every operation but the last is of one other, else a numbered list.
    """
    order = topological(graph) if graph.nodes else []
    if not order:
        return _NOTHING
    result = clean(name) or "The result"
    lines = _sentence(graph, order, result) or _listed(graph, order, result)
    if left := max(graph.total, len(graph.nodes)) - len(order):
        lines.append(f"{left} more left out.")
    return "\n".join(lines)


def _sentence(graph: Graph, order: list[int], result: str) -> list[str]:
    """A chain of operations told in one; nothing if they are not one chain."""
    nodes = [graph.nodes[place] for place in order if not graph.nodes[place].leaf]
    places = [place for place in order if not graph.nodes[place].leaf]
    if any(node.next != (place,) for node, place in zip(nodes, places[1:], strict=False)):
        return []
    words = _leaves(graph, order)
    ends = _all(nodes[-1].next if nodes else order, words)
    called = " of ".join(filter(None, [*(clean(node.op) for node in nodes), ends]))
    shapes = ", ".join(_numbers(graph.nodes[place]) for place in order)
    return [f"{result} is {'the ' * bool(nodes)}{called}.", f"Shapes, in that order: {shapes}."]


def _listed(graph: Graph, order: list[int], result: str) -> list[str]:
    """A numbered line for each operation, and what the leaves hold."""
    leaves = _leaves(graph, order)
    operations = [place for place in order if place not in leaves]
    words = leaves | {place: str(number) for number, place in enumerate(operations, 1)}
    lines = [f"{result} is operation 1 of {len(operations)}."]
    for place in operations:
        node = graph.nodes[place]
        of = f", of {_all(node.next, words)}" if node.next else ""
        lines.append(f"{words[place]}: {clean(node.op)}, {_numbers(node)}{of}.")
    return lines + [f"T{name[1:]}: {_numbers(graph.nodes[at])}." for at, name in leaves.items()]


def _leaves(graph: Graph, order: list[int]) -> dict[int, str]:
    """What each leaf is called in a sentence."""
    unnamed = count(1)
    names = {place: _name(graph.nodes[place]) for place in order if graph.nodes[place].leaf}
    return {
        place: f"the leaf {name}" if name else f"the unnamed leaf {next(unnamed)}"
        for place, name in names.items()
    }


def _name(node: Node, *, ascii: bool = False) -> str:
    """What an entry is called, "" for a leaf without a name."""
    return "" if node.leaf and node.op == _UNNAMED else clean(node.op, ascii=ascii)


def _all(places: Iterable[int], words: dict[int, str]) -> str:
    *first, last = [words.get(place, "something left out") for place in places] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _numbers(node: Node) -> str:
    if not node.shape:
        return "one number"
    return f"{' by '.join(map(str, node.shape))} number{'s' * (set(node.shape) != {1})}"


def topological(graph: Graph) -> list[int]:
    """The entries that the first leads to, each after all that use it; none in a circle."""
    inputs = [[each for each in node.next if 0 <= each < len(graph.nodes)] for node in graph.nodes]
    reached, waiting = {0}, [0]
    uses: Counter[int] = Counter()
    while waiting:
        for each in inputs[waiting.pop()]:
            uses[each] += 1
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    order = []
    ready = [0] if not uses[0] else []
    while ready:
        order.append(ready.pop())
        for each in reversed(inputs[order[-1]]):
            uses[each] -= 1
            if not uses[each]:
                ready.append(each)
    return order


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


def _join(lanes: list[int | None], target: int, rows: _Rows) -> None:
    """Let all lanes that lead to `target` become one."""
    same = [lane for lane, each in enumerate(lanes) if each == target]
    if len(same) > 1:
        rows.bus(lanes, same, same[:1])
        for lane in same[1:]:
            lanes[lane] = None


class _Rows:
    """The lines so far. Lanes are two cells wide; a lane that is crossed is drawn unbroken."""

    def __init__(self, width: int, ascii: bool) -> None:
        self.lines: list[str] = []
        self.most = max((width - _LABEL) // 2, 1)
        self.dots = "..." if ascii else "…"
        self._width, self._ascii = width, ascii

    def say(self, text: str, lanes: str = "") -> None:
        """A line: its lanes, and a text that is clean."""
        lanes = lanes.translate(_ASCII) if self._ascii else lanes
        line = f"{lanes.rstrip()} {text}".rstrip() if lanes else text
        self.lines.append(cut(line, self._width, ascii=self._ascii))

    def entry(self, lanes: list[int | None], at: int, node: Node) -> None:
        """The line of one entry: `● Pow  [100]`, `○ x  leaf [100]`."""
        cells = [" " if target is None else "│" for target in lanes]
        cells[at] = "○" if node.leaf else "●"
        name = _name(node, ascii=self._ascii)
        shape = f"[{', '.join(map(str, node.shape))}]"
        words = [name, f"leaf {shape}" if node.leaf else shape]
        self.say("  ".join(filter(None, words)), " ".join(cells))

    def bus(
        self, lanes: list[int | None], above: Iterable[int], below: Iterable[int], more: int = 0
    ) -> None:
        """A line across, from some lanes above to some below; `more` lead to what is not drawn."""
        above, below = set(above), set(below)
        ends = above | below
        low, high = min(ends), max(ends)
        line = ""
        for lane, target in enumerate(lanes):
            if lane in ends:
                cell = _TURNS[lane in above, lane in below, lane > low, lane < high]
            elif target is None:
                cell = "─" if low < lane < high else " "
            else:
                cell = "│"
            line += cell + ("─" if low <= lane < high else " ")
        self.say(f"{self.dots} {more} more input{'s' * (more > 1)}" if more else "", line)
