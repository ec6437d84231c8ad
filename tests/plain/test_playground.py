"""Cells line by line, on the real evaluator."""

from __future__ import annotations

import pytest

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.progress.store import Store

from .scripts import attend

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_cells_share_their_variables_until_leave(evaluator: Evaluator) -> None:
    store = Store()
    script = [
        "playground",
        "x = torch.tensor(3.0, requires_grad=True)",
        "def square(t):",
        "    return t * t",
        "",
        "square(x).backward()",
        "x.grad",
        "leave",
        "steps",
        "p",
        "x.grad",
        "reset",
        "y",
        "x",
        "(1 +",
        "2)",
        "x = = 1",
        "leave",
    ]
    said = await attend(evaluator, script, store=store)
    assert said.count("The playground: type Python") == 2
    assert "[2]> def square(t):\n...>     return t * t\n...> \nDone in" in said
    assert "[4]> x.grad\nValue: tensor(6.)\n" in said
    assert "[5]> x.grad\nValue: tensor(6.)\n" in said
    assert "[6]> reset\nForget every variable of the playground? (y/n) y\n" in said
    assert "NameError: name 'x' is not defined" in said
    assert "[7]> (1 +\n...> 2)\nValue: 3\n" in said
    assert "SyntaxError" in said
    assert store.cells()[1] == "def square(t):\n    return t * t"
    assert store.cells()[-2:] == ["(1 +\n2)", "x = = 1"]
    store.close()


async def test_what_was_begun_is_kept_at_the_end_of_the_input(evaluator: Evaluator) -> None:
    store = Store()
    await attend(evaluator, ["p", "def f():", "    return (1,"], store=store)
    assert store.cells() == ["def f():\n    return (1,"]
    store.close()
