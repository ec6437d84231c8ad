"""The inspector's lines: at every width, in ASCII, and what a hostile worker says."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from autograd_tutor.evaluator.evidence import Evidence, Graph, Node, Seen
from autograd_tutor.plot.cells import clean, text_cells
from autograd_tutor.plot.tensors import Line, compared, draw, meter, size, spoken

from .test_variables import EVIDENCE
from .variables import X_GRAD, D, N, X, Y, left, none

BEFORE = left(X, none("x.grad"), Y, none("y.grad"), replace(N, name="old"))
AFTER = left(
    replace(X, version=1),
    X_GRAD,
    Y,
    none("y.grad"),
    replace(D, dtype="float64"),
    N,
    Seen("t", "tuple", "tuple", tracked=True, total=2),
    none("dydx"),
    Seen("s", "other", "str"),
)


def plain(lines: list[Line]) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in lines]


def drawn(width: int, *, ascii: bool = False) -> list[str]:
    return plain(draw(compared(AFTER, BEFORE), width, ascii=ascii))


OTHERS = [
    "",
    "+ n  int 3",
    "+ t  tuple of 2, with requires_grad",
    "+ dydx  None",
    "+ s  str",
    "- old  gone",
    "",
]
NOTES = ["d shares memory with x.", "+ new, * changed, - gone since the run before."]


def test_the_full_table() -> None:
    head, x, *_, last = drawn(130)
    assert (
        " ".join(head.split())
        == "shape dtype device leaf requires_grad grad_fn version .grad value"
    )
    assert " ".join(x.split()) == "* x [3] float32 cpu yes yes none 1* 2, 5, -6* 1, 2.5, -3"
    assert last == NOTES[-1]


def test_the_table_of_a_small_screen() -> None:
    assert drawn(76) == [
        "     shape  leaf  requires_grad  grad_fn       .grad      value",
        "* x  [3]    yes   yes            none          2, 5, -6*  1, 2.5, -3",
        "  y  [3]    no    yes            PowBackward0  none       1, 2.5, -3",
        "+ d  [3]    yes   no             none          none       1, 2.5, -3",
        *OTHERS,
        "dtype float32, but d float64; device cpu; version 0, but x 1*.",
        *NOTES,
    ]


def test_two_lines_for_each_where_a_table_has_no_room() -> None:
    assert drawn(56) == [
        "* x  [3]  leaf  requires_grad",
        "    value 1, 2.5, -3  .grad 2, 5, -6*",
        "  y  [3]  requires_grad  grad_fn PowBackward0",
        "    value 1, 2.5, -3  .grad none",
        "+ d  [3]  leaf",
        "    value 1, 2.5, -3  .grad none",
        *OTHERS,
        "dtype float32, but d float64; device cpu; version 0, but",
        "x 1*.",
        *NOTES,
    ]


def test_what_is_the_same_for_all_gives_way_first() -> None:
    (head, *_) = plain(draw(compared(left(X, replace(Y, version=2))), 90, ascii=False))
    assert " ".join(head.split()) == "shape leaf requires_grad grad_fn version .grad value"


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        (replace(X, shape=(), values=array("d", [-0.00001234567]), total=1), "-1.2346e-5"),
        (replace(X, dtype="int64", values=array("d", [7, 12_345_678]), total=2), "7, 12345678"),
        (replace(X, dtype="bool", values=array("d", [1, 0]), total=2), "True, False"),
        (replace(X, values=array("d", [float("nan"), float("-inf")]), total=2), "nan, -inf"),
        (replace(X, dtype="int8", values=array("d", [float("nan")]), total=1), "nan"),
        (replace(X, values=array("d"), total=0), "empty"),
        (replace(X, values=array("d"), total=9), "not shown"),
        (replace(X, values=array("d", [1, 2]), total=90_000), "1, 2, …"),
        (replace(X, values=array("d", range(99)), total=99), "0, 1, 2, 3, 4, 5, 6, 7, …"),
    ],
)
def test_numbers(seen: Seen, shown: str) -> None:
    (_, line) = plain(draw(compared(left(seen)), 76, ascii=False))[:2]
    assert line.split("  ")[-1].strip() == shown


def test_ascii_alone_where_asked_for() -> None:
    name = replace(X, name="größe", values=array("d", range(99)), total=99)
    lines = plain(draw(compared(left(name, N)), 56, ascii=True))
    assert all(line.isascii() for line in lines)
    assert lines[0].startswith("  große  ".replace("ß", "?"))
    assert "..." in lines[1]


def test_names_and_types_that_would_do_harm_are_shown() -> None:
    bad = replace(X, name="a\x1b[2J\n" + "b" * 50, dtype="\x9b31m", made_by="[red]\r", leaf=False)
    shown = "\n".join(plain(draw(compared(left(bad)), 130, ascii=False)))
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "a␛[2J bbbbbbbbb…" in shown
    assert "[red]" in shown


@given(EVIDENCE, EVIDENCE, st.integers(1, 160), st.booleans())
def test_any_evidence_fits_any_width(
    now: Evidence, before: Evidence, width: int, ascii: bool
) -> None:
    for line in plain(draw(compared(now, before), width, ascii=ascii)):
        assert clean(line) == " ".join(line.split())
        assert ascii is False or line.isascii()
        assert text_cells(line) <= width
    assert spoken(compared(now, before))


RECORD = Graph(
    (
        Node("Sum", False, (), (1,)),
        Node("Cos", False, (100,), (2,), saved=400),
        Node("Pow", False, (100,), (3,), saved=1200),
        Node("x", True, (100,), ()),
    ),
    4,
    saved=1600,
)


def test_the_meter() -> None:
    assert meter(RECORD, 40, ascii=False) == [
        "Saved for going back: 1.6 KiB.",
        "  Pow     1.2 KiB  █████████████████████",
        "  Cos       400 B  ███████",
    ]
    assert meter(RECORD, 20, ascii=True)[3:] == ["  Cos       400 B  #"]
    assert all(line.isascii() for line in meter(RECORD, 40, ascii=True))


@pytest.mark.parametrize(
    ("graph", "counted", "said"),
    [
        (None, -1, "What the record keeps for going back was not read yet."),
        (None, 80, "Saved for going back: 80 B."),
        (Graph((), 0), -1, "The record keeps nothing for going back."),
        (Graph((), 0, gap="freed"), -1, "The record keeps nothing any more: going back freed it."),
    ],
)
def test_the_meter_without_a_record_to_measure(
    graph: Graph | None, counted: int, said: str
) -> None:
    assert meter(graph, 80, ascii=False, counted=counted) == [said]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (3 << 20, "3.0 MiB"),
        (5 << 40, "5,120.0 GiB"),
    ],
)
def test_sizes(count: int, said: str) -> None:
    assert size(count) == said


def test_in_words() -> None:
    assert spoken(compared(AFTER, BEFORE)).splitlines() == [
        "x: leaf, requires_grad, shape [3], float32 on cpu, value 1, 2.5, -3, .grad 2, 5, -6, "
        "version 1. Changed: .grad, version.",
        "y: grad_fn PowBackward0, requires_grad, shape [3], float32 on cpu, value 1, 2.5, -3, "
        ".grad none, version 0.",
        "d: leaf, no requires_grad, shape [3], float64 on cpu, value 1, 2.5, -3, .grad none, "
        "version 0. New.",
        "n: int 3. New.",
        "t: tuple of 2, with requires_grad. New.",
        "dydx: None. New.",
        "s: str. New.",
        "old: Gone since the run before.",
        "d shares memory with x.",
    ]
    assert spoken([]) == "The run left no variables."
