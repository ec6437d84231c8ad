"""How a server is to run its workers, as its command line says it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NamedTuple

OLDEST_TORCH = (2, 4)
CONFINEMENTS = ("auto", "full", "off")


class Options(NamedTuple):
    """What the tutor asks of a server.

    `confinement`: all layers that this system has (auto), all there are or no run (full), none
    (off, for measuring what they cost). `memory`: MiB a cell may take. `spawn`: start each worker
    from nothing, where forking a process that has torch is not safe.
    """

    confinement: str = "auto"
    memory: int = 2048
    spawn: bool = sys.platform != "linux"

    def arguments(self) -> list[str]:
        """The command line that `parse` reads back."""
        spawn = ["--spawn"] if self.spawn else []
        return ["--confinement", self.confinement, "--memory", str(self.memory), *spawn]


def parse(arguments: Sequence[str]) -> Options:
    """Read a server's command line."""
    parser = argparse.ArgumentParser("autograd-tutor's evaluator")
    parser.add_argument("--confinement", choices=CONFINEMENTS, default="auto")
    parser.add_argument("--memory", type=int, default=Options().memory)
    parser.add_argument("--spawn", action="store_true")
    found = parser.parse_args(arguments)
    return Options(found.confinement, found.memory, found.spawn or Options().spawn)
