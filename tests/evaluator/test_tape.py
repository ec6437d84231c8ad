"""What is read off a record: what arrives at each node, what it made, what it keeps."""

from __future__ import annotations

import math

import pytest

from autograd_tutor.evaluator.evidence import Graph, Node

from .conftest import RunCell

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAVE = """\
x = torch.linspace(0, 10, 5, requires_grad=True)
v = x**2
y = torch.cos(v)
s = y.sum()
"""
THREE = "x = torch.tensor(3.0, requires_grad=True)\n"
OBJECTIVES = """\
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
h = a * b
"""
AT_5 = 2
SLOPE = -math.sin(25)


async def tape(run: RunCell, code: str, of: str = "y", **fields: object) -> Graph:
    outcome = await run(code, graph=of, **fields)
    assert outcome.error is None, outcome.error
    assert outcome.graph is not None
    return outcome.graph


def node(graph: Graph, op: str) -> Node:
    return next(each for each in graph.nodes if op in (each.op, each.name))


def close(*expected: float) -> object:
    return pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("ending", ["", "s.backward()", "torch.autograd.grad(s, x)"])
async def test_the_chain_rule_as_numbers(run: RunCell, ending: str) -> None:
    graph = await tape(run, WAVE + ending, "s")
    assert [(each.op, each.name) for each in graph.nodes] == [
        ("Sum", "s"),
        ("Cos", "y"),
        ("Pow", "v"),
        ("x", ""),
    ]
    total, cos, power, x = graph.nodes
    assert (list(total.gradient), list(total.leaving[0])) == ([1], 5 * [1])
    assert [each.value[AT_5] for each in (cos, power, x)] == close(math.cos(25), 25, 5)
    assert [each.gradient[AT_5] for each in (cos, power, x)] == close(1, SLOPE, 10 * SLOPE)
    assert [each.leaving[0][AT_5] for each in (cos, power)] == close(SLOPE, 10 * SLOPE)
    assert graph.gap == ""


async def test_a_result_without_a_name_is_known_where_another_node_saved_it(run: RunCell) -> None:
    graph = await tape(run, "x = torch.ones(3, requires_grad=True)\ny = (2 * x).exp().sin().sum()")
    assert list(node(graph, "Exp").value) == close(*3 * [math.exp(2)])
    assert list(node(graph, "Sin").value) == []
    assert node(graph, "Exp").name == ""


async def test_two_roads_meet_and_two_leaves_are_told_apart(run: RunCell) -> None:
    graph = await tape(run, OBJECTIVES + "y = h**2 + h * b")
    assert list(node(graph, "h").gradient) == [15]
    assert [list(each) for each in node(graph, "h").leaving] == [[45], [30]]
    assert [list(node(graph, name).gradient) for name in "ab"] == [[45], [36]]


async def test_a_factor_used_twice_passes_on_its_share_twice(run: RunCell) -> None:
    graph = await tape(run, THREE + "y = x * x")
    assert [list(each) for each in graph.nodes[0].leaving] == [[3], [3]]
    assert list(node(graph, "x").gradient) == [6]


async def test_clones_are_on_the_record_and_detached_branches_are_not(run: RunCell) -> None:
    code = THREE + "c = x.clone()\nd = x.detach()\ne = d.view(1)\nz = x.data.clone()\ny = c * d"
    graph = await tape(run, code)
    assert node(graph, "c").op == "Clone"
    named = {each.name: graph.nodes[each.of].op for each in graph.detached}
    assert named == {"d": "x", "e": "x"}
    assert list(node(graph, "x").gradient) == [3]


@pytest.mark.parametrize(
    ("ending", "held"),
    [
        ("y = x**2", [6]),
        ("y = x**2\ny.backward()", [6]),
        ("y = x**2\ny.backward(retain_graph=True)\ny.backward()", [12]),
        ("y = x**2\ny.backward()\n(x * x).backward()", [6]),
        ("y = x**2\nx.grad = None", []),
        ("y = x**2\nx.grad.zero_()\ny.backward()", [0]),
    ],
)
async def test_what_is_already_there_is_as_before_the_last_way_back(
    run: RunCell, ending: str, held: list[float]
) -> None:
    graph = await tape(run, THREE + "(x * x).backward()\n" + ending)
    assert list(node(graph, "x").held) == held
    assert list(node(graph, "x").gradient) == [6]


@pytest.mark.parametrize(
    ("code", "gap"),
    [
        (THREE + "h = x**2\nh.backward()\ny = h * h", "freed"),
        (THREE + "h = x.exp()\ny = h * 1\nh.mul_(2)", "changed"),
        (
            "class Odd(torch.autograd.Function):\n"
            "    @staticmethod\n"
            "    def forward(ctx, a): return 2 * a\n"
            "    @staticmethod\n"
            "    def backward(ctx, g): raise ValueError\n"
            f"{THREE}y = Odd.apply(x)",
            "failed",
        ),
        ("import time\ntime.sleep(2.1)\n" + THREE + "y = x * x", "late"),
    ],
)
async def test_why_there_are_no_gradients(run: RunCell, code: str, gap: str) -> None:
    graph = await tape(run, code)
    assert graph.gap == gap
    assert not any(each.gradient for each in graph.nodes)
    assert list(node(graph, "x").value) == [3]


@pytest.mark.parametrize(
    "made", ["with torch.no_grad():\n    y = x * x", "y = (x * x).detach()", "y = torch.ones(3)"]
)
async def test_what_no_record_leads_to(run: RunCell, made: str) -> None:
    graph = await tape(run, THREE + made)
    assert (graph.nodes, graph.total) == ((), 0)


