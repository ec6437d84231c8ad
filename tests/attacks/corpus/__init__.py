"""The attacks, one module for each family."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.corpus import (
    bombs,
    change,
    execute,
    kernel,
    limits,
    network,
    processes,
    read,
    trace,
)

ATTACKS: tuple[Attack, ...] = (
    *read.ATTACKS,
    *trace.ATTACKS,
    *change.ATTACKS,
    *execute.ATTACKS,
    *network.ATTACKS,
    *processes.ATTACKS,
    *limits.ATTACKS,
    *kernel.ATTACKS,
    *bombs.ATTACKS,
)
"""Those that one worker can try alone; `through_evaluator` has those that need the whole."""
