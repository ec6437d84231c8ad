"""No memory left for the tutor itself."""

from __future__ import annotations

import psutil
import pytest

from bench.terminal import Timeout

from .home import QUIT, STARTER, Home, is_restored

TYPED = f"{STARTER} + 1"
CLEAN = (0, 70)
"""Exit statuses of a tutor that ended by itself: as the learner asked, or owning up."""


@pytest.mark.parametrize(
    "room", [0, *(pytest.param(size << 20, marks=pytest.mark.long) for size in (1, 8, 64))]
)
def test_a_tutor_without_memory(home: Home, room: int) -> None:
    """No memory is left (a limit, a full cgroup): the tutor does not hang, it ends; what was on
    the screen before is kept, the file is sound, no process is left. Where it can still own up,
    the terminal is as before."""
    terminal = home.start_typing()
    terminal.wait_for("ready")
    terminal.send(" + 1")
    terminal.wait_for(TYPED)
    while home.draft() != TYPED:
        terminal.watch(0.05)
    tutor = terminal.tree[0]
    limit = tutor.memory_info().vms + room
    tutor.rlimit(psutil.RLIMIT_AS, (limit, limit))
    try:
        terminal.paste("+ 2\n" * 30_000)
        terminal.settle(1)
        terminal.send(QUIT)
    except (Timeout, OSError):
        pass  # it has ended, or reads no keys
    status = terminal.wait()
    assert status not in CLEAN or is_restored(terminal)
    assert (home.draft() or "").startswith(TYPED)
    assert home.is_empty()
