"""Cells that try to look like an answer: what the evaluator says of them is true, or nothing."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.evidence import Evidence
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETUP = "x = torch.linspace(0, 5, 100, requires_grad=True)\ny = (x**2).cos()"
HAND = "(-2 * x * torch.sin(x**2)).detach()"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def evaluator() -> AsyncIterator[Evaluator]:
    shared = Evaluator(Launcher())
    await shared.hello()
    yield shared
    await shared.close()


UNCALLED = {
    "torch.autograd.grad": f"""
torch.autograd.grad = lambda *_, **__: ({HAND},)
[dydx] = torch.autograd.grad(y.sum(), [x])""",
    "Tensor.backward": f"""
def backward(self, *_, **__): x.grad = {HAND}
torch.Tensor.backward = backward
y.sum().backward()
dydx = x.grad""",
    "torch.autograd.backward": f"""
def backward(*_, **__): x.grad = {HAND}
torch.autograd.backward = backward
y.sum().backward()
dydx = x.grad""",
    "the engine's name": f"""
def run(*_, **__): return ({HAND},)
torch.autograd._engine_run_backward = torch.autograd.graph._engine_run_backward = run
[dydx] = torch.autograd.grad(y.sum(), [x])""",
    "a module in the place of torch.autograd": f"""
import sys, types
fake = types.ModuleType("torch.autograd")
fake.grad = lambda *_: ({HAND},)
sys.modules["torch.autograd"] = torch.autograd = fake
from torch.autograd import grad
[dydx] = grad(y.sum(), [x])""",
    "a function of that name": f"""
def backward(): return {HAND}
dydx = backward()""",
}


@pytest.mark.parametrize("name", UNCALLED)
async def test_what_autograd_did_not_do_is_not_said_of_it(evaluator: Evaluator, name: str) -> None:
    evidence = await look(evaluator, UNCALLED[name])
    assert evidence.calls == ()
    dydx = evidence.find("dydx")
    assert dydx is not None
    assert not dydx.engine
    check_is_true(evidence)


LIES = {
    "builtins that answer wrongly": """
import builtins
builtins.len = lambda _: 0
builtins.id = lambda _: 7
builtins.type = lambda *_: float
builtins.isinstance = builtins.issubclass = lambda *_: True
builtins.getattr = lambda *_: None
builtins.list = builtins.dict = builtins.sorted = lambda *_: []
builtins.any = builtins.all = builtins.bool = lambda *_: True
builtins.min = builtins.max = builtins.sum = lambda *_, **__: 0""",
    "builtins that raise": """
import builtins
def refuse(*_, **__): raise RuntimeError
for name in ("len", "id", "type", "isinstance", "issubclass", "getattr", "list", "vars", "zip"):
    setattr(builtins, name, refuse)""",
    "no builtins": """
import builtins
vars(builtins).clear()""",
    "methods of Tensor": """
def lie(self, *_, **__): return [0.0]
for name in ("tolist", "detach", "reshape", "narrow", "select", "to", "numel", "size", "dim",
             "data_ptr", "storage_offset", "element_size", "untyped_storage", "is_complex"):
    setattr(torch.Tensor, name, lie)""",
    "properties of Tensor": """
lie = property(lambda self: True)
for name in ("requires_grad", "is_leaf", "grad", "grad_fn", "dtype", "device", "shape", "layout",
             "_version", "data", "retains_grad", "output_nr", "__dict__"):
    setattr(torch.Tensor, name, lie)""",
    "another Tensor": """
torch.Tensor = torch._C._TensorBase = torch.nn.Parameter = float""",
    "functions of torch": """
torch.is_grad_enabled = torch.tensor = torch.is_tensor = lambda *_: False
torch._C._set_grad_enabled = torch._C.DisableTorchFunction = lambda *_: 1 / 0""",
    "another json": """
import json, json.encoder
json.dumps = json.JSONEncoder = json.encoder.JSONEncoder = lambda *_, **__: "{}" """,
    "another encoder of json": """
import json
json.JSONEncoder.encode = json.JSONEncoder.iterencode = lambda *_: "{}" """,
    "the worker's own classes": """
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("autograd_tutor.evaluator."):
        for owner in [each for each in vars(module).values() if isinstance(each, type)]:
            for method in list(vars(owner)) if owner.__module__ == name else ():
                if not method.startswith("__"):
                    setattr(owner, method, lambda *_, **__: 1 / 0)""",
    "another os": """
