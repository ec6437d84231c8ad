"""One row for each variable, with what is not as it was after the run before."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from autograd_tutor.evaluator.evidence import Evidence, Graph, Node, Seen

Change: TypeAlias = Literal["", "new", "changed", "gone"]
MOST = 64
"""Variables that a worker tells of. Where it tells of so many, others may have been left out."""
_GRAD = ".grad"


@dataclass(frozen=True)
class Row:
    """A variable; of a tensor, `grad` is its `.grad`, if it is known whether there is one.

    `changed` are the names of the facts that were different, in torch's own words, `value` for its
    numbers. A variable that is gone is shown as it was.
    """

    seen: Seen
    grad: Seen | None = None
    change: Change = ""
    changed: frozenset[str] = frozenset()

    @property
    def is_tensor(self) -> bool:
        """Whether it is a tensor."""
        return self.seen.kind == "tensor"

    @property
    def has_grad(self) -> bool:
        """Whether something is in its `.grad`."""
        return self.grad is not None and self.grad.kind == "tensor"


def compared(now: Evidence, before: Evidence | None = None) -> list[Row]:
    """The variables as they are, tensors first, then those that are gone; marked if there was
    a run before."""
    rows = _rows(now.seen)
    if before is not None:
        old = {row.seen.name: row for row in _rows(before.seen)}
        known = len(old) < MOST
        rows = [_against(row, old.get(row.seen.name), known) for row in rows]
        if len(rows) < MOST:
            names = {row.seen.name for row in rows}
            rows += [
                Row(row.seen, row.grad, "gone") for name, row in old.items() if name not in names
            ]
    return sorted(rows, key=lambda row: (row.change == "gone", not row.is_tensor))


def of_record(graph: Graph) -> list[Row]:
    """The leaves and the result of a record of single numbers, as a curve's at one x has it."""
    nodes = [each for at, each in enumerate(graph.nodes) if each.leaf or at == 0]
    return [_of_node(each) for each in reversed(nodes) if not each.shape]


def sharing(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Each tensor or `.grad` that shares memory with one before it: its name, and that one's."""
    first: dict[int, str] = {}
    shared: list[tuple[str, str]] = []
    for row in rows:
        for seen in (row.seen, row.grad):
            if seen is None or seen.kind != "tensor" or seen.storage < 0 or row.change == "gone":
                continue
            owner = first.setdefault(seen.storage, seen.name)
            if owner != seen.name:
                shared.append((seen.name, owner))
    return shared


def _rows(seen: Iterable[Seen]) -> list[Row]:
    by_name = {each.name: each for each in seen}
    tensors = {name for name, each in by_name.items() if each.kind == "tensor"}
    grads = {f"{name}{_GRAD}" for name in tensors}
    return [
        Row(each, by_name.get(f"{name}{_GRAD}") if name in tensors else None)
        for name, each in by_name.items()
        if name not in grads
    ]


def _against(row: Row, old: Row | None, known: bool) -> Row:
    """The row, marked; `known`: a variable that was not told of was not there."""
    if old is None:
        return Row(row.seen, row.grad, "new") if known else row
    was = _facts(old)
    changed = frozenset(name for name, fact in _facts(row).items() if fact != was.get(name))
    return Row(row.seen, row.grad, "changed", changed) if changed else row


def _facts(row: Row) -> dict[str, object]:
    seen = row.seen
    return {
        "type": (seen.kind, seen.type),
        "shape": seen.shape,
        "dtype": seen.dtype,
        "device": seen.device,
        "leaf": seen.leaf,
        "requires_grad": seen.tracked,
        "grad_fn": seen.made_by,
        "version": seen.version,
        "value": (_numbers(seen), seen.total),
        ".grad": (row.grad.shape, _numbers(row.grad)) if row.grad and row.has_grad else None,
    }


def _numbers(seen: Seen) -> bytes:
    """The numbers so that those that look alike are alike: -0 as 0, and NaN as itself."""
    return array("d", (each + 0.0 for each in seen.values)).tobytes()


def _of_node(node: Node) -> Row:
    seen = Seen(
        name=node.op if node.leaf else node.name or "result",
        kind="tensor",
        type="Tensor",
        leaf=node.leaf,
        tracked=True,
        made_by="" if node.leaf else node.op,
        values=node.value,
        total=1,
    )
    gradient = Seen(f"{seen.name}{_GRAD}", "tensor", "Tensor", values=node.gradient, total=1)
    return Row(seen, gradient if node.leaf and node.gradient else None)
