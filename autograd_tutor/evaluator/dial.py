"""Reaching a server that is there already: a host's evaluator, behind a socket."""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress
from typing import IO

from .launch_error import LaunchError

CONNECT_SECONDS = 10.0
_CREDENTIALS = struct.Struct("iII")


class Dialled:
    """A server behind a socket, in the shape of one that was started here.

    It ends with its workers when the socket is closed; there is nothing to wait for.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.stdin: IO[bytes] = os.fdopen(os.dup(connection.fileno()), "wb", buffering=0)
        self.stdout: IO[bytes] = os.fdopen(os.dup(connection.fileno()), "rb", buffering=0)
        nothing, end = os.pipe()
        os.close(end)
        self.stderr: IO[bytes] = os.fdopen(nothing, "rb", buffering=0)
        self._connection = connection

    def terminate(self) -> None:
        """Hang up."""
        self._connection.close()

    def kill(self) -> None:
        """Hang up, whoever else holds the connection."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def wait(self, timeout: float | None = None) -> int:
        """Hang up: what the server does then is its own affair."""
        self._connection.close()
        return 0


def dial(path: str) -> Dialled:
    """Connect to the server that listens at a path, if it is root's or our own.

    Anybody else who listens there would read what we send. Raises LaunchError.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        raise LaunchError("--socket works on Linux alone: leave it out here")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(path)
        connection.settimeout(None)
        expect_trusted(connection, path)
        return Dialled(connection)
    except OSError as error:
        connection.close()
        raise LaunchError(
            f"No evaluator is reached at {path} ({error.strerror or error}). Ask who runs this "
            "host, or leave --socket out and use a torch of your own."
        ) from error
    except LaunchError:
        connection.close()
        raise


def expect_trusted(connection: socket.socket, path: str) -> None:
    """Make sure that who listens is root or ourselves. Raises LaunchError."""
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(data)
    if uid not in (0, os.getuid()):
        raise LaunchError(
            f"At {path} listens the account {uid}, which is neither root nor you: nothing was sent."
        )
