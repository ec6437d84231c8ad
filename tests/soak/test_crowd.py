"""Many learners on one machine: every tutor answers its own, and nothing stays behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Barrier
from time import perf_counter

import psutil
import pytest

from bench.terminal import Terminal
from tests.learner import OPENED, tutor

STARTER = "torch.cos(x**2)"
EMPTY, RUN, QUIT = "\x05\x15", "\x12", "\x11"  # ctrl+e, ctrl+u; ctrl+r; ctrl+q
PATIENCE = 120


@contextmanager
def crowd(many: int, home: Path) -> Iterator[list[Terminal]]:
    """So many tutors in terminals, each in a home of its own, all of them starting."""
    with ExitStack() as stack:
        terminals = []
        for number in range(many):
            directory = home / str(number)
            directory.mkdir()
            terminal = tutor(directory, *OPENED, columns=120, rows=40)
            terminals.append(stack.enter_context(terminal))
        yield terminals


def attend(terminal: Terminal, number: int, together: Barrier) -> tuple[float, float, int]:
    """Type a function when everyone is ready; seconds to be ready and to the answer, and memory."""
    ready = terminal.wait_for(STARTER, PATIENCE) - terminal.started
    terminal.wait_for("ready", PATIENCE)
    together.wait(PATIENCE)
    terminal.send(EMPTY)
    terminal.wait_for(lambda: STARTER not in terminal.text, PATIENCE)
    terminal.paste(f"[print('answer', {number} * 1009), x**2][1]")
    terminal.wait_for("x**2][1]", PATIENCE)
    start = perf_counter()
    terminal.send(RUN)
    answered = terminal.wait_for(f"answer {number * 1009}", PATIENCE) - start
    memory = sum(process.memory_full_info().pss for process in terminal.tree)
    together.wait(PATIENCE)
    return ready, answered, memory


def answers(terminals: Sequence[Terminal]) -> list[tuple[float, float, int]]:
    """What each took, all at once."""
    together = Barrier(len(terminals))
    with ThreadPoolExecutor(len(terminals)) as pool:
        numbers = range(1, len(terminals) + 1)
        return list(pool.map(attend, terminals, numbers, [together] * len(terminals)))


def all_answer(many: int, home: Path) -> None:
    """Every tutor answers, and ends with all its processes when it is told to."""
    with crowd(many, home) as terminals:
        found = answers(terminals)
        processes = [process for terminal in terminals for process in terminal.tree]
        for terminal in terminals:
            terminal.send(QUIT)
        assert [terminal.wait(PATIENCE) for terminal in terminals] == [0] * many
        assert psutil.wait_procs(processes, timeout=30)[1] == []
    ready, answered, memory = zip(*found, strict=True)
    print(
        f"\n{many} tutors: ready after {max(ready):.1f} s, answered within {max(answered):.1f} s, "
        f"{sum(memory) >> 20:,} MiB together, {len(processes)} processes"
    )


def test_four_tutors_at_once(tmp_path: Path) -> None:
    all_answer(4, tmp_path)


@pytest.mark.long
def test_twenty_tutors_at_once(tmp_path: Path) -> None:
    all_answer(20, tmp_path)
