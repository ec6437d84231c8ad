"""What servers and the zygote say to each other, and a server as the zygote knows it."""

from __future__ import annotations

import os
import signal
import socket
import struct

from .confine import Account

MESSAGE = struct.Struct("!Bii")
"""What is asked or told, a process id, and a number."""
MAKE, SIGNAL = 0, 1
"""From the server: make a worker (number: its plan's place), with three descriptors; signal one."""
READY, FAILED, BORN, ENDED = 2, 3, 4, 5
"""From here: torch is imported; it or a worker can't be had (number: bytes of why that follow); a
worker's process id; its end (number: wait status)."""
ADMIT = 6
"""From the owner: serve one more server, on the descriptor that comes along, for an account
(number: bytes of JSON that follow: uid or null, gid, groups)."""
PIPES = 3
SIGNALS = (signal.SIGINT, signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT)


def parsed(data: bytes) -> tuple[int, int, int]:
    """What is asked, a process id, a number. Raises ValueError."""
    if len(data) != MESSAGE.size:
        raise ValueError("no message")
    what, pid, number = MESSAGE.unpack(data)
    return what, pid, number


class Customer:
    """A server that has workers made, for one account: its own, where None is said."""

    def __init__(self, control: socket.socket, account: Account | None) -> None:
        self.control = control
        self.account = account
        self.children: set[int] = set()

    def tell(self, what: int, pid: int, number: int) -> None:
        """Send one message. Raises OSError if it has gone, or reads nothing."""
        self.control.sendall(MESSAGE.pack(what, pid, number))

    def end_children(self) -> None:
        """Kill all that live: none of them has been collected, so the process ids are theirs."""
        for child in self.children:
            os.kill(child, signal.SIGKILL)
