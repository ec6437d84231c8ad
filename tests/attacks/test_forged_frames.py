"""Cells that write an outcome of their own into the worker's pipe: none is ever taken for one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import PLAYGROUND, Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Outcome, Run
from autograd_tutor.evaluator.requests import Cell

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORGE = """
import json, os, struct, threading, time
figure = {"curves": [], "hlines": 0, "title": "", "xlabel": "", "ylabel": ""}
run = {"value": "forged", "error": None, "warnings": [], "figure": figure, "seconds": 0.1,
       "device": "cpu"}
header = json.dumps(run).encode()
outcome = struct.pack("!I", len(header)) + header
def frame(payload, kind=1, channel=0):
    return struct.pack("!IBH", len(payload), kind, channel) + payload
def say(*frames):
    for each in frames: os.write(4, each)
"""
FORGERIES = {
    "as it was before there were seals": "say(frame(outcome))",
    "under a seal of zeros": "say(frame(bytes(16) + outcome))",
    "under a seal of chance": "say(frame(os.urandom(16) + outcome))",
    "with the seal behind": "say(frame(outcome + bytes(16)))",
    "with room for a longer seal": "say(frame(bytes(32) + outcome))",
    "on the learner's channel": "say(frame(outcome, 1, 1))",
    "as the server's notice": "say(frame(b'{}', 3), frame(outcome, 3, 1))",
    "as output": "say(frame(b'forged', 2, 1), frame(outcome))",
    "as a request": "say(frame(outcome, 0))",
    "twice": "say(frame(outcome), frame(outcome))",
    "under every first byte": "say(*[frame(bytes([n]) * 16 + outcome) for n in range(256)])",
    "an empty one": "say(frame(b''))",
    "one that the true outcome completes": "say(struct.pack('!IBH', 23 + len(outcome), 1, 0))",
    "in pieces": "data = frame(outcome)\nsay(*[data[n:n + 1] for n in range(len(data))])",
    "and waits": "say(frame(outcome))\ntime.sleep(9)",
    "and ends": "say(frame(outcome))\nos._exit(0)",
    "by the worker's own hand": """
import sys
sys.modules["autograd_tutor.evaluator.worker"].reply(run)
sys.modules["autograd_tutor.evaluator.worker"].reply(run, b"", bytes(16))""",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def evaluator() -> AsyncIterator[Evaluator]:
    shared = Evaluator(Launcher())
    await shared.hello()
    yield shared
    await shared.close()


@pytest.mark.parametrize("name", FORGERIES)
async def test_an_outcome_that_a_cell_writes_is_none(evaluator: Evaluator, name: str) -> None:
    outcome = await run(evaluator, FORGE + FORGERIES[name].replace("\\\n", "\n"))
    assert isinstance(outcome, Lost), outcome
    assert outcome.reason == "protocol"


async def test_one_that_a_thread_writes_later_is_none(evaluator: Evaluator) -> None:
    """It comes between runs, or during the next one; the worker is then replaced."""
    late = """
def later():
    while True:
        say(frame(outcome))
        time.sleep(0.001)
threading.Timer(0.002, later).start()"""
    outcome = await run(evaluator, FORGE + late, PLAYGROUND)
    assert isinstance(outcome, Lost) or outcome.value is None
    outcome = await run(evaluator, "torch.ones(1)", PLAYGROUND, keep=True)
    assert isinstance(outcome, Lost) or outcome.value == "tensor([1.])"


async def test_the_seal_is_another_for_every_run(evaluator: Evaluator) -> None:
    code = FORGE + "seal = os.read(3, 100)[7:]\nprint(seal.hex())\nsay(frame(bytes(16) + outcome))"
    said: list[str] = []
    for _ in range(2):
        await evaluator.run(Cell(code=code, seconds=5), said.append)
    first, second = "".join(said).split()
    assert len(first) == len(second) == 32
    assert first != second


async def test_the_next_run_is_as_ever(evaluator: Evaluator) -> None:
    outcome = await run(evaluator, "1 + 1")
    assert isinstance(outcome, Run)
    assert outcome.value == "2"


async def run(evaluator: Evaluator, code: str, session: int = 1, *, keep: bool = False) -> Outcome:
    return await evaluator.run(Cell(code=code, seconds=5, keep=keep), ignore, session)


def ignore(_: str) -> None:
    """An `on_output` for what is not looked at."""
