"""What the UI asks of the evaluator and what it may hear back, strictly typed.

Everything that arrives was written by a process that runs learner code: it is decoded
strictly (unknown fields refused) and is text to show, never markup or escape sequences to obey.
"""

from __future__ import annotations

from array import array
from math import isfinite
from typing import Literal, TypeAlias

from msgspec import Struct

Gap: TypeAlias = Literal["", "freed", "changed", "late", "hooked", "failed"]
ORDERS = 3
"""How many orders of derivatives can be drawn: none, f', and f' with f''."""


class Given(Struct, frozen=True):
    """Numbers for a tensor, in the order of its elements; none of them infinite or NaN."""

    shape: tuple[int, ...]
    values: tuple[float, ...]


class Cell(Struct, frozen=True, kw_only=True, tag_field="op", tag="cell"):
    """Code to run: `setup` first, then `code`, in a fresh namespace unless `keep`.

    With `resume` it is run only where the cell before it left its variables; else nothing is run,
    and the run is lost as one that was reset.

    A grader asks for more. `look`: bring back evidence. `move`: right after the first assignment
    to each of these variables, change its numbers, by an amount that follows from the seed.
    `given`: there put these numbers in its place. `meter`: count the bytes saved for going back
    (autograd then no longer sees in-place changes of what it saved). `double`: make tensors
    float64 unless told otherwise. `graph`: bring back the record behind this tensor, with the
    gradients of a backward pass through it: the cell's hooks and backward functions run once more,
    and where there are some, a cell that is kept gets no gradients. A variable, or its gradient
    (`x.grad`), or `*`: what the cell last went back from, or else the last result it made that has
    a record, or else, if it is kept, the newest there is.
    """

    code: str
    setup: str = ""
    device: str = "cpu"
    seed: int = 0
    seconds: float = 10.0
    keep: bool = False
    resume: bool = False
    look: bool = False
    move: tuple[str, ...] = ()
    given: dict[str, Given] = {}
    meter: bool = False
    double: bool = False
    graph: str = ""


class Sketch(Struct, frozen=True, kw_only=True, tag_field="op", tag="sketch"):
    """An expression in `x` to draw on [low, high], with its first `order` derivatives, by autograd.

    `order` is at most 2: the curves are labelled f, f' and f''. With `at` the answer holds the
    record of the expression at that one x, from the result `y` to the leaf `x`; none if the
    expression gives other than one number there. Raises ValueError for anything else.
    """

    expression: str
    low: float
    high: float
    points: int = 200
    device: str = "cpu"
    seed: int = 0
    seconds: float = 10.0
    order: int = 1
    at: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no worker could draw."""
        if self.order not in range(ORDERS):
            raise ValueError(f"order is 0, 1 or 2 derivatives to draw, not {self.order}")
        if self.at is not None and not isfinite(self.at):
            raise ValueError(f"at is an x to look at, so a finite number, not {self.at}")


class Layer(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of confinement: is it in force, what it covers or lacks, and what to do."""

    name: str
    active: bool
    why: str = ""
    remedy: str = ""


class Hello(Struct, frozen=True, forbid_unknown_fields=True):
    """The server's first word: who it is and what confines its workers."""

    protocol: int
    python: str
    torch: str
    executable: str
    confinement: tuple[Layer, ...]

    def missing(self, device: str = "cpu") -> list[str]:
        """What does not confine a cell on that device, and why; empty if all layers do."""
        if not self.confinement:
            return ["all layers"]
        if device != "cpu":
            return ["Landlock and seccomp (a GPU's driver needs more than they allow)"]
        return [f"{layer.name} ({layer.why})" for layer in self.confinement if not layer.active]


class Device(Struct, frozen=True, forbid_unknown_fields=True):
    """A device torch can compute on, or why it can't. Memory in bytes, 0 where unknown."""

    name: str
    description: str
    usable: bool
    free: int = 0
    total: int = 0
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


