"""The same program on other inputs, in float64, metered."""

import pytest

from autograd_tutor.evaluator.evidence import Evidence
from autograd_tutor.evaluator.requests import Given

from .conftest import RunCell
from .test_evidence import WAVE, look, seen

pytestmark = pytest.mark.asyncio(loop_scope="session")

MADE = [
    "x = torch.linspace(0, 5, 6, requires_grad=True)",
    "x = torch.linspace(0, 5, 6).requires_grad_()",
    "x = torch.linspace(0, 5, 6)\nx.requires_grad_()",
    "x: torch.Tensor = torch.linspace(0, 5, 6, requires_grad=True)",
    "w, x = torch.ones(1), torch.linspace(0, 5, 6, requires_grad=True)",
    "x = w = torch.linspace(0, 5, 6, requires_grad=True)",
    "if True:\n    x = torch.linspace(0, 5, 6, requires_grad=True)",
    "for x in [torch.linspace(0, 5, 6, requires_grad=True)]:\n    w = 1",
    "for _ in range(3):\n    x = torch.linspace(0, 5, 6, requires_grad=True)\n    break",
    "with torch.enable_grad():\n    x = torch.linspace(0, 5, 6, requires_grad=True)",
    "try:\n    x = torch.linspace(0, 5, 6, requires_grad=True)\nfinally:\n    w = 1",
    "x = None\nx = torch.linspace(0, 5, 6, requires_grad=True)",
    "x = torch.arange(6)\nx = x.float().requires_grad_()",
    "def make():\n    return torch.linspace(0, 5, 6, requires_grad=True)\nx = make()",
    "x = torch.nn.Parameter(torch.linspace(0, 5, 6))",
]
AFTER = "\ny = (x**2).sum()\ny.backward()"


@pytest.mark.parametrize("made", MADE)
async def test_an_input_is_moved_where_it_is_made(run: RunCell, made: str) -> None:
    before = await look(run, made + AFTER)
    evidence = await look(run, made + AFTER, move=("x",), seed=3)
    old, x = seen(before, "x"), seen(evidence, "x")
    assert evidence.moved == ("x",)
    slopes = {
        round((b - a) / (d - c), 4)
        for a, b, c, d in zip(x.values, x.values[1:], old.values, old.values[1:], strict=False)
    }
    assert len(slopes) == 1
    assert 0.7 <= slopes.pop() <= 0.9
    assert 0.3 <= x.values[0] - 0.7 * old.values[0] <= 0.6 + 0.2 * old.values[0]
    same = ("kind", "type", "shape", "dtype", "leaf", "tracked", "version", "leaves")
    assert [getattr(x, each) for each in same] == [getattr(old, each) for each in same]
    assert list(seen(evidence, "x.grad").values) == pytest.approx([2 * v for v in x.values])


@pytest.mark.parametrize("made", MADE)
async def test_given_numbers_take_the_place_of_an_input(run: RunCell, made: str) -> None:
    numbers = Given((2, 2), (1.0, 2.0, 3.0, 4.0))
    evidence = await look(run, made + AFTER, given={"x": numbers})
    x = seen(evidence, "x")
    assert (x.shape, list(x.values), x.leaf, x.tracked) == ((2, 2), [1, 2, 3, 4], True, True)
    assert list(seen(evidence, "x.grad").values) == [2, 4, 6, 8]
    assert evidence.moved == ("x",)


async def test_the_amount_follows_from_the_seed(run: RunCell) -> None:
    one, again, other = [
        list(seen(await look(run, "x = torch.ones(2)", move=("x",), seed=seed), "x").values)
        for seed in (1, 1, 2)
    ]
    assert one == again != other


async def test_only_the_first_assignment_is_moved(run: RunCell) -> None:
    code = "x = torch.ones(1)\nfirst = x\nx = torch.ones(1)"
    evidence = await look(run, code, move=("x",))
    assert seen(evidence, "x").values[0] == 1 != seen(evidence, "first").values[0]


async def test_one_memory_is_moved_once(run: RunCell) -> None:
    code = "x = torch.ones(3)\nx2 = x\nx3 = x.detach()"
    alone, evidence = [await look(run, code, move=move) for move in (("x",), ("x", "x2", "x3"))]
    assert seen(alone, "x").values == seen(evidence, "x").values
    assert evidence.moved == ("x", "x2", "x3")
    given = {name: Given((1,), (7.0,)) for name in ("x", "x2")}
    evidence = await look(run, "x = x2 = torch.ones(3)", given=given)
    assert seen(evidence, "x").storage == seen(evidence, "x2").storage


async def test_parts_of_one_memory_are_moved_each_by_itself(run: RunCell) -> None:
    evidence = await look(run, "a, b = torch.ones(2, 3)", move=("a", "b"))
    a, b = seen(evidence, "a"), seen(evidence, "b")
    assert a.storage == b.storage
    assert 1 != a.values[0] != b.values[0] != 1


async def test_what_the_setup_makes_is_moved_there(run: RunCell) -> None:
    evidence = await look(run, "y = x * 2", setup="x = torch.ones(1)", move=("x",))
    x, y = seen(evidence, "x").values[0], seen(evidence, "y").values[0]
    assert y == pytest.approx(2 * x) != 2


@pytest.mark.parametrize(
    "code",
    [
        "x = 3.0",
        "x = torch.arange(3)",
        "x = torch.ones(1).expand(5)",
        "x = torch.ones(2, requires_grad=True) * 2",
        "def f():\n    x = torch.ones(1)\nf()",
        "class A:\n    x = torch.ones(1)",
        "x = torch.ones(0)",
        "x = torch.ones(3, device='meta')",
        "z = torch.ones(1)",
    ],
)
async def test_what_is_no_input_stays(run: RunCell, code: str) -> None:
    plain, evidence = await look(run, code), await look(run, code, move=("x",))
    assert evidence.moved == ()
    assert [list(each.values) for each in evidence.seen] == [
        list(each.values) for each in plain.seen
    ]


async def test_lines_and_the_last_value_stay_as_they_were(run: RunCell) -> None:
    code = "x = torch.zeros(\n    1)\nif True:\n    x = x\nx"
    assert (await run(code)).value == "tensor([0.])"
    moved = await run(code, move=("x",))
    assert moved.value not in (None, "tensor([0.])")
    outcome = await run(code + "\n1 / 0", move=("x",))
    assert outcome.error is not None
    assert [line.line for line in outcome.error.trace] == [6]
    silent = await run("x = torch.zeros(1)", move=("x",))
    assert silent.value is None


async def test_double_is_for_one_run(run: RunCell) -> None:
    assert seen(await look(run, "x = torch.ones(1)", double=True), "x").dtype == "float64"
    assert seen(await look(run, "x = torch.ones(1)"), "x").dtype == "float32"


@pytest.mark.parametrize(
    ("code", "saved"),
    [
        (WAVE, 800),
        ("x = torch.linspace(0, 5, 100, requires_grad=True)\nx**3 - 6*x**2 + 8*x", 400),
        ("x = torch.ones(100, requires_grad=True)\nwith torch.no_grad():\n    y = x**2", 0),
        ("", 0),
    ],
)
async def test_the_meter_counts_each_memory_once(run: RunCell, code: str, saved: int) -> None:
    assert (await look(run, code, meter=True)).saved == saved


async def test_without_the_meter_no_bytes_are_claimed(run: RunCell) -> None:
    evidence: Evidence = await look(run, WAVE)
    assert evidence.saved == -1