async def test_a_leaf_alone(run: RunCell) -> None:
    (x,) = (await tape(run, THREE, "x")).nodes
    assert (x.op, x.leaf, list(x.value), list(x.gradient)) == ("x", True, [3], [1])


async def test_the_record_of_a_slope(run: RunCell) -> None:
    code = "x = torch.tensor(5.0, requires_grad=True)\ny = x**3\n"
    code += "[d] = torch.autograd.grad(y, x, create_graph=True)"
    graph = await tape(run, code, "d")
    assert graph.nodes[0].name == "d"
    assert list(graph.nodes[0].value) == [75]
    assert list(node(graph, "x").gradient) == [30]


async def test_a_long_record_is_walked_as_far_as_it_is_told(run: RunCell) -> None:
    code = "y = torch.ones(1, requires_grad=True)\nfor _ in range(300): y = y * 1.5"
    graph = await tape(run, code)
    assert (len(graph.nodes), graph.total, graph.gap) == (200, 301, "")
    assert list(graph.nodes[2].gradient) == [2.25]
    assert list(graph.nodes[-1].gradient) == close(1.5**199)


async def test_of_many_numbers_the_same_ones_are_told_everywhere(run: RunCell) -> None:
    code = "x = torch.arange(100_000.0).requires_grad_()\ny = x * x\nfor _ in range(40): y = y + x"
    graph = await tape(run, code)
    arrays = [each for one in graph.nodes for each in (one.value, one.gradient, *one.leaving)]
    assert sum(map(len, arrays)) <= 20_000
    x = node(graph, "x")
    assert list(x.gradient) == [2 * each + 40 for each in x.value]
    assert x.value[-1] > 98_000


@pytest.mark.parametrize(
    "made", ["y = x.flip(0)", "y = x.cumsum(0)", "y = torch.eye(3) @ x", "y = x * w"]
)
async def test_nothing_is_said_of_one_element_where_others_count(run: RunCell, made: str) -> None:
    code = "x = torch.ones(3, requires_grad=True)\nw = torch.tensor(2.0, requires_grad=True)\n"
    graph = await tape(run, code + made)
    known = [list(each) for each in graph.nodes[0].leaving]
    assert known == ([[2, 2, 2], []] if "w" in made else [[]])


async def test_bytes_are_counted_once_and_as_the_meter_counts_them(run: RunCell) -> None:
    code = "x = torch.ones(100, requires_grad=True)\ny = (2 * (x * x).exp() * x).cos().sum()"
    outcome = await run(code + "\ny.backward()", graph="y", meter=True, look=True)
    assert outcome.graph is not None
    assert outcome.evidence is not None
    assert outcome.graph.saved == outcome.evidence.saved == 1_600
    assert sum(each.saved for each in outcome.graph.nodes) == 1_600
    (cos,) = (each for each in outcome.graph.nodes if each.op == "Cos")
    assert cos.saved == 400


async def test_the_run_itself_is_not_disturbed(run: RunCell) -> None:
    code = """\
x = torch.tensor(5.0, requires_grad=True)
v = x**2
v.retain_grad()
x.register_hook(lambda g: print("hooked"))
y = v.cos()
y.backward()
"""
    outcome = await run(code + "y.backward()", graph="y", look=True)
    assert outcome.error is not None
    assert "a second time" in outcome.error.message
    assert outcome.error.trace[-1].line == 7
    assert outcome.evidence is not None
    grads = {each.name: list(each.values) for each in outcome.evidence.seen}
    assert grads["v.grad"] == close(SLOPE)
    assert grads["x.grad"] == close(10 * SLOPE)
    assert [call.kind for call in outcome.evidence.calls] == ["backward", "backward"]
    assert outcome.graph is not None
    assert list(node(outcome.graph, "x").gradient) == close(10 * SLOPE)


async def test_nan_and_infinity_arrive(run: RunCell) -> None:
    graph = await tape(run, "x = torch.zeros(2, requires_grad=True)\ny = (x.sqrt() * 0).sum()")
    assert list(node(graph, "Sqrt").gradient) == [0, 0]
    assert all(math.isnan(each) for each in node(graph, "x").gradient)


async def test_what_a_cell_patches_or_raises_costs_no_run(run: RunCell) -> None:
    code = THREE + "torch.autograd.graph.GradientEdge = torch.ones_like = None\ny = x * x\n1 / 0"
    outcome = await run(code, graph="y")
    assert outcome.error is not None
    assert outcome.error.type == "ZeroDivisionError"
    assert outcome.graph is not None
    assert list(node(outcome.graph, "x").gradient) == [6]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (WAVE, ("Sum", "s")),
        (WAVE + "v.sum().backward()", ("Sum", "")),
        (WAVE + "[g] = torch.autograd.grad(s, x)\nw = 2 * x", ("Sum", "s")),
        (WAVE + "s.backward(create_graph=True)\nx.grad.mean().backward()", ("Mean", "")),
        ("y = torch.ones(3)\nx = torch.ones(3, requires_grad=True)", None),
        ("print(1)", None),
    ],
)
async def test_the_record_of_what_just_ran(
    run: RunCell, code: str, told: tuple[str, str] | None
) -> None:
    outcome = await run(code, graph="*")
    first = outcome.graph and outcome.graph.nodes[0]
    assert (first and (first.op, first.name)) == told
    assert outcome.graph is None or outcome.graph.gap == ""


async def test_whatever_a_backward_function_raises(run: RunCell) -> None:
    code = f"""\
class Odd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a): return 2 * a
    @staticmethod
    def backward(ctx, g): raise SystemExit
{THREE}y = Odd.apply(x)
7"""
    outcome = await run(code, graph="y")
    assert (outcome.value, outcome.error) == ("7", None)
    assert outcome.graph is not None
    assert outcome.graph.gap == "failed"
