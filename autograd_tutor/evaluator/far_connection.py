"""A server behind a prefix: its program goes out first, and frames come once that has arrived."""

from __future__ import annotations

from collections.abc import Callable

from .bootstrap import MARKER
from .connection import LAST_WORDS, Connection
from .far import FIRST_LINE, NO_TERMINAL
from .frames import Frame
from .process import Server
from .waiting import Waiting

HANG_UP_SECONDS = 2.0
"""How long a server may take to end once its stdin is closed, through a network or a scheduler."""
TERM_SECONDS = 10.0
"""How long the prefix may take to end what it started: killed, it would leave that behind."""
ECHO = 40
"""Characters of our first line by which it is known: a terminal sends back what it is sent."""


class FarConnection(Connection):
    """Sends `first` at once, and requests once the marker has come.

    What the prefix says on stderr, and what comes before the marker, is told to `waiting`.
    """

    def __init__(
        self,
        process: Server,
        on_frame: Callable[[Frame], None],
        on_end: Callable[[str], None],
        first: bytes,
        waiting: Waiting,
    ) -> None:
        super().__init__(process, on_frame, on_end)
        self._waiting = waiting
        self._arrived = False
        self._before = b""
        self._requests: list[tuple[int, bytes]] = []
        self._write(first)

    def send(self, channel: int, header: bytes) -> None:
        """Send a request, or keep it until somebody is there to read it."""
        if self._arrived:
            super().send(channel, header)
        else:
            self._requests.append((channel, header))

    def _take(self, data: bytes) -> None:
        if not self._arrived:
            self._before, marker, data = (self._before + data).partition(MARKER)
            if FIRST_LINE[:ECHO].encode() in self._before:
                self._end(NO_TERMINAL)
                return
            self._before = self._before[-LAST_WORDS:]
            if not marker:
                return
            self._arrived = True
            self._read_stderr()  # what was said before is told before
            self._waiting.arrive()
            for channel, header in self._requests:
                super().send(channel, header)
        super()._take(data)

    def _note(self, data: bytes) -> None:
        super()._note(data)
        self._waiting.hear(data)

    def _end(self, last_words: str) -> None:
        if not self._arrived and not last_words.strip():
            last_words = self._before.decode(errors="replace")
        super()._end(last_words)

    def _give_up(self) -> None:
        """Nothing yet: whoever carries us is to be asked first, by `close`."""

    def _ladder(self) -> list[tuple[float, Callable[[], None]]]:
        hang_up = HANG_UP_SECONDS if self._arrived else 0
        return [(hang_up, self._process.terminate), (TERM_SECONDS, self.kill)]
