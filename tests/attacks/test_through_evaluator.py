"""After every attack the server answers, the next cell is right, and nothing is left behind."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress

import psutil
import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Outcome, Run
from autograd_tutor.evaluator.requests import Cell
from tests.attacks.corpus.through_evaluator import FAMILIES, LOOPS

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECONDS = 2.0
LOOPED = 0.3
"""Enough for a loop to be under way."""
KEPT = 64 << 10
REFEREE = 7
OTHERS: set[psutil.Process] = set()
"""What other tests have started in this process."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ATTACKS = {
    f"{kind}: {name}": code for kind, codes in FAMILIES.items() for name, code in codes.items()
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def evaluator() -> AsyncIterator[Evaluator]:
    others = set(psutil.Process().children())
    shared = Evaluator(Launcher())
    await shared.hello()
    OTHERS.update(others)
    yield shared
    await shared.close()


def server() -> psutil.Process:
    """The one process that these tests have started."""
    (found,) = set(psutil.Process().children()) - OTHERS
    return found


def parents(processes: list[psutil.Process]) -> set[int]:
    """Whose children they are; a worker may end while they are asked."""
    found: set[int] = set()
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            found.add(process.ppid())
    return found


@pytest.mark.parametrize("name", ATTACKS)
async def test_the_next_cell_works(name: str, evaluator: Evaluator) -> None:
    said: list[str] = []
    before = server()
    seconds = LOOPED if name.removeprefix("loops: ") in LOOPS else SECONDS
    async with asyncio.timeout(seconds + 8):
        outcome = await evaluator.run(Cell(code=ATTACKS[name], seconds=seconds), said.append)
    check_is_harmless(outcome, "".join(said))
    nothing: list[str] = []
    async with asyncio.timeout(8):
        fresh = await evaluator.run(
            Cell(
                code="x = torch.ones(1, requires_grad=True); (x**3).backward(); print('on'); x.grad"
            ),
            nothing.append,
        )
    assert isinstance(fresh, Run), fresh
    assert fresh.value == "tensor([3.])", fresh
    assert nothing == ["on\n"]
    assert server() == before, "the server was replaced"
    (zygote,) = before.children()
    assert parents(zygote.children(recursive=True)) <= {zygote.pid}
    assert len(zygote.children()) <= 4


def check_is_harmless(outcome: Outcome, said: str) -> None:
    """Nothing in it can flood the UI or command a terminal."""
    assert len(said) <= 5 * KEPT, "a byte that is no text is shown as four characters"
    assert not CONTROL.search(said), repr(said[:200])
    texts: list[str] = []
    if isinstance(outcome, Lost):
        texts.append(outcome.detail)
    else:
        texts += [outcome.value or "", outcome.figure.title, *(w.message for w in outcome.warnings)]
        texts += [outcome.error.message, outcome.error.type] if outcome.error else []
        assert len(outcome.warnings) <= 1000
        assert len(outcome.figure.curves) <= 1000
    for text in texts:
        assert len(text) <= 2 * KEPT
        assert not CONTROL.search(text), repr(text[:200])


async def test_the_reference_is_not_in_the_learners_memory(evaluator: Evaluator) -> None:
    """The server passed the referee's cell on, but no worker is forked off the server."""
    secret = f"REFERENCE{secrets.token_hex(16)}"
    for _ in range(3):
        await evaluator.run(Cell(code=f"answer = '{secret}'\n" * 99), ignore, REFEREE)
        await evaluator.reset(REFEREE)
    found: list[str] = []
    for _ in range(3):
        await evaluator.reset()
        outcome = await evaluator.run(Cell(code=LOOK, seconds=20), found.append)
        assert isinstance(outcome, Run), outcome
        assert outcome.error is None, outcome
    assert "REFERENCE" + "0" * 32 in "".join(found), "the search finds what is there"
    assert secret not in "".join(found)


LOOK = """
import ctypes, re
known = 'REFERENCE' + '0' * 32
for line in open('/proc/self/maps'):
    span, rights = line.split()[:2]
    low, high = (int(end, 16) for end in span.split('-'))
    if rights.startswith('rw') and '[v' not in line:
        for hit in re.findall(rb'REFERENCE[0-9a-f]{32}', ctypes.string_at(low, high - low)):
            print(hit.decode())
"""


def ignore(_: str) -> None:
    """An `on_output` for a cell that prints nothing."""
