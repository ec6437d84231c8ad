"""Records with numbers, as the evaluator tells them: those that the drawings are tried on."""

from __future__ import annotations

import math
from array import array

from autograd_tutor.evaluator.evidence import Detached, Graph, Node

N = (5,)
X = [0.0, 2.5, 5.0, 7.5, 10.0]


def numbers(values: list[float] | float | None) -> array[float]:
    if values is None:
        return array("d")
    return array("d", values if isinstance(values, list) else [values])


def entry(
    op: str,
    name: str = "",
    *,
    to: tuple[int, ...] = (),
    shape: tuple[int, ...] = (),
    saved: int = 0,
    value: list[float] | float | None = None,
    gradient: list[float] | float | None = None,
    leaving: tuple[list[float] | float | None, ...] = (),
) -> Node:
    return Node(
        op,
        False,
        shape,
        to,
        name,
        saved,
        numbers(value),
        numbers(gradient),
        leaving=tuple(map(numbers, leaving)),
    )


def leaf(
    name: str,
    value: list[float] | float,
    gradient: list[float] | float | None,
    held: list[float] | float | None = None,
) -> Node:
    shape = (len(value),) if isinstance(value, list) else ()
    told = (numbers(value), numbers(gradient), numbers(held))
    return Node(name, True, shape, (), "", 0, *told)


def record(*nodes: Node, gap: str = "", **fields: object) -> Graph:
    saved = sum(node.saved for node in nodes)
    known = {"total": len(nodes), "saved": saved, "gap": gap, **fields}
    return Graph(nodes, **known)  # type: ignore[arg-type]


OUTER = [-math.sin(x * x) for x in X]
INNER = [2 * x * outer for x, outer in zip(X, OUTER, strict=True)]
COSINES = [math.cos(x * x) for x in X]
CHAIN = record(
    entry("Sum", "s", to=(1,), value=sum(COSINES), gradient=1, leaving=([1.0] * 5,)),
    entry(
        "Cos", "y", to=(2,), shape=N, saved=20, value=COSINES, gradient=[1.0] * 5, leaving=(OUTER,)
    ),
    entry(
        "Pow",
        to=(3,),
        shape=N,
        saved=20,
        value=[x * x for x in X],
        gradient=OUTER,
        leaving=(INNER,),
    ),
    leaf("x", X, INNER),
)
OBJECTIVES = record(
    entry("Add", "s", to=(1, 2), value=54, gradient=1, leaving=(1, 1)),
    entry("Pow", to=(3,), saved=4, value=36, gradient=1, leaving=(12,)),
    entry("Mul", to=(3, 5), saved=4, value=18, gradient=1, leaving=(3, 6)),
    entry("Mul", "h", to=(4, 5), saved=4, value=6, gradient=15, leaving=(45, 30)),
    leaf("a", 2, 45, 4),
    leaf("b", 3, 36),
)
"""s = h² + h·b, where h = a·b, and a had a gradient before."""
DIAMOND = record(
    entry("Mul", "y", to=(1, 2), saved=8, value=-0.272, gradient=1, leaving=(-0.9589, 0.2837)),
    entry("Cos", to=(3,), saved=4, value=0.2837, gradient=-0.9589, leaving=(-0.9195,)),
    entry("Sin", to=(3,), value=-0.9589, gradient=0.2837, leaving=(0.0805,)),
    leaf("x", 5, -0.839),
)
CUTOFF = record(
    entry("Sub", "y", to=(1, 2), value=0, gradient=1, leaving=(1, -1)),
    entry("Clone", "c", to=(3,), value=9, gradient=1, leaving=(1,)),
    entry("Mul", to=(3,), saved=4, value=9, gradient=-1, leaving=(-3,)),
    leaf("x", 3, -2, -8),
    detached=(Detached("d", 3), Detached("e", 1)),
)
FREED = record(
    entry("Mul", "y", to=(1, 1), saved=4, value=16),
    entry("Pow", "h", to=(2,), value=4),
    leaf("a", 2, None, 4),
    gap="freed",
)
ODD = record(
    entry("Exp", "y", to=(1,), saved=4, value=math.inf, gradient=1, leaving=(math.inf,)),
    entry("Mul", to=(2,), gradient=math.inf, leaving=(math.nan,)),
    entry("Relu", to=(3,), saved=6_553_600, value=0, gradient=0, leaving=(0,)),
    leaf("leaf", math.nan, math.nan, math.nan),
)
LONG = record(
    *(entry("Mul", to=(at + 1,), gradient=2.0**at, leaving=(2.0 ** (at + 1),)) for at in range(12)),
    leaf("x", 1, 4096),
    total=301,
)
NONE = record()

NAMED = {
    "chain": (CHAIN, 2),
    "objectives": (OBJECTIVES, 4),
    "diamond": (DIAMOND, 3),
    "cutoff": (CUTOFF, 3),
    "freed": (FREED, 1),
    "odd": (ODD, 2),
    "long": (LONG, 5),
    "none": (NONE, 0),
}
"""Each with a step of the way back that is worth a look."""
AT_5 = 2
