"""A learner at a terminal: the tutor as it is installed, with a home of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from bench.terminal import Terminal

TUTOR = str(Path(sys.executable).with_name("autograd-tutor"))
LESSON, STEP = "first-derivative", "type-a-function"
OPENED = ("--lesson", LESSON, "--step", STEP)
"""At the step where a function is typed, and drawn when it is run."""


class Watched(Terminal):
    """A terminal that keeps what the program sends."""

    @cached_property
    def sent(self) -> bytearray:
        return bytearray()

    def _draw(self, data: bytes) -> None:
        self.sent.extend(data)
        super()._draw(data)


Start: TypeAlias = Callable[..., Watched]
"""Starts tutors in one home, as `tutor` does, for one test."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """All that the programs of who lives there are told."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **more}


def tutor(home: Path, *options: str, columns: int = 80, rows: int = 24, **more: str) -> Watched:
    """The tutor in a terminal, with these options, and with more in its environment."""
    told = environment(home, **more)
    return Watched([TUTOR, *options], told, columns=columns, rows=rows, directory=home)
