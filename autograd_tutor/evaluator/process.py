"""What a connection is made over: a server's three streams, and how it is ended."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from typing import IO, Protocol


class Server(Protocol):
    """A server that was started or reached, as far as the way to it goes."""

    @property
    def stdin(self) -> IO[bytes] | None:
        """Takes frames."""

    @property
    def stdout(self) -> IO[bytes] | None:
        """Gives frames."""

    @property
    def stderr(self) -> IO[bytes] | None:
        """Gives its last words, if it has any."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it and all that it started, at once."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended. Raises subprocess.TimeoutExpired."""


class Process(subprocess.Popen[bytes]):
    """A server that we started, with a process group of its own."""

    def kill(self) -> None:
        """Kill the group: the server with its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
