"""The process that serves one connection to a host's evaluator, as the account that made it."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from typing import NoReturn

from .confine import Account, ConfineError, privileges
from .frames import notice
from .options import Options
from .pipes import Outbox
from .server import attend

ROOM = 256 << 20
"""Bytes of memory it may take, whatever it is sent."""
FILES = 512
SESSIONS = 8
"""A few more than the tutor has."""


def become_server(
    connection: socket.socket,
    control: socket.socket,
    account: Account | None,
    options: Options,
    host: int,
) -> NoReturn:
    """In a child just forked off the host: serve this connection until it hangs up.

    `control` leads to the zygote, `host` is our parent's process id. No account: stay who we are.
    """
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        client = Outbox(os.dup(connection.fileno()))
        close_all_but(connection.fileno(), client.fd, control.fileno())
        try:
            settle(account, host)
        except (OSError, ConfineError) as error:
            client.send(notice(0, "failed", why=f"it could not become your account: {error}"))
        else:
            attend(options, control, connection.fileno(), client, SESSIONS)
            status = 0
    except Exception as error:
        # Nothing of what it sent: that would be another account's words in our log.
        words = f"a connection of account {os.getuid()} ended: {type(error).__name__}"
        print(words, file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def close_all_but(*kept: int) -> None:
    """Close what the host has open and we have no use for, standard streams aside."""
    low = 3
    for fd in (*sorted(kept), os.sysconf("SC_OPEN_MAX")):
        os.closerange(low, fd)
        low = fd + 1


def settle(account: Account | None, host: int) -> None:
    """Become the account, bounded, ending with the host, and nothing else ever again.

    Raises OSError or ConfineError.
    """
    os.chdir("/")
    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_DATA, ROOM),
        (resource.RLIMIT_NOFILE, FILES),
    ):
        hard = resource.getrlimit(which)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (bound, bound))
    if account is not None:
        privileges.become(account, keep_capabilities=False)
        privileges.expect_to_stay(account)
    privileges.bind_to_parent(host)
    privileges.close_to_others()
    privileges.no_new_privileges()
