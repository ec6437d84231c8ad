"""What the start of a far server waits for, in the words of whoever carries it there."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

from .untrusted import visible

LONGEST = 160
"""Characters of a line that are shown."""
ARRIVED = "starting torch there"


def to_stderr(line: str) -> None:
    """Tell it where commands without a screen are waited for."""
    print(line, file=sys.stderr)


class Waiting:
    """Hears bytes between `begin` and `end`, and tells lines, each without control characters."""

    def __init__(self, command: str, tell: Callable[[str], None]) -> None:
        """`command` is named until something is heard."""
        self._under_way = False
        self._command = command
        self._words = ""
        self._tell = tell
        self._rest = b""
        self._since = 0.0

    def begin(self) -> None:
        """A server is being started."""
        self._under_way = True
        self._words, self._rest = self._command, b""
        self._since = time.monotonic()

    def end(self) -> None:
        """It is there, or will not come."""
        self._under_way = False

    @property
    def line(self) -> str:
        """What is waited for and for how long; nothing where nothing is."""
        if not self._under_way:
            return ""
        return f"waiting {_duration(time.monotonic() - self._since)}: {self._words}"

    def hear(self, data: bytes) -> None:
        """Take what came on stderr."""
        *lines, self._rest = re.split(rb"[\r\n]+", self._rest[-LONGEST * 4 :] + data)
        for line in lines:
            self._say(line.decode(errors="replace"))

    def arrive(self) -> None:
        """The server's program is there, and will say more once it has torch."""
        self._say(ARRIVED)

    def _say(self, line: str) -> None:
        words = visible(line.strip())[:LONGEST]
        if words and self._under_way:
            self._words = words
            self._tell(words)


def _duration(seconds: float) -> str:
    """As a clock would say it: 12 s, 4 min 12 s, 2 h 4 min."""
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