class Seen(Struct, frozen=True):
    """One variable after a run, or the `.grad` of one: its name is then `x.grad`.

    `kind`: a tensor, a number, a tuple or list with tensors in it, None, or anything else. Of a
    tensor: `made_by` is its grad_fn's name; `storage` is the same number where memory is shared;
    `leaves` are the names of the leaves its record leads back to, "" for one that has no name;
    `values` are its first numbers, as float64, of `total`; `odd` are attributes it does not have
    by itself. `engine`: autograd gave it out, or filled it. Of a tuple or list: `total` is its
    length, and `tracked` says whether any tensor in it is.
    """

    name: str
    kind: Literal["tensor", "number", "tuple", "list", "none", "other"]
    type: str
    shape: tuple[int, ...] = ()
    dtype: str = ""
    device: str = ""
    leaf: bool = False
    tracked: bool = False
    made_by: str = ""
    version: int = 0
    storage: int = -1
    leaves: tuple[str, ...] = ()
    engine: bool = False
    odd: tuple[str, ...] = ()
    values: array[float] = array("d")
    total: int = 0


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """One time autograd was asked to go back, in order of time.

    `of`: the names of the leaves and other tensors whose gradients it found, "" for one without
    a name; `root`: the name of what it started from. `failed`: it raised an error.
    """

    kind: Literal["backward", "grad"]
    root: str
    of: tuple[str, ...]
    create_graph: bool
    retain_graph: bool
    failed: bool


class Evidence(Struct, frozen=True):
    """What a run left behind: a worker's word about itself, so a claim until it is compared.

    `grad_enabled`: the grad mode at the end. `saved`: bytes stored for going back, -1 where they
    were not counted. `moved`: the inputs whose numbers were changed or given.
    """

    seen: tuple[Seen, ...]
    calls: tuple[Call, ...]
    grad_enabled: bool = True
    saved: int = -1
    moved: tuple[str, ...] = ()

    def find(self, name: str) -> Seen | None:
        """The variable of that name."""
        return next((each for each in self.seen if each.name == name), None)


class Node(Struct, frozen=True):
    """One entry of a record: an operation or a leaf. `next`: its inputs, as places in the list.

    `op` is the field's name for it (`Pow`), or for a leaf its variable's name; `name` is that of
    the variable that holds what an operation made. `shape` is of the tensor it made, `saved` the
    bytes it keeps for going back that no entry before it keeps.

    The rest are numbers at the places that the record's numbers are told at; none where they are
    not known. `value`: of the tensor it made. `gradient`: what arrives in a backward pass from
    ones. `leaving`: what goes on to each input, where the chain rule says it element by element.
    `held`: what a leaf's `.grad` held before the last backward pass of the cell through the
    record, or if there was none, in the end.
    """

    op: str
    leaf: bool
    shape: tuple[int, ...]
    next: tuple[int, ...]
    name: str = ""
    saved: int = 0
    value: array[float] = array("d")
    gradient: array[float] = array("d")
    held: array[float] = array("d")
    leaving: tuple[array[float], ...] = ()


class Detached(Struct, frozen=True, forbid_unknown_fields=True):
    """A variable without a record that shares memory with what the entry at `of` made."""

    name: str
    of: int


class Graph(Struct, frozen=True):
    """The record behind a tensor, its own entry first; at most 200 entries of `total`.

    Its numbers are told at evenly chosen elements of its largest leaf, the same ones everywhere; a
    tensor of one number has that one. `saved`: bytes kept for going back, each memory once, of all
    entries. `gap`: why there are no gradients. The cell freed the record before they could be
    found, changed in place what it needs, was at work for too long, has hooks or backward functions
    that would have run once more in what is kept, or else they could not be.
    """

    nodes: tuple[Node, ...]
    total: int
    detached: tuple[Detached, ...] = ()
    saved: int = 0
    gap: Gap = ""


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
    "timeout", "interrupted", "reset", "crashed", "memory", "protocol", "unconfined"
]


class Lost(Struct, frozen=True):
    """A run whose worker is gone: what happened, in a sentence for the learner."""

    reason: Literal[
        "timeout", "interrupted", "reset", "crashed", "protocol", "unconfined", "memory"
    ]
    detail: str


Outcome: TypeAlias = Run | Lost
