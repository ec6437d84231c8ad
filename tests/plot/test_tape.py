"""The record as text: what is drawn is the record, and nothing but it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.evaluator.evidence import Graph, Node
from autograd_tutor.plot.cells import text_cells
from autograd_tutor.plot.tape import draw, spoken

N = (100,)
Entry = tuple[str, tuple[int, ...], tuple[int, ...]]


def record(*entries: Entry, total: int = 0) -> Graph:
    """An entry that has no inputs is a leaf."""
    nodes = tuple(Node(op, not inputs, shape, inputs) for op, shape, inputs in entries)
    return Graph(nodes, max(total, len(nodes)))


CHAIN = record(("Sum", (), (1,)), ("Cos", N, (2,)), ("Pow", N, (3,)), ("x", N, ()))
TWO = record(("Mul", (2, 3), (1, 2)), ("x", (2, 3), ()), ("leaf", (), ()))
DIAMOND = record(("Mul", N, (1, 2)), ("Cos", N, (3,)), ("Sin", N, (3,)), ("x", N, ()))
SQUARE = record(("Mul", N, (1, 1)), ("x", N, ()))
CLONE = record(
    ("Sub", N, (1, 2)), ("Pow", N, (3,)), ("Mul", N, (4,)), ("Clone", N, (4,)), ("x", N, ())
)
CROSSED = record(
    ("Add", N, (1, 2, 4)), ("Cos", N, (3,)), ("Sin", N, (4,)), ("x", N, ()), ("w", N, ())
)
STACK = record(("Stack", (60,), tuple(range(1, 61))), *((f"w{i}", (), ()) for i in range(60)))
CUT = record(("Sum", (), (1,)), ("Pow", N, (2,)), ("x", N, ()), total=7)
CIRCLE = record(("Sum", (), (1, 2)), ("Cos", (), (2, 9)), ("Sin", (), (1, -1)))
OWN_CIRCLE = record(("Sum", (), (0,)))


@pytest.mark.parametrize(
    ("graph", "drawn"),
    [
        (CHAIN, "● Sum  []|● Cos  [100]|● Pow  [100]|○ x  leaf [100]"),
        (TWO, "● Mul  [2, 3]|├─╮|○ │ x  leaf [2, 3]|  ○ leaf []"),
        (DIAMOND, "● Mul  [100]|├─╮|● │ Cos  [100]|│ ● Sin  [100]|├─╯|○ x  leaf [100]"),
        (SQUARE, "● Mul  [100]|├─╮|├─╯|○ x  leaf [100]"),
        (
            CLONE,
            "● Sub  [100]|├─╮|● │ Pow  [100]|● │ Clone  [100]|│ ● Mul  [100]|├─╯|○ x  leaf [100]",
        ),
        (
            CROSSED,
            "● Add  [100]|├─┬─╮|● │ │ Cos  [100]|○ │ │ x  leaf [100]|  ● │ Sin  [100]|  ├─╯"
            "|  ○ w  leaf [100]",
        ),
        (CUT, "● Sum  []|● Pow  [100]|○ x  leaf [100]|… 4 more"),
        (CIRCLE, "● Sum  []|╵ … 2 more inputs|… 2 more"),
        (OWN_CIRCLE, "… 1 more"),
        (
            Graph((), 0),
            "Nothing is recorded here.|Untracked inputs, no_grad and detach() leave no record.",
        ),
    ],
)
def test_drawings(graph: Graph, drawn: str) -> None:
    assert draw(graph, 76, ascii=False) == drawn.split("|")


def test_a_lane_that_is_crossed_goes_on_unbroken() -> None:
    graph = record(
        ("Add", N, (1, 2)),
        ("Sub", N, (3, 4)),
        ("y", N, ()),
        ("Cos", N, (4,)),
        ("x", N, ()),
    )
    assert "├─│─╯" in draw(graph, 76, ascii=False)
    assert "+-|-'" in draw(graph, 76, ascii=True)


def test_ascii() -> None:
    assert draw(DIAMOND, 76, ascii=True) == [
        "* Mul  [100]",
        "+-.",
        "* | Cos  [100]",
        "| * Sin  [100]",
        "+-'",
        "o x  leaf [100]",
    ]


def test_what_finds_no_room_is_counted() -> None:
    lines = draw(STACK, 40, ascii=False)
    assert lines[:2] == ["● Stack  [60]", "├─┬─┬─┬─┬─┬─┬─╮ … 52 more inputs"]
    assert lines[-2:] == [14 * " " + "○ w7  leaf []", "… 52 more"]


def test_a_strangers_names_obey_nobody() -> None:
    lines = draw(record(("\x1b[2J\n\u202e名" * 9, (), (1,)), ("[red]é", (), ())), 30, ascii=False)
    assert all(text_cells(line) <= 30 and line.isprintable() for line in lines)
    assert lines[-1] == "○ [red]é  leaf []"
    assert draw(record(("é\x1b", (), ())), 30, ascii=True) == ["o e?  leaf []"]


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (
            CHAIN,
            "s is the Sum of Cos of Pow of the leaf x."
            "|Shapes, in that order: one number, 100 numbers, 100 numbers, 100 numbers.",
        ),
        (
            TWO,
            "s is the Mul of the leaf x and the unnamed leaf 1."
            "|Shapes, in that order: 2 by 3 numbers, 2 by 3 numbers, one number.",
        ),
        (
            DIAMOND,
            "s is operation 1 of 3.|1: Mul, 100 numbers, of 2 and 3."
            "|2: Cos, 100 numbers, of the leaf x.|3: Sin, 100 numbers, of the leaf x."
            "|The leaf x: 100 numbers.",
        ),
        (record(("x", (1, 1), ())), "s is the leaf x.|Shapes, in that order: 1 by 1 number."),
        (record(("x", (), ())), "s is the leaf x.|Shapes, in that order: one number."),
        (
            CIRCLE,
            "s is the Sum of something left out and something left out."
            "|Shapes, in that order: one number.|2 more left out.",
        ),
        (OWN_CIRCLE, "Nothing is recorded here."),
        (
            Graph((), 0),
            "Nothing is recorded here. Untracked inputs, no_grad and detach() leave no record.",
        ),
    ],
)
def test_words(graph: Graph, said: str) -> None:
    assert spoken(graph, "s") == said.replace("|", "\n")


def test_a_result_without_a_name() -> None:
    assert spoken(SQUARE).startswith("The result is the Mul of the leaf x and the leaf x.")


@st.composite
def records(draw: st.DrawFn) -> Graph:
    """A record without circles, in any order but that the result is first; all of it reached."""
    count = draw(st.integers(1, 14))
    inputs = [
        draw(st.lists(st.integers(at + 1, count - 1), max_size=3)) if at + 1 < count else []
        for at in range(count)
    ]
    for at in range(1, count):
        if not any(at in inputs[user] for user in range(at)):
            inputs[draw(st.integers(0, at - 1))].append(at)
    place = [0, *draw(st.permutations(range(1, count)))]
    nodes: list[Node] = [Node("", False, (), ())] * count
    for at in range(count):
        name = f"n{place[at]}"
        nodes[place[at]] = Node(
            name, not inputs[at], (at,), tuple(place[each] for each in inputs[at])
        )
    return Graph(tuple(nodes), count)


@given(records())
def test_all_of_a_record_can_be_read_back_from_its_drawing(graph: Graph) -> None:
    lines = draw(graph, 200, ascii=False)
    order, edges = read(lines)
    assert sorted(order) == list(range(len(graph.nodes)))
    assert edges == Counter((at, to) for at, node in enumerate(graph.nodes) for to in node.next)
    assert all(order.index(at) < order.index(to) for at, to in edges)
    assert len(draw(graph, 200, ascii=True)) == len(lines)
    assert all(line.isascii() for line in draw(graph, 200, ascii=True))


Lanes = list[Counter[int]]


def read(lines: list[str]) -> tuple[list[int], Counter[tuple[int, int]]]:
    """The entries in order and the edges, from the picture alone."""
    lanes: Lanes = [Counter() for _ in range(100)]
    order: list[int] = []
    edges: Counter[tuple[int, int]] = Counter()
    for line in lines:
        if found := re.search(r"[●○]", line):
            at, name = found.start() // 2, re.search(r"n(\d+)  ", line)
            assert name is not None
            order.append(int(name[1]))
            edges.update({(user, order[-1]): times for user, times in lanes[at].items()})
            lanes[at] = Counter({order[-1]: 1} if "●" in line else {})
        else:
            cross(line, lanes)
    return order, edges


def cross(line: str, lanes: Lanes) -> None:
    """Follow the line across: what comes in from above goes out to all that lead down."""
    cells = dict(enumerate(line[::2]))
    above = [lane for lane, cell in cells.items() if cell in "├┤┼╰╯┴"]
    below = [lane for lane, cell in cells.items() if cell in "├┤┼╭╮┬"]
    carried = sum((lanes[lane] for lane in above), Counter[int]())
    assert 1 in (len(above), len(below))
    for lane in above:
        lanes[lane] = Counter()
    for lane in below:
        lanes[lane] = carried.copy()


nodes = st.builds(
    Node,
    st.text(max_size=12),
    st.booleans(),
    st.lists(st.integers(0, 9), max_size=3).map(tuple),
    st.lists(st.integers(-2, 12), max_size=5).map(tuple),
)


@given(
    st.builds(Graph, st.lists(nodes, max_size=10).map(tuple), st.integers(-5, 300)),
    st.integers(1, 90),
    st.booleans(),
)
def test_whatever_a_worker_says_is_drawn_within_the_width(
    graph: Graph, width: int, ascii: bool
) -> None:
    lines = draw(graph, width, ascii=ascii)
    assert lines
    assert max(map(text_cells, lines)) <= width
    assert not ascii or all(line.isascii() for line in lines)
    assert spoken(graph)


@given(records(), st.integers(1, 60))
def test_what_is_not_drawn_is_counted(graph: Graph, width: int) -> None:
    lines = draw(graph, max(width, 24), ascii=False)
    drawn = [line for line in lines if re.search(r"[●○]", line)]
    left = re.fullmatch(r"… (\d+) more", lines[-1])
    assert len(drawn) + (int(left[1]) if left else 0) == len(graph.nodes)
