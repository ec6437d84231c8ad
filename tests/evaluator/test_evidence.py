"""What a run left behind, as the real evaluator tells it."""

import math
from collections.abc import Awaitable, Callable

import pytest

from autograd_tutor.evaluator.evidence import Call, Evidence, Seen
from autograd_tutor.evaluator.messages import Failure

from .conftest import RunCell

pytestmark = pytest.mark.asyncio(loop_scope="session")
Fail = Callable[..., Awaitable[Failure]]

X = "x = torch.linspace(0, 5, 100, requires_grad=True)\n"
WAVE = X + "y = (x**2).cos()\n"


async def look(run: RunCell, code: str, **fields: object) -> Evidence:
    evidence = (await run(code, look=True, **fields)).evidence
    assert evidence is not None
    return evidence


def seen(evidence: Evidence, name: str) -> Seen:
    found = evidence.find(name)
    assert found is not None, [each.name for each in evidence.seen]
    return found


async def test_nothing_is_looked_at_unless_asked(run: RunCell) -> None:
    outcome = await run(WAVE)
    assert (outcome.evidence, outcome.graph) == (None, None)


async def test_a_tensor_is_told_with_its_numbers(run: RunCell) -> None:
    evidence = await look(run, WAVE)
    x, y = seen(evidence, "x"), seen(evidence, "y")
    assert (x.kind, x.type, x.shape, x.dtype, x.device) == (
        *("tensor", "Tensor", (100,)),
        *("float32", "cpu"),
    )
    assert (x.leaf, x.tracked, x.made_by, x.version, x.leaves) == (True, True, "", 0, ("x",))
    assert (y.leaf, y.tracked, y.made_by, y.leaves) == (False, True, "CosBackward0", ("x",))
    assert (len(x.values), x.total, x.values[0], x.values[-1]) == (100, 100, 0, 5)
    assert y.values[-1] == pytest.approx(math.cos(25), abs=1e-5)


async def test_variables_are_told_in_order_and_what_is_no_value_is_not(run: RunCell) -> None:
    code = """\
import math
from torch import nn
_hidden = torch.ones(1)
class Own: pass
def own(): return 1
b, a = 2, torch.ones(2)
words, nothing, net = "words", None, nn.Linear(1, 1)"""
    names = [each.name for each in (await look(run, code, setup="first = 1.5")).seen]
    assert names == ["first", "b", "a", "words", "nothing", "net"]


@pytest.mark.parametrize(
    ("value", "kind", "type_", "values"),
    [
        ("5", "number", "int", [5]),
        ("True", "number", "bool", [1]),
        ("float('nan')", "number", "float", [math.nan]),
        ("10**400", "other", "int", []),
        ("2j", "other", "complex", []),
        ("None", "none", "NoneType", []),
        ("'text'", "other", "str", []),
        ("[1, 2]", "other", "list", []),
        ("torch.ones(2, dtype=torch.int32)", "tensor", "Tensor", [1, 1]),
        ("torch.tensor([True, False])", "tensor", "Tensor", [1, 0]),
        ("torch.ones(2, dtype=torch.complex64)", "tensor", "Tensor", []),
        ("torch.ones(2).to_sparse()", "tensor", "Tensor", []),
        ("torch.ones(2, device='meta')", "tensor", "Tensor", []),
        ("torch.ones(0, 3)", "tensor", "Tensor", []),
        ("torch.tensor([[1, 2], [3, 4]]).T", "tensor", "Tensor", [1, 3, 2, 4]),
        ("torch.nn.Parameter(torch.ones(1))", "tensor", "Parameter", [1]),
        ("torch.ones(1).as_subclass(type('T', (torch.Tensor,), {}))", "other", "T", []),
    ],
)
async def test_every_kind_of_value(
    run: RunCell, value: str, kind: str, type_: str, values: list[float]
) -> None:
    found = seen(await look(run, f"v = {value}"), "v")
    assert (found.kind, found.type) == (kind, type_)
    assert list(found.values) == pytest.approx(values, nan_ok=True)


