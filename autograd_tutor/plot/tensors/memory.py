"""How much memory a record keeps for going back, and which operations keep it."""

from __future__ import annotations

from collections import Counter

from autograd_tutor.evaluator.evidence import Graph
from autograd_tutor.plot.cells import clean, cut, pad, text_cells, wrapped

UNKNOWN = "What the record keeps for going back was not read yet."
_FREED = "The record keeps nothing any more: going back freed it."
_NOTHING = "The record keeps nothing for going back."
_MOST = 6
"""Operations with a bar of their own."""
_NAME, _SIZE, _BAR = 16, 10, 30
_STEP = 1024


def size(count: int) -> str:
    """Bytes as one says them: `400 B`, `1.2 KiB`."""
    if count < _STEP:
        return f"{count} B"
    amount = float(count)
    for unit in ("KiB", "MiB", "GiB"):
        amount /= _STEP
        if amount < _STEP or unit == "GiB":
            break
    return f"{amount:,.1f} {unit}"


def kept(graph: Graph | None, counted: int = -1, why: str = "") -> str:
    """The sum in a sentence. `counted`: bytes that a run stored, where no record was read.

    `why`: what is said of that where they are not known, either.
    """
    if graph is None:
        return (clean(why) or UNKNOWN) if counted < 0 else f"Saved for going back: {size(counted)}."
    if graph.saved > 0:
        return f"Saved for going back: {size(graph.saved)}."
    return _FREED if graph.gap == "freed" else _NOTHING


def shares(graph: Graph | None) -> list[tuple[str, int]]:
    """The operations that keep something, and how many bytes, the most first."""
    counts: Counter[str] = Counter()
    for node in graph.nodes if graph else ():
        if node.saved > 0 and not node.leaf:
            counts[node.op] += node.saved
    return counts.most_common()


def meter(
    graph: Graph | None, width: int, counted: int = -1, why: str = "", *, ascii: bool
) -> list[str]:
    """The sum, and a bar for each operation that keeps some of it, where it is not one alone."""
    parts = shares(graph)
    names = [cut(clean(name, ascii=ascii), _NAME, ascii=ascii) for name, _ in parts[:_MOST]]
    said = kept(graph, counted, why)
    if len(parts) == 1:
        said = f"{said.removesuffix('.')}, all of it by {names[0]}."
    lines = wrapped(clean(said, ascii=ascii), width)
    if len(parts) < 2:
        return lines
    wide = max(map(text_cells, names))
    room = min(width - wide - _SIZE - 6, _BAR)
    for name, (_, count) in zip(names, parts, strict=False):
        filled = max(round(count / parts[0][1] * room), 1) * ("#" if ascii else "█")
        lines.append(f"  {pad(name, wide)}  {size(count):>{_SIZE}}  {filled}")
    if len(parts) > _MOST:
        lines.append(f"  and {len(parts) - _MOST} more")
    return lines
