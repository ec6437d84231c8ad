"""What the UI hears back from the evaluator, strictly typed.

Everything that arrives was written by a process that runs learner code: it is decoded
strictly (unknown fields refused) and is text to show, never markup or escape sequences to obey.
"""

from __future__ import annotations

from array import array
from typing import Literal, TypeAlias

from msgspec import Struct

from .evidence import Evidence, Graph


class Layer(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of confinement: is it in force, what it covers or lacks, and what to do."""

    name: str
    active: bool
    why: str = ""
    remedy: str = ""


class Hello(Struct, frozen=True, forbid_unknown_fields=True):
    """The server's first word: who it is and what confines its workers.

    `on_card` is what confines one on a card: known once one has computed there.
    """

    protocol: int
    python: str
    torch: str
    executable: str
    confinement: tuple[Layer, ...]
    on_card: tuple[Layer, ...] | None = None

    def layers(self, device: str = "cpu") -> tuple[Layer, ...] | None:
        """What there is to confine a cell on that device, in force or not; None if it is not known
        yet."""
        return self.confinement if device == "cpu" or not self.confinement else self.on_card

    def missing(self, device: str = "cpu") -> list[str]:
        """What does not confine a cell on that device, and why; empty if all layers do, as far as
        is known."""
        if not self.confinement:
            return ["all layers"]
        layers = self.layers(device) or ()
        return [f"{layer.name} ({layer.why})" for layer in layers if not layer.active]


class Device(Struct, frozen=True, forbid_unknown_fields=True):
    """A device torch can compute on, or why it can't. Memory in bytes, 0 where unknown.

    `capability`: a card's compute capability, as in 9.0; empty for what has none.
    """

    name: str
    description: str
    usable: bool
    free: int = 0
    total: int = 0
    capability: str = ""
    why: str = ""


class Curve(Struct, frozen=True):
    """One drawn line. `total` is how many points the learner passed, before thinning."""

    label: str
    x: array[float]
    y: array[float]
    total: int


class Figure(Struct, frozen=True):
    """What a cell drew."""

    curves: tuple[Curve, ...] = ()
    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    hlines: tuple[float, ...] = ()


class TraceLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One frame of a traceback, in the cell, the step's setup, or an earlier cell. Lines from 1.

    `text` is the line as it stands, indented.
    """

    where: Literal["cell", "setup", "earlier"]
    line: int
    function: str
    text: str


class Failure(Struct, frozen=True, forbid_unknown_fields=True):
    """An exception that ended a run, with the learner's own frames only, outermost first.

    `column` counts from 1, 0 where unknown. `via`: the modules that the last of these lines
    called into on the way to the error, outermost first.
    """

    type: str
    message: str
    trace: tuple[TraceLine, ...] = ()
    column: int = 0
    via: tuple[str, ...] = ()


class Warned(Struct, frozen=True, forbid_unknown_fields=True):
    """A Python warning raised while the cell ran; line 0 where it was not in the cell."""

    category: str
    message: str
    line: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """A cell that came to its end, well or with an error. `seconds` is wall-clock time."""

    value: str | None = None
    error: Failure | None = None
    warnings: tuple[Warned, ...] = ()
    figure: Figure = Figure()
    seconds: float = 0.0
    device: str = "cpu"
    evidence: Evidence | None = None
    graph: Graph | None = None


Reason: TypeAlias = Literal[
    "timeout",
    "interrupted",
    "reset",
    "idle",
    "broken",
    "crashed",
    "memory",
    "protocol",
    "unconfined",
]


class Lost(Struct, frozen=True):
    """A run whose worker is gone: what happened, in a sentence for the learner."""

    reason: Reason
    detail: str


Outcome: TypeAlias = Run | Lost
