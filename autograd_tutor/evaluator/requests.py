"""What the UI asks of the evaluator."""

from __future__ import annotations

from math import isfinite

from msgspec import Struct

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
