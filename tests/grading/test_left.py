from array import array
from typing import Any

import pytest

from autograd_tutor.evaluator.evidence import Evidence, Seen
from autograd_tutor.evaluator.messages import Curve, Figure, Run
from autograd_tutor.grading.left import has_numbers, left_by, sketched
from autograd_tutor.lesson.checks import Equals

INPUTS = ["x"]


def tensor(name: str, *values: float, **fields: Any) -> Seen:
    facts = {"shape": (len(values),), "total": len(values), "dtype": "float32", **fields}
    return Seen(name, "tensor", "Tensor", values=array("d", values), **facts)


def run_with(*seen: Seen, curves: tuple[Curve, ...] = ()) -> Run:
    return Run(evidence=Evidence(seen=seen, calls=()), figure=Figure(curves))


@pytest.mark.parametrize(
    "claim",
    [
        tensor("y", 1.0, 2.0, total=1),
        tensor("y", 1.0, 2.0, total=3),
        tensor("y", 1.0, shape=(-1, -1)),
        tensor("y", 1.0, shape=(2, 3)),
        tensor("y", *[0.0] * 2001),
        Seen("y", "none", "NoneType", values=array("d", [1.0])),
        Seen("y", "number", "float", values=array("d", [1.0, 2.0]), total=2),
    ],
)
def test_a_claim_that_contradicts_itself_spoils_all(claim: Seen) -> None:
    assert left_by(run_with(tensor("x", 1.0), claim)) is None


def test_no_evidence_leaves_nothing_whatever_was_drawn() -> None:
    curve = Curve("f", array("d", [0.0]), array("d", [1.0]), 1)

    assert left_by(Run(figure=Figure((curve,)))) is None


def test_a_sketch_leaves_rows() -> None:
    x = array("d", [0.0, 1.0])
    curves = (Curve("f", x, array("d", [3.0, 4.0]), 2), Curve("f'", x, array("d", [1.0, 1.0]), 2))
    left = sketched(Run(figure=Figure(curves)))

    assert left is not None
    assert [seen.name for seen in left.evidence.seen] == ["x", "f", "f'"]
    assert sketched(Run()) is None


def test_a_long_tensor_has_its_first_numbers() -> None:
    assert has_numbers(tensor("y", *[0.0] * 2000, shape=(5000,), total=5000))
    assert not has_numbers(tensor("y", shape=(7,), total=7))
    assert has_numbers(tensor("y", shape=(0, 3), total=0))


@pytest.mark.parametrize(
    ("seen", "drawn", "anywhere", "answer"),
    [
        ([tensor("dydx", 1.0), tensor("slope", 2.0)], [], True, "dydx"),
        ([tensor("slope", 2.0), tensor("x.grad", 1.0)], [], False, "x.grad"),
        ([Seen("dydx", "tuple", "tuple", total=1), tensor("x.grad", 1.0)], [], False, "x.grad"),
        ([Seen("dydx", "tuple", "tuple", total=1)], [], True, "dydx"),
        ([Seen("x.grad", "none", "NoneType")], [], False, "x.grad"),
        ([Seen("x.grad", "none", "NoneType"), tensor("a", 1.0)], [], True, "a"),
        ([tensor("a", 1.0, engine=True), tensor("b", 2.0)], ["c"], True, "a"),
        ([tensor("a", 1.0), tensor("b", 2.0)], ["c", "d"], True, "d"),
        ([tensor("a", 1.0), tensor("b", 2.0), tensor("x", 3.0)], [], True, "b"),
        ([tensor("a", 1.0), tensor("value", 9.0)], [], True, "a"),
        ([tensor("x", 3.0), tensor("value", 9.0)], [], True, None),
        ([tensor("a", 3.0)], [], False, None),
    ],
)
def test_the_answer_that_is_most_likely_meant(
    seen: list[Seen], drawn: list[str], anywhere: bool, answer: str | None
) -> None:
    row = array("d", [1.0])
    left = left_by(run_with(*seen, curves=tuple(Curve(name, row, row, 1) for name in drawn)))
    solution = left_by(run_with(tensor("x", 3.0), tensor("y", 9.0), tensor("dydx", 6.0)))
    assert left is not None
    assert solution is not None

    found = left.answer(Equals(of=["dydx", "x.grad"], anywhere=anywhere), INPUTS, solution)

    assert (found and found.name) == answer


def test_a_named_answer_is_the_only_one() -> None:
    left = left_by(run_with(tensor("x", 0.0), tensor("a", 1.0), tensor("dydx", 2.0)))
    assert left is not None

    def names(*of: str, anywhere: bool) -> list[str]:
        return [seen.name for seen in left.answers(Equals(of=[*of], anywhere=anywhere), INPUTS)]

    assert names("dydx", anywhere=True) == ["dydx"]
    assert names("other", anywhere=True) == ["a", "dydx"]
    assert names("other", anywhere=False) == []