import os
os.write = os.read = lambda *_: 0""",
    "the worker's own modules": """
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("autograd_tutor.evaluator."):
        for each in list(vars(module)):
            if not each.startswith("__"):
                setattr(module, each, lambda *_, **__: [])""",
    "no modules": """
import sys
sys.modules.clear()""",
    "other variables deleted": """
for name in list(globals()):
    if name not in ("x", "y"):
        del globals()[name]""",
    "a mode for functions left on": """
from torch.overrides import TorchFunctionMode
class Lie(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None): return 0.0
Lie().__enter__()""",
    "a mode for dispatch left on": """
from torch.utils._python_dispatch import TorchDispatchMode
class Lie(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None): return torch.zeros(1)
Lie().__enter__()""",
    "inference mode left on": "torch.inference_mode().__enter__()",
    "another default type": "torch.set_default_dtype(torch.float64)",
    "a tensor of its own kind": """
class Lie(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None): return 1 / 0
    requires_grad = is_leaf = True
lie = torch.ones(3).as_subclass(Lie)""",
    "a variable that answers nothing": """
class Awkward(type):
    def __getattribute__(cls, name): raise RuntimeError
class Mute(metaclass=Awkward):
    def __getattribute__(self, name): raise RuntimeError
    def __repr__(self): return repr(self)
    def __eq__(self, other): raise RuntimeError
    __hash__ = None
mute = Mute()""",
    "a class that says it is another": """
class Lie:
    @property
    def __class__(self): return torch.Tensor
lie = Lie()""",
    "lists in themselves": """
loop = [x]
loop.append(loop)
pair = (loop, [loop])""",
    "names that are none": """
globals()["\\x1b[2J"] = globals()[3] = x
class Name(str):
    def isidentifier(self): return True
    def __hash__(self): return 0
globals()[Name("\\x1b[31m")] = x""",
    "names in thousands": """
for number in range(10_000): globals()[f"v{number}"] = torch.zeros(1)""",
    "tensors that are huge": """
huge = torch.zeros(1).expand(10**6, 10**6)
wide = torch.zeros(1, 10**6).T
meta = torch.zeros(10**15, device="meta")""",
    "a record without end": """
z = x
for _ in range(20_000): z = z + 1""",
    "a hook on a saved tensor": """
torch.autograd.graph.saved_tensors_hooks(lambda t: 1 / 0, lambda t: t).__enter__()""",
    "a traced worker": """
import sys
sys.settrace(lambda *_: None)""",
    "a thread that goes on": """
import threading
def busy():
    while True: globals()["x3"] = torch.zeros(1); globals().pop("x3", None)
threading.Thread(target=busy, daemon=True).start()""",
}


@pytest.mark.parametrize("name", LIES)
async def test_lies_do_not_reach_the_evidence(evaluator: Evaluator, name: str) -> None:
    code = f"[dydx] = torch.autograd.grad(y.sum(), [x])\n{LIES[name]}"
    check_is_true(await look(evaluator, code))


async def test_lies_told_while_autograd_runs(evaluator: Evaluator) -> None:
    code = """\
import builtins
builtins.id = lambda _: 7
builtins.list = builtins.sorted = lambda *_: []
[dydx] = torch.autograd.grad(y.sum(), [x])"""
    evidence = await look(evaluator, code)
    check_is_true(evidence)
    assert len(evidence.calls) == 1
    dydx = evidence.find("dydx")
    assert dydx is not None
    assert dydx.engine


def check_is_true(evidence: Evidence) -> None:
    """The input and the result are as they are, and so is who went back."""
    x, y = evidence.find("x"), evidence.find("y")
    assert x is not None
    assert y is not None
    assert (x.kind, x.shape, x.dtype, x.leaf, x.tracked) == (
        "tensor",
        (100,),
        "float32",
        True,
        True,
    )
    assert (y.made_by, y.leaf, y.tracked, y.leaves) == ("CosBackward0", False, True, ("x",))
    assert list(y.values) == pytest.approx([math.cos(each**2) for each in x.values], abs=1e-4)
    for call in evidence.calls:
        assert (call.kind, call.of, call.failed) == ("grad", ("x",), False)


async def look(evaluator: Evaluator, code: str) -> Evidence:
    outcome = await evaluator.run(Cell(setup=SETUP, code=code, look=True, seconds=5), ignore)
    assert isinstance(outcome, Run), outcome
    assert outcome.evidence is not None
    return outcome.evidence


def ignore(_: str) -> None:
    """An `on_output` for what is not looked at."""
