"""How a server is to run its workers, as its command line says it."""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

OLDEST_TORCH = (2, 4)
LEAST_MIB = 64
"""Of a card: with less, not even torch's own small buffers fit."""
MOST = 1_000_000
"""Of anything that the command line counts: MiB, processes, days."""
CONFINEMENTS = ("auto", "full", "off")


class Options(NamedTuple):
    """What the tutor asks of a server.

    `confinement`: all layers that this system has (auto), all there are or no run (full), none
    (off, for measuring what they cost). `memory`: MiB a cell may take. `spawn`: start each worker
    from nothing, where forking a process that has torch is not safe. `gpu_memory`: how much of a
    card a learner's tensors may take, up to 1 a share of it, above that MiB. `gpu_idle`: seconds
    without a run after which a worker on a card is ended, and gives back all it holds there.
    """

    confinement: str = "auto"
    memory: int = 2048
    spawn: bool = False
    gpu_memory: float = 2048.0
    gpu_idle: float = 300.0

    def arguments(self) -> list[str]:
        """The command line that `parse` reads back."""
        spawn = ["--spawn"] if self.spawn else []
        own = ["--confinement", self.confinement, "--memory", str(self.memory), *spawn]
        return [*own, "--gpu-memory", str(self.gpu_memory), "--gpu-idle", str(self.gpu_idle)]


def count(text: str) -> int:
    """How many, of whatever there has to be one at least. Raises ArgumentTypeError."""
    if not re.fullmatch(r"[0-9]{1,7}", text) or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {MOST:,}")
    return int(text)


def gpu_memory(text: str) -> float:
    """How much of a card: `25%` or `0.25` of it, or MiB. Raises ArgumentTypeError."""
    try:
        amount = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        amount = math.nan
    share = 0 < amount <= 1
    if not share and (text.endswith("%") or not LEAST_MIB <= amount < math.inf):
        least = f"nor MiB, {LEAST_MIB} or more (2048)"
        raise argparse.ArgumentTypeError(f"{text!r} is neither a share of a card (25%) {least}")
    return amount


def parse(arguments: Sequence[str]) -> Options:
    """Read a server's command line."""
    parser = argparse.ArgumentParser("autograd-tutor's evaluator")
    parser.add_argument("--confinement", choices=CONFINEMENTS, default="auto")
    parser.add_argument("--memory", type=int, default=Options().memory)
    parser.add_argument("--spawn", action="store_true")
    parser.add_argument("--gpu-memory", type=gpu_memory, default=Options().gpu_memory)
    parser.add_argument("--gpu-idle", type=float, default=Options().gpu_idle)
    found = parser.parse_args(arguments)
    return Options(
        found.confinement,
        found.memory,
        found.spawn or sys.platform != "linux",
        found.gpu_memory,
        found.gpu_idle,
    )
