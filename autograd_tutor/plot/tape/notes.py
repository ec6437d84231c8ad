"""What is said of each entry of a record: names, numbers at one element, the chain rule."""

from __future__ import annotations

import math
from array import array
from typing import NamedTuple

from autograd_tutor.evaluator.evidence import Graph, Node
from autograd_tutor.plot.cells import clean
from autograd_tutor.plot.tape.order import topological
from autograd_tutor.plot.ticks import number

UNNAMED = "leaf"
"""What a worker calls a leaf that no variable holds."""
NOTHING = "Nothing is recorded here."
NO_RECORD = [NOTHING, "Untracked inputs, no_grad and detach() leave no record."]
_DIGITS = 5
_ADDED_MOST = 6
"""More gradients than this that arrive at one entry are not told one by one."""
_GAPS = {
    "freed": "No gradients: an earlier backward pass freed what they need.",
    "changed": "No gradients: what they need was changed in place.",
    "late": "No gradients: the cell was at work for too long.",
    "hooked": "No gradients: hooks or backward functions of yours would run once more.",
    "failed": "No gradients: going back raised an error.",
}


class Signs(NamedTuple):
    """How arithmetic is written."""

    times: str = "×"
    plus: str = "+"
    minus: str = "-"
    equals: str = "="


class Notes:
    """A record at the element `at` of those whose numbers it tells; None: without numbers.

    `taken` steps were taken back from the result, so it knows no gradient of what lies further;
    None: all of them.
    """

    def __init__(
        self, graph: Graph, *, at: int | None, taken: int | None, ascii: bool = False
    ) -> None:
        self.graph = graph
        self.order = topological(graph)
        self._at, self._ascii = at, ascii
        self.current = (
            None if taken is None or taken < 0 else dict(enumerate(self.order)).get(taken)
        )
        self._shown = set(self.order if taken is None else self.order[: taken + 1])

    def everything(self) -> Notes:
        """The same with all steps taken: what may come to be shown."""
        return Notes(self.graph, at=self._at, taken=None, ascii=self._ascii)

    def name(self, place: int) -> str:
        """What an entry is called in a sentence: its variable, or else its operation."""
        node = self.graph.nodes[place]
        return self._clean(node.op if node.leaf else node.name or node.op) or UNNAMED

    def title(self, place: int) -> str:
        """`Pow  v  [100]`, `x  leaf [100]`."""
        node = self.graph.nodes[place]
        shape = f"[{', '.join(map(str, node.shape))}]"
        if node.leaf:
            words = ["" if node.op == UNNAMED else self._clean(node.op), f"leaf {shape}"]
        else:
            words = [self._clean(node.op), self._clean(node.name), shape]
        return "  ".join(filter(None, words))

    def element(self) -> str:
        """`x = 5`: which element of the largest leaf is looked at, "" where there are no others."""
        leaf = _largest(self.graph)
        if leaf is None or len(leaf.value) < 2 or (value := self._pick(leaf.value)) is None:
            return ""
        return f"{self._clean(leaf.op)} = {_said(value)}"

    def value(self, place: int) -> str:
        """The number that it made, "" where that is not known."""
        return _said(self._pick(self.graph.nodes[place].value))

    def gradient(self, place: int) -> str:
        """The number that arrives there, "" where none has yet, or where it is not known."""
        known = self._pick(self.graph.nodes[place].gradient) if place in self._shown else None
        return _said(known)

    def saved(self, place: int) -> str:
        """The bytes that it keeps for going back, "" for none."""
        size = self.graph.nodes[place].saved
        return f"{size:,} B" if size > 0 else ""

    def held(self, place: int) -> str:
        """`+ 8 already there`: what the leaf's `.grad` held before, "" where it was nothing."""
        held = self._pick(self.graph.nodes[place].held) if self.gradient(place) else None
        return f"{_added(held, Signs()).strip()} already there" if held else ""

    def rules(self, place: int, signs: Signs | None = None) -> list[str]:
        """The chain rule at an entry, as numbers: what is added up there, and what goes on."""
        signs = signs or Signs(times="x" if self._ascii else "×")
        node = self.graph.nodes[place]
        arriving = self._pick(node.gradient)
        if arriving is None:
            return []
        lines = []
        if parts := self._parts(place):
            lines.append(f"{_sum(parts, signs)} {signs.equals} {_said(arriving)} arrives")
        for target, leaving in zip(node.next, map(self._pick, node.leaving), strict=False):
            if leaving is not None and 0 <= target < len(self.graph.nodes):
                local = leaving / arriving if arriving else math.nan
                factor = f"{_said(arriving)} {signs.times} {_said(local)} {signs.equals} "
                known = math.isfinite(local)
                lines.append(f"{factor * known}{_said(leaving)} to {self.name(target)}")
        if (held := self._pick(node.held)) and node.leaf:
            there = f"{_sum([arriving, held], signs)} already there"
            total = f"{_said(arriving + held)} in {self.name(place)}.grad"
            lines.append(f"{there} {signs.equals} {total}")
        return lines

    def endings(self) -> list[str]:
        """What is said of the record as a whole."""
        nodes = self.graph.nodes
        lines = [
            f"{self._clean(each.name)} is detached from {self.name(each.of)}: no record."
            for each in self.graph.detached
            if 0 <= each.of < len(nodes)
        ]
        if self.graph.gap:
            lines.append(_GAPS[self.graph.gap])
        if self.graph.saved > 0:
            lines.append(f"Saved for going back: {self.graph.saved:,} B.")
        return lines

    def left(self, drawn: int) -> int:
        """How many entries are not among those drawn."""
        return max(self.graph.total, len(self.graph.nodes)) - drawn

    def _parts(self, place: int) -> list[float]:
        """What arrives from each use of an entry, if it is several, and each is known."""
        uses = [
            self._pick(node.leaving[number]) if number < len(node.leaving) else None
            for node in (self.graph.nodes[each] for each in self.order)
            for number, target in enumerate(node.next)
            if target == place
        ]
        known = [each for each in uses if each is not None]
        return known if len(known) == len(uses) and 1 < len(uses) <= _ADDED_MOST else []

    def _pick(self, numbers: array[float]) -> float | None:
        if self._at is None or not numbers:
            return None
        if len(numbers) == 1:
            return numbers[0]
        return numbers[self._at] if 0 <= self._at < len(numbers) else None

    def _clean(self, text: str) -> str:
        return clean(text, ascii=self._ascii)


def nearest(graph: Graph, x: float) -> int:
    """The element, of those whose numbers are told, at which the largest leaf is nearest to `x`."""
    leaf = _largest(graph)
    finite = [
        (abs(each - x), at) for at, each in enumerate(leaf.value if leaf else ()) if each == each
    ]
    return min(finite, default=(0.0, 0))[1]


def elements(graph: Graph) -> int:
    """At how many elements of the largest leaf numbers are told."""
    leaf = _largest(graph)
    return len(leaf.value) if leaf is not None else 0


def _sum(parts: list[float], signs: Signs) -> str:
    """`0.5 + 3 - 2`."""
    first, *others = parts
    return _said(first) + "".join(_added(each, signs) for each in others)


def _added(part: float, signs: Signs) -> str:
    return f" {signs.minus} {_said(-part)}" if part < 0 else f" {signs.plus} {_said(part)}"


def _largest(graph: Graph) -> Node | None:
    leaves = [node for node in graph.nodes if node.leaf]
    return max(leaves, key=lambda node: len(node.value), default=None)


def _said(value: float | None) -> str:
    if value is None:
        return ""
    return number(value, _DIGITS) if math.isfinite(value) else str(value)
