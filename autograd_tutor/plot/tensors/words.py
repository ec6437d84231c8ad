"""The variables in words, for those who listen."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_tutor.plot.cells import clean
from autograd_tutor.plot.tensors import facts
from autograd_tutor.plot.tensors.rows import Row, sharing

_NUMBERS = 40
"""Characters of numbers that one listens to."""
_CHANGES = {"new": "New.", "gone": "Gone since the run before."}


def spoken(rows: Sequence[Row]) -> str:
    """A line for each variable, and one for each that shares its memory."""
    if not rows:
        return "The run left no variables."
    shared = [f"{name} shares memory with {owner}." for name, owner in sharing(rows)]
    return "\n".join([*map(_line, rows), *shared])


def _line(row: Row) -> str:
    name = clean(row.seen.name)
    if row.change == "gone":
        return f"{name}: {_CHANGES['gone']}"
    said = _tensor(row) if row.is_tensor else facts.kind(row.seen)
    return " ".join(filter(None, [f"{name}: {said}.", _change(row)]))


def _tensor(row: Row) -> str:
    seen = row.seen
    made = "leaf" if seen.leaf else f"grad_fn {clean(seen.made_by)}"
    parts = [
        made,
        "requires_grad" if seen.tracked else "no requires_grad",
        f"shape {list(seen.shape)}",
        f"{clean(seen.dtype)} on {clean(seen.device)}" if seen.dtype else "",
        f"value {facts.value(seen, _NUMBERS, ascii=True)}",
        f".grad {facts.gradient(row, _NUMBERS, ascii=True)}",
        f"version {seen.version}" if seen.dtype else "",
    ]
    return ", ".join(filter(None, parts))


def _change(row: Row) -> str:
    if row.change != "changed":
        return _CHANGES.get(row.change, "")
    return f"Changed: {', '.join(sorted(row.changed))}."
