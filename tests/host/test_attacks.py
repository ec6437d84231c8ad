"""What a hostile learner gains on a host that several use: nothing of anybody else's."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable

import psutil

from autograd_tutor.evaluator.client import PLAYGROUND
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from tests.host import hostile
from tests.host.memory import SEARCH, holds, masked
from tests.host.running import (
    ALICE,
    BOB,
    RunningHost,
    needs_root,
    run,
)
from tests.host.victim import Victim, unharmed

pytestmark = needs_root


def told_by(uid: int, program: Callable[[], object]) -> object:
    """What an unconfined program of that account's finds out: in a child, which becomes it."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            os.write(writable, json.dumps(program()).encode())
        finally:
            os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as told:
        data = told.read()
    os.waitpid(child, 0)
    return json.loads(data)


async def test_another_accounts_program_gets_at_nothing(alice: Victim) -> None:
    assert told_by(BOB, lambda: hostile.attempts(alice.pids)) == []
    assert await unharmed(alice)


async def test_the_attempts_would_work_on_a_process_of_ones_own(host: RunningHost) -> None:
    """Or the test above could not fail."""
    sleeper = psutil.Popen(["sleep", "1000"])
    try:
        assert len(hostile.attempts([sleeper.pid])) > 10
    finally:
        sleeper.kill()
        sleeper.wait()


async def test_an_accounts_own_program_can_end_its_tutor_but_not_look_into_it(
    alice: Victim,
) -> None:
    """What the zygote is asked with can't be taken over, not even by whom it serves."""
    told = told_by(ALICE, lambda: hostile.attempts(alice.pids, but=("signal", "limit")))
    assert isinstance(told, list)
    harmless = ("probe", "priority", "affinity", "maps")
    assert [each for each in told if not each.startswith(harmless)] == []
    assert await unharmed(alice)


CELL = """
import os, signal
got = []
for pid in {pids}:
    for name in ("mem", "maps", "environ", "fd", "fd/0", "fd/1", "fd/3", "fd/4", "cwd", "task"):
        for attempt in (lambda: open(f"/proc/{{pid}}/{{name}}", "rb").read(1),
                        lambda: os.listdir(f"/proc/{{pid}}/{{name}}")):
            try:
                attempt()
            except OSError:
                continue
            got.append((name, pid))
    for number in (0, signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        try:
            os.kill(pid, number)
        except OSError:
            continue
        got.append((number, pid))
got
"""


async def test_another_accounts_cell_gets_at_nothing(host: RunningHost, alice: Victim) -> None:
    bob = host.evaluator(BOB)
    await bob.hello()
    everybody = [host.host.pid, host.zygote.pid, *alice.pids]
    outcome = await run(bob, CELL.format(pids=everybody))
    await bob.close()
    assert isinstance(outcome, Run)
    assert outcome.value == "[]", outcome
    assert await unharmed(alice)


async def test_what_one_account_sends_is_in_no_process_of_another(
    host: RunningHost, alice: Victim
) -> None:
    """As root sees it, and as a cell of the other's finds in its own memory."""
    assert any(holds(worker.pid, alice.marker) for worker in alice.workers)
    bob = host.evaluator(BOB)
    await run(bob, "1")
    others = [host.host, host.zygote, *host.servers(BOB), *host.workers(BOB)]
    assert len(others) > 3
    assert [each for each in others if holds(each.pid, alice.marker)] == []
    outcome = await run(bob, SEARCH.format(hidden=masked(alice.marker)))
    assert isinstance(outcome, Run)
    assert outcome.value == "(True, 0)", outcome
    await bob.close()


async def test_a_cell_finds_what_is_in_its_memory(host: RunningHost) -> None:
    """Or the test above could not fail."""
    marker = secrets.token_hex(16).encode()
    bob = host.evaluator(BOB)
    cell = Cell(code=f"mine = {marker!r} * 3", keep=True)
    await bob.run(cell, lambda _: None, PLAYGROUND)
    search = Cell(code=SEARCH.format(hidden=masked(marker)), keep=True)
    outcome = await bob.run(search, lambda _: None, PLAYGROUND)
    assert isinstance(outcome, Run)
    assert outcome.value is not None
    assert int(outcome.value.split()[1].rstrip(")")) >= 3
    await bob.close()
