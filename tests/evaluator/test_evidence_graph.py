"""The record behind a tensor, as a list of nodes."""

import pytest

from autograd_tutor.evaluator.evidence import Graph

from .conftest import RunCell
from .test_evidence import WAVE

pytestmark = pytest.mark.asyncio(loop_scope="session")

Drawn = list[tuple[str, bool, tuple[int, ...], tuple[int, ...]]]


async def graph(run: RunCell, code: str, of: str = "y") -> Graph:
    found = (await run(code, graph=of)).graph
    assert found is not None
    return found


OWN = """\
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a): return 2 * a
    @staticmethod
    def backward(ctx, g): return 2 * g
    @staticmethod
    def next_functions(): return 1 / 0
Twice._backward_cls.next_functions = ((None, 0),)
x = torch.ones(2, requires_grad=True)
y = Twice.apply(x)"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            WAVE,
            [
                ("Cos", False, (100,), (1,)),
                ("Pow", False, (100,), (2,)),
                ("x", True, (100,), ()),
            ],
        ),
        (
            "x = torch.ones(3, requires_grad=True)\ny = (x * x + x).sum()",
            [
                ("Sum", False, (), (1,)),
                ("Add", False, (3,), (2, 3)),
                ("Mul", False, (3,), (3, 3)),
                ("x", True, (3,), ()),
            ],
        ),
        (
            "y = torch.ones(2, 3, requires_grad=True).max(dim=0).values",
            [("Max", False, (3,), (1,)), ("leaf", True, (2, 3), ())],
        ),
        (OWN, [("Twice", False, (2,), (1,)), ("x", True, (2,), ())]),
        ("y = torch.ones(2, requires_grad=True)", [("y", True, (2,), ())]),
        ("y = torch.ones(2)", []),
    ],
)
async def test_each_node_is_told_with_what_it_made(
    run: RunCell, code: str, expected: Drawn
) -> None:
    found = await graph(run, code)
    assert [(node.op, node.leaf, node.shape, node.next) for node in found.nodes] == expected
    assert found.total == len(expected)


async def test_the_record_of_a_gradient(run: RunCell) -> None:
    found = await graph(run, WAVE + "y.sum().backward(create_graph=True)", "x.grad")
    assert [node.op for node in found.nodes[:2]] == ["Copy", "Mul"]
    assert "x" in [node.op for node in found.nodes if node.leaf]


async def test_a_long_record_is_cut(run: RunCell) -> None:
    code = "y = torch.ones(1, requires_grad=True)\nfor _ in range(300): y = y + 1"
    found = await graph(run, code)
    assert (len(found.nodes), found.total) == (200, 301)
    assert found.nodes[-1].next == ()


@pytest.mark.parametrize("of", ["z", "n", "n.grad", "torch", "x.grad"])
async def test_what_is_no_tensor_has_no_record(run: RunCell, of: str) -> None:
    assert (await run("n = 1\n" + WAVE, graph=of)).graph is None


async def test_a_failed_cell_has_its_record_too(run: RunCell) -> None:
    outcome = await run(WAVE + "1 / 0", graph="y")
    assert outcome.error is not None
    assert outcome.graph is not None