async def test_a_tuple_of_tensors(run: RunCell) -> None:
    evidence = await look(run, WAVE + "slope = torch.autograd.grad(y.sum(), x)\npair = [y, 1]")
    slope, pair = seen(evidence, "slope"), seen(evidence, "pair")
    assert (slope.kind, slope.total, slope.tracked, slope.engine) == ("tuple", 1, False, True)
    assert (pair.kind, pair.total, pair.tracked, pair.engine) == ("list", 2, True, False)


async def test_the_gradient_of_a_variable(run: RunCell) -> None:
    evidence = await look(run, WAVE + "y.retain_grad()\ny.sum().backward()\nplain = torch.ones(1)")
    names = [each.name for each in evidence.seen]
    assert names == ["x", "x.grad", "y", "y.grad", "plain"]
    assert seen(evidence, "x.grad").values[-1] == pytest.approx(-10 * math.sin(25), abs=1e-4)
    assert all(seen(evidence, name).engine for name in ("x.grad", "y.grad"))
    assert seen(await look(run, WAVE), "y.grad").kind == "none"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("dy = torch.autograd.grad(y.sum(), x)[0]", True),
        ("[dy] = torch.autograd.grad(y.sum(), x)\ndy = dy.detach()[3:]", True),
        ("y.sum().backward()\ndy = x.grad", True),
        ("dy = (-2 * x * torch.sin(x**2)).detach()", False),
        ("[dy] = torch.autograd.grad(y.sum(), x)\ndy = dy * 1", False),
        ("[dy] = torch.autograd.grad(y.sum(), x)\ndy.zero_()", False),
        ("x.grad = torch.ones(100)\ndy = x.grad", False),
        ("torch.autograd.grad(y.sum(), x)\ndy = torch.ones(100)", False),
    ],
)
async def test_what_autograd_gave_out_is_told_apart(
    run: RunCell, code: str, expected: bool
) -> None:
    assert seen(await look(run, WAVE + code), "dy").engine is expected


async def test_shared_memory_is_one_storage(run: RunCell) -> None:
    evidence = await look(run, "a = torch.ones(4)\nb = a[2:]\nc = a.clone()\nd = a.detach()")
    a, b, c, d = (seen(evidence, name).storage for name in "abcd")
    assert a == b == d != c


async def test_a_record_leads_to_leaves_with_and_without_names(run: RunCell) -> None:
    code = X + "w = torch.ones(1, requires_grad=True)\ny = x * w * torch.ones(1).requires_grad_()"
    assert set(seen(await look(run, code), "y").leaves) == {"x", "w", ""}


async def test_attributes_that_a_tensor_does_not_have_by_itself(run: RunCell) -> None:
    assert seen(await look(run, X + "x.require_grad = True"), "x").odd == ("require_grad",)


async def test_versions_and_the_grad_mode(run: RunCell) -> None:
    evidence = await look(run, "a = torch.ones(2)\na.add_(1)\ntorch.set_grad_enabled(False)")
    assert (seen(evidence, "a").version, evidence.grad_enabled) == (1, False)
    assert (await look(run, "")).grad_enabled


async def test_a_failed_cell_leaves_evidence_too(run: RunCell) -> None:
    outcome = await run(WAVE + "y.backward()", look=True)
    assert outcome.error is not None
    assert outcome.evidence is not None
    assert [each.name for each in outcome.evidence.seen] == ["x", "x.grad", "y", "y.grad"]
    assert outcome.evidence.calls == (), "autograd refused before its engine was reached"


CALLS = {
    "y.sum().backward()": ("backward", "", ("x",), False),
    "s = y.sum(); s.backward()": ("backward", "s", ("x",), False),
    "torch.autograd.backward(y.sum(), inputs=[x])": ("backward", "", ("x",), False),
    "torch.Tensor.backward(y.sum())": ("backward", "", ("x",), False),
    "torch.autograd.grad(y.sum(), x)": ("grad", "", ("x",), False),
    "from torch.autograd import grad as g; g(y.sum(), [x])": ("grad", "", ("x",), False),
    "torch.autograd.grad(y, x, torch.ones(100), create_graph=True)": ("grad", "y", ("x",), True),
    "torch.autograd.grad(y.sum(), y)": ("grad", "", ("y",), False),
    "def f(t): return torch.autograd.grad(y.sum(), t)\nf(x)": ("grad", "", ("x",), False),
}


