"""What changed from run to run."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from autograd_tutor.evaluator.evidence import Evidence, Graph, Node, Seen
from autograd_tutor.plot.tensors import compared, of_record, sharing
from autograd_tutor.plot.tensors.rows import MOST

from .variables import X_GRAD, D, N, X, Y, left, none

BEFORE = left(X, none("x.grad"), Y, none("y.grad"), N)


def changes(now: Evidence, before: Evidence | None = BEFORE) -> dict[str, tuple[str, set[str]]]:
    return {
        row.seen.name: (row.change, set(row.changed)) for row in compared(now, before) if row.change
    }


def test_the_first_run_is_compared_with_none() -> None:
    assert changes(BEFORE, None) == {}


def test_the_same_again_is_no_change() -> None:
    assert changes(BEFORE) == {}


def test_new_gone_and_tensors_first() -> None:
    rows = compared(left(N, D, X, none("x.grad")), BEFORE)
    assert [(row.seen.name, row.change) for row in rows] == [
        ("d", "new"),
        ("x", ""),
        ("n", ""),
        ("y", "gone"),
    ]


@pytest.mark.parametrize(
    ("now", "facts"),
    [
        (replace(X, values=array("d", [1, 2.5, -4])), {"value"}),
        (replace(X, version=1), {"version"}),
        (replace(X, shape=(3, 1)), {"shape"}),
        (replace(X, dtype="float64"), {"dtype"}),
        (replace(X, device="cuda:0"), {"device"}),
        (replace(X, tracked=False), {"requires_grad"}),
        (replace(X, leaf=False, made_by="MulBackward0"), {"leaf", "grad_fn"}),
        (replace(X, storage=7, leaves=(), engine=True, odd=("a",)), set()),
        (
            Seen("x", "none", "NoneType"),
            {"type", "shape", "dtype", "device", "leaf", "requires_grad", "value"},
        ),
    ],
)
def test_each_fact_that_changed_is_named(now: Seen, facts: set[str]) -> None:
    found = changes(left(now, Y, none("y.grad"), N))
    assert found == ({"x": ("changed", facts)} if facts else {})


def test_a_gradient_is_filled_changed_and_dropped() -> None:
    empty, full = left(X, none("x.grad")), left(X, X_GRAD)
    more = left(X, replace(X_GRAD, values=array("d", [4, 10, -12])))
    for before, now in [(empty, full), (full, more), (more, empty)]:
        assert changes(now, before) == {"x": ("changed", {".grad"})}
    assert changes(full, full) == {}


def test_signed_zeros_and_nan_do_not_differ_from_themselves() -> None:
    odd = replace(X, values=array("d", [0.0, float("nan"), float("inf")]))
    same = replace(X, values=array("d", [-0.0, float("nan"), float("inf")]))
    assert changes(left(same), left(odd)) == {}


def test_nothing_is_said_of_variables_that_may_have_been_left_out() -> None:
    many = left(*(replace(N, name=f"n{at}") for at in range(MOST)))
    assert changes(left(X), many) == {f"n{at}": ("gone", set()) for at in range(MOST)}
    assert changes(many, BEFORE) == {f"n{at}": ("new", set()) for at in range(MOST)}


def test_shared_memory_is_told_once_for_each() -> None:
    g = replace(X_GRAD, name="g")
    rows = compared(left(X, X_GRAD, D, g, replace(Y, storage=-1), replace(D, name="e", storage=-1)))
    assert sharing(rows) == [("d", "x"), ("g", "x.grad")]


def test_a_record_of_numbers_has_leaf_and_result() -> None:
    graph = Graph(
        (
            Node("Pow", False, (), (1,), value=array("d", [9]), gradient=array("d", [1])),
            Node("x", True, (), (), value=array("d", [3]), gradient=array("d", [6])),
        ),
        2,
    )
    x, result = of_record(graph)
    assert (x.seen.name, x.seen.leaf, x.has_grad) == ("x", True, True)
    assert (result.seen.name, result.seen.made_by, result.has_grad) == ("result", "Pow", False)
    assert of_record(Graph((Node("Sum", False, (3,), ()),), 1)) == []
    assert of_record(Graph((), 0)) == []


NAMES = st.sampled_from(["x", "y", "x.grad", "y.grad", "x.grad.grad", "\x1b[2J", ""])
KINDS = st.sampled_from(["tensor", "number", "tuple", "list", "none", "other"])
SEEN = st.builds(
    Seen,
    NAMES,
    KINDS,
    st.text(max_size=6),
    st.lists(st.integers(-1, 9), max_size=3).map(tuple),
    st.sampled_from(["", "float32", "int64", "bool", "complex64", "\n"]),
    leaf=st.booleans(),
    tracked=st.booleans(),
    made_by=st.text(max_size=40),
    version=st.integers(0, 3),
    storage=st.integers(-1, 2),
    values=st.lists(st.floats(), max_size=5).map(lambda numbers: array("d", numbers)),
    total=st.integers(-1, 9),
)
EVIDENCE = st.lists(SEEN, max_size=6).map(lambda seen: left(*seen))


@given(EVIDENCE, EVIDENCE)
def test_every_variable_has_one_row(now: Evidence, before: Evidence) -> None:
    rows = compared(now, before)
    names = [row.seen.name for row in rows]
    assert len(names) == len(set(names))
    told = {*names, *(row.grad.name for row in rows if row.grad)}
    assert {each.name for each in now.seen} <= told
    assert all((row.change == "changed") == bool(row.changed) for row in rows)
    assert not any(row.change for row in compared(now, now))
