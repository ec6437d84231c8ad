"""The record of an expression at one x, to draw beside its curve."""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import torch

from ..cell import Cells
from ..frames import packed
from ..namespace import Canvas
from .tape import Tape
from .tensors import Plainly, named

NAME = "y"
"""What the result is called, beside `x`."""


def record(
    request: dict[str, Any], cells: Cells, evaluate: Callable[[torch.Tensor], object]
) -> tuple[dict[str, Any] | None, bytes]:
    """The graph and its numbers at the request's `at`; None where there is none to tell.

    The expression is evaluated once more, within what is left of the run's time. Whatever goes
    wrong there costs no more than the record, and nothing is printed a second time.
    """
    namespace: dict[str, Any] = {}
    tape = Tape(NAME, namespace)

    def work(canvas: Canvas) -> None:
        x = namespace["x"] = torch.tensor(float(request["at"]), requires_grad=True)
        with tape, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            result = evaluate(x)
            if isinstance(result, torch.Tensor) and result.numel() == 1:
                namespace[NAME] = result

    cells.attempt(request, work)
    numbers = array("d")
    try:
        with Plainly():
            graph = tape.report(named(namespace), numbers)
    except Exception:  # an expression can leave torch in a state in which nothing can be read
        return None, b""
    return graph, packed(numbers)
