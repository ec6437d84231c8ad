"""A hostile learner who floods a host: it costs nobody else a place, or more than a moment."""

from __future__ import annotations

import json
import os
import socket
from asyncio import gather
from contextlib import ExitStack, suppress

from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.evaluator.frames import MESSAGE, NOTICE, Decoder, encode, split
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.zygote import FAIR_WORKERS
from tests.host.running import (
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
from tests.host.victim import Victim, unharmed

pytestmark = needs_root


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
    "bytes of all kinds": bytes(range(256)) * 4,
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
            with suppress(ConnectionError):
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
        connection.sendall(b"".join(encode(MESSAGE, number, request) for number in range(1, 41)))
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
