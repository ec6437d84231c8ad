"""SIGINT reaches learner code as KeyboardInterrupt, and nothing else."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Interruptible:
    """Takes over SIGINT; only inside `here()` does it raise KeyboardInterrupt."""

    def __init__(self) -> None:
        self._armed = False
        signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, _number: int, _frame: object) -> None:
        if self._armed:
            raise KeyboardInterrupt

    @contextmanager
    def here(self) -> Iterator[None]:
        """The code that may be interrupted."""
        signal.signal(signal.SIGINT, self._interrupt)
        self._armed = True
        try:
            yield
        finally:
            self._armed = False
