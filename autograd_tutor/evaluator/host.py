"""One evaluator for all learners of a host: they share one torch, and nothing else.

Each connection is served by a process of its own, which runs as the account that connected, and
has its workers made by one zygote for all. This process hands out the two; it reads nothing that
anybody sends. Who connected is what the kernel says, and what it tells the zygote.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from . import host_options, host_peers, host_socket
from .confine import Account, privileges
from .customers import ADMIT, FAILED, MESSAGE
from .frames import notice
from .host_guest import become_server
from .host_options import HostOptions
from .host_peers import Refused
from .host_socket import SocketError
from .nursery import start_zygote
from .pipes import Outbox, wake_on_child_end

SPARE_FILES = 100
GONE = "the process that has torch ended"


class Host:
    """Accepts connections and has each served, within bounds."""

    def __init__(self, listener: socket.socket, options: HostOptions) -> None:
        self._listener = listener
        self._options = options
        self._for_others = privileges.can_become_others()
        self._servers: dict[int, int] = {}
        self._ready = False
        self._ended: str | None = None
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the zygote ends when we hang up
        self._zygote, self._control = start_zygote(options.evaluator, close=(listener.fileno(),))
        self._wakeup = wake_on_child_end()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)

    def run(self) -> str:
        """Serve until told to stop; why it ended otherwise, or nothing."""
        self._listener.setblocking(False)
        while self._ended is None:
            handlers: dict[int, Callable[[], None]] = {
                self._wakeup: self._collect,
                self._control.fileno(): self._hear,
            }
            if self._ready:
                handlers[self._listener.fileno()] = self._accept
            poll = select.poll()
            for fd in handlers:
                poll.register(fd, select.POLLIN)
            for fd, _ in poll.poll():
                handlers[fd]()
        self._end()
        return self._ended

    def _stop(self, *_: object) -> None:
        self._ended = ""

    def _end(self) -> None:
        """Leave no process behind. Servers end with their workers, and with this process."""
        for server in self._servers:
            os.kill(server, signal.SIGKILL)
        if not self._ready:
            os.kill(self._zygote, signal.SIGKILL)
        self._control.close()
        os.waitpid(self._zygote, 0)

    def _hear(self) -> None:
        """The zygote says once that it is ready, or why it is not."""
        data = self._control.recv(MESSAGE.size, socket.MSG_WAITALL)
        if len(data) < MESSAGE.size:
            self._ended = GONE if self._ended is None else self._ended
            return
        what, _, number = MESSAGE.unpack(data)
        if what == FAILED:
            self._ended = self._control.recv(number, socket.MSG_WAITALL).decode()
            return
        self._ready = True
        whom = "every account" if self._for_others else "this account alone"
        print(f"serving {whom} at {self._listener.getsockname()}", flush=True)

    def _collect(self) -> None:
        """Collect the servers that ended: their places are free."""
        os.read(self._wakeup, 4096)
        for server in list(self._servers):
            if os.waitpid(server, os.WNOHANG)[0]:
                del self._servers[server]

    def _accept(self) -> None:
        """Serve one more, or say why not."""
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return  # it has gone again, or waits until the kernel has room
        with connection:
            try:
                self._welcome(connection, self._known(connection))
            except ConnectionError:
                self._ended = GONE
            except OSError as error:
                refuse(connection, f"this host has no room for more: {error.strerror}")
            except Refused as refusal:
                refuse(connection, str(refusal))

    def _known(self, connection: socket.socket) -> Account:
        """Who connected, if there is room for them. Raises Refused."""
        account = host_peers.account_of(connection)
        if not self._for_others and account.uid != os.geteuid():
            raise Refused("the server behind this socket serves another account alone")
        if len(self._servers) >= self._options.connections:
            raise Refused("all places on this host are taken. Try again later")
        if Counter(self._servers.values())[account.uid] >= self._options.per_user:
            most = self._options.per_user
            raise Refused(f"your account has {most} tutors open here already. Quit one of them")
        return account

    def _welcome(self, connection: socket.socket, account: Account) -> None:
        """Start a server for a connection, and have the zygote serve that one."""
        guest = account if self._for_others and account.uid != 0 else None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            who = json.dumps(guest or (None, 0, ())).encode()
            socket.send_fds(self._control, [MESSAGE.pack(ADMIT, 0, len(who))], [theirs.fileno()])
            self._control.sendall(who)
            host = os.getpid()
            pid = os.fork()
            if pid == 0:
                become_server(connection, ours, guest, self._options.evaluator, host)
            self._servers[pid] = account.uid


def refuse(connection: socket.socket, why: str) -> None:
    """Say why a connection is not served."""
    Outbox(connection.fileno()).send(notice(0, "failed", why=why))


def serve(arguments: Sequence[str]) -> NoReturn:
    """Listen and serve until told to stop. Exit status 1 if that can't be, or goes on no more."""
    options = host_options.parse(arguments)
    ours = None
    make_room(options.connections)
    try:
        listener = host_socket.passed(os.environ)
        if listener is None:
            everybody = privileges.can_become_others()
            listener = host_socket.listening(Path(options.socket), everybody=everybody)
            ours = Path(listener.getsockname())
    except SocketError as error:
        sys.exit(str(error))
    why = Host(listener, options).run()
    if ours is not None:
        ours.unlink(missing_ok=True)
    if why:
        sys.exit(f"The evaluator ended: {why}")
    sys.exit(0)


def make_room(connections: int) -> None:
    """Allow the zygote a descriptor for each connection, or as many as there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        sys.exit(
            f"so many connections need {wanted} open files, and {soft} are allowed (ulimit -n)"
        )
