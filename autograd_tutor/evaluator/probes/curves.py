"""An expression in x and its derivative by autograd, as two curves."""

from __future__ import annotations

import ast
import linecache
import math
import warnings
from typing import Any

import torch

from ..cell import CELL, Cells, Reply
from ..namespace import Canvas

FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sigmoid", "relu")


def sketch(request: dict[str, Any], cells: Cells) -> Reply:
    """Draw f and f' of the request's expression over its range."""
    return cells.attempt(request, lambda canvas: draw(request, canvas))


def draw(request: dict[str, Any], canvas: Canvas) -> None:
    """Evaluate f at the request's points and differentiate it there.

    Raises SyntaxError if it is no expression, TypeError or ValueError if it gives no function of x.
    """
    x = torch.linspace(request["low"], request["high"], request["points"], requires_grad=True)
    names = {name: getattr(torch, name) for name in FUNCTIONS}
    names |= {"x": x, "torch": torch, "pi": math.pi}
    result = eval(compile_expression(request["expression"]), names)
    y = as_function(result, x)
    canvas.add(x.detach(), y.detach(), "f")
    slope = derivative(y, x) if isinstance(result, torch.Tensor) else torch.zeros_like(x)
    if slope is not None:
        canvas.add(x.detach(), slope, "f'")


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


def derivative(y: torch.Tensor, x: torch.Tensor) -> torch.Tensor | None:
    """dy/dx by the sum trick, None with a warning where autograd gives no derivative of this kind.

    The trick holds if y[i] depends on x[i] alone: then random weights on y weight its slopes alike.
    """
    if not y.requires_grad:
        warnings.warn("autograd sees no road from here back to x: no slope drawn", stacklevel=1)
        return None
    weights = torch.rand(y.shape, device=y.device, dtype=y.dtype) + 0.5
    (slope,) = torch.autograd.grad(y.sum(), x, retain_graph=True, allow_unused=True)
    (weighted,) = torch.autograd.grad((weights * y).sum(), x, allow_unused=True)
    if slope is None:
        return torch.zeros_like(x)
    if not torch.allclose(weighted, weights * slope, rtol=1e-3, atol=1e-4, equal_nan=True):
        warnings.warn(
            "a value here depends on more than its own x: this is the gradient of the sum, "
            "not the slope of the curve",
            stacklevel=1,
        )
    return slope
