"""Variables as a worker tells of them."""

from __future__ import annotations

from array import array

from msgspec.structs import replace

from autograd_tutor.evaluator.evidence import Evidence, Seen

X = Seen(
    "x",
    "tensor",
    "Tensor",
    (3,),
    "float32",
    "cpu",
    leaf=True,
    tracked=True,
    storage=0,
    leaves=("x",),
    values=array("d", [1, 2.5, -3]),
    total=3,
)
X_GRAD = replace(
    X, name="x.grad", tracked=False, storage=1, leaves=(), values=array("d", [2, 5, -6])
)
Y = replace(X, name="y", leaf=False, made_by="PowBackward0", storage=2)
D = replace(X, name="d", tracked=False, leaves=())
N = Seen("n", "number", "int", values=array("d", [3]), total=1)


def none(name: str) -> Seen:
    return Seen(name, "none", "NoneType")


def left(*seen: Seen) -> Evidence:
    """What a run left behind."""
    return Evidence(seen, ())
