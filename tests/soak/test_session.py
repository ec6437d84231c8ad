"""A session of thousands of cells takes no more at its end than at its beginning.

`make soak` runs 2,000 cells; the suite a few, and sees that what leaks is found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.soak.session import LATE, LOST
from tests.soak.trend import CONFIDENCE, SETTLING, growth

LASTING = ("tutor", "server", "zygote")
WORKERS = 7
"""One for each of five sessions, the spare, and one on its way out."""


def soak(cells: int, every: int, *more: str) -> list[dict[str, Any]]:
    """What a session says of itself; the last says what became of its cells."""
    command = [sys.executable, "-m", "tests.soak.session", str(cells), str(every), *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert done.returncode == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def problems(samples: list[dict[str, Any]], end: dict[str, Any], most: float) -> Iterator[str]:
    """What grows, or was left, where a process may grow by `most` bytes for each cell."""
    cells = [each["cell"] for each in samples]
    settled = samples[int(len(samples) * SETTLING) :]
    for name in LASTING:
        grows = growth(cells, [each["memory"][name] for each in samples])
        print(f"{name}: at most {grows:.0f} bytes for each cell, {CONFIDENCE:.0%} sure")
        if grows > most:
            yield f"{name}: memory"
        for what in ("descriptors", "threads"):
            counts = [each[what][name] for each in settled]
            if max(counts) > counts[0]:
                yield f"{name}: {what}"
    if any(each["zombies"] for each in samples):
        yield "zombies"
    if any(each["others"] for each in samples) or end["left"]:
        yield "stray processes"
    if any(each["workers"] > WORKERS for each in samples):
        yield "workers"


def tell(samples: list[dict[str, Any]], end: dict[str, Any]) -> None:
    """Print what the session took."""
    first, last = samples[0], samples[-1]
    for name in LASTING:
        memory = [each["memory"][name] >> 10 for each in (first, last)]
        print(f"{name}: {memory[0]:,} KiB after {first['cell']} cells, {memory[1]:,} at the end")
    print(f"descriptors {last['descriptors']}, most workers {max(s['workers'] for s in samples)}")
    print(f"all: {max(each['all'] for each in samples) >> 20} MiB at most; {end['became']}")


def test_a_session_takes_no_more_and_leaves_nothing() -> None:
    *samples, end = soak(65, 5)
    tell(samples, end)
    assert sum(end["became"].values()) == 65
    assert end["became"]["timeout"] == 65 // LATE + 1
    assert end["became"]["crashed"] == 65 // LOST + 1
    assert list(problems(samples, end, most=10_000)) == []


def test_what_leaks_is_found() -> None:
    *samples, end = soak(24, 3, "leak")
    found = set(problems(samples, end, most=10_000))
    for pid in end["left"]:
        psutil.Process(pid).kill()
    assert found == {"tutor: memory", "tutor: descriptors", "stray processes"}


@pytest.mark.long
def test_two_thousand_cells() -> None:
    *samples, end = soak(2_000, 20)
    tell(samples, end)
    assert end["became"]["timeout"] == 2_000 // LATE
    assert end["became"]["crashed"] == 2_000 // LOST
    assert list(problems(samples, end, most=1_000)) == []
