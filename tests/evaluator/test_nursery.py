"""The server's side of the zygote, with a zygote that does only what a test says."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from autograd_tutor.evaluator.customers import BORN, ENDED, MESSAGE, READY
from autograd_tutor.evaluator.nursery import Nursery
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.plans import PROCESSOR


@pytest.fixture
def zygote() -> Iterator[tuple[socket.socket, Nursery]]:
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    theirs.sendall(MESSAGE.pack(READY, 0, 0) + MESSAGE.pack(BORN, 7, 0))
    nursery = Nursery(Options(), ours)
    yield theirs, nursery
    for child in nursery.children.values():
        child.close()
    ours.close()
    theirs.close()


def test_a_message_that_was_read_meanwhile_is_not_waited_for(
    zygote: tuple[socket.socket, Nursery],
) -> None:
    """One poll finds a request and the end of a worker; taking a worker reads that end."""
    theirs, nursery = zygote
    nursery.take(PROCESSOR)
    theirs.sendall(MESSAGE.pack(ENDED, 7, 3 << 8))
    theirs.sendall(MESSAGE.pack(BORN, 8, 0))

    assert nursery.take(PROCESSOR).pid == 8
    nursery.hear()

    assert [child.pid for child, _ in nursery.ends()] == [7]
