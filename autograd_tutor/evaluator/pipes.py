"""The server's ends of pipes and sockets: reads that never block, writes that wait in an outbox."""

from __future__ import annotations

import os
import signal

READ_SIZE = 65536


def read_available(fd: int) -> bytes | None:
    """What a non-blocking pipe or socket holds now, at most READ_SIZE; b"" at its end, None if
    nothing."""
    try:
        return os.read(fd, READ_SIZE)
    except BlockingIOError:
        return None
    except ConnectionResetError:
        return b""


class Outbox:
    """Bytes on their way into a pipe whose reader may be slow, hostile or gone."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self.broken = False
        self._waiting = bytearray()

    def __len__(self) -> int:
        return len(self._waiting)

    def send(self, data: bytes) -> None:
        """Write what the pipe takes now and keep the rest for `flush`."""
        self._waiting += data
        self.flush()

    def flush(self) -> None:
        """Write on. A reader that hung up makes the outbox broken and empty."""
        try:
            while self._waiting:
                del self._waiting[: os.write(self.fd, self._waiting)]
        except BlockingIOError:
            pass
        except ConnectionError:
            self.broken = True
            self._waiting.clear()


def wake_on_child_end() -> int:
    """A descriptor that becomes readable when a child ends."""
    wakeup, wakeup_in = os.pipe()
    for fd in (wakeup, wakeup_in):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup_in, warn_on_full_buffer=False)
    return wakeup
