"""The socket on which a host's evaluator is reached: systemd's, or one made at a path."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import MutableMapping
from pathlib import Path

FIRST_PASSED = 3
LONGEST_PATH = 107
BACKLOG = 128


class SocketError(Exception):
    """There is nothing to listen on: why, and what to do."""


def passed(variables: MutableMapping[str, str]) -> socket.socket | None:
    """The listening socket that systemd passed, None if it passed none to this process.

    Its variables are taken out, so that no child takes them for its own. Raises SocketError.
    """
    found = [variables.pop(name, "") for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")]
    if found[0] != str(os.getpid()):
        return None
    if found[1] != "1":
        raise SocketError(f"{found[1]} sockets were passed: have one ListenStream= in the unit")
    try:
        listener = socket.socket(fileno=FIRST_PASSED)
        listening = listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise SocketError(f"what was passed is no socket: {error.strerror}") from error
    if listener.family != socket.AF_UNIX or listener.type != socket.SOCK_STREAM or not listening:
        raise SocketError("what was passed does not listen: use ListenStream= with a path")
    listener.set_inheritable(False)
    return listener


def listening(path: Path, *, everybody: bool) -> socket.socket:
    """Listen at a path, which every account may connect to or only ours. Raises SocketError.

    What a server that ended left there is replaced.
    """
    if not path.name:
        raise SocketError("the socket that was passed is for another process: give --socket PATH")
    path = checked(path)
    if os.path.lexists(path):
        _remove_stale(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
        path.chmod(0o666 if everybody else 0o600)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SocketError(f"{path}: {error.strerror}") from error
    finally:
        os.umask(before)
    return listener


def checked(path: Path) -> Path:
    """The path, if nobody else can put a socket of theirs in its place. Raises SocketError."""
    try:
        directory = path.parent.resolve(strict=True)
    except OSError:
        raise SocketError(f"{path.parent} is not there: make it first, with mode 755") from None
    path = directory / path.name
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise SocketError(f"{path} is too long for a socket: {LONGEST_PATH} bytes at most")
    for each in path.parents:
        status = each.stat()
        if status.st_uid not in (0, os.geteuid()):
            raise SocketError(f"{each} belongs to another account, who could replace the socket")
        sticky = status.st_mode & stat.S_ISVTX and each != directory
        if status.st_mode & 0o022 and not sticky:
            raise SocketError(
                f"others can write to {each}, and so replace the socket: choose a directory that "
                "only its owner can write to, such as /run/autograd-tutor"
            )
    return path


def _remove_stale(path: Path) -> None:
    if not path.is_socket() or path.is_symlink():
        raise SocketError(f"{path} is there already and no socket: choose another path")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except OSError as error:
            raise SocketError(f"{path} is there already: {error.strerror or error}") from error
    raise SocketError(f"another server listens at {path} already")
