"""How far a grading is: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 24
REDRAW = 0.1
"""Seconds between two pictures of the bar."""
LINE = 30.0
"""Seconds between two lines, where there is no terminal."""
CLEAR = "\r\x1b[K"


class Bar:
    """Counts what is done. Time is told from the first thing done on; nothing before it counts."""

    def __init__(
        self, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total = total
        self._stream = stream
        self._clock = clock
        self._live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._done = 0
        self._begun = self._told = clock()
        if self._live and total:
            self._draw()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        now = self._clock()
        if now - self._told >= (REDRAW if self._live else LINE):
            self._told = now
            self._draw()

    def end(self) -> None:
        """Take the bar away."""
        if self._live:
            self._write(CLEAR)

    def _draw(self) -> None:
        if self._live:
            full = WIDTH * self._done // max(1, self._total)
            self._write(f"{CLEAR}[{'#' * full}{'.' * (WIDTH - full)}] {self.words()}")
        else:
            self._write(f"{self.words()}\n")

    def words(self) -> str:
        """How many of how many, how fast, how much longer."""
        count = f"{self._done} of {self._total} graded"
        passed = self._clock() - self._begun
        if not self._done or passed <= 0:
            return count
        left = round((self._total - self._done) * passed / self._done)
        rest = f"{left // 60} min {left % 60} s" if left >= 60 else f"{left} s"
        return f"{count}, {self._done / passed:.1f} a second, {rest} left"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
