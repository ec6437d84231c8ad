"""Who is at the other end of a connection, by the kernel's word alone."""

from __future__ import annotations

import errno
import socket
import struct

from .confine import Account

_CREDENTIALS = struct.Struct("iII")
"""`struct ucred`: process id, uid, gid."""
_UNKNOWN = 65534
"""What the kernel calls every account of a container that has none outside of it."""
_SO_PEERGROUPS = 59
_GROUPS_BYTES = 1024
"""The most that Python reads of a socket's option."""


class Refused(Exception):
    """A connection that is not served: why, in words for the learner."""


def account_of(connection: socket.socket) -> Account:
    """The account and groups that the other end had when it connected. Raises Refused.

    A kernel that does not tell the groups (before 4.13) means that there are none.
    """
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, gid = _CREDENTIALS.unpack(data)
    if uid == _UNKNOWN:
        raise Refused("your account has no number on this host: no container's is served")
    try:
        groups = connection.getsockopt(socket.SOL_SOCKET, _SO_PEERGROUPS, _GROUPS_BYTES)
    except OSError as error:
        if error.errno == errno.ERANGE:
            raise Refused("your account is in more groups than can be served") from None
        groups = b""
    return Account(uid, gid, struct.unpack(f"{len(groups) // 4}I", groups))
