"""The record with its numbers: columns, boxes, the way back step by step, and the same in words."""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.evaluator.evidence import Detached, Graph, Node
from autograd_tutor.plot.cells import text_cells
from autograd_tutor.plot.tape import boxed, draw, nearest, spoken, topological
from autograd_tutor.testing import UPDATE

from .records import (
    AT_5,
    CHAIN,
    CUTOFF,
    DIAMOND,
    FREED,
    LONG,
    NAMED,
    NONE,
    OBJECTIVES,
    ODD,
    X,
    entry,
    leaf,
    record,
)
from .test_tape import records

GOLDENS = Path(__file__).parents[1] / "goldens" / "tape"
FORMS = {"lines": (draw, 80), "boxes": (boxed, 120)}


def picture(name: str, form: str, ascii: bool) -> str:
    """Whole without numbers, whole with them, and at one step of the way back."""
    drawn, width = FORMS[form]
    graph, taken = NAMED[name]
    parts = [
        drawn(graph, width, ascii=ascii),
        drawn(graph, width, ascii=ascii, at=AT_5),
        drawn(graph, width, ascii=ascii, at=AT_5, taken=taken),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("name", list(NAMED))
def test_golden(name: str, form: str, ascii: bool, pytestconfig: pytest.Config) -> None:
    """`make goldens` writes the pictures anew; then look at them."""
    file = GOLDENS / f"{name}-{form}{'-ascii' if ascii else ''}.txt"
    drawn = picture(name, form, ascii)
    if pytestconfig.getoption(UPDATE):
        file.parent.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    kinds = [f"{form}{ascii}.txt" for form in FORMS for ascii in ("", "-ascii")]
    assert {path.name for path in GOLDENS.iterdir()} == {
        f"{name}-{kind}" for name in NAMED for kind in kinds
    }


def test_each_step_back_shows_one_gradient_more() -> None:
    order = topological(OBJECTIVES)
    shown = [
        sum(text.startswith("gradient") for text in boxes(OBJECTIVES, taken))
        for taken in range(len(order))
    ]
    assert shown == [1, 2, 3, 4, 5, 6]
    assert boxes(OBJECTIVES, 99) == boxes(OBJECTIVES, None)


def boxes(graph: Graph, taken: int | None) -> list[str]:
    """The texts in the boxes."""
    lines = boxed(graph, 160, ascii=False, at=0, taken=taken)
    return [text for line in lines for text in re.findall(r"[│║] (\S.*?) +[│║]", line)]


@pytest.mark.parametrize(
    ("graph", "taken", "rules"),
    [
        (CHAIN, 0, ["1 × 1 = 1 to y"]),
        (CHAIN, 1, ["1 × 0.13235 = 0.13235 to Pow"]),
        (CHAIN, 2, ["0.13235 × 10 = 1.3235 to x"]),
        (CHAIN, 3, []),
        (OBJECTIVES, 3, ["12 + 3 = 15 arrives", "15 × 3 = 45 to a", "15 × 2 = 30 to b"]),
        (OBJECTIVES, 4, ["45 + 4 already there = 49 in a.grad"]),
        (DIAMOND, 3, ["-0.9195 + 0.0805 = -0.839 arrives"]),
        (CUTOFF, 3, ["1 - 3 = -2 arrives", "-2 - 8 already there = -10 in x.grad"]),
        (ODD, 1, ["nan to Relu"]),
        (ODD, 2, ["0 to leaf"]),
        (FREED, 0, []),
    ],
)
def test_the_chain_rule(graph: Graph, taken: int, rules: list[str]) -> None:
    place = topological(graph)[taken]
    lines = draw(graph, 80, ascii=False, at=AT_5, taken=taken)
    reached = next(at for at, line in enumerate(lines) if re.search("[◆◇]", line))
    assert graph.nodes[place].op in lines[reached]
    below = [line.lstrip(" │") for line in lines[reached + 1 : reached + 1 + len(rules)]]
    assert below == rules
    assert not any(" = " in line for line in lines[1:reached] + lines[reached + 1 + len(rules) :])


@pytest.mark.parametrize(
    ("width", "columns", "held"),
    [
        (80, ["saved", "value", "gradient"], True),
        (58, ["value", "gradient"], True),
        (50, ["gradient"], True),
        (40, ["gradient"], False),
        (26, ["gradient"], False),
        (20, ["●", "Add", "s", "[]"], False),
    ],
)
def test_columns_give_way_where_there_is_no_room(
    width: int, columns: list[str], held: bool
) -> None:
    lines = draw(OBJECTIVES, width, ascii=False, at=0)
    assert lines[0].split() == columns
    assert any("+ 4 already there" in line for line in lines) == held


@pytest.mark.parametrize(("x", "at"), [(5, 2), (-3, 0), (99, 4), (6.1, 2), (6.3, 3)])
def test_the_element_nearest_to_a_point_on_the_curve(x: float, at: int) -> None:
    assert nearest(CHAIN, x) == at
    assert draw(CHAIN, 80, ascii=False, at=at)[0].startswith(f"at x = {X[at]:g} ")


def test_where_there_is_no_such_element() -> None:
    assert nearest(NONE, 1.0) == nearest(ODD, 1.0) == 0
    assert not any("0.13235" in line for line in draw(CHAIN, 80, ascii=False, at=9))


@pytest.mark.parametrize(
    ("graph", "taken", "said"),
    [
        (
            CHAIN,
            2,
            "Step 3 of 4. Pow: value 25, gradient 0.13235, saves 20 B."
            "|0.13235 times 10 is 1.3235 to x.|Saved for going back: 40 B.",
        ),
        (
            CUTOFF,
            3,
            "Step 4 of 4. x: value 3, gradient -2, minus 8 already there."
            "|1 minus 3 is -2 arrives.|-2 minus 8 already there is -10 in x.grad."
            "|d is detached from x: no record.|e is detached from c: no record."
            "|Saved for going back: 4 B.",
        ),
        (
            FREED,
            1,
            "Step 2 of 3. Pow, h: value 4."
            "|No gradients: an earlier backward pass freed what they need."
            "|Saved for going back: 4 B.",
        ),
        (LONG, 99, "The way back is over."),
        (
            NONE,
            0,
            "Nothing is recorded here. Untracked inputs, no_grad and detach() leave no record.",
        ),
    ],
)
def test_a_step_in_words(graph: Graph, taken: int, said: str) -> None:
    assert spoken(graph, "y", at=AT_5, taken=taken) == said.replace("|", "\n")


def test_all_of_it_in_words() -> None:
    assert spoken(CHAIN, "s", at=AT_5).splitlines()[2:] == [
        "At x = 5:",
        "Sum, s: value 4.8087, gradient 1.",
        "Cos, y: value 0.9912, gradient 1, saves 20 B.",
        "Pow: value 25, gradient 0.13235, saves 20 B.",
        "x: value 5, gradient 1.3235.",
        "Saved for going back: 40 B.",
    ]


def test_a_box_has_room_for_a_strangers_words() -> None:
    graph = record(
        entry("名" * 30, "\x1b[2J", to=(1,), value=1, gradient=1, leaving=(2,)),
        leaf("[red]é", 1, 2),
    )
    for ascii in (False, True):
        lines = boxed(graph, 60, ascii=ascii, at=0, taken=0)
        assert all(text_cells(line) <= 60 and line.isprintable() for line in lines)
        assert not ascii or all(line.isascii() for line in lines)
        assert sum("[red]" in line for line in lines) == 2


counted = st.lists(st.floats(), max_size=3).map(lambda values: array("d", values))
nodes = st.builds(
    Node,
    op=st.text(max_size=9) | st.sampled_from(["Pow", "leaf"]),
    leaf=st.booleans(),
    shape=st.lists(st.integers(0, 9), max_size=3).map(tuple),
    next=st.lists(st.integers(-2, 9), max_size=4).map(tuple),
    name=st.text(max_size=9),
    saved=st.integers(-1, 10**9),
    value=counted,
    gradient=counted,
    held=counted,
    leaving=st.lists(counted, max_size=4).map(tuple),
)
graphs = st.builds(
    Graph,
    st.lists(nodes, max_size=9).map(tuple),
    st.integers(-5, 300),
    st.lists(st.builds(Detached, st.text(max_size=9), st.integers(-2, 9)), max_size=2).map(tuple),
    st.integers(-1, 10**9),
    st.sampled_from(["", "freed", "changed", "late", "hooked", "failed"]),
)
places = st.none() | st.integers(-1, 10)


@given(graphs, st.integers(1, 130), st.booleans(), places, places)
def test_whatever_a_worker_says_is_drawn_within_the_width(
    graph: Graph, width: int, ascii: bool, at: int | None, taken: int | None
) -> None:
    for form in (draw, boxed):
        lines = form(graph, width, ascii=ascii, at=at, taken=taken)
        assert lines
        assert max(map(text_cells, lines)) <= width
        assert not ascii or all(line.isascii() for line in lines)
    assert spoken(graph, at=at, taken=taken)


@given(records(), st.integers(30, 160))
def test_every_entry_is_in_a_box_or_counted(graph: Graph, width: int) -> None:
    lines = boxed(graph, width, ascii=False)
    shown = re.findall(r"n\d+ ", "\n".join(lines))
    left = re.fullmatch(r"… (\d+) more", lines[-1])
    assert len(shown) + (int(left[1]) if left else 0) == len(graph.nodes)
