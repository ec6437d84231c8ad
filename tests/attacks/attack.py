"""An attack: code that a cell could hold, and what outside the worker would prove it worked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Literal

from autograd_tutor.evaluator.confine import Needs


class Proof(Enum):
    """What an attack is after. The judge looks for all of these after every attempt."""

    LEAK = "a secret left the worker on its output"
    FILE = "a file outside the worker changed"
    PROCESS = "a process was started"
    TRAFFIC = "a listener heard from the worker"
    VICTIM = "another process was changed"
    HANDLE = "the worker holds a kernel object that it should not"
    IDENTITY = "the worker is in another namespace, session or root, or raised its own rights"
    MEMORY = "the worker took more memory than allowed"
    THREADS = "the worker runs more threads than allowed"
    FILES = "the worker holds more descriptors than allowed"


Account = Literal["user", "root"]


@dataclass(frozen=True)
class Attack:
    """`code` sees the names that `attempt.arsenal` lists.

    `accounts` are those in which the attack is expected to work when nothing confines it.
    `needs` says what a system may lack for it to be possible at all: then the control may fail.
    `slow` ones take over a second and are left to the full run. `card`: it gets through where a
    card's driver needs that much.
    """

    name: str
    family: str
    proof: Proof
    code: str
    accounts: tuple[Account, ...] = ("user", "root")
    needs: str = ""
    slow: bool = False
    card: Needs | None = None


def family(name: str) -> Callable[..., Attack]:
    """Makes attacks of one family."""
    return partial(Attack, family=name)
