"""A worker that was started from nothing instead of forked."""

from __future__ import annotations

from collections.abc import Sequence

from . import options
from .plans import plan_for


def main(arguments: Sequence[str]) -> None:
    """Import torch, then be a worker as a forked one would. Never returns.

    `arguments`: the pipes' descriptors, the server's process id, cpu or gpu, and the options.
    """
    from . import worker

    requests, replies, output, parent = map(int, arguments[:4])
    given = options.parse(arguments[5:])
    plan = plan_for(given, gpu=arguments[4] == "gpu")
    worker.main(requests, replies, output, plan, parent, given.gpu_memory)
