"""An expression in x and its derivatives by autograd, as curves."""

from __future__ import annotations

import ast
import linecache
import math
import warnings
from collections.abc import Iterator
from typing import Any

import torch

from ..cell import Cells, Reply
from ..failure import CELL
from ..namespace import Canvas
from .point import record

FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sigmoid", "relu")
LABELS = ("f", "f'", "f''")


def sketch(request: dict[str, Any], cells: Cells) -> Reply:
    """Draw the request's expression over its range, and tell its record at one x if asked to."""
    header, blob = cells.attempt(request, lambda canvas: draw(request, canvas))
    if request["at"] is None or header["error"]:
        return header, blob
    graph, numbers = record(request, cells, lambda x: evaluate(request["expression"], x))
    return {**header, "graph": graph}, blob + numbers


def draw(request: dict[str, Any], canvas: Canvas) -> None:
    """Evaluate f at the request's points and differentiate it there as often as it asks.

    Raises SyntaxError if it is no expression, TypeError or ValueError if it gives no function of x.
    """
    x = torch.linspace(request["low"], request["high"], request["points"], requires_grad=True)
    result = evaluate(request["expression"], x)
    y = as_function(result, x)
    canvas.add(x.detach(), y.detach(), LABELS[0])
    number = not isinstance(result, torch.Tensor)
    for label, slope in derivatives(y, x, request["order"], number=number):
        canvas.add(x.detach(), slope, label)


def evaluate(text: str, x: torch.Tensor) -> object:
    """What the expression gives for this x."""
    names = {name: getattr(torch, name) for name in FUNCTIONS}
    names |= {"x": x, "torch": torch, "pi": math.pi}
    return eval(compile_expression(text), names)


def compile_expression(text: str) -> Any:
    """One expression, or one assignment (`y = …`) whose right side is taken."""
    text = text.strip()
    linecache.cache[CELL] = (len(text), None, text.splitlines(keepends=True), CELL)
    body = ast.parse(text, CELL).body
    if len(body) != 1 or not isinstance(body[0], (ast.Expr, ast.Assign)):
        line = body[1].lineno if len(body) > 1 else 1
        where = (CELL, line, 1, linecache.getline(CELL, line))
        raise SyntaxError("write one expression in x, such as x**2 + 1", where)
    return compile(ast.Expression(body[0].value), CELL, "eval", dont_inherit=True)


def as_function(result: object, x: torch.Tensor) -> torch.Tensor:
    """The result as one real number for each x."""
    if isinstance(result, (bool, int, float)):
        return torch.full_like(x, float(result), requires_grad=False)
    if not isinstance(result, torch.Tensor):
        kind = type(result).__name__
        raise TypeError(f"the expression must give a tensor or a number, not a {kind}")
    if result.is_complex():
        raise TypeError("the expression must be real; this one is complex")
    if result.dim() == 0:
        return result.expand_as(x)
    if result.shape != x.shape:
        raise ValueError(
            f"the expression must give one value for each x, shape {list(x.shape)}; "
            f"this one has shape {list(result.shape)}"
        )
    return result


def derivatives(
    y: torch.Tensor, x: torch.Tensor, order: int, *, number: bool
) -> Iterator[tuple[str, torch.Tensor]]:
    """Each derivative of y with its label, up to one that autograd does not give.

    A number has none but 0. So has a slope without a record that goes in steps, as that of relu
    does; one that changes with x lost its record on the way, and nothing is drawn for it.
    """
    for depth in range(1, order + 1):
        known = y
        if not y.requires_grad and (number or depth > 1) and goes_in_steps(y):
            y = torch.zeros_like(x, requires_grad=False)
        elif (slope := derivative(y, x, depth, again=depth < order)) is not None:
            y = slope
        else:
            return
        yield LABELS[depth], y.detach()
        if known.requires_grad and not is_slope(y, known, x, again=depth < order):
            warnings.warn(
                "a value here depends on more than its own x: this is the gradient of the sum, "
                "not the slope of the curve",
                stacklevel=1,
            )
            return


def derivative(y: torch.Tensor, x: torch.Tensor, depth: int, *, again: bool) -> torch.Tensor | None:
    """dy/dx by the sum trick, None with a warning where autograd gives none. `again`: record it."""
    of = "" if depth == 1 else f" of {LABELS[depth - 1]}"
    if not y.requires_grad:
        warnings.warn(
            f"autograd sees no road from here back to x: no slope{of} drawn", stacklevel=1
        )
        return None
    try:
        (slope,) = torch.autograd.grad(
            y.sum(), x, retain_graph=True, create_graph=again, allow_unused=True
        )
    except RuntimeError as error:
        if depth == 1:
            raise
        warnings.warn(f"torch gives no slope{of}: {error}", stacklevel=1)
        return None
    return torch.zeros_like(x, requires_grad=False) if slope is None else slope


def is_slope(slope: torch.Tensor, y: torch.Tensor, x: torch.Tensor, *, again: bool) -> bool:
    """Whether y[i] depends on x[i] alone: then random weights on y weight its slopes alike."""
    weights = torch.rand(y.shape, device=y.device, dtype=y.dtype) + 0.5
    (weighted,) = torch.autograd.grad((weights * y).sum(), x, retain_graph=again, allow_unused=True)
    if weighted is None:
        return True
    return torch.allclose(weighted, weights * slope, rtol=1e-3, atol=1e-4, equal_nan=True)


def goes_in_steps(y: torch.Tensor) -> bool:
    """Whether it mostly stays as it is from one x to the next."""
    return int((y[1:] == y[:-1]).sum()) * 2 >= len(y) - 1
