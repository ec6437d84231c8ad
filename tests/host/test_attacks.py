"""What a hostile learner gains on a host that several use: nothing of anybody else's."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from asyncio import gather
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest_asyncio

from autograd_tutor.evaluator.client import PLAYGROUND, Evaluator, EvaluatorError
from autograd_tutor.evaluator.frames import MESSAGE, NOTICE, Decoder, encode, split
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.evaluator.zygote import FAIR_WORKERS
from tests.host import hostile
from tests.host.memory import SEARCH, holds, masked
from tests.host.running import (
    ALICE,
    BOB,
    CAROL,
    SECONDS,
    RunningHost,
    account,
    gone,
    needs_root,
    run,
    started,
)

pytestmark = needs_root


class Victim(NamedTuple):
    """A learner at work, with something to hide in code and variables."""

    evaluator: Evaluator
    marker: bytes
    server: psutil.Process
    workers: list[psutil.Process]

    @property
    def pids(self) -> list[int]:
        return [self.server.pid, *(worker.pid for worker in self.workers)]


@pytest_asyncio.fixture
async def alice(host: RunningHost) -> AsyncIterator[Victim]:
    marker = secrets.token_hex(16).encode()
    evaluator = host.evaluator(ALICE)
    cell = Cell(code=f"mine = {marker!r} * 1000; len(mine)", keep=True)
    outcome = await evaluator.run(cell, lambda _: None, PLAYGROUND)
    assert isinstance(outcome, Run)
    [server] = host.servers(ALICE)
    yield Victim(evaluator, marker, server, host.workers(ALICE))
    await evaluator.close()
    assert gone([server])


async def unharmed(alice: Victim) -> bool:
    """Whether the victim's variables are still there and their cells run."""
    cell = Cell(code="len(mine)", keep=True, resume=True)
    outcome = await alice.evaluator.run(cell, lambda _: None, PLAYGROUND)
    return isinstance(outcome, Run) and outcome.value == "32000" and alice.server.is_running()


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


def dialled(host: RunningHost, uid: int) -> socket.socket:
    """A connection of that account's, without a tutor."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    with account(uid):
        connection.connect(str(host.path))
    return connection


def refusal(connection: socket.socket) -> str:
    """Why it is not served; empty if it is."""
    decoder = Decoder()
    while data := connection.recv(65536):
        for frame in decoder.feed(data):
            assert frame.kind == NOTICE
            said = json.loads(split(frame.payload)[0])
            return str(said.get("why", ""))
    return "hung up"


GARBAGE = {
    "chance": secrets.token_bytes(1000),
    "a frame too long": b"\xff" * 7,
    "half a frame": encode(MESSAGE, 1, b'{"op":"cell"}')[:9],
    "no request": encode(MESSAGE, 1, b"[]"),
    "no JSON": encode(MESSAGE, 1, b"{"),
    "fields that are missing": encode(MESSAGE, 1, b'{"op":"cell","code":"1"}'),
    "another account": encode(MESSAGE, 0, b'{"op":"hold","uid":0,"account":[0,0,[]]}'),
    "a request for the zygote": b"\x06" + bytes(8),
}


async def test_garbage_ends_whose_it_is_and_harms_nobody(host: RunningHost, alice: Victim) -> None:
    for garbage in GARBAGE.values():
        with dialled(host, BOB) as connection:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
    assert gone(host.servers(BOB))
    assert await unharmed(alice)


async def test_a_thousand_connections_take_no_place_of_anybody_else(
    host: RunningHost, alice: Victim
) -> None:
    """Nobody of them says a word, and the first five stay."""
    with ExitStack() as stack:
        connections = [stack.enter_context(dialled(host, BOB)) for _ in range(5)]
        assert [refusal(each) for each in connections] == [""] * 5
        for _ in range(995):
            with dialled(host, BOB) as one_more:
                assert "5 tutors open here already" in refusal(one_more)
        assert await unharmed(alice)
        carol = host.evaluator(CAROL)
        assert isinstance(await run(carol, "1"), Run)
        await carol.close()
        servers = host.servers(BOB)
        assert len(servers) == 5
    assert gone(servers)


async def test_workers_are_bounded_too(host: RunningHost, alice: Victim) -> None:
    """A client that asks for forty at once is ended, with those that it got."""
    with dialled(host, BOB) as connection:
        assert refusal(connection) == ""
        request = b'{"op":"cell","device":"cpu","seconds":60,"code":"while True: pass"}'
        [server] = host.servers(BOB)
        for channel in range(1, 41):
            connection.sendall(encode(MESSAGE, channel, request))
        assert gone([server])
    assert gone(host.workers(BOB))
    assert await unharmed(alice)


async def test_who_computes_with_many_workers_leaves_the_processors_to_others(
    host: RunningHost, alice: Victim
) -> None:
    """Beyond eight workers an account gets what nobody else wants."""
    both = [host.evaluator(BOB) for _ in range(2)]
    busy = [
        await started(evaluator, "print('on')\nimport time; time.sleep(60)", session)
        for evaluator in both
        for session in range(1, 7)
    ]
    policies = [os.sched_getscheduler(worker.pid) for worker in host.workers(BOB)]
    assert len(policies) >= len(busy)
    assert policies.count(os.SCHED_OTHER) <= FAIR_WORKERS
    assert set(policies) == {os.SCHED_OTHER, os.SCHED_IDLE}
    assert await unharmed(alice)
    assert {os.sched_getscheduler(worker.pid) for worker in alice.workers} == {os.SCHED_OTHER}
    for evaluator in both:
        await evaluator.close()
    ended = await gather(*busy, return_exceptions=True)
    assert {type(each) for each in ended} == {EvaluatorError}


GUEST = """
import os, signal, socket, struct
from autograd_tutor.evaluator import zygote
from autograd_tutor.evaluator.nursery import start_zygote
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.zygote import ADMIT, BORN, MAKE, MESSAGE, READY, SIGNAL

