"""How a host's evaluator is to serve, as its command line says it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NamedTuple

from . import options
from .options import Options

CONNECTIONS = 200
PER_USER = 8


class HostOptions(NamedTuple):
    """What the account that starts it asks for.

    `socket`: where to listen, empty if systemd passes a socket. `connections`: how many are served
    at once, `per_user`: how many of them one account may have. `evaluator`: how workers run.
    """

    socket: str = ""
    connections: int = CONNECTIONS
    per_user: int = PER_USER
    evaluator: Options = Options()

    def arguments(self) -> list[str]:
        """The command line that `parse` reads back."""
        bounds = ["--connections", str(self.connections), "--per-user", str(self.per_user)]
        return ["--socket", self.socket, *bounds, *self.evaluator.arguments()]


def parse(arguments: Sequence[str]) -> HostOptions:
    """Read a host's command line."""
    parser = argparse.ArgumentParser("autograd-tutor's evaluator for a host", allow_abbrev=False)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--connections", type=int, required=True)
    parser.add_argument("--per-user", type=int, required=True)
    found, rest = parser.parse_known_args(arguments)
    return HostOptions(found.socket, found.connections, found.per_user, options.parse(rest))
