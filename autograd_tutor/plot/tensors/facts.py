"""The facts of a tensor in torch's own words, and its numbers, as many as there is room for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from autograd_tutor.evaluator.evidence import Seen
from autograd_tutor.plot.cells import clean, cut, text_cells
from autograd_tutor.plot.tensors.rows import Row
from autograd_tutor.plot.ticks import number

_DIGITS = 5
_WHOLE = ("int", "uint")
NONE = "none"


class Fact(NamedTuple):
    """A fact that takes at most `most` cells."""

    name: str
    text: Callable[[Row], str]
    most: int


FACTS = (
    Fact("shape", lambda row: _shape(row.seen), 16),
    Fact("dtype", lambda row: row.seen.dtype, 10),
    Fact("device", lambda row: row.seen.device, 8),
    Fact("leaf", lambda row: _yes(row.seen.leaf), 4),
    Fact("requires_grad", lambda row: _yes(row.seen.tracked), 13),
    Fact("grad_fn", lambda row: row.seen.made_by or NONE, 24),
    Fact("version", lambda row: str(row.seen.version) if row.seen.dtype else "", 7),
)
"""Of every tensor, in the order of the columns. Those without a text are not known."""


def told(fact: Fact, row: Row, *, ascii: bool = False) -> str:
    """A fact as it is shown."""
    return cut(clean(fact.text(row), ascii=ascii), fact.most, ascii=ascii)


def name_of(seen: Seen, most: int, *, ascii: bool = False) -> str:
    """A variable's name as it is shown."""
    return cut(clean(seen.name, ascii=ascii), most, ascii=ascii)


def value(seen: Seen, room: int, *, ascii: bool = False) -> str:
    """Its number, or its first numbers in at most `room` cells; in words where there are none."""
    if not seen.values:
        return "empty" if seen.total == 0 and seen.kind == "tensor" else "not shown"
    return _first([_said(each, seen) for each in seen.values[:room]], seen.total, room, ascii)


def gradient(row: Row, room: int, *, ascii: bool = False) -> str:
    """What its `.grad` holds: `none` or numbers."""
    if row.grad is None or not row.has_grad:
        return NONE
    return value(row.grad, room, ascii=ascii)


def kind(seen: Seen, *, ascii: bool = False) -> str:
    """What something is that is no tensor, with its number if it is one."""
    if seen.kind == "none":
        return "None"
    called = clean(seen.type, ascii=ascii)
    if seen.kind == "number" and seen.values:
        return f"{called} {_said(seen.values[0], seen)}"
    if seen.kind in ("tuple", "list"):
        grad = ", with requires_grad" if seen.tracked else ""
        return f"{called} of {seen.total}{grad}"
    return called


def _first(numbers: Sequence[str], total: int, room: int, ascii: bool) -> str:
    """As many numbers as fit, and a mark for those that do not."""
    more = "..." if ascii else "…"
    if len(numbers) == total and text_cells(", ".join(numbers)) <= room:
        return ", ".join(numbers)
    shown = ""
    for each in numbers:
        if len(shown) + len(each) + len(", ") + len(more) > room:
            break
        shown += f"{each}, "
    return f"{shown}{more}"[: max(room, 1)]


def _said(number_: float, seen: Seen) -> str:
    if not math.isfinite(number_):
        return str(number_)
    if seen.dtype == "bool" or seen.type == "bool":
        return str(bool(number_))
    if seen.dtype.startswith(_WHOLE) or seen.type == "int":
        return str(int(number_))
    return number(number_, _DIGITS)


def _shape(seen: Seen) -> str:
    return f"[{', '.join(map(str, seen.shape))}]"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
