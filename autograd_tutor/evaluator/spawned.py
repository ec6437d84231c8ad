"""A worker that was started from nothing instead of forked."""

from __future__ import annotations

from collections.abc import Sequence

from . import options
from .plans import PROCESSOR, plan_for


def main(arguments: Sequence[str]) -> None:
    """Import torch, then be a worker as a forked one would. Never returns.

    `arguments`: the pipes' descriptors, the server's process id, the plan's place, and the options.
    """
    from . import worker

    requests, replies, output, parent, place = map(int, arguments[:5])
    given = options.parse(arguments[5:])
    plan = plan_for(given, place)
    share, trial = given.gpu_memory, place > PROCESSOR
    worker.main(requests, replies, output, plan, parent, share, on_trial=trial)