zygote.GUEST_WORKERS = 3
pid, control = start_zygote(Options(), close=())
assert MESSAGE.unpack(control.recv(MESSAGE.size, socket.MSG_WAITALL))[0] == READY

def guest(uid):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    who = f"[{uid}, {uid}, []]".encode()
    socket.send_fds(control, [MESSAGE.pack(ADMIT, 0, len(who))], [theirs.fileno()])
    control.sendall(who)
    theirs.close()
    assert MESSAGE.unpack(ours.recv(MESSAGE.size))[0] == READY
    return ours

def pipes():
    return [os.pipe()[number] for number in (0, 1, 1)]

def is_out(ours):
    try:
        while data := ours.recv(MESSAGE.size):
            pass
    except ConnectionError:
        pass
    return True

victim = guest(61001)
socket.send_fds(victim, [MESSAGE.pack(MAKE, 0, 0)], pipes())
what, worker, _ = MESSAGE.unpack(victim.recv(MESSAGE.size))
assert what == BORN
root = b"[0, 0, []]"
for message, fds in [
    (MESSAGE.pack(ADMIT, 0, len(root)), pipes()),
    (MESSAGE.pack(MAKE, 0, 0), pipes()[:2]),
    (MESSAGE.pack(MAKE, 0, 0)[:3], []),
    (MESSAGE.pack(99, 0, 0), []),
    (MESSAGE.pack(SIGNAL, worker, 99), []),
    (b"x" * 4000, []),
]:
    evil = guest(61002)
    socket.send_fds(evil, [message], fds) if fds else evil.send(message)
    assert is_out(evil), message
evil = guest(61002)
evil.send(MESSAGE.pack(SIGNAL, worker, signal.SIGKILL))
evil.send(MESSAGE.pack(SIGNAL, pid, signal.SIGKILL))
socket.send_fds(evil, [MESSAGE.pack(MAKE, 0, 0)], pipes())
what, own, _ = MESSAGE.unpack(evil.recv(MESSAGE.size))
assert what == BORN
while "Uid:\\t61002\\t61002\\t61002" not in open(f"/proc/{own}/status").read():
    pass
assert os.path.exists(f"/proc/{worker}")
for _ in range(3):
    try:
        socket.send_fds(evil, [MESSAGE.pack(MAKE, 0, 0)], pipes())
    except OSError:
        break
assert is_out(evil)
victim.setblocking(False)
try:
    print(victim.recv(MESSAGE.size))
except BlockingIOError:
    print("unharmed")
control.close()
os.waitpid(pid, 0)
"""


def test_a_server_in_its_accounts_hands_gets_no_more_than_its_account(tmp_path: Path) -> None:
    """It can't admit others, choose who it is, signal what is not its own, or stay if it tries."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", GUEST], capture_output=True, text=True, timeout=SECONDS
    )
    assert done.stdout == "unharmed\n", done.stderr