@pytest.mark.parametrize("code", CALLS)
async def test_every_road_to_the_engine_is_witnessed(run: RunCell, code: str) -> None:
    kind, root, of, graph = CALLS[code]
    (call,) = (await look(run, WAVE + code)).calls
    assert (call.kind, call.root, call.of, call.create_graph) == (kind, root, of, graph)
    assert not call.failed


async def test_what_did_not_reach_the_engine_is_no_call(run: RunCell) -> None:
    code = WAVE + "y.sum().backward\nif False:\n    y.sum().backward()\n'y.backward()'"
    assert (await look(run, code)).calls == ()


async def test_functional_and_batched_calls_are_witnessed(run: RunCell) -> None:
    code = X + "torch.autograd.functional.jacobian(lambda t: t.sum(), x)"
    (call,) = (await look(run, code)).calls
    assert (call.kind, call.of) == ("grad", ("",))
    code = WAVE + "torch.autograd.grad(y, x, torch.eye(100), is_grads_batched=True)"
    (call,) = (await look(run, code)).calls
    assert call.of == ("x",)


async def test_calls_come_in_order_and_name_what_was_found(run: RunCell) -> None:
    code = """\
x = torch.ones(3, requires_grad=True)
w = torch.ones(3, requires_grad=True)
torch.autograd.grad((x**3).sum(), [x, w], allow_unused=True, create_graph=True)
(x * w).sum().backward(retain_graph=True)
x = None"""
    first, second = (await look(run, code)).calls
    assert first == Call("grad", "", ("x",), True, True, False)
    assert second == Call("backward", "", ("x", "w"), False, True, False)


async def test_a_call_that_failed_is_told_as_failed(run: RunCell) -> None:
    outcome = await run(WAVE + "s = y.sum()\ns.backward()\ns.backward()", look=True)
    assert outcome.evidence is not None
    assert [each.failed for each in outcome.evidence.calls] == [False, True]


async def test_warnings_and_tracebacks_are_as_without_a_witness(run: RunCell) -> None:
    for code in (
        X + "x.sum().backward(create_graph=True)",
        WAVE + "y.sum().backward(); y.sum().backward()",
        WAVE + "s = y.sum()\ns.backward()\ns.backward()",
        WAVE + "import warnings\nwarnings.warn('own')",
    ):
        plain, watched = await run(code), await run(code, look=True)
        assert (watched.error, watched.warnings) == (plain.error, plain.warnings)
        recorded = await run(code, graph="*")
        assert (recorded.error, recorded.warnings) == (plain.error, plain.warnings)


async def test_evidence_has_bounds(run: RunCell) -> None:
    code = """\
for number in range(10_000):
    globals()[f"v{number}"] = number
late = torch.zeros(50, 1_000)
huge = torch.ones(1).expand(10**12)
deep = torch.ones(2, 10**6).T
for turn in range(300):
    (w := torch.ones(1, requires_grad=True)).backward()"""
    evidence = await look(run, code)
    assert len(evidence.seen) <= 128
    assert (len(seen(evidence, "late").values), seen(evidence, "late").total) == (2_000, 50_000)
    assert (len(seen(evidence, "huge").values), seen(evidence, "huge").total) == (2_000, 10**12)
    assert len(seen(evidence, "deep").values) == 2_000
    assert len(evidence.calls) == 100
    many = await look(run, "\n".join(f"t{i} = torch.zeros(3_000)" for i in range(20)))
    assert sum(len(each.values) for each in many.seen) == 20_000


async def test_more_than_a_frame_holds_is_an_error_that_says_so(fail: Fail) -> None:
    code = """\
import warnings
for number in range(20):
    warnings.warn(f"{number}" + "\U0001d6db" * 4_000)
"\U0001d6db" * 20_000"""
    failure = await fail(code, look=True)
    assert (failure.type, failure.trace) == ("ValueError", ())
    assert failure.message.startswith("there is too much to show")
