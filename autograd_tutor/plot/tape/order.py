"""In which order a record is told: as autograd goes back through it."""

from __future__ import annotations

from collections import Counter

from autograd_tutor.evaluator.evidence import Graph


def topological(graph: Graph) -> list[int]:
    """The entries that the first leads to, each after all that use it; none in a circle."""
    inputs = [[each for each in node.next if 0 <= each < len(graph.nodes)] for node in graph.nodes]
    reached, waiting = {0}, [0] if inputs else []
    uses: Counter[int] = Counter()
    while waiting:
        for each in inputs[waiting.pop()]:
            uses[each] += 1
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    order = []
    ready = [0] if inputs and not uses[0] else []
    while ready:
        order.append(ready.pop())
        for each in reversed(inputs[order[-1]]):
            uses[each] -= 1
            if not uses[each]:
                ready.append(each)
    return order
