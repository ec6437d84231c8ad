"""What the tutor writes for the page: whole packets, to whoever is there."""

from __future__ import annotations

import os
from threading import Lock, Thread

from autograd_tutor.tui.browser import _written

BIG = 300_000
"""Bytes of a packet, more than any pipe holds."""


def test_packets_of_two_threads_do_not_mix() -> None:
    out, into = os.pipe()
    lock = Lock()
    packets = [letter * BIG for letter in (b"a", b"b")]
    threads = [Thread(target=_written, args=(lock, into, packet)) for packet in packets]
    for thread in threads:
        thread.start()
    with os.fdopen(out, "rb") as end:
        read = [end.read(BIG), end.read(BIG)]
    for thread in threads:
        thread.join()
    os.close(into)
    assert sorted(read) == packets


def test_what_nobody_reads_is_no_error() -> None:
    out, into = os.pipe()
    os.close(out)
    assert _written(Lock(), into, b"text") == 4
    os.close(into)
