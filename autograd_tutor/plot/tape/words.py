"""The record in words, for those who listen."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from autograd_tutor.evaluator.evidence import Evidence, Graph, Node
from autograd_tutor.plot.cells import clean
from autograd_tutor.plot.tape.notes import NO_RECORD, NOTHING, UNNAMED, Notes, Signs

_NAMED = 5
"""Variables without a record that are named, the others counted."""
_SIGNS = Signs("times", "plus", "minus", "is")


def spoken(graph: Graph, name: str = "", *, at: int | None = None, taken: int | None = None) -> str:
    """The record in words; `name` is what the result is called, `at` and `taken` as in `draw`.

    One sentence where every operation but the last is of one other, else a numbered list. With
    `at` the numbers of each entry; with `taken` only what is to be said at that step.
    """
    notes = Notes(graph, at=at, taken=taken)
    if not notes.order:
        return NOTHING if graph.nodes else " ".join(NO_RECORD)
    if taken is not None:
        return "\n".join([*_step(notes, taken), *notes.endings()])
    result = clean(name) or "The result"
    lines = _sentence(graph, notes.order, result) or _listed(graph, notes.order, result)
    if left := notes.left(len(notes.order)):
        lines.append(f"{left} more left out.")
    if at is not None:
        if element := notes.element():
            lines.append(f"At {element}:")
        lines += filter(None, (_numbers(notes, place) for place in notes.order))
    return "\n".join(lines + notes.endings())


def _step(notes: Notes, taken: int) -> list[str]:
    """Where so many steps back have led, and what happens there."""
    if notes.current is None:
        return ["The way back is over."]
    here = _numbers(notes, notes.current) or f"{notes.name(notes.current)}."
    lines = [f"Step {taken + 1} of {len(notes.order)}. {here}"]
    return lines + [f"{rule}." for rule in notes.rules(notes.current, _SIGNS)]


def _numbers(notes: Notes, place: int) -> str:
    """`Pow, v: value 25, gradient 0.13235, saves 400 B.`; nothing where none is known."""
    node = notes.graph.nodes[place]
    called = f"{clean(node.op)}, {clean(node.name)}" if node.name else notes.name(place)
    told = {"value": notes.value(place), "gradient": notes.gradient(place)}
    known = [f"{what} {number}" for what, number in told.items() if number]
    if held := notes.held(place):
        known.append(held.replace("+", "plus").replace("- ", "minus "))
    if saved := notes.saved(place):
        known.append(f"saves {saved}")
    return f"{called}: {', '.join(known)}." if known else ""


def _sentence(graph: Graph, order: list[int], result: str) -> list[str]:
    """A chain of operations told in one; nothing if they are not one chain."""
    nodes = [graph.nodes[place] for place in order if not graph.nodes[place].leaf]
    places = [place for place in order if not graph.nodes[place].leaf]
    if any(node.next != (place,) for node, place in zip(nodes, places[1:], strict=False)):
        return []
    words = _leaves(graph, order)
    ends = _all(nodes[-1].next if nodes else order, words)
    called = " of ".join(filter(None, [*(clean(node.op) for node in nodes), ends]))
    shapes = ", ".join(_shape(graph.nodes[place]) for place in order)
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
        lines.append(f"{words[place]}: {clean(node.op)}, {_shape(node)}{of}.")
    return lines + [f"T{name[1:]}: {_shape(graph.nodes[at])}." for at, name in leaves.items()]


def _leaves(graph: Graph, order: list[int]) -> dict[int, str]:
    """What each leaf is called in a sentence."""
    unnamed = count(1)
    names = {place: graph.nodes[place].op for place in order if graph.nodes[place].leaf}
    return {
        place: f"the unnamed leaf {next(unnamed)}" if name == UNNAMED else f"the leaf {clean(name)}"
        for place, name in names.items()
    }


def _all(places: Iterable[int], words: dict[int, str]) -> str:
    *first, last = [words.get(place, "something left out") for place in places] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _shape(node: Node) -> str:
    if not node.shape:
        return "one number"
    return f"{' by '.join(map(str, node.shape))} number{'s' * (set(node.shape) != {1})}"


def constants(evidence: Evidence, graph: Graph | None) -> str:
    """Which variables autograd takes for constants, as there is no record of them; "" for none."""
    told = {each.name for each in graph.detached} if graph is not None else set()
    names = [
        clean(each.name)
        for each in evidence.seen
        if each.kind == "tensor" and each.dtype.startswith(("float", "torch.float"))
        if not each.tracked and not each.engine and each.name not in told
    ]
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} has no record: for autograd it is a constant."
    left = len(names) - _NAMED
    *first, last = [*names[:_NAMED], f"{left} more"] if left > 0 else names
    return f"{', '.join(first)} and {last} have no record: for autograd they are constants."
